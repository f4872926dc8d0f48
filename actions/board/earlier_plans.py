"""What earlier plans of the council left open, for the board and the calendar of the plan that follows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from actions.board.figures import open_by_status
from actions.pages.page_context import sees_as_reported
from actions.positions.status import OPEN, Status
from csc_tracker.models import User
from csc_tracker.pages.addresses import cached_reverse, query_of
from csc_tracker.pages.markup import links
from csc_tracker.pages.wording import count_of
from priorities.models import Plan


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """The open actions of an earlier plan on a day: “33 open actions” and “27 late”, each with its list."""

    plan: Plan
    counts: list[tuple[str, str]]

    @property
    def words(self) -> str:
        """“33 open actions, 27 late”."""
        return ", ".join(words for _, words in self.counts)

    @property
    def links(self) -> str:
        """The same words as links."""
        return links(self.counts)


def earlier_plans(plan: Plan, others: Iterable[Plan] | None, reader: User) -> list[Plan]:
    """Those of `others` that began before `plan` and that this reader sees live: what they left open can be counted."""
    return [other for other in others or [] if other.is_earlier_than(plan) and not sees_as_reported(other, reader)]


def left_open(plans: Iterable[Plan], counts: Mapping[int, Mapping], on: date, given: bool) -> list[LeftOpen]:
    """What these plans have open on the day `on`, from {key of a plan: {status: number}}; none for a plan without.

    `given` says whether an address has to name the day.
    """
    listed = cached_reverse("actions")

    def count(plan: Plan, one: str, several: str, *statuses: Status) -> tuple[str, str]:
        number = sum(counts[plan.pk].get(status, 0) for status in statuses)
        day = {"on": on.isoformat()} if given else {}
        query = query_of({"plan": plan.slug, **day, "status": [status.value for status in statuses]})
        return f"{listed}?{query}", count_of(number, one, several)

    return [
        LeftOpen(
            plan,
            [count(plan, "open action", "open actions", *OPEN)]
            + ([count(plan, "late", "late", Status.LATE)] if Status.LATE in counts[plan.pk] else []),
        )
        for plan in plans
        if plan.pk in counts
    ]


def count_open(plans: Iterable[Plan], on: date) -> dict[int, dict]:
    """The open actions of plans on the day `on`, as {key of the plan: {status: number}}. One query."""
    counts: dict[int, dict] = {}
    for row in open_by_status([plan.pk for plan in plans], on).annotate(number=Count("*")):
        counts.setdefault(row["priority__plan"], {})[Status(row["status"])] = row["number"]
    return counts
