"""The checks before a plan's position is frozen: what is not updated, rated, signed off or filled in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from actions.models import Action
from actions.pages.page_context import PageContext
from actions.positions.as_at import has_status, is_out_of_date
from actions.positions.status import OPEN, Status
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.wording import in_words, plural
from priorities.models import Commentary, Priority


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to check: how many there are, in words, and the address of exactly those; empty if there is no list."""

    number: int
    words: str
    address: str

    @property
    def in_words(self) -> str:
        """The number with its words: “3 actions open without an owner”."""
        return f"{self.number} {self.words}"


def checks_before_freezing(page_context: PageContext) -> list[Check]:
    """The checks on the day asked that find anything, in a fixed order."""
    interval = page_context.plan.update_interval_days
    stale = page_context.on - timedelta(days=interval)
    is_open = has_status(*OPEN)
    checks: dict[str, tuple[Q, str, dict]] = {
        "not_updated": (is_open & Q(position__last_said__lt=stale), f"open without an update since {in_words(stale)}",
                        {"status": list(OPEN), "not_updated_since": stale.isoformat()}),
        "unrated": (has_status(Status.NOT_RATED), "not yet rated by an officer", {"status": Status.NOT_RATED}),
        "out_of_date": (is_out_of_date(page_context.on, interval), "with a rating that is out of date",
                        {"out_of_date": "yes"}),
        "awaiting": (has_status(Status.AWAITING), "done and awaiting sign-off", {"status": Status.AWAITING}),
        "no_date": (is_open & Q(position__due_last_day=None), "open without a finishing date",
                    {"status": list(OPEN), "due_basis": "none"}),
        "no_owner": (is_open & Q(owner=None), "open without an owner", {"status": list(OPEN), "no_owner": "no"}),
    }  # fmt: skip
    rows = page_context.positions(Action.objects.filter(priority__plan=page_context.plan)).order_by()
    numbers = rows.aggregate(
        **{f"n_{name}": Count("pk", filter=condition) for name, (condition, _, _) in checks.items()}
    )
    actions = cached_reverse("actions")
    of_actions = [
        Check(number, f"{plural(number, 'action')} {words}", page_context.address(actions, **filters))
        for name, (_, words, filters) in checks.items()
        for number in [numbers[f"n_{name}"]]
    ]
    return [check for check in [*of_actions, *_checks_of_priorities(page_context)] if check.number]


def _checks_of_priorities(page_context: PageContext) -> Iterator[Check]:
    """Priorities without a lead or without commentary, and a plan without commentary."""
    priorities = Priority.objects.filter(plan=page_context.plan)
    commentary = Commentary.objects.filter(plan=page_context.plan).by(page_context.on).order_by()
    uncommented = priorities.exclude(pk__in=commentary.filter(priority__isnull=False).values("priority")).count()
    unled = priorities.filter(lead=None).count()
    yield Check(unled, f"{plural(unled, 'priority', 'priorities')} without a lead", "")
    yield Check(uncommented, f"{plural(uncommented, 'priority', 'priorities')} without officers’ commentary", "")
    if not commentary.filter(priority=None).exists():
        yield Check(1, "missing commentary: officers have not commented on the plan as a whole", "")
