"""What officers say to each other, what they follow, and the lists that they keep a name for."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q

from actions.models.work import Action
from csc_tracker.database.ledgers import ledger
from csc_tracker.models import Email
from priorities.models import Exemptible, Post, Priority, SeenForeignKey, SeenRecords

LONGEST_COMMENT, LONGEST_NAME, LONGEST_QUERY = 2_000, 60, 1_000  # characters


@ledger(
    "A comment cannot be changed. Write another.",
    blankable=("words",),
    blanking=("removed_on", "removed_by", "removed_because"),
    once=("withdrawn_at",),
)
class Comment(Exemptible):
    """What an officer says of an action, to colleagues or to committee members too. The action stays as it is.

    Whoever wrote it can withdraw it within ten minutes; its words are then shown to nobody.
    """

    belongs_to = ("action",)

    action = models.ForeignKey(Action, models.PROTECT, related_name="comments")
    words = models.TextField(validators=[MaxLengthValidator(LONGEST_COMMENT)])
    for_members = models.BooleanField(default=False, help_text="Whether committee members read it too.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="written by", related_name="+")
    post = SeenForeignKey(
        Post, models.PROTECT, verbose_name="post at the time", related_name="+", null=True, blank=True
    )
    on = models.DateField(verbose_name="written on", help_text="The tracker’s date at the time.")
    recorded_at = models.DateTimeField(help_text="The exact time of recording.")
    submission = models.UUIDField(unique=True, editable=False, help_text="The number of its form: it is saved once.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    removed_on = models.DateField(null=True, blank=True)
    removed_by = models.CharField(max_length=150, blank=True)
    removed_because = models.CharField(verbose_name="why its words were removed", max_length=300, blank=True)

    objects = SeenRecords()

    class Meta:
        ordering = ["action_id", "-pk"]
        default_permissions = ()
        permissions = [("add_comment", "Can comment on actions and read what officers say of them")]
        constraints = [
            models.CheckConstraint(condition=~Q(words="") | Q(removed_on__isnull=False), name="comment_has_words"),
            models.CheckConstraint(
                condition=Q(removed_on=None, removed_by="", removed_because="")
                | (Q(removed_on__isnull=False) & ~Q(removed_by="") & ~Q(removed_because="")),
                name="comment_removed_whole_or_not",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("recorded_at")),
                name="comment_withdrawn_after_it_was_written",
            ),
        ]

    def __str__(self):
        return f"Comment on {self.action}"


@ledger("A mention that was sent never changes.")
class Mention(models.Model):
    """A post that a comment names, and the holder who was written to of it."""

    exempt_by = ("comment__exemption", "comment__action__exemption")

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="mentions")
    post = SeenForeignKey(Post, models.PROTECT, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    email = models.OneToOneField(Email, models.PROTECT, related_name="+")

    objects = SeenRecords()

    class Meta:
        ordering = ["comment_id", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["comment", "to"], name="mention_once_a_person")]

    def __str__(self):
        return f"{self.post}: {self.comment}"


class Follow(models.Model):
    """That a person wants to hear what changes in an action, or in any action of a priority."""

    exempt_by = ("action__exemption", "action__priority__exemption", "priority__exemption")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    action = models.ForeignKey(Action, models.PROTECT, related_name="+", null=True, blank=True)
    priority = models.ForeignKey(Priority, models.PROTECT, related_name="+", null=True, blank=True)
    since = models.DateTimeField(help_text="What was recorded before is no news.")

    objects = SeenRecords()

    class Meta:
        ordering = ["person_id", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "action"], name="follow_an_action_once"),
            models.UniqueConstraint(fields=["person", "priority"], name="follow_a_priority_once"),
            models.CheckConstraint(
                condition=Q(action=None, priority__isnull=False) | Q(action__isnull=False, priority=None),
                name="follow_one_thing",
            ),
        ]

    def __str__(self):
        return f"{self.person} follows {self.action or self.priority}"


class SavedView(models.Model):
    """A list narrowed and sorted in a person's own way, with a name; theirs alone unless they share it with a role."""

    class Page(models.TextChoices):
        """The page that it is a list of."""

        ACTIONS = "actions", "Actions"
        MY_ACTIONS = "my_actions", "My actions"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    page = models.CharField(max_length=10, choices=Page)
    query = models.CharField(max_length=LONGEST_QUERY, blank=True, help_text="What its address says after the “?”.")
    shared_with = models.CharField(max_length=30, blank=True, help_text="The name of a role; empty: with nobody.")
    is_first = models.BooleanField(default=False, help_text="Whether the person begins with it after signing in.")
    made_on = models.DateField(help_text="The tracker’s date at the time.")

    class Meta:
        ordering = ["name", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], name="view_name_once_a_person"),
            models.UniqueConstraint(fields=["person"], condition=Q(is_first=True), name="view_one_first_page"),
            models.CheckConstraint(condition=~Q(name=""), name="view_has_a_name"),
        ]

    def __str__(self):
        return self.name
