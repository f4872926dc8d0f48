"""Reads the days that a paper's words about time can mean: "by March 2020", "Q4 19/20", "Aug/Sep'19".

Four steps: the words are cut into tokens (tokens.py); a few tokens name a unit, such as a month or a quarter,
with or without its year (units.py); the words before a unit give its bound ("by", "from") and say whether it was
replaced; units that belong together are joined, missing years are filled in, and one period is chosen (both here).

All days are inclusive. What cannot be decided is refused (None), never guessed. Every step looks a fixed number of
tokens ahead or back, so reading takes time in proportion to the words. The choices that a paper's words leave open:

* A plain "Q3'19" or "H1 2020" is of the UK financial year that begins in that year (1 April): Q4'19 is January to March
  2020. Spelled out with a plain year, "last quarter of 2019" and "first half of 2020" are of the calendar year.
* "2020/21", "2020-21" and "2020-2021" are financial years; "2016-20" runs over calendar years; "FY21" is refused.
* Early, mid and late are thirds: of a month its days 1 to 10, 11 to 20 and 21 to the end; of a longer unit its months.
  The start and end of a month are its first and last seven days, of a longer unit its first and last month. "By the
  end of March" and "before the end of March" end on 31 March.
* The first week of a month is its days 1 to 7, the last week its last seven days; other weeks run Monday to Sunday.
* Seasons are whole months (spring is March to May; winter 2019 is December 2019 to February 2020). Terms follow
  England's three-term school year: autumn 1 September to 31 December, spring to 15 April (about Easter), summer to
  31 July. Half-terms are refused: each council sets its own.
* "Within three months" runs from the paper's date. Working days, and spans counted from an event, are refused.
* Without a year, "since", "started", "commenced" and "began" look back, whatever the column.
* "Nov 19" (the 19th, or 2019?) and day/month without a year ("1/2") are refused; "Nov-19", as spreadsheets write it,
  is November 2019. A day that does not exist makes all the words unreadable. A weekday beside a date is not checked.
* Of two dates of which one revises the other, the later decision is read; a replaced date alone is refused. Dates that
  merely stand in one text: in a done column (past) they run from the earliest to the latest, starts left out; otherwise
  the last "by" is read, from a start where one is given, and without a "by" they are refused.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from actions.periods.tokens import PLURALS, STARTS, UNITS, WEEKDAYS, Text, Unreadable, words_of
from actions.periods.units import FIRST_YEAR, LAST_YEAR, Days, Precision, Unit, month_of, unit_at

LONGEST = 2_000  # characters; a date cell or a sentence or two is shorter, a chapter is not a date


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


def read_period(words: str, paper_date: date, past: bool = False) -> Period | None:
    """Read the period that the words of a paper of that date give, or None where they give none that can be decided.

    Without a year it is the first such period that ends on or after the paper's date; with `past` (a column of what has
    been done) the last that begins on or before it.
    """
    if len(words) > LONGEST:
        return None
    try:
        text = Text(words, paper_date)
        chosen = _choose(_find(text), text, past)
        return _period(chosen, words) if chosen else None
    except Unreadable:
        return None


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


# Bounds ----------------------------------------------------------------------------------------------

# What the words right before a unit make of it. The longest that fits counts.
_BOUNDS = {
    "by": "by|until|till|til|to|up to|up to and including|no later than|not later than|on or before|by or before|"
    "end|ends|ending|between now and|from now to|from now until",
    "before": "before|prior to|ahead of|in advance of",
    "from": "from|since|as of|not before|no earlier than|not earlier than|not until|" + "|".join(sorted(STARTS)),
    "after": "after|following",
}
_BOUND = {phrase: bound for bound, phrases in _BOUNDS.items() for phrase in phrases.split("|")}
_AFTER_BOUNDS = {"onwards": "from", "onward": "from", "or later": "from", "at the latest": "by", "or earlier": "by"}
_BEGUN = frozenset({"since", "started", "commenced", "began"})  # a start that is past, in whatever column
_FILLERS = WEEKDAYS | words_of(
    "the in on of around about approximately approx circa during year date : ( , - early this next last"
)
_DUE = words_of("due planned scheduled expected target date deadline is be for in on by until to till")
_MOVED = words_of(
    "moved slipped slips slip revised changed extended delayed postponed deferred rescheduled brought pushed put set "
    "amended updated shifted"
)
_OLD = words_of("originally original orig previously previous formerly initially")
_NEW = words_of("revised rev new amended updated")


class _Found(NamedTuple):
    """A unit found in the text, or several joined: its days once known, its bound, and what the words say of it."""

    units: tuple[Unit, ...]
    start: int
    end: int
    bound: str
    mark: str  # "old", "new", "was" or nothing
    ranges: bool = False  # joined by "to" and such, so in order
    begun: bool = False  # a start that is past
    days: Days | None = None

    @property
    def when(self) -> Days:
        """Its days, once they are known."""
        if self.days is None:
            raise Unreadable
        return self.days


def _find(text: Text) -> list[_Found]:
    """Every unit in the text, in its order, with its bound and its mark."""
    dates: list[_Found] = []
    i = floor = 0
    while i < len(text.tokens):
        unit = unit_at(text, i)
        if unit is None:
            i += 1
            continue
        if i - 2 >= floor and text.at(i - 1) in tuple("/.-:") and text.glued(i) and text.at(i - 2)[-1:].isdecimal():
            raise Unreadable  # 1-7/3/2020: part of some other number
        if text.at(i - 1) in ("this", "next", "last") and unit.year is None:
            unit = _year_from_paper(unit, text.at(i - 1), text.paper_date)
        bound, mark, begun = _before(text, i, floor)
        mark, bound = mark or _mark_after(text, unit.end), _bound_after(text, unit.end) or bound
        dates.append(_Found((unit,), i, unit.end, bound, mark, begun=begun))
        i = floor = unit.end
    return dates


def _year_from_paper(unit: Unit, word: str, paper_date: date) -> Unit:
    """This spring is of the paper's year, the next is the first to begin after the paper, the last has ended by it."""
    if word == "this" and FIRST_YEAR <= paper_date.year <= LAST_YEAR:
        return unit._replace(year=paper_date.year)
    places = [(year, unit.place(year)) for year in _years_about(paper_date)]
    later = [year for year, days in places if days and days[0] > paper_date]
    earlier = [year for year, days in places if days and days[1] < paper_date]
    if (word == "next" and later) or (word == "last" and earlier):
        return unit._replace(year=later[0] if word == "next" else earlier[-1])
    raise Unreadable


def _years_about(day: date) -> range:
    """The years near a day's, far enough for the next 29 February."""
    return range(max(day.year - 9, FIRST_YEAR), min(day.year + 9, LAST_YEAR) + 1)


def _before(text: Text, start: int, floor: int) -> tuple[str, str, bool]:
    """What the words before a unit say: its bound, its mark ("old": replaced; "new": replacing), if it has begun."""
    if text.at(start - 1) == "of" and text.at(start - 2) in {*PLURALS, "fortnight"}:
        raise Unreadable  # the last two weeks of March
    tail = text.between(max(floor, start - 10), start)
    arrow = bool(tail) and tail[-1] in ("->", "=>")
    _strip(tail, _FILLERS)
    bound, words = "within", ""
    for size in (4, 3, 2, 1):
        words = " ".join(tail[-size:])
        if len(tail) >= size and words in _BOUND:
            bound = _BOUND[words]
            del tail[-size:]
            break
    if bound in ("from", "after", "before") and tail and (tail[-1] in PLURALS or tail[-1] in UNITS):
        raise Unreadable  # six weeks before 31 March
    mark = "new" if arrow else _mark_before(text, list(tail), words, start, floor)
    if mark == "new" and words == "to":
        bound = "within"
    return bound, mark, words in _BEGUN


def _bound_after(text: Text, end: int) -> str:
    """The bound that the words after a unit give it: "January 2020 onwards", "31 March 2020 at the latest"."""
    phrases = (" ".join(text.between(end, end + size)) for size in (1, 2, 3))
    return next((_AFTER_BOUNDS[phrase] for phrase in phrases if phrase in _AFTER_BOUNDS), "")


def _strip(tail: list[str], words: frozenset[str] | set[str]) -> None:
    """Take the words off the end of a list."""
    while tail and tail[-1] in words:
        tail.pop()


def _mark_before(text: Text, tail: list[str], bound_words: str, start: int, floor: int) -> str:
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
    _strip(tail, _DUE | {"(", ",", "."})
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
    return "old" if last in _OLD else "was" if last in ("was", "not") else ""


def _mark_after(text: Text, end: int) -> str:
    """A mark in the words after: "March 2020 (original), June 2020 (revised)"."""
    end = text.skip(end, {"("}, 1)
    if text.is_word(end + 1):
        return ""
    return "old" if text.at(end) in _OLD else "new" if text.at(end) in ("revised", "rev", "new") else ""


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
_GAP_FILLERS = WEEKDAYS | {"the", "in", "on", "during", "then"}
_NOT_KNOWN = frozenset({"tbc", "tba", "tbd"})


def _choose(dates: list[_Found], text: Text, past: bool) -> _Found | None:
    """The one period of a text: the later decision, else the dates joined, else the rule for dates that stand apart."""
    if not dates:
        return None
    if any(item.mark in ("old", "new") for item in dates) or (len(dates) > 1 and any(item.mark for item in dates)):
        return _later_decision(_spread_marks(dates, text), text, past)
    if dates[0].mark == "was" and any(token.text in _NOT_KNOWN for token in text.tokens):
        return None  # was March 2020, now TBC
    groups = [_dated(group, text.paper_date, past) for group in _explained(_join(dates, text), text, past)]
    if len({group.days for group in groups}) == 1:
        return groups[0]
    return _span_of(groups) if past else _last_by(groups)


def _spread_marks(dates: list[_Found], text: Text) -> list[_Found]:
    """In "moved from March to June" the date after "to" is the new one."""
    spread: list[_Found] = []
    for item in dates:
        joined = spread and text.between(spread[-1].end, item.start)[:1] in (["to"], ["until"], ["till"], ["-"])
        if not item.mark and joined and spread[-1].mark == "old":
            item = item._replace(mark="new", bound="within")
        spread.append(item)
    return spread


def _later_decision(dates: list[_Found], text: Text, past: bool) -> _Found | None:
    """Of dates that replace one another the new one, else the last not replaced; None where that is not clear."""
    not_replaced = [item for item in dates if item.mark == "new"] or [item for item in dates if not item.mark]
    if not not_replaced:
        return None
    chosen = not_replaced[-1]
    group = next(
        group for group in _join([item for item in dates if item.mark == chosen.mark], text) if group.end == chosen.end
    )
    dated = [other for other in dates if other.units[0].year is not None and other.mark != chosen.mark]
    near = _dated(dated[-1], text.paper_date, past).days if dated else None
    return _dated(group if chosen.mark != "new" else chosen, text.paper_date, past, near)


def _join(dates: list[_Found], text: Text) -> list[_Found]:
    """Put together the dates between which stands only "to", "and", a dash and such."""
    groups: list[_Found] = []
    for item in dates:
        gap = text.between(groups[-1].end, item.start) if groups else []
        words = " ".join(word for word in gap if word not in _GAP_FILLERS) if len(gap) <= 5 else ""
        if words.removeprefix(", ") in _RANGE_JOINS:
            bound = groups[-1].bound if groups[-1].bound in ("by", "before") else "within"
            groups[-1] = groups[-1]._replace(
                units=groups[-1].units + item.units, end=item.end, bound=bound, ranges=True
            )
        elif words in _LIST_JOINS:
            groups[-1] = groups[-1]._replace(units=groups[-1].units + item.units, end=item.end)
        else:
            groups.append(item)
    return groups


def _explained(groups: list[_Found], text: Text, past: bool) -> list[_Found]:
    """Of a date and its explanation, "Q4 (January to March 2020)", the narrower where one holds the other."""
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
    second = _dated(groups[not (not known[0] and known[1])], text.paper_date, past, first.when)
    outer, inner = sorted((first, second), key=lambda group: group.when[0] - group.when[1])
    if outer.when[0] <= inner.when[0] and inner.when[1] <= outer.when[1]:
        return [inner._replace(bound=groups[0].bound)]
    return groups


def _dated(group: _Found, paper_date: date, past: bool, near: Days | None = None) -> _Found:
    """The days of a group, each missing year filled in: from its neighbours, a date that it replaces, or the paper."""
    if group.days:
        return group
    units = group.units
    days: list[Days | None] = [_placed(unit, unit.year) if unit.year is not None else None for unit in units]
    if not any(days):
        past = past or group.begun
        anchor = 0 if past else len(units) - 1
        days[anchor] = _nearest(units[anchor], near) if near else _without_year(units[anchor], paper_date, past)
    for i in range(1, len(units)):
        if days[i] is None and (before := days[i - 1]):
            days[i] = _without_year(units[i], before[0], past=False)
    for i in reversed(range(len(units) - 1)):
        if days[i] is None and (after := days[i + 1]):
            days[i] = _without_year(units[i], after[0], past=True)
    known = [each for each in days if each]
    first, last = (known[0][0], known[-1][1]) if group.ranges else (min(d[0] for d in known), max(d[1] for d in known))
    if last < first:
        raise Unreadable
    return group._replace(days=(first, last))


def _placed(unit: Unit, year: int) -> Days:
    days = unit.place(year)
    if days is None:
        raise Unreadable
    return days


def _without_year(unit: Unit, day: date, past: bool) -> Days:
    """The first such period that ends on or after a day, or with `past` the last that begins on or before it."""
    places = [days for year in _years_about(day) if (days := unit.place(year))]
    fitting = [days for days in places if (days[0] <= day if past else days[1] >= day)]
    if not fitting:
        raise Unreadable
    return fitting[-1] if past else fitting[0]


def _nearest(unit: Unit, near: Days) -> Days:
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
    days = (min(group.when[0] for group in ends), max(group.when[1] for group in ends))
    return _Found(sum((group.units for group in ends), ()), 0, 0, "within", "", days=days)


def _last_by(groups: list[_Found]) -> _Found | None:
    """What is planned: the last "by" date, from the start before it where one is given."""
    ends = [group for group in groups if group.bound in ("by", "before")]
    starts = [group for group in groups if group.bound == "from" and ends and group.start < ends[-1].start]
    if not ends or not starts or ends[-1].bound == "before" or ends[-1].when[1] < starts[-1].when[0]:
        return ends[-1] if ends else None
    both = starts[-1].units + ends[-1].units
    return _Found(both, 0, 0, "within", "", days=(starts[-1].when[0], ends[-1].when[1]))


def _period(chosen: _Found, words: str) -> Period | None:
    """The period of what was found, by its bound; None where its days lie outside the years of a plan."""
    first, last = chosen.when
    precision = chosen.units[0].precision if len(chosen.units) == 1 else Precision.RANGE
    bound, ends = chosen.bound, chosen.units[-1].precision == Precision.PART and len(chosen.units) == 1
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
