"""The actions that somebody may want to ask about, by one stated rule each: for the list's filter and the briefing.

Every rule narrows a queryset that comes from `asked.positions`, and reads the same updates as that does; withdrawn
ones count nowhere.
"""

from datetime import timedelta

from django.db.models import Count, OuterRef, Q, Subquery, TextChoices

from .as_at import has_status
from .models import ProgressUpdate
from .rating import OPEN, Shows

# How many updates one after another must say At risk before somebody asks.
RUNNING = 3


class Ask(TextChoices):
    """What there is to ask about an action."""

    MOVED = "moved", "Open, its date moved"
    MOVED_TWICE = "moved_twice", "Open, its date moved twice or more"
    AT_RISK_RUNNING = "at_risk_running", "At risk three times running"
    NOT_UPDATED = "not_updated", "Open, without an officer’s update in the update interval"
    NOTHING_TO_SHOW = "nothing_to_show", "Complete, with nothing to show for it"


def worth_asking(actions, rule, asked):
    """Of `actions`, from `asked.positions`, those that the rule names as the page shows them."""
    if rule == Ask.MOVED:
        return actions.filter(has_status(*OPEN), position__moves__gte=1)
    if rule == Ask.MOVED_TWICE:
        return actions.filter(has_status(*OPEN), position__moves__gte=2)
    if rule == Ask.AT_RISK_RUNNING:
        return _at_risk_running(actions, asked)
    if rule == Ask.NOT_UPDATED:
        stale = asked.on - timedelta(days=asked.plan.update_interval_days)
        told = officers_updates(asked).filter(speaks_for__gte=stale)
        return actions.filter(has_status(*OPEN), ~Q(pk__in=told.values("action")))
    shown = counting(asked).filter(
        ~Q(evidence_words="") | ~Q(evidence_url="") | ~Q(difference_words="") | _removed_words()
    )
    return actions.filter(has_status(Shows.COMPLETE), ~Q(pk__in=shown.values("action")), position__difference="")


def counting(asked):
    """The updates that count in what the page shows."""
    return ProgressUpdate.objects.counting(asked.on, asked.up_to).order_by()


def officers_updates(asked):
    """Of those, what officers said; a withdrawal says nothing of the action."""
    return counting(asked).filter(source=ProgressUpdate.Source.OFFICER, withdraws=None)


def _removed_words():
    """A report of completion whose words an admin removed: it had something to show."""
    return Q(blanked_on__isnull=False, stage__in=["awaiting", "complete"])


def _at_risk_running(actions, asked):
    """Open actions whose latest three ratings, one after another, are At risk."""
    at_risk = counting(asked).filter(rating="at_risk").values("action")
    often = at_risk.annotate(times=Count("pk")).filter(times__gte=RUNNING)
    rated = counting(asked).filter(action=OuterRef("pk")).exclude(rating="").order_by("-speaks_for", "-sequence")
    actions = actions.filter(has_status(*OPEN), pk__in=often.values("action"), position__rating="at_risk")
    latest = {f"rating_{place}": Subquery(rated.values("rating")[place : place + 1]) for place in range(1, RUNNING)}
    return actions.annotate(**latest).filter(**dict.fromkeys(latest, "at_risk"))
