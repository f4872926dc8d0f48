"""The filters of the lists of scrutiny. A value that does not exist gives an error message, not an empty list."""

import django_filters as filters
from django.db.models import Q
from django.utils.functional import cached_property

from inspections.models import Finding, FindingAction, FindingPriority, Inspection, JudgementLine, Resolution
from inspections.scrutiny.findings.gaps import Gap
from inspections.scrutiny.resolutions.progress import WAITING, State
from priorities.models import Priority

# A choice beside the gaps: only finished work, with no impact recorded for any of it.
NO_IMPACT = "no_impact"

_NO_CHOICE = "There is no {} called “%(value)s”, so it does not filter the list. Choose from the list."


def _no_such(noun):
    """The error messages of a field, for a value that does not exist."""
    return {"invalid_choice": _NO_CHOICE.format(noun)}


def _lines(request):
    inspections = Inspection.objects.of_plan(request.page_context.plan).by(request.page_context.on)
    return JudgementLine.objects.filter(
        pk__in=Finding.objects.filter(inspection__in=inspections).order_by().values("line")
    )


def _priorities(request):
    return Priority.objects.filter(plan=request.page_context.plan)


class ListFilter(filters.FilterSet):
    """The filters of a list, which know whether any is in use."""

    @cached_property
    def is_drawn(self):
        """Whether the page shows the form: the reader asks for it, or filters the list."""
        return "filters" in self.data or any(self.data.get(name) for name in self.base_filters)

    @property
    def in_use(self):
        """Whether any filter has a value that exists."""
        if not self.is_drawn:
            return False
        self.form.is_valid()  # a value that does not exist filters nothing, and the form says so
        return any(self.form.cleaned_data.values())


class FindingFilter(ListFilter):
    """The filters of the findings. The request comes from `page_context`."""

    q = filters.CharFilter(label="Words", field_name="words", lookup_expr="icontains", max_length=200)
    gap = filters.ChoiceFilter(
        label="What answers it",
        choices=[*Gap.choices, (NO_IMPACT, "Only finished work, no impact recorded")],
        method="leave_to_filter_answers",
        empty_label="Anything or nothing",
        error_messages=_no_such("answer"),
    )
    kind = filters.ChoiceFilter(
        label="Kind", choices=Finding.Kind.choices, empty_label="Every kind", error_messages=_no_such("kind of finding")
    )
    line = filters.ModelChoiceFilter(
        label="Judgement", queryset=_lines, empty_label="Every judgement", error_messages=_no_such("judgement")
    )
    priority = filters.ModelChoiceFilter(
        label="Priority",
        queryset=_priorities,
        to_field_name="number",
        method="of_priority",
        empty_label="Every priority",
        error_messages=_no_such("priority"),
    )

    class Meta:
        model = Finding
        fields = ()

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


class ResolutionFilter(ListFilter):
    """The filters of what was decided, asked and promised. They filter matters that have been read with their state."""

    kind = filters.ChoiceFilter(
        label="Kind", choices=Resolution.Kind.choices, empty_label="Every kind", error_messages=_no_such("kind")
    )
    state = filters.ChoiceFilter(
        label="Answer",
        choices=[("waiting", "Not fully answered"), ("overdue", "Overdue"), *State.choices],
        empty_label="Answered or not",
        error_messages=_no_such("answer"),
    )

    class Meta:
        model = Resolution
        fields = ()

    def filter_matters(self, matters):
        """The matters that meet the filters; a value that does not exist filters nothing."""
        if not self.in_use:
            return matters
        kind, state = self.form.cleaned_data.get("kind"), self.form.cleaned_data.get("state")
        return [matter for matter in matters if kind in ("", None, matter.kind) and _in_state(matter, state)]


def _in_state(matter, wanted):
    """Whether a matter has the state that the reader chose: a `State`, “waiting”, “overdue”, or none (any state)."""
    if wanted == "overdue":
        return matter.overdue
    if wanted == "waiting":
        return matter.state in WAITING
    return not wanted or matter.state == wanted
