"""Word files (.docx): their paragraphs, lists and tables in the order of the file.

A .docx is a zip of XML parts (ECMA-376). Nothing that a part names outside the file is fetched, and no macro is run.
Headers, footers and comments are margins (margins.py); deleted words are left out.
"""

import io
import lzma
import re
import zipfile
import zlib
from dataclasses import dataclass, field, replace

from lxml import etree

from inspections.loading.reading.blocks import Block, paper_of
from inspections.loading.reading.grids import MOST_COLUMNS, Cell, Point, blocks_of
from inspections.loading.reading.headings import find_headings
from inspections.loading.reading.margins import margins_of_word, sign_of_word, words_of_word
from inspections.loading.reading.numbering import Label, Numbering, W, value, whole
from inspections.loading.reading.paragraphs import block_of
from inspections.loading.reading.passages import CannotRead, Format, Paper, PassageKind
from inspections.loading.reading.words import Runs

# A 200-page paper's words take some 5 MB of XML; ten times that leaves room. What unpacks to more is a bomb.
MOST_XML = 60_000_000
# XML packs some 10 to 30 times; a part that unpacks a thousandfold is made to exhaust memory.
MOST_RATIO = 400
MOST_ENTRIES = 10_000

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_SPOILT = "The Word file is damaged and cannot be opened. Open it in Word, save it again as .docx, and give that."
_HEADING_STYLE = re.compile(r"heading\s*(\d)", re.I)
_LIST_STYLE = re.compile(r"list (?:bullet|number|continue) (\d)", re.I)
_CONTENTS_STYLE = re.compile(r"(?:toc|table of figures)\s*\d?", re.I)


def read_word(content: bytes) -> Paper:
    """Read a Word file. Raises CannotRead where it is damaged, unpacks to too much, or holds no words."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _Document(package).read()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise CannotRead(_SPOILT) from error
    except (etree.XMLSyntaxError, ValueError, KeyError, zlib.error, lzma.LZMAError) as error:
        raise CannotRead(_SPOILT) from error


def _parsed(content: bytes):
    if b"<!DOCTYPE" in content[:2000] or b"<!ENTITY" in content:
        raise CannotRead(
            "The Word file defines entities of its own, which Word never does. Open it in Word, save it again "
            "as .docx, and give that."
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
    )
    content = content.replace(_STRICT, b"http://schemas.openxmlformats.org/wordprocessingml/2006/main")
    return etree.fromstring(content, parser)


@dataclass(slots=True)
class _Style:
    """A paragraph or character style, as far as it matters here."""

    name: str = ""
    parent: str = ""
    outline: int | None = None
    bold: bool | None = None
    underlined: bool = False
    hidden: bool = False
    list: str | None = None
    depth: int | None = None


@dataclass(slots=True)
class _Gathered:
    """The runs of a paragraph, in lines, and what hangs on it."""

    lines: list[Runs] = field(default_factory=lambda: [[]])
    boxes: list = field(default_factory=list)


class _Document:
    def __init__(self, package: zipfile.ZipFile):
        self.package = package
        self.names = {info.filename: info for info in package.infolist()}
        if len(self.names) > MOST_ENTRIES:
            raise CannotRead("The Word file holds far more parts than a paper does, and was not opened.")
        self.notes: list[str] = []
        self.left_out: list[str] = []  # what is no passage, such as the lines of a table of contents
        self.links: list[str] = []
        self.blocks: list[Block] = []
        self.tables = 0
        self.main = self._main_part()
        folder = self.main.rpartition("/")[0]
        self.styles = self._styles(self._part(f"{folder}/styles.xml"))
        self.numbering = Numbering.of(self._part(f"{folder}/numbering.xml"))
        self.addresses = self._addresses(f"{folder}/_rels/{self.main.rpartition('/')[2]}.rels")
        self.footnotes = self._part(f"{folder}/footnotes.xml")
        self.cited: list[str] = []
        self.title_seen = False
        if any(name.lower().endswith("vbaproject.bin") for name in self.names):
            self.notes.append("The Word file holds a macro, which was ignored.")
        settings = f"{folder}/_rels/settings.xml.rels"
        if settings in self.names and b"External" in self._bytes(settings):
            self.notes.append("The Word file names a template elsewhere, which was not fetched.")

    # The package ------------------------------------------------------------------------------------------------------

    def _bytes(self, name: str) -> bytes:
        info = self.names[name]
        if info.flag_bits & 1:
            raise CannotRead("The Word file is locked with a password. Save a copy without one and give that.")
        if info.file_size > MOST_XML or (
            info.file_size > 1_000_000 and info.file_size > MOST_RATIO * info.compress_size
        ):
            raise CannotRead(
                "The Word file unpacks to far more than a paper holds, and was not opened. Open it in Word, save it "
                "again as .docx, and give that."
            )
        with self.package.open(info) as part:
            content = part.read(MOST_XML + 1)
        if len(content) > MOST_XML:  # the size that the zip states can lie
            raise CannotRead("The Word file unpacks to far more than a paper holds, and was not opened.")
        return content

    def _part(self, name: str):
        name = name.lstrip("/")
        if name not in self.names:
            return None
        try:
            return _parsed(self._bytes(name))
        except etree.XMLSyntaxError:
            self.notes.append(f"The part {name.rpartition('/')[2]} of the Word file is damaged and was left out.")
            return None

    def _main_part(self) -> str:
        if "_rels/.rels" in self.names:
            for relation in _parsed(self._bytes("_rels/.rels")).iter(_RELATION):
                if (relation.get("Type") or "").endswith("/officeDocument"):
                    target = (relation.get("Target") or "").lstrip("/")
                    if target in self.names:
                        return target
        if "word/document.xml" in self.names:
            return "word/document.xml"
        raise CannotRead(_SPOILT)

    def _addresses(self, name: str) -> dict[str, str]:
        if name not in self.names:
            return {}
        root = self._part(name)
        if root is None:
            return {}
        return {
            relation.get("Id"): relation.get("Target") or ""
            for relation in root.iter(_RELATION)
            if (relation.get("Type") or "").endswith("/hyperlink") and relation.get("TargetMode") == "External"
        }

    def _styles(self, root) -> dict[str, _Style]:
        styles = {}
        for element in root.iter(W + "style") if root is not None else ():
            properties, marks = element.find(W + "pPr"), element.find(W + "rPr")
            outline = value(properties, "outlineLvl")
            numbers = properties.find(W + "numPr") if properties is not None else None
            styles[element.get(W + "styleId") or ""] = _Style(
                name=(value(element, "name") or "").strip(),
                parent=value(element, "basedOn") or "",
                outline=whole(outline) if outline is not None else None,
                bold=_switch(marks, "b"),
                underlined=(value(marks, "u") or "none") != "none",
                hidden=bool(_switch(marks, "vanish")),
                list=value(numbers, "numId"),
                depth=whole(value(numbers, "ilvl")) if value(numbers, "ilvl") is not None else None,
            )
        return styles

    def _chain(self, style: str) -> list[_Style]:
        """A style and those that it is based on, nearest first."""
        chain, seen = [], set()
        while style in self.styles and style not in seen and len(chain) < 30:
            seen.add(style)
            chain.append(self.styles[style])
            style = self.styles[style].parent
        return chain

    # Reading ----------------------------------------------------------------------------------------------------------

    def read(self) -> Paper:
        root = self._part(self.main)
        body = root.find(W + "body") if root is not None else None
        if body is None:
            raise CannotRead(_SPOILT)
        self.blocks = self.read_all(body)
        self._footnotes()
        find_headings(self.blocks, marked=True)
        paper = paper_of(self.blocks, Format.WORD, notes=self.notes, links=self.links)
        return replace(paper, margins=margins_of_word(self.package, self._part, self.left_out))

    def _footnotes(self) -> None:
        if self.footnotes is None or not self.cited:
            return
        by_id = {note.get(W + "id"): note for note in self.footnotes.iter(W + "footnote")}
        found = 0
        for at, key in enumerate(dict.fromkeys(self.cited), 1):
            for block in self.read_all(by_id[key]) if key in by_id else []:
                block.kind, block.level, block.number = PassageKind.PARAGRAPH, 0, block.number or str(at)
                self.blocks.append(block)
                found += 1
        if found:
            self.notes.append("The footnotes stand at the end.")

    def read_all(self, parent) -> list[Block]:
        """The blocks of what a part holds, in order."""
        blocks: list[Block] = []
        for element in _inside(parent):
            if element.tag == W + "p":
                blocks += self.paragraph(element)
            elif element.tag == W + "tbl":
                blocks += self.table(element)
            elif element.tag == W + "altChunk":
                self.notes.append("The Word file holds a part in another format, which was left out.")
        return blocks

    def paragraph(self, element, in_cell: bool = False) -> list[Block]:
        """The blocks of one paragraph: one for each of its lines, then those of the text boxes that hang on it."""
        properties = element.find(W + "pPr")
        style = value(properties, "pStyle") or self._default_style()
        chain = self._chain(style)
        if any(_CONTENTS_STYLE.fullmatch(at.name) for at in chain):
            self.left_out.append(words_of_word(element))
            return []
        bold = next((at.bold for at in chain if at.bold is not None), False)
        gathered = _Gathered()
        self.gather(element, gathered, bool(bold) or any(at.underlined for at in chain))
        label = self.label(properties, style, chain)
        heading = 0 if in_cell else _heading_level(properties, chain)
        lines = [line for line in gathered.lines if any(text.strip() for text, _ in line)]
        blocks = []
        if heading and lines:
            runs = [run for line in lines for run in [*line, (" ", False)]]
            blocks.append(block_of(runs, label.number if label else "", heading=heading))
        elif not lines and label and not label.bullet and in_cell:
            blocks.append(Block(PassageKind.PARAGRAPH, label.number))  # a column of numbers that Word counts
        else:
            for at, line in enumerate(lines):
                if at == 0 and label:
                    blocks.append(block_of(line, label.number, label.bullet, label.level))
                else:
                    blocks.append(block_of(line))
        for box in gathered.boxes:
            blocks += self.read_all(box)
        return blocks

    def _default_style(self) -> str:
        return "Normal" if "Normal" in self.styles else ""

    def label(self, properties, style: str, chain: list[_Style]) -> Label | None:
        """The bullet or number that Word shows before a paragraph."""
        numbers = properties.find(W + "numPr") if properties is not None else None
        key = value(numbers, "numId")
        depth = value(numbers, "ilvl")
        styled = next((at for at in chain if at.list is not None), None)
        if key is None and styled is not None:
            key = styled.list
            if depth is None:
                depth = styled.depth if styled.depth is not None else self.numbering.depth_of_style(key, style)
        if key is None or key == "0":
            return None
        label = self.numbering.next(key, whole(depth))
        deep = next((match for at in chain if (match := _LIST_STYLE.fullmatch(at.name))), None)
        if label is not None and deep is not None:  # Word's own styles for lists in lists are lists of one level each
            label.level = max(label.level, int(deep[1]))
        return label

    def gather(self, parent, into: _Gathered, bold: bool, depth: int = 0) -> None:
        """The runs of a paragraph: those of its links, insertions and content controls too, and no deleted ones."""
        for child in parent:
            tag = child.tag
            if tag == W + "r":
                self.run(child, into, bold)
            elif tag == W + "hyperlink":
                if address := self.addresses.get(child.get(_R + "id")):
                    self.links.append(address)
                self.gather(child, into, bold, depth + 1)
            elif tag in _SKIPPED:
                continue
            elif depth < 60:
                self.gather(child, into, bold, depth + 1)

    def run(self, element, into: _Gathered, bold: bool) -> None:
        """One run of letters of one kind."""
        marks = element.find(W + "rPr")
        if marks is not None:
            if _switch(marks, "vanish"):
                return
            if _switch(marks, "strike") or _switch(marks, "dstrike"):
                self.notes.append("Words that are struck out were left out.")
                return
            chain = self._chain(value(marks, "rStyle") or "")
            own = _switch(marks, "b")
            bold = own if own is not None else next((at.bold for at in chain if at.bold is not None), bold)
            underlined = value(marks, "u")
            linked = any(at.name.lower() == "hyperlink" for at in chain)
            if underlined not in (None, "none") and not linked:
                bold = True
        for child in element:
            tag = child.tag
            if tag == W + "t":
                into.lines[-1].append((child.text or "", bool(bold)))
            elif tag in (W + "tab", W + "ptab"):
                into.lines[-1].append(("\t", bool(bold)))
            elif tag in (W + "br", W + "cr"):
                if child.get(W + "type") in (None, "textWrapping"):
                    into.lines.append([])
            elif tag == W + "noBreakHyphen":
                into.lines[-1].append(("-", bool(bold)))
            elif tag == W + "sym":
                into.lines[-1].append((sign_of_word(child), bool(bold)))
            elif tag == W + "footnoteReference":
                self.cited.append(child.get(W + "id") or "")
            elif tag in (_MC + "AlternateContent", W + "drawing", W + "pict", W + "object"):
                into.boxes += _boxes(child)

    # Tables -----------------------------------------------------------------------------------------------------------

    def table(self, element) -> list[Block]:
        """The blocks of a table; one of a single column is a box around paragraphs."""
        rows, headers = self.rows(element)
        width = max((sum(cell.column_span for cell in row) for row in rows), default=0)
        if width < 2 or (len(rows) < 2 and not any(row[1:] and all(c.points for c in row) for row in rows)):
            return [block for tr in _rows(element) for tc in _cells(tr) for block in self.read_all(tc)]
        self.tables += 1
        while headers == 0 and len(rows) > 2 and _same(rows[0], rows[1]):
            del rows[0]
        if headers >= 1:
            first = [cell.text for cell in rows[0]]
            rows = [row for at, row in enumerate(rows) if at == 0 or [cell.text for cell in row] != first]
        return blocks_of(rows, self.tables, headers or None)

    def rows(self, table) -> tuple[list[list[Cell]], int]:
        """The rows of a table's cells, merged ones once, and how many first rows are marked as its heading."""
        rows: list[list[Cell]] = []
        open_cells: dict[int, Cell] = {}  # by column, the cell that a merged one below goes on with
        headers, in_head = 0, True
        for tr in _rows(table):
            properties = tr.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                continue
            row: list[Cell] = []
            column = whole(value(properties, "gridBefore"))
            column = max(0, min(column, MOST_COLUMNS))
            if column:
                row.append(Cell(column_span=column))
            now: dict[int, Cell] = {}
            extended: set[int] = set()
            for tc in _cells(tr):
                marks = tc.find(W + "tcPr")
                width = max(1, min(whole(value(marks, "gridSpan"), 1), MOST_COLUMNS))
                merge = marks.find(W + "vMerge") if marks is not None else None
                going_on = merge is not None and merge.get(W + "val") != "restart"
                above = open_cells.get(column)
                if going_on and above is not None:
                    if id(above) not in extended:
                        above.row_span += 1
                        extended.add(id(above))
                    now[column] = above
                else:
                    cell = Cell(self.points(tc), column_span=width)
                    row.append(cell)
                    if merge is not None:
                        now[column] = cell
                column += width
            open_cells = now
            if in_head and properties is not None and _switch(properties, "tblHeader"):
                headers += 1
            else:
                in_head = False
            rows.append(row)
        return rows, headers if headers < len(rows) else 0

    def points(self, cell) -> list[Point]:
        """The paragraphs and bullets of a cell; a table within it is read row by row."""
        points = []
        for element in _inside(cell):
            if element.tag == W + "p":
                for block in self.paragraph(element, in_cell=True):
                    points.append(_point(block))
            elif element.tag == W + "tbl":
                for tr in _rows(element):
                    for tc in _cells(tr):
                        points += self.points(tc)
        return points


_SKIPPED = {
    *(W + name for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "bookmarkStart", "bookmarkEnd")),
    *(W + name for name in ("proofErr", "commentRangeStart", "commentRangeEnd", "permStart", "permEnd", "customXmlPr")),
}


def _point(block: Block) -> Point:
    runs = [(block.bold, True), (block.text[len(block.bold) :], False)]
    return Point(runs, block.kind == PassageKind.BULLET, block.number)


def _same(row: list[Cell], other: list[Cell]) -> bool:
    return [cell.text for cell in row] == [cell.text for cell in other]


def _switch(properties, name: str) -> bool | None:
    """A property that is on or off, None where it is not said."""
    element = properties.find(W + name) if properties is not None else None
    if element is None:
        return None
    return (element.get(W + "val") or "true").lower() not in ("0", "false", "off", "none")


def _heading_level(properties, chain: list[_Style]) -> int:
    """The level of a heading by its style or outline; a paper's title stands above them all."""
    for style in chain:
        name = style.name.lower()
        if match := _HEADING_STYLE.match(name):
            return int(match[1]) + 2
        if name in ("title", "subtitle"):
            return 1 if name == "title" else 2
    outline = value(properties, "outlineLvl")
    if outline is None:
        outline = next((style.outline for style in chain if style.outline is not None), None)
    level = whole(outline, 9)
    return level + 3 if 0 <= level < 9 else 0


_WRAPPERS = {W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}


def _inside(parent):
    """The paragraphs and tables of a part, those in content controls and insertions too; no table of contents."""
    stack = list(reversed(parent))
    while stack:
        element = stack.pop()
        if element.tag in _WRAPPERS:
            if element.tag == W + "sdt" and _is_contents(element):
                continue
            stack += reversed(element)
        elif element.tag == _MC + "AlternateContent":
            choice = element.find(_MC + "Choice")
            stack += reversed(choice if choice is not None else [])
        elif isinstance(element.tag, str):
            yield element


def _is_contents(control) -> bool:
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and "contents" in (gallery.get(W + "val") or "").lower()


def _rows(table):
    return (element for element in _inside(table) if element.tag == W + "tr")


def _cells(row):
    return (element for element in _inside(row) if element.tag == W + "tc")


def _boxes(element) -> list:
    """The text boxes of a drawing; where it is kept in two forms, those of the first."""
    if element.tag == _MC + "AlternateContent":
        choice = element.find(_MC + "Choice")
        element = choice if choice is not None else element
    return list(element.iter(W + "txbxContent"))
