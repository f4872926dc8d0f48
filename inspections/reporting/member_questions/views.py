"""Members' questions: marking, adding, taking back and sending one; the page of questions; and the answer."""

import re
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, BadRequest, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from actions.pages.page_context import PageContext, read_page_context
from csc_tracker.database.writing import answered_in_one_transaction
from csc_tracker.pages.addresses import cached_reverse, query_of
from csc_tracker.people.requests import SignedInRequest
from inspections.models import Meeting, MemberQuestion
from inspections.reporting.briefing.builder import build_page
from inspections.reporting.briefing.content import Question
from inspections.reporting.briefing.questions import TITLES
from inspections.reporting.member_questions import asking
from inspections.reporting.member_questions.forms import AnswerForm, QuestionForm, RemoveForm, SendForm
from inspections.reporting.member_questions.lists import own_by_meeting, to_answer
from inspections.reporting.member_questions.own import ASK, ONLY_YOU, about, gone_words, sent_to, words_of
from inspections.reporting.member_questions.recipients import ANSWER, may_answer, recipients
from inspections.scrutiny.form_page import show_or_save
from inspections.scrutiny.plan_queries import meetings
from priorities.models import Priority

_PLACE = re.compile(r"(front|behind)-[a-z_]{1,20}")
BACK_TO_BRIEFING = "Back to the briefing"
NOTHING_EXEMPT = "Write nothing from exempt papers: the member may not be allowed to read them."


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def mark(request: SignedInRequest, slug: str) -> HttpResponse:
    """Keep that a member means to ask a suggested question, and go back to where they were.

    Who comes here by signing in again, after their session ended, is sent to the briefing.
    """
    page_context = read_page_context(request)
    meeting = _meeting_or_404(page_context, slug)
    if request.method != "POST":
        return HttpResponseRedirect(_briefing(page_context, slug, ""))
    rule = request.POST.get("rule", "")
    if rule not in TITLES:
        raise BadRequest("The briefing has no such question. Go back to it and choose one.")
    try:
        asking.mark(rule, by=request.user, meeting=meeting, plan=page_context.plan, on=page_context.today)
    except ValidationError as problems:
        messages.error(request, problems.messages[0])
    return HttpResponseRedirect(_briefing(page_context, slug, _place(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    """The form for a question in a member's own words; the briefing has the same form."""
    page_context = read_page_context(request)
    meeting = _meeting_or_404(page_context, slug)
    over = asking.over_words(meeting, page_context.today)
    form = QuestionForm(request.POST or None, priorities=_priorities(page_context))

    def save(cleaned: dict) -> None:
        asking.add(**cleaned, by=request.user, meeting=meeting, plan=page_context.plan, on=page_context.today)

    return show_or_save(
        request,
        form,
        save,
        done=f"Your question is kept. {ONLY_YOU}",
        back=_briefing(page_context, slug, "own-questions"),
        back_words=BACK_TO_BRIEFING,
        heading=f"Your question for the {meeting.who}, {meeting.date_words}",
        note=ONLY_YOU,
        button="Keep this question",
        begun="a question",
        refusal=over,
        page_context=page_context,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def remove(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Take a question back that was not sent: from the briefing at once, else after it is shown once more."""
    page_context = read_page_context(request)
    question = _own_or_404(request, page_context, key)
    slug = question.meeting.slug
    if request.method == "POST" and (place := _place(request)):
        back = _briefing(page_context, slug, place)
        if question.rule:
            try:
                asking.remove(question)
            except ValidationError as problems:
                messages.error(request, problems.messages[0])
            return HttpResponseRedirect(back)
    words = _words(page_context, question) or gone_words(question)
    return show_or_save(
        request,
        RemoveForm(request.POST if request.method == "POST" else None),
        lambda cleaned: asking.remove(question),
        done="Your question was taken off.",
        back=_briefing(page_context, slug, "own-questions"),
        back_words=BACK_TO_BRIEFING,
        heading="Take this question off?",
        quotations=[("Your question", words)],
        note="Nothing of it is kept.",
        button="Take it off",
        refusal=asking.SENT_ALREADY if question.sent_on else "",
        page_context=page_context,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def send(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Show a question's words and to whom it would go, and send it."""
    page_context = read_page_context(request)
    if page_context.on_given:  # it is sent as the briefing words it today
        plan = f"?{query_of({'plan': page_context.plan.slug})}" if page_context.plan_given else ""
        return HttpResponseRedirect(f"{cached_reverse('question_send', key)}{plan}")
    question = _own_or_404(request, page_context, key)
    plan, today = page_context.plan, page_context.today
    refusal = asking.over_words(question.meeting, today)
    words, number = question.words, question.priority.number if question.priority else ""
    if question.sent_on:
        refusal = f"You sent it to {sent_to(question)}. It cannot be sent again."
    elif question.rule:
        suggested = _suggested(page_context, question)
        words, number = (suggested.ask, suggested.priority or "") if suggested else ("", "")
        refusal = refusal or ("" if words else gone_words(question))
    exempt = question.may_hold_exempt or asking.may_hold_exempt(plan)
    priorities = list(_priorities(page_context))
    by_number = {str(each.number): each for each in priorities}
    form = SendForm(
        request.POST if request.method == "POST" else None,
        priorities=priorities,
        to=recipients(plan, today, may_hold_exempt=exempt),
        initial={"priority": str(number)},
    )

    def save(cleaned: dict) -> None:
        if refusal:
            raise ValidationError({NON_FIELD_ERRORS: refusal})
        if request.POST.get("words", "").split() != words.split():
            raise ValidationError({NON_FIELD_ERRORS: "The question has changed since. Read it again, then send it."})
        asking.send(question, words=words, priority=by_number.get(cleaned["priority"]), on=today)

    return show_or_save(
        request,
        form,
        save,
        done="Your question was sent. The answer will be on this page.",
        back=_briefing(page_context, question.meeting.slug, "own-questions"),
        back_words=BACK_TO_BRIEFING,
        heading="Send this question?",
        quotations=[("Your question", words or gone_words(question))],
        note="Once it is sent you cannot change it or take it back. Whoever gets it sees your name and the meeting. "
        "Programme officers can read and answer it too.",
        hidden=[("words", words)],
        button="Send the question",
        refusal=refusal,
        page_context=page_context,
    )


@require_safe
def questions(request: SignedInRequest) -> HttpResponse:
    """Each person's own page of questions, of every plan: what they asked, and what waits for their answer."""
    page_context = read_page_context(request)
    waiting, answered = to_answer(request.user, page_context.today)
    asks = request.user.has_perm(ASK)
    context = {
        "page_context": page_context,
        "asks": asks,
        "answers": request.user.has_perm(ANSWER),
        "meetings": own_by_meeting(request.user) if asks else [],
        "waiting": waiting,
        "answered": answered,
    }
    return render(request, "inspections/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def answer(request: SignedInRequest, key: UUID) -> HttpResponse:
    """The form in which an officer answers a question that a member sent."""
    page_context = read_page_context(request)
    theirs = MemberQuestion.objects.filter(may_answer(request.user, page_context.today), plan=page_context.plan)
    question = _question_or_404(theirs.select_related("answered_by", "answered_post", "priority", "plan"), key)
    quotations = [(f"{asked_by(question)}, for {question.meeting}", question.words)]
    refusal = ""
    if question.answered_on:
        quotations.append((f"Answered by {asking.answered_by(question)}", question.answer))
        refusal = "This question has been answered, so it takes no second answer."
    of_exempt = "" if question.may_hold_exempt else NOTHING_EXEMPT
    note = " ".join(filter(None, [about(question) and f"{about(question)}.", of_exempt]))
    return show_or_save(
        request,
        AnswerForm(request.POST or None),
        lambda cleaned: asking.answer(question, cleaned["words"], by=request.user, on=page_context.today),
        done="Your answer was sent to the member.",
        back=page_context.address(cached_reverse("questions")),
        back_words="Back to the questions",
        heading="Answer a member’s question",
        quotations=quotations,
        note=note,
        button="Send the answer",
        begun="an answer",
        refusal="" if request.method == "POST" else refusal,
        page_context=page_context,
    )


def asked_by(question: MemberQuestion) -> str:
    """Who asked it and when they sent it: “Asked by Ann Lee, 14 January 2020”."""
    return f"Asked by {asking.sent_by(question)}"


def _suggested(page_context: PageContext, question: MemberQuestion) -> Question | None:
    """The question that the briefing suggests today by the rule of this one; None where it does not."""
    meeting = _meeting_or_404(page_context, question.meeting.slug)
    suggested = build_page(page_context, meeting).questions
    return next((each for each in suggested if each.code == question.rule), None)


def _words(page_context: PageContext, question: MemberQuestion) -> str:
    """Its words as the briefing has them today; empty where it does not suggest it any more."""
    if question.words:
        return question.words
    suggested = _suggested(page_context, question)
    return words_of(question, [suggested] if suggested else [])


def _priorities(page_context: PageContext) -> QuerySet[Priority]:
    return Priority.objects.filter(plan=page_context.plan).select_related("lead").order_by("number")


def _place(request: SignedInRequest) -> str:
    """The anchor on the briefing that a button was at; empty for none of ours."""
    place = request.POST.get("place", "")
    return place if _PLACE.fullmatch(place) else ""


def _briefing(page_context: PageContext, slug: str, anchor: str) -> str:
    return f"{page_context.address(cached_reverse('briefing', slug))}{f'#{anchor}' if anchor else ''}"


def _meeting_or_404(page_context: PageContext, slug: str) -> Meeting:
    meeting = meetings(page_context, slug).here
    if meeting is None:
        raise Http404(f"There is no meeting called “{slug}”. The list of meetings shows every one.")
    return meeting


def _own_or_404(request: SignedInRequest, page_context: PageContext, key: UUID) -> MemberQuestion:
    own = MemberQuestion.objects.filter(member=request.user, plan=page_context.plan)
    return _question_or_404(own.select_related("priority", "sent_to"), key)


def _question_or_404(questions: QuerySet[MemberQuestion], key: UUID) -> MemberQuestion:
    question = questions.select_related("meeting__committee").filter(pk=key).first()
    if question is None:
        raise Http404("There is no such question here. The page of your questions shows every one.")
    return question
