"""Checking the audit ledger: that no entry was changed, added between others or left out."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC

from csc_tracker.audit.entries import AuditEntry, sha256_of
from csc_tracker.audit.recording import PRINTED, PURPOSE
from csc_tracker.protection.signing import Signed, verify

# How files and the log write a seal; the log writes all of it.
SEAL = re.compile(rf"\bseal ([0-9a-f]{{{PRINTED}}}(?:[0-9a-f]{{{64 - PRINTED}}})?)\b")


def faults_in_ledger(seals: Iterable[str] = ()) -> Iterator[str]:
    """Each fault of the ledger, as a sentence. `seals` are copies from outside: issued files, the log."""
    before, number = "", 0
    wanted = {seal[:PRINTED] for seal in seals}
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=2_000):
        if entry.number != number + 1:
            yield f"Before entry {entry.number} {entry.number - number - 1} are missing."
        if entry.seal_before != before:
            yield f"Entry {entry.number} does not follow the entry before it."
        entry.at = entry.at.astimezone(UTC)
        if entry.seal != entry.make_seal():
            yield f"Entry {entry.number} was changed."
        if (signed := verify(entry.seal.encode(), entry.signature, PURPOSE)) != Signed.VALID:
            yield f"Entry {entry.number} is {signed}."
        if entry.details_erased_at is None and sha256_of(entry.details) != entry.details_sha256:
            yield f"The details of entry {entry.number} were changed."
        if entry.details_erased_at and entry.details:
            yield f"The details of entry {entry.number} were put back after they had been erased."
        before, number = entry.seal, entry.number
        wanted.discard(entry.seal[:PRINTED])
    for seal in sorted(wanted):
        yield f"No entry has the seal {seal}: entries were changed or removed after it had been written down."
