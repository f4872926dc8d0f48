"""What exempt matter each request may see: that of the plans for which its person has the right by name."""

from functools import cache

from csc_tracker.people.sight import seeing_as
from priorities.models import plans_readable_by


class ExemptMiddleware:
    """Let the request see what its person may read, and nothing else. Being an admin or a superuser gives no right.

    Who asks is looked at only when records are: a page for everybody stays one.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with seeing_as(cache(lambda: plans_readable_by(request.user))):
            return self.get_response(request)
