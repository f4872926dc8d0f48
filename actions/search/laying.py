"""What the search needs in the database beside its tables: the triggers that note changes, and SQLite's full text.

A trigger of each source's table writes in the same transaction which record changed, whoever changed it: a form, an
update of many rows, loaddata, raw SQL. On SQLite the words are in a table of FTS5, which triggers keep in step with the
entries; PostgreSQL has its indexes by migration 0014. SQLite drops the triggers of a table that it rebuilds, so each
migrate makes all of them again.
"""

from collections.abc import Iterator, Sequence

from django.core import checks
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from actions.models import SearchChange, SearchEntry
from actions.search.sources import SOURCES

ENTRIES, CHANGES = SearchEntry._meta.db_table, SearchChange._meta.db_table
FULL_TEXT = f"{ENTRIES}_text"
_NOTES = "_noted_for_search"  # in the name of every trigger that notes a change, and of no other
# The table of FTS5 holds no words of its own, so that removing some needs them as they were.
_REMOVE = f"INSERT INTO {FULL_TEXT}({FULL_TEXT}, rowid, words) VALUES ('delete', OLD.id, OLD.words);"
_ADD = f"INSERT INTO {FULL_TEXT}(rowid, words) VALUES (NEW.id, NEW.words);"
_FOLLOWING = {
    f"{FULL_TEXT}_insert": f"AFTER INSERT ON {ENTRIES} BEGIN {_ADD} END",
    f"{FULL_TEXT}_update": f"AFTER UPDATE OF id, words ON {ENTRIES} BEGIN {_REMOVE} {_ADD} END",
    f"{FULL_TEXT}_delete": f"AFTER DELETE ON {ENTRIES} BEGIN {_REMOVE} END",
}
# Words come as `folding.indexed` made them, so every sign of them but a space and the bar is part of a word.
_CREATE = (
    f"CREATE VIRTUAL TABLE {FULL_TEXT} USING fts5(words, content={ENTRIES}, content_rowid=id, "
    "tokenize=\"ascii tokenchars '.'\", prefix='3')"
)

# Where a source has no entry yet, as after the migrate that brought it, all of its records are noted.
_NOTE_ALL = f"""INSERT INTO "{CHANGES}" (source, source_key) SELECT '{{name}}', r."id" FROM "{{table}}" r
    WHERE NOT EXISTS (SELECT 1 FROM "{ENTRIES}" e WHERE e.source = '{{name}}')
    AND NOT EXISTS (SELECT 1 FROM "{CHANGES}" c WHERE c.source = '{{name}}')"""


def _notes(tables: set[str]) -> Iterator[tuple[str, str, str, str]]:
    """Each note that is taken: (name of its trigger, event, table, statement over NEW or OLD)."""
    for source in SOURCES.values():
        if source.table not in tables:
            continue
        for event, row in (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD")):
            note = f'INSERT INTO "{CHANGES}" (source, source_key) VALUES (\'{source.name}\', {row}."id");'
            yield f"{source.name}_{event}{_NOTES}", event, source.table, note
        for model, condition in source.touched_by:
            other = model._meta.db_table
            note = (
                f'INSERT INTO "{CHANGES}" (source, source_key) SELECT \'{source.name}\', r."id" '
                f'FROM "{source.table}" r WHERE {condition};'
            )
            if other in tables:
                yield f"{source.name}_by_{other}{_NOTES}", "update", other, note


def _noting(connection: BaseDatabaseWrapper, tables: set[str]) -> Iterator[str]:
    """The statements that make the triggers which note changes."""
    for name, event, table, note in _notes(tables):
        if connection.vendor == "sqlite":
            yield f'CREATE TRIGGER {name} AFTER {event.upper()} ON "{table}" BEGIN {note} END'
        else:
            yield (
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$function$ BEGIN {note} RETURN NULL; END $function$"
            )
            yield f'CREATE TRIGGER {name} AFTER {event.upper()} ON "{table}" FOR EACH ROW EXECUTE FUNCTION {name}()'


def _there(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The triggers that note changes, {name: table}."""
    select = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
        "postgresql": """SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE NOT t.tgisinternal AND n.nspname = current_schema() AND t.tgenabled <> 'D' ORDER BY t.tgname""",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(select)
        return {name: table for name, table in cursor.fetchall() if name.endswith(_NOTES)}


def remove_triggers(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers that note changes."""
    there = _there(connection)
    with connection.cursor() as cursor:
        for name, table in there.items():
            cursor.execute(f"DROP TRIGGER {name}" + (f' ON "{table}"' if connection.vendor == "postgresql" else ""))


def lay(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers again, and on SQLite the table of full text, whatever is there."""
    tables = set(connection.introspection.table_names())
    if not {ENTRIES, CHANGES} <= tables:
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        remove_triggers(connection)
        for statement in _noting(connection, tables):
            cursor.execute(statement)
        if connection.vendor == "sqlite":
            _lay_full_text(cursor)
        for source in SOURCES.values():
            if source.table in tables:
                cursor.execute(_NOTE_ALL.format(name=source.name, table=source.table))


def _lay_full_text(cursor):
    for name in _FOLLOWING:
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
    cursor.execute(f"DROP TABLE IF EXISTS {FULL_TEXT}")
    cursor.execute(_CREATE)
    cursor.execute(f"INSERT INTO {FULL_TEXT}({FULL_TEXT}) VALUES ('rebuild')")
    for name, runs in _FOLLOWING.items():
        cursor.execute(f"CREATE TRIGGER {name} {runs}")


def before_migrate(using: str, **kwargs: object) -> None:
    """Drop the triggers on SQLite, which could not change the tables that they read."""
    if connections[using].vendor == "sqlite":
        remove_triggers(connections[using])


def after_migrate(using: str, **kwargs: object) -> None:
    """Make everything again after a migrate of the database `using`."""
    lay(connections[using])


@checks.register(checks.Tags.database)
def changes_are_noted(
    app_configs: object, databases: Sequence[str] | None, **kwargs: object
) -> list[checks.CheckMessage]:
    """Name the triggers that are missing: what changes without them would be searched as it was before."""
    faults: list[checks.CheckMessage] = []
    for alias in databases or []:
        tables = set(connections[alias].introspection.table_names())
        if not {ENTRIES, CHANGES} <= tables:
            continue
        there = _there(connections[alias])
        for name in sorted({name for name, *_ in _notes(tables)} - set(there)):
            faults.append(
                checks.Warning(
                    f"The trigger {name} is missing in the database “{alias}”: the search would not follow changes.",
                    hint=f"Run manage.py migrate --database {alias}, then manage.py rebuild_search.",
                    id="actions.W002",
                )
            )
    return faults
