"""Giving and ending the right to read a plan's exempt matter: by name, with a reason, by another person."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.core.exceptions import ValidationError

from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.audit.recording import record_act
from csc_tracker.database.writing import writing
from csc_tracker.models import User
from priorities.models import ExemptReader, Plan


@writing()
def give_right(user: User, plan: Plan, *, by: User, on: date, reason: str) -> ExemptReader:
    """Give a person the right to read the exempt matter of a plan, from now on, and return it.

    ValidationError ({question: sentence}) where they have it, no reason is given, or somebody gives it to themselves.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if problems := problems_of_right(user, plan, by, reason):
        raise ValidationError(problems)
    right = ExemptReader.objects.create(user=user, plan=plan, reason=reason.strip(), given_by=by, given_on=on)
    _remember(user)
    record_act(Act.RIGHT_GIVEN, by=by, about=user, words=f"{plan}: {right.reason}")
    return right


def problems_of_right(user: User, plan: Plan, by: User, reason: str) -> dict[str, str]:
    """What stands in the way of giving the right, as {question: sentence}."""
    problems = {}
    if user == by:
        problems["user"] = "Nobody gives themselves this right. Ask another admin."
    elif ExemptReader.objects.filter(user=user, plan=plan, ended_on=None).exists():
        problems["user"] = f"{user} has this right already."
    if not reason.strip():
        problems["reason"] = "Say why they need it: “Director”, “clerk to the committee”."
    return problems


@writing()
def end_right(right: ExemptReader, *, by: User, on: date) -> None:
    """End a right from now on; that it was there, and who gave it, is kept. Ending it twice changes nothing."""
    user = User.objects.select_for_update().get(pk=right.user_id)
    right = ExemptReader.objects.select_for_update().get(pk=right.pk)
    if right.ended_on is None:
        right.ended_by, right.ended_on = by, on
        right.save(update_fields=["ended_by", "ended_on"])
        _remember(user)
        record_act(Act.RIGHT_ENDED, by=by, about=user, words=str(right.plan))


def faults_of_rights() -> Iterator[str]:
    """Each fault, as a sentence: an account has more rights, or fewer that ended, than the audit ledger says."""
    acts = AuditEntry.objects.filter(act__in=(Act.RIGHT_GIVEN, Act.RIGHT_ENDED)).values_list("act", "about_key")
    said = Counter(acts)
    rights = ExemptReader.objects.order_by("user").values_list("user", "ended_on")
    given, ended = Counter(user for user, _ in rights), Counter(user for user, ended_on in rights if ended_on)
    for user in given:
        if given[user] > said[Act.RIGHT_GIVEN, str(user)] or ended[user] < said[Act.RIGHT_ENDED, str(user)]:
            yield f"A right of account {user} to read exempt papers is not in the audit ledger."


def _remember(user):
    """Keep with the account whether it has any right, so that a request of anybody else asks nothing."""
    user.reads_exempt = ExemptReader.objects.filter(user=user, ended_on=None).exists()
    user.save(update_fields=["reads_exempt"])
