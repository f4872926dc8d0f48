"""The tables of a paper, put together from the passages of their cells."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from inspections.loading.reading.passages import Paper, Passage, PassageKind


@dataclass(frozen=True)
class Table:
    """One table: its cells by row and column, both counted from 1; each cell is its passages in order."""

    number: int
    cells: dict[tuple[int, int], list[Passage]]

    @cached_property
    def passages(self) -> list[Passage]:
        """Every passage of it, in the paper's order."""
        return sorted((p for cell in self.cells.values() for p in cell), key=lambda p: p.order)

    @cached_property
    def columns(self) -> int:
        """How many columns it has, merged cells counted by their width."""
        return max(p.column + p.column_span - 1 for p in self.passages)

    @cached_property
    def rows(self) -> list[int]:
        """The numbers of the rows that hold words, headings included."""
        return sorted({row for row, _ in self.cells})

    @cached_property
    def header_rows(self) -> set[int]:
        """The rows whose cells are column headings."""
        return {p.row for p in self.passages if p.header}

    @cached_property
    def headings(self) -> dict[int, str]:
        """The heading of each column that has one."""
        by_column: dict[int, str] = {}
        for passage in self.passages:
            if passage.column_heading and not passage.header:
                by_column.setdefault(passage.column, passage.column_heading)
            if passage.header:
                for column in range(passage.column, passage.column + passage.column_span):
                    by_column[column] = f"{by_column[column]} {passage.text}" if column in by_column else passage.text
        return by_column

    def cell(self, row: int, column: int) -> list[Passage]:
        """The passages that stand at a place: its own, or those of the merged cell that covers it."""
        if (row, column) in self.cells:
            return self.cells[row, column]
        for cell in self.cells.values():
            first = cell[0]
            rows = range(first.row, first.row + first.row_span)
            if row in rows and column in range(first.column, first.column + first.column_span):
                return cell
        return []

    def is_band(self, row: int) -> bool:
        """Whether a row is one cell over the whole width: a heading between the rows below and above it."""
        cells = [cell for (at, _), cell in self.cells.items() if at == row]
        return self.columns > 1 and len(cells) == 1 and cells[0][0].column_span == self.columns


def tables(paper: Paper) -> list[Table]:
    """The tables of a paper, in their order."""
    cells_by_table: dict[int, dict] = defaultdict(lambda: defaultdict(list))
    for passage in paper.passages:
        if passage.kind == PassageKind.CELL:
            cells_by_table[passage.table][passage.row, passage.column].append(passage)
    return [Table(number, dict(cells)) for number, cells in sorted(cells_by_table.items())]
