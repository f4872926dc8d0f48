"""Digests: writing each once, sending again what did not arrive, how they are stopped, and how long rows are kept.

What is due, and what a digest says, is in inspections/reporting/digests.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from csc_tracker.database.writing import writing
from csc_tracker.mail.letters import DIGESTS, DigestKind, HowOften, NewsKind
from csc_tracker.mail.sending import MOST_AGAIN, send_again, send_when_committed
from csc_tracker.models import Digest, Email, User

# A digest's row, and its email's, go after this long: nothing is due then that it could be mistaken for.
KEPT = timedelta(days=400)
_SIGNER = signing.Signer(salt="csc_tracker.mail.digests")
Kind = DigestKind | NewsKind
_KINDS: dict[str, Kind] = {kind.value: kind for kind in (*DigestKind, *NewsKind)}
_TOKEN = re.compile(rf"(\d{{1,18}})-({'|'.join(_KINDS)})", re.ASCII)


@dataclass(frozen=True, slots=True)
class DueDigest:
    """A digest that is due: to whom, of what kind, for which day, week, meeting or position, and what it says."""

    person: User
    kind: DigestKind
    once: str
    facts: dict[str, Any]


@dataclass
class Outcome:
    """What becomes of digests that are due: written now, sent again, written before, and given up after too often."""

    new: list[DueDigest] = field(default_factory=list)
    again: list[DueDigest] = field(default_factory=list)
    before: list[DueDigest] = field(default_factory=list)
    given_up: list[DueDigest] = field(default_factory=list)


def outcome_of(dues: Sequence[DueDigest]) -> Outcome:
    """What `write_digests` would do with these, one kind of digest. One query."""
    return _sorted(dues, _rows(dues))


@writing()
def write_digests(dues: Sequence[DueDigest], on: date) -> Outcome:
    """Write these digests, all of one kind, and have the worker send them; the number of queries is fixed.

    Each person gets one of a kind for what it is `once` about, however often and by however many this is asked for. One
    that did not arrive is sent again, with what there is to say now.
    """
    if not dues:
        return Outcome()
    run, now = uuid4(), timezone.now()
    Digest.objects.bulk_create(
        [
            Digest(person=due.person, kind=due.kind, once=due.once, on=on, facts=due.facts, run=run, made_at=now)
            for due in dues
        ],
        ignore_conflicts=True,
    )
    rows = _rows(dues)
    mine = {key for key, row in rows.items() if row.run == run}
    outcome = _sorted(dues, {key: row for key, row in rows.items() if key not in mine})
    emails = [
        Email(letter=DIGESTS[due.kind], person=due.person, to=due.person.email, digest=rows[due.person.pk, due.once])
        for due in outcome.new
    ]
    send_when_committed(email.pk for email in Email.objects.bulk_create(emails))
    if outcome.again:
        again = []
        for due in outcome.again:
            row = rows[due.person.pk, due.once]
            row.facts = due.facts
            again.append(row)
        Digest.objects.bulk_update(again, ["facts"])
        send_again(Email.objects.filter(digest__in=again))
    return outcome


def send_lost_again(kind: DigestKind) -> int:
    """Have digests sent that a worker took and never came back from; how many."""
    return len(send_again(Email.objects.filter(digest__kind=kind, state__in=Email.ON_ITS_WAY)))


def _rows(dues: Sequence[DueDigest]) -> dict[tuple[int, str], Digest]:
    """The rows that there are of these digests, with their emails, by person and what they are about."""
    if not dues:
        return {}
    people, onces = [due.person.pk for due in dues], {due.once for due in dues}
    rows = Digest.objects.filter(kind=dues[0].kind, once__in=onces, person__in=people).select_related("email")
    return {(row.person_id, row.once): row for row in rows}


def _sorted(dues: Sequence[DueDigest], rows: dict[tuple[int, str], Digest]) -> Outcome:
    outcome = Outcome()
    for due in dues:
        row = rows.get((due.person.pk, due.once))
        email = getattr(row, "email", None)
        if row is None:
            outcome.new.append(due)
        elif email is None or email.state not in Email.NOT_ARRIVED:
            outcome.before.append(due)
        else:
            (outcome.again if email.again < MOST_AGAIN else outcome.given_up).append(due)
    return outcome


def stop_address(person: int, kind: Kind) -> str:
    """The address that stops a person's (key) emails of a kind without signing in. It works for ever."""
    return settings.ADDRESS + reverse("stop_digest", args=[_SIGNER.sign(f"{person}-{kind}")])


def read_token(token: str) -> tuple[int, Kind] | None:
    """Whose emails, by key, and of which kind the end of such an address stops; None where it is not one of ours."""
    try:
        match = _TOKEN.fullmatch(_SIGNER.unsign(token))
    except signing.BadSignature:
        return None
    return (int(match[1]), _KINDS[match[2]]) if match else None


_CHOICES: dict[Kind, dict[str, Any]] = {
    DigestKind.OFFICER: {"officer_digest": HowOften.NONE},
    DigestKind.CHASE: {"chase_digest": False},
    DigestKind.POSITION: {"position_digest": False},
    NewsKind.MENTION: {"mention_emails": False},
    NewsKind.REMINDER: {"reminder_emails": False},
}


def stop(person: int, kind: Kind) -> None:
    """End the emails of a kind for a person (key); nothing where there is no such person."""
    User.objects.filter(pk=person).update(**_CHOICES[kind])


def wants(person: User, kind: Kind) -> bool:
    """Whether a person has not stopped the emails of a kind."""
    [(name, stopped)] = _CHOICES[kind].items()
    return getattr(person, name) != stopped


def who_wants(kind: Kind) -> Q:
    """The condition that a person can be sent the emails of a kind and has not stopped them."""
    return Q(is_active=True) & ~Q(email="") & ~Q(**_CHOICES[kind])


def remove_old() -> None:
    """Remove the digests that are older than they are kept, with their emails."""
    old = Digest.objects.filter(made_at__lte=timezone.now() - KEPT)
    Email.objects.filter(digest__in=old).delete()
    old.delete()
