"""The files of a briefing: PDF, Word and Excel, live and as they are issued with a frozen position."""

from collections.abc import Iterable

from inspections.reporting.briefing.builder import briefing as briefing_for
from inspections.reporting.briefing.content import Briefing, PriorityDetail
from inspections.reporting.briefing.details import details
from inspections.reporting.briefing.pdf import pdf
from inspections.reporting.briefing.word import word
from inspections.reporting.briefing.workbook import workbook

# What draws each file from a `Briefing` and its `PriorityDetail`s.
DRAWN_BY = {"pdf": pdf, "docx": word, "xlsx": workbook}


def briefing_file(kind: str, briefing: Briefing, details: Iterable[PriorityDetail]) -> tuple[str, bytes]:
    """The file of a kind (pdf, docx, xlsx): its name, which has the meeting and the position's day, and its bytes."""
    return f"briefing-{briefing.meeting_slug}-position-{briefing.on}.{kind}", DRAWN_BY[kind](briefing, details)


def live_file(page_context, meeting, kind, progress=lambda doing, done, total: None):
    """The file of a kind for a position that is not frozen: its name and its bytes.

    `progress` is called with what is done, how much of it and of how much.
    """
    briefing = briefing_for(page_context, meeting)

    def counted_details():
        for number, detail in enumerate(details(page_context, meeting), 1):
            progress("Reading the plan", number, len(briefing.priorities))
            yield detail

    return briefing_file(kind, briefing, counted_details())
