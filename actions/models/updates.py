"""What is reported of an action: the updates, which are only ever added."""

import hashlib
import json
from datetime import UTC, datetime

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q

from actions.models.work import Action, DueBasis, Impact, Rating, Stage
from csc_tracker.database.ledgers import ledger
from csc_tracker.pages.wording import in_words
from csc_tracker.protection.signing import LONGEST, sign
from priorities.models import Exemptible, Post, Priority, SeenForeignKey, SeenManager, SeenRecords, StatementQuerySet

# Characters. A note is a paragraph or two, not a paper; papers are loaded as papers.
LONGEST_WORDS = 4_000
SEAL_OF_UPDATE = "update"  # what its signature is for


class UpdateQuerySet(models.QuerySet):
    """Updates, by what a position counts."""

    def counting(self, on, up_to=None):
        """Those that count on the day `on`, withdrawn ones left out; `up_to` as in `facts.fold`."""
        said = self.filter(effective_date__lte=on)
        if up_to is None:
            return said.filter(withdrawn_by=None)
        return said.filter(Q(withdrawn_by=None) | Q(withdrawn_by__sequence__gt=up_to), sequence__lte=up_to)


class ProgressUpdateManager(SeenManager, models.Manager.from_queryset(UpdateQuerySet)):
    def get_by_natural_key(self, sequence):
        return self.get(sequence=sequence)


# The words that an admin may blank where they hold personal data; nothing else of a row ever changes.
_BLANKABLE = ("words", "impact_words", "evidence_words", "evidence_url", "due_reason", "due_agreed_by")
_BLANKING = ("blanked_on", "blanked_by", "blanked_because")
_STRAY = " OR ".join(
    f"""(NEW."{column}" IS NOT NULL AND NOT EXISTS
    (SELECT 1 FROM "{{table}}" u WHERE u."id" = NEW."{column}" AND u."action_id" = NEW."action_id"
        AND u."withdraws_id" IS NULL))"""
    for column in ("withdraws_id", "corrects_id")
)


@ledger(
    "A progress update cannot be changed. Record another update that corrects it.",
    stray=_STRAY,
    stray_refusal="An update can withdraw or correct only an update of its own action that is not itself a withdrawal.",
    blankable=_BLANKABLE,
    blanking=_BLANKING,
    once=("words_sha256", "seal", "signature"),
)
class ProgressUpdate(Exemptible):
    """One entry in an action's history: what it says changes on its effective date; what it leaves empty stays.

    Append-only, in the database too: a correction is another update. Empty `stage`, `rating`,
    `impact` or due means “as before”.
    """

    belongs_to = ("action", "withdraws", "confirms", "corrects")

    class Source(models.TextChoices):
        OFFICER = "officer", "An officer"
        PAPER = "paper", "A paper"

    class DueChange(models.TextChoices):
        GIVEN = "given", "Date given"
        SET = "set", "Date set"
        MOVED = "moved", "Date moved"
        CORRECTED = "corrected", "First date corrected"

    BLANKABLE, BLANKING = _BLANKABLE, _BLANKING

    action = models.ForeignKey(Action, models.PROTECT, related_name="updates")
    sequence = models.PositiveBigIntegerField(
        verbose_name="number in the order of recording",
        unique=True,
        help_text="The order of recording, over all plans.",
    )
    effective_date = models.DateField(verbose_name="takes effect on", help_text="The day that it is about.")
    recorded_at = models.DateTimeField(help_text="The exact time of recording.")
    source = models.CharField(max_length=10, choices=Source)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="recorded by",
        related_name="updates",
        null=True,
        blank=True,
    )
    post = SeenForeignKey(
        Post, models.PROTECT, verbose_name="post at the time", related_name="+", null=True, blank=True
    )
    paper_day = models.DateField(
        verbose_name="the paper’s own date",
        null=True,
        blank=True,
        help_text="The day in the paper, or the day it was reported done, if that is not the effective day.",
    )
    date_not_stated = models.BooleanField(default=False, help_text="The paper does not state the day it was done.")

    stage = models.CharField(max_length=10, choices=Stage, blank=True)
    rating = models.CharField(max_length=10, choices=Rating, blank=True)
    words = models.TextField(blank=True, validators=[MaxLengthValidator(LONGEST_WORDS)])
    impact = models.CharField(max_length=12, choices=Impact, blank=True)
    impact_words = models.TextField(
        verbose_name="impact, in words", blank=True, validators=[MaxLengthValidator(LONGEST_WORDS)]
    )
    evidence_words = models.TextField(
        verbose_name="evidence, in words", blank=True, validators=[MaxLengthValidator(LONGEST_WORDS)]
    )
    evidence_url = models.URLField(verbose_name="address of the evidence", blank=True, max_length=500)

    due_words = models.CharField(verbose_name="due date, as given", max_length=200, blank=True)
    due_first_day = models.DateField(verbose_name="first day that it can be due", null=True, blank=True)
    due_last_day = models.DateField(verbose_name="due by", null=True, blank=True)
    due_basis = models.CharField(
        verbose_name="where the due date comes from", max_length=10, choices=DueBasis, blank=True
    )
    due_change = models.CharField(verbose_name="how the due date changed", max_length=10, choices=DueChange, blank=True)
    due_reason = models.TextField(
        verbose_name="why the due date changed", blank=True, validators=[MaxLengthValidator(LONGEST_WORDS)]
    )
    due_agreed_by = models.CharField(verbose_name="who agreed to the new date", max_length=150, blank=True)

    no_change = models.BooleanField(
        verbose_name="no change, still true",
        default=False,
        help_text="Recorded with the “No change, still true” button.",
    )
    confirms = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="update that it confirms",
        related_name="confirmed_by",
        null=True,
        blank=True,
        help_text="The report of “done” that this update confirms.",
    )
    withdraws = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name="update that it withdraws",
        related_name="withdrawn_by",
        null=True,
        blank=True,
        help_text="The update that this one withdraws. It no longer counts.",
    )
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="update that it corrects",
        related_name="corrected_by",
        null=True,
        blank=True,
        help_text="The earlier update that this one corrects. Both count, each from its own day.",
    )
    submission = models.UUIDField(verbose_name="number of the form", unique=True, null=True, blank=True, editable=False)
    words_sha256 = models.CharField(max_length=64, blank=True, editable=False, help_text="Of its words; stays.")
    seal = models.CharField(
        max_length=64, blank=True, editable=False,
        help_text="The sha256 of the update and of the seal of the update before it in the order of recording.",
    )  # fmt: skip
    signature = models.CharField(
        max_length=LONGEST, blank=True, editable=False, help_text="Of the seal, with a key that is not in the database."
    )

    blanked_on = models.DateField(verbose_name="words removed on", null=True, blank=True)
    blanked_by = models.CharField(verbose_name="words removed by", max_length=150, blank=True)
    blanked_because = models.CharField(verbose_name="why the words were removed", max_length=300, blank=True)

    objects = ProgressUpdateManager()

    class Meta:
        ordering = ["action_id", "-effective_date", "-sequence"]
        verbose_name = "progress update"
        permissions = [
            ("blank_update", "Can blank the words of an update that hold personal data"),
            ("withdraw_update", "Can withdraw an update"),
        ]
        indexes = [
            models.Index(fields=["action", "-effective_date", "-sequence"], name="update_latest_of_action"),
            # All that is read of those that were recorded after a position was frozen, to count them.
            models.Index(fields=["sequence", "effective_date", "action", "exemption"], name="update_recorded_since"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(source="paper") | Q(by__isnull=False), name="update_of_an_officer_has_an_officer"
            ),
            models.CheckConstraint(
                condition=Q(rating="") | Q(source="officer"), name="update_only_an_officer_rates"
            ),
            models.CheckConstraint(
                condition=Q(rating="") | Q(stage__in=["", "planned", "under_way"]),
                name="update_rates_only_what_is_open",
            ),
            models.CheckConstraint(
                condition=~Q(rating__in=["at_risk", "off_track"]) | ~Q(words="") | Q(blanked_on__isnull=False)
                | Q(no_change=True),
                name="update_at_risk_has_words",
            ),
            models.CheckConstraint(
                condition=~Q(stage="complete") | Q(source="paper") | ~Q(evidence_words="") | ~Q(evidence_url="")
                | ~Q(impact_words="") | Q(confirms__isnull=False) | Q(blanked_on__isnull=False),
                name="update_complete_has_something_to_show",
            ),
            models.CheckConstraint(
                condition=Q(due_basis="", due_change="", due_words="", due_first_day=None, due_last_day=None)
                | (Q(due_last_day__isnull=False) & ~Q(due_basis="") & ~Q(due_change="")),
                name="update_due_whole_or_absent",
            ),
            models.CheckConstraint(
                condition=Q(due_first_day=None) | Q(due_last_day__gte=F("due_first_day")),
                name="update_due_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(due_change="moved") | (~Q(due_reason="") & ~Q(due_agreed_by=""))
                | Q(blanked_on__isnull=False) | Q(source="paper"),
                name="update_moved_date_has_reason_and_agreement",
            ),
            models.CheckConstraint(
                condition=~Q(stage="") | ~Q(rating="") | ~Q(words="") | ~Q(impact="") | ~Q(due_basis="")
                | ~Q(evidence_words="") | ~Q(evidence_url="") | Q(withdraws__isnull=False)
                | Q(no_change=True) | Q(blanked_on__isnull=False),
                name="update_says_something",
            ),
            models.CheckConstraint(
                condition=Q(blanked_on=None, blanked_by="", blanked_because="")
                | (Q(blanked_on__isnull=False) & ~Q(blanked_by="") & ~Q(blanked_because="")),
                name="update_blanked_whole_or_not",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"Update of {self.action}, {in_words(self.effective_date)}"

    @property
    def code(self) -> str:
        """Its name in addresses: the start of its seal, since a gap in numbers shows that there is another.

        One from before updates were sealed goes by its number.
        """
        return self.seal[:12] or f"number-{self.sequence}"

    def save(self, *args, **kwargs):
        """Save a change; a new update is recorded by `recording.record_update`, which keeps the positions in step."""
        if self._state.adding:
            raise TypeError("Record a new update with actions.positions.recording.record_update.")
        super().save(*args, **kwargs)

    def add_seal(self, before: str) -> None:
        """Seal it behind the seal of the update before it (empty for the first), and sign the seal."""
        self.words_sha256 = self.digest_of_words()
        self.seal = self.make_seal(before)
        self.signature = sign(self.seal.encode(), SEAL_OF_UPDATE)

    def digest_of_words(self) -> str:
        """The sha256 of the words that can be blanked."""
        return _sha256([getattr(self, name) for name in _BLANKABLE])

    def make_seal(self, before: str) -> str:
        """The seal that it should have, behind that of the update before it: 64 hexadecimal digits.

        What it corrects is in it only where it corrects something, so that seals from before that was recorded hold.
        """
        sealed = [before, *(_as_text(field, getattr(self, field.attname)) for field in self._sealed_fields())]
        return _sha256(sealed if self.corrects_id is None else [*sealed, str(self.corrects_id)])

    @classmethod
    def _sealed_fields(cls):
        left_out = {"id", "seal", "signature", "exemption", "corrects", *_BLANKABLE, *_BLANKING}
        return [field for field in cls._meta.concrete_fields if field.name not in left_out]

    def natural_key(self):
        return (self.sequence,)

    natural_key.dependencies = ["actions.action"]


def _as_text(field, value):
    """A value of a field as the seal covers it: the same before it is saved and when it is read again."""
    value = field.get_prep_value(value)
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else None if value is None else str(value)


def _sha256(values):
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()


@ledger("A statement of impact cannot be changed. Record another.")
class PriorityImpact(Exemptible):
    """The impact of a whole priority on children and families. Append-only: the latest counts."""

    belongs_to = ("priority",)

    priority = models.ForeignKey(Priority, models.PROTECT, related_name="impacts")
    impact = models.CharField(max_length=12, choices=Impact)
    words = models.TextField(validators=[MaxLengthValidator(LONGEST_WORDS)])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="stated by", related_name="+")
    post = SeenForeignKey(
        Post, models.PROTECT, verbose_name="post at the time", related_name="+", null=True, blank=True
    )
    on = models.DateField(verbose_name="stated on", help_text="The tracker’s date at the time.")
    recorded_at = models.DateTimeField(help_text="The exact time of recording.")

    objects = SeenRecords.from_queryset(StatementQuerySet)()

    class Meta:
        ordering = ["priority_id", "-on", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="priority_impact_has_words")]

    def __str__(self):
        return f"{self.priority}: {self.get_impact_display()}"
