"""A reader of pages: signs in, asks for addresses, and says how long each answer took and how large it was."""

import gzip
import http.client
import re
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import quantiles
from urllib.parse import urlencode


@dataclass
class Measured:
    """Of some answers to one question: the milliseconds (p50, p95), the queries and bytes of one answer."""

    p50: float
    p95: float
    queries: int
    sent: int


class Reader:
    """One signed-in person on one connection."""

    def __init__(self, port, username=None, password=None):
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies = {}
        if username:
            self.get("/sign-in/")
            self.post("/sign-in/", {"username": username, "password": password})

    def get(self, address):
        return self._ask("GET", address)

    def post(self, address, fields):
        body = urlencode({"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **fields})
        return self._ask("POST", address, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method, address, body=None, headers=()):
        sent = dict(headers) | {"Accept-Encoding": "gzip", "Host": "localhost"}
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        begun = time.perf_counter()
        self.http.request(method, address, body, sent)
        response = self.http.getresponse()
        content = response.read()
        took = (time.perf_counter() - begun) * 1000
        for header in response.headers.get_all("Set-Cookie") or []:
            name, value = re.match(r"([^=]+)=([^;]*)", header).groups()
            self.cookies[name] = value
        if response.status >= 400:
            raise RuntimeError(f"{method} {address} answered {response.status}")
        self.answer = response
        self.html = gzip.decompress(content) if response.headers.get("Content-Encoding") == "gzip" else content
        return took, int(response.headers.get("X-Queries", 0)), len(content)

    def save(self, reference):
        """Save an update of an action, as the second page of the form does; measure the save alone."""
        self.get(f"/actions/{reference}/update/")
        seen = re.search(rb'name="seen" value="(\d+)"', self.html)[1].decode()
        fields = {"seen": seen, "submission": uuid.uuid4(), "stage": "under_way", "rating": "on_track", "second": "1"}
        took = self.post(f"/actions/{reference}/update/", fields | {"words": "Measured.", "save": "1"})
        if self.answer.status != 302:
            raise RuntimeError(f"The update of {reference} was not saved.")
        return took


FEWEST = 3  # answers of each reader, however long they take


def measure(readers, ask, times, seconds):
    """Let every reader ask this many times, all at once, after one warming answer each; `ask(reader, number)`.

    After so many seconds no more is asked.
    """
    for number, reader in enumerate(readers):
        ask(reader, -1 - number)

    until = time.perf_counter() + seconds

    def some(place):
        answers = []
        for number in range(times):
            if number < FEWEST or time.perf_counter() < until:
                answers.append(ask(readers[place], place * times + number))
        return answers

    with ThreadPoolExecutor(len(readers)) as pool:
        answers = [answer for answers in pool.map(some, range(len(readers))) for answer in answers]
    milliseconds = quantiles([took for took, _, _ in answers], n=100, method="inclusive")
    return Measured(milliseconds[49], milliseconds[94], max(q for _, q, _ in answers), max(b for *_, b in answers))
