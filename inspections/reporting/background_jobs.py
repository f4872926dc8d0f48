"""Jobs in the background: starting one, and its progress in words."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from csc_tracker.models import User
from inspections.models import BackgroundJob, Meeting
from inspections.reporting.job_answers import FileAnswers, PositionAnswers
from inspections.reporting.tasks import run_job
from priorities.models import Plan

# A job that still runs this long after it was asked for was lost with its worker: 10,000 actions take two minutes.
LONGEST = timedelta(hours=1)


def start_job(
    what: str, plan: Plan, meeting: Meeting, answers: PositionAnswers | FileAnswers, *, by: User, on: date
) -> BackgroundJob:
    """Ask the worker for a frozen position or a file (`what`, a BackgroundJob.What) for a meeting, and return the job.

    `on` is the day of the position. `answers` are kept with the job, for `tasks.run_job`.
    """
    job = BackgroundJob.objects.create(
        what=what,
        plan=plan,
        meeting=meeting.slug,
        on=on,
        asked_by=by,
        asked_at=timezone.now(),
        answers=answers.to_data(),
    )
    run_job.enqueue(job.pk)
    job.refresh_from_db()
    return job


def unfinished_jobs(**values: object) -> QuerySet[BackgroundJob]:
    """The jobs with these values of their fields that wait or run; those that were lost are left out."""
    jobs = BackgroundJob.objects.filter(state__in=BackgroundJob.UNFINISHED, **values)
    return jobs.exclude(state=BackgroundJob.State.RUNNING, asked_at__lt=timezone.now() - LONGEST)


def progress_in_words(job: BackgroundJob) -> str:
    """The progress of a job that waits or runs, as a sentence: “Reading the plan: 3 of 10.”"""
    if job.state == BackgroundJob.State.WAITING:
        return "It will start when the work before it is finished."
    return f"{job.doing}: {job.done} of {job.total}." if job.total else f"{job.doing}."


def failure_in_words(job: BackgroundJob) -> str:
    """Why a job that failed or was lost has no result, and what to do."""
    return job.failure or "The work was interrupted and nothing was saved. Go back to the meeting and try again."


def is_lost(job: BackgroundJob) -> bool:
    """Whether a job that seems to run was lost with its worker, so that somebody must start it again."""
    return job.state == BackgroundJob.State.RUNNING and job.asked_at < timezone.now() - LONGEST
