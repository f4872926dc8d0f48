"""Officers' commentary on a plan and its priorities."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from csc_tracker.database.ledgers import ledger
from csc_tracker.pages.wording import signed
from priorities.models.exemptions import Exemptible, SeenForeignKey, SeenRecords
from priorities.models.plan import Plan, Priority
from priorities.models.posts import Post

# The most words that one commentary may have: it is read in a briefing, not filed.
COMMENTARY_WORDS = 150


class StatementQuerySet(models.QuerySet):
    """Statements of a day, of which the latest counts: commentary, the impact of a priority."""

    def by(self, on, until=None):
        """Those stated by the day `on`, that day included, the latest first.

        `until` leaves out what was recorded after that moment, as when a position was frozen that day.
        """
        statements = self.filter(on__lte=on) if until is None else self.filter(on__lte=on, recorded_at__lte=until)
        return statements.order_by("-on", "-recorded_at", "-pk")


@ledger("Commentary cannot be edited. Write a new one.")
class Commentary(Exemptible):
    """An officer's words on the plan as a whole, or on one of its priorities. Append-only: the latest counts."""

    belongs_to = ("priority",)

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="commentaries")
    priority = models.ForeignKey(
        Priority,
        models.PROTECT,
        related_name="commentaries",
        null=True,
        blank=True,
        help_text="Empty: it is about the whole plan.",
    )
    words = models.TextField(help_text=f"At most {COMMENTARY_WORDS} words.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="written by", related_name="commentaries"
    )
    post = SeenForeignKey(
        Post, models.PROTECT, verbose_name="post at the time", related_name="+", null=True, blank=True
    )
    on = models.DateField(verbose_name="written on", help_text="The tracker’s date at the time.")
    recorded_at = models.DateTimeField(help_text="The exact time of recording.")

    objects = SeenRecords.from_queryset(StatementQuerySet)()

    class Meta:
        ordering = ["plan_id", "-on", "-pk"]
        verbose_name_plural = "commentaries"
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="commentary_has_words")]

    def __str__(self):
        return f"Commentary of {self.on} on {self.priority or self.plan}"

    @property
    def signed(self):
        """Who wrote it, from which post, and when."""
        return signed(self.by, self.post, self.on)
