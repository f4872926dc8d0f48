"""The filters of the list of actions. A value that does not exist gives a sentence, never an empty list."""

from datetime import date

import django_filters as filters
from django import forms

from actions.lists.worth_asking import Ask, worth_asking
from actions.models import Action, DueBasis, Stage
from actions.positions.as_at import has_status, is_not_out_of_date, is_out_of_date
from actions.positions.changes import Change, filter_by_change
from actions.positions.counted import counted_with
from actions.positions.status import Status
from actions.updating.forms import DayInput
from csc_tracker.pages.wording import in_words, lowered
from priorities.models import Post, Priority

YES_NO = [("yes", "Yes"), ("no", "No")]
CHANGES = [("any", "Anything that changed"), *Change.choices]
STATES = [(state.value, state.label) for state in Status]


class DateFilter(filters.DateFilter):
    """A day, in the browser's own date field."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("widget", DayInput)
        kwargs.setdefault("input_formats", ["%Y-%m-%d"])
        super().__init__(*args, **kwargs)
        self.extra["error_messages"] = {"invalid": f"{self.label}: write the day as 2020-04-01, year first."}


class ActionFilterForm(forms.Form):
    """The filters' form: a choice that does not exist is named, and a change needs the day it is counted from."""

    baseline = None  # what change is counted from; the filter set knows it

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                label = field.label.lower()
                field.error_messages["invalid_choice"] = f"That “{label}” is not in the list. Choose one from the list."
                if isinstance(field, forms.ModelChoiceField):
                    field.error_messages["invalid_choice"] = (
                        f"That “{label}” is not in this plan. Choose one from the list."
                    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("change") and self.baseline is None:
            self.add_error("since_day", "Choose the meeting or day to compare with.")
        return cleaned


# The records of a plan that a filter offers.
_CHOICES_OF_PLAN = {
    "priority": lambda plan: Priority.objects.filter(plan=plan),
    "lead": lambda plan: Post.objects.filter(pk__in=Priority.objects.filter(plan=plan).order_by().values("lead")),
    "owner": lambda plan: Post.objects.filter(
        pk__in=Action.objects.filter(priority__plan=plan).order_by().values("owner")
    ),
}


class ActionFilter(filters.FilterSet):
    """The filters of the action list."""

    priority = filters.ModelChoiceFilter(
        label="Priority", queryset=Priority.objects.none(), to_field_name="number", empty_label="Every priority"
    )
    status = filters.MultipleChoiceFilter(
        label="Status",
        choices=STATES,
        widget=forms.CheckboxSelectMultiple,
        method="has_status",
        distinct=False,
    )
    stage = filters.ChoiceFilter(
        label="Stage", choices=Stage.choices, field_name="position__stage", empty_label="Every stage"
    )
    late = filters.ChoiceFilter(label="Late", choices=YES_NO, method="is_late", empty_label="Late or not")
    out_of_date = filters.ChoiceFilter(
        label="Rating out of date", choices=YES_NO, method="is_out_of_date", empty_label="Either"
    )
    lead = filters.ModelChoiceFilter(
        label="Lead", queryset=Post.objects.none(), field_name="priority__lead", empty_label="Every lead"
    )
    owner = filters.ModelChoiceFilter(label="Owner", queryset=Post.objects.none(), empty_label="Every owner")
    no_owner = filters.ChoiceFilter(label="Has an owner", choices=YES_NO, method="has_owner", empty_label="Either")
    due_from = DateFilter(label="Due from", field_name="position__due_last_day", lookup_expr="gte")
    due_to = DateFilter(label="Due by", field_name="position__due_last_day", lookup_expr="lte")
    due_basis = filters.ChoiceFilter(
        label="Finishing date",
        choices=[*DueBasis.choices, ("none", "none")],
        method="on_basis",
        empty_label="Any or none",
    )
    updated_since = DateFilter(label="Updated since", field_name="position__last_said", lookup_expr="gte")
    not_updated_since = DateFilter(label="Not updated since", field_name="position__last_said", lookup_expr="lt")
    change = filters.ChoiceFilter(label="Change", choices=CHANGES, method="has_changed", empty_label="Any")
    since = filters.ChoiceFilter(
        label="Changed since the meeting", method="unfiltered", empty_label="Your committee’s last meeting"
    )
    since_day = DateFilter(label="Or changed since the day", method="unfiltered")
    ask = filters.ChoiceFilter(label="Worth asking", choices=Ask.choices, method="to_ask", empty_label="Any")

    class Meta:
        model = Action
        fields = ()
        form = ActionFilterForm

    def __init__(self, data, actions, *, page_context, baseline=None, baselines=(), every=False):
        """Filter by what `data` (a request's GET) asks for; `every` makes all the filters, for the form to be drawn.

        `actions` gives the queryset (from `ActionQuerySet.as_at`), which takes long to build and is not always needed.
        `baseline`: what change is counted from, or None; `baselines`: what else it can be counted from.
        """
        self.page_context, self.baseline = page_context, baseline
        self.plan, self.on = page_context.plan, page_context.on
        self.is_whole = every
        if not every:
            used = self.names_in_use(data)
            used += ["since_day"] if "change" in used else []  # where an error says that a day is missing
            self.base_filters = {name: self.base_filters[name] for name in used}
        self._actions = actions
        super().__init__(data, Action.objects.none())
        days = [] if baseline is None or baseline in baselines else [baseline]
        choices = [(each.key, each.title) for each in [*baselines, *days]]
        for name, field_filter in self.filters.items():
            if name == "since":
                field_filter.extra["choices"] = choices
            elif name in _CHOICES_OF_PLAN:
                field_filter.queryset = _CHOICES_OF_PLAN[name](page_context.plan)

    @classmethod
    def add(cls, name, new_filter, choose_from=None):
        """Let another app narrow the list by a filter of its own; `choose_from(plan)` gives the records it offers."""
        cls.base_filters[name] = new_filter
        if choose_from:
            _CHOICES_OF_PLAN[name] = choose_from

    @classmethod
    def names_in_use(cls, data):
        """The names of the filters for which a request's GET gives a value."""
        return [name for name in cls.base_filters if any(data.getlist(name))]

    def filter_queryset(self, queryset):
        return super().filter_queryset(self._actions())

    def has_status(self, actions, name, values):
        return actions.filter(counted_with(*values, path="position__")) if values else actions

    def is_late(self, actions, name, value):
        others = [state for state in Status if state != Status.LATE]
        return actions.filter(has_status(Status.LATE) if value == "yes" else has_status(*others))

    def is_out_of_date(self, actions, name, value):
        condition = is_out_of_date if value == "yes" else is_not_out_of_date
        return actions.filter(condition(self.on, self.plan.update_interval_days))

    def has_owner(self, actions, name, value):
        return actions.filter(owner__isnull=value == "no")

    def on_basis(self, actions, name, value):
        if value == "none":
            return actions.filter(position__due_last_day=None)
        return actions.filter(position__due_basis=value)

    def has_changed(self, actions, name, value):
        return filter_by_change(actions, value, self.baseline)

    def unfiltered(self, actions, name, value):
        """All of them: `has_changed` reads what these filters choose, from the baseline."""
        return actions

    def to_ask(self, actions, name, value):
        return worth_asking(actions, value, self.page_context)

    @property
    def form(self):
        form = super().form
        form.baseline = self.baseline
        return form

    # These narrow nothing by themselves: they say since when a change is counted.
    _SINCE = ("since", "since_day")

    @property
    def in_use(self):
        """How many filters narrow the list."""
        return sum(bool(value) for name, value in self.form.cleaned_data.items() if name not in self._SINCE)

    def in_words(self):
        """The filters in use: “status: Late, Off track; priority: 3 Recruitment”."""
        chosen = []
        for name, value in self.form.cleaned_data.items():
            if value and name not in self._SINCE:
                field = self.form.fields[name]
                labels = dict(field.choices) if isinstance(field, forms.MultipleChoiceField | forms.ChoiceField) else {}
                values = value if isinstance(value, list) else [value]
                words = ", ".join(in_words(v) if isinstance(v, date) else str(labels.get(v, v)) for v in values)
                chosen.append(f"{lowered(field.label)}: {words}")
        return "; ".join(chosen)
