"""The database keeps each action's current row: a trigger writes its `Standing` whenever an update is recorded, however
it came in (form, loaddata, raw SQL). It is laid again after every migrate, since SQLite drops a table's triggers
whenever it rebuilds the table; a system check says if it is missing.
"""

from django.core import checks
from django.db import connections, router, transaction

from .models import Action, ProgressUpdate, Standing

_TABLE = ProgressUpdate._meta.db_table
KEEPER = "update_keeps_standing"


def _tells(column):
    """The condition that an update tells this column; empty means “as before”."""
    return f"u.{column} <> ''"


def _latest(condition, order='u."speaks_for" DESC, u."sequence" DESC'):
    """The id of the action's latest update that meets a condition and was not withdrawn."""
    return f"""(SELECT u."id" FROM "{_TABLE}" u
        LEFT JOIN "{_TABLE}" w ON w."withdraws_id" = u."id"
        WHERE u."action_id" = a."id" AND w."id" IS NULL AND {condition}
        ORDER BY {order} LIMIT 1)"""


_FIRST_DUE_ORDER = """CASE u."due_change" WHEN 'corrected' THEN 0 ELSE CASE u."due_basis" WHEN 'own' THEN 1 ELSE 2 END
    END, CASE u."due_change" WHEN 'corrected' THEN -u."sequence" ELSE u."sequence" END"""

# The current row of actions: `position.facts_on` on the latest day that any update speaks for.
_STANDING = f"""
    INSERT INTO "{Standing._meta.db_table}" ("action_id", "reported_from", "last_said", "last_sequence", "stage",
        "stage_since", "day_not_given", "rating", "rated_on", "difference", "due_words", "due_first_day",
        "due_last_day", "due_basis", "first_due_last_day", "first_due_basis", "moves")
    SELECT a."id", first_staged."speaks_for", said."speaks_for",
        (SELECT MAX(u."sequence") FROM "{_TABLE}" u WHERE u."action_id" = a."id"),
        staged."stage", staged."speaks_for", staged."day_not_given", COALESCE(rated."rating", ''), rated."speaks_for",
        COALESCE(told."difference", ''), COALESCE(dated."due_words", ''), dated."due_first_day",
        dated."due_last_day", COALESCE(dated."due_basis", ''), first_dated."due_last_day",
        COALESCE(first_dated."due_basis", ''),
        (SELECT COUNT(*) FROM "{_TABLE}" u LEFT JOIN "{_TABLE}" w ON w."withdraws_id" = u."id"
            WHERE u."action_id" = a."id" AND w."id" IS NULL AND u."due_change" = 'moved')
    FROM "{Action._meta.db_table}" a
    JOIN "{_TABLE}" staged ON staged."id" = {_latest(_tells("stage"))}
    JOIN "{_TABLE}" first_staged ON first_staged."id" = {_latest(_tells("stage"), 'u."speaks_for", u."sequence"')}
    JOIN "{_TABLE}" said ON said."id" = {_latest("1 = 1")}
    LEFT JOIN "{_TABLE}" rated ON rated."id" = {_latest(_tells("rating"))}
    LEFT JOIN "{_TABLE}" told ON told."id" = {_latest(_tells("difference"))}
    LEFT JOIN "{_TABLE}" dated ON dated."id" = {_latest(_tells("due_basis"))}
    LEFT JOIN "{_TABLE}" first_dated ON first_dated."id" = {_latest(_tells("due_basis"), _FIRST_DUE_ORDER)}
"""
_KEEP = f"""DELETE FROM "{Standing._meta.db_table}" WHERE "action_id" = NEW."action_id";
    {_STANDING} WHERE a."id" = NEW."action_id";"""
_STATEMENTS = {
    "sqlite": [f'CREATE TRIGGER {KEEPER} AFTER INSERT ON "{_TABLE}" BEGIN {_KEEP} END'],
    "postgresql": [
        f"""CREATE OR REPLACE FUNCTION {KEEPER}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN {_KEEP} RETURN NULL; END $$""",
        f'CREATE TRIGGER {KEEPER} AFTER INSERT ON "{_TABLE}" FOR EACH ROW EXECUTE FUNCTION {KEEPER}()',
    ],
}


def stands(connection):
    """Whether the trigger stands on the updates' table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT 1 FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND tgname = %s AND tgenabled <> 'D'",
                [_TABLE, KEEPER],
            )
        else:
            cursor.execute("SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = %s", [KEEPER])
        return cursor.fetchone() is not None


def drop(connection):
    """Drop the trigger where it stands."""
    with connection.cursor() as cursor:
        on_table = f' ON "{_TABLE}"' if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER IF EXISTS {KEEPER}{on_table}")


def lay(connection):
    """Lay the trigger anew and write the current rows again; nothing where the tables do not stand yet."""
    tables = {model._meta.db_table for model in (Action, ProgressUpdate, Standing)}
    if not tables <= set(connection.introspection.table_names()):
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        drop(connection)
        for statement in _STATEMENTS[connection.vendor]:
            cursor.execute(statement)
        cursor.execute(f'DELETE FROM "{Standing._meta.db_table}"')
        cursor.execute(_STANDING)


def before_migrate(using, **kwargs):
    """SQLite refuses to rename a table that a trigger of another table reads: the keeper waits for `after_migrate`."""
    if connections[using].vendor == "sqlite":
        drop(connections[using])


def after_migrate(using, **kwargs):
    """Lay the trigger after a migrate of the database `using`."""
    if router.allow_migrate_model(using, ProgressUpdate):
        lay(connections[using])


@checks.register(checks.Tags.database)
def check_trigger(app_configs, databases, **kwargs):
    """Say that the trigger is missing, and how it comes back: a warning, since an error would stop that migrate."""
    return [
        checks.Warning(
            f"The trigger {KEEPER} is missing from the database “{alias}”: current rows are not kept.",
            hint="Run manage.py migrate, which lays the trigger again.",
            id="actions.W001",
        )
        for alias in databases or []
        if _TABLE in connections[alias].introspection.table_names() and not stands(connections[alias])
    ]
