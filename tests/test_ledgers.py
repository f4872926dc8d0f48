"""Ledgers: rows that nothing changes or deletes, raw SQL included, on the database under test."""

import pytest
from django.core.management import CommandError, call_command
from django.core.management.sql import emit_pre_migrate_signal
from django.db import DatabaseError, connection, models, transaction

from actions.models import FrozenPosition, ProgressUpdate
from actions.updating.corrections import blank_words
from csc_tracker.database import ledgers
from csc_tracker.people.sight import seeing_everything
from priorities.models import Commentary
from tests.making import (
    TODAY,
    make_action,
    make_commentary,
    make_due,
    make_frozen_position,
    make_frozen_record,
    make_officer,
    make_plan,
    make_update,
)

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'")
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'")

UPDATES = ProgressUpdate._meta.db_table
TABLE = Commentary._meta.db_table
CHANGE = f"{TABLE}_refuses_change"


def run(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def answer(sql):
    """What the database says when it refuses a statement; nothing of the statement stays."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        run(sql)
    return str(caught.value)


def reported():
    """What the check says, without its beginning and end."""
    return [
        (warning.msg.split(" in the database ")[0].removeprefix("The trigger "), warning.hint)
        for warning in ledgers.check_triggers(None, ["default"])
    ]


# What a row of a ledger needs, beyond something in each column that must hold something.
NEEDED = {
    "actions_frozenposition": {"signature": "x"},
    "actions_progressupdate": {"source": "paper", "stage": "planned"},
    "inspections_linkchange": {"action_id": 1},
    "inspections_wordschange": {"action_id": 1},
    "priorities_release": {"proposed_by_id": 1},
}


def value_for(field):
    if field.choices:
        return field.choices[0][0]
    for kinds, value in (
        ((models.DateTimeField,), "2020-01-14 12:00:00+00:00"),
        ((models.DateField,), TODAY),
        ((models.BinaryField,), b"x"),
        ((models.UUIDField,), "0123456789abcdef0123456789abcdee"),
        ((models.ForeignKey, models.IntegerField), 1),
        ((models.BooleanField,), True),
    ):
        if isinstance(field, kinds):
            return value
    return "x"


@pytest.fixture(params=ledgers.LEDGERS, ids=lambda ledger: ledger.table)
def ledger(request):
    """A ledger with a row in it; all is undone before the row's foreign keys are looked at."""
    with transaction.atomic(), seeing_everything():
        needed = {
            field.attname: value_for(field)
            for field in request.param.model._meta.local_concrete_fields
            if not (field.null or field.blank or field.has_default() or field.primary_key)
        }
        request.param.model.objects.bulk_create([request.param.model(**needed | NEEDED.get(request.param.table, {}))])
        yield request.param
        transaction.set_rollback(True)


def attacks(ledger):
    """Statements that the ledger must refuse, an UPDATE of every column among them."""
    yield f"DELETE FROM {ledger.table}"
    for field in ledger.model._meta.local_concrete_fields:
        other = next(
            (
                value
                for kinds, value in (
                    (models.BooleanField, f'NOT "{field.column}"'),
                    (models.DateTimeField, "'2031-01-01 00:00:00+00:00'"),
                    (models.DateField, "'2031-01-01'"),
                    (models.UUIDField, "'0123456789abcdef0123456789abcdef'"),
                    (models.BinaryField, "'y'"),
                    (models.BigAutoField, '"id" + 7'),  # as many rows as have been made before
                )
                if isinstance(field, kinds)
            ),
            "'7'",
        )
        # A row can become exempt later; a day of blanking without the rest breaks a constraint; what is still empty may
        # be set once, and what is free may change.
        becomes_exempt = field.name in ("exemption", "exempt_plan") and field.null
        if not becomes_exempt and field.name not in (*ledger.blanking[:1], *ledger.once, *ledger.free):
            yield f'UPDATE {ledger.table} SET "{field.column}" = {other}'
    if connection.vendor == "sqlite":
        yield f"INSERT OR REPLACE INTO {ledger.table} SELECT * FROM {ledger.table}"


def test_every_ledger_refuses_each_change_and_delete(ledger):
    rows = ledger.model._base_manager.values()
    before = list(rows.all())
    for sql in attacks(ledger):
        assert ledger.refusal in answer(sql), sql
    assert list(rows.all()) == before


def test_every_ledger_lets_an_update_pass_that_changes_nothing(ledger):
    ledger.model(**ledger.model._base_manager.values().get()).save_base(force_update=True)
    run(*(f'UPDATE {ledger.table} SET "{f.column}" = "{f.column}"' for f in ledger.model._meta.local_concrete_fields))


@on_postgresql
@pytest.mark.parametrize("ledger", ledgers.LEDGERS, ids=lambda ledger: ledger.table)
def test_every_ledger_refuses_to_be_truncated(ledger):
    assert ledger.refusal in answer(f"TRUNCATE {ledger.table} CASCADE")


@pytest.fixture
def as_replica():
    """The session's triggers are silenced, as a superuser can."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone() != (True,):
            pytest.skip("The database's user may not set session_replication_role.")
    run("SET LOCAL session_replication_role = replica")
    yield
    run("SET LOCAL session_replication_role = origin")


@on_postgresql
def test_no_ledger_is_got_round_by_a_session_that_silences_triggers(as_replica, ledger):
    for sql in (*attacks(ledger), f"TRUNCATE {ledger.table} CASCADE"):
        assert ledger.refusal in answer(sql), sql


# What else a new row may not be.


@pytest.mark.parametrize("order", [-1, 1])
def test_a_frozen_position_takes_no_record_beyond_its_number(order):
    position = make_frozen_position(make_plan(), records_count=1)
    make_frozen_record(position, order=0)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        make_frozen_record(position, order=order)
    assert position.records.count() == 1


@on_postgresql
def test_the_sessions_search_path_does_not_mislead_the_triggers():
    """An empty path is that of a restore and of a replica; a temporary table comes before any path."""
    position = make_frozen_position(make_plan(), records_count=1)
    make_frozen_record(position, order=0)
    run("CREATE TEMPORARY TABLE actions_frozenposition ON COMMIT DROP AS SELECT 1 AS id, 9 AS records_count")
    for path in ("pg_temp, public", "''"):
        run(f"SET LOCAL search_path TO {path}")
        insert = """INSERT INTO public.inspections_frozenrecord (position_id, "order", kind, key, content)
            SELECT position_id, 1, kind, key, content FROM public.inspections_frozenrecord"""
        assert "never changes" in answer(insert)
    run("SET LOCAL search_path TO public")


@pytest.fixture
def update():
    action = make_action()
    return make_update(action, stage="under_way", words="Ms Name was seen.", by=make_officer(), **make_due(TODAY))


def test_a_withdrawal_cannot_be_withdrawn(update):
    officer = make_officer()
    withdrawal = make_update(update.action, withdraws=update, words="No.", by=officer)
    with pytest.raises(DatabaseError, match="not itself a withdrawal"), transaction.atomic():
        make_update(update.action, withdraws=withdrawal, words="Yes.", by=officer)


def test_an_update_cannot_withdraw_one_of_another_action(update):
    with pytest.raises(DatabaseError, match="its own action"), transaction.atomic():
        make_update(make_action(), withdraws=update, words="No.", by=make_officer())


# The one blanking of an update's words.

BLANKING = "blanked_on = '2020-01-14', blanked_by = 'Admin', blanked_because = 'names'"


def test_words_are_blanked_once_and_nothing_else_changes(update):
    (before,) = ProgressUpdate.objects.values()
    blank_words(update, by="Data protection officer", on=TODAY, because="they name a child")
    blanked = {"words": "", "blanked_by": "Data protection officer", "blanked_on": TODAY}
    (after,) = ProgressUpdate.objects.values()
    assert after == before | blanked | {"blanked_because": "they name a child"}
    for change in ("blanked_because = 'x'", "words = 'back'", BLANKING, "blanked_on = NULL, blanked_by = ''"):
        assert "A progress update cannot be changed" in answer(f"UPDATE {UPDATES} SET {change}")
    assert ProgressUpdate.objects.values().get() == after


@pytest.mark.parametrize("more", ["stage = 'complete'", "words = 'other words'", "words = '', evidence_words = 'x'"])
def test_a_blanking_that_changes_a_figure_or_rewrites_words_is_refused(update, more):
    assert "A progress update cannot be changed" in answer(f"UPDATE {UPDATES} SET {BLANKING}, {more}")


def test_words_are_not_emptied_without_a_word_on_it(update):
    assert "A progress update cannot be changed" in answer(f"UPDATE {UPDATES} SET words = ''")


# What the check finds and a migrate sets right.

OTHER = Commentary._meta.get_field("plan").related_model._meta.db_table
SQLITE = [
    ([f"DROP TRIGGER {CHANGE}"], [(TABLE, "is missing")]),
    (
        [f"DROP TRIGGER {CHANGE}", f"CREATE TRIGGER {CHANGE} BEFORE UPDATE ON {TABLE} WHEN 0 BEGIN SELECT 1; END"],
        [(TABLE, "is not written as it should be")],
    ),
    (
        [f"DROP TRIGGER {CHANGE}", f"CREATE TRIGGER {CHANGE} BEFORE UPDATE ON {OTHER} BEGIN SELECT 1; END"],
        [(TABLE, "is missing"), (OTHER, "should not be there")],
    ),
]
CREATE = f"CREATE OR REPLACE TRIGGER {CHANGE} BEFORE"
CALL = f"EXECUTE FUNCTION {CHANGE}()"
ALWAYS = f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {CHANGE}"
NOTHING = "RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
POSTGRESQL = [
    ([f"DROP TRIGGER {CHANGE} ON {TABLE}"], [(TABLE, "is missing")]),
    ([f"DROP FUNCTION {CHANGE} CASCADE"], [(TABLE, "is missing")]),
    (
        [f"DROP FUNCTION {CHANGE} CASCADE", f"CREATE FUNCTION {CHANGE}() RETURNS int LANGUAGE sql AS 'SELECT 1'"],
        [(TABLE, "is missing")],
    ),
    ([f"ALTER TABLE {TABLE} DISABLE TRIGGER {CHANGE}"], [(TABLE, "is disabled")]),
    ([f"ALTER TABLE {TABLE} ENABLE TRIGGER {CHANGE}"], [(TABLE, "does not run always")]),
    ([f"ALTER TABLE {TABLE} ENABLE REPLICA TRIGGER {CHANGE}"], [(TABLE, "does not run always")]),
    ([f"CREATE OR REPLACE FUNCTION {CHANGE}() {NOTHING}"], [(TABLE, "has a function that was replaced")]),
    ([f"ALTER FUNCTION {CHANGE}() RESET search_path"], [(TABLE, "has a function that was replaced")]),
    (
        [f"CREATE FUNCTION nothing() {NOTHING}", f"{CREATE} UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION nothing()"],
        [(TABLE, "is not written as it should be"), (TABLE, "does not run always")],
    ),
    (
        [f"{CREATE} UPDATE ON {TABLE} FOR EACH ROW WHEN (false) {CALL}", ALWAYS],
        [(TABLE, "is not written as it should be")],
    ),
    ([f"{CREATE} INSERT ON {TABLE} FOR EACH ROW {CALL}", ALWAYS], [(TABLE, "is not written as it should be")]),
    (
        [f"DROP TRIGGER {CHANGE} ON {TABLE}", f"{CREATE} UPDATE ON {OTHER} FOR EACH ROW {CALL}"],
        [(TABLE, "is missing"), (OTHER, "should not be there")],
    ),
]


@pytest.mark.parametrize("app", [[], ["inspections"]], ids=["whole", "one app"])
@pytest.mark.parametrize(
    ("spoil", "faults"),
    [pytest.param(*case, marks=on_sqlite) for case in SQLITE]
    + [pytest.param(*case, marks=on_postgresql) for case in POSTGRESQL],
)
def test_what_is_wrong_with_a_trigger_is_said_and_a_migrate_sets_it_right(spoil, faults, app):
    run(*spoil)
    hint = "Run manage.py migrate --database default to put it right."
    assert reported() == [(f"{CHANGE} on {table} {fault}", hint) for table, fault in faults]
    call_command("migrate", *app, verbosity=0, skip_checks=False)
    assert reported() == []
    make_commentary(make_plan())
    connection.check_constraints()
    assert "Commentary cannot be edited" in answer(f"UPDATE {TABLE} SET words = 'Better.'")


def test_a_database_without_any_trigger_gets_them_all():
    ledgers.drop_triggers(connection)
    assert len(reported()) > 3 * len(ledgers.LEDGERS)
    call_command("migrate", verbosity=0, skip_checks=False)
    assert reported() == []


def test_a_trigger_under_a_name_of_before_goes():
    old = f"CREATE TRIGGER update_refuses_delete BEFORE DELETE ON {UPDATES}"
    if connection.vendor == "postgresql":
        run(f"CREATE FUNCTION update_refuse() {NOTHING}", f"{old} FOR EACH ROW EXECUTE FUNCTION update_refuse()")
    else:
        run(f"{old} BEGIN SELECT 1; END")
    assert [said for said, _ in reported()] == [f"update_refuses_delete on {UPDATES} should not be there"]
    ledgers.restore_triggers(connection)
    assert reported() == []


def test_the_check_asks_the_database_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert reported() == []


@pytest.mark.django_db(transaction=True)
def test_the_triggers_stand_after_a_migrate_that_changed_the_table():
    """SQLite rebuilds the table for a changed column, and drops no column that a trigger reads."""
    emit_pre_migrate_signal(0, False, "default")
    old, gone = (ProgressUpdate._meta.get_field(name) for name in ("due_agreed_by", "paper_day"))
    new = models.CharField(max_length=151, blank=True)
    new.set_attributes_from_name("due_agreed_by")
    new.model = ProgressUpdate
    with connection.schema_editor() as editor:
        editor.remove_field(ProgressUpdate, gone)
        editor.add_field(ProgressUpdate, gone)
    with connection.schema_editor() as editor:
        editor.alter_field(ProgressUpdate, old, new)
        editor.alter_field(ProgressUpdate, new, old)
    call_command("migrate", verbosity=0)
    assert reported() == []
    make_update(make_action(), stage="complete")
    assert "A progress update cannot be changed" in answer(f"DELETE FROM {UPDATES}")


def test_a_column_that_is_filled_once_is_not_changed_again():
    make_frozen_position(make_plan(), signature="")
    table = FrozenPosition._meta.db_table
    run(f"UPDATE {table} SET signature = 'ours'")
    for value in ("''", "'another'"):
        assert "never changes" in answer(f"UPDATE {table} SET signature = {value}")
    assert "never changes" in answer(f"UPDATE {table} SET checksum = 'x'")
    assert FrozenPosition.objects.get().signature == "ours"


def test_filling_it_changes_nothing_else():
    make_frozen_position(make_plan(), signature="")
    assert "never changes" in answer(f"UPDATE {FrozenPosition._meta.db_table} SET signature = 'ours', checksum = 'x'")


@on_sqlite
def test_there_are_grants_on_postgresql_alone():
    with pytest.raises(CommandError, match="Only PostgreSQL has roles"):
        call_command("database_grants", "somebody")
