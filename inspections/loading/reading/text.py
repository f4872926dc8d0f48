"""Plain text and Markdown: their lines to headings, numbered paragraphs, bullets and tables."""

import re
from dataclasses import replace

from inspections.loading.reading.blocks import Block, paper_of
from inspections.loading.reading.grids import Cell, Point, blocks_of
from inspections.loading.reading.headings import find_headings
from inspections.loading.reading.html import cell_points
from inspections.loading.reading.margins import comments_in
from inspections.loading.reading.markdown import is_marked, spans
from inspections.loading.reading.marks import heading_number, mark_of
from inspections.loading.reading.passages import Format, Paper, PassageKind
from inspections.loading.reading.words import Runs, clean, plain, tidy, without_start

_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r"\s*(={3,}|-{3,}|_{3,}|~{3,})\s*$")
_RULE = re.compile(r"\s*(?:(?:[-*_=~+#.─━═]\s?){3,})\s*$")
_COLUMN_RULES = re.compile(r"\s*(?:-{2,}|={2,})(?:\s+(?:-{2,}|={2,}))+\s*$")
_DELIMITERS = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_GRID_RULE = re.compile(r"\s*\+(?:[-=:]+\+)+\s*$")
_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")
_QUOTE = re.compile(r"^ {0,3}(?:> ?)+")
_PIPE = re.compile(r"(?<!\\)\|")
# The end of a short line that was meant as a line of its own; an entity such as &amp; is no end.
_STOPS = re.compile(r"(?:[:.]|(?<!&amp);)\s*$")
_ENDS_LINE = re.compile(r"[.:;!?]\s*$")
_ENDS_WORDS = re.compile(r"[.;,]$")
_LABEL = re.compile(r"(?:\*\*|__)?[A-Z][\w()/’' -]{1,40}:(?:\*\*|__)?(?:\s|$)")
_HTML_BLOCK = re.compile(r"\s*<(?:p|div|ul|ol|li|table|h[1-6]|br|section|dl|blockquote)\b", re.I)
_HTML_TABLE = re.compile(r"\s*<table\b", re.I)
_HTML_TABLE_END = re.compile(r"</table\s*>", re.I)
# Words, a gap of three spaces or more, and the words of a second column, to the end of the line.
_TWO_COLUMNS = re.compile(r"\S(?:[^\s]| (?! ))*\s{3,}(?=\S(?:[^\s]| (?!  ))*$)")
_TAG = re.compile(r"<(?:/?(?:p|ul|ol|li|b|i|strong|em|br|u|span|div|a)\b[^<>]*)>", re.I)


def read_text(text: str, notes: tuple[str, ...] = ()) -> Paper:
    """Read plain text or Markdown, whichever its marks show. Raises CannotRead where it holds no words."""
    reader = _Lines(text)
    blocks = reader.read()
    format = Format.MARKDOWN if reader.marked else Format.TEXT
    find_headings(blocks, reader.marked)
    return replace(paper_of(blocks, format, notes=notes, links=reader.links), margins=comments_in(text))


class _Lines:
    """Reads lines from first to last."""

    def __init__(self, text: str):
        self.lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
        self.hard = [line.endswith("  ") for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
        self.lines = [line.replace("\f", "").replace("\v", " ") for line in self.lines]
        self.marked = is_marked(self.lines)
        self.width = _wrap_width(self.lines)
        self.at = 0
        self.blocks: list[Block] = []
        self.links: list[str] = []
        self.tables = 0
        self.open: list[str] = []  # the lines of the paragraph that is being read
        self.indent = 0  # of its first line
        self.indents: list[int] = []  # of the bullets that are open
        self.blank = True  # whether an empty line stands before the paragraph

    def read(self) -> list[Block]:
        """Every block of the lines."""
        while self.at < len(self.lines):
            self.step()
        self.close()
        return self.blocks

    def step(self) -> None:
        """Read the line that is next, and as many after it as belong to it."""
        line = self.lines[self.at]
        if not line.strip():
            self.close()
            if self.blocks:
                self.blocks[-1].alone = self.blocks[-1].alone or self.blocks[-1].kind != PassageKind.PARAGRAPH
            self.blank = True
            self.at += 1
            return
        if self.marked and (_FENCE.match(line)):
            self.fence()
            return
        heading = _ATX.match(line) if self.marked else None
        if heading:
            self.close()
            self.at += 1
            self.heading(heading[2] or "", len(heading[1]))
            return
        if self.table():
            return
        if self.underline(line):
            return
        if _RULE.match(line) or _GRID_RULE.match(line):
            self.close()
            self.blank = True
            self.at += 1
            return
        self.words(line)

    def fence(self) -> None:
        """A block of code holds lines as they are."""
        self.close()
        end = _FENCE.match(self.lines[self.at])[1]
        self.at += 1
        while self.at < len(self.lines) and not self.lines[self.at].lstrip().startswith(end):
            self.add(Block(PassageKind.PARAGRAPH, clean(self.lines[self.at])))
            self.at += 1
        self.at += 1

    def underline(self, line: str) -> bool:
        """A line that is ruled off below is a heading."""
        if self.open or self.at + 1 >= len(self.lines):
            return False
        below = _UNDERLINE.match(self.lines[self.at + 1])
        if not below or len(line) > 150 or mark_of(line.lstrip()).bullet:
            return False
        self.at += 2
        self.heading(line, 1 if below[1][0] == "=" else 2)
        return True

    def heading(self, line: str, level: int) -> None:
        """Add a heading."""
        runs, links = self.spans(line)
        self.links += links
        text, bold = tidy(runs)
        number, length = heading_number(text)
        self.indents = []
        self.add(Block(PassageKind.HEADING, text[length:], number, level, bold=bold[length:]))

    def spans(self, line: str) -> tuple[Runs, list[str]]:
        """The words of a line, its marks for bold and links read."""
        return spans(line) if self.marked or "<" in line else (plain(line), [])

    def words(self, line: str) -> None:
        """A line of words: the beginning of a paragraph, or more of it."""
        line = _QUOTE.sub("", line) if self.marked else line
        if self.open and not self.joins(line):
            self.close()
        if not self.open:
            self.indent = len(line) - len(line.lstrip())
        self.open.append(line)
        if self.hard[self.at] and self.marked:
            self.close()
        self.at += 1

    def joins(self, line: str) -> bool:
        """Whether a line goes on with the paragraph before it."""
        before = self.open[-1]
        stripped = line.lstrip()
        if mark_of(stripped).length or _LABEL.match(stripped) or _HTML_BLOCK.match(line):
            return False
        if _LABEL.match(before.lstrip()) and len(before) < 60 and len(self.open) == 1:
            return False
        if mark_of(self.open[0].lstrip()).length and self.heads_points(line):
            return False
        if self.marked and not self.width:
            return not (_STOPS.search(before) and len(before) < 60)
        if not self.width:
            if stripped[:1].islower() and len(before) >= 60 and not _ENDS_LINE.search(before):
                return True  # a long line that breaks off within a sentence
            # Lines that are not wrapped are paragraphs; but under an item, what is set in goes on with it.
            return len(line) - len(stripped) > self.indent and mark_of(self.open[0].lstrip()).length > 0
        return len(before) >= 0.6 * self.width

    def heads_points(self, line: str) -> bool:
        """Whether a short line after a point is the heading of the points after it: set in less, or no line's rest."""
        stripped = line.strip()
        after = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
        if not stripped[:1].isupper() or len(stripped.split()) > 8 or _ENDS_WORDS.search(stripped):
            return False
        if not mark_of(after.lstrip()).bullet:
            return False
        room = self.width - len(self.open[-1]) - 1
        return len(line) - len(line.lstrip()) < self.indent or len(stripped.split()[0]) < room

    def close(self) -> None:
        """End the paragraph that is being read."""
        lines, self.open = self.open, []
        if not lines:
            return
        alone = self.blank and (self.at >= len(self.lines) or not self.lines[self.at].strip())
        self.blank = False
        line = lines[0] if len(lines) == 1 else " ".join(part.strip() for part in lines)
        stripped = line.lstrip()
        indent = self.indent
        if _TAG.search(line) and _HTML_BLOCK.match(line):
            points, links = cell_points(line)
            self.links += links
            for point in points:
                text, bold = tidy(point.runs)
                self.add(_block(text, bold, point.item and not point.number, point.number, 1, False))
            return
        # Spaces after a mark tell a number from an amount, so it is looked for before they are made one.
        lead = re.match(r"(?:\*\*|__)(?=\S)", stripped) if self.marked else None
        mark = mark_of(stripped.replace("\xa0", " ")) if not lead else mark_of("")
        if not mark.length:
            inner = mark_of(stripped[2:].replace("\xa0", " ")) if lead else mark
            runs, links = self.spans(stripped)
            bracketed_heading = stripped[2:].startswith("(") and tidy(runs)[0] == tidy(runs)[1]
            if lead and inner.number and not bracketed_heading:
                mark = inner
                text, _ = tidy(runs)
                shown = mark_of(text)
                if shown.number == inner.number:
                    runs = without_start(runs, shown.length)
                else:
                    mark = mark_of("")
        else:
            runs, links = self.spans(stripped[mark.length :])
            if lead is None and not mark.number:  # “- **1.1** words”
                text, _ = tidy(runs)
                inner = mark_of(text)
                if inner.number:
                    mark = inner
                    runs = without_start(runs, inner.length)
        self.links += links
        text, bold = tidy(runs)
        level = 0
        if mark.bullet:
            while self.indents and self.indents[-1] > indent:
                self.indents.pop()
            if not self.indents or self.indents[-1] < indent:
                self.indents.append(indent)
            level = len(self.indents)
        elif not mark.number:
            self.indents = []
        self.add(_block(text, bold, mark.bullet, mark.number, level, alone))

    def add(self, block: Block) -> None:
        """Keep a block."""
        if block.text:
            self.blocks.append(block)

    # Tables -----------------------------------------------------------------------------------------------------------

    def table(self) -> bool:
        """Read a table that begins at this line, if one does."""
        line = self.lines[self.at]
        if _HTML_TABLE.match(line):
            return self.html_table()
        if self.open and "|" not in line and "\t" not in line:
            return False
        for finder in (self.grid_table, self.pipe_table, self.tab_table, self.spaced_table, self.apart_table):
            rows, used, header = finder()
            if rows:
                self.close()
                self.tables += 1
                self.blocks += blocks_of(rows, self.tables, header)
                self.at += used
                self.blank = True
                self.indents = []
                return True
        return False

    def html_table(self) -> bool:
        """A table written as HTML."""
        end = self.at
        while end < len(self.lines) and not _HTML_TABLE_END.search(self.lines[end]):
            end += 1
        if end >= len(self.lines):
            return False
        self.close()
        inner = read_blocks("\n".join(self.lines[self.at : end + 1]))
        self.links += inner[1]
        highest = 0
        for block in inner[0]:
            if block.table:
                highest = max(highest, block.table)
                block.table += self.tables
            self.add(block)
        self.tables += highest
        self.at = end + 1
        return True

    def run(self, belongs, limit: int = 20_000) -> list[str]:
        """The lines from here on that belong together."""
        lines = []
        for line in self.lines[self.at : self.at + limit]:
            if not belongs(line):
                break
            lines.append(line)
        return lines

    def cell(self, text: str) -> Cell:
        """A cell from its text, which may hold HTML."""
        text = text.strip()
        if _TAG.search(text):
            points, links = cell_points(text)
            self.links += links
            return Cell(points)
        runs, links = self.spans(text)
        self.links += links
        return Cell([Point(runs)] if text else [])

    def grid_table(self):
        """A table drawn with + and -."""
        if not _GRID_RULE.match(self.lines[self.at]):
            return [], 0, None
        lines = self.run(lambda line: line.lstrip().startswith(("+", "|")))
        rows, cells, header = [], [], None
        for line in lines:
            if _GRID_RULE.match(line):
                if cells:
                    rows.append([self.points(parts) for parts in cells])
                    if "=" in line:
                        header = len(rows)
                cells = []
                continue
            parts = _PIPE.split(line.strip().strip("|"))
            cells = cells or [[] for _ in parts]
            for at, part in enumerate(parts[: len(cells)]):
                cells[at].append(part.strip())
        return (rows, len(lines), header) if rows else ([], 0, None)

    def points(self, lines: list[str]) -> Cell:
        """A cell from its lines: a new point at each mark and after each empty line."""
        points: list[str] = []
        gap = True
        for line in lines:
            if not line:
                gap = True
            elif gap or mark_of(line).length or not points:
                points.append(line)
                gap = False
            else:
                points[-1] += f" {line}"
        cell = Cell()
        for text in points:
            cell.points += self.cell(text).points
        return cell

    def pipe_table(self):
        """Rows of cells between pipes, with or without Markdown's line of dashes under the headings."""
        if not _PIPE.search(self.lines[self.at]):
            return [], 0, None
        lines = self.run(lambda line: bool(line.strip()) and bool(_PIPE.search(line)))
        if len(lines) < 2:
            return [], 0, None
        rows, header = [], None
        framed = sum(line.lstrip().startswith("|") for line in lines) * 2 > len(lines)
        for line in lines:
            if rows and header is None and _DELIMITERS.match(line) and "-" in line:
                header = len(rows)
                continue
            if _DELIMITERS.match(line):
                continue
            line = line.strip()
            line = line[1:] if line.startswith("|") else line
            # Without a pipe before the first cell, one at the end stands before an empty last cell.
            line = line[:-1] if framed and line.endswith("|") and not line.endswith("\\|") else line
            rows.append([self.cell(part.replace("\\|", "|")) for part in _PIPE.split(line)])
        if header is None and len({len(row) for row in rows}) > 1:
            return [], 0, None
        if header is not None and rows and not any(cell.text for cell in rows[0]):
            rows, header = rows[1:], None
        return (_squared(rows), len(lines), header) if rows else ([], 0, None)

    def tab_table(self):
        """Rows of cells between tabs."""
        if "\t" not in self.lines[self.at].strip() or _only_marked(self.lines[self.at]):
            return [], 0, None
        lines = self.run(lambda line: bool(line.strip()) and "\t" in line.strip())
        used = len(lines)
        while used < len(lines) + 20_000 and len(lines) and self._goes_on(used, len(lines) == 1 or used > len(lines)):
            used += 2
        lines = [line for line in self.lines[self.at : self.at + used] if line.strip()]
        if len(lines) < 2 or sum(_only_marked(line) for line in lines) * 2 > len(lines):
            return [], 0, None
        rows = [[self.cell(part) for part in line.split("\t")] for line in lines]
        width = max(len(row) for row in rows)
        if sum(1 for row in rows if len(row) == width) * 2 < len(rows):
            return [], 0, None
        return _squared(rows), used, None

    def _goes_on(self, used: int, single: bool) -> bool:
        """Whether rows that stand apart by empty lines go on: each a single row of as many cells."""
        at = self.at + used
        if not single or at + 1 >= len(self.lines) or self.lines[at].strip():
            return False
        tabs = self.lines[self.at].count("\t")
        alone = at + 2 >= len(self.lines) or not self.lines[at + 2].strip()
        return tabs > 0 and alone and self.lines[at + 1].count("\t") == tabs and not _only_marked(self.lines[at + 1])

    def spaced_table(self):
        """Columns that are aligned with spaces."""
        if self.open or not re.search(r"\S(?:\s{2,})\S", self.lines[self.at]) or "\t" in self.lines[self.at]:
            return [], 0, None
        lines = self.run(lambda line: bool(line.strip()) and "\t" not in line, 2000)
        if len(lines) < 3 or max(len(line) for line in lines) > 400:
            return [], 0, None
        edges = _ruled_off(lines) or _gutters([line.expandtabs() for line in lines])
        if not edges:
            return [], 0, None
        rows: list[list[list[str]]] = []
        for line in lines:
            if _RULE.match(line) or _COLUMN_RULES.match(line):
                continue
            parts = [line[start:end].strip() for start, end in edges]
            if not _fits(line, edges):  # a line over the whole width: a heading between the rows
                parts = [line.strip(), *[""] * (len(edges) - 1)]
            if rows and not parts[0] and any(parts):  # a wrapped row: its first column is empty
                for at, part in enumerate(parts):
                    rows[-1][at] += [part] if part else []
            else:
                rows.append([[part] if part else [] for part in parts])
        filled = sum(1 for row in rows if sum(1 for cell in row if cell) > 1)
        marks = sum(1 for row in rows if row[0] and mark_of(" ".join(row[0]) + " x").length > len(" ".join(row[0])))
        if len(rows) < 2 or filled * 10 < len(rows) * 6 or (len(edges) == 2 and marks * 2 > len(rows)):
            return [], 0, None
        if not all(rows[0]):
            return [], 0, None
        return [[self.points(cell) for cell in row] for row in rows], len(lines), None

    def apart_table(self):
        """Two columns aligned with spaces whose rows stand apart by empty lines, as in a page copied from a PDF."""
        first = None if self.open else _TWO_COLUMNS.match(self.lines[self.at])
        if not first or mark_of(self.lines[self.at].lstrip()).length:
            return [], 0, None
        edge, rows, at, used = first.end(), [], self.at, 0
        while at < min(len(self.lines), self.at + 2000):
            row: list[list[str]] = [[], []]
            begun = at
            while at < min(len(self.lines), begun + 12) and self.lines[at].strip() and len(self.lines[at]) < 400:
                line = self.lines[at]
                left, right = line[:edge].rstrip(), line[edge:].strip()
                if (
                    (right and line[edge - 2 : edge].strip())
                    or len(left) > edge - 2
                    or (line.startswith(" ") and left.strip())
                ):
                    break
                row[0] += [left] if left else []
                row[1] += [right] if right else []
                at += 1
            if not all(row) or (at < len(self.lines) and self.lines[at].strip()):
                break
            rows.append(row)
            used = at - self.at
            while at < len(self.lines) and not self.lines[at].strip():
                at += 1
        if len(rows) < 3 or any(_LABEL.match(row[0][0]) for row in rows):
            return [], 0, None
        return [[self.points([" ".join(cell)]) for cell in row] for row in rows], used, None


def read_blocks(html: str) -> tuple[list[Block], list[str]]:
    """The blocks of some HTML within a text, and its links."""
    from inspections.loading.reading.html import Reader, tree_of

    reader = Reader()
    reader.walk(tree_of(html))
    return reader.finish(), reader.links


def _block(text: str, bold: str, bullet: bool, number: str, level: int, alone: bool) -> Block:
    kind = PassageKind.BULLET if bullet else PassageKind.PARAGRAPH
    return Block(kind, text, number, level if bullet else 0, bold=bold, alone=alone)


def _squared(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Rows of as many cells each; the words of cells too many stay, in the last column."""
    width = len(rows[0])
    squared = []
    for row in rows:
        kept = row[:width]
        for cell in row[width:]:
            kept[-1].points += cell.points
        squared.append(kept + [Cell() for _ in range(width - len(kept))])
    return squared


def _only_marked(line: str) -> bool:
    """Whether a line with a tab is a mark and a paragraph, and no row."""
    first, *others = line.strip().split("\t")
    rest = "\t".join(others).strip()
    return "\t" not in rest and mark_of(f"{first}\tx").length > len(first.strip())


def _ruled_off(lines: list[str]) -> list[tuple[int, int]]:
    """The columns that a line of dashes under the headings marks off, one run of dashes a column."""
    for line in lines[:4]:
        if _COLUMN_RULES.match(line):
            starts = [run.start() for run in re.finditer(r"[-=]+", line)]
            ends = [*starts[1:], max(len(each) for each in lines)]
            return list(zip(starts, ends, strict=True))
    return []


def _fits(line: str, edges: list[tuple[int, int]]) -> bool:
    """Whether a line's words keep to the columns, so that none begins before an edge and ends after it."""
    return all(start == 0 or len(line) <= start or line[start - 1] == " " or line[start] == " " for start, _ in edges)


def _gutters(lines: list[str]) -> list[tuple[int, int]]:
    """The columns of aligned lines, as first and last place, between the gutters of two spaces or more."""
    width = max(len(line) for line in lines)
    used = [False] * width
    for line in lines:
        for at, letter in enumerate(line):
            if letter != " ":
                used[at] = True
    edges, start = [], None
    gap = 2
    for at in range(width):
        if used[at]:
            if start is None or gap >= 2:
                if start is not None:
                    edges.append((start, at))
                start = at
            gap = 0
        else:
            gap += 1
    if start is not None:
        edges.append((start, width))
    return edges if len(edges) >= 2 else []


def _wrap_width(lines: list[str]) -> int:
    """How wide the lines of a text are broken, or 0 where a line is a paragraph."""
    lengths = sorted(len(line) for line in lines if line.strip() and "|" not in line and "\t" not in line)
    if len(lengths) < 4 or lengths[-1 - len(lengths) // 50] > 130:
        return 0
    width = lengths[int(len(lengths) * 0.9)]
    full = sum(1 for length in lengths if length >= 0.8 * width)
    return width if width >= 50 and full * 10 >= len(lengths) * 3 else 0
