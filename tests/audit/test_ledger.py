"""The audit ledger: its entries cannot be changed or left out unnoticed, and each act of its list is in it."""

from io import StringIO
from threading import Barrier, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from csc_tracker.audit.checking import faults_in_ledger
from csc_tracker.audit.entries import Act, AuditEntry, sha256_of
from csc_tracker.audit.recording import NOBODY, acting_as, erase_details, latest_seal, record_act
from csc_tracker.database import ledgers
from csc_tracker.people.sight import seeing, seeing_everything
from tests.making import make_exemption, make_plan, make_user

pytestmark = pytest.mark.django_db
TABLE = AuditEntry._meta.db_table


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def entries():
    """Three entries, and a database whose owner has taken the triggers away."""
    AuditEntry.objects.all()
    three = [record_act(Act.FILE, name=f"file-{number}.pdf") for number in (1, 2, 3)]
    ledgers.drop_triggers(connection)
    return three


def faults(*seals):
    return list(faults_in_ledger(seals))


def test_an_entry_says_who_did_what_to_which_record_and_follows_the_one_before():
    user = make_user(username="ann", first_name="Ann", last_name="Other")
    plan = make_plan(title="Testham plan")
    before = latest_seal()
    entry = record_act(Act.CLOSED, by=user, about=plan, words="It names a child.")
    entry.refresh_from_db()
    assert (entry.by, entry.by_name) == (user, "Ann Other (ann)")
    assert (entry.about_kind, entry.about_key, entry.name) == ("priorities.plan", str(plan.pk), "Testham plan")
    assert (entry.words, entry.changes) == ("It names a child.", [])
    assert entry.seal_before.startswith(before)
    assert entry.seal.startswith(latest_seal())
    assert faults() == []


def test_what_nobody_signed_in_for_is_a_commands():
    assert record_act(Act.FILE, name="a.pdf").by_name == NOBODY
    user = make_user()
    with acting_as(lambda: user):
        assert record_act(Act.FILE, name="a.pdf").by == user


@pytest.mark.parametrize(
    "sql",
    ["UPDATE {} SET words = words", "UPDATE {} SET by_name = 'Somebody else'", "DELETE FROM {}"],
    ids=["details", "who", "delete"],
)
def test_the_database_refuses_to_change_it(sql):
    record_act(Act.FILE, name="a.pdf")
    sql = sql.replace("words = words", "details = '{{}}'")
    with pytest.raises(Exception, match="An entry of the audit ledger cannot be changed"), transaction.atomic():
        run(sql.format(TABLE))


def test_a_changed_entry_is_noticed(entries):
    run(f"UPDATE {TABLE} SET by_name = 'Somebody else' WHERE number = %s", entries[1].number)
    assert faults() == [f"Entry {entries[1].number} was changed."]


def test_changed_details_are_noticed(entries):
    run(f"UPDATE {TABLE} SET details = '{{}}' WHERE number = %s", entries[1].number)
    assert faults() == [f"The details of entry {entries[1].number} were changed."]


def test_an_entry_made_anew_with_its_seal_is_noticed_by_the_next(entries):
    changed = entries[1]
    changed.details = changed.details.replace("file-2", "file-9")
    changed.details_sha256 = sha256_of(changed.details)
    changed.seal = changed.make_seal()
    changed.save()
    assert faults() == [
        f"Entry {changed.number} is not signed by this key.",
        f"Entry {entries[2].number} does not follow the entry before it.",
    ]


def test_an_entry_that_is_gone_is_noticed(entries):
    run(f"DELETE FROM {TABLE} WHERE number = %s", entries[1].number)
    last = entries[2].number
    assert faults() == [f"Before entry {last} 1 are missing.", f"Entry {last} does not follow the entry before it."]


def test_a_ledger_made_anew_from_an_entry_on_is_noticed_by_a_seal_that_was_printed(entries):
    printed = latest_seal()
    run(f"DELETE FROM {TABLE} WHERE number = %s", entries[2].number)
    assert faults() == []
    assert faults(printed) == [
        f"No entry has the seal {printed}: entries were changed or removed after it had been written down."
    ]


def test_the_command_compares_the_seals_of_a_log(tmp_path, caplog, django_capture_on_commit_callbacks):
    with caplog.at_level("INFO", "csc_tracker.audit"), django_capture_on_commit_callbacks(execute=True):
        record_act(Act.FILE, name="a.pdf")
    log = tmp_path / "log"
    log.write_text("\n".join(record.getMessage() for record in caplog.records))
    said = StringIO()
    call_command("verify_audit", log=[log], stdout=said)
    assert "; 1 seals were compared." in said.getvalue()
    log.write_text(f"Audit entry 7, seal {'0' * 64}\n")
    with pytest.raises(CommandError, match="are not as they were written"):
        call_command("verify_audit", log=[log], stdout=StringIO())
    with pytest.raises(CommandError, match="is no seal"):
        call_command("verify_audit", seal=["12ab"], stdout=StringIO())


def test_erased_details_leave_the_seals_as_they_were():
    entry = record_act(Act.FILE, name="A name that must go.pdf")
    record_act(Act.FILE, name="b.pdf")
    with seeing_everything():
        assert erase_details(AuditEntry.objects.filter(pk=entry.pk), timezone.now()) == 1
        entry.refresh_from_db()
        assert (entry.name, entry.words, str(entry)) == ("", "", "Exported or downloaded a file")
    assert faults() == []


def test_an_entry_about_exempt_matter_is_for_those_who_may_read_it():
    exemption = make_exemption(make_plan())
    record_act(Act.RELEASE_PROPOSED, about=exemption, exempt_plan=exemption.plan_id)
    proposed = AuditEntry.objects.filter(act=Act.RELEASE_PROPOSED)
    assert not proposed.exists()
    with seeing([exemption.plan_id]):
        assert AuditEntry.objects.filter(act=Act.RELEASE_PROPOSED).exists()
    with seeing([exemption.plan_id + 1]):
        assert not AuditEntry.objects.filter(act=Act.RELEASE_PROPOSED).exists()


def test_an_account_with_entries_is_not_deleted():
    user = make_user()
    record_act(Act.FILE, by=user, name="a.pdf")
    with pytest.raises(ProtectedError):
        user.delete()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_entries_that_are_added_at_once_make_one_chain():
    ready = Barrier(4)

    def add():
        ready.wait()
        for number in range(5):
            record_act(Act.FILE, name=f"{number}.pdf")
        connections.close_all()

    threads = [Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert AuditEntry.objects.filter(act=Act.FILE).count() == 20
    assert faults() == []
