"""A finding as the pages show it: what answers it, the decisions that touch it, and what was changed of its links."""

from collections import defaultdict

from django.db.models import Exists, F, OuterRef, Prefetch, Q

from .answers import told
from .gaps import show_answers
from .models import Answer, Citation, Finding, LinkChange, Resolution


def shown(findings, plan, on, up_to=None):
    """The findings in the order of the papers, as on the day `on`, ready for inspections/_finding.html.

    Each has `plan_priority_links` and `plan_action_links` (with what shows), `touched_by` (the decisions), `changes`
    (of its links, the latest first), its receipts, and what it supersedes. `up_to` as in `with_gap`.
    A fixed number of queries.
    """
    of_plan = Q(priority__plan=plan) | Q(action__priority__plan=plan)
    changes = LinkChange.objects.filter(of_plan, on__lte=on).select_related(
        "by", "post", "priority", "action__priority"
    )
    rows = list(
        findings.with_answers(plan, on, up_to)
        .select_related("inspection", "line", "superseded_by__inspection")
        .prefetch_related(
            Prefetch("citations", Citation.objects.in_place()),
            Prefetch("link_changes", changes.order_by("-on", "-recorded_at", "-pk"), "changes"),
            Prefetch("supersedes", Finding.objects.select_related("inspection").order_by("inspection", "number")),
        )
        .order_by("inspection", F("line__order").asc(nulls_last=True), "number")
    )
    decisions = decisions_by_action(plan, on)
    for row in show_answers(rows, plan, on):
        touching = (each for link in row.plan_action_links for each in decisions[link.action_id])
        row.touched_by = list({resolution.pk: (resolution, how) for resolution, how in touching}.values())
        # What is dated after the day shown counts in nothing.
        if row.superseded_by and row.superseded_by.inspection.last_day > on:
            row.superseded_by = None
    return rows


def decisions_by_action(plan, on):
    """What was decided, asked and promised by the day `on`, by the action that is the same event or that answers it.

    {action key: [(resolution with its `told`, how the two are tied)]}; a missing action has none.
    """
    answers = Answer.objects.filter(action__isnull=False, on__lte=on)
    by_an_action = Exists(answers.filter(resolution=OuterRef("pk")).order_by())
    said = (
        Resolution.objects.of_plan(plan)
        .known(on)
        .filter(Q(action__isnull=False) | by_an_action)
        .select_related("item__meeting", "same_matter", "action__priority")
        .prefetch_related(Prefetch("answers", answers.select_related("action__priority"), "answers_by_action"))
        .order_by("said_on", "slug")
    )
    tied = defaultdict(list)
    for resolution in said:
        resolution.told = told(resolution, on)
        if resolution.action:
            tied[resolution.action_id].append((resolution, f"the same event as {resolution.action.reference}"))
        for answer in resolution.answers_by_action:
            tied[answer.action_id].append((resolution, f"answered by {answer.action.reference}"))
    return tied
