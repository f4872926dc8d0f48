"""The first of a plan's actions that are late or off track, each with why, for its status board."""

from datetime import date
from functools import cache
from typing import Any

from django.db.models import F

from actions.models import ActionPosition, action_status
from actions.pages.page_context import PageContext
from actions.positions.as_at import SEQUENCES, in_force
from actions.positions.counted import PER_STATUS, counted_with
from actions.positions.in_the_way import in_the_way_of_annotated, reason_columns
from actions.positions.status import RED
from csc_tracker.database.prepared import DAYS, KEYS, Prepared

SHOWN = 5  # the most that the board shows


def late_and_why(page_context: PageContext) -> list[Any]:
    """The plan's late actions by their due dates, then those off track: at most `SHOWN`.

    Each has its priority, its position, its status as `shown` and what is `in_the_way`. One query.
    """
    known = [] if page_context.up_to is None else [page_context.up_to]
    positions = _query(bool(known)).instances(page_context.plan.pk, page_context.on, *known)
    return [_action(page_context, position) for position in positions]


def _action(page_context: PageContext, position: Any) -> Any:
    action = position.action
    action.position, action.priority = position, position.priority
    action.shown = action_status(action, page_context.on, page_context.plan.update_interval_days)
    action.in_the_way = in_the_way_of_annotated(position)
    return action


@cache
def _query(as_known: bool) -> Prepared:
    def build(plan: int, on: date, up_to: int | None = None) -> Any:
        path = "action__priority__plan" if as_known else "priority__plan"  # as the indexes of positions go
        red = ActionPosition.objects.filter(in_force(on, up_to), counted_with(*RED), **{path: plan})
        order = F("counted_as") / PER_STATUS, "due_last_day", "priority__number", "action__number"
        # An index has what they are ordered by: only the first are read.
        first = red.order_by(*order).values("action")[:SHOWN]
        chosen = ActionPosition.objects.filter(in_force(on, up_to), action__in=first).order_by(*order)
        return chosen.annotate(**reason_columns()).select_related("action__owner", "priority")

    return Prepared(build, KEYS[0], DAYS[0], *SEQUENCES[:as_known])
