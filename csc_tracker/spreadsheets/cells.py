"""The cells of spreadsheets: texts that no program takes for a formula, and what a cell holds on the way in."""

import unicodedata
from datetime import date, datetime

from django.core.exceptions import ValidationError
from openpyxl.utils.datetime import from_excel

from csc_tracker.pages.characters import clean

# What a spreadsheet program would take for a formula; the apostrophe before it is taken off again on the way in. The
# last is the minus of mathematics, which some programs take for the one of a keyboard.
_FORMULA = ("=", "+", "-", "@", "\N{MINUS SIGN}")
# What is not seen before a sign: blanks, controls, formats (of no width, of direction), and marks upon nothing.
_UNSEEN = ("Z", "C", "M")

# The numbers that Excel gives the days of 1954 to 2119.
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000


def _is_formula(text: str) -> bool:
    """Whether the first sign that is seen begins a formula, in full width or small as well."""
    for sign in text:
        if not unicodedata.category(sign).startswith(_UNSEEN):
            return unicodedata.normalize("NFKC", sign)[0] in _FORMULA
    return False


def neutral(value: str) -> str:
    """An exported value that a spreadsheet reads as text: an apostrophe goes before what would start a formula."""
    text = clean(value)
    return f"'{text}" if _is_formula(text) else text


def as_text(value: object) -> str:
    """A cell as text: what `neutral` put before it is taken off; a day as 2020-01-14, a whole number without “.0”."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if hasattr(value, "date") and callable(value.date):
        value = value.date()
    text = value.isoformat() if isinstance(value, date) else clean(str(value))
    return text[1:] if text.startswith("'") and _is_formula(text[1:]) else text


def serial_day(number: float) -> date | None:
    """The day that a number means where Excel keeps days as numbers: 43830 is 31 December 2019; None for any other."""
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return None
    day = from_excel(int(number))
    return day.date() if isinstance(day, datetime) else None


def day_in(row, column):
    """The day in a row's column, or None where it is empty; a ValidationError names the column.

    It is written as 2020-01-14 or 14/01/2020, or kept as a number as Excel keeps days.
    """
    text = as_text(row.get(column)).strip()
    day = _day_of(text)
    if text and day is None:
        raise ValidationError({column: f"“{text}” is not a day. Write it as 2020-01-14."})
    return day


def _day_of(text):
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return serial_day(int(text)) if text.isdecimal() and len(text) == 5 else None


def number_in(row, column):
    """The whole number in a row's column; a ValidationError names the column where there is none."""
    text = as_text(row.get(column)).strip()
    if not text.isdecimal():
        raise ValidationError({column: f"“{text}” is not a whole number. Give one, such as 3."})
    return int(text)


def choice_in(row, column, choices, default=""):
    """The choice in a row's column, by its code or its words; a ValidationError names the column and the choices."""
    text = as_text(row.get(column)).strip()
    if not text and default is not None:
        return default
    for code, words in choices:
        if text.casefold() in (str(code).casefold(), str(words).casefold()):
            return code
    known = ", ".join(str(words) for _, words in choices)
    raise ValidationError({column: f"“{text}” is none of: {known}."})
