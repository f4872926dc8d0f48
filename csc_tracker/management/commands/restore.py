"""`manage.py restore`: an empty database and an empty folder filled from a copy that `backup` made."""

from pathlib import Path

from django.core.management import BaseCommand, call_command

from csc_tracker.operations.backup import restore


class Command(BaseCommand):
    help = "Fill an empty database and an empty folder for files from a copy, and prove that both are what was copied."
    requires_system_checks: list[str] = []  # there may be no table yet

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the copy")
        parser.add_argument("--key", type=Path, required=True, help="the file with the private key")

    def handle(self, *, file, key, **options):
        manifest = restore(file, key)
        rows = sum(count for count, _ in manifest["tables"].values())
        self.stdout.write(f"Restored {rows} rows, the same as when they were copied ({manifest['made_at']}).")
        call_command("migrate", verbosity=0)
        call_command("verify", stdout=self.stdout)
