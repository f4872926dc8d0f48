"""The actions of a briefing, looked at once for every part and question.

What may be shown is read as plain values and counted, and only the few actions that are shown are read whole.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from heapq import nsmallest
from operator import or_
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, Subquery

from actions.board.figures import PriorityRow
from actions.lists.worth_asking import Ask, is_worth_asking, stale_since
from actions.models import ActionPosition, ProgressUpdate
from actions.pages.page_context import PageContext
from actions.positions import changes
from actions.positions.as_at import SEQUENCES, has_status, in_force, whether
from actions.positions.baseline import Baseline
from actions.positions.status import OPEN, Shows
from csc_tracker.database.prepared import DAYS, KEYS, Prepared, PreparedByKeys
from csc_tracker.pages.addresses import cached_reverse
from inspections.reporting.briefing.content import Count

# How many actions a part lists, and how many examples a question gives.
BEHIND, EXAMPLES = 40, 2
# What is due and not late.
STILL_OPEN = tuple(state for state in OPEN if state != Shows.LATE)
# What a reader of changes looks for first.
_NOTABLE = ("late", "worse", "stopped", "reopened", "date_moved", "better", "completed", "awaiting", "started")


@dataclass
class Listed:
    """How many actions a part, a change or a question names, and the first of them in its order."""

    number: int
    actions: list


@dataclass
class PlanActions:
    """What the parts and questions show of a plan's actions.

    `changed` has what changed since the baseline, {`Change`: Listed}, what a reader looks for first before the rest and
    at most so many actions in all as a part lists. `worth_asking` is {`Ask`: Listed}. `officer_said`: an officer
    updated one of the plan's actions. The position of each action has what was `said` last and the day that it was
    `said_for`, and of the last time that its date was moved the `move_reason` and `move_agreed_by`; None for nothing.
    """

    late: Listed
    due: Listed
    changed: dict
    worth_asking: dict
    officer_said: bool


class _Position(NamedTuple):
    """What an action is listed by: its position's key, its place in the plan, and what it is sorted by."""

    key: int
    priority: int
    number: int
    due: date | None
    stage_since: date | None
    moves: int

    def before(self, first):
        """What puts it in its place in a list that begins with the least of `first`, then goes by the plan's order."""
        return first, self.priority, self.number, self.key


_VALUES = len(_Position._fields)
_MOVED = list(Ask).index(Ask.MOVED)


def _by_due(position):
    return position.due or date.max


# The examples of a question begin with what is due first, but for these.
_BEGINS_WITH = {
    Ask.MOVED_TWICE: lambda position: -position.moves,
    Ask.NOTHING_TO_SHOW: lambda position: position.stage_since,
}


def counted(page_context: PageContext, number: int, words: str, state: str = "", **narrowed: object) -> Count:
    """A number of actions, with the address of the list narrowed to exactly those; no address where there are none."""
    address = page_context.address(cached_reverse("actions"), **narrowed) if number else ""
    return Count(number, words, state, address)


def plan_actions(
    page_context: PageContext, rows: list[PriorityRow], since: Baseline | None, until: date
) -> PlanActions:
    """The actions on the day asked: late or moved, due by the day `until`, changed since the baseline (None: nothing
    is), and worth asking about. `rows` come from `board.figures`. Three queries, the last for what is shown.
    """
    late, due, officer_said = [], [], False
    named_by: dict[Ask, list] = {rule: [] for rule in Ask}
    for row in _looked_at(page_context, until):
        position, (officer_said, is_late, is_due, *named) = _Position(*row[:_VALUES]), row[_VALUES:]
        if is_late or named[_MOVED]:
            late.append(position.before(_by_due(position)))
        if is_due:
            due.append(position.before(position.due))
        for rule, holds in zip(Ask, named, strict=True):
            if holds:
                named_by[rule].append(position.before(_BEGINS_WITH.get(rule, _by_due)(position)))
    late, due = _first(late, BEHIND), _first(due, BEHIND)
    of_rule = {rule: _first(actions, EXAMPLES) for rule, actions in named_by.items()}
    pairs = changes.of_each(page_context, since) if since else {}
    changed = _first_of_each(pairs)
    _read_whole(page_context, [late, due, *of_rule.values()], changed, pairs, rows)
    return PlanActions(late, due, changed, of_rule, officer_said)


def _looked_at(page_context, until):
    """Of each action that is late, due by then or worth asking about: the values of `_Position`, and whether an officer
    updated any action of the plan; whether this one is late, is due, and is named by each rule of `Ask`.
    """
    known = [] if page_context.up_to is None else [page_context.up_to]
    return _looking(page_context.up_to is not None).rows(
        page_context.plan.pk, page_context.on, until, stale_since(page_context), *known
    )


@cache
def _looking(as_known):
    def build(plan, on, until, stale, up_to=None):
        of_plan = {"action__priority__plan" if as_known else "priority__plan": plan}  # as the indexes of positions go
        conditions = {
            "is_late": has_status(Shows.LATE, path=""),
            "is_due": has_status(*STILL_OPEN, path="") & Q(due_last_day__gte=on, due_last_day__lte=until),
            **{f"asks_{rule.value}": is_worth_asking(rule, stale, path="") for rule in Ask},
        }
        positions = ActionPosition.objects.filter(in_force(on, up_to), reduce(or_, conditions.values()), **of_plan)
        by_officers = Exists(ActionPosition.objects.filter(in_force(on, up_to), officer_said__isnull=False, **of_plan))
        columns = {name: whether(holds) for name, holds in {"by_officers": by_officers, **conditions}.items()}
        read = "pk", "priority__number", "action__number", "due_last_day", "stage_since", "moves"
        return positions.annotate(**columns).order_by().values_list(*read, *columns)

    return Prepared(build, KEYS[0], *DAYS, *SEQUENCES[:as_known])


def _first(keys, most):
    """Of so many keys to sort by, the first; the last of each key is the position's own."""
    return Listed(len(keys), [key[-1] for key in nsmallest(most, keys)])


def _first_of_each(pairs):
    """The changes with the first of their actions, by the keys of their positions; what is looked for first before the
    rest, and no more in all than a part lists.
    """
    changed, room = {}, BEHIND
    for change in sorted(changes.Change, key=_notable):
        if change in pairs:
            changed[change] = Listed(len(pairs[change]), [now for now, _ in pairs[change][:room]])
            room -= len(changed[change].actions)
    return changed


def _notable(change):
    return _NOTABLE.index(change) if change in _NOTABLE else len(_NOTABLE)


def _read_whole(page_context, lists, changed, pairs, rows):
    """Put the actions in the place of their positions' keys: each with its priority and its position, those that
    changed with the one before too.
    """
    befores = {}
    for change, listed in changed.items():
        befores |= dict(pairs[change][: len(listed.actions)])
    lists = [*lists, *changed.values()]
    keys = {key for listed in lists for key in listed.actions}
    known = [] if page_context.up_to is None else [page_context.up_to]
    instances = _whole(page_context.up_to is not None).instances(keys | set(befores.values()), page_context.on, *known)
    positions = {position.pk: position for position in instances}
    priorities = {row.priority.pk: row.priority for row in rows}
    for key in keys:
        action = positions[key].action
        action.priority, action.position = priorities[action.priority_id], positions[key]
        action.before = positions.get(befores.get(key))
    for listed in lists:
        listed.actions = [positions[key].action for key in listed.actions]


@cache
def _whole(as_known):
    """The query of positions with their actions, as far as the words on an action that is shown need them, and with
    what the action's updates said last.
    """

    def build(keys, on, *known):
        updates = ProgressUpdate.objects.counting(on, *known).filter(action=OuterRef("action"))
        updates = updates.order_by("-effective_date", "-sequence")
        said, moved = updates.exclude(words=""), updates.filter(due_change="moved")
        changed = ActionPosition.objects.filter(pk__in=keys).select_related("action").order_by().only(
            "status", "stage", "stage_since", "day_not_given", "rating", "rated_on", "due_last_day", "due_basis",
            "first_due_last_day", "moves", "action__priority", "action__number", "action__words",
        )  # fmt: skip
        return changed.annotate(
            said=Subquery(said.values("words")[:1]),
            said_for=Subquery(said.values("effective_date")[:1]),
            move_reason=Subquery(moved.values("due_reason")[:1]),
            move_agreed_by=Subquery(moved.values("due_agreed_by")[:1]),
        )

    return PreparedByKeys(build, DAYS[0], *SEQUENCES[:as_known])
