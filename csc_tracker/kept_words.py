"""What somebody typed is kept when their session has run out, and put back into the form once they sign in again."""

# Characters of a form that are kept; a form's own limits are far below.
_MOST = 60_000
_KEY = "kept_words"


def keep(request):
    """Keep a posted form of somebody who is no longer signed in, for the address that it was sent to."""
    if request.method != "POST":
        return
    fields = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if sum(len(value) for values in fields.values() for value in values) <= _MOST:
        request.session[_KEY] = {"path": request.path, "fields": fields}


def take_back(request):
    """The kept form of this address as {name: values}, once; None where there is none or it was another person's."""
    kept = request.session.get(_KEY)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[_KEY]
    if kept["fields"].get("who") != [str(request.user.pk)]:
        return None
    return kept["fields"]
