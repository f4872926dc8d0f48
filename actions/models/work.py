"""What is being done about a plan: its actions, and the periods of their words."""

from django.db import models
from django.db.models import F, FilteredRelation, Q

from actions.positions.as_at import STILL, for_whom, in_force
from csc_tracker.database.ledgers import ledger
from csc_tracker.database.withdrawing import NOT_WITHDRAWN, ActiveManager, Withdrawable
from csc_tracker.pages.wording import in_words
from priorities.models import Exemptible, Post, PostChange, Priority, SeenManager, unique_when_open


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


class Impact(models.TextChoices):
    """The impact on children and families, asked at or after completion and apart from the rating."""

    NONE_YET = "none_yet", "None yet"
    SOME = "some", "Some impact"
    CLEAR = "clear", "Clear impact"
    NOT_EXPECTED = "not_expected", "Not expected on its own"


MADE_AN_IMPACT = (Impact.SOME, Impact.CLEAR)


class DueBasis(models.TextChoices):
    """Whose finishing date it is: the action's own words, its column's heading, or the plan's end."""

    OWN = "own", "its own"
    HEADING = "heading", "from the heading"
    PLAN = "plan", "from the plan"


def reference(priority, number):
    """P3.06: how an action is called, by the numbers of its priority and its own in it."""
    return f"P{priority}.{number:02d}"


class ActionQuerySet(models.QuerySet):
    """Actions, with their position on a day."""

    def of_plan(self, plan):
        """The actions of a plan, with what their references need."""
        return self.filter(priority__plan=plan).select_related("priority", "owner")

    def as_at(self, on, up_to=None):
        """Join each action's `position` on the day `on`: an ActionPosition, None where it was not yet reported.

        With `up_to` only updates up to that sequence count, as in a frozen position.
        """
        return self._with_position("position", on, up_to)

    def compared_with(self, day, up_to=None):
        """Join each action's position on another day too, as `before`; `up_to` as in `as_at`."""
        return self._with_position("before", day, up_to)

    def with_last_position(self):
        """Join as `position` what all the updates of each action come to, whatever the day."""
        return self._joined("position", Q(positions__known_to=None, positions__to_day=STILL) & for_whom("positions__"))

    def _with_position(self, name, on, up_to):
        return self._joined(name, in_force(on, up_to, "positions__"))

    def _joined(self, name, condition):
        return self.annotate(**{name: FilteredRelation("positions", condition=condition)}).select_related(name)


class ActionManager(SeenManager, ActiveManager, models.Manager.from_queryset(ActionQuerySet)):
    def get_by_natural_key(self, plan, priority, number):
        return self.get(priority__plan__slug=plan, priority__number=priority, number=number)


class Action(Exemptible, Withdrawable):
    """Something the plan says was or will be done, under one priority. Its state comes from its updates alone."""

    belongs_to = ("priority",)

    class Column(models.TextChoices):
        DONE = "done", "What have we done so far"
        PLANNED = "planned", "What else we have planned"
        ADDED = "added", "Added since"

    priority = models.ForeignKey(Priority, models.PROTECT, related_name="actions", db_index=False)  # action_in_order
    number = models.PositiveSmallIntegerField(
        help_text="Within the priority: this tracker's own numbering, in the order of the paper."
    )
    words = models.TextField(help_text="The paper's own words, unchanged.")
    column = models.CharField(
        verbose_name="column of the paper’s table",
        max_length=10,
        choices=Column,
        help_text="Where the paper's table has it.",
    )
    column_heading = models.CharField(
        verbose_name="heading of that column",
        max_length=200,
        blank=True,
        help_text="The column's heading in the paper.",
    )
    paper_reference = models.CharField(
        "the paper’s own reference", max_length=30, blank=True, help_text="Where the paper numbers its actions: “3.2”."
    )
    owner = models.ForeignKey(
        Post,
        models.PROTECT,
        related_name="owns",
        null=True,
        blank=True,
        db_index=False,  # action_of_owner
        help_text="The post that carries it out.",
    )

    # Set by `as_at`, `with_last_position` and `compared_with`; Django leaves them alone where there is no position.
    position = before = None

    objects = ActionManager()

    class Meta:
        ordering = ["priority_id", "number"]
        permissions = [
            ("change_owner", "Can set the owner of an action"),
            ("stop_action", "Can stop an action"),
            ("correct_first_due", "Can correct a first date that was entered wrongly"),
        ]
        # All that a list reads of the actions that are not on its page, and in which plans a post owns any.
        indexes = [
            models.Index(fields=["priority", "number", "withdrawn_on", "exemption", "owner"], name="action_in_order"),
            models.Index(fields=["owner", "withdrawn_on", "priority"], name="action_of_owner"),
        ]
        constraints = [
            *unique_when_open("priority", "number", name="action_number_once_a_priority", condition=NOT_WITHDRAWN),
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
        return reference(self.priority.number, self.number)


class ActionPeriodManager(SeenManager, ActiveManager, models.Manager):
    def get_by_natural_key(self, plan, priority, number, role, words):
        return self.get(
            action__priority__plan__slug=plan,
            action__priority__number=priority,
            action__number=number,
            role=role,
            words=words,
        )


class ActionPeriod(Exemptible, Withdrawable):
    """A date in an action's own words, as the paper wrote it, with the first and last day that they can mean.

    A start keeps the days of its own words: “Starts Jan 2020” is 1 to 31 January 2020, and the action should have
    started once the last of them has passed.
    """

    belongs_to = ("action",)

    class Role(models.TextChoices):
        FINISH = "finish", "Finish"
        START = "start", "Start"
        MILESTONE = "milestone", "Milestone"
        COMPLETED = "completed", "Completed"

    action = models.ForeignKey(Action, models.PROTECT, related_name="periods")
    role = models.CharField(verbose_name="what the date is for", max_length=10, choices=Role)
    words = models.CharField("as the paper wrote it", max_length=200)
    first_day = models.DateField(verbose_name="first day that it can mean", null=True, blank=True)
    last_day = models.DateField(verbose_name="last day that it can mean", null=True, blank=True)
    precision = models.CharField(verbose_name="how exact it is", max_length=12, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="What a milestone belongs to, or how it was read.")

    objects = ActionPeriodManager()

    class Meta:
        ordering = ["action_id", F("first_day").asc(nulls_first=True), "pk"]
        verbose_name = "period"
        constraints = [
            *unique_when_open("action", "role", "words", name="period_once_an_action", condition=NOT_WITHDRAWN),
            *unique_when_open(
                "action",
                "role",
                name="period_one_a_role_but_milestones",
                condition=NOT_WITHDRAWN & ~Q(role="milestone"),
            ),
            models.CheckConstraint(
                condition=Q(first_day=None) | Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="period_ends_after_start",
                violation_error_message="The last day is before the first day. Correct one of the two.",
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()}: {self.words}"

    @property
    def days_in_words(self):
        """The days that its words mean: “1 January 2020 to 31 January 2020”, “by 31 March 2020”; empty for none."""
        first, last = self.first_day, self.last_day
        if first and last:
            return in_words(last) if first == last else f"{in_words(first)} to {in_words(last)}"
        if last:
            return f"by {in_words(last)}"
        return f"from {in_words(first)}" if first else ""

    def natural_key(self):
        return (*self.action.natural_key(), self.role, self.words)

    natural_key.dependencies = ["actions.action"]


@ledger("A change of owner cannot be edited. Record another change.")
class OwnerChange(PostChange):
    """An owner given to an action, changed or taken away."""

    exempt_by = ("action__exemption", "from_post__exemption", "to_post__exemption")

    action = models.ForeignKey(Action, models.PROTECT, related_name="owner_changes")

    class Meta:
        ordering = ["action_id", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="owner_change_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.action}: {self.to_post or 'no owner'}"
