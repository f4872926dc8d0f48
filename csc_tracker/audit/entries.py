"""The entries of the audit ledger. Each one's seal covers the entry before it, so none can be changed or left out."""

import hashlib
import json
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q

from csc_tracker.database.ledgers import ledger
from csc_tracker.people.sight import EVERYTHING, sight


class Act(models.TextChoices):
    """What somebody did."""

    ADDED = "added", "Added a record in admin"
    CHANGED = "changed", "Changed a record in admin"
    SHEET = "sheet", "Loaded from a spreadsheet of actions"
    ROLES = "roles", "Changed the roles or rights of an account"
    RIGHT_GIVEN = "right given", "Gave the right to read exempt papers"
    RIGHT_ENDED = "right ended", "Ended the right to read exempt papers"
    SIGNED_IN = "signed in", "Signed in"
    SIGN_IN_FAILED = "sign-in failed", "Gave a wrong password or code"
    STEP_ADDED = "step added", "Added a second step"
    STEP_REMOVED = "step removed", "Removed a second step"
    CODES_MADE = "codes made", "Made new recovery codes"
    INVITED = "invited", "Sent an invitation"
    INVITATION_USED = "invitation used", "Chose a first password by an invitation"
    LINK_ASKED = "link asked", "Asked for a link to choose a new password"
    SESSIONS_ENDED = "sessions ended", "Signed out, or was signed out"
    PASSWORD_CHANGED = "password changed", "Chose a new password"
    READ = "read", "Read exempt matter"
    FILE = "file", "Exported or downloaded a file"
    LOADED = "loaded", "Loaded a paper"
    SAID_OPEN = "said open", "Said that a paper is open, whatever its words may mean"
    ACCEPTED = "accepted", "Saved what was read in a paper to the plan"
    UNDONE = "undone", "Took back what was saved of a paper"
    WORDS_REMOVED = "words removed", "Removed the words of an update"
    UPDATE_UNDONE = "update undone", "Took back their own update"
    EVIDENCE_ADDED = "evidence added", "Added a file to an update"
    EVIDENCE_REMOVED = "evidence removed", "Removed a file of an update"
    COMMENT_REMOVED = "comment removed", "Removed the words of a comment"
    FROZEN = "frozen", "Froze a position"
    RECALLED = "recalled", "Recalled a frozen position"
    CLOSED = "closed", "Closed an open paper as exempt"
    RELEASE_PROPOSED = "release proposed", "Proposed a release"
    RELEASE_CONFIRMED = "release confirmed", "Confirmed a release"
    RELEASE_TAKEN_BACK = "release taken back", "Took back a release"
    ERASURE_PROPOSED = "erasure proposed", "Proposed an erasure"
    ERASURE_DROPPED = "erasure dropped", "Gave up an erasure that was proposed"
    ERASED = "erased", "Erased what was wrongly loaded"


class FieldChange(NamedTuple):
    """What one field said before and after; empty where it said nothing."""

    field: str
    before: str
    after: str


class AuditEntries(models.Manager):
    """The entries that may be seen now: those about exempt matter only by who may read that of its plan."""

    def get_queryset(self):
        entries, seen = super().get_queryset(), sight()
        return entries if seen is EVERYTHING else entries.filter(Q(exempt_plan=None) | Q(exempt_plan__in=seen))


@ledger(
    "An entry of the audit ledger cannot be changed or deleted.",
    blankable=("details",),
    blanking=("details_erased_at",),
)
class AuditEntry(models.Model):
    """One act. It is never changed; only its details can be erased, with the words that they quote.

    The seal is the sha256 of the entry and of the seal before it, and is signed. It covers the digest of the details,
    so that it still holds once they are erased.
    """

    number = models.PositiveBigIntegerField(unique=True, help_text="From 1, without a gap. Pages do not show it.")
    at = models.DateTimeField("when", db_index=True)
    act = models.CharField(max_length=20, choices=Act)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="account", related_name="+", null=True
    )
    by_name = models.CharField("who", max_length=300, help_text="“A command” where nobody was signed in.")
    about_kind = models.CharField("kind of record", max_length=100, help_text="“inspections.finding”; may be empty.")
    about_key = models.CharField("key of the record", max_length=40)
    details = models.TextField(help_text="JSON: the record’s name, each field before and after, and words.")
    details_sha256 = models.CharField(max_length=64)
    details_erased_at = models.DateTimeField(null=True)
    exempt_plan = models.BigIntegerField(
        null=True,
        help_text="The plan (its key) whose exempt matter it is about; not sealed: a paper can be closed later.",
    )
    seal_before = models.CharField(max_length=64, help_text="Empty for the first.")
    seal = models.CharField(max_length=64, unique=True)
    signature = models.CharField(max_length=120, help_text="Of the seal, with a key that is not in the database.")

    objects = AuditEntries()

    class Meta:
        verbose_name = "entry of the audit ledger"
        verbose_name_plural = "entries of the audit ledger"
        ordering = ["-number"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["about_kind", "about_key"], name="audit_about")]

    def __str__(self):
        return f"{self.get_act_display()}: {self.name}" if self.name else self.get_act_display()

    @property
    def name(self) -> str:
        """The name of the record at the time; empty if it is about none, or was erased."""
        return self._read_details().get("name", "")

    @property
    def words(self) -> str:
        """What was said with the act: a reason, a file's name, an address."""
        return self._read_details().get("words", "")

    @property
    def changes(self) -> list[FieldChange]:
        """Each field that changed."""
        return [FieldChange(*change) for change in self._read_details().get("changes", [])]

    def _read_details(self):
        return json.loads(self.details) if self.details else {}

    def make_seal(self) -> str:
        """The seal that the entry should have: 64 hexadecimal digits."""
        covered = [
            self.seal_before,
            self.number,
            self.at.isoformat(),
            self.act,
            self.by_id,
            self.by_name,
            self.about_kind,
            self.about_key,
            self.details_sha256,
        ]
        return sha256_of(json.dumps(covered, ensure_ascii=False))


def sha256_of(text: str) -> str:
    """The sha256 of a text, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
