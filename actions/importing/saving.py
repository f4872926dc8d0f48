"""Saving what a preview of a spreadsheet shows: every row or none, each by the functions that the pages use."""

from django.core.exceptions import ValidationError

from actions.importing.preview import Change, Preview, Row
from actions.models import Action
from actions.updating.history import last_sequence, recorded_updates
from actions.updating.new_actions import record_first_report
from actions.updating.owners import set_owner
from actions.updating.updates import record_locked
from csc_tracker.audit.entries import Act, FieldChange
from csc_tracker.audit.recording import record_act
from priorities.models import Post, next_number


class NotSaved(Exception):
    """A row cannot be saved, so none may be: its transaction is to be undone. The row says why."""


def save(preview: Preview, name: str) -> int:
    """Save the rows of a preview that was made with `lock`, and return how many; `name` is that of the file.

    Within `writing_alone`. NotSaved where a rule refuses one; the row then has the sentence as its problem.
    """
    rows = [*preview.new, *preview.changed]
    for row in rows:
        try:
            _save_row(preview, row, name)
        except ValidationError as refused:
            row.problems.append(" ".join(refused.messages))
    if any(row.problems for row in rows):
        raise NotSaved
    return len(rows)


def _save_row(preview: Preview, row: Row, name: str) -> None:
    assert row.action is not None  # a row that does something has one
    action, owner = row.action, row.owner
    if owner is not None and owner.pk is None:
        owner, made = Post.objects.get_or_create(council=owner.council, title=owner.title)
        if made:
            _record(preview, owner, [], name)
    seen = row.seen
    if row.is_new:
        action = _add(preview, row, owner)
        seen = last_sequence(recorded_updates(action))
    elif row.sets_owner:
        set_owner(action, owner, by=preview.by, on=preview.today, reason=f"From the spreadsheet “{name}”.")
        action.owner = owner
    if row.answers:
        record_locked(action, row.answers, by=preview.by, held=preview.held, today=preview.today, seen=seen)
    _record(preview, action, row.changes, name)


def _add(preview: Preview, row: Row, owner: Post | None) -> Action:
    """Save a new action with its date and its first report, and return it."""
    assert row.action is not None
    new = row.action
    action = Action(
        priority=new.priority,
        number=next_number(Action, exempt=False, priority=new.priority),
        words=new.words,
        column=new.column,
        paper_reference=new.paper_reference,
        owner=owner,
    )
    action.full_clean(exclude=["priority", "owner"])
    action.save()
    if row.finish:
        row.finish.action = action
        row.finish.save()
    record_first_report(action, by=preview.by, today=preview.choices.as_at)
    return action


def _record(preview: Preview, about: Action | Post, changes: list[Change], name: str) -> None:
    said = [FieldChange(change.what, change.old, change.new) for change in changes]
    record_act(Act.SHEET, by=preview.by, about=about, words=f"From the spreadsheet “{name}”.", changes=said)
