"""The posts that a person holds, and the one that they act for."""

from django.core.exceptions import ValidationError

from csc_tracker.database.prepared import DAYS, KEYS, Prepared
from priorities.models import Exemptible, Post, PostHolding
from priorities.models.exemptions import OPEN_NAMES_EXEMPT


def posts_held(user, on):
    """The posts that the person holds on the day `on`, each once."""
    return list({holding.post_id: holding.post for holding in _HELD.instances(user.pk, on)}.values())


def _held(user, on):
    return PostHolding.objects.on(on).filter(user=user).select_related("post").order_by("pk")


_HELD = Prepared(_held, KEYS[0], DAYS[0])


def held_by_nobody(on):
    """The keys of the posts that had a holder and have none on the day `on` who may sign in: a subquery."""
    held = PostHolding.objects.on(on).exclude(user__is_active=False)
    return PostHolding.objects.exclude(post__in=held.values("post")).order_by().values("post")


def acting_post(user, council, on, *preferred, about=None, held=None):
    """The post of `council` that the person acts for on the day `on`; None where that cannot be said.

    It is the first of the `preferred` posts that they hold there, such as the action's owner, else the only post that
    they hold there. `about` is the record that they speak of: unless that is exempt, no exempt post is named. `held` is
    what `posts_held` gives, where the caller has it.
    """
    exempt_too = about is not None and about.exemption_id is not None
    held = [
        post for post in (posts_held(user, on) if held is None else held)
        if post.council == council and (exempt_too or not post.is_exempt)
    ]  # fmt: skip
    for post in preferred:
        if post in held:
            return post
    return held[0] if len(held) == 1 else None


def is_same_change(last, post, *, by, on, reason):
    """Whether the last change of an owner or a lead (None: there is none) is this very one: the form was sent twice."""
    return last is not None and (last.to_post, last.by_id, last.on, last.reason) == (post, by.pk, on, reason)


def check_new_post(record: Exemptible, post: Post | None, reason: str, *, role: str) -> None:
    """Check a new owner or lead (`role`, a field of the record) before it is saved.

    ValidationError ({question: sentence}) where the post has that role already, is exempt and the record is open, or no
    reason is given.
    """
    if post and post.is_exempt and record.exemption_id is None:
        raise ValidationError({"post": OPEN_NAMES_EXEMPT})
    if getattr(record, role) == post:
        raise ValidationError({"post": f"It already has this {role}. Choose another."})
    if not reason.strip():
        raise ValidationError({"reason": "Say why. A few words are enough."})
