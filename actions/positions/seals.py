"""Checking the seals of updates: that none was changed, added between others or left out since it was recorded."""

from collections.abc import Iterator

from actions.models import ProgressUpdate
from actions.models.updates import SEAL_OF_UPDATE
from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.database.writing import writing_alone
from csc_tracker.people.sight import seeing_everything
from csc_tracker.protection.signing import Signed, verify


def faults_of_updates() -> Iterator[str]:
    """Each fault, as a sentence."""
    before = ""
    for update in ProgressUpdate.objects.order_by("sequence").iterator(chunk_size=2_000):
        has_words = any(getattr(update, name) for name in ProgressUpdate.BLANKABLE)
        if not update.seal:
            yield f"Update {update.sequence} has no seal: it was removed, or the service did not record the update."
        elif update.seal != update.make_seal(before):
            yield f"Update {update.sequence} was changed, or the one before it was left out."
        elif update.blanked_on is None and update.words_sha256 != update.digest_of_words():
            yield f"The words of update {update.sequence} were changed."
        elif update.blanked_on and has_words:
            yield f"Words were put into update {update.sequence} after its own had been removed."
        elif (signed := verify(update.seal.encode(), update.signature, SEAL_OF_UPDATE)) != Signed.VALID:
            yield f"Update {update.sequence} is {signed}."
        before = update.seal
    yield from _removed_by_nobody()


def _removed_by_nobody() -> Iterator[str]:
    """Each update whose words were removed without an entry of the audit ledger that says by whom."""
    removed = AuditEntry.objects.filter(act=Act.WORDS_REMOVED, about_kind=ProgressUpdate._meta.label_lower)
    on_record = set(removed.values_list("about_key", flat=True))
    for pk, sequence in ProgressUpdate.objects.exclude(blanked_on=None).values_list("pk", "sequence"):
        if str(pk) not in on_record:
            yield f"The words of update {sequence} were removed, and the audit ledger does not say by whom."


def seal_of(sequence: int) -> str:
    """The seal of the update with this number in the order of recording; empty where there is none."""
    with seeing_everything():
        return ProgressUpdate.objects.filter(sequence=sequence).values_list("seal", flat=True).first() or ""


@writing_alone()
@seeing_everything()
def seal_earlier_updates() -> int:
    """Seal the updates that were recorded before updates were sealed; returns how many.

    ValueError if one that was recorded after them is sealed already: its seal would no longer follow theirs.
    """
    if ProgressUpdate.objects.exclude(seal="").exists():
        if ProgressUpdate.objects.filter(seal="").exists():
            raise ValueError("Updates have been recorded and sealed since.")
        return 0
    before, updates = "", list(ProgressUpdate.objects.order_by("sequence"))
    for update in updates:
        update.add_seal(before)
        update.save(update_fields=["words_sha256", "seal", "signature"])
        before = update.seal
    return len(updates)
