"""Who answers for a priority."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from csc_tracker.models import User
from priorities.models import LeadChange, Post, Priority


@transaction.atomic
def set_lead(priority: Priority, post: Post | None, *, by: User, on: date, reason: str) -> None:
    """Give the priority a lead, or take it away with None, keeping who did so, when and why.

    ValidationError ({question: sentence}) where it is the lead already or no reason is given.
    """
    priority = Priority.objects.select_for_update(of=("self",)).get(pk=priority.pk)
    if priority.lead == post:
        raise ValidationError({"post": "It already has this lead. Choose another."})
    if not reason.strip():
        raise ValidationError({"reason": "Say why. A few words are enough."})
    LeadChange.objects.create(priority=priority, from_post=priority.lead, to_post=post, reason=reason, by=by, on=on)
    priority.lead = post
    priority.save(update_fields=["lead"])
