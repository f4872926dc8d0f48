"""Django admin of committees, their meetings, and what was decided, asked and promised."""

from django.contrib import admin

from csc_tracker.pages.wording import count_of
from csc_tracker.record_admin import NeverDeleted, ReadOnly, RecordAdmin, RecordInline
from csc_tracker.spreadsheets.resources import SpreadsheetMixin
from inspections.models import AgendaItem, Answer, CalendarFeed, Closure, Committee, Meeting, Resolution, Seat, Verdict
from inspections.reporting.calendar.feeds import revoke
from inspections.scrutiny.resolutions.spreadsheet import ResolutionResource


class SeatInline(RecordInline):
    """Who sits on the committee, and when."""

    model = Seat
    autocomplete_fields = ("user",)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("committee", "user")


@admin.register(Committee)
class CommitteeAdmin(RecordAdmin):
    list_display = ("name", "kind", "council")
    list_filter = ("kind", "council", "scrutinises")
    search_fields = ("name", "slug")
    filter_horizontal = ("scrutinises",)
    inlines = (SeatInline,)


@admin.register(Seat)
class SeatAdmin(RecordAdmin):
    related = ("committee", "user")
    list_display = ("committee", "user", "first_day", "last_day")
    list_filter = ("committee",)
    search_fields = ("committee__name", "user__username", "user__first_name", "user__last_name")
    autocomplete_fields = ("committee", "user")


class ItemInline(RecordInline):
    """The known items of the meeting's agenda."""

    model = AgendaItem


@admin.register(Meeting)
class MeetingAdmin(RecordAdmin):
    related = ("committee", "considered")
    list_display = ("date_words", "who", "considered", "worked_out", "first_day", "last_day")
    list_filter = ("committee", "considered", "worked_out")
    search_fields = ("date_words", "committee__name", "committee_words", "slug")
    autocomplete_fields = ("committee", "considered")
    date_hierarchy = "first_day"
    ordering = ("-first_day", "slug")
    inlines = (ItemInline,)


@admin.register(AgendaItem)
class AgendaItemAdmin(RecordAdmin):
    related = ("meeting__committee",)
    list_display = ("title", "number", "meeting")
    list_filter = ("meeting__committee",)
    search_fields = ("title", "meeting__date_words")
    autocomplete_fields = ("meeting",)
    ordering = ("-meeting__first_day", "number", "pk")


class RecordsAnswers:
    """For an admin: an answer that is entered here is by who enters it, and so is not theirs to judge."""

    def save_model(self, request, obj, form, change):
        if isinstance(obj, Answer) and not change:
            obj.by = request.user
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        if formset.model is Answer:
            for row in formset.extra_forms:
                row.instance.by = request.user
        super().save_formset(request, form, formset, change)


class AnswerInline(NeverDeleted, admin.StackedInline):
    """The answers so far, each dated."""

    model = Answer
    autocomplete_fields = ("paper", "action", "post")
    exclude = ("by",)
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("resolution", "paper", "action__priority", "post")


@admin.register(Resolution)
class ResolutionAdmin(RecordsAnswers, SpreadsheetMixin, RecordAdmin):
    related = ("item__meeting__committee", "plan")
    resource_classes = (ResolutionResource,)
    list_display = ("short", "kind", "meeting", "plan", "needs_answer", "due_last_day")
    list_filter = ("kind", "needs_answer", "plan", ("same_matter", admin.EmptyFieldListFilter))
    search_fields = ("words", "slug")
    autocomplete_fields = ("item", "plan", "same_matter", "action")
    ordering = ("-item__meeting__first_day", "slug")
    inlines = (AnswerInline,)

    @admin.display(description="Meeting", ordering="item__meeting__first_day")
    def meeting(self, resolution):
        return resolution.item.meeting


@admin.register(Answer)
class AnswerAdmin(RecordsAnswers, RecordAdmin):
    related = ("resolution",)
    list_display = ("on", "resolution", "whole", "note")
    list_filter = ("whole",)
    search_fields = ("words", "resolution__words")
    autocomplete_fields = ("resolution", "paper", "action", "post")
    exclude = ("by",)
    date_hierarchy = "on"
    ordering = ("-on", "pk")


@admin.register(Verdict)
class VerdictAdmin(ReadOnly, RecordAdmin):
    """Members' verdicts on answers, given on the matter's own page."""

    related = ("answer__resolution", "by")
    list_display = ("on", "answer", "answers_it", "by")
    list_filter = ("answers_it",)
    search_fields = ("because", "answer__words")
    date_hierarchy = "on"
    ordering = ("-on", "-pk")


@admin.register(Closure)
class ClosureAdmin(ReadOnly, RecordAdmin):
    """What committees closed: recorded on the matter's own page, and kept."""

    related = ("resolution", "meeting__committee", "by")
    list_display = ("on", "resolution", "meeting", "by")
    list_filter = ("meeting__committee",)
    search_fields = ("words", "resolution__words")
    date_hierarchy = "on"
    ordering = ("-on", "-pk")


@admin.register(CalendarFeed)
class CalendarFeedAdmin(ReadOnly, RecordAdmin):
    """The calendar feeds that people made, to revoke one that got into other hands. Their addresses are not kept."""

    related = ("user",)
    list_display = ("user", "made_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    search_fields = ("user__username", "user__first_name", "user__last_name")
    date_hierarchy = "made_at"
    ordering = ("-made_at", "-pk")
    actions = ("revoke_feeds",)

    def has_revoke_permission(self, request):
        """Who may change a feed may revoke it; nothing else of one is changed."""
        return request.user.has_perm("inspections.change_calendarfeed")

    @admin.action(description="Revoke the chosen addresses", permissions=["revoke"])
    def revoke_feeds(self, request, feeds):
        revoked = count_of(revoke(feeds), "address", "addresses")
        self.message_user(request, f"{revoked} revoked. This cannot be undone.")
