"""Work in the background: what a row of it keeps so that work whose worker died is noticed and done again."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

# How often who does the work says that it still does, how often it is looked for what was lost, and when work of which
# nothing was heard is lost: so a worker that dies is noticed within a minute.
BEAT, LOOK = 5, 10  # seconds
LOST_AFTER = timedelta(seconds=45)
MOST_RUNS = 3  # times that work begins by itself
# How long after it was asked for a page looks by itself how far it is: that keeps a session from running out.
FOLLOWED = timedelta(minutes=20)


class BackgroundWork(models.Model):
    """Something that a worker does: it waits, is being done, is done, failed, or was cancelled."""

    WAITING, FAILED, CANCELLED = "waiting", "failed", "cancelled"
    # What a model names its own way.
    RUNNING: str
    DONE: str
    state: Any

    asked_at = models.DateTimeField(help_text="The exact time of asking.")
    begun_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When who does it began last.")
    beat_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When it was last heard of.")
    runs = models.PositiveSmallIntegerField(default=0, editable=False, help_text="Times begun since it was asked for.")
    doing = models.CharField(
        verbose_name="being done now", max_length=200, blank=True, help_text="What is being done now, in words."
    )
    failure = models.TextField(blank=True, help_text="What went wrong, in a sentence.")

    class Meta:
        abstract = True

    @property
    def is_going(self) -> bool:
        """Whether it waits or is being done."""
        return self.state in (self.WAITING, self.RUNNING)

    @property
    def is_followed(self) -> bool:
        """Whether its page looks by itself how far it is."""
        return self.is_going and self.asked_at > timezone.now() - FOLLOWED

    @property
    def has_stopped(self) -> bool:
        """Whether it failed or was cancelled, so that it can be asked for again."""
        return self.state in (self.FAILED, self.CANCELLED)


class WorkerSeen(models.Model):
    """When a worker was last seen: one row, which every worker writes while it runs."""

    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"A worker was seen at {self.at}"

    @classmethod
    def see(cls) -> None:
        """Keep that a worker runs now."""
        cls.objects.update_or_create(pk=1, defaults={"at": timezone.now()})

    @classmethod
    def last(cls) -> datetime | None:
        """When a worker was last seen; None: never."""
        return cls.objects.values_list("at", flat=True).first()
