"""A database into one of another engine: from SQLite, where somebody tried the service, to PostgreSQL."""

from itertools import islice
from pathlib import Path

import dj_database_url
from django.core.management import CommandError
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.models.sql import InsertQuery

from actions.models import SearchChange
from csc_tracker.models import User
from csc_tracker.operations.records import Digests, copied_models, differences, digests, rows
from csc_tracker.people.sight import seeing_everything

OTHER = "moved_from"
_AT_ONCE = 500  # rows


def move_here(path: Path) -> Digests:
    """Fill this database, which `migrate` has made and nobody has used, with the rows of a SQLite file.

    Gives what both hold. CommandError, and nothing changed, where something was recorded here already, the file is
    none of this version, or what came is not what is there. What the database writes by itself (positions, the index
    of the search) comes too, so that both are the same row for row.
    """
    if not path.is_file():
        raise CommandError(f"There is no file {path}.")
    if User._base_manager.exists():
        raise CommandError("Somebody has used this database already. Move into one that migrate has just made.")
    connections.databases[OTHER] = connections.databases[DEFAULT_DB_ALIAS] | dj_database_url.parse(f"sqlite:///{path}")
    connections[OTHER].settings_dict["OPTIONS"] = {}
    try:
        there = digests(OTHER)
        with transaction.atomic(), seeing_everything():
            _fill()
            here = digests()
            if wrong := differences(here, there):
                raise CommandError("What came is not what is there. Nothing was moved.\n" + "\n".join(wrong))
        return here
    finally:
        connections[OTHER].close()
        del connections.databases[OTHER]
        del connections[OTHER]


def _fill() -> None:
    """Take away what `migrate` itself wrote, and write every row as it is there, with its key."""
    kept = [model for model in copied_models() if model._meta.db_table != "django_migrations"]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model in kept:
            _empty(model)
        # What triggers note for the search while the others are filled is replaced by what is noted there.
        for model in sorted(kept, key=lambda model: model is SearchChange):
            if model is SearchChange:
                _empty(model)
            _copy(model)
        for statement in connection.ops.sequence_reset_sql(no_style(), kept):
            cursor.execute(statement)


def _empty(model: type[models.Model]) -> None:
    if model._base_manager.exists():
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")


def _copy(model: type[models.Model]) -> None:
    fields = model._meta.local_concrete_fields
    there = rows(model, OTHER)
    while some := list(islice(there, _AT_ONCE)):
        query = InsertQuery(model)
        query.insert_values(fields, [model(**row) for row in some], raw=True)  # no field fills itself in
        query.get_compiler(DEFAULT_DB_ALIAS).execute_sql()
