"""What was decided, asked and promised: from which day it is known, and how fully it was answered on a day.

Resolutions that are the same matter are counted once, and have one state. The *matter* is the resolution that the
others are counted with (`same_matter`), or a resolution by itself.
"""

from collections import defaultdict, namedtuple
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.db.models import F, Q, QuerySet, TextChoices

from actions.positions.status import ago, count_days
from csc_tracker.database.prepared import Prepared
from csc_tracker.pages.wording import in_words
from priorities.models import Hidden


class State(TextChoices):
    """How fully something decided, asked or promised was answered on a day."""

    OPEN = "open", "Open"
    PART = "part", "Part answered"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed by the committee"
    NOTED = "noted", "Noted, nothing due"


WAITING = (State.OPEN, State.PART)
# The order of the verdicts on a matter's answers. The first one decides.
LATEST_VERDICT_FIRST = ("-on", "-recorded_at", "-pk")
# How each kind came about, for counts and sentences: “3 decided”, “promised by officers, 14 January 2020”.
HOW = {
    "decision": "decided",
    "request": "asked by members",
    "promise": "promised by officers",
    "referral": "referred to Mayor and Cabinet",
    "intention": "planned, according to the paper",
}


# The rule, of plain values and a day


def day_said(papers: Iterable[date | None], last_day: date) -> date:
    """The day that something was said: the earliest date of its papers, or else the last day of its meeting.

    `papers` are the dates of the papers that say it, None for a paper without one. What a paper says will happen is
    known from the paper's date, before the meeting that considers it.
    """
    return min(filter(None, papers), default=last_day)


def state_on(
    day: date, *, closures: Iterable[date] = (), answers: Iterable[tuple] = (), needs_answer: bool = False
) -> State:
    """How fully a matter was answered on the day, by what was recorded by then (see docs/rules.md).

    `closures` are days. An answer is (day, whether it is a full answer, verdicts), and a verdict is (day, time of
    recording, key, whether the answer is enough).

    The first of these that holds decides: a committee closed the matter; there is a verdict on any of its answers (the
    latest counts); there is a full answer; there is an answer; an answer is needed.
    """
    if any(closed <= day for closed in closures):
        return State.CLOSED
    by_then = [(whole, verdicts) for on, whole, verdicts in answers if on <= day]
    if verdicts := [verdict for _, verdicts in by_then for verdict in verdicts if verdict[0] <= day]:
        *_, answers_it = max(verdicts)
        return State.ANSWERED if answers_it else State.PART
    if by_then:
        return State.ANSWERED if any(whole for whole, _ in by_then) else State.PART
    return State.OPEN if needs_answer else State.NOTED


# Reading resolutions with what is recorded of them


# A resolution has a row for each closure, answer, verdict on one, receipt and other resolution of the matter.
_COLUMNS = {
    "closed_on": F("closures__on"),
    "closed_at_exemption": F("closures__meeting__exemption"),
    "paper_day": F("citations__passage__report__dated"),
    "receipt_withdrawn_on": F("citations__withdrawn_on"),
    "receipt_exemption": F("citations__exemption"),
    "other_key": F("also__pk"),
    "other_exemption": F("also__exemption"),
    "answer_key": F("answers__pk"),
    "answer_exemption": F("answers__exemption"),
    "answer_on": F("answers__on"),
    "answer_whole": F("answers__whole"),
    "answer_action": F("answers__action_id"),
    "verdict_key": F("answers__verdicts__pk"),
    "verdict_on": F("answers__verdicts__on"),
    "verdict_recorded_at": F("answers__verdicts__recorded_at"),
    "verdict_answers_it": F("answers__verdicts__answers_it"),
}
_Row = namedtuple("_Row", _COLUMNS)  # type: ignore[misc]  # the names are above


@dataclass(slots=True)
class _Matter:
    """The resolutions that are the same matter, and what is recorded of them.

    `keys` are those of all its resolutions, `resolutions` those that were read, by key.
    """

    keys: set = field(default_factory=set)
    resolutions: dict = field(default_factory=dict)
    closures: set = field(default_factory=set)
    answers: dict = field(default_factory=dict)
    verdicts: dict = field(default_factory=lambda: defaultdict(set))

    def state_on(self, day):
        return state_on(
            day,
            closures=self.closures,
            answers=[(*answer, self.verdicts[key]) for key, answer in self.answers.items()],
            needs_answer=any(each.needs_answer for each in self.resolutions.values()),
        )


def join_records(resolutions):
    """A queryset of resolutions joined with what is recorded of them, as `with_state` reads it."""
    return resolutions.select_related("item__meeting__committee", "same_matter").annotate(**_COLUMNS).order_by()


def with_state(resolutions: Iterable, on: date) -> list:
    """The resolutions with how fully each was answered on the day `on`, by the day they were said and by slug.

    `resolutions` is a queryset, or what `Prepared.joined` gives for `join_records` of one. The queryset must not be
    filtered by a join to answers, receipts or other resolutions.

    Each resolution gets `said_on`, `state`, `due_day`, `overdue` and `summary`; `answered_by`, the keys of the actions
    that answer it by then; and `others`, the resolutions that are counted with it. One query, and a second one if other
    resolutions of the same matters are not among them.
    """
    matters: dict[int, _Matter] = defaultdict(_Matter)
    resolutions_read = _read(resolutions, on, matters)
    if apart := [key for key, matter in matters.items() if matter.keys - matter.resolutions.keys()]:
        model = type(resolutions_read[0])
        _read(model.objects.filter(Q(pk__in=apart) | Q(same_matter__in=apart)), on, matters)
    for matter in matters.values():
        state = matter.state_on(on)
        in_order = sorted(matter.resolutions.values(), key=_sort_key)
        for resolution in in_order:
            resolution.others = [each for each in in_order if each.same_matter_id == resolution.pk]
            resolution.state = state
            resolution.due_day = _with_due_date(resolution).due_last_day
            resolution.overdue = state in WAITING and resolution.due_day is not None and resolution.due_day < on
            resolution.summary = _summary(resolution, on)
    return sorted(resolutions_read, key=_sort_key)


def filter_known(resolutions: Iterable, on: date) -> list:
    """The resolutions with their state, only those that a paper or a meeting had said by the day `on`."""
    return [resolution for resolution in with_state(resolutions, on) if resolution.said_on <= on]


def one_for_each_matter(resolutions: Iterable) -> list:
    """One resolution for each matter: those that are counted with another one are left out."""
    return [resolution for resolution in resolutions if not resolution.same_matter_id]


def filter_waiting(resolutions: Iterable) -> list:
    """One resolution for each matter that is not fully answered, overdue ones first. They come with their state."""
    matters = [matter for matter in one_for_each_matter(resolutions) if matter.state in WAITING]
    return sorted(matters, key=lambda matter: not matter.overdue)


def _sort_key(resolution):
    return resolution.said_on, resolution.slug


def _read(resolutions, on, matters):
    """The resolutions, each with `said_on` and `answered_by`. What else is recorded of them is added to `matters`."""
    by_key, papers, actions, hidden = {}, defaultdict(set), defaultdict(set), Hidden()
    if isinstance(resolutions, QuerySet):
        resolutions = Prepared(partial(join_records, resolutions)).joined()
    for resolution, values in resolutions:
        row = _Row(*values)
        by_key[resolution.pk] = resolution
        key = resolution.same_matter_id or resolution.pk
        matter = matters[key]
        matter.resolutions.setdefault(resolution.pk, resolution)
        matter.keys |= {key, key if hidden(row.other_exemption) else row.other_key or key}
        if row.closed_on and not hidden(row.closed_at_exemption):
            matter.closures.add(row.closed_on)
        if row.receipt_withdrawn_on is None and not hidden(row.receipt_exemption):
            papers[resolution.pk].add(row.paper_day)
        if hidden(row.answer_exemption):
            continue
        if row.answer_key:
            matter.answers[row.answer_key] = row.answer_on, row.answer_whole
        if row.verdict_key:
            verdict = row.verdict_on, row.verdict_recorded_at, row.verdict_key, row.verdict_answers_it
            matter.verdicts[row.answer_key].add(verdict)
        if row.answer_action and row.answer_on <= on:
            actions[resolution.pk].add(row.answer_action)
    for key, resolution in by_key.items():
        resolution.said_on = day_said(papers[key], resolution.item.meeting.last_day)
        resolution.answered_by = actions[key]
    return list(by_key.values())


# In words


def answer_due(resolution: Any) -> str:
    """Whether an answer to it is due, and when: “Yes: “within a month”, by 14 February 2020”."""
    matter = resolution.matter
    if not resolution.needs_answer and not matter.needs_answer:
        return "No"
    by = f", by {in_words(resolution.due_day)}" if resolution.due_day else ""
    if resolution.due_words:
        return f"Yes: “{resolution.due_words}”{by}"
    if by:
        return f"Yes{by}"
    return f"Yes: “{matter.due_words}”" if matter.due_words else "Yes, but no date is stated"


@dataclass(frozen=True, slots=True)
class Summary:
    """A resolution in words: how and when it came about, how fully it was answered, and when an answer is due."""

    how: str
    day: str
    state: State
    due: str
    overdue: bool

    @property
    def state_and_due(self):
        """The state, for a place that shows no date: “Open, overdue”."""
        return f"{self.state.label}, overdue" if self.overdue else self.state.label


def _summary(resolution, on):
    """The `Summary` of a resolution on the day `on`. Its day is its paper's, or else its meeting's in words."""
    meeting, state = resolution.item.meeting, resolution.state
    day = meeting.date_words if resolution.said_on == meeting.last_day else in_words(resolution.said_on)
    return Summary(
        HOW[resolution.kind], day, state, _due(resolution, on) if state in WAITING else "", resolution.overdue
    )


def _with_due_date(resolution):
    """The resolution that has the due date of the answer: itself, or else the one that it is counted with."""
    return resolution if resolution.due_words or resolution.due_last_day else resolution.matter


def _due(resolution, on):
    """When its answer is due, in words."""
    last, words = resolution.due_day, _with_due_date(resolution).due_words
    if last is None:
        return f"Due: {words}" if words else "No date is stated for the answer"
    if last < on:
        return f"Overdue: was due by {in_words(last)}, {ago((on - last).days)}"
    wait = (last - on).days
    return f"Due by {in_words(last)}, {'today' if wait == 0 else f'in {count_days(wait)}'}"
