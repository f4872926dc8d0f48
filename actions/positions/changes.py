"""What changed in a plan between a baseline, such as the day a committee last considered it, and another day.

The positions on the two days are joined, action by action. `CONDITIONS` has for each change the condition that a pair
of positions must meet. What was reported and withdrawn in between is no change. The database filters lists by these
conditions. What counts and lists all changes of a plan reads only what the two positions are counted as, and `_changes`
says which changes that shows, once for each pair.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache, lru_cache, reduce
from operator import eq, gt, lt, or_
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, TextChoices, When

from actions.models import ActionPosition, DueBasis
from actions.models.work import ActionQuerySet
from actions.positions.as_at import SEQUENCES, in_force, in_force_by_index, not_in_force
from actions.positions.baseline import Baseline
from actions.positions.counted import counted, counted_with
from actions.positions.status import OPEN_STAGES, Status
from csc_tracker.database.prepared import DAYS, KEYS, Prepared

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
# `was_stage`. The stage is empty where the action was not yet reported. All but the due date are in `counted_as`.
_FACTS = ("stage", "status", "rating", "date_not_stated", "due_basis", "due_last_day")


def _conditions() -> dict:
    """For each change its condition, of the facts that `_FACTS` names."""
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


def _of_the_day(change: str) -> Q:
    """What a change asks of the position on the day alone, so that few are compared; “any” change asks nothing."""
    condition = Q() if change == "any" else _condition(change)
    if condition.connector != Q.AND:
        return Q()
    asked: dict[str, Any] = {}
    child: Any
    for child in condition.children:
        if isinstance(child, tuple) and child[0].startswith("now_"):
            asked[child[0]] = child[1]
    of_status = counted_with(asked.pop("now_status")) if "now_status" in asked else Q()
    return Q(of_status, **{name.removeprefix("now_"): value for name, value in asked.items()})


def _holds(condition: Q, facts: dict) -> bool:
    """Whether one of `CONDITIONS` holds of facts that are here, as a query says it of those in the database."""
    held = []
    child: Any
    for child in condition.children:
        if isinstance(child, Q):
            held.append(_holds(child, facts))
        else:
            (name, _, lookup), expected = child[0].partition("__"), child[1]
            is_path = isinstance(expected, F)
            held.append(_LOOKUPS[lookup](facts[name], facts[expected.name] if is_path else expected))
    return (all(held) if condition.connector == Q.AND else any(held)) != condition.negated


_LOOKUPS: dict[str, Callable] = {"": eq, "in": lambda value, values: value in values, "lt": lt, "gt": gt}


@lru_cache(maxsize=10_000)  # pairs of facts, of which a plan has a few hundred
def _changes(now: int, was: int, due_differs: int) -> tuple[Change, ...]:
    """The changes between what an action is counted as on two days, in the order of `Change`.

    `due_differs`: 1 where it has a due date on both days, and not the same one; else 0.
    """
    facts = {f"now_{name}": value for name, value in counted(now)._asdict().items()}
    facts |= {f"was_{name}": value for name, value in counted(was)._asdict().items()}
    facts |= {"now_due_last_day": due_differs, "was_due_last_day": 0}  # only whether they differ matters
    return tuple(change for change, condition in CONDITIONS.items() if _holds(condition, facts))


def filter_by_change(actions: ActionQuerySet, change: str, baseline: Baseline) -> ActionQuerySet:
    """Those of `actions` (from `ActionQuerySet.as_at`) that show this change (“any”: any change), with their position
    at the baseline as `before`.
    """
    compared = actions.compared_with(baseline.day, baseline.up_to)
    facts = {f"now_{name}": F(f"position__{name}") for name in _FACTS}
    facts |= {f"was_{name}": F(f"before__{name}") for name in _FACTS}
    return compared.alias(**facts).filter(_condition(change))


def changes_of(action: Any) -> list[Change]:
    """The changes that an action with its `position` and the one `before` shows, in the order of `Change`."""
    now, was = action.position, action.before
    due_differs = None not in (now.due_last_day, was.due_last_day) and now.due_last_day != was.due_last_day
    return list(_changes(now.counted_as, was.counted_as, int(due_differs)))


def add_up(pairs: Iterable[tuple[int, int, int]]) -> dict:
    """How many actions show each change, and how many any: {Change: number, "any": number}.

    `pairs` are what actions are counted as on the two days, as `pairs_that_differ` gives that, and of how many.
    """
    numbers = dict.fromkeys(("any", *Change), 0)
    for now, was, number in pairs:
        changes = _changes(now, *divmod(was, 2))
        for change in ("any", *changes) if changes else ():
            numbers[change] += number
    return numbers


def action_keys(page_context: "PageContext", baseline: Baseline, change: str) -> list[int]:
    """The keys of the plan's actions that show a change since the baseline (“any”: any change), in the plan's order."""
    rows = _rows(_KEYS, page_context, baseline, change=change)
    shown = ((place, _changes(now, *divmod(was, 2))) for now, was, *place in rows)
    in_order = sorted(place for place, changes in shown if change in changes or (change == "any" and changes))
    return [key for *_, key in in_order]


def positions_by_change(page_context: "PageContext", baseline: Baseline) -> dict:
    """For each change the actions of the plan that show it, in the plan's order, by the keys of their two positions:
    {Change: [(on the day of the page, at the baseline), …]}. A change that no action shows is left out.
    """
    pairs = defaultdict(list)
    for now, was, *place in _rows(_POSITIONS, page_context, baseline):
        for change in _changes(now, *divmod(was, 2)):
            pairs[change].append(place)
    return {change: [(now, was) for *_, now, was in sorted(places)] for change, places in pairs.items()}


# What a query of the changes in a plan gives of each action beside `pairs_that_differ`: its place in the plan's order
# with its key, or with the keys of its two positions.
_PLACE = ("priority__number", "action__number")
_KEYS, _POSITIONS = (*_PLACE, "action"), (*_PLACE, "pk", "before")


def _rows(columns: tuple, page_context: "PageContext", baseline: Baseline, change: str = "any") -> list:
    query = _query(columns, change, page_context.up_to is not None, baseline.up_to is not None)
    known = [sequence for sequence in (page_context.up_to, baseline.up_to) if sequence is not None]
    return query.rows(page_context.plan.pk, page_context.on, baseline.day, *known)


@cache
def _query(columns: tuple, change: str, as_known: bool, known_before: bool) -> Prepared:
    """A query of the pairs of positions that differ and can show the change, built once for each kind of positions."""

    def build(plan: int, on: date, day: date, *known: int) -> QuerySet:
        up_to, up_to_then = (known[0] if as_known else None), (known[-1] if known_before else None)
        pairs = pairs_that_differ(on, up_to, day, up_to_then, priority__plan=plan)
        asked = _of_the_day(change)
        first, *others = [each.filter(asked).values_list("counted_as", "was", *columns) for each in pairs]
        return first.union(*others, all=True) if others else first

    return Prepared(build, KEYS[0], *DAYS[:2], *SEQUENCES[: as_known + known_before])


def pairs_that_differ(
    on: date, up_to: int | None, day: date, up_to_then: int | None, **of: object
) -> list[QuerySet[ActionPosition]]:
    """The positions on `on` that are not the ones of the earlier `day`, in a query for each index (see
    `in_force_by_index`); `up_to` and `up_to_then` as there, and `of` says of which plan or priority.

    Each has as `was` twice what its action was counted as on that day, and one more where the due dates differ; and as
    `before` the key of the position then.
    """
    # Looked for backwards from its day, it is among the first entries of its action in the index.
    before = ActionPosition.objects.filter(in_force(day, up_to_then), action=OuterRef("action")).order_by("-from_day")
    due_differs = Q(due_last_day__lt=OuterRef("due_last_day")) | Q(due_last_day__gt=OuterRef("due_last_day"))
    was = F("counted_as") * 2 + Case(When(due_differs, then=1), default=0)
    then = {"was": Subquery(before.values_list(was)[:1]), "before": Subquery(before.values("pk")[:1])}
    differ = ActionPosition.objects.filter(not_in_force(day, up_to_then), **of).order_by()
    return [differ.filter(condition).annotate(**then) for condition in in_force_by_index(on, up_to)]
