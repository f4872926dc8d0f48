"""The day that a briefing counts change from, and the day up to which it lists what is due."""

from calendar import monthrange
from datetime import date, timedelta

from actions.pages import panels
from actions.pages.page_context import PageContext
from actions.positions.baseline import Baseline
from csc_tracker.pages.wording import in_words
from inspections.models import Meeting, known_until
from inspections.scrutiny.plan_queries import meetings

# How far ahead it looks where no later meeting is recorded.
MONTHS_AHEAD = 3


def meetings_around(page_context: PageContext, meeting: Meeting) -> tuple[Baseline | None, Meeting | None]:
    """The baseline that change is counted from, and the committee's next meeting; None for either that is not known.

    Change is counted from this committee's last meeting before this one that considered the plan. Where the address has
    `?since=`, it is counted from that meeting or day. If the committee of this meeting is not known, the next meeting
    is any committee's.
    """
    around = meetings(page_context, meeting.slug)
    baselines, coming = panels.baselines(page_context), around.coming
    if coming and coming.first_day > known_until(max(page_context.on, meeting.last_day)):
        coming = None
    if page_context.since:
        return panels.baseline(page_context, baselines), coming
    committee = meeting.committee_id
    of_committee = {
        held.slug
        for held in around.held
        if committee and held.committee_id == committee and held.last_day < meeting.first_day
    }
    return next((baseline for baseline in baselines if baseline.key in of_committee), None), coming


def due_until(page_context: PageContext, meeting: Meeting, coming: Meeting | None) -> tuple[date, str]:
    """The last day for what is due before the committee meets again, inclusive, and a sentence that explains it."""
    if coming:
        until = coming.first_day - timedelta(days=1)
        return until, f"The committee’s next meeting after this one: {coming.date_words}."
    until = _months_after(max(page_context.on, meeting.last_day), MONTHS_AHEAD)
    return until, f"No later meeting is recorded, so this looks {MONTHS_AHEAD} months ahead, to {in_words(until)}."


def _months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
