"""Make the index of the search again from the records, or say where it differs."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from actions.search.index import catch_up, differing, is_followed, rebuild
from actions.search.laying import lay
from csc_tracker.pages.wording import count_of


class Command(BaseCommand):
    help = (
        "Makes the index of the search again from the records where it differs. With --check it changes nothing and "
        "fails if it differs."
    )

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="only compare; exit with 1 if the index differs")

    def handle(self, *args, check, **options):
        if not check:
            lay(connection)
            self.stdout.write(f"The search’s index was rebuilt: {count_of(rebuild(), 'record')} differed.")
            catch_up()
        elif wrong := differing():
            raise CommandError(
                f"The search’s index does not match the records: {', '.join(wrong[:10])}. Run manage.py rebuild_search."
            )
        elif not is_followed():
            raise CommandError("SQLite’s full text does not match the search’s index. Run manage.py rebuild_search.")
        else:
            self.stdout.write("The search’s index matches the records.")
