"""A person's own updates, the latest first, over all plans; and the mark of what colleagues changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from actions.lists.colleagues import address_of, mark_as_seen
from actions.models import EvidenceFile, ProgressUpdate
from actions.pages.page_context import read_page_context
from actions.updating.history import Entry
from csc_tracker.pages.addresses import cached_reverse, query_of
from csc_tracker.people.requests import SignedInRequest
from priorities.posts import posts_held

A_PAGE = 25


@dataclass(frozen=True, slots=True)
class OwnUpdate:
    """An update of one's own, with its addresses; those of what cannot be done with it are empty."""

    entry: Entry
    address: str
    corrects: str
    corrected_by: list[str]
    undo: str
    correct: str
    add_file: str


@require_safe
def my_updates(request: SignedInRequest) -> HttpResponse:
    """What I recorded, in every plan, the latest first, with what can be undone or corrected."""
    page_context = read_page_context(request)
    mine = ProgressUpdate.objects.filter(by=request.user, source=ProgressUpdate.Source.OFFICER, withdraws=None)
    mine = mine.filter(action__withdrawn_on=None).select_related("by", "post", "action__priority__plan")
    mine = mine.prefetch_related(Prefetch("evidence", EvidenceFile.objects.defer("content").order_by("pk")))
    page = Paginator(mine.order_by("-sequence"), A_PAGE).get_page(request.GET.get("page"))
    context = {"page_context": page_context, "page": page, "updates": _own_updates(list(page.object_list))}
    return render(request, "actions/my_updates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def seen(request: SignedInRequest) -> HttpResponse:
    """Mark what colleagues changed as seen, up to the newest that the page showed, and go back to my actions."""
    page_context = read_page_context(request)
    if request.method == "POST":
        posts = posts_held(request.user, page_context.today)
        if mark_as_seen(request.user, request.POST.get("last", ""), posts):
            messages.success(request, "Marked as seen.")
    return HttpResponseRedirect(page_context.address(cached_reverse("my_actions")))


def _own_updates(updates: list[ProgressUpdate]) -> list[OwnUpdate]:
    """These updates as the page shows them, with what withdraws and corrects them. One query."""
    keys = {key for update in updates for key in (update.pk, update.corrects_id) if key}
    others = ProgressUpdate.objects.filter(Q(pk__in=keys) | Q(withdraws__in=keys) | Q(corrects__in=keys))
    others = list(others.select_related("action__priority__plan").order_by("sequence")) if keys else []
    return [_own_update(update, others) for update in updates]


def _own_update(update: ProgressUpdate, others: Iterable[ProgressUpdate]) -> OwnUpdate:
    withdrawn = {each.withdraws_id: each for each in others if each.withdraws_id}
    entry = Entry(update, withdrawn.get(update.pk), files=list(update.evidence.all()))
    reference, plan = update.action.reference, update.action.priority.plan.slug
    undo = cached_reverse("update_undo", reference, update.code)
    correct = cached_reverse("action_update", reference)
    return OwnUpdate(
        entry,
        address_of(update),
        next((address_of(each) for each in others if each.pk == update.corrects_id), ""),
        [address_of(each) for each in others if each.corrects_id == update.pk and each.pk not in withdrawn],
        f"{undo}?{query_of({'plan': plan})}" if entry.stays_open and entry.may_be_undone else "",
        f"{correct}?{query_of({'plan': plan, 'corrects': update.code})}" if entry.stays_open else "",
        f"{cached_reverse('evidence_add', reference, update.code)}?{query_of({'plan': plan})}"
        if entry.takes_files
        else "",
    )
