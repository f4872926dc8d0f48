"""Updates are append-only in the database itself, on the database under test."""

import pytest
from django.core import checks
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from actions import append_only
from actions.models import ProgressUpdate, Standing
from actions.updates import blank_words
from tests.making import TODAY, make_action, make_due, make_officer, make_update

TABLE = ProgressUpdate._meta.db_table


def refused(sql, *values):
    """Whether the database refuses a statement, saying why; nothing of it stays."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return "append-only" in str(caught.value)


@pytest.fixture
def update(db):
    action = make_action()
    return make_update(action, stage="under_way", words="Ms Name was seen.", by=make_officer(), **make_due(TODAY))


def test_a_raw_delete_is_refused(update):
    assert refused(f"DELETE FROM {TABLE} WHERE id = %s", update.pk)
    assert ProgressUpdate.objects.filter(pk=update.pk).exists()


OTHER = {
    models.BooleanField: "NOT {}",
    models.DateField: "'2031-01-01'",
    models.DateTimeField: "'2031-01-01 00:00:00+00:00'",
    models.UUIDField: "'0123456789abcdef0123456789abcdef'",
}


@pytest.mark.parametrize("field", [f.name for f in ProgressUpdate._meta.local_concrete_fields])
def test_a_raw_update_of_any_value_is_refused(update, field):
    column = ProgressUpdate._meta.get_field(field).column
    kind = type(ProgressUpdate._meta.get_field(field))
    number = isinstance(
        ProgressUpdate._meta.get_field(field), models.ForeignKey | models.IntegerField | models.AutoField
    )
    value = OTHER.get(kind, "999999" if number else "'x'").format(column)
    by_trigger = refused(f"UPDATE {TABLE} SET {column} = {value} WHERE id = %s", update.pk)
    assert by_trigger or field == "blanked_on"  # a day of blanking alone breaks a check constraint first


def test_an_update_that_changes_nothing_passes(update):
    update.save()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET stage = stage, words = words")
    assert ProgressUpdate.objects.get(pk=update.pk).words == "Ms Name was seen."


def test_words_are_blanked_once_and_the_figures_stay(update):
    before = Standing.objects.values().get(action=update.action)
    blank_words(update, by="Data protection officer", on=TODAY, because="they name a child")
    update.refresh_from_db()
    assert (update.words, update.blanked_because, update.stage) == ("", "they name a child", "under_way")
    assert Standing.objects.values().get(action=update.action) == before
    assert refused(f"UPDATE {TABLE} SET blanked_because = 'x' WHERE id = %s", update.pk)
    assert refused(f"UPDATE {TABLE} SET words = 'back' WHERE id = %s", update.pk)


def test_a_blanking_that_changes_a_figure_or_rewrites_words_is_refused(update):
    blanking = "blanked_on = '2020-01-14', blanked_by = 'Admin', blanked_because = 'names'"
    assert refused(f"UPDATE {TABLE} SET {blanking}, stage = 'complete' WHERE id = %s", update.pk)
    assert refused(f"UPDATE {TABLE} SET {blanking}, words = 'other words' WHERE id = %s", update.pk)


def test_an_update_cannot_withdraw_one_of_another_action(update):
    with pytest.raises(DatabaseError, match="its own action"), transaction.atomic():
        make_update(make_action(), withdraws=update, words="No.", by=make_officer())


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_a_truncate_is_refused(update):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a truncate waits for no pending check
    assert refused(f"TRUNCATE {TABLE} CASCADE")


def test_every_trigger_stands_and_the_check_is_content(db):
    names = set(append_only.trigger_names(connection.vendor))
    assert names <= append_only.standing_triggers(connection)
    assert append_only.check_triggers(None, ["default"]) == []


def test_the_check_names_a_missing_trigger(db):
    append_only.drop(connection, ["update_refuses_delete"])
    (error,) = append_only.check_triggers(None, ["default"])
    assert (error.level, "update_refuses_delete" in error.msg) == (checks.ERROR, True)


@pytest.mark.django_db(transaction=True)
def test_the_triggers_stand_again_after_a_migrate_that_rebuilt_the_table():
    """SQLite drops a table's triggers whenever it rebuilds the table; migrate lays them again."""
    append_only.before_migrate("default")
    old = ProgressUpdate._meta.get_field("due_agreed_by")
    new = models.CharField(max_length=151, blank=True)
    new.set_attributes_from_name("due_agreed_by")
    new.model = ProgressUpdate
    with connection.schema_editor() as editor:
        editor.alter_field(ProgressUpdate, old, new)
    assert append_only.KEEPER not in append_only.standing_triggers(connection)
    with connection.schema_editor() as editor:
        editor.alter_field(ProgressUpdate, new, old)
    call_command("migrate", verbosity=0)
    assert append_only.check_triggers(None, ["default"]) == []
    action = make_action()
    update = make_update(action, stage="complete")
    assert Standing.objects.get(action=action).stage == "complete"
    assert refused(f"DELETE FROM {TABLE} WHERE id = %s", update.pk)
