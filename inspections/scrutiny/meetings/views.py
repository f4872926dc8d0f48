"""The pages of the meetings: the list, and one meeting with its papers and what was decided, asked and promised."""

from collections import Counter, defaultdict

from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.models import FrozenPosition
from actions.pages.page_context import read_page_context
from csc_tracker.pages.addresses import cached_reverse
from inspections.models import Citation, Meeting, Report, Resolution, Seat, known_until
from inspections.scrutiny.meetings.details import (
    day_is_known,
    in_short,
    lead_of,
    minutes_in_words,
    other_dates,
    papers_of,
)
from inspections.scrutiny.resolutions.progress import filter_known, one_for_each_matter, with_state


@require_safe
def meetings(request):
    """The next meeting, those that were held by the day asked, and folded away what is dated later."""
    page_context = read_page_context(request)
    until = known_until(page_context.calendar_day)
    every = [meeting for meeting in _meetings(page_context) if meeting.first_day <= until]
    loaded = Report.objects.filter(item__isnull=False).order_by()
    loaded = loaded.values_list("item__meeting", "item__meeting__last_day", "dated")
    papers = Counter(meeting for meeting, last_day, dated in loaded if (dated or last_day) <= page_context.on)
    matters = one_for_each_matter(filter_known(Resolution.objects.all(), page_context.on))
    said = Counter(matter.item.meeting_id for matter in matters)
    for meeting in every:
        meeting.papers, meeting.said = papers[meeting.pk], said[meeting.pk]
        meeting.in_short = in_short(meeting, page_context.plan)
    to_come = [meeting for meeting in every if meeting.last_day >= page_context.calendar_day]
    held = [meeting for meeting in every if meeting.last_day < page_context.calendar_day]
    coming = next((meeting for meeting in to_come if meeting.concerns), None)
    context = {
        "page_context": page_context,
        "next": [coming] if coming else [],
        "held": sorted(held, key=lambda meeting: (meeting.last_day, meeting.first_day), reverse=True),
        "later": [meeting for meeting in to_come if meeting != coming],
    }
    return render(request, "inspections/meeting_list.html", context)


@require_safe
def meeting(request, slug):
    """One meeting: its date and how it is known, its items, their papers, and what was decided, asked and promised."""
    page_context = read_page_context(request)
    every = list(_meetings(page_context))
    place = next((place for place, meeting in enumerate(every) if meeting.slug == slug), None)
    if place is None:
        raise Http404(f"There is no meeting called “{slug}”. The list of meetings shows every one.")
    here = every[place]
    said = defaultdict(list)
    resolutions = Resolution.objects.filter(item__meeting=here).select_related("action__priority")
    for resolution in with_state(resolutions, page_context.on):
        said[resolution.item_id].append(resolution)
    in_order = Prefetch("papers", Report.objects.order_by("dated", "slug"))
    items = here.items.order_by("number", "pk").prefetch_related(in_order)
    entries = [_entry(item, said[item.pk], page_context.on) for item in items]
    papers = [paper for entry in entries for paper in entry["papers"]]
    context = {
        "page_context": page_context,
        "meeting": here,
        "lead": lead_of(here, page_context.on, len(entries)),
        "day_known": day_is_known(here),
        "papers": papers_of(here, page_context.on),
        "other_dates": other_dates(here, papers),
        "minutes": minutes_in_words(
            here, page_context.on, loaded=any(paper.kind == Report.Kind.MINUTES for paper in papers)
        ),
        "positions": _positions(here, page_context),
        "beside": _beside(every, place, page_context),
        "items": entries,
        "citations": list(Citation.objects.filter(meeting=here).with_passages()),
    }
    return render(request, "inspections/meeting_detail.html", context)


def _beside(every, place, page_context):
    """The meetings before and after the one at this place in the list: the date in words, who met, and the address."""
    before, until = every[:place][-1:], known_until(page_context.calendar_day)
    after = [meeting for meeting in every[place + 1 : place + 2] if meeting.first_day <= until]
    return [
        {
            "words": f"{how}: {other.date_words}",
            "who": other.who,
            "address": page_context.address(cached_reverse("meeting", other.slug)),
        }
        for how, others in (("Previous", before), ("Next", after))
        for other in others
    ]


def _positions(meeting, page_context):
    """What the meeting was shown by the day asked: the frozen positions of the plan, the latest version first."""
    shown = FrozenPosition.objects.filter(shown_to__meeting=meeting, plan=page_context.plan, on__lte=page_context.on)
    return list(shown.order_by("-version", "-pk"))


def _meetings(page_context):
    """The meetings of the plan in their order.

    Each says whether it `concerns` the plan, and whether it is `yours`: of a committee on which the reader sits today.
    """
    seats = Seat.objects.on(page_context.today).filter(user=page_context.reader, committee=OuterRef("committee"))
    meetings = Meeting.objects.of_plan(page_context.plan).with_concerns(page_context.plan).annotate(yours=Exists(seats))
    return meetings.select_related("committee").order_by("first_day", "last_day", "slug")


def _entry(item, resolutions, on):
    """The item with the papers and resolutions known by the day `on`, and separately those that are dated later."""
    papers = list(item.papers.all())
    for paper in papers:
        paper.day = paper.dated or item.meeting.last_day
    return {
        "item": item,
        "papers": [paper for paper in papers if paper.day <= on],
        "said": [resolution for resolution in resolutions if resolution.said_on <= on],
        "later_papers": [paper for paper in papers if paper.day > on],
        "later_said": [resolution for resolution in resolutions if resolution.said_on > on],
    }
