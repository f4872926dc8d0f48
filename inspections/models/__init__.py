"""Scrutiny, in and out: papers, outside inspections, and the committees that ask."""

from .committees import (
    AgendaItem,
    Answer,
    Closure,
    Committee,
    Meeting,
    MeetingPosition,
    Resolution,
    Seat,
    Verdict,
)
from .feeds import CalendarFeed
from .papers import Citation, GlossaryTerm, Passage, Report
from .scrutiny import (
    Finding,
    FindingAction,
    FindingPriority,
    Framework,
    Grade,
    Inspection,
    Judgement,
    JudgementLine,
    LinkChange,
)

__all__ = [
    "AgendaItem",
    "Answer",
    "CalendarFeed",
    "Citation",
    "Closure",
    "Committee",
    "Finding",
    "FindingAction",
    "FindingPriority",
    "Framework",
    "GlossaryTerm",
    "Grade",
    "Inspection",
    "Judgement",
    "JudgementLine",
    "LinkChange",
    "Meeting",
    "MeetingPosition",
    "Passage",
    "Report",
    "Resolution",
    "Seat",
    "Verdict",
]
