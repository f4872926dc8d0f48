"""What is being done about a plan: actions, the periods of their words, and the updates that only ever add up."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q

from priorities.models import Post, PostChange, Priority

from .position import ActionQuerySet

# Characters. A note is a paragraph or two, not a paper; papers are loaded as papers.
LONGEST_WORDS = 4_000


class Stage(models.TextChoices):
    """The life of an action."""

    PLANNED = "planned", "Planned"
    UNDER_WAY = "under_way", "Under way"
    AWAITING = "awaiting", "Done, awaiting sign-off"
    COMPLETE = "complete", "Complete"
    STOPPED = "stopped", "Stopped"


class Rating(models.TextChoices):
    """An officer's confidence in the due date."""

    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OFF_TRACK = "off_track", "Off track"


class Difference(models.TextChoices):
    """The difference made for children and families, asked at or after completion and apart from the rating."""

    NONE_YET = "none_yet", "No difference yet"
    SOME = "some", "Some difference"
    CLEAR = "clear", "A clear difference"
    NOT_EXPECTED = "not_expected", "Not expected on its own"


class DueBasis(models.TextChoices):
    """Whose finishing date it is: the action's own words, its column's heading, or the plan's end."""

    OWN = "own", "its own"
    HEADING = "heading", "from the heading"
    PLAN = "plan", "from the plan"


class ActionManager(models.Manager.from_queryset(ActionQuerySet)):
    def get_by_natural_key(self, plan, priority, number):
        return self.get(priority__plan__slug=plan, priority__number=priority, number=number)


class Action(models.Model):
    """Something the plan says was or will be done, under one priority. Its state comes from its updates alone."""

    class Column(models.TextChoices):
        DONE = "done", "What have we done so far"
        PLANNED = "planned", "What else we have planned"
        ADDED = "added", "Added since"

    priority = models.ForeignKey(Priority, models.PROTECT, related_name="actions")
    number = models.PositiveSmallIntegerField(
        help_text="Within the priority: this tracker's own numbering, in the order of the paper."
    )
    words = models.TextField(help_text="The paper's own words, never tidied.")
    column = models.CharField(max_length=10, choices=Column, help_text="Where the paper's table has it.")
    column_heading = models.CharField(max_length=200, blank=True, help_text="The column's heading in the paper.")
    owner = models.ForeignKey(
        Post, models.PROTECT, related_name="owns", null=True, blank=True, help_text="The post that does it."
    )

    objects = ActionManager()

    class Meta:
        ordering = ["priority", "number"]
        permissions = [
            ("change_owner", "Can set the owner of an action"),
            ("stop_action", "Can stop an action"),
            ("correct_first_due", "Can correct a first date that was entered wrongly"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["priority", "number"], name="action_number_once_a_priority"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=9999),
                name="action_number_from_1_to_9999",
                violation_error_message="An action’s number is between 1 and 9999.",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="action_has_words"),
        ]

    def __str__(self):
        return self.reference

    def natural_key(self):
        return (*self.priority.natural_key(), self.number)

    natural_key.dependencies = ["priorities.priority", "priorities.post"]

    @property
    def reference(self):
        """P3.06: the priority's number and the action's own in it."""
        return f"P{self.priority.number}.{self.number:02d}"


class ActionPeriodManager(models.Manager):
    def get_by_natural_key(self, plan, priority, number, role, words):
        return self.get(
            action__priority__plan__slug=plan, action__priority__number=priority, action__number=number,
            role=role, words=words,
        )  # fmt: skip


class ActionPeriod(models.Model):
    """A date in an action's own words, as the paper wrote it, with the first and last day that they can mean.

    A start keeps the days of its own words: “Starts Jan 2020” is 1 to 31 January 2020, and the action should have
    started once the last of them has passed.
    """

    class Role(models.TextChoices):
        FINISH = "finish", "Finish"
        START = "start", "Start"
        MILESTONE = "milestone", "Milestone"
        COMPLETED = "completed", "Completed"

    action = models.ForeignKey(Action, models.PROTECT, related_name="periods")
    role = models.CharField(max_length=10, choices=Role)
    words = models.CharField("as the paper wrote it", max_length=200)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    precision = models.CharField(max_length=12, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="What a milestone belongs to, or how it was read.")

    objects = ActionPeriodManager()

    class Meta:
        ordering = ["action", F("first_day").asc(nulls_first=True), "pk"]
        verbose_name = "period"
        constraints = [
            models.UniqueConstraint(fields=["action", "role", "words"], name="period_once_an_action"),
            models.UniqueConstraint(
                fields=["action", "role"], condition=~Q(role="milestone"), name="period_one_a_role_but_milestones"
            ),
            models.CheckConstraint(
                condition=Q(first_day=None) | Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="period_ends_after_start",
                violation_error_message="The last day is before the first day. Mend one of the two.",
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()}: {self.words}"

    def natural_key(self):
        return (*self.action.natural_key(), self.role, self.words)

    natural_key.dependencies = ["actions.action"]


class ProgressUpdateManager(models.Manager):
    def get_by_natural_key(self, sequence):
        return self.get(sequence=sequence)


class ProgressUpdate(models.Model):
    """One entry in an action's history: what it says changes from the day it speaks for; what it leaves empty stays.

    Append-only, in the database too (append_only.py): a correction is another update. Empty `stage`, `rating`,
    `difference` or due means “as before”.
    """

    class Source(models.TextChoices):
        OFFICER = "officer", "An officer"
        PAPER = "paper", "A paper"

    class DueChange(models.TextChoices):
        GIVEN = "given", "Date given"
        SET = "set", "Date set"
        MOVED = "moved", "Date moved"
        CORRECTED = "corrected", "First date corrected"

    # The words that an admin may blank where they hold personal data; nothing else of a row ever changes.
    BLANKABLE = ("words", "difference_words", "evidence_words", "evidence_url", "due_reason", "due_agreed_by")
    BLANKING = ("blanked_on", "blanked_by", "blanked_because")

    action = models.ForeignKey(Action, models.PROTECT, related_name="updates")
    sequence = models.PositiveBigIntegerField(unique=True, help_text="The order of recording, over all plans.")
    speaks_for = models.DateField(help_text="The day whose position it tells.")
    recorded_at = models.DateTimeField(help_text="The real moment of recording.")
    source = models.CharField(max_length=10, choices=Source)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="updates", null=True, blank=True)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", null=True, blank=True)
    paper_day = models.DateField(null=True, blank=True, help_text="The paper's own day, where it speaks for another.")
    day_not_given = models.BooleanField(default=False, help_text="The paper gives no day for what it reports done.")

    stage = models.CharField(max_length=10, choices=Stage, blank=True)
    rating = models.CharField(max_length=10, choices=Rating, blank=True)
    words = models.TextField(blank=True, validators=[MaxLengthValidator(LONGEST_WORDS)])
    difference = models.CharField(max_length=12, choices=Difference, blank=True)
    difference_words = models.TextField(blank=True, validators=[MaxLengthValidator(LONGEST_WORDS)])
    evidence_words = models.TextField(blank=True, validators=[MaxLengthValidator(LONGEST_WORDS)])
    evidence_url = models.URLField(blank=True, max_length=500)

    due_words = models.CharField(max_length=200, blank=True)
    due_first_day = models.DateField(null=True, blank=True)
    due_last_day = models.DateField(null=True, blank=True)
    due_basis = models.CharField(max_length=10, choices=DueBasis, blank=True)
    due_change = models.CharField(max_length=10, choices=DueChange, blank=True)
    due_reason = models.TextField(blank=True, validators=[MaxLengthValidator(LONGEST_WORDS)])
    due_agreed_by = models.CharField(max_length=150, blank=True)

    no_change = models.BooleanField(default=False, help_text="“No change, still true”, in one press.")
    confirms = models.ForeignKey(
        "self", models.PROTECT, related_name="confirmed_by", null=True, blank=True,
        help_text="The report of “done” that a second person confirms here.",
    )  # fmt: skip
    withdraws = models.OneToOneField(
        "self", models.PROTECT, related_name="withdrawn_by", null=True, blank=True,
        help_text="The update that this one withdraws: it then counts nowhere.",
    )  # fmt: skip
    submission = models.UUIDField(unique=True, null=True, blank=True, editable=False)

    blanked_on = models.DateField(null=True, blank=True)
    blanked_by = models.CharField(max_length=150, blank=True)
    blanked_because = models.CharField(max_length=300, blank=True)

    objects = ProgressUpdateManager()

    class Meta:
        ordering = ["action", "-speaks_for", "-sequence"]
        verbose_name = "progress update"
        permissions = [
            ("blank_update", "Can blank the words of an update that hold personal data"),
            ("withdraw_update", "Can withdraw an update"),
        ]
        indexes = [
            models.Index(fields=["action", "-speaks_for", "-sequence"], name="update_latest_of_action"),
            models.Index(fields=["speaks_for"], name="update_speaks_for"),
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
                | ~Q(difference_words="") | Q(confirms__isnull=False) | Q(blanked_on__isnull=False),
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
                condition=~Q(stage="") | ~Q(rating="") | ~Q(words="") | ~Q(difference="") | ~Q(due_basis="")
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
        return f"Update {self.sequence} of {self.action}"

    def natural_key(self):
        return (self.sequence,)

    natural_key.dependencies = ["actions.action"]


class Standing(models.Model):
    """The current row of an action: what its updates, all of them, come to. The database keeps it (append_only.py).

    It serves any day on or after the plan's last update; any other day is derived from the updates (position.py).
    """

    action = models.OneToOneField(Action, models.CASCADE, primary_key=True, related_name="standing")
    reported_from = models.DateField(help_text="The first day that any update speaks for.")
    last_said = models.DateField(help_text="The day that the latest update speaks for.")
    last_sequence = models.PositiveBigIntegerField()
    stage = models.CharField(max_length=10, choices=Stage)
    stage_since = models.DateField()
    day_not_given = models.BooleanField(default=False)
    rating = models.CharField(max_length=10, choices=Rating, blank=True)
    rated_on = models.DateField(null=True)
    difference = models.CharField(max_length=12, choices=Difference, blank=True)
    due_words = models.CharField(max_length=200, blank=True)
    due_first_day = models.DateField(null=True)
    due_last_day = models.DateField(null=True)
    due_basis = models.CharField(max_length=10, blank=True)
    first_due_last_day = models.DateField(null=True)
    first_due_basis = models.CharField(max_length=10, blank=True)
    moves = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["action"]
        indexes = [models.Index(fields=["due_last_day"], name="standing_due")]

    def __str__(self):
        return f"Standing of {self.action}"


class OwnerChange(PostChange):
    """An owner given to an action, changed or taken away."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="owner_changes")

    class Meta:
        ordering = ["action", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="owner_change_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.action}: {self.to_post or 'no owner'}"
