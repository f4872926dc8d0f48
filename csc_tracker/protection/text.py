"""What people type or paste, cleaned before any form sees it (csc_tracker/pages/characters.py)."""

from django.http import UnreadablePostError
from django.shortcuts import render

from csc_tracker.pages.characters import clean, shows_nothing

HALF_OF_IT = "Only a part of the form came, so it was not read. Nothing was changed. Send it again."
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# A password is taken as it is.
_AS_IT_IS = "password"


class CleanText:
    """Forms get words that every way out can hold; words of invisible signs alone count as empty.

    It stands behind all that judge a request before its form is read.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST" or request.content_type not in _FORMS:
            return None
        try:
            _clean(request)
        except UnreadablePostError:
            return render(request, "400.html", {"sentence": HALF_OF_IT}, status=400)
        return None


def _clean(request):
    changed = {}
    for name, values in request.POST.lists():
        if _AS_IT_IS in name:
            continue
        cleaned = ["" if shows_nothing(each) else clean(each) for each in values]
        if cleaned != values:
            changed[name] = cleaned
    if changed:
        post = request.POST.copy()
        for name, values in changed.items():
            post.setlist(name, values)
        request.POST = post
