"""Sending emails: each is a row that the worker sends, tries again, and keeps the mail server's answer of."""

import smtplib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.encoding import force_bytes, force_str
from django_tasks import default_task_backend, task

from csc_tracker.mail.letters import Letter, words_of
from csc_tracker.models import Email, User
from csc_tracker.pages.wording import moment_in_words

# Refusals that are about one email. What else a mail server refuses, such as our own account there, can be mended.
_OF_THIS_EMAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)
_OF_OUR_ACCOUNT = {530, 534, 535, 538}  # RFC 4954; some servers say so only once they hear a recipient
# How long the worker waits after each try that did not reach the mail server, or that it put off.
WAITS = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8)]


@dataclass(frozen=True)
class Link:
    """An address that a letter leads to, and when it works no longer; None where it always does."""

    address: str
    until: datetime | None = None


# The link of each letter that has one, made when the email is sent, so that no key waits in a row.
LINKS: dict[Letter, Callable[[User], Link]] = {}
# What else a letter says, by the names that its words have for it: made when the email is sent, too.
FACTS: dict[Letter, Callable[[Email], dict[str, str]]] = {}


def write_to(person: User, letter: Letter, *, to: str = "", where: str = "") -> Email | None:
    """Write a person an email and have the worker send it; none where they have no address. `to` is another address."""
    to = to or person.email
    if not to:
        return None
    email = Email.objects.create(letter=letter, person=person, to=to, where=where)
    transaction.on_commit(lambda: send_email.enqueue(email.pk))
    return email


@task()
def send_email(key: int) -> None:
    """Send an email (its key). What the mail server puts off is tried again; a recipient or email it refuses is not.

    Whoever left since is not written to, and no link goes to an address that is no longer its person's. The row says
    what became of it.
    """
    email = Email.objects.select_related("person").get(pk=key)
    if email.state != Email.State.WAITING:
        return
    if not email.person.is_active:
        _note(email, Email.State.FAILED, "The account was closed before the email was sent.")
        return
    if email.letter in LINKS and email.to != email.person.email:
        _note(email, Email.State.FAILED, "The address was changed before the email was sent.")
        return
    message = compose(email)
    email.message_id = message.extra_headers["Message-ID"]
    email.tries += 1
    try:
        with closing(get_connection()) as message.connection:  # also where signing in to the mail server fails
            message.send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as refused:
        code, words = _answer(refused)
        if isinstance(refused, _OF_THIS_EMAIL) and code // 100 == 5 and code not in _OF_OUR_ACCOUNT:
            _note(email, Email.State.REFUSED, words)
        else:
            _try_again(email, words)
    except OSError as unreached:
        _try_again(email, f"The mail server could not be reached: {unreached}")
    else:
        _note(email, Email.State.SENT, "")


def compose(email: Email, facts: dict[str, str] | None = None) -> EmailMultiAlternatives:
    """The email as text and HTML, with its link if it has one.

    `facts` is what else it says, of an email that is not written yet; None: what `FACTS` gives.
    """
    from csc_tracker.people.links import has_password_here  # which itself sends emails

    person, letter = email.person, Letter(email.letter)
    own = f"the user name {person.username}"
    names = "your email address" if person.username == person.email else f"your email address, or with {own}"
    link = LINKS[letter](person) if letter in LINKS else None
    if facts is None:
        facts = FACTS[letter](email) if letter in FACTS else {}
    words = words_of(
        letter, **facts, password_here=has_password_here(person), names=names, where=email.where,
        when=moment_in_words(email.made_at),
        until=moment_in_words(link.until) if link and link.until else "",
    )  # fmt: skip
    said = {
        "words": words, "name": str(person), "council": settings.COUNCIL, "service": settings.SERVICE,
        "address": link.address if link else "", "home": settings.ADDRESS,
    }  # fmt: skip
    headers = {"Message-ID": make_msgid(domain=settings.EMAIL_DOMAIN), "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(
        words.subject, render_to_string("emails/letter.txt", said), settings.DEFAULT_FROM_EMAIL, [email.to],
        headers=headers,
    )  # fmt: skip
    message.attach_alternative(render_to_string("emails/letter.html", said), "text/html")
    return message


def _answer(refused: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> tuple[int, str]:
    """The mail server's code and its words."""
    if isinstance(refused, smtplib.SMTPRecipientsRefused):
        [(code, words)] = refused.recipients.values()
    else:
        code, words = refused.smtp_code, force_bytes(refused.smtp_error)
    return code, f"{code} {force_str(words, errors='replace')}"


def _try_again(email: Email, words: str) -> None:
    if email.tries > len(WAITS):
        _note(email, Email.State.FAILED, words)
        return
    _note(email, Email.State.WAITING, words)
    if default_task_backend.supports_defer:
        send_email.using(run_after=timezone.now() + WAITS[email.tries - 1]).enqueue(email.pk)


def _note(email: Email, state: Email.State, words: str) -> None:
    email.state, email.answer = state, words[:500]
    email.sent_at = timezone.now() if state == Email.State.SENT else None
    email.save()
