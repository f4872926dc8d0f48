"""The meetings that change can be counted from, each with the position that its committee was shown."""

from typing import Any

from actions.models import FrozenPosition
from actions.pages.page_context import PageContext
from actions.positions.baseline import CALCULATED_LATER, Baseline
from actions.positions.frozen import LATEST_FIRST
from csc_tracker.models import User
from csc_tracker.pages.wording import in_words
from inspections.scrutiny.plan_queries import ShownPosition, meetings
from priorities.models import Plan


def baselines(page_context: PageContext) -> list:
    """A `Baseline` for each meeting before the day asked that considered the plan, the latest first.

    One of them is the reader's own: the last meeting of a committee that they sit on; for anyone else the last of a
    select committee that scrutinises the plan; where no select committee has met, the last of any committee that does.
    Where a meeting was shown a frozen position, change is counted from that. Otherwise it is counted from the meeting's
    day and calculated later.
    """
    held = meetings(page_context).held
    own = _own_meeting(held)
    return [_baseline(meeting, _last_shown(meeting, page_context), own=meeting == own) for meeting in held]


def _own_meeting(held: list) -> Any:
    """The meeting that change is counted from for this reader, if they choose no other; None if there is none."""
    for is_own in (
        lambda meeting: meeting.sits,
        lambda meeting: meeting.scrutinises and meeting.committee.kind == "select",
        lambda meeting: meeting.scrutinises,
    ):
        if own := next(filter(is_own, held), None):
            return own
    return None


def _last_shown(meeting: Any, page_context: PageContext) -> ShownPosition | None:
    """The last frozen position before the day asked that the meeting was shown; None if there is none.

    A reader who sees the plan as last reported is not shown positions that were frozen after that one.
    """
    for shown in meeting.shown_positions:
        included = page_context.up_to is None or shown.last_sequence <= page_context.up_to
        if included and shown.on < page_context.on:
            return shown
    return None


def _baseline(meeting: Any, position: ShownPosition | None, own: bool) -> Baseline:
    """The baseline of a meeting that was shown this frozen position, or none (None); `own`: see `baselines`."""
    title = f"{meeting.date_words}, {meeting.who}"
    if position:
        words = (
            f"Compared with what the {meeting.who} was shown for its meeting of {meeting.date_words}: the position on "
            f"{in_words(position.on)}."
        )
        return Baseline(meeting.slug, position.on, title, words, position.last_sequence, False, position.code, own)
    when = f"This is when the {meeting.who} {'last ' if own else ''}considered this plan. {CALCULATED_LATER}"
    return Baseline(meeting.slug, meeting.last_day, title, when, own=own)


def last_shown_to(plan: Plan, user: User) -> FrozenPosition | None:
    """The latest frozen position of the plan that a committee of this person was shown; None if there is none."""
    shown = FrozenPosition.objects.filter(plan=plan, shown_to__meeting__committee__seats__user=user)
    return shown.order_by(*LATEST_FIRST).first()
