"""What the rows of a sheet would change in a plan: what is new, changed (old and new), the same, and wrong."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher

from actions.importing.columns import SheetRow, Table, is_total, plain, shown
from actions.importing.lexicon import NO_DATE, NOTHING_SAID, STATUSES, Target
from actions.models import LONGEST_WORDS, Action, ActionPeriod, ProgressUpdate, Rating, Stage
from actions.periods.period import Period
from actions.periods.reader import read_period
from actions.positions.facts import Facts, facts_on
from actions.positions.frozen import last_frozen
from actions.positions.status import OPEN_STAGES
from actions.search.matching import place_of
from actions.updating.history import last_sequence, recorded_updates
from actions.updating.new_actions import first_report
from actions.updating.updates import Answers, draft, problems, stages_open_to
from csc_tracker.models import User
from csc_tracker.pages.shortening import shortened
from csc_tracker.pages.wording import count_of, in_words
from csc_tracker.spreadsheets.cells import serial_day
from csc_tracker.spreadsheets.reading import Value
from priorities.models import Plan, Post, Priority
from priorities.posts import posts_held

MAKE, LEAVE, EMPTY = "make", "leave", "empty"
_NO_STATUS = "Write On track, At risk, Off track, Under way, Planned or Complete, or leave the cell empty."
_CALLED = {Target.STATUS: "status", Target.RATING: "rating"}
_ALIKE = 0.6  # of the words of one action in two versions; below that they are of two actions


@dataclass(frozen=True, slots=True)
class Choices:
    """What is said of a whole sheet. `targets`: what each column holds, by its place; `as_at`: the day of its statuses.

    `posts`: by the title of each post that is not here, whether to make it; `statuses`: the stage or rating that a word
    of the sheet means, `LEAVE` for none; `words`, `due_reason` and `due_agreed_by`
    are for the rows that need them and have none.
    """

    targets: dict[int, str]
    as_at: date
    empty_owner: str = LEAVE
    leave_hidden: bool = False
    posts: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    words: str = ""
    due_reason: str = ""
    due_agreed_by: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a row changes, in the words of the screens; `old` is empty for what is new."""

    what: str
    old: str
    new: str


@dataclass
class Row:
    """A row of the sheet and what it comes to. `action` is here already, or unsaved where it is new.

    `left_out` says why nothing is read from it; `problems` what is wrong with it, in sentences.
    """

    number: int
    action: Action | None = None
    is_new: bool = False
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    left_out: str = ""
    answers: Answers | None = None
    finish: ActionPeriod | None = None
    owner: Post | None = None
    sets_owner: bool = False
    seen: int = 0

    @property
    def name(self) -> str:
        """The reference of its action; of a new one its words."""
        if self.action is None:
            return ""
        return self.action.words if self.is_new else self.action.reference

    @property
    def in_words(self) -> str:
        """“Row 3 (P1.02)”."""
        return f"Row {self.number} ({shortened(self.name, 80)})" if self.name else f"Row {self.number}"

    @property
    def does_something(self) -> bool:
        return bool(not self.problems and not self.left_out and (self.is_new or self.changes))


class _Wrong(Exception):
    """A row cannot be read; the message is a sentence for who made the sheet."""


@dataclass
class _Asks:
    """What must still be said of the whole sheet: whether words, or the reason for new dates, are missing."""

    words: bool = False
    due: bool = False


class Preview:
    """A sheet read into a plan, as these choices have it. Nothing is saved by it.

    `by` is who loads it. With `lock` the actions are locked, within a transaction that is going to save.
    """

    def __init__(self, plan: Plan, table: Table, choices: Choices, *, by: User, today: date, lock: bool = False):
        self.plan, self.table, self.by, self.today = plan, table, by, today
        self.frozen, self.held = last_frozen(plan), posts_held(by, today)
        self._priorities = list(plan.priorities.select_related("lead"))
        self._read_actions(lock)
        self._read_posts()
        self._read_rows(choices)

    def with_choices(self, choices: Choices) -> "Preview":
        """The same sheet and the same plan, without asking the database again, as other choices have it."""
        other = copy(self)
        other._read_rows(choices)
        return other

    def _read_rows(self, choices):
        self.choices = choices
        self.places = {Target(target): place for place, target in choices.targets.items() if target}
        self.unknown_posts: dict[str, list[int]] = {}
        self.unknown_statuses: dict[str, list[int]] = {}
        self.asks = _Asks()
        self._section: Priority | None = None
        self._seen_actions: dict[int, int] = {}
        self._seen_words: dict[tuple, int] = {}
        self.rows = [self._read(row) for row in self.table.rows]

    # What it comes to -------------------------------------------------------------------------------------------------

    @property
    def new(self) -> list[Row]:
        return [row for row in self.rows if row.does_something and row.is_new]

    @property
    def changed(self) -> list[Row]:
        return [row for row in self.rows if row.does_something and not row.is_new]

    @property
    def wrong(self) -> list[Row]:
        return [row for row in self.rows if row.problems]

    @property
    def left_out(self) -> list[Row]:
        return [row for row in self.rows if row.left_out and not row.problems]

    @property
    def same(self) -> list[Row]:
        return [row for row in self.rows if not (row.does_something or row.problems or row.left_out)]

    @property
    def undecided_posts(self) -> list[str]:
        """The posts that are not here, of which nobody has said what to do."""
        return [title for title in self.unknown_posts if title not in self.choices.posts]

    @property
    def in_words(self) -> str:
        """“2 new actions, 1 changed, 10 the same, 1 with an error, 3 left out”."""
        counts = [
            count_of(len(self.new), "new action"),
            f"{len(self.changed)} changed",
            f"{len(self.same)} the same",
            f"{len(self.wrong)} with errors",
            f"{count_of(len(self.left_out), 'row')} left out",
        ]
        return ", ".join(counts)

    @property
    def digest(self) -> str:
        """What names all that its reader is shown: whoever saves has seen exactly that."""
        parts = [
            (
                row.number,
                row.name,
                row.seen,
                [(change.what, change.old, change.new) for change in row.changes],
                row.problems,
            )
            for row in self.rows
        ]
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    # The plan ---------------------------------------------------------------------------------------------------------

    def _read_actions(self, lock):
        actions = Action.objects.of_plan(self.plan).prefetch_related("updates", "periods").order_by("pk")
        if lock:
            actions = actions.select_for_update(of=("self",))
        by_key = {priority.pk: priority for priority in self._priorities}
        self._actions: list[Action] = []
        self._by_place, self._by_words, self._by_paper = {}, defaultdict(list), defaultdict(list)
        for action in actions:
            if (priority := by_key.get(action.priority_id)) is None:
                continue
            priority.plan, action.priority = self.plan, priority
            self._actions.append(action)
            self._by_place[priority.number, action.number] = action
            self._by_words[plain(action.words)].append(action)
            if action.paper_reference:
                self._by_paper[plain(action.paper_reference)].append(action)
        for priority in self._priorities:
            priority.plan = self.plan

    def _read_posts(self):
        self._posts, self._by_holder = {}, defaultdict(list)
        for post in Post.objects.filter(council=self.plan.council):
            self._posts[plain(post.title)] = post
            for holder in filter(None, post.holders_on(self.today).split(", ")):
                self._by_holder[plain(holder)].append(post)

    # A row ------------------------------------------------------------------------------------------------------------

    def _read(self, source: SheetRow) -> Row:
        row = Row(source.number)
        row.left_out = self._why_left_out(source)
        if row.left_out:
            return row
        try:
            self._find(row, source)
            self._check_twice(row)
            self._read_owner(row, source)
            self._read_report(row, source)
        except _Wrong as wrong:
            row.problems.append(str(wrong))
        return row

    def _cell(self, source: SheetRow, target: Target) -> Value:
        """The cell of a target; “” where its column is not there, or the cell says that there is nothing."""
        place = self.places.get(target)
        value = "" if place is None else source.cells[place]
        return "" if isinstance(value, str | int) and str(value).strip().casefold() in NOTHING_SAID else value

    def _text(self, source, target, longest=LONGEST_WORDS):
        text = shown(self._cell(source, target)).strip()
        if len(text) > longest:
            raise _Wrong(f"{target.label} has more than {longest:,} characters. Shorten it.")
        return text

    def _why_left_out(self, source):
        if source.hidden and self.choices.leave_hidden:
            return "It is hidden in the sheet."
        if is_total(source):
            return "It adds up other rows."
        words_at = self.places.get(Target.WORDS)
        filled = [place for place, cell in enumerate(source.cells) if cell != ""]
        texts = {source.cells[place] for place in filled}
        if len(texts) == 1 and (priority := self._priority_named(next(iter(texts)), of_section=True)):
            self._section = priority
            return f"It names priority {priority.number}, for the rows below it."
        if len(filled) == 1 and filled[0] != words_at and not self._matches_reference(source):
            return "It holds one cell only, which is not an action: a note."
        return ""

    def _matches_reference(self, source):
        reference = self._cell(source, Target.REFERENCE)
        return reference != "" and place_of(str(reference)) is not None

    # Which action it is -----------------------------------------------------------------------------------------------

    def _find(self, row, source):
        """Set the action of a row: by its reference, else by its words; a new one where neither is in the plan."""
        reference = self._text(source, Target.REFERENCE, longest=200)
        words = self._text(source, Target.WORDS, longest=20_000)
        if not reference and not words:
            raise _Wrong("It has no action. Write what is to be done, or give its reference.")
        priority = self._priority(source)
        action = self._by_reference(reference, words) if reference else None
        if action is None and words:
            action = self._same_words(words, priority)
            if action:
                row.notes.append(f"It has the words of {action.reference}, so it is taken for that action.")
        if action is None:
            row.action, row.is_new = self._begin(reference, words, priority), True
            return
        row.action = action
        if priority and priority != action.priority and self._cell(source, Target.PRIORITY) != "":
            raise _Wrong(
                f"{action.reference} belongs to priority {action.priority.number}, and the row says priority "
                f"{priority.number}. Correct the reference or the priority."
            )
        if words and plain(words) != plain(action.words):
            if SequenceMatcher(None, plain(words), plain(action.words)).ratio() < _ALIKE:
                raise _Wrong(
                    f"{action.reference} says something else here: “{action.words[:200]}”. Correct the reference, or "
                    "leave the row out."
                )
            row.notes.append(f"The words of {action.reference} differ a little. They stay as they are here.")

    def _by_reference(self, reference, words):
        """The action with a reference: the paper's own, else this tracker's; None where it may be a new one."""
        with_it = self._by_paper.get(plain(reference), [])
        if len(with_it) > 1:
            raise _Wrong(f"Several actions have the reference “{reference}”. Give this tracker’s own, such as P1.02.")
        if with_it:
            return with_it[0]
        place = place_of(reference)
        action = self._by_place.get(place)
        if reference[:1].casefold() == "p" and place:
            if action is None:
                raise _Wrong(
                    f"The plan has no action {reference}. Correct the reference, or empty the cell for a new one."
                )
            return action
        return action if action and (not words or plain(words) == plain(action.words)) else None

    def _same_words(self, words, priority):
        same = [each for each in self._by_words.get(plain(words), []) if priority in (None, each.priority)]
        if len(same) > 1:
            raise _Wrong(f"{same[0].reference} and {same[1].reference} have these words. Give the reference.")
        return same[0] if same else None

    def _begin(self, reference, words, priority):
        if not words:
            raise _Wrong(
                f"The plan has no action with the reference “{reference}”, and the row has no words for a new one."
            )
        if priority is None:
            if len(self._priorities) != 1:
                raise _Wrong("It is a new action without a priority. Give the number or the name of one of the plan.")
            priority = self._priorities[0]
        if len(reference) > 30:
            raise _Wrong("The reference has more than 30 characters. Shorten it.")
        # Never saved: as if it were, so that the rules of updates can be asked about it.
        action = Action(pk=0, priority=priority, words=words, column=Action.Column.ADDED, paper_reference=reference)
        action._prefetched_objects_cache = {"periods": [], "updates": []}
        return action

    def _priority(self, source):
        """The priority that a row names, else that of the heading above it; None where there is neither."""
        cell = self._cell(source, Target.PRIORITY)
        if cell == "":
            return self._section
        priority = self._priority_named(cell)
        if priority is None:
            raise _Wrong(f"The plan has no priority “{shown(cell)}”. Give the number or the name of one that it has.")
        return priority

    def _priority_named(self, cell, of_section=False):
        words = plain(cell)
        for priority in self._priorities:
            number, names = str(priority.number), (plain(priority.short_name), plain(priority.words))
            forms = {f"priority {number}", f"p{number}", f"p {number}", *names}
            forms |= {f"{start}{number} {name}" for start in ("priority ", "p", "") for name in names}
            if words in forms or (words == number and not of_section):
                return priority
        # “Priority 2: Leadership” is priority 2, whatever its name has become since.
        first, _, rest = words.partition(" ")
        named = rest.split(" ")[0] if first == "priority" else ""
        return next((each for each in self._priorities if str(each.number) == named), None)

    def _check_twice(self, row):
        action = row.action
        if row.is_new:
            key, known = (action.priority.pk, plain(action.words)), self._seen_words
        else:
            key, known = action.pk, self._seen_actions
        if (before := known.setdefault(key, row.number)) != row.number:
            raise _Wrong(f"It is the same action as row {before}. Leave one of the two out.")

    # The owner --------------------------------------------------------------------------------------------------------

    def _read_owner(self, row, source):
        title = " ".join(self._text(source, Target.OWNER, longest=150).split())
        current = row.action.owner
        if not title:
            takes = Target.OWNER in self.places and self.choices.empty_owner == EMPTY
            if takes and current is not None and not row.is_new:
                row.sets_owner = True
                row.changes.append(Change("Owner", current.title, "No owner"))
            return
        post = self._posts.get(plain(title))
        held = self._by_holder.get(plain(title), [])
        if post is None and len(held) == 1:
            post = held[0]
            row.notes.append(f"{title} holds the post {post.title}.")
        if post is None:
            self.unknown_posts.setdefault(title, []).append(row.number)
            if self.choices.posts.get(title) != MAKE:
                return
            post = Post(council=self.plan.council, title=title)
        if post != current or post.pk is None:
            row.owner, row.sets_owner = post, True
            row.changes.append(
                Change("Owner", current.title if current else "" if row.is_new else "No owner", post.title)
            )

    # Its status, its words and its date -------------------------------------------------------------------------------

    def _read_report(self, row, source):
        """Set the answers that a row comes to, as an officer would have given them, and what stands against them."""
        action, day = row.action, self.choices.as_at
        due = self._due(row, source)
        history = [] if row.is_new else recorded_updates(action)
        if row.is_new:
            row.finish = _finish(due)
            first = first_report(action, row.finish, by=self.by, today=day)
            first.sequence = 0
            history = [first]
            due = None
            given = first.due_last_day
            row.changes.insert(0, Change("Priority", "", str(action.priority)))
            if row.finish and given:
                row.changes.append(Change("Due", "", in_words(given)))
        row.seen = 0 if row.is_new else last_sequence(history)
        facts = facts_on(history, day)
        said = self._answers(row, source, facts, history, due)
        if said is None:
            return
        row.answers = self._completed(row, said, history)
        row.changes += _changes(draft(action, row.answers, facts), facts, row.is_new)

    def _answers(self, row, source, facts, history, due):
        """What is new in a row, or None where it says nothing new."""
        stage, rating = self._status(row, source)
        if stage == Stage.COMPLETE and self.plan.asks_sign_off and not (facts and facts.stage == Stage.COMPLETE):
            stage = Stage.AWAITING
            row.notes.append(
                "The plan asks for sign-off, so it is done, awaiting sign-off: a second person confirms it."
            )
        before = facts.stage if facts else ""
        if rating and not stage and before not in OPEN_STAGES:
            stage = Stage.UNDER_WAY if before else Stage.PLANNED
        known = {plain(text) for each in history for text in (each.words, each.evidence_words, each.impact_words)}
        words, evidence = (
            text if plain(text) not in known else ""
            for text in (self._text(source, Target.PROGRESS), self._text(source, Target.EVIDENCE))
        )
        stage = "" if stage == before else stage
        if stage in (Stage.AWAITING, Stage.COMPLETE) and not evidence:
            words, evidence = "", words
        rating = "" if facts and rating == facts.rating and not stage else rating
        if (stage or before) not in OPEN_STAGES or (facts and due and due.last_day == facts.due_last_day):
            due = None
        if not (stage or rating or words or evidence or due):
            return None
        return Answers(
            effective_date=self.choices.as_at,
            stage=stage or before or Stage.PLANNED,
            rating=rating,
            words=words,
            evidence_words=evidence,
            due=due,
            due_reason=self._text(source, Target.DUE_REASON) if due else "",
            due_agreed_by=self._text(source, Target.DUE_AGREED_BY, longest=150) if due else "",
        )

    def _completed(self, row, answers, history):
        """The answers with what was said for the whole sheet where they need it; the row has what is still wrong."""
        wrong = problems(row.action, history, answers, self.today, self.frozen)
        if "words" in wrong or "evidence_words" in wrong:
            self.asks.words = True
            more = {name: self.choices.words for name in ("words", "evidence_words") if name in wrong}
            answers = replace(answers, **more)
        if "due_reason" in wrong or "due_agreed_by" in wrong:
            self.asks.due = True
            given = {"due_reason": self.choices.due_reason, "due_agreed_by": self.choices.due_agreed_by}
            answers = replace(answers, **{name: text for name, text in given.items() if name in wrong})
        row.problems += problems(row.action, history, answers, self.today, self.frozen).values()
        before = facts_on(history, answers.effective_date)
        if before and answers.stage != before.stage and not row.problems:
            stages = stages_open_to(row.action, before, history, self.by, answers.effective_date)
            if answers.stage not in stages:
                row.problems.append(f"You cannot report “{Stage(answers.stage).label}” for this action.")
        return answers

    def _status(self, row, source):
        """The stage and the rating that a row's words say; empty for what they do not say."""
        stage = rating = ""
        for target in (Target.STATUS, Target.RATING):
            cell = self._cell(source, target)
            if cell == "":
                continue
            says = self._meaning_of(row, cell, target)
            if isinstance(says, Stage):
                stage = says
            elif isinstance(says, Rating):
                rating = says
        return stage, "" if stage and stage not in OPEN_STAGES else rating

    def _meaning_of(self, row, cell, target):
        """As `_status_in`; of a word that is none here, what was said that it means."""
        try:
            return _status_in(cell, target)
        except _Wrong:
            word = shown(cell)
            self.unknown_statuses.setdefault(word, []).append(row.number)
            if (said := self.choices.statuses.get(word)) is None:
                raise
            return next((each for each in (*Stage, *Rating) if each.value == said), None)

    def _due(self, row, source):
        cell = self._cell(source, Target.DUE)
        if cell == "":
            return None
        if isinstance(cell, str) and plain(cell) in {plain(each) for each in NO_DATE}:
            row.notes.append(f"“{cell}” gives no date, so none is read.")
            return None
        period = read_day(cell, self.today)
        if period is None or period.last_day is None:
            raise _Wrong(f"“{shown(cell)}” could not be read as a date. Write it as 30 June 2020, or leave it empty.")
        return period


def read_day(cell: Value, today: date) -> Period | None:
    """The period that a cell means, by the reader of all dates; a number is a day as Excel keeps it."""
    if isinstance(cell, str) and cell.isdecimal():
        cell = int(cell)
    if isinstance(cell, int | float):
        cell = serial_day(cell) or str(cell)
    return read_period(shown(cell), today)


def _status_in(cell, target):
    """The stage or the rating that a cell says, None for what the dates decide; a status may be followed by more."""
    words = str(cell).casefold()
    starts = [words, *(words.partition(sign)[0] for sign in (":", " - ", " – ", "(", "/", ","))]
    for start in starts:
        if (said := plain(start)) in STATUSES:
            return STATUSES[said]
    raise _Wrong(f"“{shown(cell)}” is no {_CALLED[target]} here. {_NO_STATUS}")


def _finish(due: Period | None) -> ActionPeriod | None:
    if due is None:
        return None
    role = ActionPeriod.Role.FINISH
    return ActionPeriod(
        role=role, words=due.words[:200], first_day=due.first_day, last_day=due.last_day, precision=due.precision
    )


def _changes(update: ProgressUpdate, facts: Facts | None, is_new: bool) -> Iterable[Change]:
    """What an unsaved update changes, in the words of the screens."""

    def old(text):
        return "" if is_new else text

    if update.stage:
        yield Change(
            "Stage",
            old(Stage(facts.stage).label if facts and facts.stage else "Not reported"),
            update.get_stage_display(),
        )
    if update.rating:
        yield Change(
            "Rating",
            old(Rating(facts.rating).label if facts and facts.rating else "Not yet rated"),
            update.get_rating_display(),
        )
    if update.due_last_day:
        before = in_words(facts.due_last_day) if facts and facts.due_last_day else "No finishing date"
        yield Change("Due", before, in_words(update.due_last_day))
    for what, text in (("Update", update.words), ("Evidence", update.evidence_words)):
        if text:
            yield Change(what, "", text)
