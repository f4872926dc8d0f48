"""The index of the search follows every change, in the transaction of the change, and can be made again."""

import io
from contextlib import suppress

import pytest
from django.core import serializers
from django.core.management import CommandError, call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection, transaction

from actions.models import Action, SearchChange, SearchEntry, SearchWord
from actions.search import index, laying
from actions.search.matching import matches, query_of
from actions.search.sources import SOURCES
from actions.updating.corrections import blank_words
from csc_tracker.database.writing import writing, writing_alone
from csc_tracker.pages.folding import read_search
from csc_tracker.people.sight import seeing, seeing_everything
from priorities.models import Exemption, Post, Priority, made_from
from tests.exempt.everything import make_everything
from tests.making import (
    TODAY,
    make_action,
    make_exemption,
    make_holding,
    make_officer,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
)
from tests.making_scrutiny import make_passage

pytestmark = pytest.mark.django_db


def entries(words):
    """What holds the words in the index: {(source, key of its record)}."""
    found = SearchEntry.objects.filter(matches(query_of(read_search(words))))
    return set(found.values_list("source", "source_key"))


def is_word(word):
    return SearchWord.objects.filter(word=word).exists()


def run(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


# In the transaction of the change.


def test_what_is_recorded_is_in_the_index_before_its_transaction_ends():
    action = make_action(words="Train the staff")
    with transaction.atomic():
        with writing():
            action.words = "Cross by the zebra crossing"
            action.save()
            assert entries("zebra") == set()
        assert entries("zebra") == {("action", action.pk)}
        assert (is_word("crossing"), is_word("train")) == (True, False)
        transaction.set_rollback(True)
    assert entries("zebra") == set()


@pytest.mark.django_db(transaction=True)
def test_the_save_of_one_record_by_itself_brings_the_index_up_to_date():
    action = make_action(words="Train the staff")
    assert SearchChange.objects.count() == 0
    assert entries("train") == {("action", action.pk)}


def test_a_refusal_changes_nothing():
    action = make_action(words="Train the staff")
    index.catch_up()
    with suppress(RuntimeError), writing():
        Action.objects.filter(pk=action.pk).update(words="Cross by the zebra crossing")
        raise RuntimeError
    index.catch_up()
    assert (entries("zebra"), entries("train")) == (set(), {("action", action.pk)})


# Whoever changes it.


def test_the_index_follows_rows_that_no_signal_tells_of():
    action, other = make_action(words="Train the staff"), make_action(words="Write a policy")
    with writing():
        Action.objects.bulk_create([Action(priority=other.priority, number=9, words="Visit zebras", column="planned")])
        Action.objects.filter(pk=other.pk).update(words="Write a letter")
        run(f"UPDATE actions_action SET words = 'Teach the staff' WHERE id = {action.pk}")
    assert entries("zebra") == {("action", Action.objects.get(number=9).pk)}
    assert (entries("policy"), entries("letter")) == (set(), {("action", other.pk)})
    assert (entries("train"), entries("teach")) == (set(), {("action", action.pk)})
    assert not index.differing()


def test_the_index_follows_loaddata(tmp_path):
    action = make_reported_action(words="Train the staff")
    file = tmp_path / "rows.json"
    action.words = "Visit zebras"
    file.write_text(serializers.serialize("json", [action, make_post("Zebra keeper")]), encoding="utf-8")
    call_command("loaddata", file, verbosity=0)
    index.catch_up()
    assert {source for source, _ in entries("zebras")} == {"action", "post"}
    assert entries("train") == set()


def test_the_index_follows_what_an_action_is_shown_with():
    lead, owner = make_post("Zebra keeper"), make_post("Lion tamer")
    action = make_action(make_priority(lead=lead, short_name="Circus"), owner=owner, words="Perform")
    with writing():
        pass
    assert {source for source, _ in entries("zebra")} == {"action", "post", "priority"}
    assert entries("lion perform") == {("action", action.pk)}
    with writing():
        Post._base_manager.filter(pk=lead.pk).update(title="Cat sitter")
        Post._base_manager.filter(pk=owner.pk).update(title="Dog walker")
        Priority._base_manager.filter(pk=action.priority_id).update(short_name="Menagerie", number=77)
    assert entries("zebra perform") == entries("lion perform") == entries("circus perform") == set()
    assert entries("cat dog menagerie p77.1") == {("action", action.pk)}
    assert not index.differing()


def test_the_index_follows_who_holds_a_post():
    post, officer = make_post("Zebra keeper"), make_user(username="lee", first_name="Ann", last_name="Lee")
    make_holding(officer, post)
    with writing():
        officer.last_name = "O’Brien"
        officer.save()
    assert entries("obrien") == {("post", post.pk)}


def test_what_is_withdrawn_or_deleted_leaves():
    first, second = make_action(words="Visit zebras"), make_action(words="Visit lions")
    index.catch_up()
    with writing():
        Action.every.filter(pk=first.pk).update(withdrawn_on=TODAY)
        second.positions.all().delete()
        second.delete()
    assert entries("visit") == set()
    assert not is_word("zebras")
    assert SearchEntry.objects.filter(source="action").count() == 0


def test_words_that_were_removed_are_nowhere_in_the_database():
    officer = make_officer()
    update = make_update(make_reported_action(), by=officer, words="Quorlwyx was there.")
    assert entries("quorlwyx") == {("update", update.pk)}
    with writing():
        blank_words(update, by=str(officer), on=TODAY, because="It named a child.")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert "quorlwyx" not in repr(cursor.fetchall()).lower(), table


def test_a_word_stays_as_long_as_another_record_has_it():
    first, second = make_action(words="Visit zebras"), make_action(make_priority(make_plan()), words="Visit zebras")
    third = make_action(first.priority, words="See zebras")
    index.catch_up()
    assert SearchWord.objects.filter(word="zebras").count() == 2
    for action, left in ((first, 2), (third, 1), (second, 0)):
        with writing():
            Action.every.filter(pk=action.pk).update(words="Rest")
        assert SearchWord.objects.filter(word="zebras").count() == left


# Exempt matter.


def test_exempt_words_are_kept_apart_and_follow_closing_and_release():
    plan = make_plan()
    action, other = make_action(make_priority(plan), words="Visit zebras"), make_action(words="Visit zebras")
    index.catch_up()
    exemption = make_exemption(plan)
    with writing_alone():
        Action._base_manager.filter(pk=action.pk).update(exemption=exemption)
    found = {("action", action.pk), ("action", other.pk)}
    assert entries("zebras") == found - {("action", action.pk)}
    assert SearchWord.objects.filter(word="zebras", plan=plan).count() == 0
    with seeing([plan.pk]):
        assert entries("zebras") == found
        assert SearchWord.objects.filter(word="zebras", plan=plan).count() == 1
    Exemption.objects.filter(pk=exemption.pk).update(released_on=exemption.on)
    assert entries("zebras") == found
    Exemption.objects.filter(pk=exemption.pk).update(released_on=None)
    assert entries("zebras") == found - {("action", action.pk)}


def test_an_open_action_does_not_take_the_title_of_an_exempt_post():
    plan, post = make_plan(), make_post("Zebra keeper")
    action = make_action(make_priority(plan, lead=post), owner=post, words="Perform")
    index.catch_up()
    with writing_alone():
        Post._base_manager.filter(pk=post.pk).update(exemption=make_exemption(plan))
    assert entries("zebra") == set()
    with seeing([plan.pk]):
        assert entries("zebra") == {("post", post.pk)}
    assert entries("perform") == {("action", action.pk)}


# Made again.


@pytest.fixture
def everything():
    plan, officer = make_plan(), make_officer()
    make_everything(plan, "zebra", officer)
    with seeing_everything(), made_from(make_exemption(plan)):
        make_everything(plan, "lion", officer, first=901, is_open=False)
    index.catch_up()


def rows():
    with seeing_everything():
        names = ("source", "source_key", "kind", "key", "plan", "exemption", "day", "words")
        entries = set(SearchEntry.objects.values_list(*names))
        words = sorted(SearchWord.objects.values_list("word", "length", "plan", "exemption").order_by("pk"), key=str)
    return entries, words


def check():
    out = io.StringIO()
    call_command("rebuild_search", "--check", stdout=out)
    return out.getvalue()


def test_what_was_followed_is_what_is_made_again(everything):
    before = rows()
    assert {source for source, *_ in before[0]} == set(SOURCES)
    assert len(before[1]) == len(set(before[1]))
    assert check() == "The search’s index matches the records.\n"
    run("DELETE FROM actions_searchword", "DELETE FROM actions_searchentry")
    call_command("rebuild_search", stdout=io.StringIO())
    assert rows() == before


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM actions_searchentry WHERE source = 'action'",
        "UPDATE actions_searchentry SET words = 'nonsense |' WHERE source = 'passage'",
        "UPDATE actions_searchentry SET exemption_id = NULL WHERE exemption_id IS NOT NULL",
        "INSERT INTO actions_searchentry (source, source_key, kind, key, words) VALUES ('action', 99999, 'action', 1, 'x |')",
        "DELETE FROM actions_searchword WHERE word = 'zebra'",
        "INSERT INTO actions_searchword (word, length) VALUES ('nonsense', 8)",
    ],
)
def test_what_is_wrong_is_named_and_repaired(everything, damage):
    before = rows()
    run(damage)
    with pytest.raises(
        CommandError, match=r"The search’s index does not match the records: .*Run manage.py rebuild_search"
    ):
        check()
    call_command("rebuild_search", stdout=io.StringIO())
    assert rows() == before
    assert check() == "The search’s index matches the records.\n"


# What the database needs.


def test_the_system_check_names_a_missing_trigger_and_migrate_makes_it_again():
    assert laying.changes_are_noted(None, ["default"]) == []
    table = "" if connection.vendor == "sqlite" else " ON actions_action"
    run(f"DROP TRIGGER action_update_noted_for_search{table}")
    [fault] = laying.changes_are_noted(None, ["default"])
    assert fault.msg.startswith("The trigger action_update_noted_for_search is missing in the database “default”")
    laying.lay(connection)
    assert laying.changes_are_noted(None, ["default"]) == []
    action = make_action(words="Train")
    index.catch_up()
    with writing():
        Action.objects.filter(pk=action.pk).update(words="Visit zebras")
    assert entries("zebra") == {("action", action.pk)}


def test_a_database_from_before_the_search_is_brought_into_it():
    action, passage = make_action(words="Visit zebras"), make_passage(words="Zebras")
    run("DELETE FROM actions_searchchange", "DELETE FROM actions_searchentry", "DELETE FROM actions_searchword")
    laying.lay(connection)
    laying.lay(connection)
    assert SearchChange.objects.filter(source="action").count() == 1
    index.catch_up()
    assert entries("zebra") == {("action", action.pk), ("passage", passage.pk)}


@pytest.mark.skipif("connection.vendor != 'sqlite'")
@pytest.mark.parametrize(
    "loss",
    [
        ["DROP TABLE actions_searchentry_text"],
        ["INSERT INTO actions_searchentry_text(actions_searchentry_text) VALUES ('delete-all')"],
        [f"DROP TRIGGER actions_searchentry_text_{event}" for event in ("insert", "update", "delete")],
        ["DROP TABLE actions_searchentry_text", "CREATE TABLE actions_searchentry_text (words text)"],
    ],
    ids=["its table", "its rows", "its triggers", "its kind"],
)
def test_on_sqlite_migrate_repairs_the_full_text(loss):
    first = make_action(words="Train the staff")
    index.catch_up()
    run(*loss)
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    second = make_action(words="Train the trainers")
    index.catch_up()
    assert entries("train") == {("action", first.pk), ("action", second.pk)}
    assert index.is_followed()
    run("INSERT INTO actions_searchentry_text(actions_searchentry_text) VALUES ('integrity-check')")


@pytest.mark.skipif("connection.vendor != 'sqlite'")
@pytest.mark.django_db(transaction=True)
def test_on_sqlite_the_triggers_are_there_after_a_migration_that_rebuilds_the_table():
    action = make_action(words="Train the staff")
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default")
    with connection.schema_editor() as editor:
        editor._remake_table(Action)
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    with writing():
        Action.objects.filter(pk=action.pk).update(words="Visit zebras")
    assert entries("zebra") == {("action", action.pk)}
