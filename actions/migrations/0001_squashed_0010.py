"""Actions, updates, positions, frozen positions; the index of the search, as one for a database that is new."""

import datetime
import django.core.validators
import django.db.models.deletion
import priorities.models.exemptions
from django.conf import settings
from django.db import migrations, models

from actions.migrations import _search_index


class Migration(migrations.Migration):

    replaces = [('actions', '0001_initial'), ('actions', '0002_initial'), ('actions', '0003_search_index'), ('actions', '0004_exempt'), ('actions', '0005_date_not_stated'), ('actions', '0006_frozen_signature'), ('actions', '0007_update_seals'), ('actions', '0008_admin_labels'), ('actions', '0009_update_signature'), ('actions', '0010_unique_when_open')]

    initial = True

    dependencies = [
        ('priorities', '0001_squashed_0006'),
    ]

    operations = [
        migrations.CreateModel(
            name='FrozenPosition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='frozen_positions', to='priorities.plan')),
                ('audience', models.CharField(blank=True, choices=[('', 'Everybody'), ('open', 'Who may not read exempt matter'), ('exempt', 'Who may read exempt matter')], help_text='Whom this edition is for: where the plan holds exempt matter there are two.', max_length=6)),
                ('meeting', models.SlugField(help_text="The meeting's name in web addresses at the time.", verbose_name='meeting’s name in addresses')),
                ('reported_to', models.CharField(help_text='The name of the committee at the time.', max_length=200)),
                ('meeting_words', models.CharField(help_text="The meeting's date, as recorded at the time.", max_length=200, verbose_name='meeting, in words')),
                ('version', models.PositiveSmallIntegerField(help_text='From 1, for each meeting.')),
                ('on', models.DateField(help_text='The day it was frozen.', verbose_name='position on')),
                ('last_sequence', models.PositiveBigIntegerField(help_text='The last update that it includes; 0 for none.', verbose_name='number of the last update')),
                ('last_seal', models.CharField(blank=True, help_text='The seal of that update.', max_length=64)),
                ('frozen_at', models.DateTimeField(help_text='The exact time of freezing.')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='frozen by')),
                ('agreed_name', models.CharField(help_text='Who agreed: the Director or a named deputy.', max_length=150, verbose_name='agreed by')),
                ('agreed_post', models.CharField(max_length=150, verbose_name='post of who agreed')),
                ('agreed_on', models.DateField()),
                ('rules', models.CharField(help_text='The version of the rules that it was made with.', max_length=40, verbose_name='version of the rules')),
                ('records_count', models.PositiveIntegerField(verbose_name='number of records')),
                ('figures', models.TextField(help_text='Canonical JSON: how many actions had each status, and how many count.')),
                ('checksum', models.CharField(max_length=64, unique=True)),
                ('signature', models.CharField(blank=True, default='', help_text='Of the checksum. Empty: it was frozen before positions were signed.', max_length=120)),
            ],
            options={
                'ordering': ['plan_id', '-on', '-version', '-pk'],
                'permissions': [('freeze_position', 'Can freeze the position of a plan for a meeting')],
                'constraints': [models.UniqueConstraint(fields=('plan', 'meeting', 'version', 'audience'), name='frozen_version_once_a_meeting'), models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='frozen_version_from_one'), models.CheckConstraint(condition=models.Q(models.Q(('agreed_name', ''), _negated=True), models.Q(('agreed_post', ''), _negated=True), ('agreed_on__lte', models.F('on'))), name='frozen_is_agreed', violation_error_message='Say who agreed, in which post and on which day, not later than the freezing.')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Action',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exemption', models.ForeignKey(blank=True, db_index=False, default=priorities.models.exemptions.exemption_in_force, editable=False, help_text='Empty: it is open.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='priorities.exemption')),
                ('withdrawn_on', models.DateField(blank=True, editable=False, help_text='The day it was withdrawn, because its acceptance was undone.', null=True)),
                ('priority', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='priorities.priority')),
                ('number', models.PositiveSmallIntegerField(help_text="Within the priority: this tracker's own numbering, in the order of the paper.")),
                ('words', models.TextField(help_text="The paper's own words, unchanged.")),
                ('column', models.CharField(choices=[('done', 'What have we done so far'), ('planned', 'What else we have planned'), ('added', 'Added since')], help_text="Where the paper's table has it.", max_length=10, verbose_name='column of the paper’s table')),
                ('column_heading', models.CharField(blank=True, help_text="The column's heading in the paper.", max_length=200, verbose_name='heading of that column')),
                ('paper_reference', models.CharField(blank=True, help_text='Where the paper numbers its actions: “3.2”.', max_length=30, verbose_name='the paper’s own reference')),
                ('owner', models.ForeignKey(blank=True, db_index=False, help_text='The post that carries it out.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='owns', to='priorities.post')),
            ],
            options={
                'ordering': ['priority_id', 'number'],
                'permissions': [('change_owner', 'Can set the owner of an action'), ('stop_action', 'Can stop an action'), ('correct_first_due', 'Can correct a first date that was entered wrongly')],
                'indexes': [models.Index(fields=['priority', 'number', 'withdrawn_on', 'owner'], name='action_in_order'), models.Index(fields=['owner', 'withdrawn_on', 'priority'], name='action_of_owner')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_on', None), ('exemption', None)), fields=('priority', 'number'), name='action_number_once_a_priority'), models.UniqueConstraint(condition=models.Q(('withdrawn_on', None), ('exemption__isnull', False)), fields=('priority', 'number', 'exemption'), name='action_number_once_a_priority_exempt'), models.CheckConstraint(condition=models.Q(('number__gte', 1), ('number__lte', 9999)), name='action_number_from_1_to_9999', violation_error_message='An action’s number is between 1 and 9999.'), models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='action_has_words')],
            },
        ),
        migrations.CreateModel(
            name='PriorityImpact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exemption', models.ForeignKey(blank=True, db_index=False, default=priorities.models.exemptions.exemption_in_force, editable=False, help_text='Empty: it is open.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='priorities.exemption')),
                ('priority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='impacts', to='priorities.priority')),
                ('impact', models.CharField(choices=[('none_yet', 'None yet'), ('some', 'Some impact'), ('clear', 'Clear impact'), ('not_expected', 'Not expected on its own')], max_length=12)),
                ('words', models.TextField(validators=[django.core.validators.MaxLengthValidator(4000)])),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='stated by')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='priorities.post', verbose_name='post at the time')),
                ('on', models.DateField(help_text='The tracker’s date at the time.', verbose_name='stated on')),
                ('recorded_at', models.DateTimeField(help_text='The exact time of recording.')),
            ],
            options={
                'ordering': ['priority_id', '-on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='priority_impact_has_words')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='RecalledPosition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='recall', to='actions.frozenposition')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recalled by')),
                ('on', models.DateField(help_text='The tracker’s date at the time.', verbose_name='recalled on')),
                ('because', models.CharField(max_length=300, verbose_name='why it was recalled')),
            ],
            options={
                'ordering': ['-on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('because', ''), _negated=True), name='recalled_with_a_reason')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ActionPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exemption', models.ForeignKey(blank=True, db_index=False, default=priorities.models.exemptions.exemption_in_force, editable=False, help_text='Empty: it is open.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='priorities.exemption')),
                ('withdrawn_on', models.DateField(blank=True, editable=False, help_text='The day it was withdrawn, because its acceptance was undone.', null=True)),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='periods', to='actions.action')),
                ('role', models.CharField(choices=[('finish', 'Finish'), ('start', 'Start'), ('milestone', 'Milestone'), ('completed', 'Completed')], max_length=10, verbose_name='what the date is for')),
                ('words', models.CharField(max_length=200, verbose_name='as the paper wrote it')),
                ('first_day', models.DateField(blank=True, null=True, verbose_name='first day that it can mean')),
                ('last_day', models.DateField(blank=True, null=True, verbose_name='last day that it can mean')),
                ('precision', models.CharField(blank=True, max_length=12, verbose_name='how exact it is')),
                ('note', models.CharField(blank=True, help_text='What a milestone belongs to, or how it was read.', max_length=300)),
            ],
            options={
                'verbose_name': 'period',
                'ordering': ['action_id', models.OrderBy(models.F('first_day'), nulls_first=True), 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_on', None), ('exemption', None)), fields=('action', 'role', 'words'), name='period_once_an_action'), models.UniqueConstraint(condition=models.Q(('withdrawn_on', None), ('exemption__isnull', False)), fields=('action', 'role', 'words', 'exemption'), name='period_once_an_action_exempt'), models.UniqueConstraint(condition=models.Q(('withdrawn_on', None), models.Q(('role', 'milestone'), _negated=True), ('exemption', None)), fields=('action', 'role'), name='period_one_a_role_but_milestones'), models.UniqueConstraint(condition=models.Q(('withdrawn_on', None), models.Q(('role', 'milestone'), _negated=True), ('exemption__isnull', False)), fields=('action', 'role', 'exemption'), name='period_one_a_role_but_milestones_exempt'), models.CheckConstraint(condition=models.Q(('first_day', None), ('last_day', None), ('last_day__gte', models.F('first_day')), _connector='OR'), name='period_ends_after_start', violation_error_message='The last day is before the first day. Correct one of the two.')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='OwnerChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='priorities.post', verbose_name='from')),
                ('to_post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='priorities.post', verbose_name='to')),
                ('reason', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by')),
                ('on', models.DateField(help_text='The tracker’s date at the time.', verbose_name='changed on')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='owner_changes', to='actions.action')),
            ],
            options={
                'ordering': ['action_id', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='owner_change_has_a_reason')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ProgressUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exemption', models.ForeignKey(blank=True, db_index=False, default=priorities.models.exemptions.exemption_in_force, editable=False, help_text='Empty: it is open.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='priorities.exemption')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='updates', to='actions.action')),
                ('sequence', models.PositiveBigIntegerField(help_text='The order of recording, over all plans.', unique=True, verbose_name='number in the order of recording')),
                ('effective_date', models.DateField(help_text='The day that it is about.', verbose_name='takes effect on')),
                ('recorded_at', models.DateTimeField(help_text='The exact time of recording.')),
                ('source', models.CharField(choices=[('officer', 'An officer'), ('paper', 'A paper')], max_length=10)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='updates', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='priorities.post', verbose_name='post at the time')),
                ('paper_day', models.DateField(blank=True, help_text='The day in the paper, or the day it was reported done, if that is not the effective day.', null=True, verbose_name='the paper’s own date')),
                ('date_not_stated', models.BooleanField(default=False, help_text='The paper does not state the day it was done.')),
                ('stage', models.CharField(blank=True, choices=[('planned', 'Planned'), ('under_way', 'Under way'), ('awaiting', 'Done, awaiting sign-off'), ('complete', 'Complete'), ('stopped', 'Stopped')], max_length=10)),
                ('rating', models.CharField(blank=True, choices=[('on_track', 'On track'), ('at_risk', 'At risk'), ('off_track', 'Off track')], max_length=10)),
                ('words', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(4000)])),
                ('impact', models.CharField(blank=True, choices=[('none_yet', 'None yet'), ('some', 'Some impact'), ('clear', 'Clear impact'), ('not_expected', 'Not expected on its own')], max_length=12)),
                ('impact_words', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name='impact, in words')),
                ('evidence_words', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name='evidence, in words')),
                ('evidence_url', models.URLField(blank=True, max_length=500, verbose_name='address of the evidence')),
                ('due_words', models.CharField(blank=True, max_length=200, verbose_name='due date, as given')),
                ('due_first_day', models.DateField(blank=True, null=True, verbose_name='first day that it can be due')),
                ('due_last_day', models.DateField(blank=True, null=True, verbose_name='due by')),
                ('due_basis', models.CharField(blank=True, choices=[('own', 'its own'), ('heading', 'from the heading'), ('plan', 'from the plan')], max_length=10, verbose_name='where the due date comes from')),
                ('due_change', models.CharField(blank=True, choices=[('given', 'Date given'), ('set', 'Date set'), ('moved', 'Date moved'), ('corrected', 'First date corrected')], max_length=10, verbose_name='how the due date changed')),
                ('due_reason', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name='why the due date changed')),
                ('due_agreed_by', models.CharField(blank=True, max_length=150, verbose_name='who agreed to the new date')),
                ('no_change', models.BooleanField(default=False, help_text='Recorded with the “No change, still true” button.', verbose_name='no change, still true')),
                ('confirms', models.ForeignKey(blank=True, help_text='The report of “done” that this update confirms.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='confirmed_by', to='actions.progressupdate', verbose_name='update that it confirms')),
                ('withdraws', models.OneToOneField(blank=True, help_text='The update that this one withdraws. It no longer counts.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='withdrawn_by', to='actions.progressupdate', verbose_name='update that it withdraws')),
                ('submission', models.UUIDField(blank=True, editable=False, null=True, unique=True, verbose_name='number of the form')),
                ('words_sha256', models.CharField(blank=True, editable=False, help_text='Of its words; stays.', max_length=64)),
                ('seal', models.CharField(blank=True, editable=False, help_text='The sha256 of the update and of the seal of the update before it in the order of recording.', max_length=64)),
                ('signature', models.CharField(blank=True, editable=False, help_text='Of the seal, with a key that is not in the database.', max_length=120)),
                ('blanked_on', models.DateField(blank=True, null=True, verbose_name='words removed on')),
                ('blanked_by', models.CharField(blank=True, max_length=150, verbose_name='words removed by')),
                ('blanked_because', models.CharField(blank=True, max_length=300, verbose_name='why the words were removed')),
            ],
            options={
                'verbose_name': 'progress update',
                'ordering': ['action_id', '-effective_date', '-sequence'],
                'permissions': [('blank_update', 'Can blank the words of an update that hold personal data'), ('withdraw_update', 'Can withdraw an update')],
                'indexes': [models.Index(fields=['action', '-effective_date', '-sequence'], name='update_latest_of_action'), models.Index(fields=['effective_date'], name='update_effective_date')],
                'constraints': [models.CheckConstraint(condition=models.Q(('source', 'paper'), ('by__isnull', False), _connector='OR'), name='update_of_an_officer_has_an_officer'), models.CheckConstraint(condition=models.Q(('rating', ''), ('source', 'officer'), _connector='OR'), name='update_only_an_officer_rates'), models.CheckConstraint(condition=models.Q(('rating', ''), ('stage__in', ['', 'planned', 'under_way']), _connector='OR'), name='update_rates_only_what_is_open'), models.CheckConstraint(condition=models.Q(models.Q(('rating__in', ['at_risk', 'off_track']), _negated=True), models.Q(('words', ''), _negated=True), ('blanked_on__isnull', False), ('no_change', True), _connector='OR'), name='update_at_risk_has_words'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'complete'), _negated=True), ('source', 'paper'), models.Q(('evidence_words', ''), _negated=True), models.Q(('evidence_url', ''), _negated=True), models.Q(('impact_words', ''), _negated=True), ('confirms__isnull', False), ('blanked_on__isnull', False), _connector='OR'), name='update_complete_has_something_to_show'), models.CheckConstraint(condition=models.Q(models.Q(('due_basis', ''), ('due_change', ''), ('due_first_day', None), ('due_last_day', None), ('due_words', '')), models.Q(('due_last_day__isnull', False), models.Q(('due_basis', ''), _negated=True), models.Q(('due_change', ''), _negated=True)), _connector='OR'), name='update_due_whole_or_absent'), models.CheckConstraint(condition=models.Q(('due_first_day', None), ('due_last_day__gte', models.F('due_first_day')), _connector='OR'), name='update_due_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('due_change', 'moved'), _negated=True), models.Q(models.Q(('due_reason', ''), _negated=True), models.Q(('due_agreed_by', ''), _negated=True)), ('blanked_on__isnull', False), ('source', 'paper'), _connector='OR'), name='update_moved_date_has_reason_and_agreement'), models.CheckConstraint(condition=models.Q(models.Q(('stage', ''), _negated=True), models.Q(('rating', ''), _negated=True), models.Q(('words', ''), _negated=True), models.Q(('impact', ''), _negated=True), models.Q(('due_basis', ''), _negated=True), models.Q(('evidence_words', ''), _negated=True), models.Q(('evidence_url', ''), _negated=True), ('withdraws__isnull', False), ('no_change', True), ('blanked_on__isnull', False), _connector='OR'), name='update_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('blanked_because', ''), ('blanked_by', ''), ('blanked_on', None)), models.Q(('blanked_on__isnull', False), models.Q(('blanked_by', ''), _negated=True), models.Q(('blanked_because', ''), _negated=True)), _connector='OR'), name='update_blanked_whole_or_not')],
            },
        ),
        migrations.CreateModel(
            name='ActionPosition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='positions', to='actions.action')),
                ('priority', models.ForeignKey(db_index=False, help_text="The action's own, which does not change once something is reported: a plan is read by it.", on_delete=django.db.models.deletion.CASCADE, related_name='positions', to='priorities.priority')),
                ('audience', models.CharField(blank=True, choices=[('', 'Everybody'), ('open', 'Who may not read exempt matter'), ('exempt', 'Who may read exempt matter')], help_text='Whom it is for.', max_length=6)),
                ('exempt_plan', models.ForeignKey(db_index=False, help_text='The plan whose exempt matter parts the audiences; empty where it is for everybody.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='priorities.plan')),
                ('from_day', models.DateField()),
                ('to_day', models.DateField(default=datetime.date(9999, 12, 31))),
                ('known_from', models.PositiveBigIntegerField()),
                ('known_to', models.PositiveBigIntegerField(null=True)),
                ('status', models.CharField(choices=[('late', 'Late'), ('off_track', 'Off track'), ('at_risk', 'At risk'), ('on_track', 'On track'), ('not_rated', 'Not yet rated'), ('awaiting', 'Done, awaiting sign-off'), ('complete', 'Complete'), ('stopped', 'Stopped'), ('not_reported', 'Not yet reported')], max_length=12)),
                ('stage', models.CharField(blank=True, choices=[('planned', 'Planned'), ('under_way', 'Under way'), ('awaiting', 'Done, awaiting sign-off'), ('complete', 'Complete'), ('stopped', 'Stopped')], max_length=10)),
                ('stage_since', models.DateField(null=True)),
                ('date_not_stated', models.BooleanField()),
                ('rating', models.CharField(blank=True, choices=[('on_track', 'On track'), ('at_risk', 'At risk'), ('off_track', 'Off track')], max_length=10)),
                ('rated_on', models.DateField(null=True)),
                ('impact', models.CharField(blank=True, choices=[('none_yet', 'None yet'), ('some', 'Some impact'), ('clear', 'Clear impact'), ('not_expected', 'Not expected on its own')], max_length=12)),
                ('due_words', models.CharField(blank=True, max_length=200)),
                ('due_first_day', models.DateField(null=True)),
                ('due_last_day', models.DateField(null=True)),
                ('due_basis', models.CharField(blank=True, choices=[('own', 'its own'), ('heading', 'from the heading'), ('plan', 'from the plan')], max_length=10)),
                ('first_due_last_day', models.DateField(null=True)),
                ('first_due_basis', models.CharField(blank=True, max_length=10)),
                ('moves', models.PositiveIntegerField()),
                ('reported_from', models.DateField(null=True)),
                ('last_said', models.DateField(null=True)),
                ('officer_said', models.DateField(null=True)),
                ('evidence', models.BooleanField()),
                ('at_risk_running', models.PositiveIntegerField()),
                ('reason', models.ForeignKey(help_text='It says what is in the way.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actions.progressupdate')),
            ],
            options={
                'ordering': ['action_id', 'from_day', 'known_from'],
                'indexes': [models.Index(condition=models.Q(('known_to', None)), fields=['priority', 'to_day', 'from_day', 'known_from', 'known_to', 'status', 'stage', 'date_not_stated', 'rating', 'due_basis', 'due_last_day', 'rated_on', 'impact', 'evidence', 'last_said', 'audience', 'action'], name='position_of_plan_now'), models.Index(fields=['action', 'to_day', 'from_day', 'known_from', 'known_to', 'status', 'stage', 'date_not_stated', 'rating', 'due_basis', 'due_last_day', 'rated_on', 'impact', 'evidence', 'last_said', 'audience'], name='position_of_action'), models.Index(condition=models.Q(('known_to', None)), fields=['action', 'to_day', 'from_day'], name='position_of_action_now')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('known_to', None)), fields=('action', 'from_day', 'audience'), name='position_now_once'), models.UniqueConstraint(fields=('action', 'from_day', 'known_from', 'audience'), name='position_known_once'), models.CheckConstraint(condition=models.Q(('to_day__gt', models.F('from_day'))), name='position_ends_after_start'), models.CheckConstraint(condition=models.Q(('known_to', None), ('known_to__gt', models.F('known_from')), _connector='OR'), name='position_known_in_order')],
            },
        ),
        migrations.RunPython(_search_index.lay, _search_index.take_away),
    ]
