"""The briefing for a meeting: its page, and the same as PDF, Word and Excel."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from actions.asked import asked
from actions.exports import FILE_TYPES

from ..briefing import briefing as briefing_of
from ..briefing import details
from ..issuing import DRAWN_BY, file_name
from ..models import Meeting

# What the page calls each kind of file.
KINDS = {
    "pdf": "PDF, to print or read aloud",
    "docx": "Word, with the report’s own table filled in",
    "xlsx": "Excel, the plan’s data",
}


@require_safe
def briefing(request, slug):
    """What the committee needs to know of the plan before the meeting, as on the day asked."""
    asking = asked(request)
    meeting = _meeting(asking, slug)
    files = [
        {"words": words, "address": asking.address(reverse("briefing_file", args=[slug, kind]))}
        for kind, words in KINDS.items()
    ]
    context = {"asked": asking, "briefing": briefing_of(asking, meeting).as_data(), "files": files}
    return render(request, "inspections/briefing.html", context)


@require_safe
def briefing_file(request, slug, kind):
    """The briefing as a file of this kind; a 404 with a sentence where there is no such kind."""
    asking = asked(request)
    meeting = _meeting(asking, slug)
    if kind not in KINDS:
        raise Http404(f"The briefing does not come as “{kind[:20]}”. It comes as pdf, docx (Word) and xlsx (Excel).")
    told = briefing_of(asking, meeting).as_data()
    content = DRAWN_BY[kind](told, (detail.as_data() for detail in details(asking, meeting)))
    response = HttpResponse(content, content_type=FILE_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{file_name(told, kind)}"'
    return response


def _meeting(asking, slug):
    """The meeting of the plan that the address names."""
    meeting = Meeting.objects.of_plan(asking.plan).select_related("committee").filter(slug=slug).first()
    if meeting is None:
        raise Http404(f"There is no meeting called “{slug}”. The list of meetings shows every one.")
    return meeting
