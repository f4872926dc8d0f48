"""Units of time as papers name them (a day, a month, a quarter, a term) and where their days lie in a year.

Each parser is given a text and a place in it and returns the unit that begins there, or None. It raises `Unreadable`
where the words name a day that does not exist or that cannot be decided, so that nothing else is read instead.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from actions.periods.tokens import (
    COUNT,
    JOINS,
    LEADS,
    MONTH,
    MONTHS,
    NAMES,
    NUMBERED,
    ORDINALS,
    PARTS,
    PLURALS,
    SEASONS,
    STATES,
    SUFFIXES,
    UNITS,
    WEEKDAYS,
    Text,
    Unreadable,
)

FIRST_YEAR, LAST_YEAR = 1990, 2100  # the years of a plan and what it speaks of; others are no dates
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


class Unit(NamedTuple):
    """Something named, such as a month: where its days lie in any year, the year if given, the place after."""

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


def months_from(year: int, month: int, count: int = 1) -> Days:
    """So many whole months from a month, which may be the 13th or later of the year."""
    ahead = month - 1 + count
    after = date(year + ahead // 12, ahead % 12 + 1, 1)
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1), after - timedelta(days=1)


def month_of(day: date) -> Days:
    return months_from(day.year, day.month)


def years_about(day: date) -> range:
    """The years near a day's, far enough for the next 29 February."""
    return range(max(day.year - 9, FIRST_YEAR), min(day.year + 9, LAST_YEAR) + 1)


def _day(year: int, month: int, day: int) -> date | None:
    """A day, or None where the month has no such day."""
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] else None


def _full_year(written: str) -> int:
    """A year of two or four digits: 00 to 68 are of this century, and only 1990 to 2100 are years of a plan."""
    year = int(written)
    if len(written) == 2:
        year += 2000 if year <= 68 else 1900
    if len(written) not in (2, 4) or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable
    return year


def is_year(written: str) -> bool:
    return written.isdecimal() and len(written) == 4 and FIRST_YEAR <= int(written) <= LAST_YEAR


def _follows(second: str, first: str) -> bool:
    """Whether a second year as written is the one after the first: "21" or "2021" after "2020", "21" after "20"."""
    return len(second) in (2, len(first)) and int(second) == (int(first) + 1) % 10 ** len(second)


def _year(text: Text, i: int, short: bool = False) -> _Year | None:
    """A year at a place: 2020, 2020/21, '20; with `short` also 20/21. "Financial year 2021" is refused: which one?"""
    financial = text.at(i) in ("fy", "financial")
    calendar = text.at(i) == "calendar"
    if financial or calendar:
        i = text.skip(i + 1, {"year"}, 1)
    if text.at(i) == "'" and len(text.at(i + 1).split("/")[0].split("-")[0]) in (2, 4):
        i, short = i + 1, True
    written = text.at(i)
    first, *rest = re.split("[/-]", written)
    if not first.isdecimal() or text.at(i - 1) in NUMBERED or text.at(i + 1) == "%":
        return None
    if not rest and text.at(i + 1) in ("/", "-") and text.at(i + 2).isdecimal() and is_year(first):
        dated = text.month(i + 3) or text.at(i + 3) in SUFFIXES  # 2020 - 21 March is no split year
        if _follows(text.at(i + 2), first) and not dated:
            return _Year(int(first), True, i + 3)
    if len(rest) == 1 and rest[0].isdecimal() and (is_year(first) or (len(first) == 2 and (short or financial))):
        return _Year(_full_year(first), True, i + 1) if _follows(rest[0], first) else None
    if rest or not (is_year(first) or (len(first) == 2 and short)):
        return None
    if financial:
        raise Unreadable
    return _Year(_full_year(first), False, i + 1, calendar)


def _year_after(text: Text, i: int, short: bool = True) -> _Year | None:
    """The year after a unit, past an "of" or a comma."""
    return _year(text, text.skip(i, {"of", "in", "the", ",", "-", "("}), short)


def _quarter_or_half(text: Text, i: int) -> Unit | None:
    """Q3'19, quarter 2 of 2020/21, H1 2020/21, first half of 2020, calendar Q1 2020 (UK financial year: 1 April)."""
    calendar = text.at(i) == "calendar"
    i += calendar
    spelled = text.at(i) in ORDINALS and not calendar
    if spelled:
        after = i + 1 + (text.at(i + 1) in SUFFIXES)
        name, n, i = text.at(after), ORDINALS[text.at(i)], after + 1
    else:
        name, n, i = text.at(i), text.number(i + 1, 1) or COUNT.get(text.at(i + 1), 0), i + 2
        if name == "q" and re.fullmatch("[1-4][/-].*", text.at(i - 1)):
            raise Unreadable  # Q1/2, Q3-19
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
    of_calendar = year is not None and not year.split and (spelled or year.calendar)
    opening = 1 if calendar or of_calendar else 4
    length = 12 // count
    precision = Precision.QUARTER if count == 4 else Precision.HALF
    place = lambda y: months_from(y, opening + length * (n - 1), length)  # noqa: E731
    return Unit(precision, place, year.start if year else None, year.end if year else i)


def _half_month(days: Days, n: int) -> Days:
    middle = days[0] + timedelta(days=14)
    return (days[0], middle) if n == 1 else (middle + timedelta(days=1), days[1])


def _season_or_term(text: Text, i: int) -> Unit | None:
    """Spring 2018, the summer of 2018, winter 2019/20, autumn term 2020; a bare season only after "in" and such."""
    season = text.at(i)
    if season not in SEASONS:
        return None
    term = text.at(i + 1) == "term"
    year = _year_after(text, i + 1 + term)
    end = year.end if year else i + 1 + term
    if not term and text.at(end) == "term":
        term, end = True, end + 1
    start = year.start if year else None
    if term and season != "winter":
        if year and year.split and season != "autumn":
            start = year.start + 1  # the spring of the school year 2020/21 is in 2021
        first, last = {"autumn": ((9, 1), (12, 31)), "spring": ((1, 1), (4, 15)), "summer": ((4, 16), (7, 31))}[season]
        return Unit(Precision.TERM, lambda y: (date(y, *first), date(y, *last)), start, end)
    if (year and year.split and season != "winter") or _is_half_term(text, end):
        raise Unreadable
    if not (year or _is_led(text, i, end) or text.at(end) in JOINS):
        return None  # "winter pressures"
    return Unit(Precision.SEASON, lambda y: months_from(y, SEASONS[season], 3), start, end)


def _is_half_term(text: Text, i: int) -> bool:
    """Whether the words go on as a half-term holiday, whose days each council sets."""
    return text.at(i) == "half" and "term" in (text.at(i + 1), text.at(i + 2))


def _numeric(text: Text, i: int) -> Unit | None:
    """14/01/2020, 14.1.20, 14-01-2020 in UK order, 2020-01-14, 03/2020, 2020-03. Day and month are never swapped."""
    parts = re.split("[/.-]", text.at(i))
    sizes = [len(part) for part in parts]
    if len(parts) not in (2, 3) or not "".join(parts).isdecimal() or text.at(i - 1) in NUMBERED:
        return None
    if sizes[0] == 4 and max(sizes[1:]) <= 2 and len(parts) == 3:
        parts.reverse()
    elif len(parts) == 2 and sizes == [4, 2] and int(parts[1]) <= 12 and "." not in text.at(i) and is_year(parts[0]):
        if int(parts[1]) > int(parts[0]) % 100:
            return None  # 2011-12 is a financial year, 2008-12 runs over years
        parts.reverse()
    elif not (max(sizes[:-1]) <= 2 and (sizes[-1] == 4 or (sizes[-1] == 2 and len(parts) == 3))):
        return None
    if len(parts) == 2:
        month = int(parts[0])
        if "." in text.at(i) or not 1 <= month <= 12 or not is_year(parts[1]):
            return None
        return Unit(Precision.MONTH, lambda y: months_from(y, month), int(parts[1]), i + 1)
    day, month = int(parts[0]), int(parts[1])
    return Unit(Precision.DAY, _on(month, [day]), _full_year(parts[2]), i + 1)


def _on(month: int, days: list[int]) -> Callable[[int], Days | None]:
    """The place in any year of the days of a month, from the first named to the last; None where one does not exist."""

    def place(year: int) -> Days | None:
        first, last = _day(year, month, days[0]), _day(year, month, days[-1])
        return (first, last) if first and last and first <= last else None

    return place


def _day_and_month(text: Text, i: int) -> Unit | None:
    """14 January 2020, 14th of Jan '20, 14-Jan-2020, 1 to 7 March 2020, 5, 6 and 7 March."""
    if text.at(i - 1) in NUMBERED:
        return None
    days: list[int] = []
    end = i
    while len(days) < 8:  # more days than these are no list of dates
        numbers = re.split("[/-]", text.at(end))
        if len(numbers) > 2 or not all(n.isdecimal() and len(n) <= 2 for n in numbers):
            return None
        days += map(int, numbers)
        end = text.skip(end + 1, SUFFIXES, 1)
        again = text.skip(end, {",", "and", "&", "to", "-", "/", "until", "or", "the", *WEEKDAYS})
        if again == end or not text.at(again)[:1].isdecimal():
            break
        end = again
    if text.at(end) in ("-", "/", ".") and text.glued(end) and text.glued(end + 1):
        end += 1
    end = text.skip(end, {"of", "the"})
    month = text.month(end)
    if not month:
        return None
    year, end = _year_after_month(text, end + 1, True)
    return Unit(Precision.DAY if len(days) == 1 else Precision.RANGE, _on(month, days), year, end)


def _month(text: Text, i: int) -> Unit | None:
    """January 2020, Nov '19, Sept, Jan-20; with a day after it January 14, 2020 or March 31st."""
    month = text.month(i)
    if not month:
        return None
    on_day = text.skip(i + 1, {"the", "."}, 1)
    if day := text.number(on_day):
        after = text.skip(on_day + 1, SUFFIXES, 1)
        year, end = _year_after_month(text, after, True)
        if after > on_day + 1 or (year and len(text.at(end - 1)) == 4):
            return Unit(Precision.DAY, _on(month, [day]), year, end)
    year, end = _year_after_month(text, i + 1, False)
    end += text.at(end) == "." and text.at(end + 1) in ("/", "-", "&")  # Sept./Oct. 2019
    if (year is None and is_year(text.at(i - 1))) or _is_half_term(text, end):
        raise Unreadable  # 2020 March: whose year is it?
    named = text.at(i) in NAMES and text.is_word(i + 1) and text.tokens[i + 1].capital and text.at(i + 1) not in MONTH
    if named and text.at(i - 1) not in LEADS:
        return None  # Jan Smith
    return Unit(Precision.MONTH, lambda y: months_from(y, month), year, end)


def _year_after_month(text: Text, i: int, has_day: bool) -> tuple[int | None, int]:
    """The year after a month, and the place after; None and the place itself where none follows."""
    j = text.skip(i, {".", ",", "of", "in"}, 1) if text.at(i - 1) not in MONTHS or text.at(i) != "." else i
    if text.at(i) in ("-", "/") and text.glued(i) and text.glued(i + 1) and text.at(i + 1).isdecimal():
        j = i + 1
    marked = text.at(j) == "'"
    j += marked
    written = text.at(j)
    if not written[:1].isdecimal() or text.month(j + 1) or text.at(j + 1) in SUFFIXES or text.at(j + 1) == "%":
        return None, i
    if not written.isdecimal():  # March 2020/21, Nov 19/20, March 5-7; but a whole date is another date
        if len(re.split("[/.-]", written)) == 2:
            raise Unreadable
        return None, i
    if split := _year(text, j):
        if split.split:
            raise Unreadable
        return split.start, split.end
    if len(written) != 4 and (marked or (len(written) == 2 and text.glued(j))):
        return _full_year(written), j + 1
    return _bare_number_after_month(text, i, j, has_day)


def _bare_number_after_month(text: Text, i: int, j: int, has_day: bool) -> tuple[int | None, int]:
    """The same for a number at j that no mark makes a year: two digits after a whole date are one."""
    written = text.at(j)
    if len(written) == 4 or (len(written) == 1 and not has_day and j == i):
        raise Unreadable  # March 5
    if len(written) != 2 or j > i:
        return None, i  # in Jan. 20 staff joined
    if has_day and not (text.is_word(j + 1) and text.at(j + 1) not in JOINS | {"onwards"}):
        return _full_year(written), j + 1
    if has_day or int(written) <= 31:
        raise Unreadable  # March 20: the day or the year?
    return None, i


def _is_led(text: Text, i: int, end: int) -> bool:
    """Whether what stands at i to end is marked as a time: after "in", "by" and such, or by itself between marks."""
    before = i - 1 - (text.at(i - 1) == "the" and text.at(i) in SEASONS)
    lead = text.at(before)
    if lead in LEADS or lead in ("early", "mid", "late", "end", "this", "next", "last"):
        return True
    if lead in JOINS and (text.at(before - 1)[-1:].isdecimal() or text.at(before - 1) in SEASONS):
        return True
    alone = not text.is_word(end) or text.at(end) in JOINS | {"onwards"}
    return alone and (not lead or lead in STATES or lead in "(:,;-[->")


def _whole_year(text: Text, i: int, led: bool = False) -> Unit | None:
    """2020, 2020/21, FY 20-21, 2016-20, academic year 2020/21, the financial year; a bare year only where it is led."""
    if text.at(i) in ("academic", "school") and text.at(i + 1) == "year":
        year = _year(text, i + 2, short=True)
        if year is None or year.split:
            return Unit(
                Precision.YEAR, lambda y: months_from(y, 9, 12), year and year.start, year.end if year else i + 2
            )
        raise Unreadable
    kind = text.at(i) if text.at(i) in ("fy", "financial", "calendar") and text.at(i + 1) != "position" else ""
    year = _year(text, i, short=not kind)
    if year is None and kind in ("financial", "calendar") and text.at(i + 1) == "year":
        return Unit(Precision.YEAR, lambda y: months_from(y, 4 if kind == "financial" else 1, 12), None, i + 2)
    if year is None:
        return _several_years(text, i, led)
    named = text.skip(year.end, {",", "-"}, 1)  # 2019/20 Q4
    if text.at(named) in ("q", "h", "quarter", "qtr"):
        quarter = _quarter_or_half(text, named)
        if quarter and quarter.year is None:
            return quarter._replace(year=year.start)
    if text.at(year.end) in ("financial", "calendar", "academic", "school") and text.at(year.end + 1) == "year":
        which = text.at(year.end)  # the 2020/21 financial year
        if year.split == (which == "calendar"):
            raise Unreadable
        opening = {"financial": 4, "calendar": 1}.get(which, 9)
        return Unit(Precision.YEAR, lambda y: months_from(y, opening, 12), year.start, year.end + 2)
    short = len(re.split("[/-]", text.at(i))[0]) == 2 and not kind
    if short and (not year.split or text.is_word(year.end) or int(text.at(i)[-2:]) < 13):
        return None  # 16/17 year olds; 11/12 may be a day
    if not (led or kind or _is_led(text, i, year.end)):
        return None  # the 2019 inspection
    return Unit(Precision.YEAR, lambda y: months_from(y, 4 if year.split else 1, 12), year.start, year.end)


def _several_years(text: Text, i: int, led: bool) -> Unit | None:
    """2018-2022 and 2016-20: whole calendar years."""
    parts = re.split("[/-]", text.at(i))
    if len(parts) != 2 or not is_year(parts[0]) or not parts[1].isdecimal() or len(parts[1]) not in (2, 4):
        return None
    years = _full_year(parts[1]) - int(parts[0])
    if years < 1 or not (led or _is_led(text, i, i + 1)):
        return None
    return Unit(Precision.RANGE, lambda y: months_from(y, 1, 12 * (years + 1)), int(parts[0]), i + 1)


def _relative(text: Text, i: int) -> Unit | None:
    """Within three months, in the next six weeks, next month, this year: counted from the paper's date."""
    today = text.paper_date
    word = text.at(i)
    if word not in ("within", "next", "this", "last"):
        return None
    if not FIRST_YEAR < today.year < LAST_YEAR:
        raise Unreadable
    counted = text.skip(i + 1, {"the", "next"}, 2) if word == "within" else i + 1
    count = text.number(counted, 5) or COUNT.get(text.at(counted))
    if count is None and text.at(i - 1) == "the" and word == "next":
        count, counted = 1, i
    unit = {**UNITS, **{plural: plural for plural in PLURALS}}.get(text.at(counted + 1))
    if word in ("within", "next") and count and text.at(counted + 1) == "working":
        raise Unreadable  # bank holidays are not known here
    if word in ("within", "next") and count and unit:
        end = text.skip(counted + 2, {"'"}, 1)
        if text.at(end) in ("of", "from", "after", "before") or count > FURTHEST:
            raise Unreadable
        days = (today, _later(today, count, unit))
        return Unit(Precision.RANGE, lambda y: days, today.year, end)
    step = {"this": 0, "next": 1, "last": -1}.get(word)
    if step is None or text.at(i - 1) == "the":
        return None  # the last year may be twelve months
    return _this_or_next(text, i + 1, today, step)


def _this_or_next(text: Text, i: int, today: date, step: int) -> Unit | None:
    """The whole week, month, quarter or year of the paper's date, or the one before or after it."""
    financial = text.at(i) == "financial"
    i += financial or text.at(i) == "calendar"
    name = text.at(i)
    if name == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * step)
        precision, days = Precision.WEEK, (monday, monday + timedelta(days=6))
    elif name == "month":
        precision, days = Precision.MONTH, months_from(today.year - 1, today.month + 12 + step)
    elif name == "quarter" and step >= 0:
        precision, days = Precision.QUARTER, months_from(today.year, (today.month - 1) // 3 * 3 + 1 + 3 * step, 3)
    elif name == "year":
        begun = today.year + step - (financial and today.month < 4)
        precision, days = Precision.YEAR, months_from(begun, 4 if financial else 1, 12)
    else:
        return None
    return Unit(precision, lambda y: days, today.year, i + 1)


def _later(day: date, count: int, unit: str) -> date:
    """The day so many days, weeks, months or years on; a month without that day gives its last."""
    if unit in ("days", "weeks", "fortnights"):
        later = day.toordinal() + count * {"days": 1, "weeks": 7, "fortnights": 14}[unit]
        return date.fromordinal(later)
    months = count * (12 if unit == "years" else 1)
    if months > 12 * (LAST_YEAR - FIRST_YEAR):
        raise Unreadable
    first, last = months_from(day.year, day.month + months)
    return min(first + timedelta(days=day.day - 1), last)


def _week(text: Text, i: int) -> Unit | None:
    """W/c 13 January 2020, week ending 17 January, the first week of February."""
    if text.at(i) in ("week", "wk") and text.at(i + 1) in ORDINALS and text.at(i + 2) in ("of", "in"):
        return _week_of_month(text, i + 3, ORDINALS[text.at(i + 1)])
    if text.at(i) in ORDINALS:
        after = text.skip(i + 1, SUFFIXES, 1)
        if text.at(after) not in ("week", "wk"):
            return None
        return _week_of_month(text, text.skip(after + 1, {"of", "in"}), ORDINALS[text.at(i)])
    if text.at(i) in ("wc", "wb", "we"):
        kind, j = text.at(i)[1], i + 1
    elif text.at(i) == "w" and text.at(i + 1) in ("/", ".") and text.at(i + 2) in ("c", "b", "e"):
        kind, j = text.at(i + 2), i + 3
    elif text.at(i) in ("week", "wk") and text.at(i + 1) in ("commencing", "beginning", "starting", "ending", "of"):
        kind, j = text.at(i + 1)[0], i + 2
        kind = "c" if text.at(i + 1) != "ending" and kind != "o" else kind
    else:
        return None
    j = text.skip(j, {":", ".", "the", "on", ",", *WEEKDAYS}, 4)
    inner = _numeric(text, j) or _day_and_month(text, j) or _month(text, j)
    if inner is None or inner.precision not in (Precision.DAY, Precision.RANGE):
        return None
    return inner._replace(precision=Precision.WEEK, place=_within(inner.place, lambda days: _week_of(days, kind)))


def _week_of_month(text: Text, i: int, n: int) -> Unit | None:
    """The nth (or last) week of the month named at a place."""
    month = _month(text, i)
    return month and month._replace(
        precision=Precision.WEEK, place=_within(month.place, lambda days: _nth_week(days, n))
    )


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


def _part(text: Text, i: int) -> Unit | None:
    """Early 2020, mid-March, early to mid March, end of March 2020, the start of the autumn term."""
    parts: list[int | str] = []
    while text.at(i) in PARTS and len(parts) < 2:
        parts.append(PARTS[text.at(i)])
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
        return (first, month_of(first)[1]) if part == "start" else (month_of(last)[0], last)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if (first, last) == month_of(first):
        return first + timedelta(days=10 * part), last if part == 2 else first + timedelta(days=10 * part + 9)
    if first == month_of(first)[0] and last == month_of(last)[1] and months % 3 == 0:
        return months_from(first.year, first.month + part * months // 3, months // 3)
    third = length // 3
    begin = first + timedelta(days=third * part)
    return begin, last if part == 2 else begin + timedelta(days=max(third - 1, 0))


def _within(place: Callable[[int], Days | None], cut: Callable[[Days], Days]) -> Callable[[int], Days | None]:
    """The place in any year of a part of a unit."""
    return lambda year: cut(days) if (days := place(year)) else None


def _plain(text: Text, i: int, led: bool = False) -> Unit | None:
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


def unit_at(text: Text, i: int) -> Unit | None:
    """The unit that begins at a place, or the part of one."""
    return _part(text, i) or _plain(text, i)
