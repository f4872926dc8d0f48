"""Ledgers: rows that nothing changes or deletes, raw SQL included, on the database under test."""

import pytest
from django.db import DatabaseError, connection, transaction

from csc_tracker import ledgers
from priorities.models import Commentary
from tests.making import make_commentary, make_frozen_position, make_frozen_record, make_plan

pytestmark = pytest.mark.django_db
TABLE = Commentary._meta.db_table


def refused(sql, *values):
    """Whether the database refuses the statement with the ledger's own sentence."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return "only ever added to" in str(caught.value) or "never changes" in str(caught.value)


def test_a_row_cannot_be_changed_or_deleted_by_raw_sql():
    row = make_commentary(make_plan())
    assert refused(f"UPDATE {TABLE} SET words = 'Better.' WHERE id = %s", row.pk)
    assert refused(f"DELETE FROM {TABLE}")
    row.refresh_from_db()
    assert row.words == "We are getting on."


def test_an_update_that_changes_nothing_passes():
    row = make_commentary(make_plan())
    row.save()
    assert Commentary.objects.count() == 1


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_the_table_cannot_be_truncated():
    make_commentary(make_plan())
    connection.check_constraints()  # or what is still to be checked would refuse it first
    assert refused(f"TRUNCATE {TABLE} CASCADE")


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_a_row_cannot_be_replaced():
    row = make_commentary(make_plan())
    columns = [field.column for field in Commentary._meta.local_concrete_fields]
    chosen = ", ".join("'Better.'" if column == "words" else f'"{column}"' for column in columns)
    assert refused(f"INSERT OR REPLACE INTO {TABLE} SELECT {chosen} FROM {TABLE} WHERE id = %s", row.pk)


def test_a_frozen_position_takes_no_record_beyond_its_number():
    position = make_frozen_position(make_plan(), records_count=1)
    make_frozen_record(position, order=0)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        make_frozen_record(position, order=1)
    assert position.records.count() == 1


def test_a_missing_trigger_is_named_and_laid_again():
    assert ledgers.check_triggers(None, ["default"]) == []
    ledgers.lift(connection, only="change")
    missing = ledgers.check_triggers(None, ["default"])
    assert f"The trigger {TABLE}_refuses_change is missing" in " ".join(error.msg for error in missing)
    ledgers.lay(connection)
    assert ledgers.check_triggers(None, ["default"]) == []
