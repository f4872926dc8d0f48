"""Work in the background: what takes long is made by a worker, which tells how far it is."""

import logging
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import F
from django_tasks import task

from actions.models import FrozenPosition
from actions.pages.page_context import PageContext
from csc_tracker.people.sight import seeing_everything
from csc_tracker.today import today
from inspections.loading.review.intake import read_in
from inspections.models import BackgroundJob, Loading, Meeting
from inspections.reporting.briefing_files import DRAWN_BY, live_file
from inspections.reporting.freezing import Agreement, freeze

logger = logging.getLogger(__name__)


@task()
def run_job(job: int) -> None:
    """Do the job with this id. What goes wrong is told there in a sentence; nothing is kept."""
    row = BackgroundJob.objects.select_related("plan", "asked_by").get(pk=job)
    BackgroundJob.objects.filter(pk=job).update(state=BackgroundJob.State.RUNNING, doing="Starting")
    try:
        made = _WORK[row.what](row, _teller(job))
    except ValidationError as refused:
        _fail(job, " ".join(refused.messages))
    except SystemExit:  # the worker was told to stop and not to wait
        _fail(job, "It was stopped before it finished and nothing was saved. Try again.")
        raise
    except Exception:
        logger.exception("Job %s failed", job)
        _fail(job, "Sorry, something went wrong and nothing was saved. Try again. If it fails again, tell an admin.")
    else:
        BackgroundJob.objects.filter(pk=job).update(state=BackgroundJob.State.DONE, doing="", done=F("total"), **made)


@task()
def read_paper(loading: int) -> None:
    """Read the paper of the loading with this id, and keep what it gives for an admin to check."""
    with seeing_everything():
        read_in(Loading.objects.select_related("file", "plan", "meeting").get(pk=loading), today())


def _teller(job):
    def progress(doing, done, total):
        BackgroundJob.objects.filter(pk=job).update(doing=doing, done=done, total=total)

    return progress


def _fail(job, words):
    BackgroundJob.objects.filter(pk=job).update(state=BackgroundJob.State.FAILED, doing="", failure=words)


def _position(row, progress):
    answers = row.answers
    agreement = Agreement(answers["name"], answers["post"], date.fromisoformat(answers["agreed_on"]))
    meeting = Meeting.objects.select_related("committee").get(slug=row.meeting)
    position = freeze(
        row.plan, meeting, agreement, by=row.asked_by, on=row.on, up_to=answers["up_to"], progress=progress
    )
    return {"position": position}


def _file(row, progress):
    """A file of the live briefing, for the position that was asked for."""
    answers = row.answers
    page_context = PageContext(
        row.plan, row.on, date.fromisoformat(answers["today"]), plan_given=False, on_given=False,
        as_reported=answers["as_reported"], up_to=answers["up_to"],
        reported=FrozenPosition.objects.filter(pk=answers.get("reported")).first(),
    )  # fmt: skip
    meeting = Meeting.objects.select_related("committee").get(slug=row.meeting)
    name, content = live_file(page_context, meeting, row.what, progress)
    return {"name": name, "content": content}


_WORK = {BackgroundJob.What.POSITION: _position} | dict.fromkeys(DRAWN_BY, _file)
