"""What was decided, asked for and promised, and whether it was answered."""

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from actions.asked import asked

from ..answers import HOW, WAITING, day_said, told
from ..filters import ResolutionFilter
from ..models import Answer, Citation, Resolution


@require_safe
def resolutions(request):
    """What was decided, asked and promised by the day asked, by kind; one matter counts once."""
    asking = asked(request)
    every = Resolution.objects.of_plan(asking.plan)
    known = every.known(asking.on).filter(same_matter=None)
    listed = ResolutionFilter(request.GET, known, request=request)
    also = Resolution.objects.known(asking.on).select_related("item__meeting__committee").order_by("said_on", "slug")
    rows = list(
        listed.qs.select_related("item__meeting__committee", "action__priority")
        .prefetch_related(Prefetch("also", also))
        .order_by("-said_on", "slug")
    )
    for row in rows:
        row.told = told(row, asking.on)
    later = every.with_day().filter(said_on__gt=asking.on, same_matter=None).select_related("item__meeting")
    context = {
        "asked": asking,
        "filter": listed,
        "rows": rows,
        "counts": _counts(asking, known),
        "sections": [
            {"kind": kind, "rows": found} for kind in Resolution.Kind if (found := [r for r in rows if r.kind == kind])
        ],
        "later": [(row, day_said(row)) for row in later.order_by("said_on", "slug")],
    }
    return render(request, "inspections/resolution_list.html", context)


def _counts(asking, known):
    """How many matters, by kind and still waiting for an answer: each with the address of exactly those."""
    told_of = list(known.order_by().values_list("kind", "state"))
    path = reverse("resolutions")
    return {
        "all": {"number": len(told_of), "address": asking.address(path)},
        "kinds": [
            {"number": number, "words": HOW[kind], "address": asking.address(path, kind=kind.value)}
            for kind in Resolution.Kind
            if (number := sum(of == kind for of, _ in told_of))
        ],
        "waiting": {
            "number": sum(state in WAITING for _, state in told_of),
            "address": asking.address(path, state="waiting"),
        },
    }


@require_safe
def resolution(request, slug):
    """One of them: its words, its meeting, what is due when, and the answers so far."""
    asking = asked(request)
    receipts = Prefetch("citations", Citation.objects.in_place())
    said = (
        Resolution.objects.of_plan(asking.plan)
        .with_state(asking.on)
        .select_related("item__meeting__committee", "same_matter__item__meeting", "action__priority")
        .prefetch_related(receipts, "also__item__meeting__committee")
        .filter(slug=slug)
        .first()
    )
    if said is None:
        raise Http404(f"Nothing decided, asked or promised is called “{slug}”. The list shows everything.")
    answers = Answer.objects.filter(resolution=said.same_matter_id or said.pk, on__lte=asking.on)
    context = {
        "asked": asking,
        "resolution": said,
        "told": told(said, asking.on),
        "answers": list(answers.prefetch_related(receipts).order_by("on", "pk")),
        "later": said.said_on > asking.on,
    }
    return render(request, "inspections/resolution_detail.html", context)
