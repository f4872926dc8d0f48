"""Inspections of the service: frameworks, inspections, their judgements and findings, and what answers those."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet

from actions.models import Action
from csc_tracker.database.ledgers import ledger
from csc_tracker.database.withdrawing import NOT_WITHDRAWN, ActiveManager, Withdrawable
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.shortening import shortened
from csc_tracker.pages.wording import in_words
from priorities.models import (
    Exemptible,
    Plan,
    Post,
    Priority,
    SeenForeignKey,
    SeenManager,
    SeenRecords,
    unique_when_open,
)


def is_current(on: date, path: str = "") -> Q:
    """The condition that a link (at `path` of the outer model) is in force on a day: added by then, removed later.

    A link without a day of its own has been in force from the start.
    """
    added = Q(**{f"{path}added_on": None}) | Q(**{f"{path}added_on__lte": on})
    return added & (Q(**{f"{path}removed_on": None}) | Q(**{f"{path}removed_on__gt": on}))


class LinkQuerySet(QuerySet):
    """Links, by the day."""

    def current(self, on: date) -> Self:
        """Those that are in force on the day `on`."""
        return self.filter(is_current(on))

    def not_removed(self):
        """Those that nobody has removed."""
        return self.filter(removed_on=None)


class InspectionQuerySet(QuerySet):
    """Outside inspections, by plan and by day."""

    def of_plan(self, plan):
        """A practice plan's own inspections (those that it answers findings of); for another plan, every one but those.

        An inspection that nothing answers yet belongs to every real plan: its findings are gaps, and gaps must show.
        """
        if plan.practice:
            return self.filter(self._answered_by(Plan.objects.filter(pk=plan.pk)))
        return self.exclude(self._answered_by(Plan.objects.filter(practice=True)))

    def _answered_by(self, plans):
        """The condition that one of the plans answers a finding of the inspection, by a priority or an action.

        Step by step from the plans: they are few, and the links of every plan are not.
        """
        priorities = Priority.every.filter(plan__in=plans.order_by().values("pk")).order_by()
        actions = Action.every.filter(priority__in=priorities.values("pk")).order_by()
        of_priorities = FindingPriority.objects.filter(priority__in=priorities.values("pk"))
        of_actions = FindingAction.objects.filter(action__in=actions.values("pk"))
        return Q(pk__in=of_priorities.order_by().values("finding__inspection")) | Q(
            pk__in=of_actions.order_by().values("finding__inspection")
        )

    def by(self, on):
        """The inspections that were over on the day `on`."""
        return self.filter(last_day__lte=on)


class FindingQuerySet(QuerySet):
    """Findings, by the plan that answers them and by day."""

    def of_plan(self, plan, on):
        """The findings of the plan’s inspections that were over on the day `on`; one superseded by then is left out."""
        findings = self.filter(inspection__in=Inspection.objects.of_plan(plan).by(on))
        return findings.exclude(superseded_by__inspection__last_day__lte=on)

    def to_improve(self):
        """All but the strengths."""
        return self.exclude(kind="strength")


class BySlugManager(models.Manager):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


class SeenBySlug(SeenManager, BySlugManager):
    """By its slug, among what may be seen."""


class SeenActiveBySlug(SeenManager, ActiveManager, BySlugManager):
    """By its slug, among what may be seen and was not withdrawn."""


class DatedInWords(models.Model):
    """A date as a paper or a note writes it, with the first and last day that it can mean."""

    date_words = models.CharField(verbose_name="date, as the paper puts it", max_length=200)
    first_day = models.DateField(verbose_name="first day that it can mean")
    last_day = models.DateField(verbose_name="last day that it can mean")

    class Meta:
        abstract = True


def days_in_order(name):
    """The constraint that a dated record's last day is not before its first."""
    return models.CheckConstraint(
        condition=Q(last_day__gte=F("first_day")),
        name=name,
        violation_error_message="The last day is before the first day. Correct one of the two.",
    )


class Framework(models.Model):
    """A set of rules that inspections are made under. It owns its judgement lines and its scale of grades."""

    slug = models.SlugField(verbose_name="name in addresses", unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=50)
    source_note = models.TextField(verbose_name="note on the source", blank=True)

    objects = BySlugManager()

    class Meta:
        ordering = ["slug"]

    def __str__(self):
        return self.short_name

    def natural_key(self):
        return (self.slug,)


class InFrameworkManager(SeenManager, models.Manager):
    def get_by_natural_key(self, framework, words):
        return self.get(framework__slug=framework, words=words)


class InFramework(Exemptible):
    """What a framework owns in an order: a judgement line, a grade of its scale; as the papers put them."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="%(class)ss")
    order = models.PositiveSmallIntegerField(verbose_name="place in the list")
    words = models.CharField(max_length=200)

    objects = InFrameworkManager()

    class Meta:
        abstract = True

    def __str__(self):
        return self.words

    def natural_key(self):
        return (self.framework.slug, self.words)

    natural_key.dependencies = ["inspections.framework"]


class JudgementLine(InFramework):
    """A heading that inspectors judge under."""

    class Meta:
        ordering = ["framework_id", "order"]
        constraints = [*unique_when_open("framework", "words", name="line_once_a_framework")]


class Grade(InFramework):
    """One step of a framework's scale; the first is the best."""

    class Meta:
        ordering = ["framework_id", "order"]
        constraints = [*unique_when_open("framework", "words", name="grade_once_a_framework")]


class Inspection(Exemptible, Withdrawable, DatedInWords):
    """An inspection of any kind: graded, a focused or monitoring visit, a JTAI, an adviser's visit."""

    class Kind(models.TextChoices):
        GRADED = "graded", "Graded inspection"
        FOCUSED = "focused", "Focused visit"
        MONITORING = "monitoring", "Monitoring visit"
        JOINT = "joint", "Joint targeted area inspection"
        ADVISER = "adviser", "Adviser’s visit"
        OTHER = "other", "Inspection, kind not stated"

    slug = models.SlugField(verbose_name="name in addresses", unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="inspections", null=True, blank=True)
    inspectors = models.CharField(max_length=150, blank=True, help_text="Who inspected.")
    published_words = models.CharField(
        verbose_name="published, as the paper puts it",
        max_length=200,
        blank=True,
        help_text="When its report was published.",
    )
    address = models.URLField(verbose_name="address on the web", blank=True, max_length=500)
    unpublished = models.BooleanField("its letter is not published", default=False)
    starts_clock = models.BooleanField(
        "starts the statutory clock",
        default=False,
        help_text="The council's written statement of action is due 70 working days after it receives the report.",
    )
    received_words = models.CharField(
        verbose_name="report received, as the paper puts it",
        max_length=200,
        blank=True,
        help_text="When the council received the report, as far as the papers say.",
    )
    received_first_day = models.DateField(
        verbose_name="first day that it can have been received", null=True, blank=True
    )
    received_last_day = models.DateField(verbose_name="last day that it can have been received", null=True, blank=True)
    statement_sent_on = models.DateField(
        verbose_name="statement of action sent on", null=True, blank=True, help_text="The day the statement was sent."
    )
    source_note = models.TextField(verbose_name="note on the source", blank=True)

    objects = SeenActiveBySlug.from_queryset(InspectionQuerySet)()

    class Meta:
        ordering = ["-first_day", "slug"]
        constraints = [
            days_in_order("inspection_ends_after_start"),
            models.CheckConstraint(
                condition=Q(received_first_day=None, received_last_day=None)
                | Q(received_last_day__gte=F("received_first_day")),
                name="inspection_received_in_order",
                violation_error_message="Give the first and the last day that the report can have come, in order.",
            ),
            models.CheckConstraint(
                condition=Q(unpublished=False) | Q(published_words=""),
                name="inspection_published_or_not",
                violation_error_message="A letter that is not published has no day of publication.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def named(self):
        """Its title and when it was: “Inspection of children’s services, July 2019”."""
        return f"{self.title}, {self.date_words}"

    def natural_key(self):
        return (self.slug,)

    natural_key.dependencies = ["inspections.framework"]


class JudgementManager(SeenManager, ActiveManager, models.Manager):
    def get_by_natural_key(self, inspection, order):
        return self.get(inspection__slug=inspection, order=order)


class Judgement(Exemptible, Withdrawable):
    """A line that was judged at an inspection, with its grade, or none where the paper gives none."""

    belongs_to = ("inspection",)

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="judgements")
    order = models.PositiveSmallIntegerField(verbose_name="place in the list")
    line = models.ForeignKey(JudgementLine, models.PROTECT, verbose_name="what was judged", related_name="judgements")
    grade = models.ForeignKey(Grade, models.PROTECT, related_name="judgements", null=True, blank=True)
    words = models.TextField(verbose_name="as the paper puts it", help_text="As the paper puts it.")

    objects = JudgementManager()

    class Meta:
        ordering = ["inspection_id", "order"]
        constraints = [
            *unique_when_open("inspection", "order", name="judgement_order_once", condition=NOT_WITHDRAWN),
            *unique_when_open("inspection", "line", name="judgement_line_once_an_inspection", condition=NOT_WITHDRAWN),
        ]

    def __str__(self):
        return f"{self.line}: {self.grade or 'no grade'}"

    def natural_key(self):
        return (self.inspection.slug, self.order)

    natural_key.dependencies = ["inspections.inspection", "inspections.judgementline", "inspections.grade"]


class FindingManager(SeenManager, ActiveManager, models.Manager.from_queryset(FindingQuerySet)):
    def get_by_natural_key(self, inspection, number):
        return self.get(inspection__slug=inspection, number=number)


class Finding(Exemptible, Withdrawable):
    """One point that an inspection made."""

    belongs_to = ("inspection",)

    class Kind(models.TextChoices):
        STRENGTH = "strength", "Strength"
        IMPROVE = "improve", "Area for improvement"
        RECOMMENDATION = "recommendation", "Recommendation"
        PRIORITY_ACTION = "priority_action", "Area for priority action"

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings")
    number = models.PositiveSmallIntegerField(help_text="This tracker's own numbering, in the order of the paper.")
    line = models.ForeignKey(
        JudgementLine,
        models.PROTECT,
        verbose_name="judgement that it comes under",
        related_name="findings",
        null=True,
        blank=True,
    )
    kind = models.CharField(max_length=16, choices=Kind)
    words = models.TextField()
    whose_words = models.CharField(
        max_length=200, blank=True, help_text="“as the council summarised it (report of …, section 5)”."
    )
    paragraph = models.CharField(max_length=20, blank=True, help_text="The paragraph that the paper has it under.")
    superseded_by = models.ForeignKey("self", models.PROTECT, related_name="supersedes", null=True, blank=True)
    priorities = models.ManyToManyField(Priority, through="FindingPriority", related_name="findings")
    actions = models.ManyToManyField(Action, through="FindingAction", related_name="findings")

    # Set by `gaps.with_gaps` and `gaps.with_answers` for the day of a page.
    gap: str
    no_impact: bool
    plan_action_links: list["FindingAction"]
    plan_priority_links: list["FindingPriority"]
    no_answer: "NoAnswer | None"

    objects = FindingManager()

    class Meta:
        ordering = ["inspection_id", "number"]
        constraints = [*unique_when_open("inspection", "number", name="finding_number_once", condition=NOT_WITHDRAWN)]

    def __str__(self):
        return f"Finding {self.number} of {self.inspection}"

    @property
    def short(self):
        """Its words, cut at a word's end where they are long."""
        return shortened(self.words, 90)

    @property
    def anchor(self):
        """The finding's anchor on the page of findings; numbers begin anew with each inspection."""
        return f"finding-{self.number}-{self.inspection.slug}"

    def page(self):
        """The path of the finding's own page."""
        return cached_reverse("finding", self.inspection.slug, self.number)

    @property
    def day_and_source(self):
        """When its inspection was, and where that is known whose words it is in: “July 2018, as the council …”."""
        day = self.inspection.date_words
        return f"{day}, {self.whose_words}" if self.whose_words else day

    def counts_on(self, on):
        """Whether its inspection was over by the day `on`, and no inspection that was over by then supersedes it."""
        newer = self.superseded_by
        return self.inspection.last_day <= on and not (newer and newer.inspection.last_day <= on)

    def natural_key(self):
        return (self.inspection.slug, self.number)

    natural_key.dependencies = ["inspections.inspection", "inspections.judgementline"]


class Link(Exemptible):
    """What answers a finding, and how that is known."""

    class Basis(models.TextChoices):
        QUOTED = "quoted", "The plan quotes it"
        MATCHED = "matched", "Matched by us, not confirmed by the council"
        CONFIRMED = "confirmed", "Confirmed"

    basis = models.CharField(verbose_name="on whose word", max_length=10, choices=Basis)
    LONGEST_REASON = 300
    reason = models.CharField(
        max_length=LONGEST_REASON, help_text="The words that the two share, or why they belong together."
    )
    confirmed_by = models.CharField(max_length=150, blank=True, help_text="The post that confirmed it.")
    confirmed_on = models.DateField(null=True, blank=True)
    added_on = models.DateField(null=True, blank=True, editable=False, help_text="Empty: it was there from the start.")
    removed_on = models.DateField(null=True, blank=True, editable=False, help_text="Empty: nobody has removed it.")

    class Meta:
        abstract = True

    def basis_in_words(self):
        """The basis as pages show it: “Confirmed by (post), (date)” for a confirmed link."""
        if self.basis == self.Basis.CONFIRMED:
            return f"Confirmed by {self.confirmed_by}, {in_words(self.confirmed_on)}"
        return self.Basis(self.basis).label


def confirmed_whole(name):
    """The constraint that a confirmed link says by whom and when, and that no other does."""
    return models.CheckConstraint(
        condition=(Q(basis="confirmed") & ~Q(confirmed_by="") & Q(confirmed_on__isnull=False))
        | (~Q(basis="confirmed") & Q(confirmed_by="", confirmed_on=None)),
        name=name,
        violation_error_message="A confirmed link needs the post that confirmed it and the day; another has neither.",
    )


class FindingPriorityManager(SeenManager, models.Manager.from_queryset(LinkQuerySet)):
    def get_by_natural_key(self, inspection, finding, plan, priority):
        return self.get(
            removed_on=None,
            finding__inspection__slug=inspection,
            finding__number=finding,
            priority__plan__slug=plan,
            priority__number=priority,
        )


class FindingPriority(Link):
    """A priority that answers a finding."""

    belongs_to = ("finding", "priority")

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="priority_links")
    priority = models.ForeignKey(Priority, models.PROTECT, related_name="finding_links")

    objects = FindingPriorityManager()

    class Meta:
        ordering = ["finding_id", "priority_id"]
        verbose_name_plural = "finding priorities"
        constraints = [
            *unique_when_open("finding", "priority", name="finding_priority_once", condition=Q(removed_on=None)),
            confirmed_whole("finding_priority_confirmed_whole"),
        ]

    def __str__(self):
        return f"{self.finding} and priority {self.priority}"

    def natural_key(self):
        return (*self.finding.natural_key(), *self.priority.natural_key())

    natural_key.dependencies = ["inspections.finding", "priorities.priority"]


class FindingActionManager(SeenManager, models.Manager.from_queryset(LinkQuerySet)):
    def get_by_natural_key(self, inspection, finding, plan, priority, number):
        return self.get(
            removed_on=None,
            finding__inspection__slug=inspection,
            finding__number=finding,
            action__priority__plan__slug=plan,
            action__priority__number=priority,
            action__number=number,
        )


class FindingAction(Link):
    """An action that answers a finding."""

    belongs_to = ("finding", "action")

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="action_links")
    action = models.ForeignKey(Action, models.PROTECT, related_name="finding_links")

    # Set by `gaps.with_answers` for the day of a page.
    status: str
    impact: str

    objects = FindingActionManager()

    class Meta:
        ordering = ["finding_id", "action_id"]
        constraints = [
            *unique_when_open("finding", "action", name="finding_action_once", condition=Q(removed_on=None)),
            confirmed_whole("finding_action_confirmed_whole"),
        ]

    def __str__(self):
        return f"{self.finding} and {self.action}"

    def natural_key(self):
        return (*self.finding.natural_key(), *self.action.natural_key())

    natural_key.dependencies = ["inspections.finding", "actions.action"]


class NoAnswerManager(SeenManager, models.Manager.from_queryset(LinkQuerySet)):
    def get_by_natural_key(self, inspection, finding, plan):
        of_finding = {"finding__inspection__slug": inspection, "finding__number": finding}
        return self.get(removed_on=None, plan__slug=plan, **of_finding)


class NoAnswer(Exemptible):
    """Somebody looked for what answers a finding, and nothing in the plan does. Only then is the finding a gap."""

    belongs_to = ("finding",)

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="no_answers")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=Link.LONGEST_REASON, help_text="What was looked at.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="looked at by", related_name="+", null=True, blank=True
    )
    post = models.CharField(max_length=150, blank=True, help_text="The post of who looked, as it was then.")
    added_on = models.DateField(null=True, blank=True, help_text="Empty: it was there from the start.")
    removed_on = models.DateField(null=True, blank=True, editable=False, help_text="Empty: nothing was found since.")

    objects = NoAnswerManager()

    class Meta:
        ordering = ["finding_id", "plan_id"]
        verbose_name = "finding that nothing answers"
        verbose_name_plural = "findings that nothing answers"
        constraints = [*unique_when_open("finding", "plan", name="no_answer_once", condition=Q(removed_on=None))]

    def __str__(self):
        return f"Nothing in {self.plan} answers {self.finding}"

    def natural_key(self):
        return (*self.finding.natural_key(), self.plan.slug)

    natural_key.dependencies = ["inspections.finding", "priorities.plan"]

    @property
    def in_words(self):
        """Who looked and when: “Head of Early Help, 14 January 2020”; empty where neither is known."""
        return ", ".join(filter(None, [self.post, in_words(self.added_on) if self.added_on else ""]))


@ledger("A change to a link cannot be edited. Record another change.")
class LinkChange(models.Model):
    """A link of a finding was added, confirmed or removed: what it said before, why, and who did it."""

    exempt_by = ("finding__exemption", "priority__exemption", "action__exemption")

    class What(models.TextChoices):
        ADDED = "added", "Added"
        CONFIRMED = "confirmed", "Confirmed"
        REMOVED = "removed", "Removed"

    what = models.CharField(verbose_name="what was done", max_length=10, choices=What)
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="link_changes")
    priority = models.ForeignKey(Priority, models.PROTECT, related_name="+", null=True, blank=True)
    action = models.ForeignKey(Action, models.PROTECT, related_name="+", null=True, blank=True)
    basis_before = models.CharField(
        verbose_name="on whose word, before",
        max_length=200,
        blank=True,
        help_text="The link's basis until then, in words.",
    )
    reason_before = models.CharField(verbose_name="reason, before", max_length=300, blank=True)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="changed by", related_name="+")
    post = SeenForeignKey(
        Post, models.PROTECT, verbose_name="post at the time", related_name="+", null=True, blank=True
    )
    on = models.DateField(verbose_name="changed on", help_text="The tracker’s date at the time.")
    recorded_at = models.DateTimeField(help_text="The exact time of recording.")

    objects = SeenRecords()

    class Meta:
        ordering = ["finding_id", "-recorded_at", "-pk"]
        permissions = [("change_links", "Can confirm, add and remove what answers a finding")]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="link_change_has_a_reason"),
            models.CheckConstraint(
                condition=Q(priority__isnull=False, action=None) | Q(priority=None, action__isnull=False),
                name="link_change_of_one_link",
            ),
        ]

    def __str__(self):
        return f"{self.get_what_display()}: {self.finding} and {self.priority or self.action}"
