"""What happens of signing in: it is put on record, and what a person may no longer do ends with their sessions."""

import time
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import m2m_changed, post_save

from csc_tracker.audit.entries import Act
from csc_tracker.audit.recording import record_act, who_acts
from csc_tracker.models import Session, User
from csc_tracker.people.browsers import browser_in_words
from csc_tracker.people.sessions import SIGNED_IN_AT

WHERE = "signed_in_where"  # in a session's data: the browser, in words


def connect() -> None:
    """Act from now on upon every one of these."""
    user_logged_in.connect(_signed_in, dispatch_uid="csc_tracker signed in")
    user_logged_out.connect(_signed_out, dispatch_uid="csc_tracker signed out")
    user_login_failed.connect(_failed, dispatch_uid="csc_tracker sign-in failed")
    m2m_changed.connect(_roles_changed, sender=User.groups.through, dispatch_uid="csc_tracker roles end sessions")
    post_save.connect(_account_saved, sender=User, dispatch_uid="csc_tracker closed accounts end sessions")


def _signed_in(sender: Any, request: Any, user: User, **kwargs: Any) -> None:
    where = browser_in_words(request.META.get("HTTP_USER_AGENT", ""))
    request.session[SIGNED_IN_AT], request.session[WHERE] = time.time(), where
    record_act(Act.SIGNED_IN, by=user, about=user, words=f"With {where}")


def _signed_out(sender: Any, request: Any, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        record_act(Act.SESSIONS_ENDED, by=user, about=user, words="Signed out.")


def _failed(sender: Any, credentials: dict, request: Any = None, **kwargs: Any) -> None:
    """Where the name is somebody's; what else was typed may be a password."""
    person = get_user_model().objects.filter(username=str(credentials.get("username", ""))[:150]).first()
    if person is not None:
        record_act(Act.SIGN_IN_FAILED, by=person, about=person)


def end_sessions(person: User, because: str, *, but: str | None = None, by: Any = None) -> int:
    """Sign a person out everywhere, but for the session with the key `but`; returns how many sessions it ended."""
    ended, _ = Session.objects.filter(user=person).exclude(session_key=but).delete()
    if ended:
        record_act(Act.SESSIONS_ENDED, by=by, about=person, words=f"{because} {ended} ended.")
    return ended


def _roles_changed(sender: Any, instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
    """Who leaves a role is signed out: what they still have open is not theirs to go on with."""
    if action == "pre_clear" and not reverse:
        instance._had_roles = instance.groups.exists()
    if action != "post_remove" and not (action == "post_clear" and instance.__dict__.pop("_had_roles", False)):
        return
    people = User.objects.filter(pk__in=pk_set or ()) if isinstance(instance, Group) else [instance]
    for person in people:
        end_sessions(person, "A role was taken away.")


def _account_saved(sender: Any, instance: User, created: bool, **kwargs: Any) -> None:
    if created:
        return
    if not instance.is_active:
        end_sessions(instance, "The account was closed.")
    if getattr(instance, "_password", None) is not None:  # a new one, on whatever page; not the old one hashed anew
        record_act(Act.PASSWORD_CHANGED, about=instance)
        if who_acts() != instance:
            end_sessions(instance, "A new password by somebody else.")
