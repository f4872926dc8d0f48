"""Which column of a sheet holds what: where its headings are, and a guess by the heading and by what the cells hold."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from actions.importing.lexicon import HEADINGS, NOT_READ, NOTHING_SAID, STATUSES, TOTALS, Target
from actions.periods.reader import read_period
from csc_tracker.pages.shortening import shortened
from csc_tracker.pages.wording import count_of, in_a_row, in_words
from csc_tracker.spreadsheets.cells import serial_day
from csc_tracker.spreadsheets.reading import CannotRead, Sheet, Value, column_letter

_LOOKED_AT = 30  # rows, for the one with the headings
_REFERENCE = re.compile(r"[a-z]{0,3}[\s.]?\d{1,3}(?:[.\-/]\d{1,3}){0,2}[a-z]?", re.I | re.ASCII)


def plain(value: Value) -> str:
    """A cell's words as they are compared: in small letters, without signs, one space between words."""
    return re.sub(r"[^\w%]+", " ", str(value).casefold().replace("_", " ")).strip()


def shown(value: Value) -> str:
    """A cell as a page shows it: a day as 31 March 2020."""
    return in_words(value) if isinstance(value, date) else str(value)


# The headings of each target, the template's own first; and the target of each heading.
_HEADINGS_OF = {target: (plain(target.label), *headings) for target, headings in HEADINGS.items()}
_TARGET_OF = {heading: target for target, headings in _HEADINGS_OF.items() for heading in headings}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet. `place` counts from 0; `guess` is empty where it is best left out."""

    place: int
    heading: str
    cells: tuple[Value, ...]
    hidden: bool
    guess: str = ""
    by_cells: bool = False

    @property
    def letter(self) -> str:
        return column_letter(self.place)

    @property
    def name(self) -> str:
        """How the page calls it: its heading, else its letter."""
        return self.heading or f"Column {self.letter}"

    @property
    def examples(self) -> list[str]:
        """The first three different things in it."""
        return list(dict.fromkeys(shown(cell) for cell in self.cells if cell != ""))[:3]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row below the headings: its number in the file, and its cells by their place."""

    number: int
    cells: tuple[Value, ...]
    hidden: bool

    @property
    def filled(self) -> list[Value]:
        return [cell for cell in self.cells if cell != ""]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with its headings found: the columns that hold anything, the rows below, and what is to be said of it."""

    sheet: Sheet
    heading_row: int
    columns: tuple[Column, ...]
    rows: tuple[SheetRow, ...]
    notes: tuple[str, ...]

    @property
    def possible_headings(self) -> list[tuple[int, str]]:
        """The rows that can have the headings: the number of each, and what it begins with in words."""
        first = zip(self.sheet.numbers[:_LOOKED_AT], self.sheet.rows[:_LOOKED_AT], strict=True)
        return [(number, _beginning_of(number, row)) for number, row in first]

    @property
    def size_in_words(self) -> str:
        """“40 rows below the headings, in the sheet “Plan”.”"""
        return f"{count_of(len(self.rows), 'row')} below the headings, in the sheet “{self.sheet.name}”."

    @property
    def digest(self) -> str:
        """What names these headings in this order, so that what was chosen for them is found again."""
        headings = "\n".join(f"{column.place} {plain(column.heading)}" for column in self.columns)
        return hashlib.sha256(headings.encode()).hexdigest()


def best_sheet(sheets: list[Sheet]) -> int:
    """The place of the sheet whose headings say most of actions; hidden ones last."""
    return max(range(len(sheets)), key=lambda place: (not sheets[place].hidden, _score(_headings(sheets[place]))))


def read_table(sheet: Sheet, heading_row: int | None = None) -> Table:
    """Find the headings of a sheet, or take them from the row with this number, and guess what its columns hold.

    CannotRead where there is no row below them, or two columns have the same heading.
    """
    chosen = heading_row in sheet.numbers[:_LOOKED_AT]
    place = sheet.numbers.index(heading_row) if chosen else _heading_place(sheet)
    headings, used = _headings_at(sheet, place)
    rows = _rows_below(sheet, place + used)
    if not rows:
        raise CannotRead(f"There is no row below the headings in the sheet “{sheet.name}”. Add a row for each action.")
    columns = [
        Column(i, heading, tuple(row.cells[i] for row in rows), i in sheet.hidden_columns)
        for i, heading in enumerate(headings)
    ]
    columns = [column for column in columns if column.heading or any(cell != "" for cell in column.cells)]
    _refuse_duplicates(columns)
    numbers = sheet.numbers[:place]
    return Table(
        sheet, sheet.numbers[place], tuple(_guessed(columns)), rows, tuple(_notes(sheet, numbers, columns, rows))
    )


def _beginning_of(number, row):
    filled = [shortened(shown(cell), 30) for cell in row if cell != ""]
    return f"Row {number}: {', '.join(filled[:4])}{' …' if len(filled) > 4 else ''}"


# Headings ------------------------------------------------------------------------------------------------------------


def _heading_place(sheet):
    """The place of the row with the headings: the one that says most, else the first of two texts or more."""
    first = list(enumerate(sheet.rows[:_LOOKED_AT]))
    place, row = max(first, key=lambda each: (_score(each[1]), -each[0]))
    if _score(row):
        return place
    texts = (i for i, row in first if sum(isinstance(cell, str) and cell != "" for cell in row) > 1)
    return next(texts, 0)


def _score(row):
    """How many different things the cells of a row name as headings do."""
    return len({_TARGET_OF[plain(cell)] for cell in row if cell != "" and plain(cell) in _TARGET_OF})


def _headings(sheet):
    return _headings_at(sheet, _heading_place(sheet))[0]


def _headings_at(sheet, place):
    """The headings, and how many rows they take: two where some are merged across and have others below."""
    top = list(map(_heading, sheet.rows[place]))
    merged = [(first, last) for row, first, last in sheet.merged_across if row == sheet.numbers[place] and last > first]
    below = sheet.rows[place + 1] if place + 1 < len(sheet.rows) else ()
    within = {i for first, last in merged for i in range(first, min(last + 1, len(top)))}
    second = below and any(below[i] != "" for i in within)
    if not second or any(
        cell != "" and i not in within and cell != sheet.rows[place][i] for i, cell in enumerate(below)
    ):
        return top, 1
    for first, last in merged:
        top[first : last + 1] = [top[first]] * len(top[first : last + 1])
    for i in within:
        under = _heading(below[i])
        top[i] = under if plain(under) in _TARGET_OF or not top[i] else f"{top[i]} {under}".strip()
    return top, 2


def _heading(cell):
    return " ".join(shown(cell).split())


def _refuse_duplicates(columns):
    by_heading: dict[str, list[Column]] = {}
    for column in columns:
        if column.heading and any(cell != "" for cell in column.cells):
            by_heading.setdefault(plain(column.heading), []).append(column)
    for same in by_heading.values():
        if len(same) > 1:
            letters = in_a_row(column.letter for column in same)
            raise CannotRead(
                f"The columns {letters} have the same heading, “{same[0].heading}”. Give each its own, and choose the "
                "file again."
            )


# Rows ----------------------------------------------------------------------------------------------------------------


def _rows_below(sheet, start):
    return tuple(
        SheetRow(number, row, number in sheet.hidden_rows)
        for number, row in zip(sheet.numbers[start:], sheet.rows[start:], strict=True)
    )


def is_total(row: SheetRow) -> bool:
    """Whether a row adds up others: its first cell says so."""
    first = row.filled[0] if row.filled else ""
    words = plain(first)
    return isinstance(first, str) and (words in TOTALS or words.startswith(("total ", "grand total ", "number of ")))


def _notes(sheet, above, columns, rows):
    if above:
        yield f"The headings are in row {sheet.numbers[len(above)]}. What is above them is left out."
    hidden = [str(row.number) for row in rows if row.hidden]
    if hidden:
        some = in_a_row(hidden[:10]) + (" and others" if len(hidden) > 10 else "")
        yield f"{'Rows' if len(hidden) > 1 else 'Row'} {some} {'are' if len(hidden) > 1 else 'is'} hidden in the sheet."
    names = [f"“{column.name}” ({column.letter})" for column in columns if column.hidden]
    if names:
        yield f"Hidden in the sheet, and read all the same: {in_a_row(names)}."


# Guesses -------------------------------------------------------------------------------------------------------------


def _guessed(columns):
    """The columns with what each is taken for: by its heading first, then by what its cells hold."""
    guesses: dict[int, tuple[str, bool]] = {}
    for target, known in _HEADINGS_OF.items():
        with_heading = {plain(column.heading): column for column in reversed(columns) if column.heading}
        match = next((with_heading[heading] for heading in known if heading in with_heading), None)
        if match is not None:
            guesses[match.place] = (target.value, False)
    for column in columns:
        known_heading = plain(column.heading) in NOT_READ or plain(column.heading) in _TARGET_OF
        taken = {target for target, _ in guesses.values()}
        by_cells = _by_cells(column.cells) if not (column.heading and known_heading) else ""
        if column.place not in guesses and by_cells and by_cells not in taken:
            guesses[column.place] = (by_cells, True)
    for column in columns:
        guess, by_cells = guesses.get(column.place, ("", False))
        yield Column(column.place, column.heading, column.cells, column.hidden, guess, by_cells)


def _by_cells(cells):
    """What most of the cells of a column look like: statuses, days, references, or the words of actions."""
    filled = [cell for cell in cells if cell != "" and plain(cell) not in NOTHING_SAID]
    if not filled:
        return ""

    def most(holds):
        return sum(map(bool, map(holds, filled))) * 10 >= len(filled) * 7

    if most(lambda cell: plain(cell) in STATUSES):
        return Target.STATUS.value
    if most(is_day):
        return Target.DUE.value
    texts = {cell for cell in filled if isinstance(cell, str)}
    if len(texts) == len(filled) and most(lambda cell: _REFERENCE.fullmatch(cell) and any(s.isdigit() for s in cell)):
        return Target.REFERENCE.value
    if most(lambda cell: isinstance(cell, str) and len(cell) > 25 and " " in cell):
        return Target.WORDS.value
    if most(lambda cell: isinstance(cell, str) and _POST.search(cell)):
        return Target.OWNER.value
    return ""


_POST = re.compile(r"\b(head of|director|manager|officer|lead|assistant director|service manager|ad|dcs)\b", re.I)


def is_day(cell: Value) -> bool:
    """Whether a cell holds a day, as Excel keeps it or in words."""
    if isinstance(cell, date):
        return True
    if not isinstance(cell, str):
        return serial_day(cell) is not None
    return len(cell) < 40 and any(sign.isdigit() for sign in cell) and read_period(cell, _ANY_DAY) is not None


_ANY_DAY = date(2020, 1, 1)  # only whether a date can be read is asked
