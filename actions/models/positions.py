"""Where each action stood on each day, as known at each time: the table that every page reads."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from actions.models.updates import ProgressUpdate
from actions.models.work import Action, DueBasis, Impact, Rating, Stage
from actions.positions.as_at import STILL
from actions.positions.status import FACTS, Facts, Status, StatusWithReason, status_with_reason
from priorities.models import Audience, Plan, Priority

# What the figures of a plan (board/figures.py) and the changes in it (positions/changes.py) are counted by.
_COUNTED_BY = ("audience", "counted_as", "due_last_day", "rated_on", "last_said")


class ActionPosition(models.Model):
    """What an action's updates come to over a span of days, as known over a span of recording.

    Every action that was not withdrawn has one on each day; before its first report it is “not yet reported”, with the
    other facts empty. An action with exempt updates has two, by `audience`: one for who may read exempt matter, one for
    everybody else. Read them by `as_at.in_force`, which picks the reader's.

    `from_day` is the first day, `to_day` the first day after (`STILL` where it goes on). `known_from` is the sequence
    of the update that brought it, `known_to` that of the one that changed it (empty: still known so). Written by
    positions/recording.py alone, from `facts.spans`; `manage.py rebuild_positions` makes it anew. The facts have the
    names of `status.Facts`.
    """

    action = models.ForeignKey(Action, models.CASCADE, related_name="positions", db_index=False)
    priority = models.ForeignKey(
        Priority,
        models.CASCADE,
        related_name="positions",
        db_index=False,
        help_text="The action's own, which does not change once something is reported: a plan is read by it.",
    )
    audience = models.CharField(max_length=6, choices=Audience, blank=True, help_text="Whom it is for.")
    exempt_plan = models.ForeignKey(
        Plan, models.CASCADE, related_name="+", null=True, db_index=False,
        help_text="The plan whose exempt matter parts the audiences; empty where it is for everybody.",
    )  # fmt: skip
    from_day = models.DateField()
    to_day = models.DateField(default=STILL)
    known_from = models.PositiveBigIntegerField()
    known_to = models.PositiveBigIntegerField(null=True)
    status = models.CharField(max_length=12, choices=Status)
    counted_as = models.PositiveSmallIntegerField(help_text="The facts that it is counted by (positions/counted.py).")
    stage = models.CharField(max_length=10, choices=Stage, blank=True)
    stage_since = models.DateField(null=True)
    date_not_stated = models.BooleanField()
    rating = models.CharField(max_length=10, choices=Rating, blank=True)
    rated_on = models.DateField(null=True)
    impact = models.CharField(max_length=12, choices=Impact, blank=True)
    due_words = models.CharField(max_length=200, blank=True)
    due_first_day = models.DateField(null=True)
    due_last_day = models.DateField(null=True)
    due_basis = models.CharField(max_length=10, choices=DueBasis, blank=True)
    first_due_last_day = models.DateField(null=True)
    first_due_basis = models.CharField(max_length=10, blank=True)
    moves = models.PositiveIntegerField()
    reported_from = models.DateField(null=True)
    last_said = models.DateField(null=True)
    officer_said = models.DateField(null=True)
    evidence = models.BooleanField()
    at_risk_running = models.PositiveIntegerField()
    reason = models.ForeignKey(
        ProgressUpdate, models.PROTECT, related_name="+", null=True, help_text="It says what is in the way."
    )

    class Meta:
        ordering = ["action_id", "from_day", "known_from"]
        # By plan as known now, by plan as known until an update, and by action as known at any time, each with all that
        # figures and changes are counted by, so that counting reads the index alone; and by action as known now, with
        # what lists are sorted by.
        indexes = [
            models.Index(
                fields=["priority", "to_day", "from_day", "known_from", "known_to", *_COUNTED_BY, "action"],
                condition=Q(known_to=None), name="position_of_plan_now",
            ),
            models.Index(
                fields=["priority", "known_to", "known_from", "to_day", "from_day", *_COUNTED_BY, "action"],
                condition=Q(known_to__isnull=False), name="position_of_plan_then",
            ),
            models.Index(
                fields=["action", "from_day", "to_day", "known_from", "known_to", *_COUNTED_BY],
                name="position_of_action",
            ),
            models.Index(
                fields=["action", "to_day", "from_day", "known_to", "audience", "counted_as", "due_last_day"],
                condition=Q(known_to=None), name="position_of_action_now",
            ),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["action", "from_day", "audience"], condition=Q(known_to=None), name="position_now_once"
            ),
            models.UniqueConstraint(
                fields=["action", "from_day", "known_from", "audience"], name="position_known_once"
            ),
            models.CheckConstraint(condition=Q(to_day__gt=F("from_day")), name="position_ends_after_start"),
            models.CheckConstraint(
                condition=Q(known_to=None) | Q(known_to__gt=F("known_from")), name="position_known_in_order"
            ),
        ]

    def __str__(self):
        return f"{self.action} from {self.from_day}"

    def facts(self) -> Facts | None:
        """The facts as the rule in positions/facts.py gives them; None before the first report."""
        return Facts(**{name: getattr(self, name) for name in FACTS}) if self.stage else None


def action_status(action: Action, on: date, interval: int) -> StatusWithReason:
    """The status with its reason, for an action that came from `ActionQuerySet.as_at(on)`."""
    return status_with_reason(action.position, on, interval)
