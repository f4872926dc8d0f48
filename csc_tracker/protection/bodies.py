"""What comes with a request, judged by its length before any of it is read.

`RequestBodies` stands behind the middleware that knows who asks; nothing before it reads a form, CSRF's check included.
A refused request is answered at once, and nothing of it is read or kept.
"""

import re

from django.conf import settings
from django.shortcuts import render

from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.people.roles import IMPORT, UPDATE
from csc_tracker.spreadsheets.reading import MOST_BYTES
from inspections.loading.review.intake import LARGEST

ORDINARY = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
# A paper with the other fields of its form.
WITH_A_PAPER = LARGEST + ORDINARY
WITH_A_SPREADSHEET = MOST_BYTES + ORDINARY
WITH_EVIDENCE = settings.EVIDENCE_MB * 1_000_000 + ORDINARY
OF_A_CSP_REPORT = 10_000
_ADDS_EVIDENCE = re.compile(r"/actions/[^/]+/updates/[^/]+/files/add/")
# Methods by which nothing need be sent.
_WITHOUT_BODY = {"GET", "HEAD"}

NO_LENGTH = "The request did not say how long it is, so it was not read. Nothing was changed. Send the form again."
WRONG_LENGTH = "The length that the request gives is not a number, so it was not read. Nothing was changed."


def too_large(most):
    """The sentence for what is longer than `most` bytes."""
    size = f"{most / 1_000_000:g} MB" if most >= 1_000_000 else f"{most / 1_000:g} kB"
    return f"What was sent is larger than {size}, so it was not read. Nothing was changed. Go back and send less."


class RequestBodies:
    """Refuse what is too large for its address, or does not say how large it is, before it is read."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        status, sentence = _refusal(request)
        if status:
            return render(request, "400.html", {"sentence": sentence}, status=status)
        return self.get_response(request)


def _refusal(request):
    """The status and the sentence to refuse a request with; (0, "") where it may go on."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if "HTTP_TRANSFER_ENCODING" in request.META or not (length or request.method in _WITHOUT_BODY):
        return 411, NO_LENGTH
    if length and not (length.isascii() and length.isdigit()):
        return 400, WRONG_LENGTH
    size = int(length[:15] or 0)  # of a number that is longer these are too large as well
    if size > (most := _most(request, size)):
        return 413, too_large(most)
    return 0, ""


def _most(request, size):
    """The most bytes that may come to this address from this person. Who that is, is asked for a large body alone."""
    if request.path == cached_reverse("csp_report"):
        return OF_A_CSP_REPORT
    if size > ORDINARY and request.path == cached_reverse("admin:inspections_loading_add"):
        user = request.user
        if user.is_staff and user.has_perm("inspections.add_loading"):
            return WITH_A_PAPER
    if size > ORDINARY and request.path == cached_reverse("action_import") and request.user.has_perm(IMPORT):
        return WITH_A_SPREADSHEET
    if size > ORDINARY and _ADDS_EVIDENCE.fullmatch(request.path) and request.user.has_perm(UPDATE):
        return WITH_EVIDENCE
    return ORDINARY
