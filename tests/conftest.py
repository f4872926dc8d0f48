"""What every test may use."""

import pytest
from django.db import connection

from actions import append_only
from csc_tracker import ledgers


@pytest.fixture(autouse=True)
def _flushable(request):
    """Lift the append-only triggers when a transactional test's tables are emptied after it.

    The flush refuses to run otherwise; it ends with the signals of a migrate, which lay the triggers again and make
    the groups.
    """
    marker = request.node.get_closest_marker("django_db")
    transactional = {"transactional_db", "live_server", "django_db_reset_sequences"} & set(request.fixturenames)
    if not transactional and not (marker and (marker.kwargs.get("transaction") or marker.args[:1] == (True,))):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    append_only.drop(connection, {*append_only.REFUSALS, append_only.TRUNCATION})
    ledgers.lift(connection)
