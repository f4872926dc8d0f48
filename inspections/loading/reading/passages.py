"""What reading a paper gives: its passages in order, with their numbers, headings, tables and pages."""

from dataclasses import dataclass, field
from enum import StrEnum

GAP = " | "  # what a line of the margins has in place of a wide gap


class CannotRead(Exception):
    """The file gives no passages. Its one argument is a whole sentence: what is wrong and what to do."""


class PassageKind(StrEnum):
    """What a passage is; the words are those of the stored passage."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    CELL = "cell"


class Format(StrEnum):
    """The type of a file as its content shows it, whatever its name says."""

    PDF = "pdf"
    WORD = "docx"
    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading, a paragraph, a bullet, or one paragraph or bullet of a table's cell, in the paper's own words.

    `order` counts from 1. `number` is the paper's own, without a dot at its end: “5.1”, “12”, “a”. `level` is of a
    heading (1 the highest) and of a bullet (1 the outermost), else 0. `headings` are the words of the headings that it
    stands under, the highest first. `page` counts from 1, None where the format has no pages. `bold` is the part of
    its words, from their beginning, that stands in bold or is underlined.

    Of a cell, `table`, `row` and `column` count from 1; `column_heading` is the text of the heading above it, empty
    where the table has none; `header` says that it is itself such a heading; `row_span` and `column_span` are more
    than 1 where cells are merged, and a merged cell's words stand once, at its first row and column. `item` says that
    it is a bullet or a numbered point within its cell.
    """

    order: int
    kind: PassageKind
    text: str
    number: str = ""
    level: int = 0
    headings: tuple[str, ...] = ()
    page: int | None = None
    bold: str = ""
    table: int | None = None
    row: int | None = None
    column: int | None = None
    column_heading: str = ""
    header: bool = False
    row_span: int = 1
    column_span: int = 1
    item: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as read: its passages in order, the format found in its content, its pages, and what reading it met.

    `notes` are whole sentences on how it was read where that matters: “Page 3 has a table without lines; its columns
    were told by where the words stand.” `links` are the addresses that the text links to, in order.
    `page_title` is the title that a saved page gives itself, which often ends with the council's name; empty for other
    formats. `margins` are lines beside the passages: headers and footers, a watermark, comments, the file's own title.
    """

    passages: tuple[Passage, ...]
    format: Format
    pages: int | None = None
    notes: tuple[str, ...] = ()
    links: tuple[str, ...] = field(default=())
    page_title: str = ""
    margins: tuple[str, ...] = ()
