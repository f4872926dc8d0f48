"""Who answers for a priority."""

from datetime import date

from csc_tracker.database.writing import locked, writing
from csc_tracker.models import User
from priorities.models import LeadChange, Post, Priority
from priorities.posts import check_new_post, is_same_change


@writing()
def set_lead(priority: Priority, post: Post | None, *, by: User, on: date, reason: str) -> None:
    """Give the priority a lead, or take it away with None, keeping who did so, when and why.

    ValidationError ({question: sentence}) where it is the lead already or no reason is given. The same
    form sent twice running is saved once.
    """
    priority = locked(Priority.objects, priority.pk)
    last = LeadChange.objects.filter(priority=priority).order_by("pk").last()
    if priority.lead == post and is_same_change(last, post, by=by, on=on, reason=reason):
        return
    check_new_post(priority, post, reason, role="lead")
    LeadChange.objects.create(priority=priority, from_post=priority.lead, to_post=post, reason=reason, by=by, on=on)
    priority.lead = post
    priority.save(update_fields=["lead"])
