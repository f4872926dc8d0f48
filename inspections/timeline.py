"""Which outside looks concern a plan, and which had been made by a day."""

from django.db.models import Q, QuerySet


class InspectionQuerySet(QuerySet):
    """Outside looks, by plan and by day."""

    def of_plan(self, plan):
        """A practice plan's own looks (those that it answers findings of); for another plan, every one but those.

        A look that nothing answers yet belongs to every real plan: its findings are gaps, and gaps must show.
        """
        linked = Q(findings__priorities__plan=plan) | Q(findings__actions__priority__plan=plan)
        if plan.practice:
            return self.filter(pk__in=self.model.objects.filter(linked).order_by().values("pk"))
        practice = Q(findings__priorities__plan__practice=True) | Q(findings__actions__priority__plan__practice=True)
        return self.exclude(pk__in=self.model.objects.filter(practice).order_by().values("pk"))

    def by(self, on):
        """The looks that were over on the day `on`."""
        return self.filter(last_day__lte=on)
