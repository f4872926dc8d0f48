"""A meeting's papers and minutes in words, as known on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from csc_tracker.pages.wording import count_of, in_words
from inspections.models import Committee, Meeting, Report
from inspections.scrutiny.inspections.working_days import (
    HolidaysNotKnown,
    clear_working_days_before,
    working_days_between,
)
from priorities.models import Plan

# The law's notice for a council's committees (see working_days.clear_working_days_before).
CLEAR_DAYS = 5


@dataclass(frozen=True, slots=True)
class MeetingPapers:
    """When a meeting's papers are due and when they were published, in words; `due` is None if the day is not known."""

    due: date | None
    due_words: str
    published: str
    late: bool = False


def in_short(meeting: Any, plan: Plan) -> str:
    """Whether the meeting considers the plan, and how many `papers` and matters (`said`) it has, as sentences."""
    papers, said = count_of(meeting.papers, "paper"), count_of(meeting.said, "thing")
    known = f"{papers} loaded; {said} decided, asked, promised or said."
    return f"Considers this plan. {known}" if meeting.considered_id == plan.pk else known


def lead_of(meeting: Meeting, on: date, items: int) -> str:
    """When the meeting is, seen from the day `on`, and its items: “A past meeting, with 3 items recorded.”"""
    if meeting.first_day > on:
        when = "An upcoming meeting"
    elif meeting.last_day < on:
        when = "A past meeting"
    else:
        when = "A meeting on this day"
    return f"{when}, with {count_of(items, 'item')} recorded."


def other_dates(meeting: Meeting, papers: list[Report]) -> list[str]:
    """A sentence for each of its papers that has another date than the meeting."""
    return [
        f"{'Its report' if paper.kind == Report.Kind.REPORT else 'One of its papers'} has a different date: "
        f"{in_words(paper.dated)}."
        for paper in papers
        if paper.dated and not meeting.first_day <= paper.dated <= meeting.last_day
    ]


def day_is_known(meeting: Meeting) -> bool:
    """Whether the meeting's day is known, not only the month or so that it was in."""
    return meeting.first_day == meeting.last_day


def papers_due(meeting: Meeting) -> date | None:
    """The last day to publish its papers: five clear working days before the meeting (see `CLEAR_DAYS`).

    None if the day of the meeting is not known, or if it is an Improvement Board's: the law is for a council's
    committees. Raises `HolidaysNotKnown`.
    """
    if not day_is_known(meeting) or _is_board(meeting):
        return None
    return clear_working_days_before(meeting.first_day, CLEAR_DAYS)


def papers_of(meeting: Meeting, on: date) -> MeetingPapers:
    """When the meeting's papers are due and whether those published by the day `on` came in time."""
    try:
        due = papers_due(meeting)
    except HolidaysNotKnown as unknown:
        return MeetingPapers(None, str(unknown), _published(meeting, on, None))
    if due is None:
        why = (
            "There is no deadline. The five clear working days are for a council’s committees, and this is a board."
            if _is_board(meeting)
            else "We cannot work this out, because the day of the meeting is not known."
        )
        return MeetingPapers(None, why, _published(meeting, on, None))
    late = meeting.papers_published_on is not None and due < meeting.papers_published_on <= on
    words = f"{due:%A} {in_words(due)}, five clear working days before the meeting"
    if meeting.worked_out:
        words += ", whose own date is worked out"
    return MeetingPapers(due, words, _published(meeting, on, due), late)


def _published(meeting, on, due):
    """“17 January 2020, late: 3 clear working days before the meeting, not 5”, as far as is known on the day."""
    day = meeting.papers_published_on
    if day is None or day > on:
        return "The day is not known"
    if due is None:
        return in_words(day)
    if day <= due:
        return f"{in_words(day)}, in time"
    clear = working_days_between(day, meeting.first_day)
    if day >= meeting.first_day:
        when = "on the day of the meeting" if day == meeting.first_day else "after the meeting"
        return f"{in_words(day)}, late: {when}"
    return f"{in_words(day)}, late: {count_of(clear, 'clear working day')} before the meeting, not 5"


def minutes_in_words(meeting: Meeting, on: date, loaded: bool = False) -> str:
    """What is known of its minutes on the day `on`; empty before the meeting. `loaded`: they are among its papers."""
    if meeting.first_day > on:
        return ""
    if meeting.minutes == Meeting.Minutes.AGREED:
        day = meeting.minutes_agreed_on
        if day is None:
            return "Agreed; the day is not known"
        return f"Agreed on {in_words(day)}" if day <= on else f"Not yet agreed by {in_words(on)}"
    if meeting.minutes == Meeting.Minutes.DRAFT:
        return "Draft"
    if loaded:
        return "They are among the papers below. We do not know whether they were agreed"
    return "No record of its minutes"


def _is_board(meeting):
    return meeting.committee is not None and meeting.committee.kind == Committee.Kind.BOARD
