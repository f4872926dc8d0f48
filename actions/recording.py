"""Recording an update: the one way in, which keeps the stored positions in step with the updates.

`record_update` is for one update at a time. What comes in otherwise (loaddata, a bulk of rows) ends in
`remake_positions`, which makes the positions of whole actions anew. Both give the same rows.
"""

from collections import defaultdict

from django.db import connection, transaction
from django.db.models import Max

from .models import Action, ActionPosition, ProgressUpdate
from .position import Span, spans
from .rating import FACTS

# The key of the PostgreSQL lock that puts updates in one order; any fixed number serves.
_ORDER_LOCK = 20_200_114
_BATCH = 500  # actions whose positions are made at once
_COLUMNS = ("from_day", "to_day", "known_from", "known_to", "status", *FACTS)


@transaction.atomic
def record_update(update, earlier=None) -> ProgressUpdate:
    """Record a new update of `update.action` as the next in the order of recording, and return it.

    Locks the action, inserts the update, closes the positions that it changes and opens the new ones, all in one
    transaction. `earlier` are the action's updates so far where the caller has locked the action and read them.
    """
    if earlier is None:
        Action.every.select_for_update(of=("self",)).get(pk=update.action_id)
        earlier = list(ProgressUpdate.objects.filter(action=update.action_id))
    update.sequence = _next_sequence()
    update.save_base(force_insert=True)
    known = ActionPosition.objects.filter(action=update.action_id, known_to=None)
    stored = {_key(position): position.pk for position in known}
    current = {_key(span): span for span in spans([*earlier, update])}
    if closed := [pk for key, pk in stored.items() if key not in current]:
        ActionPosition.objects.filter(pk__in=closed).update(known_to=update.sequence)
    ActionPosition.objects.bulk_create(
        _position(update.action, span, update.sequence) for key, span in current.items() if key not in stored
    )
    return update


def _next_sequence():
    """The next number in the order of recording. On PostgreSQL a lock keeps two savers apart; SQLite has one writer."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ORDER_LOCK])
    return (ProgressUpdate.objects.aggregate(last=Max("sequence"))["last"] or 0) + 1


def _key(row):
    """What makes two spans the same, whether computed (Span) or stored (ActionPosition)."""
    facts = row.facts if isinstance(row, Span) else row
    return (row.from_day, row.to_day, row.status, *(getattr(facts, name) for name in FACTS))


def _position(action, span, known_from):
    facts = {name: getattr(span.facts, name) for name in FACTS}
    return ActionPosition(
        action=action, priority_id=action.priority_id, from_day=span.from_day, to_day=span.to_day,
        known_from=known_from, status=span.status, **facts,
    )  # fmt: skip


def positions_from(action, updates) -> list[ActionPosition]:
    """Every position, current and former, that an action's updates come to, recorded one after another; unsaved."""
    updates = sorted(updates, key=lambda update: update.sequence)
    current, made = {}, []
    for number, update in enumerate(updates, 1):
        now = {_key(span): span for span in spans(updates[:number])}
        for key in [key for key in current if key not in now]:
            current.pop(key).known_to = update.sequence
        for key in [key for key in now if key not in current]:
            current[key] = _position(action, now[key], update.sequence)
            made.append(current[key])
    return made


def remake_positions(actions=None) -> int:
    """Make the stored positions of these actions (ids; None: of all) anew where they differ; how many actions did."""
    changed = 0
    for wrong, right in _differing(actions):
        with transaction.atomic():
            ActionPosition.objects.filter(action__in=wrong).delete()
            ActionPosition.objects.bulk_create(right, batch_size=_BATCH)
        changed += len(wrong)
    return changed


def differing_actions(actions=None) -> list[int]:
    """The ids of the actions whose stored positions are not what their updates come to; looks and changes nothing."""
    return [pk for wrong, _ in _differing(actions) for pk in wrong]


def _differing(actions):
    """Yield, for batches of actions, the ids of those that differ and the positions that they should have."""
    every = Action.every.order_by("pk").only("priority")
    every = list(every if actions is None else every.filter(pk__in=actions))
    for start in range(0, len(every), _BATCH):
        batch = every[start : start + _BATCH]
        updates, stored = defaultdict(list), defaultdict(set)
        for update in ProgressUpdate.objects.filter(action__in=batch).defer("difference_words", "evidence_words"):
            updates[update.action_id].append(update)
        for pk, *row in ActionPosition.objects.filter(action__in=batch).values_list("action", *_COLUMNS):
            stored[pk].add(tuple(row))
        wrong, right = [], []
        for action in batch:
            pk = action.pk
            made = positions_from(action, updates[pk])
            if {tuple(getattr(each, name) for name in _COLUMNS) for each in made} != stored[pk]:
                wrong.append(pk)
                right += made
        if wrong:
            yield wrong, right


def after_loading_an_update(sender, instance, raw, **kwargs):
    """Make the positions of an action anew when loaddata has saved one of its updates, which calls no `save`."""
    if raw:
        remake_positions([instance.action_id])


def before_loading_a_position(sender, instance, raw, **kwargs):
    """Make room for a position that loaddata brings with its own primary key: its updates have made it already."""
    if raw:
        same = {"action": instance.action_id, "from_day": instance.from_day, "known_from": instance.known_from}
        ActionPosition.objects.filter(**same).exclude(pk=instance.pk).delete()
