"""A person's calendar feed: the page that makes and revokes its private address, and the feed itself."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe

from actions.pages.demonstration import demonstration_words
from actions.pages.page_context import read_page_context
from csc_tracker.pages.addresses import query_of
from csc_tracker.people.requests import SignedInRequest
from csc_tracker.people.sight import seeing
from csc_tracker.today import today
from inspections.models import CalendarFeed
from inspections.reporting.calendar import feeds
from inspections.reporting.calendar.ical import as_icalendar
from priorities.models import Plan, plans_readable_by

READ = "priorities.view_plan"
_CACHE_SECONDS = 900  # how long the reader's own program may show the same answer


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: SignedInRequest) -> HttpResponse:
    """The reader's own calendar address: make one, make a new one, revoke it.

    The answer to “make” shows the whole address, only this once. It does not redirect, because the secret would then
    have to be kept in the session. If the form is sent again it is refused, since another feed is in force by then.
    """
    page_context = read_page_context(request)
    address, refused = "", ""
    own = CalendarFeed.objects.filter(user=request.user)
    if request.method == "POST" and "revoke" in request.POST:
        feeds.revoke(own)
        return HttpResponseRedirect(page_context.address(reverse("calendar")))
    if request.method == "POST" and "make" in request.POST:
        try:
            secret = feeds.make_feed(request.user, instead_of=_key_in(request.POST.get("instead_of", "")))
            address = request.build_absolute_uri(reverse("calendar_feed", args=[secret]))
        except ValidationError as problem:
            refused = str(problem.message)
    last = own.order_by("-made_at", "-pk").first()
    context = {
        "page_context": page_context,
        "address": address,
        "refused": refused,
        "feed": last,
        "in_force": last if last and not last.revoked_at else None,
        "contents": feeds.contents_in_words(_has_own_actions(request)),
    }
    answer = render(request, "inspections/calendar.html", context, status=409 if refused else 200)
    patch_cache_control(answer, no_store=True)
    return answer


def _key_in(words: str) -> int | None:
    """The key of the feed that was in force when the form was made; None for none."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 19 else None


def _has_own_actions(request: SignedInRequest) -> bool:
    """Whether the person's own actions are in their feed."""
    return request.user.has_perm("actions.add_progressupdate")


def _path(entry: feeds.Entry) -> str:
    """The address of an entry's page within this site."""
    path = reverse(entry.view, args=entry.args)
    return f"{path}?{query_of({'plan': entry.plan})}" if entry.plan else path


@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar at a private address, for programs that do not sign in: only the current plan, and no cookies."""
    user = feeds.reader_of(secret)
    if user is None or not user.has_perm(READ):
        raise Http404("There is no calendar at this address. It may have been revoked.")
    on = today()
    with seeing(plans_readable_by(user)):
        plan = Plan.objects.current(on)
        entries = feeds.entries(plan, user, on) if plan else []
    about = list(filter(None, [f"{plan.council}: {plan}." if plan else "", demonstration_words(False)]))
    content = as_icalendar(
        entries,
        name=plan.title if plan else "Improvement plan",
        about=about,
        address=lambda entry: request.build_absolute_uri(_path(entry)),
        stamp=timezone.now(),
    )
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="improvement-plan.ics"'
    answer["X-Robots-Tag"] = "noindex"
    patch_cache_control(answer, private=True, max_age=_CACHE_SECONDS)
    return answer
