"""What is a person's own: the actions of a plan that the posts they hold own or lead."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Min, Q

from priorities.models import Plan
from priorities.posts import posts_held

from .as_at import has_status
from .models import Action, reference
from .rating import OPEN, Shows

_TO_DO = (*OPEN, Shows.AWAITING)


@dataclass(frozen=True)
class Mine:
    """A person's posts on a day, and the actions of a plan that those own or lead."""

    posts: list
    plan: Plan
    on: date

    def _all(self):
        theirs = Q(owner__in=self.posts) | Q(priority__lead__in=self.posts)
        return Action.objects.of_plan(self.plan).select_related("priority__lead").filter(theirs).as_at(self.on)

    def open(self):
        """Their open actions, and what awaits its sign-off."""
        return self._all().filter(has_status(*_TO_DO))

    def counts(self):
        """How many of theirs are open or await their sign-off, and how many are complete or stopped; and the reference
        of the first of the open ones in the plan's order, where the walk begins (None where there is none).
        """
        to_do, done = has_status(*_TO_DO), has_status(Shows.COMPLETE, Shows.STOPPED)
        place = F("priority__number") * 10_000 + F("number")  # a number has four digits at most
        told = self._all().aggregate(
            open=Count("pk", filter=to_do), done=Count("pk", filter=done), first=Min(place, filter=to_do)
        )
        return told["open"], told["done"], told["first"] and reference(*divmod(told["first"], 10_000))

    def elsewhere(self):
        """Other plans in which their posts own or lead something."""
        theirs = Q(priorities__actions__owner__in=self.posts) | Q(priorities__lead__in=self.posts)
        return Plan.objects.filter(theirs).exclude(pk=self.plan.pk).distinct()

    def place_of(self, action):
        """Where an action stands among their open ones, by reference: (its place from 1, how many, the next one).

        The order is one that an update does not change, so that a walk through them meets each once. The last has no
        next one (None). None where the action is not among them.
        """
        keys = list(self.open().order_by("priority__number", "number").values_list("pk", "priority__number", "number"))
        place = next((i for i, (pk, *_) in enumerate(keys) if pk == action.pk), None)
        if place is None:
            return None
        after = keys[place + 1] if place + 1 < len(keys) else None
        return place + 1, len(keys), reference(*after[1:]) if after else None


def my_actions(user, plan, on):
    """What is this person's own on the day `on`, by the posts that they hold that day."""
    return Mine(posts_held(user, on), plan, on)
