"""A member's own questions as the briefing has them: on its page and in the files that this member downloads."""

from dataclasses import dataclass, field, replace

from actions.pages.page_context import PageContext
from csc_tracker.database.prepared import KEYS, Prepared
from csc_tracker.models import User
from csc_tracker.pages.addresses import cached_reverse, query_of
from csc_tracker.pages.wording import in_words, lowered
from inspections.models import Meeting, MemberQuestion
from inspections.reporting.briefing.content import Briefing, OwnQuestion, Question
from inspections.reporting.briefing.questions import TITLES
from inspections.reporting.member_questions.asking import answered_by, over_words

ASK = "inspections.ask_question"
ONLY_YOU = "Only you can see this until you send it."


@dataclass
class Asking:
    """What a member's briefing page offers beside their questions; the addresses are empty where it takes none."""

    mark_address: str = ""
    add_address: str = ""
    every_address: str = ""
    today_address: str = ""
    over: str = ""
    priorities: list[tuple[int, str]] = field(default_factory=list)


def asking_on(page_context: PageContext, meeting: Meeting, briefing: Briefing, member: User) -> Asking | None:
    """What the page of a briefing offers to this person; None where they keep no questions."""
    if not member.has_perm(ASK):
        return None
    if page_context.tense != "today":
        plan = f"?{query_of({'plan': page_context.plan.slug})}" if page_context.plan_given else ""
        return Asking(today_address=f"{cached_reverse('briefing', meeting.slug)}{plan}")
    every = page_context.address(cached_reverse("questions"))
    if over := over_words(meeting, page_context.today):
        return Asking(over=over, every_address=every)
    return Asking(
        mark_address=page_context.address(cached_reverse("question_mark", meeting.slug)),
        add_address=page_context.address(cached_reverse("question_add", meeting.slug)),
        every_address=every,
        priorities=[(line.number, line.name) for line in briefing.priorities],
    )


def with_own_questions(briefing: Briefing, page_context: PageContext, meeting: Meeting, member: User) -> Briefing:
    """The briefing with this person's own questions for the meeting, where its day is the usual one. One query."""
    if page_context.tense != "today" or not member.has_perm(ASK):
        return briefing
    questions = _OWN.instances(member.pk, meeting.pk, page_context.plan.pk)
    over = bool(over_words(meeting, page_context.today))
    own = [_own_question(page_context, question, briefing.questions, over) for question in questions]
    return replace(briefing, own_questions=own)


_OWN = Prepared(
    lambda member, meeting, plan: (
        MemberQuestion.objects.filter(member=member, meeting=meeting, plan=plan)
        .select_related("priority", "sent_to", "answered_by", "answered_post")
        .order_by("recorded_at", "pk")
    ),
    *KEYS[:3],
)


def _own_question(
    page_context: PageContext, question: MemberQuestion, suggested: list[Question], over: bool
) -> OwnQuestion:
    question.note_read()
    words = words_of(question, suggested)
    sends = not question.sent_on and not over and bool(words)
    return OwnQuestion(
        code=question.rule,
        words=words or gone_words(question),
        about=about(question),
        state=state_of(question),
        answer=question.answer,
        answered=answered_by(question),
        send_address=page_context.address(cached_reverse("question_send", question.pk)) if sends else "",
        remove_address="" if question.sent_on else page_context.address(cached_reverse("question_remove", question.pk)),
    )


def words_of(question: MemberQuestion, suggested: list[Question]) -> str:
    """Its words: its own, or those by which the briefing suggests it; empty where it does not any more."""
    return question.words or next((each.ask for each in suggested if each.code == question.rule), "")


def marked_words(question: MemberQuestion) -> str:
    """What is said of a suggested question where the briefing is not at hand, which words it."""
    return f"Suggested by the briefing: {lowered(TITLES.get(question.rule, ''))}."


def gone_words(question: MemberQuestion) -> str:
    """What is said in place of a suggested question that the briefing does not suggest any more."""
    return f"The briefing does not suggest this question any more: {lowered(TITLES.get(question.rule, ''))}."


def about(question: MemberQuestion) -> str:
    """Which priority it is about: “About priority 3, Workforce”; empty for none."""
    if question.priority is None:
        return ""
    return f"About priority {question.priority.number}, {question.priority.short_name}"


def sent_to(question: MemberQuestion) -> str:
    """To whom it was sent, as they were named that day: “Director (Ann Lee)”."""
    if question.sent_to_id is None:
        return "the programme officers"
    if question.sent_to is None:  # the post is exempt now
        return "the lead"
    holders = question.sent_to.holders_on(question.sent_on)
    title = question.sent_to.titled_on(question.sent_on)
    return f"{title} ({holders})" if holders else title


def state_of(question: MemberQuestion) -> str:
    """Who can see it, as a sentence."""
    if not question.sent_on:
        return ONLY_YOU
    return f"Sent to {sent_to(question)} on {in_words(question.sent_on)}."
