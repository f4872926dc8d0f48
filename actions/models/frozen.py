"""The positions of a plan that committees were shown; what they keep is in inspections/reporting."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from csc_tracker.database.ledgers import ledger
from csc_tracker.people.sight import note_with_right
from csc_tracker.protection.signing import LONGEST
from priorities.models import Audience, Plan, for_reader

CODE = 12  # signs of the checksum that name a position in addresses


def code_of(checksum: str) -> str:
    """The name in addresses of the position with this checksum: no gap shows that there is another edition."""
    return checksum[:CODE]


_REFUSAL = "A frozen position never changes. Freeze the plan again to make a new version."


class FrozenPositionManager(models.Manager):
    """The editions for who is looking now."""

    def get_queryset(self):
        recalled = RecalledPosition.objects.order_by().values("position")
        return super().get_queryset().filter(for_reader(lambda plans: Q(plan__in=plans)), ~Q(pk__in=recalled))


@ledger(_REFUSAL, once=("signature",))
class FrozenPosition(models.Model):
    """The position of a plan as a committee was shown it: every record and file of it is kept as it was.

    `on` is the day that it was frozen, which is not the meeting's; `last_sequence` names the last update that it took
    in; `checksum` is the sha256 over this row, its records and its files (see inspections/reporting/freezing.py);
    `signature` signs the checksum with a key that is not in the database (see csc_tracker/protection/signing.py).
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="frozen_positions")
    audience = models.CharField(
        max_length=6, choices=Audience, blank=True,
        help_text="Whom this edition is for: where the plan holds exempt matter there are two.",
    )  # fmt: skip
    meeting = models.SlugField(
        verbose_name="meeting’s name in addresses", help_text="The meeting's name in web addresses at the time."
    )
    reported_to = models.CharField(max_length=200, help_text="The name of the committee at the time.")
    meeting_words = models.CharField(
        verbose_name="meeting, in words", max_length=200, help_text="The meeting's date, as recorded at the time."
    )
    version = models.PositiveSmallIntegerField(help_text="From 1, for each meeting.")
    on = models.DateField("position on", help_text="The day it was frozen.")
    last_sequence = models.PositiveBigIntegerField(
        verbose_name="number of the last update", help_text="The last update that it includes; 0 for none."
    )
    last_seal = models.CharField(max_length=64, blank=True, help_text="The seal of that update.")
    frozen_at = models.DateTimeField(help_text="The exact time of freezing.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="frozen by", related_name="+")
    agreed_name = models.CharField(
        verbose_name="agreed by", max_length=150, help_text="Who agreed: the Director or a named deputy."
    )
    agreed_post = models.CharField(verbose_name="post of who agreed", max_length=150)
    agreed_on = models.DateField()
    rules = models.CharField(
        verbose_name="version of the rules", max_length=40, help_text="The version of the rules that it was made with."
    )
    records_count = models.PositiveIntegerField(verbose_name="number of records")
    figures = models.TextField(help_text="Canonical JSON: how many actions had each status, and how many count.")
    checksum = models.CharField(max_length=64, unique=True)
    signature = models.CharField(
        max_length=LONGEST, blank=True, default="",
        help_text="Of the checksum. Empty: it was frozen before positions were signed.",
    )  # fmt: skip

    objects = FrozenPositionManager()
    editions = models.Manager()  # noqa: DJ012 (both of each, whoever looks)

    class Meta:
        ordering = ["plan_id", "-on", "-version", "-pk"]
        permissions = [("freeze_position", "Can freeze the position of a plan for a meeting")]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "meeting", "version", "audience"], name="frozen_version_once_a_meeting"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="frozen_version_from_one"),
            models.CheckConstraint(
                condition=~Q(agreed_name="") & ~Q(agreed_post="") & Q(agreed_on__lte=F("on")),
                name="frozen_is_agreed",
                violation_error_message="Say who agreed, in which post and on which day, not later than the freezing.",
            ),
        ]

    def __str__(self):
        return f"As reported to {self.reported_to}, {self.meeting_words}, version {self.version}"

    @property
    def code(self) -> str:
        """Its name in addresses."""
        return code_of(self.checksum)

    @classmethod
    def from_db(cls, db, field_names, values):
        position = super().from_db(db, field_names, values)
        if position.__dict__.get("audience") == Audience.WITH_RIGHT:
            note_with_right(position.plan_id)
        return position


@ledger("A position that was recalled stays recalled. Freeze the plan again.")
class RecalledPosition(models.Model):
    """A frozen position that nobody may open any more: it was issued with matter that is exempt again."""

    position = models.OneToOneField(FrozenPosition, models.PROTECT, related_name="recall")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="recalled by", related_name="+")
    on = models.DateField(verbose_name="recalled on", help_text="The tracker’s date at the time.")
    because = models.CharField(verbose_name="why it was recalled", max_length=300)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(because=""), name="recalled_with_a_reason")]

    def __str__(self):
        return f"{self.position}, recalled on {self.on}"
