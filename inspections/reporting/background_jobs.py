"""Asking for something that is made in the background."""

from datetime import timedelta

from django.utils import timezone

from actions.models import Making
from inspections.reporting.tasks import make

# What is still being made so long after it was asked for was lost with its worker: 10,000 actions take a minute or two.
LONGEST = timedelta(hours=1)


def ask(what, plan, meeting, *, by, on, **answers):
    """Ask the worker for what is wanted (Making.What) for a meeting, and give the row that tells how far it is."""
    making = Making.objects.create(
        what=what, plan=plan, meeting=meeting.slug, on=on, asked_by=by, asked_at=timezone.now(), answers=answers
    )
    make.enqueue(making.pk)
    making.refresh_from_db()
    return making


def under_way(**same):
    """The rows of what was asked for with these values and is waiting or being made, but for what was lost."""
    waiting = Making.objects.filter(state__in=Making.UNDER_WAY, **same)
    return waiting.exclude(state=Making.State.MAKING, asked_at__lt=timezone.now() - LONGEST)


def is_lost(making):
    """Whether what is said to be being made was lost with its worker, so that it must be asked for again."""
    return making.state == Making.State.MAKING and making.asked_at < timezone.now() - LONGEST
