"""Whose acts a request's are, the files that it issues, and the exempt matter that it shows."""

from csc_tracker.audit.entries import Act
from csc_tracker.audit.recording import acting_as, record_act
from csc_tracker.people.sight import shown_so_far
from priorities.models import in_force_of


class AuditMiddleware:
    """Record acts of the request as its person's, and what it gives them: each file, and each page with exempt matter.

    What cannot be recorded is not sent.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with acting_as(lambda: request.user):
            response = self.get_response(request)
            shows = response.status_code // 100 != 3 and not getattr(response, "shows_nothing", False)
            if shows and request.method != "HEAD":
                _record(request, _file_in(response))
        return response


def _record(request, file):
    """Record the file that was asked for, else that exempt matter was read: of each plan whose it is."""
    shown = shown_so_far()
    plans = {plan for plan, _ in in_force_of(shown)} if shown else ()
    if not plans and not (file and request.user.is_authenticated):
        return
    for plan in plans or [None]:
        words = request.get_full_path()
        record_act(
            Act.FILE if file else Act.READ, by=request.user, name=file or request.path, words=words, exempt_plan=plan
        )


def _file_in(response):
    """The name of the file that a response sends; empty if it sends none."""
    disposition = response.get("Content-Disposition", "")
    return disposition.partition("filename=")[2].strip('"') if disposition.startswith("attachment") else ""
