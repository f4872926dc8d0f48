"""The figures of the status board: the positions of a plan on a day, counted by status."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from django.db.models import Count, Exists, FilteredRelation, Max, Min, Q, Subquery, Value

from actions.models import MADE_AN_IMPACT, Action, DueBasis, ProgressUpdate
from actions.positions.as_at import SEQUENCES, in_force
from actions.positions.status import COUNTED, OPEN, RATED, Status
from csc_tracker.database.prepared import DAYS, KEYS, Prepared
from csc_tracker.people.sight import note_with_right
from priorities.models import Post, Priority

# The bar's width in the units of its drawing, the gap between two segments, and the narrowest segment that shows.
BAR_WIDTH, GAP, NARROWEST = 240, 2, 6
# The order of a bar and of the totals' bar: what is done first, then what is open, the worst last.
BAR_ORDER = (
    Status.COMPLETE, Status.AWAITING, Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK, Status.LATE, Status.NOT_RATED
)  # fmt: skip
# What is counted besides the status: of rated actions the first, of complete ones the next two, of open ones the rest.
_ALSO = ("out_of_date", "with_impact", "with_evidence", "own_date", "own_date_this_year")


@dataclass
class Figures:
    """Counts of actions by status, with the dates that go with them.

    `counts` are those of `_ALSO`. `next_due` is the earliest due date still to come of an open action, `next_basis` its
    basis (DueBasis; of two on one day, the action's own). `last_said` is the day of the last update. For a whole plan
    alone: `owned`, whether an open action has an owner, and `updates_since`, as in `figures`.
    """

    by_state: dict = field(default_factory=lambda: dict.fromkeys(Status, 0))
    counts: dict = field(default_factory=lambda: dict.fromkeys(_ALSO, 0))
    next_due: date | None = None
    next_basis: str = ""
    last_said: date | None = None
    owned: bool = False
    updates_since: int = 0

    def add_group(self, state, basis, number, out_of_date, impact, evidence, before_year_end, next_due, last_said):
        """Add the actions of one status and one basis of their due date: a row of the query in `figures`."""
        counts, own = self.counts, basis == DueBasis.OWN
        self.by_state[state] += number
        if state in RATED:
            counts["out_of_date"] += out_of_date
        if state in OPEN:
            if own:
                counts["own_date"] += number
                counts["own_date_this_year"] += before_year_end
            if next_due and state != Status.LATE:
                self._compare_next_due(next_due, basis)
        elif state == Status.COMPLETE:
            counts["with_impact"] += impact
            counts["with_evidence"] += evidence
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


def figures(plan, on, priority=None, up_to=None, since=None):
    """The plan's figures on the day `on`: (Figures of the whole plan, [a `PriorityRow` of each priority, in order]).

    With `priority`, of that priority alone. `up_to`: only updates up to that sequence count, as in a frozen position.
    `since` is an update's sequence: `updates_since` then counts the updates recorded after it that are about the day
    `on` or an earlier day. One query.
    """
    note_with_right(plan.pk)
    days = (on, on - timedelta(days=plan.update_interval_days), date(on.year, 12, 31))
    sequences = [_NONE_IS_LATER if since is None else since, *([] if up_to is None else [up_to])]
    groups = _query(priority is not None, up_to is not None).rows((priority or plan).pk, *days, *sequences)
    whole, rows = Figures(), {}
    for key, number, name, lead, title, state, basis, owned, updates_since, *counts in groups:
        whole.owned, whole.updates_since = owned, updates_since or 0
        row = rows.get(key)
        if row is None:
            post = Post(pk=lead, council=plan.council, title=title) if lead else None
            priority = Priority(pk=key, plan=plan, number=number, short_name=name, lead=post)
            row = rows[key] = PriorityRow(priority, Figures())
        if state:
            row.figures.add_group(_STATES[state], basis, *counts)
    for row in rows.values():
        whole.add_figures(row.figures)
    return whole, list(rows.values())


_STATES = {state.value: state for state in Status}
_NONE_IS_LATER = 2**62  # than which no update has a sequence


@cache
def _query(one_priority, as_known):
    """The query of `figures`, built once for a plan and for a priority, as known now and at a time before."""

    def build(key, on, stale, year_end, since, up_to=None):
        of_plan = {"priority" if one_priority else "priority__plan": key}
        updates = ProgressUpdate.objects.filter(
            sequence__gt=since, effective_date__lte=on, **{f"action__{path}": value for path, value in of_plan.items()}
        )
        updates = updates.order_by().annotate(all=Value(1)).values("all").annotate(number=Count("pk")).values("number")
        owned = Action.objects.filter(
            in_force(on, up_to, "positions__"), positions__status__in=OPEN, owner__isnull=False, **of_plan
        )
        path = "actions__positions" if as_known else "positions"  # as the indexes of positions go
        position = FilteredRelation(path, condition=in_force(on, up_to, f"{path}__"))
        counted = {
            "actions": Count("position"),
            "out_of_date": Count("position", filter=Q(position__rated_on__lt=stale)),
            "with_impact": Count("position", filter=Q(position__impact__in=MADE_AN_IMPACT)),
            "with_evidence": Count("position", filter=Q(position__evidence=True)),
            "before_year_end": Count("position", filter=Q(position__due_last_day__lt=year_end)),
            "next_due": Min("position__due_last_day"),
            "last_said": Max("position__last_said"),
        }
        priorities = Priority.objects.filter(**{"pk" if one_priority else "plan": key})
        priorities = priorities.annotate(position=position, owned=Exists(owned), updates_since=Subquery(updates))
        return priorities.values(*_GROUPS).annotate(**counted).order_by("number")

    return Prepared(build, KEYS[0], *DAYS, *SEQUENCES[: 1 + as_known])


# What the query of `figures` groups by.
_GROUPS = (
    "pk", "number", "short_name", "lead_id", "lead__title", "position__status", "position__due_basis", "owned",
    "updates_since",
)  # fmt: skip


@dataclass
class PriorityRow:
    """One priority on the board: its number, short name and lead, and its figures."""

    priority: Priority
    figures: Figures
