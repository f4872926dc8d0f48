"""A person's own actions: those that the posts they hold own or lead, in all plans but those to practise on.

A practice plan is a view of its own.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from typing import NamedTuple

from django.db.models import F, OuterRef, Q, Subquery, TextChoices

from actions.models import Action, ProgressUpdate, reference
from actions.positions.as_at import has_status
from actions.positions.in_the_way import WITH_WHY
from actions.positions.status import OPEN, RATED, Status
from csc_tracker.database.prepared import DAYS, Prepared
from priorities.models import Plan
from priorities.posts import posts_held

DAYS_AHEAD = 28
_TO_DO = (*OPEN, Status.AWAITING)
_WORST_FIRST = {state.value: place for place, state in enumerate(Status)}
# The most actions of a walk: its address holds them all.
LONGEST_WALK = 400
# The first question that an update in a walk is about, where the keyboard then is.
TO_THE_RATING = "#id_rating_0"
# What is read of an action's plan.
_OF_PLAN = ("pk", "slug", "title", "phase", "practice", "update_interval_days")
_STEP = re.compile(r"(?:(\d{1,9})\.)?(\d{1,4})\.(\d{1,5})", re.ASCII)


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


class Place(NamedTuple):
    """An action's key, its place in its plan, and what it is listed by; `reported_by`: who last reported it done.

    The plan by its key, its name in addresses and its update interval in days.
    """

    key: int
    plan: int
    slug: str
    title: str
    phase: str
    practice: bool
    interval: int
    priority: int
    priority_name: str
    number: int
    status: str
    due: date | None
    rated_on: date | None
    last_said: date | None
    reported_by: int | None

    @property
    def reference(self):
        return reference(self.priority, self.number)

    @property
    def plan_name(self):
        return f"{self.title}, {self.phase}" if self.phase else self.title

    @property
    def step(self):
        return self.plan, self.priority, self.number

    def named_in(self, plan):
        """Its name in the forms of a page of a plan, by the plan's key: its reference, with its own plan's key where
        that is another.
        """
        return self.reference if self.plan == plan else f"{self.plan}.{self.reference}"


def _group_of(place, on, person):
    """What an open action is listed under on the day `on`."""
    if place.status in WITH_WHY:
        return Group.RED
    if place.status == Status.AWAITING:
        return Group.OTHERS if place.reported_by == person else Group.CHECK
    if place.due and place.due <= on + timedelta(days=DAYS_AHEAD):
        return Group.SOON
    if place.status in RATED and (on - place.rated_on).days > place.interval:
        return Group.OLD
    return Group.REST


def in_groups(places, on, person):
    """What is open of these places, and what awaits its sign-off: {group: [place, …]}, every group in its order.

    `person` is whose they are, by key.
    """
    grouped = {group: [] for group in Group}
    for place in places:
        if place.status in _TO_DO:
            grouped[_group_of(place, on, person)].append(place)
    for listed in grouped.values():
        listed.sort(key=lambda place: (_WORST_FIRST[place.status], place.due or date.max))
    return grouped


class PlaceInWalk(NamedTuple):
    """Where an action is in a walk through a person's open ones: its number from 1, of how many, and the next one
    (None: it is the last). `steps` are the whole walk.
    """

    number: int
    of: int
    after: Place | None
    steps: list

    def walk_in(self, plan):
        """The whole walk as the address of a page of a plan, by its key, holds it."""
        return walk_of(self.steps, plan)


def walk_of(steps, plan):
    """A walk as the address of a page of a plan holds it: “1.2-1.3-7.2.4”, with another plan's key before its own."""
    return "-".join(
        f"{priority}.{number}" if of == plan else f"{of}.{priority}.{number}" for of, priority, number in steps
    )


@dataclass(frozen=True)
class Mine:
    """A person (by key), their posts on a day, and the actions that those own or lead.

    They are those of every plan that is not to practise on; where `plan`, the page's, is a practice plan, its own.
    They come in the order of the page: by group, in it the worst first, then by the due date, then in the plan's order.
    """

    person: int
    posts: list
    plan: Plan
    on: date

    @cached_property
    def _of_every_plan(self):
        keys = [post.pk for post in self.posts]
        return [Place(*row) for row in _theirs(len(keys)).rows(self.on, *keys)] if keys else []

    def _is_listed(self, place):
        return place.plan == self.plan.pk or not (self.plan.practice or place.practice)

    @cached_property
    def _all(self):
        listed = filter(self._is_listed, self._of_every_plan)
        return sorted(listed, key=lambda place: place.plan != self.plan.pk)  # the page's own plan first

    @cached_property
    def _grouped(self):
        """Their open actions and what awaits its sign-off: {group: [place, …]}, every group in its order."""
        return in_groups(self._all, self.on, self.person)

    @property
    def groups(self):
        """{group: the places of its actions}, in the order of the page."""
        return self._grouped

    @property
    def open_number(self):
        """How many of theirs are open or await their sign-off."""
        return sum(map(len, self._grouped.values()))

    @property
    def in_several_plans(self):
        """Whether what is listed is in more plans than one, or in another than the page's."""
        return {place.plan for places in self._grouped.values() for place in places} - {self.plan.pk} != set()

    @property
    def need(self):
        """How many of theirs need them."""
        return sum(len(self._grouped[group]) for group in NEED_YOU)

    @property
    def done(self):
        """How many of theirs are complete or stopped."""
        return sum(place.status in (Status.COMPLETE, Status.STOPPED) for place in self._all)

    @property
    def keys_by_name(self):
        """{name in the page's forms: key} of what they can update, in the order of the page."""
        return {place.named_in(self.plan.pk): place.key for place in self.to_update}

    @cached_property
    def to_update(self):
        """What there is for them to update, in the order of the page: all but what somebody else has to check."""
        return [place for group, places in self._grouped.items() if group != Group.OTHERS for place in places]

    @cached_property
    def not_updated_today(self):
        """The open ones of which nobody has said anything for the day, in the order of the page."""
        return [place for place in self.to_update if place.status in OPEN and place.last_said != self.on]

    @property
    def first(self):
        """The place of the first, where updating them one by one begins; None where there is none."""
        return next((place for places in self._grouped.values() for place in places), None)

    def open(self):
        """The open ones of the plan and what awaits its sign-off there, as a queryset with positions."""
        theirs = Q(owner__in=self.posts) | Q(priority__lead__in=self.posts)
        actions = Action.objects.of_plan(self.plan).select_related("priority__lead").filter(theirs)
        return actions.as_at(self.on).filter(has_status(*_TO_DO))

    @property
    def elsewhere(self) -> dict:
        """{name in addresses: title} of the plans that are not listed here in which their posts own or lead actions."""
        return {place.slug: place.plan_name for place in self._of_every_plan if not self._is_listed(place)}

    def place_of(self, action, walk=""):
        """Where an action is in a walk through what there is to update; None where it is not among that.

        `walk` is what the address of the page holds, in the order in which the walk began: an update changes the order
        of the list, and each is met once all the same. Without one the walk begins with this action, goes down the list
        and then on from its top.
        """
        places = {place.step: place for place in self.to_update}
        here = next((place.step for place in self.to_update if place.key == action.pk), None)
        if here is None:
            return None
        named = [match for step in walk.split("-")[:LONGEST_WALK] if (match := _STEP.fullmatch(step))]
        steps = list(dict.fromkeys((int(match[1] or self.plan.pk), int(match[2]), int(match[3])) for match in named))
        if here not in steps:
            every = list(places)
            steps = [*every[every.index(here) :], *every[: every.index(here)]][:LONGEST_WALK]
        number = steps.index(here) + 1
        after = next((places[step] for step in steps[number:] if step in places), None)
        return PlaceInWalk(number, len(steps), after, steps)


def places_by_post(plan, on):
    """The actions of a plan on a day as places, with the posts (keys) that own each and lead its priority. One query.

    [(owner or None, lead or None, place), …], in the plan's order.
    """
    rows = _as_places(Action.objects.of_plan(plan), on, "owner", "priority__lead")
    rows = rows.order_by("priority__number", "number")
    return [(owner, lead, Place(*row)) for *row, owner, lead in rows]


@cache
def _theirs(posts):
    """The query of the actions that so many posts own or lead, in every plan."""

    def build(on, *keys):
        actions = Action.objects.filter(Q(owner__in=keys) | Q(priority__lead__in=keys))
        order = F("priority__plan__starts").desc(nulls_last=True), "priority__plan", "priority__number", "number"
        return _as_places(actions, on).order_by(*order)

    return Prepared(build, DAYS[0], *_stand_ins(posts))


def _as_places(actions, on, *more):
    """The values of a `Place` for each of these actions on a day, and more of their fields after them."""
    done = ProgressUpdate.objects.filter(action=OuterRef("pk"), stage=Status.AWAITING, withdrawn_by=None)
    done = done.order_by("-effective_date", "-sequence").values("by")[:1]
    plan = [f"priority__plan__{name}" for name in _OF_PLAN]
    named = "priority__number", "priority__short_name", "number"
    position = [f"position__{name}" for name in ("status", "due_last_day", "rated_on", "last_said")]
    read = "pk", *plan, *named, *position
    actions = actions.as_at(on).select_related(None).annotate(reported_by=Subquery(done))
    return actions.values_list(*read, "reported_by", *more)


def _stand_ins(number):
    return range(-11, -11 - number, -1)


def actions_of(user, plan, on):
    """This person's actions on the day `on`, for a page of this plan, by the posts that they hold that day."""
    return Mine(user.pk, posts_held(user, on), plan, on)
