"""A person's own actions: those of a plan that the posts they hold own or lead."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from typing import NamedTuple

from django.db.models import OuterRef, Q, Subquery, TextChoices

from actions.models import Action, ProgressUpdate, reference
from actions.positions.as_at import has_status
from actions.positions.in_the_way import WITH_WHY
from actions.positions.status import OPEN, RATED, Status
from csc_tracker.database.prepared import DAYS, KEYS, Prepared
from priorities.models import Plan, Priority
from priorities.posts import posts_held

DAYS_AHEAD = 28
_TO_DO = (*OPEN, Status.AWAITING)
_WORST_FIRST = {state.value: place for place, state in enumerate(Status)}
# The most actions of a walk: its address holds them all.
_LONGEST_WALK = 400
_STEP = re.compile(r"(\d{1,4})\.(\d{1,5})", re.ASCII)


class Group(TextChoices):
    """What a person's open actions are listed under, in the order of the list."""

    RED = "red", "Late, off track or at risk"
    SOON = "soon", f"Due in the next {DAYS_AHEAD} days"
    OLD = "old", "Rating out of date"
    REST = "rest", "Other open actions"
    CHECK = "check", "Done, awaiting your check"
    OTHERS = "others", "Done, awaiting somebody else’s check"


# What waits for the person.
NEED_YOU = (Group.RED, Group.SOON, Group.OLD, Group.CHECK)


def need_you(number):
    """“1 needs you”, “6 need you”."""
    return f"{number:,} needs you" if number == 1 else f"{number:,} need you"


class _Place(NamedTuple):
    """An action's key, its place in the plan, and what it is listed by; `reported_by`: who last reported it done."""

    key: int
    priority: int
    number: int
    status: str
    due: date | None
    rated_on: date | None
    reported_by: int | None

    @property
    def reference(self):
        return reference(self.priority, self.number)

    @property
    def step(self):
        """Its place as the address of a walk names it."""
        return f"{self.priority}.{self.number}"


def _group_of(place, on, interval, person):
    """What an open action is listed under on the day `on`; `interval` is the plan's update interval in days."""
    if place.status in WITH_WHY:
        return Group.RED
    if place.status == Status.AWAITING:
        return Group.OTHERS if place.reported_by == person else Group.CHECK
    if place.due and place.due <= on + timedelta(days=DAYS_AHEAD):
        return Group.SOON
    if place.status in RATED and (on - place.rated_on).days > interval:
        return Group.OLD
    return Group.REST


def in_groups(places, on, interval, person):
    """What is open of these places, and what awaits its sign-off: {group: [place, …]}, every group in its order.

    `person` is whose they are, by key; `interval` is the plan's update interval in days.
    """
    grouped = {group: [] for group in Group}
    for place in places:
        if place.status in _TO_DO:
            grouped[_group_of(place, on, interval, person)].append(place)
    for listed in grouped.values():
        listed.sort(key=lambda place: (_WORST_FIRST[place.status], place.due or date.max))
    return grouped


class PlaceInWalk(NamedTuple):
    """Where an action stands in a walk through a person's open ones: its number from 1, of how many, and the next one's
    reference (None: it is the last). `walk` is the whole walk, as an address holds it.
    """

    number: int
    of: int
    after: str | None
    walk: str


@dataclass(frozen=True)
class Mine:
    """A person (by key), their posts on a day, and the actions of a plan that those own or lead.

    They come in the order of the page: by group, in it the worst first, then by the due date, then in the plan's order.
    """

    person: int
    posts: list
    plan: Plan
    on: date

    @cached_property
    def _all(self):
        keys = [post.pk for post in self.posts]
        return [_Place(*row) for row in _theirs(len(keys)).rows(self.plan.pk, self.on, *keys)] if keys else []

    @cached_property
    def _grouped(self):
        """Their open actions and what awaits its sign-off: {group: [place, …]}, every group in its order."""
        return in_groups(self._all, self.on, self.plan.update_interval_days, self.person)

    @property
    def groups(self):
        """{group: the keys of its actions}, in the order of the page."""
        return {group: [place.key for place in places] for group, places in self._grouped.items()}

    @property
    def need(self):
        """How many of theirs need them."""
        return sum(len(self._grouped[group]) for group in NEED_YOU)

    @property
    def done(self):
        """How many of theirs are complete or stopped."""
        return sum(place.status in (Status.COMPLETE, Status.STOPPED) for place in self._all)

    @property
    def keys_by_reference(self):
        """{reference: key} of what they can update, in the order of the page."""
        return {place.reference: place.key for place in self._to_update}

    @cached_property
    def _to_update(self):
        """What there is for them to update, in the order of the page: all but what somebody else has to check."""
        return [place for group, places in self._grouped.items() if group != Group.OTHERS for place in places]

    @property
    def first(self):
        """The reference of the first, where updating them one by one begins; None where there is none."""
        return next((place.reference for places in self._grouped.values() for place in places), None)

    def open(self):
        """The open ones and what awaits its sign-off, as a queryset with positions."""
        theirs = Q(owner__in=self.posts) | Q(priority__lead__in=self.posts)
        actions = Action.objects.of_plan(self.plan).select_related("priority__lead").filter(theirs)
        return actions.as_at(self.on).filter(has_status(*_TO_DO))

    def elsewhere(self) -> list:
        """Other plans in which their posts own or lead something. One query."""
        keys = [post.pk for post in self.posts]
        return _other_plans(len(keys)).instances(self.plan.pk, *keys, *keys) if keys else []

    def place_of(self, action, walk=""):
        """Where an action is in a walk through what there is to update; None where it is not among that.

        `walk` is what the address of the page holds, in the order in which the walk began: an update changes the order
        of the list, and each is met once all the same. Without one the walk begins with this action, goes down the list
        and then on from its top.
        """
        places = {place.step: place for place in self._to_update}
        here = next((place.step for place in self._to_update if place.key == action.pk), None)
        if here is None:
            return None
        steps = list(dict.fromkeys(step for step in walk.split("-")[:_LONGEST_WALK] if _STEP.fullmatch(step)))
        if here not in steps:
            every = list(places)
            steps = [*every[every.index(here) :], *every[: every.index(here)]][:_LONGEST_WALK]
        number = steps.index(here) + 1
        after = next((places[step].reference for step in steps[number:] if step in places), None)
        return PlaceInWalk(number, len(steps), after, "-".join(steps))


def places_by_post(plan, on):
    """The actions of a plan on a day as places, with the posts (keys) that own each and lead its priority. One query.

    [(owner or None, lead or None, place), …], in the plan's order.
    """
    rows = _as_places(Action.objects.of_plan(plan), on, "owner", "priority__lead")
    return [(owner, lead, _Place(*row)) for *row, owner, lead in rows]


@cache
def _theirs(posts):
    """The query of the actions that so many posts own or lead."""

    def build(plan, on, *keys):
        actions = Action.objects.filter(Q(owner__in=keys) | Q(priority__lead__in=keys), priority__plan=plan)
        return _as_places(actions, on)

    return Prepared(build, KEYS[0], DAYS[0], *_stand_ins(posts))


def _as_places(actions, on, *more):
    """The values of a `_Place` for each of these actions on a day, and more of their fields, in the plan's order."""
    done = ProgressUpdate.objects.filter(action=OuterRef("pk"), stage=Status.AWAITING, withdrawn_by=None)
    done = done.order_by("-effective_date", "-sequence").values("by")[:1]
    read = "pk", "priority__number", "number", "position__status", "position__due_last_day", "position__rated_on"
    actions = actions.as_at(on).select_related(None).annotate(reported_by=Subquery(done))
    return actions.order_by("priority__number", "number").values_list(*read, "reported_by", *more)


@cache
def _other_plans(posts):
    """The query of the plans, but for one, in which so many posts own or lead something."""

    def build(plan, *keys):
        owned = Action.objects.filter(owner__in=keys[:posts]).order_by().values("priority__plan")
        led = Priority.objects.filter(lead__in=keys[posts:]).order_by().values("plan")
        return Plan.objects.filter(Q(pk__in=owned) | Q(pk__in=led)).exclude(pk=plan)

    return Prepared(build, KEYS[0], *_stand_ins(2 * posts))


def _stand_ins(number):
    return range(-11, -11 - number, -1)


def actions_of(user, plan, on):
    """This person's actions of the plan on the day `on`, by the posts that they hold that day."""
    return Mine(user.pk, posts_held(user, on), plan, on)
