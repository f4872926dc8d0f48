"""What answers a finding on a day, nothing, only finished work or work that is still open; and what a plan lacks."""

from dataclasses import dataclass
from datetime import date

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)

from actions.as_at import has_status
from actions.board import figures, priority_rows
from actions.filters import answers_a_finding
from actions.models import MADE_A_DIFFERENCE, Action, ProgressUpdate, shown_for
from actions.rating import COUNTED, OPEN, Shows
from priorities.models import Measure

from .standing import stands

# How many of a counted lot of actions are named.
FIRST = 20


class Gap(TextChoices):
    """What answers a point to improve, as at a day."""

    NONE = "none", "No action found"
    FINISHED = "finished", "Only finished work"
    OPEN = "open", "Work still open"


class FindingQuerySet(QuerySet):
    """Findings, with what answers them as at a day."""

    def of_plan(self, plan, on):
        """The findings of the plan's looks that were over on the day `on`; one superseded by then is left out."""
        inspections = self.model._meta.get_field("inspection").related_model.objects
        found = self.filter(inspection__in=inspections.of_plan(plan).by(on))
        return found.exclude(superseded_by__inspection__last_day__lte=on)

    def to_improve(self):
        """All but the strengths."""
        return self.exclude(kind="strength")

    def with_gap(self, plan, on, up_to=None):
        """Annotate `gap` (a `Gap`) from the plan's actions that were reported by the day `on`; a strength has none.

        And `no_difference`: only finished work answers it, and for none of it a difference for children is recorded.
        `up_to` takes in only updates up to that sequence, as a frozen position does.
        """
        reported = (
            self.model._meta.get_field("actions")
            .related_model.objects.filter(
                stands(on, "finding_links__"), priority__plan=plan, finding_links__finding=OuterRef("pk")
            )
            .order_by()
            .as_at(on, up_to)
            .filter(position__isnull=False)
        )
        return self.annotate(
            gap=Case(
                When(kind="strength", then=Value("")),
                When(Exists(reported.filter(has_status(*OPEN))), then=Value(Gap.OPEN)),
                When(Exists(reported), then=Value(Gap.FINISHED)),
                default=Value(Gap.NONE),
                output_field=CharField(),
            )
        ).annotate(
            no_difference=Case(
                When(
                    Q(gap=Gap.FINISHED) & ~Exists(reported.filter(position__difference__in=MADE_A_DIFFERENCE)),
                    then=True,
                ),
                default=False,
                output_field=BooleanField(),
            )
        )

    def with_answers(self, plan, on, up_to=None):
        """Prefetch each finding's links to the plan: `plan_priority_links`, and `plan_action_links` with positions."""
        links = {link.name: link.related_model.objects for link in self.model._meta.related_objects}
        actions = self.model._meta.get_field("actions").related_model.objects
        return self.prefetch_related(
            Prefetch(
                "priority_links",
                links["priority_links"].standing(on).filter(priority__plan=plan).select_related("priority")
                .order_by("priority__number"),
                to_attr="plan_priority_links",
            ),
            Prefetch(
                "action_links",
                links["action_links"].standing(on).filter(action__priority__plan=plan)
                .order_by("action__priority__number", "action__number"),
                to_attr="plan_action_links",
            ),
            Prefetch(
                "plan_action_links__action",
                actions.select_related("priority").as_at(on, up_to),
            ),
        )  # fmt: skip


def show_answers(findings, plan, on):
    """Set `shown` on every action link of findings that came from `with_answers(plan, on)`; gives the findings."""
    for finding in findings:
        for link in finding.plan_action_links:
            link.shown = shown_for(link.action, on, plan.update_interval_days)
    return findings


@dataclass(frozen=True, slots=True)
class Counted:
    """A lot of actions that may be thousands: how many, and the first of them in the plan's order."""

    number: int
    first: list


@dataclass(frozen=True, slots=True)
class Gaps:
    """What a plan lacks on a day, each a list in the order of the papers or of the plan; see `gaps_of_plan`."""

    findings_without_action: list
    finished_only: list
    finished_without_difference: list
    actions_without_finding: Counted
    priorities: list
    priorities_nothing_complete: list
    priorities_without_own_dates: list
    priorities_without_lead: list
    priorities_without_measure: list
    priorities_without_evidence: list


def gaps_of_plan(plan, on: date, findings=None, up_to=None) -> Gaps:
    """What the plan lacks on the day `on`, in a fixed number of queries however many actions it has.

    Findings to improve: without any action; answered only by work that is complete, awaiting sign-off or stopped; of
    those, the ones for whose work no difference (some or clear) is recorded. The plan's actions that answer no finding
    (stopped and not yet reported ones are not counted). All the plan's priorities, and of them those with no complete
    action; with open actions, none of which has a finishing date of its own; without a lead; without a measure; and
    without evidence, that is no complete action with words or an address that show it, or words on the difference.
    `findings` are all the plan's of that day with their gap, where the caller has them; `up_to` as in `with_gap`.
    """
    if findings is None:
        found = Action._meta.get_field("findings").related_model.objects.of_plan(plan, on).to_improve()
        findings = found.with_gap(plan, on, up_to).select_related("inspection", "line").order_by("inspection", "number")
    findings = list(findings)
    _, by_priority = figures(plan, on, up_to=up_to)
    rows = priority_rows(plan, by_priority)
    measured = set(Measure.objects.filter(priority__plan=plan).order_by().values_list("priority", flat=True))
    shown = _priorities_with_evidence(plan, on, up_to)
    return Gaps(
        findings_without_action=[finding for finding in findings if finding.gap == Gap.NONE],
        finished_only=[finding for finding in findings if finding.gap == Gap.FINISHED],
        finished_without_difference=[finding for finding in findings if finding.no_difference],
        actions_without_finding=_actions_without_finding(plan, on, up_to),
        priorities=[row.priority for row in rows],
        priorities_nothing_complete=[row.priority for row in rows if not row.figures.complete],
        priorities_without_own_dates=[
            row.priority for row in rows if row.figures.open and not row.figures.counts["own_date"]
        ],
        priorities_without_lead=[row.priority for row in rows if row.priority.lead is None],
        priorities_without_measure=[row.priority for row in rows if row.priority.pk not in measured],
        priorities_without_evidence=[row.priority for row in rows if row.priority.pk not in shown],
    )


def _actions_without_finding(plan, on, up_to):
    """The plan's actions, as the status board counts them, that answer no finding known on the day `on`."""
    actions = Action.objects.of_plan(plan).as_at(on, up_to).filter(has_status(*COUNTED), ~answers_a_finding(on))
    return Counted(actions.count(), list(actions.order_by("priority__number", "number")[:FIRST]))


def _priorities_with_evidence(plan, on, up_to):
    """The keys of the priorities of which a complete action has something that shows it, said by the day `on`."""
    said = ~Q(evidence_words="") | ~Q(evidence_url="") | ~Q(difference_words="")
    counting = ProgressUpdate.objects.counting(on, up_to)
    shows_it = counting.filter(said, action=OuterRef("pk"))
    actions = Action.objects.filter(priority__plan=plan).as_at(on, up_to)
    complete = actions.filter(Exists(shows_it), has_status(Shows.COMPLETE))
    return set(complete.order_by().values_list("priority", flat=True).distinct())
