"""A finding as the pages show it: what answers it, the resolutions that touch it, and the changes of its links."""

from collections import defaultdict
from functools import cache

from django.db.models import F, Q

from actions.pages.page_context import PageContext
from csc_tracker.database.prepared import DAYS, KEYS, Prepared, PreparedByKeys, keep_related
from inspections.models import Citation, Finding, LinkChange
from inspections.scrutiny.findings.gaps import with_answers
from inspections.scrutiny.plan_queries import known_resolutions
from priorities.models import Plan


def in_order(findings):
    """A queryset of findings in the order of the papers, with the relations that `with_details` needs."""
    return findings.select_related("inspection", "line", "superseded_by__inspection").order_by(
        "inspection", F("line__order").asc(nulls_last=True), "number"
    )


def every_finding(page_context: PageContext) -> list:
    """The plan's findings of the day asked, `in_order`."""
    return _every_finding(page_context.plan.practice).instances(page_context.plan.pk, page_context.on)


@cache
def _every_finding(practice):
    return Prepared(
        lambda plan, on: in_order(Finding.objects.of_plan(Plan(pk=plan, practice=practice), on)), KEYS[0], DAYS[0]
    )


def with_details(findings, plan, on, up_to=None):
    """The findings, from `in_order`, as on the day `on` and ready for the tag `finding`.

    Each is as `gaps.with_answers` gives it (`up_to` as there). It also gets `touched_by` (pairs of a resolution and how
    it touches the finding), `changes` (of its links, the latest first), its receipts, and the findings that it
    supersedes. A fixed number of queries.
    """
    rows, resolutions = with_answers(findings, plan, on, up_to), resolutions_by_action(plan, on)
    keys = [row.pk for row in rows]
    receipts, supersedes, changes = defaultdict(list), defaultdict(list), defaultdict(list)
    for citation in _RECEIPTS.instances(keys):
        receipts[citation.finding_id].append(citation)
    for finding in _SUPERSEDED.instances(keys):
        supersedes[finding.superseded_by_id].append(finding)
    for change in _CHANGES.instances(keys, plan.pk, on):
        changes[change.finding_id].append(change)
    for row in rows:
        row.changes = changes[row.pk]
        keep_related(row, "citations", receipts[row.pk])
        keep_related(row, "supersedes", supersedes[row.pk])
        touching = (
            (resolution, f"{how} {link.action.reference}")
            for link in row.plan_action_links
            for resolution, how in resolutions[link.action_id]
        )
        row.touched_by = list({resolution.pk: (resolution, how) for resolution, how in touching}.values())
        # What is dated after the day of the page does not count.
        if row.superseded_by and row.superseded_by.inspection.last_day > on:
            row.superseded_by = None
    return rows


def _changes(findings, plan, on):
    of_plan = Q(priority__plan=plan) | Q(action__priority__plan=plan)
    changes = LinkChange.objects.filter(of_plan, on__lte=on, finding__in=findings)
    changes = changes.select_related("by", "post", "priority", "action__priority")
    return changes.order_by("-on", "-recorded_at", "-pk")


def _superseded(by):
    return Finding.objects.filter(superseded_by__in=by).select_related("inspection").order_by("inspection", "number")


_CHANGES = PreparedByKeys(_changes, KEYS[0], DAYS[0])
_SUPERSEDED = PreparedByKeys(_superseded)
_RECEIPTS = PreparedByKeys(lambda findings: Citation.objects.filter(finding__in=findings).in_place())


def resolutions_by_action(plan, on):
    """The resolutions known by the day `on`, by the key of the action that is the same event or that answers them.

    A defaultdict: {action key: [(resolution with its `summary`, “the same event as” or “answered by”)]}.
    """
    tied = defaultdict(list)
    for resolution in known_resolutions(plan, on):
        if resolution.action_id:
            tied[resolution.action_id].append((resolution, "the same event as"))
        for action in resolution.answered_by:
            tied[action].append((resolution, "answered by"))
    return tied
