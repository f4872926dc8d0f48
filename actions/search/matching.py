"""What a search finds in the index, as conditions of a query: the same words on PostgreSQL and on SQLite."""

import re

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import RawSQL

from actions.models import SearchEntry
from actions.search.laying import FULL_TEXT
from csc_tracker.pages.folding import Search, folded, read_search

_CLOTHES = r"""[\s.,;:!?()\[\]{}<>"'“”„«»•#*_\-]*"""  # what a reference brings along from where it was copied
_REFERENCE = re.compile(
    rf"{_CLOTHES}(?:(?:action|actions|ref|reference)\b{_CLOTHES})*"
    rf"(?:p[\s.]*(\d{{1,4}})\s*[.,:;/\-]\s*(\d{{1,5}})|(\d{{1,4}})\s*\.\s*(\d{{1,5}})){_CLOTHES}",
    re.ASCII,
)


def place_of(words: str) -> tuple[int, int] | None:
    """(priority number, action number) where the words are a reference in any clothing; else None.

    “p1.72”, “P1.72,”, “(P1.72)”, “p 1.72”, “P01.72”, “action P1-72” and “1.72” are P1.72.
    """
    match = _REFERENCE.fullmatch(folded(words))
    if match is None:
        return None
    priority, number = (match[1], match[2]) if match[1] else (match[3], match[4])
    return int(priority), int(number)


def search_for(text: str) -> Search:
    """What is looked for with these words; for a reference in any clothing, that alone."""
    if place := place_of(text):
        return read_search(f"{'p' if re.search(r'p[^a-z]*[0-9]', folded(text)) else ''}{place[0]}.{place[1]}")
    return read_search(text)


def query_of(search: Search) -> str:
    """A search in the words of this database's full text: each of its groups, in one of its ways."""
    if connection.vendor == "sqlite":
        return " AND ".join(_any_way(group, _for_sqlite, " AND ", " OR ") for group in search.groups)
    return " & ".join(_any_way(group, _for_postgresql, " & ", " | ") for group in search.groups)


def query_of_word(word: str) -> str:
    """The same of one folded word, as it stands there."""
    return f'"{word}"' if connection.vendor == "sqlite" else f"'{word}'"


def matches(query: str) -> Q:
    """The condition that an entry matches, by the index of this database; `query` as `query_of` makes it."""
    if connection.vendor == "sqlite":
        rows = f"SELECT rowid FROM {FULL_TEXT} WHERE {FULL_TEXT} MATCH %s"
        return Q(pk__in=RawSQL(rows, [query]))  # noqa: S611 (a name of ours, and a parameter)
    return Q(_Matches(_Vector(F("words")), _Query(Value(query))))


def keys_found(kind: str, query: str) -> QuerySet:
    """The keys of the records of a kind that match, among what may be seen now, as a subquery."""
    return SearchEntry.objects.filter(matches(query), kind=kind).order_by().values("key")


# Folded words have no quotes and no backslashes in them.


def _any_way(group, written, both, either):
    ways = ("(" + both.join(written(sought, either) for sought in way) + ")" for way in group)
    return "(" + either.join(ways) + ")"


def _for_sqlite(sought, either):
    whole = f'"{sought.word}" *' if sought.begins else f'"{sought.word}"'
    return "(" + either.join(dict.fromkeys([whole, f'"{sought.stem}"'])) + ")"


def _for_postgresql(sought, either):
    whole = f"'{sought.word}':*" if sought.begins else f"'{sought.word}'"
    return "(" + either.join(dict.fromkeys([whole, f"'{sought.stem}'"])) + ")"


class _Vector(Func):
    """An entry's words as PostgreSQL's full text; written as in the index that migration 0014 makes."""

    template = "array_to_tsvector(string_to_array(%(expressions)s, ' '))"


class _Query(Func):
    template = "(%(expressions)s)::tsquery"


class _Matches(Func):
    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = BooleanField()
