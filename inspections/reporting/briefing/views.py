"""The briefing for a meeting: its page, and the same as PDF, Word and Excel."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.lists.exports import FILE_TYPES
from actions.models import Action
from actions.pages.page_context import PageContext, read_page_context
from csc_tracker.database.writing import writing_alone
from csc_tracker.models import User
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.people.requests import SignedInRequest
from csc_tracker.people.sight import seeing_of
from inspections.models import BackgroundJob, Meeting
from inspections.reporting.background_jobs import start_job, unfinished_jobs
from inspections.reporting.briefing.builder import build_page
from inspections.reporting.briefing_files import make_live_file
from inspections.reporting.job_answers import FileAnswers
from inspections.reporting.member_questions.own import asking_on, with_own_questions
from inspections.scrutiny.plan_queries import meetings

# A plan of more actions than this has its files made in the background: a request must not wait that long.
MOST_AT_ONCE = 1_000
# What the page calls each kind of file.
KINDS = {
    "pdf": "PDF",
    "large": "Large print",
    "docx": "Word",
    "xlsx": "Excel",
}


@require_safe
def briefing(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the committee needs to know of the plan before the meeting, as on the day asked."""
    page_context = read_page_context(request)
    meeting: Any = _meeting_or_404(meetings(page_context, slug).here, slug)  # with its shown_positions
    files = [
        {"words": words, "address": page_context.address(cached_reverse("briefing_file", slug, kind))}
        for kind, words in KINDS.items()
    ]
    shown = next(iter(meeting.shown_positions), None)
    content = with_own_questions(build_page(page_context, meeting), page_context, meeting, request.user)
    context = {
        "page_context": page_context,
        "briefing": content,
        "asking": asking_on(page_context, meeting, content, request.user),
        "files": files,
        "over": meeting.last_day < page_context.on,
        "shown": shown,
        "shown_address": page_context.address(cached_reverse("position", shown.code)) if shown else "",
    }
    return render(request, "inspections/briefing.html", context)


@require_safe
def briefing_file(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    """The briefing as a file of this kind, for a large plan in the background; a 404 where there is no such kind."""
    page_context = read_page_context(request)
    meeting = _meeting_or_404(meetings(page_context, slug).here, slug)
    if kind not in KINDS:
        kinds = "pdf, large (large print), docx (Word) or xlsx (Excel)"
        raise Http404(f"The briefing is not available as “{kind[:20]}”. Choose {kinds}.")
    if Action.objects.filter(priority__plan=page_context.plan).count() > MOST_AT_ONCE:
        with writing_alone():
            job = _start_once(page_context, meeting, kind, request.user)
        return HttpResponseRedirect(page_context.address(cached_reverse("background_job", job.pk)))
    with seeing_of(page_context.plan.pk):
        name, content = make_live_file(page_context, meeting, kind, reader=request.user)
    response = HttpResponse(content, content_type=FILE_TYPES[name.rpartition(".")[2]])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _start_once(page_context: PageContext, meeting: Meeting, kind: str, user: User) -> BackgroundJob:
    """Ask the worker; where this person has asked for the same and it is not done yet, that is what to wait for."""
    same = {"what": kind, "plan": page_context.plan, "meeting": meeting.slug, "on": page_context.on, "asked_by": user}
    return unfinished_jobs(**same).first() or start_job(
        kind,
        page_context.plan,
        meeting,
        FileAnswers(
            today=page_context.today,
            as_reported=page_context.as_reported,
            up_to=page_context.up_to,
            reported=page_context.reported.pk if page_context.reported else None,
        ),
        by=user,
        on=page_context.on,
    )


def _meeting_or_404(meeting: Meeting | None, slug: str) -> Meeting:
    if meeting is None:
        raise Http404(f"There is no meeting called “{slug}”. The list of meetings shows every one.")
    return meeting
