"""A PDF's own tags: what the program that made it says of each part, such as a heading, a bullet or a table's cell.

Tags come a page at a time. What a part is the child of, and the how-manieth child, is the same on each page, so that a
table or a paragraph which runs over a page's end is one part, whose words come from two pages.
"""

import ctypes
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

import pypdfium2.raw as pdfium

# Deeper or larger trees are a trick: a 200-page report has some 10,000 parts, six or eight deep.
MOST_DEEP = 40
MOST_PARTS = 400_000
# Each page is asked for all children of what it is within, which costs some seconds a ten million; the pages after that
# are read by the places of their words.
MOST_ASKED = 20_000_000

NO_MARK = -1
ARTIFACT = -2  # what the program says is no part of the text: a page's header and foot, a watermark

# Parts within a line, and the two halves of a list's item: their words are those of the part that they are in.
_WITHIN = frozenset(
    ["Span", "NonStruct", "Private", "Link", "Annot", "Reference", "Em", "Strong", "Quote", "Code", "Sub", "BibEntry"]
) | {"Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP", "Lbl", "LBody"}
_CELLS = ("TD", "TH")
_TEXT = frozenset(
    {"P", "H", "Title", "LI", "Caption", "TOCI", "BlockQuote", "Note", "FENote"} | {f"H{n}" for n in range(1, 7)}
)
_HEADINGS = {"Title": 1, "H": 1, **{f"H{level}": level for level in range(1, 7)}}


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A part of a PDF's text. `place` is which child it is of its parent, and so on up to the root."""

    place: tuple[int, ...]
    kind: str
    above: "Part | None" = None
    row_span: int = 1
    column_span: int = 1
    drawn: set[int] = field(default_factory=set)  # which of its children are no parts, but what is drawn

    def nearest(self, *kinds: str) -> "Part | None":
        """The part itself or the nearest one that it is within, of one of these kinds."""
        part: Part | None = self
        while part is not None and part.kind not in kinds:
            part = part.above
        return part

    @property
    def is_text(self) -> bool:
        """Whether it is one paragraph, heading or item, and not what holds several."""
        return self.kind in _TEXT

    def outermost(self, kind: str) -> "Part | None":
        """The outermost part of this kind that it is within."""
        found, part = None, self.nearest(kind)
        while part is not None:
            found, part = part, part.above.nearest(kind) if part.above else None
        return found

    def count(self, kind: str) -> int:
        """How many parts of this kind it is within."""
        count, part = 0, self.nearest(kind)
        while part is not None:
            count, part = count + 1, part.above.nearest(kind) if part.above else None
        return count


@dataclass(frozen=True, slots=True)
class Mark:
    """Where marked words belong: to which part, and at which place, which tells them from that part's other words."""

    part: Part
    place: tuple[int, ...]


class Tags:
    """The tags of a whole document, read a page at a time."""

    def __init__(self) -> None:
        self.parts: dict[tuple[int, ...], Part] = {}
        self.asked = 0

    def of_page(self, page) -> dict[int, Mark]:
        """The marks of a page, by the numbers that its words are marked with; none where it has no tags."""
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        if not tree:
            return {}
        marks: dict[int, Mark] = {}
        try:
            for at in range(min(max(pdfium.FPDF_StructTree_CountChildren(tree), 0), MOST_PARTS)):
                element = pdfium.FPDF_StructTree_GetChildAtIndex(tree, at)
                if element:
                    self._walk(element, (at,), None, marks)
        finally:
            pdfium.FPDF_StructTree_Close(tree)
        return marks

    def _walk(self, element, place: tuple[int, ...], above: Part | None, marks: dict[int, Mark]) -> None:
        if len(place) > MOST_DEEP or len(self.parts) > MOST_PARTS or self.asked > MOST_ASKED:
            return
        part = self.parts.get(place)
        if part is None:
            part = self.parts[place] = _part(element, place, above)
        children = max(pdfium.FPDF_StructElement_CountChildren(element), 0)
        self.asked += children
        if self.asked > MOST_ASKED:
            return
        for at in range(children):
            child = pdfium.FPDF_StructElement_GetChildAtIndex(element, at)
            if child:
                self._walk(child, (*place, at), part, marks)
                continue
            number = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, at)
            if number >= 0:
                part.drawn.add(at)
                marks[number] = _mark(part, (*place, at))


def _part(element, place: tuple[int, ...], above: Part | None) -> Part:
    name = ctypes.create_string_buffer(64)
    size = pdfium.FPDF_StructElement_GetType(element, name, 64)
    kind = name.raw[: min(size, 64)].decode("utf-16-le", "replace").rstrip("\0") if size else ""
    return Part(place, kind, above, *(_spans(element) if kind in _CELLS else (1, 1)))


def _spans(element) -> tuple[int, int]:
    """The rows and the columns that a cell spans."""
    spans = []
    for name in (b"RowSpan", b"ColSpan"):
        number = ctypes.c_float(1)
        for at in range(min(max(pdfium.FPDF_StructElement_GetAttributeCount(element), 0), 20)):
            attributes = pdfium.FPDF_StructElement_GetAttributeAtIndex(element, at)
            value = pdfium.FPDF_StructElement_Attr_GetValue(attributes, name) if attributes else None
            if value and pdfium.FPDF_StructElement_Attr_GetNumberValue(value, ctypes.byref(number)):
                break
        spans.append(int(number.value) if 1 <= number.value <= 1000 else 1)
    return spans[0], spans[1]


def _mark(part: Part, place: tuple[int, ...]) -> Mark:
    """The part that is no mere piece of a line, and the place among its children of what holds the words."""
    while part.kind in _WITHIN and part.above is not None:
        place, part = part.place, part.above
    return Mark(part, place)


def mark_of_object(item) -> int:
    """The number that a text object is marked with; ARTIFACT, or NO_MARK."""
    number = pdfium.FPDFPageObj_GetMarkedContentID(item)
    if number >= 0:
        return number
    name = (ctypes.c_ushort * 32)()
    size = ctypes.c_ulong()
    for at in range(min(max(pdfium.FPDFPageObj_CountMarks(item), 0), 20)):
        mark = pdfium.FPDFPageObj_GetMark(item, at)
        if pdfium.FPDFPageObjMark_GetName(mark, name, 64, ctypes.byref(size)):
            words = bytes(name)[: min(size.value, 64)].decode("utf-16-le", "replace").rstrip("\0")
            if words == "Artifact":
                return ARTIFACT
    return NO_MARK


# Words to paragraphs and tables ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class Tagged:
    """A paragraph, heading or bullet: its words in order. `heading` is its level or 0, `level` how deep a bullet is."""

    words: list
    part: Part
    heading: int = 0
    level: int = 0


@dataclass(slots=True)
class TaggedCell:
    """A cell: its paragraphs, and whether it is tagged as a heading."""

    part: Part
    paragraphs: list[Tagged] = field(default_factory=list)


@dataclass(slots=True)
class TaggedTable:
    """A table: its rows that hold words, each its cells by which child of the row they are."""

    rows: dict[tuple[int, ...], dict[int, TaggedCell]] = field(default_factory=dict)


def parts_of(words: Iterable, marks: dict) -> list[Tagged | TaggedTable]:
    """The parts that words make, in the order of the tags. `marks` gives the mark of a word by (page, number).

    Words without a mark go after the words that are drawn before them.
    """
    pieces: list[tuple[tuple[int, ...], Part, object]] = []
    place: tuple[int, ...] = ()
    for word in words:
        mark = marks.get((word.page, word.mark))
        if mark is not None:
            table = mark.part.outermost("Table")
            place = table.place if table else mark.place
            pieces.append((mark.place, mark.part, word))
        else:
            loose = (*place, MOST_PARTS)
            pieces.append((loose, Part(loose, "P"), word))
    pieces.sort(key=lambda piece: piece[0])
    parts: list[Tagged | TaggedTable] = []
    for table, group in groupby(pieces, key=lambda piece: piece[1].outermost("Table")):
        paragraphs = _paragraphs(group)
        if table is None:
            parts += paragraphs
        else:
            parts += _table(paragraphs)
    return parts


def _paragraphs(pieces) -> list[Tagged]:
    paragraphs: list[Tagged] = []
    begun: set[tuple[int, ...]] = set()  # the items of lists whose first paragraph is there
    for part, group in groupby(pieces, key=lambda piece: piece[1]):
        words = [word for _, _, word in group]
        heading = _HEADINGS.get(part.kind, 0)
        item = part.nearest("LI", *_CELLS)
        before = paragraphs[-1] if paragraphs else None
        if item is None or item.kind != "LI":
            paragraphs.append(Tagged(words, part, heading))
        elif item.place not in begun:
            begun.add(item.place)
            within = item.nearest(*_CELLS)
            level = item.count("L") - (within.count("L") if within else 0)
            paragraphs.append(Tagged(words, part, heading, 0 if heading else max(level, 1)))
        elif before is not None and before.part is item and sum(len(word.text) for word in before.words) < 8:
            before.words += words  # what came before is the item's bullet or number
            before.part, before.heading, before.level = part, heading, 0 if heading else before.level
        else:
            paragraphs.append(Tagged(words, part, heading))
    return paragraphs


def _table(paragraphs: list[Tagged]) -> list[Tagged | TaggedTable]:
    """The paragraphs of a table as its rows; what is in no cell stands before it, and a box round words is no table."""
    table, outside = TaggedTable(), []
    for paragraph in paragraphs:
        cell = _outer_cell(paragraph.part)
        row = cell.above.nearest("TR") if cell and cell.above else None
        if cell is None or row is None:
            outside.append(paragraph)
            continue
        cells = table.rows.setdefault(row.place, {})
        at = cell.place[len(row.place)]
        at -= sum(1 for drawn in row.drawn if drawn < at)
        cells.setdefault(at, TaggedCell(cell)).paragraphs.append(paragraph)
    if max((at for cells in table.rows.values() for at in cells), default=0) == 0:
        return [*outside, *(p for cells in table.rows.values() for cell in cells.values() for p in cell.paragraphs)]
    for cells in table.rows.values():
        for cell in cells.values():
            _drop_repeats(cell)
    return [*outside, table]


def _outer_cell(part: Part) -> Part | None:
    """The cell that a part is in; of a table within a table, the outer one's."""
    found, cell = None, part.nearest(*_CELLS)
    while cell is not None:
        found, cell = cell, cell.above.nearest(*_CELLS) if cell.above else None
    return found


def _drop_repeats(cell: TaggedCell) -> None:
    """Drop the words of a heading that stands again on each page that its table goes on to."""
    for paragraph in cell.paragraphs:
        pages = {page: [w for w in paragraph.words if w.page == page] for page in {w.page for w in paragraph.words}}
        first = pages[min(pages)]
        said = [word.text for word in first]
        if len(pages) > 1 and all([word.text for word in words] == said for words in pages.values()):
            paragraph.words = first
