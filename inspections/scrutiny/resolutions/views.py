"""The pages of what was decided, asked and promised, and the forms that record answers, verdicts and closures."""

from collections import Counter

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from actions.pages.page_context import read_page_context
from csc_tracker.database.writing import answered_in_one_transaction
from csc_tracker.pages.wording import in_words, plural
from inspections.models import Citation, Meeting, Report, Resolution, Verdict
from inspections.scrutiny.form_page import show_or_save
from inspections.scrutiny.linked import Linked
from inspections.scrutiny.resolutions.answering import (
    OWN_ANSWER,
    answers_of,
    close_matter,
    closure_of,
    first_day_of,
    has_answered,
    record_answer,
    record_verdict,
)
from inspections.scrutiny.resolutions.filters import ResolutionFilter
from inspections.scrutiny.resolutions.forms import AnswerForm, ClosureForm, VerdictForm
from inspections.scrutiny.resolutions.progress import (
    HOW,
    LATEST_VERDICT_FIRST,
    WAITING,
    State,
    answer_due,
    one_for_each_matter,
    with_state,
)


@require_safe
def resolutions(request):
    """What was decided, asked and promised by the day asked, overdue matters first; each matter counts once."""
    page_context = read_page_context(request)
    every = Resolution.objects.of_plan(page_context.plan).select_related("action__priority")
    matters = one_for_each_matter(with_state(every, page_context.on))
    known = [matter for matter in matters if matter.said_on <= page_context.on]
    listed = ResolutionFilter(request.GET, request=request)
    rows = sorted(listed.filter_matters(known), key=lambda row: row.said_on, reverse=True)
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
    """How many matters there are, by kind, by state and overdue, each with the address of exactly those."""
    kinds, states = Counter(matter.kind for matter in known), Counter(matter.state for matter in known)

    def count(number, words="", **filters):
        return {"number": number, "words": words, "address": page_context.address(reverse("resolutions"), **filters)}

    waiting = count(sum(states[state] for state in WAITING), state="waiting")
    overdue = count(sum(matter.overdue for matter in known), state="overdue")
    return {
        "all": count(len(known)),
        "kinds": [count(kinds[kind], HOW[kind], kind=kind.value) for kind in Resolution.Kind if kinds[kind]],
        "states": [count(states[state], _short(state), state=state.value) for state in _ORDER if states[state]],
        "waiting": waiting,
        "overdue": overdue,
        "still_waiting": _waiting_in_words(waiting, overdue),
    }


def _waiting_in_words(waiting, overdue):
    """How many matters wait for an answer and how many are overdue: a sentence of `Linked`s."""
    number = waiting["number"]
    if not number:
        return [Linked("Nothing is waiting for an answer.")]
    words = f"{number} {plural(number, 'is not fully answered', 'are not fully answered')}"
    if not overdue["number"]:
        return [Linked(words, waiting["address"]), Linked(", none overdue.")]
    return [
        Linked(words, waiting["address"]),
        Linked(", "),
        Linked(f"{overdue['number']} overdue", overdue["address"]),
        Linked("."),
    ]


def _short(state):
    """A state as a count names it: “2 with nothing due”."""
    return "with nothing due" if state == State.NOTED else state.label[0].lower() + state.label[1:]


@require_safe
def resolution(request, slug):
    """One resolution: its words, its meeting, when an answer is due, and the answers so far with members' verdicts."""
    page_context = read_page_context(request)
    resolution = _resolution_or_404(page_context, slug, Prefetch("citations", Citation.objects.with_passages()))
    closure = closure_of(resolution)
    closed = closure is not None and closure.on <= page_context.on
    answers = _answers(request, resolution, page_context.on)
    verdicts = [verdict for answer in answers for verdict in answer.known_verdicts]
    decides = max(verdicts, key=lambda verdict: (verdict.on, verdict.recorded_at, verdict.pk), default=None)
    context = {
        "page_context": page_context,
        "resolution": resolution,
        "matter": resolution.matter,
        "answer_due": answer_due(resolution),
        "answers": answers,
        "own_answer": OWN_ANSWER if any(answer.by_id == request.user.pk for answer in answers) else "",
        "decides": None if closed else decides,
        "newer": decides is not None and not closed and decides.answer_id != answers[-1].pk,
        "closure": closure if closed else None,
        "open_today": closure is None and first_day_of(resolution.matter) <= page_context.today,
        "later": resolution.said_on > page_context.on,
    }
    return render(request, "inspections/resolution_detail.html", context)


def _resolution_or_404(page_context, slug, *prefetch):
    """The resolution of the plan with this slug, with its state; 404 if there is none."""
    by_slug = Resolution.objects.of_plan(page_context.plan).filter(slug=slug)
    resolutions = with_state(by_slug.select_related("same_matter__item__meeting", "action__priority"), page_context.on)
    if not resolutions:
        raise Http404(f"Nothing decided, asked or promised is called “{slug}”. The list shows everything.")
    prefetch_related_objects(resolutions, *prefetch)
    return resolutions[0]


def _answers(request, resolution, on):
    """The answers to the matter by the day `on`, each with its receipts and the `known_verdicts` on it by then.

    The `shown_paper` of an answer is its paper, or None if this person may not read it.
    """
    verdicts = Verdict.objects.filter(on__lte=on).select_related("by").order_by(*LATEST_VERDICT_FIRST)
    readable = Report.objects.select_related("item__meeting")
    answers = list(
        answers_of(resolution)
        .filter(on__lte=on)
        .select_related("resolution", "action__priority", "by", "post")
        .prefetch_related(
            Prefetch("citations", Citation.objects.with_passages()),
            Prefetch("verdicts", verdicts, "known_verdicts"),
        )
    )
    papers = {paper.pk: paper for paper in readable.filter(pk__in={answer.paper_id for answer in answers})}
    for answer in answers:
        answer.shown_paper = papers.get(answer.paper_id)
    return answers


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def answer(request, slug):
    """The form in which an officer records an answer to a resolution."""
    page_context = read_page_context(request)
    resolution = _resolution_or_404(page_context, slug)
    papers = Report.objects.of_plan(page_context.plan).select_related("item__meeting")
    form = AnswerForm(request.POST or None, plan=page_context.plan, papers=papers, initial={"on": page_context.today})

    def save(cleaned):
        record_answer(resolution, by=request.user, today=page_context.today, **cleaned)

    return show_or_save(
        request,
        form,
        save,
        heading="Record an answer",
        button="Record this answer",
        begun="an answer",
        done="The answer is recorded. A committee member can now say whether it answers it.",
        **_form_page(page_context, resolution),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def verdict(request, slug, number):
    """The form in which a member says whether an answer is enough."""
    page_context = read_page_context(request)
    resolution = _resolution_or_404(page_context, slug)
    judged = resolution.answers.filter(number=number, on__lte=page_context.today).first()
    if judged is None:
        raise Http404(f"There is no answer {number} to this. Its page has them all.")
    page = _form_page(page_context, resolution)
    if request.method != "POST" and has_answered(resolution, request.user):
        messages.error(request, OWN_ANSWER)
        return HttpResponseRedirect(page["back"])
    page["quotations"].append((f"The answer of {in_words(judged.on)}", judged.words))

    def save(cleaned):
        record_verdict(judged, by=request.user, on=page_context.today, **cleaned)

    return show_or_save(
        request,
        VerdictForm(request.POST or None),
        save,
        heading="Does this answer it?",
        button="Save what I say",
        done="What you said about the answer has been recorded.",
        **page,
        note="We keep your name and the date with it. What a member said most recently counts.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answered_in_one_transaction
def closure(request, slug):
    """The form in which an admin records the meeting at which the committee closed the matter."""
    page_context = read_page_context(request)
    resolution = _resolution_or_404(page_context, slug)
    matter = resolution.matter
    held = Meeting.objects.of_plan(page_context.plan).filter(last_day__lte=page_context.today)
    held = held.filter(last_day__gte=matter.item.meeting.first_day)
    if matter.item.meeting.committee:
        held = held.filter(committee=matter.item.meeting.committee)
    form = ClosureForm(request.POST or None, meetings=held.select_related("committee"))

    def save(cleaned):
        close_matter(resolution, by=request.user, on=page_context.today, **cleaned)

    return show_or_save(
        request,
        form,
        save,
        heading="Closed by the committee",
        button="Record that it is closed",
        done="It has been recorded as closed by the committee.",
        **_form_page(page_context, resolution),
        note="Record only what a committee decided at a meeting. You cannot undo this.",
    )


def _form_page(page_context, resolution):
    """What the page around each of these forms says: the matter, and the way back to it."""
    matter = resolution.matter
    back = page_context.address(reverse("resolution", args=[resolution.slug]))
    return {
        "page_context": page_context,
        "back": back,
        "back_words": "Back to what was said",
        "quotations": [(matter.get_kind_display(), matter.words)],
    }
