"""An action that an admin enters: the days that its dates mean, and its first update."""

from datetime import date

from django.utils import timezone

from actions.models import Action, ActionPeriod, DueBasis, ProgressUpdate, Stage
from actions.periods.reader import read_period
from actions.positions.recording import record_update
from csc_tracker.database.writing import writing
from csc_tracker.models import User


def read_days(period: ActionPeriod, today: date) -> None:
    """Fill in the days that a period's words mean, where none are given; what cannot be read stays without days."""
    if period.first_day or period.last_day:
        return
    read = read_period(period.words, today, past=period.role == ActionPeriod.Role.COMPLETED)
    if read is None:
        return
    if period.role == ActionPeriod.Role.START:  # a start keeps the days of its own words (see ActionPeriod)
        period.first_day, period.last_day = read.span_first, read.span_last
    else:
        period.first_day, period.last_day = read.first_day, read.last_day
    period.precision = read.precision


def first_report(action: Action, finish: ActionPeriod | None, *, by: User, today: date) -> ProgressUpdate:
    """The unsaved update that a newly entered action is planned from today.

    It is due by its own `finish`, else by the plan's end; where it has neither, it has no due date.
    """
    update = ProgressUpdate(
        action=action,
        effective_date=today,
        recorded_at=timezone.now(),
        source=ProgressUpdate.Source.OFFICER,
        by=by,
        stage=Stage.PLANNED,
    )
    if finish:
        update.due_words, update.due_basis = finish.words, DueBasis.OWN
        update.due_first_day, update.due_last_day = finish.first_day, finish.last_day
    elif action.priority.plan.ends:
        update.due_words, update.due_basis = "the plan’s end", DueBasis.PLAN
        update.due_last_day = action.priority.plan.ends
    if update.due_basis:
        update.due_change = ProgressUpdate.DueChange.GIVEN
    return update


@writing()
def record_first_report(action: Action, *, by: User, today: date) -> ProgressUpdate:
    """Record that a newly entered action is planned from today, and return the update (see `first_report`)."""
    finish = action.periods.filter(role=ActionPeriod.Role.FINISH, last_day__isnull=False).first()
    return record_update(first_report(action, finish, by=by, today=today))
