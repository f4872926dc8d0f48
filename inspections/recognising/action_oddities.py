"""What is odd about a plan's actions: said, so that an admin looks."""

from ..reading.passages import Paper
from .proposals import Context, Proposal


def of_actions(paper: Paper, actions: list, context: Context) -> list[Proposal]:
    """The oddities of a paper's actions."""
    return []
