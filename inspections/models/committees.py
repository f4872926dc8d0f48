"""The committees that scrutinise a plan: their meetings, and what was decided, asked and promised there."""

from textwrap import shorten

from django.db import models
from django.db.models import F, Q

from actions.models import Action
from priorities.models import Plan

from ..answers import ResolutionQuerySet
from ..next_meeting import MeetingQuerySet
from .scrutiny import BySlugManager, DatedInWords, days_in_order


class Committee(models.Model):
    """A committee of councillors, or a board, that considers a plan."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=150)
    council = models.CharField(max_length=100)
    scrutinises = models.ManyToManyField(
        Plan, related_name="committees", blank=True, help_text="The plans that it scrutinises."
    )
    source_note = models.TextField(blank=True)

    objects = BySlugManager()

    class Meta:
        ordering = ["council", "name"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)

    natural_key.dependencies = ["priorities.plan"]


class Meeting(DatedInWords):
    """One meeting of a committee. Where a paper does not state its committee or its day, it says what is known."""

    slug = models.SlugField(unique=True)
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="meetings", null=True, blank=True)
    committee_words = models.CharField(
        max_length=200, blank=True, help_text="Where the paper does not state it: “not stated, probably …”."
    )
    worked_out = models.BooleanField(default=False, help_text="The date is worked out, not stated.")
    considered = models.ForeignKey(
        Plan, models.PROTECT, related_name="meetings", null=True, blank=True,
        help_text="The plan that the committee considered or will consider.",
    )  # fmt: skip
    source_note = models.TextField(blank=True, help_text="How a date was worked out.")

    objects = BySlugManager.from_queryset(MeetingQuerySet)()

    class Meta:
        ordering = ["-first_day", "-last_day", "slug"]
        constraints = [
            days_in_order("meeting_ends_after_start"),
            models.CheckConstraint(
                condition=Q(committee__isnull=False) | ~Q(committee_words=""),
                name="meeting_says_whose",
                violation_error_message="Choose the committee, or write what is known of it.",
            ),
            models.CheckConstraint(
                condition=Q(worked_out=False) | ~Q(source_note=""),
                name="meeting_worked_out_says_how",
                violation_error_message="Say how the date was worked out.",
            ),
        ]

    def __str__(self):
        return f"{self.who}, {self.date_words}"

    @property
    def who(self):
        """The committee's name, or what is known of it."""
        return self.committee.name if self.committee else f"Committee {self.committee_words}"

    def natural_key(self):
        return (self.slug,)

    natural_key.dependencies = ["inspections.committee", "priorities.plan"]


class AgendaItemManager(models.Manager):
    def get_by_natural_key(self, meeting, number):
        return self.get(meeting__slug=meeting, number=number)


class AgendaItem(models.Model):
    """One item of a meeting's agenda."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    number = models.CharField(max_length=10, blank=True, help_text="Empty where the papers do not give it.")
    title = models.CharField(max_length=300)

    objects = AgendaItemManager()

    class Meta:
        ordering = ["meeting", "number", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="item_number_once_a_meeting")]

    def __str__(self):
        return f"Item {self.number}: {self.title}" if self.number else self.title

    def natural_key(self):
        return (self.meeting.slug, self.number)

    natural_key.dependencies = ["inspections.meeting"]


class Resolution(models.Model):
    """Something decided, asked, promised, referred, or that a paper says will happen."""

    class Kind(models.TextChoices):
        DECISION = "decision", "Decided"
        REQUEST = "request", "Asked by members"
        PROMISE = "promise", "Promised by officers"
        REFERRAL = "referral", "Referred to Mayor and Cabinet"
        INTENTION = "intention", "The paper says this will happen"

    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.TextField()
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="resolutions")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="resolutions", null=True, blank=True)
    needs_answer = models.BooleanField(default=False, help_text="An answer is due.")
    due_words = models.CharField(max_length=200, blank=True, help_text="When the answer is due, as the paper has it.")
    due_first_day = models.DateField(null=True, blank=True)
    due_last_day = models.DateField(null=True, blank=True)
    owed_by = models.CharField(max_length=150, blank=True)
    same_matter = models.ForeignKey(
        "self", models.PROTECT, related_name="also", null=True, blank=True,
        help_text="The resolution that it is counted with.",
    )  # fmt: skip
    action = models.ForeignKey(
        Action, models.PROTECT, related_name="resolutions", null=True, blank=True,
        help_text="The action that is the same event.",
    )  # fmt: skip
    source_note = models.TextField(blank=True)

    objects = BySlugManager.from_queryset(ResolutionQuerySet)()

    class Meta:
        ordering = ["-item__meeting__first_day", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_first_day=None) | Q(due_last_day__gte=F("due_first_day")),
                name="resolution_due_in_order",
                violation_error_message="The last day is before the first day. Mend one of the two.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.short}"

    @property
    def short(self):
        """Its words, cut at a word's end where they are long."""
        return shorten(self.words, 90, placeholder="…")

    def natural_key(self):
        return (self.slug,)

    natural_key.dependencies = ["inspections.agendaitem", "priorities.plan", "actions.action"]


class AnswerManager(models.Manager):
    def get_by_natural_key(self, resolution, on):
        return self.get(resolution__slug=resolution, on=on)


class Answer(models.Model):
    """A dated answer to a resolution, in part or whole."""

    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="answers")
    on = models.DateField()
    words = models.TextField(help_text="What answers it, in the paper's words.")
    whole = models.BooleanField("answers the whole", default=False)
    note = models.CharField(max_length=300, blank=True, help_text="What is still missing.")

    objects = AnswerManager()

    class Meta:
        ordering = ["resolution", "on", "pk"]
        constraints = [models.UniqueConstraint(fields=["resolution", "on"], name="answer_once_a_day")]

    def __str__(self):
        return f"Answer of {self.on} to {self.resolution.slug}"

    def natural_key(self):
        return (self.resolution.slug, self.on.isoformat())

    natural_key.dependencies = ["inspections.resolution"]
