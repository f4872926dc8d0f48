"""PDF: its pages' words and lines to headings, paragraphs, bullets and tables, in the order that they are read."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from inspections.loading.reading.blocks import Block, paper_of
from inspections.loading.reading.grids import Cell, Point, blocks_of
from inspections.loading.reading.headings import find_headings
from inspections.loading.reading.margins import margins_of_pdf, tidy_lines
from inspections.loading.reading.marks import heading_number, is_only_mark, mark_of
from inspections.loading.reading.paragraphs import block_of
from inspections.loading.reading.passages import CannotRead, Format, Paper, PassageKind
from inspections.loading.reading.pdf_grids import Grid, across_grids, column_gaps, grids_of, gutters, merge_over
from inspections.loading.reading.pdf_lines import (
    ENDS,
    Line,
    hangs,
    lines_of,
    paragraphs_of,
    steps_of,
    usual_step,
    would_fit,
)
from inspections.loading.reading.pdf_pages import PageOfWords, Word, pages_of
from inspections.loading.reading.pdf_tagged import TaggedRows, TaggedText, drop_artifacts, pages_by_tags, tagged_parts
from inspections.loading.reading.words import Runs, clean

# The longest agenda packs run to some 1,500 pages; none is one paper.
MOST_PAGES = 2_000
_DAMAGED = "The PDF is damaged and cannot be opened. Open it, print it to a new PDF, and give that."
_NO_PAGES = "The PDF has no pages. Check that it is the right file, and that it opens."
_NO_KIDS = re.compile(rb"/Count\s+0\b")
_A_PAGE = re.compile(rb"/Type\s*/Page\b")
_PICTURES = (
    "The PDF holds pictures of pages and no text, as a scanner makes them. Give a version with text: the Word file it "
    "was made from, or the PDF after text recognition."
)


def read_pdf(content: bytes) -> Paper:
    """Read a PDF. Raises CannotRead where it is locked, damaged, too long, or holds no text."""
    document = _opened(content)
    try:
        if len(document) == 0:
            raise CannotRead(_NO_PAGES)
        if len(document) > MOST_PAGES:
            raise CannotRead(
                f"The PDF has {len(document):,} pages; a paper of up to {MOST_PAGES:,} is read. Give the part that "
                "matters."
            )
        return _Reader(document, content).read()
    except pypdfium2.PdfiumError as error:
        raise CannotRead(_DAMAGED) from error
    finally:
        document.close()


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    for password in (None, ""):
        try:
            return pypdfium2.PdfDocument(content, password=password)
        except pypdfium2.PdfiumError as error:
            code = getattr(error, "err_code", None)
            locked = code == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower()
            if not locked:
                empty = b"%%EOF" in content and _NO_KIDS.search(content) and not _A_PAGE.search(content)
                raise CannotRead(_NO_PAGES if empty else _DAMAGED) from error
    raise CannotRead("The PDF is locked with a password. Save a copy without one and give that.")


@dataclass(slots=True)
class _Table:
    """A table in the making: its rows of cells, each a list of lines with the edges they could fill."""

    grid: Grid
    page: int
    rows: list[dict[int, tuple[int, int, list[Line]]]] = field(default_factory=list)  # by column: spans and lines
    bottom: float = 0


def groups_of(part) -> list[list[Line]]:
    """The lines of a part of a paper: those of its text, or those of each cell of its table."""
    if isinstance(part, list):
        return [part]
    if isinstance(part, TaggedText | TaggedRows):
        return part.groups()
    return [cell[2] for row in part.rows for cell in row.values()]


class _Reader:
    def __init__(self, document, content: bytes):
        self.document, self.content = document, content
        self.notes: list[str] = []
        self.words: Counter[str] = Counter()
        self.breaks_words = False
        self.edge = 0.0  # how far to the right the words of the page go
        self.without_lines: list[int] = []  # the pages whose tables' columns were told by where the words stand

    def read(self) -> Paper:
        pages, links = [], []
        pictures = 0
        unmapped = letters = 0
        for page in pages_of(self.document):
            pictures += page.images
            unmapped += page.unmapped
            letters += page.letters
            pages.append(page)
        if letters == 0:
            if pictures:
                raise CannotRead(_PICTURES)
            raise CannotRead("The PDF holds no text. Give a version with text, such as the Word file it was made from.")
        if unmapped * 4 > letters:
            self.notes.append("Many letters of the PDF do not say which they are; words may be missing.")
        blank = [page.number for page in pages if not page.words and page.images]
        if blank:
            self.notes.append(f"Only pictures stand on page {_listed(blank)}; any text in them was not read.")
        aslant = [page.aslant for page in pages]
        running = drop_running_lines(pages)
        by_tags = pages_by_tags(pages)
        for page in pages:
            if page.number in by_tags:
                running += drop_artifacts(page)
        margins = tidy_lines([*running, *aslant, *margins_of_pdf(self.document, self.content)])
        for page in pages:
            texts = [word.text.strip(".,;:()").lower() for word in page.words]
            self.words.update(texts)
            self.words.update(part for text in texts if "-" in text[:-1] for part in text.split("-")[:-1])
            self.words.update(text.rpartition("-")[2] for text in texts if "-" in text[:-1])
        parts: list = []
        for is_tagged, run in groupby(pages, key=lambda page: page.number in by_tags):
            if is_tagged:
                parts += tagged_parts(list(run))
                continue
            drawn: list[_Table | list[Line]] = []
            for page in run:
                drawn += self.page_parts(page)
                page.words = []
            parts += stitched(drawn)
        self.notes.append(_how_read([page.number for page in pages if page.number not in by_tags], len(pages)))
        if self.without_lines:
            one = len(self.without_lines) == 1
            self.notes.append(
                f"{'Page' if one else 'Pages'} {_listed(self.without_lines)} {'has a table' if one else 'have tables'} "
                "without lines; the columns were told by where the words stand."
            )
        self.see_breaks(parts)
        blocks = self.blocks(parts)
        find_headings(blocks, marked=True)
        return replace(paper_of(blocks, Format.PDF, len(pages), self.notes, links), margins=margins)

    # A page -----------------------------------------------------------------------------------------------------------

    def page_parts(self, page: PageOfWords) -> list:
        """The tables of a page and the lines between them, from the top down."""
        grids = grids_of(page) if (page.across and page.down) or page.fills else []
        if len(page.across) > 2:
            by_rows = across_grids(page)
            if by_rows:
                self.note_table_without_lines(page.number)
            grids += by_rows
        boxes = [grid for grid in grids if len(grid.words) < 2 or len(grid.xs) < 3]
        for box in boxes:  # a box round paragraphs is no table
            page.words += [word for words in box.words.values() for word in words]
        grids = sorted(
            (grid for grid in grids if not any(grid is box for box in boxes)), key=lambda g: (g.top, g.xs[0])
        )
        parts: list = []
        self.edge = max([w.x1 for w in page.words] + [grid.xs[-1] - 5 for grid in grids], default=0)
        words = sorted(page.words, key=lambda w: w.base)
        at = 0
        for grid in grids:
            above = at
            while at < len(words) and words[at].base < grid.top + 2:
                at += 1
            parts += self.text_parts(words[above:at], page)
            parts.append(self.table_part(grid, page))
        return parts + self.text_parts(words[at:], page)

    def note_table_without_lines(self, number: int) -> None:
        """Remember that a page has a table without lines."""
        if number not in self.without_lines:
            self.without_lines.append(number)

    def table_part(self, grid: Grid, page: PageOfWords) -> _Table:
        table = _Table(grid, page.number, [{} for _ in grid.ys[1:]], grid.bottom)
        for at, (row, column, height, width) in enumerate(grid.cells):
            left, right = grid.xs[column], grid.xs[column + width]
            lines = lines_of(grid.words.get(at, []), page.number)
            pad = min((line.x0 for line in lines), default=left) - left
            if not grid.ruled:  # the widest line of the column shows how far it could go
                ends = [w.x1 for words in grid.words.values() for w in words if left <= w.middle <= right]
                right, pad = max(ends, default=right), 0
            for line in lines:
                edge = max(right - min(max(pad, 1), 8), *(other.x1 for other in lines)) if grid.ruled else right
                line.left, line.right = left, edge
            table.rows[row][column] = (height, width, lines)
        return table

    def text_parts(self, words: list[Word], page: PageOfWords) -> list:
        """Lines outside ruled tables: columns of text one after the other, tables without lines as tables."""
        if not words:
            return []
        split = two_columns(words, page)
        if split is not None:
            parts = []
            self.edge = 0  # each column ends where its own lines do
            for part in split:
                parts += self.text_parts_of_column(part, page)
            return parts
        return self.text_parts_of_column(words, page)

    def text_parts_of_column(self, words: list[Word], page: PageOfWords) -> list:
        lines = lines_of(words, page.number)
        right = max(self.edge, *(line.x1 for line in lines))
        left = min(line.x0 for line in lines)
        for line in lines:
            line.left, line.right, line.margin = left, right, page.width - left
        parts: list = []
        at = 0
        start = 0
        while at < len(lines):
            table = spaced_table(lines, at)
            if table is None:
                at += 1
                continue
            count, grid = table
            if start < at:
                parts.append(lines[start:at])
            parts.append(self.table_part(grid, page))
            self.note_table_without_lines(page.number)
            at += count
            start = at
        if start < len(lines):
            parts.append(lines[start:])
        return parts

    # To blocks --------------------------------------------------------------------------------------------------------

    def blocks(self, parts: list) -> list[Block]:
        body = body_size(parts)
        sizes = heading_sizes(parts, body)
        if any(isinstance(part, TaggedText) and part.heading for part in parts):
            tagged_sizes: dict[float, int] = {}
        else:
            tagged_sizes = sizes
        blocks: list[Block] = []
        tables = 0
        indents = Indents()
        text: list[Line] = []
        for part in [*parts, None]:
            if isinstance(part, list):
                if text:
                    part[0].apart = part[0].apart or part[0].page != text[-1].page
                text += part
                continue
            if text:
                blocks += self.text_blocks(text, body, sizes)
                text = []
            if isinstance(part, TaggedText):
                by_size = 0 if part.level else tagged_sizes.get(round(part.lines[0].size * 2) / 2, 0)
                indents = indents if part.level else Indents()
                part.level = part.level and max(part.level, indents.level(part.lines[0].x0))
                blocks += part.blocks(self.joined, part.heading or by_size)
            elif part is not None:
                tables += 1
                by_tags = isinstance(part, TaggedRows)
                blocks += part.blocks(self.joined, tables) if by_tags else self.table_blocks(part, tables)
        return blocks

    def text_blocks(self, lines: list[Line], body: float, sizes: dict[float, int]) -> list[Block]:
        blocks = []
        indents = Indents()
        for paragraph in paragraphs_of(lines):
            size = paragraph[0].size
            level = sizes.get(round(size * 2) / 2, 0) if all(abs(line.size - size) < 1 for line in paragraph) else 0
            runs = self.joined(paragraph)
            words = clean("".join(text for text, _ in runs))
            if level and (len(words) > 250 or mark_of(words).bullet):
                level = 0
            if not level and size >= body * 0.95 and all(line.bold for line in paragraph) and _numbered_heading(words):
                level = len(sizes) + 1
            block = block_of(runs, heading=level, page=paragraph[0].page)
            if block.kind == PassageKind.BULLET:
                block.level = indents.level(paragraph[0].x0)
            elif block.kind == PassageKind.HEADING or not block.number:
                indents = Indents()
            blocks.append(block)
        return blocks

    def table_blocks(self, table: _Table, number: int) -> list[Block]:
        rows = []
        single = _columns_of_single_sentences(table)
        normal = usual_step([step for row in table.rows for cell in row.values() for step in steps_of(cell[2])])
        hanging = any(hangs(cell[2]) for row in table.rows for cell in row.values())
        for row in table.rows:
            cells = []
            for column in sorted(row):
                height, width, lines = row[column]
                points = []
                for paragraph in paragraphs_of(lines, True, column in single, normal, hanging):
                    points.append(Point(self.joined(paragraph)))
                page = lines[0].page if lines else table.page
                cells.append(Cell(points, height, width, page=page))
            rows.append(cells)
        return blocks_of(rows, number)

    def joined(self, lines: list[Line]) -> Runs:
        """The words of a paragraph's lines; a word broken at the end of a line is joined."""
        runs: Runs = []
        tail = ""  # what stands before, since the last space
        before = lines[0]
        for line in lines:
            more = line.runs()
            if runs:
                last, bold = tail, runs[-1][1]
                first = more[0][0]
                if last.endswith("\u00ad"):
                    runs[-1] = (runs[-1][0][:-1], bold)
                elif _BROKEN.search(last) and first[:1].islower() and not _ADDRESS.search(last):
                    if self.is_broken(last, first):
                        runs[-1] = (runs[-1][0][:-1], bold)
                elif (
                    not (_SLASHED.search(last) and first[:1].isalnum())
                    and not _address_goes_on(last, first)
                    and not self.is_cut(before, line)
                ):
                    runs.append((" ", bold))
                    tail = ""
            runs += more
            words = line.words[-1].text
            tail = words if len(line.words) > 1 else tail + words
            before = line
        return runs

    def is_cut(self, before: Line, line: Line) -> bool:
        """Whether a word too long for its narrow column is cut where the column ends, without a hyphen."""
        last, first = before.words[-1], line.words[0].text.rstrip(".,;:")
        if len(before.words) > 1 or before.right - last.x1 > 0.75 * last.size:
            return False
        if not last.text.isalpha() or not first.isalpha() or not first.islower():
            return False
        whole = f"{last.text}{first}".lower()
        return self.words[whole] > 0 or self.words[f"{whole}s"] > 0

    def is_broken(self, last: str, first: str) -> bool:
        """Whether a hyphen at a line's end only breaks a word: the paper's other words tell, else its other lines."""
        whole, parted = self.known(last, first)
        return self.breaks_words and whole >= parted

    def known(self, last: str, first: str) -> tuple[int, int]:
        """How often the paper has two halves as one word, and with a hyphen between them."""
        start = _LAST_PART.search(last.lower())
        rest = _FIRST_PART.match(first.lower())
        if not start or not rest:
            return 0, 1
        return self.words[start[1] + rest[0]], self.words[f"{start[1]}-{rest[0]}"]

    def see_breaks(self, parts: list) -> None:
        """Tell whether the paper breaks words at the ends of lines, from those whose whole word stands elsewhere.

        A program that breaks words does so on a line in twenty or thirty; one that does not ends few lines with a
        hyphen, each in a word that has one.
        """
        broken = kept = lines_seen = hyphens = 0
        for part in parts:
            for before, line in (pair for lines in groups_of(part) for pair in pairwise(lines)):
                last, first = before.words[-1].text, line.words[0].text
                lines_seen += 1
                if _BROKEN.search(last) and first[:1].islower():
                    hyphens += 1
                    whole, parted = self.known(last, first)
                    broken, kept = broken + (whole > parted), kept + (parted > whole)
        self.breaks_words = broken > kept and hyphens * 60 > lines_seen


_BROKEN = re.compile(r"[^\W\d_]-$")
_SLASHED = re.compile(r"\S/$")
_LAST_PART = re.compile(r"([^\W\d_]+)-$")
_FIRST_PART = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*$")


def _address_goes_on(last: str, first: str) -> bool:
    """Whether a web address is broken over two lines."""
    if not _ADDRESS.search(last):
        return False
    token = first.split()[0]
    return last[-1] in "-/._?=&%#" or (not token[0].isupper() and re.search(r"[/.=_-]\w", token) is not None)


def _listed(pages: list[int]) -> str:
    """Page numbers as words: “3”, “3 and 5”, “3, 5 and others”."""
    if len(pages) > 10:
        return f"{', '.join(map(str, pages[:10]))} and others"
    return " and ".join(filter(None, [", ".join(map(str, pages[:-1])), str(pages[-1])]))


class Indents:
    """How deep bullets stand, told by where they begin."""

    def __init__(self) -> None:
        self.edges: list[float] = []

    def level(self, x: float) -> int:
        """The level of a bullet that begins at x and comes after those that were asked for before; 1 the outermost."""
        while self.edges and self.edges[-1] > x + 4:
            self.edges.pop()
        if not self.edges or self.edges[-1] < x - 4:
            self.edges.append(x)
        return len(self.edges)


def _how_read(untagged: list[int], pages: int) -> str:
    """Whether the PDF's own tags told its paragraphs and tables, or where its words stand."""
    if not untagged:
        return "The PDF’s own tags gave its headings, lists and tables."
    if len(untagged) == pages:
        return "The PDF has no tags to go by; the places of its words gave its headings, lists and tables."
    one = len(untagged) == 1
    return (
        "The PDF’s own tags gave its headings, lists and tables; "
        f"on {'page' if one else 'pages'} {_listed(untagged)}, the places of its words did."
    )


# Running lines --------------------------------------------------------------------------------------------------------

_PAGE_NUMBER = re.compile(r"(?:page|p\.?)?\s*[-–|]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*(?:(?:of|/)\s*\d{1,4})?\s*[-–|]?", re.I)
# What a browser prints at the edges of each page: the day and time with the title, and the address with the page.
_PRINTED = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}, \d{1,2}:\d{2}(?:\s?[AP]M)?(?:\s|$)|(?:https?|file)://\S+\s+\d+/\d+$")
_FOOT = re.compile(r"\bpage (\d{1,4})(?: of \d{1,4})?$", re.I)
_FIGURES = re.compile(r"\d+")


def drop_running_lines(pages: list[PageOfWords]) -> list[str]:
    """Take away what stands at the top or bottom of most pages, page numbers in it aside, and page numbers.

    Returns the words of these lines.
    """
    running = []
    seen: Counter[tuple] = Counter()
    candidates = []
    for page in pages:
        found = []
        for zone, words in (
            ("top", [w for w in page.words if w.base < page.height * 0.1]),
            ("bottom", [w for w in page.words if w.top > page.height * 0.9]),
        ):
            for line in lines_of(words, page.number):
                if _in_a_table(line, page):  # the headings of a table that goes on are no header of the page
                    continue
                text = clean(line.text)
                keys = {(zone, form) for form in _forms(text, page.number)}
                found.append((zone, keys, text, line))
        candidates.append(found)
        seen.update({key for _, keys, _, _ in found for key in keys})
    most = max(2, 0.4 * len(pages))
    for page, found in zip(pages, candidates, strict=True):
        again = [line for _, keys, _, line in found if any(seen[key] >= most for key in keys)]
        numbers = [(zone, line) for zone, _, text, line in found if _is_of_the_page(text, zone, page)]
        outer = {"top": min((line.base for zone, _, _, line in found if zone == "top"), default=0)}
        outer["bottom"] = max((line.base for zone, _, _, line in found if zone == "bottom"), default=0)
        again += [line for zone, line in numbers if line.base == outer[zone]]
        running += [line.text for line in again]
        dropped = {id(word) for line in again for word in line.words}
        if dropped:
            page.words = [word for word in page.words if id(word) not in dropped]
    return running


def _is_of_the_page(text: str, zone: str, page: PageOfWords) -> bool:
    """Whether an outermost line is a page's number, what a browser prints there, or a foot with “Page 3” in it."""
    if _PAGE_NUMBER.fullmatch(text) or _PRINTED.match(text):
        return True
    number = _FOOT.search(text) if zone == "bottom" and len(text) < 100 else None
    return number is not None and int(number[1]) == page.number


def _forms(text: str, page: int) -> set[str]:
    """A line as it is, and with one of its figures told from the number of its page: those go up together.

    The page's number is among the first of a line's figures (“Page 2 of 9, 14 January 2020”) or the last (“… 2/9”).
    """
    forms = {text}
    figures = list(_FIGURES.finditer(text))
    for match in figures[:2] + figures[-3:]:
        forms.add(f"{text[: match.start()]}#{int(match[0][:6]) - page}{text[match.end() :]}")
    return forms


def _in_a_table(line: Line, page: PageOfWords) -> bool:
    """Whether a line's words are tagged as a table's, or it stands among ruled lines down the page: three at least,
    since two may be the page's own frame.
    """
    if any(mark.part.outermost("Table") for word in line.words if (mark := page.marks.get(word.mark))):
        return True
    middle = line.base - line.size / 3
    return len({round(x / 4) for x, top, bottom in page.down if top <= middle <= bottom}) > 2


# Columns and tables without lines -------------------------------------------------------------------------------------


def two_columns(words: list[Word], page: PageOfWords) -> list[list[Word]] | None:
    """The words of a page of two columns, column by column between lines over the whole width; None of other pages."""
    lines = lines_of(words, page.number)
    if len(lines) < 12:
        return None
    left = min(w.x0 for w in words)
    right = max(w.x1 for w in words)
    middle = _gutter(lines, left, right)
    if middle is None:
        return None
    bands: list[list[Word]] = [[], []]
    parts: list[list[Word]] = []
    for line in lines:
        crossing = any(w.x0 < middle < w.x1 for w in line.words) or not _parted(line, middle)
        if crossing:
            parts += [band for band in bands if band]
            bands = [[], []]
            parts.append(line.words)
        else:
            for word in line.words:
                bands[word.middle > middle].append(word)
    parts += [band for band in bands if band]
    merged: list[list[Word]] = []
    for part in parts:  # lines over the whole width that follow one another are one part
        crosses = any(w.x0 < middle for w in part) and any(w.x1 > middle for w in part)
        if merged and crosses and any(w.x0 < middle for w in merged[-1]) and any(w.x1 > middle for w in merged[-1]):
            merged[-1] = merged[-1] + part
        else:
            merged.append(part)
    return merged


def _parted(line: Line, middle: float) -> bool:
    """Whether a line has no words on one side, or a gap at the middle."""
    before = max((w.x1 for w in line.words if w.middle <= middle), default=None)
    after = min((w.x0 for w in line.words if w.middle > middle), default=None)
    return before is None or after is None or after - before >= 8


def _gutter(lines: list[Line], left: float, right: float) -> float | None:
    """The middle of the gap between two columns of prose, where there is one."""
    width = right - left
    best = None
    for step in range(30, 71, 2):
        at = left + width * step / 100
        clear = [line for line in lines if _parted(line, at) and not any(w.x0 < at < w.x1 for w in line.words)]
        both = [line for line in clear if line.words[0].x0 < at < line.words[-1].x1]
        if sum(len(gutters([(w.x0, w.x1) for w in line.words], 8)) > 1 for line in both) * 5 > len(both):
            continue  # three columns or more are a table's
        if len(both) < 8 or len(clear) < 0.75 * len(lines):
            continue
        # Prose fills its column line after line; the cells of a table do not.
        ends = [max(w.x1 for w in line.words if w.middle <= at) for line in both]
        starts = [min(w.x0 for w in line.words if w.middle > at) for line in both]
        edge = max(ends)
        full = sum(1 for end in ends if end > edge - 0.15 * (edge - left))
        stop = right
        full_right = sum(1 for line in both if line.x1 > stop - 0.15 * (stop - min(starts)))
        even = max(starts) - min(starts) < 0.25 * width
        if (
            full >= 0.55 * len(both)
            and full_right >= 0.5 * len(both)
            and even
            and (best is None or len(clear) > best[0])
        ):
            best = (len(clear), (edge + min(starts)) / 2)
    return best[1] if best else None


def spaced_table(lines: list[Line], at: int) -> tuple[int, Grid] | None:
    """A table that begins at a line and has no ruled lines: its columns stand under one another with gaps between."""
    first = lines[at]
    least = max(8.0, 0.9 * first.size)
    spans = [(w.x0, w.x1) for w in first.words]
    gaps = gutters(spans, least)
    if not gaps or _is_marked(first, gaps):
        return None
    columns = len(gaps)
    count = 1
    parted = 1
    while at + count < len(lines):
        line = lines[at + count]
        if line.base - lines[at + count - 1].base > 4.5 * first.size:
            break
        if line.text == first.text:  # the headings again: the next table
            break
        more = spans + [(w.x0, w.x1) for w in line.words]
        now = gutters(more, 6)
        if len(now) < columns or len(line.words) > 60:
            break
        spans = more
        parted += len(gutters([(w.x0, w.x1) for w in line.words], 6)) > 0
        count += 1
    gaps = gutters(spans, 6)
    while (
        count > 1
        and len(gutters([(w.x0, w.x1) for w in lines[at + count - 1].words], 6)) == 0
        and (lines[at + count - 1].base - lines[at + count - 2].base > 1.6 * first.size)
    ):
        count -= 1
    if parted < 3 or parted * (5 if columns == 1 else 3) < count:
        return None
    run = lines[at : at + count]
    if columns == 1 and sum(_is_marked(line, gaps) for line in run) * 3 > len(run):
        return None
    words = [w for line in run for w in line.words]
    finer = column_gaps([line.words for line in run], 6)  # a heading over two columns hides the gap between them
    if len(finer) > len(gaps):
        gaps = finer
    xs = [min(w.x0 for w in words) - 2, *(start - 2 for _, start in gaps), max(w.x1 for w in words) + 2]
    ys = _row_edges(run, xs)
    if len(ys) < 3:
        return None
    rows, cols = len(ys) - 1, len(xs) - 1
    of = {(r, c): r * cols + c for r in range(rows) for c in range(cols)}
    grid = Grid(xs, ys, [(r, c, 1, 1) for r in range(rows) for c in range(cols)], of, ruled=False)
    for row in range(rows):
        within = [ln.words for ln in run if ys[row] < ln.base - ln.size * 0.25 <= ys[row + 1]]
        merge_over(grid, row, within, gaps)
    for word in words:
        cell = grid.holds(word)
        grid.words.setdefault(cell if cell is not None else 0, []).append(word)
    return count, grid


def _row_edges(run: list[Line], xs: list[float]) -> list[float]:
    """Where the rows of a table without lines begin: where a gap wider than between lines stands in every column.

    Where no such gap stands, each line whose first column holds words begins a row, unless its cells seem to go on.
    """
    steps = []
    for left, right in pairwise(xs):
        column = lines_of([w for line in run for w in line.words if left <= w.middle < right], run[0].page)
        steps += [b.base - a.base for a, b in pairwise(column) if b.base - a.base > 0.8 * b.size]
    normal = min(steps, default=run[0].size)
    spaced = [line.base - before.base > 1.25 * normal for before, line in pairwise(run)]
    ys = [run[0].base - run[0].size]
    for (before, line), wide in zip(pairwise(run), spaced, strict=True):
        if wide if any(spaced) else line.x0 < xs[1] and not line.text.strip()[:1].islower():
            ys.append((before.base + line.base - line.size) / 2 + 0.1 * line.size)
    ys.append(run[-1].base + run[-1].size)
    return ys


def _is_marked(line: Line, gaps) -> bool:
    """Whether what stands before the first gap is only a number or a bullet."""
    edge = gaps[0][1]
    return is_only_mark(" ".join(w.text for w in line.words if w.x1 <= edge))


# Tables over pages ----------------------------------------------------------------------------------------------------


def stitched(parts: list) -> list:
    """Put the parts of a table together that stand on pages one after the other, their column edges the same."""
    stitched_parts: list = []
    for part in parts:
        before = stitched_parts[-1] if stitched_parts else None
        if isinstance(part, _Table) and isinstance(before, _Table) and _goes_on(before, part):
            _join_tables(before, part)
        else:
            stitched_parts.append(part)
    return stitched_parts


def _goes_on(before: _Table, after: _Table) -> bool:
    if after.page not in (before.page, before.page + 1) or before.grid.ruled != after.grid.ruled:
        return False
    if after.page == before.page:
        return False
    xs, ys = before.grid.xs, after.grid.xs
    near = 4
    if not before.grid.ruled:  # where the last column ends is only where its longest line does
        return len(xs) == len(ys) and all(abs(a - b) <= near for a, b in zip(xs[:-1], ys[:-1], strict=True))
    if len(xs) == len(ys):
        return all(abs(a - b) <= near for a, b in zip(xs, ys, strict=True))
    # A part all of whose rows merge columns has fewer edges: each must be one of the other's.
    few, many = (ys, xs) if len(ys) < len(xs) else (xs, ys)
    return (
        abs(few[0] - many[0]) <= near
        and abs(few[-1] - many[-1]) <= near
        and all(any(abs(edge - other) <= near for other in many) for edge in few)
    )


def _texts(row: dict) -> list[tuple[int, str]]:
    return [(column, clean(" ".join(line.text for line in row[column][2]))) for column in sorted(row)]


def _join_tables(before: _Table, after: _Table) -> None:
    if len(after.grid.xs) != len(before.grid.xs):
        _to_columns(before, after)
    rows = after.rows
    repeated = 0
    for mine, theirs in zip(before.rows, rows, strict=False):
        if _texts(mine) == _texts(theirs) and any(text for _, text in _texts(mine)):
            repeated += 1
        else:
            break
    rows = rows[repeated:]
    if rows and before.rows and not _row_goes_on(before, rows[0]):
        _extend_merged(before, rows)
    elif rows and before.rows:
        last = before.rows[-1]
        above = {}  # the merged cell of an earlier row that reaches down to the last
        for at, row in enumerate(before.rows):
            for column, (height, _, _) in row.items():
                if at + height >= len(before.rows):
                    above[column] = row
        for column, (height, width, lines) in rows[0].items():
            if lines:
                lines[0].apart = True
            row = above.get(column, last)
            if column in row:
                held = row[column]
                grown = held[0] + height - 1
                row[column] = (grown, max(width, held[1]), held[2] + lines)
            else:
                row[column] = (height, width, lines)
        rows = rows[1:]
    before.rows += rows
    before.page = after.page
    before.bottom = after.bottom
    before.grid = after.grid if len(after.grid.xs) >= len(before.grid.xs) else before.grid


def _extend_merged(before: _Table, rows: list[dict]) -> None:
    """Where a page ends between the rows that a merged cell covers, its words go on in the next page's first row."""
    last, first = before.rows[-1], rows[0]
    for column in [column for column, cell in first.items() if cell[2]]:
        held = last.get(column)
        if held and held[2] and _sentence_breaks(held[2][-1], first[column][2][0]):
            height, width, lines = first.pop(column)
            lines[0].apart = True
            last[column] = (held[0] + height, max(width, held[1]), held[2] + lines)


def _to_columns(before: _Table, after: _Table) -> None:
    """Give both the columns of the one that has more."""
    few, many = (after, before) if len(after.grid.xs) < len(before.grid.xs) else (before, after)
    edges = many.grid.xs

    def place(x: float) -> int:
        return min(range(len(edges)), key=lambda at: abs(edges[at] - x))

    for at, row in enumerate(few.rows):
        few.rows[at] = {
            place(few.grid.xs[column]): (
                height,
                max(1, place(few.grid.xs[column + width]) - place(few.grid.xs[column])),
                lines,
            )
            for column, (height, width, lines) in row.items()
        }
    few.grid = many.grid


def _row_goes_on(before: _Table, row: dict) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before.

    A row that is broken by the page's end fills its cell to the bottom on the first page in each column that goes on,
    and has nothing more to say in the columns that ended before.
    """
    last = before.rows[-1]
    filled = {column: cell[2] for column, cell in row.items() if cell[2]}
    if not filled or len(row) == 1:
        return False
    common = {column for column in filled if column in last and last[column][2]}
    broken = any(_sentence_breaks(last[column][2][-1], filled[column][0]) for column in common)
    done = [column for column, cell in last.items() if cell[2] and column not in filled]
    if min(row) in done and len(done) > 1:
        return True  # a row without its reference and most of its other cells is the rest of one
    if common != set(filled):
        # A merged cell of a row before may go on, when nothing new stands in the last row; or a paragraph that would
        # leave one line alone at the page's end was moved whole, while a sentence in another column is broken.
        return broken or not any(cell[2] for cell in last.values())
    if done and _begins_unlike(before, filled.get(min(row))):
        return True
    bottom = max(cell[2][-1].base for cell in last.values() if cell[2])
    size = max(line.size for lines in filled.values() for line in lines)
    # Where a sentence goes on, another column may end some lines higher: a paragraph that would leave one line alone at
    # the page's end is moved to the next as a whole.
    if any(last[column][2][-1].base < bottom - (8 if broken else 2.2) * size for column in filled):
        return False
    first = min(row)
    had = {column for column, cell in last.items() if cell[2]}
    going_on = any(_sentence_goes_on(last[column][2][-1], lines[0]) for column, lines in filled.items())
    if first in filled and first in had:
        words = clean(" ".join(line.text for line in filled[first]))
        if is_only_mark(words) or re.fullmatch(r"[A-Z]{0,4}\s?\d+(?:\.\d+)*[a-z]?", words):
            return False
        return going_on if len(filled) == len(row) else going_on or len(had) > len(filled)
    return first in had or going_on


def _begins_unlike(before: _Table, lines: list[Line] | None) -> bool:
    """Whether the first cell of each row begins in bold, as a name does, and these lines do not."""
    first = min(before.rows[-1])
    leads = [row[first][2][0].words[0].bold for row in before.rows if first in row and row[first][2]]
    return bool(lines) and len(leads) > 1 and all(leads) and not lines[0].words[0].bold


def _sentence_breaks(last: Line, first: Line) -> bool:
    """Whether a sentence certainly goes on from one page to the next."""
    words = first.text.lstrip()
    return (
        words[:1].islower() and not mark_of(words).length and not ENDS.search(last.text) and not would_fit(last, first)
    )


def _sentence_goes_on(last: Line, first: Line) -> bool:
    words = first.text.lstrip()
    if mark_of(words).length:
        return False
    return not ENDS.search(last.text) and (words[:1].islower() or words[:1].isdigit() or not would_fit(last, first))


_SENTENCES = re.compile(r"[.!?][)’”]?\s+[A-Z]")


def _columns_of_single_sentences(table: _Table) -> set[int]:
    """The columns of a table hardly any line of which holds the end of one sentence and the beginning of the next."""
    lines: Counter[int] = Counter()
    within: Counter[int] = Counter()
    for row in table.rows:
        for column, (_, _, those) in row.items():
            lines[column] += len(those)
            within[column] += sum(1 for line in those if _SENTENCES.search(line.text))
    return {column for column, count in lines.items() if within[column] * 40 <= count}


# Headings by size -----------------------------------------------------------------------------------------------------


def body_size(parts: list) -> float:
    """The height of the letters that most words have, outside tables where those hold sentences."""
    sizes: Counter[float] = Counter()
    prose: Counter[float] = Counter()
    for part in parts:
        outside = isinstance(part, list | TaggedText)
        for line in (line for lines in groups_of(part) for line in lines):
            for word in line.words:
                sizes[round(word.size * 2) / 2] += len(word.text) * (2 if outside else 1)
            if outside and not line.bold and (len(line.words) > 10 or _STOPS.search(line.words[-1].text)):
                prose[round(line.size * 2) / 2] += len(line.words)
    if sum(prose.values()) >= 15:
        return prose.most_common(1)[0][0]
    return sizes.most_common(1)[0][0] if sizes else 0


_STOPS = re.compile(r"[.;]$")


def heading_sizes(parts: list, body: float) -> dict[float, int]:
    """The heights of letters that are headings', the largest level 1."""
    lines: dict[float, list[Line]] = defaultdict(list)
    for part in parts:
        if isinstance(part, list | TaggedText):
            for line in groups_of(part)[0]:
                lines[round(line.size * 2) / 2].append(line)
    sizes = []
    for size, those in lines.items():
        if size >= body * 1.08 + 0.3 or (size >= body * 1.02 + 0.2 and all(line.bold for line in those)):
            sizes.append(size)
    return {size: level for level, size in enumerate(sorted(sizes, reverse=True), 1)}


def _numbered_heading(words: str) -> bool:
    number, length = heading_number(words)
    return bool(number) and len(words) <= 150 and not words.endswith((".", ";")) and length < len(words)
