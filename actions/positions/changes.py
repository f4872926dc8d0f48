"""What changed in a plan between a baseline, such as the day a committee last considered it, and another day.

The positions on the two days are joined, action by action. `CONDITIONS` has for each change the condition that a pair
of positions must meet. The database counts and lists by these conditions, and by them an action on a page knows which
changes it shows (`changes_of`). What was reported and withdrawn in between is no change.
"""

from collections import defaultdict
from datetime import date
from functools import cache, reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Count, F, FilteredRelation, Q, QuerySet, TextChoices, Value

from actions.models import Action, ActionPosition, DueBasis
from actions.models.work import ActionQuerySet
from actions.positions.as_at import SEQUENCES, in_force, not_in_force, whether
from actions.positions.baseline import Baseline
from actions.positions.status import OPEN_STAGES, Status
from csc_tracker.database.prepared import DAYS, KEYS, Prepared
from priorities.models import Priority

if TYPE_CHECKING:
    from actions.pages.page_context import PageContext

CLOSED_STAGES = ("awaiting", "complete", "stopped")


class Change(TextChoices):
    """What can have changed for an action; an action can show more than one."""

    COMPLETED = "completed", "Completed"
    COMPLETED_DATE_NOT_STATED = "completed_date_not_stated", "Completed, date not stated"
    AWAITING = "awaiting", "Done, now awaiting sign-off"
    STARTED = "started", "Started"
    BETTER = "better", "Rating better"
    WORSE = "worse", "Rating worse"
    FIRST_RATED = "first_rated", "Rated for the first time"
    LATE = "late", "Newly late"
    DATE_SET = "date_set", "Date set"
    DATE_MOVED = "date_moved", "Date moved"
    NEW = "new", "New"
    STOPPED = "stopped", "Stopped"
    REOPENED = "reopened", "Reopened"


# How a count of each reads after its number: “19 completed”.
COUNTED_AS = {
    Change.COMPLETED: "completed",
    Change.COMPLETED_DATE_NOT_STATED: "completed, date not stated",
    Change.AWAITING: "done and now awaiting sign-off",
    Change.STARTED: "started",
    Change.BETTER: "rated better",
    Change.WORSE: "rated worse",
    Change.FIRST_RATED: "rated for the first time",
    Change.LATE: "newly late",
    Change.DATE_SET: "with a date set",
    Change.DATE_MOVED: "with a date moved",
    Change.NEW: "new",
    Change.STOPPED: "stopped",
    Change.REOPENED: "reopened",
}


# What the conditions read: of the position on the day, as `now_stage` and so on, and of the one at the baseline, as
# `was_stage`. The stage is empty where the action was not yet reported.
_FACTS = ("stage", "status", "rating", "date_not_stated", "due_basis", "due_last_day")
_BEFORE = ("stage", "status", "rating", "due_basis", "due_last_day")


def _conditions() -> dict:
    """For each change its condition, of the facts that `_facts` names."""
    both_open = Q(now_stage__in=OPEN_STAGES, was_stage__in=OPEN_STAGES)
    completed = Q(now_stage="complete") & ~Q(was_stage="complete")
    worse = Q(was_rating="on_track", now_rating__in=["at_risk", "off_track"]) | Q(
        was_rating="at_risk", now_rating="off_track"
    )
    better = Q(was_rating="off_track", now_rating__in=["at_risk", "on_track"]) | Q(
        was_rating="at_risk", now_rating="on_track"
    )
    moved = Q(now_due_last_day__lt=F("was_due_last_day")) | Q(now_due_last_day__gt=F("was_due_last_day"))
    own, had_own = Q(now_due_basis=DueBasis.OWN), Q(was_due_basis=DueBasis.OWN)
    return {
        Change.COMPLETED: completed & Q(now_date_not_stated=False),
        Change.COMPLETED_DATE_NOT_STATED: completed & Q(now_date_not_stated=True),
        Change.AWAITING: Q(now_stage="awaiting") & ~Q(was_stage="awaiting"),
        Change.STARTED: Q(now_stage="under_way", was_stage="planned"),
        Change.BETTER: better & both_open,
        Change.WORSE: worse & both_open,
        Change.FIRST_RATED: Q(was_rating="") & ~Q(now_rating="") & both_open,
        Change.LATE: Q(now_status=Status.LATE) & ~Q(was_status=Status.LATE),
        Change.DATE_SET: own & ~had_own & ~Q(was_stage=""),
        Change.DATE_MOVED: own & had_own & moved,
        Change.NEW: Q(was_stage="", now_stage__in=OPEN_STAGES),
        Change.STOPPED: Q(now_stage="stopped") & ~Q(was_stage="stopped"),
        Change.REOPENED: Q(was_stage__in=CLOSED_STAGES, now_stage__in=OPEN_STAGES),
    }


CONDITIONS = _conditions()


def _condition(change: str) -> Q:
    """The condition of a change; “any”: of any change."""
    return reduce(or_, CONDITIONS.values()) if change == "any" else CONDITIONS[Change(change)]


def _facts(now: str = "position__") -> dict:
    """What the conditions read, by its name in a query that has the position before as `before`; `now` is the path to
    the later one.
    """
    facts = {f"now_{name}": F(f"{now}{name}") for name in _FACTS}
    facts |= {f"was_{name}": F(f"before__{name}") for name in _BEFORE}
    return facts


def with_changes(actions: ActionQuerySet, baseline: Baseline) -> ActionQuerySet:
    """`actions` (from `ActionQuerySet.as_at`) with their position at the baseline as `before`, and what `changes_of`
    reads.
    """
    compared = actions.compared_with(baseline.day, baseline.up_to).alias(**_facts())
    return compared.annotate(**{_flag(change): whether(condition) for change, condition in CONDITIONS.items()})


def filter_by_change(actions: ActionQuerySet, change: str, baseline: Baseline) -> ActionQuerySet:
    """Those of `actions` that show this change (“any”: any change), as `with_changes` gives them."""
    return with_changes(actions, baseline).filter(_condition(change))


def changes_of(action: Action) -> list[Change]:
    """The changes that an action from `with_changes` shows, in the order of `Change`."""
    return [change for change in Change if getattr(action, _flag(change))]


def _flag(change: Change) -> str:
    return f"is_{change}"


def counts(page_context: "PageContext", baseline: Baseline, priority: Priority | None = None) -> dict:
    """How many actions of the page's plan, or of one of its priorities, show each change since the baseline, and how
    many show any: {Change: number, "any": number}.
    """
    (numbers,) = _rows(_COUNTS, page_context, baseline, priority=priority)
    return dict(zip(("any", *CONDITIONS), numbers, strict=True))


def action_keys(page_context: "PageContext", baseline: Baseline, change: str) -> list[int]:
    """The keys of the plan's actions that show a change since the baseline (“any”: any change), in the plan's order."""
    return [key for (key,) in _rows(_KEYS, page_context, baseline, change)]


def positions_by_change(page_context: "PageContext", baseline: Baseline) -> dict:
    """For each change the actions of the plan that show it, in the plan's order, by the keys of their two positions:
    {Change: [(on the day of the page, at the baseline), …]}. A change that no action shows is left out.
    """
    pairs = defaultdict(list)
    for now, was, *shown in _rows(_POSITIONS, page_context, baseline, "any"):
        for change, is_shown in zip(CONDITIONS, shown, strict=True):
            if is_shown:
                pairs[change].append((now, was))
    return pairs


# What a query of changes gives for the actions that changed: how many there are, their keys, or their positions.
_COUNTS, _KEYS, _POSITIONS = "counts", "keys", "positions"


def _rows(
    columns: str,
    page_context: "PageContext",
    baseline: Baseline,
    change: str = "any",
    priority: Priority | None = None,
) -> list:
    query = _query(columns, change, priority is not None, page_context.up_to is not None, baseline.up_to is not None)
    known = [sequence for sequence in (page_context.up_to, baseline.up_to) if sequence is not None]
    return query.rows(priority.pk if priority else page_context.plan.pk, page_context.on, baseline.day, *known)


@cache
def _query(columns: str, change: str, one_priority: bool, as_known: bool, known_before: bool) -> Prepared:
    """A query of the pairs of positions that differ, built once for each kind of positions."""

    def build(key: int, on: date, day: date, *known: int) -> QuerySet:
        up_to, before = (known[0] if as_known else None), (known[-1] if known_before else None)
        priority = "action__priority" if as_known else "priority"  # as the indexes of positions go
        of_plan = {priority if one_priority else f"{priority}__plan": key}
        now = ActionPosition.objects.filter(in_force(on, up_to), not_in_force(day, before), **of_plan)
        was = FilteredRelation("action__positions", condition=in_force(day, before, "action__positions__"))
        pairs = now.annotate(before=was).alias(**_facts(now=""))
        if columns == _COUNTS:
            counted = {f"count_{each}": Count("pk", filter=_condition(each)) for each in ("any", *CONDITIONS)}
            return pairs.order_by().annotate(plan=Value(1)).values("plan").annotate(**counted).values_list(*counted)
        pairs = pairs.filter(_condition(change)).order_by(f"{priority}__number", "action__number")
        if columns == _KEYS:
            return pairs.values_list("action")
        shown = {_flag(each): whether(condition) for each, condition in CONDITIONS.items()}
        return pairs.annotate(**shown).values_list("pk", "before", *shown)

    return Prepared(build, KEYS[0], *DAYS[:2], *SEQUENCES[: as_known + known_before])
