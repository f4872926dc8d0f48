"""The pages of the findings and what answers them."""

from collections import Counter
from itertools import groupby
from operator import attrgetter

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.lists.exports import FILE_TYPES
from actions.pages.demonstration import about
from actions.pages.page_context import read_page_context
from actions.positions.status import COUNTED
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.markup import escaped, html
from csc_tracker.pages.wording import count_of, plural
from csc_tracker.people.sight import seeing_of
from inspections.models import Finding
from inspections.scrutiny.findings.details import every_finding, in_order, with_details
from inspections.scrutiny.findings.filters import NO_IMPACT, FindingFilter
from inspections.scrutiny.findings.gaps import Gap, gaps_of_plan, not_looked_at_in_words, with_gaps
from inspections.scrutiny.findings.matrix import matrix
from inspections.scrutiny.findings.thread import read_finding, steps, summary
from inspections.scrutiny.linked import Linked
from priorities.models import Priority, exempt_words_of


@require_safe
def findings(request):
    """Every finding of the plan's inspections, gaps first, with what answers it on the day asked."""
    page_context = read_page_context(request)
    listed = FindingFilter(request.GET, Finding.objects.all(), request=request)
    filtered, of_plan = listed.in_use, (page_context.plan, page_context.on)
    findings = in_order(listed.qs.of_plan(*of_plan)) if filtered else every_finding(page_context)
    rows = listed.filter_answers(with_details(findings, *of_plan, page_context.up_to))
    every = with_gaps(Finding.objects.of_plan(*of_plan), *of_plan, page_context.up_to) if filtered else rows
    counts = _counts(page_context, list(map(_COUNTED_BY, every)))
    context = {
        "page_context": page_context,
        "filter": listed,
        "counts": counts,
        "what_answers": _what_answers(counts),
        "not_looked_at": _not_looked_at(page_context, counts),
        "gaps": None if filtered else _gaps(page_context, rows, counts["none"], counts["finished"]),
        "rows": rows,
        "sections": _sections(rows),
        "all_address": page_context.address(cached_reverse("findings")),
    }
    return render(request, "inspections/finding_list.html", context)


@require_safe
def finding(request, inspection, number):
    """One finding and its golden thread: its priority, its actions, their latest updates, what was decided."""
    page_context = read_page_context(request)
    finding = read_finding(page_context, inspection, number)
    thread = steps(page_context, finding)
    context = {
        "page_context": page_context,
        "finding": finding,
        "sentence": summary(finding),
        "steps": thread,
        "ends": any(step.broken for step in thread),
        "later": finding.inspection.last_day > page_context.on,
        "list_address": f"{page_context.address(cached_reverse('findings'))}#{finding.anchor}",
    }
    return render(request, "inspections/finding_detail.html", context)


@require_safe
def findings_matrix(request):
    """The findings and the priorities as a table for a spreadsheet."""
    page_context = read_page_context(request)
    with seeing_of(page_context.plan.pk):
        every = every_finding(page_context)
        priorities = list(Priority.objects.filter(plan=page_context.plan).order_by("number"))
        detailed = with_details(every, page_context.plan, page_context.on, page_context.up_to)
        content = matrix(detailed, priorities, about(page_context), exempt_words_of(page_context.plan))
    response = HttpResponse(content, content_type=FILE_TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="findings-{page_context.on.isoformat()}.xlsx"'
    return response


# The words on priorities that have a gap: the field of `Gaps`, then the words for several, for one and for all.
_OF_PRIORITIES = (
    (
        "priorities_nothing_complete", "have nothing complete", "has nothing complete",
        "No priority has anything complete.",
    ),
    (
        "priorities_without_own_dates", "have open actions, none with its own finishing date",
        "has open actions, none with its own finishing date",
        "No priority has an open action with its own finishing date.",
    ),
    ("priorities_without_lead", "have no named lead", "has no named lead", "No priority has a named lead."),
    ("priorities_without_measure", "have no measure", "has no measure", "No priority has a measure."),
    (
        "priorities_without_evidence", "have no complete action with evidence, or words on its impact",
        "has no complete action with evidence, or words on its impact",
        "No priority has a complete action with evidence, or words on its impact.",
    ),
)  # fmt: skip


def _gaps(page_context, rows, none, finished):
    """What the plan lacks: `lines` of `Linked`s on findings, impact and actions, and `priorities` by what they lack.

    `none` and `finished` are the counts of findings with no action and with only finished work.
    """
    gaps = gaps_of_plan(page_context.plan, page_context.on, rows, page_context.up_to)
    priorities = []
    for name, several, one, every in _OF_PRIORITIES:
        lacking = getattr(gaps, name)
        if lacking:
            number, whole = len(lacking), len(lacking) == len(gaps.priorities)
            words = f"{number} of {len(gaps.priorities)} priorities {plural(number, one, several)}"
            named = [] if whole else [_link_to_priority(page_context, priority) for priority in lacking]
            priorities.append({"words": every if whole else words, "named": named})
    lines = [_no_action_line(none), _finished_line(page_context, gaps, finished), _action_line(page_context, gaps)]
    return {"lines": [line for line in lines if line], "priorities": priorities}


def _no_action_line(none):
    if not none["number"]:
        return []
    return [Linked(f"{count_of(none['number'], 'finding')} to improve that nothing answers", none["address"])]


def _finished_line(page_context, gaps, finished):
    """“2 findings with only finished work; no impact on children and families is recorded for 1 of them”."""
    if not finished["number"]:
        return []
    line = [Linked(f"{count_of(finished['number'], 'finding')} with only finished work", finished["address"])]
    if without_impact := len(gaps.finished_without_impact):
        of = f"{without_impact} of {plural(len(gaps.finished_only), 'it', 'them')}"
        address = page_context.address(cached_reverse("findings"), gap=NO_IMPACT)
        line += [Linked("; no impact on children and families is recorded for "), Linked(of, address)]
    return line


def _action_line(page_context, gaps):
    number = gaps.actions_without_finding
    if not number:
        return []
    address = page_context.address(cached_reverse("actions"), answers="none", status=[state.value for state in COUNTED])
    return [Linked(f"{count_of(number, 'action')} that {plural(number, 'answers', 'answer')} no finding", address)]


def _link_to_priority(page_context, priority):
    return Linked(str(priority), page_context.address(cached_reverse("priority", priority.number)))


# What the findings are counted by.
_COUNTED_BY = attrgetter("kind", "gap", "inspection_id")


def _counts(page_context, rows):
    """How many findings there are, of how many inspections, by kind and by gap, each with its address.

    `rows` are (kind, gap, key of the inspection).
    """
    kinds, gaps = Counter(kind for kind, _, _ in rows), Counter(gap for _, gap, _ in rows)

    def count(number, words="", **filters):
        return {
            "number": number,
            "words": plural(number, words, _plural(words)),
            "address": page_context.address(cached_reverse("findings"), **filters),
        }

    return {
        "all": len(rows),
        "inspections": len({inspection for _, _, inspection in rows}),
        "kinds": [count(kinds[kind], kind.label.lower(), kind=kind.value) for kind in Finding.Kind if kinds[kind]],
        "none": count(gaps[Gap.NONE], gap=Gap.NONE.value),
        "not_looked_at": count(gaps[Gap.NOT_LOOKED_AT], gap=Gap.NOT_LOOKED_AT.value),
        "to_improve": len(rows) - gaps[""],
        "finished": count(gaps[Gap.FINISHED], gap=Gap.FINISHED.value),
    }


def _what_answers(counts):
    """How many findings to improve nothing answers, and how many only finished work: a sentence of links."""
    none, finished, waiting = counts["none"], counts["finished"], counts["not_looked_at"]["number"]
    if counts["to_improve"] and waiting == counts["to_improve"]:
        return ""  # nobody knows yet
    words = "Something answers each that was looked at" if waiting else "Something answers every finding to improve"
    if none["number"]:
        hidden = f'<span class="vh"> {plural(none["number"], "finding")}</span>'
        words = f'Nothing answers <a href="{escaped(none["address"])}">{none["number"]}{hidden}</a>'
    if finished["number"]:
        some = f"{finished['number']} {plural(finished['number'], 'has', 'have')} only finished work"
        words = f'{words}; <a href="{escaped(finished["address"])}">{some}</a>'
    return html(f"{words}.")


def _not_looked_at(page_context, counts):
    """The line that says how many findings nobody has looked at, and where to look: the words, and the address of the
    form for who may change links, else of these findings; None where all have been looked at.
    """
    waiting = counts["not_looked_at"]
    if not waiting["number"]:
        return None
    may_look = page_context.reader.has_perm("inspections.change_links")
    return {
        "words": not_looked_at_in_words(waiting["number"], counts["to_improve"]),
        "address": page_context.address(cached_reverse("finding_look")) if may_look else waiting["address"],
        "link": "Look at them now" if may_look else "See which",
    }


def _plural(words):
    """“area for improvement” as a count names it: “areas for improvement”."""
    return words.replace("area", "areas", 1) if words.startswith("area") else f"{words}s"


_SECTIONS = (
    (Gap.NONE, "Nothing answers it", "Somebody looked, and nothing in the plan answers these."),
    (Gap.NOT_LOOKED_AT, "Not looked at yet", "Nobody has looked yet at what in the plan answers these."),
    (
        Gap.PRIORITY,
        "Linked to a priority as a whole",
        "A priority answers these; none of its actions is linked yet.",
    ),
    (Gap.FINISHED, "Only finished work", "Every action found for these is complete, awaiting sign-off or stopped."),
    (Gap.OPEN, "Work still open", ""),
    ("", "Strengths", ""),
)


def _sections(rows):
    """The findings in sections, gaps first and strengths last, each by judgement; empty sections are left out."""
    return [
        {"heading": heading, "says": says, "number": len(matching), "groups": _by_line(matching)}
        for gap, heading, says in _SECTIONS
        if (matching := [row for row in rows if row.gap == gap])
    ]


def _by_line(rows):
    """The findings under their judgement headings, in the order of the papers."""
    grouped = groupby(rows, key=lambda row: (row.inspection, row.line))
    return [{"inspection": inspection, "line": line, "rows": list(of_line)} for (inspection, line), of_line in grouped]
