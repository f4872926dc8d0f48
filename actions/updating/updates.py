"""Recording what an officer says of an action: the questions that an answer makes needful, and the one way to save."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from actions.models import Action, ActionPeriod, DueBasis, FrozenPosition, ProgressUpdate, Stage
from actions.periods.period import Period
from actions.positions.facts import Facts, facts_on, not_withdrawn
from actions.positions.frozen import last_frozen
from actions.positions.in_the_way import WITH_WHY
from actions.positions.recording import record_update
from actions.positions.status import NEEDS_WORDS, Status, StatusWithReason, status_with_reason
from actions.updating.history import recorded_updates
from csc_tracker.database.writing import locked, writing
from csc_tracker.models import User
from csc_tracker.pages.wording import in_words
from priorities.posts import acting_post, posts_held

# What an update can say; one that says none of it is refused (the constraint update_says_something).
_SAYS = ("stage", "rating", "words", "impact", "due_basis", "evidence_words", "evidence_url", "no_change")
# What is asked of “no change” to what is late, off track or at risk.
WHAT_IS_DONE = "Say what is being done about it. A sentence is enough."
# All that an officer says in an update: a form that says the same in each of these was sent twice.
_SAID = (
    "effective_date", "stage", "rating", "words", "impact", "impact_words", "evidence_words", "evidence_url",
    "due_words", "due_first_day", "due_last_day", "due_basis", "due_change", "due_reason", "due_agreed_by", "no_change",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answers:
    """What an officer says in one update. Empty means “as before”; `due` is a period read from the officer's words."""

    effective_date: date
    stage: str = ""
    rating: str = ""
    words: str = ""
    due: Period | None = None
    due_reason: str = ""
    due_agreed_by: str = ""
    impact: str = ""
    impact_words: str = ""
    evidence_words: str = ""
    evidence_url: str = ""
    no_change: bool = False


class SavedMeanwhile(Exception):
    """A colleague saved an update of the same action after this form was opened; `updates` are theirs, oldest first."""

    def __init__(self, updates):
        super().__init__("The action was updated after this form was opened.")
        self.updates = updates


def draft(action: Action, answers: Answers, before: Facts | None) -> ProgressUpdate:
    """The unsaved update that these answers make, with what is as before left empty. `before`: the facts that day."""
    due = answers.due
    update = ProgressUpdate(
        action=action,
        sequence=2**62,  # behind every other, until it is recorded
        effective_date=answers.effective_date,
        source=ProgressUpdate.Source.OFFICER,
        stage=answers.stage if before is None or answers.stage != before.stage else "",
        rating=answers.rating,
        words=answers.words,
        impact=answers.impact,
        impact_words=answers.impact_words,
        evidence_words=answers.evidence_words,
        evidence_url=answers.evidence_url,
        no_change=answers.no_change,
    )
    if due:
        own_before = before.due_last_day if before and before.due_basis == DueBasis.OWN else None
        moved = own_before and due.last_day != own_before  # not where only its reason is corrected
        change = ProgressUpdate.DueChange.MOVED if moved else ProgressUpdate.DueChange.SET
        update.due_words, update.due_first_day, update.due_last_day = due.words, due.first_day, due.last_day
        update.due_basis, update.due_change = DueBasis.OWN, change
        update.due_reason, update.due_agreed_by = answers.due_reason, answers.due_agreed_by
    return update


@dataclass(frozen=True, slots=True)
class Effect:
    """What an update would change on its effective date: the status before and after, and each fact moved."""

    before: Facts | None
    after: Facts
    status_before: StatusWithReason
    status_after: StatusWithReason
    says_something: bool

    @property
    def stage_before(self):
        """The stage that day before the update; empty where nothing had been reported."""
        return self.before.stage if self.before else ""

    @property
    def changes_status(self):
        """Whether the status changes. A first report and a first rating are no changes: they need no reason."""
        first = self.status_before.state in (Status.NOT_RATED, Status.NOT_REPORTED) and self.after.rating
        return self.status_before.state != self.status_after.state and not first

    def in_words(self):
        """“Planned to Under way”, “Not yet rated to On track”, “Due 31 March 2020 to 30 June 2020”: a line each."""
        lines = []
        stage = self.stage_before
        if stage != self.after.stage:
            lines.append(f"{Stage(stage).label if stage else 'Not reported'} to {Stage(self.after.stage).label}")
        if (
            self.status_before.state != self.status_after.state
            and self.status_after.words != Stage(self.after.stage).label
        ):
            lines.append(f"{self.status_before.words} to {self.status_after.words}")
        due_before = self.before.due_last_day if self.before else None
        if self.after.due_last_day != due_before:
            was = in_words(due_before) if due_before else "no finishing date"
            lines.append(f"Due: {was} to {in_words(self.after.due_last_day)}")
        elif self.before and self.after.due_basis != self.before.due_basis:
            lines.append(f"Due {in_words(due_before)} becomes the action’s own date")
        return lines


def effect_of(action: Action, updates: Iterable[ProgressUpdate], answers: Answers, interval: int) -> Effect:
    """What these answers would change, given the action's updates so far and the plan's interval in days."""
    day = answers.effective_date
    before = facts_on(updates, day)
    update = draft(action, answers, before)
    after = facts_on([*updates, update], day)
    assert after is not None  # the update itself reports it
    shown = status_with_reason(before, day, interval), status_with_reason(after, day, interval)
    return Effect(before, after, *shown, any(getattr(update, name) for name in _SAYS))


def problems(
    action: Action,
    updates: Iterable[ProgressUpdate],
    answers: Answers,
    today: date,
    frozen: FrozenPosition | None,
    corrects: ProgressUpdate | None = None,
) -> dict[str, str]:
    """What stands against saving these answers: {question: sentence}. Empty where nothing does.

    `frozen` is the plan's last frozen position; None where there is none. `corrects` is what was saved from the same
    form before; a due date that it gave may be repeated, with another reason or with other words.

    The rules: an update is not for a day to come; At risk and Off track say what is in the way; a change of what
    shows has words; a moved date has a reason and who agreed; what is reported done has something to show, which is
    reason enough; the second person's check needs nothing more; “no change” to what is late, off track or at risk says
    what is being done.
    """
    if answers.effective_date > today:
        return {
            "effective_date": f"{in_words(answers.effective_date)} is in the future. "
            "An update must be about today or an earlier day."
        }
    if too_early := too_early_for_what_was_reported(frozen, answers.effective_date):
        return {"effective_date": too_early}
    earliest = _earliest_day(action, updates, today)
    if answers.effective_date < earliest:
        return {"effective_date": f"That is too early. Give {in_words(earliest)} or a later day."}
    problems: dict[str, str] = {}
    effect = effect_of(action, updates, answers, action.priority.plan.update_interval_days)
    shown = (answers.evidence_words, answers.evidence_url, answers.impact_words)
    done = answers.stage in (Stage.AWAITING, Stage.COMPLETE)
    words = answers.words.strip() or (done and any(text.strip() for text in shown))
    if not effect.says_something:
        problems["words"] = "You have not changed anything. Say what has happened, or leave the action as it is."
    elif answers.no_change:
        if effect.status_before.state in WITH_WHY and not words:
            problems["words"] = WHAT_IS_DONE
    elif not words:
        if answers.rating in NEEDS_WORDS:
            problems["words"] = "Say what is in the way, and what is being done about it."
        elif effect.changes_status and not done:
            before, after = effect.status_before.words, effect.status_after.words
            problems["words"] = f"Say why it changes from {before} to {after}. A sentence is enough."
    if answers.due:
        problems |= _due_problems(action, answers, effect, corrects)
    if done and effect.stage_before not in (Stage.AWAITING, Stage.COMPLETE) and not any(text.strip() for text in shown):
        problems["evidence_words"] = "Say what shows that it is done, or what impact it has had."
    return problems


def too_early_for_what_was_reported(last, day):
    """The sentence where the effective date `day` is before the last frozen position `last` (or None); else empty.

    That position's own day is allowed.
    """
    if last is None or day >= last.on:
        return ""
    return (
        f"The position on {in_words(last.on)} was reported to the {last.reported_to} and cannot change. "
        f"Give {in_words(last.on)} or a later day."
    )


def _earliest_day(action, updates, today):
    """The earliest effective date of an update: the first report's, else the plan's start, else a year ago."""
    reported = min((update.effective_date for update in updates), default=None)
    return reported or action.priority.plan.starts or today - timedelta(days=365)


def _due_problems(action, answers, effect, corrects):
    problems = {}
    due = answers.due
    if due.last_day is None:
        problems["due"] = (
            f"“{due.words}” has no last day. Write the day by which it will be done, such as 30 June 2020."
        )
        return problems
    start = next((p.first_day for p in action.periods.all() if p.role == ActionPeriod.Role.START), None)
    if start and due.last_day < start:
        problems["due"] = f"{in_words(due.last_day)} is before its start on {in_words(start)}. Give a later date."
    elif due.last_day < answers.effective_date:
        problems["due"] = f"{in_words(due.last_day)} has already passed. Give the date by which it will be done."
    elif effect.before and effect.before.due_basis == DueBasis.OWN:
        if due.last_day == effect.before.due_last_day and not (corrects and corrects.due_last_day == due.last_day):
            problems["due"] = (
                f"It is already due on {in_words(due.last_day)}. Give another date, or go back and leave it."
            )
        if not answers.due_reason.strip():
            problems["due_reason"] = "Say why the date is moving."
        if not answers.due_agreed_by.strip():
            problems["due_agreed_by"] = "Say who agreed to the new date."
    return problems


@writing()
def record(
    action: Action, answers: Answers, *, by: User, today: date, seen: int, submission: uuid.UUID | None = None
) -> ProgressUpdate:
    """Save an officer's answers as one update, and return it. Sending the same form twice saves it once.

    The same form with other answers, sent after going back, is a new update. `seen` is the last sequence that the
    officer's form knew: SavedMeanwhile where a colleague saved since. ValidationError ({question: sentence}) where a
    rule stands against it; nothing is then saved.
    """
    locked(Action.objects, action.pk)
    whole = Action.objects.select_related("priority__plan", "priority__lead", "owner").prefetch_related("updates")
    return record_locked(
        whole.get(pk=action.pk),
        answers,
        by=by,
        held=posts_held(by, today),
        today=today,
        seen=seen,
        submission=submission,
    )


def record_locked(action, answers, *, by, held, today, seen, submission=None, corrects=None):
    """The same in a transaction that has locked the action and then read its updates.

    `held` are the posts that the officer holds today; `corrects` is the update of theirs that this one corrects.
    """
    updates, plan = recorded_updates(action), action.priority.plan
    sent = saved_from(updates, submission, by)
    if sent and says_the_same(sent[-1], answers, action, updates):
        return sent[-1]
    if meanwhile := saved_since(updates, seen, sent):
        raise SavedMeanwhile(meanwhile)
    frozen = last_frozen(plan)
    stood_against = problems(action, updates, answers, today, frozen, sent[-1] if sent else corrects)
    if stood_against:
        raise ValidationError(stood_against)
    if corrects and (refusal := _no_correction(corrects, answers, action, updates, by)):
        raise ValidationError({"words": refusal})
    before = facts_on(updates, answers.effective_date)
    if answers.stage and answers.stage not in stages_open_to(action, before, updates, by, answers.effective_date):
        raise ValidationError(
            {"stage": f"You cannot report “{Stage(answers.stage).label}” for this action on that day."}
        )
    update = draft(action, answers, before)
    update.by, update.post = (
        by,
        acting_post(by, plan.council, today, action.owner, action.priority.lead, about=action, held=held),
    )
    update.recorded_at = timezone.now()
    update.corrects = corrects
    update.submission = submission and _number(submission, len(sent))
    if answers.stage == Stage.COMPLETE and before and before.stage == Stage.AWAITING:
        updates += _confirm(update, reported_done(updates, answers.effective_date), frozen)
    return record_update(update, earlier=updates)


def can_correct(update: ProgressUpdate, updates: Iterable[ProgressUpdate], by: User) -> bool:
    """Whether an update, one of these of its action, is this person's own to correct."""
    withdrawn = any(each.withdraws_id == update.pk for each in updates)
    own = update.source == ProgressUpdate.Source.OFFICER and update.by_id == by.pk
    return own and not update.withdraws_id and not withdrawn


def _no_correction(corrects, answers, action, updates, by):
    """Why these answers do not correct an update, in a sentence; empty where they do."""
    if not can_correct(corrects, updates, by):
        return "The update that you are correcting has been withdrawn. Record a new update instead."
    if says_the_same(corrects, answers, action, updates):
        return "This says the same as the update that you are correcting. Change what was wrong in it."
    return ""


def _number(submission, before):
    """The number that an update keeps of its form, from which so many were saved before it: no two have the same."""
    return uuid.uuid5(submission, str(before)) if before else submission


def saved_from(updates: Iterable[ProgressUpdate], submission: uuid.UUID | None, by: User) -> list[ProgressUpdate]:
    """Those of an action's updates, in their order, that this person saved from the form with this number.

    There are several where they went back to the form and saved it again with other answers.
    """
    saved: list[ProgressUpdate] = []
    for update in updates:
        if submission and update.by_id == by.pk and update.submission == _number(submission, len(saved)):
            saved.append(update)
    return saved


def saved_since(
    updates: Iterable[ProgressUpdate], seen: int, own: Iterable[ProgressUpdate] = ()
) -> list[ProgressUpdate]:
    """The updates that were recorded after `seen`, the last sequence that a form knew, but for those saved from it."""
    updates = list(updates)
    of_the_form = {each.pk for update in own for each in (update, impact_apart(update, updates)) if each}
    return [update for update in updates if update.sequence > seen and update.pk not in of_the_form]


def known_before(saved: ProgressUpdate, updates: Iterable[ProgressUpdate]) -> list[ProgressUpdate]:
    """The updates that were there when `saved`, one of them, was saved."""
    updates = list(updates)
    first = impact_apart(saved, updates) or saved
    return [update for update in updates if update.sequence < first.sequence]


def says_the_same(saved: ProgressUpdate, answers: Answers, action: Action, updates: Iterable[ProgressUpdate]) -> bool:
    """Whether every one of these answers is what `saved`, one of the action's updates, says already.

    They are read as at its time: what was as before then is left empty in it. A sign-off counts from a day that
    nobody gave, so its day is not compared; nor are words that were removed since.
    """
    updates = list(updates)
    if any(update.withdraws_id == saved.pk for update in updates):
        return False
    expected = draft(action, answers, facts_on(known_before(saved, updates), answers.effective_date))
    apart = impact_apart(saved, updates)
    of_the_impact = dict.fromkeys(("impact", "impact_words"), apart or saved)
    left_out = {
        *(ProgressUpdate.BLANKABLE if saved.blanked_on else ()),
        *(["effective_date"] * bool(saved.confirms_id)),
    }
    return all(
        getattr(of_the_impact.get(name, saved), name) == getattr(expected, name)
        for name in _SAID
        if name not in left_out
    )


def impact_apart(saved: ProgressUpdate, updates: Iterable[ProgressUpdate]) -> ProgressUpdate | None:
    """The update in which the impact of a sign-off was recorded, just before it (see `_confirm`); None without one."""
    if not saved.confirms_id:
        return None
    same = saved.sequence - 1, saved.recorded_at, saved.by_id
    return next((each for each in updates if (each.sequence, each.recorded_at, each.by_id) == same), None)


def _confirm(update, done, frozen):
    """Make an unsaved update the sign-off of `done`: complete from the day reported done, or from the day of the last
    frozen position where that is later, with the day reported done kept beside it.

    The impact that the second person states is about the day of the check, so it is an update of its own, recorded
    first. Returns that update in a list; an empty list where there is none.
    """
    recorded = []
    if update.impact:
        apart = ProgressUpdate(
            action=update.action,
            effective_date=update.effective_date,
            source=update.source,
            by=update.by,
            post=update.post,
            recorded_at=update.recorded_at,
            impact=update.impact,
            impact_words=update.impact_words,
        )
        recorded = [record_update(apart)]
        update.impact = update.impact_words = ""
    update.confirms, update.effective_date, update.date_not_stated = done, done.effective_date, done.date_not_stated
    if frozen and frozen.on > done.effective_date:
        update.effective_date, update.paper_day = frozen.on, done.paper_day or done.effective_date
    return recorded


def reported_done(updates, on):
    """The update by which an action awaits its sign-off on the day `on`."""
    reports = [update for update in not_withdrawn(updates) if update.stage and update.effective_date <= on]
    latest = max(reports, key=lambda update: (update.effective_date, update.sequence), default=None)
    return latest if latest is not None and latest.stage == Stage.AWAITING else None


def stages_open_to(action: Action, facts: Facts, updates: Iterable[ProgressUpdate], user: User, on: date) -> list:
    """The stages that this person may report for an action on the day `on`.

    Where the plan asks for sign-off, done awaits a second person, and Complete is that person's to confirm. Only a
    programme officer or an admin stops an action.
    """
    stages = [Stage.PLANNED, Stage.UNDER_WAY]
    asks = action.priority.plan.asks_sign_off
    waiting = reported_done(updates, on) if facts and facts.stage == Stage.AWAITING else None
    if asks:
        stages.append(Stage.AWAITING)
    if (waiting and waiting.by_id != user.pk) or not asks or (facts and facts.stage == Stage.COMPLETE):
        stages.append(Stage.COMPLETE)
    if user.has_perm("actions.stop_action") or (facts and facts.stage == Stage.STOPPED):
        stages.append(Stage.STOPPED)
    return stages
