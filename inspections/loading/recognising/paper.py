"""A whole paper: every recogniser in turn over its passages."""

import re
from datetime import date

from inspections.loading.reading.passages import Paper
from inspections.loading.recognising import inspection_mentions, measures, minutes, oddities, paper_details, plans
from inspections.loading.recognising.proposals import Proposal, ProposalKind

_WORD = re.compile(r"[\w']+")
_ORDER = {kind: place for place, kind in enumerate(ProposalKind)}


def recognise(paper: Paper, given: date | None = None) -> list[Proposal]:
    """Everything that a paper is found to hold, kind by kind (in the order of Kind), each in the paper's order.

    `given` is the day from which dates without a year are read, where the admin gives it; else the paper's own counts.
    """
    context = paper_details.context_of(paper, given)
    proposals = [
        proposal
        for recogniser in (paper_details, inspection_mentions, plans, minutes, measures)
        for proposal in recogniser.recognise(paper, context)
    ]
    proposals += oddities.recognise(paper, context)
    proposals = _without_actions_of_others(proposals, context.document_type)
    _give_measures_their_priority(paper, proposals)
    _say_which_priorities_quote(proposals)
    return sorted(proposals, key=lambda proposal: (_ORDER[proposal.kind], proposal.passage))


def _without_actions_of_others(proposals, document_type):
    """What inspectors want done is a finding, what a meeting's action list holds a promise: neither is an action."""
    kind = {"minutes": ProposalKind.PROMISE, "report": None, "plan": None}.get(document_type, ProposalKind.FINDING)
    taken = {order for one in proposals if one.kind == kind for order in (one.passage, *one.also)}
    return [one for one in proposals if one.kind != ProposalKind.ACTION or one.passage not in taken]


def _give_measures_their_priority(paper, proposals):
    """A figure that stands in a row of the plan's tables is a measure of that row's priority."""
    places = {passage.order: (passage.table, passage.row) for passage in paper.passages if passage.table}
    of_row = {
        places[one.passage]: one.fields.get("priority")
        for one in proposals if one.kind == ProposalKind.ACTION and one.passage in places
    }  # fmt: skip
    for one in proposals:
        if one.kind == ProposalKind.MEASURE and not one.fields.get("priority"):
            one.fields["priority"] = of_row.get(places.get(one.passage))


# So many words are not the same by chance.
_QUOTED_WORDS = 5


def _say_which_priorities_quote(proposals):
    """Put on each finding the numbers of the priorities whose issues have it word for word: the golden thread."""
    issues = [
        (one.fields["number"], _plain(one.fields["why"]))
        for one in proposals
        if one.kind == ProposalKind.PRIORITY and one.fields.get("number") and one.fields.get("why")
    ]
    for one in proposals:
        if one.kind == ProposalKind.FINDING:
            words = _plain(one.text)
            long = len(words.split()) >= _QUOTED_WORDS
            one.fields["quoted_by"] = [number for number, why in issues if long and words in why]


def _plain(text):
    """The words of a text alone, in one case."""
    return " ".join(_WORD.findall(text.casefold().replace("’", "'")))
