"""Whose eyes a piece of work sees exempt matter with: nobody's, until somebody's right is named.

Every query for records asks here what may be seen (priorities/models/exemptions.py), so what names nobody is closed:
a page of somebody without the right, a feed, a command, a job, an error page.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# What keeps records right sees all of them: storing positions, taking an acceptance back, checking the database.
EVERYTHING = "everything"
NOTHING: frozenset[int] = frozenset()
_sight: ContextVar[frozenset[int] | str | Callable[[], frozenset[int]]] = ContextVar("sight", default=NOTHING)


def sight() -> frozenset[int] | str:
    """The keys of the plans whose exempt matter may be seen now; `EVERYTHING` where all of it may."""
    seen = _sight.get()
    return seen() if callable(seen) else seen


@contextmanager
def seeing_as(plans: Callable[[], frozenset[int]]) -> Iterator[None]:
    """As `seeing`, but the plans are asked for only once something is looked for; `plans` remembers its answer."""
    token = _sight.set(plans)
    try:
        yield
    finally:
        _sight.reset(token)


@contextmanager
def seeing(plans: Iterable[int]) -> Iterator[None]:
    """Within it, the exempt matter of these plans (keys) may be seen, and of no other. Also a decorator."""
    token = _sight.set(frozenset(plans))
    try:
        yield
    finally:
        _sight.reset(token)


@contextmanager
def seeing_everything() -> Iterator[None]:
    """Within it all records may be seen: for work whose results nobody reads who may not. Also a decorator."""
    token = _sight.set(EVERYTHING)
    try:
        yield
    finally:
        _sight.reset(token)
