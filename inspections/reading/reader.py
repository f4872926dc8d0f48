"""From the bytes of a file to its passages, by the type that its content shows."""

from .decoding import decoded, is_noise
from .html import read_html
from .kinds_of_file import is_html, is_pdf, is_word, refuse_other_kinds
from .passages import CannotRead, Paper
from .pdf import read_pdf
from .text import read_text
from .word import read_word


def read(content: bytes) -> Paper:
    """Read a paper. Raises CannotRead with a sentence for the person who gave it where it holds nothing to read."""
    refuse_other_kinds(content)
    if is_pdf(content):
        return read_pdf(content)
    if is_word(content):
        return read_word(content)
    text, notes = decoded(content)
    if is_noise(content, text):
        raise CannotRead("This type of file cannot be read. Give a PDF, Word, HTML, Markdown or text file.")
    if is_html(text):
        return read_html(text)
    return read_text(text, notes)
