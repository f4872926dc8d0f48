"""What change can be counted from: the meetings that considered a plan, each with what its committee was shown."""

from actions.models import FrozenPosition
from actions.pages.page_context import PageContext
from actions.positions.baseline import WORKED_OUT, Baseline
from actions.positions.frozen import LATEST_FIRST
from csc_tracker.pages.wording import in_words
from inspections.scrutiny.plan_queries import meetings


def baselines(page_context: PageContext) -> list:
    """The meetings before the day asked that considered the plan, the latest first; one of them the reader's own.

    The reader's own is the last meeting of a committee that they sit on; for anyone else the last of a select
    committee that scrutinises the plan, or of any committee that does where no select committee has met. Where a
    meeting was shown a frozen position, change is counted from that, else from its day, worked out afterwards.
    """
    met = meetings(page_context).held
    own = next(filter(None, (next(filter(test, met), None) for test in _OWN)), None)
    return [_baseline(meeting, _shown(meeting, page_context), own=meeting == own) for meeting in met]


def _shown(meeting, page_context):
    """The last position that it was shown of those before the day asked that this reader may know of; None for none."""
    known = (
        shown
        for shown in meeting.shown_positions
        if page_context.up_to is None or shown.last_sequence <= page_context.up_to
    )
    return next((shown for shown in known if shown.on < page_context.on), None)


# Whose meeting counts for a reader, from the first that there is.
_OWN = (
    lambda meeting: meeting.sits,
    lambda meeting: meeting.scrutinises and meeting.committee.kind == "select",
    lambda meeting: meeting.scrutinises,
)


def _baseline(meeting, position, own):
    """The baseline of a meeting that was shown this frozen position (None: none).

    `own`: it is when this reader's committee last considered the plan.
    """
    title = f"{meeting.date_words}, {meeting.who}"
    if position:
        words = (
            f"Compared with what the {meeting.who} was shown for its meeting of {meeting.date_words}: the position on "
            f"{in_words(position.on)}."
        )
        return Baseline(meeting.slug, position.on, title, words, position.last_sequence, False, position.pk, own)
    when = f"This is when the {meeting.who} {'last ' if own else ''}considered this plan. {WORKED_OUT}"
    return Baseline(meeting.slug, meeting.last_day, title, when, own=own)


def last_shown_to(plan, user):
    """The latest frozen position of the plan that a committee of this person was shown; None where there is none."""
    shown = FrozenPosition.objects.filter(plan=plan, shown_to__meeting__committee__seats__user=user)
    return shown.order_by(*LATEST_FIRST).first()
