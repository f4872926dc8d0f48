"""The links of a priority or an action to the findings that it answers, as they are on a day."""

from functools import cache

from csc_tracker.database.prepared import DAYS, KEYS, Prepared


def links_in_force(model, on, **of):
    """The links of a priority or an action that are in force on the day `on`, if their finding counts on that day."""
    ((name, key),) = of.items()
    return [link for link in _links(model, name).instances(key, on) if link.finding.counts_on(on)]


@cache
def _links(model, name):
    def build(key, on):
        links = model.objects.current(on).filter(**{name: key, "finding__withdrawn_on": None})
        links = links.select_related("finding__inspection", "finding__line", "finding__superseded_by__inspection")
        return links.order_by("finding__inspection", "finding__number")

    return Prepared(build, KEYS[0], DAYS[0])
