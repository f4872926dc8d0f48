"""The page that freezes a plan's position for a meeting, and the progress of a job in the background."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from actions.board.views import totals
from actions.lists.exports import FILE_TYPES
from actions.models import FrozenPosition, ProgressUpdate
from actions.pages.page_context import PageContext, read_page_context
from csc_tracker.database.writing import writing_alone
from csc_tracker.models import User
from csc_tracker.pages.addresses import query_of
from csc_tracker.pages.form_recovery import RESTORED, discard_form, restore_form
from csc_tracker.people.requests import SignedInRequest
from csc_tracker.people.sight import seeing_everything
from inspections.background import ask_again, cancel, heal_shown
from inspections.models import BackgroundJob, Meeting
from inspections.reporting import freezing
from inspections.reporting.background_jobs import progress_in_words, start_job, unfinished_jobs
from inspections.reporting.forms import FreezeForm
from inspections.reporting.freezing import Agreement
from inspections.reporting.job_answers import PositionAnswers, is_exempt
from inspections.reporting.readiness import checks_before_freezing
from priorities.models import Audience, is_for_reader

# The header of a request by csc_tracker/static/progress.js, which then goes where the page leads.
FOLLOWS = "X-Follows-Progress"


@require_http_methods(["GET", "HEAD", "POST"])
def freeze(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what is missing or out of date, record who agreed, and freeze today's position."""
    page_context = read_page_context(request)
    meeting = Meeting.objects.scrutinising(page_context.plan).select_related("committee").filter(slug=slug).first()
    if meeting is None:
        raise Http404(f"No meeting called “{slug}” considers this plan. The list of meetings shows every one.")
    past = meeting.last_day < page_context.today
    form = FreezeForm(request.POST or None, initial={"agreed_on": page_context.today, "submission": uuid.uuid4()})
    if restore_form(request, form):
        messages.info(request, RESTORED)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        agreement = freezing.Agreement(answers["agreed_name"], answers["agreed_post"], answers["agreed_on"])
        problems = freezing.problems(page_context.plan, meeting, agreement, page_context.today)
        if not problems:
            with writing_alone():
                job = _start_once(request, page_context, meeting, agreement, answers["submission"])
            discard_form(request)
            return HttpResponseRedirect(page_context.address(reverse("background_job", args=[job.pk])))
        for name, sentence in problems.items():
            form.add_error(name if name in form.fields else None, ValidationError(sentence))
    shown = meeting.shown.select_related("position").order_by("-position__version")
    context = {
        "page_context": page_context,
        "meeting": meeting,
        "form": form,
        "checks": checks_before_freezing(page_context),
        "totals": totals(page_context),
        "versions": [shown_position.position for shown_position in shown],
        "over": freezing.MEETING_IS_OVER if past else "",
        "other_day": page_context.on != page_context.today,
    }
    return render(request, "inspections/freeze.html", context, status=422 if form.errors else 200)


def _start_once(
    request: SignedInRequest,
    page_context: PageContext,
    meeting: Meeting,
    agreement: Agreement,
    submission: uuid.UUID | None,
) -> BackgroundJob:
    """Start the job that freezes the position, or return the one that is already waiting or running for this meeting.

    If somebody else started that one, a message says so. The same form with the same answers starts one job, even
    where that is done by now. Updates saved from now on are not included, however long the job waits. Called within
    `writing_alone`.
    """
    same = {"what": BackgroundJob.What.POSITION, "plan": page_context.plan, "meeting": meeting.slug}
    if submission:
        for sent in BackgroundJob.objects.filter(**same, asked_by=request.user, answers__submission=str(submission)):
            if PositionAnswers.from_data(sent.answers).agreement == agreement:
                return sent
    with seeing_everything():
        last = ProgressUpdate.objects.filter(action__priority__plan=page_context.plan).aggregate(last=Max("sequence"))
    if waiting := unfinished_jobs(**same).select_related("asked_by").first():
        if waiting.asked_by_id != request.user.pk:
            agreed_by = PositionAnswers.from_data(waiting.answers).agreement.name
            messages.warning(
                request,
                f"{waiting.asked_by} had already started to freeze the position for this meeting, agreed by "
                f"{agreed_by}. We are making that one and did not use your agreement.",
            )
        return waiting
    return start_job(
        BackgroundJob.What.POSITION,
        page_context.plan,
        meeting,
        PositionAnswers(agreement, up_to=last["last"] or 0, submission=str(submission or "")),
        by=request.user,
        on=page_context.today,
    )


def _may_open(job: BackgroundJob, person: User) -> bool:
    """Who asked for it, and of a position who freezes them; what takes in exempt matter only with the right to that.

    A file of the live briefing has the questions of who asked for it, which are nobody else's.
    """
    freezes = job.what == BackgroundJob.What.POSITION and person.has_perm("actions.freeze_position")
    if job.asked_by_id != person.pk and not freezes:
        return False
    return not is_exempt(job) or is_for_reader(Audience.WITH_RIGHT, job.plan_id)


@require_http_methods(["GET", "HEAD", "POST"])
def background_job(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far a job in the background is; when it is done, the frozen position or the file. It can be cancelled here.

    One that failed or was cancelled can be asked for again.
    """
    page_context = read_page_context(request)
    job = BackgroundJob.objects.select_related("plan", "position").filter(pk=pk, plan=page_context.plan).first()
    if job is None or not _may_open(job, request.user):
        raise Http404("There is nothing here that you can open. Find a briefing and its files on the meeting’s page.")
    if request.method == "POST":
        return HttpResponseRedirect(_change(request, job, page_context))
    heal_shown(job)
    if job.position:
        if FOLLOWS not in request.headers:  # it only asks whether there is somewhere to go
            messages.success(
                request, f"The position is frozen: version {job.position.version}, with its PDF and Word files."
            )
        same = {"plan": job.plan, "meeting": job.position.meeting, "version": job.position.version}
        position = FrozenPosition.objects.filter(**same).first() or job.position
        return HttpResponseRedirect(page_context.address(reverse("position", args=[position.code])))
    if job.state == BackgroundJob.State.DONE and "file" in request.GET:
        answer = HttpResponse(bytes(job.content or b""), content_type=FILE_TYPES[job.name.rpartition(".")[2]])
        answer["Content-Disposition"] = f'attachment; filename="{job.name}"'
        return answer
    plan = {"plan": page_context.plan.slug} if page_context.plan_given else {}
    context = {
        "page_context": page_context,
        "job": job,
        "meeting": Meeting.objects.filter(slug=job.meeting).first(),
        "progress": progress_in_words(job) if job.is_going else "",
        "can_ask_again": job.has_stopped and _may_still_be_made(job, page_context),
        "download": f"?{query_of({'file': 1, **plan})}",
    }
    return render(request, "inspections/background_job.html", context)


def _change(request: SignedInRequest, job: BackgroundJob, page_context: PageContext) -> str:
    """Cancel the job or ask for it again, as the button that was pressed says; the address of its page."""
    if "cancel" in request.POST:
        cancel(job, by=request.user)
    elif "again" in request.POST and _may_still_be_made(job, page_context):
        with writing_alone():
            same = {"what": job.what, "plan": job.plan, "meeting": job.meeting}
            if job.what != BackgroundJob.What.POSITION:
                same |= {"on": job.on, "asked_by": job.asked_by}
            if other := unfinished_jobs(**same).first():  # asked for anew meanwhile
                job = other
            else:
                ask_again(job)
    return page_context.address(reverse("background_job", args=[job.pk]))


def _may_still_be_made(job: BackgroundJob, page_context: PageContext) -> bool:
    """Whether the same can be made now: the position only of the day on which it is frozen."""
    return job.what != BackgroundJob.What.POSITION or job.on == page_context.today
