"""Recording what answers something decided, asked or promised, what members say of it, and that it is closed."""

from datetime import date

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from actions.models import Action
from csc_tracker.models import User
from csc_tracker.pages.wording import in_words
from inspections.models import Answer, Closure, Meeting, Report, Resolution, Verdict
from inspections.scrutiny.resolutions.progress import LATEST_WORD, day_said
from priorities.posts import post_spoken_from

LONGEST_NOTE = Answer._meta.get_field("note").max_length
_CLOSED = "The committee has closed this matter, so you cannot add to it."


def answers_of(resolution):
    """Every answer to the matter of a resolution, the oldest first: what is the same matter is answered together."""
    matter = resolution.same_matter_id or resolution.pk
    return Answer.objects.filter(Q(resolution=matter) | Q(resolution__same_matter=matter)).order_by(
        "on", "number", "pk"
    )


def closure_of(resolution):
    """The record that the matter of a resolution is closed; None where it is not."""
    matter = resolution.same_matter_id or resolution.pk
    closures = Closure.objects.select_related("meeting__committee", "by")
    return closures.filter(Q(resolution=matter) | Q(resolution__same_matter=matter)).first()


def words_of_members(resolution):
    """What members said of any answer to the matter of a resolution: the word that decides first."""
    return Verdict.objects.filter(answer__in=answers_of(resolution).order_by()).order_by(*LATEST_WORD)


@transaction.atomic
def record_answer(
    resolution: Resolution,
    *,
    by: User,
    on: date,
    today: date,
    words: str,
    whole: bool,
    note: str = "",
    paper: Report | None = None,
    action: Action | None = None,
) -> Answer:
    """Record what answers the matter of a resolution, in whole or in part, on the day `on`, and return it.

    It is a paper, or an action, or words alone; `note` says what a part leaves open. ValidationError ({question:
    sentence}) where a rule stands against it, and where the committee has closed the matter.
    """
    matter = _locked(resolution)
    words, note = words.strip(), note.strip()
    stood_against = _against_answer(matter, on, today, words, whole, note, paper, action)
    if not stood_against and answers_of(matter).filter(on=on, words=words, paper=paper, action=action).exists():
        stood_against = {"words": "This answer has already been recorded, in the same words."}
    if stood_against:
        raise ValidationError(stood_against)
    last = matter.answers.aggregate(last=Max("number"))["last"] or 0
    return Answer.objects.create(
        resolution=matter, number=last + 1, on=on, words=words, whole=whole, note=note, paper=paper, action=action,
        by=by, post=post_spoken_from(by, _council(matter), today),
    )  # fmt: skip


def _against_answer(matter, on, today, words, whole, note, paper, action):
    """What stands against an answer: {question: sentence}."""
    earliest = first_day_of(matter)
    if closure_of(matter):
        return {NON_FIELD_ERRORS: _CLOSED}
    problems = {}
    if not words:
        problems["words"] = "Say what answers it. A sentence is enough."
    if on > today:
        problems["on"] = f"{in_words(on)} is in the future. Give today or an earlier day."
    elif on < earliest:
        problems["on"] = f"It was said on {in_words(earliest)}. An answer cannot be earlier."
    if paper and action:
        problems["action"] = "Choose a paper or an action, not both."
    if paper and paper.dated and paper.dated > on and "on" not in problems:
        problems["on"] = f"The paper is dated {in_words(paper.dated)}, after this day."
    if whole and note:
        problems["note"] = "You say that it answers the whole, so nothing can be missing. Leave this empty."
    if len(note) > LONGEST_NOTE:
        problems["note"] = f"This is longer than {LONGEST_NOTE} characters ({len(note)}). Shorten it."
    return problems


@transaction.atomic
def give_verdict(answer: Answer, *, by: User, on: date, answers_it: bool, because: str = "") -> Verdict:
    """Record a member's word on an answer: that it answers the matter, or that it does not, and why.

    The latest word on any answer of the matter decides how far it is answered. ValidationError ({question: sentence})
    where no reason is given, the matter is closed, it is one's own answer, or one said the same of it last.
    """
    matter = _locked(answer.resolution)
    because = because.strip()
    if closure_of(matter):
        raise ValidationError({NON_FIELD_ERRORS: _CLOSED})
    if answer.by_id == by.pk:
        raise ValidationError({NON_FIELD_ERRORS: "You recorded this answer yourself, so somebody else must judge it."})
    if on < answer.on:
        raise ValidationError(
            {NON_FIELD_ERRORS: f"This answer is dated {in_words(answer.on)}, which is in the future."}
        )
    if not answers_it and not because:
        raise ValidationError({"because": "Say why it does not answer it."})
    last = words_of_members(matter).filter(on__lte=on).first()
    if last and (last.answer_id, last.by_id, last.answers_it, last.because) == (answer.pk, by.pk, answers_it, because):
        raise ValidationError({NON_FIELD_ERRORS: "You have already said this about it. Nothing has changed since."})
    return Verdict.objects.create(
        answer=answer, answers_it=answers_it, because=because, by=by, on=on, recorded_at=timezone.now()
    )


@transaction.atomic
def close(resolution: Resolution, meeting: Meeting, *, by: User, on: date, words: str = "") -> Closure:
    """Record that the committee closed the matter of a resolution at a meeting, once and for good.

    ValidationError ({question: sentence}) where the meeting was not held by the day `on`, is before the matter's own,
    or the matter is closed already.
    """
    matter = _locked(resolution)
    before = closure_of(matter)
    if before:
        raise ValidationError({NON_FIELD_ERRORS: f"It has already been closed: {before.meeting}."})
    if meeting.last_day > on:
        raise ValidationError({"meeting": f"This meeting was not over by {in_words(on)}. Choose one that was held."})
    committee = matter.item.meeting.committee
    if committee and meeting.committee_id != committee.pk:
        raise ValidationError({"meeting": f"Only a meeting of the {committee} can close what was said there."})
    if meeting.last_day < matter.item.meeting.first_day:
        raise ValidationError({"meeting": "This meeting was before the matter came up. Choose a later one."})
    return Closure.objects.create(
        resolution=matter, meeting=meeting, words=words.strip(), by=by, on=on, recorded_at=timezone.now()
    )


def first_day_of(resolution: Resolution) -> date:
    """The first day that it can have been said: its paper's date, else the first that its meeting can mean."""
    papers = resolution.citations.order_by().values_list("passage__report__dated", flat=True)
    meeting = resolution.item.meeting
    said_on = day_said(papers, meeting.last_day)
    return meeting.first_day if said_on == meeting.last_day else said_on


def _locked(resolution):
    """The matter that a resolution is counted with, its own where it is counted by itself, locked while it is saved."""
    pk = resolution.same_matter_id or resolution.pk
    matters = Resolution.objects.select_related("plan", "item__meeting__committee")
    return matters.select_for_update(of=("self",)).get(pk=pk)


def _council(matter):
    """The council that a matter is put to; empty where neither its plan nor its committee is known."""
    known = matter.plan or matter.item.meeting.committee
    return known.council if known else ""
