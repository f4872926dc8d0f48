"""Reading a spreadsheet: from the bytes of a file to its sheets, their rows and what each cell holds."""

import csv
import io
import warnings
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from csc_tracker.pages.characters import clean
from csc_tracker.pages.decoding import decoded, is_noise
from csc_tracker.spreadsheets.cells import as_text

MOST_BYTES = 5_000_000
MOST_ROWS, MOST_COLUMNS = 5_000, 100
LONGEST_CELL = 32_767  # characters; Excel keeps no more
# Excel's parts are XML, which unpacks 10 to 30 times. What unpacks to more is a bomb, or far more than a plan.
_MOST_UNPACKED, _MOST_RATIO, _MOST_PARTS = 40_000_000, 400, 2_000
_SEPARATORS = ",;\t|"

_SAVE_AGAIN = "Open it in Excel, save it as an Excel workbook (.xlsx), and choose that."
_DAMAGED = f"The file is damaged and cannot be opened. {_SAVE_AGAIN}"
_TOO_LARGE = "The file is too large for a plan of actions, so it was not opened. Save the sheet on its own."

Value = str | int | float | date


class CannotRead(ValueError):
    """A file cannot be read as a spreadsheet; the message says why, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet that hold anything, each as wide as the widest; an empty cell is “”.

    `numbers`: the number of each row in the file, from 1. `hidden_rows` are such numbers, `hidden_columns` places from
    0. What is merged downwards is in each of its rows; `merged_across` has (row number, first place, last place).
    """

    name: str
    rows: tuple[tuple[Value, ...], ...]
    numbers: tuple[int, ...]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged_across: frozenset[tuple[int, int, int]] = frozenset()


def read_sheets(content: bytes) -> list[Sheet]:
    """The sheets of a file that hold anything, in its order: .xlsx, .xlsm, CSV or other text with a separator.

    CannotRead where it is none of them, is damaged or too large, or holds nothing.
    """
    if len(content) > MOST_BYTES:
        raise CannotRead(_TOO_LARGE)
    if content.startswith(b"PK\x03\x04"):
        sheets = _read_workbook(content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise CannotRead(f"This is an old Excel file (.xls), or one with a password. {_SAVE_AGAIN}")
    elif content.startswith(b"%PDF"):
        raise CannotRead("This is a PDF, not a spreadsheet. Choose the spreadsheet that it was made from.")
    else:
        sheets = [_read_text(content)]
    sheets = [sheet for sheet in sheets if sheet.rows]
    if not sheets:
        raise CannotRead("There is nothing in the file. Choose one with a row of headings and a row for each action.")
    return sheets


def column_letter(place: int) -> str:
    """How Excel calls the column at a place from 0: A, B, … AA."""
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# Excel ---------------------------------------------------------------------------------------------------------------


def _read_workbook(content):
    _check_package(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl leaves out: colours, lists to choose from
            book = load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
    except Exception as error:  # whatever a library of others stumbles over in a file of others
        raise CannotRead(_DAMAGED) from error
    return [_read_worksheet(sheet) for sheet in book.worksheets]


def _check_package(content):
    """Refuse what is no Excel workbook, unpacks to too much, or defines entities of its own."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise CannotRead(f"This is not an Excel workbook. {_SAVE_AGAIN}")
            packed_well = any(
                part.file_size > 1_000_000 and part.file_size > _MOST_RATIO * part.compress_size for part in parts
            )
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED or packed_well:
                raise CannotRead(_TOO_LARGE)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with package.open(part) as file:
                        if b"<!DOCTYPE" in file.read(2_000):
                            raise CannotRead(_DAMAGED)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise error if isinstance(error, CannotRead) else CannotRead(_DAMAGED) from error


def _read_worksheet(sheet: Worksheet) -> Sheet:
    cells: dict[int, dict[int, Value]] = {}
    # Only the cells that are there: asking for the rest of a sheet with one in its last corner would make millions.
    for (row, column), cell in sheet._cells.items():
        if (value := _value(cell.value)) != "":
            cells.setdefault(row, {})[column - 1] = value
    across = set()
    for merged in sheet.merged_cells.ranges:
        first, last = merged.min_col - 1, min(merged.max_col, MOST_COLUMNS) - 1
        value = cells.get(merged.min_row, {}).get(first, "")
        if value != "":
            for row in range(merged.min_row + 1, min(merged.max_row, merged.min_row + MOST_ROWS) + 1):
                cells.setdefault(row, {})[first] = value
        if last > first:
            across.add((merged.min_row, first, last))
    hidden = {row for row in cells if sheet.row_dimensions[row].hidden}
    columns = {
        place
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden and dimension.min
        for place in range(dimension.min - 1, min(dimension.max, MOST_COLUMNS))
    }
    return _sheet(
        sheet.title,
        cells,
        hidden=sheet.sheet_state != "visible",
        hidden_rows=frozenset(hidden),
        hidden_columns=frozenset(columns),
        merged_across=frozenset(across),
    )


def _value(value: object) -> Value:
    """What a cell holds, as one of a few types."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        return int(value) if float(value).is_integer() else value
    if isinstance(value, timedelta):
        return str(value)
    return _text(str(value))


def _text(value: str) -> str:
    """The text of a cell without what `neutral` put before it on the way out."""
    if len(value) > LONGEST_CELL:
        raise CannotRead("A cell holds more text than Excel can keep, so the file was not read. Shorten it.")
    return as_text(value).replace("\xa0", " ").strip()


def _sheet(name: str, cells: dict[int, dict[int, Value]], **more: Any) -> Sheet:
    """A sheet of {row number: {place: value}}; CannotRead where it is larger than a plan of actions can be."""
    numbers = sorted(cells)
    width = max((max(row) + 1 for row in cells.values()), default=0)
    if len(numbers) > MOST_ROWS or width > MOST_COLUMNS:
        raise CannotRead(
            f"The sheet “{name}” has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns, so it was not read. "
            "Save the part with the actions on its own."
        )
    rows = tuple(tuple(cells[number].get(place, "") for place in range(width)) for number in numbers)
    return Sheet(clean(name), rows, tuple(numbers), **more)


# Text ----------------------------------------------------------------------------------------------------------------


def _read_text(content):
    text, _ = decoded(content)
    if is_noise(content, text) or "\0" in text[:4_000]:
        raise CannotRead("This is not a spreadsheet. Choose an Excel workbook (.xlsx) or a CSV file.")
    if text.lstrip()[:200].casefold().startswith(("<!doctype", "<html", "<?xml")):
        raise CannotRead(f"This is a web page, not a spreadsheet. {_SAVE_AGAIN}")
    text, separator = _without_separator_line(text)
    separator = separator or _separator_of(text)
    cells = {}
    for number, row in enumerate(_rows_of_text(text, separator), 1):
        filled = {place: value for place, cell in enumerate(row) if (value := _text(cell)) != ""}
        if filled:
            cells[number] = filled
    return _sheet("Sheet", cells)


def _without_separator_line(text):
    """The text, and the separator that its first line gives as Excel writes it (“sep=;”); empty where it gives none."""
    first, _, rest = text.partition("\n")
    line = first.strip().casefold()
    return (rest, line[4]) if line.startswith("sep=") and len(line) == 5 else (text, "")


def _separator_of(text):
    """The separator by which most of the first rows have the same number of cells, more than one."""
    start = text[:100_000]
    best, most = ",", (0, 0)
    for separator in _SEPARATORS:
        rows = [row for _, row in zip(range(60), _rows_of_text(start, separator), strict=False)]
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, times = widths.most_common(1)[0] if widths else (0, 0)
        if (times, width) > most:
            best, most = separator, (times, width)
    return best


def _rows_of_text(text, separator):
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as error:
        raise CannotRead("The file cannot be read: a quotation mark is missing. Save it again from Excel.") from error
