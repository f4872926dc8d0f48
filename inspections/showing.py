"""A finding as the pages show it: what answers it, the decisions that touch it, and what was changed of its links."""

from collections import defaultdict

from django.db.models import F, Prefetch, Q

from .answers import known
from .gaps import with_answers
from .models import Citation, Finding, LinkChange, Resolution


def shown(findings, plan, on, up_to=None):
    """The findings in the order of the papers, as on the day `on`, ready for inspections/_finding.html.

    Each comes as `gaps.with_answers` gives it, with `touched_by` (the decisions), `changes` (of its links, the latest
    first), its receipts, and what it supersedes. `up_to` as there. A fixed number of queries.
    """
    of_plan = Q(priority__plan=plan) | Q(action__priority__plan=plan)
    changes = LinkChange.objects.filter(of_plan, on__lte=on).select_related(
        "by", "post", "priority", "action__priority"
    )
    rows = (
        findings.select_related("inspection", "line", "superseded_by__inspection")
        .prefetch_related(
            Prefetch("citations", Citation.objects.in_place()),
            Prefetch("link_changes", changes.order_by("-on", "-recorded_at", "-pk"), "changes"),
            Prefetch("supersedes", Finding.objects.select_related("inspection").order_by("inspection", "number")),
        )
        .order_by("inspection", F("line__order").asc(nulls_last=True), "number")
    )
    rows, decisions = with_answers(rows, plan, on, up_to), decisions_by_action(plan, on)
    for row in rows:
        touching = (
            (resolution, f"{how} {link.action.reference}")
            for link in row.plan_action_links
            for resolution, how in decisions[link.action_id]
        )
        row.touched_by = list({resolution.pk: (resolution, how) for resolution, how in touching}.values())
        # What is dated after the day shown counts in nothing.
        if row.superseded_by and row.superseded_by.inspection.last_day > on:
            row.superseded_by = None
    return rows


def decisions_by_action(plan, on):
    """What was decided, asked and promised by the day `on`, by the action that is the same event or that answers it.

    {action key: [(resolution with its `told`, how the action is tied to it)]}; a missing action has none.
    """
    tied = defaultdict(list)
    for resolution in known(Resolution.objects.of_plan(plan), on):
        if resolution.action_id:
            tied[resolution.action_id].append((resolution, "the same event as"))
        for action in resolution.answered_by:
            tied[action].append((resolution, "answered by"))
    return tied
