"""Following an action or a priority: whoever does hears what others record of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from actions.models import Action, Follow, ProgressUpdate
from csc_tracker.database.writing import writing
from csc_tracker.models import User
from priorities.models import Priority


def _what(subject: Action | Priority) -> dict[str, Any]:
    return {"action" if isinstance(subject, Action) else "priority": subject}


@writing()
def set_followed(person: User, subject: Action | Priority, follows: bool) -> None:
    """Follow an action or a priority, or follow it no more; asked for twice it is done once."""
    if follows:
        Follow.objects.get_or_create(person=person, **_what(subject), defaults={"since": timezone.now()})
    else:
        Follow.objects.filter(person=person, **_what(subject)).delete()


def follows_already(person: User, subject: Action | Priority) -> bool:
    """Whether a person follows an action or a priority. One query."""
    return Follow.objects.filter(person=person, **_what(subject)).exists()


def is_followed(person: Any, of: str) -> Exists:
    """The condition that a person (key) follows a record of a query; `of` is the field, “action” or “priority”."""
    return Exists(Follow._base_manager.filter(person=person, **{of: OuterRef("pk")}))


def of_followed(person: Any) -> Q:
    """The condition that an update was recorded of what a person (key) follows, since they do."""
    about = Q(action=OuterRef("action")) | Q(priority=OuterRef("action__priority"))
    return Q(Exists(Follow._base_manager.filter(about, person=person, since__lte=OuterRef("recorded_at"))))


@dataclass(frozen=True, slots=True)
class Followed:
    """An action that somebody follows, and how many updates others recorded of it; keys and numbers alone."""

    key: int
    reference: str
    plan: str
    number: int


def changed_for(people: Iterable[User], since: dict[int, datetime]) -> dict[int, list[Followed]]:
    """For each of these people (key) what changed in what they follow: from their moment in `since`, unseen by them.

    What they recorded themselves is left out, and so are practice plans. Two queries for all of them.
    """
    by_key = {person.pk: person for person in people}
    follows: dict[int, list[tuple]] = defaultdict(list)
    if not by_key:
        return {}
    rows = Follow.objects.filter(person__in=list(by_key)).order_by("pk")
    for person, *row in rows.values_list("person", "action", "priority", "since"):
        follows[person].append(tuple(row))
    if not follows:
        return {}
    actions = {action for each in follows.values() for action, _, _ in each if action}
    priorities = {priority for each in follows.values() for _, priority, _ in each if priority}
    updates = ProgressUpdate.objects.filter(
        Q(action__in=actions) | Q(action__priority__in=priorities), source=ProgressUpdate.Source.OFFICER,
        action__withdrawn_on=None, action__priority__plan__practice=False,
        recorded_at__gte=min(since[person] for person in follows),
    ).select_related("action__priority__plan").order_by("sequence")  # fmt: skip
    recorded = list(updates)
    changed: dict[int, list[Followed]] = {}
    for person, theirs in follows.items():
        counts: dict[Action, int] = defaultdict(int)
        for update in recorded:
            if _is_news(update, by_key[person], theirs, since[person]):
                counts[update.action] += 1
        if counts:
            changed[person] = [
                Followed(action.pk, action.reference, action.priority.plan.slug, number)
                for action, number in sorted(counts.items(), key=lambda each: _place(each[0]))
            ]
    return changed


def _is_news(update: ProgressUpdate, person: User, follows: list[tuple], since: datetime) -> bool:
    if update.by_id == person.pk or update.sequence <= (person.updates_seen or 0) or update.recorded_at < since:
        return False
    return any(
        update.recorded_at >= began and (update.action_id == action or update.action.priority_id == priority)
        for action, priority, began in follows
    )


def _place(action: Action) -> tuple:
    return action.priority.plan_id, action.priority.number, action.number
