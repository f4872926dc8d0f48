"""The records that a paper's proposals are compared with."""

from dataclasses import dataclass, field
from datetime import date

from actions.models import Action
from inspections.models import Finding, Inspection, Judgement, Meeting, Report, Resolution
from priorities.models import Measure, Priority


@dataclass(frozen=True, slots=True)
class ExistingAction:
    """One action today: its words, the paper's reference, its stage and the due date in force."""

    pk: int
    priority: int
    words: str
    reference: str
    stage: str
    due_last_day: date | None
    due_basis: str
    due_words: str


@dataclass(frozen=True, slots=True)
class ExistingRecords:
    """Everything that a paper's proposals are compared with."""

    actions: list[ExistingAction] = field(default_factory=list)
    priorities: list = field(default_factory=list)
    inspections: list = field(default_factory=list)
    judgements: list = field(default_factory=list)
    findings: list = field(default_factory=list)
    meetings: list = field(default_factory=list)
    resolutions: list = field(default_factory=list)
    measures: list = field(default_factory=list)


def read_existing_records(plan) -> ExistingRecords:
    """The records for a paper on this plan; without a plan (None) only inspections, meetings and resolutions."""
    return ExistingRecords(
        actions=_actions(plan) if plan else [],
        priorities=list(Priority.objects.filter(plan=plan)) if plan else [],
        inspections=list(Inspection.objects.all()),
        judgements=list(Judgement.objects.select_related("line", "inspection")),
        findings=list(Finding.objects.select_related("inspection")),
        meetings=list(Meeting.objects.select_related("committee")),
        resolutions=list(Resolution.objects.select_related("item__meeting")),
        measures=list(Measure.objects.filter(priority__plan=plan)) if plan else [],
    )


def _actions(plan):
    actions = []
    for action in Action.objects.of_plan(plan).with_last_position().order_by("priority__number", "number"):
        now = action.position
        actions.append(
            ExistingAction(
                pk=action.pk,
                priority=action.priority.number,
                words=action.words,
                reference=action.paper_reference,
                stage=now.stage if now else "",
                due_last_day=now.due_last_day if now else None,
                due_basis=now.due_basis if now else "",
                due_words=now.due_words if now else "",
            )
        )
    return actions


def loaded_before(sha256: str, *, is_open: bool):
    """The paper that was loaded from a file with this sha256; None if there is none.

    One that was entered by hand, with a checksum and no file, stands in the way of an open paper alone.
    """
    reports = Report.objects.filter(sha256=sha256)
    return (reports if is_open else reports.exclude(stored_file=None, file="")).first()
