"""Corrections of what was recorded: undoing or withdrawing an update, removing its words, correcting a first date."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from actions.evidence.files import remove_files
from actions.models import Action, DueBasis, EvidenceFile, FrozenPosition, ProgressUpdate
from actions.periods.period import Period
from actions.positions.facts import first_due, not_withdrawn
from actions.positions.recording import rebuild_positions, record_update
from actions.updating.history import UNDO_FOR, Entry, recorded_updates
from actions.updating.updates import impact_apart
from csc_tracker.audit.entries import Act
from csc_tracker.audit.recording import record_act
from csc_tracker.database.writing import locked, writing
from csc_tracker.models import User
from csc_tracker.pages.wording import in_words
from csc_tracker.people.sight import seeing_everything

UNDONE = "Taken back by who recorded it, within ten minutes."


@writing()
def correct_first_due(action: Action, period: Period, *, by: User, reason: str) -> ProgressUpdate:
    """Correct a first finishing date that was entered wrongly, and return the update; the wrong date stays in history.

    `period` is the date as it should have been. The correction is about the day of the entry that it corrects, so a
    later move of the date still counts. ValidationError ({question: sentence}) where there is no first date, the new
    one has no last day, or no reason is given. The same correction sent twice running is saved once.
    """
    locked(Action.objects, action.pk)
    if same := _same_correction(action, period, by, reason):
        return same
    first = first_due([update for update in not_withdrawn(recorded_updates(action)) if update.due_basis])
    if first is None or period.last_day is None:
        raise ValidationError({"due": "There is no first date to correct, or the new one has no last day."})
    if not reason.strip():
        raise ValidationError({"due_reason": "Say what was wrong with the first date."})
    return record_update(
        ProgressUpdate(
            action=action,
            effective_date=first.effective_date,
            recorded_at=timezone.now(),
            by=by,
            source=ProgressUpdate.Source.OFFICER,
            due_words=period.words,
            due_first_day=period.first_day,
            due_last_day=period.last_day,
            due_basis=DueBasis.OWN,
            due_change=ProgressUpdate.DueChange.CORRECTED,
            due_reason=reason,
        )
    )


def _same_correction(action, period, by, reason):
    """The last update of the action, where it is this very correction; else None."""
    last = ProgressUpdate.objects.filter(action=action).order_by("sequence").last()
    said = period.words, period.first_day, period.last_day, ProgressUpdate.DueChange.CORRECTED, reason, by.pk
    names = "due_words", "due_first_day", "due_last_day", "due_change", "due_reason", "by_id"
    return last if last and said == tuple(getattr(last, name) for name in names) else None


@writing()
def withdraw(update: ProgressUpdate, *, by: User, because: str) -> ProgressUpdate:
    """Withdraw an update, and return the withdrawal: it then shows only in the history and counts nowhere.

    ValidationError where it is withdrawn already, is a withdrawal itself or was confirmed by a second person, and where
    no reason is given. The same withdrawal sent twice is saved once.
    """
    locked(Action.objects, update.action_id)
    if same := ProgressUpdate.objects.filter(withdraws=update, by=by, words=because).first():
        return same
    if update.withdraws_id or ProgressUpdate.objects.filter(withdraws=update).exists():
        raise ValidationError("It has already been withdrawn, or is itself a withdrawal. Record a new update instead.")
    if update.confirmed_by.filter(withdrawn_by=None).exists():
        raise ValidationError("A second person has confirmed it. Withdraw the confirmation first.")
    if not because.strip():
        raise ValidationError("Say why it is withdrawn.")
    return record_update(
        ProgressUpdate(
            action=update.action,
            effective_date=update.effective_date,
            recorded_at=timezone.now(),
            by=by,
            source=ProgressUpdate.Source.OFFICER,
            words=because,
            withdraws=update,
        )
    )


def why_not_undone(update: ProgressUpdate, updates: Iterable[ProgressUpdate], by: User, now: datetime) -> str:
    """Why this person cannot take an update back at the moment `now`, in a sentence; empty where they can.

    `updates` are all of its action. What was recorded after it was said by somebody who had it before them, and what a
    committee was shown never changes: both stay true only if it stays.
    """
    if update.by_id != by.pk or not Entry(update).can_be_corrected:
        return "Only who recorded an update can undo it."
    updates = list(updates)
    withdrawn = {each.withdraws_id for each in updates}
    if update.pk in withdrawn:
        return "It has already been withdrawn. It is in the history and is not counted."
    if now - update.recorded_at > UNDO_FOR:
        return "An update can be undone for ten minutes after it was saved. They are over."
    later = [
        each
        for each in updates
        if each.sequence > update.sequence and not each.withdraws_id and each.pk not in withdrawn
    ]
    if later:
        who = "You have" if later[-1].by_id == by.pk else f"{later[-1].by or 'A paper'} has"
        return f"{who} updated this action since. Without your update, what was said since may not be true any more."
    plan = update.action.priority.plan_id
    frozen = FrozenPosition.editions.filter(plan=plan, last_sequence__gte=update.sequence).order_by("on").first()
    if frozen:
        return f"The position on {in_words(frozen.on)} was frozen with it for the {frozen.reported_to}."
    return ""


def undone_with(update: ProgressUpdate, updates: Iterable[ProgressUpdate]) -> list[ProgressUpdate]:
    """The updates that go when this one is taken back: it, and the impact that was stated together with a sign-off."""
    apart = impact_apart(update, updates)
    return [update, apart] if apart else [update]


@writing()
def undo(update: ProgressUpdate, *, by: User) -> ProgressUpdate:
    """Withdraw one's own update within ten minutes of saving it, and return the withdrawal.

    ValidationError with a sentence where `why_not_undone` has one. Sent twice, it is done once.
    """
    locked(Action.objects, update.action_id)
    updates = list(ProgressUpdate.objects.filter(action=update.action_id))
    for each in updates:
        if each.withdraws_id == update.pk and each.by_id == by.pk:
            return each
    if refusal := why_not_undone(update, updates, by, timezone.now()):
        raise ValidationError(refusal)
    withdrawals = [withdraw(each, by=by, because=UNDONE) for each in undone_with(update, updates)]
    record_act(Act.UPDATE_UNDONE, by=by, about=update)
    return withdrawals[0]


@writing()
def blank_words(update: ProgressUpdate, *, by: str, on: date, because: str) -> None:
    """Remove the words and files of an update that hold personal data; its stage, rating and dates stay.

    It can be done once. `by` is the name of who does it. ValidationError where it was done before, other than by the
    same form sent twice, and where no reason is given.
    """
    if not because.strip():
        raise ValidationError("Say why you are removing the words.")
    with seeing_everything():
        locked(Action.every, update.action_id)
        update.refresh_from_db(fields=ProgressUpdate.BLANKING)
    if (update.blanked_on, update.blanked_by, update.blanked_because) == (on, by, because):
        return
    if update.blanked_on:
        raise ValidationError("The words of this update have already been removed.")
    remove_files(EvidenceFile._base_manager.filter(update=update).defer("content"), by=by, on=on, because=because)
    for name in ProgressUpdate.BLANKABLE:
        setattr(update, name, "")
    update.blanked_on, update.blanked_by, update.blanked_because = on, by, because
    update.save(update_fields=[*ProgressUpdate.BLANKABLE, *ProgressUpdate.BLANKING])
    record_act(Act.WORDS_REMOVED, about=update, words=because)
    rebuild_positions([update.action_id])  # the words that say what is in the way may now be an earlier update’s
