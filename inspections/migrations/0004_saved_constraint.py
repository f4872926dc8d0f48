from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A constraint of proposals says “saved”, as the screens do."""

    dependencies = [("inspections", "0003_exempt")]

    operations = [
        migrations.RemoveConstraint("Proposal", "proposal_taken_in_was_accepted"),
        migrations.AddConstraint(
            "Proposal",
            models.CheckConstraint(
                condition=Q(acceptance=None) | Q(decision__in=["accepted", "merged"]),
                name="proposal_saved_was_accepted",
            ),
        ),
    ]
