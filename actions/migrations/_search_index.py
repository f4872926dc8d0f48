"""The index that the search for words goes by on PostgreSQL. That of SQLite is laid after every migrate (search.py)."""

from django.core.management import CommandError
from django.db import DatabaseError, transaction

NOT_MADE = """The search for words needs PostgreSQL's extension pg_trgm, which could not be made in this database:
{}
It comes with PostgreSQL (on Debian and Ubuntu in the package postgresql, elsewhere often in postgresql-contrib).
Ask whoever looks after the database server to run this in this database, then run migrate again:
    CREATE EXTENSION pg_trgm;"""


def lay(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError as refused:
        raise CommandError(NOT_MADE.format(refused)) from refused
    with connection.cursor() as cursor:
        # Where it was there before, it may be in a schema that is not searched.
        cursor.execute("SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'pg_trgm'")
        (schema,) = cursor.fetchone()
        # Over what Django compares for `words__icontains`. Without fastupdate, since actions are read more than written.
        cursor.execute(
            "CREATE INDEX action_words_trigrams ON actions_action "
            f"USING gin (UPPER(words) {schema}.gin_trgm_ops) WITH (fastupdate = off)"
        )


def take_away(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS action_words_trigrams")
