"""The findings, and what answers them."""

from collections import Counter
from itertools import groupby

from django.db.models import F, Prefetch
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from actions.asked import asked

from ..filters import FindingFilter
from ..gaps import Gap, show_answers
from ..models import Citation, Finding


@require_safe
def findings(request):
    """Every finding of the plan's inspections, gaps first, with what answers it on the day asked."""
    asking = asked(request)
    every = Finding.objects.of_plan(asking.plan, asking.on).with_gap(asking.plan, asking.on)
    listed = FindingFilter(request.GET, every, request=request)
    rows = (
        listed.qs.with_answers(asking.plan, asking.on)
        .select_related("inspection", "line")
        .prefetch_related(Prefetch("citations", Citation.objects.in_place()))
        .order_by("inspection", F("line__order").asc(nulls_last=True), "number")
    )
    rows = show_answers(list(rows), asking.plan, asking.on)
    context = {
        "asked": asking,
        "filter": listed,
        "counts": _counts(asking, every),
        "rows": rows,
        "sections": _sections(rows),
        "all_address": asking.address(reverse("findings")),
    }
    return render(request, "inspections/finding_list.html", context)


def _counts(asking, every):
    """How many findings of how many inspections, by kind and by gap: each with the address of exactly those."""
    told = list(every.order_by().values_list("kind", "gap", "inspection"))
    kinds, gaps = Counter(kind for kind, _, _ in told), Counter(gap for _, gap, _ in told)

    def counted(number, words="", **narrowed):
        words = words if number == 1 else _plural(words)
        return {"number": number, "words": words, "address": asking.address(reverse("findings"), **narrowed)}

    return {
        "all": len(told),
        "inspections": len({inspection for _, _, inspection in told}),
        "kinds": [counted(kinds[kind], kind.label.lower(), kind=kind.value) for kind in Finding.Kind if kinds[kind]],
        "none": counted(gaps[Gap.NONE], gap=Gap.NONE.value),
        "finished": counted(gaps[Gap.FINISHED], gap=Gap.FINISHED.value),
    }


def _plural(words):
    """“area for improvement” as a count names it: “areas for improvement”."""
    return words.replace("area", "areas", 1) if words.startswith("area") else f"{words}s"


_SECTIONS = (
    (Gap.NONE, "No action found", "No action of the plan was found that answers these."),
    (Gap.FINISHED, "Only finished work", "Every action found for these is complete, awaiting sign-off or stopped."),
    (Gap.OPEN, "Work still open", ""),
    ("", "Strengths", ""),
)


def _sections(rows):
    """The findings in sections, gaps first and strengths last, each by judgement; empty sections are left out."""
    return [
        {"heading": heading, "says": says, "number": len(found), "groups": _by_line(found)}
        for gap, heading, says in _SECTIONS
        if (found := [row for row in rows if row.gap == gap])
    ]


def _by_line(rows):
    """The findings under their judgement headings, in the order of the papers."""
    grouped = groupby(rows, key=lambda row: (row.inspection, row.line))
    return [{"inspection": inspection, "line": line, "rows": list(found)} for (inspection, line), found in grouped]
