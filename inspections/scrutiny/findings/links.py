"""Confirming, removing and adding what answers a finding, each kept with who did it, when and why."""

from datetime import date

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils import timezone

from actions.models import Action
from csc_tracker.models import User
from inspections.models import Finding, FindingAction, FindingPriority, LinkChange
from inspections.scrutiny.speakers import posts_open_to
from priorities.models import Post, Priority

_CONFIRMED = FindingAction.Basis.CONFIRMED

# What ties a finding to what answers it.
Link = FindingPriority | FindingAction


@transaction.atomic
def confirm_link(link: Link, *, by: User, post: Post, on: date, reason: str) -> Link:
    """Confirm, in the name of a post, that a priority or an action answers a finding.

    The link then says “Confirmed by (post), (date)”; how it stood is kept. ValidationError ({question: sentence}) where
    it was removed meanwhile, is confirmed already, no reason is given, or the person may not speak from the post.
    """
    link = _locked(link)
    if link.basis == _CONFIRMED:
        raise ValidationError({NON_FIELD_ERRORS: f"It has already been confirmed: {link.basis_in_words()}."})
    _may(by, post, _plan_of(link), on, reason)
    _keep(LinkChange.What.CONFIRMED, link, by=by, post=post, on=on, reason=reason)
    link.basis, link.confirmed_by, link.confirmed_on = _CONFIRMED, post.title, on
    link.save(update_fields=["basis", "confirmed_by", "confirmed_on"])
    return link


@transaction.atomic
def remove_link(link: Link, *, by: User, post: Post, on: date, reason: str) -> None:
    """Remove what does not answer a finding after all; the link and how it stood until then are kept.

    ValidationError ({question: sentence}) as for `confirm_link`.
    """
    link = _locked(link)
    _may(by, post, _plan_of(link), on, reason)
    _keep(LinkChange.What.REMOVED, link, by=by, post=post, on=on, reason=reason)
    link.removed_on = on
    link.save(update_fields=["removed_on"])


@transaction.atomic
def add_link(finding: Finding, answer: Priority | Action, *, by: User, post: Post, on: date, reason: str) -> Link:
    """Tie a finding to a priority or an action that answers it, confirmed by the post, and return the link.

    ValidationError ({question: sentence}) where it answers it already, no reason is given or it is too long, or the
    person may not speak from the post.
    """
    Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    question, model = ("priority", FindingPriority) if isinstance(answer, Priority) else ("action", FindingAction)
    if model.objects.not_removed().filter(finding=finding, **{question: answer}).exists():
        raise ValidationError({question: "It is already recorded as answering this finding."})
    plan = answer.plan if isinstance(answer, Priority) else answer.priority.plan
    _may(by, post, plan, on, reason)
    if len(reason.strip()) > FindingAction.LONGEST_REASON:
        length = len(reason.strip())
        raise ValidationError(
            {"reason": f"This is longer than {FindingAction.LONGEST_REASON} characters ({length}). Shorten it."}
        )
    link = model(
        finding=finding, basis=_CONFIRMED, reason=reason.strip(), confirmed_by=post.title, confirmed_on=on,
        added_on=on,
        **{question: answer},
    )  # fmt: skip
    _keep(LinkChange.What.ADDED, link, by=by, post=post, on=on, reason=reason)
    link.save()
    return link


def _locked(link):
    """The link as it stands, locked while it is saved."""
    current = type(link).objects.select_for_update(of=("self",)).not_removed().filter(pk=link.pk).first()
    if current is None:
        raise ValidationError({NON_FIELD_ERRORS: "A colleague removed this link while you had the form open."})
    return current


def _plan_of(link):
    return link.priority.plan if isinstance(link, FindingPriority) else link.action.priority.plan


def _may(user, post, plan, on, reason):
    """Refuse where no reason is given, or where the person may not speak from the post for the plan's council."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why. A few words are enough."})
    if post is None or not posts_open_to(user, plan.council, on).filter(pk=post.pk).exists():
        raise ValidationError({"post": "You do not hold that post. Choose one that you hold."})


def _keep(what, link, *, by, post, on, reason):
    """Keep what is done to a link, and how the link stood until then."""
    new = link.pk is None
    LinkChange.objects.create(
        what=what, finding=link.finding, priority=getattr(link, "priority", None), action=getattr(link, "action", None),
        basis_before="" if new else link.basis_in_words(), reason_before="" if new else link.reason,
        reason=reason.strip(), by=by, post=post, on=on, recorded_at=timezone.now(),
    )  # fmt: skip
