"""What exempt matter each request may see: that of the plans for which its person has the right by name."""

import re
from functools import cache

from django.template.loader import render_to_string

from csc_tracker.people.sight import seeing_as, watching
from priorities.models import in_force_of, not_for_publication, plans_readable_by

_CARRIED = "exempt_matter_of_a_message"
_MAIN = re.compile(rb"<main\b[^>]*>")


class ExemptMiddleware:
    """Let the request see what its person may read, and nothing else. Being an admin or a superuser gives no right.

    A page that shows something exempt says so at its top, also where only a message about it is shown. Who asks is
    looked at only when records are: a page for everybody stays one.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with seeing_as(cache(lambda: plans_readable_by(request.user))), watching() as shown:
            response = self.get_response(request)
            _carry(request, response, shown)
            if shown and not response.streaming and response.get("Content-Type", "").startswith("text/html"):
                _say_so(response, shown)
            return response


def _carry(request, response, shown):
    """Hand on what was read for a message that is not shown on this page but on the next, and take over what was."""
    said = getattr(request, "_messages", None)
    if said is None:
        return
    if said.added_new and not said.used and 300 <= response.status_code < 400 and shown:
        request.session[_CARRIED] = [sorted(shown.exemptions), sorted(shown.plans)]
    elif said.used and _CARRIED in request.session:
        exemptions, plans = request.session.pop(_CARRIED)
        shown.exemptions.update(exemptions)
        shown.plans.update(plans)


def _say_so(response, shown):
    """Put the sentence at the top of a page: only now is all read that the page shows."""
    words = not_for_publication(paragraph for _, paragraph in in_force_of(shown))
    main = _MAIN.search(response.content)
    if words and main:
        banner = render_to_string("components/_exempt.html", {"words": words}).encode()
        response.content = response.content[: main.end()] + banner + response.content[main.end() :]
