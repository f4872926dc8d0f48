"""The dates in an action's words and in its columns: where they stand, and what part each plays."""

import re
from datetime import date
from typing import NamedTuple

from actions.periods.period import Bound, Period
from actions.periods.reader import LONGEST, read_period
from actions.periods.tokens import MONTH, Text, Unreadable
from actions.periods.units import unit_at
from inspections.loading.recognising.proposals import iso

FINISH, START, MILESTONE, COMPLETED = "finish", "start", "milestone", "completed"

# Two days far apart: what reads the same from both carries its own year.
_EARLY, _LATE = date(2001, 5, 17), date(2071, 10, 3)
_PREPOSITIONS = frozenset(
    [
        "in",
        "on",
        "from",
        "by",
        "during",
        "through",
        "throughout",
        "until",
        "till",
        "before",
        "since",
        "after",
        "within",
        "to",
    ]
)
_STARTING = frozenset(
    ["start", "starts", "starting", "commence", "commences", "commencing", "begin", "begins", "beginning"]
)
_BEGUN = frozenset(["started", "commenced", "began", "begun"])
_JOINS = frozenset({"-", "/", "to", "and", "&", "or", ",", ", and", "until", "till", "up to", "through to", "and/or"})
_GAP_FILLERS = frozenset({"the", "in", "on", "during", "then"})
_SENTENCE_END = re.compile(r"(?<![Ee]\.g)(?<!\bi\.e)(?<!\betc)[.!?][”’\"')\]]*\s+(?=[A-Z“\"(‘'])")
# What comes before a date that is of an event this work answers, not of the work: "following the visit in May 2023".
_OTHERS_DATE = re.compile(
    r"\b(?:following|after|since|prior to|in response to|arising from|arising out of|identified (?:in|by|at)|"
    r"recommended by|highlighted (?:in|by|at)|inspection|inspected|ofsted (?:visit|report)|monitoring visit|"
    r"focused visit|(?<!was )(?<!were )(?<!been )(?<!be )(?<!and )(?<!we )published|dated|"
    r"as (?:agreed|reported|set out)|expires?|expired|compared (?:to|with))\b"
    r"[^.;:]{0,60}$",
    re.IGNORECASE,
)
_OWN_VERB = re.compile(r"\W*(?:we |now |also )*(?:published|agreed)\b", re.IGNORECASE)
_DETERMINER = re.compile(r"\b(?:the|our|its|their|a|an|this|that|each|every|of)\s*$", re.IGNORECASE)
_NOUN_AFTER = re.compile(
    r"\s+(?!(?:and|or|to|in|on|at|with|for|by|the|which|when|where|who|following|after|before|until|so|as|then|but|of|"
    r"from|onwards?|onward|revised|is|was|has|have|will|are|were|we|this|these|it|including|through|throughout|via|"
    r"using|if|once|while|due|completed?|dependent|subject)\b)[A-Za-z]{3,}"
)
_ENDING_WORDS = re.compile(
    r"\b(?:complet\w+|finalis\w+|finish\w*|implement\w+|in place|conclude\w*|deliver\w*|deadline|due|launch\w*|"
    r"go live|live|ready|available|target)\b",
    re.IGNORECASE,
)
_MONTH_AND_TWO = re.compile(
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|august|september|"
    r"october|november|december)\s+(\d\d)\b(?!\s*(?:st|nd|rd|th|[/'’\d]))",
    re.IGNORECASE,
)
_DONE_IN_CELL = re.compile(r"\b(?:complete|completed|done|closed|achieved|delivered|implemented)\b", re.IGNORECASE)


class Phrase(NamedTuple):
    """A date in words: where it stands, and the period that it gives, read by itself."""

    start: int
    end: int
    words: str
    period: Period
    begun: bool  # "started", "commenced": a start that is past
    joined: bool  # several dates, from one to another or one and another


class Dated(NamedTuple):
    """A period with its role, as an action's fields hold it."""

    role: str
    words: str
    first_day: date | None
    last_day: date | None

    def fields(self) -> dict:
        """As JSON holds it."""
        return {
            "role": self.role,
            "date_as_written": self.words,
            "first_day": iso(self.first_day),
            "last_day": iso(self.last_day),
        }


def read(words: str, day: date | None, past: bool = False) -> Period | None:
    """The period of some words from the paper's day; without one, only what carries its own year."""
    if day:
        return read_period(words, day, past)
    early, late = read_period(words, _EARLY, past), read_period(words, _LATE, past)
    if early and late and (early.first_day, early.last_day) == (late.first_day, late.last_day):
        return early
    return None


def find(words: str, day: date | None, past: bool = False) -> list[Phrase]:
    """Every date in an action's words, in its order, each with the words right before it that bound it."""
    if len(words) > 4 * LONGEST:
        return []
    text = Text(words, day or _EARLY)
    units: list[list[int]] = []  # each the first token, the one after the last, whether joined
    i = 0
    while i < len(text.tokens):
        try:
            unit = unit_at(text, i)
        except Unreadable:
            unit = None
        if unit is None:
            i += 1
            continue
        gap = text.between(units[-1][1], i) if units else []
        if units and len(gap) <= 4 and " ".join(w for w in gap if w not in _GAP_FILLERS) in _JOINS:
            units[-1][1:] = [unit.end, True]
        else:
            units.append([i, unit.end, False])
        i = unit.end
    floors = [0] + [unit[1] for unit in units]
    phrases = [_phrase(words, text, *unit, floor, day, past) for unit, floor in zip(units, floors, strict=False)]
    return [phrase for phrase in phrases if phrase]


def _phrase(words, text: Text, first: int, after: int, joined: bool, floor: int, day, past) -> Phrase | None:
    """The date at some tokens with the words that bound it."""
    k = first
    named = k > floor and text.at(k - 1) == "the" and text.at(k) in MONTH  # the July 2019 inspection
    if k > floor and text.at(k - 1) == "the" and not named:
        k -= 1
    if k > floor and text.at(k - 1) in _PREPOSITIONS:
        k -= 1
    begun = k > floor and text.at(k - 1) in _BEGUN
    if k > floor and (text.at(k - 1) in _STARTING or begun):
        k -= 1
    elif text.between(k - 2, k) in (["no", "later"], ["not", "later"]) or text.at(k - 1) == "than":
        k = max(floor, k - 3)
    if text.between(after, after + 3) == ["at", "the", "latest"]:
        after += 3
    elif text.at(after) in ("onwards", "onward"):
        after += 1
    start, end = text.tokens[k].start, text.tokens[after - 1].end
    period = read(words[start:end], day, past)
    return Phrase(start, end, words[start:end], period, begun, joined) if period else None


def roles(words: str, stage: str, done: bool, day: date | None) -> list[Dated]:
    """The dates of an action's own words with their roles (docs/rules.md, “Dates”).

    `done` says that it stands among what has been done, where a year left out is the last such. No role but
    milestone is given twice.
    """
    phrases = [phrase for phrase in find(words, day, past=done) if not _HOW_SOON.match(phrase.words)]
    if not phrases:
        return []
    sentences = _sentences(words)
    chosen: dict[int, str] = {}
    for place, phrase in enumerate(phrases):
        chosen[place] = _role(words, phrase, phrases, sentences, stage, day)
    for role in (FINISH, COMPLETED, START):
        places = [place for place, given in chosen.items() if given == role]
        keep = _best(places, phrases, words, role)
        for place in places:
            if place != keep:
                chosen[place] = MILESTONE
    return [_dated(chosen[place], phrase) for place, phrase in enumerate(phrases)]


# How soon a thing is always to be done, no day of the plan: “within five days of the meeting”.
_HOW_SOON = re.compile(r"within\s+(?:the\s+)?(?:first\s+)?[\w-]+\s+(?:\w+\s+)?(?:days?|weeks?|hours?)\b", re.IGNORECASE)


def _best(places: list[int], phrases: list[Phrase], words: str, role: str) -> int | None:
    """Of several dates for one role the last day's (of a start the first's)."""
    if role == START:
        return places[0] if places else None
    return max(places, key=lambda place: (phrases[place].period.span_last, place), default=None)


def _role(words, phrase: Phrase, phrases, sentences: list[int], stage: str, day: date | None) -> str:
    period = phrase.period
    is_start = period.bound == Bound.FROM
    future = day is not None and period.span_last > day
    floor = max((other.end for other in phrases if other.end <= phrase.start), default=0)
    if _is_of_other(words, phrase, floor) and not is_bracketed(words, phrase):
        return MILESTONE
    if stage == "complete":
        if is_start and len(phrases) > 1:
            return MILESTONE
        if day is not None and period.span_first > day:
            return MILESTONE
        return MILESTONE if future and not is_bracketed(words, phrase) else COMPLETED
    if is_start:
        return START
    if day is not None and period.span_last < day:
        return MILESTONE
    sentence = sum(1 for end in sentences if end <= phrase.start)
    if sentence and not _is_alone(words, phrase, sentences):
        begin = sentences[sentence - 1]
        ends = period.bound == Bound.BY or _ENDING_WORDS.search(words[begin : phrase.start])
        return FINISH if ends and not _EVENT.search(words[begin : phrase.start]) else MILESTONE
    return FINISH


# What is held once: its day is its own, not the end of the work.
_EVENT = re.compile(
    r"\b(?:sessions?|meetings?|workshops?|events?|visits?|inspection|conference|report|update|interim|draft|pilot|"
    r"first|initial)\b",
    re.IGNORECASE,
)


def _sentences(words: str) -> list[int]:
    """Where each sentence but the first begins."""
    return [match.end() for match in _SENTENCE_END.finditer(words)]


_LETTERS = re.compile(r"[A-Za-z]+")


def _is_alone(words: str, phrase: Phrase, sentences: list[int]) -> bool:
    """Whether a sentence holds nothing but the date, so that it is of what went before; brackets count as that."""
    begin = max((end for end in sentences if end <= phrase.start), default=0)
    end = min((end for end in sentences if end > phrase.start), default=len(words))
    left = words[begin : phrase.start] + words[phrase.end : end]
    return len(_LETTERS.findall(left)) <= 1 or is_bracketed(words, phrase)


_CLOSING = re.compile(r"[)\]]")


def is_bracketed(words: str, phrase: Phrase) -> bool:
    """Whether the date stands in brackets by itself or nearly so: “(completed March 2023)”."""
    opening = max(words.rfind("(", 0, phrase.start), words.rfind("[", 0, phrase.start))
    if opening < 0 or _CLOSING.search(words[opening : phrase.start]):
        return False
    closing = re.compile(r"[)\]]|$").search(words, phrase.end).start()
    inside = words[opening + 1 : phrase.start] + words[phrase.end : closing]
    return len(_LETTERS.findall(inside)) <= 3


def _is_of_other(words: str, phrase: Phrase, floor: int) -> bool:
    """Whether the date is of something that the words only name: “the July 2019 inspection”, “following … in May”."""
    begin = max(floor, phrase.start - 90)
    before = words[begin : phrase.start]
    own = begin == 0 and _OWN_VERB.match(before)  # “Published the standards in April”: the work's own day
    if _OTHERS_DATE.search(before, own.end() if own else 0):
        return True
    named = _DETERMINER.search(before) or phrase.words.lower().startswith("the ")
    return bool(named and _NOUN_AFTER.match(words, phrase.end))


def _dated(role: str, phrase: Phrase) -> Dated:
    period = phrase.period
    first, last = period.first_day, period.last_day
    if period.bound == Bound.FROM and first == period.span_first:
        first, last = period.span_first, period.span_last
    if role == COMPLETED and last is None:
        last = period.span_last
    return Dated(role, phrase.words, first, last)


# Columns -----------------------------------------------------------------------------------------------


def column_years(cells: list[str], day: date | None) -> set[str]:
    """The two digits that stand for a year in a column that writes “Mar 24”, “Sept 24”.

    Beside one month alone 24 may be the day; beside two or more months of one column, in the years about the paper,
    it is the year.
    """
    months: dict[str, set[str]] = {}
    for cell in cells:
        for month, two in _MONTH_AND_TWO.findall(cell):
            months.setdefault(two, set()).add(month[:3].lower())
    near = {f"{year % 100:02}" for year in range(day.year - 2, day.year + 4)} if day else set(months)
    years = {two for two, names in months.items() if len(names) > 1 and two in near}
    neighbours = {f"{(int(two) + step) % 100:02}" for two in years for step in (-1, 1)}
    return years | (neighbours & set(months) & near)


def read_cell(words: str, day: date | None, years: set[str] = frozenset(), past: bool = False) -> Period | None:
    """The period of a cell that holds a date; `years` are those that the column writes with two digits."""
    return read(with_years(words, years), day, past)


def with_years(words: str, years: set[str]) -> str:
    """The words of a cell with an apostrophe before two digits that stand for one of some years: “Mar '24”."""
    return _MONTH_AND_TWO.sub(lambda m: f"{m[1]} '{m[2]}" if m[2] in years else m[0], words)


_NOT_DONE = re.compile(r"\b(?:not|to be|by|for)\b", re.IGNORECASE)


def says_done(words: str) -> bool:
    """Whether a deadline's cell says that the work is done: “Completed March 2023”."""
    return bool(_DONE_IN_CELL.search(words)) and not _NOT_DONE.search(words)


def of_column(role: str, words: str, period: Period | None) -> Dated | None:
    """The period of a column with its role, None where it cannot be read."""
    if period is None:
        return None
    if period.bound == Bound.FROM and role == FINISH:
        role = START  # “From April 2024” under “Timescale”
    if role in (START, COMPLETED):
        return Dated(role, words, period.span_first, period.span_last)
    return Dated(role, words, period.first_day, period.last_day)
