"""Which positions of a plan were frozen, and which of them last."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from actions.models import FrozenPosition
from actions.positions.as_at import SEQUENCES
from csc_tracker.database.prepared import DAYS, KEYS, Prepared
from priorities.models import Plan

if TYPE_CHECKING:
    from actions.pages.page_context import PageContext

LATEST_FIRST = ("-on", "-frozen_at", "-pk")


def last_frozen(plan: Plan) -> FrozenPosition | None:
    """The plan's last frozen position; None where there is none."""
    return FrozenPosition.objects.filter(plan=plan).order_by(*LATEST_FIRST).first()


def frozen_positions(page_context: "PageContext") -> list:
    """The positions that were frozen by the day asked, and that this reader may know of, the latest first."""
    if "frozen" not in page_context.read:
        page_context.read["frozen"] = _FROZEN.instances(
            page_context.plan.pk, page_context.on, _ANY if page_context.up_to is None else page_context.up_to
        )
    return page_context.read["frozen"]


def _frozen(plan: int, on: date, up_to: int | None) -> QuerySet[FrozenPosition]:
    return FrozenPosition.objects.filter(plan=plan, on__lte=on, last_sequence__lte=up_to).order_by(*LATEST_FIRST)


_ANY = 2**62  # more than any sequence
_FROZEN = Prepared(_frozen, KEYS[0], DAYS[0], SEQUENCES[1])
