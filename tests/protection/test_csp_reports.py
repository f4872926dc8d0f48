"""Reports of the content security policy: a line in the log each, no address in it, and not too many."""

import json
import logging
from collections import deque

import pytest
from django.test import Client

from csc_tracker.models import Session
from csc_tracker.protection import csp_reports

pytestmark = pytest.mark.django_db
ADDRESS = "/csp-reports"
REPORT = {
    "document-uri": "https://plan.example.gov.uk/actions/P1.01/?q=Jo+Bloggs",
    "referrer": "https://plan.example.gov.uk/calendar/feed/secret.ics",
    "effective-directive": "script-src-elem",
    "blocked-uri": "https://evil.example/steal.js?who=Jo+Bloggs",
    "script-sample": "alert('Jo Bloggs')",
}


@pytest.fixture(autouse=True)
def _nothing_taken(monkeypatch):
    monkeypatch.setattr(csp_reports, "_taken", deque(maxlen=csp_reports.MOST_IN_A_MINUTE))


@pytest.fixture
def send(caplog):
    """Send a report as a browser does, without any code of a form; gives the status and the lines of the log."""
    caplog.set_level(logging.WARNING, logger="csc_tracker")

    def sent(body):
        caplog.clear()
        client = Client(enforce_csrf_checks=True)
        content = body if isinstance(body, bytes) else json.dumps({"csp-report": body}).encode()
        answer = client.post(ADDRESS, content, content_type="application/csp-report")
        assert answer.content == b""
        return answer.status_code, caplog.messages

    return sent


def line(directive, kept_out, screen):
    return f"The content security policy ({directive}) kept out {kept_out} on the screen {screen}."


def test_a_report_is_one_line_without_an_address(send):
    assert send(REPORT) == (204, [line("script-src-elem", "evil.example", "action")])
    assert Session.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"blocked-uri": "inline"}, ("script-src-elem", "inline", "action")),
        ({"blocked-uri": "data"}, ("script-src-elem", "data", "action")),
        ({"effective-directive": None, "violated-directive": "style-src"}, ("style-src", "evil.example", "action")),
        ({"blocked-uri": "Jo Bloggs\nERROR root: all is lost"}, ("script-src-elem", "unknown", "action")),
        ({"blocked-uri": "https://jo bloggs/x"}, ("script-src-elem", "unknown", "action")),
        ({"blocked-uri": 7}, ("script-src-elem", "unknown", "action")),
        ({"effective-directive": "x\ny"}, ("unknown", "evil.example", "action")),
        ({"document-uri": "https://elsewhere.example/Jo-Bloggs"}, ("script-src-elem", "evil.example", "unknown")),
        ({"document-uri": None}, ("script-src-elem", "evil.example", "unknown")),
    ],
)
def test_what_is_not_known_is_not_repeated(send, changed, said):
    assert send(REPORT | changed) == (204, [line(*said)])


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"7",
        b'"x"',
        b"{}",
        b'{"csp-report": 7}',
        b"\xff\xfe",
        b"[" * 9_000,
        REPORT | {"document-uri": "https://[nonsense"},
    ],
)
def test_what_is_no_report_is_refused_without_a_line(send, body):
    assert send(body) == (400, [])


def test_no_more_are_taken_than_so_many_in_a_minute(send, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(csp_reports.time, "monotonic", lambda: now[0])
    for _ in range(csp_reports.MOST_IN_A_MINUTE):
        assert send(REPORT)[0] == 204
    assert send(REPORT) == (429, [])
    now[0] += 61
    assert send(REPORT)[0] == 204


def test_only_a_report_is_taken_there(client):
    assert client.get(ADDRESS).status_code == 405


def test_a_report_asks_the_database_for_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.post(ADDRESS, json.dumps({"csp-report": REPORT}), content_type="application/csp-report")
