"""The pages of a PDF that its own tags tell the parts of: which pages those are, and their parts as blocks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from inspections.loading.reading.blocks import Block
from inspections.loading.reading.grids import MOST_COLUMNS, Cell, Point, blocks_of
from inspections.loading.reading.marks import mark_of
from inspections.loading.reading.paragraphs import block_of
from inspections.loading.reading.pdf_grids import grids_of
from inspections.loading.reading.pdf_lines import Line, lines_of, would_fit
from inspections.loading.reading.pdf_pages import PageOfWords, Word
from inspections.loading.reading.pdf_tags import ARTIFACT, Part, TaggedTable, parts_of
from inspections.loading.reading.words import Runs, clean

Joined = Callable[[list[Line]], Runs]
# Tags that leave out more of a page's words than this tell less of it than the places of its words do.
_LEAST = 0.9
LONGEST_HEADING = 250
_NEAR = 30.0  # lines that begin so near to one another, in points, stand in one column of text


def pages_by_tags(pages: list[PageOfWords]) -> set[int]:
    """The numbers of the pages whose parts their tags tell: they cover the words, and the tables that lines show.

    What a page's tags call no part of the text counts as words that they leave out, since a program may call a whole
    page so; but not in a file whose tags cover the words of its pages together, where it is a heading that stands
    again on each page of a table.
    """
    tagged = [page for page in pages if page.marks and page.words]
    covered = {page.number: sum(1 for word in page.words if word.mark in page.marks) for page in tagged}
    as_a_whole = sum(covered.values()) >= _LEAST * sum(len(page.words) for page in tagged)
    numbers = set()
    for page in tagged:
        left_out = [word for word in page.words if word.mark not in page.marks]
        if as_a_whole:
            left_out = [word for word in left_out if word.mark != ARTIFACT]
        if len(left_out) <= (1 - _LEAST) * (len(left_out) + covered[page.number]) and not _hides_a_table(page):
            numbers.add(page.number)
    return numbers


def _hides_a_table(page: PageOfWords) -> bool:
    """Whether a page has a table in ruled lines, and its tags no table at all."""
    if any(mark.part.outermost("Table") for mark in page.marks.values()):
        return False
    return bool(page.across and page.down) and _has_ruled_table(page)


def _has_ruled_table(page: PageOfWords) -> bool:
    for grid in grids_of(replace(page, words=list(page.words))):
        places = [grid.cells[at] for at, words in grid.words.items() if words]
        if len({row for row, *_ in places}) > 1 and len({column for _, column, *_ in places}) > 1:
            return True
    return False


def drop_artifacts(page: PageOfWords) -> list[str]:
    """Take away what is tagged as no part of a page's text, such as its header. Returns its lines."""
    dropped = [word for word in page.words if word.mark == ARTIFACT]
    page.words = [word for word in page.words if word.mark != ARTIFACT]
    return [line.text for line in lines_of(dropped, page.number)]


@dataclass(slots=True)
class TaggedText:
    """The lines of a paragraph, heading or bullet; `heading` and `level` as in Tagged."""

    lines: list[Line]
    heading: int = 0
    level: int = 0

    def groups(self) -> list[list[Line]]:
        """Its lines that follow one another."""
        return [self.lines]

    def blocks(self, joined: Joined, heading: int) -> list[Block]:
        """Its blocks: one, or more where lines within it end early. `heading` is its level as a heading, or 0."""
        blocks = []
        for at, lines in enumerate(_paragraphs(self.lines, 0.25)):
            runs = joined(lines)
            words = clean("".join(text for text, _ in runs))
            is_heading = heading if len(words) <= LONGEST_HEADING and not mark_of(words).bullet else 0
            is_bullet = self.level > 0 and at == 0
            block = block_of(runs, "", is_bullet, max(self.level, 1), is_heading, lines[0].page)
            blocks.append(block)
        return blocks


@dataclass(slots=True)
class TaggedRows:
    """A table: its rows of cells, each what it spans, whether it is a heading, and the lines of its paragraphs."""

    rows: list[list[tuple[Part | None, list[TaggedText]]]] = field(default_factory=list)

    def groups(self) -> list[list[Line]]:
        """The lines of each paragraph."""
        return [text.lines for row in self.rows for _, texts in row for text in texts]

    def blocks(self, joined: Joined, number: int) -> list[Block]:
        """The blocks of its cells; `number` is the table's."""
        rows = []
        for row in self.rows:
            cells = []
            for part, texts in row:
                points = [
                    Point(joined(lines), item=text.level > 0 and at == 0)
                    for text in texts
                    for at, lines in enumerate(_paragraphs(text.lines, 0 if len(texts) == 1 else 0.25))
                ]
                page = texts[0].lines[0].page if texts else None
                if part is None:
                    cells.append(Cell())
                else:
                    cells.append(Cell(points, part.row_span, part.column_span, part.kind == "TH", page))
            rows.append(cells)
        return blocks_of(rows, number)


def tagged_parts(pages: list[PageOfWords]) -> list:
    """The parts of pages one after the other, in the order of their tags.

    Words that are in no paragraph's tag are given as lines, for their places to tell what they are.
    """
    marks = {(page.number, number): mark for page in pages for number, mark in page.marks.items()}
    parts: list = []
    edges: dict[tuple[int, int], float] = {}  # by page and by where lines begin, how far those of text go
    for part in parts_of((word for page in pages for word in page.words), marks):
        if isinstance(part, TaggedTable):
            parts.append(_rows(part))
            continue
        lines = list(_lines(part.words))
        for line in lines:
            line.left = min(other.x0 for other in lines)
            for near in (-1, 0, 1):
                place = line.page, int(line.left // _NEAR) + near
                edges[place] = max(edges.get(place, 0), line.x1)
        parts.append(TaggedText(lines, part.heading, part.level) if part.part.is_text else lines)
    for part in parts:
        for line in [] if isinstance(part, TaggedRows) else part if isinstance(part, list) else part.lines:
            line.right = edges[line.page, int(line.left // _NEAR)]
    return parts


def _lines(words: list[Word]) -> Iterator[Line]:
    """Words to lines: from the top down, and from the top again where they go on over the page or the column."""
    run: list[Word] = []
    for word in words:
        if run and (word.page != run[-1].page or word.base < run[-1].base - 2 * max(word.size, run[-1].size)):
            yield from lines_of(run, run[-1].page)
            run = []
        run.append(word)
    yield from lines_of(run, run[-1].page)


def _rows(table: TaggedTable) -> TaggedRows:
    rows = TaggedRows()
    last: tuple[int, ...] = ()
    for place, cells in sorted(table.rows.items()):
        if last and last[:-1] == place[:-1]:
            rows.rows += [[] for _ in range(min(place[-1] - last[-1] - 1, 50))]  # rows without words
        last = place
        row: list[tuple[Part | None, list[TaggedText]]] = []
        for at in range(min(max(cells) + 1, MOST_COLUMNS)):
            cell = cells.get(at)
            texts = [TaggedText(list(_lines(p.words)), 0, p.level) for p in cell.paragraphs] if cell else []
            row.append((cell.part if cell else None, texts))
        rows.rows.append(row)
    _set_edges(rows)
    return rows


def _set_edges(rows: TaggedRows) -> None:
    """Set how far the lines of each cell could have gone: as far as those of any cell that ends with its column."""
    by_column: dict[int, list[Line]] = {}
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(rows.rows):
        column = 0
        for part, texts in row:
            while (at, column) in taken:
                column += 1
            height, width = (min(part.row_span, 200), min(part.column_span, MOST_COLUMNS)) if part else (1, 1)
            taken |= {(at + r, column + c) for r in range(1, height) for c in range(width)}
            column += width
            by_column.setdefault(column, []).extend(line for text in texts for line in text.lines)
    for lines in by_column.values():
        right = max((line.x1 for line in lines), default=0)
        for line in lines:
            line.left, line.right = line.x0, right


def _paragraphs(lines: list[Line], slack: float) -> list[list[Line]]:
    """Lines to paragraphs: one ends where the next line's first word would have fitted, by a part of the width."""
    paragraphs = [[lines[0]]]
    for before, line in pairwise(lines):
        same = before.page == line.page and line.base > before.base
        if same and would_fit(before, line, slack * (before.right - before.left)):
            paragraphs.append([line])
        else:
            paragraphs[-1].append(line)
    return paragraphs
