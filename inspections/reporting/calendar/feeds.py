"""A person's own calendar feed: a private address, and the days that concern them at it.

The address's secret is shown once, when it is made; the database keeps only its sha256. A feed has one in force a
person; making another ends the one before.
"""

import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from actions.lists.my_actions import my_actions
from csc_tracker.models import User
from csc_tracker.pages.wording import in_words, sentence
from inspections.models import CalendarFeed, Meeting, Resolution
from inspections.scrutiny.inspections.working_days import HolidaysNotKnown
from inspections.scrutiny.meetings.details import day_is_known, papers_due
from inspections.scrutiny.resolutions.progress import known, waiting
from priorities.models import Plan

_SECRET_BYTES = 32
# How far back meetings stay in a feed, and how many of a person's actions are in it: the next due come first.
DAYS_BACK = 365
MOST_ACTIONS = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One whole-day entry of a feed, from the first to the last day, both included.

    `uid` names it for ever, so that a calendar moves it instead of showing it twice. `view` and `args` are its page's.
    """

    uid: str
    words: str
    first: date
    last: date
    view: str
    args: tuple = ()
    details: list = field(default_factory=list)


def _digest(secret):
    return sha256(secret.encode()).hexdigest()


def feed_of(user: User) -> CalendarFeed | None:
    """The person's feed in force; None where they have none."""
    return CalendarFeed.objects.filter(user=user, revoked_at=None).first()


@transaction.atomic
def make_feed(user: User, *, instead_of: int | None) -> str:
    """Make the person a feed, ending `instead_of` (their feed's key, or None), and return its secret: told this once.

    ValidationError where another feed is in force than the one that the form knew, as when a form is sent twice.
    """
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    before = feed_of(user)
    if (before.pk if before else None) != instead_of:
        raise ValidationError("An address has been made since you opened this page. Make a new one if you need it.")
    now = timezone.now()
    CalendarFeed.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    CalendarFeed.objects.create(user=user, secret_sha256=_digest(secret), made_at=now)
    return secret


def revoke(feeds: QuerySet) -> int:
    """End those of `feeds` (a queryset) that are in force, for good; how many there were."""
    return feeds.filter(revoked_at=None).update(revoked_at=timezone.now())


def reader_of(secret: str) -> User | None:
    """Whose feed the secret opens; None where it opens none, is revoked, or its person may not sign in any more."""
    feed = CalendarFeed.objects.select_related("user").filter(secret_sha256=_digest(secret), revoked_at=None).first()
    return feed.user if feed and feed.user.is_active else None


def contents_in_words(own: bool) -> str:
    """What a feed holds, as a sentence; `own`: the due dates of actions of the person's own too."""
    contents = [
        "the meetings of the last year and those to come",
        "when their papers are due",
        "when answers to what was asked or promised are due",
    ]
    if own:
        contents.append("the due dates of the open actions that your posts own or lead")
    return sentence("; ".join(contents))


def entries(plan: Plan, user: User, on: date) -> list[Entry]:
    """What concerns this person on the day `on`: the plan's meetings, the days for papers, answers and own actions.

    Members have no actions of their own: theirs are meetings and what was promised to them.
    """
    meetings = Meeting.objects.of_plan(plan).filter(last_day__gte=on - timedelta(days=DAYS_BACK))
    meetings = list(meetings.select_related("committee").order_by("first_day", "last_day", "slug"))
    scrutinising = set(Meeting.objects.scrutinising(plan).order_by().values_list("pk", flat=True))
    events = [_meeting(meeting) for meeting in meetings]
    events += filter(None, [_papers(meeting, on) for meeting in meetings if meeting.pk in scrutinising])
    events += [_answer(resolution) for resolution in _waiting(plan, on)]
    if user.has_perm("actions.add_progressupdate"):
        events += [_action(plan, action) for action in _due(plan, user, on)]
    return events


def _waiting(plan, on):
    """What waits for an answer by a day."""
    resolutions = known(Resolution.objects.of_plan(plan), on)
    return sorted(
        (each for each in waiting(resolutions) if each.due_last_day), key=lambda each: (each.due_last_day, each.slug)
    )


def _due(plan, user, on):
    """The person's open actions that have a due date, the next due first."""
    mine = my_actions(user, plan, on).open().filter(position__due_last_day__isnull=False)
    return mine.order_by(F("position__due_last_day"), "priority__number", "number")[:MOST_ACTIONS]


def _meeting(meeting):
    details = [] if day_is_known(meeting) else [f"The day is not known: {meeting.date_words}."]
    if meeting.worked_out:
        details.append("The date is worked out, not stated.")
    words = meeting.who if day_is_known(meeting) else f"{meeting.who}: {meeting.date_words}, day not known"
    return Entry(
        f"meeting-{meeting.slug}", words, meeting.first_day, meeting.last_day, "meeting", (meeting.slug,), details
    )


def _papers(meeting, on):
    """The day by which a coming meeting's papers are due; None where it is past or cannot be told."""
    try:
        due = papers_due(meeting)
    except HolidaysNotKnown:
        return None
    if due is None or meeting.last_day < on:
        return None
    details = [f"Five clear working days before the meeting on {meeting.date_words}."]
    if meeting.worked_out:
        details.append("The meeting’s date is worked out, not stated.")
    words = f"Papers due: {meeting.who}, {meeting.date_words}"
    return Entry(f"papers-{meeting.slug}", words, due, due, "meeting", (meeting.slug,), details)


def _answer(resolution):
    """When an answer is due; a span where the papers give more than a day."""
    first, last = resolution.due_first_day or resolution.due_last_day, resolution.due_last_day
    said = resolution.summary
    details = [f"{said.how.capitalize()}, {said.day}: {said.state.label.lower()}.", resolution.words]
    words = f"Answer due: {resolution.short}"
    if first != last:
        words = f"Answer due by {in_words(last)}, exact date not stated: {resolution.short}"
        details.insert(0, f"In the paper’s words: “{resolution.due_words}”.")
    return Entry(f"answer-{resolution.slug}", words, first, last, "resolution", (resolution.slug,), details)


def _action(plan, action):
    due, basis = action.position.due_last_day, action.position.due_basis
    basis = {"heading": " (from the heading)", "plan": " (from the plan)"}.get(basis, "")
    words = f"{action.reference} due{basis}: {action.priority.short_name}"
    uid = f"action-{plan.slug}-{action.reference.lower()}"
    return Entry(
        uid,
        words,
        due,
        due,
        "action",
        (action.reference,),
        [action.words],
    )
