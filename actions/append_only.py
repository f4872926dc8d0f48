"""Updates are append-only in the database itself, and the database keeps each action's current row.

Triggers on the updates' table refuse every DELETE, every UPDATE that changes a value (but for one blanking of an
update's words) and, on PostgreSQL, TRUNCATE; another writes the action's `Standing` whenever an update is recorded,
however it came in (form, loaddata, raw SQL). They are written from the model's fields and laid again after every
migrate, since SQLite drops a table's triggers whenever it rebuilds the table; a system check says if one is missing.
"""

from django.core import checks
from django.db import connections, router, transaction

from .models import Action, ProgressUpdate, Standing

_TABLE = ProgressUpdate._meta.db_table
REFUSAL = "Progress updates are append-only: record another update that corrects this one."
_STRAY = "An update can withdraw only an update of its own action that is not itself a withdrawal."

REFUSALS = ("update_refuses_delete", "update_refuses_change", "update_refuses_stray_withdrawal")
KEEPER = "update_keeps_standing"
REPLACEMENT, TRUNCATION = "update_refuses_replace", "update_refuses_truncate"
_OF_VENDOR = {"sqlite": (REPLACEMENT,), "postgresql": (TRUNCATION,)}


def trigger_names(vendor):
    """The triggers that must stand on a database of this vendor."""
    return (*REFUSALS, KEEPER, *_OF_VENDOR[vendor])


def _columns(names):
    return [ProgressUpdate._meta.get_field(name).column for name in names]


def _changed(column, distinct):
    return f'OLD."{column}" {distinct} NEW."{column}"'


def _is_forbidden_change(distinct):
    """The SQL condition that an UPDATE changes a value, other than by blanking words that were not blanked before."""
    blankable = _columns(ProgressUpdate.BLANKABLE)
    blanking = _columns(ProgressUpdate.BLANKING)
    fixed = [f.column for f in ProgressUpdate._meta.local_concrete_fields if f.column not in (*blankable, *blanking)]
    figures_change = " OR ".join(_changed(column, distinct) for column in fixed)
    words_change = " OR ".join(_changed(column, distinct) for column in (*blankable, *blanking))
    words_rewritten = " OR ".join(f"{_changed(column, distinct)} AND NEW.{column} <> ''" for column in blankable)
    not_a_blanking = f'OLD."blanked_on" IS NOT NULL OR NEW."blanked_on" IS NULL OR {words_rewritten}'
    return f"({figures_change}) OR (({words_change}) AND ({not_a_blanking}))"


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
_IS_STRAY = f"""NEW."withdraws_id" IS NOT NULL AND NOT EXISTS
    (SELECT 1 FROM "{_TABLE}" u WHERE u."id" = NEW."withdraws_id" AND u."action_id" = NEW."action_id"
        AND u."withdraws_id" IS NULL)"""
# SQLite's INSERT OR REPLACE deletes the row that it replaces without asking the DELETE trigger.
_REPLACES = f"""EXISTS (SELECT 1 FROM "{_TABLE}" u WHERE u."id" = NEW."id" OR u."sequence" = NEW."sequence"
    OR u."submission" = NEW."submission" OR u."withdraws_id" = NEW."withdraws_id")"""


def _sqlite_statements():
    def refuse(message):
        return f"BEGIN SELECT RAISE(ABORT, '{message}'); END"

    delete, change, stray = REFUSALS
    yield f'CREATE TRIGGER {delete} BEFORE DELETE ON "{_TABLE}" {refuse(REFUSAL)}'
    forbidden = _is_forbidden_change("IS NOT")
    yield f'CREATE TRIGGER {change} BEFORE UPDATE ON "{_TABLE}" WHEN {forbidden} {refuse(REFUSAL)}'
    yield f'CREATE TRIGGER {stray} BEFORE INSERT ON "{_TABLE}" WHEN {_IS_STRAY} {refuse(_STRAY)}'
    yield f'CREATE TRIGGER {REPLACEMENT} BEFORE INSERT ON "{_TABLE}" WHEN {_REPLACES} {refuse(REFUSAL)}'
    yield f'CREATE TRIGGER {KEEPER} AFTER INSERT ON "{_TABLE}" BEGIN {_KEEP} END'


def _postgresql_statements():
    def function(name, body):
        return f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN {body} END $$"""

    def refuse(message):
        return f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';"

    delete, change, stray = REFUSALS
    yield function("update_refuse", refuse(REFUSAL))
    # The conditions stand in the functions, not in WHEN clauses: a clause holds on to its columns, so that no later
    # migration could alter them, and may not look at other rows.
    forbidden = _is_forbidden_change("IS DISTINCT FROM")
    yield function(change, f"IF {forbidden} THEN {refuse(REFUSAL)} END IF; RETURN NEW;")
    yield function(stray, f"IF {_IS_STRAY} THEN {refuse(_STRAY)} END IF; RETURN NEW;")
    yield function(KEEPER, f"{_KEEP} RETURN NULL;")
    each = "FOR EACH ROW EXECUTE FUNCTION"
    yield f'CREATE TRIGGER {delete} BEFORE DELETE ON "{_TABLE}" {each} update_refuse()'
    yield f'CREATE TRIGGER {change} BEFORE UPDATE ON "{_TABLE}" {each} {change}()'
    yield f'CREATE TRIGGER {stray} BEFORE INSERT ON "{_TABLE}" {each} {stray}()'
    yield f'CREATE TRIGGER {KEEPER} AFTER INSERT ON "{_TABLE}" {each} {KEEPER}()'
    yield f'CREATE TRIGGER {TRUNCATION} BEFORE TRUNCATE ON "{_TABLE}" EXECUTE FUNCTION update_refuse()'


_STATEMENTS = {"sqlite": _sqlite_statements, "postgresql": _postgresql_statements}


def standing_triggers(connection):
    """The names of the triggers that stand on the updates' table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger "
                "WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal AND tgenabled <> 'D'",
                [_TABLE],
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [_TABLE])
        return {name for (name,) in cursor.fetchall()}


def drop(connection, names):
    """Drop those of the named triggers that stand."""
    on_table = f' ON "{_TABLE}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in standing_triggers(connection) & set(names):
            cursor.execute(f"DROP TRIGGER {name}{on_table}")


def lay(connection):
    """Lay every trigger anew and write the current rows again; nothing where the tables do not stand yet."""
    tables = {model._meta.db_table for model in (Action, ProgressUpdate, Standing)}
    if not tables <= set(connection.introspection.table_names()):
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        drop(connection, trigger_names(connection.vendor))
        for statement in _STATEMENTS[connection.vendor]():
            cursor.execute(statement)
        cursor.execute(f'DELETE FROM "{Standing._meta.db_table}"')
        cursor.execute(_STANDING)


def before_migrate(using, **kwargs):
    """SQLite refuses to rename a table that a trigger of another table reads: the keeper waits for `after_migrate`."""
    if connections[using].vendor == "sqlite":
        drop(connections[using], [KEEPER])


def after_migrate(using, **kwargs):
    """Lay the triggers after a migrate of the database `using`."""
    if router.allow_migrate_model(using, ProgressUpdate):
        lay(connections[using])


@checks.register(checks.Tags.database)
def check_triggers(app_configs, databases, **kwargs):
    """Say which trigger of the append-only updates is missing, and how it comes back."""
    found = []
    for alias in databases or []:
        connection = connections[alias]
        if _TABLE not in connection.introspection.table_names():
            continue
        for name in sorted(set(trigger_names(connection.vendor)) - standing_triggers(connection)):
            found.append(
                checks.Error(
                    f"The trigger {name} is missing from the database “{alias}”: updates are not append-only.",
                    hint="Run manage.py migrate, which lays the triggers again.",
                    id="actions.E001",
                )
            )
    return found
