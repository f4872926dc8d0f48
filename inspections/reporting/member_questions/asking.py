"""What a member does with a question, and how it is answered: the rules, each in one transaction."""

from datetime import date

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone

from csc_tracker.database.writing import locked, writing
from csc_tracker.mail.letters import Letter
from csc_tracker.mail.sending import write_to
from csc_tracker.models import User
from csc_tracker.pages.wording import signed
from csc_tracker.people.sight import sight
from inspections.models import Meeting, MemberQuestion
from inspections.reporting.member_questions.recipients import recipients
from priorities.models import Plan, Priority, plans_readable_by
from priorities.posts import acting_post

NOBODY_ANSWERS = "There is nobody here yet who could answer it. Ask an admin of the service."
SENT_ALREADY = "You have sent this question, so it cannot be taken back."
NO_WORDS = "Write your question. A sentence is enough."


def over_words(meeting: Meeting, today: date) -> str:
    """That a meeting is over and takes no new questions, as a sentence; empty where it is not over on this day."""
    if meeting.last_day >= today:
        return ""
    return f"This meeting was on {meeting.date_words}. It takes no new questions."


@writing()
def mark(rule: str, *, by: User, meeting: Meeting, plan: Plan, on: date) -> MemberQuestion:
    """Keep that a member means to ask a suggested question, by the code of its rule; once, however often it is sent.

    ValidationError if the meeting is over.
    """
    _check_not_over(meeting, on)
    of_it = {"member": by, "meeting": meeting, "plan": plan, "rule": rule}
    if before := MemberQuestion.objects.filter(**of_it).first():
        return before
    # One that they may not see any more since their right to exempt matter ended does not stop a new one.
    marked, _ = MemberQuestion.objects.get_or_create(
        **of_it,
        sent_on=None,
        may_hold_exempt=may_hold_exempt(plan),
        defaults={"recorded_on": on, "recorded_at": timezone.now()},
    )
    return marked


@writing()
def add(words: str, *, priority: Priority | None, by: User, meeting: Meeting, plan: Plan, on: date) -> MemberQuestion:
    """Keep a question in a member's own words; the same words again are kept once.

    ValidationError ({question of the form: sentence}) if there are no words or the meeting is over.
    """
    _check_not_over(meeting, on)
    words = words.strip()
    if not words:
        raise ValidationError({"words": NO_WORDS})
    locked(User.objects, by.pk)  # a button that is pressed twice sends the form twice at the same moment
    of_it = {"member": by, "meeting": meeting, "plan": plan, "rule": "", "words": words}
    same = MemberQuestion.objects.filter(**of_it).first()
    return same or MemberQuestion.objects.create(
        **of_it,
        priority=priority,
        may_hold_exempt=may_hold_exempt(plan),
        recorded_on=on,
        recorded_at=timezone.now(),
    )


@writing()
def remove(question: MemberQuestion) -> None:
    """Take back a question that was not sent; nothing of it is left. ValidationError if it was sent meanwhile."""
    question = locked(MemberQuestion.objects, question.pk)
    if question.sent_on:
        raise ValidationError({NON_FIELD_ERRORS: SENT_ALREADY})
    question.delete()


@writing()
def send(question: MemberQuestion, *, words: str, priority: Priority | None, on: date) -> None:
    """Send a question with these words to who leads the priority, else to the programme officers, and write to them.

    ValidationError if the meeting is over, it was sent before, or nobody could answer it.
    """
    question = locked(MemberQuestion.objects.select_related("meeting", "plan"), question.pk)
    _check_not_over(question.meeting, on)
    if question.sent_on:
        raise ValidationError({NON_FIELD_ERRORS: "You have sent this question already. Nothing was sent again."})
    exempt = question.may_hold_exempt or may_hold_exempt(question.plan)
    post, people = recipients(question.plan, on, may_hold_exempt=exempt).of(priority)
    if not people:
        raise ValidationError({NON_FIELD_ERRORS: NOBODY_ANSWERS})
    question.words, question.priority, question.may_hold_exempt = words, priority, exempt
    question.sent_on, question.sent_to = on, post
    question.save()
    for person in people:
        write_to(person, Letter.QUESTION_SENT)


@writing()
def answer(question: MemberQuestion, words: str, *, by: User, on: date) -> None:
    """Answer a question that was sent, once, and write to the member who asked.

    ValidationError ({question of the form: sentence}) if there are no words, or somebody has answered it: the sentence
    then has their answer.
    """
    question = locked(MemberQuestion.objects.select_related("plan", "member"), question.pk)
    words = words.strip()
    if question.answered_on:
        raise ValidationError({NON_FIELD_ERRORS: answered_before(question)})
    if not words:
        raise ValidationError({"words": "Write your answer. A sentence is enough."})
    council = question.plan.council
    post = acting_post(by, council, on, question.sent_to, about=question.priority)
    question.answer, question.answered_on, question.answered_by, question.answered_post = words, on, by, post
    question.save()
    if not question.may_hold_exempt or question.plan_id in plans_readable_by(question.member):
        write_to(question.member, Letter.QUESTION_ANSWERED)


def sent_by(question: MemberQuestion) -> str:
    """Who sent a question, by the name of that day, and when: “Ann Lee, 14 January 2020”."""
    return signed(question.member, None, question.sent_on or question.recorded_on)


def answered_by(question: MemberQuestion) -> str:
    """Who answered it, from which post, and when; empty where nobody has."""
    if question.answered_on is None:
        return ""
    return signed(question.answered_by, question.answered_post, question.answered_on)


def answered_before(question: MemberQuestion) -> str:
    """That somebody has answered a question, with their answer."""
    return f"It has been answered already, by {answered_by(question)}: “{question.answer}” Your answer was not saved."


def _check_not_over(meeting: Meeting, on: date) -> None:
    if over := over_words(meeting, on):
        raise ValidationError({NON_FIELD_ERRORS: over})


def may_hold_exempt(plan: Plan) -> bool:
    """Whether who writes now may read exempt matter of the plan, so that their words can hold it."""
    return plan.pk in sight()
