"""Indexes that hold all by which the actions of a list are counted and sorted, whether they are exempt too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actions', '0011_counted_as'),
    ]

    operations = [
        migrations.RemoveIndex('action', 'action_in_order'),
        migrations.RemoveIndex('actionposition', 'position_of_action_now'),
        migrations.AddIndex(
            'action',
            models.Index(
                fields=['priority', 'number', 'withdrawn_on', 'exemption', 'owner'], name='action_in_order'
            ),
        ),
        migrations.AddIndex(
            'actionposition',
            models.Index(
                fields=['action', 'to_day', 'from_day', 'known_to', 'audience', 'counted_as', 'due_last_day'],
                condition=models.Q(('known_to', None)), name='position_of_action_now',
            ),
        ),
    ]
