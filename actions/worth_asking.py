"""The actions that somebody may want to ask about, by one stated rule each: for the list's filter and the briefing.

Every rule narrows a queryset that comes from `with_position(on, interval)`, and reads updates by that day alone;
withdrawn ones count nowhere.
"""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery, TextChoices

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


def worth_asking(actions, rule, on, interval):
    """Of `actions`, from `with_position(on, interval)`, those that the rule names on that day."""
    if rule == Ask.MOVED:
        return actions.filter(shows__in=OPEN, moves__gte=1)
    if rule == Ask.MOVED_TWICE:
        return actions.filter(shows__in=OPEN, moves__gte=2)
    if rule == Ask.AT_RISK_RUNNING:
        return _at_risk_running(actions, on)
    if rule == Ask.NOT_UPDATED:
        told = officers_updates(on).filter(action=OuterRef("pk"), speaks_for__gte=on - timedelta(days=interval))
        return actions.filter(~Exists(told), shows__in=OPEN)
    shown = _spoken(on).filter(
        ~Q(evidence_words="") | ~Q(evidence_url="") | ~Q(difference_words="") | _removed_words(), action=OuterRef("pk")
    )
    return actions.filter(~Exists(shown), shows=Shows.COMPLETE, difference="")


def officers_updates(on):
    """The updates that officers gave by the day `on`."""
    return _spoken(on).filter(source=ProgressUpdate.Source.OFFICER, withdraws=None)


def _spoken(on):
    """What counts on the day `on`."""
    return ProgressUpdate.objects.filter(speaks_for__lte=on, withdrawn_by=None).order_by()


def _removed_words():
    """A report of completion whose words an admin removed: it had something to show."""
    return Q(blanked_on__isnull=False, stage__in=["awaiting", "complete"])


def _at_risk_running(actions, on):
    """Open actions whose latest three ratings, one after another, are At risk."""
    often = _spoken(on).filter(rating="at_risk").values("action").annotate(times=Count("pk")).filter(times__gte=RUNNING)
    rated = _spoken(on).filter(action=OuterRef("pk")).exclude(rating="").order_by("-speaks_for", "-sequence")
    actions = actions.filter(pk__in=often.values("action"), shows__in=OPEN, rating="at_risk")
    latest = {f"rating_{place}": Subquery(rated.values("rating")[place : place + 1]) for place in range(1, RUNNING)}
    return actions.annotate(**latest).filter(**dict.fromkeys(latest, "at_risk"))
