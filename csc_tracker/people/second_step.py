"""The second step of signing in: who must have one, and whether this session was opened with one."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from csc_tracker.models import User

# In a session's data: it was opened by a code or a passkey, or by the council's own sign-in page, which asks for one.
TAKEN = "second_step_taken"
_COUNTS = {"mfa", "socialaccount"}  # of django-allauth's ways of signing in
STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def must_have_one(person: Any) -> bool:
    """By the settings: officers, programme officers, admins and readers of exempt papers; everybody; or nobody."""
    if settings.SECOND_STEP != "officers":
        return settings.SECOND_STEP == "everybody"
    return bool(
        person.is_staff or person.is_superuser or person.reads_exempt or person.has_perm("actions.add_progressupdate")
    )


def lacks_one(request: HttpRequest) -> bool:
    """Whether the person must set up a second step before they see anything else."""
    return not request.session.get(TAKEN) and must_have_one(request.user)


def was_taken(request: HttpRequest, person: User) -> bool:
    """Whether the person who is signing in took a second step, or came by the council's own sign-in page."""
    return bool(_COUNTS & _ways(request, person))


def came_by_council(request: HttpRequest, person: User) -> bool:
    """Whether the person who is signing in came by the council's own sign-in page."""
    return "socialaccount" in _ways(request, person)


def _ways(request: HttpRequest, person: User) -> set[str]:
    """Of this person alone: a browser may have begun to sign somebody else in."""
    return {way["method"] for way in get_authentication_records(request, person)}


def must_keep_one(authenticator: Authenticator) -> bool:
    """Whether this is the last second step of somebody who must have one."""
    others = Authenticator.objects.filter(user=authenticator.user, type__in=STEPS).exclude(pk=authenticator.pk)
    return must_have_one(authenticator.user) and not others.exists()


def has_one(person: User) -> bool:
    """Whether they have an app or a passkey."""
    return Authenticator.objects.filter(user=person, type__in=STEPS).exists()
