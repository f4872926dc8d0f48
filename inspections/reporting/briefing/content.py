"""What a briefing is: plain values and nothing else, from which page, PDF, Word and Excel are drawn alike.

A frozen position keeps them as JSON (`as_data()`) for ever. So a field may be added here, with a default, and none may
be renamed or given another meaning; `from_data` fills what old data lacks and passes over what it does not know. Every
word is in the values: a template draws them and works nothing out. An `address` may be empty: the thing is then text,
not a link.
"""

from dataclasses import dataclass, field, fields, is_dataclass
from types import GenericAlias
from typing import Self, get_args, get_origin

# The shape of the data; told with it, for whoever reads it in ten years.
SHAPE = 1


@dataclass
class Plain:
    """A dataclass of plain values that becomes data for JSON, and comes back from it."""

    def as_data(self) -> dict:
        """The values as JSON can hold them."""
        return {name: _as_data(value) for name, value in vars(self).items()}

    @classmethod
    def from_data(cls, data: dict) -> Self:
        """The values of `as_data()`, of this or an older shape."""
        return cls(**{each.name: _made(each.type, data[each.name]) for each in fields(cls) if each.name in data})


def _as_data(value):
    """A value of a field; `dataclasses.asdict` would copy every text of it."""
    if isinstance(value, list):
        return [_as_data(each) for each in value]
    return value.as_data() if isinstance(value, Plain) else value


def _made(kind, value):
    """The value as a field's type has it: what lies within it made too."""
    if isinstance(kind, GenericAlias) and get_origin(kind) is list:
        return [_made(get_args(kind)[0], each) for each in value]
    return kind.from_data(value) if is_dataclass(kind) and value is not None else value


# Control characters, which neither XML nor a page can hold.
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))


def printable(value, clean=lambda words: words.translate(_CONTROL)):
    """A copy in which every text is made so that a file can hold it; `clean` does that to one text."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [printable(each, clean) for each in value]
    if isinstance(value, dict):
        return {name: printable(each, clean) for name, each in value.items()}
    if isinstance(value, Plain):
        return type(value)(**{name: printable(each, clean) for name, each in vars(value).items()})
    return value


def without_addresses(value):
    """A copy with no link but to its own page: for what must not lead to what has changed since."""
    if isinstance(value, list):
        return [without_addresses(each) for each in value]
    if isinstance(value, Plain):
        kept = {
            name: _within(each) if name.endswith("address") else without_addresses(each)
            for name, each in vars(value).items()
        }
        return type(value)(**kept)
    return value


def _within(address):
    """The address where it leads to a place on the same page; else none."""
    return address if address.startswith("#") else ""


@dataclass
class Count(Plain):
    """A number of rows, with the words that follow it and the address of exactly those rows; `state` is its mark."""

    number: int = 0
    words: str = ""
    state: str = ""
    address: str = ""

    @property
    def in_words(self):
        """The number with its words: “3 late”."""
        return f"{self.number} {self.words}"


@dataclass
class Entry(Plain):
    """One thing that a part of the briefing lists.

    `short` is its words as far as the first page has room; `note` what else is told of it, in sentences; the rest is
    the same in columns, for a table.
    """

    name: str = ""
    words: str = ""
    short: str = ""
    note: str = ""
    brief: str = ""
    state: str = ""
    state_words: str = ""
    hollow: bool = False
    change: str = ""
    was: str = ""
    now: str = ""
    why: str = ""
    who: str = ""
    address: str = ""


@dataclass
class Said(Plain):
    """Words of officers, with who said them, in which post and when."""

    words: str = ""
    who: str = ""
    on: str = ""
    about: str = ""

    @property
    def by(self):
        """“A. Officer, Head of Service, 14 January 2020”."""
        return f"{self.who}, {self.on}"


@dataclass
class Part(Plain):
    """One of the eight parts: what it says, what it counts, and its rows with how many of them the first page shows.

    `columns` head the rows' name, words and note. `front_more` and `more` say what the first page, and what the whole
    list, leaves out; both may be empty. `total` is how many rows there are, `rows` holding the first of them.
    """

    number: int = 0
    code: str = ""
    heading: str = ""
    says: list[str] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[Entry] = field(default_factory=list)
    total: int = 0
    front: int = 0
    front_more: str = ""
    more: str = ""
    more_address: str = ""


@dataclass
class Question(Plain):
    """A question worth asking: a sentence to read out, the rule that found it, how often it holds, two examples.

    `rows` are all that it counts, where no list elsewhere shows exactly those.
    """

    code: str = ""
    title: str = ""
    ask: str = ""
    rule: str = ""
    count: Count = field(default_factory=Count)
    examples: list[Entry] = field(default_factory=list)
    rows: list[Entry] = field(default_factory=list)


@dataclass
class PriorityLine(Plain):
    """One priority in a line; `short` is its name as far as the first page has room."""

    number: int = 0
    name: str = ""
    short: str = ""
    counts: list[Count] = field(default_factory=list)
    figures: str = ""
    next_date: str = ""
    lead: str = ""
    impact: str = ""
    commentary: list[Said] = field(default_factory=list)
    address: str = ""


@dataclass
class Finding(Plain):
    """One finding, with what answers it."""

    number: int = 0
    inspection: str = ""
    judgement: str = ""
    kind: str = ""
    words: str = ""
    whose: str = ""
    answered: str = ""
    answers: str = ""


@dataclass
class Matter(Plain):
    """Something decided, asked for, promised or referred, with how far it was answered."""

    kind: str = ""
    words: str = ""
    meeting: str = ""
    day: str = ""
    state: str = ""
    due: str = ""
    owed_by: str = ""
    answers: str = ""


@dataclass
class Term(Plain):
    """An abbreviation as the papers' own glossary spells it out."""

    term: str = ""
    meaning: str = ""


@dataclass
class Briefing(Plain):
    """Everything that a committee is shown before a meeting but the actions themselves (see `PriorityDetail`)."""

    shape: int = SHAPE
    title: str = ""
    heading: str = ""
    plan: str = ""
    plan_slug: str = ""
    council: str = ""
    committee: str = ""
    meeting: str = ""
    meeting_slug: str = ""
    meeting_words: str = ""
    meeting_address: str = ""
    on: str = ""
    position: str = ""
    position_note: str = ""
    demonstration: str = ""
    sentence: list[str] = field(default_factory=list)
    totals: list[Count] = field(default_factory=list)
    totals_notes: list[Count] = field(default_factory=list)
    commentary: list[Said] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    questions_says: str = ""
    priorities: list[PriorityLine] = field(default_factory=list)
    priorities_front: int = 0
    priorities_more: str = ""
    priorities_says: list[str] = field(default_factory=list)
    key: list[Count] = field(default_factory=list)
    key_says: str = ""
    findings: list[Finding] = field(default_factory=list)
    matters: list[Matter] = field(default_factory=list)
    glossary: list[Term] = field(default_factory=list)
    # The plan over time as actions/board/over_time.py gives it: points, drawing and rows; empty for too few positions.
    over_time: dict = field(default_factory=dict)

    @property
    def in_totals_too(self):
        """Of the notes to the totals those that count actions of the totals again: ratings that are out of date."""
        return [count for count in self.totals_notes if not count.state]

    @property
    def not_in_totals(self):
        """Of the notes to the totals those that count other actions: by a status that the totals leave out."""
        return [count for count in self.totals_notes if count.state]


@dataclass
class Measured(Plain):
    """One value of a measure of a priority, as the paper puts it."""

    measure: str = ""
    unit: str = ""
    better: str = ""
    kind: str = ""
    words: str = ""
    date: str = ""


@dataclass
class ActionDetail(Plain):
    """One action as it stands: what shows and why, its dates, what was reported of it, what changed."""

    reference: str = ""
    words: str = ""
    column: str = ""
    stage: str = ""
    state: str = ""
    state_words: str = ""
    reason: str = ""
    hollow: bool = False
    due: str = ""
    first_due: str = ""
    owner: str = ""
    last_update: str = ""
    impact: str = ""
    reported: list[str] = field(default_factory=list)
    changes: list[Entry] = field(default_factory=list)
    address: str = ""

    @property
    def in_sentences(self):
        """What a list says after the status: its reason, when the action is due if that does not say so, its owner."""
        due = f"Due: {self.due}." if self.due != "–" and self.due not in self.reason else ""
        owner = f"Owner: {self.owner}." if self.owner else ""
        return " ".join(filter(None, [self.reason, due, owner]))


@dataclass
class PriorityDetail(Plain):
    """One priority whole: why, the officers' words, and every action. Priorities come one at a time, however many.

    `paper` is how many of the actions the PDF lists, `paper_more` what it says of the rest.
    """

    number: int = 0
    name: str = ""
    words: str = ""
    why: str = ""
    lead: str = ""
    figures: str = ""
    next_date: str = ""
    impact: str = ""
    impact_words: str = ""
    commentary: list[Said] = field(default_factory=list)
    measures: list[Measured] = field(default_factory=list)
    unreported: str = ""
    paper: int = 0
    paper_more: str = ""
    actions: list[ActionDetail] = field(default_factory=list)
    address: str = ""
