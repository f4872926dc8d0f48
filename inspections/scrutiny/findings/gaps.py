"""What answers a finding on a day: nothing, only finished work, or work that is still open; and what a plan lacks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import F, FilteredRelation, TextChoices

from actions.board.figures import figures
from actions.models import MADE_AN_IMPACT
from actions.positions.as_at import SEQUENCES, in_force
from actions.positions.status import COUNTED, OPEN, REPORTED, Status, status_with_age
from csc_tracker.database.prepared import DAYS, KEYS, Prepared
from inspections.models import Finding, FindingAction, FindingPriority
from priorities.models import Plan


class Gap(TextChoices):
    """What answers a point to improve, as at a day."""

    NONE = "none", "No action found"
    FINISHED = "finished", "Only finished work"
    OPEN = "open", "Work still open"


def with_gaps(findings: Iterable[Finding], plan: Plan, on: date, up_to: int | None = None) -> list[Finding]:
    """The findings, each with its `gap` (a `Gap`; empty for a strength) and with `no_impact`, in their order.

    `gap` comes from the plan's actions that were reported by the day `on`. `no_impact` is true if only finished work
    answers the finding, and no impact on children is recorded for any of it. With `up_to`, only updates up to that
    sequence count, as in a frozen position. One query.
    """
    every, answers = list(findings), defaultdict(list)
    if every:
        known = [] if up_to is None else [up_to]
        for finding, *answer in _answers(up_to is not None).rows(plan.pk, on, *known):
            answers[finding].append(answer)
    for finding in every:
        _set_gap(finding, answers[finding.pk])
    return every


def with_answers(findings: Iterable[Finding], plan: Plan, on: date, up_to: int | None = None) -> list[Finding]:
    """The findings as `with_gaps` gives them, each with its links to what answers it. Two queries.

    `plan_action_links` are its links to the plan's actions, each with the `action` and its status (`shown`), and
    `plan_priority_links` those to its priorities.
    """
    if not (every := list(findings)):
        return []
    links, priorities, interval = defaultdict(list), defaultdict(list), plan.update_interval_days
    known = [] if up_to is None else [up_to]
    for link in _action_links(up_to is not None).instances(plan.pk, on, *known):
        link.shown = status_with_age(Status(link.status), link.rated_on, on, interval)
        links[link.finding_id].append(link)
    for link in _PRIORITY_LINKS.instances(plan.pk, on):
        priorities[link.finding_id].append(link)
    for finding in every:
        finding.plan_action_links = links[finding.pk]
        finding.plan_priority_links = priorities[finding.pk]
        _set_gap(finding, [(link.status, link.impact) for link in links[finding.pk]])
    return every


# These queries go by the plan and not by the findings, which other plans may answer too.


@cache
def _answers(as_known):
    """The query of (finding, status, impact) of the plan's actions that answer a finding, each combination once."""

    def build(plan, on, up_to=None):
        answers = _links_with_positions(plan, on, up_to).order_by()
        return answers.values_list("finding", "status", "impact").distinct()

    return Prepared(build, KEYS[0], DAYS[0], *SEQUENCES[:as_known])


@cache
def _action_links(as_known):
    def build(plan, on, up_to=None):
        answers = _links_with_positions(plan, on, up_to).select_related("action__priority")
        return answers.order_by("action__priority__number", "action__number")

    return Prepared(build, KEYS[0], DAYS[0], *SEQUENCES[:as_known])


def _priority_links(plan, on):
    links = FindingPriority.objects.current(on).select_related("priority")
    return links.filter(priority__plan=plan).order_by("priority__number")


_PRIORITY_LINKS = Prepared(_priority_links, KEYS[0], DAYS[0])


def _links_with_positions(plan, on, up_to):
    """The links of findings to the plan's actions in force on the day `on`.

    Each has the `status`, `rated_on` and `impact` of its action on that day.
    """
    position = FilteredRelation("action__positions", condition=in_force(on, up_to, "action__positions__"))
    return (
        FindingAction.objects.current(on)
        .filter(action__priority__plan=plan)
        .annotate(position=position)
        .annotate(**{name: F(f"position__{name}") for name in ("status", "rated_on", "impact")})
    )


def _set_gap(finding, answers):
    reported = [(status, impact) for status, impact in answers if status in REPORTED]
    if finding.kind == "strength":
        finding.gap = ""
    elif not reported:
        finding.gap = Gap.NONE
    else:
        finding.gap = Gap.OPEN if any(status in OPEN for status, _ in reported) else Gap.FINISHED
    has_impact = any(impact in MADE_AN_IMPACT for _, impact in reported)
    finding.no_impact = finding.gap == Gap.FINISHED and not has_impact


@dataclass(frozen=True, slots=True)
class Gaps:
    """What a plan lacks on a day. Findings are in the order of the papers, priorities in that of the plan.

    Of the findings to improve: those without any action; those answered only by work that is complete, awaiting
    sign-off or stopped; and, of these, those with no impact (some or clear) recorded for that work.
    `actions_without_finding` is how many actions answer no finding; stopped and not yet reported ones do not count.

    Of all the plan's `priorities`: those with no complete action; those with open actions of which none has a finishing
    date of its own; those without a lead; those without a measure; and those without evidence, which have no complete
    action with evidence (words or an address) or words on its impact.
    """

    findings_without_action: list
    finished_only: list
    finished_without_impact: list
    actions_without_finding: int
    priorities: list
    priorities_nothing_complete: list
    priorities_without_own_dates: list
    priorities_without_lead: list
    priorities_without_measure: list
    priorities_without_evidence: list


def gaps_of_plan(plan: Plan, on: date, findings: list[Finding], up_to: int | None = None) -> Gaps:
    """What the plan lacks on the day `on`. A fixed number of queries, however many actions it has.

    `findings` are all the plan's findings of that day, from `with_answers`; `up_to` as there.
    """
    whole, rows = figures(plan, on, up_to=up_to)
    answering_actions = {
        link.action_id for finding in findings for link in finding.plan_action_links if link.status in COUNTED
    }
    return Gaps(
        findings_without_action=[finding for finding in findings if finding.gap == Gap.NONE],
        finished_only=[finding for finding in findings if finding.gap == Gap.FINISHED],
        finished_without_impact=[finding for finding in findings if finding.no_impact],
        actions_without_finding=whole.counted - len(answering_actions),
        priorities=[row.priority for row in rows],
        priorities_nothing_complete=[row.priority for row in rows if not row.figures.complete],
        priorities_without_own_dates=[
            row.priority for row in rows if row.figures.open and not row.figures.counts["own_date"]
        ],
        priorities_without_lead=[row.priority for row in rows if row.priority.lead is None],
        priorities_without_measure=[row.priority for row in rows if not row.measured],
        priorities_without_evidence=[row.priority for row in rows if not row.figures.counts["with_evidence"]],
    )
