"""What the page of questions lists: a member's own by meeting, and what an officer may answer."""

from dataclasses import dataclass, field
from datetime import date

from csc_tracker.models import User
from csc_tracker.pages.addresses import cached_reverse, query_of
from inspections.models import Meeting, MemberQuestion
from inspections.reporting.briefing.content import OwnQuestion
from inspections.reporting.member_questions.asking import answered_by, sent_by
from inspections.reporting.member_questions.own import about, marked_words, sent_to, state_of
from inspections.reporting.member_questions.recipients import ANSWER, may_answer

# The most answered questions that the page lists, the latest first.
MOST_ANSWERED = 50


@dataclass
class OfMeeting:
    """A member's own questions for a meeting, and the address of its briefing, where they are looked after."""

    meeting: Meeting
    plan: str
    address: str
    questions: list[OwnQuestion] = field(default_factory=list)


@dataclass
class Sent:
    """A question as an officer reads it."""

    words: str
    asked: str
    meeting: str
    about: str
    sent_to: str
    address: str
    answer: str
    answered: str


def own_by_meeting(member: User) -> list[OfMeeting]:
    """Every question of a member, by meeting, the latest meeting first. One query."""
    own = MemberQuestion.objects.filter(member=member)
    own = own.select_related("meeting__committee", "plan", "priority", "sent_to", "answered_by", "answered_post")
    listed: dict[tuple, OfMeeting] = {}
    for question in own.order_by("-meeting__last_day", "meeting", "plan", "recorded_at", "pk"):
        key = question.meeting_id, question.plan_id
        if key not in listed:
            address = f"{cached_reverse('briefing', question.meeting.slug)}?{query_of({'plan': question.plan.slug})}"
            listed[key] = OfMeeting(question.meeting, str(question.plan), f"{address}#own-questions")
        listed[key].questions.append(
            OwnQuestion(
                words=question.words or marked_words(question),
                about=about(question),
                state=state_of(question),
                answer=question.answer,
                answered=answered_by(question),
            )
        )
    return list(listed.values())


def to_answer(person: User, on: date) -> tuple[list[Sent], list[Sent]]:
    """The questions that wait for this person's answer, those for the next meeting first; and those answered since.

    Two queries, and a few more of what the person's rights are.
    """
    if not person.has_perm(ANSWER):
        return [], []
    theirs = MemberQuestion.objects.filter(may_answer(person, on)).select_related(
        "member", "meeting__committee", "plan", "priority", "sent_to", "answered_by", "answered_post"
    )
    waiting = theirs.filter(answered_on=None).order_by("meeting__first_day", "sent_on", "recorded_at", "pk")
    answered = theirs.exclude(answered_on=None).order_by("-answered_on", "-recorded_at", "pk")
    return [_sent(each) for each in waiting], [_sent(each) for each in answered[:MOST_ANSWERED]]


def _sent(question: MemberQuestion) -> Sent:
    plan = query_of({"plan": question.plan.slug})
    return Sent(
        words=question.words,
        asked=sent_by(question),
        meeting=str(question.meeting),
        about=about(question),
        sent_to=sent_to(question),
        address=f"{cached_reverse('question_answer', question.pk)}?{plan}",
        answer=question.answer,
        answered=answered_by(question),
    )
