"""Comments on an action: who reads them, saving one, withdrawing it and removing its words."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from actions.models import Action, Comment
from actions.pages.page_context import PageContext
from actions.talking.mentions import write_to_holders
from actions.updating.history import UNDO_FOR
from csc_tracker.audit.entries import Act
from csc_tracker.audit.recording import record_act
from csc_tracker.database.prepared import KEYS, Prepared
from csc_tracker.database.writing import locked, writing
from csc_tracker.models import User
from csc_tracker.pages.wording import spoken_by
from priorities.models import Post
from priorities.posts import acting_post

TALK = "actions.add_comment"
REMOVE = "actions.blank_update"
TOO_LATE = "A comment can be withdrawn by who wrote it, for ten minutes."


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment as a page shows it to somebody, and what they may do with it."""

    comment: Comment
    may_withdraw: bool
    may_remove: bool

    @property
    def said_by(self) -> str:
        """Who wrote it, from which post, with the name and the title of that day."""
        return spoken_by(self.comment.by, self.comment.post, self.comment.on)


def comments_on(action: Action, page_context: PageContext) -> list[Shown]:
    """The comments on an action that the reader of a page may see, the latest first. One query.

    Committee members see those that are open to them. What was written after the day of the page is not on it.
    """
    reader, until = page_context.reader, page_context.until
    assert isinstance(reader, User)
    return [
        Shown(comment, may_withdraw(comment, reader), reader.has_perm(REMOVE) and not comment.removed_on)
        for comment in _comments(reader.has_perm(TALK)).instances(action.pk)
        if comment.on <= page_context.on and (until is None or comment.recorded_at <= until)
    ]


@cache
def _comments(every: bool) -> Prepared:
    """The query of an action's comments: all, or those that are open to committee members."""

    def build(action: int) -> Any:
        comments = Comment.objects.filter(action=action).select_related("by", "post").order_by("-pk")
        return comments if every else comments.filter(for_members=True)

    return Prepared(build, KEYS[0])


def may_withdraw(comment: Comment, by: User) -> bool:
    """Whether this person can withdraw a comment now: their own, within ten minutes."""
    gone = comment.withdrawn_at or comment.removed_on
    return comment.by_id == by.pk and not gone and timezone.now() - comment.recorded_at <= UNDO_FOR


@writing()
def say(
    action: Action, words: str, *, by: User, on: date, for_members: bool, posts: Iterable[Post], submission: uuid.UUID
) -> tuple[Comment, list[str]]:
    """Save a comment and write to who holds these posts. Returns it, and what became of the emails, in sentences.

    The same form sent twice saves it once; with other words it is another comment.
    """
    locked(Action.objects, action.pk)
    if before := Comment.objects.filter(submission=submission).first():
        if (before.by_id, before.action_id, before.words, before.for_members) == (by.pk, action.pk, words, for_members):
            return before, []
        submission = uuid.uuid4()
    elif Comment._base_manager.filter(submission=submission).exists():
        submission = uuid.uuid4()  # of a comment that they may not see
    plan = action.priority.plan
    post = acting_post(by, plan.council, on, action.owner, action.priority.lead, about=action)
    comment = Comment(
        action=action, words=words, for_members=for_members, by=by, post=post, on=on, recorded_at=timezone.now(),
        submission=submission,
    )  # fmt: skip
    comment.save(force_insert=True)
    return comment, write_to_holders(comment, posts)


@writing()
def withdraw(comment: Comment, *, by: User) -> None:
    """Withdraw one's own comment within ten minutes; its words are then shown to nobody. ValidationError else."""
    comment = locked(Comment.objects, comment.pk)
    if comment.withdrawn_at and comment.by_id == by.pk:
        return
    if not may_withdraw(comment, by):
        raise ValidationError(TOO_LATE)
    Comment.objects.filter(pk=comment.pk).update(withdrawn_at=timezone.now())


@writing()
def remove_words(comment: Comment, *, by: User, on: date, because: str) -> None:
    """Remove the words of a comment that hold personal data; that it was there, and who removed them, stays.

    ValidationError where no reason is given or they were removed before, other than by the same form sent twice.
    """
    if not because.strip():
        raise ValidationError("Say why you are removing the words.")
    comment = locked(Comment.objects, comment.pk)
    if (comment.removed_by, comment.removed_on, comment.removed_because) == (str(by)[:150], on, because[:300]):
        return
    if comment.removed_on:
        raise ValidationError("The words of this comment have already been removed.")
    empty_words([comment.pk], by=str(by), on=on, because=because)
    record_act(Act.COMMENT_REMOVED, by=by, about=comment, words=because)


def empty_words(keys: Iterable[int], *, by: str, on: date, because: str) -> None:
    """Empty the words of these comments (keys) in the transaction of whoever may; `by` is a name."""
    Comment._base_manager.filter(pk__in=list(keys), removed_on=None).update(
        words="", removed_on=on, removed_by=by[:150], removed_because=because[:300]
    )
