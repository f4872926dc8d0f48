"""What the lists of scrutiny can be narrowed by. A value that does not exist is said, never an empty list."""

import django_filters as filters
from django.db.models import Q
from django.utils.functional import cached_property

from inspections.models import Finding, FindingAction, FindingPriority, Inspection, JudgementLine, Resolution
from inspections.scrutiny.findings.gaps import Gap
from inspections.scrutiny.resolutions.progress import WAITING, State
from priorities.models import Priority

# A narrower answer than the gaps: only finished work, for none of which a difference is recorded.
NO_IMPACT = "no_impact"

_NO_CHOICE = "There is no {} called “%(value)s”, so it does not filter the list. Choose from the list."


def _named(what):
    """The field's sentence for a value that does not exist."""
    return {"invalid_choice": _NO_CHOICE.format(what)}


def _lines(request):
    inspections = Inspection.objects.of_plan(request.page_context.plan).by(request.page_context.on)
    return JudgementLine.objects.filter(
        pk__in=Finding.objects.filter(inspection__in=inspections).order_by().values("line")
    )


def _priorities(request):
    return Priority.objects.filter(plan=request.page_context.plan)


class Narrowing(filters.FilterSet):
    """A list's filters, which know whether any is in use."""

    @cached_property
    def is_drawn(self):
        """Whether the form is to be seen: the reader asks for it, or gives something to narrow the list by."""
        return "filters" in self.data or any(self.data.get(name) for name in self.base_filters)

    @property
    def in_use(self):
        """Whether anything that was asked for narrows the list."""
        if not self.is_drawn:
            return False
        self.form.is_valid()  # a value that does not exist narrows nothing, and the form says so
        return any(self.form.cleaned_data.values())


class FindingFilter(Narrowing):
    """The filters of the findings. The request comes from `page_context`."""

    q = filters.CharFilter(label="Words", field_name="words", lookup_expr="icontains", max_length=200)
    gap = filters.ChoiceFilter(
        label="What answers it",
        choices=[*Gap.choices, (NO_IMPACT, "Only finished work, no impact recorded")],
        method="told_by_its_answers", empty_label="Anything or nothing", error_messages=_named("answer"),
    )  # fmt: skip
    kind = filters.ChoiceFilter(
        label="Kind", choices=Finding.Kind.choices, empty_label="Every kind", error_messages=_named("kind of finding")
    )
    line = filters.ModelChoiceFilter(
        label="Judgement", queryset=_lines, empty_label="Every judgement", error_messages=_named("judgement")
    )
    priority = filters.ModelChoiceFilter(
        label="Priority", queryset=_priorities, to_field_name="number", method="of_priority",
        empty_label="Every priority", error_messages=_named("priority"),
    )  # fmt: skip

    class Meta:
        model = Finding
        fields = ()

    def told_by_its_answers(self, findings, name, value):
        """What answers a finding is known once it is read: `narrowed` then takes the others out."""
        return findings

    def narrowed(self, rows):
        """Of the findings that the page has read, with what answers each, those that meet the filter of answers."""
        wanted = self.form.cleaned_data.get("gap") if self.in_use else ""
        if wanted == NO_IMPACT:
            return [row for row in rows if row.no_impact]
        return [row for row in rows if row.gap == wanted] if wanted else rows

    def of_priority(self, findings, name, priority):
        """The findings that the plan ties to the priority, or that one of its actions answers."""
        on = self.request.page_context.on
        tied = FindingPriority.objects.current(on).filter(priority=priority).order_by().values("finding")
        answered = FindingAction.objects.current(on).filter(action__priority=priority).order_by().values("finding")
        return findings.filter(Q(pk__in=tied) | Q(pk__in=answered))


class ResolutionFilter(Narrowing):
    """The filters of what was decided, asked and promised: `narrowed` goes by what `known` gives."""

    kind = filters.ChoiceFilter(
        label="Kind", choices=Resolution.Kind.choices, empty_label="Every kind", error_messages=_named("kind")
    )
    state = filters.ChoiceFilter(
        label="Answer", choices=[("waiting", "Not fully answered"), ("overdue", "Overdue"), *State.choices],
        empty_label="Answered or not", error_messages=_named("answer"),
    )  # fmt: skip

    class Meta:
        model = Resolution
        fields = ()

    def narrowed(self, matters):
        """Of these matters, those that meet the filters; a value that does not exist narrows nothing."""
        if not self.in_use:
            return matters
        kind, state = self.form.cleaned_data.get("kind"), self.form.cleaned_data.get("state")
        return [matter for matter in matters if kind in ("", None, matter.kind) and _in_state(matter, state)]


def _in_state(matter, wanted):
    """Whether a matter has the state that a reader chose, or is among what waits or is overdue; all where none is."""
    if wanted == "overdue":
        return matter.overdue
    if wanted == "waiting":
        return matter.state in WAITING
    return not wanted or matter.state == wanted
