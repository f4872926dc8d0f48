"""Where the emails about questions lead: to the page of questions, which shows each person their own."""

from django.conf import settings
from django.urls import reverse

from csc_tracker.mail.letters import Letter
from csc_tracker.mail.sending import LINKS, Link
from csc_tracker.models import User


def add_to_the_letters() -> None:
    """Give the two letters their link."""
    LINKS.update({Letter.QUESTION_SENT: _link, Letter.QUESTION_ANSWERED: _link})


def _link(person: User) -> Link:
    return Link(settings.ADDRESS + reverse("questions"))
