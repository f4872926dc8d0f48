"""Store with each position what it is counted as; indexes by which counting reads nothing else."""

from django.db import migrations, models

from actions.positions.counted import Counted, number_of

_COUNTED_BY = ["known_from", "known_to", "audience", "counted_as", "due_last_day", "rated_on", "last_said"]


def count(apps, schema_editor):
    """Give the positions that are here their number: each set of facts once."""
    positions = apps.get_model("actions", "ActionPosition").objects.using(schema_editor.connection.alias).order_by()
    for facts in list(positions.values_list(*Counted._fields).distinct()):
        positions.filter(**dict(zip(Counted._fields, facts))).update(counted_as=number_of(*facts))


class Migration(migrations.Migration):

    dependencies = [
        ('actions', '0010_unique_when_open'),
    ]

    operations = [
        migrations.RemoveIndex('actionposition', 'position_of_plan_now'),
        migrations.RemoveIndex('actionposition', 'position_of_action'),
        migrations.RemoveIndex('progressupdate', 'update_effective_date'),
        migrations.AddField(
            'actionposition', 'counted_as',
            models.PositiveSmallIntegerField(
                default=0, help_text='The facts that it is counted by (positions/counted.py).'
            ),
            preserve_default=False,
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
        migrations.AddIndex(
            'actionposition',
            models.Index(
                fields=['priority', 'to_day', 'from_day', *_COUNTED_BY, 'action'],
                condition=models.Q(('known_to', None)), name='position_of_plan_now',
            ),
        ),
        migrations.AddIndex(
            'actionposition',
            models.Index(fields=['action', 'from_day', 'to_day', *_COUNTED_BY], name='position_of_action'),
        ),
        migrations.AddIndex(
            'progressupdate',
            models.Index(
                fields=['sequence', 'effective_date', 'action', 'exemption'], name='update_recorded_since'
            ),
        ),
    ]
