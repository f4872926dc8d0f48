"""Working days in England, as statutory periods count them.

A working day is not a Saturday, Sunday, Christmas Day, Good Friday or bank holiday in England and Wales: regulation
1(2) of the Education and Inspections Act 2006 (Inspection of Local Authorities) Regulations 2007 (SI 2007/462).
Christmas Day and Good Friday are in the list of bank holidays. The list is the one in the library, which
GOV.UK published: nothing is asked of the network, and a year that the list does not hold is refused, not guessed.
"""

from datetime import date, timedelta
from functools import cache

from govuk_bank_holidays.bank_holidays import BankHolidays

_ONE_DAY = timedelta(days=1)
SATURDAY = 5


class HolidaysNotKnown(ValueError):
    """The bank holidays of a day's year are not known. Its message is the sentence that a page shows."""

    def __init__(self, year):
        first, last = years_known()
        super().__init__(
            f"We do not have the bank holidays for {year}, only for {first} to {last}, "
            "so we cannot count the working days."
        )


@cache
def _bank_holidays():
    listed = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    return frozenset(holiday["date"] for holiday in listed)


@cache
def years_known() -> tuple[int, int]:
    """The first and the last year whose bank holidays are known."""
    return min(_bank_holidays()).year, max(_bank_holidays()).year


def is_working_day(day: date) -> bool:
    """Whether `day` is a working day. Raises `HolidaysNotKnown` outside the years known, for a weekend too."""
    first, last = years_known()
    if not first <= day.year <= last:
        raise HolidaysNotKnown(day.year)
    return day.weekday() < SATURDAY and day not in _bank_holidays()


def add_working_days(day: date, number: int) -> date:
    """The day `number` working days after `day`, which itself is not counted: 1 gives the next working day.

    “Within 30 working days of” a day leaves that day out. Raises `HolidaysNotKnown` outside the years known.
    """
    for _ in range(number):
        day = _next_working_day(day, _ONE_DAY)
    return day


def working_days_between(day: date, end: date) -> int:
    """How many working days lie strictly between two days: the clear working days of a notice given on `day` for `end`.

    0 where `end` is not after `day`. Raises `HolidaysNotKnown` outside the years known.
    """
    return sum(is_working_day(day + _ONE_DAY * passed) for passed in range(1, (end - day).days))


def clear_working_days_before(day: date, number: int) -> date:
    """The last working day to publish on for `number` clear working days before a meeting on `day`.

    Neither the day of the meeting nor the day of publication counts. Five clear days are the Local Government Act 1972,
    section 100B(3) (three until the Local Authorities (Access to Meetings and Documents) (Period of Notice) (England)
    Order 2002, SI 2002/715, made them five); that only working days count as clear is how the courts read it (R v
    Swansea City Council, ex parte Elitestone Ltd, 1993). Raises `HolidaysNotKnown` outside the years known.
    """
    for _ in range(number + 1):
        day = _next_working_day(day, -_ONE_DAY)
    return day


def _next_working_day(day, step):
    day += step
    while not is_working_day(day):
        day += step
    return day
