"""Checks the audit ledger."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from actions.models import FrozenPosition
from actions.positions.seals import faults_of_updates, seal_of
from csc_tracker.audit.checking import SEAL, faults_in_ledger
from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.audit.recording import latest_seal
from csc_tracker.people.sight import seeing_everything
from inspections.scrutiny.papers.erasing import faults_of_erasures
from inspections.scrutiny.papers.releasing import faults_of_releases
from priorities.exempt_readers import faults_of_rights


class Command(BaseCommand):
    help = (
        "Check that no entry of the audit ledger and no update was changed or left out; fails if any was. With copies "
        "of seals from outside the database (log files, or seals of issued files) also that the ledger was not made "
        "anew since."
    )

    def add_arguments(self, parser):
        parser.add_argument("--seal", action="append", default=[], help="a seal as an issued file prints it")
        parser.add_argument("--log", action="append", default=[], type=Path, help="a log file: every seal in it")

    @seeing_everything()
    def handle(self, *args, seal, log, **options):
        seals = [each.strip().lower() for each in seal]
        for each in seals:
            if not SEAL.fullmatch(f"seal {each}"):
                raise CommandError(f"“{each}” is no seal. An issued file prints 32 digits, the log 64: 0–9 and a–f.")
        for path in log:
            try:
                with path.open(encoding="utf-8", errors="replace") as lines:
                    seals += [match[1] for line in lines for match in SEAL.finditer(line)]
            except OSError as error:
                raise CommandError(f"{path} cannot be read: {error.strerror}. Nothing was checked.") from None
        faults = [*faults_in_ledger(seals), *faults_of_updates(), *faults_of_erasures(), *faults_of_releases()]
        faults += [*faults_of_rights(), *_faults_since_frozen()]
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError("The audit ledger or the updates are not as they were written.")
        number = AuditEntry.objects.count()
        self.stdout.write("The audit ledger and every update are as they were written.")
        self.stdout.write(f"The ledger has {number} entries; {len(set(seals))} seals were compared.")
        if number:
            self.stdout.write(f"Its latest seal is {latest_seal()}.")


def _faults_since_frozen():
    """Each frozen position that is gone, or took in other updates than those that are here."""
    seals = dict(FrozenPosition.editions.values_list("pk", "last_seal"))
    frozen = AuditEntry.objects.filter(act=Act.FROZEN).values_list("about_key", flat=True)
    for key in sorted({int(key) for key in frozen} - set(seals)):
        yield f"Frozen position {key} is gone."
    sequences = dict(FrozenPosition.editions.values_list("pk", "last_sequence"))
    for key, seal in seals.items():
        if seal and seal_of(sequences[key]) != seal:
            yield f"Frozen position {key} took in updates that were changed since."
