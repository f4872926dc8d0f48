"""Confirming, removing and adding what answers a finding, each kept with who did it, when and why."""

from datetime import date

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone

from actions.models import Action
from csc_tracker.database.writing import locked, writing
from csc_tracker.models import User
from inspections.models import Finding, FindingAction, FindingPriority, LinkChange, NoAnswer
from priorities.models import Plan, Post, Priority

_CONFIRMED = FindingAction.Basis.CONFIRMED

# What ties a finding to what answers it.
Link = FindingPriority | FindingAction


@writing()
def confirm_link(link: Link, *, by: User, post: Post, on: date, reason: str) -> Link:
    """Confirm, in the name of a post, that a priority or an action answers a finding.

    The link then says “Confirmed by (post), (date)”; what it said before is kept. ValidationError ({question:
    sentence}) if somebody removed it meanwhile, it is confirmed already, there is no reason, or the person may not
    act for the post.
    """
    link = _lock_link(link)
    if link.basis == _CONFIRMED:
        raise ValidationError({NON_FIELD_ERRORS: f"It has already been confirmed: {link.basis_in_words()}."})
    _check(by, post, _plan_of(link), on, reason)
    _record_change(LinkChange.What.CONFIRMED, link, by=by, post=post, on=on, reason=reason)
    link.basis, link.confirmed_by, link.confirmed_on = _CONFIRMED, post.title, on
    link.save(update_fields=["basis", "confirmed_by", "confirmed_on"])
    return link


@writing()
def remove_link(link: Link, *, by: User, post: Post, on: date, reason: str) -> None:
    """Remove a link to what does not answer a finding after all; the link and what it said until then are kept.

    ValidationError ({question: sentence}) as for `confirm_link`.
    """
    link = _lock_link(link)
    _check(by, post, _plan_of(link), on, reason)
    _record_change(LinkChange.What.REMOVED, link, by=by, post=post, on=on, reason=reason)
    link.removed_on = on
    link.save(update_fields=["removed_on"])


@writing()
def add_link(finding: Finding, answer: Priority | Action, *, by: User, post: Post, on: date, reason: str) -> Link:
    """Tie a finding to a priority or an action that answers it, confirmed by the post, and return the link.

    ValidationError ({question: sentence}) where it answers it already, no reason is given or it is too long, or the
    person may not act for the post.
    """
    locked(Finding.objects, finding.pk)
    question, model = ("priority", FindingPriority) if isinstance(answer, Priority) else ("action", FindingAction)
    if model.objects.not_removed().filter(finding=finding, **{question: answer}).exists():
        raise ValidationError({question: "It is already recorded as answering this finding."})
    plan = answer.plan if isinstance(answer, Priority) else answer.priority.plan
    _check(by, post, plan, on, reason)
    if len(reason.strip()) > FindingAction.LONGEST_REASON:
        length = len(reason.strip())
        raise ValidationError(
            {"reason": f"This is longer than {FindingAction.LONGEST_REASON} characters ({length}). Shorten it."}
        )
    link = model(
        finding=finding,
        basis=_CONFIRMED,
        reason=reason.strip(),
        confirmed_by=post.title,
        confirmed_on=on,
        added_on=on,
        **{question: answer},
    )
    _record_change(LinkChange.What.ADDED, link, by=by, post=post, on=on, reason=reason)
    link.save()
    NoAnswer.objects.not_removed().filter(finding=finding, plan=plan).update(removed_on=on)
    return link


@writing()
def record_no_answer(finding: Finding, plan: Plan, *, by: User, post: Post, on: date, reason: str) -> NoAnswer:
    """Record that somebody looked, and nothing in the plan answers the finding; from then on it is a gap.

    ValidationError where an action of the plan answers it, it is recorded already, there is no reason, or the person
    may not act for the post.
    """
    locked(Finding.objects, finding.pk)
    _check(by, post, plan, on, reason)
    linked = FindingAction.objects.not_removed().filter(finding=finding, action__priority__plan=plan)
    if linked.exists():
        raise ValidationError(
            {NON_FIELD_ERRORS: f"Finding {finding.number} is linked to an action: remove that first."}
        )
    if NoAnswer.objects.not_removed().filter(finding=finding, plan=plan).exists():
        raise ValidationError({NON_FIELD_ERRORS: f"Somebody has already recorded this of finding {finding.number}."})
    return NoAnswer.objects.create(
        finding=finding, plan=plan, reason=reason.strip()[: FindingAction.LONGEST_REASON], by=by, post=post.title,
        added_on=on,
    )  # fmt: skip


def posts_to_act_for(user, council, on):
    """The posts for which the person may change links on the day `on`: those they hold; for an admin, every post."""
    posts = Post.objects.filter(council=council)
    return (
        posts if user.has_perm("csc_tracker.administer") else posts.filter(holdings__in=user.holdings.on(on)).distinct()
    )


def _lock_link(link):
    """The link, locked until the end of the transaction; ValidationError if somebody removed it meanwhile."""
    current = type(link).objects.select_for_update(of=("self",)).not_removed().filter(pk=link.pk).first()
    if current is None:
        raise ValidationError({NON_FIELD_ERRORS: "A colleague removed this link while you had the form open."})
    return current


def _plan_of(link):
    return link.priority.plan if isinstance(link, FindingPriority) else link.action.priority.plan


def _check(user, post, plan, on, reason):
    """Raise ValidationError if there is no reason, or if the person may not act for the post."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why. A few words are enough."})
    if post is None or not posts_to_act_for(user, plan.council, on).filter(pk=post.pk).exists():
        raise ValidationError({"post": "You do not hold that post. Choose one that you hold."})


def _record_change(what, link, *, by, post, on, reason):
    """Record a change of a link, with what the link said until then."""
    new = link.pk is None
    LinkChange.objects.create(
        what=what,
        finding=link.finding,
        priority=getattr(link, "priority", None),
        action=getattr(link, "action", None),
        basis_before="" if new else link.basis_in_words(),
        reason_before="" if new else link.reason,
        reason=reason.strip(),
        by=by,
        post=post,
        on=on,
        recorded_at=timezone.now(),
    )
