"""The panel of the status board that names the next meeting."""

from actions.positions.status import count_days
from csc_tracker.pages.wording import in_words
from inspections.scrutiny.plan_queries import meetings


def next_meeting(page_context, subject):
    """The next meeting that concerns the plan, and in how many days it is."""
    meeting = meetings(page_context).to_come
    if meeting is None:
        return None
    days = (meeting.first_day - page_context.calendar_day).days
    one_day = meeting.first_day == meeting.last_day
    day = f"{meeting.first_day:%A} {in_words(meeting.first_day)}" if one_day else meeting.date_words
    wait = f"in {count_days(days)}" if days > 0 else "today" if one_day else ""
    day_and_note = f"{day} (date worked out, not stated)" if meeting.worked_out else day
    return {
        "page_context": page_context,
        "meeting": meeting,
        "day": day,
        "wait": wait,
        "when": f"{day_and_note}, {wait}" if wait else day_and_note,
    }
