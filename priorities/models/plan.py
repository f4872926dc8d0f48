"""What the plan is: plans and their priorities."""

from functools import cache

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from csc_tracker.database.ledgers import ledger
from csc_tracker.database.prepared import DAYS, KEYS, Prepared
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


def _begun(on):
    """The plans that have begun by the day and have a priority, the latest begun first."""
    of_it = Priority.objects.filter(plan=OuterRef("pk"))
    begun = Plan.objects.filter(Q(starts__lte=on) | Q(starts=None), Exists(of_it), practice=False)
    return begun.order_by(F("starts").desc(nulls_last=True), "-pk")


def _current(on):
    return _begun(on).filter(Q(ends__gte=on) | Q(ends=None))[:1]


@cache
def _others(practice, most):
    def build(key, council=""):
        others = Plan.objects.exclude(pk=key)
        return (others if practice else others.filter(Q(council=council) | Q(practice=True)))[:most]

    return Prepared(build, KEYS[0], *([] if practice else ["the name of no council"]))


_CURRENT = Prepared(_current, DAYS[0])
_BEGUN = Prepared(lambda on: _begun(on)[:1], DAYS[0])


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

    @property
    def caption(self):
        """The title with the phase as the board's heading has them: “Improvement plan: Phase two, 2020/21”."""
        return f"{self.title}: {self.phase}" if self.phase else self.title

    def natural_key(self):
        return (self.slug,)

    def others(self, most: int) -> list["Plan"]:
        """The other plans of its council and those to practise on, at most so many; for a practice plan every other."""
        return _others(self.practice, most).instances(self.pk, *([] if self.practice else [self.council]))


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
