"""A person's own actions: those of a plan that the posts they hold own or lead."""

from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import NamedTuple

from django.db.models import Q

from actions.models import Action, reference
from actions.positions.as_at import has_status
from actions.positions.status import OPEN, Status
from csc_tracker.database.prepared import DAYS, KEYS, Prepared, PreparedByKeys
from priorities.models import Plan, Priority
from priorities.posts import posts_held

_TO_DO = (*OPEN, Status.AWAITING)
_WORST_FIRST = {state.value: place for place, state in enumerate(Status)}


class _Place(NamedTuple):
    """An action's key, its place in the plan, and what it is listed by."""

    key: int
    priority: int
    number: int
    status: str
    due: date | None

    @property
    def reference(self):
        return reference(self.priority, self.number)

    @property
    def worst_first(self):
        return _WORST_FIRST[self.status], self.due or date.max


class PlaceInWalk(NamedTuple):
    """Where an action stands among a person's open ones: its number from 1, of how many, and the next one's reference
    (None: it is the last).
    """

    number: int
    of: int
    after: str | None


@dataclass(frozen=True)
class Mine:
    """A person's posts on a day, and the actions of a plan that those own or lead, in the plan's order."""

    posts: list
    plan: Plan
    on: date

    @cached_property
    def _all(self):
        keys = [post.pk for post in self.posts]
        return [_Place(*row) for row in _theirs(len(keys)).rows(self.plan.pk, self.on, *keys)] if keys else []

    @cached_property
    def _to_do(self):
        return [place for place in self._all if place.status in _TO_DO]

    @property
    def keys(self):
        """The keys of their open actions and of what awaits its sign-off, the worst first, then by the due date."""
        return [place.key for place in sorted(self._to_do, key=lambda place: place.worst_first)]

    @property
    def done(self):
        """How many of theirs are complete or stopped."""
        return sum(place.status in (Status.COMPLETE, Status.STOPPED) for place in self._all)

    @property
    def first(self):
        """The reference of the first open one, where updating them one by one begins; None where there is none."""
        return self._to_do[0].reference if self._to_do else None

    def open(self):
        """The open ones and what awaits its sign-off, as a queryset with positions."""
        theirs = Q(owner__in=self.posts) | Q(priority__lead__in=self.posts)
        actions = Action.objects.of_plan(self.plan).select_related("priority__lead").filter(theirs)
        return actions.as_at(self.on).filter(has_status(*_TO_DO))

    def elsewhere(self) -> list:
        """Other plans in which their posts own or lead something. Two queries: so PostgreSQL knows how few they are."""
        keys = [post.pk for post in self.posts]
        priorities = [key for (key,) in _theirs_anywhere(len(keys)).rows(*keys, *keys)] if keys else []
        return list({plan.pk: plan for plan in _OTHER_PLANS_OF.instances(priorities, self.plan.pk)}.values())

    def place_of(self, action):
        """Where an action stands among their open ones; None where it is not among them.

        The order is one that an update does not change, so that a walk through them meets each once.
        """
        place = next((number for number, each in enumerate(self._to_do, 1) if each.key == action.pk), None)
        if place is None:
            return None
        after = self._to_do[place].reference if place < len(self._to_do) else None
        return PlaceInWalk(place, len(self._to_do), after)


@cache
def _theirs(posts):
    """The query of the actions that so many posts own or lead."""

    def build(plan, on, *keys):
        actions = Action.objects.filter(Q(owner__in=keys) | Q(priority__lead__in=keys), priority__plan=plan)
        read = "pk", "priority__number", "number", "position__status", "position__due_last_day"
        return actions.as_at(on).select_related(None).order_by("priority__number", "number").values_list(*read)

    return Prepared(build, KEYS[0], DAYS[0], *_stand_ins(posts))


@cache
def _theirs_anywhere(posts):
    """The query of the priorities, of whatever plan, in which so many posts own something or which they lead."""

    def build(*keys):
        keys, again = keys[:posts], keys[posts:]
        owned = Action.objects.filter(owner__in=keys).order_by().values_list("priority")
        return owned.union(Priority.objects.filter(lead__in=again).order_by().values_list("pk"))

    return Prepared(build, *_stand_ins(2 * posts))


def _other_plans_of(priorities, plan):
    """The plans of priorities, but for one plan."""
    theirs = Priority.objects.filter(pk__in=priorities).order_by().values("plan")
    return Plan.objects.filter(pk__in=theirs).exclude(pk=plan)


_OTHER_PLANS_OF = PreparedByKeys(_other_plans_of, KEYS[0])


def _stand_ins(number):
    return range(-11, -11 - number, -1)


def my_actions(user, plan, on):
    """This person's actions of the plan on the day `on`, by the posts that they hold that day."""
    return Mine(posts_held(user, on), plan, on)
