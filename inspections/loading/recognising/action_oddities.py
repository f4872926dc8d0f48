"""What is odd about a plan's actions: said, so that an admin looks."""

import re
from datetime import date

from actions.periods.tokens import words_of
from inspections.loading.reading.passages import Passage
from inspections.loading.recognising.priorities import distinguishing_words
from inspections.loading.recognising.proposals import Proposal, ProposalKind
from inspections.loading.recognising.stages import COMPLETE, PLANNED

# A past participle that ends a phrase or goes on with “and”, “by”, “in”: “reviewed and renewed, with …”.
_PAST = re.compile(
    r"\b(?P<verb>(?!need|planned|scheduled|required|proposed|based|related|focused|linked|targeted|looked|"
    r"combined)\w{3,}ed|held|built|written|put in place)\b"
    r"(?=\s+(?:and|by|in|to|with|for|at|from|on|across|since|through)\b|\s*[,.;)]|\s*$)"
)
_NOT_PAST = re.compile(
    r"\b(?:to|be|being|will|shall|should|must|can|may|when|once|if|until|as|of|is|are|those|who|that|which|ensure|"
    r"been|all|experiences?)\b(?:\s+\w+)?\s*$",
    re.I,
)
_HAS_BEEN = re.compile(
    r"^(?:we have|has been|have been)\b|^\W*(?:\w+\W+){1,8}(?:has|have) (?:now )?been \w+ed\b", re.IGNORECASE
)
_SAME = 0.6  # of the shorter's distinguishing words; chosen on plans that say a piece of work again in other words
# Stems that half of any children's plan shares.
_EVERYWHERE = words_of(
    "child children young people famil care service social work worker team review refresh strateg develop continu "
    "support plan action start commenc jan feb mar apr may jun jul aug sep oct nov dec complet deliver across new staff"
)
_COMMONEST = 12  # actions: a word that more of them share tells nothing, and comparing by it would take long


def of_actions(actions: list, unheaded: list[Passage], day: date | None) -> list[Proposal]:
    """The oddities of a paper's actions; `unheaded` are the first cells of plan tables without their heading.

    `fields.what` is a short code, `fields.quoted` the paper's words. Placeholders are said for the whole paper by
    `oddities`.
    """
    proposals = [
        _oddity(
            "table_without_heading",
            cell.text,
            "This table has the columns of the plan's tables, but no heading of its own names its priorities.",
            cell.order,
            0.9,
        )
        for cell in unheaded
    ]
    for action in actions:
        proposals += _of_one(action, day)
    return proposals + _same_twice(actions)


def _oddity(
    what: str, quoted: str, sentence: str, passage: int, confidence=0.8, also: tuple[int, ...] = ()
) -> Proposal:
    reason = what.replace("_", " ").capitalize()
    return Proposal(ProposalKind.ODDITY, sentence, passage, {"what": what, "quoted": quoted}, confidence, reason, also)


def _of_one(action, day: date | None) -> list[Proposal]:
    entry, proposals = action.entry, []
    place = entry.passages[0]
    if words := action.unreadable[:120]:
        message = f"“{words}” stands where the date should be: no day can be read from it."
        proposals.append(_oddity("unreadable_date", words, message, place))
    for period in action.periods if day and action.stage == COMPLETE else ():
        after = period.first_day and period.first_day > day and entry.side == "done"
        runs_past = period.role == "completed" and period.last_day and period.last_day > day
        if after or runs_past:
            message = f"“{period.words}” is after the paper's day or runs past it, but stands with what has been done."
            proposals.append(_oddity("future_date_among_done", period.words, message, place))
    if entry.side == "planned" and action.stage == PLANNED and (past := _past_tense(entry.text)):
        message = f"“{past}” speaks of what has been done, but stands with what is planned."
        proposals.append(_oddity("past_tense_among_planned", past, message, place, 0.6))
    return proposals


_FIRST_CLAUSE = re.compile(r"(?<=[.;])\s")


def _past_tense(words: str) -> str | None:
    """The verb that tells of what has been done, in the first sentence; None where there is none."""
    first = _FIRST_CLAUSE.split(words, maxsplit=1)[0]
    if _HAS_BEEN.search(first):
        return " ".join(first.split()[:6])
    head = " ".join(first.split()[:14])
    match = _PAST.search(head)
    if match and match.start() and not _NOT_PAST.search(head[: match.start()]):
        return match["verb"]
    return None


def _same_twice(actions: list) -> list[Proposal]:
    """Actions of one priority whose words tell the same work; both are kept."""
    proposals: list[Proposal] = []
    words = [
        {
            word
            for word in distinguishing_words(action.entry.text)
            if len(word) > 2 and word.isalpha() and word not in _EVERYWHERE
        }
        for action in actions
    ]
    holders: dict[tuple, list[int]] = {}
    for place, action in enumerate(actions):
        for word in words[place]:
            holders.setdefault((action.number, word), []).append(place)
    shared: dict[tuple[int, int], int] = {}
    for places in holders.values():
        if len(places) <= _COMMONEST:
            for at, first in enumerate(places):
                for second in places[at + 1 :]:
                    shared[first, second] = shared.get((first, second), 0) + 1
    for (first, second), count in sorted(shared.items()):
        least = min(len(words[first]), len(words[second]))
        if count >= 3 and count >= _SAME * least and len(words[first] & words[second]) >= _SAME * least:
            one, other = actions[first].entry, actions[second].entry
            message = f"“{_begin(one.text)}” and “{_begin(other.text)}” seem to be the same work, told twice."
            proposals.append(_oddity("same_work_twice", one.text, message, one.passages[0], 0.6, (other.passages[0],)))
    return proposals


def _begin(words: str) -> str:
    return words if len(words) <= 80 else words[:77].rsplit(" ", 1)[0] + "…"
