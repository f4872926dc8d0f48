"""The page for what failed on our side: it gives back what was typed, and asks the database for nothing."""

import sys

from django.http import Http404, HttpRequest, HttpResponse, RawPostDataException, UnreadablePostError
from django.template import loader
from django.urls import resolve

from csc_tracker.database.outages import outage_of
from csc_tracker.pages.form_recovery import typed_words
from csc_tracker.people.roles import is_kept
from csc_tracker.protection.bodies import ORDINARY

OURS = (
    "This is our fault, and we have recorded it. If you sent a form, look whether it was saved, and if not, send it "
    "again in a few minutes."
)
NOT_SHOWN = "The service cannot show this page at the moment. It is usually back within a minute: then load it again."
RETRY_AFTER = 10  # seconds, for programs that ask


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed: 503 where the database is away, busy or full, so that it can be sent again; else 500.

    Called while the error is being handled. What was typed comes back on the page, unless it may hold a password.
    """
    outage = outage_of(sys.exc_info()[1])
    sent = _sent(request)
    heading, sentence = "Sorry, something went wrong", OURS
    if outage and request.method == "POST":
        heading, sentence = "We could not save this", outage.value
    elif outage:
        heading, sentence = "We cannot show this page now", NOT_SHOWN
    context = {
        "heading": heading,
        "sentence": sentence,
        "words": typed_words(request) if sent else [],
        "fields": sent if outage else [],
        "has_files": bool(sent and request.FILES),
        "address": request.get_full_path(),
    }
    response = HttpResponse(loader.get_template("500.html").render(context), status=503 if outage else 500)
    if outage:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """All that the form sent, as pairs of name and value; nothing where it is no form, or one that is never shown."""
    if request.method != "POST" or not _is_ordinary(request):
        return []
    try:
        request.resolver_match = request.resolver_match or resolve(request.path_info)
        fields = request.POST.lists() if is_kept(request) else []
        return [(name, value) for name, values in fields for value in values]
    except (Http404, RawPostDataException, UnreadablePostError):
        return []


def _is_ordinary(request: HttpRequest) -> bool:
    """Whether what was sent is no larger than a form, or was read already."""
    length = request.META.get("CONTENT_LENGTH") or ""
    return hasattr(request, "_post") or (length.isascii() and length.isdigit() and int(length[:15]) <= ORDINARY)
