"""What recognising gives: proposals, each with the passage that it was read in and why."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from actions.periods.period import Period


class ProposalKind(StrEnum):
    """What a passage is taken to give."""

    REPORT = "report"
    MEETING = "meeting"
    INSPECTION = "inspection"
    JUDGEMENT = "judgement"
    FINDING = "finding"
    PRIORITY = "priority"
    ACTION = "action"
    DECISION = "decision"
    REQUEST = "request"
    PROMISE = "promise"
    REFERRAL = "referral"
    INTENTION = "intention"
    MEASURE = "measure"
    ODDITY = "oddity"


@dataclass(slots=True)
class Proposal:
    """One thing that a passage gives, for an admin to check.

    `text` is the paper's own words (an oddity's: a sentence of ours on what is odd). `passage` is the order of its
    passage, `also` those of others that say the same or give a part of it. `fields` hold what each kind has, days as
    ISO texts or None. `confidence` is from 0 to 1: 0.9 and above where the paper's form leaves no doubt, 0.5 to 0.9
    where a rule of thumb decided, below that where it is a guess worth a look. `reason` is a short sentence for the
    admin: what in the paper made it so.
    """

    kind: ProposalKind
    text: str
    passage: int
    fields: dict = field(default_factory=dict)
    confidence: float = 0.9
    reason: str = ""
    also: tuple[int, ...] = ()


@dataclass(slots=True)
class Context:
    """What is known of the whole paper before its parts are read.

    `day` is the day from which years that the paper leaves out are told: the one given by the admin, else the paper's
    own, else None, when only dates with a year are read. `council` and `committee` are as the paper writes them.
    `document_type` is what the paper is, from its form: see document_types.py.
    """

    day: date | None = None
    day_given: bool = False
    council: str = ""
    committee: str = ""
    document_type: str = ""


def iso(day: date | None) -> str | None:
    """A day as the fields of a proposal hold it."""
    return day.isoformat() if day else None


def dated(period: Period | None, words: str = "") -> dict:
    """The three fields of a date: as the paper writes it, and the first and last day that it can mean (or None)."""
    return {
        "date_as_written": words or (period.words if period else None),
        "first_day": iso(period.first_day) if period else None,
        "last_day": iso(period.last_day) if period else None,
    }
