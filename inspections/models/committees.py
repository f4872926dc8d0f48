"""The committees that scrutinise a plan: their meetings, and what was decided, asked and promised there."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet

from actions.models import Action, FrozenPosition
from csc_tracker.database.ledgers import ledger
from csc_tracker.database.withdrawing import NOT_WITHDRAWN, ActiveManager, Withdrawable
from csc_tracker.pages.shortening import shortened
from csc_tracker.pages.wording import in_words, spoken_by
from inspections.models.scrutiny import DatedInWords, SeenActiveBySlug, SeenBySlug, days_in_order
from priorities.models import (
    Exemptible,
    Plan,
    Post,
    SeenForeignKey,
    SeenManager,
    SeenRecords,
    for_reader,
    unique_when_open,
)


class MeetingQuerySet(QuerySet):
    """Meetings, by the plan that they concern and by the day."""

    def of_plan(self, plan):
        """The meetings that pages of this plan show: see `meeting_of_plan`."""
        return self.filter(meeting_of_plan(plan))

    def scrutinising(self, plan):
        """The meetings of the committees that scrutinise the plan, and those that consider it all the same."""
        return self.filter(_scrutinises(plan))

    def with_concerns(self, plan):
        """Annotate `concerns`: whether it is among those `scrutinising` the plan."""
        return self.annotate(concerns=ExpressionWrapper(_scrutinises(plan), BooleanField()))

    def to_come(self, on, until):
        """The meetings that are not over before the day `on` and begin by `until` (see `known_until`), next first."""
        return self.filter(last_day__gte=on, first_day__lte=until).order_by("first_day", "last_day", "slug")

    def held(self, on):
        """The meetings that were over before the day `on`, the latest first."""
        return self.filter(last_day__lt=on).order_by("-last_day", "-first_day", "slug")


# A council sets its committees' calendar for a year.
_CALENDAR = timedelta(days=366)


def known_until(on: date) -> date:
    """The last day on which a meeting to come can be known of on the day `on`; of any later one nobody knew yet."""
    return on + _CALENDAR


def meeting_of_plan(plan: Plan, path: str = "") -> Q:
    """The condition that pages of this plan show a meeting: a practice plan's own, else every one but those.

    `path` leads to the meeting from another record, such as “item__meeting__”; a withdrawn meeting never counts.
    """
    if plan.practice:
        condition = _scrutinises(plan, path)
    else:
        condition = ~(Q(**{f"{path}considered__practice": True}) | _of_committees(path, plan__practice=True))
    return condition & Q(**{f"{path}withdrawn_on": None})


def _scrutinises(plan, path=""):
    """The condition that the meeting's committee scrutinises the plan, or that the meeting considers it."""
    return Q(**{f"{path}considered": plan}) | _of_committees(path, plan=plan)


def _of_committees(path, **plan):
    """The condition that the meeting's committee scrutinises such a plan."""
    committees = Plan.committees.through.objects.filter(**plan).values("committee")
    return Q(**{f"{path}committee__in": committees})


class ResolutionQuerySet(QuerySet):
    """Resolutions, by plan."""

    def of_plan(self, plan):
        """The plan's own resolutions, and those of its meetings that name no plan."""
        return self.filter(Q(plan=plan) | Q(meeting_of_plan(plan, "item__meeting__"), plan=None))


class Committee(Exemptible):
    """A committee of councillors, or a board, that considers a plan."""

    class Kind(models.TextChoices):
        SELECT = "select", "Select committee"
        BOARD = "board", "Improvement Board"
        OTHER = "other", "Another committee"

    slug = models.SlugField(verbose_name="name in addresses", unique=True)
    name = models.CharField(max_length=150)
    council = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SELECT)
    scrutinises = models.ManyToManyField(
        Plan,
        verbose_name="plans that it scrutinises",
        related_name="committees",
        blank=True,
        help_text="The plans that it scrutinises.",
    )
    source_note = models.TextField(verbose_name="note on the source", blank=True)

    objects = SeenBySlug()

    class Meta:
        ordering = ["council", "name"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)

    natural_key.dependencies = ["priorities.plan"]


class SeatQuerySet(models.QuerySet):
    def on(self, day):
        """The seats held on `day`, both ends included."""
        return self.filter(Q(first_day__lte=day) | Q(first_day=None), Q(last_day__gte=day) | Q(last_day=None))


class Seat(models.Model):
    """A person's time on a committee, first and last day included; an open end means that they sit on it still."""

    exempt_by = ("committee__exemption",)

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="member", related_name="seats")
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)

    objects = SeenRecords.from_queryset(SeatQuerySet)()

    class Meta:
        ordering = ["committee_id", "user_id", F("first_day").asc(nulls_first=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day=None) | Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="seat_ends_after_start",
                violation_error_message="The last day is before the first day. Correct one of the two.",
            ),
        ]

    def __str__(self):
        return f"{self.user} on {self.committee}"


class Meeting(Exemptible, Withdrawable, DatedInWords):
    """One meeting of a committee. Where a paper does not state its committee or its day, it says what is known."""

    belongs_to = ("committee",)

    class Minutes(models.TextChoices):
        DRAFT = "draft", "Draft"
        AGREED = "agreed", "Agreed"

    slug = models.SlugField(verbose_name="name in addresses", unique=True)
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="meetings", null=True, blank=True)
    committee_words = models.CharField(
        verbose_name="committee, as the paper puts it",
        max_length=200,
        blank=True,
        help_text="Where the paper does not state it: “not stated, probably …”.",
    )
    worked_out = models.BooleanField(
        verbose_name="date worked out, not stated", default=False, help_text="The date is worked out, not stated."
    )
    considered = models.ForeignKey(
        Plan,
        models.PROTECT,
        verbose_name="plan that it considered",
        related_name="meetings",
        null=True,
        blank=True,
        help_text="The plan that the committee considered or will consider.",
    )
    papers_published_on = models.DateField(
        verbose_name="papers published on", null=True, blank=True, help_text="The day that its papers were published."
    )
    minutes = models.CharField(
        verbose_name="draft or agreed minutes",
        max_length=6,
        choices=Minutes,
        blank=True,
        help_text="Empty where there is no record of its minutes.",
    )
    minutes_agreed_on = models.DateField(null=True, blank=True, help_text="The day that a later meeting agreed them.")
    source_note = models.TextField(
        verbose_name="note on the source", blank=True, help_text="How a date was worked out."
    )

    objects = SeenActiveBySlug.from_queryset(MeetingQuerySet)()

    class Meta:
        ordering = ["-first_day", "-last_day", "slug"]
        constraints = [
            days_in_order("meeting_ends_after_start"),
            models.CheckConstraint(
                condition=Q(committee__isnull=False) | ~Q(committee_words=""),
                name="meeting_says_whose",
                violation_error_message="Choose the committee, or write what you know about it.",
            ),
            models.CheckConstraint(
                condition=Q(worked_out=False) | ~Q(source_note=""),
                name="meeting_worked_out_says_how",
                violation_error_message="Say how the date was worked out.",
            ),
            models.CheckConstraint(
                condition=Q(minutes_agreed_on=None) | Q(minutes="agreed", minutes_agreed_on__gte=F("first_day")),
                name="meeting_minutes_agreed_after_it",
                violation_error_message="Minutes that are agreed have the state “Agreed”, and a day after the meeting.",
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


class MeetingPositionManager(SeenManager, models.Manager):
    """The editions of frozen positions for who is looking now."""

    def get_queryset(self):
        return super().get_queryset().filter(for_reader(lambda plans: Q(position__plan__in=plans), "position__"))


@ledger("What a meeting was shown never changes. Freeze the plan again to make a new version.")
class MeetingPosition(models.Model):
    """The frozen position that a meeting was shown; of several versions the latest is what it saw."""

    exempt_by = ("meeting__exemption",)

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="shown")
    position = models.OneToOneField(FrozenPosition, models.PROTECT, related_name="shown_to")

    objects = MeetingPositionManager()

    class Meta:
        ordering = ["meeting_id", "-position"]

    def __str__(self):
        return str(self.position)


class AgendaItemManager(SeenManager, ActiveManager, models.Manager):
    def get_by_natural_key(self, meeting, number):
        return self.get(meeting__slug=meeting, number=number)


class AgendaItem(Exemptible, Withdrawable):
    """One item of a meeting's agenda."""

    belongs_to = ("meeting",)

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    number = models.CharField(max_length=10, blank=True, help_text="Empty where the papers do not give it.")
    title = models.CharField(max_length=300)

    objects = AgendaItemManager()

    class Meta:
        ordering = ["meeting_id", "number", "pk"]
        constraints = [
            *unique_when_open("meeting", "number", name="item_number_once_a_meeting", condition=NOT_WITHDRAWN)
        ]

    def __str__(self):
        return f"Item {self.number}: {self.title}" if self.number else self.title

    def natural_key(self):
        return (self.meeting.slug, self.number)

    natural_key.dependencies = ["inspections.meeting"]


class Resolution(Exemptible, Withdrawable):
    """Something decided, asked, promised, referred, or that a paper says will happen."""

    belongs_to = ("item", "same_matter")

    class Kind(models.TextChoices):
        DECISION = "decision", "Decided"
        REQUEST = "request", "Asked by members"
        PROMISE = "promise", "Promised by officers"
        REFERRAL = "referral", "Referred to Mayor and Cabinet"
        INTENTION = "intention", "Planned, according to the paper"

    slug = models.SlugField(verbose_name="name in addresses", unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.TextField()
    item = models.ForeignKey(AgendaItem, models.PROTECT, verbose_name="agenda item", related_name="resolutions")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="resolutions", null=True, blank=True)
    needs_answer = models.BooleanField(verbose_name="needs an answer", default=False, help_text="An answer is due.")
    due_words = models.CharField(
        verbose_name="answer due, as the paper puts it",
        max_length=200,
        blank=True,
        help_text="When the answer is due, as the paper has it.",
    )
    due_first_day = models.DateField(verbose_name="first day that the answer can be due", null=True, blank=True)
    due_last_day = models.DateField(verbose_name="answer due by", null=True, blank=True)
    owed_by = models.CharField(verbose_name="who owes the answer", max_length=150, blank=True)
    same_matter = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="the same matter as",
        related_name="also",
        null=True,
        blank=True,
        help_text="The resolution that it is counted with.",
    )
    action = models.ForeignKey(
        Action,
        models.PROTECT,
        verbose_name="action that is the same event",
        related_name="resolutions",
        null=True,
        blank=True,
        help_text="The action that is the same event.",
    )
    source_note = models.TextField(verbose_name="note on the source", blank=True)

    # Set by `progress.with_state` for the day of a page.
    state: str
    summary: Any
    said_on: date
    due_day: date | None
    overdue: bool
    answered_by: set[int]
    others: list["Resolution"]

    objects = SeenActiveBySlug.from_queryset(ResolutionQuerySet)()

    class Meta:
        ordering = ["-item__meeting__first_day", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_first_day=None) | Q(due_last_day__gte=F("due_first_day")),
                name="resolution_due_in_order",
                violation_error_message="The last day is before the first day. Correct one of the two.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.short}"

    @property
    def short(self):
        """Its words, cut at a word's end where they are long."""
        return shortened(self.words, 90)

    @property
    def matter(self):
        """The resolution that it is counted with, or itself if it is counted by itself."""
        return self.same_matter or self

    def natural_key(self):
        return (self.slug,)

    natural_key.dependencies = ["inspections.agendaitem", "priorities.plan", "actions.action"]


class AnswerManager(SeenManager, models.Manager):
    def get_by_natural_key(self, resolution, number):
        return self.get(resolution__slug=resolution, number=number)


class Answer(Exemptible):
    """A dated answer to a resolution, in part or whole, from a paper or from an officer."""

    belongs_to = ("resolution", "paper")

    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField(default=1, help_text="Within the resolution, in order.")
    on = models.DateField(verbose_name="given on")
    words = models.TextField(help_text="What answers it, in the paper's words.")
    whole = models.BooleanField("answers the whole", default=False)
    note = models.CharField(
        verbose_name="what is still missing", max_length=300, blank=True, help_text="What is still missing."
    )
    paper = models.ForeignKey(
        "inspections.Report",
        models.PROTECT,
        verbose_name="paper that it is in",
        related_name="answers",
        null=True,
        blank=True,
        help_text="The paper that answers it.",
    )
    action = models.ForeignKey(
        Action,
        models.PROTECT,
        verbose_name="action that answers it",
        related_name="answers",
        null=True,
        blank=True,
        help_text="The action that answers it.",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="recorded by",
        related_name="+",
        null=True,
        blank=True,
        help_text="The officer who recorded it; empty where a paper was loaded.",
    )
    post = SeenForeignKey(
        Post, models.PROTECT, verbose_name="post at the time", related_name="+", null=True, blank=True
    )

    objects = AnswerManager()

    class Meta:
        ordering = ["resolution_id", "on", "number"]
        constraints = [
            *unique_when_open("resolution", "number", name="answer_number_once"),
            models.CheckConstraint(condition=~Q(words=""), name="answer_has_words"),
        ]

    def __str__(self):
        return f"Answer of {self.on} to {self.resolution.slug}"

    @property
    def how_much(self):
        """Its day, and how much it answers: “14 January 2020, a part answer”."""
        return f"{in_words(self.on)}, {'recorded as a full answer' if self.whole else 'a part answer'}"

    @property
    def recorded_by(self):
        """Who recorded it, from which post: “Recorded by Sam Reed, Head of Service”; empty where a paper was loaded."""
        if not self.by:
            return ""
        return f"Recorded by {spoken_by(self.by, self.post, self.on)}"

    def natural_key(self):
        return (self.resolution.slug, self.number)

    natural_key.dependencies = ["inspections.resolution", "actions.action"]


class RecordedOnResolution(models.Model):
    """What a person recorded on a day of something decided, asked or promised. Never edited."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="recorded by", related_name="+")
    on = models.DateField(verbose_name="recorded on", help_text="The tracker’s date at the time.")
    recorded_at = models.DateTimeField(help_text="The exact time of recording.")

    class Meta:
        abstract = True


# Nobody judges what they recorded themselves, however a verdict gets here.
_OWN_ANSWER = "EXISTS (SELECT 1 FROM inspections_answer a WHERE a.id = NEW.answer_id AND a.by_id = NEW.by_id)"


@ledger(
    "A member’s view of an answer cannot be edited. Record a new one.",
    stray=_OWN_ANSWER,
    stray_refusal="Whoever recorded an answer does not judge it. Somebody else must.",
)
class Verdict(RecordedOnResolution):
    """A member's verdict on an answer: it is enough, or it is not, because …"""

    exempt_by = ("answer__exemption",)

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="verdicts")
    answers_it = models.BooleanField("this answers it")
    because = models.TextField(verbose_name="why it does not answer it", blank=True, help_text="Why it does not.")

    objects = SeenRecords()

    class Meta:
        ordering = ["answer_id", "-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answers_it=True) | ~Q(because=""),
                name="verdict_against_says_why",
                violation_error_message="Say why it does not answer it.",
            ),
        ]

    def __str__(self):
        return f"{'Answers' if self.answers_it else 'Does not answer'}: {self.answer}"


@ledger("A matter that a committee closed stays closed. Record a new decision as a new resolution.")
class Closure(RecordedOnResolution):
    """A committee's own word that a matter is closed, at a meeting that is named.

    A matter is closed once, as far as whoever closes it can see: a meeting that turned out to be exempt closes nothing
    for people who may not know of it, and they may record that an open one closed it.
    """

    exempt_by = ("resolution__exemption", "meeting__exemption")

    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="closures")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="closures")
    words = models.TextField(verbose_name="as the minutes put it", blank=True, help_text="As the minutes put it.")

    objects = SeenRecords()

    class Meta:
        ordering = ["resolution_id", "on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["resolution", "meeting"], name="closure_once_at_a_meeting"),
        ]

    def __str__(self):
        return f"{self.resolution.slug}, closed at {self.meeting}"
