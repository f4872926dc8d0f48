"""Reminders: whom one can be sent to, what it says, and sending it; each person at most once a day about a plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from actions.models import Action
from actions.pages.page_context import PageContext
from csc_tracker.database.writing import locked, writing
from csc_tracker.mail.digests import wants
from csc_tracker.mail.letters import Letter, NewsKind
from csc_tracker.mail.sending import MOST_AGAIN, compose, send_again, write_to
from csc_tracker.models import Email, User
from csc_tracker.pages.wording import in_words
from csc_tracker.people.sight import NOTHING, seeing
from inspections.models import Meeting, Reminder, ReminderAction
from inspections.reporting.chasing.owing import Owed, by_name, owed, post_of
from inspections.scrutiny.inspections.working_days import HolidaysNotKnown
from inspections.scrutiny.meetings.details import papers_due

NO_ADDRESS = "There is no email address for this account."
MAY_NOT_UPDATE = "This account may not update actions."
STOPPED = "They have stopped reminders by email. Speak to them, or copy the text to another message."
EXEMPT = "What waits is exempt, and emails say nothing of exempt actions."
PRACTICE = "This is a practice plan. Nobody is sent an email about it."
OF_THE_SERVICE = "the service"


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that could be sent: to whom, about which open actions; `refusal` says why it cannot, else empty."""

    person: User
    actions: list[Action]
    refusal: str = ""


def reminders_due(page_context: PageContext, both: tuple[Owed, Owed] | None = None) -> list[Due]:
    """Whom a reminder is for on the day of the page, by name; nothing exempt is in it, whoever sends it.

    `both` is what `owed_and_openly` gives, where the caller has it: people who owe only what is exempt are then among
    them, refused. Two queries; none where the caller has it.
    """
    if both is None:
        with seeing(NOTHING):
            both = (openly := owed(page_context)), openly
    every, openly = both
    theirs, all_people, may_update = openly.by_person(), every.by_person(), _who_may_update(openly, every)
    people = sorted({*theirs, *all_people}, key=by_name)
    return [Due(person, theirs.get(person, []), _refusal(person, theirs, may_update)) for person in people]


def _who_may_update(*several: Owed) -> set[User]:
    holders = (each for owed in several for of_post in owed.holders.values() for each in of_post)
    return {each.user for each in holders if each.user is not None and each.may_update}


def _refusal(person: User, theirs: dict[User, list[Action]], may_update: set[User]) -> str:
    if person not in may_update:
        return MAY_NOT_UPDATE
    if not person.email:
        return NO_ADDRESS
    if not wants(person, NewsKind.REMINDER):
        return STOPPED
    return "" if theirs.get(person) else EXEMPT


def deadline(meeting: Meeting | None, on: date) -> date | None:
    """The day that a reminder names: when the papers of its meeting are due; None where that is not to be said.

    That is where nobody knows it, it is over, or the meeting is exempt.
    """
    if meeting is None or meeting.is_exempt:
        return None
    try:
        due = papers_due(meeting)
    except HolidaysNotKnown:
        return None
    return due if due is not None and due >= on else None


def facts_of(number: int, papers: date | None) -> dict[str, str]:
    """What the letter says of so many actions, and of the day on which the papers of the meeting are due."""
    if number == 1:
        waiting = "1 action waits for an update from you."
    else:
        waiting = f"{number or 'Some'} actions wait for an update from you."
    by = f"{papers:%A} {in_words(papers)}" if papers else ""
    return {
        "waiting": waiting,
        "deadline": f"Please update them by {by}, when papers for a committee are due." if by else "",
    }


def preview(due: Due, papers: date | None, again: Reminder | None = None) -> EmailMultiAlternatives:
    """The email that `remind` would have sent, to the letter; `again` is one that did not arrive and is sent again."""
    email = Email(letter=Letter.REMINDER, person=due.person, to=due.person.email, made_at=timezone.now())
    facts = facts_of(again.lines.count(), again.papers_due) if again else facts_of(len(due.actions), papers)
    return compose(email, facts)


def reminders_of_day(page_context: PageContext, dues: Iterable[Due]) -> dict[int, Reminder]:
    """The reminders that these people got on the day of the page, by their keys, with the emails. One query."""
    people = [due.person for due in dues]
    sent = Reminder.objects.filter(plan=page_context.plan, on=page_context.on, to__in=people).order_by("to")
    return {each.to_id: each for each in sent.select_related("by", "to", "email")}


def can_be_sent_again(reminder: Reminder) -> bool:
    """Whether a reminder did not arrive, and was not yet sent again as often as any is."""
    return reminder.email.state in Email.NOT_ARRIVED and reminder.email.again < MOST_AGAIN


def already_words(reminder: Reminder) -> str:
    """That somebody was reminded on this day, and by whom, or why no further email is tried; as a sentence."""
    if reminder.email.state in Email.NOT_ARRIVED:
        return f"No reminder reached {reminder.to} today, however often it was sent. No other email was sent."
    by = reminder.by.named_on(reminder.on) if reminder.by else OF_THE_SERVICE
    return f"{reminder.to} was already reminded today by {by}. No second email was sent."


@writing()
def remind(due: Due, *, page_context: PageContext, meeting: Meeting | None, by: User | None) -> Reminder:
    """Write the reminder of the day of the page and have the worker send it; one that did not arrive is sent again.

    ValidationError where it cannot be sent, or the person was reminded of this plan on this day: however often and by
    however many it is asked for, there is one.
    """
    plan, on = page_context.plan, page_context.on
    if refusal := PRACTICE if plan.practice else due.refusal:
        raise ValidationError({NON_FIELD_ERRORS: f"{due.person}: {refusal}"})
    locked(User.objects, due.person.pk)
    if before := reminders_of_day(page_context, [due]).get(due.person.pk):
        if can_be_sent_again(before) and send_again(Email.objects.filter(pk=before.email_id)):
            return before
        raise AlreadyReminded({NON_FIELD_ERRORS: already_words(before)})
    email = write_to(due.person, Letter.REMINDER)
    assert email is not None  # who has no address is refused above
    reminder = Reminder.objects.create(
        plan=plan, to=due.person, by=by, meeting=None if meeting is None or meeting.is_exempt else meeting,
        papers_due=deadline(meeting, on), email=email, on=on, recorded_at=timezone.now(),
    )  # fmt: skip
    ReminderAction.objects.bulk_create(_lines(reminder, due.actions))
    return reminder


class AlreadyReminded(ValidationError):
    """The person was reminded of this plan on this day."""


def _lines(reminder: Reminder, actions: Iterable[Action]) -> list[ReminderAction]:
    return [ReminderAction(reminder=reminder, action=action, post=post_of(action)) for action in actions]
