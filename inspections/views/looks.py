"""Every outside look at the service: the timeline, and one of them."""

from django.db.models import Count, Prefetch, Q
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.asked import asked

from ..models import Citation, Finding, Grade, Inspection, Judgement
from ..showing import shown


@require_safe
def inspections(request):
    """The outside looks as a timeline, the latest first, each under its framework with its lines and its scale."""
    asking = asked(request)
    looks = (
        Inspection.objects.of_plan(asking.plan)
        .select_related("framework")
        .prefetch_related(_judgements(), Prefetch("framework__grades", Grade.objects.order_by("order")))
        .annotate(
            strengths=Count("findings", Q(findings__kind="strength", findings__superseded_by=None)),
            to_improve=Count("findings", ~Q(findings__kind="strength") & Q(findings__superseded_by=None)),
        )
        .order_by("-first_day", "slug")
    )
    context = {
        "asked": asking,
        "made": [look for look in looks if look.last_day <= asking.on],
        "later": [look for look in looks if look.last_day > asking.on],
    }
    return render(request, "inspections/inspection_list.html", context)


@require_safe
def inspection(request, slug):
    """One outside look: its judgements, its findings and where they came from."""
    asking = asked(request)
    receipts = Prefetch("citations", Citation.objects.in_place())
    looks = Inspection.objects.of_plan(asking.plan).filter(slug=slug)
    look = looks.select_related("framework").prefetch_related(receipts, _judgements(receipts)).first()
    if look is None:
        raise Http404(f"There is no inspection called “{slug}”. The list of inspections shows every one.")
    findings = Finding.objects.filter(inspection=look).with_gap(asking.plan, asking.on)
    context = {
        "asked": asking,
        "inspection": look,
        "scale": list(Grade.objects.filter(framework=look.framework_id).order_by("order")),
        "findings": shown(findings, asking.plan, asking.on),
        "later": look.last_day > asking.on,
    }
    return render(request, "inspections/inspection_detail.html", context)


def _judgements(*receipts):
    """The judgements of a look, each with its line and its grade."""
    judged = Judgement.objects.select_related("line", "grade").order_by("order").prefetch_related(*receipts)
    return Prefetch("judgements", judged)
