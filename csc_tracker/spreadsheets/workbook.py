"""Excel files to work with: the headings stay in sight and filter, days are days, a status has its colour."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from csc_tracker.spreadsheets.cells import neutral

_LONGEST_CELL = 32_767  # characters; Excel keeps no more
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_DAY = "d mmmm yyyy"
# The fill and the letters of each status, by its code; one without a colour of its own has neither.
_COLOURS = {
    "complete": ("003078", "FFFFFF"), "on_track": ("00703C", "FFFFFF"), "at_risk": ("F6A623", "0B0C0C"),
    "off_track": ("A2140B", "FFFFFF"), "late": ("A2140B", "FFFFFF"), "stopped": ("B1B4B6", "0B0C0C"),
}  # fmt: skip
_FILLS = {state: PatternFill("solid", fgColor=fill) for state, (fill, _) in _COLOURS.items()}
_FONTS = {state: Font(color=letters) for state, (_, letters) in _COLOURS.items()}

Column = tuple[str, int]  # a heading, and the column's width in characters


@dataclass(frozen=True, slots=True)
class StatusCell:
    """The words of a status, coloured by its code."""

    state: str
    words: str

    def __str__(self) -> str:
        return self.words


Value = str | int | date | StatusCell | None


class Book:
    """A workbook that is written row by row, so that one of any size needs little memory."""

    def __init__(self, title: str, author: str = ""):
        self._book = Workbook(write_only=True)
        self._rows: dict[str, int] = {}
        properties = self._book.properties
        properties.title, properties.creator, properties.language = title[:255], author[:255], "en-GB"

    def add_sheet(self, name: str, columns: Iterable[Column], first: bool = False) -> Worksheet:
        """A sheet with its headings in bold, which stay in sight; `first`: before the others."""
        sheet = self._book.create_sheet(name, 0 if first else None)
        columns = list(columns)
        for place, (_, width) in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.freeze_panes = "A2"
        headings = [WriteOnlyCell(sheet, neutral(heading)) for heading, _ in columns]
        for cell in headings:
            cell.font, cell.alignment = Font(bold=True), _WRAPPED
        sheet.append(headings)
        self._rows[name] = 1
        return sheet

    def add_notes(self, name: str, widths: tuple[int, ...], first: bool = False) -> Worksheet:
        """A sheet without headings, for what is said about the file."""
        sheet = self._book.create_sheet(name, 0 if first else None)
        for place, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(place)].width = width
        return sheet

    def write(self, sheet: Worksheet, values: Iterable[Value]) -> None:
        """Add a row: numbers as numbers, days as days, text wrapped and so that no program takes it for a formula."""
        sheet.append([_cell(sheet, value) for value in values])
        if sheet.title in self._rows:
            self._rows[sheet.title] += 1

    def to_bytes(self) -> bytes:
        """The file; each sheet with headings can be filtered by them."""
        for name, rows in self._rows.items():
            sheet = self._book[name]
            last = get_column_letter(len(sheet.column_dimensions))
            sheet.auto_filter.ref = f"A1:{last}{rows}"
        buffer = io.BytesIO()
        self._book.save(buffer)
        return buffer.getvalue()


def _cell(sheet: Worksheet, value: Value) -> WriteOnlyCell:
    state = value.state if isinstance(value, StatusCell) else ""
    plain = value.words if isinstance(value, StatusCell) else value
    cell = WriteOnlyCell(sheet, (neutral(plain)[:_LONGEST_CELL] or None) if isinstance(plain, str) else plain)
    cell.alignment = _WRAPPED
    if isinstance(plain, date):
        cell.number_format = _DAY
    if state in _FILLS:
        cell.fill, cell.font = _FILLS[state], _FONTS[state]
    return cell
