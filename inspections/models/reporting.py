"""What a frozen position keeps, and jobs in the background."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from actions.models import FrozenPosition
from actions.positions.status import Status
from csc_tracker.database.ledgers import ledger
from inspections.models.background import BackgroundWork
from inspections.models.erasing import erasure_field
from priorities.models import Plan

_REFUSAL = "A frozen position never changes. Freeze the plan again to make a new version."
_IN_PLACE = """NEW."order" < 0 OR NEW."order" >= (SELECT p."records_count" FROM "actions_frozenposition" p
    WHERE p."id" = NEW."position_id")"""


@ledger(_REFUSAL, stray=_IN_PLACE, blankable=("content",), blanking=("erasure", "content_sha256"))
class FrozenRecord(models.Model):
    """One thing that the committee was shown, in its order: an action, a finding, a figure. Its content is JSON."""

    position = models.ForeignKey(FrozenPosition, models.PROTECT, related_name="records")
    order = models.PositiveIntegerField(help_text="From 0; the position says how many there are.")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=100, blank=True, help_text="Names it within its kind: an action's reference.")
    status = models.CharField(max_length=12, choices=Status, blank=True, help_text="An action's.")
    content = models.TextField(help_text="Canonical JSON. Its sha256 is what the position’s checksum is made from.")
    erasure = erasure_field()
    content_sha256 = models.CharField(max_length=64, blank=True, help_text="What it was, once the content is erased.")

    class Meta:
        ordering = ["position_id", "order"]
        indexes = [models.Index(fields=["position", "kind", "status", "order"], name="frozen_record_of_kind")]
        constraints = [models.UniqueConstraint(fields=["position", "order"], name="frozen_record_once_in_order")]

    def __str__(self):
        return f"{self.kind} {self.key} of {self.position}"


@ledger(_REFUSAL, blankable=("content",), blanking=("erasure",))
class FrozenFile(models.Model):
    """A file as it was issued with a frozen position."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        WORD = "docx", "Word"
        EXCEL = "xlsx", "Excel"

    position = models.ForeignKey(FrozenPosition, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=4, choices=Kind)
    name = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    erasure = erasure_field()

    class Meta:
        ordering = ["position_id", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["position", "kind"], name="frozen_file_once_a_kind"),
            models.CheckConstraint(condition=Q(kind__in=["pdf", "docx", "xlsx"]), name="frozen_file_of_a_kind"),
        ]

    def __str__(self):
        return self.name


class BackgroundJobQuerySet(models.QuerySet):
    """Jobs, and the files that they made."""

    def remove_files(self, because: str) -> None:
        """Remove the files that these jobs made; their pages say so. `because` ends the sentence: “is exempt”."""
        sentence = f"The file was removed, because something that it may hold {because}. Ask for it again."
        made = self.exclude(content=None)
        made.update(content=None, name="", state=BackgroundJob.State.FAILED, failure=sentence)


class BackgroundJob(BackgroundWork):
    """Something large that is made in the background: how far it is, and the result. Only ever a working note."""

    class What(models.TextChoices):
        POSITION = "position", "The frozen position"
        PDF = "pdf", "The briefing as PDF"
        LARGE_PRINT = "large", "The briefing in large print"
        WORD = "docx", "The briefing as Word"
        EXCEL = "xlsx", "The plan’s data as Excel"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Being made"
        DONE = "done", "Made"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    RUNNING, DONE = State.RUNNING, State.DONE

    what = models.CharField(max_length=10, choices=What)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    meeting = models.SlugField()
    on = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict, help_text="What the form said: who agreed, in which post, on which day.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    position = models.ForeignKey(FrozenPosition, models.PROTECT, related_name="+", null=True, blank=True)
    name = models.CharField(max_length=150, blank=True)
    content = models.BinaryField(null=True, blank=True)

    objects = BackgroundJobQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self):
        return f"{self.get_what_display()} for {self.meeting}: {self.get_state_display()}"
