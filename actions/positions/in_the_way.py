"""Red and amber always come with why: what an officer last said is in the way of an action (docs/rules.md)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.db.models import F

from actions.models import ProgressUpdate
from actions.positions.status import RED, Facts, Status
from csc_tracker.database.prepared import PreparedByKeys
from csc_tracker.models import User, earlier
from csc_tracker.pages.wording import in_words
from priorities.models import seen_only

WITH_WHY = (*RED, Status.AT_RISK)  # the statuses that come with why
NO_REASON = "No reason given."


@dataclass(frozen=True, slots=True)
class InTheWay:
    """What an officer last said is in the way, and who for which day: “Head of Early Help, 2 December 2019”.

    Where nobody said anything, the words say so and `who` is empty.
    """

    words: str
    who: str = ""

    @property
    def in_one(self) -> str:
        """The words with who said them in brackets, for where they are one text."""
        return f"{self.words} ({self.who})" if self.who else self.words


def in_the_way(positions: Iterable[Any]) -> dict[int, InTheWay]:
    """By the key of the position: what is in the way of each of these that is late, off track or at risk.

    One query; none where none of them has a reason.
    """
    shown = [position for position in positions if position is not None and position.status in WITH_WHY]
    reasons = _reasons({position.reason_id for position in shown if position.reason_id})
    return {position.pk: reasons.get(position.reason_id) or InTheWay(NO_REASON) for position in shown}


def in_the_way_of(facts: Facts | None, state: Status, updates: Iterable[ProgressUpdate]) -> InTheWay | None:
    """What is in the way of one action with these facts and this status; None where the status needs no why.

    `updates` are the action's own, the one with the reason among them. Costs no query.
    """
    if facts is None or state not in WITH_WHY:
        return None
    update = next((each for each in updates if each.pk == facts.reason_id), None)
    if update is None:
        return InTheWay(NO_REASON)
    day = update.effective_date
    assert update.by is not None  # a reason comes from an officer
    who = update.post.titled_on(day) if update.post else update.by.named_on(day)
    return _said(update.words, update.blanked_on, who, day)


def _reasons(keys: set[int]) -> dict[int, InTheWay]:
    return {row[0]: _of_row(_Row(*row)) for row in _query().rows(keys)} if keys else {}


class _Row(NamedTuple):
    """What an update says is in the way, and of who said it: the names, and the post's titles where it may be seen."""

    key: int
    words: str
    effective_date: date
    blanked_on: date | None
    first_name: str
    last_name: str
    username: str
    earlier_names: Any
    title: str | None
    earlier_titles: Any


def reason_columns() -> dict[str, Any]:
    """What a query of positions is annotated with, so that `in_the_way_of_annotated` needs no other query."""
    return {f"reason_{name}": column for name, column in _columns("reason__").items()}


def in_the_way_of_annotated(position: Any) -> InTheWay | None:
    """What is in the way, of a position from a query with `reason_columns`; None where its status needs no why."""
    if position.status not in WITH_WHY:
        return None
    row = _Row(*(getattr(position, f"reason_{name}") for name in _Row._fields))
    return _of_row(row) if row.key else InTheWay(NO_REASON)


def _columns(path: str) -> dict[str, Any]:
    """The columns of `_Row`, of an update at this path."""
    names = {name: F(f"{path}{name}") for name in ("words", "effective_date", "blanked_on")}
    by = {name: F(f"{path}by__{name}") for name in ("first_name", "last_name", "username", "earlier_names")}
    post = {name: seen_only(f"{path}post__{name}", f"{path}post__exemption") for name in ("title", "earlier_titles")}
    return {"key": F(f"{path}pk"), **names, **by, **post}


def _of_row(row: _Row) -> InTheWay:
    if row.title:
        who = earlier(row.earlier_titles, row.effective_date) or row.title
    else:
        who = User.named(row.first_name, row.last_name, row.username, row.earlier_names, row.effective_date)
    return _said(row.words, row.blanked_on, who, row.effective_date)


def _said(words: str, blanked_on: date | None, who: str, day: date) -> InTheWay:
    """As said from the post that the officer held that day, else by their name."""
    return InTheWay(f"Words removed on {in_words(blanked_on)}." if blanked_on else words, f"{who}, {in_words(day)}")


@cache
def _query() -> PreparedByKeys:
    def build(keys: Iterable[int]) -> Any:
        return ProgressUpdate.objects.filter(pk__in=keys).order_by().values_list(*_columns("").values())

    return PreparedByKeys(build)
