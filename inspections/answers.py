"""What was decided, asked and promised, by when it was known, and how far it was answered on a day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, TextChoices, Value, When
from django.db.models.functions import Coalesce

from actions.rating import ago, count_days, in_words


class State(TextChoices):
    """How far something decided, asked or promised was answered on a day."""

    OPEN = "open", "Open"
    PART = "part", "Part answered"
    ANSWERED = "answered", "Answered"
    NOTED = "noted", "Noted, nothing due"


WAITING = (State.OPEN, State.PART)
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
        """Annotate `said_on` and `state` (a `State`) from the answers given by the day `on`.

        What is the same matter as another is answered with it.
        """
        answers = self.model._meta.get_field("answers").related_model.objects.filter(
            on__lte=on, resolution=Coalesce(OuterRef("same_matter"), OuterRef("pk"))
        )
        return self.with_day().annotate(
            state=Case(
                When(Exists(answers.filter(whole=True)), then=Value(State.ANSWERED)),
                When(Exists(answers), then=Value(State.PART)),
                When(Q(needs_answer=True) | Q(same_matter__needs_answer=True), then=Value(State.OPEN)),
                default=Value(State.NOTED),
                output_field=CharField(),
            )
        )

    def known(self, on):
        """Those that a paper or a meeting had said by the day `on`, with their state as at it."""
        return self.with_state(on).filter(said_on__lte=on)

    def waiting(self):
        """Of those with their state: one for each matter that needs an answer and is not wholly answered."""
        return self.filter(state__in=WAITING, same_matter=None)


@dataclass(frozen=True, slots=True)
class Told:
    """How it came about and how far it was answered, in words: how, the day, the state, and what is due when."""

    how: str
    day: str
    state: State
    due: str
    overdue: bool


def told(resolution, on: date) -> Told:
    """What pages tell on the day `on` of a resolution that came from `with_state(on)`, its meeting at hand."""
    state = State(resolution.state)
    due, overdue = _due(resolution, on) if state in WAITING else ("", False)
    return Told(HOW[resolution.kind], day_said(resolution), state, due, overdue)


def day_said(resolution):
    """The day in words of one that came from `with_day`: its paper's date, else its meeting's as that is known."""
    meeting = resolution.item.meeting
    return meeting.date_words if resolution.said_on == meeting.last_day else in_words(resolution.said_on)


def _due(resolution, on):
    """When its answer is due, in words, and whether that has passed; what is the same matter may have the date."""
    matter = resolution if resolution.due_words or not resolution.same_matter_id else resolution.same_matter
    last = matter.due_last_day
    if last is None:
        return f"Due: {matter.due_words}" if matter.due_words else "No day is given for the answer", False
    if last < on:
        return f"Overdue: was due by {in_words(last)}, {ago((on - last).days)}", True
    wait = (last - on).days
    return f"Due by {in_words(last)}, {'today' if wait == 0 else f'in {count_days(wait)}'}", False
