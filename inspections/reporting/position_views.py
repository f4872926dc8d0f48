"""The pages of a frozen position: what a committee was shown, as it was."""

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from actions.board.figures import KEY
from actions.lists.exports import FILE_TYPES
from actions.models import FrozenPosition, ProgressUpdate
from actions.models.frozen import CODE
from actions.pages.page_context import PageContext, of_plan, read_page_context
from actions.positions.status import Status
from csc_tracker.pages.addresses import query_of
from csc_tracker.people.requests import SignedInRequest
from csc_tracker.people.sight import note_with_right, seeing_everything
from inspections.reporting import freezing
from inspections.reporting.briefing.content import ActionDetail, Briefing, PriorityDetail
from inspections.reporting.frozen_content import FrozenFinding, FrozenMatter, FrozenPlan, FrozenPriority
from priorities.models import Audience, is_for_reader

PAGE_SIZE = 100  # actions on a page


@require_safe
def position(request: SignedInRequest, code: str) -> HttpResponse:
    """One frozen position whole: what the meeting was shown, its versions, the files as issued."""
    page_context, position = _position_or_404(request, code)
    contents: dict[str, list[dict]] = {kind: [] for kind in ("plan", "priority", "finding", "resolution", "briefing")}
    for record in freezing.read_records(position, *contents):
        contents[record.kind].append(record.content)
    shown_to = getattr(position, "shown_to", None)
    later = ProgressUpdate.objects.filter(action__priority__plan=position.plan, sequence__gt=position.last_sequence)
    context = {
        "page_context": page_context,
        "position": position,
        "versions": list(
            FrozenPosition.objects.filter(plan=position.plan, meeting=position.meeting).order_by("-version")
        ),
        "signature": freezing.signature_in_words(position),
        "edition": _edition_in_words(position),
        "other_edition": _other_edition(position),
        "plan": FrozenPlan.from_data(contents["plan"][0]),
        "priorities": [FrozenPriority.from_data(content) for content in contents["priority"]],
        "findings": [FrozenFinding.from_data(content) for content in contents["finding"]],
        "matters": [FrozenMatter.from_data(content) for content in contents["resolution"]],
        "briefing": _briefing(position, contents["briefing"]),
        "files": list(position.files.filter(erasure=None).defer("content")),
        "erasures": freezing.erasures_of(position),
        "since": later.count(),
        "meeting": shown_to.meeting if shown_to else None,
        "states": KEY,
    }
    return render(request, "inspections/position.html", context)


@require_safe
def position_actions(request: SignedInRequest, code: str) -> HttpResponse:
    """The actions of a frozen position with one status, as they were: the rows behind a number on its page."""
    page_context, position = _position_or_404(request, code)
    asked_for = request.GET.get("status", "")
    if asked_for not in Status.values:
        raise Http404("There is no such status. The position’s page shows each status and its number of actions.")
    rows = position.records.filter(kind="action", status=asked_for).order_by("order")
    number = request.GET.get("priority", "")
    number = number if number.isascii() and number.isdigit() else ""
    if number:
        rows = rows.filter(key__startswith=f"P{number}.")
    page = Paginator(freezing.with_erasures(rows), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_context": page_context,
        "position": position,
        "status": Status(asked_for),
        "heading": f"{Status(asked_for).label}, priority {number}" if number else Status(asked_for).label,
        "page": page,
        "actions": _actions(page),
        "pages": _pages(page_context, page, {"status": asked_for, "priority": number}),
    }
    return render(request, "inspections/position_actions.html", context)


@require_safe
def position_priority(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """One priority of a frozen position with its actions, as they were."""
    page_context, position = _position_or_404(request, code)
    records = freezing.read_records(position, "priority", "detail", key=str(number))
    contents = {record.kind: record.content for record in records}
    if "priority" not in contents:
        raise Http404(f"There was no priority {number} in this position. Its page has them all.")
    keys = position.records.filter(kind="action", key__startswith=f"P{number}.").order_by("order")
    page = Paginator(freezing.with_erasures(keys), PAGE_SIZE).get_page(request.GET.get("page"))
    priority = FrozenPriority.from_data(contents["priority"])
    drawn = {segment["state"] for segment in priority.bar}
    context = {
        "page_context": page_context,
        "position": position,
        "priority": priority,
        "states": [(state, words) for state, words in KEY if state in drawn],
        "measures": PriorityDetail.from_data(contents.get("detail", {})).measures,
        "actions": _actions(page),
        "pages": _pages(page_context, page),
    }
    return render(request, "inspections/position_priority.html", context)


@require_safe
def position_file(request: SignedInRequest, code: str, kind: str) -> HttpResponse:
    """A file of a frozen position, as it was issued."""
    _, position = _position_or_404(request, code)
    file = position.files.filter(kind=kind).select_related("erasure__proposal").first()
    if file is not None and file.erasure:
        raise Http404(f"This file can no longer be opened. {file.erasure.in_words}")
    if file is None:
        raise Http404(f"This position has no file of the kind “{kind}”. Its page lists the files that it has.")
    answer = HttpResponse(bytes(file.content), content_type=FILE_TYPES[file.kind])
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return answer


def _actions(page: Page) -> list[ActionDetail]:
    """The actions on a page of the list."""
    return [ActionDetail.from_data(record.content) for record in map(freezing.record_of, page)]


def _pages(page_context: PageContext, page: Page, filters: dict[str, object] | None = None) -> list[tuple[int, str]]:
    """The pages of a list as (number, address), the address empty for the page shown; none if there is only one page.

    `filters` are what the list is filtered by.
    """
    numbers = page.paginator.page_range
    if len(numbers) == 1:
        return []
    parameters = {**(filters or {}), "plan": page_context.plan.slug if page_context.plan_given else ""}
    more = {name: value for name, value in parameters.items() if value}
    return [(number, "" if number == page.number else f"?{query_of({'page': number, **more})}") for number in numbers]


def _briefing(position: FrozenPosition, contents: list[dict]) -> Briefing | None:
    """The briefing in a position's records, its totals linked to the frozen actions; None where there is none."""
    if not contents or "heading" not in contents[0]:
        return None
    briefing = Briefing.from_data(contents[0])
    path = reverse("position_actions", args=[position.code])
    for count in briefing.totals:
        if count.number:
            count.address = f"{path}?{urlencode({'status': count.state})}"
    return briefing


def _position_or_404(request: SignedInRequest, code: str) -> tuple[PageContext, FrozenPosition]:
    """The page context, on the position's own plan, and the position. Nobody may open one that was recalled."""
    with seeing_everything():
        positions = FrozenPosition.editions.select_related("plan", "by", "shown_to__meeting__committee")
        position = positions.filter(checksum__startswith=code, recall=None).first() if len(code) == CODE else None
    if position is None or not _may_open(position):
        raise Http404(f"There is no frozen position “{code}”. Find what a meeting was shown on the meeting’s page.")
    if position.audience == Audience.WITH_RIGHT:
        note_with_right(position.plan_id)
    return of_plan(request, read_page_context(request), position.plan), position


def _may_open(position: FrozenPosition) -> bool:
    """Who may read a plan's exempt matter may open both editions, to hand on the one for everybody else too."""
    return position.audience != Audience.WITH_RIGHT or is_for_reader(position.audience, position.plan_id)


def _edition_in_words(position: FrozenPosition) -> str:
    """What this edition holds, as a sentence; empty if there is only one."""
    if position.audience == Audience.WITH_RIGHT:
        return "This edition includes exempt matter. Only people named for this plan can open it."
    if position.audience and _may_open_exempt(position):
        return "This is the edition for everybody else: it leaves out what is exempt."
    return ""


def _may_open_exempt(position: FrozenPosition) -> bool:
    return is_for_reader(Audience.WITH_RIGHT, position.plan_id)


def _other_edition(position: FrozenPosition) -> FrozenPosition | None:
    """The other edition of a frozen position, for who may open both; None for anybody else."""
    if not position.audience or not _may_open_exempt(position):
        return None
    same = {"plan": position.plan, "meeting": position.meeting, "version": position.version}
    return FrozenPosition.editions.filter(**same, recall=None).exclude(pk=position.pk).first()
