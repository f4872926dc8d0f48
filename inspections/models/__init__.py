"""Scrutiny, in and out: papers, outside inspections, and the committees that ask."""

from inspections.models.asking import LONGEST_ANSWER, LONGEST_QUESTION, MemberQuestion
from inspections.models.background import WorkerSeen
from inspections.models.calendar import CalendarFeed
from inspections.models.chasing import Reminder, ReminderAction
from inspections.models.committees import (
    AgendaItem,
    Answer,
    Closure,
    Committee,
    Meeting,
    MeetingPosition,
    Resolution,
    Seat,
    Verdict,
    known_until,
)
from inspections.models.erasing import ERASABLE, Erasure, ProposedErasure
from inspections.models.loading import (
    WAITS,
    Acceptance,
    Loading,
    PaperFile,
    Proposal,
    ProposalDecision,
    ProposedChange,
    WordsChange,
)
from inspections.models.papers import Citation, GlossaryTerm, Passage, Report
from inspections.models.reporting import BackgroundJob, FrozenFile, FrozenRecord
from inspections.models.scrutiny import (
    Finding,
    FindingAction,
    FindingPriority,
    Framework,
    Grade,
    Inspection,
    Judgement,
    JudgementLine,
    LinkChange,
    NoAnswer,
)

__all__ = [
    "ERASABLE",
    "LONGEST_ANSWER",
    "LONGEST_QUESTION",
    "WAITS",
    "Acceptance",
    "AgendaItem",
    "Answer",
    "BackgroundJob",
    "CalendarFeed",
    "Citation",
    "Closure",
    "Committee",
    "Erasure",
    "Finding",
    "FindingAction",
    "FindingPriority",
    "Framework",
    "FrozenFile",
    "FrozenRecord",
    "GlossaryTerm",
    "Grade",
    "Inspection",
    "Judgement",
    "JudgementLine",
    "LinkChange",
    "Loading",
    "Meeting",
    "MeetingPosition",
    "MemberQuestion",
    "NoAnswer",
    "PaperFile",
    "Passage",
    "Proposal",
    "ProposalDecision",
    "ProposedChange",
    "ProposedErasure",
    "Reminder",
    "ReminderAction",
    "Report",
    "Resolution",
    "Seat",
    "Verdict",
    "WordsChange",
    "WorkerSeen",
    "known_until",
]
