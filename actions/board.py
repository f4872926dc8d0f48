"""The figures of the status board: a plan's positions on a day, counted, and the sentence that they make."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from django.db.models import Count, FilteredRelation, Max, Min, Q

from csc_tracker.prepared import Prepared
from priorities.models import Post, Priority

from .as_at import SEQUENCES, in_force
from .models import MADE_A_DIFFERENCE, DueBasis
from .rating import COUNTED, OPEN, RATED, Shows, in_words

# The bar's width in the units of its drawing, the gap between two segments, and the narrowest segment that shows.
BAR_WIDTH, GAP, NARROWEST = 240, 2, 6
# The order of a bar and of the totals' bar: what is done first, then what is open, the worst last.
BAR_ORDER = (
    Shows.COMPLETE, Shows.AWAITING, Shows.ON_TRACK, Shows.AT_RISK, Shows.OFF_TRACK, Shows.LATE, Shows.NOT_RATED
)  # fmt: skip
# What is counted besides the status, each with the statuses for which it is counted.
_COUNTED_FOR = {
    "out_of_date": RATED,
    "with_difference": (Shows.COMPLETE,),
    "with_evidence": (Shows.COMPLETE,),
    "own_date": OPEN,
    "own_date_this_year": OPEN,
    "owned": OPEN,
}


@dataclass
class Figures:
    """Counts of actions by status, with the dates that go with them. Counts add up; dates are the next and the last.

    `next_due` is the earliest due date still to come of what is open, `next_basis` its basis (DueBasis; a date of an
    action's own before an inherited one).
    """

    by_state: dict = field(default_factory=lambda: dict.fromkeys(Shows, 0))
    counts: dict = field(default_factory=lambda: dict.fromkeys(_COUNTED_FOR, 0))
    next_due: date | None = None
    next_basis: str = ""
    last_said: date | None = None

    def add(self, group):
        """Take in the actions of one status and one basis of their due date: a row of the query in `figures`."""
        state, number = Shows(group["position__status"]), group["actions"]
        basis, next_due = group["position__due_basis"], group["next_due"]
        own = basis == DueBasis.OWN
        counted = group | {"own_date": number * own, "own_date_this_year": group["before_year_end"] * own}
        self.by_state[state] += number
        for name, states in _COUNTED_FOR.items():
            self.counts[name] += counted[name] if state in states else 0
        self.last_said = max(filter(None, [self.last_said, group["last_said"]]), default=None)
        if next_due and state in OPEN and state != Shows.LATE:
            mine = (self.next_due or date.max, self.next_basis != DueBasis.OWN)
            if (next_due, not own) < mine:
                self.next_due, self.next_basis = next_due, basis

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
        return self.total(Shows.COMPLETE)

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


def figures(plan, on, priority=None, up_to=None):
    """The plan's figures on the day `on`: (Figures of the whole plan, a list of `Row`, one a priority in its order).

    `priority` looks at that one alone; `up_to` takes in only updates up to that sequence, as a frozen position does.
    """
    days = (on, on - timedelta(days=plan.update_interval_days), date(on.year, 12, 31))
    known = [] if up_to is None else [up_to]
    groups = _query(priority is not None, up_to is not None).rows((priority or plan).pk, *days, *known)
    whole, rows = Figures(), {}
    for group in (dict(zip(_GROUPS, group, strict=True)) for group in groups):
        row = rows.get(group["pk"])
        if row is None:
            row = rows[group["pk"]] = Row(_priority(plan, group), Figures())
        if group["actions"]:
            whole.add(group)
            row.figures.add(group)
    return whole, list(rows.values())


@cache
def _query(one_priority, as_known):
    """The query of `figures`, built once for a plan and for a priority, as known now and at a time before."""

    def build(key, on, stale, year_end, up_to=None):
        position = FilteredRelation("positions", condition=in_force(on, up_to, "positions__"))
        counted = {
            "actions": Count("position"),
            "out_of_date": Count("position", filter=Q(position__rated_on__lt=stale)),
            "with_difference": Count("position", filter=Q(position__difference__in=MADE_A_DIFFERENCE)),
            "with_evidence": Count("position", filter=Q(position__evidence=True)),
            "before_year_end": Count("position", filter=Q(position__due_last_day__lt=year_end)),
            "owned": Count("position__action__owner"),
            "next_due": Min("position__due_last_day"),
            "last_said": Max("position__last_said"),
        }
        priorities = Priority.objects.filter(**{"pk" if one_priority else "plan": key})
        by = _GROUPS[: -len(counted)]
        return priorities.annotate(position=position).values(*by).annotate(**counted).order_by("number")

    days = (date(1, 1, 1), date(1, 1, 2), date(1, 1, 3))
    return Prepared(build, -1, *days, *SEQUENCES[:as_known])


# The columns of a row of `figures`: what it is grouped by, then what is counted.
_GROUPS = (
    "pk", "number", "short_name", "lead_id", "lead__title", "position__status", "position__due_basis", "actions",
    "out_of_date", "with_difference", "with_evidence", "before_year_end", "owned", "next_due", "last_said",
)  # fmt: skip


def _priority(plan, group):
    """A priority with its lead, as far as the query of `figures` reads them."""
    lead = Post(pk=group["lead_id"], council=plan.council, title=group["lead__title"]) if group["lead_id"] else None
    return Priority(pk=group["pk"], plan=plan, number=group["number"], short_name=group["short_name"], lead=lead)


@dataclass
class Row:
    """One priority on the board: its number, short name and lead, and its figures."""

    priority: Priority
    figures: Figures


def sentence(whole, on):
    """Where the plan stands, in one breath: a list of sentences, the first the weightiest."""
    if not whole.counted:
        return ["No action of this plan had been reported by this date."]
    return list(filter(None, [_completed(whole), _open(whole), _lateness(whole, on)]))


def _completed(whole):
    if not whole.complete:
        return f"None of {whole.counted} action{'s' if whole.counted > 1 else ''} is reported complete."
    told = whole.counts["with_difference"]
    difference = (
        f"for {told} of them a difference for children is" if told else "for none has a difference for children been"
    )
    return (
        f"{whole.complete} of {whole.counted} actions {_are(whole.complete)} reported complete; "
        f"{difference} recorded here."
    )


def _open(whole):
    if not whole.open:
        return "None is open."
    if whole.total(Shows.NOT_RATED) == whole.open:
        return f"{whole.open} {_are(whole.open)} open and no officer has yet rated {_them(whole.open)}."
    parts = [f"{whole.by_state[state]} {state.label.lower()}" for state in OPEN if whole.by_state[state]]
    return f"{whole.open} {_are(whole.open)} open: {_and(parts)}."


def _lateness(whole, on):
    """How many of the open have a finishing date of their own this year; “only” where it is fewer than a third."""
    if not whole.open:
        return ""
    late, dated = whole.total(Shows.LATE), whole.counts["own_date_this_year"]
    of_its_own = f"{'have' if dated > 1 else 'has'} a finishing date of {'their' if dated > 1 else 'its'} own"
    few = f"{'only ' if dated * 3 < whole.open else ''}{dated}" if dated else "none"
    told = f"{few} of the {whole.open} {of_its_own} before the end of {on.year}."
    return told[0].upper() + told[1:] if late else f"None is late, but {told}"


def _are(number):
    return "is" if number == 1 else "are"


def _them(number):
    return "it" if number == 1 else "them"


def _and(parts):
    """“a, b and c”."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def next_date(told):
    """What a priority's row says of its next date."""
    if not told.open:
        return "nothing is open" if told.counted else "nothing reported yet"
    if told.next_due is None:
        return "no date still to come" if told.total(Shows.LATE) else "no finishing date"
    if told.next_basis == DueBasis.OWN:
        return in_words(told.next_due)
    return f"{in_words(told.next_due)}, {DueBasis(told.next_basis).label}"
