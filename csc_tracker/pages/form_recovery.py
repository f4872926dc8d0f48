"""Forms saved when a session has run out: what was typed is back in the form once the same person signs in again.

It is saved for a browser alone in which that person was signed in before (see `people/browsers.py`), so somebody who
never signed in leaves nothing here.
"""

from csc_tracker.models import Session
from csc_tracker.people.browsers import browser_of
from csc_tracker.people.sessions import SessionStore

# The screens whose forms are saved. No other is: a form can hold a password.
_RECOVERABLE = {
    "action_update", "my_no_change", "plan_commentary", "priority_commentary", "priority_impact", "freeze",
    "resolution_answer",
    "answer_verdict", "resolution_close", "finding_link_add", "finding_link_confirm", "finding_link_remove",
    "question_add", "question_answer",
}  # fmt: skip
# The most characters that are saved, names of fields included; a form's own limits are far below.
_LONGEST = 60_000
_KEY = "saved_form"
# The message over a form that holds them again.
RESTORED = "Your session had ended. What you wrote is back in the form: check it and save."


def save_form(request):
    """Save a posted form of somebody who is no longer signed in, for the address that it was sent to."""
    if request.method != "POST" or request.resolver_match.view_name not in _RECOVERABLE:
        return
    if request.POST.get("who", "") not in map(str, browser_of(request).people):
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
