"""Which outside looks concern a plan, and which had been made by a day."""

from django.db.models import Q, QuerySet


class InspectionQuerySet(QuerySet):
    """Outside looks, by plan and by day."""

    def of_plan(self, plan):
        """A practice plan's own looks (those that it answers findings of); for another plan, every one but those.

        A look that nothing answers yet belongs to every real plan: its findings are gaps, and gaps must show.
        """
        findings = self.model._meta.get_field("findings").related_model.every.order_by()
        if plan.practice:
            linked = findings.filter(Q(priorities__plan=plan) | Q(actions__priority__plan=plan))
            return self.filter(pk__in=linked.values("inspection"))
        practice = findings.filter(Q(priorities__plan__practice=True) | Q(actions__priority__plan__practice=True))
        return self.exclude(pk__in=practice.values("inspection"))

    def by(self, on):
        """The looks that were over on the day `on`."""
        return self.filter(last_day__lte=on)
