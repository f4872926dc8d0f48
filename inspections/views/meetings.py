"""The meetings of the committees, and one of them with its papers and what came of it."""

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.asked import asked

from ..answers import told
from ..meetings import day_is_known, minutes_told, papers_told
from ..models import AgendaItem, Citation, Meeting, Report, Resolution, Seat
from ..next_meeting import next_meeting


@require_safe
def meetings(request):
    """The next meeting, those that were held by the day asked, and folded away what is dated later."""
    asking = asked(request)
    every = Meeting.objects.of_plan(asking.plan)
    coming = next_meeting(every, asking.plan, asking.calendar_day)
    listed = every.select_related("committee", "considered").annotate(
        concerns=Exists(Meeting.objects.scrutinising(asking.plan).order_by().filter(pk=OuterRef("pk"))),
        papers=Count(
            "items__papers",
            Q(items__papers__in=_papers(request))
            & (Q(items__papers__dated__lte=asking.on) | Q(items__papers__dated=None, last_day__lte=asking.on)),
            distinct=True,
        ),
        said=Count(
            "items__resolutions",
            Q(
                items__resolutions__in=Resolution.objects.known(asking.on)
                .filter(same_matter=None)
                .order_by()
                .values("pk")
            ),
            distinct=True,
        ),
    )
    listed = listed.order_by("first_day", "last_day", "slug")
    context = {
        "asked": asking,
        "next": [meeting for meeting in listed if meeting == coming],
        "seats": _seats(request, asking),
        "held": list(listed.held(asking.calendar_day)),
        "later": [meeting for meeting in listed.to_come(asking.calendar_day) if meeting != coming],
    }
    return render(request, "inspections/meeting_list.html", context)


@require_safe
def meeting(request, slug):
    """One meeting: its date and how it is known, its items, their papers, and what was decided, asked and promised."""
    asking = asked(request)
    every = list(
        Meeting.objects.of_plan(asking.plan)
        .select_related("committee")
        .annotate(concerns=Exists(Meeting.objects.scrutinising(asking.plan).order_by().filter(pk=OuterRef("pk"))))
        .order_by("first_day", "last_day", "slug")
    )
    place = next((place for place, meeting in enumerate(every) if meeting.slug == slug), None)
    if place is None:
        raise Http404(f"There is no meeting called “{slug}”. The list of meetings shows every one.")
    said = (
        Resolution.objects.with_state(asking.on)
        .select_related("same_matter", "action__priority")
        .order_by("said_on", "slug")
    )
    items = (
        AgendaItem.objects.filter(meeting=every[place])
        .select_related("meeting")
        .order_by("number", "pk")
        .prefetch_related(
            Prefetch("papers", _papers(request).select_related("item__meeting").order_by("dated", "slug")),
            Prefetch("resolutions", said),
        )
    )
    here = every[place]
    entries = [_as_at(item, asking.on) for item in items]
    papers = [paper for entry in entries for paper in entry["papers"]]
    context = {
        "asked": asking,
        "meeting": here,
        "yours": here.committee_id in _seats(request, asking),
        "day_known": day_is_known(here),
        "papers": papers_told(here, asking.on),
        "dated_otherwise": [p for p in papers if p.dated and not here.first_day <= p.dated <= here.last_day],
        "minutes": minutes_told(here, asking.on, loaded=any(paper.kind == Report.Kind.MINUTES for paper in papers)),
        "positions": _positions(here, asking),
        "previous": every[place - 1] if place else None,
        "next": every[place + 1] if place + 1 < len(every) else None,
        "items": entries,
        "citations": list(Citation.objects.filter(meeting=here).in_place()),
    }
    return render(request, "inspections/meeting_detail.html", context)


def _seats(request, asking):
    """The committees that the reader sits on today."""
    seats = Seat.objects.on(asking.today).filter(user=request.user)
    return set(seats.order_by().values_list("committee", flat=True))


def _positions(meeting, asking):
    """What the meeting was shown by the day asked: the frozen positions of the plan, the latest version first."""
    shown = meeting.shown.filter(position__plan=asking.plan, position__on__lte=asking.on)
    return [each.position for each in shown.select_related("position").order_by("-position__version", "-position")]


def _papers(request):
    return Report.objects.readable_by(request.user)


def _as_at(item, on):
    """The item with what was known by the day `on`, and apart from it what is dated later."""
    said = list(item.resolutions.all())
    for resolution in said:
        resolution.told = told(resolution, on)
    papers = list(item.papers.all())
    for paper in papers:
        paper.day = paper.dated or item.meeting.last_day
    return {
        "item": item,
        "papers": [paper for paper in papers if paper.day <= on],
        "said": [resolution for resolution in said if resolution.said_on <= on],
        "later_papers": [paper for paper in papers if paper.day > on],
        "later_said": [resolution for resolution in said if resolution.said_on > on],
    }
