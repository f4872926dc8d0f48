"""Recording answers to what was decided, asked or promised, members' verdicts on them, and closures."""

from datetime import date

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q
from django.utils import timezone

from actions.models import Action
from csc_tracker.database.writing import locked, writing
from csc_tracker.models import User
from csc_tracker.pages.wording import in_words
from csc_tracker.people.sight import seeing_everything
from inspections.models import Answer, Closure, Meeting, Report, Resolution, Verdict
from inspections.scrutiny.resolutions.progress import LATEST_VERDICT_FIRST, day_said
from priorities.models import next_number
from priorities.models.exemptions import OPEN_NAMES_EXEMPT
from priorities.posts import acting_post

LONGEST_NOTE = Answer._meta.get_field("note").max_length
OWN_ANSWER = "You recorded an answer to this yourself, so somebody else must say whether it is answered."
HAS_JUDGED = "You have said whether this is answered, so somebody else must record the next answer."
_CLOSED = "The committee has closed this matter, so you cannot add to it."


def answers_of(resolution):
    """Every answer to the matter of a resolution, the oldest first."""
    matter = resolution.same_matter_id or resolution.pk
    return Answer.objects.filter(Q(resolution=matter) | Q(resolution__same_matter=matter)).order_by(
        "on", "number", "pk"
    )


@seeing_everything()
def has_answered(resolution: Resolution, person: User) -> bool:
    """Whether this person recorded an answer to the matter of a resolution: they then judge none of its answers."""
    return answers_of(resolution).filter(by=person).exists()


@seeing_everything()
def has_judged(resolution: Resolution, person: User) -> bool:
    """Whether this person gave a verdict on an answer to the matter of a resolution: they then record none."""
    return verdicts_on(resolution).filter(by=person).exists()


def closure_of(resolution):
    """The closure of the matter of a resolution; None if it is not closed."""
    matter = resolution.same_matter_id or resolution.pk
    closures = Closure.objects.select_related("meeting__committee", "by").order_by("on", "pk")
    return closures.filter(Q(resolution=matter) | Q(resolution__same_matter=matter)).first()


def verdicts_on(resolution):
    """The members' verdicts on all answers to the matter of a resolution; the first one decides."""
    return Verdict.objects.filter(answer__in=answers_of(resolution).order_by()).order_by(*LATEST_VERDICT_FIRST)


@writing()
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
    """Record an answer to the matter of a resolution, given on the day `on`, and return it.

    The answer is a paper, an action, or words alone. `whole` says whether it is a full answer, and `note` what a part
    answer leaves open. Raises ValidationError ({question of the form: sentence}) for any problem, for instance if the
    committee has closed the matter.
    """
    matter = _lock_matter(resolution)
    words, note = words.strip(), note.strip()
    problems = _problems_of_answer(matter, by, on, today, words, whole, note, paper, action)
    if not problems and _is_recorded(matter, on, words, whole, note, paper, action):
        problems = {"words": "This answer has already been recorded, in the same words."}
    if problems:
        raise ValidationError(problems)
    exempt = matter.is_exempt or bool(paper and paper.is_exempt)
    return Answer.objects.create(
        resolution=matter,
        number=next_number(Answer, exempt=exempt, resolution=matter),
        on=on,
        words=words,
        whole=whole,
        note=note,
        paper=paper,
        action=action,
        by=by,
        post=acting_post(by, _council(matter), today, about=matter),
    )


def _is_recorded(matter, on, words, whole, note, paper, action):
    """Whether an answer that says all of this has been recorded."""
    same = {"on": on, "words": words, "whole": whole, "note": note, "paper": paper, "action": action}
    return answers_of(matter).filter(**same).exists()


def _problems_of_answer(matter, by, on, today, words, whole, note, paper, action):
    """What prevents recording an answer: {question: sentence}; empty if nothing does."""
    earliest = first_day_of(matter)
    if closure_of(matter):
        return {NON_FIELD_ERRORS: _CLOSED}
    if has_judged(matter, by):
        return {NON_FIELD_ERRORS: HAS_JUDGED}
    problems = {}
    if not words:
        problems["words"] = "Say what answers it. A sentence is enough."
    if on > today:
        problems["on"] = f"{in_words(on)} is in the future. Give today or an earlier day."
    elif on < earliest:
        problems["on"] = f"It was said on {in_words(earliest)}. An answer cannot be earlier."
    if paper and action:
        problems["action"] = "Choose a paper or an action, not both."
    elif action and action.is_exempt and not matter.is_exempt:
        problems["action"] = OPEN_NAMES_EXEMPT
    if paper and paper.dated and paper.dated > on and "on" not in problems:
        problems["on"] = f"The paper is dated {in_words(paper.dated)}, after this day."
    if whole and note:
        problems["note"] = "You say that it answers the whole, so nothing can be missing. Leave this empty."
    if len(note) > LONGEST_NOTE:
        problems["note"] = f"This is longer than {LONGEST_NOTE} characters ({len(note)}). Shorten it."
    return problems


@writing()
def record_verdict(answer: Answer, *, by: User, on: date, answers_it: bool, because: str = "") -> Verdict:
    """Record a member's verdict on an answer: that it answers the matter, or that it does not, and why.

    The latest verdict on any answer of the matter decides. Raises ValidationError ({question: sentence}) if a verdict
    against it has no reason, the matter is closed, the member recorded an answer to it, the answer is later than the
    day `on`, or the latest verdict is the same, by the same member.
    """
    matter = _lock_matter(answer.resolution)
    because = because.strip()
    if closure_of(matter):
        raise ValidationError({NON_FIELD_ERRORS: _CLOSED})
    if has_answered(matter, by):
        raise ValidationError({NON_FIELD_ERRORS: OWN_ANSWER})
    if on < answer.on:
        raise ValidationError(
            {NON_FIELD_ERRORS: f"This answer is dated {in_words(answer.on)}, which is in the future."}
        )
    if not answers_it and not because:
        raise ValidationError({"because": "Say why it does not answer it."})
    last = verdicts_on(matter).filter(on__lte=on).first()
    if last and (last.answer_id, last.by_id, last.answers_it, last.because) == (answer.pk, by.pk, answers_it, because):
        raise ValidationError({NON_FIELD_ERRORS: "You have already said this about it. Nothing has changed since."})
    return Verdict.objects.create(
        answer=answer, answers_it=answers_it, because=because, by=by, on=on, recorded_at=timezone.now()
    )


@writing()
def close_matter(resolution: Resolution, meeting: Meeting, *, by: User, on: date, words: str = "") -> Closure:
    """Record that the committee closed the matter of a resolution at a meeting, once and for good.

    Raises ValidationError ({question: sentence}) if the meeting was not over by the day `on`, is another committee's or
    before the matter came up, or if the matter is closed already.
    """
    matter = _lock_matter(resolution)
    before = closure_of(matter)
    if before:
        raise ValidationError({NON_FIELD_ERRORS: f"It has already been closed: {before.meeting}."})
    if meeting.is_exempt and not matter.is_exempt:
        raise ValidationError({"meeting": OPEN_NAMES_EXEMPT})
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
    """The first day on which it can have been said: its paper's date, or else the first day of its meeting."""
    papers = resolution.citations.order_by().values_list("passage__report__dated", flat=True)
    meeting = resolution.item.meeting
    said_on = day_said(papers, meeting.last_day)
    return meeting.first_day if said_on == meeting.last_day else said_on


def _lock_matter(resolution):
    """The matter of a resolution, locked until the end of the transaction."""
    pk = resolution.same_matter_id or resolution.pk
    matters = Resolution.objects.select_related("plan", "item__meeting__committee")
    return locked(matters, pk)


def _council(matter):
    """The council of the matter's plan or committee; empty if neither is known."""
    owner = matter.plan or matter.item.meeting.committee
    return owner.council if owner else ""
