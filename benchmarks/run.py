"""Measure every page beside its yardsticks, on both databases; write benchmarks/RESULTS.md and results.json.

    python benchmarks/run.py [--databases sqlite postgresql] [--sizes 100 1000 10000 beside 100000] [--pages WORD …]

A whole run writes both files. A part is only printed, unless --write is given: the files
then hold that part alone, since no line of RESULTS.md is to be older than its run. Both say what got slower since the
run that the files are of.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager, nullcontext
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from postgres import postgres  # noqa: E402

from benchmarks import aims, background, report  # noqa: E402

DATABASES = ["sqlite", "postgresql"]
# What each plan is filled with.
SIZES = {
    "100": ["--actions", "100"],
    "1000": ["--actions", "1000"],
    "10000": ["--actions", "10000"],
    "beside": ["--actions", "1000", "--others", "1000"],
    "100000": ["--actions", "100000", "--no-scrutiny"],
}
PAST_DAY_ALONE = "100000"  # on PostgreSQL alone
# At this size a worker's memory and the work in the background are measured too.
WHOLLY = ("1000",)
SECONDS = 15  # of taking turns, for each database and size
STARTS = 5
RESULTS, FIGURES = ROOT / "benchmarks" / "RESULTS.md", ROOT / "benchmarks" / "results.json"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--databases", nargs="+", default=DATABASES, choices=DATABASES)
    parser.add_argument("--sizes", nargs="+", default=list(SIZES), choices=SIZES)
    parser.add_argument("--pages", nargs="+", help="only pages whose names have one of these words")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of taking turns, for each database and size")
    parser.add_argument("--write", action="store_true", help="write the files for a part too, with that part alone")
    options = parser.parse_args()
    whole = options == parser.parse_args([])
    figures = run(options)
    before = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else None
    written = report.markdown(figures)
    print(written)
    for line in compare(figures, before):
        print(line)
    if whole or options.write:
        RESULTS.write_text(written + "\n", encoding="utf-8")
        FIGURES.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def run(options):
    """The figures of the databases, sizes and pages that the options name."""
    figures = {name: {} for name in ("made", "start", "fill", "memory", "background", "pages")}
    for database in options.databases:
        with postgres_of_our_own() if database == "postgresql" else nullcontext() as server:
            for size in options.sizes:
                if size != PAST_DAY_ALONE or server:
                    with one_database(server) as env:
                        measure(database, size, env, options, figures)
    return figures


def measure(database, size, env, options, figures):
    """Fill the database with the plan of this size and add what is measured on it to the figures."""

    def add(kind, measured):
        figures[kind].setdefault(database, {})[size] = measured

    say(f"{database}, {size}: filling")
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], env=env, cwd=ROOT, check=True)
    add("fill", child(env, "fill", *SIZES[size]))
    figures["made"] |= child(env, "about")
    if size == PAST_DAY_ALONE:
        add("pages", child(env, "past-day"))
        return
    say(f"{database}, {size}: pages")
    chosen = ["--pages", *options.pages] if options.pages else []
    add("pages", child(env, "measure", "--seconds", str(options.seconds), *chosen))
    if size in WHOLLY and not options.pages:
        say(f"{database}, {size}: memory, and the work in the background")
        figures["start"] = figures["start"] or start(env)
        add("memory", child(env, "worker"))
        add("background", {work: (cost.seconds, cost.megabytes) for work, cost in background.measure_all(env).items()})


def say(words):
    print(f"{words} …", file=sys.stderr, flush=True)


def child(env, work, *options):
    """The figures that a piece of the work prints, in a process of its own."""
    command = [sys.executable, str(ROOT / "benchmarks" / "child.py"), work, *options]
    return json.loads(subprocess.run(command, env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)


def start(env):
    """The seconds of CPU of what is waited for at a start, the least of a few."""
    commands = {
        "Loading the WSGI application": [sys.executable, "-c", "import csc_tracker.wsgi"],
        "`manage.py check`": [sys.executable, "manage.py", "check"],
    }
    return {words: min(cpu_of(command, env) for _ in range(STARTS)) for words, command in commands.items()}


def cpu_of(command, env):
    """The seconds of CPU that a command takes."""
    process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return round(used.ru_utime + used.ru_stime, 2)


@contextmanager
def postgres_of_our_own():
    """The address of a PostgreSQL that is made for this and removed afterwards; never one that is in use."""
    os.environ.pop("DATABASE_URL", None)
    with postgres() as url:
        yield url


@contextmanager
def one_database(server):
    """The environment of processes over an empty database: on this PostgreSQL, or SQLite where there is none."""
    with tempfile.TemporaryDirectory(prefix="csc-bench-") as folder:
        if server is None:
            yield environment(f"sqlite:///{folder}/db.sqlite3", folder)
            return
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")
            try:
                yield environment(f"{server.rpartition('/')[0]}/bench", folder)
            finally:
                connection.execute("DROP DATABASE bench WITH (FORCE)")


def environment(url, folder):
    """This shell's environment without its own settings of the project; those of the measuring instead."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("CSC_")}
    return others | {
        "DATABASE_URL": url, "CSC_VAR": str(folder), "CSC_MODE": "demonstration",
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings", "PYTHONPATH": str(ROOT),
    }  # fmt: skip


def compare(figures, before):
    """What got slower since the last whole run, as lines."""
    if before is None:
        return ["", "There are no figures of a run before to compare with."]
    slower = [
        f"- {database}, {size}: {page}: {now:.1f} times the empty page, {then:.1f} before"
        for database, size, page, then, now in aims.slower(figures, before)
    ]
    since = f"since the run of {before['made']['date']}"
    return ["", f"Slower {since}:" if slower else f"Nothing got slower {since}.", *slower]


if __name__ == "__main__":
    main()
