"""Recording an update: the one way in, which keeps the stored positions in step with the updates.

`record_update` is for one update at a time. What comes in otherwise (loaddata, a bulk of rows) ends in
`rebuild_positions`, which makes the positions of whole actions anew. Both give the same rows.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import attrgetter

from django.db import connection
from django.db.models import QuerySet

from actions.models import Action, ActionPosition, ProgressUpdate
from actions.positions.counted import Counted, number_of
from actions.positions.facts import spans
from actions.positions.status import FACTS
from csc_tracker.database.writing import locked, writing
from csc_tracker.people.sight import seeing_everything
from priorities.models import Audience, Exemption

# The key of the PostgreSQL lock that puts updates in one order; any fixed number serves.
_ORDER_LOCK = 20_200_114
_BATCH = 500  # actions whose positions are made at once
_SPAN = ("from_day", "to_day", "status", "counted_as", *FACTS)
_KNOWN = ("known_from", "known_to")
_ROW = ("audience", "exempt_plan", *_SPAN, *_KNOWN)
_facts = attrgetter(*FACTS)
_counted_facts = attrgetter(*Counted._fields[1:])


@writing(savepoint=False)
def record_update(update: ProgressUpdate, earlier: list | None = None) -> ProgressUpdate:
    """Record a new update of `update.action` as the next in the order of recording, and return it.

    Locks the action, inserts the update, closes the positions that it changes and opens the new ones, all in one
    transaction. `earlier` are the action's updates so far where the caller has locked the action and read them, within
    `writing`. ValidationError where the action is not here any more.
    """
    with seeing_everything():
        if earlier is None:
            locked(Action.every, update.action_id)
            earlier = list(ProgressUpdate.objects.filter(action=update.action_id))
        last, seal = _last_in_order()
        update.sequence = last + 1
        update.take_exemption()
        update.add_seal(seal)
        update.save_base(force_insert=True)
        if update.exemption_id or not _add_to_positions(update, earlier):
            rebuild_positions([update.action_id])
    return update


def _add_to_positions(update: ProgressUpdate, earlier: Sequence[ProgressUpdate]) -> bool:
    """Close the positions that an update changes and open the new ones; False where exempt updates part the positions
    into those for who may read them and those for everybody else, and nothing was done.
    """
    known = ActionPosition.objects.filter(action=update.action_id, known_to=None).order_by()
    stored = {}
    for pk, audience, *span in known.values_list("pk", "audience", *_SPAN):
        if audience:
            return False
        stored[tuple(span)] = pk
    current = _spans([*earlier, update])
    if closed := [stored[span] for span in stored.keys() - current]:
        ActionPosition.objects.filter(pk__in=closed).update(known_to=update.sequence)
    _insert(
        (update.action, (Audience.EVERYBODY, None, *span, update.sequence, None))
        for span in current
        if span not in stored
    )
    return True


def _last_in_order() -> tuple[int, str]:
    """The last number in the order of recording, and the seal of its update; nobody else records one until the end.

    On PostgreSQL a lock keeps two savers apart; SQLite has one writer.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ORDER_LOCK])
    return ProgressUpdate.objects.order_by("-sequence").values_list("sequence", "seal").first() or (0, "")


def _spans(updates: Iterable[ProgressUpdate]) -> dict[tuple, None]:
    """The spans of an action as tuples of `_SPAN`, in their order (the keys of a dictionary)."""
    rows: dict[tuple, None] = {}
    for span in spans(updates):
        counted_as = number_of(span.status.value, *_counted_facts(span.facts))
        rows[(span.from_day, span.to_day, span.status.value, counted_as, *_facts(span.facts))] = None
    return rows


def positions_from(updates: Iterable[ProgressUpdate]) -> list[tuple]:
    """Every position, current and former, that an action's updates come to, recorded one after another.

    Each is a tuple of `_SPAN` and `_KNOWN`.
    """
    updates = sorted(updates, key=lambda update: update.sequence)
    current, made = dict.fromkeys(_spans([]), 0), []
    for number, update in enumerate(updates, 1):
        now = _spans(updates[:number])
        for span in [span for span in current if span not in now]:
            made.append((*span, current.pop(span), update.sequence))
        for span in now:
            current.setdefault(span, update.sequence)
    return made + [(*span, known_from, None) for span, known_from in current.items()]


def _insert(positions: Iterable[tuple[Action, tuple]]) -> None:
    """Insert positions: (action, tuple of `_ROW`) of each.

    Without a model instance each, which would take most of the time of filling a database.
    """
    meta, quote = ActionPosition._meta, connection.ops.quote_name
    names = ("action", "priority", *_ROW)
    columns_of = {field.name: str(field.column) for field in meta.concrete_fields}
    columns = ", ".join(quote(columns_of[name.removesuffix("_id")]) for name in names)
    values = ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({values})",
            [(action.pk, action.priority_id, *position) for action, position in positions],
        )


def rebuild_positions(actions: Iterable[int] | None = None) -> int:
    """Make the stored positions of these actions (ids; None: of all) anew where they differ; how many actions did.

    The actions are locked while this is done. One that was withdrawn has no positions.
    """
    changed = 0
    for some in _batches(actions):
        with writing(savepoint=False), seeing_everything():
            wrong, positions = _differing(Action.every.select_for_update(of=("self",)).filter(pk__in=some))
            if wrong:
                ActionPosition.objects.filter(action__in=wrong).delete()
                _insert(positions)
            changed += len(wrong)
    return changed


def differing_actions(actions: Iterable[int] | None = None) -> list[int]:
    """The ids of the actions whose stored positions are not what their updates come to; looks and changes nothing."""
    with seeing_everything():
        return [pk for some in _batches(actions) for pk in _differing(Action.every.filter(pk__in=some))[0]]


def _batches(actions: Iterable[int] | None) -> Iterator[list[int]]:
    """The ids of these actions (None: of all) in their order, so many at a time as are looked at together."""
    with seeing_everything():
        keys = sorted(Action.every.order_by().values_list("pk", flat=True) if actions is None else set(actions))
    for start in range(0, len(keys), _BATCH):
        yield keys[start : start + _BATCH]


def _differing(actions: QuerySet[Action]) -> tuple[list[int], Iterator[tuple[Action, tuple]]]:
    """The ids of those of these actions that differ, and the positions that they should have."""
    some = actions.order_by("pk").select_related("priority").only("priority__plan", "withdrawn_on", "exemption")
    batch = list(some)
    closed = set(Exemption.objects.filter(released_on=None).order_by().values_list("pk", flat=True))
    updates, stored = defaultdict(list), defaultdict(set)
    for update in ProgressUpdate.objects.filter(action__in=batch).only(*_FOLDED).order_by():
        updates[update.action_id].append(update)
    for pk, *row in ActionPosition.objects.filter(action__in=batch).order_by().values_list("action", *_ROW):
        stored[pk].add(tuple(row))
    made = {action: _rows_of(action, updates[action.pk], closed) for action in batch}
    wrong = [action for action in batch if set(made[action]) != stored[action.pk]]
    return [action.pk for action in wrong], ((action, each) for action in wrong for each in made[action])


def _rows_of(action: Action, updates: list[ProgressUpdate], closed: Collection[int]) -> list[tuple]:
    """The positions that an action should have, as tuples of `_ROW`; `closed` are the exemptions not released."""
    if action.withdrawn_on:
        return []
    open_updates = [update for update in updates if update.exemption_id not in closed]
    if action.exemption_id in closed:
        lots = {Audience.WITH_RIGHT: updates}
    elif len(open_updates) == len(updates):
        lots = {Audience.EVERYBODY: updates}
    else:
        lots = {Audience.WITHOUT_RIGHT: open_updates, Audience.WITH_RIGHT: updates}
    return [
        (audience.value, action.priority.plan_id if audience else None, *row)
        for audience, lot in lots.items()
        for row in positions_from(lot)
    ]


# What the fold reads of an update.
_FOLDED = (
    "action", "exemption", "sequence", "effective_date", "source", "stage", "date_not_stated", "rating", "words",
    "impact", "impact_words", "evidence_words", "evidence_url", "due_words", "due_first_day", "due_last_day",
    "due_basis", "due_change", "withdraws", "blanked_on",
)  # fmt: skip


def before_loading_an_update(sender: type, instance: ProgressUpdate, raw: bool, **kwargs: object) -> None:
    """Seal an update that loaddata brings without a seal, behind the one before it; one that is here keeps its own."""
    if not raw or instance.seal:
        return
    names = ("words_sha256", "seal", "signature")
    if here := ProgressUpdate._base_manager.filter(pk=instance.pk).exclude(seal="").values(*names).first():
        for name, value in here.items():
            setattr(instance, name, value)
        return
    before = ProgressUpdate._base_manager.filter(sequence__lt=instance.sequence).order_by("-sequence")
    instance.add_seal(before.values_list("seal", flat=True).first() or "")


def after_loading_an_update(sender: type, instance: ProgressUpdate, raw: bool, **kwargs: object) -> None:
    """Make the positions of an action anew when loaddata has saved one of its updates, which calls no `save`."""
    if raw:
        rebuild_positions([instance.action_id])


def after_saving_an_action(sender: type, instance: Action, created: bool, **kwargs: object) -> None:
    """Give a new action its first position: not yet reported."""
    if created:
        rebuild_positions([instance.pk])


def before_loading_a_position(sender: type, instance: ActionPosition, raw: bool, **kwargs: object) -> None:
    """Make room for a position that loaddata brings with its own primary key: its updates have made it already."""
    if raw:
        names = ("action_id", "audience", "from_day", "known_from")
        same = {name: getattr(instance, name) for name in names}
        ActionPosition.objects.filter(**same).exclude(pk=instance.pk).delete()
