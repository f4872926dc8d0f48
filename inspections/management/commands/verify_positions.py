"""`manage.py verify_positions`: whether each frozen position is still what the committee was shown."""

from django.core.management import BaseCommand, CommandError

from actions.models import FrozenPosition
from inspections.reporting.freezing import verify


class Command(BaseCommand):
    help = "Check every frozen position, its records and its files against its checksum; fails if any differ."

    def handle(self, **options):
        broken = 0
        for position in FrozenPosition.objects.select_related("plan").order_by("pk"):
            whole = verify(position)
            broken += not whole
            self.stdout.write(
                f"{position.pk}  {'as it was' if whole else 'CHANGED'}  {position.checksum[:16]}  {position}"
            )
        if broken:
            raise CommandError(f"{broken} frozen position(s) differ from what was frozen.")
        self.stdout.write("Every frozen position is as it was.")
