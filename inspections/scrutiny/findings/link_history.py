"""Which links between findings and what answers them stand on a day."""

from datetime import date

from django.db.models import Q, QuerySet


def stands(on: date, path="") -> Q:
    """The condition that a link (at `path` of the outer model) stands on the day `on`: added by then, removed later.

    A link without a day of its own has stood from the start.
    """
    added = Q(**{f"{path}added_on": None}) | Q(**{f"{path}added_on__lte": on})
    return added & (Q(**{f"{path}removed_on": None}) | Q(**{f"{path}removed_on__gt": on}))


class LinkQuerySet(QuerySet):
    """Links, by the day."""

    def standing(self, on: date):
        """Those that stand on the day `on`."""
        return self.filter(stands(on))

    def in_force(self):
        """Those that nobody has removed."""
        return self.filter(removed_on=None)
