"""The index of the search; what PostgreSQL needs for it is in _search_words.py."""

import django.db.models.deletion
from django.db import migrations, models

from actions.migrations import _search_words


class Migration(migrations.Migration):

    dependencies = [
        ('actions', '0013_position_of_plan_then'),
        ('priorities', '0008_holders'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=20)),
                ('source_key', models.BigIntegerField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(help_text='What it is made from (actions/search/sources.py).', max_length=20)),
                ('source_key', models.BigIntegerField()),
                ('kind', models.CharField(max_length=20)),
                ('key', models.BigIntegerField()),
                ('day', models.DateField(help_text='The day from which it is shown; empty where its record says.', null=True)),
                ('words', models.TextField()),
                ('exemption', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='priorities.exemption')),
                ('plan', models.ForeignKey(db_index=False, help_text='Empty: it is no plan’s own.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='priorities.plan')),
            ],
            options={
                'verbose_name_plural': 'search entries',
                'default_permissions': (),
                'indexes': [models.Index(fields=['kind', 'key'], name='search_entry_of_record')],
                'constraints': [models.UniqueConstraint(fields=('source', 'source_key'), name='search_entry_once_a_record')],
            },
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=30)),
                ('length', models.PositiveSmallIntegerField()),
                ('exemption', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='priorities.exemption')),
                ('plan', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='priorities.plan')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['length', 'word'], name='search_word_by_length'), models.Index(fields=['word'], name='search_word_by_word')],
            },
        ),
        migrations.RunPython(_search_words.lay, _search_words.take_away),
    ]
