"""A person's own account: where they are signed in, and what is on record of it."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.models import Session, User
from csc_tracker.pages.email_choices import EmailChoices
from csc_tracker.pages.wording import count_of, in_a_row, moment_in_words
from csc_tracker.people.links import has_password_here
from csc_tracker.people.requests import SignedInRequest
from csc_tracker.people.roles import GROUPS, IN_WORDS
from csc_tracker.people.second_step import has_one
from csc_tracker.people.sessions import open_sessions
from csc_tracker.people.signing_in import WHERE, end_sessions

_ACTS = (
    Act.SIGNED_IN, Act.SESSIONS_ENDED, Act.PASSWORD_CHANGED, Act.ROLES, Act.STEP_ADDED,
    Act.STEP_REMOVED, Act.CODES_MADE, Act.INVITED, Act.INVITATION_USED, Act.LINK_ASKED,
)  # fmt: skip
_LATEST, _LATEST_FAILED = 20, 10  # entries that the page shows, and failed sign-ins beside them


@require_safe
def account(request: SignedInRequest) -> HttpResponse:
    """Their own account: name, roles, sessions and the latest entries about it."""
    user = request.user
    context = {
        "sessions": [_described(session, data, request) for session, data in open_sessions(user)],
        "entries": [_in_words(entry) for entry in _entries(user)],
        "emails": EmailChoices(person=user),
        "has_password_here": has_password_here(user),
        "second_step": "set up" if has_one(user) else "none",
        "roles": ", ".join(user.groups.order_by("name").values_list("name", flat=True)),
    }
    return render(request, "people/account.html", context)


def _entries(user: User) -> list[AuditEntry]:
    """The latest entries about an account, the last first.

    What others can bring about, by wrong passwords, has a number of its own: it pushes nothing else off the page.
    """
    entries = AuditEntry.objects.filter(about_kind="csc_tracker.user", about_key=str(user.pk)).order_by("-number")
    failed, others = entries.filter(act=Act.SIGN_IN_FAILED), entries.filter(act__in=_ACTS)
    return sorted([*failed[:_LATEST_FAILED], *others[:_LATEST]], key=lambda entry: -entry.number)


def _described(session: Session, data: dict, request: SignedInRequest) -> str:
    """Where somebody is signed in, and when the session was last used or that it is this one."""
    where = data.get(WHERE, "A browser that is not known")
    if session.session_key == request.session.session_key:
        return f"{where} (this is where you are now)"
    return f"{where}, last used on {moment_in_words(session.seen_at)}" if session.seen_at else where


# What a person calls the fields of an account, which the ledger calls as Django does.
_CALLED = {
    "Active": "Account open", "Groups": "Roles", "Staff status": "Django admin", "Superuser status": "Every right",
    "Username": "User name", "User permissions": "Other rights",
}  # fmt: skip


def _in_words(entry: AuditEntry) -> dict[str, str]:
    """When, what, and what more is known of it."""
    changes = [_change_in_words(*change) for change in entry.changes]
    more = ". ".join(part.rstrip(".") for part in (entry.words, *changes) if part)
    return {"when": moment_in_words(entry.at), "what": entry.get_act_display(), "more": more}


def _change_in_words(field: str, before: str, after: str) -> str:
    """“Roles: Officer, before that none”; of what was not there before only what it is."""
    name = _CALLED.get(field, field)
    if not before and field != "Groups":
        return f"{name}: {after}"
    return f"{name}: {after or 'none'}, before that {before or 'none'}"


@require_safe
def help_roles(request: SignedInRequest) -> HttpResponse:
    """Who may do what, from the table of roles itself, and which role the reader has."""
    own = in_a_row(request.user.groups.order_by("name").values_list("name", flat=True))
    rows = [
        (words, [(role, "Yes" if permission in GROUPS[role] else "No") for role in GROUPS])
        for permission, words in IN_WORDS.items()
    ]
    said = f"Yours is {own}." if own else "You have none."
    return render(request, "help/roles.html", {"roles": list(GROUPS), "rows": rows, "own": said})


@require_POST
def sign_out_everywhere(request: SignedInRequest) -> HttpResponse:
    """End every other session of this person."""
    ended = end_sessions(request.user, "Signed out everywhere else.", but=request.session.session_key, by=request.user)
    messages.success(request, f"You were signed out of {count_of(ended, 'other session')}.")
    return HttpResponseRedirect(reverse("account"))
