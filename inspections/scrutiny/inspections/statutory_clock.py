"""The statutory clock: by when a council must publish an inspection's report, and its statement of what it will do.

The law: the Chief Inspector inspects a council's services for children (section 135 of the Education and Inspections
Act 2006 names them) under section 136 and reports under section 137. A council that receives the report must prepare a
written statement of the action that it proposes and of the period for it (section 137(3)) and publish both (137(4)):
the report within 30 working days of receiving it (regulation 2 of the Education and Inspections Act 2006 (Inspection of
Local Authorities) Regulations 2007, SI 2007/462), the statement within 70 (regulation 3). What a working day is:
regulation 1(2), see working_days.py. Counting begins on the day after the report is received, as is usual for a period
“of” an event.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.positions.status import ago, count_days
from csc_tracker.pages.wording import in_words
from inspections.scrutiny.inspections.working_days import HolidaysNotKnown, add_working_days

REPORT_WITHIN, STATEMENT_WITHIN = 30, 70


@dataclass(frozen=True, slots=True)
class Due:
    """What is due how many working days after receipt: the earliest and the latest day that it can be due, in words.

    The two are one where the day of receipt is known.
    """

    what: str
    within: int
    earliest: date
    latest: date
    words: str


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of one inspection on a day: when the report came, what is due when, and whether the statement met it.

    `unknown` says why the days cannot be worked out; nothing is then due that is known.
    """

    received: str
    unknown: str = ""
    due: tuple[Due, ...] = ()
    statement: str = ""

    @property
    def in_short(self) -> str:
        """Whether the statement met it, or why we cannot say."""
        return self.unknown or self.statement


def clock(inspection: Any, on: date) -> Clock | None:
    """The statutory clock of an inspection as on the day `on`; None for one that starts none."""
    if not inspection.starts_clock:
        return None
    first, last = inspection.received_first_day, inspection.received_last_day
    if first is None:
        return Clock(inspection.received_words, _date_not_stated(inspection.received_words))
    if first > on:
        return Clock("", f"The council had not received the report by {in_words(on)}.")
    try:
        report = _due("Publishing the report", REPORT_WITHIN, first, last, on)
        statement = _due("Publishing the written statement of what it will do", STATEMENT_WITHIN, first, last, on)
    except HolidaysNotKnown as unknown:
        return Clock(_received(inspection), str(unknown))
    return Clock(_received(inspection), "", (report, statement), _met(inspection.statement_sent_on, statement, on))


def _date_not_stated(words):
    if words:
        return (
            f"The papers say only “{words}” about when the council received the report, so we cannot work out the day."
        )
    return "The papers do not say when the council received the report, so we cannot work out the day."


def _received(inspection):
    first, last = inspection.received_first_day, inspection.received_last_day
    if first == last:
        return in_words(first)
    words = f"“{inspection.received_words}”, so " if inspection.received_words else ""
    return f"{words}between {in_words(first)} and {in_words(last)}"


def _due(what, within, first, last, on):
    """When something is due, counted from the first and from the last day that the report can have come."""
    earliest, latest = add_working_days(first, within), add_working_days(last, within)
    if earliest == latest:
        return Due(what, within, earliest, latest, f"by {in_words(latest)}, {_when(latest, on)}")
    words = (
        f"by {in_words(earliest)} at the earliest ({_when(earliest, on)}), "
        f"by {in_words(latest)} at the latest ({_when(latest, on)})"
    )
    return Due(what, within, earliest, latest, words)


def _when(day, on):
    """“in 12 days”, “today”, “3 days ago”."""
    return f"in {count_days((day - on).days)}" if day > on else ago((on - day).days)


def _met(sent_on, due, on):
    """Whether the statement was sent in time, as far as that was known on the day `on`."""
    if sent_on is None or sent_on > on:
        passed = f" That day has passed, {ago((on - due.latest).days)}." if due.latest < on else ""
        return f"By {in_words(on)} there was no record of the day the statement was sent.{passed}"
    if sent_on <= due.earliest:
        return f"The statement was sent on {in_words(sent_on)}: in time."
    if sent_on > due.latest:
        late = count_days((sent_on - due.latest).days)
        least = "" if due.earliest == due.latest else "at least "
        return f"The statement was sent on {in_words(sent_on)}: {least}{late} late."
    return (
        f"The statement was sent on {in_words(sent_on)}. We cannot say whether that was in time, because we do not "
        "know which day the report arrived."
    )
