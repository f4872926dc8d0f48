"""Every outside look at the service: the timeline, and one of them."""

from itertools import pairwise

from django.db.models import Count, Prefetch, Q
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.pages.page_context import read_page_context
from csc_tracker.pages.wording import count_of
from inspections.models import Citation, Finding, Grade, Inspection, Judgement
from inspections.scrutiny.findings.details import in_order, shown
from inspections.scrutiny.inspections.statutory_clock import clock


@require_safe
def inspections(request):
    """The outside looks as a timeline, the latest first, each under its framework with its lines and its scale."""
    page_context = read_page_context(request)
    looks = (
        Inspection.objects.of_plan(page_context.plan)
        .select_related("framework")
        .prefetch_related(_judgements(), Prefetch("framework__grades", Grade.objects.order_by("order")))
        .annotate(
            strengths=Count("findings", Q(findings__kind="strength")),
            to_improve=Count("findings", ~Q(findings__kind="strength")),
        )
        .order_by("-first_day", "slug")
    )
    made, later = [], []
    for look in looks:
        look.clock = clock(look, page_context.on)
        _place_on_scale(look.judgements.all(), look.framework.grades.all() if look.framework else [])
        (made if look.last_day <= page_context.on else later).append(look)
    for newer, look in pairwise(made):
        look.other_framework = newer.framework_id != look.framework_id
    context = {"page_context": page_context, "made": made, "later": later}
    return render(request, "inspections/inspection_list.html", context)


@require_safe
def inspection(request, slug):
    """One outside look: its judgements, its findings and where they came from."""
    page_context = read_page_context(request)
    receipts = Prefetch("citations", Citation.objects.in_place())
    looks = Inspection.objects.of_plan(page_context.plan).filter(slug=slug)
    look = looks.select_related("framework").prefetch_related(receipts, _judgements(receipts)).first()
    if look is None:
        raise Http404(f"There is no inspection called “{slug}”. The list of inspections shows every one.")
    scale = list(Grade.objects.filter(framework=look.framework_id).order_by("order"))
    _place_on_scale(look.judgements.all(), scale)
    every = in_order(Finding.objects.filter(inspection=look))
    findings = shown(every, page_context.plan, page_context.on, page_context.up_to)
    context = {
        "page_context": page_context,
        "inspection": look,
        "lead": _lead(look, findings),
        "scale": scale,
        "clock": clock(look, page_context.on),
        "findings": findings,
        "later": look.last_day > page_context.on,
    }
    return render(request, "inspections/inspection_detail.html", context)


def _lead(look, findings):
    """What it was, by whom and when, and what came of it: “Focused visit by Ofsted, July 2018. 12 findings.”"""
    by = f" by {look.inspectors}" if look.inspectors else ""
    judgements = count_of(len(look.judgements.all()), "judgement") if look.judgements.all() else ""
    if findings:
        came = ", ".join(filter(None, [count_of(len(findings), "finding"), judgements]))
    elif judgements:
        came = f"The papers loaded have {judgements} from it, but no findings"
    else:
        came = "The papers loaded have no findings from it"
    return f"{look.get_kind_display()}{by}, {look.date_words}. {came}."


def _place_on_scale(judgements, scale):
    """Tell each judgement where its grade stands on the framework's own scale: “3 of 4, best first”."""
    places = {grade.pk: place for place, grade in enumerate(scale, start=1)}
    for judgement in judgements:
        place = places.get(judgement.grade_id)
        judgement.place = f"{place} of {len(places)}, best first" if place else ""


def _judgements(*receipts):
    """The judgements of a look, each with its line and its grade."""
    judged = Judgement.objects.select_related("line", "grade").order_by("order").prefetch_related(*receipts)
    return Prefetch("judgements", judged)
