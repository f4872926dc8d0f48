"""Which actions wait for an officer's update, and who is to give it; the list of actions is filtered by the same."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import django_filters as filters
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from actions.lists.filters import ActionFilter
from actions.lists.worth_asking import Ask, is_worth_asking, stale_since
from actions.models import Action
from actions.pages.page_context import PageContext
from actions.positions.as_at import has_status
from actions.positions.status import OPEN, Status
from csc_tracker.models import User
from csc_tracker.people.sight import NOTHING, seeing, sight
from priorities.models import Plan, Post, PostHolding

NOBODY = "null"  # as django-filter names what is empty
SOMEBODY, NOT_HELD = "somebody", "nobody"
UPDATES = "actions.add_progressupdate"  # the permission to update


def add_to_the_list() -> None:
    """Give the list of actions its filters by what waits for an update, and for whose."""
    ActionFilter.add("waits", _Waits())
    ActionFilter.add("waits_for", _WaitsForPost(), _posts_of)
    ActionFilter.add("holder", _WaitsForHolder(), _holders_of)


def waits_for_update(page_context: PageContext) -> Q:
    """The condition that an action of `page_context.positions` waits for an officer's update.

    It is open, and no officer updated it within the plan's update interval (`Ask.NOT_UPDATED`); or it is late without
    an officer's words on what is in the way since its due date, or off track or at risk without any.
    """
    silent = Q(position__reason=None)
    before_it_was_late = Q(position__reason__effective_date__lte=F("position__due_last_day"))
    without_words = (
        has_status(Status.LATE) & (silent | before_it_was_late) | has_status(Status.OFF_TRACK, Status.AT_RISK) & silent
    )
    return is_worth_asking(Ask.NOT_UPDATED, stale_since(page_context)) | without_words


def of_posts(posts: Any) -> Q:
    """The condition that one of these posts is to update an action: it owns it, or leads the priority of one without
    an owner.
    """
    return Q(owner__in=posts) | Q(owner=None, priority__lead__in=posts)


_OF_NOBODY = Q(owner=None, priority__lead=None)


def post_of(action: Action) -> Post | None:
    """The post that is to update an action; None where it has no owner and its priority no lead."""
    return action.owner or action.priority.lead


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a post: `user` is None where they have no account here."""

    post: int
    name: str
    user: User | None
    may_update: bool

    @property
    def has_account(self) -> bool:
        """Whether they can sign in."""
        return self.user is not None and self.user.is_active


@dataclass(frozen=True)
class Owed:
    """The actions that wait for an update as a page shows them, in the plan's order, by the post that is to give it.

    `posts` are those posts by their keys, `holders` who holds each of them on the day. `of` is how many actions of the
    plan are open.
    """

    actions: dict[int | None, list[Action]]
    posts: dict[int, Post]
    holders: dict[int, list[Holder]]
    of: int

    @property
    def number(self) -> int:
        """How many actions wait."""
        return sum(map(len, self.actions.values()))

    @property
    def of_somebody(self) -> int:
        """How many of them wait for a post that somebody holds who can sign in."""
        held = (post for post, holders in self.holders.items() if any(each.has_account for each in holders))
        return sum(len(self.actions[post]) for post in held)

    def by_person(self) -> dict[User, list[Action]]:
        """Who can sign in and is to update which of them: whoever holds a post; by name."""
        theirs: dict[User, dict[int, Action]] = defaultdict(dict)
        for post, holders in self.holders.items():
            for holder in holders:
                if holder.user is not None and holder.has_account:
                    theirs[holder.user].update((action.pk, action) for action in self.actions[post])
        return {person: list(theirs[person].values()) for person in sorted(theirs, key=by_name)}


def by_name(person: User) -> tuple[str, int]:
    """What people are listed by."""
    return str(person), person.pk


def owed(page_context: PageContext) -> Owed:
    """What waits for an update on the day of the page, and who holds the posts that it waits for. Two queries."""
    waiting = _Waiting(page_context)
    return waiting.held_by(_holders(waiting.posts, page_context.on))


def owed_and_openly(page_context: PageContext) -> tuple[Owed, Owed]:
    """`owed` as the reader sees it, and as somebody sees it who may read nothing exempt: one where these are the same.

    Two queries; three for who may read exempt matter.
    """
    if sight() == NOTHING:
        return (every := owed(page_context)), every
    waiting = _Waiting(page_context)
    with seeing(NOTHING):
        openly = _Waiting(page_context)
    # An open post is held by the same people for every reader.
    holders = _holders(waiting.posts | openly.posts, page_context.on)
    return waiting.held_by(holders), openly.held_by(holders)


class _Waiting:
    """The actions that wait, by the post that is to update them, and those posts. One query, two where none waits."""

    def __init__(self, page_context: PageContext):
        self.actions: dict[int | None, list[Action]] = defaultdict(list)
        self.posts: dict[int, Post] = {}
        self.of: int | None = None
        of_plan = page_context.positions(Action.objects.of_plan(page_context.plan))
        open_ones = of_plan.filter(has_status(*OPEN)).order_by()
        number = open_ones.annotate(every=Value(1)).values("every").annotate(number=Count("*")).values("number")
        waiting = of_plan.select_related("priority__lead").filter(waits_for_update(page_context))
        action: Any
        for action in waiting.annotate(of=Subquery(number)).order_by("priority__number", "number"):
            post, self.of = post_of(action), action.of
            self.actions[post.pk if post else None].append(action)
            if post:
                self.posts[post.pk] = post
        if self.of is None:
            self.of = open_ones.count()

    def held_by(self, holders: dict[int, list[Holder]]) -> Owed:
        """The same with who holds these posts; `holders` may have others too."""
        assert self.of is not None
        theirs = {post: each for post, each in holders.items() if post in self.posts}
        return Owed(dict(self.actions), self.posts, theirs, self.of)


def _holders(posts: Iterable[int], on: date) -> dict[int, list[Holder]]:
    may_update = Exists(User.objects.with_perm(UPDATES).filter(pk=OuterRef("user")).order_by())
    held = PostHolding.objects.on(on).filter(post__in=list(posts)).annotate(may_update=may_update)
    holders: dict[int, list[Holder]] = defaultdict(list)
    for each in held.select_related("user").order_by("post", "pk"):
        name = each.user.named_on(on) if each.user else each.name
        holders[each.post_id].append(Holder(each.post_id, name, each.user, each.may_update))
    return dict(holders)


class _Waits(filters.ChoiceFilter):
    """The actions that wait for an update on the day of the list; of those whose post somebody with an account holds,
    or the others.
    """

    CHOICES = (
        ("yes", "Yes"),
        (SOMEBODY, "Yes, from somebody with an account"),
        (NOT_HELD, "Yes, with nobody to remind"),
    )

    def __init__(self) -> None:
        super().__init__(label="Waits for an update", choices=self.CHOICES, empty_label="Either")

    def filter(self, actions: Any, value: str) -> Any:
        if not value:
            return actions
        waiting = actions.filter(waits_for_update(self.parent.page_context))
        if value not in (SOMEBODY, NOT_HELD):
            return waiting
        held = PostHolding.objects.on(self.parent.on).filter(user__is_active=True).order_by().values("post")
        by_somebody = Q(updated_by__in=held)
        waiting = waiting.annotate(updated_by=Coalesce("owner", "priority__lead"))
        return waiting.filter(by_somebody if value == SOMEBODY else Q(updated_by=None) | ~by_somebody)


class _WaitsForPost(filters.ModelChoiceFilter):
    """The actions that one post is to update, or nobody."""

    def __init__(self) -> None:
        super().__init__(
            label="Updated by the post", queryset=None, empty_label="Any", null_label="No owner or lead",
            null_value=NOBODY,
        )  # fmt: skip

    def filter(self, actions: Any, post: Any) -> Any:
        if not post:
            return actions
        return actions.filter(_OF_NOBODY if post == NOBODY else of_posts([post]))


class _WaitsForHolder(filters.ModelChoiceFilter):
    """The actions that the posts which one person holds on the day of the list are to update."""

    def __init__(self) -> None:
        super().__init__(label="Updated by the person", queryset=None, empty_label="Anybody")

    def filter(self, actions: Any, person: User | None) -> Any:
        if not person:
            return actions
        held = PostHolding.objects.on(self.parent.on).filter(user=person).order_by().values("post")
        return actions.filter(of_posts(held))


def _posts_of(plan: Plan) -> QuerySet[Post]:
    """The posts that own or lead something of the plan."""
    owners = Action.objects.filter(priority__plan=plan).order_by()
    return Post.objects.filter(Q(pk__in=owners.values("owner")) | Q(pk__in=owners.values("priority__lead")))


def _holders_of(plan: Plan) -> QuerySet[User]:
    """The people with an account who hold or held one of these posts."""
    held = PostHolding.objects.filter(post__in=_posts_of(plan).order_by().values("pk"))
    return User.objects.filter(pk__in=held.order_by().values("user"))
