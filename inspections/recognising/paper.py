"""A whole paper: every recogniser in turn over its passages."""

from datetime import date

from ..reading.passages import Paper
from . import front, looks, measures, minutes, oddities, plans
from .proposals import Kind, Proposal

_ORDER = {kind: place for place, kind in enumerate(Kind)}


def recognise(paper: Paper, given: date | None = None) -> list[Proposal]:
    """Everything that a paper is found to hold, kind by kind (in the order of Kind), each in the paper's order.

    `given` is the day from which dates without a year are read, where the admin gives it; else the paper's own counts.
    """
    context = front.context_of(paper, given)
    found = [
        proposal
        for recogniser in (front, looks, plans, minutes, measures)
        for proposal in recogniser.recognise(paper, context)
    ]
    found += oddities.recognise(paper, context)
    return sorted(found, key=lambda proposal: (_ORDER[proposal.kind], proposal.passage))
