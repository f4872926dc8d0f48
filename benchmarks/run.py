"""Measure every page beside a floor and Django admin's own list, on both databases; write benchmarks/RESULTS.md.

    python benchmarks/run.py [--actions 100 1000 10000] [--databases sqlite postgresql]

Figures are ratios within one run: the machine's own speed falls out of them.
"""

import argparse
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from postgres import postgres  # noqa: E402

from benchmarks import background  # noqa: E402
from benchmarks.reader import Reader, measure  # noqa: E402

READERS = (1, 8)
TIMES = {1: 40, 8: 10}
PATIENCE = 3  # seconds for one page and number of readers: all of it is to take ten minutes at most
PASSWORD = "improvement-plan"
PAGES = {
    "Floor": "/floor/",
    "Admin’s list": "/admin/actions/action/",
    "Status board": "/",
    "Status board, a past day": "/?on=2019-12-01",
    "Status board, since another day": "/?since_day=2019-10-20",
    "Priority": "/priorities/3/",
    "Actions": "/actions/",
    "Actions, worst first": "/actions/?sort=shows",
    "Actions, searched": "/actions/?q=practice&shows=at_risk",
    "Actions, changed since": "/actions/?change=any",
    "Actions, newly late": "/actions/?change=late",
    "One action": "/actions/P3.02/",
    "Update form": "/actions/P3.02/update/",
    "My actions": "/my-actions/",
    "Findings": "/findings/",
    "Meetings": "/meetings/",
    "Briefing": f"/meetings/{background.MEETING}/briefing/",
}
SAVE = "Save an update"
# What the project wants at 10,000 actions and 100,000 updates: how many times the floor a page may take.
AIMS = {"Status board": 10, "Actions": 15, "One action": 15, SAVE: 15}
LARGEST_KB = 30
BRIEFING_SECONDS = 2
# Work in the background is measured from this many actions on.
BACKGROUND_FROM = 1_000


@contextmanager
def served(url, folder):
    """A gunicorn over the database at `url`; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "csc_tracker.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2",
         "--threads", "4", "--no-control-socket", "--keep-alive", "75", "--log-level", "error"],
        env=environment(url, folder), cwd=ROOT,
    )  # fmt: skip
    try:
        for _ in range(100):
            try:
                Reader(port).get("/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def environment(url, folder):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CSC_")}
    return kept | {
        "DATABASE_URL": url, "CSC_VAR": str(folder), "CSC_MODE": "demonstration",
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings", "PYTHONPATH": str(ROOT),
    }  # fmt: skip


def prepare(url, folder, actions):
    """Make the tables and a plan of this many actions."""
    env = environment(url, folder)
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], env=env, cwd=ROOT, check=True)
    code = f"import django; django.setup(); from benchmarks.plans import make; make({actions})"
    subprocess.run([sys.executable, "-c", code], env=env, cwd=ROOT, check=True)


def measured(url, folder, actions):
    """{page: {readers: Measured}} of a plan of this many actions."""
    prepare(url, folder, actions)
    found = {}
    with served(url, folder) as port:
        for count in READERS:
            officers = [Reader(port, "officer", PASSWORD) for _ in range(count)]
            admins = [Reader(port, "admin", PASSWORD) for _ in range(count)]
            for page, address in PAGES.items():
                readers = admins if page == "Admin’s list" else officers
                found.setdefault(page, {})[count] = measure(
                    readers, lambda reader, _, address=address: reader.get(address), TIMES[count], PATIENCE
                )
            found.setdefault(SAVE, {})[count] = measure(officers, _save(actions), TIMES[count], PATIENCE)
    return found


def _save(actions):
    def save(reader, number):
        place = number % actions  # one action after another, so that nobody saves over a colleague
        return reader.save(f"P{place % 12 + 1}.{place // 12 + 1:02d}")

    return save


@contextmanager
def database(name, folder):
    """The address of an empty database of this kind."""
    if name == "sqlite":
        yield f"sqlite:///{folder}/db.sqlite3"
        return
    with postgres() as url:
        yield url


def table(name, by_size):
    """The results of one database as lines of Markdown."""
    for actions, found in by_size.items():
        yield f"\n### {name}, {actions:,} actions, {actions * 10:,} updates\n"
        yield "| page | queries | KB sent | 1 reader, p50 / p95 ms | 8 readers, p50 / p95 ms | times the floor |"
        yield "|---|---:|---:|---:|---:|---:|"
        floor = found["Floor"][1].p50
        for page, by_readers in found.items():
            one, eight = by_readers[1], by_readers[8]
            yield (
                f"| {page} | {one.queries} | {one.sent / 1000:.1f} | {one.p50:.1f} / {one.p95:.1f} "
                f"| {eight.p50:.1f} / {eight.p95:.1f} | {one.p50 / floor:.1f} |"
            )


def in_background(worked):
    """The seconds and the memory of what the worker makes, as lines of Markdown."""
    for name, by_size in worked.items():
        for actions, by_work in by_size.items():
            for work, took in by_work.items():
                yield f"| {name} | {actions:,} | {work} | {took.seconds:.1f} | {took.megabytes:.0f} |"


def aims(name, by_size):
    """Each aim with what was measured, and whether it was met."""
    small, large = by_size[min(by_size)], by_size[max(by_size)]
    floor, admin = large["Floor"][1].p50, large["Admin’s list"][1].p50

    def line(words, value, met):
        return f"| {name} | {words} | {value} | {'met' if met else '**not met**'} |"

    for page, times in AIMS.items():
        ratio = large[page][1].p50 / floor
        yield line(f"{page} within {times} times the floor", f"{ratio:.1f} times", ratio <= times)
    faster = admin / large["Status board"][1].p50
    yield line("Status board at least 5 times faster than admin’s list", f"{faster:.1f} times", faster >= 5)
    briefing = large["Briefing"][1].p50 / 1000
    yield line(f"Briefing within {BRIEFING_SECONDS} s", f"{briefing:.1f} s", briefing <= BRIEFING_SECONDS)
    for page in [*PAGES, SAVE]:
        if page not in ("Floor", "Admin’s list"):
            growth = large[page][1].p50 / small[page][1].p50
            yield line(f"{page}: p50 at most twice that of the smallest plan", f"{growth:.1f} times", growth <= 2)
    sent = {page: by[1].sent / 1000 for page, by in large.items() if page != "Admin’s list"}
    page = max(sent, key=sent.get)
    words = f"Pages under {LARGEST_KB} KB compressed (largest: {page})"
    yield line(words, f"{sent[page]:.1f} KB", sent[page] < LARGEST_KB)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actions", type=int, nargs="+", default=[100, 1_000, 10_000])
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    asked = parser.parse_args()
    results, worked = {}, {}
    for name in asked.databases:
        for actions in asked.actions:
            with tempfile.TemporaryDirectory(prefix="csc-bench-") as folder, database(name, folder) as url:
                print(f"{name}: {actions:,} actions …", flush=True)
                results.setdefault(name, {})[actions] = measured(url, folder, actions)
                if actions >= BACKGROUND_FROM:
                    worked.setdefault(name, {})[actions] = background.measured(environment(url, folder))
    lines = [
        "# What the pages cost",
        "",
        f"Made by `make bench` on Python {platform.python_version()}, {os.cpu_count()} cores.",
        "The floor is a page of the same size, ready-made, after one grouped SQL query, behind the same gunicorn",
        "(2 workers of 4 threads) and the same middleware; “times the floor” is by p50 with one reader. KB are",
        "compressed. Read the ratios, not the milliseconds.",
        "",
        "## The aims",
        "",
        "| database | aim | measured | |",
        "|---|---|---:|---|",
        *(line for name, by_size in results.items() for line in aims(name, by_size)),
        "",
        "## In the background",
        "",
        "Each piece of work in a process of its own, whose peak includes Django and the drawing of the PDF.",
        "",
        "| database | actions | what | seconds | peak MB |",
        "|---|---:|---|---:|---:|",
        *in_background(worked),
        "",
        "## Every page",
        *(line for name, by_size in results.items() for line in table(name, by_size)),
        "",
    ]
    (ROOT / "benchmarks" / "RESULTS.md").write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
