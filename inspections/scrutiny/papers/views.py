"""The papers as loaded, each passage in its place, and the papers' own glossary."""

from io import BytesIO

from django.db.models import F, Prefetch
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.pages.page_context import read_page_context
from csc_tracker.pages.wording import count_of, in_words, plural
from inspections.models import Acceptance, Citation, PaperFile, Passage, Report
from inspections.scrutiny.papers.abbreviations import glossary_of
from inspections.scrutiny.papers.files import is_as_it_came, path_of
from inspections.scrutiny.papers.layout import blocks, set_records
from priorities.models import Hidden


@require_safe
def reports(request):
    """Every paper of the plan's meetings, the latest first; what is dated after the day asked is folded away."""
    page_context = read_page_context(request)
    papers = list(
        Report.objects.of_plan(page_context.plan)
        .select_related("item__meeting__committee")
        .order_by(F("item__meeting__first_day").desc(nulls_last=True), "slug")
    )
    for paper in papers:
        paper.day = paper.dated or (paper.item.meeting.last_day if paper.item else None)
    context = {
        "page_context": page_context,
        "known": [paper for paper in papers if paper.day is None or paper.day <= page_context.on],
        "later": [paper for paper in papers if paper.day is not None and paper.day > page_context.on],
    }
    return render(request, "inspections/report_list.html", context)


@require_safe
def report(request, slug):
    """One paper: its passages in order, each with its anchor and the records that came from it."""
    page_context = read_page_context(request)
    paper = _paper_or_404(request, page_context, slug)
    passages = list(paper.passages.order_by("order"))
    set_records(passages, page_context)
    context = {
        "page_context": page_context,
        "paper": paper,
        "lead": _lead(paper, len(passages), sum(len(passage.records) for passage in passages)),
        "day": paper.dated or (paper.item.meeting.last_day if paper.item else None),
        "blocks": blocks(passages),
        "passages": len(passages),
        "file": _file_of(paper),
        "acceptances": Acceptance.objects.filter(loading__report=paper, undone_on=None).select_related("by")
        if paper.stored_file_id
        else [],
    }
    return render(request, "inspections/report_detail.html", context)


def _lead(paper, passages, records):
    """The paper in a sentence or two: “Minutes: 40 paragraphs, word for word. 3 records came from them.”"""
    dated = f", dated {in_words(paper.dated)}" if paper.dated else ""
    return (
        f"{paper.get_kind_display()}{dated}: {count_of(passages, 'paragraph')}, word for word. "
        f"{count_of(records, 'record')} came from {plural(passages, 'it', 'them')}."
    )


@require_safe
def report_file(request, slug):
    """The paper's own file, to download and never to open in the page."""
    paper = _paper_or_404(request, read_page_context(request), slug)
    file = _file_of(paper)
    if file is None:
        raise Http404(f"We do not have the original file of “{paper.title}”. The paper’s page shows its text.")
    content = file.content if isinstance(file, PaperFile) else file.read_bytes()
    if not is_as_it_came(content, (file if isinstance(file, PaperFile) else paper).sha256):
        raise Http404(f"The file of “{paper.title}” is no longer what came in, so it is not given out. Tell an admin.")
    kind = "application/octet-stream" if isinstance(file, PaperFile) else "text/plain; charset=utf-8"
    return FileResponse(BytesIO(content), as_attachment=True, filename=file.name, content_type=kind)


def _paper_or_404(request, page_context, slug):
    """The paper with this slug, if this person may read it; if not, the same 404 as for one that does not exist."""
    papers = Report.objects.of_plan(page_context.plan)
    paper = (
        papers.select_related("item__meeting__committee", "stored_file")
        .defer("stored_file__content")
        .filter(slug=slug)
        .first()
    )
    if paper is None:
        raise Http404(f"There is no paper called “{slug}”. The list of papers shows every one.")
    return paper


def _file_of(paper):
    """The paper's file, stored or in the media folder; None if there is none, or a part of it may not be seen.

    A file is given out whole or not at all: nobody can cut an exempt part out of it.
    """
    exemptions = Passage._base_manager.filter(report=paper).exclude(exemption=None).order_by()
    hidden = Hidden()
    if any(hidden(exemption) for exemption in exemptions.values_list("exemption", flat=True).distinct()):
        return None
    if paper.stored_file and paper.stored_file.erasure_id:
        return None
    return paper.stored_file or path_of(paper)


@require_safe
def glossary(request):
    """The terms as the papers of the plan's meetings explain them."""
    page_context = read_page_context(request)
    terms = glossary_of(page_context.plan).prefetch_related(Prefetch("citations", Citation.objects.with_passages()))
    return render(request, "inspections/glossary.html", {"page_context": page_context, "terms": list(terms)})
