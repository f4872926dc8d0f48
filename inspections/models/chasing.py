"""Reminders: who was asked by email for an update of which actions, so that nobody is asked twice on one day."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from actions.models import Action
from csc_tracker.database.ledgers import ledger
from csc_tracker.models import Email
from inspections.models.committees import Meeting
from priorities.models import Plan, Post, SeenForeignKey, SeenRecords

_REFUSAL = "A reminder that was sent never changes."


@ledger(_REFUSAL)
class Reminder(models.Model):
    """An email that asked a person for an update of the actions of a plan that wait for one: one a day at most."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True,
        help_text="Empty: `manage.py send_reminders`.",
    )  # fmt: skip
    meeting = SeenForeignKey(
        Meeting, models.PROTECT, related_name="+", null=True, blank=True, help_text="Before which it was sent."
    )
    papers_due = models.DateField(null=True, blank=True, help_text="The day that the email names; empty: none.")
    email = models.OneToOneField(Email, models.PROTECT, related_name="+")
    on = models.DateField(help_text="The tracker’s date at the time.")
    recorded_at = models.DateTimeField(help_text="The exact time of recording.")

    class Meta:
        ordering = ["-on", "-pk"]
        default_permissions = ()
        permissions = [("send_reminder", "Can see who owes an update and remind them")]
        constraints = [
            models.UniqueConstraint(fields=["plan", "to", "on"], name="reminder_once_a_day"),
            models.CheckConstraint(
                condition=Q(papers_due=None) | Q(meeting__isnull=False), name="reminder_papers_of_a_meeting"
            ),
        ]

    def __str__(self):
        return f"Reminder to {self.to}"


@ledger(_REFUSAL)
class ReminderAction(models.Model):
    """One of the actions that a reminder was about, and the post that owned it or led its priority then."""

    exempt_by = ("action__exemption", "action__priority__exemption")

    reminder = models.ForeignKey(Reminder, models.PROTECT, related_name="lines")
    action = models.ForeignKey(Action, models.PROTECT, related_name="+")
    post = SeenForeignKey(Post, models.PROTECT, related_name="+")

    objects = SeenRecords()

    class Meta:
        ordering = ["reminder_id", "action_id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["reminder", "action"], name="reminder_once_an_action"),
        ]

    def __str__(self):
        return f"{self.action}: {self.reminder}"
