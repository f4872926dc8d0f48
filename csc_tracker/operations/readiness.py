"""Whether this process can do its work: what a load balancer and whoever watches the service ask `/readyz`."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from inspections.models.background import LOST_AFTER, WorkerSeen

LEAST_FREE = 200_000_000  # bytes: five of the largest papers
OK = "ok"


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """What works and what does not, a sentence each: 200 where pages can be served and saved, 503 where not.

    Without a worker pages are still served, so that alone is 503 only where the address asks for it: `/readyz?worker`.
    """
    found = {name: _said(check) for name, check in CHECKS.items()}
    wanted = [name for name in CHECKS if name != "worker" or "worker" in request.GET]
    ready = all(found[name] == OK for name in wanted)
    return JsonResponse({"ready": ready} | found, status=200 if ready else 503)


def _said(check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as broke:  # whatever it is, the answer must say so
        return f"It could not be asked: {type(broke).__name__}."


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


@cache
def _migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _migrations() -> str:
    if _migrated():
        return OK
    _migrated.cache_clear()  # it may be, the next time
    return "The database lacks migrations: run manage.py migrate."


def _static_files() -> str:
    name = staticfiles_storage.stored_name("csc.css") if hasattr(staticfiles_storage, "stored_name") else "csc.css"
    there = settings.STATIC_ROOT is None or Path(settings.STATIC_ROOT, name).exists()
    return OK if there else "The stylesheet is not where it is served from: run manage.py collectstatic."


def _files() -> str:
    folder = _folder()
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"written")
    except OSError as broke:
        return f"Files cannot be written: {broke.strerror}."
    return OK


def _disk() -> str:
    free = shutil.disk_usage(_folder()).free
    return OK if free >= LEAST_FREE else f"Only {free // 1_000_000} MB are free where files are kept."


def _folder() -> Path:
    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    return Path(settings.MEDIA_ROOT)


def _clock() -> str:
    if connection.vendor != "postgresql" or settings.CLOCK_MAY_DIFFER is None:
        return OK
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    seconds = abs((theirs - datetime.now(UTC)).total_seconds())
    differs = seconds > settings.CLOCK_MAY_DIFFER
    return f"This machine’s clock and the database’s are {round(seconds)} seconds apart." if differs else OK


def _worker() -> str:
    last = WorkerSeen.last()
    if last is not None and timezone.now() - last <= LOST_AFTER:
        return OK
    return "No worker has been seen" + (f" since {timezone.localtime(last):%H:%M on %d %B %Y}." if last else " yet.")


CHECKS = {
    "database": _database,
    "migrations": _migrations,
    "static files": _static_files,
    "files": _files,
    "disk": _disk,
    "clock": _clock,
    "worker": _worker,
}
