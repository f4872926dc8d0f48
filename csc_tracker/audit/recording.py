"""Adding to the audit ledger."""

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from csc_tracker.audit.entries import Act, AuditEntry, FieldChange, sha256_of
from csc_tracker.people.sight import seeing_everything
from csc_tracker.protection.signing import sign

logger = logging.getLogger(__name__)

_LOCK = 0x0A0D17  # of PostgreSQL: two who add to the ledger wait for each other
NOBODY = "A command"
PURPOSE = "audit entry"  # of the signature of a seal
_acting: ContextVar[Callable[[], Any] | None] = ContextVar("acting", default=None)
# Digits of a seal that are printed and logged: enough to find its entry, and nobody can make another that fits.
PRINTED = 32


@contextmanager
def acting_as(person: Callable[[], Any]) -> Iterator[None]:
    """Within it, `person()` is whose acts are recorded where the act does not say whose it is."""
    token = _acting.set(person)
    try:
        yield
    finally:
        _acting.reset(token)


def who_acts() -> Any:
    """The account that acts now; None for a command or somebody who has not signed in."""
    person = _acting.get()
    user = person() if person else None
    return user if user is not None and user.is_authenticated else None


@transaction.atomic
@seeing_everything()
def record_act(
    act: Act,
    *,
    by: Any = None,
    about: Any = None,
    name: str | None = None,
    words: str = "",
    changes: Iterable[FieldChange] = (),
    exempt_plan: int | None = None,
) -> AuditEntry:
    """Add an entry to the ledger, in the transaction of the act itself, and return it.

    `by` is the account, else who acts now. `about` is the record; `name` what it is called, where its own name is not
    it. `exempt_plan` is the key of the plan whose exempt matter the act is about, where the record does not say so.
    """
    by = by or who_acts()
    if exempt_plan is None:
        exempt_plan = exempt_plan_of(about)
    if name is None:
        name = str(about) if about is not None else ""
    details = json.dumps({"name": name, "words": words, "changes": list(changes)}, ensure_ascii=False)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = AuditEntry.objects.order_by("-number").values_list("number", "seal").first() or (0, "")
    entry = AuditEntry(
        number=last[0] + 1,
        at=timezone.now().astimezone(UTC),
        act=act,
        by=by,
        by_name=_name_of(by),
        about_kind=about._meta.label_lower if about is not None else "",
        about_key=str(about.pk) if about is not None else "",
        details=details,
        details_sha256=sha256_of(details),
        exempt_plan=exempt_plan,
        seal_before=last[1],
    )
    entry.seal = entry.make_seal()
    entry.signature = sign(entry.seal.encode(), PURPOSE)
    entry.save(force_insert=True)
    transaction.on_commit(lambda: logger.info("Audit entry %s, seal %s", entry.number, entry.seal))
    return entry


def exempt_plan_of(record: Any) -> int | None:
    """The key of the plan whose exempt matter a record is, or names as what it belongs to; None where it is open.

    A holding of an exempt post, or an open priority that it leads, says the post's title.
    """
    if record is None:
        return None
    fields = [field for field in record._meta.concrete_fields if hasattr(field.related_model, "is_exempt")]
    for each in [record, *(getattr(record, field.name) for field in fields)]:
        if getattr(each, "is_exempt", False):
            return each.exemption.plan_id
    return None


def _name_of(by):
    if by is None:
        return NOBODY
    return f"{by} ({by.username})" if str(by) != by.username else by.username


def latest_seal() -> str:
    """The first digits of the ledger's latest seal, to be printed in an issued file; empty while it has no entry."""
    with seeing_everything():
        return (AuditEntry.objects.order_by("-number").values_list("seal", flat=True).first() or "")[:PRINTED]


def seal_in_words() -> str:
    """What an issued file says of the ledger at its end; empty while the ledger has no entry."""
    seal = latest_seal()
    return f"Audit seal {seal}. It shows later whether the tracker’s audit ledger is still as it was." if seal else ""


def close_entries(records: Iterable[models.Model], plan: int) -> None:
    """Show the entries about these records to nobody but who may read the exempt matter of the plan (key)."""
    keys: dict[str, list[str]] = {}
    for record in records:
        keys.setdefault(record._meta.label_lower, []).append(str(record.pk))
    with seeing_everything():
        for kind, ones in keys.items():
            AuditEntry.objects.filter(about_kind=kind, about_key__in=ones).update(exempt_plan=plan)


def close_entries_naming(names: Iterable[str], addresses: Iterable[str], plan: int) -> None:
    """The same of the entries that say one of these names, as a field before or after, and of those about no record
    that name one of these addresses: what was downloaded from there.
    """
    with seeing_everything():
        for name in dict.fromkeys(names):
            said = json.dumps(name, ensure_ascii=False)
            AuditEntry.objects.filter(exempt_plan=None, details__contains=said).update(exempt_plan=plan)
        for address in addresses:
            AuditEntry.objects.filter(about_kind="", details__contains=address).update(exempt_plan=plan)


def erase_details(entries: models.QuerySet, at: datetime) -> int:
    """Erase the details of entries, for an erasure at this moment, and return of how many; their seals still hold."""
    return entries.filter(details_erased_at=None).update(details="", details_erased_at=at)
