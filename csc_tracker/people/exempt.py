"""What exempt matter each request may see: that of the plans for which its person has the right by name."""

from csc_tracker.people.sight import NOTHING, seeing
from priorities.models import plans_readable_by


class ExemptMiddleware:
    """Let the request see what its person may read, and nothing else. Being an admin or a superuser gives no right."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with seeing(plans_readable_by(request.user) if _may_read_some(request.user) else NOTHING):
            return self.get_response(request)


def _may_read_some(user):
    return user.is_authenticated and user.reads_exempt
