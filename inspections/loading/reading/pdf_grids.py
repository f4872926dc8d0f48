"""The tables of a PDF's page from its ruled lines: their rows, columns and merged cells."""

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from inspections.loading.reading.pdf_pages import PageOfWords, Word

# How far apart two ends may be and still meet. Word draws borders as boxes half a point thick, drawn side by side.
_NEAR = 3.0
# The gap of a dashed line.
_DASH = 5.0
MOST_LINES = 4000


@dataclass(slots=True)
class Grid:
    """A table's place on a page: its column edges `xs`, its row edges `ys`, and which cell each square belongs to.

    `cells` are (row, column, rows, columns), all from 0, each a merged or a single cell; `of` gives the index in
    `cells` of each square. `ruled` is False where the columns were told by words.
    """

    xs: list[float]
    ys: list[float]
    cells: list[tuple[int, int, int, int]]
    of: dict[tuple[int, int], int]
    words: dict[int, list[Word]] = field(default_factory=dict)
    ruled: bool = True

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.ys[0]

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.ys[-1]

    def holds(self, word: Word) -> int | None:
        """The index of the cell that a word stands in, None where it stands outside."""
        y = word.base - word.size * 0.25
        if not (self.xs[0] <= word.middle <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]):
            return None
        row = min(bisect_right(self.ys, y) - 1, len(self.ys) - 2)
        column = min(bisect_right(self.xs, word.middle) - 1, len(self.xs) - 2)
        return self.of[row, column]


def grids_of(page: PageOfWords) -> list[Grid]:
    """The ruled tables of a page from the top down, its words put into their cells and taken from the page."""
    across, down = page.across, page.down
    if not down and len(page.fills) > 3:  # cells told apart by shading alone
        fills = page.fills + unshaded_rows(page)
        across = across + [(y, f[0], f[2]) for f in fills for y in (f[1], f[3])]
        down = [(x, f[1], f[3]) for f in fills for x in (f[0], f[2])]
    if len(across) + len(down) > MOST_LINES or not across:
        return []
    across, down = _joined(across), _joined(down)
    across = [line for line in across if line[2] - line[1] >= 12]
    down = [line for line in down if line[2] - line[1] >= 6]
    groups = [part for group in _groups(across, down) for part in _tables_of(*group)]
    grids = [grid for group in groups if (grid := _grid(*group)) is not None]
    grids.sort(key=lambda grid: (grid.top, grid.xs[0]))
    # A table drawn within a cell of another is part of that cell.
    grids = [
        grid
        for grid in grids
        if not any(
            other is not grid
            and other.xs[0] - 1 <= grid.xs[0]
            and grid.xs[-1] <= other.xs[-1] + 1
            and other.top - 1 <= grid.top
            and grid.bottom <= other.bottom + 1
            for other in grids
        )
    ]
    left = []
    for word in page.words:
        for grid in grids:
            at = grid.holds(word)
            if at is not None:
                grid.words.setdefault(at, []).append(word)
                break
        else:
            left.append(word)
    page.words = left
    return [grid for grid in grids if grid.words]


def _joined(lines: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Lines that lie on one another or end to end, as one."""
    lines = sorted(lines)
    joined: list[tuple[float, float, float]] = []
    at = 0
    while at < len(lines):
        place = lines[at][0]
        same = []
        while at < len(lines) and lines[at][0] - place <= 1.6:
            same.append(lines[at])
            at += 1
        middle = sum(line[0] for line in same) / len(same)
        start = end = None
        for _, first, last in sorted(same, key=lambda line: line[1]):
            if start is None:
                start, end = first, last
            elif first <= end + _DASH:
                end = max(end, last)
            else:
                joined.append((middle, start, end))
                start, end = first, last
        joined.append((middle, start, end))
    return joined


def _groups(across, down):
    """Lines that touch one another, together."""
    parent = list(range(len(across) + len(down)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for i, (y, x0, x1) in enumerate(across):
        for j, (x, y0, y1) in enumerate(down):
            if x0 - _NEAR <= x <= x1 + _NEAR and y0 - _NEAR <= y <= y1 + _NEAR:
                parent[root(i)] = root(len(across) + j)
    groups: dict[int, tuple[list, list]] = {}
    for i, line in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(line)
    for j, line in enumerate(down):
        groups.setdefault(root(len(across) + j), ([], []))[1].append(line)
    return groups.values()


def _tables_of(across, down) -> list[tuple[list, list]]:
    """Lines that touch, table by table: two tables without a gap between them share no edge of a column."""
    if not across or not down:
        return [(across, down)]
    outer = min(line[1] for line in across), max(line[2] for line in across)
    inner = [line for line in down if outer[0] + 4 < line[0] < outer[1] - 4]
    for y, start, end in across:
        if start > outer[0] + 4 or end < outer[1] - 4:
            continue
        above = {line for line in inner if line[1] < y - 4}
        below = {line for line in inner if line[2] > y + 4}
        if not above or not below or above & below:
            continue
        if any(abs(line[0] - other[0]) <= 4 for line in above for other in below):
            continue
        parts = []
        for side in (-1, 1):
            rows = [line for line in across if side * (line[0] - y) > -2]
            cut = [
                (x, max(top, y), bottom) if side > 0 else (x, top, min(bottom, y))
                for x, top, bottom in down
                if (bottom > y + 4 if side > 0 else top < y - 4)
            ]
            parts += _tables_of(rows, cut)
        return parts
    return [(across, down)]


def unshaded_rows(page: PageOfWords) -> list[tuple[float, float, float, float]]:
    """The cells of the rows that stand between and below shaded rows of a table, where each second row is shaded.

    Words stand in such a row in two columns at least, and none lies over the edge of a column.
    """
    if len(page.fills) > MOST_LINES // 4:
        return []
    bands = _bands(page.fills)
    lines = _levels(page.words)
    boxes = []
    for at, (top, bottom, xs) in enumerate(bands):
        before = bands[at - 1] if at else None
        after = bands[at + 1] if at + 1 < len(bands) else None
        limit = after[0] if after else page.height
        rows = _rows_within(lines, bottom, limit, xs)
        if after and _same(xs, after[2]) and rows and limit - rows[-1][1] < 24:
            rows[-1] = rows[-1][0], limit  # up to the next shaded row
        if not (before and _same(xs, before[2])):
            up = _rows_within(lines, before[1] if before else 0, top, xs, upwards=True)
            boxes += [(x0, y0, x1, y1) for y0, y1 in up for x0, x1 in pairwise(xs)]
        boxes += [(x0, y0, x1, y1) for y0, y1 in rows for x0, x1 in pairwise(xs)]
    return boxes


def _bands(fills) -> list[tuple[float, float, list[float]]]:
    """Rows of shaded boxes that touch one another, as (top, bottom, edges of the columns), from the top down."""
    rows: dict[tuple[int, int], list] = {}
    for box in fills:
        rows.setdefault((round(box[1] / 2), round(box[3] / 2)), []).append(box)
    bands = []
    for boxes in rows.values():
        boxes.sort()
        if len(boxes) > 1 and all(abs(a[2] - b[0]) < 1 for a, b in pairwise(boxes)):
            bands.append((boxes[0][1], boxes[0][3], [box[0] for box in boxes] + [boxes[-1][2]]))
    return sorted(bands)


def _same(xs: list[float], others: list[float]) -> bool:
    return len(xs) == len(others) and all(abs(a - b) < 3 for a, b in zip(xs, others, strict=True))


def _levels(words: list[Word]) -> list[list[Word]]:
    """Words by their baselines, from the top down."""
    levels: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.base):
        if levels and word.base - levels[-1][0].base < 2:
            levels[-1].append(word)
        else:
            levels.append([word])
    return levels


def _rows_within(lines, top: float, bottom: float, xs: list[float], upwards: bool = False):
    """The rows of a table below (or above) a shaded row, as (top, bottom), as far as words keep to its columns."""
    inside = [line for line in lines if line[0].base - 0.5 * line[0].size > top and line[0].base <= bottom]
    if upwards:
        inside.reverse()
    edge = bottom if upwards else top
    usual = median(w.size for line in inside for w in line) if inside else 0
    rows: list[list[list[Word]]] = []
    last = None
    for line in inside:
        size = line[0].size
        base = line[0].base
        gap = abs(base - last) if last is not None else (edge - base if upwards else base - edge)
        over = any(start < x - 1 and end > x + 1 for start, end in _segments(line, 0.35) for x in xs[1:-1])
        if gap > 3.5 * size or over or _is_larger(line, usual):
            break
        if any(w.x0 < xs[0] - 1 or w.x1 > xs[-1] + 1 for w in line):
            break
        if last is None or gap > 1.45 * size:
            rows.append([line])
        else:
            rows[-1].append(line)
        last = base
    spans = []
    for row in rows:
        words = [word for line in row for word in line]
        columns = {bisect_right(xs, word.middle) for word in words}
        if len(columns) < 2 and not (spans and len(rows) > 1):
            break
        y0 = min(w.base - w.size for w in words)
        y1 = max(w.base + 0.35 * w.size for w in words)
        if upwards:
            y1 = edge
            edge = y0
        else:
            y0 = edge
            edge = y1
        spans.append((y0, y1))
    return spans


def _edges(values: list[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > 4:
            edges.append(value)
    return edges


def _grid(across, down) -> Grid | None:
    if not across or not down:
        return None
    xs = _edges([line[0] for line in down])
    ys = _edges([line[0] for line in across])
    # A table without outer lines ends where the lines across do; one that runs over the page, where those down do.
    left, right = min(line[1] for line in across), max(line[2] for line in across)
    top, bottom = min(line[1] for line in down), max(line[2] for line in down)
    xs = ([left] if left < xs[0] - 8 else []) + xs + ([right] if right > xs[-1] + 8 else [])
    ys = ([top] if top < ys[0] - 8 else []) + ys + ([bottom] if bottom > ys[-1] + 8 else [])
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > 20_000:
        return None
    rows, columns = len(ys) - 1, len(xs) - 1
    square = {(r, c): (r, c) for r in range(rows) for c in range(columns)}

    def root(at):
        while square[at] != at:
            square[at] = square[square[at]]
            at = square[at]
        return at

    by_y = {r: [line for line in across if abs(line[0] - ys[r]) <= 4] for r in range(1, rows)}
    by_x = {c: [line for line in down if abs(line[0] - xs[c]) <= 4] for c in range(1, columns)}
    for r in range(rows):
        for c in range(columns):
            if r and not _covered(by_y[r], (xs[c] + xs[c + 1]) / 2):
                square[root((r, c))] = root((r - 1, c))
            if c and not _covered(by_x[c], (ys[r] + ys[r + 1]) / 2):
                square[root((r, c))] = root((r, c - 1))
    index: dict[tuple[int, int], int] = {}
    bounds: list[list[int]] = []
    of = {}
    for r in range(rows):
        for c in range(columns):
            key = root((r, c))
            if key not in index:
                index[key] = len(bounds)
                bounds.append([r, c, r, c])
            at = of[r, c] = index[key]
            bound = bounds[at]
            bound[0], bound[1] = min(bound[0], r), min(bound[1], c)
            bound[2], bound[3] = max(bound[2], r), max(bound[3], c)
    cells = [(r0, c0, r1 - r0 + 1, c1 - c0 + 1) for r0, c0, r1, c1 in bounds]
    return Grid(xs, ys, cells, of)


def _covered(lines, at: float) -> bool:
    return any(line[1] - 1 <= at <= line[2] + 1 for line in lines)


# Columns told by words ------------------------------------------------------------------------------------------------


def gutters(spans: list[tuple[float, float]], least: float) -> list[tuple[float, float]]:
    """The gaps at least so wide between some spans, as (end of one, beginning of the next)."""
    gaps = []
    end = None
    for start, stop in sorted(spans):
        if end is not None and start - end >= least:
            gaps.append((end, start))
        end = stop if end is None else max(end, stop)
    return gaps


def across_grids(page: PageOfWords) -> list[Grid]:
    """Tables that have lines between their rows alone: their columns are told by where the words stand."""
    lines = [line for line in _joined(page.across) if line[2] - line[1] > 100]
    if not lines or not page.words:
        return []
    within = [w.size for w in page.words if lines[0][0] < w.base <= lines[-1][0]]
    usual = median(within) if within else 0
    heads = [level[0].base for level in _levels(page.words) if usual and _is_larger(level, usual)]
    grids = []
    at = 0
    while at < len(lines):
        run = [lines[at]]
        while at + len(run) < len(lines):
            after = lines[at + len(run)]
            if abs(after[1] - run[0][1]) > 6 or abs(after[2] - run[0][2]) > 6:
                break
            if any(run[-1][0] < head <= after[0] for head in heads):  # a heading: the next table
                break
            run.append(after)
        grid = _from_rows(page, run) if len(run) >= 2 else None
        if grid is not None:
            grids.append(grid)
            at += len(run)
        else:
            at += 1
    return grids


def _from_rows(page: PageOfWords, lines) -> Grid | None:
    top, bottom, left, right = lines[0][0], lines[-1][0], lines[0][1], lines[0][2]
    inside = [w for w in page.words if top < w.base <= bottom + 1 and left - 2 <= w.middle <= right + 2]
    levels = []
    for above, below in pairwise(line[0] for line in lines):
        row = _levels([w for w in inside if above < w.base <= below + 1])
        if len(row) != 1 or len(_segments(row[0])) > 1:  # a row of one line in one part may be a band over all columns
            levels += row
    gaps = column_gaps(levels, 6)
    if not inside or not gaps:
        return None
    xs = [left, *(start - 2 for _, start in gaps), right]
    ys = [line[0] for line in lines]
    above = _row_above(page, gaps, left, right, top)
    if len(lines) < 3 and not above:
        return None
    if above:
        ys.insert(0, min(w.base - w.size for w in above) - 1)
        inside += above
    rows, columns = len(ys) - 1, len(xs) - 1
    of = {(r, c): r * columns + c for r in range(rows) for c in range(columns)}
    grid = Grid(xs, ys, [(r, c, 1, 1) for r in range(rows) for c in range(columns)], of, ruled=False)
    for row in range(rows):
        words = [w for w in inside if ys[row] < w.base - w.size * 0.25 <= ys[row + 1]]
        merge_over(grid, row, _levels(words), gaps)
    for word in inside:
        cell = grid.holds(word)
        if cell is not None:
            grid.words.setdefault(cell, []).append(word)
    merged = sum(1 for cell in grid.cells if cell[3] > 1)
    full = sum(1 for r in range(rows) if len({grid.of[r, c] for c in range(columns)} & set(grid.words)) > 1)
    if full * 2 < rows - merged or not full:
        return None
    taken = {id(word) for words in grid.words.values() for word in words}
    page.words = [word for word in page.words if id(word) not in taken]
    return grid


def _is_larger(line: list[Word], usual: float) -> bool:
    """Whether the words of a line are larger than most, as those of a heading between two tables are."""
    return max(w.size for w in line) > 1.12 * usual + 0.3


def _segments(words: list[Word], space: float = 0.5) -> list[tuple[float, float]]:
    """The parts of a line that only spaces between words stand in, as (start, end)."""
    segments: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda w: w.x0):
        if segments and word.x0 - segments[-1][1] < space * word.size:
            segments[-1] = segments[-1][0], max(segments[-1][1], word.x1)
        else:
            segments.append((word.x0, word.x1))
    return segments


def column_gaps(levels: list[list[Word]], least: float) -> list[tuple[float, float]]:
    """The gaps between columns, though a few lines lie over them: a band between rows, a heading over two columns.

    Such a line ends well before and after the gap, while what stands on either side of it ends and begins there.
    """
    segments = [segment for level in levels for segment in _segments(level)]
    allowed = max(1, len(levels) // 8) if len(levels) > 5 else 0
    turns: dict[float, int] = {}
    for start, end in segments:
        turns[start] = turns.get(start, 0) + 1
        turns[end] = turns.get(end, 0) - 1
    gaps: list[tuple[float, float]] = []
    lying = 0  # how many segments lie over a place
    for start, end in pairwise(sorted(turns)):
        lying += turns[start]
        if lying > allowed or end - start < min(least, 2):
            continue
        over = [segment for segment in segments if segment[0] <= start and segment[1] >= end] if lying else []
        if all(a < start - 4 and b > end + 4 for a, b in over):
            if gaps and start - gaps[-1][1] < 0.01:
                gaps[-1] = gaps[-1][0], end
            else:
                gaps.append((start, end))
    return [gap for gap in gaps if gap[1] - gap[0] >= least]


def _row_above(page: PageOfWords, gaps, left: float, right: float, top: float) -> list[Word]:
    """The words of a table's first row, which has no line above it: those that stand above in two of its columns."""
    words_above: list[Word] = []
    usual = median(w.size for w in page.words)
    edge = top
    for line in reversed(_levels([w for w in page.words if w.base <= top and left - 2 <= w.middle <= right + 2])):
        size = line[0].size
        far = edge - line[0].base > (1.5 if words_above else 2.2) * size or _is_larger(line, usual)
        if far or any(w.x0 < start and w.x1 > end for w in line for start, end in gaps):
            break
        parts = _segments(line)
        if any(a < start and b > end for a, b in parts for start, end in gaps):
            break
        words_above += line
        edge = line[0].base
    starts = [start for _, start in gaps]
    return words_above if len({bisect_right(starts, w.middle) for w in words_above}) > 1 else []


def merge_over(grid: Grid, row: int, levels: list[list[Word]], gaps) -> None:
    """Merge the cells of a row of `grid` that words lie over, given the row's lines and the gaps between columns.

    Words that stand alone in their row and lie over a gap are a band over all columns.
    """
    columns = len(grid.xs) - 1
    for level in levels:
        for start, end in _segments(level):
            over = [at for at, (a, b) in enumerate(gaps) if start < a and end > b]
            if not over:
                continue
            first, last = over[0], over[-1] + 1
            if len(levels) == len(_segments(level)) == 1:
                first, last = 0, columns - 1  # alone in its row, and over most of it: a band
            keep = grid.of[row, first]
            wide = last - first + 1
            r, c, height, width = grid.cells[keep]
            grid.cells[keep] = (r, c, height, max(width, first + wide - c))
            for column in range(first, last + 1):
                grid.of[row, column] = keep
    # Cells that were merged into another hold nothing.
    kept = sorted({grid.of[place] for place in grid.of})
    index = {old: new for new, old in enumerate(kept)}
    grid.cells = [grid.cells[at] for at in kept]
    grid.of = {place: index[at] for place, at in grid.of.items()}
