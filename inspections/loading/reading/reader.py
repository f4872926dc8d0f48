"""From the bytes of a file to its passages, by the type that its content shows."""

from csc_tracker.pages.decoding import decoded, is_noise
from inspections.loading.reading.child import paper_data
from inspections.loading.reading.html import read_html
from inspections.loading.reading.kinds_of_file import is_html, is_pdf, is_zip, refuse_other_kinds
from inspections.loading.reading.passages import CannotRead, Paper
from inspections.loading.reading.pdf import read_pdf
from inspections.loading.reading.text import read_text
from inspections.loading.reading.word import read_word

# A PDF or a Word file with photographs can be large; its words are not. Above this nothing is opened.
MOST_BYTES = 100_000_000
# Ten times the text of a 200-page report, twice over for the marks of HTML; see blocks.py for what of it is kept.
MOST_TEXT = 20_000_000


def read(content: bytes) -> Paper:
    """Read a paper. Raises CannotRead with a sentence for the person who gave it where it holds nothing to read.

    For files that strangers give, read_safely in child.py does the same in a process of its own with limits.
    """
    if len(content) > MOST_BYTES:
        raise CannotRead(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Give the part of it that matters.")
    refuse_other_kinds(content)
    if is_pdf(content):
        return read_pdf(content)
    if is_zip(content):
        return read_word(content)
    if len(content) > MOST_TEXT:
        raise CannotRead(
            f"The text is {len(content) / 1_000_000:.0f} MB long, more than the {MOST_TEXT // 1_000_000} MB that are "
            "read. Give it in parts."
        )
    text, notes = decoded(content)
    if is_noise(content, text):
        raise CannotRead("This type of file cannot be read. Give a PDF, Word, HTML, Markdown or text file.")
    if is_html(text):
        return read_html(text, notes)
    return read_text(text, notes)


def read_as_data(content: bytes) -> dict:
    """In the child: the paper in some bytes, as plain data."""
    return paper_data(read(content))
