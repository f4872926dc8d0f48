"""What a paper reports of an action, as an update with the paper for its source (docs/rules.md, “From a paper”)."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from actions.models import Action, DueBasis, ProgressUpdate, Stage
from actions.positions.frozen import last_frozen
from actions.positions.recording import record_update
from csc_tracker.models import User


@dataclass(frozen=True, slots=True)
class Reported:
    """What a paper says of one action. Empty means “as before”.

    `finished` is the last day of the period that it gives for what is done; None where it gives none. `due_last_day`
    is the last day of the finishing date in force by the paper, with the words and basis (DueBasis) that it has.
    """

    stage: str = ""
    finished: date | None = None
    words: str = ""
    due_words: str = ""
    due_first_day: date | None = None
    due_last_day: date | None = None
    due_basis: str = ""
    due_change: str = ProgressUpdate.DueChange.GIVEN
    due_reason: str = ""


def record_from_paper(action: Action, reported: Reported, paper_day: date, *, by: User | None = None) -> ProgressUpdate:
    """Record it, and return the update. Call it inside a transaction that locks nothing else of the action.

    What is done takes effect on the last day of the period that the paper gives, never after the paper's own day, and
    on that day where it gives none; all else takes effect on the paper's day. Where a position of a later day is frozen
    it takes effect on that position's day, and keeps its own day as `paper_day`. `by` is the admin who accepted it;
    None by command.
    """
    done = reported.stage == Stage.COMPLETE
    effective_date = min(reported.finished, paper_day) if done and reported.finished else paper_day
    own_day = None
    last = last_frozen(action.priority.plan)
    if last and effective_date < last.on:
        effective_date, own_day = last.on, effective_date
    due = {}
    if reported.due_last_day:
        due = {
            "due_words": reported.due_words[:200],
            "due_first_day": reported.due_first_day,
            "due_last_day": reported.due_last_day,
            "due_basis": reported.due_basis or DueBasis.OWN,
            "due_change": reported.due_change,
            "due_reason": reported.due_reason,
        }
    return record_update(
        ProgressUpdate(
            action=action,
            effective_date=effective_date,
            paper_day=own_day,
            recorded_at=timezone.now(),
            by=by,
            date_not_stated=done and reported.finished is None,
            source=ProgressUpdate.Source.PAPER,
            stage=reported.stage,
            words=reported.words,
            **due,
        )
    )
