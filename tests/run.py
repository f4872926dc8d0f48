"""Every suite, one after the other: what `make test` runs.

python tests/run.py [sqlite] [postgresql] [browser]    the named ones; without a name, all
"""

import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from xml.etree import ElementTree

from postgres import NoPostgres, call, postgres

ROOT = Path(__file__).resolve().parent.parent
UNIT = ["-m", "not browser"]
# Two are quickest on two cores; more only pay where a test takes longer than making its database. The groups are those
# of tests/conftest.py: tests that share what is made once stay together.
WORKERS = ["-n", str(min(2, os.cpu_count() or 1)), "--dist", "loadgroup"]
# These ask no database, so that once is enough: reading papers, recognising what they hold, reading periods.
WITHOUT_DATABASE = ["tests/reading", "tests/recognising", "tests/actions/test_periods.py"]
SUITES = {
    "sqlite": ("Unit suite on SQLite", [*UNIT, *WORKERS]),
    "postgresql": ("Unit suite on PostgreSQL", [*UNIT, *WORKERS, *(f"--ignore={path}" for path in WITHOUT_DATABASE)]),
    "browser": ("Browser suite", ["-m", "browser", *WORKERS, "tests/browser"]),
}


def main(names):
    unknown = set(names) - set(SUITES)
    if unknown:
        print(f"There is no suite {', '.join(sorted(unknown))}.\n{__doc__}", file=sys.stderr)
        return 2
    results = []
    try:
        with ExitStack() as stack:
            url = None
            for name in names or SUITES:
                if name != "sqlite" and url is None:
                    url = stack.enter_context(postgres())
                results.append(_run(name, url if name != "sqlite" else None))
    except NoPostgres as nothing:
        print(f"\n{nothing}", file=sys.stderr)
        results.append(("PostgreSQL", "FAILED", 0, "none could be started"))
    except KeyboardInterrupt:
        results.append(("Interrupted", "FAILED", 0, "what follows was not run"))
    print("\nSummary")
    for title, outcome, seconds, told in results:
        print(f"  {title:<26} {outcome:<7} {seconds:4.0f} s   {told}")
    return 0 if all(outcome == "passed" for _, outcome, *_ in results) else 1


def _run(name, url):
    """Run one suite with pytest; give its title, how it went, the seconds and its counts in words."""
    title, arguments = SUITES[name]
    print(f"\n{title}\n{'=' * len(title)}", flush=True)
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    if url:
        env["DATABASE_URL"] = url
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        code = call([sys.executable, "-m", "pytest", *arguments, f"--junit-xml={report}"], env)
        told = _counts(report) if report.exists() else "pytest gave no report"
    return title, "passed" if code == 0 else "FAILED", time.monotonic() - begun, told


def _counts(report):
    """“12 tests, 1 failed, 2 skipped” from pytest's report."""
    suite = ElementTree.parse(report).getroot().find("testsuite")
    count = {name: int(suite.get(name)) for name in ("tests", "failures", "errors", "skipped")}
    told = [f"{count['tests']} tests"]
    told += [f"{count[name]} {word}" for name, word in (("failures", "failed"), ("errors", "broke")) if count[name]]
    return ", ".join([*told, f"{count['skipped']} skipped"] if count["skipped"] else told)


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main(sys.argv[1:]))
