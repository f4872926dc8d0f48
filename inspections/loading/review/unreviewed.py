"""A first set-up: a paper is loaded without a review, into a plan that holds nothing yet."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from actions.models import Action
from csc_tracker.pages.wording import in_a_row
from csc_tracker.people.sight import seeing_everything
from inspections.loading.recognising.proposals import ProposalKind
from inspections.loading.review.acceptance import NotAccepted, place
from inspections.loading.review.accepting import NO_RECORD, accept
from inspections.loading.review.comparing import compare
from inspections.loading.review.deciding import decide, ready
from inspections.loading.review.existing_records import loaded_before, read_existing_records
from inspections.loading.review.intake import receive, save_reading, sha256_of
from inspections.models import Acceptance, Loading, Proposal
from priorities.models import Plan


@seeing_everything()
def load_unreviewed(content, name, paper, proposals, *, plan, given: date | None, on: date, open_because: str):
    """Accept every proposal that can become a record. The paper is exempt unless `open_because` says why it is not.

    Returns the acceptance, and a sentence for each proposal that was left out. ValidationError if the plan has actions
    (an admin must then check the differences), the paper is loaded already, or its words may mean that it is exempt all
    the same, which `open_because` was said before anybody saw. Call it in a transaction.
    """
    if before := loaded_before(sha256_of(content), is_open=bool(open_because)):
        raise ValidationError(f"This file has already been loaded, as “{before}”. Nothing was changed.")
    if plan is not None and Action.objects.of_plan(plan).exists():
        raise ValidationError(
            f"The plan “{plan}” already has actions, so somebody must check what the paper changes. Load the paper in "
            "Django admin."
        )
    report = next((proposal.fields for proposal in proposals if proposal.kind == ProposalKind.REPORT), {})
    actions = any(proposal.kind in (ProposalKind.ACTION, ProposalKind.PRIORITY) for proposal in proposals)
    if plan is None and actions:
        plan = _make_plan(report, proposals)
    loading = receive(content, name, by=None, on=on, plan=plan, is_open=bool(open_because), dated=given)
    save_reading(loading, paper, compare(proposals, read_existing_records(plan), chosen=plan is not None), on)
    if signs := loading.unanswered_signs:
        said = in_a_row(f"“{sign['words']}”" for sign in signs)
        raise ValidationError(
            f"Some of its words may mean that the paper, or a part of it, is exempt: {said}. Load it in Django admin, "
            "and say there what they mean."
        )
    left_out = [
        f"{place(loading, proposal.passage)}, “{proposal.now_text}”: {proposal.lacks}"
        for proposal in loading.proposals.all()
        if proposal.lacks
    ]
    decide(loading.proposals.filter(pk__in=ready(loading.proposals.all())), Proposal.Decision.ACCEPTED, by=None)
    acceptance, refused = _accept_what_can_be(loading, on)
    return acceptance, left_out + refused


def _accept_what_can_be(loading: Loading, on: date) -> tuple[Acceptance, list[str]]:
    """Accept; what is refused is left to be checked, and the rest tried again."""
    left_out = []
    while True:
        try:
            with transaction.atomic():
                return accept(loading, by=None, on=on), left_out
        except NotAccepted as refused:
            proposal = getattr(refused, "proposal", None)
            if proposal is None or proposal.kind in NO_RECORD:
                raise
            left_out.append(refused.messages[0])
            decide(loading.proposals.filter(pk=proposal.pk), Proposal.Decision.OPEN, by=None)


def _make_plan(report, proposals):
    """A plan named as the papers name such plans, with the horizon that the paper gives."""
    ends = [proposal.fields["due_last_day"] for proposal in proposals if proposal.fields.get("due_from") == "plan"]
    council = (report.get("council") or "Council not stated")[:100]
    title = "Children’s services improvement plan"
    slug, number = slugify(f"{report.get('council') or ''} improvement plan")[:40], 1
    while Plan.objects.filter(slug=f"{slug}-{number}" if number > 1 else slug).exists():
        number += 1
    return Plan.objects.create(
        slug=f"{slug}-{number}" if number > 1 else slug,
        title=title,
        council=council,
        ends=date.fromisoformat(max(ends)) if ends else None,
        source_note=f"Made when the paper “{report.get('title') or 'without a title'}” was loaded by command.",
    )
