"""What the updates of one action come to: the one rule, in plain Python.

`fold` reads an action's updates in the order in which they take effect and says what they come to from each day on.
`spans` gives the same as spans of days with the status of each. What is stored for the pages (`models.ActionPosition`)
is made of these spans and of nothing else (recording.py).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Any

from actions.models import ProgressUpdate
from actions.positions.as_at import STILL
from actions.positions.status import NEEDS_WORDS, Facts, Status, is_late, status_of


def fold(updates: Iterable, up_to: int | None = None) -> Iterator[tuple[date, Facts]]:
    """Yield (day, Facts) for each day on which something took effect, the earliest first, from the first stage on.

    The latest update is the one that takes effect on the latest day; of two on one day, the later recorded (sequence).
    Each update changes only what it says, so each fact comes from the latest update that says it. Withdrawn updates
    count nowhere. With `up_to` only updates up to that sequence count, as in a frozen position.
    """
    known = [update for update in updates if up_to is None or update.sequence <= up_to]
    counting = sorted(not_withdrawn(known), key=lambda update: (update.effective_date, update.sequence))
    facts: dict[str, Any] = {}
    dated: list = []
    for day, on_the_day in groupby(counting, key=lambda update: update.effective_date):
        for update in on_the_day:
            facts |= _said_by(update, day, facts, dated)
            if "stage" in facts:
                facts.setdefault("reported_from", day)
            facts |= _reason(update, facts, day)
        if "stage" in facts:
            yield day, Facts(**facts, last_said=day)


def not_withdrawn(updates: Iterable) -> list:
    """Those of an action's updates that none of the others withdraws, in their order; withdrawals are among them."""
    updates = list(updates)
    withdrawn = {update.withdraws_id for update in updates if update.withdraws_id}
    return [update for update in updates if update.pk not in withdrawn]


def _said_by(update: ProgressUpdate, day: date, before: dict[str, Any], dated: list[ProgressUpdate]) -> dict[str, Any]:
    """The facts that an update changes from `day` on; `before` are those so far, `dated` collects the updates that
    give a due date. What had its words removed when it was reported done had something to show.
    """
    said: dict[str, Any] = {}
    if update.stage:
        said |= {"stage": update.stage, "stage_since": day, "date_not_stated": update.date_not_stated}
    if update.rating:
        running = before.get("at_risk_running", 0) + 1 if update.rating == "at_risk" else 0
        said |= {"rating": update.rating, "rated_on": day, "at_risk_running": running}
    if update.impact:
        said["impact"] = update.impact
    if update.source == "officer" and not update.withdraws_id:
        said["officer_said"] = day
    done = update.stage in ("awaiting", "complete")
    if update.evidence_words or update.evidence_url or update.impact_words or (done and update.blanked_on):
        said["evidence"] = True
    if update.due_basis:
        dated.append(update)
        first = first_due(dated) or update
        said |= {
            "due_words": update.due_words,
            "due_first_day": update.due_first_day,
            "due_last_day": update.due_last_day,
            "due_basis": update.due_basis,
            "first_due_last_day": first.due_last_day,
            "first_due_basis": first.due_basis,
            "moves": sum(each.due_change == "moved" for each in dated),
        }
    return said


def _reason(update: ProgressUpdate, facts: dict[str, Any], day: date) -> dict[str, Any]:
    """Which update gives the words on what is in the way, as far as this one changes it.

    An officer's words are that where the action is late, off track or at risk when they are written. Rating it On
    track in time says that nothing is in the way any more. An update whose words were removed keeps its place where
    its rating needed them.
    """
    if update.source != "officer" or update.withdraws_id:
        return {}
    late = is_late(facts.get("stage"), facts.get("due_last_day"), day)
    if update.rating == "on_track" and not late:
        return {"reason_id": None}
    in_the_way = late or facts.get("rating") in NEEDS_WORDS
    has_words = update.words or (update.blanked_on and update.rating in NEEDS_WORDS)
    return {"reason_id": update.pk} if in_the_way and has_words else {}


def first_due(dated: Sequence[ProgressUpdate]) -> ProgressUpdate | None:
    """The first date given, of the updates that give one: the latest correction of it, else the own date that was
    recorded first, else the inherited one that was. None of none.
    """
    corrected = [update for update in dated if update.due_change == "corrected"]
    if corrected:
        return max(corrected, key=lambda update: update.sequence)
    own = [update for update in dated if update.due_basis == "own"]
    return min(own or dated, key=lambda update: update.sequence, default=None)


def facts_on(updates: Iterable, on: date, up_to: int | None = None) -> Facts | None:
    """What `updates` of one action come to on the day `on` (that day included); None where none says so by then."""
    latest = None
    for day, facts in fold(updates, up_to):
        if day > on:
            break
        latest = facts
    return latest


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `from_day` up to the day before `to_day` (STILL: for good), over which facts and status hold."""

    from_day: date
    to_day: date
    status: Status
    facts: Facts


def spans(updates: Iterable) -> list[Span]:
    """The spans of days of one action, from the first day of the calendar on, without gaps.

    Before its first report it is not yet reported. A span ends where an update takes effect, and on its due date where
    the action is then late.
    """
    days = list(fold(updates))
    spans = [Span(date.min, days[0][0] if days else STILL, Status.NOT_REPORTED, Facts())]
    for (day, facts), (after, _) in pairwise([*days, (STILL, Facts())]):
        late_from = facts.due_last_day + timedelta(days=1) if facts.due_last_day else STILL
        if day < late_from < after and is_late(facts.stage, facts.due_last_day, late_from):
            spans.append(Span(day, late_from, status_of(facts, day), facts))
            spans.append(Span(late_from, after, Status.LATE, facts))
        else:
            spans.append(Span(day, after, status_of(facts, day), facts))
    return spans
