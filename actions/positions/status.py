"""What shows for an action on a date: one function of plain values and a day, which says the state and its reason."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from csc_tracker.pages.wording import count_of, in_words


class Shows(TextChoices):
    """What can show for an action. Late stands apart from Off track, and counts with it as red in totals."""

    LATE = "late", "Late"
    OFF_TRACK = "off_track", "Off track"
    AT_RISK = "at_risk", "At risk"
    ON_TRACK = "on_track", "On track"
    NOT_RATED = "not_rated", "Not yet rated"
    AWAITING = "awaiting", "Done, awaiting sign-off"
    COMPLETE = "complete", "Complete"
    STOPPED = "stopped", "Stopped"
    NOT_REPORTED = "not_reported", "Not yet reported"


# The states that add up to “the plan's actions”; stopped and not yet reported are counted apart.
COUNTED = (
    Shows.LATE, Shows.OFF_TRACK, Shows.AT_RISK, Shows.ON_TRACK, Shows.NOT_RATED, Shows.AWAITING, Shows.COMPLETE
)  # fmt: skip
REPORTED = (*COUNTED, Shows.STOPPED)
RED = (Shows.LATE, Shows.OFF_TRACK)
RATED = (Shows.ON_TRACK, Shows.AT_RISK, Shows.OFF_TRACK)
OPEN = (Shows.LATE, Shows.OFF_TRACK, Shows.AT_RISK, Shows.ON_TRACK, Shows.NOT_RATED)

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
    day_not_given: bool = False
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
class Shown:
    """A state with its reason in words. `days`: late, waited or the rating's age. `out_of_date`: a hollow mark."""

    state: Shows
    reason: str
    days: int | None = None
    out_of_date: bool = False

    @property
    def words(self):
        """The state's word on screen."""
        return self.state.label

    @property
    def detail(self):
        """The reason without the state's own word, for where that stands beside it."""
        return without_word(self.words, self.reason)


def count_days(days):
    """“1 day”, “12 days”."""
    return count_of(days, "day")


def ago(days):
    """“today”, “1 day ago”, “9 days ago”."""
    return "today" if days == 0 else f"{count_days(days)} ago"


def without_word(words, reason):
    """A reason without the state's own word at its beginning."""
    return reason.removeprefix(words).lstrip(":, ")


def is_late(stage: str, due_last_day: date | None, on: date) -> bool:
    """Whether an action in this stage that is due by this day is late on the day `on`: the day after is the first."""
    return stage in OPEN_STAGES and due_last_day is not None and due_last_day < on


def status_of(facts: Facts | None, on: date) -> Shows:
    """The status on the day `on` of an action with these facts (docs/rules.md, “Status of an action on a day”).

    None for facts means that no update takes effect on that day or before. Read from the top: the first that holds.
    """
    if facts is None or not facts.stage:
        return Shows.NOT_REPORTED
    if facts.stage not in OPEN_STAGES:
        return Shows(facts.stage)
    if is_late(facts.stage, facts.due_last_day, on):
        return Shows.LATE
    return Shows(facts.rating) if facts.rating else Shows.NOT_RATED


def shown_state(state: Shows, rated_on: date | None, on: date, interval: int) -> Shown:
    """The status with its age, without its reason: for where only the mark and the word show."""
    return Shown(state, "", out_of_date=state in RATED and _days(rated_on, on) > interval)


def _days(day: date | None, on: date) -> int:
    """The days from one that a status needs to another; every fact that is asked for with a status has its day."""
    assert day is not None
    return (on - day).days


def what_shows(facts: Facts | None, on: date, interval: int) -> Shown:
    """The status on the day `on` with its reason; `interval` is the plan's update interval in days."""
    state = status_of(facts, on)
    if facts is None or state == Shows.NOT_REPORTED:
        return Shown(state, "No paper or officer had reported it by this date.")
    if state == Shows.STOPPED:
        return Shown(state, f"Stopped on {in_words(facts.stage_since)}.")
    if state == Shows.COMPLETE:
        return Shown(state, f"Reported complete {_since(facts)}.")
    if state == Shows.AWAITING:
        waited = _days(facts.stage_since, on)
        reason = f"Reported done {_since(facts)}; waiting {count_days(waited) if waited else 'since today'}."
        return Shown(state, reason, waited)
    if state == Shows.LATE:
        late = _days(facts.due_last_day, on)
        reason = f"Late: due {in_words(facts.due_last_day)}{_basis(facts)}, {ago(late)}{_against_first(facts, on)}."
        return Shown(state, reason, late)
    if state != Shows.NOT_RATED:
        age, old = _days(facts.rated_on, on), shown_state(state, facts.rated_on, on, interval).out_of_date
        stale = f"; out of date, older than {count_days(interval)}" if old else ""
        reason = f"{state.label}, rated {ago(age)}{stale}{_against_first(facts, on)}."
        return Shown(state, reason, age, old)
    if facts.due_last_day is None:
        return Shown(Shows.NOT_RATED, "No officer has rated it, and it has no finishing date.")
    reason = f"No officer has rated it. Due {in_words(facts.due_last_day)}{_basis(facts)}{_against_first(facts, on)}."
    return Shown(Shows.NOT_RATED, reason)


def _basis(facts):
    """How a due that is not the action's own is told wherever it shows."""
    return {"heading": " (from the heading)", "plan": " (from the plan)"}.get(facts.due_basis, "")


def _since(facts):
    """“on 14 January 2020, 3 days late”; “by 14 January 2020, date not stated” where a paper gives no day."""
    if facts.day_not_given:
        return f"by {in_words(facts.stage_since)}, date not stated"
    return f"on {in_words(facts.stage_since)}{_after_due(facts)}"


def _after_due(facts):
    """“, 3 days late” where the work was reported done after its due date; against the first date too."""
    if facts.due_last_day is None:
        return ""
    late = (facts.stage_since - facts.due_last_day).days
    lateness = f", {count_days(late)} late" if late > 0 else ""
    return lateness + _against_first(facts, facts.stage_since).replace(" ago", " before", 1)


def _against_first(facts, on):
    """Lateness told against the first date given too, where the date was moved: re-dating never hides it."""
    first = facts.first_due_last_day
    if first in (None, facts.due_last_day) or first >= on:
        return ""
    moved = {0: "", 1: ", moved once", 2: ", moved twice"}.get(facts.moves, f", moved {facts.moves} times")
    return f"; first due {in_words(first)}, {ago((on - first).days)}{moved}"
