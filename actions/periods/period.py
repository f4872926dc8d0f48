"""A period: the days that a paper's words can mean; and a period put into words again."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from actions.periods.units import month_of


class Bound(StrEnum):
    """Which sides the words bound: both, only the last day, or only the first."""

    WITHIN = "within"
    BY = "by"
    FROM = "from"


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a paper's words can mean, and the words.

    `first_day` and `last_day` are inclusive, and None where the words do not bound that side. `span_first` and
    `span_last` are the days of what is named, whatever the bound: 1 and 31 January 2020 for "starts Jan 2020".
    """

    first_day: date | None
    last_day: date | None
    precision: str
    words: str
    bound: str
    span_first: date
    span_last: date


def format_period(period: Period) -> str:
    """Write a period in plain English; `read_period` reads it back to the same days in a paper of any date."""
    first, last = period.first_day or period.span_first, period.last_day or period.span_last
    if period.bound == Bound.BY:
        return f"by {_day_words(last)}"
    if period.bound == Bound.FROM:
        whole_month = (period.span_first, period.span_last) == month_of(first)
        return f"from {first:%B %Y}" if whole_month else f"from {_day_words(first)}"
    if first == last:
        return _day_words(first)
    if first == month_of(first)[0] and last == month_of(last)[1]:
        if first.year == last.year:
            whole_year = (first.month, last.month) == (1, 12)
            return f"{first:%Y}" if whole_year else _joined(f"{first:%B}", f"{last:%B}", f" {last:%Y}")
        return f"{first:%B %Y} to {last:%B %Y}"
    if first.year != last.year:
        return f"{_day_words(first)} to {_day_words(last)}"
    left = f"{first.day}" if first.month == last.month else f"{first.day} {first:%B}"
    return f"{left} to {_day_words(last)}"


def _day_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _joined(left: str, right: str, year: str) -> str:
    return f"{left}{year}" if left == right else f"{left} to {right}{year}"
