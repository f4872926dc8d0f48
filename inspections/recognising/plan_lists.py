"""Plans written as lists: bullets under headings, and actions told field by field."""

from ..reading.passages import Paper
from .plan_tables import Entry


def entries(paper: Paper) -> list[Entry]:
    """The actions of a paper's lists, one entry each, in its order."""
    return []
