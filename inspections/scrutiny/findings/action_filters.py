"""Filters of the list of actions by the findings that they answer. The list itself knows nothing of findings."""

import django_filters as filters
from django.db.models import Exists, OuterRef, Q
from django_filters.fields import ModelChoiceField

from actions.lists.filters import ActionFilter
from inspections.models import Finding, FindingAction, FindingPriority


def add_to_the_list():
    """Give the list of actions its filters by finding."""
    ActionFilter.add("finding", AnswersFinding(), findings_of)
    ActionFilter.add("answers", AnswersAny())


def findings_of(plan):
    """The findings that the plan answers, by a priority or an action."""
    return Finding.objects.filter(
        Q(pk__in=FindingPriority.objects.filter(priority__plan=plan).order_by().values("finding"))
        | Q(pk__in=FindingAction.objects.filter(action__priority__plan=plan).order_by().values("finding"))
    )


class _FindingField(ModelChoiceField):
    def label_from_instance(self, finding):
        return f"{finding.number}: {finding.words[:60]}"


class AnswersFinding(filters.ModelChoiceFilter):
    """The actions that answer one finding on the day of the list."""

    field_class = _FindingField

    def __init__(self):
        super().__init__(label="Answers the finding", queryset=None, empty_label="Any or none")

    def filter(self, actions, finding):
        if not finding:
            return actions
        return actions.filter(pk__in=finding.action_links.current(self.parent.on).order_by().values("action"))


class AnswersAny(filters.ChoiceFilter):
    """The actions that answer a finding which was known on the day of the list and is not superseded; or the others."""

    def __init__(self):
        choices = [("any", "Yes"), ("none", "No")]
        super().__init__(label="Answers a finding", choices=choices, empty_label="Either")

    def filter(self, actions, value):
        if not value:
            return actions
        on = self.parent.on
        superseded = Q(finding__superseded_by__inspection__last_day__lte=on)
        known = FindingAction.objects.current(on).filter(finding__inspection__last_day__lte=on).exclude(superseded)
        answers = Exists(known.filter(action=OuterRef("pk")))
        return actions.filter(answers if value == "any" else ~answers)
