"""What a committee decided, asked, was promised and referred, and what a paper says will happen."""

from ..reading.passages import Paper
from .proposals import Context, Proposal


def recognise(paper: Paper, context: Context) -> list[Proposal]:
    """Find them in the whole paper."""
    return []
