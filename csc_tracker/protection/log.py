"""The log, without what rows of the database hold.

PostgreSQL tells of a refused row with all of its values (“DETAIL: Failing row contains (…)”), of a parameter with its
value, and of a text that is no number with the text. None of that belongs in a log, which more people read than the
database and which is kept elsewhere.
"""

import copy
import logging
import re
import time
import traceback

import psycopg
from django.db import Error

_OF_DATABASES = (Error, psycopg.Error)
# A value that stands at the end of the first line: “invalid input syntax for type date: "…"”.
_VALUE = re.compile(r": [\"'].*", re.DOTALL)


class WithoutRows(logging.Formatter):
    """Formats a record with the first line alone of what a database said, and without a value at its end.

    The time is that of Greenwich (UTC), which has no hour twice: 2020-01-14T09:30:00.000Z.
    """

    converter = time.gmtime  # type: ignore[assignment]
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record):
        record = copy.copy(record)
        record.exc_text = None  # another formatter may have left the whole of it there
        record.msg = _without_rows(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(map(_without_rows, record.args))
        elif isinstance(record.args, dict):
            record.args = {name: _without_rows(value) for name, value in record.args.items()}
        return super().format(record)

    def formatException(self, ei):
        return "".join(_traceback_lines(ei[1], set())).rstrip("\n")


def _without_rows(value):
    """A value to be logged; a database's error as the words that may be."""
    return _first_line(value) if isinstance(value, _OF_DATABASES) else value


def _first_line(error):
    first = _VALUE.sub("", str(error).partition("\n")[0])
    code = getattr(error, "sqlstate", None)
    return f"{first} ({code})" if code else first


def _traceback_lines(error, seen):
    """The lines of a traceback, the errors that led to this one before it, as `traceback` has them."""
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _traceback_lines(before, seen)
        yield (
            "\nThe above exception was the direct cause of the following exception:\n\n"
            if error.__cause__
            else ("\nDuring handling of the above exception, another exception occurred:\n\n")
        )
    if error.__traceback__ is not None:
        yield "Traceback (most recent call last):\n"
        yield from traceback.format_tb(error.__traceback__)
    if isinstance(error, _OF_DATABASES):
        yield f"{type(error).__module__}.{type(error).__qualname__}: {_first_line(error)}\n"
    else:
        yield from traceback.format_exception_only(error)
