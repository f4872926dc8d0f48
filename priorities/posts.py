"""The posts that a person holds, and the one that they act for."""

from csc_tracker.database.prepared import DAYS, KEYS, Prepared
from priorities.models import PostHolding


def posts_held(user, on):
    """The posts that the person holds on the day `on`, each once."""
    return list({holding.post_id: holding.post for holding in _HELD.instances(user.pk, on)}.values())


def _held(user, on):
    return PostHolding.objects.on(on).filter(user=user).select_related("post").order_by("pk")


_HELD = Prepared(_held, KEYS[0], DAYS[0])


def acting_post(user, council, on, *preferred, held=None):
    """The post of `council` that the person acts for on the day `on`; None where that cannot be said.

    It is the first of the `preferred` posts that they hold there, such as the action's owner, else the only post that
    they hold there. `held` is what `posts_held` gives, where the caller has it.
    """
    held = [post for post in (posts_held(user, on) if held is None else held) if post.council == council]
    for post in preferred:
        if post in held:
            return post
    return held[0] if len(held) == 1 else None
