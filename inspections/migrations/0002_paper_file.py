from django.db import migrations, models


class Migration(migrations.Migration):
    """A stored file is called a paper's file, and its papers and loadings have it as theirs."""

    dependencies = [("inspections", "0001_initial")]

    operations = [
        migrations.RenameField("Loading", "kept", "file"),
        migrations.RenameField("Report", "kept", "stored_file"),
        migrations.RenameField("KeptFile", "kept_at", "received_at"),
        migrations.RenameModel("KeptFile", "PaperFile"),
        migrations.AlterModelOptions("PaperFile", {"ordering": ["-received_at", "pk"]}),
        migrations.AlterField(
            "PaperFile", "received_at", models.DateTimeField(help_text="The exact time that it came.")
        ),
    ]
