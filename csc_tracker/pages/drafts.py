"""Drafts: what somebody types into a form is kept while they type, until they save it or throw it away.

A form is known by what it is: its path, its plan and the update that it corrects, whatever else its address says. There
is one draft of each for each person, who alone sees it, and only where they may open the form. What is typed on one
page never replaces what was typed on another and not yet carried on: see `keep`.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils import timezone

from csc_tracker.database.writing import writing
from csc_tracker.models import Draft
from csc_tracker.pages.addresses import query_of

KEPT = timedelta(days=30)  # after it was last kept
# What the form says: its page's number, that the draft is to be kept, or that it is to be thrown away.
NUMBER, KEEP, THROW_AWAY = "draft", "keep_draft", "throw_away_draft"
# What the address of the form says where the draft is to be in it.
CARRY_ON = "carry-on"
_LEFT_OUT = {"csrfmiddlewaretoken", KEEP, THROW_AWAY}


def form_of(request: HttpRequest) -> str:
    """What a draft of the form at this request's address is kept under."""
    page_context = getattr(request, "page_context", None)
    values = {"plan": page_context.plan.slug} if page_context else {}
    if corrects := request.GET.get("corrects", ""):
        values["corrects"] = corrects
    return f"{request.path.casefold()}?{query_of(values)}"[:300]


def draft_of(request: HttpRequest) -> Draft | None:
    """The person's draft of the form at this request's address; None without one. Asked for once in a request."""
    if not hasattr(request, "draft"):
        mine = Draft.objects.filter(person=request.user.pk, form=form_of(request), kept_at__gt=timezone.now() - KEPT)
        request.draft = mine.first()  # type: ignore[attr-defined]
    return request.draft  # type: ignore[attr-defined]


def is_carried_on(request: HttpRequest) -> bool:
    """Whether the address says that the draft is to be in the form."""
    return request.GET.get(NUMBER) == CARRY_ON


def address_of(request: HttpRequest, *, carrying_on: bool = False) -> str:
    """The address of the form of this request, with its draft in it or without."""
    query = request.GET.copy()
    query.pop(NUMBER, None)
    if carrying_on:
        query[NUMBER] = CARRY_ON
    return f"{request.path}?{query.urlencode()}" if query else request.path


def number_of(values: Any) -> UUID:
    """The number of the page that these values were sent from; a new one where they have none."""
    try:
        return UUID(values.get(NUMBER) or "")
    except ValueError:
        return uuid4()


def is_draft_sent(request: HttpRequest) -> bool:
    """Whether a form was sent to keep its draft or to throw it away, and not to save it."""
    return request.method == "POST" and (KEEP in request.POST or THROW_AWAY in request.POST)


def fields_of(request: HttpRequest) -> dict[str, list]:
    """What was sent, as {name: values}, without what is about the sending alone."""
    return {name: values for name, values in request.POST.lists() if name not in _LEFT_OUT}


def keep(request: HttpRequest) -> bool:
    """Keep what was sent as the person's draft of the form.

    Returns False, and keeps nothing, where there is a draft that was begun on another page and neither carried on nor
    thrown away: its words are not lost to those of a form that was opened beside it.
    """
    now, number, form = timezone.now(), number_of(request.POST), form_of(request)
    with writing():
        fields = fields_of(request)
        fresh = {"number": number, "fields": fields, "begun_at": now, "kept_at": now}
        mine = Draft.objects.select_for_update()
        draft, is_new = mine.get_or_create(person_id=request.user.pk, form=form, defaults=fresh)
        is_over = draft.kept_at <= now - KEPT
        if not is_new and draft.number != number and not is_over:
            return False
        if not is_new:
            begun_at = now if is_over else draft.begun_at
            Draft.objects.filter(pk=draft.pk).update(number=number, fields=fields, begun_at=begun_at, kept_at=now)
    return True


def discard(request: HttpRequest) -> None:
    """Remove the draft of the form that was sent, once it was saved or thrown away."""
    if request.POST.get(NUMBER):
        number = number_of(request.POST)
        Draft.objects.filter(person=request.user.pk, form=form_of(request), number=number).delete()


def remove_old() -> None:
    """Remove every draft that was not touched for as long as they are kept."""
    Draft.objects.filter(kept_at__lte=timezone.now() - KEPT).delete()
