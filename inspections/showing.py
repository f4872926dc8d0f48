"""A finding as the pages show it: what answers it, the decisions that touch it, and what was changed of its links."""

from collections import defaultdict

from django.db.models import F, FilteredRelation, Prefetch, Q

from .answers import told
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
    answer = FilteredRelation("answers", condition=Q(answers__on__lte=on))
    said = (
        Resolution.objects.of_plan(plan)
        .known(on)
        .annotate(answer=answer)
        .filter(Q(action__isnull=False) | Q(answer__action__isnull=False))
        .select_related("item__meeting", "same_matter", "action__priority", "answer__action__priority")
        .order_by("said_on", "slug", "answer__on", "answer__number")
    )
    tied = defaultdict(dict)
    for resolution in said:
        resolution.told = told(resolution, on)
        if resolution.action:
            how = f"the same event as {resolution.action.reference}"
            tied[resolution.action_id][resolution.pk, how] = resolution, how
        if (given := getattr(resolution, "answer", None)) and (answering := given.action):
            how = f"answered by {answering.reference}"
            tied[answering.pk][resolution.pk, how] = resolution, how
    return defaultdict(list, {action: list(found.values()) for action, found in tied.items()})
