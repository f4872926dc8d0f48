"""The actions that somebody may want to ask about, by one stated rule each: for the list's filter and the briefing.

Every rule is a condition on the positions of a queryset that comes from `page_context.positions`.
"""

from datetime import date, timedelta

from django.db.models import Q, TextChoices

from actions.models import ProgressUpdate
from actions.pages.page_context import PageContext
from actions.positions.as_at import has_status
from actions.positions.status import OPEN, Status

# How many updates one after another must say At risk before somebody asks.
RUNNING = 3


class Ask(TextChoices):
    """What there is to ask about an action."""

    MOVED = "moved", "Open, with its date moved"
    MOVED_TWICE = "moved_twice", "Open, with its date moved twice or more"
    AT_RISK_RUNNING = "at_risk_running", "At risk three times running"
    NOT_UPDATED = "not_updated", "Open, with no officer’s update within the update interval"
    NOTHING_TO_SHOW = "nothing_to_show", "Complete, with nothing to show for it"


def worth_asking(actions, rule, page_context):
    """Of `actions`, from `page_context.positions`, those that the rule names as the page shows them."""
    return actions.filter(is_worth_asking(rule, stale_since(page_context)))


def stale_since(page_context: PageContext) -> date:
    """The first day of the plan's update interval before the day asked: an update on it is not too old."""
    return page_context.on - timedelta(days=page_context.plan.update_interval_days)


def is_worth_asking(rule: Ask, stale: date, path: str = "position__") -> Q:
    """The condition that the rule names an action by its position at `path`; `stale` is what `stale_since` gives."""
    is_open = has_status(*OPEN, path=path)
    if rule == Ask.MOVED:
        return is_open & Q(**{f"{path}moves__gte": 1})
    if rule == Ask.MOVED_TWICE:
        return is_open & Q(**{f"{path}moves__gte": 2})
    if rule == Ask.AT_RISK_RUNNING:
        return is_open & Q(**{f"{path}at_risk_running__gte": RUNNING})
    if rule == Ask.NOT_UPDATED:
        return is_open & (Q(**{f"{path}officer_said": None}) | Q(**{f"{path}officer_said__lt": stale}))
    return has_status(Status.COMPLETE, path=path) & Q(**{f"{path}evidence": False, f"{path}impact": ""})


def counting(page_context):
    """The updates that count in what the page shows."""
    return ProgressUpdate.objects.counting(page_context.on, page_context.up_to).order_by()


def officers_updates(page_context):
    """Of those, what officers said; a withdrawal says nothing of the action."""
    return counting(page_context).filter(source=ProgressUpdate.Source.OFFICER, withdraws=None)
