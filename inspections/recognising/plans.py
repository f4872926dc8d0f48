"""The plan in a paper: its priorities, and its actions with stage, periods and lead."""

from ..reading.passages import Paper
from .proposals import Context, Proposal


def recognise(paper: Paper, context: Context) -> list[Proposal]:
    """Find them in the whole paper."""
    return []
