"""What the email of a reminder says and where it leads: read when it is sent, so that no word of it waits in a row."""

from django.conf import settings
from django.urls import reverse

from csc_tracker.mail.digests import stop_address
from csc_tracker.mail.letters import Letter, NewsKind
from csc_tracker.mail.sending import FACTS, LINKS, STOPS, Link
from csc_tracker.models import Email, User
from inspections.models import Reminder
from inspections.reporting.chasing.reminding import facts_of


def add_to_the_letters() -> None:
    """Give the letter its link, its facts and what stops it."""
    LINKS[Letter.REMINDER] = _link
    FACTS[Letter.REMINDER] = _facts
    STOPS[Letter.REMINDER] = _stop


def _link(person: User) -> Link:
    return Link(settings.ADDRESS + reverse("my_actions"))


def _stop(person: User) -> str:
    return stop_address(person.pk, NewsKind.REMINDER)


def _facts(email: Email) -> dict[str, str]:
    """How many actions wait and by when, as the reminder of this email has it; what was closed since is left out."""
    reminder = Reminder.objects.filter(email=email).first()
    return facts_of(reminder.lines.count(), reminder.papers_due) if reminder else facts_of(0, None)
