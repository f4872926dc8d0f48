"""Reading a file and recognising what it holds, in one call."""

from datetime import date

from ..reading.reader import read
from ..recognising.paper import recognise


def read_and_recognise(content: bytes, name: str = "", given: date | None = None):
    """The paper and its proposals. Raises CannotRead with a sentence where the file gives nothing."""
    paper = read(content)
    return paper, recognise(paper, given)
