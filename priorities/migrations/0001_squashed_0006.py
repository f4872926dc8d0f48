"""Plans, priorities, posts, measures, commentary and exemptions, as one for a database that is new."""

import django.db.models.deletion
import priorities.models.exemptions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('priorities', '0001_initial'), ('priorities', '0002_exempt'), ('priorities', '0003_admin_labels'), ('priorities', '0004_release_by_paper'), ('priorities', '0005_exemption_reason_erased'), ('priorities', '0006_unique_when_open')]

    initial = True

    dependencies = [
        ('csc_tracker', '0001_squashed_0004'),
    ]

    operations = [
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='The plan’s name in web addresses: ?plan=…', unique=True, verbose_name='name in addresses')),
                ('title', models.CharField(max_length=200)),
                ('phase', models.CharField(blank=True, help_text="As the board's caption: “Phase two, 2020/21”.", max_length=100)),
                ('council', models.CharField(max_length=100)),
                ('starts', models.DateField(blank=True, null=True, verbose_name='first day')),
                ('ends', models.DateField(blank=True, help_text='The last day of the plan, that day included.', null=True, verbose_name='last day')),
                ('update_interval_days', models.PositiveSmallIntegerField(default=42, help_text='A rating older than this many days is out of date.', verbose_name='days between updates')),
                ('asks_sign_off', models.BooleanField(default=False, help_text='A second person confirms that an action is done.', verbose_name='asks for sign-off')),
                ('members_see', models.CharField(choices=[('live', 'The live plan'), ('reported', 'As last reported to them')], default='live', help_text='The live plan, or the plan as last reported to a committee. Every page says which it shows.', max_length=10, verbose_name='what members see')),
                ('practice', models.BooleanField(default=False, help_text='An invented plan for practice. It is never the current plan.', verbose_name='practice plan')),
                ('source_note', models.TextField(blank=True, help_text='Where a fact comes from if not from a paper.', verbose_name='note on the source')),
            ],
            options={
                'ordering': ['practice', models.OrderBy(models.F('starts'), descending=True, nulls_last=True), 'slug'],
                'constraints': [models.CheckConstraint(condition=models.Q(('starts', None), ('ends', None), ('ends__gte', models.F('starts')), _connector='OR'), name='plan_ends_after_start', violation_error_message='The plan ends before it starts. Correct one of the two days.'), models.CheckConstraint(condition=models.Q(('update_interval_days__gte', 1)), name='plan_interval_at_least_a_day', violation_error_message='The update interval must be one day or more.')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Exemption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exemptions', to='priorities.plan')),
                ('paragraph', models.CharField(default='not known', help_text='Of Schedule 12A: “3”, “1 and 2”, or “not known”.', max_length=60)),
                ('reason', models.CharField(help_text='The paper’s own words, or who said so.', max_length=300)),
                ('by', models.ForeignKey(blank=True, help_text='Who said that it is exempt; empty where only the paper says so.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('on', models.DateField(help_text='The tracker’s date at the time.', verbose_name='recorded on')),
                ('released_on', models.DateField(blank=True, editable=False, null=True)),
                ('reason_erased_on', models.DateField(blank=True, editable=False, help_text='The day that the reason was erased, which quoted the paper.', null=True)),
            ],
            options={
                'ordering': ['-on', '-pk'],
                'permissions': [('release_exempt', 'Can propose and confirm the release of exempt papers')],
                'constraints': [models.CheckConstraint(condition=models.Q(('released_on', None), ('released_on__gte', models.F('on')), _connector='OR'), name='exemption_released_after')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ExemptReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exempt_rights', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exempt_readers', to='priorities.plan')),
                ('reason', models.CharField(help_text='Why they need it: “Director”, “clerk to the committee”.', max_length=300)),
                ('given_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_on', models.DateField(editable=False, help_text='The tracker’s date at the time.')),
                ('ended_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_on', models.DateField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'reader of exempt papers',
                'verbose_name_plural': 'readers of exempt papers',
                'ordering': ['plan_id', 'user_id', '-given_on'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('user', 'plan'), name='exempt_reader_once', violation_error_message='This person already has the right to read the exempt papers of this plan.'), models.CheckConstraint(condition=models.Q(models.Q(('ended_by', None), ('ended_on', None)), models.Q(('ended_by__isnull', False), ('ended_on__gte', models.F('given_on'))), _connector='OR'), name='exempt_reader_ended_by_somebody'), models.CheckConstraint(condition=models.Q(('user', models.F('given_by')), _negated=True), name='exempt_reader_given_by_another', violation_error_message='Nobody gives themselves this right. Ask another admin.')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exemption', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='priorities.exemption')),
                ('authority', models.CharField(help_text='The decision or the officer: “Minute 12 of 23 January 2020”, “the Monitoring Officer”.', max_length=300)),
                ('reason', models.CharField(help_text='Why it may be open now.', max_length=300)),
                ('by_paper', models.BooleanField(default=False, help_text='A published paper says that it was made public.')),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_on', models.DateField(help_text='The tracker’s date at the time.')),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_on', models.DateField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('ended_because', models.CharField(blank=True, max_length=300, verbose_name='why it was taken back')),
            ],
            options={
                'ordering': ['-proposed_on', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('exemption',), name='release_once_at_a_time', violation_error_message='Its release has been proposed already.'), models.CheckConstraint(condition=models.Q(models.Q(('authority', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='release_has_authority_and_reason'), models.CheckConstraint(condition=models.Q(('by_paper', True), models.Q(('confirmed_by', None), ('confirmed_on', None)), models.Q(('confirmed_by__isnull', False), ('confirmed_on__gte', models.F('proposed_on')), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='release_confirmed_by_another', violation_error_message='A second person confirms a release. Ask somebody else.'), models.CheckConstraint(condition=models.Q(models.Q(('by_paper', False), ('proposed_by__isnull', False)), models.Q(('by_paper', True), ('confirmed_by', None), ('confirmed_on__isnull', False), ('proposed_by', None)), _connector='OR'), name='release_by_people_or_by_paper', violation_error_message='A release is by two people, or by a paper that says so.'), models.CheckConstraint(condition=models.Q(models.Q(('ended_because', ''), ('ended_by', None), ('ended_on', None)), models.Q(('ended_by__isnull', False), ('ended_on__isnull', False), models.Q(('ended_because', ''), _negated=True)), _connector='OR'), name='release_ended_with_a_reason')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exemption', models.ForeignKey(blank=True, db_index=False, default=priorities.models.exemptions.exemption_in_force, editable=False, help_text='Empty: it is open.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='priorities.exemption')),
                ('council', models.CharField(max_length=100)),
                ('title', models.CharField(max_length=150)),
                ('source_note', models.TextField(blank=True, verbose_name='note on the source')),
            ],
            options={
                'ordering': ['council', 'title'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('exemption', None)), fields=('council', 'title'), name='post_once_a_council'), models.UniqueConstraint(condition=models.Q(('exemption__isnull', False)), fields=('council', 'title', 'exemption'), name='post_once_a_council_exempt')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='PostHolding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='priorities.post')),
                ('user', models.ForeignKey(blank=True, help_text='If the holder signs in to this service.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to=settings.AUTH_USER_MODEL)),
                ('name', models.CharField(blank=True, help_text='If the holder does not sign in to this service.', max_length=150)),
                ('first_day', models.DateField(blank=True, null=True)),
                ('last_day', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['post_id', models.OrderBy(models.F('first_day'), nulls_first=True), 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('first_day', None), ('last_day', None), ('last_day__gte', models.F('first_day')), _connector='OR'), name='holding_ends_after_start', violation_error_message='The last day is before the first day. Correct one of the two.'), models.CheckConstraint(condition=models.Q(('user__isnull', False), models.Q(('name', ''), _negated=True), _connector='OR'), name='holding_has_a_holder', violation_error_message='Say who holds the post: choose an account or write a name.')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Priority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exemption', models.ForeignKey(blank=True, db_index=False, default=priorities.models.exemptions.exemption_in_force, editable=False, help_text='Empty: it is open.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='priorities.exemption')),
                ('withdrawn_on', models.DateField(blank=True, editable=False, help_text='The day it was withdrawn, because its acceptance was undone.', null=True)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='priorities', to='priorities.plan')),
                ('number', models.PositiveSmallIntegerField()),
                ('short_name', models.CharField(max_length=100)),
                ('words', models.TextField(help_text='The priority as the paper lists it.', verbose_name='full words')),
                ('why', models.TextField(blank=True, help_text="The paper's “What are the issues”.", verbose_name='what the issues are')),
                ('lead', models.ForeignKey(blank=True, help_text='The post that is responsible for the priority.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='priorities.post')),
            ],
            options={
                'verbose_name_plural': 'priorities',
                'ordering': ['plan_id', 'number'],
                'permissions': [('change_lead', 'Can set the lead of a priority')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_on', None), ('exemption', None)), fields=('plan', 'number'), name='priority_number_once_a_plan'), models.UniqueConstraint(condition=models.Q(('withdrawn_on', None), ('exemption__isnull', False)), fields=('plan', 'number', 'exemption'), name='priority_number_once_a_plan_exempt'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='priority_number_from_one')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='LeadChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='priorities.post', verbose_name='from')),
                ('to_post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='priorities.post', verbose_name='to')),
                ('reason', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by')),
                ('on', models.DateField(help_text='The tracker’s date at the time.', verbose_name='changed on')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('priority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lead_changes', to='priorities.priority')),
            ],
            options={
                'ordering': ['priority_id', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='lead_change_has_a_reason')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exemption', models.ForeignKey(blank=True, db_index=False, default=priorities.models.exemptions.exemption_in_force, editable=False, help_text='Empty: it is open.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='priorities.exemption')),
                ('withdrawn_on', models.DateField(blank=True, editable=False, help_text='The day it was withdrawn, because its acceptance was undone.', null=True)),
                ('priority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='priorities.priority')),
                ('number', models.PositiveSmallIntegerField(help_text="Within the priority: this tracker's own numbering.")),
                ('name', models.CharField(help_text="In the paper's own words.", max_length=300)),
                ('unit', models.CharField(help_text='%, days, children, …', max_length=40)),
                ('better', models.CharField(blank=True, choices=[('up', 'Higher is better'), ('down', 'Lower is better')], help_text='Empty where the papers do not say which way is better.', max_length=4, verbose_name='which way is better')),
                ('source_note', models.TextField(blank=True, help_text='What no paper gives, such as which way is better.', verbose_name='note on the source')),
            ],
            options={
                'ordering': ['priority_id', 'number'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_on', None), ('exemption', None)), fields=('priority', 'number'), name='measure_number_once_a_priority'), models.UniqueConstraint(condition=models.Q(('withdrawn_on', None), ('exemption__isnull', False)), fields=('priority', 'number', 'exemption'), name='measure_number_once_a_priority_exempt')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Commentary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exemption', models.ForeignKey(blank=True, db_index=False, default=priorities.models.exemptions.exemption_in_force, editable=False, help_text='Empty: it is open.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='priorities.exemption')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commentaries', to='priorities.plan')),
                ('priority', models.ForeignKey(blank=True, help_text='Empty: it is about the whole plan.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='commentaries', to='priorities.priority')),
                ('words', models.TextField(help_text='At most 150 words.')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commentaries', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='priorities.post', verbose_name='post at the time')),
                ('on', models.DateField(help_text='The tracker’s date at the time.', verbose_name='written on')),
                ('recorded_at', models.DateTimeField(help_text='The exact time of recording.')),
            ],
            options={
                'verbose_name_plural': 'commentaries',
                'ordering': ['plan_id', '-on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='commentary_has_words')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='MeasureValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exemption', models.ForeignKey(blank=True, db_index=False, default=priorities.models.exemptions.exemption_in_force, editable=False, help_text='Empty: it is open.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='priorities.exemption')),
                ('withdrawn_on', models.DateField(blank=True, editable=False, help_text='The day it was withdrawn, because its acceptance was undone.', null=True)),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='priorities.measure')),
                ('order', models.PositiveSmallIntegerField(help_text='Within the measure, in the order of the papers.', verbose_name='place in the list')),
                ('kind', models.CharField(choices=[('value', 'Value'), ('baseline', 'Baseline'), ('target', 'Target'), ('comparator', 'Comparator')], max_length=10, verbose_name='kind of value')),
                ('words', models.CharField(help_text='The value as the paper puts it: “nearly 80%”.', max_length=300, verbose_name='as the paper puts it')),
                ('value', models.DecimalField(blank=True, decimal_places=3, max_digits=12, null=True, verbose_name='number')),
                ('value_to', models.DecimalField(blank=True, decimal_places=3, help_text='The upper end, where the paper gives a range.', max_digits=12, null=True, verbose_name='number at the end of a range')),
                ('whose', models.CharField(blank=True, help_text='For a comparator: whose figure it is, such as national.', max_length=150, verbose_name='whose figure')),
                ('date_words', models.CharField(help_text='The day or period that it covers, as the paper writes it.', max_length=200, verbose_name='date, as the paper puts it')),
                ('first_day', models.DateField(blank=True, null=True, verbose_name='first day that it can mean')),
                ('last_day', models.DateField(blank=True, null=True, verbose_name='last day that it can mean')),
                ('source_note', models.TextField(blank=True, verbose_name='note on the source')),
            ],
            options={
                'ordering': ['measure_id', 'order'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_on', None), ('exemption', None)), fields=('measure', 'order'), name='value_order_once_a_measure'), models.UniqueConstraint(condition=models.Q(('withdrawn_on', None), ('exemption__isnull', False)), fields=('measure', 'order', 'exemption'), name='value_order_once_a_measure_exempt'), models.CheckConstraint(condition=models.Q(('first_day', None), ('last_day', None), ('last_day__gte', models.F('first_day')), _connector='OR'), name='value_ends_after_start', violation_error_message='The last day is before the first day. Correct one of the two.'), models.CheckConstraint(condition=models.Q(('value_to', None), models.Q(('value__isnull', False), ('value_to__gt', models.F('value'))), _connector='OR'), name='value_range_in_order', violation_error_message='The upper end of the range is not above its lower end. Correct one of them.'), models.CheckConstraint(condition=models.Q(('kind', 'comparator'), ('whose', ''), _connector='OR'), name='value_only_a_comparator_is_of_others', violation_error_message='Only a comparator can say whose figure it is.')],
                'indexes': [],
            },
        ),
    ]
