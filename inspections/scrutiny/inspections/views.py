"""The pages of the inspections: the timeline, and one inspection."""

from itertools import pairwise

from django.db.models import Count, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.pages.page_context import read_page_context
from csc_tracker.pages.wording import count_of
from inspections.models import Citation, Finding, Grade, Inspection, Judgement
from inspections.scrutiny.findings.details import in_order, with_details
from inspections.scrutiny.inspections.statutory_clock import clock


@require_safe
def inspections(request):
    """The inspections as a timeline, the latest first, each under its framework with its lines and its scale."""
    page_context = read_page_context(request)
    inspections = (
        Inspection.objects.of_plan(page_context.plan)
        .select_related("framework")
        .prefetch_related(_judgements(), Prefetch("framework__grades", Grade.objects.order_by("order")))
        .annotate(
            strengths=_number_of(Q(kind="strength")),
            to_improve=_number_of(~Q(kind="strength")),
        )
        .order_by("-first_day", "slug")
    )
    past, later = [], []
    for inspection in inspections:
        inspection.clock = clock(inspection, page_context.on)
        _place_on_scale(inspection.judgements.all(), inspection.framework.grades.all() if inspection.framework else [])
        (past if inspection.last_day <= page_context.on else later).append(inspection)
    for newer, inspection in pairwise(past):
        inspection.other_framework = newer.framework_id != inspection.framework_id
    context = {"page_context": page_context, "past": past, "later": later}
    return render(request, "inspections/inspection_list.html", context)


def _number_of(condition):
    """How many findings of this kind an inspection has, as far as who looks may see them."""
    findings = Finding.objects.filter(condition, inspection=OuterRef("pk")).order_by()
    numbers = findings.annotate(all=Value(1)).values("all").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(numbers), 0)


@require_safe
def inspection(request, slug):
    """One inspection: its judgements, its findings and where they came from."""
    page_context = read_page_context(request)
    receipts = Prefetch("citations", Citation.objects.with_passages())
    inspections = Inspection.objects.of_plan(page_context.plan).filter(slug=slug)
    inspection = inspections.select_related("framework").prefetch_related(receipts, _judgements(receipts)).first()
    if inspection is None:
        raise Http404(f"There is no inspection called “{slug}”. The list of inspections shows every one.")
    scale = list(Grade.objects.filter(framework=inspection.framework_id).order_by("order"))
    _place_on_scale(inspection.judgements.all(), scale)
    every = in_order(Finding.objects.filter(inspection=inspection))
    findings = with_details(every, page_context.plan, page_context.on, page_context.up_to)
    context = {
        "page_context": page_context,
        "inspection": inspection,
        "lead": _lead(inspection, findings),
        "scale": scale,
        "clock": clock(inspection, page_context.on),
        "findings": findings,
        "later": inspection.last_day > page_context.on,
    }
    return render(request, "inspections/inspection_detail.html", context)


def _lead(inspection, findings):
    """What it was, by whom and when, and its results: “Focused visit by Ofsted, July 2018. 12 findings.”"""
    by = f" by {inspection.inspectors}" if inspection.inspectors else ""
    judgements = count_of(len(inspection.judgements.all()), "judgement") if inspection.judgements.all() else ""
    if findings:
        results = ", ".join(filter(None, [count_of(len(findings), "finding"), judgements]))
    elif judgements:
        results = f"The papers loaded have {judgements} from it, but no findings"
    else:
        results = "The papers loaded have no findings from it"
    return f"{inspection.get_kind_display()}{by}, {inspection.date_words}. {results}."


def _place_on_scale(judgements, scale):
    """Give each judgement the `place` of its grade on the scale, “3 of 4, best first”; empty if it has none."""
    places = {grade.pk: place for place, grade in enumerate(scale, start=1)}
    for judgement in judgements:
        place = places.get(judgement.grade_id)
        judgement.place = f"{place} of {len(places)}, best first" if place else ""


def _judgements(*receipts):
    """The judgements of an inspection, each with its line and its grade."""
    judgements = Judgement.objects.select_related("line", "grade").order_by("order").prefetch_related(*receipts)
    return Prefetch("judgements", judgements)
