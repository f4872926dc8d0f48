"""`manage.py verify`: everything that can prove that what is kept is as it was recorded."""

import io

from django.core import checks
from django.core.management import BaseCommand, CommandError, call_command

from csc_tracker.operations.files import changed_files

PROOFS = {
    "Stored positions of actions": ("rebuild_positions", {"check": True}),
    "Frozen positions and their signatures": ("verify_positions", {}),
    "Audit ledger": ("verify_audit", {}),
    "Index of the search": ("rebuild_search", {"check": True}),
}


class Command(BaseCommand):
    help = "Prove triggers, positions, signatures, the audit ledger, the search index and files. Fails where one fails."
    requires_system_checks: list[str] = []

    def handle(self, **options):
        failed = []
        for title, words in self._proved():
            self.stdout.write(f"{title}: {words or 'as recorded'}.")
            failed += [title] if words else []
        if failed:
            raise CommandError("Not as recorded: " + ", ".join(failed) + ".")

    def _proved(self):
        """What is proved, and what is wrong with it; empty where nothing is."""
        wrong = checks.run_checks(tags=[checks.Tags.database], databases=["default"], include_deployment_checks=False)
        yield "Append-only tables and their triggers", "; ".join(each.msg.rstrip(".") for each in wrong)
        for title, (command, options) in PROOFS.items():
            try:
                call_command(command, stdout=io.StringIO(), stderr=io.StringIO(), **options)
                yield title, ""
            except (CommandError, SystemExit) as refused:
                yield title, str(refused).strip().rstrip(".")
        yield "Files", "; ".join(changed_files())
