"""Quarters of the calendar: January to March, April to June, July to September, October to December."""

from __future__ import annotations

from calendar import month_name
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """A quarter of a calendar year; `number` is 1 to 4. Quarters compare by time."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter that a day is in: 31 March is in the first, 1 April in the second."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        if (self.year, self.number) == (date.max.year, 4):
            return date.max
        return self.next.first_day - timedelta(1)

    @property
    def next(self) -> Quarter:
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def words(self) -> str:
        """“January to March 2020”."""
        last_month = 3 * self.number
        return f"{month_name[last_month - 2]} to {month_name[last_month]} {self.year}"

    def part_gone(self, day: date) -> float:
        """How much of the quarter is over at the start of a day in it: 0 on its first day, always less than 1."""
        days = (self.last_day - self.first_day).days + 1
        return (day - self.first_day).days / days

    def __str__(self) -> str:
        return self.words
