"""What every test may use."""

import gc
import json

import pytest
from django.db import connection, transaction

from csc_tracker.database import ledgers
from inspections.loading.recognising import child
from inspections.loading.recognising.both import both
from inspections.reporting import briefing_files

# Files and folders whose tests share what is made once: the checker of HTML gets the pages from the walk over them.
TOGETHER = {
    "tests/browser/test_accessibility.py": "pages",
    "tests/browser/test_html.py": "pages",
    "tests/demonstration": "demonstration",
    "tests/fixtures": "papers",
}
# Files whose tests take a minute or more and share nothing, or only what those of the same person or role share: with
# several workers, each goes to whichever is free.
APART = ["tests/test_every_address.py", "tests/exempt/test_nothing_shows.py"]
# What takes longest begins first, so that no worker is left with it while the other has nothing to do.
LONGEST = [
    *APART,
    "tests/protection/test_odd_queries.py",
    "tests/exempt/test_loading.py",
    "tests/protection/test_database_roles.py",
    "tests/actions/test_position.py",
    "tests/test_admin.py",
    "tests/exempt/test_after_each_act.py",
    "tests/fixtures",
    "tests/test_admin_overwriting.py",
    "tests/inspections/test_queries.py",
    "tests/actions/test_changes.py",
    "tests/exempt/test_erasing.py",
    "tests/test_ledgers.py",
    "tests/protection/test_gunicorn.py",
    "tests/inspections/test_freezing.py",
    "tests/test_practice_plan.py",
    "tests/demonstration",
]


@pytest.hookimpl(optionalhook=True)  # of xdist, where it is there
def pytest_xdist_make_scheduler(config, log):
    """Keep a file's tests on one worker, with those of other files that need what it makes: it is made once.

    In the order in which they were collected; xdist's own puts the files with most tests first.

    xdist's own groups write themselves into the names of tests, which pytest 9 does not let them any more.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return group_of(nodeid)

    config.option.loadscopereorder = False
    return Scheduling(config, log)


def group_of(nodeid):
    """The tests of one group go to one worker."""
    path = nodeid.partition("::")[0]
    if path in APART:
        return f"{path}[{nodeid.partition('[')[2]}"
    return TOGETHER.get(path) or TOGETHER.get(path.rpartition("/")[0]) or path


def pytest_collection_modifyitems(config, items):
    """With several workers, put what takes longest first."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _place(item.nodeid))


def _place(nodeid):
    """Where the tests of a file come in the order; those not among the longest come after them as they were."""
    path = nodeid.partition("::")[0]
    return next((number for number, place in enumerate(LONGEST) if path.startswith(place)), len(LONGEST))


def pytest_collection_finish(session):
    """Let the garbage collector pass over what stays until the end, and begin less often.

    Django, our own modules and some thousand tests are a million things that it would look through again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


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


@pytest.fixture
def read_in_process(monkeypatch):
    """Papers are read in the test's own process, not each in a child: for tests that are not about that."""
    monkeypatch.setattr(child, "in_child", lambda entry, content, given: json.loads(json.dumps(both(content, given))))


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
