"""System checks of the project's own settings."""

from django.conf import settings
from django.core import checks
from django.db import connections

from csc_tracker.database.grants import owned_tables
from csc_tracker.models import User
from csc_tracker.pages.wording import in_a_row
from csc_tracker.people.roles import GROUPS
from inspections.loading.reading.confinement import lacking


@checks.register(deploy=True)
def check_papers_can_be_read(app_configs, **kwargs):
    """Outside the demonstration a paper is read only by a process that can be kept from every other file."""
    if not settings.DEMONSTRATION and (missing := lacking()):
        return [
            checks.Error(
                f"This machine lacks {missing}, by which the reader of papers is kept from other files: papers are "
                "refused.",
                hint="Use Linux 5.13 or newer with Landlock switched on, and let containers use both.",
                id="csc_tracker.E002",
            )
        ]
    return []


@checks.register()
def check_groups_are_roles(app_configs, **kwargs):
    """Each group of the council stands for a role that there is."""
    wrong = sorted({role for role in settings.COUNCIL_GROUPS.values() if role not in GROUPS})
    return [
        checks.Error(
            f"CSC_OIDC_GROUPS names “{role}”, which is no role.",
            hint=f"Write “group=role”, with one of the roles {in_a_row(GROUPS, 'or')}.",
            id="csc_tracker.E004",
        )
        for role in wrong
    ]


@checks.register(checks.Tags.database, deploy=True)
def check_somebody_comes_in_in_an_emergency(app_configs, databases, **kwargs):
    """Where passwords are left to the council's own page, an open account is named for the day on which it is down."""
    if not settings.ONLY_BY_COUNCIL:
        return []
    hint = "Set CSC_BREAK_GLASS to the user name of an open account, or to several with commas between."
    if not settings.BREAK_GLASS:
        words = "CSC_OIDC_ONLY is set without CSC_BREAK_GLASS: if the council’s sign-in page is down, nobody gets in."
        return [checks.Warning(words, hint=hint, id="csc_tracker.W006")]
    return [
        checks.Warning(f"CSC_BREAK_GLASS names “{name}”, which is no open account.", hint=hint, id="csc_tracker.W006")
        for alias in databases or []
        if User._meta.db_table in connections[alias].introspection.table_names()
        for name in settings.BREAK_GLASS
        if not User.objects.using(alias).filter(username__iexact=name, is_active=True).exists()
    ]


@checks.register(checks.Tags.database, deploy=True)
def check_the_role_owns_nothing(app_configs, databases, **kwargs):
    """Outside the demonstration the service connects to PostgreSQL as a role that owns none of its tables."""
    return [
        checks.Warning(
            f"The service connects to the database “{alias}” as an owner of its tables: whoever takes the service over "
            "could drop the triggers of the append-only tables.",
            hint="Make the two roles by deploy/database_roles.sql and connect as the one that owns nothing.",
            id="csc_tracker.W003",
        )
        for alias in databases or []
        if connections[alias].vendor == "postgresql" and owned_tables(connections[alias])
    ]
