"""Checking the seals of updates: that none was changed, added between others or left out since it was recorded."""

from collections.abc import Iterator

from actions.models import ProgressUpdate
from actions.models.updates import SEAL_OF_UPDATE
from csc_tracker.people.sight import seeing_everything
from csc_tracker.protection.signing import Signed, verify


@seeing_everything()
def faults_of_updates() -> Iterator[str]:
    """Each fault, as a sentence. Updates that were recorded before there were seals come first and have none."""
    before, sealed = "", False
    for update in ProgressUpdate.objects.order_by("sequence").iterator(chunk_size=2_000):
        sealed = sealed or bool(update.seal)
        if sealed and update.seal != update.make_seal(before):
            yield f"Update {update.sequence} was changed, or the one before it was left out."
        elif sealed and update.blanked_on is None and update.words_sha256 != update.digest_of_words():
            yield f"The words of update {update.sequence} were changed."
        elif sealed and (signed := verify(update.seal.encode(), update.signature, SEAL_OF_UPDATE)) != Signed.VALID:
            yield f"Update {update.sequence} is {signed}."
        before = update.seal


def seal_of(sequence: int) -> str:
    """The seal of the update with this number in the order of recording; empty where there is none."""
    with seeing_everything():
        return ProgressUpdate.objects.filter(sequence=sequence).values_list("seal", flat=True).first() or ""
