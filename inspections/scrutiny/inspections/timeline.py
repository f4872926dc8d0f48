"""Which outside looks concern a plan, and which had been made by a day."""

from django.db.models import Q, QuerySet

from actions.models import Action
from priorities.models import Plan, Priority


class InspectionQuerySet(QuerySet):
    """Outside looks, by plan and by day."""

    def of_plan(self, plan):
        """A practice plan's own looks (those that it answers findings of); for another plan, every one but those.

        A look that nothing answers yet belongs to every real plan: its findings are gaps, and gaps must show.
        """
        if plan.practice:
            return self.filter(self._answered_by(Plan.objects.filter(pk=plan.pk)))
        return self.exclude(self._answered_by(Plan.objects.filter(practice=True)))

    def _answered_by(self, plans):
        """The condition that one of the plans answers a finding of the look, by a priority or an action.

        Step by step from the plans: they are few, and the links of every plan are not.
        """
        findings = self.model._meta.get_field("findings").related_model
        priorities = Priority.every.filter(plan__in=plans.order_by().values("pk")).order_by()
        actions = Action.every.filter(priority__in=priorities.values("pk")).order_by()
        of_priorities = findings.priority_links.rel.related_model.objects.filter(priority__in=priorities.values("pk"))
        of_actions = findings.action_links.rel.related_model.objects.filter(action__in=actions.values("pk"))
        return Q(pk__in=of_priorities.order_by().values("finding__inspection")) | Q(
            pk__in=of_actions.order_by().values("finding__inspection")
        )

    def by(self, on):
        """The looks that were over on the day `on`."""
        return self.filter(last_day__lte=on)
