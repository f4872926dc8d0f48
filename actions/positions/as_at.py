"""Conditions on the stored positions of actions (`models.ActionPosition`), for a query of any page."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, ExpressionWrapper, IntegerField, Q

from actions.positions.status import RATED, Status
from priorities.models import for_reader

# The end of what still goes on: a day like any other, so that an index on the end serves every condition.
STILL = date.max
# Stand-ins for the sequences of updates in a query that is built once (see `Prepared`): no update has them.
SEQUENCES = (2**62, 2**62 + 1, 2**62 + 2)


def in_force(on: date, up_to: int | None = None, prefix: str = "") -> Q:
    """The condition of the position on the day `on`, as known now, or when update `up_to` was the last recorded.

    `prefix` is the path to the position, such as “positions__”.
    """
    known = Q(**{f"{prefix}known_to": None})
    if up_to is not None:
        known = Q(**{f"{prefix}known_from__lte": up_to}) & (known | Q(**{f"{prefix}known_to__gt": up_to}))
    return known & Q(**{f"{prefix}from_day__lte": on, f"{prefix}to_day__gt": on}) & for_whom(prefix)


def in_force_by_index(on: date, up_to: int | None = None) -> list[Q]:
    """The condition of `in_force` in parts, each for one index of a plan's positions; no position meets two of them.

    What was known at `up_to` is known still, or was changed since: a database reads a table by one index at a time.
    """
    if up_to is None:
        return [in_force(on)]
    of_the_day = Q(known_from__lte=up_to, from_day__lte=on, to_day__gt=on) & for_whom()
    return [Q(known_to=None) & of_the_day, Q(known_to__gt=up_to) & of_the_day]


def for_whom(prefix: str = "") -> Q:
    """The condition that a position is the one that who is looking now may see; `prefix` as in `in_force`.

    An action with exempt updates has two positions for each day: one takes them in, the other does not.
    """

    def of_plans(plans: Iterable[int]) -> Q:
        return Q(**{f"{prefix}exempt_plan__in": plans})

    return for_reader(of_plans, prefix)


def not_in_force(day: date, up_to: int | None = None, prefix: str = "") -> Q:
    """The condition that a position in force on a later day was not the one on `day`, as `in_force` has that."""
    if up_to is None:
        otherwise = Q(**{f"{prefix}known_to__isnull": False})
    else:
        otherwise = Q(**{f"{prefix}known_from__gt": up_to}) | Q(**{f"{prefix}known_to__lte": up_to})
    return Q(**{f"{prefix}from_day__gt": day}) | otherwise


def has_status(*states: Status, path: str = "position__") -> Q:
    """The condition that an action from `ActionQuerySet.as_at`, or what has its position at `path`, has one of these
    statuses on that day.
    """
    return Q(**{f"{path}status__in": states})


def is_out_of_date(on: date, interval: int) -> Q:
    """The condition that the rating that shows on the day `on` is older than `interval` days."""
    return Q(position__status__in=RATED, position__rated_on__lt=on - timedelta(days=interval))


def is_not_out_of_date(on: date, interval: int) -> Q:
    """The condition that no rating shows on the day `on`, or one that is not older than `interval` days."""
    others = [state for state in Status if state not in RATED]
    return has_status(*others) | Q(position__rated_on__gte=on - timedelta(days=interval))


def whether(condition: Q | Exists) -> ExpressionWrapper:
    """Whether a condition holds, as the database gives it: making True or False of it takes longer than to read it."""
    return ExpressionWrapper(condition, IntegerField())
