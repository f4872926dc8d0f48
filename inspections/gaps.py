"""What answers a finding on a day: nothing, only finished work, or work that is still open."""

from django.db.models import Case, CharField, Exists, OuterRef, Prefetch, QuerySet, TextChoices, Value, When

from actions.position import shown_for
from actions.rating import OPEN, Shows


class Gap(TextChoices):
    """What answers a point to improve, as at a day."""

    NONE = "none", "No action found"
    FINISHED = "finished", "Only finished work"
    OPEN = "open", "Work still open"


class FindingQuerySet(QuerySet):
    """Findings, with what answers them as at a day."""

    def of_plan(self, plan, on):
        """The findings of the plan's looks that were over on the day `on`; a finding superseded by another is left."""
        inspections = self.model._meta.get_field("inspection").related_model.objects
        return self.filter(inspection__in=inspections.of_plan(plan).by(on), superseded_by=None)

    def with_gap(self, plan, on):
        """Annotate `gap` (a `Gap`) from the plan's actions that were reported by the day `on`; a strength has none."""
        reported = (
            self.model._meta.get_field("actions")
            .related_model.objects.filter(priority__plan=plan, finding_links__finding=OuterRef("pk"))
            .order_by()
            .with_position(on, plan.update_interval_days)
            .exclude(shows=Shows.NOT_REPORTED)
        )
        return self.annotate(
            gap=Case(
                When(kind="strength", then=Value("")),
                When(Exists(reported.filter(shows__in=OPEN)), then=Value(Gap.OPEN)),
                When(Exists(reported), then=Value(Gap.FINISHED)),
                default=Value(Gap.NONE),
                output_field=CharField(),
            )
        )

    def with_answers(self, plan, on):
        """Prefetch each finding's links to the plan: `plan_priority_links`, and `plan_action_links` with positions."""
        links = {link.name: link.related_model.objects for link in self.model._meta.related_objects}
        actions = self.model._meta.get_field("actions").related_model.objects
        return self.prefetch_related(
            Prefetch(
                "priority_links",
                links["priority_links"].filter(priority__plan=plan).select_related("priority")
                .order_by("priority__number"),
                to_attr="plan_priority_links",
            ),
            Prefetch(
                "action_links",
                links["action_links"].filter(action__priority__plan=plan)
                .order_by("action__priority__number", "action__number"),
                to_attr="plan_action_links",
            ),
            Prefetch(
                "plan_action_links__action",
                actions.select_related("priority").with_position(on, plan.update_interval_days),
            ),
        )  # fmt: skip


def show_answers(findings, plan, on):
    """Set `shown` on every action link of findings that came from `with_answers(plan, on)`; gives the findings."""
    for finding in findings:
        for link in finding.plan_action_links:
            link.shown = shown_for(link.action, on, plan.update_interval_days)
    return findings
