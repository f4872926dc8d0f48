"""What `make test` runs: every test in at least one suite, and nothing listed that is not there."""

import re
from pathlib import Path

import pytest

from tests import run

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
    assert [path for path in run.ON_SQLITE if not Path(path).name.startswith("test_")] == []


def test_what_is_said_to_ask_no_database_cannot_ask_one():
    """pytest-django refuses a test a database that it does not ask for."""
    for path in TESTS:
        if within(path, run.WITHOUT_DATABASE) and path not in {"tests/test_run.py", "tests/test_settings.py"}:
            assert not re.search(r"django_db|\bdb\b|\bclient\b|transactional_db|live_server", words(path)), path
