"""What the plan is: plans, their priorities, and the posts that answer for them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class PlanQuerySet(models.QuerySet):
    def current(self, on):
        """The plan that contains the day `on`, else the latest begun; None where there is none.

        A plan without a start counts as begun. A practice plan is never the current one, nor is one that has no
        priority yet.
        """
        planned = self.filter(practice=False, pk__in=Priority.objects.values("plan"))
        begun = planned.filter(Q(starts__lte=on) | Q(starts=None))
        latest = begun.order_by(F("starts").desc(nulls_last=True), "-pk")
        return latest.filter(Q(ends__gte=on) | Q(ends=None)).first() or latest.first()


class PlanManager(models.Manager.from_queryset(PlanQuerySet)):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


class Plan(models.Model):
    """One improvement plan, or one phase of it: its title, its horizon and how often its actions are updated."""

    slug = models.SlugField(unique=True, help_text="Names the plan in addresses: ?plan=…")
    title = models.CharField(max_length=200)
    phase = models.CharField(max_length=100, blank=True, help_text="As the board's caption: “Phase two, 2020/21”.")
    council = models.CharField(max_length=100)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True, help_text="The last day of the plan, that day included.")
    update_interval_days = models.PositiveSmallIntegerField(
        default=42, help_text="A rating older than this many days is out of date."
    )
    asks_sign_off = models.BooleanField(
        "asks for sign-off", default=False, help_text="A second person confirms what is reported done."
    )
    practice = models.BooleanField(
        "practice plan", default=False, help_text="An invented plan to learn on; never the current one."
    )
    source_note = models.TextField(blank=True, help_text="Where a fact comes from that no passage gives.")

    objects = PlanManager()

    class Meta:
        ordering = ["practice", F("starts").desc(nulls_last=True), "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(ends__gte=F("starts")),
                name="plan_ends_after_start",
                violation_error_message="The plan ends before it starts. Mend one of the two days.",
            ),
            models.CheckConstraint(
                condition=Q(update_interval_days__gte=1),
                name="plan_interval_at_least_a_day",
                violation_error_message="The update interval must be one day or more.",
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.phase}" if self.phase else self.title

    def natural_key(self):
        return (self.slug,)


class PostManager(models.Manager):
    def get_by_natural_key(self, council, title):
        return self.get(council=council, title=title)


class Post(models.Model):
    """A job, held by a person for a time. Posts lead priorities and own actions, so that neither goes with a person."""

    council = models.CharField(max_length=100)
    title = models.CharField(max_length=150)
    source_note = models.TextField(blank=True)

    objects = PostManager()

    class Meta:
        ordering = ["council", "title"]
        constraints = [models.UniqueConstraint(fields=["council", "title"], name="post_once_a_council")]

    def __str__(self):
        return self.title

    def natural_key(self):
        return (self.council, self.title)


class PostHoldingQuerySet(models.QuerySet):
    def on(self, day):
        """The holdings in force on `day`, both ends included."""
        return self.filter(Q(first_day__lte=day) | Q(first_day=None), Q(last_day__gte=day) | Q(last_day=None))


class PostHolding(models.Model):
    """A person's time in a post, first and last day included; an open end means that they hold it still."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="holdings", null=True, blank=True,
        help_text="Where the holder signs in here.",
    )  # fmt: skip
    name = models.CharField(max_length=150, blank=True, help_text="Where the holder does not sign in here.")
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)

    objects = PostHoldingQuerySet.as_manager()

    class Meta:
        ordering = ["post", F("first_day").asc(nulls_first=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day=None) | Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="holding_ends_after_start",
                violation_error_message="The last day is before the first day. Mend one of the two.",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(name=""),
                name="holding_has_a_holder",
                violation_error_message="Say who holds the post: choose an account or write a name.",
            ),
        ]

    def __str__(self):
        return f"{self.post}: {self.user or self.name}"


class PriorityManager(models.Manager):
    def get_by_natural_key(self, plan, number):
        return self.get(plan__slug=plan, number=number)


class Priority(models.Model):
    """One of the plan's numbered priorities, with its short name (the table's heading) and its full words."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="priorities")
    number = models.PositiveSmallIntegerField()
    short_name = models.CharField(max_length=100)
    words = models.TextField("full words", help_text="The priority as the paper lists it.")
    why = models.TextField("what the issues are", blank=True, help_text="The paper's “What are the issues”.")
    lead = models.ForeignKey(
        Post, models.PROTECT, related_name="leads", null=True, blank=True,
        help_text="The post that answers for the priority.",
    )  # fmt: skip

    objects = PriorityManager()

    class Meta:
        ordering = ["plan", "number"]
        verbose_name_plural = "priorities"
        permissions = [("change_lead", "Can set the lead of a priority")]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="priority_number_once_a_plan"),
            models.CheckConstraint(condition=Q(number__gte=1), name="priority_number_from_one"),
        ]

    def __str__(self):
        return f"{self.number} {self.short_name}"

    def natural_key(self):
        return (self.plan.slug, self.number)

    natural_key.dependencies = ["priorities.plan"]


class PostChange(models.Model):
    """A post given to something, changed or taken away: from whom, to whom, why and by whom. Never edited."""

    from_post = models.ForeignKey(Post, models.PROTECT, related_name="+", null=True, blank=True)
    to_post = models.ForeignKey(Post, models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField(help_text="The day that it was taken to be.")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class LeadChange(PostChange):
    """A lead given to a priority, changed or taken away."""

    priority = models.ForeignKey(Priority, models.PROTECT, related_name="lead_changes")

    class Meta:
        ordering = ["priority", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="lead_change_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.priority}: {self.to_post or 'no lead'}"
