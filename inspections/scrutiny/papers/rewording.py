"""The words that a paper gave a record that was here before: they go back where the paper turns out to be exempt."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from csc_tracker.audit.entries import Act, FieldChange
from csc_tracker.audit.recording import record_act
from csc_tracker.models import User
from inspections.models import Proposal, ProposedChange, WordsChange
from priorities.models import Exemption


def take_back_words(exemption: Exemption, by: User | None, on: date) -> None:
    """Give each open record the words that it had before what is exempt by this exemption reworded it.

    Words that a later open paper gave it stay. Whoever changed them by hand since did so of the words that are closed
    now, so these go back too. Call it within `seeing_everything`.
    """
    saved = Proposal._base_manager.filter(exemption=exemption, acceptance__undone_on=None).exclude(acceptance=None)
    for proposal in saved.exclude(action=None, priority=None).select_related("acceptance", "action", "priority"):
        record: Any = proposal.action or proposal.priority
        acceptance: Any = proposal.acceptance
        rows = list(_of(record).filter(acceptance=acceptance))
        is_back = not rows or rows[-1].after == rows[0].before
        if is_back or record.is_exempt or _words_are_of_later(record, rows[-1]):
            continue
        closed, words = record.words, open_words_before(rows[0])
        type(record)._base_manager.filter(pk=record.pk).update(words=words)
        WordsChange.objects.create(
            action=proposal.action, priority=proposal.priority, acceptance=acceptance,
            before=closed, after=words, on=on,
        )  # fmt: skip
        # What another paper leaves out is proposed in the action’s own words.
        left_out = Proposal._base_manager.filter(change=ProposedChange.WITHDRAWN, acceptance=None).exclude(action=None)
        left_out.filter(action=proposal.action, text__in=(closed, rows[0].after)).update(text=words)
        record_act(
            Act.CHANGED, by=by, about=record, words="The paper that gave it these words is exempt.",
            changes=[FieldChange("Words", closed, words)], exempt_plan=exemption.plan_id,
        )  # fmt: skip


def open_words_before(change: WordsChange) -> str:
    """The words of a record before this change that no paper that is exempt gave it."""
    for earlier in _of(change.action or change.priority).filter(pk__lt=change.pk, after=change.before).reverse():
        first = _of(change.action or change.priority).filter(acceptance=earlier.acceptance_id).first()
        if first == earlier and _is_closed(earlier):
            return open_words_before(earlier)
    return change.before


def _of(record: Any) -> QuerySet[WordsChange]:
    """Every change of a record’s words, in their order."""
    return WordsChange._base_manager.filter(erasure=None, **{type(record).__name__.lower(): record}).order_by("pk")


def _words_are_of_later(record, change):
    later = _of(record).filter(pk__gt=change.pk, after=record.words, acceptance__undone_on=None)
    return any(not _is_closed(each) for each in later.exclude(acceptance=change.acceptance))


def _is_closed(change):
    """Whether what gave the record these words is exempt."""
    of_record = Q(action=change.action) if change.action_id else Q(priority=change.priority)
    gave = Proposal._base_manager.filter(of_record, acceptance=change.acceptance_id, exemption__released_on=None)
    return gave.exclude(exemption=None).exists()
