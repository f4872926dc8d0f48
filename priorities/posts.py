"""Which of their posts a person speaks from."""


def post_spoken_from(user, council, on, *first):
    """The post of `council` that the person speaks from on the day `on`: the first of `first` that they hold there,
    else the only one that they hold there; None where there is none or more than one.
    """
    held = [holding.post for holding in user.holdings.on(on).filter(post__council=council).select_related("post")]
    for post in first:
        if post in held:
            return post
    return held[0] if len(held) == 1 else None
