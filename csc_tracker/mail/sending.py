"""Sending emails: each is a row that the worker sends, tries again, and keeps the mail server's answer of."""

import logging
import smtplib
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.encoding import force_bytes, force_str
from django_tasks import default_task_backend, task

from csc_tracker.mail.letters import Letter, words_of
from csc_tracker.models import Email, User
from csc_tracker.pages.wording import moment_in_words

logger = logging.getLogger(__name__)

# Refusals that are about one email. What else a mail server refuses, such as our own account there, can be mended.
_OF_THIS_EMAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)
_OF_OUR_ACCOUNT = {530, 534, 535, 538}  # RFC 4954; some servers say so only once they hear a recipient
# How long the worker waits after each try that did not reach the mail server, or that it put off.
WAITS = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8)]
# An email that still waits this long after it was last tried was lost with its worker: the longest wait is over.
LOST = WAITS[-1] + timedelta(hours=4)
MOST_AGAIN = 3  # how often at most an email that did not arrive is sent anew, each with all tries of its own
AT_ONCE = 100  # emails that one task of the worker sends


@dataclass(frozen=True)
class Link:
    """An address that a letter leads to, and when it works no longer; None where it always does."""

    address: str
    until: datetime | None = None


@dataclass(frozen=True)
class Listed:
    """A list in an email: its heading, and lines, each with the address that it leads to or none (“”)."""

    heading: str
    lines: list[tuple[str, str]]


@dataclass(frozen=True)
class Said:
    """What a digest or news says: facts for its letter's words, where it leads, its lists, and what stops it."""

    facts: dict[str, str]
    address: str
    stop: str
    lists: list[Listed] = field(default_factory=list)


# The link of each letter that has one, made when the email is sent, so that no key waits in a row.
LINKS: dict[Letter, Callable[[User], Link]] = {}
# What else a letter says, by the names that its words have for it: made when the email is sent, too.
FACTS: dict[Letter, Callable[[Email], dict[str, str]]] = {}
# What stops a letter that is no digest, for whom it is written to.
STOPS: dict[Letter, Callable[[User], str]] = {}
# For the letters that are digests or news: from emails that are to be sent, a function that gives what one of them
# says; None where there is nothing left to say. What it has to read of the database it reads once for all of them.
SAYINGS: dict[str, Callable[[Sequence[Email]], Callable[[Email], Said | None]]] = {}


def write_to(person: User, letter: Letter, *, to: str = "", where: str = "") -> Email | None:
    """Write a person an email and have the worker send it; none where they have no address. `to` is another address."""
    to = to or person.email
    if not to:
        return None
    email = Email.objects.create(letter=letter, person=person, to=to, where=where)
    transaction.on_commit(lambda: send_email.enqueue(email.pk))
    return email


def send_when_committed(keys: Iterable[int]) -> None:
    """Have the worker send these emails (keys), many in one task, once the transaction is committed."""
    every = sorted(keys)
    parts = [every[begin : begin + AT_ONCE] for begin in range(0, len(every), AT_ONCE)]
    transaction.on_commit(lambda: [send_emails.enqueue(part) for part in parts])


@transaction.atomic
def send_again(emails: QuerySet[Email]) -> list[int]:
    """Have the worker send again those of these emails that did not arrive, or that were lost with a worker.

    Each at most `MOST_AGAIN` times, to the address that its person has now, and the answer of before is kept. Returns
    their keys. Whoever asks for it at the same moment waits, and then finds them waiting to be sent.
    """
    now = timezone.now()
    emails = emails.filter(person__is_active=True).exclude(person__email="").order_by("pk")
    locked = emails.select_for_update(of=("self",))
    failed = list(locked.filter(state__in=Email.NOT_ARRIVED, again__lt=MOST_AGAIN).values_list("pk", flat=True))
    last = Coalesce("tried_at", "made_at")
    taken = locked.alias(last=last).filter(state__in=Email.ON_ITS_WAY, last__lt=now - LOST)
    lost = list(taken.values_list("pk", flat=True))
    person = User.objects.filter(pk=OuterRef("person")).values("email")[:1]
    kept = Concat("earlier_answers", "state", Value(": "), "answer", Value("\n"))
    Email.objects.filter(pk__in=failed).update(
        state=Email.State.WAITING, tries=0, again=F("again") + 1, tried_at=now, sent_at=None, to=Subquery(person),
        earlier_answers=kept, answer="",
    )  # fmt: skip
    Email.objects.filter(pk__in=lost).update(state=Email.State.WAITING, tried_at=now)
    send_when_committed([*failed, *lost])
    return [*failed, *lost]


@task()
def send_email(key: int) -> None:
    """Send an email (its key). What the mail server puts off is tried again; a recipient or email it refuses is not.

    Whoever left since is not written to, and no link goes to an address that is no longer its person's. The row says
    what became of it.
    """
    _send([key])


@task()
def send_emails(keys: list[int]) -> None:
    """Send many emails (keys) over one connection, each as `send_email` does; one that fails does not stop the rest."""
    _send(keys)


def _send(keys: list[int]) -> None:
    waiting = Email.objects.filter(pk__in=keys, state=Email.State.WAITING)
    emails = list(waiting.select_related("person", "digest").order_by("pk"))
    sayings = _sayings(emails)
    with closing(get_connection()) as connection:
        for email in emails:
            try:
                _send_one(email, sayings, connection)
            except Exception:
                logger.exception("The email %s could not be sent.", email.pk)
                _note(email, Email.State.FAILED, "Something went wrong here. The log says what.")


def _send_one(email: Email, sayings: dict[str, Callable[[Email], Said | None]], connection: Any) -> None:
    if not email.person.is_active:
        _note(email, Email.State.FAILED, "The account was closed before the email was sent.")
        return
    if email.letter in LINKS and email.to != email.person.email:
        _note(email, Email.State.FAILED, "The address was changed before the email was sent.")
        return
    said = sayings[email.letter](email) if email.letter in sayings else None
    if email.letter in sayings and said is None:
        _note(email, Email.State.DROPPED, "There was nothing left to say, or it was no longer wanted.")
        return
    # Of two workers with the same email one takes it.
    mine = Email.objects.filter(pk=email.pk, state=Email.State.WAITING, tries=email.tries)
    if not mine.update(state=Email.State.SENDING, tries=F("tries") + 1, tried_at=timezone.now()):
        return
    email.tries += 1
    message = compose(email, said=said)
    email.message_id = message.extra_headers["Message-ID"]
    message.connection = connection
    try:
        connection.open()  # also where signing in to the mail server fails
        message.send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as refused:
        connection.close()
        code, words = _answer(refused)
        if isinstance(refused, _OF_THIS_EMAIL) and code // 100 == 5 and code not in _OF_OUR_ACCOUNT:
            _note(email, Email.State.REFUSED, words)
        else:
            _try_again(email, words)
    except OSError as unreached:
        connection.close()
        _try_again(email, f"The mail server could not be reached: {unreached}")
    else:
        _note(email, Email.State.SENT, "")


def _sayings(emails: Sequence[Email]) -> dict[str, Callable[[Email], Said | None]]:
    """For each letter of these emails that is a digest, what gives the words of one; read once for all of them."""
    of_letter: dict[str, list[Email]] = {}
    for email in emails:
        if email.letter in SAYINGS:
            of_letter.setdefault(email.letter, []).append(email)
    return {letter: SAYINGS[letter](theirs) for letter, theirs in of_letter.items()}


def compose(email: Email, facts: dict[str, str] | None = None, said: Said | None = None) -> EmailMultiAlternatives:
    """The email as text and HTML, with its link if it has one.

    `facts` is what else it says, of an email that is not written yet; None: what `FACTS` gives. `said` is what a digest
    says, where the caller has it.
    """
    from csc_tracker.people.links import has_password_here  # which itself sends emails

    person, letter = email.person, Letter(email.letter)
    if letter in SAYINGS and said is None:
        said = SAYINGS[letter]([email])(email)
    own = f"the user name {person.username}"
    names = "your email address" if person.username == person.email else f"your email address, or with {own}"
    link = LINKS[letter](person) if letter in LINKS else None
    if said:
        link, facts = Link(said.address), said.facts
    if facts is None:
        facts = FACTS[letter](email) if letter in FACTS else {}
    stop = said.stop if said else STOPS[letter](person) if letter in STOPS else ""
    words = words_of(
        letter, **facts, password_here=said is not None or has_password_here(person), names=names, where=email.where,
        when=moment_in_words(email.made_at),
        until=moment_in_words(link.until) if link and link.until else "",
    )  # fmt: skip
    context = {
        "words": words, "name": str(person), "council": settings.COUNCIL, "service": settings.SERVICE,
        "address": link.address if link else "", "home": settings.ADDRESS, "lists": said.lists if said else [],
        "stop": stop,
    }  # fmt: skip
    headers = {"Message-ID": make_msgid(domain=settings.EMAIL_DOMAIN), "Auto-Submitted": "auto-generated"}
    if stop:  # RFC 2369 and RFC 8058: the reader's own mail program stops it with one button
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMultiAlternatives(
        words.subject, render_to_string("emails/letter.txt", context), settings.DEFAULT_FROM_EMAIL, [email.to],
        headers=headers,
    )  # fmt: skip
    message.attach_alternative(render_to_string("emails/letter.html", context), "text/html")
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
    email.save(update_fields=["state", "answer", "sent_at", "message_id"])
