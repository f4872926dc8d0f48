"""The status of an action on a day: one rule of plain values and a day, and the same with its reason in words."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from csc_tracker.pages.wording import count_of, in_words


class Status(TextChoices):
    """The status of an action. Late and Off track are two statuses, and both count as red in the totals."""

    LATE = "late", "Late"
    OFF_TRACK = "off_track", "Off track"
    AT_RISK = "at_risk", "At risk"
    ON_TRACK = "on_track", "On track"
    NOT_RATED = "not_rated", "Not yet rated"
    AWAITING = "awaiting", "Done, awaiting sign-off"
    COMPLETE = "complete", "Complete"
    STOPPED = "stopped", "Stopped"
    NOT_REPORTED = "not_reported", "Not yet reported"


# The statuses of the actions that are in the totals; stopped and not yet reported are not.
COUNTED = (
    Status.LATE, Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK, Status.NOT_RATED, Status.AWAITING, Status.COMPLETE
)  # fmt: skip
REPORTED = (*COUNTED, Status.STOPPED)
RED = (Status.LATE, Status.OFF_TRACK)
RATED = (Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK)
OPEN = (Status.LATE, Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK, Status.NOT_RATED)

# Stages and ratings by the codes that updates keep; models/work.py gives them their labels.
OPEN_STAGES = ("planned", "under_way")
NEEDS_WORDS = ("at_risk", "off_track")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the updates of one action come to on a day. Days are inclusive; an absent due has no days.

    `stage` is empty where no update has given one: the action is not yet reported. `last_said` is the day of the last
    update, `officer_said` of an officer's last; `evidence`: something was given that shows it done, or words on its
    impact; `at_risk_running`: how many of the latest ratings, one after another, are At risk; `reason_id`: the update
    that last gave words on what is in the way.
    """

    stage: str = ""
    stage_since: date | None = None
    date_not_stated: bool = False
    rating: str = ""
    rated_on: date | None = None
    impact: str = ""
    due_words: str = ""
    due_first_day: date | None = None
    due_last_day: date | None = None
    due_basis: str = ""
    first_due_last_day: date | None = None
    first_due_basis: str = ""
    moves: int = 0
    reported_from: date | None = None
    last_said: date | None = None
    officer_said: date | None = None
    evidence: bool = False
    at_risk_running: int = 0
    reason_id: int | None = None


FACTS = tuple(Facts.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class StatusWithReason:
    """A status with its reason in words.

    `days`: how many days it is late, has waited for sign-off or the rating is old; None for any other status.
    `out_of_date`: whether the rating is older than the update interval, which the page shows by a hollow mark.
    """

    state: Status
    reason: str
    days: int | None = None
    out_of_date: bool = False

    @property
    def words(self) -> str:
        """The word of the status on screen."""
        return self.state.label

    @property
    def detail(self) -> str:
        """The reason without the word of the status, for where that word is beside it."""
        return without_word(self.words, self.reason)


def count_days(days: int) -> str:
    """“1 day”, “12 days”."""
    return count_of(days, "day")


def ago(days: int) -> str:
    """“today”, “1 day ago”, “9 days ago”."""
    return "today" if days == 0 else f"{count_days(days)} ago"


def without_word(words: str, reason: str) -> str:
    """A reason without the word of the status at its beginning."""
    return reason.removeprefix(words).lstrip(":, ")


def is_late(stage: str | None, due_last_day: date | None, on: date) -> bool:
    """Whether an action in this stage, due on `due_last_day`, is late on the day `on`: from the day after on."""
    return stage in OPEN_STAGES and due_last_day is not None and due_last_day < on


def status_of(facts: Facts | None, on: date) -> Status:
    """The status on the day `on` of an action with these facts (docs/rules.md, “Status of an action on a day”).

    `facts` is None where no update takes effect on that day or before. The first line that holds is the status.
    """
    if facts is None or not facts.stage:
        return Status.NOT_REPORTED
    if facts.stage not in OPEN_STAGES:
        return Status(facts.stage)
    if is_late(facts.stage, facts.due_last_day, on):
        return Status.LATE
    return Status(facts.rating) if facts.rating else Status.NOT_RATED


def status_with_age(state: Status, rated_on: date | None, on: date, interval: int) -> StatusWithReason:
    """The status with whether its rating is out of date, without the reason: for where only mark and word show."""
    return StatusWithReason(state, "", out_of_date=state in RATED and _days(rated_on, on) > interval)


def _days(day: date | None, on: date) -> int:
    """The days from `day` to `on`. The facts behind a status always have their day, so `day` is never None here."""
    assert day is not None
    return (on - day).days


def status_with_reason(facts: Facts | None, on: date, interval: int) -> StatusWithReason:
    """The status on the day `on` with its reason; `interval` is the plan's update interval in days."""
    state = status_of(facts, on)
    if facts is None or state == Status.NOT_REPORTED:
        return StatusWithReason(state, "No paper or officer had reported it by this date.")
    if state == Status.STOPPED:
        return StatusWithReason(state, f"Stopped on {in_words(facts.stage_since)}.")
    if state == Status.COMPLETE:
        return StatusWithReason(state, f"Reported complete {_since(facts)}.")
    if state == Status.AWAITING:
        waited = _days(facts.stage_since, on)
        reason = f"Reported done {_since(facts)}; waiting {count_days(waited) if waited else 'since today'}."
        return StatusWithReason(state, reason, waited)
    if state == Status.LATE:
        late = _days(facts.due_last_day, on)
        reason = f"Late: due {in_words(facts.due_last_day)}{_basis(facts)}, {ago(late)}{_against_first(facts, on)}."
        return StatusWithReason(state, reason, late)
    if state != Status.NOT_RATED:
        age, old = _days(facts.rated_on, on), status_with_age(state, facts.rated_on, on, interval).out_of_date
        stale = f"; out of date, older than {count_days(interval)}" if old else ""
        reason = f"{state.label}, rated {ago(age)}{stale}{_against_first(facts, on)}."
        return StatusWithReason(state, reason, age, old)
    if facts.due_last_day is None:
        return StatusWithReason(Status.NOT_RATED, "No officer has rated it, and it has no finishing date.")
    reason = f"No officer has rated it. Due {in_words(facts.due_last_day)}{_basis(facts)}{_against_first(facts, on)}."
    return StatusWithReason(Status.NOT_RATED, reason)


def _basis(facts: Facts) -> str:
    """What is added to a due date that is not the action's own, wherever it shows."""
    return {"heading": " (from the heading)", "plan": " (from the plan)"}.get(facts.due_basis, "")


def _since(facts: Facts) -> str:
    """“on 14 January 2020, 3 days late”; “by 14 January 2020, date not stated” where a paper gives no day."""
    if facts.date_not_stated:
        return f"by {in_words(facts.stage_since)}, date not stated"
    return f"on {in_words(facts.stage_since)}{_after_due(facts)}"


def _after_due(facts: Facts) -> str:
    """“, 3 days late” where the work was reported done after its due date; against the first date too."""
    if facts.due_last_day is None or facts.stage_since is None:
        return ""
    late = (facts.stage_since - facts.due_last_day).days
    lateness = f", {count_days(late)} late" if late > 0 else ""
    return lateness + _against_first(facts, facts.stage_since).replace(" ago", " before", 1)


def _against_first(facts: Facts, on: date) -> str:
    """How late it is against the first date given, where the date was moved: a new date never hides lateness."""
    first = facts.first_due_last_day
    if first is None or first == facts.due_last_day or first >= on:
        return ""
    moved = {0: "", 1: ", moved once", 2: ", moved twice"}.get(facts.moves, f", moved {facts.moves} times")
    return f"; first due {in_words(first)}, {ago((on - first).days)}{moved}"
