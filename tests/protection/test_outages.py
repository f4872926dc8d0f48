"""The database away, busy or full: a sentence, the words in a form that can be sent again, and nothing half-saved."""

import errno
import sqlite3
from contextlib import closing, contextmanager
from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from actions.models import ProgressUpdate
from csc_tracker.database import writing
from csc_tracker.database.outages import Outage, outage_of
from tests.actions.test_update_page import said
from tests.making import make_officer, make_plan, make_priority, make_reported_action
from tests.racing import shared_database  # noqa: F401 (a fixture)


@contextmanager
def everything_locked(url):
    """Another connection holds what a save needs, and our own waits for it a fifth of a second."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            connection.cursor().execute("PRAGMA busy_timeout=200")
            yield
            other.execute("ROLLBACK")
        return
    with psycopg.connect(url) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [writing._KEY])
        connection.cursor().execute("SET lock_timeout = 200")
        try:
            yield
        finally:
            connection.cursor().execute("RESET lock_timeout")


@pytest.mark.django_db(transaction=True)
def test_a_save_that_waits_too_long_gets_its_words_back_and_is_sent_again_with_one_press(shared_database):  # noqa: F811
    action = make_reported_action(make_priority(make_plan()))
    client, address = Client(raise_request_exception=False), reverse("action_update", args=[action.reference])
    client.force_login(make_officer())
    sent = said(client.get(address), words="The rota is <agreed>.", save="1")
    with everything_locked(shared_database):
        answer = client.post(address, sent)
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    page = LexborHTMLParser(answer.content.decode())
    assert Outage.BUSY.value in page.body.text()
    assert [each.text() for each in page.css("blockquote")] == ["The rota is <agreed>."]
    assert ProgressUpdate.objects.count() == 1
    form = page.css_first("main form")
    again = {each.attributes["name"]: each.attributes["value"] for each in form.css("input")}
    assert client.post(form.attributes["action"], again).status_code == 302
    assert ProgressUpdate.objects.latest("sequence").words == "The rota is <agreed>."
    assert ProgressUpdate.objects.count() == 2


@pytest.mark.django_db
def test_a_page_that_cannot_be_shown_says_so_and_has_no_form(client):
    client.force_login(make_officer())
    client.raise_request_exception = False

    def away(execute, sql, params, many, context):
        raise OperationalError("the connection is closed")

    with connection.execute_wrapper(away):
        answer = client.get("/")
    assert answer.status_code == 503
    assert "cannot show this page at the moment" in answer.content.decode()
    assert "<form" not in answer.content.decode()


@pytest.mark.django_db
def test_a_password_is_never_shown(client):
    client.raise_request_exception = False

    def away(execute, sql, params, many, context):
        raise OperationalError("the connection is closed")

    with connection.execute_wrapper(away):
        answer = client.post("/sign-in/", {"login": "officer", "password": "a-secret-of-mine"})
    assert answer.status_code == 503
    assert "a-secret-of-mine" not in answer.content.decode()


@pytest.mark.django_db
def test_a_fault_of_ours_gives_the_words_back_to_be_copied(client, monkeypatch):
    client.force_login(make_officer())
    client.raise_request_exception = False
    action = make_reported_action(make_priority(make_plan()))
    address = reverse("action_update", args=[action.reference])
    sent = said(client.get(address), words="The rota is agreed.", save="1")
    monkeypatch.setattr("actions.updating.views.UpdateForm", None)
    answer = client.post(address, sent)
    assert answer.status_code == 500
    page = LexborHTMLParser(answer.content.decode())
    assert [each.text() for each in page.css("blockquote")] == ["The rota is agreed."]
    assert not page.css("form")


def refused(code=None, name="Error"):
    """Django's error of a database, with PostgreSQL's or SQLite's own as its cause."""
    error = OperationalError("refused")
    error.__cause__ = type(name, (Exception,), {"sqlstate": code})()
    return error


@pytest.mark.parametrize(
    ("code", "outage"),
    [
        ("55P03", Outage.BUSY), ("57014", Outage.BUSY), ("40P01", Outage.BUSY), ("53100", Outage.FULL),
        ("57P01", Outage.AWAY), ("08006", Outage.AWAY), ("25006", Outage.AWAY), (None, Outage.AWAY), ("42P01", None),
    ],
)  # fmt: skip
def test_what_postgresql_says_is_known_by_its_code(code, outage):
    assert outage_of(refused(code)) is outage


def test_a_full_disk_is_known_wherever_it_shows(tmp_path):
    assert outage_of(OSError(errno.ENOSPC, "No space left on device")) is Outage.FULL
    full = sqlite3.connect(tmp_path / "small.sqlite3")
    full.execute("PRAGMA max_page_count = 2")
    full.execute("CREATE TABLE words (word)")
    with closing(full), pytest.raises(sqlite3.OperationalError) as caught:
        full.executemany("INSERT INTO words VALUES (?)", [("x" * 5_000,)] * 10)
    assert outage_of(caught.value) is Outage.FULL
    assert outage_of(ValueError("no outage")) is None


@pytest.mark.django_db
def test_two_that_waited_for_each_other_are_tried_once_more_and_only_once(client, monkeypatch):
    client.force_login(make_officer())
    client.raise_request_exception = False
    action = make_reported_action(make_priority(make_plan()))
    address = reverse("action_update", args=[action.reference])
    sent = said(client.get(address), words="The rota is agreed.", save="1")
    take, times = writing._take, []

    def deadlocked(function):
        times.append(function)
        if len(times) <= most:
            raise refused("40P01")
        take(function)

    monkeypatch.setattr(writing, "_take", deadlocked)
    most = 2
    assert client.post(address, sent).status_code == 503
    assert ProgressUpdate.objects.count() == 1
    times.clear()
    most = 1
    assert client.post(address, sent).status_code == 302
    assert ProgressUpdate.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has the clock of its process")
@pytest.mark.parametrize(("seconds", "status"), [(-61, 503), (-55, 302), (55, 302), (61, 503)])
def test_a_process_whose_clock_is_wrong_takes_no_saves_and_says_so(client, settings, monkeypatch, seconds, status):
    settings.CLOCK_MAY_DIFFER = 60
    client.force_login(make_officer())
    client.raise_request_exception = False
    action = make_reported_action(make_priority(make_plan()))
    address = reverse("action_update", args=[action.reference])
    sent = said(client.get(address), words="The rota is agreed.", save="1")
    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(seconds=seconds))
    answer = client.post(address, sent)
    assert answer.status_code == status
    assert (Outage.CLOCK.value in answer.content.decode()) is (status == 503)
