"""The filters of the list of findings."""

import django_filters as filters
from django.db.models import Q

from actions.search.lists import holds_words
from inspections.models import Finding, FindingAction, FindingPriority, Inspection, JudgementLine
from inspections.scrutiny.findings.gaps import Gap
from inspections.scrutiny.list_filter import ListFilter, no_such
from priorities.models import Priority

# A choice beside the gaps: only finished work, with no impact recorded for any of it.
NO_IMPACT = "no_impact"


def _lines(request):
    inspections = Inspection.objects.of_plan(request.page_context.plan).by(request.page_context.on)
    return JudgementLine.objects.filter(
        pk__in=Finding.objects.filter(inspection__in=inspections).order_by().values("line")
    )


def _priorities(request):
    return Priority.objects.filter(plan=request.page_context.plan)


class FindingFilter(ListFilter):
    """The filters of the findings. The request comes from `page_context`."""

    q = filters.CharFilter(label="Words", method="that_hold", max_length=200)
    gap = filters.ChoiceFilter(
        label="What answers it",
        choices=[*Gap.choices, (NO_IMPACT, "Only finished work, no impact recorded")],
        method="leave_to_filter_answers",
        empty_label="Anything or nothing",
        error_messages=no_such("answer"),
    )
    kind = filters.ChoiceFilter(
        label="Kind", choices=Finding.Kind.choices, empty_label="Every kind", error_messages=no_such("kind of finding")
    )
    line = filters.ModelChoiceFilter(
        label="Judgement", queryset=_lines, empty_label="Every judgement", error_messages=no_such("judgement")
    )
    priority = filters.ModelChoiceFilter(
        label="Priority",
        queryset=_priorities,
        to_field_name="number",
        method="of_priority",
        empty_label="Every priority",
        error_messages=no_such("priority"),
    )

    class Meta:
        model = Finding
        fields = ()

    def that_hold(self, findings, name, words):
        """The findings that hold every word, as the search has it."""
        return findings.filter(holds_words("finding", words))

    def leave_to_filter_answers(self, findings, name, value):
        """Every finding: what answers one is known only when it has been read, and `filter_answers` filters then."""
        return findings

    def filter_answers(self, rows):
        """The findings, which come with their gaps, that meet the filter by what answers them."""
        wanted = self.form.cleaned_data.get("gap") if self.in_use else ""
        if wanted == NO_IMPACT:
            return [row for row in rows if row.no_impact]
        return [row for row in rows if row.gap == wanted] if wanted else rows

    def of_priority(self, findings, name, priority):
        """The findings that the priority or one of its actions answers."""
        on = self.request.page_context.on
        tied = FindingPriority.objects.current(on).filter(priority=priority).order_by().values("finding")
        answered = FindingAction.objects.current(on).filter(action__priority=priority).order_by().values("finding")
        return findings.filter(Q(pk__in=tied) | Q(pk__in=answered))
