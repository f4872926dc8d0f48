"""The work of the worker in the background: jobs that take long, and reading a paper."""

import logging

from django.core.exceptions import ValidationError
from django.db.models import F
from django_tasks import task

from actions.models import FrozenPosition
from actions.pages.page_context import PageContext
from csc_tracker.database.writing import writing_alone
from csc_tracker.people.sight import seeing, seeing_everything
from csc_tracker.today import today
from inspections.background import Run, Superseded, begun
from inspections.loading.review.intake import read_loading
from inspections.models import BackgroundJob, Loading, Meeting
from inspections.reporting.briefing_files import MAKERS, Progress, make_live_file
from inspections.reporting.freezing import check_unchanged, exempt_state, freeze
from inspections.reporting.job_answers import FileAnswers, PositionAnswers, mark_exempt
from priorities.models import plans_readable_by

logger = logging.getLogger(__name__)


@task()
def run_job(job: int) -> None:
    """Do the job with this id, and keep its progress and its result on its row.

    If anything goes wrong, the row says so in a sentence, and nothing else is kept.
    """
    row = BackgroundJob.objects.select_related("plan", "asked_by").get(pk=job)
    with begun(row, "Starting") as run:
        if run is None:  # somebody else does it, did it or cancelled it
            return
        plans = plans_readable_by(row.asked_by) & {row.plan_id}
        if plans:
            mark_exempt(row)
        try:
            with seeing(plans):
                _WORK[row.what](row, run)
        except Superseded:
            logger.warning("Job %s was cancelled or begun again", job)
        except ValidationError as problems:
            run.fail(" ".join(problems.messages))
        except SystemExit:  # the worker was told to stop and not to wait
            run.fail("It was stopped before it finished and nothing was saved. Try again.")
            raise
        except Exception:
            logger.exception("Job %s failed", job)
            run.fail("Sorry, something went wrong and nothing was saved. Try again. If it fails again, tell an admin.")


@task()
def read_paper(loading: int) -> None:
    """Read the paper of the loading with this id, and keep the proposals for an admin to check."""
    with seeing_everything():
        read_loading(Loading.objects.select_related("file", "plan", "meeting").get(pk=loading), today())


def _progress_of(run: Run) -> Progress:
    """A function that keeps the progress of the job on its row."""

    def progress(doing: str, done: int, total: int) -> None:
        run.note(doing=doing, done=done, total=total)

    return progress


def _freeze_position(row: BackgroundJob, run: Run) -> None:
    """Freeze the position that was asked for, and keep it with the job."""
    answers = PositionAnswers.from_data(row.answers)
    meeting = Meeting.objects.select_related("committee").get(slug=row.meeting)
    freeze(
        row.plan, meeting, answers.agreement, by=row.asked_by, on=row.on, up_to=answers.up_to,
        progress=_progress_of(run), keep=lambda position: run.finish(position=position, done=F("total")),
    )  # fmt: skip


def _make_briefing_file(row: BackgroundJob, run: Run) -> None:
    """Make a file of the live briefing for the position that was asked for, and keep its name and its bytes.

    ValidationError if something that it may hold was closed or erased meanwhile.
    """
    state = exempt_state(row.plan)
    answers = FileAnswers.from_data(row.answers)
    page_context = PageContext(
        row.plan,
        row.on,
        answers.today,
        plan_given=False,
        on_given=False,
        as_reported=answers.as_reported,
        up_to=answers.up_to,
        reported=FrozenPosition.objects.filter(pk=answers.reported).first() if answers.reported else None,
    )
    meeting = Meeting.objects.select_related("committee").get(slug=row.meeting)
    name, content = make_live_file(page_context, meeting, row.what, _progress_of(run), reader=row.asked_by)
    with writing_alone():
        check_unchanged(row.plan, state)
        run.finish(name=name, content=content, done=F("total"))


_WORK = {BackgroundJob.What.POSITION: _freeze_position} | dict.fromkeys(MAKERS, _make_briefing_file)
