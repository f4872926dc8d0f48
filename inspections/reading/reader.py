"""From the bytes of a file to its passages, by the type that its content shows."""

from .passages import CannotRead, Paper


def read(content: bytes) -> Paper:
    """Read a paper. Raises CannotRead with a sentence for the person who gave it where it holds nothing to read."""
    raise CannotRead("This type of file cannot be read. Give a PDF, Word, HTML, Markdown or text file.")
