"""What a database says of a row does not reach the log."""

import io
import logging
import logging.config
import time

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from csc_tracker.models import User
from csc_tracker.protection.log import WithoutRows
from priorities.models import Plan
from tests.making import make_plan, make_user

SECRET = "Jo Bloggs, 14 Acacia Avenue"
postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="PostgreSQL alone tells of rows in its errors."
)


@pytest.fixture
def log():
    """A log as the settings write it; gives the function that reads it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    plain = dict(settings.LOGGING["formatters"]["plain"])
    assert plain.pop("()") == f"{WithoutRows.__module__}.{WithoutRows.__qualname__}"
    handler.setFormatter(WithoutRows(plain["format"]))
    logger = logging.getLogger()
    logger.addHandler(handler)
    yield stream.getvalue
    logger.removeHandler(handler)


def refused(statement, *values):
    """The error of a statement that the database refuses."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return caught.value


INSERT = 'INSERT INTO "priorities_plan" ("slug", "title", "council") VALUES (%s, %s, NULL)'


@postgresql
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "values", "logged"),
    [
        (INSERT, ("s", SECRET), 'null value in column "'),
        ("SELECT %s::int", (SECRET,), "invalid input syntax for type integer"),
        ("SELECT %s::date", (SECRET,), "invalid input syntax for type date"),
        ("SELECT cast(%s AS date)", ("2020-13-45",), "date/time field value out of range"),
    ],
    ids=["a row", "a number", "a day", "no such day"],
)
@pytest.mark.parametrize("way", ["exception", "argument", "named argument", "message"])
def test_postgresql_says_what_was_wrong_and_not_with_what(log, statement, values, logged, way):
    error = refused(statement, *values)
    secret = values[-1]
    assert secret in str(error)  # what would be logged
    logger = logging.getLogger("csc_tracker.test")
    if way == "exception":
        try:
            raise ValueError("Saving it failed.") from error
        except ValueError:
            logger.exception("It was not saved.")
    elif way == "argument":
        logger.error("It was not saved: %s", error)
    elif way == "named argument":
        logger.error("It was not saved: %(why)s", {"why": error})
    else:
        logger.error(error)
    assert secret not in log()
    assert logged in log()
    assert "Failing row" not in log()
    assert "DETAIL" not in log()
    assert ("Traceback (most recent call last)" in log()) == (way == "exception")


@postgresql
@pytest.mark.django_db
def test_a_second_record_of_the_same_name_is_not_named(log):
    name = make_user(username="jo.bloggs").username
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        User.objects.create_user(name)
    assert "jo.bloggs" in str(caught.value)
    logging.getLogger("csc_tracker.test").error("It was not saved.", exc_info=caught.value)
    assert "jo.bloggs" not in log()
    assert "duplicate key value violates unique constraint" in log()
    assert "psycopg.errors.UniqueViolation" in log()
    assert "django.db.utils.IntegrityError" in log()


@postgresql
@pytest.mark.django_db
def test_a_page_that_fails_on_a_row_tells_nothing_of_it(log, monkeypatch):
    plan = make_plan(title=SECRET)
    monkeypatch.setattr("csc_tracker.pages.context.today", lambda: Plan.objects.filter(pk=plan.pk).update(council=None))
    answer = Client(raise_request_exception=False).get("/accessibility/")
    assert answer.status_code == 500
    assert "Internal Server Error: /accessibility/" in log()
    assert "psycopg.errors.NotNullViolation" in log()
    assert SECRET not in log()


def test_other_errors_are_logged_whole_with_what_led_to_them(log):
    try:
        try:
            raise KeyError("the first")
        except KeyError:
            raise ValueError("the second") from None
    except ValueError as error:
        second = error
    try:
        raise TypeError("the third\nin two lines") from second
    except TypeError as error:
        third = error
    logging.getLogger("csc_tracker.test").error("All of it.", exc_info=third)
    written = log()
    assert "KeyError" not in written
    assert (
        written.index("ValueError: the second")
        < written.index("direct cause")
        < written.index("TypeError: the third\nin two lines")
    )


def test_a_traceback_is_the_one_that_python_writes(log):
    def failing():
        try:
            [].pop()
        except IndexError:
            int("x")

    try:
        failing()
    except ValueError as error:
        wrong = error
    record = logging.LogRecord("a", logging.ERROR, "", 1, "It failed.", (), (ValueError, wrong, wrong.__traceback__))
    assert WithoutRows("%(message)s").format(record) == logging.Formatter("%(message)s").format(record)


def test_what_another_formatter_left_is_not_taken_over():
    error = IntegrityError("refused\nDETAIL:  Failing row contains (Jo Bloggs).")
    record = logging.LogRecord("a", logging.ERROR, "", 1, "It failed.", (), (IntegrityError, error, None))
    assert "Jo Bloggs" in logging.Formatter("%(message)s").format(record)
    assert WithoutRows("%(message)s").format(record) == "It failed.\ndjango.db.utils.IntegrityError: refused"


def test_no_query_is_logged_with_its_values_whatever_the_level():
    assert settings.LOGGING["loggers"]["django.db.backends"]["level"] == "INFO"


def test_the_time_of_a_line_says_its_zone(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    record = logging.makeLogRecord({"msg": "Something.", "created": 1594717200.25, "msecs": 250.0})
    line = WithoutRows("%(asctime)s %(message)s").format(record)
    monkeypatch.undo()
    time.tzset()
    assert line == "2020-07-14T09:00:00.250Z Something."
