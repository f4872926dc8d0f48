"""How gunicorn serves, in production and behind `make run`: gunicorn -c deploy/gunicorn.conf.py csc_tracker.wsgi

Threads, so that one who sends slowly holds up nobody else; and an end to the patience with them. What comes with a
request is judged by csc_tracker/protection/bodies.py. Any setting can be given on the command line as well.
"""

import errno
import os
import socket
import time

from gunicorn import glogging
from gunicorn.http import wsgi
from gunicorn.workers.gthread import ThreadWorker

from csc_tracker.protection.log import WithoutRows

bind = "127.0.0.1:8000"
workers = int(os.environ.get("WEB_CONCURRENCY", 2))
threads = 8  # no more than connections in a worker's pool to PostgreSQL (csc_tracker/settings.py)
worker_connections = 200
backlog = 256
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
# Seconds within which somebody must take what one write of an answer gives them.
TAKING = 60


class _Connection(socket.socket):
    """A client's connection that is broken off where a request does not come in time, or its answer is not taken."""

    def begin(self):
        self.ends = time.monotonic() + PATIENCE

    def recv(self, size, *flags):
        left = self.ends - time.monotonic()
        if left <= 0:
            raise _broken_off()
        self.settimeout(left)
        try:
            data = super().recv(size, *flags)
        except TimeoutError:
            raise _broken_off() from None
        finally:
            self.settimeout(TAKING)
        self.ends += len(data) / BYTES_A_SECOND
        return data

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
        return super().handle(conn)


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
