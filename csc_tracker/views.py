"""Pages that belong to no app: liveness, accessibility, and the plain pages for what went wrong."""

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def healthz(request):
    """“ok” where the database answers; what watches the service asks this."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def accessibility(request):
    """The accessibility statement."""
    return render(request, "accessibility.html")


def form_refused(request, reason=""):
    """A form whose protection code did not match (signed out elsewhere, cookies off): the words are shown to copy."""
    words = [value for name, value in request.POST.items() if name != "csrfmiddlewaretoken" and len(value) > 40]
    return render(request, "403_form.html", {"kept": words}, status=403)
