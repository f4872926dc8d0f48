"""What colleagues changed in a person's own actions, over all plans, since the person last marked it as seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Q

from actions.models import ProgressUpdate
from actions.pages.page_context import PageContext
from actions.positions.as_at import SEQUENCES
from actions.talking.following import of_followed
from actions.updating.history import Entry
from csc_tracker.database.prepared import KEYS, Prepared
from csc_tracker.models import User
from csc_tracker.pages.addresses import cached_reverse, query_of
from priorities.models import Post

SHOWN = 10  # the most that the page names


@dataclass(frozen=True, slots=True)
class Change:
    """An update by a colleague, with its address; `plan` is its plan’s title where the page is of another plan.

    `followed`: no post of the person owns or leads its action, which they follow.
    """

    entry: Entry
    address: str
    plan: str
    followed: bool

    @property
    def reference(self) -> str:
        return self.entry.update.action.reference


@dataclass(frozen=True, slots=True)
class Changes:
    """The latest changes first; `more`: whether there are others; `last`: the newest, to be marked as seen."""

    changes: list[Change]
    more: bool

    @property
    def last(self) -> str:
        return self.changes[0].entry.update.code


def address_of(update: ProgressUpdate) -> str:
    """The address of an update in the history of its action, whatever plan a page is of."""
    action = update.action
    query = query_of({"plan": action.priority.plan.slug})
    return f"{cached_reverse('action', action.reference)}?{query}#update-{update.code}"


def changes_by_colleagues(person: User, posts: Iterable[Post], page_context: PageContext) -> Changes:
    """What others recorded of the actions that these posts own or lead, and of those that the person follows, since
    they last marked it as seen. One query.
    """
    keys = [post.pk for post in posts]
    theirs = _by_others(len(keys)).instances(person.updates_seen or 0, person.pk, *keys, *keys)
    own_plan = page_context.plan.pk
    changes = []
    for update in theirs[:SHOWN]:
        plan = update.action.priority.plan
        own = {update.action.owner_id, update.action.priority.lead_id} & set(keys)
        title = "" if plan.pk == own_plan else str(plan)
        changes.append(Change(Entry(update), address_of(update), title, not own))
    return Changes(changes, len(theirs) > SHOWN)


def mark_as_seen(person: User, code: str, posts: Iterable[Post]) -> bool:
    """Remember that a person has seen what colleagues changed up to the update with this code; False where it is none.

    What was recorded later is still shown to them.
    """
    keys = [post.pk for post in posts]
    theirs = ProgressUpdate.objects.filter(
        _of_posts(keys, keys) | of_followed(person.pk), seal__startswith=code
    ).order_by("-sequence")
    update = theirs.first() if len(code) == 12 else None
    if update is None:
        return False
    earlier = Q(updates_seen=None) | Q(updates_seen__lt=update.sequence)
    User.objects.filter(earlier, pk=person.pk).update(updates_seen=update.sequence)
    return True


def _of_posts(owners: Iterable[int], leads: Iterable[int]) -> Q:
    return Q(action__owner__in=owners) | Q(action__priority__lead__in=leads)


@cache
def _by_others(posts: int) -> Prepared:
    """The query of what others than a person recorded, after a number, of the actions of so many posts."""

    def build(seen: int, person: int, *keys: int) -> Any:
        updates = ProgressUpdate.objects.filter(
            _of_posts(keys[:posts], keys[posts:]) | of_followed(person), sequence__gt=seen
        )
        by_another = ~Q(by=person), Q(source=ProgressUpdate.Source.OFFICER)
        updates = updates.filter(*by_another, action__withdrawn_on=None)
        updates = updates.select_related("by", "post", "action__priority__plan")
        return updates.order_by("-sequence")[: SHOWN + 1]

    return Prepared(build, SEQUENCES[0], KEYS[0], *range(-11, -11 - 2 * posts, -1))
