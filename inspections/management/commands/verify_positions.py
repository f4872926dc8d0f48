"""`manage.py verify_positions`: whether each frozen position is still what the committee was shown."""

from django.core.management import BaseCommand, CommandError

from actions.models import FrozenPosition
from csc_tracker.people.sight import seeing_everything
from inspections.reporting.freezing import Integrity, integrity


class Command(BaseCommand):
    help = (
        "Check every frozen position, its records and its files against its checksum, and the checksum against its "
        "signature; fails if any is not as it was. Editions with exempt matter and recalled positions are checked too."
    )

    @seeing_everything()
    def handle(self, **options):
        faults = 0
        for position in FrozenPosition.editions.select_related("plan").order_by("pk"):
            found = integrity(position)
            faults += found != Integrity.AS_IT_WAS
            self.stdout.write(f"{position.pk}  {found}  {position.checksum[:16]}  {position}")
        if faults:
            raise CommandError(f"{faults} frozen position(s) cannot be shown to be as they were frozen.")
        self.stdout.write("Every frozen position is as it was.")
