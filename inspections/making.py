"""Asking for something that is made in the background."""

from django.utils import timezone

from actions.models import Making

from .tasks import make


def ask(what, plan, meeting, *, by, on, **answers):
    """Ask the worker for what is wanted (Making.What) for a meeting, and give the row that tells how far it is."""
    making = Making.objects.create(
        what=what, plan=plan, meeting=meeting.slug, on=on, asked_by=by, asked_at=timezone.now(), answers=answers
    )
    make.enqueue(making.pk)
    making.refresh_from_db()
    return making
