"""Reads the days that a paper's words about time can mean: "by March 2020", "Q4 19/20", "Aug/Sep'19".

Four steps: the words are cut into tokens (tokens.py); a few tokens name a unit, such as a month or a quarter,
with or without its year (units.py); the words before a unit give its bound ("by", "from") and say whether it was
replaced (bounds.py); units that belong together are joined, missing years are filled in, and one period is chosen
(here).

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

from dataclasses import replace
from datetime import date, timedelta

from actions.periods.bounds import DateInText, find_dates
from actions.periods.period import Bound, Period
from actions.periods.tokens import WEEKDAYS, Text, Unreadable
from actions.periods.units import FIRST_YEAR, LAST_YEAR, Days, Precision, Unit, years_about

LONGEST = 2_000  # characters; a date cell or a sentence or two is shorter, a chapter is not a date


def read_period(words: str, paper_date: date, past: bool = False) -> Period | None:
    """Read the period that the words of a paper of that date give, or None where they give none that can be decided.

    Without a year it is the first such period that ends on or after the paper's date; with `past` (a column of what has
    been done) the last that begins on or before it.
    """
    if len(words) > LONGEST:
        return None
    try:
        text = Text(words, paper_date)
        chosen = _choose(find_dates(text), text, past)
        return _period(chosen, words) if chosen else None
    except Unreadable:
        return None


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


def _choose(dates: list[DateInText], text: Text, past: bool) -> DateInText | None:
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


def _spread_marks(dates: list[DateInText], text: Text) -> list[DateInText]:
    """In "moved from March to June" the date after "to" is the new one."""
    spread: list[DateInText] = []
    for item in dates:
        joined = spread and text.between(spread[-1].end, item.start)[:1] in (["to"], ["until"], ["till"], ["-"])
        if not item.mark and joined and spread[-1].mark == "old":
            item = item._replace(mark="new", bound="within")
        spread.append(item)
    return spread


def _later_decision(dates: list[DateInText], text: Text, past: bool) -> DateInText | None:
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


def _join(dates: list[DateInText], text: Text) -> list[DateInText]:
    """Put together the dates between which stands only "to", "and", a dash and such."""
    groups: list[DateInText] = []
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


def _explained(groups: list[DateInText], text: Text, past: bool) -> list[DateInText]:
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


def _dated(group: DateInText, paper_date: date, past: bool, near: Days | None = None) -> DateInText:
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
    places = [days for year in years_about(day) if (days := unit.place(year))]
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


def _span_of(groups: list[DateInText]) -> DateInText:
    """What was done, from the earliest date to the latest; a start counts only where there are but starts."""
    ends = [group for group in groups if group.bound not in ("from", "after")] or groups
    if len(ends) == 1:
        return ends[0]
    days = (min(group.when[0] for group in ends), max(group.when[1] for group in ends))
    return DateInText(sum((group.units for group in ends), ()), 0, 0, "within", "", days=days)


def _last_by(groups: list[DateInText]) -> DateInText | None:
    """What is planned: the last "by" date, from the start before it where one is given."""
    ends = [group for group in groups if group.bound in ("by", "before")]
    starts = [group for group in groups if group.bound == "from" and ends and group.start < ends[-1].start]
    if not ends or not starts or ends[-1].bound == "before" or ends[-1].when[1] < starts[-1].when[0]:
        return ends[-1] if ends else None
    both = starts[-1].units + ends[-1].units
    return DateInText(both, 0, 0, "within", "", days=(starts[-1].when[0], ends[-1].when[1]))


def _period(chosen: DateInText, words: str) -> Period | None:
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
