"""What stands in an address and cannot be asked of a database is a mistake of who wrote it, not a fault of ours."""

from django.core.exceptions import BadRequest
from django.db import DataError

# The sign that no text in PostgreSQL can hold.
_NUL = "\0"


class Queries:
    """Refuse such an address as one that cannot be read, with the page that says so.

    A sign that no text can hold is refused before any view. A value that the database refuses, such as a number beyond
    its largest, is known only when it is asked; for a page that changes nothing, that is then a refusal too.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        values = (text for name, texts in request.GET.lists() for text in (name, *texts))
        if _NUL in request.path or any(_NUL in text for text in values):
            raise BadRequest

    def process_exception(self, request, exception):
        changes_nothing = request.method in {"GET", "HEAD"} or request.path.endswith("/export/")
        if changes_nothing and request.GET and isinstance(exception, DataError | OverflowError):
            raise BadRequest from exception
