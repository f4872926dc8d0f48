"""Front matter: which report, committee, meeting and item the paper is, and of what day and class."""

from datetime import date

from ..reading.passages import Paper
from .proposals import Context, Proposal


def recognise(paper: Paper, context: Context) -> list[Proposal]:
    """Find them in the whole paper."""
    return []


def context_of(paper: Paper, given: date | None) -> Context:
    """What the whole paper says of itself; `given` is the day that the admin gave for it, which wins over its own."""
    return Context(day=given, day_given=given is not None)
