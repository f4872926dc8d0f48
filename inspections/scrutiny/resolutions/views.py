"""What was decided, asked for and promised, and whether it was answered."""

from collections import Counter

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from actions.pages.page_context import read_page_context
from csc_tracker.pages.wording import in_words, plural
from inspections.models import Citation, Meeting, Report, Resolution, Verdict
from inspections.scrutiny.filters import ResolutionFilter
from inspections.scrutiny.form_page import record
from inspections.scrutiny.forms import AnswerForm, ClosureForm, VerdictForm
from inspections.scrutiny.resolutions.answering import (
    answers_of,
    close,
    closure_of,
    first_day_of,
    give_verdict,
    record_answer,
)
from inspections.scrutiny.resolutions.progress import (
    HOW,
    LATEST_WORD,
    WAITING,
    State,
    answer_due,
    one_a_matter,
    with_state,
)


@require_safe
def resolutions(request):
    """What was decided, asked and promised by the day asked: what is not answered first; one matter counts once."""
    page_context = read_page_context(request)
    every = Resolution.objects.of_plan(page_context.plan).select_related("action__priority")
    matters = one_a_matter(with_state(every, page_context.on))
    known = [matter for matter in matters if matter.said_on <= page_context.on]
    listed = ResolutionFilter(request.GET, request=request)
    rows = sorted(listed.narrowed(known), key=lambda row: row.said_on, reverse=True)
    for row in rows:
        row.known_others = [each for each in row.others if each.said_on <= page_context.on]
    context = {
        "page_context": page_context,
        "filter": listed,
        "rows": rows,
        "counts": _counts(page_context, known),
        "sections": _sections(rows),
        "later": [matter for matter in matters if matter.said_on > page_context.on],
    }
    return render(request, "inspections/resolution_list.html", context)


# The sections of the list: what a committee waits for before what is settled.
_ORDER = (State.OPEN, State.PART, State.ANSWERED, State.CLOSED, State.NOTED)


def _sections(rows):
    """The matters in sections, the overdue first; empty sections are left out."""
    overdue = [row for row in rows if row.overdue]
    sections = [{"heading": "Overdue", "rows": sorted(overdue, key=lambda row: row.due_day)}] if overdue else []
    for state in _ORDER:
        if matching := [row for row in rows if row.state == state and not row.overdue]:
            heading = f"{state.label}, not overdue" if overdue and state in WAITING else state.label
            sections.append({"heading": heading, "rows": matching})
    return sections


def _counts(page_context, known):
    """How many matters, by kind, by state and overdue: each with the address of exactly those."""
    kinds, states = Counter(matter.kind for matter in known), Counter(matter.state for matter in known)

    def counted(number, words="", **narrowed):
        return {"number": number, "words": words, "address": page_context.address(reverse("resolutions"), **narrowed)}

    unanswered = sum(states[state] for state in WAITING)
    return {
        "all": counted(len(known)),
        "kinds": [counted(kinds[kind], HOW[kind], kind=kind.value) for kind in Resolution.Kind if kinds[kind]],
        "states": [counted(states[state], _short(state), state=state.value) for state in _ORDER if states[state]],
        "waiting": counted(
            unanswered, plural(unanswered, "is not fully answered", "are not fully answered"), state="waiting"
        ),
        "overdue": counted(sum(matter.overdue for matter in known), state="overdue"),
    }


def _short(state):
    """A state as a count names it: “2 with nothing due”."""
    return "with nothing due" if state == State.NOTED else state.label[0].lower() + state.label[1:]


@require_safe
def resolution(request, slug):
    """One of them: its words, its meeting, what is due when, the answers so far and what members said of each."""
    page_context = read_page_context(request)
    said = _resolution(page_context, slug, Prefetch("citations", Citation.objects.in_place()))
    closure = closure_of(said)
    closed = closure is not None and closure.on <= page_context.on
    answers = _answers(request, said, page_context.on)
    words = [word for answer in answers for word in answer.said]
    decides = max(words, key=lambda word: (word.on, word.recorded_at, word.pk), default=None)
    context = {
        "page_context": page_context,
        "resolution": said,
        "matter": said.same_matter or said,
        "answer_due": answer_due(said),
        "answers": answers,
        "decides": None if closed else decides,
        "newer": decides is not None and not closed and decides.answer_id != answers[-1].pk,
        "closure": closure if closed else None,
        "open_today": closure is None and first_day_of(said.same_matter or said) <= page_context.today,
        "later": said.said_on > page_context.on,
    }
    return render(request, "inspections/resolution_detail.html", context)


def _resolution(page_context, slug, *prefetch):
    """The resolution of the plan with this slug, with its state; a 404 with a sentence where there is none."""
    called = Resolution.objects.of_plan(page_context.plan).filter(slug=slug)
    resolutions = with_state(called.select_related("same_matter__item__meeting", "action__priority"), page_context.on)
    if not resolutions:
        raise Http404(f"Nothing decided, asked or promised is called “{slug}”. The list shows everything.")
    prefetch_related_objects(resolutions, *prefetch)
    return resolutions[0]


def _answers(request, said, on):
    """The answers to the matter by the day `on`, each with its receipts and what members had `said` of it by then.

    A paper that this person may not see is not named.
    """
    readable = Report.objects.select_related("item__meeting")
    answers = list(
        answers_of(said)
        .filter(on__lte=on)
        .select_related("resolution", "action__priority", "by", "post")
        .prefetch_related(
            Prefetch("citations", Citation.objects.in_place()),
            Prefetch(
                "verdicts", Verdict.objects.filter(on__lte=on).select_related("by").order_by(*LATEST_WORD), "said"
            ),
        )
    )
    papers = {paper.pk: paper for paper in readable.filter(pk__in={answer.paper_id for answer in answers})}
    for answer in answers:
        answer.shown_paper = papers.get(answer.paper_id)
    return answers


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, slug):
    """An officer records what answers it."""
    page_context = read_page_context(request)
    said = _resolution(page_context, slug)
    papers = Report.objects.of_plan(page_context.plan).select_related("item__meeting")
    form = AnswerForm(request.POST or None, plan=page_context.plan, papers=papers, initial={"on": page_context.today})

    def save(told_):
        record_answer(said, by=request.user, today=page_context.today, **told_)

    return record(
        request, form, save, heading="Record an answer", button="Record this answer",
        done="The answer is recorded. A committee member can now say whether it answers it.",
        **_page(page_context, said),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def verdict(request, slug, number):
    """A member says whether an answer answers it."""
    page_context = read_page_context(request)
    said = _resolution(page_context, slug)
    judged = said.answers.filter(number=number, on__lte=page_context.today).first()
    if judged is None:
        raise Http404(f"There is no answer {number} to this. Its page has them all.")
    page = _page(page_context, said)
    page["said"].append((f"The answer of {in_words(judged.on)}", judged.words))

    def save(told_):
        give_verdict(judged, by=request.user, on=page_context.today, **told_)

    return record(
        request, VerdictForm(request.POST or None), save, heading="Does this answer it?", button="Save what I say",
        done="What you said about the answer has been recorded.", **page,
        note="We keep your name and the date with it. What a member said most recently counts.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def closing(request, slug):
    """An admin records that the committee closed it, naming the meeting."""
    page_context = read_page_context(request)
    said = _resolution(page_context, slug)
    matter = said.same_matter or said
    held = Meeting.objects.of_plan(page_context.plan).filter(last_day__lte=page_context.today)
    held = held.filter(last_day__gte=matter.item.meeting.first_day)
    if matter.item.meeting.committee:
        held = held.filter(committee=matter.item.meeting.committee)
    form = ClosureForm(request.POST or None, meetings=held.select_related("committee"))

    def save(told_):
        close(said, by=request.user, on=page_context.today, **told_)

    return record(
        request, form, save, heading="Closed by the committee", button="Record that it is closed",
        done="It has been recorded as closed by the committee.", **_page(page_context, said),
        note="Record only what a committee decided at a meeting. You cannot undo this.",
    )  # fmt: skip


def _page(page_context, said):
    """What the page of a form says of the matter, and where it leads back to."""
    matter = said.same_matter or said
    back = page_context.address(reverse("resolution", args=[said.slug]))
    return {
        "page_context": page_context,
        "back": back,
        "back_words": "Back to what was said",
        "said": [(matter.get_kind_display(), matter.words)],
    }
