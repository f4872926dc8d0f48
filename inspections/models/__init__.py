"""Scrutiny, in and out: papers, outside inspections, and the committees that ask."""

from .committees import AgendaItem, Answer, Committee, Meeting, Resolution
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
)

__all__ = [
    "AgendaItem",
    "Answer",
    "Citation",
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
    "Meeting",
    "Passage",
    "Report",
    "Resolution",
]
