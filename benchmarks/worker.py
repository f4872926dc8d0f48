"""What a worker of the web server holds in memory: at its start, after each page once, after many requests."""

import re
import time
from itertools import cycle, islice
from pathlib import Path

from benchmarks.asking import Reader
from benchmarks.pages import PAGES
from benchmarks.plans import PASSWORD

REQUESTS = 500
SLOW = 0.5  # seconds: a page that takes longer is asked for once alone


def memory():
    """{when: megabytes held, and the most that were ever held}, of this process."""
    megabytes = {"at the start": _megabytes("VmRSS")}
    readers = {who: Reader(who, PASSWORD) for who in {page.who for page in PAGES}}
    quick = [page for page in PAGES if _ask(page, readers) < SLOW]
    megabytes["after each page once"] = _megabytes("VmRSS")
    for page in islice(cycle(quick), REQUESTS):
        _ask(page, readers)
    return megabytes | {f"after {REQUESTS} requests more": _megabytes("VmRSS"), "at most": _megabytes("VmHWM")}


def _ask(page, readers):
    """Ask for a page; the seconds that it took."""
    reader = readers[page.who]
    prepared = page.prepare(reader)
    begun = time.perf_counter()
    page.ask(reader, prepared)
    return time.perf_counter() - begun


def _megabytes(field):
    return round(int(re.search(rf"{field}:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024)
