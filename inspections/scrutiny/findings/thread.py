"""The golden thread of one finding: what answers it, how far that is, and what a committee decided about it."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import Http404

from actions.models import ProgressUpdate
from actions.pages.page_context import PageContext
from actions.positions.facts import not_withdrawn
from actions.positions.status import COUNTED, Status
from actions.updating.history import Entry
from csc_tracker.database.prepared import KEYS, NUMBERS, Prepared, PreparedByKeys
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.shortening import first_words
from csc_tracker.pages.wording import count_of, in_a_row, plural
from inspections.models import Finding, Inspection
from inspections.models.scrutiny import Link
from inspections.scrutiny.findings.details import in_order, keep_superseded, with_details
from inspections.scrutiny.linked import Linked
from priorities.models import Plan

_ORDER = (*COUNTED, Status.STOPPED, Status.NOT_REPORTED)


@dataclass
class Step:
    """One step of the thread: its heading, its lines, numbers by status, and what is said of it.

    `broken`: whether the thread ends before it.
    """

    heading: str
    lines: list[Linked] = field(default_factory=list)
    counts: list[dict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    broken: bool = False


def read_finding(page_context: PageContext, inspection: str, number: int) -> Finding:
    """The finding of one of the plan's inspections with this number, `with_details`; Http404 where there is none.

    Each of its `plan_action_links` also has `latest`, the `Entry` of the last update of its action that counts, and
    `evidence`, the last that gives evidence; None for none. Eight queries.
    """
    key = page_context.plan.pk, inspection, min(number, NUMBERS[0])
    read = _finding(page_context.plan.practice).instances(*key)
    finding = next((each for each in read if each.is_it), None)
    if finding is None:
        raise Http404(f"There is no finding {number} of “{inspection[:50]}”. The list of findings has them all.")
    keep_superseded([finding], [each for each in read if each.superseded_by_id == finding.pk])
    [finding] = with_details([finding], page_context.plan, page_context.on, page_context.up_to)
    updates = defaultdict(list)
    for update in _UPDATES.instances([link.action_id for link in finding.plan_action_links]):
        if page_context.up_to is None or update.sequence <= page_context.up_to:
            updates[update.action_id].append(update)
    for link in finding.plan_action_links:
        counting = [
            update
            for update in not_withdrawn(updates[link.action_id])
            if not update.withdraws_id and update.effective_date <= page_context.on
        ]
        counting.sort(key=lambda update: (update.effective_date, update.sequence))
        link.latest = Entry(counting[-1]) if counting else None
        shown = [update for update in counting if update.evidence_words or update.evidence_url]
        link.evidence = Entry(shown[-1]) if shown else None
    return finding


@cache
def _finding(practice: bool) -> Prepared:
    def build(plan: int, inspection: str, number: int) -> Any:
        of_plan = Inspection.objects.of_plan(Plan(pk=plan, practice=practice)).order_by().values("pk")
        it = Finding.objects.filter(inspection__in=of_plan, inspection__slug=inspection, number=number).order_by()
        is_it = Q(pk__in=it.values("pk"))
        findings = Finding.objects.filter(is_it | Q(superseded_by__in=it.values("pk")))
        return in_order(findings.annotate(is_it=ExpressionWrapper(is_it, BooleanField())))

    return Prepared(build, KEYS[0], "the name of no inspection", NUMBERS[0])


_UPDATES = PreparedByKeys(
    lambda actions: ProgressUpdate.objects.filter(action__in=actions).select_related("by", "post").order_by("sequence")
)


# What the page says


def steps(page_context: PageContext, finding: Finding) -> list[Step]:
    """The thread in five steps; where it ends, the steps after that say so. None for a strength that nothing answers:
    nothing needs to.
    """
    if finding.kind == Finding.Kind.STRENGTH and not (finding.plan_action_links or finding.plan_priority_links):
        return []
    return [
        _finding_step(page_context, finding),
        _priority_step(page_context, finding),
        _action_step(page_context, finding),
        _update_step(finding),
        _committee_step(page_context, finding),
    ]


def summary(finding: Finding) -> str:
    """What answers the finding, in one sentence."""
    links = finding.plan_action_links
    if links:
        by_status = Counter(Status(link.status) for link in links)
        parts = [f"{by_status[status]} {status.label.lower()}" for status in _ORDER if by_status[status]]
        return f"{count_of(len(links), 'action')} {plural(len(links), 'answers', 'answer')} it: {in_a_row(parts)}."
    if finding.plan_priority_links:
        numbers = [str(link.priority.number) for link in finding.plan_priority_links]
        which = f"{plural(len(numbers), 'Priority', 'Priorities')} {in_a_row(numbers)}"
        return f"{which} {plural(len(numbers), 'answers', 'answer')} it as a whole; none of the actions is linked yet."
    return f"{_unlinked(finding)}."


def _unlinked(finding):
    """Why nothing is linked: one of the states of a link, in words."""
    if finding.no_answer:
        return "Looked at: nothing in the plan answers it"
    if finding.kind == Finding.Kind.STRENGTH:
        return "A strength: nothing needs to answer it"
    return "Not looked at yet: nobody has said what answers it"


def _finding_step(page_context, finding):
    address = page_context.address(cached_reverse("inspection", finding.inspection.slug))
    where = Linked(finding.inspection.title, f"{address}#{finding.anchor}")
    return Step("The finding", [where], notes=[finding.inspection.date_words, finding.get_kind_display()])


def _priority_step(page_context, finding):
    step = Step("Priority")
    linked = {link.priority_id: link for link in finding.plan_priority_links}
    priorities = {link.priority_id: link.priority for link in finding.plan_priority_links}
    priorities |= {link.action.priority_id: link.action.priority for link in finding.plan_action_links}
    for priority in sorted(priorities.values(), key=lambda each: each.number):
        address = page_context.address(cached_reverse("priority", priority.number))
        step.lines.append(Linked(f"{priority.number} {priority.short_name}", address))
    step.notes = _on_whose_word(linked.values())
    if priorities and not linked:
        step.notes = ["Linked through its actions"]
    if not priorities:
        step.broken = True
        step.notes = [_unlinked(finding)]
        if finding.no_answer and finding.no_answer.in_words:
            step.notes.append(finding.no_answer.in_words)
    return step


def _action_step(page_context, finding):
    step, links = Step("Actions"), finding.plan_action_links
    if not links:
        step.broken = True
        step.notes = ["No action is linked"]
        return step

    def address(**filters):
        return page_context.address(cached_reverse("actions"), finding=finding.pk, **filters)

    by_status = Counter(Status(link.status) for link in links)
    step.lines = [Linked(count_of(len(links), "action"), address())]
    step.counts = [
        {"state": status.value, "number": by_status[status], "words": status.label.lower()}
        | {"address": address(status=status.value)}
        for status in _ORDER
        if by_status[status]
    ]
    step.notes = _on_whose_word(links)
    return step


def _on_whose_word(links):
    """On whose word links rest: of one in full, of several how many of each."""
    if len(links) == 1:
        return [link.basis_in_words() for link in links]
    by_basis = Counter(link.basis for link in links)
    return [f"{basis.label}: {by_basis[basis]}" for basis in Link.Basis if by_basis[basis]]


def _update_step(finding):
    step, links = Step("Latest update and evidence"), finding.plan_action_links
    latest = max((link for link in links if link.latest), key=lambda link: link.latest.in_time, default=None)
    if latest is None:
        step.broken = True
        step.notes = ["Nothing has been reported of them" if links else "No update, since no action is linked"]
        return step
    step.lines = [Linked(f"{latest.action.reference}, {latest.latest.day}", f"#action-{latest.action.reference}")]
    number = sum(link.evidence is not None for link in links)
    of = f"Evidence is recorded for {number} of {count_of(len(links), 'action')}"
    step.notes = [of if number else "No evidence is recorded"]
    return step


def _committee_step(page_context, finding):
    step = Step("What the committee decided")
    for resolution, _how in finding.touched_by:
        address = page_context.address(cached_reverse("resolution", resolution.slug))
        step.lines.append(Linked(f"“{first_words(resolution.short, 12)}”", address))
        step.notes.append(f"{resolution.summary.day}: {resolution.summary.state_and_due}")
    if not finding.touched_by:
        step.broken = True
        step.notes = ["No decision or request about these actions is recorded"]
        if not finding.plan_action_links:
            step.notes = ["No decision, since no action is linked"]
    return step
