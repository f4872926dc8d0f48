"""What every test may use."""

import pytest
from django.db import connection, transaction

from csc_tracker.database import ledgers
from inspections.reporting import briefing_files

# Files and folders whose tests share what is made once: the checker of HTML gets the pages from the walk over them.
TOGETHER = {
    "tests/browser/test_accessibility.py": "pages",
    "tests/browser/test_html.py": "pages",
    "tests/demonstration": "demonstration",
    "tests/fixtures": "papers",
}


@pytest.hookimpl(optionalhook=True)  # of xdist, where it is there
def pytest_xdist_make_scheduler(config, log):
    """Keep a file's tests on one worker, with those of other files that need what it makes: it is made once.

    xdist's own groups write themselves into the names of tests, which pytest 9 does not let them any more.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return group_of(nodeid)

    return Scheduling(config, log)


def group_of(nodeid):
    """The tests of one group go to one worker."""
    path = nodeid.partition("::")[0]
    return TOGETHER.get(path) or TOGETHER.get(path.rpartition("/")[0]) or path


@pytest.fixture(scope="module")
def kept_for_the_file(django_db_setup, django_db_blocker):
    """A transaction around a file's tests: what a fixture of the file's makes in it is there for each of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def without_briefing(monkeypatch):
    """Frozen positions are issued with files of a few bytes: for tests that are not about these."""
    for kind in briefing_files.MAKERS:
        monkeypatch.setitem(briefing_files.MAKERS, kind, _tiny(kind))


def _tiny(kind):
    return lambda briefing, details: f"A {kind} file.".encode()


@pytest.fixture(autouse=True)
def _flushable(request):
    """Drop the append-only triggers when a transactional test's tables are emptied after it.

    The flush refuses to run otherwise; it ends with the signals of a migrate, which restore the triggers and make
    the groups.
    """
    marker = request.node.get_closest_marker("django_db")
    transactional = {"transactional_db", "live_server", "django_db_reset_sequences"} & set(request.fixturenames)
    if not transactional and not (marker and (marker.kwargs.get("transaction") or marker.args[:1] == (True,))):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    ledgers.drop_triggers(connection)
