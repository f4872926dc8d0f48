"""The indexes of the search on PostgreSQL. Those of SQLite are laid after every migrate (actions/search/laying.py)."""

# Without fastupdate, since the search is used more often than what it searches changes.
_INDEXES = {
    "search_entry_words": "actions_searchentry USING gin (array_to_tsvector(string_to_array(words, ' ')))",
    "search_word_trigrams": "actions_searchword USING gin (word {schema}.gin_trgm_ops)",
}
_BEFORE = "actions_action_words"  # the index of actions alone, which SQLite had


def lay(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP INDEX IF EXISTS action_words_trigrams")
            # It may be in a schema that is not searched.
            cursor.execute("SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'pg_trgm'")
            (schema,) = cursor.fetchone()
            for name, over in _INDEXES.items():
                cursor.execute(f"CREATE INDEX {name} ON {over.format(schema=schema)} WITH (fastupdate = off)")
        elif connection.vendor == "sqlite":
            for event in ("insert", "update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {_BEFORE}_{event}")
            cursor.execute(f"DROP TABLE IF EXISTS {_BEFORE}")


def take_away(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in _INDEXES:
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}")
