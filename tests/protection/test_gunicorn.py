"""The limits, asked of the real gunicorn with deploy/gunicorn.conf.py on this machine's own address."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from csc_tracker.management.commands.demonstration import _commands
from csc_tracker.protection.bodies import NO_LENGTH, ORDINARY, WITH_A_PAPER, too_large

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = ROOT / "deploy" / "gunicorn.conf.py"
THREADS = 8
LONGEST = 60  # seconds for an answer, the first one after the start, on a machine that does much else
PATIENCE = 2  # seconds: shorter than the real one, so that the test need not wait for it
# Of a form with the code that CSRF's check wants: it reads the form, so the body counts.
FORM = "Content-Type: application/x-www-form-urlencoded\r\nCookie: csrftoken=" + "a" * 32 + "\r\n"
LOADING = "/admin/inspections/loading/add/"


class Server:
    """A running gunicorn: its port, its folder for temporary files, and what it wrote to its log."""

    def __init__(self, port, temporary, log):
        self.port, self.temporary, self.log = port, temporary, log

    def connect(self, sent=b""):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=LONGEST)
        connection.sendall(sent)
        return connection

    def ask(self, sent):
        """The whole answer to some bytes; the connection stays open to send more until it has come."""
        with closing(self.connect(sent)) as connection:
            return whole(connection)

    def get(self, path="/healthz"):
        """The answer to a plain request, and the seconds that it took."""
        begun = time.monotonic()
        answer = self.ask(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        return answer, time.monotonic() - begun


def whole(connection):
    got = b""
    while piece := connection.recv(65_536):
        got += piece
    return got.decode()


def head(method, path, *headers):
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *headers]
    return ("\r\n".join(lines) + "\r\n" + FORM + "\r\n").encode()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gunicorn")
    (folder / "temporary").mkdir()
    shorter = folder / "gunicorn.conf.py"
    shorter.write_text(
        f"exec(compile(open({str(CONFIGURATION)!r}, encoding='utf-8').read(), {str(CONFIGURATION)!r}, 'exec'))\n"
        f"PATIENCE = {PATIENCE}\n",
        encoding="utf-8",
    )
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("CSC_", "DATABASE_URL", "DJANGO_"))
    }
    env |= {
        "CSC_MODE": "demonstration",
        "CSC_VAR": str(folder),
        "TMPDIR": str(folder / "temporary"),
        "TMP": "",
        "TEMP": "",
    }
    log = folder / "log"
    with socket.socket() as port, log.open("wb") as said:
        port.bind(("127.0.0.1", 0))
        port.listen(64)
        process = subprocess.Popen(
            [
                sys.executable, "-m", "gunicorn", "-c", str(shorter), "csc_tracker.wsgi", "--bind",
                f"fd://{port.fileno()}", "--workers", "1", "--log-level", "warning", "--worker-tmp-dir", str(folder),
            ],
            cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=said, stderr=said, pass_fds=[port.fileno()],
        )  # fmt: skip
        try:
            running = Server(port.getsockname()[1], folder / "temporary", log)
            assert running.get()[0].startswith("HTTP/1.1 200"), log.read_text(encoding="utf-8")
            yield running
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


def sentence(answer):
    return re.search(r"<h1>.*?</h1>\s*<p>(.*?)</p>", answer, re.DOTALL)[1]


HALF_SENT = head("POST", "/sign-in/", "Content-Length: 2000000") + b"a="


@pytest.mark.parametrize(("number", "sent"), [(THREADS - 1, HALF_SENT), (5 * THREADS, HALF_SENT), (300, b"")])
def test_those_who_send_slowly_or_nothing_hold_up_nobody_else(server, number, sent):
    with ExitStack() as stack:
        slow = [stack.enter_context(closing(server.connect(sent))) for _ in range(number)]
        begun = time.monotonic()
        for _ in range(3):
            assert server.get()[0].startswith("HTTP/1.1 200")
            with suppress(ConnectionError):  # cut off: there are too many of them
                for connection in slow if sent else ():
                    connection.sendall(b"x")
        assert time.monotonic() - begun < PATIENCE * 3


def test_a_few_may_send_slowly(server):
    with closing(server.connect(head("POST", "/sign-in/", "Content-Length: 3"))) as connection:
        for _ in range(3):
            time.sleep(PATIENCE / 4)
            connection.sendall(b"x")
        assert whole(connection).startswith("HTTP/1.1 403")  # all of it came, without the code that CSRF wants


@pytest.mark.parametrize(
    "sent", [head("POST", "/sign-in/", "Content-Length: 2000000"), b"GET /sign-in/ HTTP/1.1\r\nX: "]
)
def test_more_slow_ones_than_there_are_threads_are_broken_off(server, sent):
    with ExitStack() as stack:
        slow = [stack.enter_context(closing(server.connect(sent))) for _ in range(THREADS)]
        begun = time.monotonic()
        while time.monotonic() - begun < PATIENCE / 2:
            for connection in slow:
                with suppress(ConnectionError):
                    connection.sendall(b"x")  # it never falls silent
            time.sleep(0.2)
        answer, _ = server.get()
        assert answer.startswith("HTTP/1.1 200")
        assert time.monotonic() - begun < PATIENCE * 3
        for connection in slow:
            assert "200 OK" not in _last(connection)


def _last(connection):
    try:
        return whole(connection)
    except ConnectionResetError:
        return ""


@pytest.mark.parametrize(("path", "most"), [("/sign-in/", ORDINARY), (LOADING, ORDINARY)])
def test_three_hundred_megabytes_are_refused_at_once_and_nothing_of_them_is_left(server, path, most):
    begun = time.monotonic()
    with closing(server.connect(head("POST", path, "Content-Length: 300000000"))) as connection:
        connection.sendall(b"x" * 100_000)
        answer = whole(connection)
    assert time.monotonic() - begun < 5
    assert answer.startswith("HTTP/1.1 413")
    assert sentence(answer) == too_large(most)
    assert "Set-Cookie" not in answer
    assert list(server.temporary.iterdir()) == []
    assert most < WITH_A_PAPER


def test_who_goes_on_sending_what_was_refused_is_broken_off(server):
    sent = 0
    with closing(server.connect(head("POST", "/sign-in/", "Content-Length: 300000000"))) as connection:
        try:
            while sent < 300_000_000:
                sent += connection.send(b"x" * 1_000_000)
        except (BrokenPipeError, ConnectionResetError):
            pass
    assert sent < 100_000_000
    assert list(server.temporary.iterdir()) == []


def test_a_body_in_pieces_is_refused(server):
    answer = server.ask(
        head("POST", "/sign-in/", "Transfer-Encoding: chunked", "Connection: close") + b"5\r\nwords\r\n0\r\n\r\n"
    )
    assert answer.startswith("HTTP/1.1 411")
    assert sentence(answer) == NO_LENGTH


def test_a_body_without_a_length_is_refused(server):
    answer = server.ask(head("POST", "/sign-in/", "Connection: close"))
    assert answer.startswith("HTTP/1.1 411")
    assert sentence(answer) == NO_LENGTH


def test_many_who_send_a_part_and_wait_hold_up_nobody(server):
    with ExitStack() as stack:
        for _ in range(100):
            stack.enter_context(closing(server.connect(HALF_SENT)))
        begun = time.monotonic()
        assert "200 OK" in server.ask(head("GET", "/healthz", "Connection: close"))
        assert time.monotonic() - begun < PATIENCE


def test_a_request_that_comes_in_pieces_is_answered(server):
    request = head("GET", "/healthz", "Connection: close")
    with closing(server.connect(request[:10])) as connection:
        for piece in (request[10:30], request[30:]):
            time.sleep(0.1)
            connection.sendall(piece)
        assert "200 OK" in whole(connection)


@pytest.mark.parametrize("lengths", [["-5"], ["5", "6"], ["five"], ["5, 6"]])
def test_a_wrong_length_is_refused(server, lengths):
    answer = server.ask(
        head("POST", "/sign-in/", *(f"Content-Length: {each}" for each in lengths), "Connection: close")
    )
    assert answer.startswith("HTTP/1.1 400")


def test_lengths_that_contradict_each_other_are_refused(server):
    answer = server.ask(
        head("POST", "/sign-in/", "Content-Length: 5", "Transfer-Encoding: chunked")
        + b"0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n"
    )
    assert answer.startswith(("HTTP/1.1 400", "HTTP/1.1 411"))
    assert "200 OK" not in answer


def test_half_a_form_is_not_read_and_no_fault_of_ours(server):
    with closing(
        server.connect(head("POST", "/sign-in/", "Content-Length: 1000") + b"csrfmiddlewaretoken=")
    ) as connection:
        connection.shutdown(socket.SHUT_WR)
        assert _last(connection).startswith("HTTP/1.1 403")
    with closing(
        server.connect(head("POST", "/csp-reports", "Content-Length: 1000") + b'{"csp-report": ')
    ) as connection:
        connection.shutdown(socket.SHUT_WR)
        assert _last(connection).startswith("HTTP/1.1 400")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /?" + b"q" * 5_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", "414"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 100 + b"\r\n", "431"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * 10_000 + b"\r\n\r\n", "431"),
    ],
    ids=["a long address", "many headers", "a long header"],
)
def test_what_comes_before_a_body_has_limits_too(server, request_, status):
    assert server.ask(request_).startswith(f"HTTP/1.1 {status}")


@pytest.mark.parametrize("path", ["/healthz", "/sign-in/", "/nowhere/", "/static/csc.css"])
def test_no_answer_names_the_software(server, path):
    answer, _ = server.get(path)
    headers = answer.partition("\r\n\r\n")[0].lower()
    assert "server:" not in headers
    assert "gunicorn" not in headers
    assert "django" not in headers


def test_none_of_this_is_in_the_log_as_a_fault(server):
    log = server.log.read_text(encoding="utf-8")
    assert "Traceback" not in log
    assert "[ERROR]" not in log


def test_make_run_and_the_page_for_production_serve_by_the_same_file():
    server, _worker = _commands(8000)
    assert server[server.index("-c") + 1] == str(CONFIGURATION)
    for page in ("README.md", "docs/production.md"):
        lines = [line.strip() for line in (ROOT / page).read_text(encoding="utf-8").splitlines()]
        assert all("-c deploy/gunicorn.conf.py" in line for line in lines if line.startswith("gunicorn ")), page
    assert "gunicorn -c deploy/gunicorn.conf.py csc_tracker.wsgi" in (ROOT / "docs/production.md").read_text(
        encoding="utf-8"
    )
