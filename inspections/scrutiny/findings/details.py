"""A finding as the pages show it: what answers it, the resolutions that touch it, and the changes of its links."""

from collections import defaultdict
from functools import cache

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet

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
    """The plan's findings of the day asked, `in_order`, each with those that it supersedes. One query."""
    read = _every_finding(page_context.plan.practice).instances(page_context.plan.pk, page_context.on)
    every = [finding for finding in read if finding.is_of_plan]
    keep_superseded(every, [finding for finding in read if finding.superseded_by_id])
    return every


@cache
def _every_finding(practice):
    def build(plan, on):
        of_plan = Finding.objects.of_plan(Plan(pk=plan, practice=practice), on).order_by().values("pk")
        is_of_plan = Q(pk__in=of_plan)
        findings = Finding.objects.filter(is_of_plan | Q(superseded_by__in=of_plan))
        return in_order(findings.annotate(is_of_plan=ExpressionWrapper(is_of_plan, BooleanField())))

    return Prepared(build, KEYS[0], DAYS[0])


def keep_superseded(findings, superseded):
    """Give each finding those of `superseded` that it supersedes, in the order of the papers."""
    by = defaultdict(list)
    for older in sorted(superseded, key=lambda each: (each.inspection_id, each.number)):
        by[older.superseded_by_id].append(older)
    for finding in findings:
        keep_related(finding, "supersedes", by[finding.pk])


def with_details(findings, plan, on, up_to=None):
    """The findings, from `in_order` or `every_finding`, as on the day `on` and ready for the tag `finding`.

    Each is as `gaps.with_answers` gives it (`up_to` as there). It also gets `touched_by` (pairs of a resolution and how
    it touches the finding; each of its `plan_action_links` gets those of its action), `changes` (of its links, the
    latest first), its receipts, and the findings that it supersedes. A fixed number of queries.
    """
    rows, resolutions = with_answers(findings, plan, on, up_to), resolutions_by_action(plan, on)
    keys = [row.pk for row in rows]
    receipts, changes = defaultdict(list), defaultdict(list)
    for citation in _RECEIPTS.instances(keys):
        receipts[citation.finding_id].append(citation)
    if isinstance(findings, QuerySet):
        keep_superseded(rows, _SUPERSEDED.instances(keys))
    for change in _CHANGES.instances(keys, plan.pk, on):
        changes[change.finding_id].append(change)
    for row in rows:
        row.changes = changes[row.pk]
        keep_related(row, "citations", receipts[row.pk])
        for link in row.plan_action_links:
            link.touched_by = resolutions[link.action_id]
        touching = (
            (resolution, f"{how} {link.action.reference}")
            for link in row.plan_action_links
            for resolution, how in link.touched_by
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
    return Finding.objects.filter(superseded_by__in=by).select_related("inspection").order_by()


_CHANGES = PreparedByKeys(_changes, KEYS[0], DAYS[0])
_SUPERSEDED = PreparedByKeys(_superseded)
_RECEIPTS = PreparedByKeys(lambda findings: Citation.objects.filter(finding__in=findings).with_passages())


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
