"""Jobs in the background: asking for one, and how far it is."""

from datetime import date, timedelta

from django.utils import timezone

from csc_tracker.models import User
from inspections.models import BackgroundJob, Meeting
from inspections.reporting.tasks import run_job
from priorities.models import Plan

# A job that still runs so long after it was asked for was lost with its worker: 10,000 actions take a minute or two.
LONGEST = timedelta(hours=1)


def start_job(what: str, plan: Plan, meeting: Meeting, *, by: User, on: date, **answers: object) -> BackgroundJob:
    """Ask the worker for what is wanted (BackgroundJob.What) for a meeting; the job tells how far it is."""
    job = BackgroundJob.objects.create(
        what=what, plan=plan, meeting=meeting.slug, on=on, asked_by=by, asked_at=timezone.now(), answers=answers
    )
    run_job.enqueue(job.pk)
    job.refresh_from_db()
    return job


def unfinished_jobs(**same):
    """The jobs with these values that wait or run, but for those that were lost."""
    jobs = BackgroundJob.objects.filter(state__in=BackgroundJob.UNFINISHED, **same)
    return jobs.exclude(state=BackgroundJob.State.RUNNING, asked_at__lt=timezone.now() - LONGEST)


def progress_in_words(job: BackgroundJob) -> str:
    """How far a job is that waits or runs, as a sentence: “Reading the plan: 3 of 10.”"""
    if job.state == BackgroundJob.State.WAITING:
        return "It will start when the work before it is finished."
    return f"{job.doing}: {job.done} of {job.total}." if job.total else f"{job.doing}."


def failure_in_words(job: BackgroundJob) -> str:
    """Why there is nothing to have from a job that failed or was lost, and what to do where it does not say itself."""
    return job.failure or "The work was interrupted and nothing was saved. Go back to the meeting and try again."


def is_lost(job: BackgroundJob) -> bool:
    """Whether a job that is said to run was lost with its worker, so that it must be asked for again."""
    return job.state == BackgroundJob.State.RUNNING and job.asked_at < timezone.now() - LONGEST
