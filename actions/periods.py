"""Reads the days that a paper's words about time can mean: "by March 2020", "Q4 19/20", "Aug/Sep'19".

Four steps, each a section below: the words are cut into *tokens*; a few tokens name a *unit* (a day, a month, a quarter),
with or without its year; the words before a unit give its *bound* ("by", "from") and say whether it was replaced; units
that belong together are *joined*, missing years are filled in, and one period is chosen.

All days are inclusive. What cannot be decided is refused (None), never guessed. Every step looks a fixed number of tokens
ahead or back, so reading takes time in proportion to the words. The choices that a paper's words leave open:

* A plain "Q3'19" or "H1 2020" is of the UK financial year that begins in that year (1 April): Q4'19 is January to March
  2020. Spelled out with a plain year, "last quarter of 2019" and "first half of 2020" are of the calendar year.
* "2020/21", "2020-21" and "2020-2021" are financial years; "2016-20" runs over calendar years; "FY21" is refused.
* Early, mid and late are thirds: of a month its days 1 to 10, 11 to 20 and 21 to the end; of a longer unit its months. The
  start and end of a month are its first and last seven days, of a longer unit its first and last month. "By the end of
  March" and "before the end of March" end on 31 March.
* The first week of a month is its days 1 to 7, the last week its last seven days; other weeks run Monday to Sunday.
* Seasons are whole months (spring is March to May; winter 2019 is December 2019 to February 2020). Terms follow England's
  three-term school year: autumn 1 September to 31 December, spring to 15 April (about Easter), summer to 31 July.
* "Within three months" runs from the paper's date. Working days, and spans counted from an event, are refused.
* "Nov 19" (the 19th, or 2019?) and day/month without a year ("1/2") are refused; "Nov-19", as spreadsheets write it, is
  November 2019. A day that does not exist makes all the words unreadable. A weekday that does not fit its date is ignored.
* Of two dates of which one revises the other, the later decision is read; a replaced date alone is refused. Dates that
  merely stand in one text: in a done column (past) they run from the earliest to the latest, starts left out; otherwise
  the last "by" is read, from a start where one is given, and without a "by" they are refused.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

LONGEST = 2_000  # characters; a date cell or a sentence or two is shorter, a chapter is not a date
FIRST_YEAR, LAST_YEAR = 1990, 2100
FURTHEST = 4_000  # of any unit, in "within 4,000 days": more is not a date but a slip

Days = tuple[date, date]


class Precision(StrEnum):
    """How finely the words speak: what sort of unit they name."""

    DAY = "day"
    WEEK = "week"
    PART = "part"  # early, mid, late, start or end of something
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    SEASON = "season"
    TERM = "term"
    YEAR = "year"
    RANGE = "range"


class Bound(StrEnum):
    """Which sides the words bound: both, only the last day, or only the first."""

    WITHIN = "within"
    BY = "by"
    FROM = "from"


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a paper's words can mean, and the words.

    `first_day` and `last_day` are inclusive, and None where the words do not bound that side. `span_first` and `span_last`
    are the days of what is named, whatever the bound: 1 and 31 January 2020 for "starts Jan 2020".
    """

    first_day: date | None
    last_day: date | None
    precision: str
    words: str
    bound: str
    span_first: date
    span_last: date


def read_period(words: str, paper_date: date, past: bool = False) -> Period | None:
    """Read the period that the words of a paper of that date give, or None where they give none that can be decided.

    Without a year it is the first such period that ends on or after the paper's date; with `past` (a column of what has
    been done) the last that begins on or before it.
    """
    if len(words) > LONGEST:
        return None
    try:
        text = _Text(words, paper_date)
        found = _choose(_find(text), text, past)
        return _period(found, words) if found else None
    except _Unreadable:
        return None


def format_period(period: Period) -> str:
    """Write a period in plain English, in words that `read_period` reads back to the same days in a paper of any date."""
    if period.bound == Bound.BY:
        return f"by {_day_words(period.last_day)}"
    if period.bound == Bound.FROM:
        first, month = period.first_day, _month_of(period.first_day)
        return f"from {first:%B %Y}" if (period.span_first, period.span_last) == month else f"from {_day_words(first)}"
    first, last = period.first_day, period.last_day
    if first == last:
        return _day_words(first)
    if first == _month_of(first)[0] and last == _month_of(last)[1]:
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


# Tokens ----------------------------------------------------------------------------------------------


class _Unreadable(Exception):
    """The words name a day that does not exist, or one that cannot be decided: nothing is read."""


class _Token(NamedTuple):
    text: str  # in small letters
    capital: bool
    glued: bool  # no space before it


# A number with its like separators is one token ("14/01/2020", "2020-21"), so that no part of it is read by itself.
_TOKEN = re.compile(r"[0-9]{1,2}+ ?/ ?[0-9]{1,2}+ ?/ ?[0-9]{4}(?![0-9])|[0-9]++(?:(?:/[0-9]++)++|(?:\.[0-9]++)++|(?:-[0-9]++)++)?|[^\W\d_]++|[-=]>|\S")
_LIKE = str.maketrans(
    dict.fromkeys("’‘`´ʼ′‛", "'")
    | dict.fromkeys("–—−‐‑‒―", "-")
    | {"→": "->"}
    | dict.fromkeys("\u200b\u200c\u200d\ufeff\xad", "")
)
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = (
    {name[:3]: n for n, name in enumerate(_MONTHS, 1)} | {name: n for n, name in enumerate(_MONTHS, 1)} | {"sept": 9}
)
_DAYS = "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun"
_WEEKDAYS = frozenset(_DAYS.split())
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_ORDINALS = {"first": 1, "1": 1, "second": 2, "2": 2, "third": 3, "3": 3, "fourth": 4, "4": 4, "last": -1, "final": -1}
_SUFFIXES = frozenset({"st", "nd", "rd", "th"})
_COUNTS = "one two three four five six seven eight nine ten eleven twelve".split()
_COUNT = {"a": 1, "an": 1, "eighteen": 18} | {word: n for n, word in enumerate(_COUNTS, 1)}
_UNITS = {"day": "days", "week": "weeks", "fortnight": "fortnights", "month": "months", "year": "years"}
_PLURALS = frozenset(_UNITS.values())
_NUMBERED = frozenset(
    "section paragraph para page item note priority priorities appendix version v no ref £ $ €".split()
)
_STARTS = "start starts started starting commence commences commenced commencing begin begins began beginning".split()
# Words after which a year, a season or the month of May cannot be anything else.
_LEADS = frozenset("in by through throughout during until till since from before after within for between".split()) | {
    *_STARTS
}
_STATES = frozenset(
    "completed complete done finished delivered achieved due planned scheduled expected target date".split()
)
_JOINS = frozenset("- / & to and or until till through throughout".split())


class _Text:
    """The tokens of a text with the date of its paper; asking beyond either end gives empty text, not an error."""

    def __init__(self, words: str, paper_date: date):
        """Cut the words into tokens."""
        self.paper_date = paper_date
        words = words.translate(_LIKE)
        self.tokens = [
            _Token(m[0].lower().replace(" ", ""), m[0][0].isupper(), m.start() > 0 and not words[m.start() - 1].isspace())
            for m in _TOKEN.finditer(words)
        ]

    def at(self, i: int) -> str:
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def between(self, i: int, j: int) -> list[str]:
        return [token.text for token in self.tokens[max(i, 0) : j]]

    def glued(self, i: int) -> bool:
        return i < len(self.tokens) and self.tokens[i].glued

    def is_word(self, i: int) -> bool:
        return self.at(i).isalpha()

    def skip(self, i: int, words: frozenset[str] | set[str], most: int = 3) -> int:
        """The place after at most that many of the words."""
        stop = i + most
        while i < stop and self.at(i) in words:
            i += 1
        return i

    def number(self, i: int, digits: int = 2) -> int | None:
        """The number at a place where it stands alone and has no more than so many digits."""
        token = self.at(i)
        return int(token) if token.isdecimal() and len(token) <= digits else None

    def month(self, i: int) -> int | None:
        """The month named at a place; "may" and "march" only where they are no verbs ("services may be reviewed")."""
        word = self.at(i)
        if word in ("may", "march") and not self._is_no_verb(i):
            return None
        return _MONTH.get(word)

    def _is_no_verb(self, i: int) -> bool:
        before, after = self.at(i - 1), self.at(i + 1)
        dated = before.isdecimal() or before in _SUFFIXES
        if before in _LEADS or before in ("of", "early", "mid", "late", "end", "next"):
            return True
        if (
            before in _JOINS
            and (self.at(i - 2) in _MONTH or self.at(i - 2).isdecimal())
            and after not in ("be", "need")
        ):
            return True
        if after == "of":
            return self.at(i + 2)[:1].isdecimal()
        if after in _JOINS and not dated:
            return self.at(i + 2) in _MONTH or (not after.isalpha() and self.at(i + 2)[:1].isdecimal())
        if self.tokens[i].capital and self.is_word(i + 1):
            return self.tokens[i + 1].capital or dated
        if self.is_word(i + 1):
            return dated and after in _JOINS
        return self.tokens[i].capital or i == 0 or dated or len(self.at(i + 1)) == 4 or after == "'"


# Units -----------------------------------------------------------------------------------------------


class _Unit(NamedTuple):
    """Something named, such as a month: where its days lie in any year, its year where that is given, the place after."""

    precision: Precision
    place: Callable[[int], Days | None]
    year: int | None
    end: int


class _Year(NamedTuple):
    """A year as written: the calendar year it names or begins in, whether it is split ("2020/21"), the place after."""

    start: int
    split: bool
    end: int
    calendar: bool = False


def _months(year: int, month: int, count: int = 1) -> Days:
    """So many whole months from a month, which may be the 13th or later of the year."""
    ahead = month - 1 + count
    after = date(year + ahead // 12, ahead % 12 + 1, 1)
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1), after - timedelta(days=1)


def _month_of(day: date) -> Days:
    return _months(day.year, day.month)


def _day(year: int, month: int, day: int) -> date | None:
    """A day, or None where the month has no such day."""
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] else None


def _full_year(written: str) -> int:
    """A year of two or four digits: 00 to 68 are of this century, and only 1990 to 2100 are years of a plan."""
    year = int(written)
    if len(written) == 2:
        year += 2000 if year <= 68 else 1900
    if len(written) not in (2, 4) or not FIRST_YEAR <= year <= LAST_YEAR:
        raise _Unreadable
    return year


def _is_year(written: str) -> bool:
    return written.isdecimal() and len(written) == 4 and FIRST_YEAR <= int(written) <= LAST_YEAR


def _follows(second: str, first: str) -> bool:
    """Whether a second year as written is the one after the first: "21" or "2021" after "2020", "21" after "20"."""
    return len(second) in (2, len(first)) and int(second) == (int(first) + 1) % 10 ** len(second)


def _year(text: _Text, i: int, short: bool = False) -> _Year | None:
    """A year at a place: 2020, 2020/21, '20; with `short` also 20/21. "Financial year 2021" is refused: which one?"""
    financial = text.at(i) in ("fy", "financial")
    calendar = text.at(i) == "calendar"
    if financial or calendar:
        i = text.skip(i + 1, {"year"}, 1)
    if text.at(i) == "'" and len(text.at(i + 1).split("/")[0].split("-")[0]) in (2, 4):
        i, short = i + 1, True
    written = text.at(i)
    first, *rest = re.split("[/-]", written)
    if not first.isdecimal() or text.at(i - 1) in _NUMBERED or text.at(i + 1) == "%":
        return None
    if not rest and text.at(i + 1) in ("/", "-") and text.at(i + 2).isdecimal() and _is_year(first):
        dated = text.month(i + 3) or text.at(i + 3) in _SUFFIXES  # 2020 - 21 March is no split year
        if _follows(text.at(i + 2), first) and not dated:
            return _Year(int(first), True, i + 3)
    if len(rest) == 1 and rest[0].isdecimal() and (_is_year(first) or (len(first) == 2 and (short or financial))):
        return _Year(_full_year(first), True, i + 1) if _follows(rest[0], first) else None
    if rest or not (_is_year(first) or (len(first) == 2 and short)):
        return None
    if financial:
        raise _Unreadable
    return _Year(_full_year(first), False, i + 1, calendar)


def _year_after(text: _Text, i: int, short: bool = True) -> _Year | None:
    """The year after a unit, past an "of" or a comma."""
    return _year(text, text.skip(i, {"of", "in", "the", ",", "-"}), short)


def _quarter_or_half(text: _Text, i: int) -> _Unit | None:
    """Q3'19, quarter 2 of 2020/21, H1 2020/21, first half of 2020, calendar Q1 2020 (UK financial year: 1 April)."""
    calendar = text.at(i) == "calendar"
    i += calendar
    spelled = text.at(i) in _ORDINALS and not calendar
    if spelled:
        after = i + 1 + (text.at(i + 1) in _SUFFIXES)
        name, n, i = text.at(after), _ORDINALS[text.at(i)], after + 1
    else:
        name, n, i = text.at(i), text.number(i + 1, 1) or _COUNT.get(text.at(i + 1)), i + 2
        if name == "q" and re.fullmatch("[1-4][/-].*", text.at(i - 1)):
            raise _Unreadable  # Q1/2, Q3-19
    count = {"q": 4, "qtr": 4, "quarter": 4, "half": 2, "h": 2}.get(name)
    if not count or not n or n > count or (name in ("half", "h") and spelled != (name == "half")):
        return None
    ended = n < 0
    n = count if ended else n
    if spelled and count == 2 and (inner := _month(text, text.skip(i, {"of", "in"}))):
        return inner._replace(precision=Precision.HALF, place=_within(inner.place, lambda days: _half_month(days, n)))
    year = _year_after(text, i)
    if spelled and year is None and (ended or count == 2):
        return None  # "the last quarter" may be the one before, or the fourth; "the second half" of what?
    plain = year is not None and not year.split
    opening = 1 if calendar or (plain and (spelled or year.calendar)) else 4
    length = 12 // count
    precision = Precision.QUARTER if count == 4 else Precision.HALF
    place = lambda y: _months(y, opening + length * (n - 1), length)  # noqa: E731
    return _Unit(precision, place, year.start if year else None, year.end if year else i)


def _half_month(days: Days, n: int) -> Days:
    middle = days[0] + timedelta(days=14)
    return (days[0], middle) if n == 1 else (middle + timedelta(days=1), days[1])


def _season_or_term(text: _Text, i: int) -> _Unit | None:
    """Spring 2018, the summer of 2018, winter 2019/20, autumn term 2020. Without a year only after "in", "by" and such."""
    season = text.at(i)
    if season not in _SEASONS:
        return None
    term = text.at(i + 1) == "term"
    year = _year_after(text, i + 1 + term)
    end = year.end if year else i + 1 + term
    if not term and text.at(end) == "term":
        term, end = True, end + 1
    start = year.start if year else None
    if term and season != "winter":
        if year and year.split and season != "autumn":
            start += 1  # the spring of the school year 2020/21 is in 2021
        first, last = {"autumn": ((9, 1), (12, 31)), "spring": ((1, 1), (4, 15)), "summer": ((4, 16), (7, 31))}[season]
        return _Unit(Precision.TERM, lambda y: (date(y, *first), date(y, *last)), start, end)
    if year and year.split and season != "winter":
        raise _Unreadable
    if not (year or _is_led(text, i, end) or text.at(end) in _JOINS):
        return None  # "winter pressures"
    return _Unit(Precision.SEASON, lambda y: _months(y, _SEASONS[season], 3), start, end)


def _numeric(text: _Text, i: int) -> _Unit | None:
    """14/01/2020, 14.1.20, 14-01-2020 in UK order, 2020-01-14, 03/2020, 2020-03. Day and month are never swapped."""
    parts = re.split("[/.-]", text.at(i))
    sizes = [len(part) for part in parts]
    if len(parts) not in (2, 3) or not "".join(parts).isdecimal() or text.at(i - 1) in _NUMBERED:
        return None
    if sizes[0] == 4 and max(sizes[1:]) <= 2 and len(parts) == 3:
        parts.reverse()
    elif len(parts) == 2 and sizes == [4, 2] and int(parts[1]) <= 12 and "." not in text.at(i) and _is_year(parts[0]):
        if _follows(parts[1], parts[0]) or int(parts[1]) > int(parts[0]) % 100:
            return None  # 2011-12 is a financial year, 2008-12 runs over years
        parts.reverse()
    elif not (max(sizes[:-1]) <= 2 and (sizes[-1] == 4 or (sizes[-1] == 2 and len(parts) == 3))):
        return None
    if len(parts) == 2:
        month = int(parts[0])
        if "." in text.at(i) or not 1 <= month <= 12 or not _is_year(parts[1]):
            return None
        return _Unit(Precision.MONTH, lambda y: _months(y, month), int(parts[1]), i + 1)
    day, month = int(parts[0]), int(parts[1])
    return _Unit(Precision.DAY, _on(month, [day]), _full_year(parts[2]), i + 1)


def _on(month: int, days: list[int]) -> Callable[[int], Days | None]:
    """The place in any year of the days of a month, from the first named to the last; None where one does not exist."""

    def place(year: int) -> Days | None:
        first, last = _day(year, month, days[0]), _day(year, month, days[-1])
        return (first, last) if first and last and first <= last else None

    return place


def _day_and_month(text: _Text, i: int) -> _Unit | None:
    """14 January 2020, 14th of Jan '20, 14-Jan-2020, 1 to 7 March 2020, 5, 6 and 7 March."""
    if text.at(i - 1) in _NUMBERED:
        return None
    days: list[int] = []
    end = i
    while len(days) < 8:  # more days than these are no list of dates
        numbers = re.split("[/-]", text.at(end))
        if len(numbers) > 2 or not all(n.isdecimal() and len(n) <= 2 for n in numbers):
            return None
        days += map(int, numbers)
        end = text.skip(end + 1, _SUFFIXES, 1)
        again = text.skip(end, {",", "and", "&", "to", "-", "/", "until", "or", "the", *_WEEKDAYS})
        if again == end or not text.at(again)[:1].isdecimal():
            break
        end = again
    if text.at(end) in ("-", "/", ".") and text.glued(end) and text.glued(end + 1):
        end += 1
    end = text.skip(end, {"of", "the"})
    month = text.month(end)
    if not month:
        return None
    if not all(1 <= day <= 31 for day in days):
        raise _Unreadable
    year, end = _year_after_month(text, end + 1, True)
    return _Unit(Precision.DAY if len(days) == 1 else Precision.RANGE, _on(month, days), year, end)


def _month(text: _Text, i: int) -> _Unit | None:
    """January 2020, Nov '19, Sept, Jan-20; with a day after it January 14, 2020 or March 31st."""
    month = text.month(i)
    if not month:
        return None
    on_day = text.skip(i + 1, {"the", "."}, 1)
    if day := text.number(on_day):
        after = text.skip(on_day + 1, _SUFFIXES, 1)
        year, end = _year_after_month(text, after, True)
        if after > on_day + 1 or (year and len(text.at(end - 1)) == 4):
            return _Unit(Precision.DAY, _on(month, [day]), year, end)
    year, end = _year_after_month(text, i + 1, False)
    if year is None and _is_year(text.at(i - 1)):
        raise _Unreadable  # 2020 March: whose year is it?
    return _Unit(Precision.MONTH, lambda y: _months(y, month), year, end)


def _year_after_month(text: _Text, i: int, has_day: bool) -> tuple[int | None, int]:
    """The year after a month, and the place after; None and the place itself where none follows."""
    j = text.skip(i, {".", ",", "of", "in"}, 1) if text.at(i - 1) not in _MONTHS or text.at(i) != "." else i
    if text.at(i) in ("-", "/") and text.glued(i) and text.glued(i + 1) and text.at(i + 1).isdecimal():
        j = i + 1
    marked = text.at(j) == "'"
    j += marked
    written = text.at(j)
    if not written[:1].isdecimal() or text.month(j + 1) or text.at(j + 1) in _SUFFIXES or text.at(j + 1) == "%":
        return None, i
    if not written.isdecimal():  # March 2020/21, Nov 19/20, March 5-7; but a whole date is another date
        if len(re.split("[/.-]", written)) == 2:
            raise _Unreadable
        return None, i
    if split := _year(text, j):
        if split.split:
            raise _Unreadable
        return split.start, split.end
    if len(written) == 4:
        raise _Unreadable
    if len(written) != 2 and not marked:
        if len(written) == 1 and not has_day and j == i:
            raise _Unreadable  # March 5
        return None, i
    if marked or text.glued(j):
        return _full_year(written), j + 1
    if j > i:
        return None, i  # in Jan. 20 staff joined
    if has_day and not (text.is_word(j + 1) and text.at(j + 1) not in _JOINS | {"onwards"}):
        return _full_year(written), j + 1
    if has_day or int(written) <= 31:
        raise _Unreadable  # March 20: the day or the year?
    return None, i


def _is_led(text: _Text, i: int, end: int) -> bool:
    """Whether what stands at i to end is told to be a time: after "in", "by" and such, or by itself between marks."""
    before = i - 1 - (text.at(i - 1) == "the" and text.at(i) in _SEASONS)
    lead = text.at(before)
    if lead in _LEADS or lead in ("early", "mid", "late", "end", "this", "next", "last"):
        return True
    if lead in _JOINS and (text.at(before - 1)[-1:].isdecimal() or text.at(before - 1) in _SEASONS):
        return True
    alone = not text.is_word(end) or text.at(end) in _JOINS | {"onwards"}
    return alone and (not lead or lead in _STATES or lead in "(:,;-[->")


def _whole_year(text: _Text, i: int, led: bool = False) -> _Unit | None:
    """2020, 2020/21, FY 20-21, 2016-20, academic year 2020/21, the financial year; a bare year only where it is led."""
    if text.at(i) in ("academic", "school") and text.at(i + 1) == "year":
        year = _year(text, i + 2, short=True)
        if year is None or year.split:
            return _Unit(Precision.YEAR, lambda y: _months(y, 9, 12), year and year.start, year.end if year else i + 2)
        raise _Unreadable
    kind = text.at(i) if text.at(i) in ("fy", "financial", "calendar") and text.at(i + 1) != "position" else ""
    year = _year(text, i, short=not kind)
    if year is None and kind in ("financial", "calendar") and text.at(i + 1) == "year":
        return _Unit(Precision.YEAR, lambda y: _months(y, 4 if kind == "financial" else 1, 12), None, i + 2)
    if year is None:
        return _several_years(text, i, led)
    named = text.skip(year.end, {",", "-"}, 1)  # 2019/20 Q4
    if text.at(named) in ("q", "h", "quarter", "qtr"):
        quarter = _quarter_or_half(text, named)
        if quarter and quarter.year is None:
            return quarter._replace(year=year.start)
    short = len(re.split("[/-]", text.at(i))[0]) == 2 and not kind
    if short and (not year.split or text.is_word(year.end) or int(text.at(i)[-2:]) < 13):
        return None  # 16/17 year olds; 11/12 may be a day
    if not (led or kind or _is_led(text, i, year.end)):
        return None  # the 2019 inspection
    return _Unit(Precision.YEAR, lambda y: _months(y, 4 if year.split else 1, 12), year.start, year.end)


def _several_years(text: _Text, i: int, led: bool) -> _Unit | None:
    """2018-2022 and 2016-20: whole calendar years."""
    parts = re.split("[/-]", text.at(i))
    if len(parts) != 2 or not _is_year(parts[0]) or not parts[1].isdecimal() or len(parts[1]) not in (2, 4):
        return None
    years = _full_year(parts[1]) - int(parts[0])
    if years < 1 or not (led or _is_led(text, i, i + 1)):
        return None
    return _Unit(Precision.RANGE, lambda y: _months(y, 1, 12 * (years + 1)), int(parts[0]), i + 1)


def _relative(text: _Text, i: int) -> _Unit | None:
    """Within three months, in the next six weeks, next month, this year: told from the paper's date."""
    today = text.paper_date
    word = text.at(i)
    if word not in ("within", "next", "this", "last"):
        return None
    if not FIRST_YEAR < today.year < LAST_YEAR:
        raise _Unreadable
    counted = text.skip(i + 1, {"the", "next"}, 2) if word == "within" else i + 1
    count = text.number(counted, 5) or _COUNT.get(text.at(counted))
    if count is None and text.at(i - 1) == "the" and word == "next":
        count, counted = 1, i
    unit = {**_UNITS, **{plural: plural for plural in _PLURALS}}.get(text.at(counted + 1))
    if word in ("within", "next") and count and text.at(counted + 1) == "working":
        raise _Unreadable  # bank holidays are not known here
    if word in ("within", "next") and count and unit:
        end = text.skip(counted + 2, {"'"}, 1)
        if text.at(end) in ("of", "from", "after", "before") or count > FURTHEST:
            raise _Unreadable
        days = (today, _later(today, count, unit))
        return _Unit(Precision.RANGE, lambda y: days, today.year, end)
    step = {"this": 0, "next": 1, "last": -1}.get(word)
    if step is None or text.at(i - 1) == "the":
        return None  # the last year may be twelve months
    return _this_or_next(text, i + 1, today, step)


def _this_or_next(text: _Text, i: int, today: date, step: int) -> _Unit | None:
    """The whole week, month, quarter or year of the paper's date, or the one before or after it."""
    financial = text.at(i) == "financial"
    i += financial or text.at(i) == "calendar"
    name = text.at(i)
    if name == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * step)
        precision, days = Precision.WEEK, (monday, monday + timedelta(days=6))
    elif name == "month":
        precision, days = Precision.MONTH, _months(today.year - 1, today.month + 12 + step)
    elif name == "quarter" and step >= 0:
        precision, days = Precision.QUARTER, _months(today.year, (today.month - 1) // 3 * 3 + 1 + 3 * step, 3)
    elif name == "year":
        begun = today.year + step - (financial and today.month < 4)
        precision, days = Precision.YEAR, _months(begun, 4 if financial else 1, 12)
    else:
        return None
    return _Unit(precision, lambda y: days, today.year, i + 1)


def _later(day: date, count: int, unit: str) -> date:
    """The day so many days, weeks, months or years on; a month without that day gives its last."""
    if unit in ("days", "weeks", "fortnights"):
        later = day.toordinal() + count * {"days": 1, "weeks": 7, "fortnights": 14}[unit]
        return date.fromordinal(later)
    months = count * (12 if unit == "years" else 1)
    if months > 12 * (LAST_YEAR - FIRST_YEAR):
        raise _Unreadable
    first, last = _months(day.year, day.month + months)
    return min(first + timedelta(days=day.day - 1), last)


def _week(text: _Text, i: int) -> _Unit | None:
    """W/c 13 January 2020, week ending 17 January, the first week of February."""
    if text.at(i) in _ORDINALS:
        after = text.skip(i + 1, _SUFFIXES, 1)
        inner = _month(text, text.skip(after + 1, {"of", "in"})) if text.at(after) in ("week", "wk") else None
        n = _ORDINALS[text.at(i)]
        return inner and inner._replace(
            precision=Precision.WEEK, place=_within(inner.place, lambda days: _nth_week(days, n))
        )
    if text.at(i) in ("wc", "wb", "we"):
        kind, j = text.at(i)[1], i + 1
    elif text.at(i) == "w" and text.at(i + 1) in ("/", ".") and text.at(i + 2) in ("c", "b", "e"):
        kind, j = text.at(i + 2), i + 3
    elif text.at(i) in ("week", "wk") and text.at(i + 1) in ("commencing", "beginning", "starting", "ending", "of"):
        kind, j = text.at(i + 1)[0], i + 2
        kind = "c" if text.at(i + 1) != "ending" and kind != "o" else kind
    else:
        return None
    j = text.skip(j, {":", ".", "the", "on", ",", *_WEEKDAYS}, 4)
    inner = _numeric(text, j) or _day_and_month(text, j) or _month(text, j)
    if inner is None or inner.precision not in (Precision.DAY, Precision.RANGE):
        return None
    return inner._replace(precision=Precision.WEEK, place=_within(inner.place, lambda days: _week_of(days, kind)))


def _week_of(days: Days, kind: str) -> Days:
    """The week that begins on a day (w/c, w/b), that ends on it (w/e) or, Monday to Sunday, that it lies in."""
    first, last = days
    if kind == "e":
        return first - timedelta(days=6), last
    if kind == "o":
        first -= timedelta(days=first.weekday())
        last -= timedelta(days=last.weekday())
    return first, last + timedelta(days=6)


def _nth_week(days: Days, n: int) -> Days:
    """The nth seven days of a month, or its last seven."""
    first = days[1] - timedelta(days=6) if n < 0 else days[0] + timedelta(days=7 * (n - 1))
    return first, first + timedelta(days=6)


_PARTS = {"early": 0, "mid": 1, "middle": 1, "late": 2, "start": "start", "beginning": "start", "end": "end"}


def _part(text: _Text, i: int) -> _Unit | None:
    """Early 2020, mid-March, early to mid March, end of March 2020, the start of the autumn term."""
    parts = []
    while text.at(i) in _PARTS and len(parts) < 2:
        parts.append(_PARTS[text.at(i)])
        i = text.skip(i + 1, {"-", "to", "/", "of", "in", "the"})
    if not parts or (parts[-1] == "start" and "of" not in text.between(i - 2, i)):
        return None  # "beginning March" is a start
    inner = _plain(text, i, led=True)
    if inner is None:
        return None
    place = _within(inner.place, lambda days: (_part_of(days, parts[0])[0], _part_of(days, parts[-1])[1]))
    return inner._replace(precision=Precision.PART, place=place)


def _part_of(days: Days, part: int | str) -> Days:
    """A third of a unit (0, 1 or 2), its start or its end."""
    first, last = days
    length = (last - first).days + 1
    if isinstance(part, str):
        if length <= 31:
            size = timedelta(days=6 if length > 7 else 0)
            return (first, first + size) if part == "start" else (last - size, last)
        return (first, _month_of(first)[1]) if part == "start" else (_month_of(last)[0], last)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if (first, last) == _month_of(first):
        return first + timedelta(days=10 * part), last if part == 2 else first + timedelta(days=10 * part + 9)
    if first == _month_of(first)[0] and last == _month_of(last)[1] and months % 3 == 0:
        return _months(first.year, first.month + part * months // 3, months // 3)
    third = length // 3
    begin = first + timedelta(days=third * part)
    return begin, last if part == 2 else begin + timedelta(days=max(third - 1, 0))


def _within(place: Callable[[int], Days | None], cut: Callable[[Days], Days]) -> Callable[[int], Days | None]:
    """The place in any year of a part of a unit."""
    return lambda year: cut(days) if (days := place(year)) else None


def _plain(text: _Text, i: int, led: bool = False) -> _Unit | None:
    """The unit named at a place, not counting parts of one."""
    return (
        _week(text, i)
        or _relative(text, i)
        or _quarter_or_half(text, i)
        or _season_or_term(text, i)
        or _numeric(text, i)
        or _day_and_month(text, i)
        or _month(text, i)
        or _whole_year(text, i, led)
    )


# Bounds ----------------------------------------------------------------------------------------------

_BOUNDS = {
    **dict.fromkeys(
        ["by", "until", "till", "til", "to", "up to", "no later than", "not later than", "on or before"], "by"
    ),
    **dict.fromkeys(["end", "ends", "ending", "between now and", "from now to", "from now until"], "by"),
    **dict.fromkeys(["before", "prior to", "ahead of", "in advance of"], "before"),
    **dict.fromkeys(
        ["from", "since", "as of", "not before", "no earlier than", "not earlier than", "not until"], "from"
    ),
    **dict.fromkeys(_STARTS, "from"),
    **dict.fromkeys(["after", "following"], "after"),
}
_AFTER_BOUNDS = {"onwards": "from", "onward": "from", "or later": "from", "at the latest": "by", "or earlier": "by"}
_FILLERS = _WEEKDAYS | {*"the in on of around about approximately approx circa during year date : ( , - early".split()}
_DUE = frozenset("due planned scheduled expected target date deadline is be for in on by until to till".split())
_MOVED = frozenset(
    "moved slipped slips slip revised changed extended delayed postponed deferred rescheduled brought pushed put set "
    "amended updated shifted".split()
)
_OLD = frozenset("originally original previously previous formerly initially".split())
_NEW = frozenset("revised new amended updated".split())


class _Found(NamedTuple):
    """A unit found in the text, or several joined: its days once known, its bound, and what the words say of it."""

    units: tuple[_Unit, ...]
    start: int
    end: int
    bound: str
    mark: str  # "old", "new", "was" or nothing
    ranges: bool = False  # joined by "to" and such, so in order
    days: Days | None = None


def _find(text: _Text) -> list[_Found]:
    """Every unit in the text, in its order, with its bound and its mark."""
    found: list[_Found] = []
    i = floor = 0
    while i < len(text.tokens):
        unit = _part(text, i) or _plain(text, i)
        if unit is None:
            i += 1
            continue
        if i - 2 >= floor and text.at(i - 1) in tuple("/.-:") and text.glued(i) and text.at(i - 2)[-1:].isdecimal():
            raise _Unreadable  # 1-7/3/2020: part of some other number
        bound, mark = _before(text, i, floor)
        after = {
            text.at(unit.end),
            " ".join(text.between(unit.end, unit.end + 2)),
            " ".join(text.between(unit.end, unit.end + 3)),
        }
        bound = next((_AFTER_BOUNDS[words] for words in after if words in _AFTER_BOUNDS), bound)
        found.append(_Found((unit,), i, unit.end, bound, mark or _mark_after(text, unit.end)))
        i = floor = unit.end
    return found


def _before(text: _Text, start: int, floor: int) -> tuple[str, str]:
    """The bound that the words before a unit give it, and the mark: whether it was replaced ("old") or replaces ("new")."""
    if text.at(start - 1) == "of" and text.at(start - 2) in _PLURALS:
        raise _Unreadable  # the last two weeks of March
    tail = text.between(max(floor, start - 10), start)
    arrow = bool(tail) and tail[-1] == "->"
    _strip(tail, _FILLERS)
    bound, words = "within", ""
    for size in (3, 2, 1):
        words = " ".join(tail[-size:])
        if len(tail) >= size and words in _BOUNDS:
            bound = _BOUNDS[words]
            del tail[-size:]
            break
    if bound in ("from", "after", "before") and tail and (tail[-1] in _PLURALS or tail[-1] in _UNITS):
        raise _Unreadable  # six weeks before 31 March
    mark = "new" if arrow else _mark_before(text, list(tail), words, start, floor)
    if mark == "new" and words == "to":
        bound = "within"
    return bound, mark


def _strip(tail: list[str], words: frozenset[str] | set[str]) -> None:
    """Take the words off the end of a list."""
    while tail and tail[-1] in words:
        tail.pop()


def _mark_before(text: _Text, tail: list[str], bound_words: str, start: int, floor: int) -> str:
    """Whether the words before a bound say that the date was replaced, or replaces another."""
    if " ".join(tail[-2:]) in ("instead", "rather") or bound_words in ("instead of", "rather than"):
        return "old"
    moved = list(tail)
    _strip(moved, {"back", "forward", "out", "on", "for"})
    if moved and moved[-1] in _MOVED:
        if bound_words in ("to", "until", "till") or tail[-1] == "for":
            return "new"
        if bound_words == "from":
            return "old"
    if tail and tail[-1] in ("instead", "than"):
        return "old"
    if len(tail) > 2 and tail[-3:-1] == ["to", "be"]:
        del tail[-3:]  # to be completed
    _strip(tail, _DUE | {"(", ","})
    last = tail[-1] if tail else ""
    if last in ("now", "currently"):
        return "new"
    if (
        last in _NEW
        and floor
        and text.at(start - 1) not in ("in", "on")
        and not any(word.isalpha() for word in text.between(floor, start - 1) if word not in _NEW | _DUE)
    ):
        return "new"
    return "old" if last in _OLD else "was" if last == "was" else ""


def _mark_after(text: _Text, end: int) -> str:
    """A mark in the words after: "March 2020 (original), June 2020 (revised)"."""
    end = text.skip(end, {"("}, 1)
    if text.is_word(end + 1):
        return ""
    return "old" if text.at(end) in _OLD else "new" if text.at(end) in ("revised", "new") else ""


# Joining ---------------------------------------------------------------------------------------------

_RANGE_JOINS = {
    "-",
    "to",
    "until",
    "till",
    "through",
    "throughout",
    "up to",
    "through to",
    "right through",
    "and throughout",
}
_LIST_JOINS = {"/", "and", "&", "or", ",", ", and", "and/or", "and / or", "& amp ;"}
_GAP_FILLERS = _WEEKDAYS | {"the", "in", "on", "during", "then"}
_NOT_KNOWN = frozenset({"tbc", "tba", "tbd"})


def _choose(found: list[_Found], text: _Text, past: bool) -> _Found | None:
    """The one period of a text: the later decision, else what is joined, else by the rule for dates that only stand together."""
    if not found:
        return None
    if any(item.mark in ("old", "new") for item in found) or (len(found) > 1 and any(item.mark for item in found)):
        return _later_decision(_spread_marks(found, text), text, past)
    if found[0].mark == "was" and any(token.text in _NOT_KNOWN for token in text.tokens):
        return None  # was March 2020, now TBC
    groups = [_dated(group, text.paper_date, past) for group in _explained(_join(found, text), text, past)]
    if len({group.days for group in groups}) == 1:
        return groups[0]
    return _span_of(groups) if past else _last_by(groups)


def _spread_marks(found: list[_Found], text: _Text) -> list[_Found]:
    """In "moved from March to June" the date after "to" is the new one."""
    spread: list[_Found] = []
    for item in found:
        joined = spread and text.between(spread[-1].end, item.start)[:1] in (["to"], ["until"], ["till"], ["-"])
        if not item.mark and joined and spread[-1].mark == "old":
            item = item._replace(mark="new", bound="within")
        spread.append(item)
    return spread


def _later_decision(found: list[_Found], text: _Text, past: bool) -> _Found | None:
    """Of dates that replace one another the new one, else the last that was not replaced; None where that is not told."""
    kept = [item for item in found if item.mark == "new"] or [item for item in found if not item.mark]
    if not kept:
        return None
    chosen = kept[-1]
    group = next(
        group for group in _join([item for item in found if item.mark == chosen.mark], text) if group.end == chosen.end
    )
    dated = [other for other in found if other.units[0].year is not None and other.mark != chosen.mark]
    near = _dated(dated[-1], text.paper_date, past).days if dated else None
    return _dated(group if chosen.mark != "new" else chosen, text.paper_date, past, near)


def _join(found: list[_Found], text: _Text) -> list[_Found]:
    """Put together the dates between which stands only "to", "and", a dash and such."""
    groups: list[_Found] = []
    for item in found:
        gap = text.between(groups[-1].end, item.start) if groups else []
        words = " ".join(word for word in gap if word not in _GAP_FILLERS) if len(gap) <= 5 else ""
        if words in _RANGE_JOINS:
            bound = groups[-1].bound if groups[-1].bound in ("by", "before") else "within"
            groups[-1] = groups[-1]._replace(
                units=groups[-1].units + item.units, end=item.end, bound=bound, ranges=True
            )
        elif words in _LIST_JOINS:
            groups[-1] = groups[-1]._replace(units=groups[-1].units + item.units, end=item.end)
        else:
            groups.append(item)
    return groups


def _explained(groups: list[_Found], text: _Text, past: bool) -> list[_Found]:
    """Of a date and what explains it in brackets, "Q4 (January to March 2020)", the narrower where one holds the other."""
    if len(groups) != 2 or set(text.between(groups[0].end, groups[1].start)) - {
        "(",
        "[",
        ",",
        "=",
        "ie",
        "i",
        "e",
        ".",
    }:
        return groups
    known = [any(unit.year is not None for unit in group.units) for group in groups]
    first = _dated(groups[not known[0] and known[1]], text.paper_date, past)
    second = _dated(groups[not (not known[0] and known[1])], text.paper_date, past, first.days)
    outer, inner = sorted((first, second), key=lambda group: group.days[0] - group.days[1])
    if outer.days[0] <= inner.days[0] and inner.days[1] <= outer.days[1]:
        return [inner._replace(bound=groups[0].bound)]
    return groups


def _dated(group: _Found, paper_date: date, past: bool, near: Days | None = None) -> _Found:
    """The days of a group, each missing year filled in: from its neighbours, else the nearest to a date, else the paper."""
    if group.days:
        return group
    units = group.units
    days: list[Days | None] = [_placed(unit, unit.year) if unit.year is not None else None for unit in units]
    if not any(days):
        anchor = 0 if past else len(units) - 1
        days[anchor] = _nearest(units[anchor], near) if near else _without_year(units[anchor], paper_date, past)
    for i in range(1, len(units)):
        if days[i] is None and days[i - 1]:
            days[i] = _without_year(units[i], days[i - 1][0], past=False)
    for i in reversed(range(len(units) - 1)):
        if days[i] is None:
            days[i] = _without_year(units[i], days[i + 1][0], past=True)
    first, last = (days[0][0], days[-1][1]) if group.ranges else (min(d[0] for d in days), max(d[1] for d in days))
    if last < first:
        raise _Unreadable
    return group._replace(days=(first, last))


def _placed(unit: _Unit, year: int) -> Days:
    days = unit.place(year)
    if days is None:
        raise _Unreadable
    return days


def _without_year(unit: _Unit, day: date, past: bool) -> Days:
    """The first such period that ends on or after a day, or with `past` the last that begins on or before it."""
    years = range(max(day.year - 9, FIRST_YEAR), min(day.year + 9, LAST_YEAR) + 1)  # 29 February may be eight years off
    places = [days for year in years if (days := unit.place(year))]
    fitting = [days for days in places if (days[0] <= day if past else days[1] >= day)]
    if not fitting:
        raise _Unreadable
    return fitting[-1] if past else fitting[0]


def _nearest(unit: _Unit, near: Days) -> Days:
    """The such period that is nearest to some days."""
    return min(
        (_without_year(unit, near[0], past=True), _without_year(unit, near[0], past=False)),
        key=lambda days: abs((days[0] - near[0]).days),
    )


def _span_of(groups: list[_Found]) -> _Found:
    """What was done, from the earliest date to the latest; a start counts only where there are but starts."""
    ends = [group for group in groups if group.bound not in ("from", "after")] or groups
    if len(ends) == 1:
        return ends[0]
    days = (min(group.days[0] for group in ends), max(group.days[1] for group in ends))
    return _Found(sum((group.units for group in ends), ()), 0, 0, "within", "", days=days)


def _last_by(groups: list[_Found]) -> _Found | None:
    """What is planned: the last "by" date, from the start before it where one is given."""
    ends = [group for group in groups if group.bound in ("by", "before")]
    starts = [group for group in groups if group.bound == "from" and ends and group.start < ends[-1].start]
    if not ends or not starts or ends[-1].bound == "before" or ends[-1].days[1] < starts[-1].days[0]:
        return ends[-1] if ends else None
    both = starts[-1].units + ends[-1].units
    return _Found(both, 0, 0, "within", "", days=(starts[-1].days[0], ends[-1].days[1]))


def _period(found: _Found, words: str) -> Period | None:
    """The period of what was found, by its bound; None where its days lie outside the years of a plan."""
    first, last = found.days
    precision = found.units[0].precision if len(found.units) == 1 else Precision.RANGE
    bound, ends = found.bound, found.units[-1].precision == Precision.PART and len(found.units) == 1
    if first.year < FIRST_YEAR or last.year > LAST_YEAR:
        return None
    period = Period(first, last, precision, words, Bound.WITHIN, first, last)
    if bound == "by" or (bound == "before" and ends):  # before the end of March is by 31 March
        return replace(period, first_day=None, bound=Bound.BY)
    if bound == "before":
        before = first - timedelta(days=1)
        return replace(period, first_day=None, last_day=before, bound=Bound.BY) if before.year >= FIRST_YEAR else None
    if bound == "from":
        return replace(period, last_day=None, bound=Bound.FROM)
    if bound == "after":
        after = last + timedelta(days=1)
        return replace(period, first_day=after, last_day=None, bound=Bound.FROM) if after.year <= LAST_YEAR else None
    return period
