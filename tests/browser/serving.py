"""The real thing to walk through: the demonstration's own preparation, served by the web server of `make run`.

The database is prepared once for all workers and copied for each story that writes, so that no story meets another's
updates.
"""

import fcntl
import hashlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg

ROOT = Path(__file__).resolve().parents[2]
STARTING = 60  # seconds until the server answers
STOPPING = 20  # seconds that the server has to finish
_numbers = count(1)


def environment(var, url):
    """The environment of the demonstration on a database, its other data in the folder `var`."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("CSC_")}
    ours = {"CSC_MODE": "demonstration", "CSC_VAR": str(var), "DATABASE_URL": url}
    return env | ours | {"DJANGO_SETTINGS_MODULE": "csc_tracker.settings"}


class PostgreSQL:
    """Databases of a PostgreSQL whose DATABASE_URL is given."""

    def __init__(self, url):
        self.url = url
        self.name = f"postgresql-{hashlib.sha256(url.encode()).hexdigest()[:8]}"  # another server's is another
        self.mark = f"csc_browser_{os.getpid()}"

    def new(self, copied_from=None):
        """A new database, empty or a copy of another; gives its DATABASE_URL."""
        name = f"{self.mark}_{next(_numbers)}"
        like = f' TEMPLATE "{urlsplit(copied_from).path.strip("/")}"' if copied_from else ""
        self._run(f'CREATE DATABASE "{name}"{like}')
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    def drop(self, url):
        self._run(f'DROP DATABASE "{urlsplit(url).path.strip("/")}" WITH (FORCE)')

    def _run(self, statement):
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)


class SQLite:
    """Databases that are files of a folder."""

    name = "sqlite"

    def __init__(self, folder):
        self.folder = folder

    def new(self, copied_from=None):
        """A new database, empty or a copy of another that nobody has open; gives its DATABASE_URL."""
        path = self.folder / f"{next(_numbers)}.sqlite3"
        if copied_from:
            # Not the file alone: what a server wrote last may still stand beside it.
            prepared = copied_from.removeprefix("sqlite:///")
            with closing(sqlite3.connect(prepared)) as source, closing(sqlite3.connect(path)) as copy:
                source.backup(copy)
        return f"sqlite:///{path}"

    def drop(self, url):
        file = Path(url.removeprefix("sqlite:///"))
        for path in file.parent.glob(f"{file.name}*"):
            path.unlink()


class Demonstration:
    """The prepared demonstration on one kind of database.

    `shared` is a folder of all workers: who comes first prepares there, with everybody's sessions (`sign_in` gives
    them for an address), and who goes last takes it away. `own` is a folder of this worker's.
    """

    def __init__(self, databases, shared, own, sign_in):
        self.databases, self.own = databases, own
        self.served_from = {}  # the address of a server, and its database
        self.var = shared / f"demonstration-{databases.name}"
        self.kept = self.var.with_suffix(".json")
        with self._alone():
            if self.kept.exists():
                made = json.loads(self.kept.read_text())
            else:
                made = self._made(sign_in)
            self.prepared, self.sessions = made["prepared"], made["sessions"]
            self.kept.write_text(json.dumps(made | {"used_by": made["used_by"] + 1}))

    def _made(self, sign_in):
        self.var.mkdir(exist_ok=True)
        self.prepared = self.databases.new()
        subprocess.run(
            [sys.executable, "manage.py", "demonstration", "--prepare-only"],
            cwd=ROOT, env=environment(self.var, self.prepared), stdin=subprocess.DEVNULL, capture_output=True,
            check=True,
        )  # fmt: skip
        with self.served(itself=True) as address:
            return {"prepared": self.prepared, "sessions": sign_in(address), "used_by": 0}

    @contextmanager
    def _alone(self):
        """No other worker prepares, takes up or takes away meanwhile."""
        with self.var.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextmanager
    def served(self, itself=False, **settings):
        """Serve a copy of the database (or the prepared one itself); gives the server's address.

        `settings` are added to the server's environment. At the end the server's log must be free of faults.
        """
        url = self.prepared if itself else self.databases.new(copied_from=self.prepared)
        log = self.own / f"server-{next(_numbers)}.log"
        try:
            with _server(environment(self.var, url) | settings, log) as address:
                self.served_from[address] = url
                yield address
        finally:
            if not itself:
                self.databases.drop(url)
        faults = log.read_text(encoding="utf-8")
        assert "Traceback" not in faults, faults

    @contextmanager
    def working(self, address):
        """A worker beside the server at this address, as `make run` starts one; its log must be free of faults."""
        log = self.own / f"worker-{next(_numbers)}.log"
        with log.open("wb") as said:
            process = self._manage(address, ["db_worker", "--no-reload", "--interval", "0.2"], stdout=said, stderr=said)
            try:
                yield
            finally:
                _end(process, signal.SIGTERM)
        faults = log.read_text(encoding="utf-8")
        assert "Traceback" not in faults, faults

    def output_of(self, address, *command):
        """What a command of manage.py says of the database of the server at this address; it must succeed."""
        process = self._manage(address, command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said, _ = process.communicate(timeout=STARTING)
        assert process.returncode == 0, said
        return said

    def _manage(self, address, command, **kwargs):
        return subprocess.Popen(
            [sys.executable, "manage.py", *command], cwd=ROOT, stdin=subprocess.DEVNULL,
            env=environment(self.var, self.served_from[address]), **kwargs,
        )  # fmt: skip

    def forget(self):
        with self._alone():
            made = json.loads(self.kept.read_text())
            if made["used_by"] > 1:
                self.kept.write_text(json.dumps(made | {"used_by": made["used_by"] - 1}))
            else:
                self.kept.unlink()
                self.databases.drop(self.prepared)


def _wait_for(address, process, log):
    """Wait until the server answers; fail with its log where it ends before that, or takes too long."""
    until = time.monotonic() + STARTING
    while process.poll() is None and time.monotonic() < until:
        try:
            with urlopen(f"{address}/healthz", timeout=1) as answer:
                answer.read()
                return
        except OSError:  # not yet
            pass
    raise RuntimeError(f"The server did not start:\n{log.read_text(encoding='utf-8')}")


@contextmanager
def _server(env, log):
    """The project's web server, on a port that is ours before it starts."""
    with socket.socket() as port, log.open("wb") as said:
        port.bind(("127.0.0.1", 0))
        port.listen(64)
        command = [
            sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "csc_tracker.wsgi",
            "--bind", f"fd://{port.fileno()}", "--workers", "1", "--log-level", "warning",
        ]  # fmt: skip
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=said, stderr=said, pass_fds=[port.fileno()],
            start_new_session=True,
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port.getsockname()[1]}"
            _wait_for(address, process, log)
            yield address
        finally:
            _end(process, signal.SIGINT)  # at once, without waiting for connections that nobody uses
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # a worker that outlived it


def _end(process, number):
    process.send_signal(number)
    try:
        process.wait(STOPPING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
