"""How gunicorn serves, in production and behind `make run`: gunicorn -c deploy/gunicorn.conf.py csc_tracker.wsgi

Threads, which a request holds only once it is all here; of what is too large to wait for, those who send slowly may
hold half, and not for long: the others go on. What comes with a request is judged by csc_tracker/protection/bodies.py.
Any setting can be given on the command line as well.
"""

import errno
import os
import re
import socket
import time
from functools import partial
from selectors import EVENT_READ
from threading import BoundedSemaphore

from gunicorn import glogging
from gunicorn.http import wsgi
from gunicorn.workers.gthread import ThreadWorker

from csc_tracker.protection.log import WithoutRows

bind = "127.0.0.1:8000"
workers = int(os.environ.get("WEB_CONCURRENCY", 2))
threads = 8  # no more than connections in a worker's pool to PostgreSQL (csc_tracker/settings.py)
worker_connections = 900  # below the 1,024 files that a process may have open as a rule
backlog = 1_024
timeout = 60  # seconds without a sign of life, and a worker is started anew
graceful_timeout = 30  # seconds to finish what is begun, told to stop
keepalive = 5
limit_request_line = 4_094
limit_request_fields = 60
limit_request_field_size = 8_190
control_socket_disable = True
# No log of what is asked for: the address of a calendar feed is its key.
accesslog = None

# Seconds within which a request must have come: so many, and one more for each so many bytes of it. A form of a few
# kilobytes has twenty seconds; the largest paper over a slow line has half an hour.
PATIENCE = 20
BYTES_A_SECOND = 20_000
# Bytes of a request that are waited for without a thread, and the seconds within which a smaller one must be all here.
SMALL = 16_384
ALL_HERE = 8
# Whoever has kept a thread waiting for so many seconds sends slowly; beyond so many of these at once they are cut off.
QUICK = 0.5
_slow_ones = BoundedSemaphore(threads // 2)
# Seconds within which somebody must take what one write of an answer gives them.
TAKING = 60


class _Connection(socket.socket):
    """A client's connection that is broken off where a request does not come in time, or its answer is not taken."""

    def begin(self):
        self.ends = time.monotonic() + PATIENCE
        self.waited, self.is_slow, self.is_over = 0.0, False, False

    def end(self):
        if self.is_slow:
            _slow_ones.release()
        self.is_slow, self.is_over = False, True

    def recv(self, size, *flags):
        if self.is_over:  # gunicorn takes what is left before it closes, and waits for nobody who is slow
            return super().recv(size, *flags) if self.waited < QUICK else b""
        begun = time.monotonic()
        data = None
        while data is None:
            data = self._recv_within(self._patience(), size, *flags)
            self.waited += time.monotonic() - begun
            begun = time.monotonic()
        self.ends += len(data) / BYTES_A_SECOND
        return data

    def _patience(self):
        """Seconds to wait now. Who is slow must be one of the few who may be."""
        left = self.ends - time.monotonic()
        if not self.is_slow and self.waited >= QUICK:
            self.is_slow = _slow_ones.acquire(blocking=False)
        if left <= 0 or (self.waited >= QUICK and not self.is_slow):
            raise _broken_off()
        return left if self.is_slow else min(left, QUICK - self.waited)

    def _recv_within(self, seconds, size, *flags):
        """What comes within so many seconds, None for nothing."""
        self.settimeout(seconds)
        try:
            return super().recv(size, *flags)
        except TimeoutError:
            return None
        finally:
            self.settimeout(TAKING)

    def sendall(self, *given):
        try:
            return super().sendall(*given)
        except TimeoutError:
            raise _broken_off() from None

    def sendfile(self, *args, **kwargs):
        try:
            return super().sendfile(*args, **kwargs)
        except TimeoutError:
            raise _broken_off() from None


def _broken_off():
    # As if the client had gone: gunicorn closes without a word, and no half of a form is read.
    return ConnectionResetError(errno.ECONNRESET, "Too slow.")


class worker_class(ThreadWorker):
    """Gunicorn's own with threads, and a patience with slow clients that ends."""

    def handle(self, conn):
        if not isinstance(conn.sock, _Connection):
            conn.sock = _Connection(fileno=conn.sock.detach())
        conn.sock.begin()
        try:
            return super().handle(conn)
        finally:
            conn.sock.end()

    def enqueue_req(self, conn):
        """A new connection waits for its request beside the others, not in a thread."""
        if conn.initialized or conn.data_ready:
            super().enqueue_req(conn)
            return
        conn.sock.setblocking(False)
        self.poller.register(conn.sock, EVENT_READ, None)
        self._wait_for_the_rest(conn)

    def _wait_for_the_rest(self, conn):
        conn.seen, conn.timeout = 0, time.monotonic() + ALL_HERE
        self.pending_conns.append(conn)
        self.poller.modify(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def on_pending_socket_readable(self, conn, client):
        if _is_all_here(conn, client):
            super().on_pending_socket_readable(conn, client)

    def on_client_socket_readable(self, conn, client):
        """The same of a connection that goes on with another request."""
        conn.seen = 0
        if _is_all_here(conn, client):
            super().on_client_socket_readable(conn, client)
        else:
            self.keepalived_conns.remove(conn)
            seen = conn.seen
            self._wait_for_the_rest(conn)
            conn.seen = seen


_LENGTH = re.compile(rb"^content-length:[ \t]*(.*?)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_ASKS_FIRST = re.compile(rb"^(?:expect|transfer-encoding):", re.IGNORECASE | re.MULTILINE)


def _is_all_here(conn, client):
    """Whether a thread need not wait for the request: it is all here, or large, or nothing more will come.

    Else the poller is told to wake only for more than is here.
    """
    try:
        here = client.recv(SMALL, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except OSError:
        here = b""
    head, ends, body = here.partition(b"\r\n\r\n")
    lengths = _LENGTH.findall(head) or [b"0"]
    refused = len(lengths) > 1 or not lengths[0].isdigit() or len(lengths[0]) > 18
    whole = ends and (refused or _ASKS_FIRST.search(head) or len(body) >= int(lengths[0]))
    if whole or len(here) in (conn.seen, SMALL):  # as many as before: the other side has closed
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
        return True
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, len(here) + 1)
    conn.seen = len(here)
    return False


class logger_class(glogging.Logger):
    """Gunicorn's own, without what rows of the database hold."""

    def setup(self, cfg):
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(WithoutRows(self.error_fmt, self.datefmt))


_with_server = wsgi.Response.default_headers


def _without_server(response):
    """The headers that gunicorn adds, but for the one that names the software."""
    return [line for line in _with_server(response) if not line.startswith("Server:")]


wsgi.Response.default_headers = _without_server
