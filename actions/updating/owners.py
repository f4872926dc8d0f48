"""Who carries out an action."""

from datetime import date

from actions.models import Action, OwnerChange
from csc_tracker.database.writing import locked, writing
from csc_tracker.models import User
from priorities.models import Post
from priorities.posts import check_new_post, is_same_change


@writing()
def set_owner(action: Action, post: Post | None, *, by: User, on: date, reason: str) -> None:
    """Give the action an owner, or take it away with None, keeping who did so, when and why.

    ValidationError ({question: sentence}) where it is the owner already or no reason is given. The same
    form sent twice running is saved once.
    """
    action = locked(Action.objects, action.pk)
    last = OwnerChange.objects.filter(action=action).order_by("pk").last()
    if action.owner == post and is_same_change(last, post, by=by, on=on, reason=reason):
        return
    check_new_post(action, post, reason, role="owner")
    OwnerChange.objects.create(action=action, from_post=action.owner, to_post=post, reason=reason, by=by, on=on)
    action.owner = post
    action.save(update_fields=["owner"])
