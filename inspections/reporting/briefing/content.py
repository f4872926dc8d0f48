"""What a briefing is: plain values and nothing else, from which page, PDF, Word and Excel are drawn alike.

A frozen position keeps them as JSON (`as_data()`) for ever. So a field may be added here, with a default, and none may
be renamed or given another meaning; `from_data` fills the fields that old data lacks and ignores those that it does not
know. Every word is in the values, and a template only draws them. Where an `address` is empty, there is no link.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from types import GenericAlias, UnionType
from typing import Any, Self, TypeVar, get_args, get_origin

from csc_tracker.pages.characters import clean

_NUMBERS = {1: "One question", 2: "Two questions", 3: "Three questions"}
# The codes of the parts that the first page shows.
FRONT_PARTS = ("late", "changed", "promised")
# The version of this shape. It is kept with the data, for whoever reads it in ten years.
SHAPE = 1


@dataclass
class Plain:
    """A dataclass of plain values that becomes data for JSON, and comes back from it."""

    def as_data(self) -> dict:
        """The values in types that JSON has."""
        return {name: _as_data(value) for name, value in vars(self).items()}

    @classmethod
    def from_data(cls, data: dict) -> Self:
        """The object again, from the `as_data()` of this or an older shape."""
        return cls(**{each.name: _from_data(each.type, data[each.name]) for each in fields(cls) if each.name in data})


def _as_data(value: object) -> object:
    """A value of a field. `dataclasses.asdict` would copy every text, which takes long for a large plan."""
    if isinstance(value, list):
        return [_as_data(each) for each in value]
    return value.as_data() if isinstance(value, Plain) else value


def _from_data(kind: Any, value: Any) -> Any:
    """A value from JSON as the type of its field, with everything inside it."""
    if isinstance(kind, GenericAlias) and get_origin(kind) is list:
        return [_from_data(get_args(kind)[0], each) for each in value]
    if isinstance(kind, UnionType):  # “… | None”
        kind = get_args(kind)[0]
    is_plain = isinstance(kind, type) and issubclass(kind, Plain)
    return kind.from_data(value) if is_plain and value is not None else value


_Value = TypeVar("_Value")


def printable(value: _Value, clean: Callable[[str], str] = clean) -> _Value:
    """A copy whose texts a file can hold: `clean` is applied to each text."""
    return _printable(value, clean)


def _printable(value: Any, clean: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_printable(each, clean) for each in value]
    if isinstance(value, dict):
        return {name: _printable(each, clean) for name, each in value.items()}
    if isinstance(value, Plain):
        return type(value)(**{name: _printable(each, clean) for name, each in vars(value).items()})
    return value


def without_addresses(value: _Value) -> _Value:
    """A copy without links to other pages, which may have changed since; links within its own page stay."""
    return _without_addresses(value)


def _without_addresses(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_addresses(each) for each in value]
    if isinstance(value, Plain):
        values = {
            name: _within(each) if name.endswith("address") else _without_addresses(each)
            for name, each in vars(value).items()
        }
        return type(value)(**values)
    return value


def _within(address: str) -> str:
    """The address if it leads to a place on the same page; otherwise empty."""
    return address if address.startswith("#") else ""


@dataclass
class Count(Plain):
    """A number of rows, the words after it and the address of exactly those rows. `state` is the mark beside it."""

    number: int = 0
    words: str = ""
    state: str = ""
    address: str = ""

    @property
    def in_words(self) -> str:
        """The number with its words: “3 late”."""
        return f"{self.number} {self.words}"


@dataclass
class Entry(Plain):
    """One thing that a part of the briefing lists.

    `short` is its words cut to the room on the first page, `brief` its note there and `short_why` its reason. `note`
    says in sentences what else there is to say of it; `change`, `was`, `now`, `why` and `who` are the same in columns,
    for a table. Of what is late or at risk, `why` says what is in the way, and `who` said it, for which day.
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
    short_why: str = ""
    who: str = ""
    address: str = ""


@dataclass
class Said(Plain):
    """Words of officers: who wrote them, in which post and when. `about` is “on the plan” or “on priority 3, …”."""

    words: str = ""
    who: str = ""
    on: str = ""
    about: str = ""

    @property
    def by(self) -> str:
        """“A. Officer, Head of Service, 14 January 2020”."""
        return f"{self.who}, {self.on}"


@dataclass
class Part(Plain):
    """One of the parts: its sentences, its counts and its rows.

    `total` is how many rows there are; `rows` has the first of them, and the first page shows the first `front`.
    `columns` are the headings over a row's name, words and note. `front_more` and `more` say how many rows the first
    page and the list leave out; both may be empty.
    """

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

    @property
    def first_rows(self) -> list[Entry]:
        """The rows that the first page shows."""
        return self.rows[: self.front]


@dataclass
class Question(Plain):
    """A question worth asking: a sentence to read out, the rule behind it, how many it counts, and two examples.

    `rows` has everything that it counts, where no list on another page shows exactly those. `priority` is the number of
    the priority that it is about first; 0 for none.
    """

    code: str = ""
    title: str = ""
    ask: str = ""
    rule: str = ""
    count: Count = field(default_factory=Count)
    examples: list[Entry] = field(default_factory=list)
    rows: list[Entry] = field(default_factory=list)
    priority: int = 0


@dataclass
class OwnQuestion(Plain):
    """A question that the member who reads means to ask: its words, about what, and what became of it.

    `code` is that of a suggested question; empty for one in their own words. It can be sent and taken back where it has
    the address for that. `answered` is who answered it, from which post and when.
    """

    code: str = ""
    words: str = ""
    about: str = ""
    state: str = ""
    answer: str = ""
    answered: str = ""
    send_address: str = ""
    remove_address: str = ""


@dataclass
class PriorityLine(Plain):
    """One priority in a line; `short` is its name cut to the room on the first page, `bar` as `Figures.bar` has it."""

    number: int = 0
    name: str = ""
    short: str = ""
    counts: list[Count] = field(default_factory=list)
    bar: list[dict] = field(default_factory=list)
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
    """Something decided, asked for, promised or referred, and how fully it was answered."""

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
    audit: str = ""
    exempt: str = ""
    sentence: list[str] = field(default_factory=list)
    totals: list[Count] = field(default_factory=list)
    bar: list[dict] = field(default_factory=list)
    totals_notes: list[Count] = field(default_factory=list)
    commentary: list[Said] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    questions_front: int = 3
    questions_says: str = ""
    # Of the member for whom a page or a file is made, and of nobody else; a frozen position has none.
    own_questions: list[OwnQuestion] = field(default_factory=list)
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
    def front_parts(self) -> list[Part]:
        """The parts of which the first page shows rows; the others are behind it."""
        return [part for part in self.parts if part.code in FRONT_PARTS]

    @property
    def front_columns(self) -> list[list[Part]]:
        """The same parts in the columns of a wide screen: what is late has one to itself."""
        parts = self.front_parts
        return [parts[:1], parts[1:]]

    @property
    def first_priorities(self) -> list[PriorityLine]:
        """The priorities that the first page shows."""
        return self.priorities[: self.priorities_front]

    @property
    def questions_heading(self) -> str:
        """“Three questions worth asking”, by how many the first page asks."""
        words = _NUMBERS.get(len(self.first_questions))
        return f"{words} worth asking" if words else "Questions worth asking"

    @property
    def more_questions(self) -> str:
        """What leads to the questions that the first page leaves out, or to the rules of those that it asks."""
        more = len(self.questions) - len(self.first_questions)
        return f"All {len(self.questions)}, and where they come from" if more else "Where these questions come from"

    @property
    def first_questions(self) -> list[Question]:
        """The questions that the first page asks."""
        return self.questions[: self.questions_front]

    @property
    def in_totals_too(self) -> list[Count]:
        """The notes to the totals that count some of the same actions again: ratings that are out of date."""
        return [count for count in self.totals_notes if not count.state]

    @property
    def not_in_totals(self) -> list[Count]:
        """The notes to the totals that count other actions: those with a status that the totals leave out."""
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
    """One action on the day: its status and why, its dates, the latest updates on it, and what changed.

    Dates are in words, and as 2020-01-14 in `due_day`, `first_due_day` and `last_update_day`; `due_from` says where a
    due date comes from that is not the action's own.
    """

    reference: str = ""
    words: str = ""
    column: str = ""
    stage: str = ""
    state: str = ""
    state_words: str = ""
    reason: str = ""
    in_the_way: str = ""
    hollow: bool = False
    due: str = ""
    due_day: str = ""
    due_from: str = ""
    first_due: str = ""
    first_due_day: str = ""
    owner: str = ""
    last_update: str = ""
    last_update_day: str = ""
    impact: str = ""
    reported: list[str] = field(default_factory=list)
    changes: list[Entry] = field(default_factory=list)
    address: str = ""

    @property
    def in_sentences(self) -> str:
        """What a list says after the status: the reason, the due date if the reason does not give it, and the owner."""
        due = f"Due: {self.due}." if self.due != "–" and self.due not in self.reason else ""
        owner = f"Owner: {self.owner}." if self.owner else ""
        return " ".join(filter(None, [self.reason, due, owner]))


@dataclass
class PriorityDetail(Plain):
    """A priority with everything on it: why, the officers' commentary, and every action. They come one at a time.

    `paper` is how many of the actions the PDF lists, and `paper_more` its sentence on the rest.
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
