"""From which post a person speaks for the council."""

from priorities.models import Post


def posts_held(user, council, on):
    """The posts of the council that the person holds on the day `on`."""
    return Post.objects.filter(council=council, holdings__in=user.holdings.on(on)).distinct()


def posts_open_to(user, council, on):
    """The posts in whose name the person may confirm: those that they hold that day; for an admin, the council's."""
    if user.has_perm("csc_tracker.administer"):
        return Post.objects.filter(council=council)
    return posts_held(user, council, on)
