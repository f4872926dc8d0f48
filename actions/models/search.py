"""The one index of the search: what each record says, as it is compared, and what is still to be brought into it."""

from django.db import models

from csc_tracker.people.sight import note_exempt
from priorities.models import Exemption, Plan, SeenRecords


class SearchEntry(models.Model):
    """The words of one record as the search compares them (csc_tracker/pages/folding.py), made again from the record.

    It leads to the record `key` of a kind (actions/search/kinds.py): a measure's value leads to the measure.
    """

    source = models.CharField(max_length=20, help_text="What it is made from (actions/search/sources.py).")
    source_key = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    key = models.BigIntegerField()
    plan = models.ForeignKey(
        Plan, models.CASCADE, related_name="+", null=True, db_index=False, help_text="Empty: it is no plan’s own."
    )
    exemption = models.ForeignKey(Exemption, models.CASCADE, related_name="+", null=True, db_index=False)
    day = models.DateField(null=True, help_text="The day from which it is shown; empty where its record says.")
    words = models.TextField()

    exempt_by = ("exemption",)
    objects = SeenRecords()

    class Meta:
        verbose_name_plural = "search entries"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["source", "source_key"], name="search_entry_once_a_record")]
        indexes = [models.Index(fields=["kind", "key"], name="search_entry_of_record")]

    def __str__(self):
        return f"{self.source} {self.source_key}"

    @classmethod
    def from_db(cls, db, field_names, values):
        entry = super().from_db(db, field_names, values)
        note_exempt(entry.__dict__.get("exemption_id"))
        return entry


class SearchWord(models.Model):
    """A word that an entry of this plan and this exemption has, so that it can be proposed for a mistyped one."""

    word = models.CharField(max_length=30)
    length = models.PositiveSmallIntegerField()
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+", null=True, db_index=False)
    exemption = models.ForeignKey(Exemption, models.CASCADE, related_name="+", null=True, db_index=False)

    exempt_by = ("exemption",)
    objects = SeenRecords()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["length", "word"], name="search_word_by_length"),
            models.Index(fields=["word"], name="search_word_by_word"),
        ]

    def __str__(self):
        return self.word


class SearchChange(models.Model):
    """A record that changed and whose entry is to be made again; a trigger of the database writes it."""

    source = models.CharField(max_length=20)
    source_key = models.BigIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.source} {self.source_key}"
