"""Which frozen position stands last."""

from .models import FrozenPosition


def last_frozen(plan, by=None):
    """The plan's last frozen position, of those by the day `by` where it is given; None where there is none."""
    frozen = FrozenPosition.objects.filter(plan=plan)
    if by:
        frozen = frozen.filter(on__lte=by)
    return frozen.order_by("-on", "-frozen_at", "-pk").first()
