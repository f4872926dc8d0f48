"""The figures of the status board: one grouped query over a plan's actions, and the sentence that they make."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connections

from priorities.models import Priority

from .models import Action, DueBasis
from .rating import COUNTED, OPEN, Shows, in_words

# The bar's width in the units of its drawing, the gap between two segments, and the narrowest segment that shows.
BAR_WIDTH, GAP, NARROWEST = 240, 2, 6
# The order of a bar and of the totals' bar: what is done first, then what is open, the worst last.
BAR_ORDER = (
    Shows.COMPLETE, Shows.AWAITING, Shows.ON_TRACK, Shows.AT_RISK, Shows.OFF_TRACK, Shows.LATE, Shows.NOT_RATED
)  # fmt: skip
_RATED = (Shows.ON_TRACK, Shows.AT_RISK, Shows.OFF_TRACK)
# The counts of the grouped query, each with its condition on the columns of `with_position` and the states for which
# it is counted. {on}, {stale} and {year_end} are days.
_COUNTS = {
    "out_of_date": ("rated_on < {stale}", _RATED),
    "with_difference": ("difference IN ('some', 'clear')", (Shows.COMPLETE,)),
    "own_date": ("due_basis = 'own'", OPEN),
    "own_date_this_year": ("due_basis = 'own' AND due_last_day < {year_end}", OPEN),
    "owned": ("owner_id IS NOT NULL", OPEN),
}
_STILL_TO_COME = {
    "next_due": "MIN(CASE WHEN due_last_day >= {on} THEN due_last_day END)",
    "next_own": "MIN(CASE WHEN due_last_day >= {on} AND due_basis = 'own' THEN due_last_day END)",
    # The day with its basis behind it, so that the earliest day brings its own basis along.
    "next_inherited": "MIN(CASE WHEN due_last_day >= {on} AND due_basis <> 'own' "
    "THEN CAST(due_last_day AS text) || due_basis END)",
}
_COLUMNS = (
    "priority_id", "shows", "difference", "due_basis", "due_last_day", "owner_id", "day_not_given", "stage_since",
    "reported_from", "last_said", "rated_on",
)  # fmt: skip


@dataclass
class Figures:
    """Counts of actions by what shows, with the dates that go with them. Counts add up; dates are the next and last."""

    by_state: dict = field(default_factory=lambda: dict.fromkeys(Shows, 0))
    counts: dict = field(default_factory=lambda: dict.fromkeys(_COUNTS, 0))
    next_due: date | None = None
    next_own: date | None = None
    next_inherited: str | None = None
    last_said: date | None = None

    def add(self, state, number, counts, dates, last_said):
        """Take in the actions of one state: how many, their counts and dates as far as they apply to it."""
        self.by_state[state] += number
        for name, count in counts.items():
            self.counts[name] += count if state in _COUNTS[name][1] else 0
        self.last_said = max(filter(None, [self.last_said, last_said]), default=None)
        if state in OPEN:
            next_due, next_own, next_inherited = dates
            self.next_due = min(filter(None, [self.next_due, next_due]), default=None)
            self.next_own = min(filter(None, [self.next_own, next_own]), default=None)
            self.next_inherited = min(filter(None, [self.next_inherited, next_inherited]), default=None)

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
    """The plan's figures on the day `on`, whole and by priority id: (Figures, {priority id: Figures}).

    `priority` looks at that one alone; `up_to` takes in only updates up to that sequence, as a frozen position does.
    """
    interval = plan.update_interval_days
    actions = Action.objects.filter(priority__plan=plan) if priority is None else priority.actions.all()
    derived = actions.must_be_derived(on, up_to)
    rows = actions.order_by().with_position(on, interval, up_to, derived=derived).values(*_COLUMNS)
    connection = connections[rows.db]
    inner, values = rows.query.get_compiler(connection=connection).as_sql()
    days = {
        "on": on,
        "stale": on - timedelta(days=interval),
        "year_end": date(on.year, 12, 31),
    }
    told = [f"COUNT(CASE WHEN {condition} THEN 1 END)" for condition, _ in _COUNTS.values()]
    wanted = ", ".join([*told, *_STILL_TO_COME.values()])
    values = [*(days[name] for name in re.findall(r"{(\w+)}", wanted)), *values]
    # A derived column is a query of its own; the limit, which no plan reaches, keeps the database from running it anew
    # in each place that names it.
    fence = " LIMIT 9223372036854775807" if derived else ""
    sql = f"""SELECT priority_id, shows, COUNT(*), MAX(last_said), {re.sub(r"{.*?}", "%s", wanted)}
        FROM ({inner}{fence}) positions GROUP BY priority_id, shows"""
    whole, by_priority = Figures(), {}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for priority, state, number, last_said, *more in cursor.fetchall():
            counts = dict(zip(_COUNTS, more, strict=False))
            next_due, next_own, next_inherited = more[len(_COUNTS) :]
            dates = (_day(next_due), _day(next_own), next_inherited)
            for total in (whole, by_priority.setdefault(priority, Figures())):
                total.add(Shows(state), number, counts, dates, _day(last_said))
    return whole, by_priority


def _day(value):
    """A day out of raw SQL: SQLite gives text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


@dataclass
class Row:
    """One priority on the board."""

    priority: Priority
    figures: Figures


def priority_rows(plan, by_priority):
    """The plan's priorities in order, each with its figures."""
    priorities = Priority.objects.filter(plan=plan).select_related("lead").order_by("number")
    return [Row(priority, by_priority.get(priority.pk, Figures())) for priority in priorities]


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
    if told.next_own == told.next_due:
        return in_words(told.next_due)
    return f"{in_words(told.next_due)}, {DueBasis(told.next_inherited[10:]).label}"
