"""A signed-in person who asks the WSGI application for pages, in this process, as a web server asks it.

Nothing of Django's test client stands between: every middleware runs, and the connection is opened and closed (or goes
back to its pool) at the end of each request, as the settings say.
"""

import gzip
import io
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit
from wsgiref.util import setup_testing_defaults

from csc_tracker.wsgi import application

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Response:
    """What came back: the status as a number, and the body as it was sent."""

    status: int
    sent: bytes
    compressed: bool

    @property
    def body(self):
        return gzip.decompress(self.sent) if self.compressed else self.sent


class Reader:
    """One person with a browser's cookies."""

    def __init__(self, username, password):
        self.cookies = {}
        self.get("/sign-in/")
        if self.post("/sign-in/", {"login": username, "password": password}).status != 302:
            raise RuntimeError(f"{username} could not sign in.")

    def get(self, address):
        return self._ask("GET", address)

    def post(self, address, fields):
        body = urlencode({"csrfmiddlewaretoken": self.cookies["csrftoken"], **fields}).encode()
        return self._ask("POST", address, body)

    def _ask(self, method, address, body=b""):
        asked = urlsplit(address)
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": asked.path, "QUERY_STRING": asked.query, "HTTP_HOST": "localhost",
            "HTTP_ACCEPT_ENCODING": "gzip", "REMOTE_ADDR": "127.0.0.1", "wsgi.input": io.BytesIO(body),
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "wsgi.multithread": True, "wsgi.multiprocess": True,
        }  # fmt: skip
        if body:
            environ |= {"CONTENT_TYPE": FORM, "CONTENT_LENGTH": str(len(body))}
        setup_testing_defaults(environ)
        started = {}

        def start_response(status, headers, exc_info=None):
            started.update(status=int(status[:3]), headers=headers)

        parts = application(environ, start_response)
        sent = b"".join(parts)
        parts.close()
        compressed = False
        for name, value in started["headers"]:
            if name == "Set-Cookie":
                self.cookies.update((key, each.value) for key, each in SimpleCookie(value).items())
            elif name == "Content-Encoding":
                compressed = value == "gzip"
        return Response(started["status"], sent, compressed)
