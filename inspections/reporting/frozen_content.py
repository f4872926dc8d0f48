"""What a frozen position keeps besides the briefing and the actions, as its pages show it.

As in `briefing/content.py`, the fields are the keys of JSON that is kept for ever: add to them, but never rename one.
"""

from dataclasses import dataclass, field

from inspections.reporting.briefing.content import Plain


@dataclass
class SignedWords(Plain):
    """An officer's words, with who wrote them, from which post and when."""

    words: str = ""
    by: str = ""
    post: str = ""
    on: str = ""

    @property
    def signature(self) -> str:
        """“A. Fell, Director, 14 January 2020”."""
        return ", ".join(filter(None, [self.by, self.post, self.on]))


@dataclass
class StatedImpact(SignedWords):
    """What impact a priority had, in an officer's words."""

    impact: str = ""


@dataclass
class FrozenPlan(Plain):
    """The plan with its figures: `states` is how many actions had each status, `sentence` the summary in sentences."""

    council: str = ""
    title: str = ""
    phase: str = ""
    position: str = ""
    sentence: list[str] = field(default_factory=list)
    states: dict[str, int] = field(default_factory=dict)
    counted: int = 0
    commentary: SignedWords | None = None
    demonstration: str = ""

    @property
    def full_title(self) -> str:
        """The title with the phase: “Improvement plan: phase 2”."""
        return ": ".join(filter(None, [self.title, self.phase]))


@dataclass
class FrozenPriority(Plain):
    """A priority with its figures: `states` as in `FrozenPlan`, and the bar that the status board drew of them."""

    number: int = 0
    short_name: str = ""
    words: str = ""
    why: str = ""
    lead: str = ""
    states: dict[str, int] = field(default_factory=dict)
    counted: int = 0
    bar: list[dict] = field(default_factory=list)
    next_date: str = ""
    last_said: str = ""
    commentary: SignedWords | None = None
    impact: StatedImpact | None = None

    @property
    def dates(self) -> str:
        """“Next due: 31 March 2020. Last update: 10 January 2020.”"""
        last = f" Last update: {self.last_said}." if self.last_said else ""
        return f"Next due: {self.next_date}.{last}"


@dataclass
class FindingAction(Plain):
    """An action that answered a finding. `shows` is its status in words, `basis` on whose word it answers it."""

    reference: str = ""
    words: str = ""
    state: str = ""
    shows: str = ""
    basis: str = ""


@dataclass
class FindingPriority(Plain):
    """A priority that answered a finding."""

    number: int = 0
    short_name: str = ""
    basis: str = ""


@dataclass
class FrozenFinding(Plain):
    """A finding, whose words it is in, and what answered it. `gap` says how far, in words."""

    number: int = 0
    inspection: str = ""
    dates: str = ""
    line: str = ""
    kind: str = ""
    words: str = ""
    whose_words: str = ""
    gap: str = ""
    actions: list[FindingAction] = field(default_factory=list)
    priorities: list[FindingPriority] = field(default_factory=list)

    @property
    def source(self) -> str:
        """“Finding 3 of the ILACS inspection, July 2019, as the council summarised it”."""
        of = f"Finding {self.number} of {self.inspection}"
        return ", ".join(filter(None, [of, self.dates, self.whose_words]))


@dataclass
class FrozenAnswer(Plain):
    """An answer to something decided, asked or promised; `note` says what a part answer leaves open."""

    on: str = ""
    words: str = ""
    whole: bool = False
    note: str = ""

    @property
    def extent(self) -> str:
        """“10 January 2020, a part answer”."""
        return f"{self.on}, a {'full' if self.whole else 'part'} answer"


@dataclass
class FrozenMatter(Plain):
    """Something decided, asked or promised, with its answers: `said` is how and when it came about."""

    kind: str = ""
    words: str = ""
    said: str = ""
    meeting: str = ""
    owed_by: str = ""
    state: str = ""
    due: str = ""
    answers: list[FrozenAnswer] = field(default_factory=list)

    @property
    def came_about(self) -> str:
        """“Decided, 16 October 2019.”"""
        return f"{self.said[:1].upper()}{self.said[1:]}."
