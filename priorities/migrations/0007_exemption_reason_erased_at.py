from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("priorities", "0006_unique_when_open")]

    operations = [
        migrations.RenameField("exemption", "reason_erased_on", "reason_erased_at"),
        migrations.AlterField(
            "exemption",
            "reason_erased_at",
            models.DateTimeField(
                null=True, blank=True, editable=False,
                help_text="The exact time of the erasure that took the reason, which quoted the paper.",
            ),
        ),
    ]
