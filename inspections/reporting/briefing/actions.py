"""The actions of a briefing, read once for all its parts and questions.

A first query reads plain values of every action that a part or a question counts. Only the few actions that the
briefing lists are then read as records.
"""

from collections import defaultdict
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
from actions.positions.in_the_way import WITH_WHY, reason_columns
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

    `red_or_amber` are those late, off track or at risk, in that order. `changed` are those that changed since the
    baseline, each once, the changes that a reader looks for first before the others; each action has all of its own as
    `changes`. `changes` is how many actions show each `Change`. `worth_asking` is {`Ask`: Listed}. `officer_said` says
    whether an officer updated any action of the plan.

    The position of each listed action has its latest words (`said`) with their day (`said_for`), and what is in the way
    of it (see `in_the_way_of_annotated`).
    """

    red_or_amber: Listed
    due: Listed
    changed: Listed
    changes: dict
    worth_asking: dict
    officer_said: bool


class _SortValues(NamedTuple):
    """What a list of actions is sorted by, with the key of the action's position and its place in the plan."""

    key: int
    priority: int
    number: int
    status: str
    due: date | None
    stage_since: date | None
    moves: int

    def sort_key(self, first: Any) -> tuple:
        """The key that sorts a list by `first`, the least of it first, and then by the plan's order."""
        return first, self.priority, self.number, self.key


def _due_first(values: _SortValues) -> date:
    return values.due or date.max


def _worst_first(values: _SortValues) -> tuple[int, date]:
    return WITH_WHY.index(Status(values.status)), _due_first(values)


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
    worst_keys: list[tuple] = []
    due_keys: list[tuple] = []
    officer_said = False
    asked: dict[Ask, list] = {rule: [] for rule in Ask}
    number_of_values = len(_SortValues._fields)
    for row in _rows(page_context, until):
        values = _SortValues(*row[:number_of_values])
        officer_said, needs_why, is_due, *holds = row[number_of_values:]
        if needs_why:
            worst_keys.append(values.sort_key(_worst_first(values)))
        if is_due:
            due_keys.append(values.sort_key(values.due))
        for rule, rule_holds in zip(Ask, holds, strict=True):
            if rule_holds:
                asked[rule].append(values.sort_key(_EXAMPLES_SORTED_BY.get(rule, _due_first)(values)))
    worst, due = _first(worst_keys, MOST_LISTED), _first(due_keys, MOST_LISTED)
    worth_asking = {rule: _first(sort_keys, MOST_EXAMPLES) for rule, sort_keys in asked.items()}
    pairs = changes.positions_by_change(page_context, since) if since else {}
    by_position, befores = _changes_by_position(pairs)
    changed = Listed(len(by_position), [*by_position][:MOST_LISTED])
    _read_actions(page_context, [worst, due, changed, *worth_asking.values()], befores, rows)
    for action in changed.actions:
        action.changes = by_position[action.position.pk]
    counted = {change: len(pairs[change]) for change in sorted(changes.Change, key=_notable) if change in pairs}
    return PlanActions(worst, due, changed, counted, worth_asking, officer_said)


def _rows(page_context: PageContext, until: date) -> list:
    """A row for each action that is late, due by `until` or worth asking about.

    It has the `_SortValues`; whether an officer updated any action of the plan; and whether this action needs a why,
    is due, and meets each rule of `Ask`.
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
            "needs_why": has_status(*WITH_WHY, path=""),
            "is_due": has_status(*STILL_OPEN, path="") & Q(due_last_day__gte=on, due_last_day__lte=until),
            **{f"asks_{rule.value}": is_worth_asking(rule, stale, path="") for rule in Ask},
        }
        positions = ActionPosition.objects.filter(in_force(on, up_to), reduce(or_, conditions.values()), **of_plan)
        by_officers = Exists(ActionPosition.objects.filter(in_force(on, up_to), officer_said__isnull=False, **of_plan))
        columns = {"by_officers": whether(by_officers)}
        columns |= {name: whether(holds) for name, holds in conditions.items()}
        read = "pk", "priority__number", "action__number", "status", "due_last_day", "stage_since", "moves"
        return positions.annotate(**columns).order_by().values_list(*read, *columns)

    return Prepared(build, KEYS[0], *DAYS[:3], *SEQUENCES[:as_known])


def _first(sort_keys: list[tuple], most: int) -> Listed:
    """How many there are, and the position's keys of the first. A position's key is the last part of its sort key."""
    return Listed(len(sort_keys), [sort_key[-1] for sort_key in nsmallest(most, sort_keys)])


def _changes_by_position(
    pairs: dict[Change, list[tuple[int, int]]],
) -> tuple[dict[int, list[Change]], dict[int, int]]:
    """By the key of the position of each action that changed: its changes, notable ones first; and the key of its
    position at the baseline. `pairs` come from `changes.positions_by_change`.
    """
    by_position: dict[int, list[Change]] = defaultdict(list)
    befores: dict[int, int] = {}
    for change in sorted(pairs, key=_notable):
        befores |= dict(pairs[change])
        for now, _ in pairs[change]:
            by_position[now].append(change)
    return by_position, befores


def _notable(change: Change) -> int:
    return _NOTABLE.index(change) if change in _NOTABLE else len(_NOTABLE)


def _read_actions(
    page_context: PageContext, lists: Iterable[Listed], befores: dict[int, int], rows: list[PriorityRow]
) -> None:
    """Replace the keys of positions in `lists` by their actions, in one query.

    Each action gets its priority and its position; one that changed also gets the position `before`, whose key is in
    `befores`.
    """
    lists = list(lists)
    keys = {key for listed in lists for key in listed.actions}
    before = {befores[key] for key in keys if key in befores}
    known = [] if page_context.up_to is None else [page_context.up_to]
    instances = _actions_query(page_context.up_to is not None).instances(keys | before, page_context.on, *known)
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
        said = updates.exclude(words="")
        positions = ActionPosition.objects.filter(pk__in=keys).select_related("action").order_by().only(
            "status", "stage", "stage_since", "date_not_stated", "rating", "rated_on", "due_last_day", "due_basis",
            "first_due_last_day", "moves", "reason", "action__priority", "action__number", "action__words",
        )  # fmt: skip
        return positions.annotate(
            said=Subquery(said.values("words")[:1]),
            said_for=Subquery(said.values("effective_date")[:1]),
            **reason_columns(),
        )

    return PreparedByKeys(build, DAYS[0], *SEQUENCES[:as_known])
