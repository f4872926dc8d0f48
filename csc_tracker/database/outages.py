"""When the database cannot do what was asked, though nothing is wrong with what was asked: away, busy, full.

The codes are PostgreSQL's own (its manual, appendix A) and SQLite's (its “Result and Error Codes”).
"""

import errno
import sqlite3
from collections.abc import Iterator
from enum import Enum

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponseBase


class Outage(Enum):
    """Why it cannot, with the sentence for whoever sent a form."""

    AWAY = "The database cannot be reached at the moment, so it is not certain that this was saved."
    BUSY = "Other work in the database took too long, so this was not saved."
    FULL = "The disk of the service is full, so this was not saved. Please tell an admin."
    CLOCK = "The clock of this server is wrong by more than a minute, so this was not saved. Please tell an admin."


class ClockDiffers(Exception):
    """The clock of this process and that of the database differ by more than `CLOCK_MAY_DIFFER` seconds."""


# PostgreSQL: a lock or a query took too long; two waited for each other; two transactions did not fit together.
_TOOK_TOO_LONG = {"55P03", "57014"}
_TRY_ONCE_MORE = {"40P01", "40001"}
# A full disk, and no memory.
_FULL = {"53100", "53200"}
_SQLITE = {
    sqlite3.SQLITE_BUSY: Outage.BUSY,
    sqlite3.SQLITE_LOCKED: Outage.BUSY,
    sqlite3.SQLITE_FULL: Outage.FULL,
    sqlite3.SQLITE_CANTOPEN: Outage.AWAY,
    sqlite3.SQLITE_IOERR: Outage.AWAY,
    sqlite3.SQLITE_READONLY: Outage.AWAY,
}
# PostgreSQL's classes of codes for a connection that is lost, none left, and a server that stops or takes no writes.
_AWAY = ("08", "53300", "57P", "25006")


def outage_of(error: BaseException | None) -> Outage | None:
    """What kept the database from doing what was asked; None where this error, and what led to it, is another."""
    return next((outage for each in _with_causes(error) if (outage := _outage(each))), None)


def _outage(error: BaseException) -> Outage | None:
    if isinstance(error, ClockDiffers):
        return Outage.CLOCK
    if isinstance(error, OSError):
        return Outage.FULL if error.errno == errno.ENOSPC else None
    if (code := getattr(error, "sqlite_errorcode", None)) is not None:
        return _SQLITE.get(code & 0xFF)  # the rest of it says more of the same
    if not isinstance(error, OperationalError | InterfaceError) or isinstance(error.__cause__, sqlite3.Error):
        return None
    state = getattr(error.__cause__, "sqlstate", None) or ""
    if state in _TOOK_TOO_LONG | _TRY_ONCE_MORE:
        return Outage.BUSY
    if state in _FULL:
        return Outage.FULL
    return Outage.AWAY if not state or state.startswith(_AWAY) else None


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        yield error
        seen.add(id(error))
        error = error.__cause__ or error.__context__


class TryOnceMore:
    """Ask a view once more where PostgreSQL took back its transaction, as two had waited for each other.

    Every view that saves does it in one transaction, so nothing of the first time is left. It stands last, next to the
    view.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        state = getattr(error.__cause__, "sqlstate", None)
        if state not in _TRY_ONCE_MORE or request.resolver_match is None:
            return None
        for files in request.FILES.lists():
            for file in files[1]:
                file.seek(0)
        view, args, kwargs = request.resolver_match
        return view(request, *args, **kwargs)
