"""What `make test` runs: every test in at least one suite, and nothing listed that is not there."""

import re
from types import SimpleNamespace

import pytest

from tests import conftest, run

TESTS = sorted(path.relative_to(run.ROOT).as_posix() for path in (run.ROOT / "tests").rglob("test_*.py"))
MARK = "pytestmark = pytest.mark.browser\n"


def words(path):
    return (run.ROOT / path).read_text(encoding="utf-8")


def within(path, places):
    return any(path == place or path.startswith(f"{place}/") for place in places)


def runs(name, path):
    """Whether a suite runs the whole of a file, by the arguments that pytest is given."""
    arguments = [argument for argument in run.SUITES[name][1] if argument not in run.WORKERS]
    assert arguments[0] == "-m"
    mark, *rest = arguments[1:]
    ignored = [argument.removeprefix("--ignore=") for argument in rest if argument.startswith("--ignore=")]
    places = [argument for argument in rest if not argument.startswith("-")]
    assert len(ignored) + len(places) == len(rest), "a choice that this test does not know"
    marked = {"browser": True, "not browser": False}[mark]
    return marked == (MARK in words(path)) and within(path, places or ["tests"]) and not within(path, ignored)


@pytest.mark.parametrize("path", TESTS)
def test_every_test_file_is_run_by_a_suite(path):
    # A mark is a whole file's, so that what holds for the file holds for each of its tests.
    assert words(path).count("mark.browser") == words(path).count(MARK) <= 1 or path == "tests/test_run.py"
    assert any(runs(name, path) for name in run.SUITES)
    assert within(path, ["tests/browser"]) == runs("browser", path)


def test_a_unit_test_runs_on_postgresql_or_asks_no_database():
    for path in set(TESTS) - {path for path in TESTS if within(path, ["tests/browser"])}:
        assert runs("postgresql", path) != within(path, run.WITHOUT_DATABASE), path


def test_what_is_skipped_on_postgresql_runs_on_sqlite():
    only_there = [path for path in TESTS if re.search(r"""skipif\(.*vendor != ['"]sqlite""", words(path))]
    assert len(only_there) >= 2
    assert [path for path in only_there if not runs("sqlite", path)] == []


def test_what_is_listed_is_there_once_and_with_a_reason():
    listed = [*run.WITHOUT_DATABASE, *run.ON_SQLITE]
    assert [path for path in listed if not (run.ROOT / path).exists()] == []
    assert len(listed) == len(set(listed))
    for path in listed:
        assert not within(path, set(listed) - {path})
    assert all([*run.WITHOUT_DATABASE.values(), *run.ON_SQLITE.values()])


def test_what_is_said_to_ask_no_database_cannot_ask_one():
    """pytest-django refuses a test a database that it does not ask for."""
    for path in TESTS:
        if within(path, run.WITHOUT_DATABASE) and path not in {"tests/test_run.py", "tests/test_settings.py"}:
            assert not re.search(r"django_db|\bdb\b|\bclient\b|transactional_db|live_server", words(path)), path


def test_the_tests_of_a_file_and_of_what_shares_with_it_go_to_one_worker():
    group_of = conftest.group_of
    assert group_of("tests/test_run.py::test_a[x@y::z]") == group_of("tests/test_run.py::test_b")
    assert group_of("tests/browser/test_html.py::test_a") == group_of("tests/browser/test_accessibility.py::test_b")
    assert group_of("tests/fixtures/test_papers.py::test_a") == group_of("tests/fixtures/test_real_plan.py::test_b")
    assert group_of("tests/actions/test_pages.py::test_a") != group_of("tests/actions/test_search.py::test_b")
    assert [path for path in [*conftest.TOGETHER, *conftest.LONGEST] if not (run.ROOT / path).exists()] == []


def test_the_tests_of_one_person_go_to_one_worker_where_the_others_need_not():
    group_of, apart = conftest.group_of, conftest.APART[0]
    assert group_of(f"{apart}::test_a[officer]") == group_of(f"{apart}::test_b[officer]")
    assert group_of(f"{apart}::test_a[officer]") != group_of(f"{apart}::test_a[admin]")
    assert group_of(f"{apart}::test_a") == group_of(f"{apart}::test_b")


def test_the_longest_come_first_and_the_others_as_they_were():
    first, *_, last = conftest.LONGEST
    tests = [f"{path}::test_a" for path in ("tests/test_run.py", last, "tests/actions/test_status.py", first)]
    assert sorted(tests, key=conftest._place) == [tests[3], tests[1], tests[0], tests[2]]


def test_xdist_asks_our_groups_and_still_knows_the_question():
    scheduler = pytest.importorskip("xdist.scheduler").LoadScopeScheduling
    assert "_split_scope" in vars(scheduler)
    config = SimpleNamespace(getvalue={"tx": ["2*popen"]}.get, option=SimpleNamespace())
    ours = conftest.pytest_xdist_make_scheduler(config, None)
    assert isinstance(ours, scheduler)
    assert ours._split_scope("tests/browser/test_html.py::test_a[b]") == "pages"
