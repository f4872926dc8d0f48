"""Whose eyes a piece of work sees exempt matter with: nobody's, until somebody's right is named.

Every query for records asks here what may be seen (priorities/models/exemptions.py), so what names nobody is closed:
a page of somebody without the right, a feed, a command, a job, an error page.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum
from typing import Final


class Everything(Enum):
    """Every plan (key) is in it."""

    EVERYTHING = "everything"

    def __contains__(self, plan: int) -> bool:
        return True


# What keeps records right sees all of them: storing positions, taking an acceptance back, checking the database.
EVERYTHING: Final = Everything.EVERYTHING
NOTHING: frozenset[int] = frozenset()
Sight = frozenset[int] | Everything
_sight: ContextVar[Sight | Callable[[], frozenset[int]]] = ContextVar("sight", default=NOTHING)


@dataclass
class Shown:
    """What exempt matter was read for somebody: exemptions, and plans whose figures or editions take it in (keys).

    `in_force` is what was asked of the database about them.
    """

    exemptions: set[int] = field(default_factory=set)
    plans: set[int] = field(default_factory=set)
    in_force: dict = field(default_factory=dict, repr=False)

    def __bool__(self):
        return bool(self.exemptions or self.plans)


_shown: ContextVar[Shown | None] = ContextVar("shown", default=None)


def sight() -> Sight:
    """The keys of the plans whose exempt matter may be seen now; `EVERYTHING` where all of it may."""
    seen = _sight.get()
    return seen() if callable(seen) else seen


def note_exempt(exemption: int | None) -> None:
    """Note, for `watching`, that a record was read that is exempt by this exemption (None: it is open)."""
    if exemption is not None and (shown := _shown.get()) is not None and sight() is not EVERYTHING:
        shown.exemptions.add(exemption)


def note_with_right(plan: int) -> None:
    """The same of what takes in all that is exempt of a plan (key) for who may see it: figures, an edition."""
    if (shown := _shown.get()) is not None and (seen := sight()) is not EVERYTHING and plan in seen:
        shown.plans.add(plan)


def shown_so_far() -> Shown:
    """What `watching` has kept until now; nothing outside it."""
    return _shown.get() or Shown()


@contextmanager
def watching() -> Iterator[Shown]:
    """Within it, what exempt matter is read is kept in what this gives: nothing, for who may see none."""
    token = _shown.set(shown := Shown())
    try:
        yield shown
    finally:
        _shown.reset(token)


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
def seeing_of(plan: int) -> Iterator[None]:
    """Within it, of what may be seen only the exempt matter of this plan (key): for a file of one plan."""
    seen = sight()
    with seeing(NOTHING if seen is not EVERYTHING and plan not in seen else [plan]):
        yield


@contextmanager
def seeing_everything() -> Iterator[None]:
    """Within it all records may be seen: for work whose results nobody reads who may not. Also a decorator."""
    token = _sight.set(EVERYTHING)
    try:
        yield
    finally:
        _sight.reset(token)
