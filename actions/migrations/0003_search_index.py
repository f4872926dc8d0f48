"""The index that the search for words goes by on PostgreSQL (_search_index.py)."""

from django.db import migrations

from actions.migrations import _search_index


class Migration(migrations.Migration):

    dependencies = [
        ('actions', '0002_initial'),
    ]

    operations = [
        migrations.RunPython(_search_index.lay, _search_index.take_away),
    ]
