"""What happens of signing in: it is put on record, and what a person may no longer do ends with their sessions."""

import time
from typing import Any

from allauth.account.signals import password_changed
from allauth.core import context
from allauth.mfa import signals as steps
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save

from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.audit.recording import record_act, who_acts
from csc_tracker.mail.letters import Letter
from csc_tracker.mail.sending import write_to
from csc_tracker.models import Session, User
from csc_tracker.people import second_step
from csc_tracker.people.backends import account_named
from csc_tracker.people.browsers import browser_in_words, browser_of
from csc_tracker.people.links import LONGEST_USER_NAME, for_an_emergency, invite
from csc_tracker.people.sessions import SIGNED_IN_AT, open_sessions

WHERE = "signed_in_where"  # in a session's data: the browser, in words


def connect() -> None:
    """Act from now on upon every one of these."""
    user_logged_in.connect(_signed_in, dispatch_uid="csc_tracker signed in")
    user_logged_out.connect(_signed_out, dispatch_uid="csc_tracker signed out")
    user_login_failed.connect(_failed, dispatch_uid="csc_tracker sign-in failed")
    m2m_changed.connect(_roles_changed, sender=User.groups.through, dispatch_uid="csc_tracker roles end sessions")
    pre_save.connect(_account_before, sender=User, dispatch_uid="csc_tracker account before")
    post_save.connect(_account_saved, sender=User, dispatch_uid="csc_tracker closed accounts end sessions")
    password_changed.connect(_password_changed, dispatch_uid="csc_tracker password changed")
    post_save.connect(_step_added, sender=Authenticator, dispatch_uid="csc_tracker step added")
    post_delete.connect(_step_removed, sender=Authenticator, dispatch_uid="csc_tracker step removed")
    steps.authenticator_used.connect(_step_used, dispatch_uid="csc_tracker step used")
    steps.authentication_failed.connect(_code_failed, dispatch_uid="csc_tracker code failed")


def _signed_in(sender: Any, request: Any, user: User, **kwargs: Any) -> None:
    where, how = browser_in_words(request.META.get("HTTP_USER_AGENT", "")), _how(request)
    request.session[SIGNED_IN_AT], request.session[WHERE] = time.time(), where
    request.session[second_step.TAKEN] = second_step.was_taken(request, user)
    record_act(Act.SIGNED_IN, by=user, about=user, words=f"With {where}, by {how}" if how else f"With {where}")
    if _BY_CODE in how:
        write_to(user, Letter.CODE_USED)
    elif user.pk not in browser_of(request).people and _was_here_before(user):
        write_to(user, Letter.NEW_BROWSER, where=where)


_BY_CODE = "a recovery code"
_HOW = {
    "password": "password", "password_reset": "a link by email", "socialaccount": "the council’s own sign-in page",
    Authenticator.Type.TOTP: "a code of an app", Authenticator.Type.WEBAUTHN: "a passkey",
    Authenticator.Type.RECOVERY_CODES: _BY_CODE,
}  # fmt: skip


def _how(request: Any) -> str:
    """The ways by which somebody signs in, in words; empty where a command signed them in."""
    ways = request.session.get("account_authentication_methods", ())
    return " and ".join(dict.fromkeys(_HOW[way.get("type") or way["method"]] for way in ways))


def _was_here_before(user: User) -> bool:
    """Whether this is not the first time that they sign in."""
    signed_in = AuditEntry.objects.filter(about_kind="csc_tracker.user", about_key=str(user.pk), act=Act.SIGNED_IN)
    return signed_in[1:2].exists()


def _password_changed(sender: Any, request: Any, user: User, **kwargs: Any) -> None:
    end_sessions(user, "A new password.", but=request.session.session_key, by=user)


def _step_added(sender: Any, instance: Authenticator, created: bool, **kwargs: Any) -> None:
    """Within the transaction that adds it. Whoever just added one has shown that they have it; no other session has."""
    if not created:
        return
    if instance.type == Authenticator.Type.RECOVERY_CODES:
        record_act(Act.CODES_MADE, about=instance.user)
        return
    record_act(Act.STEP_ADDED, about=instance.user, words=_named(instance))
    write_to(instance.user, Letter.STEP_ADDED)
    end_sessions(instance.user, "A second step was added.", but=_session_here())
    if context.request is not None:
        context.request.session[second_step.TAKEN] = True


def _step_removed(sender: Any, instance: Authenticator, **kwargs: Any) -> None:
    if instance.type != Authenticator.Type.RECOVERY_CODES:
        record_act(Act.STEP_REMOVED, about=instance.user, words=_named(instance))
        write_to(instance.user, Letter.STEP_REMOVED)
        end_sessions(instance.user, "A second step was removed.", but=_session_here())


def _step_used(sender: Any, request: Any, reauthenticated: bool = False, **kwargs: Any) -> None:
    """Where they show that it is still them: the session has taken the second step now."""
    if reauthenticated:
        request.session[second_step.TAKEN] = True


def _session_here() -> str | None:
    """The key of the session that asks."""
    return context.request.session.session_key if context.request is not None else None


def _named(step: Authenticator) -> str:
    return "An app" if step.type == Authenticator.Type.TOTP else f"A passkey: {step}"


def _code_failed(sender: Any, user: User, **kwargs: Any) -> None:
    record_act(Act.SIGN_IN_FAILED, by=user, about=user, words="A code")


def _signed_out(sender: Any, request: Any, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        record_act(Act.SESSIONS_ENDED, by=user, about=user, words="Signed out.")


def _failed(sender: Any, credentials: dict, request: Any = None, **kwargs: Any) -> None:
    """Where the name is somebody's; what else was typed may be a password."""
    person = account_named(str(credentials.get("email") or credentials.get("username") or "")[:254])
    if person is not None:
        record_act(Act.SIGN_IN_FAILED, by=person, about=person)


def end_sessions(person: User, because: str, *, but: str | None = None, by: Any = None) -> int:
    """Sign a person out everywhere, but for the session with the key `but`; returns how many sessions it ended.

    Sessions that had run out, and those that wait for a second step, go too and are not counted.
    """
    ended = sum(session.session_key != but for session, _ in open_sessions(person))
    Session.objects.filter(user=person).exclude(session_key=but).delete()
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


def _account_before(sender: Any, instance: User, update_fields: Any = None, **kwargs: Any) -> None:
    """Note what it was. A user name that was the address follows it, so that nobody else's new address is taken.

    That of an account for an emergency stays: the settings know it by that name.
    """
    if not instance.pk or not (update_fields is None or _TELLS & set(update_fields)):
        return
    before = User.objects.filter(pk=instance.pk).only(*_TELLS).first()
    vars(instance)["_account_before"] = before
    if before is None or for_an_emergency(before):
        return
    follows = instance.username == before.username and before.username.casefold() == before.email.casefold()
    if follows and 0 < len(instance.email) <= LONGEST_USER_NAME:
        instance.username = instance.email


_TELLS = {"email", "username", "password", "is_staff", "is_superuser"}


def _account_saved(sender: Any, instance: User, created: bool, **kwargs: Any) -> None:
    if created:
        return
    before = instance.__dict__.pop("_account_before", None)
    if not instance.is_active:
        end_sessions(instance, "The account was closed.")
    elif before and (before.is_staff > instance.is_staff or before.is_superuser > instance.is_superuser):
        end_sessions(instance, "A right was taken away.")
    if before and before.email != instance.email:
        _address_changed(instance, before.email)
    if getattr(instance, "_password", None) is not None:  # a new one, on whatever page; not the old one hashed anew
        record_act(Act.PASSWORD_CHANGED, about=instance)
        if before and before.has_usable_password():
            write_to(instance, Letter.PASSWORD_CHANGED)
        if who_acts() != instance:
            end_sessions(instance, "A new password by somebody else.")


def _address_changed(person: User, before: str) -> None:
    """They are told at the old address; an invitation that was not used goes to the new one, the old one is no good."""
    if person.has_usable_password() or person.last_login:
        write_to(person, Letter.ADDRESS_CHANGED, to=before)
    elif person.emails.filter(letter=Letter.INVITATION).exists():
        invite(person, by=who_acts())
