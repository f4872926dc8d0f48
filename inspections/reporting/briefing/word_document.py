"""A Word document for the briefing: its page and styles, paragraphs, and tables of any length.

Real styles and headings, so that people can edit it, have it read aloud and find their way in it. Tables are built in
XML: python-docx walks a whole table for each cell that it looks up, which takes minutes at ten thousand rows.
"""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tc
from docx.shared import Mm, Pt, RGBColor
from docx.styles.styles import Styles
from docx.text.paragraph import Paragraph

from inspections.reporting.briefing.content import Briefing

BLUE, GREY = RGBColor(0x00, 0x30, 0x78), RGBColor(0x50, 0x5A, 0x5F)
# The mark of each status in letters that Word's own typefaces have, and its colour; the word is beside it.
MARKS = {
    "complete": ("■", "003078"), "awaiting": ("□", "0B0C0C"), "on_track": ("●", "00703C"), "at_risk": ("▲", "B06F00"),
    "off_track": ("◆", "A2140B"), "late": ("◆!", "A2140B"), "not_rated": ("○", "505A5F"), "stopped": ("▬", "6F777B"),
}  # fmt: skip
_MOST_MARKS = 36  # in a bar of marks, so that it stays in one line


@dataclass(frozen=True, slots=True)
class Marked:
    """A cell whose words come behind the mark of a status."""

    state: str
    words: str


@dataclass(frozen=True, slots=True)
class MarksBar:
    """A cell with a mark for each action: {"state": number} of each; of many, a mark for each so many."""

    numbers: dict[str, int]

    @property
    def marks(self) -> list[tuple[str, int]]:
        """The states with how many marks each has, at least one where it has an action."""
        each = max(1, -(-sum(self.numbers.values()) // _MOST_MARKS))
        return [(state, max(1, round(number / each))) for state, number in self.numbers.items() if number]


def new_document(briefing: Briefing) -> DocumentType:
    """An empty A4 document with its language, title, styles, and the head and foot of every page."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author = f"{briefing.title}. {briefing.position}"[:255], briefing.council[:255]
    properties.subject, properties.language = briefing.plan[:255], "en-GB"
    properties.comments = briefing.demonstration[:255]
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    _set_styles(document.styles)
    head = section.header.paragraphs[0]
    head.style = document.styles["Header"]
    head.text = f"{briefing.exempt} " if briefing.exempt else ""
    head.add_run(f"{briefing.council}: {briefing.plan}. {briefing.position}")
    foot = section.footer.paragraphs[0]
    foot.text = f"{briefing.demonstration} " if briefing.demonstration else ""
    foot.add_run("Page\u00a0")
    _add_field(foot, "PAGE")
    foot.add_run("\u00a0of\u00a0")
    _add_field(foot, "NUMPAGES")
    return document


def _set_styles(styles: Styles) -> None:
    normal = styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10.5)
    normal.paragraph_format.space_after = Pt(4)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.element.get_or_add_rPr().append(language)
    for default in styles.element.iter(qn("w:lang")):
        default.set(qn("w:val"), "en-GB")
    for name, size, before in (("Title", 20, 0), ("Heading 1", 16, 14), ("Heading 2", 13, 10), ("Heading 3", 11, 8)):
        style = styles[name]
        style.font.name, style.font.size, style.font.bold = "Arial", Pt(size), True
        style.font.color.rgb = BLUE
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(4)
        style.paragraph_format.keep_with_next = True
    note = styles.add_style("Note", WD_STYLE_TYPE.PARAGRAPH)
    note.base_style, note.font.color.rgb, note.font.size = normal, GREY, Pt(9.5)
    note.quick_style = True


def _add_field(paragraph: Paragraph, name: str) -> None:
    """Add a field that Word calculates, such as the page's number."""
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)


def add_paragraph(document: DocumentType, words: str, style: str | None = None) -> Paragraph:
    """Add a paragraph of one style."""
    return document.add_paragraph(words, style=style)


def add_paragraph_bold_first(document: DocumentType, first: str, rest: str, style: str | None = None) -> Paragraph:
    """Add a paragraph whose `first` words are bold."""
    paragraph = document.add_paragraph(style=style)
    paragraph.add_run(first).bold = True
    paragraph.add_run(rest)
    return paragraph


def add_table(document: DocumentType, headings: Iterable[str], rows: Iterable, widths: Iterable[int]) -> None:
    """Add a ruled table whose row of headings is repeated on every page, and whose rows are kept whole.

    A row has a cell for each heading; a cell is text, a `Marked`, a `MarksBar`, or a list of (words, notes under them).
    `widths` are in mm.
    """
    headings = list(headings)
    table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    table.autofit = False
    for cell, heading, width in zip(table.rows[0].cells, headings, widths, strict=True):
        cell.width = Mm(width)
        cell.paragraphs[0].add_run(heading).bold = True
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    head = table._tbl.tr_lst[0]
    blank = deepcopy(head)
    repeated = OxmlElement("w:tblHeader")
    head.get_or_add_trPr().append(repeated)
    blank.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cells in blank.tc_lst:
        for run in cells.iter(qn("w:r")):
            run.getparent().remove(run)
    bullets = document.styles["List Bullet"].style_id
    notes = document.styles["Note"].style_id
    for row in rows:
        row_element = deepcopy(blank)
        for cell, content in zip(row_element.tc_lst, row, strict=True):
            _fill_cell(cell, content, bullets, notes)
        table._tbl.append(row_element)
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _fill_cell(cell: CT_Tc, content: Any, bullet_style: str, note_style: str) -> None:
    """Write the content of a cell, which has one empty paragraph."""
    if isinstance(content, MarksBar):
        _append_marks(cell.p_lst[0], content.marks)
        return
    if isinstance(content, Marked):
        _append_mark(cell.p_lst[0], content.state)
        content = content.words
    for place, (words, style) in enumerate(_paragraphs_of(content, bullet_style, note_style)):
        paragraph = OxmlElement("w:p") if place else cell.p_lst[0]
        if place:
            cell.append(paragraph)
        if style:
            paragraph.style = style
        _append_run(paragraph, " ".join(words.splitlines()))


def add_mark(paragraph: Paragraph, state: str) -> None:
    """Add the mark of a status to a paragraph; none of what has no mark."""
    _append_mark(paragraph._p, state)


def add_marks_bar(document: DocumentType, numbers: dict[str, int]) -> None:
    """Add a paragraph with a mark for each action, as `MarksBar` says."""
    _append_marks(document.add_paragraph()._p, MarksBar(numbers).marks)


def _append_mark(paragraph: Any, state: str) -> None:
    if state in MARKS:
        mark, colour = MARKS[state]
        _append_run(paragraph, f"{mark} ", colour)


def _append_marks(paragraph: Any, marks: list[tuple[str, int]]) -> None:
    for state, number in marks:
        _append_run(paragraph, MARKS[state][0][:1] * number, MARKS[state][1])


def _append_run(paragraph: Any, words: str, colour: str = "") -> None:
    """Add words to a paragraph's element, in a colour where one is given (six hexadecimal digits)."""
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    if colour:
        properties, fill = OxmlElement("w:rPr"), OxmlElement("w:color")
        fill.set(qn("w:val"), colour)
        properties.append(fill)
        run.append(properties)
    text.text = words
    text.set(qn("xml:space"), "preserve")
    run.append(text)
    paragraph.append(run)


def _paragraphs_of(content: Any, bullet_style: str, note_style: str) -> list[tuple[str, str]]:
    """The paragraphs of a cell: (words, style), the style empty for the normal one."""
    if isinstance(content, str):
        return [(line, "") for line in content.splitlines() or [""]]
    paragraphs = []
    for words, notes in content:
        paragraphs.append((words, bullet_style if len(content) > 1 or notes else ""))
        paragraphs += [(note, note_style) for note in notes]
    return paragraphs or [("", "")]
