"""Forms kept when a session has run out: what was typed is back in the form once the same person signs in again."""

# The screens whose forms are kept. No other is: a form can hold a password.
_RECOVERABLE = {
    "action_update", "plan_commentary", "priority_commentary", "priority_impact", "freeze", "resolution_answer",
    "answer_verdict", "resolution_close", "finding_link_add", "finding_link_confirm", "finding_link_remove",
}  # fmt: skip
# The most characters that are kept, names of fields included; a form's own limits are far below.
_LONGEST = 60_000
_KEY = "kept_words"
# The message over a form that holds them again.
RESTORED = "Your session had ended. What you wrote is back in the form: check it and save."


def keep_form(request):
    """Keep a posted form of somebody who is no longer signed in, for the address that it was sent to."""
    if request.method != "POST" or request.resolver_match.view_name not in _RECOVERABLE:
        return
    fields = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if sum(len(text) for name, values in fields.items() for text in (name, *values)) <= _LONGEST:
        request.session[_KEY] = {"address": request.get_full_path(), "fields": fields}


def kept_fields(request):
    """The kept form of this address as {name: values}; None where there is none or it was another person's."""
    kept = request.session.get(_KEY)
    if not kept or kept["address"] != request.get_full_path():
        return None
    if kept["fields"].get("who") != [str(request.user.pk)]:
        del request.session[_KEY]
        return None
    return kept["fields"]


def restore_form(request, form):
    """Put the kept form of this address into an unbound form, and return whether there was one."""
    kept = None if form.is_bound else kept_fields(request)
    if kept:
        form.initial.update({name: values[0] for name, values in kept.items() if name in form.fields})
    return bool(kept)


def discard_form(request):
    """Forget the kept form, once it is saved."""
    request.session.pop(_KEY, None)
