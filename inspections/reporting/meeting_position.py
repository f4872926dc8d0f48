"""Reporting a plan to a meeting: freezing its position for it, and what to look at before."""

from datetime import date

from django.core.exceptions import ValidationError

from inspections.models import MeetingPosition
from inspections.reporting import freezing
from inspections.reporting.freezing import Agreement, ReportedTo

OVER = "This meeting is over. What it was shown cannot be made afterwards: freeze the position for the next meeting."


def report(plan, meeting, agreement: Agreement, *, by, on: date, up_to=None, progress=None):
    """Freeze the plan's position on the day `on` for a meeting, which then was shown it; returns the position.

    A second time makes a new version and keeps the earlier. ValidationError as `freezing.freeze`, and for a meeting
    that is over: what it was shown cannot be made afterwards.
    """
    if meeting.last_day < on:
        raise ValidationError({"on": OVER})
    reported_to = ReportedTo(meeting.slug, meeting.who, meeting.date_words)
    return freezing.freeze(
        plan, reported_to, agreement, by=by, on=on, up_to=up_to, progress=progress,
        then=lambda position: MeetingPosition.objects.create(meeting=meeting, position=position),
    )  # fmt: skip
