"""Keeping the index of the search right: the entries that records should have, and the words that entries have.

Triggers note what changes (laying.py). `catch_up` makes those entries again: at the end of whatever people record, in
its transaction (csc_tracker/database/writing.py), and before each search for what was changed in another way.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.db import connection, transaction
from django.db.models import Q

from actions.models import SearchChange, SearchEntry, SearchWord
from actions.search.laying import ENTRIES, FULL_TEXT
from actions.search.matching import matches, query_of_word
from actions.search.sources import SOURCES, Source
from csc_tracker.database.prepared import Prepared
from csc_tracker.pages.folding import vocabulary_of
from csc_tracker.people.sight import seeing_everything

_LOCK = 20_200_116  # of PostgreSQL, so that one at a time brings the index up to date; any fixed number serves
_BATCH = 500  # records whose entries are made at once
_SAME = ("kind", "key", "plan_id", "exemption_id", "day", "words")
_NOTED = Prepared(lambda: SearchChange.objects.order_by("pk").values_list("pk")[:_BATCH])
Scope = tuple[int | None, int | None]  # the keys of a plan and of an exemption


def catch_up() -> None:
    """Make the entries of all that was noted as changed. One query where nothing was."""
    while noted := [key for (key,) in _NOTED.rows()]:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            changes = SearchChange.objects.filter(pk__in=noted)
            changed = defaultdict(set)
            for source, key in changes.values_list("source", "source_key"):  # somebody else may have been here
                changed[source].add(key)
            changes.delete()
            for name, keys in changed.items():
                if name in SOURCES:
                    index(SOURCES[name], keys)


@seeing_everything()
def index(source: Source, keys: Collection[int]) -> int:
    """Make the entries of these records of a source again where they differ; how many did."""
    stored = {entry.source_key: entry for entry in _entries(source, keys)}
    made = {entry.source_key: entry for entry in source.entries(keys)}
    wrong = {key for key in stored.keys() | made.keys() if _values(stored.get(key)) != _values(made.get(key))}
    if not wrong:
        return 0
    old, new = ([each for key, each in entries.items() if key in wrong] for entries in (stored, made))
    SearchEntry.objects.filter(pk__in=[entry.pk for entry in old]).delete()
    SearchEntry.objects.bulk_create(new)
    before, after = _vocabulary(old), _vocabulary(new)
    for scope, words in after.items():
        _add_words(scope, words)
    for scope, words in before.items():
        _drop_words(scope, words - after[scope])
    if old and connection.vendor == "sqlite":
        _forget()
    return len(wrong)


def _entries(source, keys):
    return SearchEntry.objects.filter(source=source.name, source_key__in=keys)


def _values(entry):
    return entry and tuple(getattr(entry, name) for name in _SAME)


def _vocabulary(entries):
    words: dict[Scope, set[str]] = defaultdict(set)
    for entry in entries:
        words[entry.plan_id, entry.exemption_id] |= vocabulary_of(entry.words)
    return words


def _in_scope(scope: Scope) -> Q:
    return Q(plan=scope[0], exemption=scope[1])


def _add_words(scope, words):
    """Add those that are not there."""
    there: set[str] = set()
    for some in _batched(words):
        there.update(SearchWord.objects.filter(_in_scope(scope), word__in=some).values_list("word", flat=True))
    plan, exemption = scope
    SearchWord.objects.bulk_create(
        SearchWord(word=word, length=len(word), plan_id=plan, exemption_id=exemption) for word in sorted(words - there)
    )


def _drop_words(scope, words):
    """Remove those that no entry has any more."""
    entries = SearchEntry.objects.filter(_in_scope(scope)).order_by()
    gone = [word for word in words if not entries.filter(matches(query_of_word(word))).exists()]
    for some in _batched(gone):
        SearchWord.objects.filter(_in_scope(scope), word__in=some).delete()


def _forget():
    """Let FTS5 forget words that were removed, which it otherwise keeps until it next tidies up."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {FULL_TEXT}({FULL_TEXT}) VALUES ('optimize')")


def _batched(values: Iterable) -> Iterator[list]:
    every = sorted(values)
    for start in range(0, len(every), _BATCH):
        yield every[start : start + _BATCH]


def before_loading_an_entry(sender: type, instance: SearchEntry, raw: bool, **kwargs: object) -> None:
    """Make room for an entry that loaddata brings with its own primary key; whose place it takes is made again."""
    if not raw:
        return
    instance_of = {"source": instance.source, "source_key": instance.source_key}
    SearchEntry._base_manager.filter(**instance_of).exclude(pk=instance.pk).delete()
    for other in SearchEntry._base_manager.filter(pk=instance.pk).exclude(**instance_of):
        SearchChange.objects.create(source=other.source, source_key=other.source_key)


def before_loading_a_word(sender: type, instance: SearchWord, raw: bool, **kwargs: object) -> None:
    """The same of a word."""
    if raw:
        same = {name: getattr(instance, name) for name in ("word", "plan_id", "exemption_id")}
        SearchWord._base_manager.filter(**same).exclude(pk=instance.pk).delete()


# All of it --------------------------------------------------------------------------------------------------------


def rebuild() -> int:
    """Make every entry and every word again where it differs; how many entries did."""
    with transaction.atomic():
        SearchChange.objects.all().delete()
        changed = sum(index(source, keys) for source in SOURCES.values() for keys in _keys_of(source))
        missing, left_over = _wrong_words()
        for scope, words in missing.items():
            _add_words(scope, words)
        for scope, words in left_over.items():
            for some in _batched(words):
                SearchWord.objects.filter(_in_scope(scope), word__in=some).delete()
    return changed


@seeing_everything()
def _keys_of(source):
    """The keys of its records and of its entries, so many at a time as are looked at together."""
    keys = set(source.model._base_manager.order_by().values_list("pk", flat=True))
    return list(_batched(keys | set(_all_of(source).values_list("source_key", flat=True))))


def _all_of(source):
    return SearchEntry.objects.filter(source=source.name).order_by()


@seeing_everything()
def differing() -> list[str]:
    """What is wrong with the index, a sentence each; looks and changes nothing. What is noted counts as right."""
    faults = []
    noted = set(SearchChange.objects.values_list("source", "source_key"))
    for source in SOURCES.values():
        for keys in _keys_of(source):
            stored = {entry.source_key: _values(entry) for entry in _entries(source, keys)}
            made = {entry.source_key: _values(entry) for entry in source.entries(keys)}
            wrong = {key for key in stored.keys() | made.keys() if stored.get(key) != made.get(key)}
            faults += [f"{source.name} {key}" for key in sorted(wrong) if (source.name, key) not in noted]
    if not noted:
        faults += [f"word “{word}”" for words in _wrong_words() for scope in words.values() for word in sorted(scope)]
    return faults


@seeing_everything()
def _wrong_words():
    """The words that are missing and those that are left over, by their scope."""
    should = _vocabulary(SearchEntry.objects.order_by().iterator(chunk_size=2_000))
    there: dict[Scope, set[str]] = defaultdict(set)
    for word, *scope in SearchWord.objects.order_by().values_list("word", "plan", "exemption"):
        there[scope[0], scope[1]].add(word)
    missing = {scope: words - there[scope] for scope, words in should.items()}
    return missing, {scope: words - should[scope] for scope, words in there.items()}


def is_followed() -> bool:
    """Whether SQLite's full text holds exactly the entries' words; always on PostgreSQL, where they are one."""
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {ENTRIES}")
        (entries,) = cursor.fetchone()
        cursor.execute(f"SELECT count(*) FROM {FULL_TEXT}_docsize")
        return cursor.fetchone() == (entries,)
