"""`manage.py db_worker`: the worker, which besides its tasks says that it is there and looks for work that was lost."""

import logging
import time
from typing import Any

from django.db import DatabaseError, close_old_connections
from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from inspections.background import every, heal
from inspections.models.background import LOOK, WorkerSeen

logger = logging.getLogger(__name__)
WAIT = 5  # seconds until it looks whether the database is there again


class Command(DatabaseWorker):
    """django-tasks-db's own worker. Where the database is away, it waits for it."""

    def handle(self, *, batch: bool, **options: Any) -> None:
        with every(LOOK, look):
            while True:
                try:
                    look()
                    return super().handle(batch=batch, **options)
                except DatabaseError as away:
                    if batch:
                        raise
                    logger.warning("The database cannot be used now: %s", type(away).__name__)
                    time.sleep(WAIT)
                    close_old_connections()


def look() -> None:
    """Keep that a worker is there, and have done again what was lost with another."""
    WorkerSeen.see()
    heal()
