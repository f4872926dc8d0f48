"""Files that show what an update says. They are only ever added; one can be removed, and what it was stays recorded."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from actions.models.updates import ProgressUpdate
from csc_tracker.database.ledgers import ledger
from csc_tracker.pages.wording import in_words
from priorities.models import Exemptible, SeenRecords

LONGEST_TITLE, LONGEST_SHOWS = 150, 1_000  # characters
REMOVED = ("title", "shows", "name", "content")
_REMOVING = ("removed_on", "removed_by", "removed_because")


@ledger("An evidence file cannot be changed. Remove it, and add another.", blankable=REMOVED, blanking=_REMOVING)
class EvidenceFile(Exemptible):
    """A file that shows what an update says, byte for byte as its officer sent it.

    It is kept in the database, so that it is saved, erased and backed up with its update, and none is left over.
    """

    class Kind(models.TextChoices):
        """What it is by its content."""

        PDF = "pdf", "PDF"
        DOCX = "docx", "Word"
        XLSX = "xlsx", "Excel"
        PPTX = "pptx", "PowerPoint"
        PNG = "png", "picture (PNG)"
        JPEG = "jpg", "picture (JPEG)"
        CSV = "csv", "CSV"
        TEXT = "txt", "plain text"

    belongs_to = ("update",)

    update = models.ForeignKey(ProgressUpdate, models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=LONGEST_TITLE)
    shows = models.TextField("what it shows", blank=True, validators=[MaxLengthValidator(LONGEST_SHOWS)])
    name = models.CharField("name of the file", max_length=200, help_text="As it is given out: its ending fits.")
    kind = models.CharField(verbose_name="type", max_length=4, choices=Kind)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64, help_text="Of the file; compared whenever it is given out.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="added by", related_name="+")
    on = models.DateField(verbose_name="added on", help_text="The tracker’s date at the time.")
    recorded_at = models.DateTimeField(help_text="The exact time of recording.")
    removed_on = models.DateField(null=True, blank=True)
    removed_by = models.CharField(max_length=150, blank=True)
    removed_because = models.CharField(verbose_name="why it was removed", max_length=300, blank=True)
    content = models.BinaryField()

    objects = SeenRecords()

    class Meta:
        ordering = ["update_id", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["update", "sha256"], condition=Q(removed_on=None), name="evidence_once_an_update"
            ),
            models.CheckConstraint(
                condition=Q(removed_on__isnull=False) | (~Q(title="") & ~Q(name="")), name="evidence_has_a_title"
            ),
            models.CheckConstraint(
                condition=Q(removed_on=None, removed_by="", removed_because="")
                | (Q(removed_on__isnull=False) & ~Q(removed_by="") & ~Q(removed_because="")),
                name="evidence_removed_whole_or_not",
            ),
        ]

    def __str__(self):
        return f"Evidence of {self.update.action}, {in_words(self.update.effective_date)}"

    @property
    def code(self) -> str:
        """Its name in addresses, of one update."""
        return self.sha256[:12]
