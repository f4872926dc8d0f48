"""Links by email to choose a password: an invitation, and a new password where the old one is forgotten.

Each works once, for a short time. Its key covers the password of the moment, so the first use, in whichever browser,
ends every other; nothing of it is in the database.
"""

from datetime import datetime, time, timedelta
from typing import cast

from allauth.account.utils import user_pk_to_url_str
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils import timezone
from django.utils.http import base36_to_int
from django_tasks import task

from csc_tracker.audit.entries import Act
from csc_tracker.audit.recording import record_act
from csc_tracker.mail import sending
from csc_tracker.mail.letters import Letter
from csc_tracker.models import User

LONGEST_USER_NAME = cast(int, User._meta.get_field("username").max_length)  # an address is one too at first
AT_LEAST = timedelta(hours=4)  # an invitation; one of the morning works all day
LINK_LASTS = timedelta(hours=1)
_COUNTED_FROM = datetime(2001, 1, 1)  # of Django's keys: seconds, by the clock of this place


def works_until(person: User, made: datetime) -> datetime:
    """When a link that was made then (by the clock of this place) works no longer.

    One for somebody who has a password works for an hour. An invitation works on its own day, and for four hours where
    that ends before: who opens the mailbox tomorrow gets nowhere.
    """
    if person.has_usable_password():
        return made + LINK_LASTS
    return max(datetime.combine(made, time(23, 59, 59)), made + AT_LEAST)


class LinkKeys(PasswordResetTokenGenerator):
    """Django's own keys, each for as long as `works_until` says; `PASSWORD_RESET_TIMEOUT` is the longest of these."""

    key_salt = "csc_tracker.people.links"

    def check_token(self, user: User | None, token: str | None) -> bool:
        if user is None or not token or not super().check_token(user, token):
            return False
        made = _COUNTED_FROM + timedelta(seconds=base36_to_int(token.partition("-")[0]))
        return self._now() <= works_until(user, made)

    def works_until(self, user: User) -> datetime:
        """Of a link that is made now, with its zone."""
        return timezone.make_aware(works_until(user, self._now()))


KEYS = LinkKeys()


def link_for(person: User) -> str:
    """An address at which this person can choose a password."""
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), KEYS.make_token(person)])
    return settings.ADDRESS + path


def _link(person: User) -> sending.Link:
    return sending.Link(link_for(person), KEYS.works_until(person))


sending.LINKS |= {Letter.INVITATION: _link, Letter.LINK: _link}


def may_have_a_password(person: User) -> bool:
    """Whether they may sign in by a password: not where the council's own page is their way, but in an emergency."""
    return person.is_active and (for_an_emergency(person) or not _signs_in_at_the_council(person))


def for_an_emergency(person: User) -> bool:
    """Whether their account is one of those for the day on which the council's page is down; in any case of letters."""
    return person.username.lower() in map(str.lower, settings.BREAK_GLASS)  # as no two user names are alike


def _signs_in_at_the_council(person: User) -> bool:
    """Everybody, where that is the only way; else who did so once: it is the council that says who they are."""
    if settings.ONLY_BY_COUNCIL:
        return True
    return bool(settings.SOCIALACCOUNT_PROVIDERS) and SocialAccount.objects.filter(user=person.pk).exists()


def has_password_here(person: User) -> bool:
    """Whether they sign in by a password of this service; else the council's own page looks after both steps."""
    return person.has_usable_password() and may_have_a_password(person)


def invite(person: User, by: User | None = None) -> bool:
    """Write to somebody who has no password yet, so that they choose one; whether there was an address to write to."""
    if not may_have_a_password(person) or sending.write_to(person, Letter.INVITATION) is None:
        return False
    record_act(Act.INVITED, by=by, about=person, words=f"To {person.email}.")
    return True


@task()
def send_links(email: str) -> None:
    """Write to whoever has this address, so that they choose a new password; to nobody where nobody has it."""
    for person in User.objects.filter(email__iexact=email):
        if not may_have_a_password(person):
            continue
        if not person.has_usable_password():
            invite(person)
        elif sending.write_to(person, Letter.LINK):
            record_act(Act.LINK_ASKED, by=person, about=person, words=f"To {person.email}.")
