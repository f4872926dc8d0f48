"""Jobs in the background: asking for one, and its progress in words."""

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from csc_tracker.database.writing import writing_alone
from csc_tracker.models import User
from inspections import background
from inspections.models import BackgroundJob, Meeting
from inspections.reporting.job_answers import FileAnswers, PositionAnswers
from priorities.models import Plan


@writing_alone()
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
    background.ask(job)
    job.refresh_from_db()
    return job


def unfinished_jobs(**values: object) -> QuerySet[BackgroundJob]:
    """The jobs with these values of their fields that wait or run. Who starts one if there is none holds the lock."""
    return BackgroundJob.objects.filter(state__in=[BackgroundJob.WAITING, BackgroundJob.RUNNING], **values)


def progress_in_words(job: BackgroundJob) -> str:
    """The progress of a job that waits or runs, as a sentence: “Reading the plan: 3 of 10.”"""
    if job.total and job.state == job.RUNNING:
        return f"{job.doing}: {job.done} of {job.total}."
    return background.progress_in_words(job)
