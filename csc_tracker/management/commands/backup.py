"""`manage.py backup`: one encrypted file with the database and all files, made while the service runs."""

from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from csc_tracker.operations.backup import back_up, new_key


class Command(BaseCommand):
    help = "Write the database and all files to one file, encrypted for the keys named. The service may run meanwhile."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="where to; with --new-key, where the private key goes")
        parser.add_argument("--to", action="append", metavar="KEY", help="a public key (age1…); may come again")
        parser.add_argument("--new-key", action="store_true", help="make a pair of keys instead of a copy")

    def handle(self, *, file, to, **options):
        if options["new_key"]:
            self._new_key(file)
            return
        manifest = back_up(file, to or settings.BACKUP_KEYS)
        rows = sum(count for count, _ in manifest["tables"].values())
        files = len(manifest["files"]) - 1
        size = f"{file.stat().st_size / 1_000_000:.1f} MB"
        self.stdout.write(f"{file}: {rows} rows of {len(manifest['tables'])} tables and {files} files in {size}.")

    def _new_key(self, file):
        try:
            public = new_key(file)
        except OSError as refused:
            raise CommandError(f"{file} cannot be written: {refused.strerror}.") from refused
        self.stdout.write(f"The private key is in {file}: keep it apart from the copies. The public key is\n{public}")
