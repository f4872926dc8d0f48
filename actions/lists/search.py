"""The search for actions: by their reference, else by their words, with the help of an index.

The index narrows a search to the actions that can hold a word; the condition `icontains` says which do, so that the
answer never depends on the index. On PostgreSQL the migration 0003 creates an index (pg_trgm) for the SQL of
`icontains`. On SQLite it is a table of its own (FTS5, with the tokenizer trigram), which triggers keep in step with the
actions. SQLite drops the triggers of a table that it rebuilds, so each migrate makes both again.
"""

import re

from django.db import connections, transaction
from django.db.models import Q

from actions.models import Action
from priorities.models import Priority

_REFERENCE = re.compile(r"p?\s*(\d{1,4})\s*\.\s*(\d{1,5})", re.IGNORECASE | re.ASCII)
_MOST_WORDS = 12
_SHORTEST = 3  # characters of a word that the index of SQLite knows
_FEW = 500  # actions; where more hold a word, SQLite is quicker without its index

_TABLE = Action._meta.db_table
_INDEX = f"{_TABLE}_words"
# The index holds no words of its own, so that removing some needs them as they were.
_REMOVE = f"INSERT INTO {_INDEX}({_INDEX}, rowid, words) VALUES ('delete', OLD.id, OLD.words);"
_ADD = f"INSERT INTO {_INDEX}(rowid, words) VALUES (NEW.id, NEW.words);"
_TRIGGERS = {
    f"{_INDEX}_insert": f"AFTER INSERT ON {_TABLE} BEGIN {_ADD} END",
    f"{_INDEX}_update": f"AFTER UPDATE OF id, words ON {_TABLE} BEGIN {_REMOVE} {_ADD} END",
    f"{_INDEX}_delete": f"AFTER DELETE ON {_TABLE} BEGIN {_REMOVE} END",
}


def place_of(words):
    """(priority number, action number) where the words are a reference in any case: p3.6 is P3.06; else None."""
    match = _REFERENCE.fullmatch(words.strip())
    return (int(match[1]), int(match[2])) if match else None


def by_words(actions, words, plan=None):
    """The actions with this reference (p3.6 finds P3.06); where the words are no reference, those that hold them all.

    Each of the first 12 words may be anywhere in the action's words or in its priority's short name, in capitals or
    not. `plan` is the plan of all these actions, where they are of one.
    """
    if place := place_of(words):
        return actions.filter(priority__number=place[0], number=place[1])
    if "\0" in words:  # no text of a database holds it, and PostgreSQL and FTS5 refuse to look for it
        return actions.none()
    # Read first: with a condition on a joined table, or a subquery beside an OR, neither database uses its index.
    priorities = Priority.every.using(actions.db).order_by().values_list("pk", "short_name")
    names = list(priorities.filter(plan=plan) if plan else priorities)
    for word in words.split()[:_MOST_WORDS]:
        named = [pk for pk, name in names if word.casefold() in name.casefold()]
        actions = actions.filter(_holds(word, actions.db) | Q(priority__in=named))
    return actions


def _holds(word, using):
    """The condition that an action's own words hold the word."""
    holds = Q(words__icontains=word)
    connection = connections[using]
    if connection.vendor != "sqlite" or len(word) < _SHORTEST:
        return holds
    phrase = '"{}"'.format(word.replace('"', '""'))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid FROM {_INDEX} WHERE {_INDEX} MATCH %s LIMIT {_FEW + 1}", [phrase])
        keys = [pk for (pk,) in cursor]
    return holds if len(keys) > _FEW else holds & Q(pk__in=keys)


def rebuild_index(connection):
    """Make the index of an SQLite database again, whatever is there; without a table of actions, only remove it."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for name in _TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"DROP TABLE IF EXISTS {_INDEX}")
        if _TABLE not in connection.introspection.table_names(cursor):
            return
        cursor.execute(
            f"CREATE VIRTUAL TABLE {_INDEX} USING fts5(words, content={_TABLE}, content_rowid=id, tokenize=trigram)"
        )
        cursor.execute(f"INSERT INTO {_INDEX}({_INDEX}) VALUES ('rebuild')")
        for name, runs in _TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER {name} {runs}")


def after_migrate(using, **kwargs):
    """Make the index again after a migrate of the database `using`, where that is SQLite."""
    if connections[using].vendor == "sqlite":
        rebuild_index(connections[using])
