"""The page of who owes an update before a meeting, and the preview from which reminders are sent."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from actions.lists.exports import FORMATS, export
from actions.pages.demonstration import about
from actions.pages.page_context import PageContext, read_page_context
from csc_tracker.pages.addresses import cached_reverse, query_of
from csc_tracker.pages.wording import count_of
from csc_tracker.people.requests import SignedInRequest
from inspections.models import Meeting, Reminder, known_until
from inspections.reporting.chasing.lists import before, read_chase
from inspections.reporting.chasing.reminding import (
    PRACTICE,
    Due,
    already_words,
    can_be_sent_again,
    deadline,
    preview,
    reminders_due,
    reminders_of_day,
)
from inspections.reporting.chasing.reminding import remind as send_reminder
from inspections.reporting.chasing.sheet import ChaseSheet
from inspections.scrutiny.meetings.details import papers_of
from priorities.models import exempt_words_of

MOST_MEETINGS = 12  # to choose from
NOBODY_CHOSEN = "Tick who to remind. Nothing was sent."
CHANGED = "What they owe has changed since you saw this page. Read the emails again, then send them."


def next_meetings(page_context: PageContext) -> list[Meeting]:
    """The meetings to come that concern the plan, the next first. One query."""
    meetings = Meeting.objects.scrutinising(page_context.plan).select_related("committee")
    return list(meetings.to_come(page_context.on, known_until(page_context.on))[:MOST_MEETINGS])


def _chosen(request: SignedInRequest, meetings: list[Meeting]) -> Meeting | None:
    """The meeting that the address names, else the next; Http404 where there is no such meeting to come."""
    slug = request.GET.get("meeting", "")
    if not slug:
        return meetings[0] if meetings else None
    meeting = next((each for each in meetings if each.slug == slug), None)
    if meeting is None:
        raise Http404(f"No meeting called “{slug[:50]}” is to come for this plan. Choose one from the list.")
    return meeting


@require_safe
def chase(request: SignedInRequest) -> HttpResponse:
    """Who owes an update before a meeting, by post; the same as CSV or Excel."""
    page_context = read_page_context(request)
    meetings = next_meetings(page_context)
    meeting = _chosen(request, meetings)
    listed = read_chase(page_context, meeting)
    if (kind := request.GET.get("export", "")) in FORMATS:
        name, exempt = f"chase-{page_context.on.isoformat()}", exempt_words_of(page_context.plan)
        return export(ChaseSheet(listed), kind, name=name, about=about(page_context), exempt=exempt)
    address = cached_reverse("chase")
    context = {
        "page_context": page_context,
        "chase": listed,
        "meetings": meetings,
        "meeting": meeting,
        "papers": papers_of(meeting, page_context.on) if meeting else None,
        "is_today": page_context.on == page_context.today,
        "practice": PRACTICE if page_context.plan.practice else "",
        "downloads": [
            (page_context.address(address, **before(meeting), export=kind), words) for kind, words in FORMATS.items()
        ],
    }
    return render(request, "inspections/chase.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: SignedInRequest) -> HttpResponse:
    """The exact email to each person who is ticked; and once it was read, sending them."""
    page_context = read_page_context(request)
    if page_context.on_given:  # a reminder says what they owe today
        plan = f"?{query_of({'plan': page_context.plan.slug})}" if page_context.plan_given else ""
        return HttpResponseRedirect(f"{cached_reverse('chase')}{plan}")
    meeting = _chosen(request, next_meetings(page_context))
    papers = deadline(meeting, page_context.today)
    ticked = {*request.GET.getlist("person")}
    dues = [due for due in reminders_due(page_context) if str(due.person.pk) in ticked]
    sent = reminders_of_day(page_context, dues)
    again = {key: each for key, each in sent.items() if can_be_sent_again(each)}
    reminded = {key: already_words(each) for key, each in sent.items() if key not in again}
    emails = [
        Preview.of(due, papers, again.get(due.person.pk))
        for due in dues
        if not due.refusal and due.person.pk not in reminded
    ]
    back = page_context.address(cached_reverse("chase"), **before(meeting))
    problem = ""
    if request.method == "POST":
        problem = _problem(page_context, dues, emails, request.POST.getlist("seen"))
        if not problem:
            for words in reminded.values():
                messages.warning(request, words)
            _send(request, page_context, meeting, emails)
            return HttpResponseRedirect(back)
        messages.error(request, problem)
    context = {
        "page_context": page_context,
        "emails": emails,
        "refused": [due for due in dues if due.refusal],
        "reminded": list(reminded.values()),
        "back": back,
        "practice": PRACTICE if page_context.plan.practice else "",
    }
    return render(request, "inspections/chase_remind.html", context, status=422 if problem else 200)


@dataclass(frozen=True, slots=True)
class Preview:
    """An email as it will be sent, and what tells whether it is still the same."""

    due: Due
    subject: str
    text: str

    @classmethod
    def of(cls, due: Due, papers: date | None, again: Reminder | None = None) -> "Preview":
        """The email of a reminder that is due; `papers` is the day that it names, `again` as `preview` has it."""
        email = preview(due, papers, again)
        return cls(due, str(email.subject), str(email.body).strip())

    @property
    def seen(self) -> str:
        """A digest of to whom it goes and what it says."""
        return hashlib.sha256(f"{self.due.person.pk} {self.subject} {self.text}".encode()).hexdigest()


def _problem(page_context: PageContext, dues: list[Due], emails: list[Preview], seen: list[str]) -> str:
    """Why nothing is sent, as a sentence; empty where each email is as it was seen."""
    if not dues:
        return NOBODY_CHOSEN
    if page_context.plan.practice:
        return PRACTICE
    return CHANGED if any(each.seen not in seen for each in emails) else ""


def _send(request: SignedInRequest, page_context: PageContext, meeting: Meeting | None, emails: list[Preview]) -> None:
    """Send each, and say how many were sent and who was reminded by a colleague meanwhile."""
    sent = 0
    for each in emails:
        try:
            send_reminder(each.due, page_context=page_context, meeting=meeting, by=request.user)
        except ValidationError as refused:
            messages.warning(request, refused.messages[0])
        else:
            sent += 1
    if sent:
        messages.success(request, f"{count_of(sent, 'reminder')} sent.")
