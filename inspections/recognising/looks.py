"""Inspections that a paper mentions, their judgements and their findings."""

from ..reading.passages import Paper
from .proposals import Context, Proposal


def recognise(paper: Paper, context: Context) -> list[Proposal]:
    """Find them in the whole paper."""
    return []
