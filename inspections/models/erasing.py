"""Erasing what was wrongly loaded: one admin proposes it, a second erases, and this is what remains of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from actions.models import ProgressUpdate
from csc_tracker.database.ledgers import ledger
from csc_tracker.pages.wording import in_words
from priorities.models import SeenRecords

# What can be erased, one nullable foreign key each. A loading is a file that did not become a paper.
ERASABLE = ("report", "loading", "passage", "update")


def exactly_one(names):
    """The condition that one of the nullable fields `names` is set and the others are not."""
    condition = Q()
    for chosen in names:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in names})
    return condition


def erasure_field():
    """The field by which a row whose words were erased says so; empty else."""
    return models.ForeignKey("Erasure", models.PROTECT, related_name="+", null=True, blank=True, editable=False)


class ProposedErasure(models.Model):
    """A proposal to erase a paper, a file, a passage or an update; nothing is erased before a second person agrees."""

    report = models.ForeignKey(
        "Report", models.PROTECT, related_name="+", null=True, blank=True, verbose_name="paper",
        help_text="The whole paper, with its file, its passages and what only it says of the plan.",
    )  # fmt: skip
    loading = models.ForeignKey(
        "Loading", models.PROTECT, related_name="+", null=True, blank=True, verbose_name="file that was loaded",
        help_text="A file that was loaded and not yet saved to the plan.",
    )  # fmt: skip
    passage = models.ForeignKey(
        "Passage", models.PROTECT, related_name="+", null=True, blank=True,
        help_text="One passage, with the file that holds it and what only it says of the plan.",
    )  # fmt: skip
    update = models.ForeignKey(ProgressUpdate, models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.CharField(max_length=300, help_text="Why it must go. Do not repeat what must be erased.")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    proposed_on = models.DateField(editable=False, help_text="The tracker’s date at the time.")
    dropped_on = models.DateField(null=True, blank=True, editable=False, help_text="The day it was given up.")

    exempt_by = tuple(f"{name}__exemption" for name in ERASABLE)
    objects = SeenRecords()

    class Meta:
        ordering = ["-proposed_on", "-pk"]
        verbose_name = "erasure"
        default_permissions = ("view", "add")
        permissions = [("erase", "Can propose and confirm the erasure of what was wrongly loaded")]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one(ERASABLE), name="erasure_of_one_thing",
                violation_error_message="Choose one thing to erase: a paper, a file, a passage or an update.",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="erasure_has_a_reason"),
            *(
                models.UniqueConstraint(
                    fields=[name], condition=Q(dropped_on=None), name=f"erasure_of_{name}_once",
                    violation_error_message="Its erasure has been proposed already. A second person confirms it.",
                )
                for name in ERASABLE
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"Erasure of {self.target._meta.verbose_name} {self.target.pk}"

    @property
    def target(self):
        """What is to be erased."""
        return next(record for name in ERASABLE if (record := getattr(self, name)) is not None)


@ledger("An erasure cannot be changed: it is what remains of what was erased.")
class Erasure(models.Model):
    """The tombstone: who erased what, when, and the checksum of what it was."""

    proposal = models.OneToOneField(ProposedErasure, models.PROTECT, related_name="erasure")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="erased by", related_name="+")
    on = models.DateField(verbose_name="erased on", help_text="The tracker’s date at the time.")
    at = models.DateTimeField(help_text="The exact time of erasing.")
    sha256 = models.CharField(max_length=64, help_text="Of the file as it came, else of the words.")

    class Meta:
        ordering = ["-at"]
        default_permissions = ()

    def __str__(self):
        return self.in_words

    @property
    def in_words(self):
        """What stands where the words were: “Erased on 3 March 2021. It named a child.”"""
        return f"Erased on {in_words(self.on)}. {self.proposal.reason}"
