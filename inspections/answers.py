"""What was decided, asked and promised, by when it was known, and how far it was answered on a day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from actions.rating import ago, count_days, in_words


class State(TextChoices):
    """How far something decided, asked or promised was answered on a day."""

    OPEN = "open", "Open"
    PART = "part", "Part answered"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed by the committee"
    NOTED = "noted", "Noted, nothing due"


WAITING = (State.OPEN, State.PART)
# Of what members said of a matter's answers, the word that decides comes first.
LATEST_WORD = ("-on", "-recorded_at", "-pk")
# How each kind came about, as sentences and counts put it: “3 decided”, “promised by officers, 14 January 2020”.
HOW = {
    "decision": "decided",
    "request": "asked by members",
    "promise": "promised by officers",
    "referral": "referred to Mayor and Cabinet",
    "intention": "said in a paper to happen",
}


class ResolutionQuerySet(QuerySet):
    """Resolutions, by plan, and with their state as at a day."""

    def of_plan(self, plan):
        """The plan's own resolutions, and those of its meetings that name no plan."""
        meetings = self.model._meta.get_field("item").related_model._meta.get_field("meeting").related_model.objects
        return self.filter(Q(plan=plan) | Q(plan=None, item__meeting__in=meetings.of_plan(plan).order_by()))

    def with_day(self):
        """Annotate `said_on`: its paper's own date, where one states it, else the last day its meeting can mean.

        What a paper says will happen is known from the paper's date, before the meeting that takes it.
        """
        papers = (
            self.model._meta.get_field("citations")
            .related_model.objects.filter(resolution=OuterRef("pk"), passage__report__dated__isnull=False)
            .order_by("passage__report__dated")
        )
        return self.annotate(
            said_on=Coalesce(Subquery(papers.values("passage__report__dated")[:1]), F("item__meeting__last_day"))
        )

    def with_state(self, on: date):
        """Annotate `said_on`, `matter`, `state` (a `State`) and `overdue`, from what was recorded by the day `on`.

        `matter` is the key of the resolution that it is counted with, its own where it is counted by itself: what is
        the same matter has one state. Read from the top, the first that holds: a committee closed it; the latest word
        of a member on any of its answers decides; an answer is said to be whole; there is an answer; one is needed.
        """
        fields = self.model._meta
        answer = fields.get_field("answers").related_model
        verdict = answer._meta.get_field("verdicts").related_model
        closure = fields.get_field("closure").related_model
        answers = answer.objects.filter(_of_the_matter("resolution"), on__lte=on).order_by()
        words = verdict.objects.filter(_of_the_matter("answer__resolution"), on__lte=on, answer__on__lte=on)
        latest = Subquery(words.order_by(*LATEST_WORD).values("answers_it")[:1], output_field=BooleanField())
        needing = self.model.objects.filter(_of_the_matter(""), needs_answer=True).order_by()
        return (
            self.with_day()
            .annotate(
                matter=Coalesce("same_matter_id", "pk"),
                due_day=Case(
                    When(Q(due_words="") & Q(due_last_day=None), then=F("same_matter__due_last_day")),
                    default=F("due_last_day"),
                    output_field=DateField(),
                ),
                latest_word=latest,
            )
            .annotate(
                state=Case(
                    When(
                        Exists(closure.objects.filter(_of_the_matter("resolution"), on__lte=on)),
                        then=Value(State.CLOSED),
                    ),
                    When(latest_word=True, then=Value(State.ANSWERED)),
                    When(latest_word=False, then=Value(State.PART)),
                    When(Exists(answers.filter(whole=True)), then=Value(State.ANSWERED)),
                    When(Exists(answers), then=Value(State.PART)),
                    When(Exists(needing), then=Value(State.OPEN)),
                    default=Value(State.NOTED),
                    output_field=CharField(),
                )
            )
            .annotate(
                overdue=Case(
                    When(state__in=WAITING, due_day__lt=on, then=True), default=False, output_field=BooleanField()
                )
            )
        )

    def known(self, on):
        """Those that a paper or a meeting had said by the day `on`, with their state as at it."""
        return self.with_state(on).filter(said_on__lte=on)

    def waiting(self):
        """Of those with their state: one for each matter that is not wholly answered; the overdue first."""
        return self.filter(state__in=WAITING, same_matter=None).order_by("-overdue", "said_on", "slug")


def _of_the_matter(path):
    """The condition that the resolution at `path` is the outer query's `matter`, or is counted with it."""
    matter = OuterRef("matter")
    return Q(**{path or "pk": matter}) | Q(**{f"{path}__same_matter" if path else "same_matter": matter})


@dataclass(frozen=True, slots=True)
class Told:
    """How it came about and how far it was answered, in words: how, the day, the state, and what is due when."""

    how: str
    day: str
    state: State
    due: str
    overdue: bool

    @property
    def standing(self):
        """The state where no date stands beside it: “Open, overdue”."""
        return f"{self.state.label}, overdue" if self.overdue else self.state.label


def told(resolution, on: date) -> Told:
    """What pages tell on the day `on` of a resolution that came from `with_state(on)`, its meeting at hand."""
    state = State(resolution.state)
    due = _due(resolution, on) if state in WAITING else ""
    return Told(HOW[resolution.kind], day_said(resolution), state, due, resolution.overdue)


def day_said(resolution):
    """The day in words of one that came from `with_day`: its paper's date, else its meeting's as that is known."""
    meeting = resolution.item.meeting
    return meeting.date_words if resolution.said_on == meeting.last_day else in_words(resolution.said_on)


def _due(resolution, on):
    """When its answer is due, in words; what is the same matter may have the date."""
    matter = resolution if resolution.due_words or resolution.due_last_day else resolution.same_matter or resolution
    last = matter.due_last_day
    if last is None:
        return f"Due: {matter.due_words}" if matter.due_words else "No day is given for the answer"
    if last < on:
        return f"Overdue: was due by {in_words(last)}, {ago((on - last).days)}"
    wait = (last - on).days
    return f"Due by {in_words(last)}, {'today' if wait == 0 else f'in {count_days(wait)}'}"
