"""The state of an action, and of every action of a plan, on any date: derived from updates alone.

`facts_on` is the rule, in plain Python. `ActionQuerySet.with_position` is the same in SQL for lists and the status
board; one test feeds both the same thousands of cases.
"""

from datetime import date, timedelta

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf

from .rating import FACTS, OPEN_STAGES, Facts, Shows, what_shows


def facts_on(updates, on: date, up_to: int | None = None) -> Facts | None:
    """What `updates` of one action come to on the day `on` (that day included); None where none speaks by then.

    The latest update is the one that speaks for the latest day; of two for one day, the later recorded (sequence).
    Each update changes only what it says, so each fact comes from the latest update that tells it. Withdrawn updates
    count nowhere. `up_to` takes in only updates up to that sequence, as a frozen position does.
    """
    known = [update for update in updates if up_to is None or update.sequence <= up_to]
    withdrawn = {update.withdraws_id for update in known if update.withdraws_id}
    spoken = sorted(
        (update for update in known if update.speaks_for <= on and update.pk not in withdrawn),
        key=lambda update: (update.speaks_for, update.sequence),
    )
    staged = [update for update in spoken if update.stage]
    if not staged:
        return None
    rated = [update for update in spoken if update.rating]
    dated = [update for update in spoken if update.due_basis]
    told = [update for update in spoken if update.difference]
    first = first_due(dated)
    return Facts(
        stage=staged[-1].stage,
        stage_since=staged[-1].speaks_for,
        day_not_given=staged[-1].day_not_given,
        rating=rated[-1].rating if rated else "",
        rated_on=rated[-1].speaks_for if rated else None,
        difference=told[-1].difference if told else "",
        due_words=dated[-1].due_words if dated else "",
        due_first_day=dated[-1].due_first_day if dated else None,
        due_last_day=dated[-1].due_last_day if dated else None,
        due_basis=dated[-1].due_basis if dated else "",
        first_due_last_day=first.due_last_day if first else None,
        first_due_basis=first.due_basis if first else "",
        moves=sum(update.due_change == "moved" for update in dated),
        reported_from=staged[0].speaks_for,
        last_said=spoken[-1].speaks_for,
    )


def first_due(dated):
    """The first date given, of the updates that give one: the latest correction of it, else the own date that was
    recorded first, else the inherited one that was. None of none.
    """
    corrected = [update for update in dated if update.due_change == "corrected"]
    if corrected:
        return max(corrected, key=lambda update: update.sequence)
    own = [update for update in dated if update.due_basis == "own"]
    return min(own or dated, key=lambda update: update.sequence, default=None)


# What a reader who sorts by what shows looks for: the worst first.
WORST_FIRST = Case(
    *[When(shows=state, then=Value(weight)) for weight, state in enumerate(Shows)], output_field=IntegerField()
)


class ActionQuerySet(QuerySet):
    """Actions, with their position as at a date."""

    def of_plan(self, plan):
        """The actions of a plan, with what their references need."""
        return self.filter(priority__plan=plan).select_related("priority", "owner")

    def must_be_derived(self, on: date, up_to: int | None = None) -> bool:
        """Whether the position on the day `on` has to be read from the updates: the current rows know a later one."""
        updates = self.model._meta.get_field("updates").related_model
        return up_to is not None or updates.objects.filter(speaks_for__gt=on).exists()

    def with_position(self, on: date, interval: int, up_to: int | None = None, derived: bool | None = None):
        """Annotate each fact of `rating.Facts`, `shows` (a `rating.Shows`) and `out_of_date`, as on the day `on`.

        The current row serves where no update of any plan speaks for a later day; else the updates are read. An
        action that no update had reported by then has no stage and shows `not_reported`. `derived` is what
        `must_be_derived` answers, where the caller has asked it.
        """
        if derived is None:
            derived = self.must_be_derived(on, up_to)
        updates = self.model._meta.get_field("updates").related_model
        facts = _derived(updates, on, up_to) if derived else {name: F(f"standing__{name}") for name in FACTS}
        return self.annotate(**facts).annotate(shows=_shows(on), out_of_date=_out_of_date(on, interval))

    def with_before(self, day: date, up_to: int | None = None):
        """Annotate `was_stage`, `was_rating`, `was_due_last_day` and `was_due_basis`: the same facts on an earlier day.

        For a queryset `with_position`, to be compared with it (changes.py); `up_to` as there. Where the current rows
        serve, the updates are read only for actions of which something was said since.
        """
        updates = self.model._meta.get_field("updates").related_model
        before = _derived(updates, day, up_to)
        facts = {f"was_{name}": before[name] for name in ("stage", "rating", "due_last_day", "due_basis")}
        if not isinstance(self.query.annotations["stage"], Subquery):
            later = Q(standing__last_sequence__gt=up_to) if up_to is not None else Q(pk__in=[])
            for name, said in (("stage", "stage_since"), ("rating", "rated_on"), ("due_last_day", "last_said"),
                               ("due_basis", "last_said")):  # fmt: skip
                touched = later | Q(**{f"standing__{said}__gt": day})
                facts[f"was_{name}"] = Case(When(touched, then=facts[f"was_{name}"]), default=F(f"standing__{name}"))
        return self.annotate(**facts)


class UpdateQuerySet(QuerySet):
    """Updates, by what a position takes in."""

    def counting(self, on: date, up_to: int | None = None):
        """Those that count on the day `on`, withdrawn ones left out; `up_to` as in `facts_on`."""
        spoken = self.filter(speaks_for__lte=on)
        if up_to is None:
            return spoken.filter(withdrawn_by=None)
        return spoken.filter(Q(withdrawn_by=None) | Q(withdrawn_by__sequence__gt=up_to), sequence__lte=up_to)


def _derived(updates, on, up_to):
    """The facts as subqueries over the updates, each the latest that tells it (see `facts_on`)."""
    spoken = updates.objects.counting(on, up_to).filter(action=OuterRef("pk"))

    def latest(name, rows, order=("-speaks_for", "-sequence")):
        return Subquery(rows.order_by(*order).values(name)[:1])

    def text(name, rows):
        return Coalesce(latest(name, rows), Value(""), output_field=CharField())

    staged, rated = spoken.exclude(stage=""), spoken.exclude(rating="")
    dated, told = spoken.exclude(due_basis=""), spoken.exclude(difference="")
    corrected_first = (
        Case(When(due_change="corrected", then=0), When(due_basis="own", then=1), default=2),
        Case(When(due_change="corrected", then=-F("sequence")), default=F("sequence"), output_field=BigIntegerField()),
    )

    def per_action(rows, aggregate):
        return Subquery(rows.order_by().values("action").annotate(value=aggregate).values("value"))

    return {
        "stage": latest("stage", staged),
        "stage_since": latest("speaks_for", staged),
        "day_not_given": latest("day_not_given", staged),
        "rating": text("rating", rated),
        "rated_on": latest("speaks_for", rated),
        "difference": text("difference", told),
        "due_words": text("due_words", dated),
        "due_first_day": latest("due_first_day", dated),
        "due_last_day": latest("due_last_day", dated),
        "due_basis": text("due_basis", dated),
        "first_due_last_day": latest("due_last_day", dated, corrected_first),
        "first_due_basis": Coalesce(
            latest("due_basis", dated, corrected_first), Value(""), output_field=CharField()
        ),
        "moves": Coalesce(per_action(dated.filter(due_change="moved"), Count("pk")), 0),
        "reported_from": per_action(staged, Min("speaks_for")),
        "last_said": latest("speaks_for", spoken),
    }  # fmt: skip


def _shows(on):
    """`rating.what_shows` in SQL, its state alone.

    It names each fact as seldom as it can: on a past day each naming is a query over the updates.
    """
    rated = Coalesce(NullIf("rating", Value("")), Value(Shows.NOT_RATED), output_field=CharField())
    return Case(
        When(stage__in=OPEN_STAGES, then=Case(When(due_last_day__lt=on, then=Value(Shows.LATE)), default=rated)),
        default=Coalesce("stage", Value(Shows.NOT_REPORTED), output_field=CharField()),
        output_field=CharField(),
    )


def _out_of_date(on, interval):
    """Whether a rating shows that is older than the plan's update interval."""
    return Case(
        When(due_last_day__lt=on, then=False),
        When(stage__in=OPEN_STAGES, rated_on__lt=on - timedelta(days=interval), then=True),
        default=False,
        output_field=BooleanField(),
    )


def facts_of(action) -> Facts | None:
    """The facts of an action that came from `with_position`."""
    if action.stage is None:
        return None
    return Facts(**{name: getattr(action, name) for name in FACTS})


def shown_for(action, on: date, interval: int):
    """What shows, with its reason, for an action that came from `with_position(on, interval)`."""
    return what_shows(facts_of(action), on, interval)
