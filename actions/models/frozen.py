"""What a committee was shown, kept for ever, and the work in the background that makes it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from csc_tracker.database.ledgers import ledger
from priorities.models import Plan

_REFUSAL = "A frozen position never changes: freeze the plan again, which makes a new version."


@ledger(_REFUSAL)
class FrozenPosition(models.Model):
    """The position of a plan as a committee was shown it: every record and file of it is kept as it was.

    `on` is the day that it was frozen, which is not the meeting's; `last_sequence` names the last update that it took
    in; `checksum` is the sha256 over this row, its records and its files (see `freezing.checksum`).
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="frozen_positions")
    meeting = models.SlugField(help_text="The meeting's name in addresses, as it was.")
    reported_to = models.CharField(max_length=200, help_text="The committee, as it was called.")
    meeting_words = models.CharField(max_length=200, help_text="The meeting's date, as it was known.")
    version = models.PositiveSmallIntegerField(help_text="From 1, for each meeting.")
    on = models.DateField("position at", help_text="The day that it was frozen.")
    last_sequence = models.PositiveBigIntegerField(help_text="The last update that it took in; 0 for none.")
    frozen_at = models.DateTimeField(help_text="The real moment of freezing.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agreed_name = models.CharField(max_length=150, help_text="Who agreed: the Director or a named deputy.")
    agreed_post = models.CharField(max_length=150)
    agreed_on = models.DateField()
    rules = models.CharField(max_length=40, help_text="The version of the rules that it was made by.")
    records_count = models.PositiveIntegerField()
    checksum = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["plan_id", "-on", "-version", "-pk"]
        permissions = [("freeze_position", "Can freeze the position of a plan for a meeting")]
        constraints = [
            models.UniqueConstraint(fields=["plan", "meeting", "version"], name="frozen_version_once_a_meeting"),
            models.CheckConstraint(condition=Q(version__gte=1), name="frozen_version_from_one"),
            models.CheckConstraint(
                condition=~Q(agreed_name="") & ~Q(agreed_post="") & Q(agreed_on__lte=F("on")),
                name="frozen_is_agreed",
                violation_error_message="Say who agreed, in which post, and on which day: not after that of freezing.",
            ),
        ]

    def __str__(self):
        return f"As reported to {self.reported_to}, {self.meeting_words}, version {self.version}"


_IN_PLACE = """NEW."order" < 0 OR NEW."order" >= (SELECT p."records_count" FROM "actions_frozenposition" p
    WHERE p."id" = NEW."position_id")"""


@ledger(_REFUSAL, stray=_IN_PLACE)
class FrozenRecord(models.Model):
    """One thing that the committee was shown, in its order: an action, a finding, a figure. Its content is JSON."""

    position = models.ForeignKey(FrozenPosition, models.PROTECT, related_name="records")
    order = models.PositiveIntegerField(help_text="From 0; the position says how many there are.")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=100, blank=True, help_text="Names it within its kind: an action's reference.")
    content = models.TextField(help_text="Canonical JSON: what the checksum is made over.")

    class Meta:
        ordering = ["position_id", "order"]
        indexes = [models.Index(fields=["position", "kind", "order"], name="frozen_record_of_kind")]
        constraints = [models.UniqueConstraint(fields=["position", "order"], name="frozen_record_once_in_order")]

    def __str__(self):
        return f"{self.kind} {self.key} of {self.position}"


@ledger(_REFUSAL)
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

    class Meta:
        ordering = ["position_id", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["position", "kind"], name="frozen_file_once_a_kind"),
            models.CheckConstraint(condition=Q(kind__in=["pdf", "docx", "xlsx"]), name="frozen_file_of_a_kind"),
        ]

    def __str__(self):
        return self.name


class Making(models.Model):
    """Something large that is made in the background: how far it is, and what came of it. Only ever a working note."""

    class What(models.TextChoices):
        POSITION = "position", "The frozen position"
        PDF = "pdf", "The briefing as PDF"
        WORD = "docx", "The briefing as Word"
        EXCEL = "xlsx", "The plan’s data as Excel"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        MAKING = "making", "Being made"
        MADE = "made", "Made"
        FAILED = "failed", "Failed"

    UNDER_WAY = (State.WAITING, State.MAKING)

    what = models.CharField(max_length=10, choices=What)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    meeting = models.SlugField()
    on = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answers = models.JSONField(default=dict, help_text="What the form said: who agreed, in which post, on which day.")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    doing = models.CharField(max_length=200, blank=True, help_text="What is being done now, in words.")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    failure = models.TextField(blank=True, help_text="What went wrong, in a sentence.")
    position = models.ForeignKey(FrozenPosition, models.PROTECT, related_name="+", null=True, blank=True)
    name = models.CharField(max_length=150, blank=True)
    content = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self):
        return f"{self.get_what_display()} for {self.meeting}: {self.get_state_display()}"
