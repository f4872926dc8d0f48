"""Calendar feeds at private addresses."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class CalendarFeed(models.Model):
    """A person's own calendar feed. Only the sha256 of its address's secret is kept; revoking it ends it for good."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="calendar_feeds")
    secret_sha256 = models.CharField(
        verbose_name="checksum of the secret address", max_length=64, unique=True, editable=False
    )
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["user_id", "-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(revoked_at=None), name="feed_one_in_force_a_person"),
        ]

    def __str__(self):
        return f"Calendar feed of {self.user}"
