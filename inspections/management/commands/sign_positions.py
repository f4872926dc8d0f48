"""`manage.py sign_positions`: sign the positions and seal the updates that are from before there were signatures."""

from django.core.management import BaseCommand, CommandError
from django.db.models import Min

from actions.models import FrozenPosition
from actions.positions.seals import seal_earlier_updates
from csc_tracker.people.sight import seeing_everything
from inspections.reporting.freezing import fits_checksum, sign_checksum


class Command(BaseCommand):
    help = (
        "Sign the positions that were frozen, and seal the updates that were recorded, before this version. Run it "
        "once, after the update and before anybody goes on: it says that they are as they are today, not that nobody "
        "changed them before. A position that does not fit its checksum, or was frozen since positions are signed, is "
        "not signed and makes it fail. Updates are not sealed where later ones are."
    )

    @seeing_everything()
    def handle(self, **options):
        try:
            self.stdout.write(f"{seal_earlier_updates()} update(s) were sealed.")
        except ValueError as later:
            self.stdout.write(f"No update was sealed. {later}")
        signed_since = FrozenPosition.editions.exclude(signature="").aggregate(first=Min("frozen_at"))["first"]
        refused = 0
        for position in FrozenPosition.editions.filter(signature="").select_related("plan").order_by("pk"):
            if signed_since and position.frozen_at >= signed_since:
                said = "NOT SIGNED: a position that was frozen before it is signed already"
            elif not fits_checksum(position):
                said = "NOT SIGNED: it does not fit its checksum"
            else:
                said = ""
                FrozenPosition.editions.filter(pk=position.pk).update(signature=sign_checksum(position))
            refused += bool(said)
            self.stdout.write(f"{position.pk}  {said or 'signed'}  {position.checksum[:16]}  {position}")
        if refused:
            raise CommandError(f"{refused} frozen position(s) were not signed.")
