"""The figures of every page: CPU of this process and of the database's, time in SQL, queries, bytes.

CPU is measured in rounds in which every page has a turn, so that the machine's mood is shared, and the least of all
turns counts. SQL is timed in a pass of its own, since timing it costs CPU.
"""

import gc
import time
from collections import defaultdict

from django.db import connection

from benchmarks.aims import PAST_DAY
from benchmarks.asking import Reader
from benchmarks.pages import PAGES
from benchmarks.plans import PASSWORD

TURN = 0.05  # seconds of CPU that a page's turn is to take
FEWEST_TURNS = 5  # of a page
# A request that takes longer than SLOW seconds is slow: it has turns until PATIENCE seconds are spent on it.
SLOW, PATIENCE = 0.5, 5
SQL_PASSES = 3


class DatabaseCPU:
    """The seconds of CPU that the database's server has spent on this process; always 0 for SQLite, which is in it.

    On PostgreSQL: of the processes that serve this database's connections, by their clocks (which Linux keeps in
    nanoseconds), and of those that the server has started for one query and ended (which it keeps in hundredths of a
    second).
    """

    def __init__(self):
        self.clocks, self.server = [], None
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pid FROM pg_stat_activity "
                    "WHERE datname = current_database() AND backend_type = 'client backend'"
                )
                pids = [pid for (pid,) in cursor.fetchall()]
            self.clocks = [~pid << 3 | 2 for pid in pids]  # as clock_getcpuclockid(3) makes them
            self.server = _stat(pids[0])[1]
            connection.close()

    def seconds(self):
        if self.server is None:
            return 0.0
        ended = sum(map(int, _stat(self.server)[13:15])) / 100
        return sum(map(time.clock_gettime, self.clocks)) + ended


def _stat(pid):
    """The fields of /proc/PID/stat from the state on: the parent is at 1, CPU of ended children at 13 and 14."""
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()


def measure(seconds, names=None):
    """{page: figures} of the pages that have one of these words in their names (None: of every page).

    About so many seconds are spent on the rounds. The figures: `application` and `database`, milliseconds of CPU;
    `sql`, milliseconds; `queries`; `sent` and `plain`, bytes of the body as it is sent and unpacked.
    """
    chosen = [page for page in PAGES if not names or any(name.casefold() in page.name.casefold() for name in names)]
    if not chosen:
        raise SystemExit(f"No page has one of these words in its name: {', '.join(names)}.")
    readers = {who: Reader(who, PASSWORD) for who in {page.who for page in chosen}}
    measured = {page.name: _in_sql(page, readers[page.who]) for page in chosen}
    turns = defaultdict(list)
    until = time.perf_counter() + seconds
    while len(turns[chosen[0].name]) < FEWEST_TURNS or time.perf_counter() < until:
        for page in chosen:
            before = turns[page.name]
            last = sum(before[-1]) if before else 0
            if last < SLOW or sum(map(sum, before)) < PATIENCE:
                turns[page.name].append(_turn(page, readers[page.who], last))
    for name, taken in turns.items():
        application, database = min(taken, key=sum)
        measured[name] |= {"application": _milliseconds(application), "database": _milliseconds(database)}
        measured[name]["turns"] = len(taken)
    return measured


def _turn(page, reader, last):
    """One turn of a page: the seconds of CPU a request, of this process and of the database's."""
    times = min(max(int(TURN / last), 1), page.most) if last else 1
    gc.collect()
    server = DatabaseCPU()
    application = database = 0
    for _ in range(times):
        prepared = page.prepare(reader)
        database -= server.seconds()
        begun = time.process_time()
        response = page.ask(reader, prepared)
        application += time.process_time() - begun
        database += server.seconds()
        _check(page, response)
    return application / times, database / times


def _check(page, response):
    if response is not None and response.status != page.status:
        raise RuntimeError(f"{page.name} answered {response.status}.")


def _in_sql(page, reader):
    """Time in SQL (the least of a few passes), queries and bytes; and that it is the page that was meant."""
    passes, until = [], time.perf_counter() + SLOW * SQL_PASSES
    while not passes or (len(passes) < SQL_PASSES and time.perf_counter() < until):
        prepared = page.prepare(reader)
        timer = _Timer()
        with connection.execute_wrapper(timer):
            response = page.ask(reader, prepared)
        _check(page, response)
        passes.append(timer)
    best = min(passes, key=lambda timer: timer.seconds)
    measured = {"sql": _milliseconds(best.seconds), "queries": best.queries}
    if response is not None:
        body = response.body
        if page.holds.encode() not in body:
            raise RuntimeError(f"{page.name} does not hold “{page.holds}”.")
        measured |= {"sent": len(response.sent), "plain": len(body)}
    return measured


class _Timer:
    """Counts queries and the time in them: of executing, and of fetching, in which SQLite does most of its work."""

    def __init__(self):
        self.queries, self.seconds = 0, 0.0

    def __call__(self, execute, sql, params, many, context):
        self.queries += 1
        cursor = context["cursor"]
        for name in ("fetchone", "fetchmany", "fetchall"):
            setattr(cursor, name, self._timed(getattr(cursor.cursor, name)))
        return self._timed(execute)(sql, params, many, context)

    def _timed(self, call):
        def timed(*args, **kwargs):
            begun = time.perf_counter()
            try:
                return call(*args, **kwargs)
            finally:
                self.seconds += time.perf_counter() - begun

        return timed


def past_day():
    """The figures of the past day's SQL alone."""
    page = next(page for page in PAGES if page.name == PAST_DAY)
    return {page.name: _in_sql(page, Reader(page.who, PASSWORD))}


def _milliseconds(seconds):
    return round(seconds * 1000, 3)
