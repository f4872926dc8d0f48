"""Which meetings concern a plan, and which comes next."""

from django.db.models import Q, QuerySet


class MeetingQuerySet(QuerySet):
    """Meetings, by the plan that they concern and by the day."""

    def of_plan(self, plan):
        """The meetings that pages of this plan show: a practice plan's own, else every one but those."""
        if plan.practice:
            return self.scrutinising(plan)
        practice = self._committees().filter(scrutinises__practice=True)
        return self.exclude(considered__practice=True).exclude(committee__in=practice)

    def scrutinising(self, plan):
        """The meetings of the committees that scrutinise the plan, and those that consider it all the same."""
        return self.filter(Q(considered=plan) | Q(committee__in=self._committees().filter(scrutinises=plan)))

    def to_come(self, on):
        """The meetings that are not over before the day `on`, the next first."""
        return self.filter(last_day__gte=on).order_by("first_day", "last_day", "slug")

    def held(self, on):
        """The meetings that were over before the day `on`, the latest first."""
        return self.filter(last_day__lt=on).order_by("-last_day", "-first_day", "slug")

    def _committees(self):
        return self.model._meta.get_field("committee").related_model.objects.order_by()


def next_meeting(meetings, plan, on):
    """The next of `meetings` that concerns the plan, on the day `on` or after it; None where none is known."""
    return meetings.scrutinising(plan).to_come(on).select_related("committee").first()
