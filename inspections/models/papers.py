"""The loaded papers, their passages in order, and the receipt that ties a record to the passage that it came from."""

from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from actions.models import Action, ActionPeriod, ProgressUpdate
from csc_tracker.database.withdrawing import NOT_WITHDRAWN, ActiveManager, Withdrawable
from csc_tracker.pages.wording import in_words
from inspections.models.committees import AgendaItem, Answer, Committee, Meeting, Resolution, meeting_of_plan
from inspections.models.erasing import erasure_field, exactly_one
from inspections.models.scrutiny import Finding, Inspection, Judgement, SeenActiveBySlug
from priorities.models import Exemptible, Measure, MeasureValue, Plan, Post, Priority, SeenManager, unique_when_open


class CitationQuerySet(QuerySet):
    """Receipts, ready to be drawn by the tag `receipts`."""

    def with_passages(self):
        """Each with its passage and paper; the oldest paper first.

        Annotates `under`: the number of the last numbered passage up to the cited one, which a bullet is under;
        `accepted` and `accepted_by`: the keys of its acceptance and of who accepted it; nobody did so by command.
        """
        numbered = (
            Passage.objects.filter(report=OuterRef("passage__report"), order__lte=OuterRef("passage__order"))
            .exclude(number="")
            .order_by("-order")
        )
        return (
            self.select_related("passage__report__item__meeting")
            .annotate(
                under=Subquery(numbered.values("number")[:1]),
                accepted=F("proposal__acceptance"),
                accepted_by=F("proposal__acceptance__by"),
            )
            .order_by(F("passage__report__dated").asc(nulls_last=True), "passage__report__slug", "passage__order", "pk")
        )


LOADED_ALREADY = "This paper has already been loaded."


class ReportQuerySet(QuerySet):
    """Papers, by plan."""

    def of_plan(self, plan):
        """The papers of the plan's meetings; a paper of no meeting belongs to every plan but a practice plan."""
        theirs = meeting_of_plan(plan, "item__meeting__")
        return self.filter(theirs if plan.practice else theirs | Q(item=None))


class Report(Exemptible, Withdrawable):
    """A loaded paper: an officers' report, or the minutes of an item."""

    belongs_to = ("item",)

    class Kind(models.TextChoices):
        REPORT = "report", "Officers’ report"
        MINUTES = "minutes", "Minutes"

    slug = models.SlugField(verbose_name="name in addresses", unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    dated = models.DateField(
        verbose_name="date of the paper", null=True, blank=True, help_text="The paper's own date, where it states one."
    )
    item = models.ForeignKey(
        AgendaItem,
        models.PROTECT,
        verbose_name="agenda item",
        related_name="papers",
        null=True,
        blank=True,
        help_text="The agenda item that it was for.",
    )
    file = models.CharField(
        max_length=200, blank=True, help_text="Its file, in the media folder, where it was entered by hand."
    )
    sha256 = models.CharField(verbose_name="checksum", max_length=64)
    stored_file = models.ForeignKey(
        "PaperFile",
        models.PROTECT,
        verbose_name="file as stored",
        related_name="reports",
        null=True,
        blank=True,
        help_text="Its stored file.",
    )
    address = models.URLField(verbose_name="address on the web", blank=True, max_length=500)
    source_note = models.TextField(verbose_name="note on the source", blank=True)
    erasure = erasure_field()

    objects = SeenActiveBySlug.from_queryset(ReportQuerySet)()

    class Meta:
        ordering = ["-item__meeting__first_day", "slug"]
        verbose_name = "paper"
        constraints = [
            *unique_when_open("sha256", name="paper_loaded_once", condition=NOT_WITHDRAWN, error=LOADED_ALREADY),
        ]

    def __str__(self):
        return self.title

    @property
    def named(self):
        """The paper as a receipt names it: “report of 14 January 2020”, “minutes of July 2019”."""
        kind = "report" if self.kind == self.Kind.REPORT else "minutes"
        if self.dated:
            return f"{kind} of {in_words(self.dated)}"
        return f"{kind} of {self.item.meeting.date_words}" if self.item else f"{kind}, day not stated"

    @property
    def dated_and_considered(self):
        """Its own date, and the meeting that it was for: “Dated 14 January 2020; considered at the meeting of …”."""
        dated = f"Dated {in_words(self.dated)}" if self.dated else "No date on the paper"
        return f"{dated}; considered at the meeting of {self.item.meeting.date_words}" if self.item else dated

    def natural_key(self):
        return (self.slug,)

    natural_key.dependencies = ["inspections.agendaitem"]


class PassageManager(SeenManager, models.Manager):
    def get_by_natural_key(self, report, order):
        return self.get(report__slug=report, order=order)


class Passage(Exemptible):
    """A numbered paragraph, bullet, heading or part of a table cell of a paper, in the paper's order and words."""

    belongs_to = ("report",)

    class Kind(models.TextChoices):
        HEADING = "heading", "Heading"
        PARAGRAPH = "paragraph", "Paragraph"
        BULLET = "bullet", "Bullet"
        CELL = "cell", "Table cell"

    report = models.ForeignKey(Report, models.PROTECT, related_name="passages")
    order = models.PositiveSmallIntegerField(verbose_name="place in the paper")
    kind = models.CharField(max_length=10, choices=Kind)
    level = models.PositiveSmallIntegerField(
        verbose_name="level of the heading", default=0, help_text="Of a heading: 1 is the highest."
    )
    number = models.CharField(max_length=30, blank=True, help_text="The paragraph's number in the paper: 5.1.")
    page = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Where the paper has pages.")
    words = models.TextField()
    table = models.PositiveSmallIntegerField(verbose_name="number of the table", null=True, blank=True)
    row = models.PositiveSmallIntegerField(verbose_name="row of the table", null=True, blank=True)
    column = models.PositiveSmallIntegerField(verbose_name="column of the table", null=True, blank=True)
    column_heading = models.CharField(verbose_name="heading of that column", max_length=200, blank=True)
    erasure = erasure_field()

    objects = PassageManager()

    class Meta:
        ordering = ["report_id", "order"]
        constraints = [
            models.UniqueConstraint(fields=["report", "order"], name="passage_order_once_a_report"),
            models.CheckConstraint(
                condition=Q(kind="cell", table__isnull=False, row__isnull=False, column__isnull=False)
                | (~Q(kind="cell") & Q(table=None, row=None, column=None)),
                name="passage_cell_has_a_place",
            ),
        ]

    def __str__(self):
        return f"{self.report}, {self.number or f'passage {self.order}'}"

    @property
    def anchor(self):
        """The passage's anchor on its paper's page."""
        return f"passage-{self.order}"

    @property
    def heading(self):
        """Its words as a heading, after its number where it has one: “5 Financial implications”."""
        return f"{self.number} {self.words}" if self.number else self.words

    @property
    def place(self):
        """Where it is in its paper: “5.2”, “section 5”, “point 7”, “table 3, row 1”, “passage 12”."""
        if self.kind == self.Kind.CELL:
            return f"table {self.table}, row {self.row}"
        if not self.number:
            return f"passage {self.order}"
        if "." in self.number:
            return self.number
        return f"section {self.number}" if self.kind == self.Kind.HEADING else f"point {self.number}"

    def natural_key(self):
        return (self.report.slug, self.order)

    natural_key.dependencies = ["inspections.report"]


class GlossaryTermManager(SeenManager, models.Manager):
    def get_by_natural_key(self, order):
        return self.get(order=order)


class GlossaryTerm(Exemptible):
    """A term as the papers' own glossary explains it."""

    order = models.PositiveSmallIntegerField(verbose_name="place in the list")
    term = models.CharField(max_length=150)
    meaning = models.TextField()

    objects = GlossaryTermManager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [*unique_when_open("order", name="term_order_once")]

    def __str__(self):
        return self.term

    def natural_key(self):
        return (self.order,)


# The kinds of record that a passage can give, one nullable foreign key each.
RECORDS = (
    "plan", "priority", "post", "action", "period", "update", "inspection", "judgement", "finding", "committee",
    "meeting", "item", "resolution", "answer", "term", "measure", "value",
)  # fmt: skip


class CitationManager(SeenManager, ActiveManager, models.Manager.from_queryset(CitationQuerySet)):
    def get_by_natural_key(self, key):
        return self.get(key=key)


class Citation(Exemptible, Withdrawable):
    """The receipt: the passage that exactly one record came from."""

    belongs_to = ("passage", "proposal", *RECORDS[1:])  # a plan is never exempt

    key = models.CharField(max_length=150, unique=True, help_text="Names the citation in fixtures.")
    passage = models.ForeignKey(Passage, models.PROTECT, related_name="citations")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="citations", null=True, blank=True)
    priority = models.ForeignKey(Priority, models.PROTECT, related_name="citations", null=True, blank=True)
    post = models.ForeignKey(Post, models.PROTECT, related_name="citations", null=True, blank=True)
    action = models.ForeignKey(Action, models.PROTECT, related_name="citations", null=True, blank=True)
    period = models.ForeignKey(ActionPeriod, models.PROTECT, related_name="citations", null=True, blank=True)
    update = models.ForeignKey(ProgressUpdate, models.PROTECT, related_name="citations", null=True, blank=True)
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="citations", null=True, blank=True)
    judgement = models.ForeignKey(Judgement, models.PROTECT, related_name="citations", null=True, blank=True)
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="citations", null=True, blank=True)
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="citations", null=True, blank=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="citations", null=True, blank=True)
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, verbose_name="agenda item", related_name="citations", null=True, blank=True
    )
    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="citations", null=True, blank=True)
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="citations", null=True, blank=True)
    term = models.ForeignKey(
        GlossaryTerm, models.PROTECT, verbose_name="glossary term", related_name="citations", null=True, blank=True
    )

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="citations", null=True, blank=True)
    value = models.ForeignKey(
        MeasureValue, models.PROTECT, verbose_name="measure value", related_name="citations", null=True, blank=True
    )
    proposal = models.ForeignKey(
        "Proposal",
        models.PROTECT,
        related_name="citations",
        null=True,
        blank=True,
        help_text="The proposal that an admin accepted. Empty: it was entered by hand.",
    )
    made = models.BooleanField(
        default=False, help_text="Accepting the proposal made the record. If not, the record was already there."
    )

    objects = CitationManager()

    class Meta:
        ordering = ["passage_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one(RECORDS),
                name="citation_cites_exactly_one_record",
                violation_error_message="A citation is for exactly one record. Choose one and leave the rest empty.",
            ),
        ]

    def __str__(self):
        return f"{self.key}, from {self.passage}"

    @property
    def place(self):
        """Where the passage is in its paper; for a bullet, the paragraph that it is under."""
        under = getattr(self, "under", None)
        return f"under {under}" if self.passage.kind == Passage.Kind.BULLET and under else self.passage.place

    @property
    def record(self):
        """The one record that came from the passage."""
        return next(value for name in RECORDS if (value := getattr(self, name)) is not None)

    def natural_key(self):
        return (self.key,)

    natural_key.dependencies = [
        "inspections.passage", "inspections.answer", "inspections.finding", "inspections.judgement",
        "inspections.glossaryterm", "actions.progressupdate", "actions.actionperiod", "priorities.post",
        "priorities.measurevalue",
    ]  # fmt: skip
