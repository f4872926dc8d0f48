"""The figures of the status board: the positions of a plan on a day, counted by status."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from actions.models import MADE_AN_IMPACT, Action, ActionPosition, DueBasis, ProgressUpdate
from actions.positions.as_at import SEQUENCES, in_force, in_force_by_index
from actions.positions.changes import add_up, pairs_that_differ
from actions.positions.counted import counted, counted_with
from actions.positions.status import COUNTED, OPEN, RATED, Status
from csc_tracker.database.prepared import DAYS, KEYS, Prepared, record_of
from csc_tracker.people.sight import note_with_right
from priorities.models import Measure, Post, Priority

# The bar's width in the units of its drawing, the gap between two segments, and the narrowest segment that shows.
BAR_WIDTH, GAP, NARROWEST = 240, 2, 6
# The order of a bar and of the totals' bar: what is done first, then what is open, the worst last.
BAR_ORDER = (
    Status.COMPLETE, Status.AWAITING, Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK, Status.LATE, Status.NOT_RATED
)  # fmt: skip
# What the key of bars explains: the codes and the words of their states.
KEY = [(state.value, state.label) for state in BAR_ORDER]
# What is counted besides the status: of rated actions the first, of complete ones the next two, of open ones the rest.
_ALSO = ("out_of_date", "with_impact", "with_evidence", "own_date", "own_date_this_year")


@dataclass
class Figures:
    """Counts of actions by status, with the dates that go with them.

    `counts` are those of `_ALSO`. `next_due` is the earliest due date still to come of an open action, `next_basis` its
    basis (DueBasis; of two on one day, the action's own). `last_said` is the day of the last update. For all that was
    counted alone: `changes`, how many actions show each change (see `changes.add_up`); and for a whole plan alone
    `owned`, whether an open action has an owner, and `updates_since` and `beside`, as in `figures`.
    """

    by_state: dict = field(default_factory=lambda: dict.fromkeys(Status, 0))
    counts: dict = field(default_factory=lambda: dict.fromkeys(_ALSO, 0))
    next_due: date | None = None
    next_basis: str = ""
    last_said: date | None = None
    owned: bool = False
    updates_since: int = 0
    changes: dict = field(default_factory=dict)
    beside: dict = field(default_factory=dict)

    def add_group(self, facts, number, out_of_date, before_year_end, next_due, last_said):
        """Add the actions that are counted by the same `facts`, a `Counted`: a row of the query in `figures`."""
        counts, state, own = self.counts, _STATES[facts.status], facts.due_basis == DueBasis.OWN
        self.by_state[state] += number
        if state in RATED:
            counts["out_of_date"] += out_of_date
        if state in OPEN:
            if own:
                counts["own_date"] += number
                counts["own_date_this_year"] += before_year_end
            if next_due and state != Status.LATE:
                self._compare_next_due(next_due, facts.due_basis)
        elif state == Status.COMPLETE:
            counts["with_impact"] += number if facts.impact in MADE_AN_IMPACT else 0
            counts["with_evidence"] += number if facts.evidence else 0
        self._compare_last_said(last_said)

    def add_figures(self, other):
        """Add the figures of other actions."""
        for mine, theirs in ((self.by_state, other.by_state), (self.counts, other.counts)):
            for name, number in theirs.items():
                mine[name] += number
        if other.next_due:
            self._compare_next_due(other.next_due, other.next_basis)
        self._compare_last_said(other.last_said)

    def _compare_next_due(self, day, basis):
        """Keep the earlier due date; of two on one day, the one that is an action's own."""
        before = self.next_due is None or day < self.next_due
        if before or (day == self.next_due and basis == DueBasis.OWN):
            self.next_due, self.next_basis = day, basis

    def _compare_last_said(self, day):
        """Keep the later day of an update."""
        if day and (self.last_said is None or day > self.last_said):
            self.last_said = day

    def total(self, *states):
        """How many actions show one of these states."""
        return sum(self.by_state[state] for state in states)

    @property
    def counted(self):
        """The plan's actions: all but the stopped and the not yet reported."""
        return self.total(*COUNTED)

    @property
    def open(self):
        return self.total(*OPEN)

    @property
    def complete(self):
        return self.total(Status.COMPLETE)

    @property
    def bare(self):
        """Whether something is open, nothing is complete, and no open action has a finishing date of its own."""
        return bool(self.open and not self.complete and not self.counts["own_date"])

    @property
    def bar(self):
        """The segments of the bar: [{"state", "x", "width"}], each at least wide enough to see."""
        present = [(state, self.by_state[state]) for state in BAR_ORDER if self.by_state[state]]
        if not present:
            return []
        room = BAR_WIDTH - GAP * (len(present) - 1) - NARROWEST * len(present)
        segments, x = [], 0
        for state, number in present:
            width = NARROWEST + room * number / self.counted
            segments.append({"state": state.value, "x": f"{x:.1f}", "width": f"{width:.1f}"})
            x += width + GAP
        return segments


def figures(plan, on, priority=None, up_to=None, since=None, baseline=None, beside=()):
    """The plan's figures on the day `on`: (Figures of the whole plan, [a `PriorityRow` of each priority, in order]).

    With `priority`, of that priority alone. `up_to`: only updates up to that sequence count, as in a frozen position.
    `since` is an update's sequence: `updates_since` then counts the updates recorded after it that are about the day
    `on` or an earlier day. With a `baseline`, `changes` are counted from it; without, there are none.
    `beside` are other plans, whose open actions of the day are counted too, by their live status: the whole's `beside`
    is {key of the plan: {status: number}}. One query.
    """
    for each in (plan, *beside):
        note_with_right(each.pk)
    whole, rows = Figures(), {priority.pk: PriorityRow(priority, Figures())} if priority else {}
    values = [on, on - timedelta(days=plan.update_interval_days), date(on.year, 12, 31)]
    values += [baseline.day] if baseline else []
    values += [sequence for sequence in (up_to, baseline and baseline.up_to) if sequence is not None]
    query = _query(priority is None, up_to is not None, baseline and (baseline.up_to is not None,), len(beside))
    if priority:
        read = query.rows(priority.pk, *values)
    else:
        values += [_NONE_IS_LATER if since is None else since, *(other.pk for other in beside)]
        read = query.rows(plan.pk, *values)
    counts, pairs = [], []
    for kind, key, name, title, holders, *numbers in read:
        if kind == _PRIORITY:
            number, lead, whole.owned, whole.updates_since, *_, measured = numbers
            post = record_of(Post, id=lead, council=plan.council, title=title, holders=holders) if lead else None
            each = record_of(Priority, id=key, plan=plan, number=number, short_name=name, lead=post)
            rows[key] = PriorityRow(each, Figures(), bool(measured))
        elif kind == _BESIDE:
            whole.beside.setdefault(key, {})[_STATES[name]] = numbers[0]
        else:
            (pairs if kind == _CHANGED else counts).append((key, *numbers))
    for key, facts, *numbers, _ in counts:
        if key in rows:
            rows[key].figures.add_group(counted(facts), *numbers)
    in_order = sorted(rows.values(), key=lambda row: row.priority.number)
    for row in in_order:
        whole.add_figures(row.figures)
    whole.changes = add_up((now, was, number) for now, was, number, *_ in pairs) if baseline else {}
    return whole, in_order


_STATES = {state.value: state for state in Status}
_NONE_IS_LATER = 2**62  # than which no update has a sequence

# What the query of `figures` reads, by the kind of row: of a priority its key, name, lead and who holds that, number,
# whether an open action of the plan has an owner, `updates_since`, and whether it has a measure; of the actions of a
# priority that are counted as the same, what that is, and four counts and days of them; what actions are counted as
# that differs, as `add_up` takes it; and of another plan its key, a status and how many open actions have it.
_PRIORITY, _COUNTED, _CHANGED, _BESIDE = range(4)
_COLUMNS = (
    "kind",
    "key",
    "name",
    "title",
    "holders",
    "first",
    "second",
    "third",
    "fourth",
    "next_due",
    "said",
    "measured",
)


def _columns(records, *values):
    """A query of `_COLUMNS`, with these values."""
    named = {f"column_{name}": value for name, value in zip(_COLUMNS, values, strict=True)}
    return records.annotate(**named).values_list(*named)


@cache
def _query(whole, as_known, compared, beside):
    """The query of a priority's actions, counted; with `whole`, of the priorities of a plan and all its actions.

    `compared` is None, or a tuple of whether the baseline is a frozen position; `beside` is the number of other plans.
    """
    known_before = bool(compared and compared[0])

    def build(key, on, stale, year_end, *values):
        values = list(values)
        others = [values.pop() for _ in range(beside)]
        day = values.pop(0) if compared else None
        up_to = values.pop(0) if as_known else None
        up_to_then = values.pop(0) if known_before else None
        of = {"priority__plan" if whole else "priority": key}
        counts = _counts(of, on, stale, year_end, up_to)
        counts += _changes(pairs_that_differ(on, up_to, day, up_to_then, **of)) if compared else []
        counts += [_open_beside(others, on)] if others else []
        first, *more = [_priorities(key, on, up_to, values[-1]), *counts] if whole else counts
        return first.union(*more, all=True) if more else first

    days, sequences = DAYS[: 4 if compared else 3], SEQUENCES[: as_known + known_before + whole]
    return Prepared(build, KEYS[0], *days, *sequences, *range(-11, -11 - beside, -1))


def open_by_status(plans, on):
    """The open actions of plans on the day `on`, as they are live: a query to count, grouped by plan and status."""
    priorities = Priority.objects.filter(plan__in=plans).order_by().values("pk")
    positions = ActionPosition.objects.filter(in_force(on), counted_with(*OPEN), priority__in=priorities)
    return positions.order_by().values("priority__plan", "status")


def _open_beside(plans, on):
    """The query of other plans' open actions, counted."""
    return _columns(
        open_by_status(plans, on), Value(_BESIDE), F("priority__plan"), F("status"), _NO_WORDS, _NO_WORDS, Count("*"),
        Value(0), Value(0), Value(0), _NO_DAY, _NO_DAY, Value(0),
    )  # fmt: skip


def _priorities(plan, on, up_to, since):
    """The query of a plan's priorities."""
    of_plan = Action.every.filter(priority__in=Priority.every.filter(plan=plan).order_by().values("pk"))
    updates = ProgressUpdate.objects.filter(
        Exists(of_plan.filter(pk=OuterRef("action"))), sequence__gt=since, effective_date__lte=on
    )
    updates = updates.order_by().annotate(all=Value(1)).values("all").annotate(number=Count("*")).values("number")
    owned = ActionPosition.objects.filter(
        in_force(on, up_to), counted_with(*OPEN), action__owner__isnull=False, action__priority__plan=plan
    )
    measures = Measure.objects.filter(priority=OuterRef("pk"))
    return _columns(
        Priority.objects.filter(plan=plan).order_by(), Value(_PRIORITY), F("pk"), F("short_name"), F("lead__title"),
        F("lead__holders"), F("number"), F("lead_id"), Case(When(Exists(owned), then=1), default=0),
        Coalesce(Subquery(updates), 0), _NO_DAY, _NO_DAY, Case(When(Exists(measures), then=1), default=0),
    )  # fmt: skip


_NO_DAY, _NO_WORDS = Value(None, DateField()), Value(None, CharField())


def _counts(of, on, stale, year_end, up_to=None):
    """Queries of actions, counted by their priority and by what they are counted as: their rows are added up."""
    return [
        _columns(
            ActionPosition.objects.filter(condition, **of).order_by().values("priority", "counted_as"),
            Value(_COUNTED),
            F("priority"),
            _NO_WORDS,
            _NO_WORDS,
            _NO_WORDS,
            F("counted_as"),
            Count("*"),  # no key is counted: the index of positions has none
            Count("rated_on", filter=Q(rated_on__lt=stale)),
            Count("due_last_day", filter=Q(due_last_day__lt=year_end)),
            Min("due_last_day"),
            Max("last_said"),
            Value(0),
        )
        for condition in in_force_by_index(on, up_to)
    ]


def _changes(pairs):
    """Queries of the pairs that differ, counted by what their actions are counted as on the two days."""
    return [
        _columns(
            each.values("counted_as", "was"), Value(_CHANGED), F("counted_as"), _NO_WORDS, _NO_WORDS, _NO_WORDS,
            F("was"), Count("*"), Value(0), Value(0), _NO_DAY, _NO_DAY, Value(0),
        )
        for each in pairs
    ]  # fmt: skip


@dataclass
class PriorityRow:
    """One priority on the board: its number, short name and lead, its figures, and whether it has a measure (of a whole
    plan's rows alone).
    """

    priority: Priority
    figures: Figures
    measured: bool = False
