"""A person's own calendar feed: its private address, and the days that concern the person.

The secret in the address is shown once, when it is made; the database keeps only its sha256. A person has at most one
feed in force; making another ends the one before.
"""

import secrets
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from actions.board.earlier_plans import LeftOpen, count_open, earlier_plans, left_open
from actions.lists.my_actions import actions_of
from actions.models import Action
from csc_tracker.models import User
from csc_tracker.pages.wording import in_words, sentence
from inspections.models import CalendarFeed, Meeting, Resolution
from inspections.scrutiny.inspections.working_days import HolidaysNotKnown
from inspections.scrutiny.meetings.details import day_is_known, papers_due
from inspections.scrutiny.resolutions.progress import filter_known, filter_waiting
from priorities.models import Plan

_SECRET_BYTES = 32
# How far back meetings stay in a feed, and how many of a person's actions are in it: the next due come first.
DAYS_BACK = 365
MOST_ACTIONS = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One whole-day entry of a feed, from the first to the last day, both included.

    `uid` never changes, so that a calendar moves the entry instead of showing it twice. `view` and `args` are the name
    and the arguments of its page's URL, `plan` the plan that the address has to name (empty: the current one).
    `details` are the lines of its description.
    """

    uid: str
    words: str
    first: date
    last: date
    view: str
    args: tuple = ()
    details: list = field(default_factory=list)
    plan: str = ""


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def feed_of(user: User) -> CalendarFeed | None:
    """The person's feed in force; None where they have none."""
    return CalendarFeed.objects.filter(user=user, revoked_at=None).first()


@transaction.atomic
def make_feed(user: User, *, instead_of: int | None) -> str:
    """Make the person a feed in place of the one with the key `instead_of` (None: they had none); return its secret.

    The secret is not kept. ValidationError if another feed than `instead_of` is in force, as when a form is sent twice.
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
    """End those of `feeds` that are in force, for good, and return how many there were."""
    return feeds.filter(revoked_at=None).update(revoked_at=timezone.now())


def reader_of(secret: str) -> User | None:
    """The person whose feed has this secret; None if there is none, it is revoked, or the person may not sign in."""
    feed = CalendarFeed.objects.select_related("user").filter(secret_sha256=_digest(secret), revoked_at=None).first()
    return feed.user if feed and feed.user.is_active else None


def contents_in_words(own: bool) -> str:
    """What is in a feed, as a sentence; `own` says whether due dates of the person's own actions are."""
    contents = [
        "the meetings of the last year and those to come",
        "when their papers are due",
        "when answers to what was asked or promised are due",
    ]
    if own:
        contents.append("the due dates of the open actions that your posts own or lead")
    return sentence("; ".join(contents))


def entries(plan: Plan, user: User, on: date) -> list[Entry]:
    """What concerns this person on the day `on`: meetings, days for papers, answers due, and their own actions.

    Members have no actions of their own. What earlier plans of the council left open is there too: on the day the plan
    began, how many actions that is.
    """
    meetings = Meeting.objects.of_plan(plan).filter(last_day__gte=on - timedelta(days=DAYS_BACK))
    meetings = list(meetings.select_related("committee").order_by("first_day", "last_day", "slug"))
    scrutinising = set(Meeting.objects.scrutinising(plan).order_by().values_list("pk", flat=True))
    dated_entries = [_meeting_entry(meeting) for meeting in meetings]
    dated_entries += filter(None, [_papers_entry(meeting, on) for meeting in meetings if meeting.pk in scrutinising])
    earlier = earlier_plans(plan, Plan.objects.filter(council=plan.council), user)
    began = plan.starts or on  # a plan without a first day has none before it
    dated_entries += [_left_open_entry(each, began) for each in left_open(earlier, count_open(earlier, on), on, False)]
    dated_entries += _of_plan(plan, user, on)
    there = {entry.uid for entry in dated_entries}  # what names no plan is each one's
    for each in earlier:
        theirs = _of_plan(each, user, on)
        dated_entries += [replace(entry, plan=each.slug) for entry in theirs if entry.uid not in there]
    return dated_entries


def _of_plan(plan: Plan, user: User, on: date) -> list[Entry]:
    """The answers due of a plan, and this person's own actions in it."""
    own = _actions_due(plan, user, on) if user.has_perm("actions.add_progressupdate") else []
    answers = [_answer_entry(resolution) for resolution in _answers_due(plan, on)]
    return answers + [_action_entry(plan, action) for action in own]


def _left_open_entry(earlier: LeftOpen, began: date) -> Entry:
    """What an earlier plan left open, on the first day of the plan that follows it."""
    words = f"Still open in the earlier plan: {earlier.words}"
    uid = f"left-open-{earlier.plan.slug}"
    return Entry(uid, words, began, began, "actions", (), [f"{earlier.plan}."], earlier.plan.slug)


def _answers_due(plan: Plan, on: date) -> list:
    """The matters that wait for an answer by a known day, the next due first."""
    resolutions = filter_known(Resolution.objects.of_plan(plan), on)
    due = [matter for matter in filter_waiting(resolutions) if matter.due_last_day]
    return sorted(due, key=lambda matter: (matter.due_last_day, matter.slug))


def _actions_due(plan: Plan, user: User, on: date) -> QuerySet[Action]:
    """The person's open actions that have a due date, the next due first."""
    mine = actions_of(user, plan, on).open().filter(position__due_last_day__isnull=False)
    return mine.order_by(F("position__due_last_day"), "priority__number", "number")[:MOST_ACTIONS]


def _meeting_entry(meeting: Meeting) -> Entry:
    details = [] if day_is_known(meeting) else [f"The day is not known: {meeting.date_words}."]
    if meeting.worked_out:
        details.append("The date is worked out, not stated.")
    words = meeting.who if day_is_known(meeting) else f"{meeting.who}: {meeting.date_words}, day not known"
    return Entry(
        f"meeting-{meeting.slug}", words, meeting.first_day, meeting.last_day, "meeting", (meeting.slug,), details
    )


def _papers_entry(meeting: Meeting, on: date) -> Entry | None:
    """When a future meeting's papers are due; None if the meeting is over or the day cannot be worked out."""
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


def _answer_entry(resolution: Any) -> Entry:
    """When an answer is due; several days if the papers do not give one exact day."""
    first, last = resolution.due_first_day or resolution.due_last_day, resolution.due_last_day
    summary = resolution.summary
    details = [f"{summary.how.capitalize()}, {summary.day}: {summary.state.label.lower()}.", resolution.words]
    words = f"Answer due: {resolution.short}"
    if first != last:
        words = f"Answer due by {in_words(last)}, exact date not stated: {resolution.short}"
        details.insert(0, f"In the paper’s words: “{resolution.due_words}”.")
    return Entry(f"answer-{resolution.slug}", words, first, last, "resolution", (resolution.slug,), details)


def _action_entry(plan: Plan, action: Any) -> Entry:
    due, basis = action.position.due_last_day, action.position.due_basis
    basis = {"heading": " (from the heading)", "plan": " (from the plan)"}.get(basis, "")
    words = f"{action.reference} due{basis}: {action.priority.short_name}"
    uid = f"action-{plan.slug}-{action.reference.lower()}"
    return Entry(uid, words, due, due, "action", (action.reference,), [action.words])
