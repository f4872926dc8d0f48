"""Django admin of plans, priorities and posts."""

from django import forms
from django.contrib import admin

from csc_tracker.pages.wording import raised
from csc_tracker.record_admin import AsksTheService, ReadOnly, RecordAdmin, RecordInline
from csc_tracker.today import today
from priorities.exempt_readers import end_right, give_right, problems_of_right
from priorities.models import (
    Commentary,
    ExemptReader,
    LeadChange,
    Measure,
    MeasureValue,
    Plan,
    Post,
    PostHolding,
    Priority,
)
from priorities.posts import held_by_nobody


@admin.register(Plan)
class PlanAdmin(RecordAdmin):
    list_display = (
        "title",
        "phase",
        "council",
        "starts",
        "ends",
        "update_interval_days",
        "asks_sign_off",
        "members_see",
    )
    list_filter = ("practice", "council")
    search_fields = ("title", "phase", "slug", "council")


@admin.register(Priority)
class PriorityAdmin(RecordAdmin):
    """A lead is set on the priority's own page, with its reason; here only when the priority is first entered.

    Its plan and number are part of its actions' references, which papers print: they stay as they were entered.
    """

    related = ("plan", "lead")
    list_display = ("number", "short_name", "plan", "lead")
    list_display_links = ("number", "short_name")
    list_filter = ("plan", ("lead", admin.EmptyFieldListFilter))
    search_fields = ("short_name", "words", "=number", "plan__title")
    autocomplete_fields = ("plan", "lead")

    def get_readonly_fields(self, request, obj=None):
        return ("plan", "number", "lead") if obj else ()


class HoldingInline(RecordInline):
    """Who holds the post, and when."""

    model = PostHolding
    autocomplete_fields = ("user",)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("post", "user")


class HeldByNobody(admin.SimpleListFilter):
    """Narrows the list to posts whose work nobody does now: they ended, were closed, or no holder was ever recorded."""

    title, parameter_name = "who holds it", "held"

    def lookups(self, request, model_admin):
        return [("nobody", "Nobody now"), ("never", "No holder recorded")]

    def queryset(self, request, queryset):
        recorded = PostHolding.objects.values("post")
        if self.value() == "never":
            return queryset.exclude(pk__in=recorded)
        if self.value() != "nobody":
            return queryset
        return queryset.filter(pk__in=held_by_nobody(today()))


@admin.register(Post)
class PostAdmin(RecordAdmin):
    list_display = ("title", "council", "held_by")
    list_filter = ("council", HeldByNobody)
    search_fields = ("title", "council")
    inlines = (HoldingInline,)

    @admin.display(description="Held now by")
    def held_by(self, post):
        day = today()
        holders, empty = post.holders_on(day), post.empty_words(day)
        return raised("; ".join(filter(None, [holders, empty])) or "no holder is recorded")


@admin.register(PostHolding)
class PostHoldingAdmin(RecordAdmin):
    related = ("post", "user")
    list_display = ("post", "holder", "acting", "first_day", "last_day")
    list_filter = ("post__council", ("user", admin.EmptyFieldListFilter))
    search_fields = ("post__title", "name", "user__username", "user__first_name", "user__last_name")
    autocomplete_fields = ("post", "user")

    @admin.display(description="Holder")
    def holder(self, holding):
        return holding.user or holding.name


@admin.register(LeadChange)
class LeadChangeAdmin(ReadOnly, RecordAdmin):
    """Leads given, changed and taken away: a record that nobody edits."""

    related = ("priority__plan", "from_post", "to_post", "by")
    list_display = ("on", "priority", "plan", "from_post", "to_post", "by")
    list_filter = ("priority__plan",)
    search_fields = ("reason", "priority__short_name", "to_post__title")
    date_hierarchy = "on"
    ordering = ("-on", "-pk")

    @admin.display(description="Plan")
    def plan(self, change):
        return change.priority.plan


class TellsDays:
    """For an admin or an inline of values: what the two days of a target mean."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "first_day":
            field.help_text = (
                "For a target: the day it was set, if the papers say. The last day is the day to reach it by."
            )
        return field


class ValueInline(TellsDays, RecordInline):
    """What the papers give of it: values, baseline, target, comparators."""

    model = MeasureValue


@admin.register(Measure)
class MeasureAdmin(RecordAdmin):
    related = ("priority__plan",)
    list_display = ("name", "priority", "unit", "better")
    list_filter = ("priority__plan",)
    search_fields = ("name", "priority__short_name")
    autocomplete_fields = ("priority",)
    inlines = (ValueInline,)


@admin.register(MeasureValue)
class MeasureValueAdmin(TellsDays, RecordAdmin):
    related = ("measure__priority__plan",)
    list_display = ("words", "kind", "measure", "date_words")
    list_filter = ("kind", "measure__priority__plan")
    search_fields = ("words", "measure__name")
    autocomplete_fields = ("measure",)


@admin.register(Commentary)
class CommentaryAdmin(ReadOnly, RecordAdmin):
    """Officers' commentary: written on the pages of the plan, and kept."""

    related = ("plan", "priority", "by")
    list_display = ("on", "plan", "priority", "by")
    list_filter = ("plan",)
    search_fields = ("words",)
    date_hierarchy = "on"
    ordering = ("-on", "-pk")


class RightForm(forms.ModelForm):
    """Who may read the exempt papers of which plan, and why."""

    def clean(self):
        answers = super().clean()
        if not self.errors:
            for question, sentence in problems_of_right(**answers, by=self.asker).items():
                self.add_error(question, sentence)
        return answers


@admin.register(ExemptReader)
class ExemptReaderAdmin(AsksTheService, RecordAdmin):
    """Rights to read exempt papers: given by one person to another, ended from the list, and never deleted."""

    related = ("user", "plan", "given_by", "ended_by")
    form = RightForm
    fields = ("user", "plan", "reason")
    list_display = ("user", "plan", "reason", "given_by", "given_on", "ended_by", "ended_on")
    list_filter = ("plan", ("ended_on", admin.EmptyFieldListFilter))
    search_fields = ("user__username", "user__first_name", "user__last_name", "reason")
    autocomplete_fields = ("user", "plan")
    actions = ("end_rights",)

    def make_record(self, answers, user):
        return give_right(**answers, by=user, on=today())

    @admin.action(description="End the selected rights", permissions=["add"])
    def end_rights(self, request, rights):
        for right in rights.filter(ended_on=None):
            end_right(right, by=request.user, on=today())
        self.message_user(request, "They have ended. Those people see open papers only, from now on.")
