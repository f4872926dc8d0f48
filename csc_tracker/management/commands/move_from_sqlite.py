"""`manage.py move_from_sqlite`: what somebody recorded on SQLite, taken to PostgreSQL whole."""

from pathlib import Path

from django.core.management import BaseCommand, call_command

from csc_tracker.operations.moving import move_here


class Command(BaseCommand):
    help = "Fill this database, which migrate has just made, with all rows of a SQLite file of the same version."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the SQLite database; nothing may write to it meanwhile")

    def handle(self, *, file, **options):
        moved = move_here(file)
        rows = sum(count for count, _ in moved.values())
        self.stdout.write(f"Moved {rows} rows of {len(moved)} tables, the same here as there.")
        call_command("verify", stdout=self.stdout)
