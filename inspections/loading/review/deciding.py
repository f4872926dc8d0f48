"""What an admin decides of a proposal: accept, correct, mark as the same as a record, reject, open again."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from csc_tracker.database.writing import locked, writing
from inspections.models import PaperFile, Proposal, ProposalDecision
from inspections.models.loading import SAME

_What = ProposalDecision.What
_DECIDED = {
    Proposal.Decision.ACCEPTED: _What.ACCEPTED,
    Proposal.Decision.MERGED: _What.MERGED,
    Proposal.Decision.REJECTED: _What.REJECTED,
    Proposal.Decision.OPEN: _What.REOPENED,
}


@writing()
def decide(proposals, decision: str, *, by) -> int:
    """Give these proposals a decision (Proposal.Decision), keep who decided and when, and return how many it changed.

    Those that were saved to the plan, or already have this decision, are left as they are.
    """
    chosen = list(proposals.select_for_update().filter(acceptance=None).exclude(decision=decision))
    ProposalDecision.objects.bulk_create(
        ProposalDecision(proposal=proposal, what=_DECIDED[decision], by=by, recorded_at=timezone.now())
        for proposal in chosen
    )
    return Proposal.objects.filter(pk__in=[proposal.pk for proposal in chosen]).update(decision=decision)


def ready(proposals) -> list[int]:
    """The keys of the proposals that lack nothing: “accept all” accepts these."""
    waiting = proposals.select_related("loading", "exemption").defer("loading__passages")
    return [proposal.pk for proposal in waiting if not proposal.lacks]


@writing()
def correct(proposal: Proposal, text: str, fields: dict, *, by):
    """Keep an admin's own text and fields beside what was read, and accept it so."""
    _still_open(proposal)
    proposal.edited = {"text": text, "fields": fields}
    proposal.decision = Proposal.Decision.ACCEPTED
    proposal.save(update_fields=["edited", "decision"])
    ProposalDecision.objects.create(
        proposal=proposal, what=_What.EDITED, edited=proposal.edited, by=by, recorded_at=timezone.now()
    )


@writing()
def merge(proposal: Proposal, record, *, by):
    """Mark a proposal as the same as an existing record: accepting it then only gives the record a receipt."""
    _still_open(proposal)
    name = next(name for name in SAME if isinstance(record, proposal._meta.get_field(name).related_model))
    for other in SAME:
        setattr(proposal, other, record if other == name else None)
    proposal.decision = Proposal.Decision.MERGED
    proposal.save(update_fields=[*SAME, "decision"])
    ProposalDecision.objects.create(proposal=proposal, what=_What.MERGED, by=by, recorded_at=timezone.now())


def _still_open(proposal):
    if locked(Proposal.objects, proposal.pk).acceptance_id:
        raise ValidationError("It has already been saved to the plan. Undo that first, then decide again.")
    if PaperFile.objects.filter(loadings=proposal.loading_id).exclude(erasure=None).exists():
        raise ValidationError("The file was erased meanwhile. Nothing was saved.")
