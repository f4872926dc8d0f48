"""People, sessions and the audit ledger, as one for a database that is new."""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('csc_tracker', '0001_initial'), ('csc_tracker', '0002_exempt'), ('csc_tracker', '0003_audit_ledger'), ('csc_tracker', '0004_audit_acts')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('reads_exempt', models.BooleanField(default=False, editable=False, help_text='Whether they have the right to read exempt matter of some plan; the right itself names the plan.')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'ordering': ['username'],
                'permissions': [('administer', 'Can load papers and use Django admin')],
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(help_text='From 1, without a gap. Pages do not show it.', unique=True)),
                ('at', models.DateTimeField(db_index=True, verbose_name='when')),
                ('act', models.CharField(choices=[('added', 'Added a record in admin'), ('changed', 'Changed a record in admin'), ('roles', 'Changed the roles or rights of an account'), ('right given', 'Gave the right to read exempt papers'), ('right ended', 'Ended the right to read exempt papers'), ('read', 'Read exempt matter'), ('file', 'Exported or downloaded a file'), ('loaded', 'Loaded a paper'), ('said open', 'Said that a paper is open, whatever its words may mean'), ('accepted', 'Saved what was read in a paper to the plan'), ('undone', 'Took back what was saved of a paper'), ('words removed', 'Removed the words of an update'), ('frozen', 'Froze a position'), ('closed', 'Closed an open paper as exempt'), ('release proposed', 'Proposed a release'), ('release confirmed', 'Confirmed a release'), ('release taken back', 'Took back a release'), ('erasure proposed', 'Proposed an erasure'), ('erasure dropped', 'Gave up an erasure that was proposed'), ('erased', 'Erased what was wrongly loaded')], max_length=20)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('by_name', models.CharField(help_text='“A command” where nobody was signed in.', max_length=300, verbose_name='who')),
                ('about_kind', models.CharField(help_text='“inspections.finding”; may be empty.', max_length=100, verbose_name='kind of record')),
                ('about_key', models.CharField(max_length=40, verbose_name='key of the record')),
                ('details', models.TextField(help_text='JSON: the record’s name, each field before and after, and words.')),
                ('details_sha256', models.CharField(max_length=64)),
                ('details_erased_at', models.DateTimeField(null=True)),
                ('exempt_plan', models.BigIntegerField(help_text='The plan (its key) whose exempt matter it is about; not sealed: a paper can be closed later.', null=True)),
                ('seal_before', models.CharField(help_text='Empty for the first.', max_length=64)),
                ('seal', models.CharField(max_length=64, unique=True)),
                ('signature', models.CharField(help_text='Of the seal, with a key that is not in the database.', max_length=120)),
            ],
            options={
                'verbose_name': 'entry of the audit ledger',
                'verbose_name_plural': 'entries of the audit ledger',
                'ordering': ['-number'],
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['about_kind', 'about_key'], name='audit_about')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'abstract': False,
                'default_permissions': (),
                'indexes': [],
                'constraints': [],
            },
        ),
    ]
