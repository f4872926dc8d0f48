"""The search for words in actions: what it finds, and that it goes by an index which stays right."""

import re
from importlib import import_module

import pytest
from django.core.management import CommandError, call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from actions.lists import search
from actions.lists.search import by_words
from actions.models import Action, ActionPosition
from tests.making import TODAY, make_action, make_plan, make_priority

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'")
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'")

INDEX = "actions_action_words"


def run(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def matches(words):
    """The words of the actions that a search finds."""
    return set(by_words(Action.objects.all(), words).values_list("words", flat=True))


# What it finds.


@pytest.fixture(params=["few", "many"])
def however_many(request, monkeypatch):
    """On SQLite: the index is used; more hold each word than the index is used for."""
    monkeypatch.setattr(search, "_FEW", 500 if request.param == "few" else 0)


TEXTS = [
    "Train every social worker.",
    "TRAIN the trainers",
    'Don\'t wait: "act now" (50% by May)',
    "50 days, 5% of it",
    "snake_case and snakeXcase",
    r"C:\plans\new and *stars* - NEAR(this)",
    "Café CAFÉ café, naïve, Straße STRASSE",
    "Ћирилица и ћирилица, 改善計画, 👩🏽‍⚖️",
    "İstanbul ıstakoz ſecret K 10 ﬁle",
    "-dash --dash^ {a} [b] c:d words:e a+b AND OR NOT",
    "é",
]
SEARCHES = [
    "train", "RAIN", "rainer", "social worker", "worker social train", "Train. worker", "don't", '"act', 'now"', '"""',
    '"', "50%", "5%", "%", "%%%", "0% b", "_", "___", "snake_case", "e_c", "\\", "\\plans", "s\\n", "\\\\\\", "*stars*",
    "sta*", "***", "NEAR(this)", "near", "-", "---", "-dash", "--dash^", "^", "{a}", "[b]", "c:d", "words:", "a+b", "AND",
    "or not", "café", "CAFÉ", "cafe", "É", "é", "ïve", "ÏVE", "straße", "STRASSE", "ћирилица", "ЋИРИЛИЦА", "改善計", "改善",
    "👩🏽‍⚖️", "istanbul", "İstanbul", "ISTAKOZ", "secret", "ſecret", "ﬁle", "k 10", "'", "''", "';--", "(", "?", "%s", "t", "tr",
    "priority", "ORITY 1", "train priority", "e", "\u200d", "\ufffd\ufffd\ufffd", "x" * 200,
]  # fmt: skip


def test_an_action_is_found_by_its_reference_in_any_case():
    priority = make_priority(number=3)
    make_action(priority, number=6, words="Train the staff")
    make_action(priority, number=7, words="See p3.6")
    assert matches("p3.6") == matches(" P3.06 ") == matches("3.6") == {"Train the staff"}


@pytest.mark.usefixtures("however_many")
def test_each_word_is_found_as_it_stands_wherever_the_plain_condition_finds_it():
    priority = make_priority(number=1, short_name="Priority 1%")
    for number, text in enumerate(TEXTS, 1):
        make_action(priority if number % 2 else None, words=text)
    for words in SEARCHES:
        plain = Action.objects.all()
        for word in words.split():
            plain = plain.filter(Q(words__icontains=word) | Q(priority__short_name__icontains=word))
        assert matches(words) == set(plain.values_list("words", flat=True)), words


@pytest.mark.usefixtures("however_many")
@pytest.mark.parametrize(
    ("words", "texts"),
    [
        ("rain train", TEXTS[:2]),
        ("TRAINER", TEXTS[1:2]),
        ("5%", TEXTS[3:4]),
        ("50%", TEXTS[2:3]),
        ("snake_case", TEXTS[4:5]),
        ("s\\new", TEXTS[5:6]),
        ("*stars*", TEXTS[5:6]),
        ('"act', TEXTS[2:3]),
        ("don't", TEXTS[2:3]),
        ("--dash^", TEXTS[9:10]),
        ("计划", []),
        ("改善計画", TEXTS[7:8]),
        ("é", [TEXTS[6], TEXTS[10]]),
        ("act now zebra", []),
    ],
)
def test_every_word_must_be_there_and_every_character_counts(words, texts):
    for text in TEXTS:
        make_action(words=text)
    assert matches(words) == set(texts)


@pytest.mark.usefixtures("however_many")
def test_a_word_may_stand_in_the_name_of_the_priority_another_in_the_action():
    recruitment = make_priority(short_name="Recruitment")
    make_action(recruitment, words="Train the staff")
    make_action(recruitment, words="Write a policy")
    make_action(words="Train the trainers")
    assert matches("RECRUIT") == {"Train the staff", "Write a policy"}
    assert matches("recruit train") == {"Train the staff"}


def test_the_name_of_a_priority_that_was_withdrawn_counts_while_its_action_stands():
    make_action(make_priority(short_name="Recruitment", withdrawn_on=TODAY), words="Train the staff")
    assert matches("recruit") == {"Train the staff"}


def test_only_the_first_twelve_words_count():
    make_action(words="a b c d e f g h i j k l")
    assert matches("a b c d e f g h i j k l zebra") == {"a b c d e f g h i j k l"}
    assert matches("a b c d e f g h i j k zebra") == set()


def test_words_that_no_text_can_hold_are_not_found():
    make_action(words="Train the staff")
    assert matches("train\0") == matches("\0") == set()


def test_an_action_that_was_withdrawn_is_not_found():
    make_action(words="Train the staff", withdrawn_on=TODAY)
    assert matches("train") == set()


# The plan.


def make_plan_of(number):
    """A plan with this many actions, of which one speaks of a zebra and every fourth of a policy."""
    priority = make_priority(make_plan(), short_name="Recruitment")
    words = ("Write a policy for it", "Train the staff", "Visit every family", "Listen to children")
    Action.objects.bulk_create(
        Action(
            priority=priority,
            number=each,
            words=f"{words[each % 4]} in team {each}" + " with partners after review" * 6,
            column="planned",
        )
        for each in range(1, number + 1)
    )
    Action.objects.filter(number=number // 2).update(words="Cross by the zebra crossing")
    return priority.plan


def explained(plan, words):
    """How the database goes about a search of the list of actions, a line a step."""
    explain = "EXPLAIN QUERY PLAN"
    if connection.vendor == "postgresql":
        run("ANALYZE actions_action, priorities_priority")
        explain = "EXPLAIN"
    with CaptureQueriesContext(connection) as captured:
        assert by_words(Action.objects.of_plan(plan).as_at(TODAY), words).count()
    steps = []
    with connection.cursor() as cursor:
        for query in captured:
            cursor.execute(f"{explain} {query['sql']}")
            steps += [str(row[-1]).strip().removeprefix("->").strip() for row in cursor]
    return "\n".join(steps)


@on_postgresql
@pytest.mark.parametrize("words", ["zebra", "Zebra crossing"])
def test_on_postgresql_a_rare_word_is_found_by_the_index(words):
    steps = explained(make_plan_of(3_000), words)
    assert "Bitmap Index Scan on action_words_trigrams" in steps
    assert "Seq Scan on actions_action" not in steps


@on_postgresql
def test_on_postgresql_the_index_serves_beside_the_name_of_a_priority():
    plan = make_plan_of(3_000)
    make_action(make_priority(plan, short_name="Zebras"))
    steps = explained(plan, "zebra")
    assert "BitmapOr" in steps
    assert "Bitmap Index Scan on action_words_trigrams" in steps
    assert "Seq Scan on actions_action" not in steps


@on_sqlite
@pytest.mark.parametrize("words", ["zebra", "Zebra crossing"])
def test_on_sqlite_a_rare_word_is_found_by_the_index(words):
    steps = explained(make_plan_of(3_000), words)
    assert f"SCAN {INDEX} VIRTUAL TABLE INDEX 0:M" in steps
    assert re.search(r"^SEARCH actions_action USING .*rowid=\?", steps, re.MULTILINE)


@on_sqlite
def test_on_sqlite_the_index_serves_beside_the_name_of_a_priority():
    plan = make_plan_of(3_000)
    make_action(make_priority(plan, short_name="Zebras"))
    steps = explained(plan, "zebra")
    assert f"SCAN {INDEX} VIRTUAL TABLE INDEX 0:M" in steps
    assert "MULTI-INDEX OR" in steps
    assert not re.search(r"^SCAN actions_action$", steps, re.MULTILINE)


@pytest.mark.parametrize(
    ("words", "each"), [("zebra", 1), ("zebra crossing", 2), ("recruitment", 1), ("policy team", 2)]
)
def test_a_search_costs_one_query_and_on_sqlite_another_a_word(django_assert_num_queries, words, each):
    for number in (1, 3):
        make_plan_of(number)
        with django_assert_num_queries(1 if connection.vendor == "postgresql" else 1 + each):
            by_words(Action.objects.all(), words)


# The index stays right.


@on_sqlite
def test_on_sqlite_the_index_follows_every_change_of_an_action():
    action, other = make_action(words="Train the staff"), make_action(words="Write a policy")
    ActionPosition.objects.all().delete()  # they hold on to the key of their action, which changes below
    Action.objects.bulk_create([Action(priority=other.priority, number=9, words="Visit families", column="planned")])
    assert matches("visit") == {"Visit families"}
    action.words = "Teach the staff"
    action.save()
    Action.objects.filter(pk=other.pk).update(words="Write a letter")
    assert (matches("train"), matches("teach")) == (set(), {"Teach the staff"})
    assert (matches("policy"), matches("letter")) == (set(), {"Write a letter"})
    action.delete()
    assert indexed("teach") == indexed("train") == []
    run(f"UPDATE actions_action SET id = id + 1000 WHERE id = {other.pk}")
    assert indexed("letter") == [other.pk + 1000]
    assert matches("letter") == {"Write a letter"}
    run(f"INSERT INTO {INDEX}({INDEX}) VALUES ('integrity-check')")


def indexed(word):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH '{word}'")
        return [pk for (pk,) in cursor]


LOSSES = {
    "its table": [f"DROP TABLE {INDEX}"],
    "a part of its table": [f"DROP TABLE {INDEX}_config"],
    "its rows": [f"INSERT INTO {INDEX}({INDEX}) VALUES ('delete-all')"],
    "its triggers": [f"DROP TRIGGER {INDEX}_{event}" for event in ("insert", "update", "delete")],
    "everything": [f"DROP TABLE {INDEX}", *(f"DROP TRIGGER {INDEX}_{event}" for event in ("insert", "update", "delete"))],
    "its tokenizer": [
        f"DROP TABLE {INDEX}",
        f"CREATE VIRTUAL TABLE {INDEX} USING fts5(words, content=actions_action, content_rowid=id)",
    ],
    "its kind": [f"DROP TABLE {INDEX}", f"CREATE TABLE {INDEX} (words text)"],
    "a right trigger": [
        f"DROP TRIGGER {INDEX}_insert",
        f"CREATE TRIGGER {INDEX}_insert AFTER INSERT ON actions_action BEGIN SELECT 1; END",
    ],
}  # fmt: skip


@on_sqlite
@pytest.mark.parametrize("loss", LOSSES)
def test_on_sqlite_migrate_repairs_an_index_that_lost_something(loss):
    make_action(words="Train the staff")
    run(*LOSSES[loss])
    call_command("migrate", verbosity=0)
    make_action(words="Train the trainers")
    assert matches("train") == {"Train the staff", "Train the trainers"}
    Action.objects.all().delete()
    assert indexed("train") == []


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_on_sqlite_the_index_is_right_after_a_migration_that_rebuilds_the_table():
    first, second = make_action(words="Train the staff"), make_action(words="Train the trainers")
    first.delete()
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default")
    with connection.schema_editor() as editor:
        editor._remake_table(Action)
        run(
            f"INSERT INTO actions_action (priority_id, number, words, \"column\", column_heading, paper_reference) VALUES ({second.priority_id}, 7, 'Train again', 'planned', '', '')"
        )
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert matches("train") == {"Train the trainers", "Train again"}
    Action.objects.filter(number=7).update(words="Rest")
    assert (indexed("train"), matches("rest")) == ([second.pk], {"Rest"})


@on_sqlite
def test_on_sqlite_a_database_without_actions_has_no_index():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute("ALTER TABLE actions_action RENAME TO elsewhere")
        search.rebuild_index(connection)
        assert not [name for name in connection.introspection.table_names(cursor) if name.startswith(INDEX)]
        cursor.execute("ALTER TABLE elsewhere RENAME TO actions_action")
    search.rebuild_index(connection)


# The index of PostgreSQL is laid by its migration.


def migration(name):
    with connection.schema_editor() as editor:
        getattr(import_module("actions.migrations._search_index"), name)(None, editor)


@on_postgresql
@pytest.mark.parametrize(
    "before",
    [
        ["DROP EXTENSION pg_trgm CASCADE"],
        ["DROP INDEX action_words_trigrams"],
        [
            "DROP EXTENSION pg_trgm CASCADE",
            'CREATE SCHEMA "Else where"',
            'CREATE EXTENSION pg_trgm SCHEMA "Else where"',
        ],
    ],
    ids=["without the extension", "with it", "with it in a schema of its own"],
)
def test_on_postgresql_the_index_is_laid_wherever_the_extension_is(before):
    run(*before)
    migration("lay")
    assert "action_words_trigrams" in explained(make_plan_of(3_000), "zebra")


@on_postgresql
def test_on_postgresql_the_index_is_taken_away_and_the_search_goes_on():
    migration("take_away")
    make_action(words="Train the staff")
    assert matches("train") == {"Train the staff"}


@on_postgresql
def test_on_postgresql_who_may_not_make_the_extension_is_told_what_to_do():
    run("DROP EXTENSION pg_trgm CASCADE", "CREATE ROLE no_owner", "SET LOCAL ROLE no_owner")
    with pytest.raises(
        CommandError, match=r"permission denied(.|\n)*run migrate again:\n    CREATE EXTENSION pg_trgm;"
    ):
        migration("lay")
    run("RESET ROLE")


@on_postgresql
def test_on_postgresql_who_may_not_make_the_extension_needs_not_where_it_is_there():
    run("DROP INDEX action_words_trigrams", "CREATE ROLE no_owner", "GRANT CREATE, USAGE ON SCHEMA public TO no_owner")
    run("ALTER TABLE actions_action OWNER TO no_owner", "SET LOCAL ROLE no_owner")
    migration("lay")
    run("RESET ROLE")
