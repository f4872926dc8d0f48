"""The dates in a text, each with its bound ("by", "from") and with what the words around it say of it."""

from datetime import date
from typing import NamedTuple

from actions.periods.tokens import PLURALS, STARTS, UNITS, WEEKDAYS, Text, Unreadable, words_of
from actions.periods.units import FIRST_YEAR, LAST_YEAR, Days, Unit, unit_at, years_about

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


class DateInText(NamedTuple):
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


def find_dates(text: Text) -> list[DateInText]:
    """Every unit in the text, in its order, with its bound and its mark."""
    dates: list[DateInText] = []
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
        dates.append(DateInText((unit,), i, unit.end, bound, mark, begun=begun))
        i = floor = unit.end
    return dates


def _year_from_paper(unit: Unit, word: str, paper_date: date) -> Unit:
    """This spring is of the paper's year, the next is the first to begin after the paper, the last has ended by it."""
    if word == "this" and FIRST_YEAR <= paper_date.year <= LAST_YEAR:
        return unit._replace(year=paper_date.year)
    places = [(year, unit.place(year)) for year in years_about(paper_date)]
    later = [year for year, days in places if days and days[0] > paper_date]
    earlier = [year for year, days in places if days and days[1] < paper_date]
    if (word == "next" and later) or (word == "last" and earlier):
        return unit._replace(year=later[0] if word == "next" else earlier[-1])
    raise Unreadable


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
