"""The people who sign in, their sessions, the emails that they are sent, and what is counted of tries to sign in."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from csc_tracker.audit.entries import AuditEntry
from csc_tracker.mail.letters import DigestKind, HowOften, Letter

__all__ = ["AuditEntry", "Count", "Digest", "Draft", "Email", "Session", "SheetColumns", "User"]


def earlier(names, day):
    """What it was called on a day, of lines of the first day on which it was otherwise and what until then; else “”."""
    lines = (line.partition(" ") for line in names.splitlines())
    return next((name for until, _, name in lines if day.isoformat() < until), "")


class User(AbstractUser):
    """A person who signs in: an officer, a programme officer, a committee member or an admin, by their groups."""

    reads_exempt = models.BooleanField(
        default=False, editable=False,
        help_text="Whether they have the right to read exempt matter of some plan; the right itself names the plan.",
    )  # fmt: skip

    earlier_names = models.TextField(
        blank=True, editable=False,
        help_text="Names that the person had before, a line each: the first day on which it was another, and the name.",
    )  # fmt: skip

    updates_seen = models.PositiveBigIntegerField(
        null=True, editable=False,
        help_text="The number of the last update by a colleague that the person has marked as seen.",
    )  # fmt: skip

    # Which digests they are sent, as far as their roles let them have any; chosen on their own account's page.
    officer_digest = models.CharField(
        max_length=6, choices=HowOften, default=HowOften.WEEKLY, editable=False,
        help_text="How often they are written to of their own actions that need them.",
    )  # fmt: skip
    chase_digest = models.BooleanField(
        default=True, editable=False, help_text="Whether they hear who owes updates before papers are due."
    )
    position_digest = models.BooleanField(
        default=True, editable=False, help_text="Whether they hear of each position frozen for their committee."
    )

    mention_emails = models.BooleanField(
        default=True, editable=False, help_text="Whether they are written to of comments that name a post of theirs."
    )
    reminder_emails = models.BooleanField(
        default=True, editable=False, help_text="Whether they can be reminded of updates that they owe."
    )

    class Meta(AbstractUser.Meta):
        ordering = ["username"]
        permissions = [("administer", "Can load papers and use Django admin")]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="username_of_one_person",
                violation_error_message="Somebody else has this user name. Choose another.",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="email_of_one_person",
                violation_error_message="Somebody else has this email address. Each person needs their own.",
            ),
        ]

    def __str__(self):
        return self.named(self.first_name, self.last_name, self.username)

    def save(self, *args, **kwargs):
        """What somebody had not saved goes when their account is closed."""
        super().save(*args, **kwargs)
        if not self.is_active:
            self.drafts.all().delete()

    def clean(self):
        """An email address is nobody else's user name, so that each names one person."""
        super().clean()
        others = User.objects.exclude(pk=self.pk)
        other = self.email and others.filter(username__iexact=self.email).exclude(email__iexact=self.email).first()
        if other:  # who has it as their address too is named by the constraint
            raise ValidationError({"email": f"It is the user name of {other}. Give them another user name first."})
        if self.username.casefold() == self.email.casefold():
            return
        if other := others.filter(email__iexact=self.username, email__gt="").first():
            raise ValidationError({"username": f"It is the email address of {other}. Choose another."})

    def named_on(self, day):
        """How the person was named on a day: what they said then stays signed by that name."""
        return earlier(self.earlier_names, day) or str(self)

    @staticmethod
    def named(first_name, last_name, username, earlier_names="", day=None):
        """How pages name a person with these names: in full, else by the user name; on a day by the name of then."""
        then = earlier(earlier_names, day) if earlier_names else ""
        return then or f"{first_name} {last_name}".strip() or username


class Session(AbstractBaseSession):
    """A browser's session, and who is signed in by it: `user.session_set` holds a person's, to be seen and ended."""

    # No constraint: if somebody is deleted while they sign in, Django would try one new key after another without end.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, db_constraint=False)
    seen_at = models.DateTimeField(null=True, help_text="When it was last used, to the minute.")

    class Meta(AbstractBaseSession.Meta):
        default_permissions = ()

    def __str__(self):
        """Without its key, which would let whoever reads it in as this person."""
        return f"until {self.expire_date:%Y-%m-%d %H:%M} UTC"

    @classmethod
    def get_session_store_class(cls):
        from csc_tracker.people.sessions import SessionStore

        return SessionStore


class Draft(models.Model):
    """What somebody typed into a form and has not saved yet. Nobody but they see it; pages/drafts.py says how long."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="drafts")
    form = models.CharField(max_length=300, help_text="The address of the form, with its plan.")
    number = models.UUIDField(
        help_text="Of the page that it is typed on, or was carried on: another never replaces it."
    )
    fields = models.JSONField(help_text="The values that were typed, by the names of the fields.")
    begun_at = models.DateTimeField()
    kept_at = models.DateTimeField(help_text="When it was last kept.")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["person", "form"], name="draft_once_a_form")]

    def __str__(self):
        return f"Draft of {self.person}"


class Digest(models.Model):
    """A digest that was written to a person. `once` says for which day, week, meeting or position: there is one each.

    A run makes this row before its email, so of two runs at once the database lets one write to the person. Its email
    says whether it arrived; mail/digests.py says how often it is sent again, and when the row goes.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="digests")
    kind = models.CharField(max_length=10, choices=DigestKind)
    once = models.CharField(max_length=120, help_text="The day, week, meeting or position that it is about.")
    on = models.DateField(help_text="The tracker’s date at the time.")
    facts = models.JSONField(default=dict, help_text="Keys, numbers, states and days: no word of a record.")
    run = models.UUIDField(help_text="The run that wrote it.")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["person", "kind", "once"], name="digest_once_a_person")]

    def __str__(self):
        return f"{self.get_kind_display()} for {self.person}"


class Email(models.Model):
    """An email to a person, waiting or sent, and what the mail server said of it. Its words are made as it is sent."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", "Waiting to be sent"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        REFUSED = "refused", "Refused by the mail server"
        FAILED = "failed", "Not sent"
        RETURNED = "returned", "Sent, and came back"
        DROPPED = "dropped", "No longer needed"

    ON_ITS_WAY = (State.WAITING, State.SENDING)
    NOT_ARRIVED = (State.REFUSED, State.FAILED, State.RETURNED)

    letter = models.CharField(max_length=20, choices=Letter)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="emails")
    to = models.EmailField("sent to")
    where = models.CharField("browser", max_length=100, blank=True)
    made_at = models.DateTimeField("written", auto_now_add=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField("what the mail server said", max_length=500, blank=True)
    sent_at = models.DateTimeField("sent", null=True)
    message_id = models.CharField(max_length=255, blank=True, help_text="Names a returned email.")
    digest = models.OneToOneField(Digest, models.PROTECT, related_name="email", null=True)
    tried_at = models.DateTimeField("last tried", null=True)
    again = models.PositiveSmallIntegerField("sent again", default=0, help_text="How often, after it did not arrive.")
    earlier_answers = models.TextField(blank=True, help_text="A line for each time before that it did not arrive.")

    class Meta:
        ordering = ["-made_at", "-pk"]
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.get_letter_display()} to {self.to}"


class Count(models.Model):
    """What is remembered for minutes or days: tries to sign in, and codes that were used. Django's cache writes it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.cache_key


class SheetColumns(models.Model):
    """What a person said that the columns of a spreadsheet hold: proposed again for one with the same headings."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sheet_columns")
    headings_sha256 = models.CharField(max_length=64, help_text="Of the headings, which may say anything.")
    columns = models.JSONField(help_text="What each column holds, by its place from 0; “” for one left out.")
    chosen_on = models.DateField(help_text="The tracker’s date when it was last used.")

    class Meta:
        default_permissions = ()
        permissions = [("import_actions", "Can load a spreadsheet of actions")]
        constraints = [
            models.UniqueConstraint(fields=["person", "headings_sha256"], name="sheet_columns_once_a_person"),
        ]

    def __str__(self):
        return f"{self.person}: {len(self.columns)} columns"
