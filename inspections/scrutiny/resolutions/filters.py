"""The filters of the list of what was decided, asked and promised."""

import django_filters as filters

from inspections.models import Resolution
from inspections.scrutiny.list_filter import ListFilter, no_such
from inspections.scrutiny.resolutions.progress import WAITING, State


class ResolutionFilter(ListFilter):
    """The filters of what was decided, asked and promised. They filter matters that have been read with their state."""

    kind = filters.ChoiceFilter(
        label="Kind", choices=Resolution.Kind.choices, empty_label="Every kind", error_messages=no_such("kind")
    )
    state = filters.ChoiceFilter(
        label="Answer",
        choices=[("waiting", "Not fully answered"), ("overdue", "Overdue"), *State.choices],
        empty_label="Answered or not",
        error_messages=no_such("answer"),
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
