"""What is odd in a paper and would mislead: said, never swallowed."""

from ..reading.passages import Paper
from .proposals import Context, Proposal


def recognise(paper: Paper, context: Context) -> list[Proposal]:
    """Find them in the whole paper."""
    return []
