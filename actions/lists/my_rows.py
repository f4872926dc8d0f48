"""What the page of one's own actions shows of each: its status with why, its due date, and what was last said of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Count, OuterRef, Subquery

from actions.lists.my_actions import Place
from actions.lists.page_rows import read
from actions.lists.tables import due_in_words
from actions.models import Action, ProgressUpdate, action_status
from actions.pages.page_context import PageContext
from actions.positions.in_the_way import InTheWay, in_the_way_of
from actions.positions.status import OPEN, Status, StatusWithReason
from csc_tracker.database.prepared import PreparedByKeys
from csc_tracker.pages.wording import signed


@dataclass(frozen=True, slots=True)
class MyRow:
    """An action of one's own as the page shows it.

    `last_words` are the last that were said of it, with who said them and for which day in `last_by`; empty where
    nobody did, or where they are what is in the way. `seen`: how many updates it has, for the form. `place`: where it
    is listed.
    """

    place: Place
    action: Action
    shown: StatusWithReason
    in_the_way: InTheWay | None
    due: str
    last_words: str
    last_by: str
    seen: int

    @property
    def reference(self) -> str:
        return self.action.reference

    @property
    def is_open(self) -> bool:
        """Whether “no change” can be said of it."""
        return self.shown.state in OPEN

    @property
    def needs_words(self) -> bool:
        """Whether “no change” to it says what is being done."""
        return self.in_the_way is not None


def my_rows(places: Iterable[Place], page_context: PageContext) -> list[MyRow]:
    """The rows of the actions at these places, in their order. Three queries for each 250."""
    by_key = {place.key: place for place in places}
    actions: list[Any] = read(by_key, page_context)
    known = {key: (seen, last) for key, seen, last in _known().rows([action.pk for action in actions])}
    reasons = {action.position.reason_id for action in actions}
    wanted = {key for key in {*reasons, *(last for _, last in known.values())} if key}
    said = {update.pk: update for update in _said().instances(wanted)}
    return [_row(by_key[action.pk], action, page_context.on, *known[action.pk], said) for action in actions]


def _row(place: Place, action: Any, on: date, seen: int | None, last: int | None, said: dict) -> MyRow:
    shown = action_status(action, on, place.interval)
    why = in_the_way_of(action.position, shown.state, said.values())
    update = said.get(last) if last and not (why and last == action.position.reason_id) else None
    by = _signed(update) if update else ""
    due = "" if shown.state == Status.LATE else due_in_words(action)
    return MyRow(place, action, shown, why, due, update.words if update else "", by, seen or 0)


def _signed(update: Any) -> str:
    if update.by is None:
        return f"From a paper, {update.effective_date.day} {update.effective_date:%B %Y}"
    return signed(update.by, update.post, update.effective_date)


@cache
def _known() -> PreparedByKeys:
    """The query of how many updates each action has, and of the last that says something in words."""

    def build(keys: Iterable[int]) -> Any:
        updates = ProgressUpdate.objects.filter(action=OuterRef("pk")).order_by()
        number = updates.values("action").annotate(number=Count("pk")).values("number")
        last = updates.exclude(words="").filter(withdrawn_by=None, withdraws=None)
        last = last.order_by("-effective_date", "-sequence").values("pk")[:1]
        actions = Action.objects.filter(pk__in=keys).order_by()
        return actions.annotate(seen=Subquery(number), last=Subquery(last)).values_list("pk", "seen", "last")

    return PreparedByKeys(build)


@cache
def _said() -> PreparedByKeys:
    return PreparedByKeys(
        lambda keys: ProgressUpdate.objects.filter(pk__in=keys).order_by().select_related("by", "post")
    )
