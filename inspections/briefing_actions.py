"""The actions of a briefing, looked at once for every part and question.

What may be shown is read as plain values and counted, and only the few actions that are shown are read whole. To look
at a plan's positions a second time costs more than all that is done with these values.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest

from django.db.models import ExpressionWrapper, F, IntegerField, Q

from actions import changes
from actions.as_at import has_status
from actions.models import Action, ActionPosition
from actions.rating import OPEN, Shows
from actions.worth_asking import Ask, counting, worth_asking

# How many actions a part lists, and how many examples a question gives.
BEHIND, EXAMPLES = 40, 2
# What is due and not late.
STILL_OPEN = tuple(state for state in OPEN if state != Shows.LATE)
# What a reader of changes looks for first.
_NOTABLE = ("late", "worse", "stopped", "reopened", "date_moved", "better", "completed", "awaiting", "started")
_READ = (
    "position", "priority__number", "number", "position__status", "position__due_last_day", "position__stage_since",
    "position__moves", "officer_said",
)  # fmt: skip
# What the words on an action that is shown need of it and of its position.
_WHOLE = (
    "status", "stage", "stage_since", "day_not_given", "rating", "rated_on", "due_last_day", "due_basis",
    "first_due_last_day", "moves", "action__priority", "action__number", "action__words",
)  # fmt: skip
_SAID = ("action_id", "speaks_for", "words", "due_change", "due_reason", "due_agreed_by")


@dataclass
class Listed:
    """How many actions a part, a change or a question names, and the first of them in its order."""

    number: int
    actions: list


@dataclass
class PlanActions:
    """What the parts and questions show of a plan's actions.

    `changed` has what changed since the baseline, {`Change`: Listed}, what a reader looks for first before the rest and
    at most so many actions in all as a part lists. `asked` is {`Ask`: Listed}. `officer_said`: an officer updated one
    of the actions that were looked at. `words` and `moves` are of what is late, moved or due: {action's key: the latest
    update with words}, and the latest that moved its date.
    """

    late: Listed
    due: Listed
    changed: dict
    asked: dict
    officer_said: bool
    words: dict
    moves: dict


def plan_actions(asked, rows, since, until: date) -> PlanActions:
    """The actions on the day asked: late or moved, due by the day `until`, changed since the baseline (None: nothing
    is), and worth asking about. `rows` come from `board.figures`. Three queries.
    """
    late, due, of_change, of_rule = [], [], defaultdict(list), {rule: [] for rule in Ask}
    officer_said, befores = False, {}
    for position, priority, number, status, due_day, stage_since, moves, said, *more in _values(asked, since):
        place = priority, number, position
        by_due = due_day or date.max, *place
        moved, moved_twice, at_risk, not_updated, nothing_to_show, *compared = more
        officer_said = officer_said or bool(said)
        if moved or status == Shows.LATE:
            late.append(by_due)
        if status in STILL_OPEN and due_day and asked.on <= due_day <= until:
            due.append(by_due)
        if moved:
            of_rule[Ask.MOVED].append(by_due)
        if moved_twice:
            of_rule[Ask.MOVED_TWICE].append((-moves, *place))
        if at_risk:
            of_rule[Ask.AT_RISK_RUNNING].append(by_due)
        if not_updated:
            of_rule[Ask.NOT_UPDATED].append(by_due)
        if nothing_to_show:
            of_rule[Ask.NOTHING_TO_SHOW].append((stage_since, *place))
        if compared:
            befores[position], *facts = compared
            for change in changes.changes_by(*facts):
                of_change[change].append(place)
    late, due = _first(late, BEHIND), _first(due, BEHIND)
    changed = _first_of_each(of_change)
    of_rule = {rule: _first(found, EXAMPLES) for rule, found in of_rule.items()}
    _read_whole([late, due, *of_rule.values()], changed.values(), befores, rows)
    words, moves = _latest(asked, [*late.actions, *due.actions])
    return PlanActions(late, due, changed, of_rule, officer_said, words, moves)


class _Condition:
    """What `worth_asking` takes for a queryset: a rule's condition by itself."""

    filter = Q


def _values(asked, since):
    """Of each action that may be shown, the values of `_READ`, whether each rule of `Ask` names it, and with a baseline
    what its changes are told by.
    """
    rules = {f"asks_{rule.value}": worth_asking(_Condition, rule, asked) for rule in Ask}
    shown = has_status(*OPEN) | rules["asks_nothing_to_show"]
    named = {name: _whether(holds) for name, holds in rules.items()}
    named["officer_said"] = _whether(Q(position__officer_said__isnull=False))
    actions = asked.positions(Action.objects.of_plan(asked.plan)).order_by()
    if not since:
        return actions.filter(shown).annotate(**named).values_list(*_READ, *rules)
    changed = Q(position__gt=F("before")) | Q(position__lt=F("before"))
    actions = actions.compared_with(since.day, since.up_to).filter(shown | changed)  # before annotating: one join each
    return changes.with_facts(actions.annotate(**named)).values_list(*_READ, *rules, "before", *changes.COMPARED)


def _whether(condition):
    """Whether a condition holds, as the database gives it: making True or False of it takes longer than to read it."""
    return ExpressionWrapper(condition, IntegerField())


def _first(keys, most):
    """Of so many keys to sort by, the first; the last of each key is the position's own."""
    return Listed(len(keys), [key[-1] for key in nsmallest(most, keys)])


def _first_of_each(of_change):
    changed, room = {}, BEHIND
    for change in sorted(changes.Change, key=_notable):
        if change in of_change:
            changed[change] = _first(of_change[change], room)
            room -= len(changed[change].actions)
    return changed


def _notable(change):
    return _NOTABLE.index(change) if change in _NOTABLE else len(_NOTABLE)


def _read_whole(lists, changed, befores, rows):
    """Put the actions in the place of their positions' keys: each with its priority and its position, those that
    changed with the one before too.
    """
    shown = {key for listed in (*lists, *changed) for key in listed.actions}
    before = {befores[key] for listed in changed for key in listed.actions}
    positions = ActionPosition.objects.select_related("action").only(*_WHOLE).in_bulk(shown | before)
    priorities = {row.priority.pk: row.priority for row in rows}
    for key in shown:
        action = positions[key].action
        action.priority, action.position = priorities[action.priority_id], positions[key]
        action.before = positions.get(befores.get(key))
    for listed in (*lists, *changed):
        listed.actions = [positions[key].action for key in listed.actions]


def _latest(asked, actions):
    """By action: the latest update that says something in words, and the latest that moved its date."""
    said = counting(asked).filter(~Q(words="") | Q(due_change="moved"), action__in={action.pk for action in actions})
    words, moves = {}, {}
    for update in said.order_by("speaks_for", "sequence").values_list(*_SAID, named=True):
        if update.words:
            words[update.action_id] = update
        if update.due_change == "moved":
            moves[update.action_id] = update
    return words, moves
