"""`/readyz`: what works and what does not, and the status that a load balancer goes by."""

from collections import namedtuple
from datetime import timedelta

import pytest
from django.utils import timezone

from csc_tracker.operations import readiness
from inspections.models.background import WorkerSeen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_all_is_well_where_a_worker_was_seen(client):
    WorkerSeen.see()
    answer = client.get("/readyz?worker")
    names = ["database", "migrations", "static files", "files", "disk", "clock", "worker"]
    assert answer.json() == {"ready": True} | dict.fromkeys(names, "ok")


def test_without_a_worker_pages_are_still_served(client):
    WorkerSeen.objects.create(at=timezone.now() - timedelta(minutes=5))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert answer.json()["worker"].startswith("No worker has been seen since ")
    assert client.get("/readyz?worker").status_code == 503


def test_a_full_disk_is_said(client, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(readiness.shutil, "disk_usage", lambda path: usage(10**9, 9 * 10**8, 10**8))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["disk"]) == (503, "Only 100 MB are free where files are kept.")


def test_files_that_cannot_be_written_are_said(client, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.MEDIA_ROOT = tmp_path / "file"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["files"] == "It could not be asked: FileExistsError."


def test_a_migration_that_has_not_run_is_said(client, monkeypatch):
    monkeypatch.setattr(readiness.MigrationExecutor, "migration_plan", lambda self, targets: ["one"])
    readiness._migrated.cache_clear()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"][:31]) == (503, "The database lacks migrations: ")
    monkeypatch.undo()
    assert client.get("/readyz").json()["migrations"] == "ok"
