"""Django admin of frameworks, inspections, judgements, findings and what answers them."""

from django.contrib import admin

from csc_tracker.record_admin import ReadOnly, RecordAdmin, RecordInline
from csc_tracker.spreadsheets.resources import SpreadsheetMixin
from inspections.models import (
    Finding,
    FindingAction,
    FindingPriority,
    Framework,
    Grade,
    Inspection,
    Judgement,
    JudgementLine,
    LinkChange,
)
from inspections.scrutiny.findings.spreadsheet import FindingResource


class LineInline(RecordInline):
    """The headings that the framework judges under."""

    model = JudgementLine


class GradeInline(RecordInline):
    """The framework's scale, the best first."""

    model = Grade


@admin.register(Framework)
class FrameworkAdmin(RecordAdmin):
    list_display = ("short_name", "name")
    search_fields = ("name", "short_name", "slug")
    inlines = (LineInline, GradeInline)


@admin.register(JudgementLine, Grade)
class InFrameworkAdmin(RecordAdmin):
    related = ("framework",)
    list_display = ("words", "framework", "order")
    list_filter = ("framework",)
    search_fields = ("words", "framework__short_name")
    autocomplete_fields = ("framework",)


class JudgementInline(RecordInline):
    """The lines that were judged, each with its grade or none."""

    model = Judgement
    autocomplete_fields = ("line", "grade")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("line", "grade")


@admin.register(Inspection)
class InspectionAdmin(RecordAdmin):
    related = ("framework",)
    list_display = ("title", "kind", "date_words", "framework", "inspectors", "published_words")
    list_filter = ("kind", "framework")
    search_fields = ("title", "slug", "inspectors")
    date_hierarchy = "first_day"
    ordering = ("-first_day", "slug")
    inlines = (JudgementInline,)


@admin.register(Judgement)
class JudgementAdmin(RecordAdmin):
    related = ("inspection", "line", "grade")
    list_display = ("line", "inspection", "grade", "order")
    list_filter = ("inspection", "grade")
    search_fields = ("words", "line__words", "inspection__title")
    autocomplete_fields = ("inspection", "line", "grade")


class OnlyAdded:
    """A link is entered here with the finding; it is confirmed and removed on the findings' page, with a reason."""

    def has_change_permission(self, request, obj=None):
        return False


class PriorityLinkInline(OnlyAdded, RecordInline):
    """The priorities that answer the finding, and how that is known."""

    model = FindingPriority
    autocomplete_fields = ("priority",)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("finding__inspection", "priority")


class ActionLinkInline(OnlyAdded, RecordInline):
    """The actions that answer the finding, and how that is known."""

    model = FindingAction
    autocomplete_fields = ("action",)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("finding__inspection", "action__priority")


@admin.register(Finding)
class FindingAdmin(SpreadsheetMixin, RecordAdmin):
    related = ("inspection", "line")
    resource_classes = (FindingResource,)
    list_display = ("number", "short", "kind", "line", "inspection")
    list_display_links = ("number", "short")
    list_filter = ("inspection", "kind", "line")
    search_fields = ("words", "=number", "inspection__title")
    autocomplete_fields = ("inspection", "line", "superseded_by")
    ordering = ("-inspection__first_day", "number")
    inlines = (PriorityLinkInline, ActionLinkInline)


@admin.register(FindingPriority)
class FindingPriorityAdmin(OnlyAdded, RecordAdmin):
    related = ("finding__inspection", "priority__plan")
    list_display = ("finding", "priority", "basis", "confirmed_by", "confirmed_on")
    list_filter = ("basis", "priority__plan")
    search_fields = ("reason", "finding__words", "priority__short_name")
    autocomplete_fields = ("finding", "priority")
    ordering = ("finding__number", "priority__number", "pk")


@admin.register(FindingAction)
class FindingActionAdmin(OnlyAdded, RecordAdmin):
    related = ("finding__inspection", "action__priority__plan")
    list_display = ("finding", "action", "basis", "confirmed_by", "confirmed_on")
    list_filter = ("basis", "action__priority__plan")
    search_fields = ("reason", "finding__words", "action__words")
    autocomplete_fields = ("finding", "action")
    ordering = ("finding__number", "action__priority__number", "action__number", "pk")


@admin.register(LinkChange)
class LinkChangeAdmin(ReadOnly, RecordAdmin):
    """What was confirmed, added and removed between findings and the plan: done on the finding's page, and kept."""

    related = ("finding__inspection", "priority", "action__priority", "by", "post")
    list_display = ("on", "what", "finding", "priority", "action", "by")
    list_filter = ("what", "finding__inspection")
    search_fields = ("reason", "finding__words")
    date_hierarchy = "on"
    ordering = ("-on", "-pk")
