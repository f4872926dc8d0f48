from django.db import migrations, models

NOW = [
    'priority', 'to_day', 'from_day', 'known_from', 'known_to', 'status', 'stage', 'date_not_stated', 'rating',
    'due_basis', 'due_last_day', 'rated_on', 'impact', 'evidence', 'last_said', 'audience', 'action',
]
OF_ACTION = ['action', *NOW[1:-1]]


class Migration(migrations.Migration):

    dependencies = [
        ('actions', '0004_exempt'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='actionposition', name='position_of_plan_now'),
        migrations.RemoveIndex(model_name='actionposition', name='position_of_action'),
        migrations.RenameField(model_name='actionposition', old_name='day_not_given', new_name='date_not_stated'),
        migrations.RenameField(model_name='progressupdate', old_name='day_not_given', new_name='date_not_stated'),
        migrations.AddIndex(
            model_name='actionposition',
            index=models.Index(condition=models.Q(('known_to', None)), fields=NOW, name='position_of_plan_now'),
        ),
        migrations.AddIndex(
            model_name='actionposition', index=models.Index(fields=OF_ACTION, name='position_of_action'),
        ),
    ]
