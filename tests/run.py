"""Every suite: what `make test` runs. The browser suite, which waits a lot, runs beside the others.

python tests/run.py [postgresql] [sqlite] [browser]    the named ones; without a name, all
"""

import os
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
COMPILED = ROOT / ".cache" / "compiled"  # what Python compiled, where it may not keep that beside the source
sys.path.insert(0, str(ROOT))

from tests.postgres import NoPostgres, postgres, started, terminated_as_interrupted  # noqa: E402

UNIT = ["-m", "not browser"]
# Two are quickest on two cores; more only pay where a test takes longer than making its database. How tests are
# shared out, tests/conftest.py says: those that share what is made once stay together.
WORKERS = ["-n", str(min(2, os.cpu_count() or 1))]
ONE_WORKER = ["-n", "1"]  # in the place of the above
# The unit suite runs on PostgreSQL. These ask no database, and run once, beside what runs on SQLite.
WITHOUT_DATABASE = {
    "tests/reading": "papers of every format are read to passages, from bytes alone",
    "tests/recognising": "what passages hold is recognised, from passages alone",
    "tests/actions/test_periods.py": "periods are read from words",
    "tests/actions/test_day_input.py": "a field for a day is drawn and read",
    "tests/search/test_folding.py": "words are folded, from texts",
    "tests/search/test_suggesting.py": "the nearest word is found, from words",
    "tests/actions/test_status.py": "the rule for the status, from values",
    "tests/inspections/test_state_on.py": "the rule for how a matter stands, from values",
    "tests/inspections/test_working_days.py": "days are counted",
    "tests/priorities/test_measures.py": "the rules for a measure's values and its line, from values",
    "tests/test_layers.py": "the imports of the source are read",
    "tests/test_run.py": "this list is held against the tests",
    "tests/test_settings.py": "settings are read by processes of their own",
}
# What is different on SQLite, or was: these run on both.
ON_SQLITE = {
    "tests/actions/test_changes.py": "changes between two days are counted in SQL",
    "tests/actions/test_evidence.py": "a file that was changed in the database is given to nobody",
    "tests/actions/test_pages.py": "lists are filtered, sorted (empty values, capitals) and paged in SQL",
    "tests/actions/test_position.py": "the positions of generated histories, stored and read, are those of the rule",
    "tests/actions/test_seals.py": "a seal is the same from what is saved and from what is read again",
    "tests/actions/test_search.py": "SQLite's search is another index, with triggers of its own",
    "tests/search/test_half_remembered.py": "both databases find the same",
    "tests/search/test_index.py": "changes are noted by triggers, which each database has another way",
    "tests/search/test_page.py": "each kind is found by another index",
    "tests/actions/test_update_page.py": "the browser's stories of updates run on PostgreSQL alone",
    "tests/actions/test_updates.py": "saving an update takes a lock, which SQLite has another way",
    "tests/demonstration": "every page opens, and stories that the browser tells on PostgreSQL or not at all",
    "tests/exempt/test_erasing.py": "append-only tables let bytes and JSON be emptied, each database in its own way",
    "tests/fixtures/test_loading.py": "loaddata and dumpdata, over triggers and positions",
    "tests/inspections/test_briefing_actions.py": "the briefing's counts are made in SQL",
    "tests/inspections/test_freezing.py": "a position is frozen in one transaction, and its rows are never changed",
    "tests/inspections/test_gaps.py": "gaps are found by subqueries over links of several days",
    "tests/operations/test_backup.py": "each database is copied by its own means",
    "tests/protection/test_outages.py": "each database says in its own way that it is busy or full",
    "tests/loading/test_accepting.py": "many records are made and undone in one transaction",
    "tests/loading/test_differences.py": "words are changed and brought back where triggers guard them",
    "tests/loading/test_january_report.py": "a whole report is saved to the plan and undone",
    "tests/loading/test_spreadsheets.py": "spreadsheets out and in, in one transaction",
    "tests/test_benchmark_plan.py": "PostgreSQL vacuums in no transaction",
    "tests/test_constraints.py": "every constraint is refused in the database's own words",
    "tests/test_emptying.py": "tables are emptied after a test that commits",
    "tests/test_ledgers.py": "SQLite's triggers are written apart",
    "tests/test_practice_plan.py": "the practice plan loads, and every state and change is counted",
    "tests/test_prepared.py": "queries whose SQL is kept, with the values' other form",
    "tests/test_sessions.py": "sessions in rows, asked with one query, with a day that is compared",
}
SUITES = {
    "postgresql": ("Unit suite on PostgreSQL", [*UNIT, *WORKERS, *(f"--ignore={path}" for path in WITHOUT_DATABASE)]),
    "sqlite": ("What differs on SQLite", [*UNIT, *WORKERS, *WITHOUT_DATABASE, *ON_SQLITE]),
    "browser": ("Browser suite", ["-m", "browser", *WORKERS, "tests/browser"]),
}


def main(names):
    unknown = set(names) - set(SUITES)
    if unknown:
        print(f"There is no suite {', '.join(sorted(unknown))}.\n{__doc__}", file=sys.stderr)
        return 2
    suites, results = list(names or SUITES), []
    try:
        with ExitStack() as stack:
            stack.enter_context(terminated_as_interrupted())
            url = stack.enter_context(postgres()) if set(suites) != {"sqlite"} else None
            beside = ["browser"] if "browser" in suites and len(suites) > 1 else []
            waiting = [stack.enter_context(_running(name, url, beside=True)) for name in beside]
            for name in suites:
                if name not in beside:
                    with _running(name, url) as end:
                        results.append(end())
            results += [end() for end in waiting]
    except NoPostgres as nothing:
        print(f"\n{nothing}", file=sys.stderr)
        results.append(("PostgreSQL", "FAILED", 0, "none could be started"))
    except KeyboardInterrupt:
        results.append(("Interrupted", "FAILED", 0, "what follows was not run"))
    print("\nSummary")
    for title, outcome, seconds, summary in results:
        print(f"  {title:<26} {outcome:<7} {seconds:4.0f} s   {summary}")
    return 0 if all(outcome == "passed" for _, outcome, *_ in results) else 1


@contextmanager
def _running(name, url, beside=False):
    """Run one suite with pytest; gives what waits for its end: title, how it went, the seconds and its counts in words.

    Beside another it has one worker, and says what it has to say when it has ended.
    """
    title, arguments = SUITES[name]
    env = _environment(url if name != "sqlite" else None)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as said:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", *arguments, *(ONE_WORKER if beside else []), f"--junit-xml={report}"]
        if not beside:
            _say(title)
        with started(command, env, stdout=said if beside else None) as process:

            def end():
                outcome = "passed" if process.wait() == 0 else "FAILED"
                if beside:
                    _say(title)
                    said.seek(0)
                    print(said.read().decode(errors="replace"), flush=True)
                seconds, counts = _counts(report) if report.exists() else (0, "pytest gave no report")
                return title, outcome, seconds, counts

            yield end


def _say(title):
    print(f"\n{title}\n{'=' * len(title)}", flush=True)


def _environment(url):
    """The environment of a suite on the PostgreSQL of this DATABASE_URL, or on SQLite."""
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    if url:
        env["DATABASE_URL"] = url
    # The suites start some hundred processes. Where Python may not keep what it compiled beside the source, as in many
    # containers, each would compile Django anew, for longer than it then works.
    if env.pop("PYTHONDONTWRITEBYTECODE", ""):
        env.setdefault("PYTHONPYCACHEPREFIX", str(COMPILED))
    return env


def _counts(report):
    """The seconds, and “12 tests, 1 failed, 2 skipped”, from pytest's report."""
    suite = ElementTree.parse(report).getroot().find("testsuite")
    count = {name: int(suite.get(name)) for name in ("tests", "failures", "errors", "skipped")}
    counts = [f"{count['tests']} tests"]
    counts += [f"{count[name]} {word}" for name, word in (("failures", "failed"), ("errors", "broke")) if count[name]]
    counts += [f"{count['skipped']} skipped"] if count["skipped"] else []
    return float(suite.get("time")), ", ".join(counts)


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main(sys.argv[1:]))
