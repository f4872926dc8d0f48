"""Django admin of actions. What updates decide is shown here and never set; updates are shown and never touched."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet

from actions.lists.spreadsheets import ActionResource
from actions.models import (
    Action,
    ActionPeriod,
    FrozenPosition,
    OwnerChange,
    PriorityImpact,
    ProgressUpdate,
    Stage,
)
from actions.search.lists import by_words
from actions.search.matching import place_of
from actions.updating.new_actions import read_days, record_first_report
from csc_tracker.pages.shortening import shortened
from csc_tracker.record_admin import ReadOnly, RecordAdmin, RecordInline
from csc_tracker.spreadsheets.resources import SpreadsheetMixin
from csc_tracker.today import today


class PeriodFormSet(BaseInlineFormSet):
    """The dates of one action: words without days are read; one start, one finish and one completion at most."""

    def clean(self):
        super().clean()
        roles = [form.cleaned_data.get("role") for form in self.forms if not form.cleaned_data.get("DELETE")]
        for role in set(roles) - {None, ActionPeriod.Role.MILESTONE}:
            if roles.count(role) > 1:
                label = ActionPeriod.Role(role).label.lower()
                raise ValidationError(f"The action has two {label} dates. Keep one and make the others milestones.")

    def save_new(self, form, commit=True):
        read_days(form.instance, today())
        return super().save_new(form, commit)


class PeriodInline(RecordInline):
    """The dates in the action's own words. Its due date comes from its updates, not from here."""

    model = ActionPeriod
    formset = PeriodFormSet
    fields = ("role", "words", "first_day", "last_day", "note")


class UpdateInline(ReadOnly, RecordInline):
    """The action's history, the latest first."""

    model = ProgressUpdate
    fields = ("effective_date", "source", "stage", "rating", "due_last_day", "due_change", "words")
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("action__priority")


class StageFilter(admin.SimpleListFilter):
    """Actions by their stage today."""

    title = parameter_name = "stage"

    def lookups(self, request, model_admin):
        return Stage.choices

    def queryset(self, request, queryset):
        return queryset.filter(position__stage=self.value()) if self.value() else queryset


@admin.register(Action)
class ActionAdmin(SpreadsheetMixin, RecordAdmin):
    """The owner is set on the action's own page, with its reason; here only when the action is first entered."""

    related = ("priority__plan", "owner")
    resource_classes = (ActionResource,)
    list_display = ("reference", "short_words", "priority", "stage", "due", "owner", "column")
    list_filter = ("priority__plan", StageFilter, "column", ("owner", admin.EmptyFieldListFilter))
    search_fields = ("words", "priority__short_name")
    autocomplete_fields = ("priority", "owner")
    readonly_fields = ("stage", "rating", "due", "first_due", "impact")
    ordering = ("priority__plan", "priority__number", "number")
    inlines = (PeriodInline, UpdateInline)

    def get_queryset(self, request):
        return super().get_queryset(request).as_at(today())

    def get_readonly_fields(self, request, obj=None):
        """What a report has been made of keeps its reference and its words."""
        if obj is None:
            return self.readonly_fields
        reported = ("priority", "number", "words", "column") if obj.updates.exists() else ()
        return (*self.readonly_fields, "owner", *reported)

    def get_search_results(self, request, queryset, search_term):
        """The action with this reference in any case (p3.6 finds P3.06), else those that hold the words."""
        return by_words(queryset, search_term), False

    def save_related(self, request, form, formsets, change):
        """An action that is entered here is planned from today, with the due date that its words or its plan give."""
        super().save_related(request, form, formsets, change)
        if not change:
            record_first_report(form.instance, by=request.user, today=today())

    @admin.display(description="Reference", ordering="priority__number")
    def reference(self, action):
        return action.reference

    @admin.display(description="Words", ordering="words")
    def short_words(self, action):
        return shortened(action.words, 90)

    @admin.display(description="Stage (from updates)", ordering="position__stage")
    def stage(self, action):
        return _latest(action, "get_stage_display", "Not yet reported")

    @admin.display(description="Rating (from updates)")
    def rating(self, action):
        return _latest(action, "get_rating_display", "Not yet rated")

    @admin.display(description="Due (from updates)", ordering="position__due_last_day")
    def due(self, action):
        return _latest(action, "due_last_day", None)

    @admin.display(description="First date given (from updates)")
    def first_due(self, action):
        return _latest(action, "first_due_last_day", None)

    @admin.display(description="Impact (from updates)")
    def impact(self, action):
        return _latest(action, "impact", "Not yet known")


def _latest(action, name, absent):
    """A value of the action's latest position, or `absent` where it is empty or nothing was reported."""
    value = getattr(getattr(action, "position", None), name, None)
    return (value() if callable(value) else value) or absent


@admin.register(ActionPeriod)
class ActionPeriodAdmin(RecordAdmin):
    related = ("action__priority",)
    list_display = ("action", "role", "words", "first_day", "last_day", "precision")
    list_filter = ("role", "action__priority__plan", ("last_day", admin.EmptyFieldListFilter))
    search_fields = ("words", "action__words")
    autocomplete_fields = ("action",)


@admin.register(ProgressUpdate)
class ProgressUpdateAdmin(ReadOnly, RecordAdmin):
    """The whole history of every plan: append-only, in the database too."""

    related = ("action__priority__plan", "by", "post")
    list_display = ("action", "plan", "effective_date", "source", "by", "stage", "rating", "due_last_day")
    list_filter = ("action__priority__plan", "source", "stage", "rating", "due_change")
    search_fields = ("words", "action__words")
    date_hierarchy = "effective_date"
    ordering = ("-sequence",)

    def get_search_results(self, request, queryset, search_term):
        """The updates of the action with this reference, else those that hold the words."""
        if place := place_of(search_term):
            return queryset.filter(action__priority__number=place[0], action__number=place[1]), False
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description="Plan")
    def plan(self, update):
        return update.action.priority.plan


@admin.register(OwnerChange)
class OwnerChangeAdmin(ReadOnly, RecordAdmin):
    """Owners given, changed and taken away: a record that nobody edits."""

    related = ("action__priority__plan", "from_post", "to_post", "by")
    list_display = ("on", "action", "plan", "from_post", "to_post", "by")
    list_filter = ("action__priority__plan",)
    search_fields = ("reason", "action__words", "to_post__title")
    date_hierarchy = "on"
    ordering = ("-on", "-pk")

    @admin.display(description="Plan")
    def plan(self, change):
        return change.action.priority.plan


@admin.register(FrozenPosition)
class FrozenPositionAdmin(ReadOnly, RecordAdmin):
    """What committees were shown. The page of each shows it whole."""

    related = ("plan", "by")
    list_display = ("reported_to", "meeting_words", "version", "on", "plan", "by", "agreed_post")
    list_filter = ("plan",)
    search_fields = ("reported_to", "meeting", "checksum")
    date_hierarchy = "on"
    ordering = ("-on", "-version")


@admin.register(PriorityImpact)
class PriorityImpactAdmin(ReadOnly, RecordAdmin):
    """The impact of whole priorities: stated on their pages, and kept."""

    related = ("priority__plan", "by")
    list_display = ("on", "priority", "impact", "by")
    list_filter = ("priority__plan", "impact")
    search_fields = ("words",)
    date_hierarchy = "on"
    ordering = ("-on", "-pk")
