"""One lock for all that people record: an ordinary write shares it, and what closes or opens matter has it alone.

What is exempt is so by what it belongs to. So nothing may be added while what it belongs to is closed, released, taken
back or erased: whoever does that waits for every write that has begun, and every later write waits for them and then
reads what is there now. The lock is taken first in a transaction, before anything is read that decides what to do and
before any row is locked, so that no two wait for each other. On SQLite a transaction that writes is alone anyway.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from csc_tracker.database.outages import ClockDiffers

_KEY = 20_200_115  # of the lock in PostgreSQL; any fixed number serves
_SHARED, _ALONE = "pg_advisory_xact_lock_shared", "pg_advisory_xact_lock"
_held: ContextVar[str] = ContextVar("held", default="")
# What is done in the same transaction once all is written: other apps add to it when they start.
at_the_end: list[Callable[[], object]] = []
GONE = "It is not here any more, or not for you to see. Nothing was saved."


@contextmanager
def writing(*, savepoint: bool = True) -> Iterator[None]:
    """A transaction for an ordinary write: until it ends, nothing is closed, released, taken back or erased.

    Within another it is a savepoint, so that a refusal can be caught; not where `savepoint` is False.
    """
    with transaction.atomic(savepoint=savepoint), _holding(_SHARED):
        yield


@contextmanager
def writing_alone() -> Iterator[None]:
    """A transaction in which nobody else records anything: to close or open matter, or to write many rows at once."""
    if _held.get() == _SHARED:
        raise RuntimeError("Two who share the lock and both want it alone would wait for each other. Ask first.")
    with transaction.atomic(), _holding(_ALONE):
        yield


@contextmanager
def saving() -> Iterator[None]:
    """The same as `writing` for the save of one record, which may be called in any transaction or in none."""
    alone = not connection.in_atomic_block
    with transaction.atomic() if alone else nullcontext():
        if not _held.get():
            _take(_SHARED)
        yield
        if alone:
            _end()


def answered_in_one_transaction(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a view: a form that is sent is answered within `writing`, so that what the view reads still holds."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with writing() if request.method == "POST" else nullcontext():
            return view(request, *args, **kwargs)

    return answer


def locked(records: Any, key: Any) -> Any:
    """The record of a manager or queryset with this key, locked until the transaction ends.

    ValidationError if it is gone.
    """
    record = records.select_for_update(of=("self",)).filter(pk=key).first()
    if record is None:
        raise ValidationError({NON_FIELD_ERRORS: GONE})
    return record


@contextmanager
def _holding(function: str) -> Iterator[None]:
    """Hold the lock by this function of PostgreSQL, unless it is held already; the transaction gives it up."""
    if _held.get():
        yield
        return
    _take(function)
    token = _held.set(function)
    try:
        yield
        _end()
    finally:
        _held.reset(token)


def _end() -> None:
    for do in at_the_end:
        do()


def _take(function: str) -> None:
    """Take the lock, and compare the clocks: ClockDiffers where days and times of this process would be wrong."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s), clock_timestamp()", [_KEY])  # from left to right
        theirs = cursor.fetchone()[1]
    most = settings.CLOCK_MAY_DIFFER
    if most is not None and abs((theirs - timezone.now()).total_seconds()) > most:
        raise ClockDiffers
