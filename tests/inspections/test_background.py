"""Work in the background: asked for whole or not at all, heard of while it goes on, and done again where it was lost."""

import os
import subprocess
import sys
import time
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from actions.models import FrozenPosition
from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.people import roles
from inspections import background
from inspections.background import Superseded, begun, cancel, every, heal
from inspections.loading.review import intake
from inspections.loading.review.intake import read_loading, receive
from inspections.management.commands import db_worker
from inspections.models import BackgroundJob, Loading, PaperFile, Proposal, WorkerSeen
from inspections.reporting import freezing, tasks
from tests.inspections.conftest import text_of
from tests.making import TODAY, make_plan, make_priority, make_reported_action, make_user
from tests.making_scrutiny import make_committee, make_meeting
from tests.racing import shared_database  # noqa: F401 (a fixture)

ROOT = Path(__file__).resolve().parents[2]
LONG_AGO = timedelta(minutes=2)
PAPER = b"# Report\n\n**Date:** 14 January 2020\n\nRESOLVED: That the report be noted.\n"
AGREEMENT = {"agreed_name": "A. Director", "agreed_post": "Director", "agreed_on": "2020-01-13"}
ADD = "/admin/inspections/loading/add/"


@pytest.fixture(autouse=True)
def in_the_queue(settings):
    """Tasks wait in the database for a worker, as they do where the service runs."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def signed_in(role):
    client = Client()
    client.force_login(make_user(role, is_staff=role == roles.ADMIN))
    return client


def make_job():
    """A position that somebody asked for: the browser of who did, and the address of the job's page."""
    plan = make_plan()
    make_reported_action(make_priority(plan))
    meeting = make_meeting(date(2020, 1, 23), make_committee(plan), considered=plan)
    client = signed_in(roles.PROGRAMME)
    return client, client.post(reverse("freeze", args=[meeting.slug]), AGREEMENT).headers["Location"]


def send_paper(client):
    """The answer to a paper that is loaded in Django admin."""
    file = BytesIO(PAPER)
    file.name = "paper.md"
    return client.post(ADD, {"publication": "open", "file": file})


def job():
    return BackgroundJob.objects.get()


def queue(status="READY"):
    return DBTaskResult.objects.filter(status=status).count()


@pytest.fixture(autouse=True)
def one_connection(monkeypatch):
    """A worker in the test's own process works in the test's transaction."""
    for place in ("django_tasks_db.management.commands.db_worker", "inspections.management.commands.db_worker"):
        monkeypatch.setattr(f"{place}.close_old_connections", lambda: None)


def work():
    call_command("db_worker", batch=True, verbosity=0, startup_delay=False, reload=False)


@pytest.mark.django_db
@pytest.mark.usefixtures("without_briefing", "read_in_process")
class TestAsking:
    def test_a_job_without_its_task_is_not_kept(self, monkeypatch):
        def breaks(*args, **kwargs):
            raise OperationalError("killed here")

        monkeypatch.setattr(DBTaskResult.objects, "create", breaks)
        with pytest.raises(OperationalError):
            make_job()
        with pytest.raises(OperationalError):
            send_paper(signed_in(roles.ADMIN))
        assert (BackgroundJob.objects.count(), Loading.objects.count(), PaperFile.objects.count()) == (0, 0, 0)

    def test_what_two_workers_begin_one_does(self):
        make_job()
        with begun(job(), "Starting") as run, begun(job(), "Starting") as second:
            assert (run is not None, second) == (True, None)
        assert job().runs == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("without_briefing", "read_in_process")
class TestLost:
    def test_work_that_was_not_heard_of_is_done_again(self):
        make_job()
        DBTaskResult.objects.update(status="RUNNING")  # its worker took it, began, and was killed
        BackgroundJob.objects.update(
            state="running", begun_at=timezone.now() - LONG_AGO, beat_at=timezone.now() - LONG_AGO, runs=1
        )
        work()
        assert (job().state, job().runs, FrozenPosition.objects.count()) == ("done", 2, 1)

    def test_age_is_counted_from_when_it_was_heard_of_and_not_from_asking(self):
        make_job()
        BackgroundJob.objects.update(
            state="running", asked_at=timezone.now() - timedelta(hours=9), beat_at=timezone.now()
        )
        heal()
        assert (job().state, queue()) == ("running", 1)

    def test_what_no_task_names_is_asked_for_again(self):
        """Its worker was killed between taking the task and the task's first line."""
        make_job()
        DBTaskResult.objects.update(status="RUNNING")
        heal()
        assert queue() == 0  # it may still begin
        BackgroundJob.objects.update(asked_at=timezone.now() - LONG_AGO)
        heal()
        heal()
        assert queue() == 1
        work()
        assert (job().state, FrozenPosition.objects.count()) == ("done", 1)

    def test_what_waits_its_turn_is_left_alone(self):
        make_job()
        BackgroundJob.objects.update(asked_at=timezone.now() - timedelta(hours=9))
        heal()
        assert queue() == 1

    def test_after_the_third_time_it_says_so_and_a_person_may_try_again(self):
        client, address = make_job()
        DBTaskResult.objects.update(status="RUNNING")
        BackgroundJob.objects.update(
            state="running", begun_at=timezone.now() - LONG_AGO, beat_at=timezone.now() - LONG_AGO, runs=3
        )
        words = text_of(client.get(address))  # a page that looks notices too
        assert "We could not make it. It was interrupted 3 times and nothing was saved." in words
        assert queue() == 0
        client.post(address, {"again": ""})
        assert (job().state, job().runs, queue()) == ("waiting", 0, 1)
        work()
        assert (job().state, FrozenPosition.objects.count()) == ("done", 1)

    def test_a_reading_is_done_again(self):
        admin = signed_in(roles.ADMIN)
        address = send_paper(admin).headers["Location"]
        DBTaskResult.objects.update(status="RUNNING")
        Loading.objects.update(state="reading", begun_at=timezone.now() - LONG_AGO, beat_at=None, runs=1)
        assert "Waiting to be read" in admin.get(address).content.decode()
        assert queue() == 1
        work()
        assert Loading.objects.get().state == "read"
        assert "What was read, for you to check" in admin.get(address).content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("without_briefing", "read_in_process")
class TestOnce:
    """What came of it is kept with the row that says so, or not at all."""

    def test_where_the_row_cannot_be_written_nothing_is_frozen(self, monkeypatch):
        client, address = make_job()

        def breaks(*args, **kwargs):
            raise OSError("no room")

        monkeypatch.setattr(background.Run, "finish", breaks)
        work()
        assert "Sorry, something went wrong and nothing was saved." in text_of(client.get(address))
        assert (FrozenPosition.objects.count(), AuditEntry.objects.filter(act=Act.FROZEN).count()) == (0, 0)

    @pytest.mark.parametrize("step", ["_write_spool", "_make_files", "_save_positions"])
    def test_what_is_cancelled_while_it_is_made_is_not_kept(self, monkeypatch, step):
        client, address = make_job()
        before = getattr(freezing, step)

        def press_cancel(*args):
            client.post(address, {"cancel": ""})
            return before(*args)

        monkeypatch.setattr(freezing, step, press_cancel)
        work()
        assert (job().state, FrozenPosition.objects.count()) == ("cancelled", 0)
        assert "cancelled it. Nothing was saved." in text_of(client.get(address))

    def test_a_worker_that_was_thought_lost_keeps_nothing(self, monkeypatch):
        make_job()
        before, key = freezing._save_positions, job().pk

        def as_another_worker_does_it(*args):
            monkeypatch.setattr(freezing, "_save_positions", before)
            BackgroundJob.objects.update(beat_at=timezone.now() - LONG_AGO)
            heal()
            tasks.run_job.func(key)
            return before(*args)

        monkeypatch.setattr(freezing, "_save_positions", as_another_worker_does_it)
        tasks.run_job.func(key)
        assert (job().state, job().runs, FrozenPosition.objects.count()) == ("done", 2, 1)

    def test_a_reading_that_is_cancelled_is_not_kept(self, monkeypatch):
        admin = make_user(roles.ADMIN)
        loading = receive(PAPER, "paper.md", by=admin, on=TODAY, is_open=True)
        before = intake.compare

        def press_cancel(*args, **kwargs):
            assert cancel(loading, by=admin)
            return before(*args, **kwargs)

        monkeypatch.setattr(intake, "compare", press_cancel)
        read_loading(loading, TODAY)
        loading.refresh_from_db()
        assert (loading.state, loading.passages, Proposal.objects.count()) == ("cancelled", [], 0)

    def test_what_ended_cannot_be_cancelled(self):
        make_job()
        work()
        assert not cancel(job(), by=make_user(roles.ADMIN))
        assert job().state == "done"

    def test_who_has_lost_the_row_cannot_note_anything(self):
        make_job()
        with begun(job(), "Starting") as run:
            cancel(job(), by=make_user(roles.ADMIN))
            run.beat()
            run.fail("It broke.")
            with pytest.raises(Superseded):
                run.note(doing="More")
        assert (job().state, job().doing) == ("cancelled", "")


@pytest.mark.django_db
@pytest.mark.usefixtures("without_briefing", "read_in_process")
class TestPages:
    def test_where_no_worker_has_been_seen_the_page_says_since_when(self):
        client, address = make_job()
        assert "Waiting. It waits for a worker. No worker has been seen yet." in text_of(client.get(address))
        WorkerSeen.see()
        assert "Waiting. It will start when the work before it is finished." in text_of(client.get(address))
        at = timezone.now() - timedelta(minutes=1)
        WorkerSeen.objects.update(at=at)
        here = timezone.localtime(at)
        words = text_of(client.get(address))
        assert "No worker has been seen since" in words
        assert f"{here:%H:%M}." in words
        WorkerSeen.objects.update(at=timezone.now() - timedelta(days=400))
        assert f"since {(here - timedelta(days=399)).day}" not in text_of(client.get(address))
        assert " at " in text_of(client.get(address)).partition("No worker has been seen since")[2][:40]

    def test_a_worker_says_that_it_is_there(self):
        work()
        assert timezone.now() - WorkerSeen.objects.get().at < timedelta(seconds=30)
        work()
        assert WorkerSeen.objects.count() == 1

    def test_a_page_that_waits_looks_again_by_itself_and_one_that_ended_does_not(self):
        client, address = make_job()
        html = client.get(address).content.decode()
        assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in html
        assert "progress.js" in html
        client.post(address, {"cancel": ""})
        html = client.get(address).content.decode()
        assert 'http-equiv="refresh"' not in html
        assert "progress.js" not in html
        assert "Try again" in html

    def test_the_script_s_own_look_says_nothing_and_the_person_s_says_it_once(self):
        client, address = make_job()
        work()
        assert client.get(address, headers={"X-Follows-Progress": "1"}).status_code == 302
        html = client.get(address, follow=True).content.decode()
        assert html.count("The position is frozen: version 1") == 1

    def test_a_position_that_was_cancelled_on_another_day_is_not_asked_for_again(self, settings):
        client, address = make_job()
        client.post(address, {"cancel": ""})
        settings.PINNED_TODAY = date(2020, 1, 15)
        assert "Go back to the meeting to freeze the position of today." in text_of(client.get(address))
        client.post(address, {"again": ""})
        assert job().state == "cancelled"

    def test_where_it_was_asked_for_anew_meanwhile_trying_again_leads_there(self):
        client, address = make_job()
        client.post(address, {"cancel": ""})
        anew = client.post(reverse("freeze", args=[job().meeting]), AGREEMENT).headers["Location"]
        assert anew != address
        assert client.post(address, {"again": ""}).headers["Location"] == anew
        assert BackgroundJob.objects.filter(state="waiting").count() == 1

    def test_each_look_costs_at_most_ten_queries(self):
        client, address = make_job()
        admin = signed_in(roles.ADMIN)
        paper = send_paper(admin).headers["Location"]
        for model in (BackgroundJob, Loading):
            model.objects.update(asked_at=timezone.now() - LONG_AGO)  # so that it is looked for among the tasks
        for browser, page in ((client, address), (admin, paper)):
            browser.get(page)
            with CaptureQueriesContext(connection) as caught:
                browser.get(page)
            assert len(caught) <= 10, [each["sql"] for each in caught]

    def test_nobody_else_cancels_it(self):
        _, address = make_job()
        assert signed_in(roles.MEMBER).post(address, {"cancel": ""}).status_code == 404
        assert job().state == "waiting"

    def test_a_paper_that_waits_can_be_cancelled_and_read_again(self):
        admin = signed_in(roles.ADMIN)
        address = send_paper(admin).headers["Location"]
        assert "No worker has been seen yet." in admin.get(address).content.decode()
        admin.post(address.replace("/change/", "/cancel/"))
        assert "cancelled it. Nothing was saved." in admin.get(address).content.decode()
        work()  # the task that was left in the queue does nothing
        assert Loading.objects.get().state == "cancelled"
        admin.post(address.replace("/change/", "/again/"))
        work()
        assert Loading.objects.get().state == "read"


@pytest.mark.django_db
def test_a_worker_waits_for_a_database_that_is_away(monkeypatch):
    begun_at = []

    def run(self):
        begun_at.append(1)
        if len(begun_at) < 3:
            raise OperationalError("away")

    monkeypatch.setattr(Worker, "run", run)
    monkeypatch.setattr(db_worker, "WAIT", 0)
    call_command("db_worker", verbosity=0, reload=False)
    assert len(begun_at) == 3


def test_what_goes_wrong_once_does_not_end_the_beats(monkeypatch):
    beats = []

    def beat():
        beats.append(1)
        if len(beats) == 1:
            raise OperationalError("database is locked")

    monkeypatch.setattr(connections, "close_all", lambda: None)
    with every(0.01, beat):
        time.sleep(0.3)
    number = len(beats)
    assert number > 2
    time.sleep(0.1)
    assert len(beats) == number


# A worker like any other, but that it stays for ever at the function that is named, in one long call.
HELD_UP = """
import sys, time
import django
django.setup()
from importlib import import_module
from django.core.management import call_command

def stay(*args, **kwargs):
    print("It is there.", flush=True)
    time.sleep(600)

setattr(import_module(sys.argv[1]), sys.argv[2], stay)
call_command("db_worker", verbosity=0, reload=False, startup_delay=False, interval=0.1)
"""


@pytest.fixture
def environment(shared_database, tmp_path):  # noqa: F811
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CSC_")}
    ours = {"CSC_MODE": "demonstration", "CSC_VAR": str(tmp_path), "DATABASE_URL": shared_database}
    return kept | ours | {"DJANGO_SETTINGS_MODULE": "csc_tracker.settings"}


@pytest.fixture
def held_up(environment):
    """A worker process that is in the middle of its work, at a function of a module."""
    started = []

    def start(module, function):
        worker = subprocess.Popen(
            [sys.executable, "-c", HELD_UP, module, function], cwd=ROOT, env=environment, stdout=subprocess.PIPE
        )
        started.append(worker)
        assert worker.stdout.readline() == b"It is there.\n"
        return worker

    yield start
    for worker in started:
        worker.kill()
        worker.wait()
        worker.stdout.close()


def run_worker(environment):
    """Another worker, which ends when nothing waits."""
    command = [sys.executable, "manage.py", "db_worker", "--batch", "--no-reload", "--no-startup-delay"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=120)


def kill(worker):
    worker.kill()  # SIGKILL: nothing is tidied up
    worker.wait()


def later(model):
    """As if so much time had passed that what is not heard of is lost."""
    for each in model.objects.all():
        each.beat_at = each.beat_at and each.beat_at - background.LOST_AFTER
        each.asked_at -= LONG_AGO
        each.save(update_fields=["beat_at", "asked_at"])


@pytest.mark.django_db(transaction=True)
class TestKilled:
    @pytest.mark.parametrize(
        ("module", "function", "begun_before"),
        [
            ("inspections.reporting.tasks", "begun", 0),  # the task is taken, and the row still waits
            ("inspections.reporting.freezing", "_make_files", 1),
            ("inspections.reporting.freezing", "record_act", 1),  # in the transaction that saves it
        ],
    )
    def test_a_worker_killed_while_it_freezes(self, environment, held_up, module, function, begun_before):
        make_job()
        kill(held_up(module, function))
        assert (job().runs, FrozenPosition.objects.count()) == (begun_before, 0)
        later(BackgroundJob)
        run_worker(environment)
        assert (job().state, FrozenPosition.objects.get()) == ("done", job().position)
        assert AuditEntry.objects.filter(act=Act.FROZEN).count() == 1

    @pytest.mark.parametrize(
        ("module", "function"),
        [
            ("inspections.loading.review.intake", "read_and_recognise"),
            ("inspections.loading.review.intake", "compare"),
            ("inspections.loading.review.intake", "_fields_of"),  # in the transaction that saves them
        ],
    )
    def test_a_worker_killed_while_it_reads(self, environment, held_up, module, function):
        send_paper(signed_in(roles.ADMIN))
        kill(held_up(module, function))
        assert (Loading.objects.get().state, Proposal.objects.count()) == ("reading", 0)
        later(Loading)
        run_worker(environment)
        loading = Loading.objects.get()
        assert (loading.state, loading.runs) == ("read", 2)
        orders = list(Proposal.objects.values_list("order", flat=True))
        assert orders == list(range(1, len(orders) + 1)) != []

    def test_it_is_heard_of_in_one_long_call_and_no_more_once_it_is_killed(self, held_up):
        make_job()
        worker = held_up("inspections.reporting.freezing", "_write_spool")
        first = job().beat_at
        until = time.monotonic() + 4 * background.BEAT
        while job().beat_at == first and time.monotonic() < until:
            time.sleep(0.2)
        assert job().beat_at > first
        assert WorkerSeen.last() is not None
        kill(worker)
        last = job().beat_at
        time.sleep(background.BEAT + 1)
        assert job().beat_at == last
