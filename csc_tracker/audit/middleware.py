"""Whose acts a request's are, and the files that it issues."""

from csc_tracker.audit.entries import Act
from csc_tracker.audit.recording import acting_as, record_act


class AuditMiddleware:
    """Record acts of the request as its person's, and each file that is sent to somebody who is signed in.

    A file that cannot be recorded is not sent.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with acting_as(lambda: request.user):
            response = self.get_response(request)
            if name := _file_in(request, response):
                record_act(Act.FILE, by=request.user, name=name, words=request.get_full_path())
        return response


def _file_in(request, response):
    """The name of the file that a response sends to somebody who is signed in; None if it sends none."""
    disposition = response.get("Content-Disposition", "")
    if response.status_code != 200 or request.method == "HEAD" or not disposition.startswith("attachment"):
        return None
    return disposition.partition("filename=")[2].strip('"') if request.user.is_authenticated else None
