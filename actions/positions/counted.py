"""The facts that positions are counted by, as one number.

A page that counts groups the positions of a whole plan. Grouping by one number that an index holds costs the database
a third of what grouping by seven columns does; what is counted follows from the number, once for each group.
"""

from functools import cache, reduce
from math import prod
from operator import or_
from typing import NamedTuple

from django.db.models import Q

from actions.models.work import DueBasis, Impact, Rating, Stage
from actions.positions.status import Status


class Counted(NamedTuple):
    """The facts by which positions are counted; the names are those of `ActionPosition`."""

    status: str
    stage: str
    rating: str
    due_basis: str
    impact: str
    date_not_stated: bool
    evidence: bool


# What each of `Counted` can be, in its order. Where one is added or moved, the numbers change:
# `manage.py rebuild_positions` makes them anew.
_VALUES: tuple[list, ...] = (
    Status.values, ["", *Stage.values], ["", *Rating.values], ["", *DueBasis.values], ["", *Impact.values],
    [False, True], [False, True],
)  # fmt: skip


# How many numbers each status has. Divided by it, a number gives the status in its order, the worst first.
PER_STATUS = prod(map(len, _VALUES[1:]))


@cache
def number_of(*facts: str | bool) -> int:
    """The number (under 2¹⁵) of these facts, in the order of `Counted`."""
    number = 0
    for fact, values in zip(facts, _VALUES, strict=True):
        number = number * len(values) + values.index(fact)
    return number


@cache
def counted(number: int) -> Counted:
    """The facts that `number_of` gave this number."""
    facts = []
    for values in reversed(_VALUES):
        number, place = divmod(number, len(values))
        facts.append(values[place])
    return Counted(*reversed(facts))


def numbers_of_status(status: str) -> tuple[int, int]:
    """The first and the last number of what has this status."""
    first = _VALUES[0].index(status) * PER_STATUS
    return first, first + PER_STATUS - 1


def counted_with(*states: str, path: str = "") -> Q:
    """The condition that a position at `path` has one of these statuses, of which an index of positions tells alone."""
    return reduce(or_, (Q(**{f"{path}counted_as__range": numbers_of_status(state)}) for state in states))
