"""What changed in a plan since a day. A small stand-in of the shape that the real one has."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from .filters import changed_since
from .models import Action
from .rating import Shows, in_words


class Change(TextChoices):
    COMPLETED = "completed", "Completed"
    COMPLETED_DAY_NOT_GIVEN = "completed_day_not_given", "Completed, day not given"
    LATE = "late", "Newly late"
    NEW = "new", "New"


@dataclass(frozen=True)
class Baseline:
    day: date
    up_to: int | None
    title: str
    words: str
    derived: bool


@dataclass(frozen=True)
class Changed:
    action: Action
    change: str
    was: str
    now: str
    why: str
    who: str
    address: str


def _of(asked, baseline, change):
    actions = Action.objects.of_plan(asked.plan).with_position(asked.on, asked.plan.update_interval_days)
    return changed_since(actions, change, baseline.day).order_by("priority__number", "number")


def counts(asked, baseline):
    return {change: number for change in Change if (number := _of(asked, baseline, change.value).count())}


def rows(asked, baseline, change=None, limit=None):
    kinds = [change] if change else list(Change)
    found = [
        Changed(action, kind, "Not yet reported", Shows(action.shows).label, "", f"a paper, {in_words(action.last_said)}",
                asked.address(f"/actions/{action.reference}/"))
        for kind in kinds
        for action in _of(asked, baseline, kind.value)
    ]  # fmt: skip
    return found[:limit]
