"""What was decided, asked and promised, by when it was known, and how far it was answered on a day."""

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
    "intention": "planned, according to the paper",
}


# The rule, of plain values and a day


def day_said(papers: Iterable[date | None], last_day: date) -> date:
    """The day that something was said: the earliest date of its `papers` (None: has no date), else its meeting's last.

    What a paper says will happen is known from the paper's date, before the meeting that takes it.
    """
    return min(filter(None, papers), default=last_day)


def state_on(
    day: date, *, closures: Iterable[date] = (), answers: Iterable[tuple] = (), needs_answer: bool = False
) -> State:  # fmt: skip
    """How far a matter was answered on the day, by what was recorded of it by then.

    `closures` are days. An answer is its day, whether it is said to be whole, and what members said of it, each word
    as its day, the moment of recording, its key, and whether it answers it. Read from the top, the first that holds: a
    committee closed it; the latest word of a member on any of its answers decides; an answer is said to be whole;
    there is an answer; one is needed.
    """
    if any(closed <= day for closed in closures):
        return State.CLOSED
    given = [(whole, words) for on, whole, words in answers if on <= day]
    if said := [word for _, words in given for word in words if word[0] <= day]:
        *_, answers_it = max(said)
        return State.ANSWERED if answers_it else State.PART
    if given:
        return State.ANSWERED if any(whole for whole, _ in given) else State.PART
    return State.OPEN if needs_answer else State.NOTED


# What is read of resolutions


# A row for each answer, each word on it, each receipt and each other resolution of the matter.
_RECORDED = {
    "closed_on": F("closure__on"),
    "paper_day": F("citations__passage__report__dated"),
    "receipt_withdrawn_on": F("citations__withdrawn_on"),
    "other_key": F("also__pk"),
    "answer_key": F("answers__pk"),
    "answer_on": F("answers__on"),
    "answer_whole": F("answers__whole"),
    "answer_action": F("answers__action_id"),
    "word_key": F("answers__verdicts__pk"),
    "word_on": F("answers__verdicts__on"),
    "word_recorded_at": F("answers__verdicts__recorded_at"),
    "word_answers_it": F("answers__verdicts__answers_it"),
}
_Recorded = namedtuple("_Recorded", _RECORDED)  # type: ignore[misc]  # the names stand above


@dataclass(slots=True)
class _Matter:
    """Resolutions that are the same matter, by their keys, and what is recorded of them; `keys` are all that it has."""

    keys: set = field(default_factory=set)
    members: dict = field(default_factory=dict)
    closures: set = field(default_factory=set)
    answers: dict = field(default_factory=dict)
    words: dict = field(default_factory=lambda: defaultdict(set))

    def state_on(self, day):
        return state_on(
            day,
            closures=self.closures,
            answers=[(*answer, self.words[key]) for key, answer in self.answers.items()],
            needs_answer=any(each.needs_answer for each in self.members.values()),
        )


def recorded(resolutions):
    """The query that `with_state` reads of a queryset."""
    return resolutions.select_related("item__meeting__committee", "same_matter").annotate(**_RECORDED).order_by()


def with_state(resolutions: Iterable, on: date) -> list:
    """The resolutions of a queryset with how far each was answered on the day `on`, by the day they were said and slug.

    Each comes with its meeting, `said_on`, `state`, `due_day`, `overdue` and `summary`; with `answered_by`, the keys of
    the actions that answer it by then; and with `others`, what is counted with it. What is the same matter has one
    state. One query, and a second where parts of a matter are not among the `resolutions`, which may not be narrowed
    by joining their answers, receipts or others. In place of the queryset may come what `Prepared.joined` gives of what
    `recorded` makes of it.
    """
    matters: dict[int, _Matter] = defaultdict(_Matter)
    resolutions_read = _read(resolutions, on, matters)
    if apart := [key for key, matter in matters.items() if matter.keys - matter.members.keys()]:
        model = type(resolutions_read[0])
        _read(model.objects.filter(Q(pk__in=apart) | Q(same_matter__in=apart)), on, matters)
    for matter in matters.values():
        state = matter.state_on(on)
        members = sorted(matter.members.values(), key=_in_order)
        for resolution in members:
            resolution.others = [each for each in members if each.same_matter_id == resolution.pk]
            resolution.state = state
            resolution.due_day = _with_due(resolution).due_last_day
            resolution.overdue = state in WAITING and resolution.due_day is not None and resolution.due_day < on
            resolution.summary = _summary(resolution, on)
    return sorted(resolutions_read, key=_in_order)


def known(resolutions: Iterable, on: date) -> list:
    """Of `with_state`, those that a paper or a meeting had said by the day `on`."""
    return [resolution for resolution in with_state(resolutions, on) if resolution.said_on <= on]


def one_a_matter(resolutions: Iterable) -> list:
    """Of resolutions, those that others are counted with, or that are counted by themselves."""
    return [resolution for resolution in resolutions if not resolution.same_matter_id]


def waiting(resolutions: Iterable) -> list:
    """Of those that `known` gives: one for each matter that is not wholly answered; the overdue first."""
    matters = [matter for matter in one_a_matter(resolutions) if matter.state in WAITING]
    return sorted(matters, key=lambda matter: not matter.overdue)


def _in_order(resolution):
    return resolution.said_on, resolution.slug


def _read(resolutions, on, matters):
    """The resolutions with `said_on` and `answered_by`; what else is recorded of them is added to their `matters`."""
    by_key, papers, actions = {}, defaultdict(set), defaultdict(set)
    if isinstance(resolutions, QuerySet):
        resolutions = Prepared(partial(recorded, resolutions)).joined()
    for resolution, values in resolutions:
        row = _Recorded(*values)
        by_key[resolution.pk] = resolution
        key = resolution.same_matter_id or resolution.pk
        matter = matters[key]
        matter.members.setdefault(resolution.pk, resolution)
        matter.keys |= {key, row.other_key or key}
        if row.closed_on:
            matter.closures.add(row.closed_on)
        if row.receipt_withdrawn_on is None:
            papers[resolution.pk].add(row.paper_day)
        if row.answer_key:
            matter.answers[row.answer_key] = row.answer_on, row.answer_whole
        if row.word_key:
            word = row.word_on, row.word_recorded_at, row.word_key, row.word_answers_it
            matter.words[row.answer_key].add(word)
        if row.answer_action and row.answer_on <= on:
            actions[resolution.pk].add(row.answer_action)
    for key, resolution in by_key.items():
        resolution.said_on = day_said(papers[key], resolution.item.meeting.last_day)
        resolution.answered_by = actions[key]
    return list(by_key.values())


# In words


def answer_due(resolution: Any) -> str:
    """Whether an answer to it is due, and when: “Yes: “within a month”, by 14 February 2020”."""
    matter = resolution.same_matter or resolution
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
    """How it came about and how far it was answered, in words: how, the day, the state, and what is due when."""

    how: str
    day: str
    state: State
    due: str
    overdue: bool

    @property
    def state_and_due(self):
        """The state where no date stands beside it: “Open, overdue”."""
        return f"{self.state.label}, overdue" if self.overdue else self.state.label


def _summary(resolution, on):
    """What pages tell of it on the day `on`; its day is its paper's, else its meeting's as that is known."""
    meeting, state = resolution.item.meeting, resolution.state
    day = meeting.date_words if resolution.said_on == meeting.last_day else in_words(resolution.said_on)
    return Summary(
        HOW[resolution.kind], day, state, _due(resolution, on) if state in WAITING else "", resolution.overdue
    )


def _with_due(resolution):
    """The resolution that says when its answer is due: itself, or where it does not, the one it is counted with."""
    return resolution if resolution.due_words or resolution.due_last_day else resolution.same_matter or resolution


def _due(resolution, on):
    """When its answer is due, in words."""
    last, words = resolution.due_day, _with_due(resolution).due_words
    if last is None:
        return f"Due: {words}" if words else "No date is stated for the answer"
    if last < on:
        return f"Overdue: was due by {in_words(last)}, {ago((on - last).days)}"
    wait = (last - on).days
    return f"Due by {in_words(last)}, {'today' if wait == 0 else f'in {count_days(wait)}'}"
