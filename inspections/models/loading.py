"""Loading a paper: its file, what was read from it, the admins' decisions on each proposal, and the acceptances."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from actions.models import Action
from csc_tracker.database.ledgers import ledger
from csc_tracker.pages.wording import count_of, sentence
from csc_tracker.people.sight import EVERYTHING, sight
from inspections.loading.reading.passages import Format
from inspections.loading.recognising.proposals import ProposalKind
from inspections.loading.review.missing_parts import lacking
from inspections.models.background import BackgroundWork
from inspections.models.committees import AgendaItem, Meeting, Resolution
from inspections.models.erasing import erasure_field
from inspections.models.scrutiny import Finding, FindingPriority, Inspection, Judgement
from priorities.models import Exemptible, Measure, Plan, Priority, SeenForeignKey, SeenRecords
from priorities.models.exemptions import may_be_seen

# The types as people call them.
FORMATS = [
    (Format.PDF.value, "PDF"), (Format.WORD.value, "Word"), (Format.HTML.value, "HTML"),
    (Format.MARKDOWN.value, "Markdown"), (Format.TEXT.value, "plain text"),
]  # fmt: skip


@ledger("A stored file never changes. Load the paper again.", blankable=("content", "name"), blanking=("erasure",))
class PaperFile(models.Model):
    """A file as it came, byte for byte."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200, help_text="As it was uploaded, its folders left out.")
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    content = models.BinaryField()
    received_at = models.DateTimeField(help_text="The exact time that it came.")
    erasure = erasure_field()

    class Meta:
        ordering = ["-received_at", "pk"]

    def __str__(self):
        return self.name or "An erased file"


class Loading(Exemptible, BackgroundWork):
    """One paper on its way in: read in the background, then reviewed proposal by proposal."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be read"
        READING = "reading", "Being read"
        READ = "read", "Read, for you to check"
        FAILED = "failed", "Could not be read"
        CANCELLED = "cancelled", "Cancelled"

    RUNNING, DONE = State.READING, State.READ

    file = models.ForeignKey(PaperFile, models.PROTECT, related_name="loadings")
    plan = models.ForeignKey(
        Plan,
        models.PROTECT,
        related_name="loadings",
        null=True,
        blank=True,
        help_text="The plan that the paper is about. Leave it empty only where it is about none.",
    )
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        related_name="loadings",
        null=True,
        blank=True,
        help_text="The meeting that considered it, if it is already recorded and the paper does not say.",
    )
    address = models.URLField(blank=True, max_length=500, help_text="The page’s address, where it has one.")
    item_number = models.CharField(max_length=10, blank=True, help_text="Its number on the meeting’s agenda.")
    dated = models.DateField(
        "the paper’s day",
        null=True,
        blank=True,
        help_text="Where the paper does not give it. Dates without a year are read from this day.",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="loaded by", related_name="+", null=True, blank=True
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    format = models.CharField(
        "type",
        max_length=10,
        blank=True,
        choices=FORMATS,
        help_text="As its content shows, whatever its name says.",
    )
    pages = models.PositiveIntegerField(verbose_name="number of pages", null=True, blank=True)
    passages = models.JSONField(default=list, blank=True, help_text="As read; they become the paper’s when accepted.")
    notes = models.JSONField(
        verbose_name="notes of the reader",
        default=list,
        blank=True,
        help_text="What happened when it was read, in sentences.",
    )
    signs = models.JSONField(
        verbose_name="what may mean that it is exempt", default=list, blank=True,
        help_text="As [{“passage”: its place, empty beside the passages; “words”; “named”: the name of its file}].",
    )  # fmt: skip
    open_because = models.CharField(
        verbose_name="why it is open all the same", max_length=300, blank=True, editable=False
    )
    open_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="said that it is open", related_name="+", null=True,
        blank=True, editable=False,
    )  # fmt: skip
    report = models.ForeignKey(
        "Report", models.PROTECT, related_name="loadings", null=True, blank=True, help_text="What it became."
    )

    objects = SeenRecords()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = "paper to load"
        verbose_name_plural = "papers to load"

    def __str__(self):
        return str(self.file)

    @property
    def unanswered_signs(self):
        """What may mean that it is exempt, of which nobody has said yet that it is open all the same."""
        return [] if self.exemption_id or self.open_because else self.signs


class ProposedChange(models.TextChoices):
    """What a proposal would change of an existing plan."""

    NEW = "new", "New"
    REPORTED_DONE = "reported_done", "Now reported done"
    DATE_MOVED = "date_moved", "Date moved"
    WITHDRAWN = "withdrawn", "No longer in the plan"
    STARTED = "started", "Now under way"
    WORDS_CHANGED = "words_changed", "Words changed"
    UNCHANGED = "unchanged", "The same as before"


# What a decision is called once it is made, where that is not its own name.
_DECIDED = {"accepted": "Accepted", "rejected": "Rejected"}
# The condition that a proposal waits for somebody to check it.
WAITS = Q(decision="", acceptance=None) & ~Q(change=ProposedChange.UNCHANGED)
# The kinds of record that a proposal can be the same as, one nullable foreign key each.
SAME = ("priority", "action", "inspection", "judgement", "finding", "meeting", "item", "resolution", "measure")


class Proposal(Exemptible):
    """What the loader read in a passage, and what an admin said of it. Nothing comes of it before it is accepted."""

    belongs_to = ("loading",)

    class Decision(models.TextChoices):
        OPEN = "", "To be checked"
        ACCEPTED = "accepted", "Accept"
        MERGED = "merged", "Same as an existing record"
        REJECTED = "rejected", "Reject"

    loading = models.ForeignKey(Loading, models.CASCADE, related_name="proposals")
    order = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value.capitalize()) for kind in ProposalKind])
    change = models.CharField(max_length=14, choices=ProposedChange, blank=True)
    text = models.TextField()
    passage = models.PositiveIntegerField(help_text="Where its paragraph comes in the paper.")
    also = models.JSONField(default=list, blank=True, help_text="Where other paragraphs that say it come in the paper.")
    fields = models.JSONField(default=dict, blank=True)
    confidence = models.FloatField()
    reason = models.TextField(blank=True)
    edited = models.JSONField(null=True, blank=True, help_text="Its text and fields as an admin corrected them.")
    decision = models.CharField(max_length=10, choices=Decision, blank=True, default=Decision.OPEN)
    acceptance = models.ForeignKey(
        "Acceptance",
        models.PROTECT,
        related_name="proposals",
        null=True,
        blank=True,
        help_text="What saved it to the plan.",
    )
    # The record that it is the same as: found by comparing, or chosen by an admin.
    priority = SeenForeignKey(Priority, models.PROTECT, related_name="+", null=True, blank=True)
    action = SeenForeignKey(Action, models.PROTECT, related_name="+", null=True, blank=True)
    inspection = SeenForeignKey(Inspection, models.PROTECT, related_name="+", null=True, blank=True)
    judgement = SeenForeignKey(Judgement, models.PROTECT, related_name="+", null=True, blank=True)
    finding = SeenForeignKey(Finding, models.PROTECT, related_name="+", null=True, blank=True)
    meeting = SeenForeignKey(Meeting, models.PROTECT, related_name="+", null=True, blank=True)
    item = SeenForeignKey(AgendaItem, models.PROTECT, related_name="+", null=True, blank=True)
    resolution = SeenForeignKey(Resolution, models.PROTECT, related_name="+", null=True, blank=True)
    measure = SeenForeignKey(Measure, models.PROTECT, related_name="+", null=True, blank=True)

    objects = SeenRecords()

    class Meta:
        ordering = ["loading_id", "order"]
        constraints = [
            models.UniqueConstraint(fields=["loading", "order"], name="proposal_order_once_a_loading"),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1), name="proposal_confidence_from_0_to_1"
            ),
            models.CheckConstraint(
                condition=Q(acceptance=None) | Q(decision__in=["accepted", "merged"]),
                name="proposal_saved_was_accepted",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.order}"

    @property
    def now_text(self):
        """Its text as corrected, else as read."""
        return self.edited["text"] if self.edited else self.text

    @property
    def now(self):
        """Its fields as corrected, else as read."""
        return self.edited["fields"] if self.edited else self.fields

    @property
    def lacks(self):
        """What it needs before it can be accepted, as a sentence; empty where nothing."""
        here = self.decision == self.Decision.MERGED or any(getattr(self, f"{name}_id") for name in SAME)
        return lacking(
            self.kind, self.now, is_here=here, has_plan=self.loading.plan_id is not None,
            rewrites_open=self._rewrites_open_words(),
        )  # fmt: skip

    def _rewrites_open_words(self):
        """Whether it is exempt and would change the words of a record that everyone sees."""
        changes = [self.change, *self.now.get("also_changed", [])]
        if ProposedChange.WORDS_CHANGED not in changes or self.decision == self.Decision.MERGED or not self.is_exempt:
            return False
        return self.same is not None and not self.same.is_exempt

    @property
    def is_saved(self):
        """Whether it was saved to the plan."""
        return self.acceptance_id is not None

    @property
    def is_odd(self):
        """Whether it only points at something odd in the paper: it is seen or not, and nothing comes of it."""
        return self.kind == ProposalKind.ODDITY

    @property
    def decision_in_words(self):
        """What was decided of it, in sentences: “Edited. Accepted.”; empty where nothing was."""
        if not self.decision:
            return ""
        decided = _DECIDED.get(self.decision, self.get_decision_display())
        return f"Edited. {decided}." if self.edited else f"{decided}."

    @property
    def same(self):
        """The record that it is the same as, or None."""
        return next((record for name in SAME if (record := getattr(self, name)) is not None), None)

    @property
    def was_compared(self):
        """Whether a record was found or chosen that it is the same as, which may be hidden from who is looking now."""
        return any(getattr(self, f"{name}_id") is not None for name in SAME)


@ledger("A decision on a proposal cannot be edited. Decide again.", blankable=("edited",), blanking=("erasure",))
class ProposalDecision(models.Model):
    """What somebody decided about a proposal, and when; the latest decision counts."""

    exempt_by = ("proposal__exemption",)

    class What(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        MERGED = "merged", "Marked as the same as a record"
        REJECTED = "rejected", "Rejected"
        EDITED = "edited", "Edited"
        REOPENED = "reopened", "To be checked again"

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="decisions")
    what = models.CharField(verbose_name="what was decided", max_length=10, choices=What)
    edited = models.JSONField(null=True, blank=True, help_text="The text and fields that an edit gave.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="decided by", related_name="+", null=True, blank=True
    )
    recorded_at = models.DateTimeField(help_text="The exact time of deciding.")
    erasure = erasure_field()

    objects = SeenRecords()

    class Meta:
        ordering = ["proposal_id", "-pk"]

    def __str__(self):
        return f"{self.proposal}: {self.get_what_display()}"

    @property
    def whose(self):
        """Who decided it, or that a command did."""
        return str(self.by) if self.by else "by command"


class Acceptance(models.Model):
    """The one moment at which accepted proposals became records, all or none; undoing it withdraws what it made."""

    exempt_by = ("loading__exemption",)

    loading = models.ForeignKey(Loading, models.PROTECT, related_name="acceptances")
    on = models.DateField(verbose_name="accepted on", help_text="The tracker’s date at the time.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="accepted by",
        related_name="+",
        null=True,
        blank=True,
        help_text="Empty: by command, not reviewed.",
    )
    recorded_at = models.DateTimeField(help_text="The exact time of accepting.")
    last_sequence = models.PositiveBigIntegerField(
        verbose_name="number of the last update before it", default=0, help_text="The last update that it recorded."
    )
    links = models.ManyToManyField(
        FindingPriority, related_name="+", blank=True, help_text="The priorities that quote a finding that it made."
    )
    undone_on = models.DateField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    undone_because = models.TextField(verbose_name="why it was undone", blank=True)

    objects = SeenRecords()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        permissions = [("load_paper", "Can load papers, accept what was read and undo it")]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_on=None, undone_because="") | (Q(undone_on__isnull=False) & ~Q(undone_because="")),
                name="acceptance_undone_with_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.loading}, {self.how}"

    @property
    def how(self):
        """How its records came to be, for their receipts."""
        day = f"{self.on.day} {self.on:%B %Y}"
        return f"accepted by {self.by}, {day}" if self.by else f"accepted by command, not reviewed, {day}"

    @property
    def in_words(self):
        """How many proposals it saved (none once it is undone) and how that came to be, as a sentence."""
        number = self.proposals.count()
        return sentence(f"{count_of(number, 'proposal')} {self.how}" if number else self.how)


class WordsChanges(SeenRecords):
    """Changes of words, without those that have words of what may not be seen now: before or after them."""

    def get_queryset(self):
        changes = super().get_queryset()
        if sight() is EVERYTHING:
            return changes
        of_record = Q(action=OuterRef("action")) | Q(priority=OuterRef("priority"))
        of_same = Q(of_record, acceptance=OuterRef("acceptance"))
        is_closed = Exists(Proposal._base_manager.filter(of_same, ~may_be_seen("exemption")))
        every = WordsChange._base_manager
        # The first change that an acceptance made of a record gave it words; those after it took them back.
        is_first = ~Exists(every.filter(of_same, pk__lt=OuterRef("pk")))
        closed = every.filter(of_record, Q(after=OuterRef("before")) | Q(after=OuterRef("after")), is_first, is_closed)
        return changes.filter(~is_closed, ~Exists(closed))


@ledger("The earlier words of a paper cannot be changed.", blankable=("before", "after"), blanking=("erasure",))
class WordsChange(models.Model):
    """The words of an action or a priority as a later paper has them, with those that it replaced."""

    exempt_by = ("acceptance__loading__exemption", "priority__exemption", "action__exemption")

    action = models.ForeignKey(Action, models.PROTECT, related_name="words_changes", null=True, blank=True)
    priority = models.ForeignKey(Priority, models.PROTECT, related_name="words_changes", null=True, blank=True)
    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="words_changes")
    before = models.TextField(verbose_name="words before")
    after = models.TextField(verbose_name="words after")
    erasure = erasure_field()
    on = models.DateField(verbose_name="changed on", help_text="The tracker’s date at the time.")

    objects = WordsChanges()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(action=None, priority__isnull=False) | Q(action__isnull=False, priority=None),
                name="words_change_of_one_record",
            ),
        ]

    def __str__(self):
        return f"Words of {self.action or self.priority}"
