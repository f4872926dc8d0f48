"""`make run`: a web server and a worker beside it, which end together."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.browser.serving import ROOT, environment

pytestmark = pytest.mark.browser

PORT = 8460  # the first that is tried; the command says which it took
LONGEST = 120  # seconds for anything to happen, on a machine that does much else


@contextmanager
def running(demonstration):
    """The command on a copy of the prepared database, as the head of a group of its own, as a terminal starts it."""
    url = demonstration.databases.new(copied_from=demonstration.prepared)
    said = demonstration.own / f"{Path(url).name}.log"
    with said.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demonstration", "--port", str(PORT)],
            cwd=ROOT, env=environment(demonstration.var, url), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            process_group=0,
        )  # fmt: skip
    children = []
    try:
        words = until(lambda: "http://" in said.read_text() and said.read_text(), said)
        address = words.partition("http://")[2].split("/")[0]
        children = until(lambda: len(kids(process.pid)) == 2 and kids(process.pid), said)
        until(lambda: answers(address), said)
        yield process, address, children, said
    finally:
        for pid in (process.pid, *children):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        demonstration.databases.drop(url)


def kids(pid):
    """The processes that a process started: the web server, then the worker."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def answers(address):
    try:
        with urlopen(f"http://{address}/healthz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def until(holds, said):
    """What `holds()` gives once it is true; a failure with what was said where it does not become so."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        if value := holds():
            return value
        time.sleep(0.1)
    raise AssertionError(f"It did not happen in time:\n{said.read_text()}")


@pytest.fixture
def demonstration(demonstrations):
    return demonstrations("sqlite")


def ctrl_c(process):
    os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to the whole group


def terminate(process):
    process.terminate()


@pytest.mark.parametrize("end", [ctrl_c, terminate], ids=["Ctrl-C", "SIGTERM"])
def test_the_server_and_its_worker_end_together(demonstration, end):
    with running(demonstration) as (process, address, children, said):
        assert "db_worker" in Path(f"/proc/{children[1]}/cmdline").read_text()
        end(process)
        assert process.wait(LONGEST) == 0
        assert [runs(pid) for pid in children] == [False, False]
        assert not answers(address)
        assert "Traceback" not in said.read_text()
        # Everything is in the one file again: who copies it has all that was saved.
        assert not (demonstration.databases.folder / f"{said.stem}-wal").exists()


def test_where_the_worker_dies_it_is_said_and_the_pages_go_on(demonstration):
    with running(demonstration) as (process, address, (server, worker), said):
        os.kill(worker, signal.SIGKILL)
        until(lambda: "The worker has stopped. The pages still work" in said.read_text(), said)
        assert answers(address)
        assert process.poll() is None
        terminate(process)
        assert process.wait(LONGEST) == 0
        assert not runs(server)


def test_where_the_server_dies_its_worker_ends_too(demonstration):
    with running(demonstration) as (process, _, (server, worker), _):
        os.kill(server, signal.SIGKILL)
        assert process.wait(LONGEST) != 0
        assert not runs(worker)
