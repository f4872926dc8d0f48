"""What a briefing counts change from, and how far ahead it looks."""

from calendar import monthrange
from datetime import date, timedelta

from actions.pages import panels
from csc_tracker.pages.wording import in_words
from inspections.scrutiny.plan_queries import meetings

# A meeting further away than this tells a committee nothing about what is due: its own calendar runs for a year.
KNOWN_AHEAD = timedelta(days=366)
# How far ahead it looks where no later meeting is recorded.
MONTHS_AHEAD = 3


def meetings_around(page_context, meeting):
    """What change is counted from, and the committee's next meeting after this one; None for what is not known.

    Change is counted from when this meeting's committee last considered the plan before it, or from another meeting or
    day where the reader's address names one. Of a meeting whose committee is not known, the next is any committee's.
    """
    around = meetings(page_context, meeting.slug)
    known, coming = panels.baselines(page_context), around.coming
    if coming and coming.first_day > max(page_context.on, meeting.last_day) + KNOWN_AHEAD:
        coming = None
    if page_context.since:
        return panels.baseline(page_context, known), coming
    committee = meeting.committee_id
    theirs = {
        each.slug
        for each in around.held
        if committee and each.committee_id == committee and each.last_day < meeting.first_day
    }
    return next((each for each in known if each.key in theirs), None), coming


def due_until(page_context, meeting, coming):
    """The last day of what is due before the committee meets again, and the sentence that says which day that is."""
    if coming:
        until = coming.first_day - timedelta(days=1)
        return until, f"The committee’s next meeting after this one: {coming.date_words}."
    until = _months_after(max(page_context.on, meeting.last_day), MONTHS_AHEAD)
    return until, f"No later meeting is recorded, so this looks {MONTHS_AHEAD} months ahead, to {in_words(until)}."


def _months_after(day, months):
    """The same day so many months later, or the last day of that month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
