"""An acceptance in progress: where its records belong, their receipts, and refusing it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from actions.models import Action, ActionPeriod, ProgressUpdate
from inspections.loading.review.comparing import names_of_inspection
from inspections.models import (
    Acceptance,
    AgendaItem,
    Citation,
    Committee,
    Finding,
    Inspection,
    Judgement,
    Loading,
    Meeting,
    Passage,
    Proposal,
    Report,
    Resolution,
)
from priorities.models import Measure, MeasureValue, Plan, Post, Priority
from priorities.models.exemptions import exempt_slug, exemption_in_force

NOT_STATED = "not stated"
DAY_NOT_STATED = (
    "The day of the meeting is not stated; this is the paper’s own day, or the one given when it was loaded."
)


class NotAccepted(ValidationError):
    """Why an acceptance is refused: each sentence names a proposal and its passage. Nothing was saved."""


@dataclass
class AcceptanceInProgress:
    """One acceptance as it is being made: where its records belong, and those that it made so far."""

    loading: Loading
    acceptance: Acceptance
    plan: Plan | None
    day: date | None
    report: Report
    passages: dict[int, Passage] = field(default_factory=dict)
    meetings: list[Meeting] = field(default_factory=list)
    inspections: dict[str, Inspection] = field(default_factory=dict)  # by the title that the paper gives
    priorities: dict[int, Priority] = field(default_factory=dict)  # by the number that the paper gives
    resolutions: dict[int, Resolution] = field(default_factory=dict)
    first_set: bool = False
    committee: str = ""

    def keep_inspection(self, proposal: Proposal, inspection: Inspection):
        """Keep an inspection under every name that the paper's judgements and findings can call it by."""
        for name in names_of_inspection(proposal.now, proposal.now_text):
            self.inspections[name] = inspection

    def priority_of(self, number: int | None) -> Priority | None:
        """The priority that the paper gives this number; else that of the plan with it, None where there is none."""
        if number is None or self.plan is None:
            return None
        return self.priorities.get(number) or self.plan.priorities.filter(number=number).first()

    def cite(self, proposal: Proposal, record, *, made: bool, passages=None):
        """Give a record its receipts: the proposal's passage, and the others that it is read from."""
        name = _CITED[type(record)]
        for order in dict.fromkeys(passages or [proposal.passage]):
            Citation.objects.create(
                key=f"loaded-{proposal.pk}-{name}-{record.pk}-{order}-{self.acceptance.pk}",
                passage=self.passages[order],
                proposal=proposal,
                made=made,
                **{name: record},
            )


_CITED = {
    Priority: "priority", Action: "action", ActionPeriod: "period", ProgressUpdate: "update", Inspection: "inspection",
    Judgement: "judgement", Finding: "finding", Meeting: "meeting", AgendaItem: "item", Resolution: "resolution",
    Measure: "measure", MeasureValue: "value", Post: "post", Committee: "committee", Plan: "plan",
}  # fmt: skip


def refuse(draft: AcceptanceInProgress, proposal: Proposal, why: str):
    """Stop the whole acceptance, naming the proposal and its passage."""
    refused = NotAccepted(f"{place(draft.loading, proposal.passage)}, “{_short(proposal.now_text)}”: {why}")
    refused.proposal = proposal
    raise refused


def place(loading: Loading, order: int) -> str:
    """Where a passage is in its paper: “Paragraph 5.2”, “Table 3, row 1”, “Passage 12”."""
    passage = loading.passages[order - 1]
    if passage["kind"] == "cell":
        return f"Table {passage['table']}, row {passage['row']}"
    return f"Paragraph {passage['number']}" if passage["number"] else f"Passage {order}"


def _short(words):
    return words if len(words) <= 80 else f"{words[:79].rsplit(' ', 1)[0]}…"


def day_of(words) -> date | None:
    """A day from a field of a proposal."""
    return date.fromisoformat(words) if words else None


def free_slug(model, words: str) -> str:
    """A slug from words that no record of the model has that may be seen, withdrawn ones included.

    That of an exempt record says nothing of its words, and gives way to an open one.
    """
    if exemption_in_force():
        return exempt_slug()
    base = slugify(words)[:44].strip("-") or "paper"
    taken = set(getattr(model, "every", model.objects).filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug for number in range(1, 10_000) if (slug := base if number == 1 else f"{base}-{number}") not in taken
    )


def named_here(model: Any, same: Callable[[Any], bool] = lambda record: True, **of: Any) -> Any:
    """The record of a model that a paper names, whoever may see it: the first that is the `same`; None where none is.

    What was known from exempt papers alone, and is named in an open one now, is open.
    """
    records = [record for record in model._base_manager.filter(**of).order_by("pk") if same(record)]
    record = min(records, key=lambda record: record.exemption_id is not None, default=None)
    if record is not None and record.exemption_id is not None and not makes_exempt():
        record.exemption = None
        record.save(update_fields=["exemption"])
    return record


def makes_exempt() -> bool:
    """Whether what is made now is exempt."""
    return exemption_in_force() is not None
