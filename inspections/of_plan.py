"""What the pages of a plan read of its scrutiny, by SQL that is built once in a process (csc_tracker/prepared.py)."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import Exists, OuterRef, Q

from actions.as_at import SEQUENCES
from csc_tracker.prepared import DAYS, KEYS, Prepared
from priorities.models import Plan

from .answers import known, recorded
from .gaps import answered, told_by_answers
from .models import Committee, Finding, Meeting, Resolution, Seat

# The most meetings that a reader can choose from, the latest ones; any other day can be written.
MOST = 24


@dataclass(frozen=True, slots=True)
class Meetings:
    """The meetings that considered a plan, the latest first and at most `MOST`, and the next that concerns it or None.

    Each has its committee, and says whether this reader `sits` on it and whether it `scrutinises` the plan.
    """

    held: list
    to_come: Meeting | None


def meetings(asked) -> Meetings:
    """Those that were over before the day asked, and the next on the calendar's day or after it. One query a page."""
    if "meetings" not in asked.read:
        on = asked.on
        found = _MEETINGS.instances(asked.plan.pk, asked.reader.pk if asked.reader else 0, on, asked.calendar_day)
        held = [meeting for meeting in found if meeting.last_day < on]
        asked.read["meetings"] = Meetings(held, next((meeting for meeting in found if meeting.last_day >= on), None))
    return asked.read["meetings"]


def _meetings(plan, reader, on, calendar_day):
    sits = Seat.objects.on(on).filter(committee=OuterRef("committee"), user=reader)
    scrutinises = Committee.scrutinises.through.objects.filter(plan=plan, committee=OuterRef("committee"))
    held = Meeting.objects.filter(considered=plan).held(on).values("pk")[:MOST]
    to_come = Meeting.objects.scrutinising(plan).to_come(calendar_day).values("pk")[:1]
    found = Meeting.objects.filter(Q(pk__in=held) | Q(pk__in=to_come)).select_related("committee")
    found = found.annotate(sits=Exists(sits), scrutinises=Exists(scrutinises))
    return found.order_by("-last_day", "-first_day", "slug")


_MEETINGS = Prepared(_meetings, *KEYS[:2], *DAYS[:2])


def said_of_plan(plan, on: date) -> list:
    """What was decided, asked and promised of the plan and known by the day `on`: see `answers.known`."""
    return known(_said(plan.practice).joined(plan.pk), on)


@cache
def _said(practice):
    return Prepared(lambda key: recorded(Resolution.objects.of_plan(Plan(pk=key, practice=practice))), KEYS[0])


def findings_to_improve(asked) -> list:
    """The plan's findings to improve, in the order of the inspections, as `with_gaps` gives them, each with its
    inspection.
    """
    known = [] if asked.up_to is None else [asked.up_to]
    query = _to_improve(asked.plan.practice, asked.up_to is not None)
    return told_by_answers(query.instances(asked.plan.pk, asked.on, *known))


@cache
def _to_improve(practice, as_known):
    def build(key, on, up_to=None):
        plan = Plan(pk=key, practice=practice)
        findings = answered(Finding.objects.of_plan(plan, on).to_improve(), plan, on, up_to)
        return findings.select_related("inspection").order_by("inspection", "number")

    return Prepared(build, KEYS[0], DAYS[0], *SEQUENCES[:as_known])
