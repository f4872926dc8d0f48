"""The actions of a briefing, read once for all its parts and questions.

A first query reads plain values of every action that a part or a question counts. Only the few actions that the
briefing lists are then read as records.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from heapq import nsmallest
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from actions.board.figures import PriorityRow
from actions.lists.worth_asking import Ask, is_worth_asking, stale_since
from actions.models import ActionPosition, ProgressUpdate
from actions.pages.page_context import PageContext
from actions.positions import changes
from actions.positions.as_at import SEQUENCES, has_status, in_force, whether
from actions.positions.baseline import Baseline
from actions.positions.changes import Change
from actions.positions.status import OPEN, Status
from csc_tracker.database.prepared import DAYS, KEYS, Prepared, PreparedByKeys
from csc_tracker.pages.addresses import cached_reverse
from inspections.reporting.briefing.content import Count

# How many actions a part lists, and how many examples a question gives, at most.
MOST_LISTED, MOST_EXAMPLES = 40, 2
# What is due and not late.
STILL_OPEN = tuple(state for state in OPEN if state != Status.LATE)
# The changes that a reader looks for first, in this order. The others come after them.
_NOTABLE = ("late", "worse", "stopped", "reopened", "date_moved", "better", "completed", "awaiting", "started")


@dataclass
class Listed:
    """The actions of a part, a change or a question: how many there are, and the first of them in its order."""

    number: int
    actions: list


@dataclass
class PlanActions:
    """What the parts and questions show of a plan's actions.

    `changed` is {`Change`: Listed}, counted from the baseline. The changes that a reader looks for first come first,
    and all of them together list at most `MOST_LISTED` actions. `worth_asking` is {`Ask`: Listed}. `officer_said` says
    whether an officer updated any action of the plan.

    The position of each listed action has its latest words (`said`) with their day (`said_for`), and the reason and the
    agreement of its latest moved date (`move_reason`, `move_agreed_by`). Each is None where there is none.
    """

    late: Listed
    due: Listed
    changed: dict
    worth_asking: dict
    officer_said: bool


class _SortValues(NamedTuple):
    """What a list of actions is sorted by, with the key of the action's position and its place in the plan."""

    key: int
    priority: int
    number: int
    due: date | None
    stage_since: date | None
    moves: int

    def sort_key(self, first: Any) -> tuple:
        """The key that sorts a list by `first`, the least of it first, and then by the plan's order."""
        return first, self.priority, self.number, self.key


_MOVED = list(Ask).index(Ask.MOVED)


def _due_first(values: _SortValues) -> date:
    return values.due or date.max


# What the examples of a question are sorted by, where it is not the due date.
_EXAMPLES_SORTED_BY = {
    Ask.MOVED_TWICE: lambda values: -values.moves,
    Ask.NOTHING_TO_SHOW: lambda values: values.stage_since,
}


def count_with_address(page_context: PageContext, number: int, words: str, state: str = "", **filters: object) -> Count:
    """A number of actions, with the address of the list of exactly those; no address where there are none.

    `filters` are the list's filters, as its address has them.
    """
    address = page_context.address(cached_reverse("actions"), **filters) if number else ""
    return Count(number, words, state, address)


def plan_actions(
    page_context: PageContext, rows: list[PriorityRow], since: Baseline | None, until: date
) -> PlanActions:
    """What the parts and the questions show of the plan's actions on the day asked.

    `rows` come from `board.figures`. Change is counted from the baseline `since`; without one (None) nothing has
    changed. What is due is due on the day asked or later, up to and including `until`. Three queries.
    """
    late_keys: list[tuple] = []
    due_keys: list[tuple] = []
    officer_said = False
    asked: dict[Ask, list] = {rule: [] for rule in Ask}
    number_of_values = len(_SortValues._fields)
    for row in _rows(page_context, until):
        values = _SortValues(*row[:number_of_values])
        officer_said, is_late, is_due, *holds = row[number_of_values:]
        if is_late or holds[_MOVED]:
            late_keys.append(values.sort_key(_due_first(values)))
        if is_due:
            due_keys.append(values.sort_key(values.due))
        for rule, rule_holds in zip(Ask, holds, strict=True):
            if rule_holds:
                asked[rule].append(values.sort_key(_EXAMPLES_SORTED_BY.get(rule, _due_first)(values)))
    late, due = _first(late_keys, MOST_LISTED), _first(due_keys, MOST_LISTED)
    worth_asking = {rule: _first(sort_keys, MOST_EXAMPLES) for rule, sort_keys in asked.items()}
    pairs = changes.positions_by_change(page_context, since) if since else {}
    changed = _first_of_each_change(pairs)
    _read_actions(page_context, [late, due, *worth_asking.values()], changed, pairs, rows)
    return PlanActions(late, due, changed, worth_asking, officer_said)


def _rows(page_context: PageContext, until: date) -> list:
    """A row for each action that is late, due by `until` or worth asking about.

    It has the `_SortValues`; whether an officer updated any action of the plan; and whether this action is late, is
    due, and meets each rule of `Ask`.
    """
    known = [] if page_context.up_to is None else [page_context.up_to]
    return _rows_query(page_context.up_to is not None).rows(
        page_context.plan.pk, page_context.on, until, stale_since(page_context), *known
    )


@cache
def _rows_query(as_known: bool) -> Prepared:
    def build(plan: int, on: date, until: date, stale: date, up_to: int | None = None) -> QuerySet:
        of_plan = {"action__priority__plan" if as_known else "priority__plan": plan}  # as the indexes of positions go
        conditions: dict[str, Q] = {
            "is_late": has_status(Status.LATE, path=""),
            "is_due": has_status(*STILL_OPEN, path="") & Q(due_last_day__gte=on, due_last_day__lte=until),
            **{f"asks_{rule.value}": is_worth_asking(rule, stale, path="") for rule in Ask},
        }
        positions = ActionPosition.objects.filter(in_force(on, up_to), reduce(or_, conditions.values()), **of_plan)
        by_officers = Exists(ActionPosition.objects.filter(in_force(on, up_to), officer_said__isnull=False, **of_plan))
        columns = {"by_officers": whether(by_officers)}
        columns |= {name: whether(holds) for name, holds in conditions.items()}
        read = "pk", "priority__number", "action__number", "due_last_day", "stage_since", "moves"
        return positions.annotate(**columns).order_by().values_list(*read, *columns)

    return Prepared(build, KEYS[0], *DAYS[:3], *SEQUENCES[:as_known])


def _first(sort_keys: list[tuple], most: int) -> Listed:
    """How many there are, and the position's keys of the first. A position's key is the last part of its sort key."""
    return Listed(len(sort_keys), [sort_key[-1] for sort_key in nsmallest(most, sort_keys)])


def _first_of_each_change(pairs: dict[Change, list[tuple[int, int]]]) -> dict[Change, Listed]:
    """Each change with how many actions it has and the keys of the first of their positions, notable changes first.

    `pairs` come from `changes.positions_by_change`. All changes together list no more actions than a part does.
    """
    changed, room = {}, MOST_LISTED
    for change in sorted(changes.Change, key=_notable):
        if change in pairs:
            changed[change] = Listed(len(pairs[change]), [now for now, _ in pairs[change][:room]])
            room -= len(changed[change].actions)
    return changed


def _notable(change: Change) -> int:
    return _NOTABLE.index(change) if change in _NOTABLE else len(_NOTABLE)


def _read_actions(
    page_context: PageContext,
    lists: Iterable[Listed],
    changed: dict[Change, Listed],
    pairs: dict[Change, list[tuple[int, int]]],
    rows: list,
) -> None:
    """Replace the keys of positions in `lists` and `changed` by their actions, in one query.

    Each action gets its priority and its position; one that changed also gets the position `before`.
    """
    befores: dict[int, int] = {}
    for change, listed in changed.items():
        befores |= dict(pairs[change][: len(listed.actions)])
    lists = [*lists, *changed.values()]
    keys = {key for listed in lists for key in listed.actions}
    known = [] if page_context.up_to is None else [page_context.up_to]
    instances = _actions_query(page_context.up_to is not None).instances(
        keys | set(befores.values()), page_context.on, *known
    )
    positions = {position.pk: position for position in instances}
    priorities = {row.priority.pk: row.priority for row in rows}
    for key in keys:
        action = positions[key].action
        action.priority, action.position = priorities[action.priority_id], positions[key]
        action.before = positions.get(befores.get(key))
    for listed in lists:
        listed.actions = [positions[key].action for key in listed.actions]


@cache
def _actions_query(as_known: bool) -> PreparedByKeys:
    """The query of positions with their actions: the fields that a briefing writes, and the latest words of each."""

    def build(keys: list[int], on: date, *known: int) -> QuerySet:
        updates = ProgressUpdate.objects.counting(on, *known).filter(action=OuterRef("action"))
        updates = updates.order_by("-effective_date", "-sequence")
        said, moved = updates.exclude(words=""), updates.filter(due_change="moved")
        positions = ActionPosition.objects.filter(pk__in=keys).select_related("action").order_by().only(
            "status", "stage", "stage_since", "date_not_stated", "rating", "rated_on", "due_last_day", "due_basis",
            "first_due_last_day", "moves", "action__priority", "action__number", "action__words",
        )  # fmt: skip
        return positions.annotate(
            said=Subquery(said.values("words")[:1]),
            said_for=Subquery(said.values("effective_date")[:1]),
            move_reason=Subquery(moved.values("due_reason")[:1]),
            move_agreed_by=Subquery(moved.values("due_agreed_by")[:1]),
        )

    return PreparedByKeys(build, DAYS[0], *SEQUENCES[:as_known])
