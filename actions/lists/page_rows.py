"""The actions of a page of a list, read by their keys: one query that is built once, whatever narrows the list."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from actions.models import Action
from actions.pages.page_context import PageContext
from actions.positions.as_at import SEQUENCES
from actions.positions.baseline import Baseline
from csc_tracker.database.prepared import DAYS, PreparedByKeys

PAGE_SIZES = PreparedByKeys.SIZES  # the most actions on a page


class PageKeys(Sequence):
    """The keys of so many actions in the order of a list, of which only those of a page are read.

    `read(start, stop)` gives the keys from the place `start` (from 0) up to the one before `stop`.
    """

    def __init__(self, number: int, read: Callable[[int, int], list[int]]):
        self._number, self._read = number, read

    def __len__(self) -> int:
        return self._number

    def __getitem__(self, some: Any) -> Any:
        """The keys of a slice without a step; the key of one place."""
        if isinstance(some, int):
            return self[some : some + 1][0]
        start, stop, _ = some.indices(self._number)
        return self._read(start, stop) if start < stop else []


def read(keys: Iterable[int], page_context: PageContext, baseline: Baseline | None = None) -> list[Action]:
    """The actions with these keys, in their order, as the page shows them: each with its priority, the lead, its owner
    and its position; with a baseline also its position there, as `before`. One query for each 250.
    """
    known = [page_context.up_to] if page_context.up_to is not None else []
    before = [baseline.day] if baseline else []
    known_before = [baseline.up_to] if baseline and baseline.up_to is not None else []
    query = _query(bool(known), bool(before), bool(known_before))
    by_key = {action.pk: action for action in query.instances(keys, page_context.on, *known, *before, *known_before)}
    return [by_key[key] for key in keys]


@cache
def _query(as_known, compared, known_before):
    def build(keys, on, *rest):
        up_to, before = (rest[0], rest[1:]) if as_known else (None, rest)
        actions = Action.objects.filter(pk__in=keys).select_related("priority__lead", "owner").as_at(on, up_to)
        return (actions.compared_with(*before) if compared else actions).order_by()

    sequences = list(SEQUENCES)
    known = [sequences.pop(0)] if as_known else []
    before = [DAYS[1], *sequences[:known_before]] if compared else []
    return PreparedByKeys(build, DAYS[0], *known, *before)
