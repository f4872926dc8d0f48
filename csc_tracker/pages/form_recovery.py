"""Forms saved when a session has run out: what was typed is back in the form once the same person signs in again.

A draft that its person carries on comes back into its form the same way (see `drafts.py`).

A form is saved that says whose it is (`who`, a primary key), on whatever screen that a role reaches and in Django
admin. It is saved for a browser alone in which that person was signed in before (see `people/browsers.py`), so somebody
who never signed in leaves nothing here.
"""

import re
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from csc_tracker.models import Draft, Session
from csc_tracker.pages import drafts
from csc_tracker.people.browsers import browser_of
from csc_tracker.people.sessions import SessionStore

# The most characters that are saved, names of fields included; a form's own limits are far below.
_LONGEST = 60_000
# The most forms that are saved in one session, each of another address.
_MOST = 5
_KEY = "saved_forms"
# The message over a form that holds them again.
RESTORED = "Your session had ended. What you wrote is back in the form: check it and save."
_ANOTHER = "You have another draft of this form. Carry on with it or throw it away: until then this one is not kept."
_TOO_LONG = "This is too long to be kept as a draft."
# What a choice or an unseen field sends, which nobody typed.
_NOT_TYPED = re.compile(r"[a-z0-9_:.\-]*", re.ASCII)


def save_form(request):
    """Save a posted form that is not let through, for the address that it was sent to; returns whether it is saved.

    Never one with a secret in it. That is a form of somebody who is no longer signed in, who must set up a second step
    first, or who signed in anew while it was open.
    """
    if request.method != "POST":
        return False
    if request.POST.get("who", "") not in map(str, browser_of(request).people):
        return False
    if drafts.THROW_AWAY in request.POST:
        return False
    return _save_in_session(request, request.get_full_path())


def _save_in_session(request, address, *, ended=True):
    """Save a posted form for an address, and return whether it is; the oldest of many gives way.

    `ended`: because the session had ended.
    """
    fields = drafts.fields_of(request)
    if ended and _length(fields) > _LONGEST:
        return False
    others = {name: form for name, form in request.session.get(_KEY, {}).items() if name != address}
    request.session[_KEY] = dict([*others.items(), (address, {"fields": fields, "ended": ended})][-_MOST:])
    return True


def typed_words(request: HttpRequest) -> list[str]:
    """What was typed into a form that was sent, to be shown to whoever sent it; no password."""
    fields = {name: values for name, values in drafts.fields_of(request).items() if "password" not in name}
    return [each for values in fields.values() for each in values if not _NOT_TYPED.fullmatch(each)]


def _length(fields):
    return sum(len(text) for name, values in fields.items() for text in (name, *values))


def saved_fields(request):
    """The saved form of this address as {name: values}, else the draft that is carried on; None where there is neither.

    None too where the form was another person's.
    """
    saved = _saved_in_session(request)
    if saved is None and drafts.is_carried_on(request) and (draft := drafts.draft_of(request)):
        return draft.fields
    return saved


def number_in_form(request: HttpRequest) -> UUID:
    """The number of the draft that the form of this request's page is: of what it holds, else a new one."""
    if not hasattr(request, "draft_number"):
        if request.method == "POST":
            number = drafts.number_of(request.POST)
        else:
            fields = saved_fields(request) or {}
            number = drafts.number_of({name: values[0] for name, values in fields.items() if values})
        request.draft_number = number  # type: ignore[attr-defined]
    return request.draft_number  # type: ignore[attr-defined]


def say_restored(request):
    """Say over the form that it holds again what was typed before the session ended; a draft says so itself."""
    if _saved_in_session(request) is not None and request.session[_KEY][request.get_full_path()]["ended"]:
        messages.info(request, RESTORED)


def answer_draft(request: HttpRequest) -> HttpResponse:
    """Keep or throw away the draft that was sent (`is_draft_sent`), for a view that lets this person open the form."""
    if drafts.THROW_AWAY in request.POST:
        drafts.discard(request)
        messages.success(request, "Your draft has been thrown away.")
        return HttpResponseRedirect(drafts.address_of(request))
    long = _length(drafts.fields_of(request)) > _LONGEST
    kept = not long and drafts.keep(request)
    if "application/json" in request.headers.get("Accept", ""):
        return DraftAnswer(kept, _TOO_LONG if long else _ANOTHER)
    if kept:
        messages.success(request, "Your draft has been saved. It waits for you here, on any device.")
    else:
        messages.error(request, _TOO_LONG if long else _ANOTHER)
        _save_in_session(request, drafts.address_of(request), ended=False)
    return HttpResponseRedirect(drafts.address_of(request, carrying_on=kept))


class DraftAnswer(JsonResponse):
    """What the script is told. Nothing of the page is in it, so it counts as no reading of it."""

    shows_nothing = True

    def __init__(self, kept, otherwise):
        super().__init__({"kept": kept, "said": "Your draft is kept." if kept else otherwise})


def _saved_in_session(request):
    saved = request.session.get(_KEY, {}).get(request.get_full_path())
    if saved is None:
        return None
    if saved["fields"].get("who") != [str(request.user.pk)]:
        _forget(request)
        return None
    return saved["fields"]


def _forget(request):
    """Forget the form that the session holds for this address."""
    del request.session[_KEY][request.get_full_path()]
    request.session.modified = True


def restore_form(request, form):
    """Put the saved form of this address into an unbound form, and return whether there was one."""
    saved = None if form.is_bound else saved_fields(request)
    for name, values in (saved or {}).items():
        if field := form.fields.get(name):
            many = getattr(field.widget, "allow_multiple_selected", False)
            form.initial[name] = values if many else values[0]
    return bool(saved)


def remove_forms(holds):
    """Remove each saved form and draft of which a value holds what must go: `holds(text)` says whether."""
    for draft in Draft.objects.all():
        if any(holds(text) for values in draft.fields.values() for text in values):
            draft.delete()
    for key in Session.objects.values_list("session_key", flat=True):
        session = SessionStore(key)
        forms = session.get(_KEY, {})
        stay = {
            address: form
            for address, form in forms.items()
            if not any(holds(text) for values in form["fields"].values() for text in values)
        }
        if stay != forms:
            session[_KEY] = stay
            session.save()


def discard_form(request):
    """Forget the form that was saved for this address, and its draft, once it has been sent again."""
    drafts.discard(request)
    if _saved_in_session(request) is not None:
        _forget(request)
