"""From the rows of a table, as some format holds them, to blocks: where its cells stand, and which are headings."""

import re
from dataclasses import dataclass, field

from inspections.loading.reading.blocks import Block
from inspections.loading.reading.marks import mark_of
from inspections.loading.reading.passages import CannotRead, PassageKind
from inspections.loading.reading.words import Runs, tidy, without_start

# So many columns no table of a paper has; more is a spreadsheet's export or a trick.
MOST_COLUMNS = 200


@dataclass(slots=True)
class Point:
    """One paragraph or bullet of a cell. `number` is given where the format itself counts; else its words tell."""

    runs: Runs
    item: bool = False
    number: str = ""


@dataclass(slots=True)
class Cell:
    """A cell of a table: its paragraphs and bullets, what it spans, and whether its format calls it a heading."""

    points: list[Point] = field(default_factory=list)
    row_span: int = 1
    column_span: int = 1
    heading: bool = False
    page: int | None = None

    @property
    def text(self) -> str:
        """All its words on one line."""
        return " ".join(filter(None, (tidy(point.runs)[0] for point in self.points)))

    @property
    def bold(self) -> bool:
        """Whether it has words and all of them are in bold."""
        found = [tidy(point.runs) for point in self.points]
        return any(text for text, _ in found) and all(len(bold) >= len(text) for text, bold in found)


# What plans, letters and committee papers put above a column. A first row that says such things is a row of headings.
_HEADING_WORDS = re.compile(
    r"(?:ref(?:erence)?|no|number|item|actions?|recommendations?|lead|leads|owner|owners|officer|responsib\w*|account\w*|who"
    r"|what|when|how|why|where|by|deadline|due|date|dates|start|finish|end|target|targets|timescales?|timeframes?|rag"
    r"|status|rating|progress|updates?|comments?|commentary|notes?|evidence|outcomes?|impact|measures?|success|indicators?"
    r"|priority|priorities|theme|themes|area|areas|objectives?|aims?|issues?|findings?|judgements?|grades?|term|terms"
    r"|definitions?|meanings?|abbreviations?|description|names?|role|title|milestones?|completion|completed|done|planned"
    r"|steps?|tasks?|activity|activities|partners?|risks?|mitigations?|resources?|cost|costs|baseline|current|previous|month"
    r"|months|quarter|year|total|budget|forecast|variance|actual|service|version|author|change|changes|source|page)"
    r"|q[1-4]|\d{4}(?:[-/–]\d{2,4})?",
    re.I,
)
_DATA = re.compile(r"[£%]|^\W*\d[\d.,/]*\W*$|^\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+\s+\d{4}$|[.;]$")


def blocks_of(rows: list[list[Cell]], table: int, header_rows: int | None = None) -> list[Block]:
    """The blocks of a table's cells, row by row and cell by cell.

    `rows` hold each row's own cells, in the order that they stand; a cell that spans rows is only in its first.
    `header_rows` says how many first rows are headings; None lets the marks and the words of the rows tell.
    """
    if header_rows is None:
        header_rows = count_header_rows(rows)
    taken: set[tuple[int, int]] = set()
    blocks = []
    for at, row in enumerate(rows, 1):
        column = 1
        for cell in row:
            while (at, column) in taken:
                column += 1
            width = min(max(cell.column_span, 1), MOST_COLUMNS)
            height = min(max(cell.row_span, 1), len(rows) - at + 1)
            if height > 1:
                taken |= {(at + r, column + c) for r in range(1, height) for c in range(width)}
            blocks += _cell_blocks(cell, table, at, column, height, width, at <= header_rows)
            column += width
            if column > MOST_COLUMNS + 1:
                raise CannotRead(
                    f"A table has more than {MOST_COLUMNS} columns. Give it as a PDF of its pages, or in parts."
                )
    return blocks


# Signs that tell something where a cell holds nothing else: a tick under “Done”, a filled circle under “On track”.
_SAYS_SOMETHING = frozenset("✓✔☑☐●○■□◼◻★◆")


def _cell_blocks(cell: Cell, table: int, row: int, column: int, height: int, width: int, header: bool) -> list[Block]:
    blocks = []
    for point in cell.points:
        runs, number, item = point.runs, point.number, point.item
        line = "".join(text for text, _ in runs)
        mark = mark_of(line.lstrip())
        if mark.length and not (
            header
            or (len(cell.points) == 1 and line.strip() in _SAYS_SOMETHING)
            or (len(cell.points) == 1 and not mark.bullet and mark.length >= len(line.strip()))
        ):
            runs = without_start(runs, len(line) - len(line.lstrip()) + mark.length)
            number = mark.number or number
            item = True
        text, bold = tidy(runs)
        if not text:
            continue
        blocks.append(
            Block(
                PassageKind.CELL,
                text,
                number=number,
                page=cell.page,
                bold=bold,
                table=table,
                row=row,
                column=column,
                header=header,
                row_span=height,
                column_span=width,
                item=item or bool(number),
            )
        )
    if header and len(blocks) > 1:  # a heading is one text, however many lines it is written on
        first = blocks[0]
        first.text = " ".join(block.text for block in blocks)
        first.bold = first.text if all(block.all_bold for block in blocks) else first.bold
        blocks = [first]
    return blocks


def count_header_rows(rows: list[list[Cell]]) -> int:
    """How many rows at the top are headings: those that the format says are, else a first row that reads like them."""
    if len(rows) < 2:
        return 0
    marked = 0
    for row in rows[:4]:
        if row and all(cell.heading or not cell.text for cell in row) and any(cell.text for cell in row):
            marked += 1
        else:
            break
    if marked:
        return marked if marked < len(rows) else 0
    # A band over the whole width may stand above the headings; it is a title, and no heading of a column.
    first = rows[0]
    if len(first) < 2 or not reads_as_headings(first, rows[1:4]):
        return 0
    tall = max((cell.row_span for cell in first), default=1)
    wide = any(cell.column_span > 1 for cell in first)
    if tall == 2 and wide and len(rows) > 2:  # “Progress” over “Quarter 1” and “Quarter 2”
        return 2
    return 1


def reads_as_headings(row: list[Cell], below: list[list[Cell]]) -> bool:
    """Whether a row's words read as the headings of columns rather than as data."""
    texts = [cell.text for cell in row]
    filled = [text for text in texts if text]
    if len(filled) < 2 or any(len(text) > 120 for text in filled) or any(len(cell.points) > 3 for cell in row):
        return False
    if any(_DATA.search(text) and not _HEADING_WORDS.fullmatch(text) for text in filled):
        return False
    named = [
        text for text in filled if any(_HEADING_WORDS.fullmatch(word) for word in re.findall(r"[\w/–-]+", text)[:8])
    ]
    bold = all(cell.bold for cell in row if cell.text)
    below_bold = below and all(cell.bold for other in below for cell in other if cell.text)
    if bold and not below_bold:
        return True
    if len(row) == 2:  # beside a key stands its value: “Date | 14 January” is no row of headings
        return len(named) == 2 and not any(text.endswith(":") for text in filled)
    return len(named) * 2 >= len(filled)
