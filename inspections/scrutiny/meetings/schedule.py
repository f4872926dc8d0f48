"""Which meetings concern a plan, and which comes next."""

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from priorities.models import Plan


class MeetingQuerySet(QuerySet):
    """Meetings, by the plan that they concern and by the day."""

    def of_plan(self, plan):
        """The meetings that pages of this plan show: see `meeting_of_plan`."""
        return self.filter(meeting_of_plan(plan))

    def scrutinising(self, plan):
        """The meetings of the committees that scrutinise the plan, and those that consider it all the same."""
        return self.filter(_scrutinises(plan))

    def with_concerns(self, plan):
        """Annotate `concerns`: whether it is among those `scrutinising` the plan."""
        return self.annotate(concerns=ExpressionWrapper(_scrutinises(plan), BooleanField()))

    def to_come(self, on):
        """The meetings that are not over before the day `on`, the next first."""
        return self.filter(last_day__gte=on).order_by("first_day", "last_day", "slug")

    def held(self, on):
        """The meetings that were over before the day `on`, the latest first."""
        return self.filter(last_day__lt=on).order_by("-last_day", "-first_day", "slug")


def meeting_of_plan(plan, path="") -> Q:
    """The condition that pages of this plan show a meeting: a practice plan's own, else every one but those.

    `path` leads to the meeting from another record, such as “item__meeting__”; a withdrawn meeting never counts.
    """
    if plan.practice:
        condition = _scrutinises(plan, path)
    else:
        condition = ~(Q(**{f"{path}considered__practice": True}) | _of_committees(path, plan__practice=True))
    return condition & Q(**{f"{path}withdrawn_on": None})


def _scrutinises(plan, path=""):
    """The condition that the meeting's committee scrutinises the plan, or that the meeting considers it."""
    return Q(**{f"{path}considered": plan}) | _of_committees(path, plan=plan)


def _of_committees(path, **plan):
    """The condition that the meeting's committee scrutinises such a plan."""
    committees = Plan.committees.through.objects.filter(**plan).values("committee")
    return Q(**{f"{path}committee__in": committees})
