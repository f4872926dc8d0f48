"""Work in the background: asking a worker for it, doing it, and doing it again where its worker died.

A row (`BackgroundWork`) says what is to be done, and a task in the worker's queue names the row. Both are made in one
transaction. Whoever begins takes the row; while the work goes on, a thread says on the row that it does; and what comes
of it is kept in one transaction with the row that says so, which whoever lost the row meanwhile cannot do any more. So
each is done once, however often it is begun.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread
from typing import Any

from django.db import DatabaseError, connections, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from csc_tracker.database.writing import writing_alone
from csc_tracker.models import User
from csc_tracker.pages.wording import moment_in_words
from inspections.models import BackgroundJob, Loading
from inspections.models.background import BEAT, LOST_AFTER, MOST_RUNS, BackgroundWork, WorkerSeen

logger = logging.getLogger(__name__)

GAVE_UP = f"It was interrupted {MOST_RUNS} times and nothing was saved. If it is interrupted again, tell an admin."


class Superseded(Exception):
    """The work was cancelled, or is another worker's by now. What was done of it must not be kept."""


@dataclass(frozen=True, slots=True)
class Run:
    """Work that was begun, by whoever began it at this time."""

    work: BackgroundWork
    begun_at: datetime

    def note(self, **values: Any) -> None:
        """Keep these values on its row. Superseded where the row is not this run's any more."""
        if not self._row().update(beat_at=timezone.now(), **values):
            raise Superseded

    def finish(self, **values: Any) -> None:
        """Keep that it is done. Call it last in the transaction that keeps what came of it; Superseded as in `note`."""
        self.note(state=self.work.DONE, doing="", failure="", **values)

    def fail(self, words: str) -> None:
        """Keep why nothing came of it, in a sentence, unless the row is not this run's any more."""
        self._row().update(state=self.work.FAILED, doing="", failure=words)

    def beat(self) -> None:
        """Keep that it still goes on."""
        self._row().update(beat_at=timezone.now())

    def _row(self) -> QuerySet:
        return _rows(self.work).filter(state=self.work.RUNNING, begun_at=self.begun_at)


def ask(work: BackgroundWork) -> None:
    """Put the task that does it into the worker's queue. Call it in the transaction that makes or changes the row."""
    _task_of(type(work)).enqueue(work.pk)


@contextmanager
def begun(work: BackgroundWork, doing: str) -> Iterator[Run | None]:
    """Take the work, and keep that it goes on until the end; None where it does not wait, so that it is not taken."""
    now = timezone.now()
    waiting = _rows(work).filter(state=work.WAITING)
    values = {"state": work.RUNNING, "doing": doing, "failure": "", "begun_at": now, "beat_at": now}
    if not waiting.update(**values, runs=F("runs") + 1):
        yield None
        return
    run = Run(work, now)
    with every(BEAT, run.beat):
        yield run


@contextmanager
def every(seconds: float, do: Callable[[], object]) -> Iterator[None]:
    """Until the end, call this each so many seconds, in a thread with a connection of its own that dies with us.

    What goes wrong is in the log, and it is called again.
    """
    over = Event()

    def run() -> None:
        while not over.wait(seconds):
            try:
                do()
            except Exception as broke:
                logger.warning("Not said or not looked for: %s", type(broke).__name__)
            finally:
                connections.close_all()

    thread = Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(1)


def heal() -> None:
    """Have all that was lost with its worker done again, or, after the third time, say that it was given up."""
    for model in (BackgroundJob, Loading):
        for work in _lost(model._base_manager.all()):
            _do_again(work)


def heal_shown(work: BackgroundWork) -> None:
    """The same for the work that a page is about to show. Where the database is busy the worker does it later."""
    if not work.is_going:
        return
    try:
        for lost in _lost(_rows(work)):
            _do_again(lost)
            work.refresh_from_db(fields=["state", "doing", "failure", "asked_at", "begun_at", "beat_at", "runs"])
    except DatabaseError as broke:
        logger.warning("Not looked for what was lost: %s", type(broke).__name__)


def _lost(works: QuerySet) -> list[BackgroundWork]:
    """Those of which nothing was heard for too long, or that wait although no task in the queue is theirs."""
    model, since = works.model, timezone.now() - LOST_AFTER
    works = works.only("state", "begun_at", "runs")
    lost = list(works.filter(Q(beat_at=None) | Q(beat_at__lt=since), state=model.RUNNING))
    waiting = list(works.filter(state=model.WAITING, asked_at__lt=since))
    if waiting:
        tasks = DBTaskResult.objects.filter(task_path=_task_of(model).module_path, status=TaskResultStatus.READY)
        queued = {given["args"][0] for given in tasks.values_list("args_kwargs", flat=True)}
        lost += [work for work in waiting if work.pk not in queued]
    return lost


@transaction.atomic
def _do_again(work: BackgroundWork) -> None:
    same = _rows(work).filter(state=work.state, begun_at=work.begun_at)
    if work.runs >= MOST_RUNS:
        same.update(state=work.FAILED, doing="", failure=GAVE_UP)
        return
    # What was lost before it began counts too, so that it does not go on for ever.
    unbegun = 1 if work.state == work.WAITING else 0
    if same.update(state=work.WAITING, doing="", beat_at=None, runs=F("runs") + unbegun):
        ask(work)


@writing_alone()
def ask_again(work: BackgroundWork, states: tuple[str, ...] = ()) -> bool:
    """Have it done again for a person, where it failed or was cancelled (or is in one of these states); whether so."""
    stopped = _rows(work).filter(state__in=[work.FAILED, work.CANCELLED, *states])
    values = {"state": work.WAITING, "doing": "", "failure": "", "begun_at": None, "beat_at": None, "runs": 0}
    if not stopped.update(**values, asked_at=timezone.now()):
        return False
    ask(work)
    return True


def cancel(work: BackgroundWork, *, by: User) -> bool:
    """End it for a person, where it waits or is being done; whether so. Nothing of it is then kept."""
    going = _rows(work).filter(state__in=[work.WAITING, work.RUNNING])
    return bool(going.update(state=work.CANCELLED, doing="", failure=f"{by} cancelled it. Nothing was saved."))


def progress_in_words(work: BackgroundWork) -> str:
    """What work that waits is waiting for, or what is being done now, as a sentence."""
    if work.state != work.WAITING:
        return f"{work.doing}."
    last = WorkerSeen.last()
    if last is None:
        return "It waits for a worker. No worker has been seen yet."
    if last < timezone.now() - LOST_AFTER:
        here = timezone.localtime(last)
        at = f"{here:%H:%M}" if here.date() == timezone.localdate() else moment_in_words(last)
        return f"It waits for a worker. No worker has been seen since {at}."
    return "It will start when the work before it is finished."


def _rows(work: BackgroundWork) -> QuerySet:
    return type(work)._base_manager.filter(pk=work.pk)


def _task_of(model: type[BackgroundWork]) -> Any:
    from inspections.reporting.tasks import read_paper, run_job  # which import what asks for them

    return read_paper if model is Loading else run_job
