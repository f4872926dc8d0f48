"""Pages that belong to no app: liveness, accessibility, and the plain pages for what went wrong."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from csc_tracker.pages.form_recovery import save_form, typed_words
from csc_tracker.people.roles import is_kept
from csc_tracker.protection.refusals import log_refusal

# What the pages say where the refusal was not ours and has no sentence of its own.
UNREADABLE = "Part of the address or the form could not be read. Nothing was changed. Go back and try again."
NOT_THERE = (
    "There is no page at this address. If you typed the address, check it. If you followed a link, tell an admin of "
    "the service."
)


@require_safe
def healthz(request):
    """“ok” where the database answers; what watches the service asks this."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@require_safe
def accessibility(request):
    """The accessibility statement."""
    return render(request, "accessibility.html")


def bad_request(request, exception):
    """What was asked cannot be read; the sentence says what, where the refusal was ours."""
    return render(request, "400.html", {"sentence": _sentence(exception, BadRequest) or UNREADABLE}, status=400)


def forbidden(request, exception):
    """A page that this person's role does not reach. `RolesMiddleware` says which permission it needs."""
    needed = _sentence(exception, PermissionDenied)
    log_refusal(request, f"It needs {needed}." if needed else "Django admin says so.")
    return render(request, "403.html", status=403)


def not_found(request, exception):
    """An address or record that is not there; the sentence says which, where the refusal was ours."""
    return render(request, "404.html", {"sentence": _sentence(exception, Http404) or NOT_THERE}, status=404)


def _sentence(exception, kind):
    words = exception.args[0] if isinstance(exception, kind) and exception.args else ""
    return words if isinstance(words, str) else ""


def form_refused(request, reason=""):
    """A form whose protection code did not match: another tab signed in meanwhile, or cookies are off.

    What was typed is kept for the form, to which there is a link; where it cannot be, as it is another person's who is
    signed in now, it is shown to copy. A form of signing in is never kept nor shown.
    """
    log_refusal(request, "The form’s code is missing or wrong.")
    context = {}
    if is_kept(request):
        another = request.user.is_authenticated and request.POST.get("who", "") != str(request.user.pk)
        if not another and save_form(request):
            context["form_address"] = request.get_full_path()
        else:
            context["words"] = typed_words(request)
    return render(request, "403_form.html", context, status=403)
