"""What the plan is: plans and their priorities."""

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.lookups import Exact

from csc_tracker.database.ledgers import ledger
from csc_tracker.database.prepared import DAYS, Prepared
from csc_tracker.database.withdrawing import NOT_WITHDRAWN, ActiveManager, Withdrawable
from priorities.models.exemptions import Exemptible, SeenManager, unique_when_open
from priorities.models.posts import Post, PostChange


class PlanManager(models.Manager):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def current(self, on):
        """The plan that contains the day `on`, else the latest begun; None where there is none.

        A plan without a start counts as begun. A practice plan is never the current one, nor is one that has no
        priority yet.
        """
        return _CURRENT.first(on) or _BEGUN.first(on)

    def named(self, slug):
        """The plan with this name in addresses; None where there is none."""
        return _NAMED.first(slug)

    def with_others(self, on, slug=""):
        """The plan with this name, or the `current` one, and the other plans that its board names, in one query.

        (Plan, [Plan, …]): those of its council and those to practise on; for a practice plan every other; at most
        `OTHERS`. (None, []) where there is no such plan.
        """
        queries = ((_NAMED_WITH_OTHERS, slug),) if slug else ((_CURRENT_WITH_OTHERS, on), (_BEGUN_WITH_OTHERS, on))
        for query, value in queries:
            plan, *others = query.instances(value) or [None]
            if plan and plan.is_it:
                return plan, others
        return None, []


def _begun(on):
    """The plans that have begun by the day and have a priority, the latest begun first."""
    of_it = Priority.objects.filter(plan=OuterRef("pk"))
    begun = Plan.objects.filter(Q(starts__lte=on) | Q(starts=None), Exists(of_it), practice=False)
    return begun.order_by(F("starts").desc(nulls_last=True), "-pk")


def _current(on):
    return _begun(on).filter(Q(ends__gte=on) | Q(ends=None))[:1]


def _with_others(plan):
    """A plan, from a queryset of one, and the others that its board names."""
    its = {name: Subquery(plan.values(name)) for name in ("pk", "council", "practice")}
    is_it = Q(pk=its["pk"])
    named = Q(practice=True) | Q(council=its["council"]) | Q(Exact(its["practice"], Value(True)))
    plans = Plan.objects.filter(is_it | named).annotate(is_it=Case(When(is_it, then=1), default=0))
    return plans.order_by("-is_it", *Plan._meta.ordering)[: OTHERS + 1]


OTHERS = 12  # the most other plans that a board names
_NO_NAME = "the name of no plan"
_NAMED = Prepared(lambda slug: Plan.objects.filter(slug=slug), _NO_NAME)
_NAMED_WITH_OTHERS = Prepared(lambda slug: _with_others(Plan.objects.filter(slug=slug).order_by()), _NO_NAME)
_CURRENT, _CURRENT_WITH_OTHERS = Prepared(_current, DAYS[0]), Prepared(lambda on: _with_others(_current(on)), DAYS[0])
_BEGUN, _BEGUN_WITH_OTHERS = (
    Prepared(build, DAYS[0]) for build in (lambda on: _begun(on)[:1], lambda on: _with_others(_begun(on)[:1]))
)


class Plan(models.Model):
    """One improvement plan, or one phase of it: its title, its horizon and how often its actions are updated."""

    class MembersSee(models.TextChoices):
        LIVE = "live", "The live plan"
        REPORTED = "reported", "As last reported to them"

    slug = models.SlugField(
        verbose_name="name in addresses", unique=True, help_text="The plan’s name in web addresses: ?plan=…"
    )
    title = models.CharField(max_length=200)
    phase = models.CharField(max_length=100, blank=True, help_text="As the board's caption: “Phase two, 2020/21”.")
    council = models.CharField(max_length=100)
    starts = models.DateField(verbose_name="first day", null=True, blank=True)
    ends = models.DateField(
        verbose_name="last day", null=True, blank=True, help_text="The last day of the plan, that day included."
    )
    update_interval_days = models.PositiveSmallIntegerField(
        verbose_name="days between updates", default=42, help_text="A rating older than this many days is out of date."
    )
    asks_sign_off = models.BooleanField(
        "asks for sign-off", default=False, help_text="A second person confirms that an action is done."
    )
    members_see = models.CharField(
        "what members see",
        max_length=10,
        choices=MembersSee,
        default=MembersSee.LIVE,
        help_text="The live plan, or the plan as last reported to a committee. Every page says which it shows.",
    )
    practice = models.BooleanField(
        "practice plan", default=False, help_text="An invented plan for practice. It is never the current plan."
    )
    source_note = models.TextField(
        verbose_name="note on the source", blank=True, help_text="Where a fact comes from if not from a paper."
    )

    objects = PlanManager()

    class Meta:
        ordering = ["practice", F("starts").desc(nulls_last=True), "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(ends__gte=F("starts")),
                name="plan_ends_after_start",
                violation_error_message="The plan ends before it starts. Correct one of the two days.",
            ),
            models.CheckConstraint(
                condition=Q(update_interval_days__gte=1),
                name="plan_interval_at_least_a_day",
                violation_error_message="The update interval must be one day or more.",
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.phase}" if self.phase else self.title

    def is_earlier_than(self, plan):
        """Whether this is a plan of the same council that began before; none is earlier than a practice plan."""
        same = self.council == plan.council and not (self.practice or plan.practice)
        return same and plan.starts is not None and (self.starts is None or self.starts < plan.starts)

    @property
    def caption(self):
        """The title with the phase as the board's heading has them: “Improvement plan: Phase two, 2020/21”."""
        return f"{self.title}: {self.phase}" if self.phase else self.title

    def natural_key(self):
        return (self.slug,)


class PriorityManager(SeenManager, ActiveManager, models.Manager):
    def get_by_natural_key(self, plan, number):
        return self.get(plan__slug=plan, number=number)


class Priority(Exemptible, Withdrawable):
    """One of the plan's numbered priorities, with its short name (the table's heading) and its full words."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="priorities")
    number = models.PositiveSmallIntegerField()
    short_name = models.CharField(max_length=100)
    words = models.TextField("full words", help_text="The priority as the paper lists it.")
    why = models.TextField("what the issues are", blank=True, help_text="The paper's “What are the issues”.")
    lead = models.ForeignKey(
        Post,
        models.PROTECT,
        related_name="leads",
        null=True,
        blank=True,
        help_text="The post that is responsible for the priority.",
    )

    objects = PriorityManager()

    class Meta:
        ordering = ["plan_id", "number"]
        verbose_name_plural = "priorities"
        permissions = [("change_lead", "Can set the lead of a priority")]
        constraints = [
            *unique_when_open("plan", "number", name="priority_number_once_a_plan", condition=NOT_WITHDRAWN),
            models.CheckConstraint(condition=Q(number__gte=1), name="priority_number_from_one"),
        ]

    def __str__(self):
        return f"{self.number} {self.short_name}"

    def natural_key(self):
        return (self.plan.slug, self.number)

    natural_key.dependencies = ["priorities.plan"]


@ledger("A change of lead cannot be edited. Record another change.")
class LeadChange(PostChange):
    """A lead given to a priority, changed or taken away."""

    exempt_by = ("priority__exemption", "from_post__exemption", "to_post__exemption")

    priority = models.ForeignKey(Priority, models.PROTECT, related_name="lead_changes")

    class Meta:
        ordering = ["priority_id", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="lead_change_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.priority}: {self.to_post or 'no lead'}"
