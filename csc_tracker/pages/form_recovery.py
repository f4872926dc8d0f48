"""Forms saved when a session has run out: what was typed is back in the form once the same person signs in again.

It is saved for a browser alone in which that person was signed in before, which a signed cookie says: the cookie of a
session ends with it. So somebody who never signed in leaves nothing here.
"""

from django.conf import settings
from django.core import signing

from csc_tracker.models import Session
from csc_tracker.people.sessions import SessionStore

# The screens whose forms are saved. No other is: a form can hold a password.
_RECOVERABLE = {
    "action_update", "plan_commentary", "priority_commentary", "priority_impact", "freeze", "resolution_answer",
    "answer_verdict", "resolution_close", "finding_link_add", "finding_link_confirm", "finding_link_remove",
}  # fmt: skip
# The most characters that are saved, names of fields included; a form's own limits are far below.
_LONGEST = 60_000
_KEY = "saved_form"
_SIGNER = signing.TimestampSigner(salt="csc_tracker.signed_in_before")
_REMEMBERED = 60 * 60 * 24 * 30  # seconds
# The message over a form that holds them again.
RESTORED = "Your session had ended. What you wrote is back in the form: check it and save."


def cookie_name():
    """The name of the cookie that says who was signed in before; where it is for HTTPS, one that no other host sets."""
    return "__Host-signed_in_before" if settings.SESSION_COOKIE_SECURE else "signed_in_before"


class BrowserMemory:
    """Middleware that leaves this cookie in the browser of whoever is signed in; it asks for nobody itself."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        known = request.COOKIES.get(cookie_name(), "").partition(":")[0]
        if request.session.accessed and request.user.is_authenticated and known != str(request.user.pk):
            response.set_cookie(
                cookie_name(), _SIGNER.sign(request.user.pk), max_age=_REMEMBERED, httponly=True, samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )  # fmt: skip
        return response


def _signed_in_before(request):
    """The key of who was last signed in in this browser, as text; None where nobody was of late."""
    try:
        return _SIGNER.unsign(request.COOKIES.get(cookie_name(), ""), max_age=_REMEMBERED)
    except signing.BadSignature:
        return None


def save_form(request):
    """Save a posted form of somebody who is no longer signed in, for the address that it was sent to."""
    if request.method != "POST" or request.resolver_match.view_name not in _RECOVERABLE:
        return
    if request.POST.get("who", "") != _signed_in_before(request):
        return
    fields = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if sum(len(text) for name, values in fields.items() for text in (name, *values)) <= _LONGEST:
        request.session[_KEY] = {"address": request.get_full_path(), "fields": fields}


def saved_fields(request):
    """The saved form of this address as {name: values}; None where there is none or it was another person's."""
    saved = request.session.get(_KEY)
    if not saved or saved["address"] != request.get_full_path():
        return None
    if saved["fields"].get("who") != [str(request.user.pk)]:
        del request.session[_KEY]
        return None
    return saved["fields"]


def restore_form(request, form):
    """Put the saved form of this address into an unbound form, and return whether there was one."""
    saved = None if form.is_bound else saved_fields(request)
    if saved:
        form.initial.update({name: values[0] for name, values in saved.items() if name in form.fields})
    return bool(saved)


def remove_forms(holds):
    """Remove each saved form of which a value holds what must go: `holds(text)` says whether."""
    for key in Session.objects.values_list("session_key", flat=True):
        session = SessionStore(key)
        saved = session.get(_KEY)
        if saved and any(holds(text) for values in saved["fields"].values() for text in values):
            del session[_KEY]
            session.save()


def discard_form(request):
    """Forget the saved form, once it has been sent again and accepted."""
    request.session.pop(_KEY, None)
