"""Django admin of committees, their meetings, and what was decided, asked and promised."""

from django.contrib import admin

from csc_tracker.admin import RecordAdmin

from ..models import AgendaItem, Answer, Committee, Meeting, Resolution


@admin.register(Committee)
class CommitteeAdmin(RecordAdmin):
    list_display = ("name", "council")
    list_filter = ("council", "scrutinises")
    search_fields = ("name", "slug")
    filter_horizontal = ("scrutinises",)


class ItemInline(admin.TabularInline):
    """The meeting's agenda, as far as it is known."""

    model = AgendaItem
    extra = 0


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


class AnswerInline(admin.StackedInline):
    """The answers so far, each dated."""

    model = Answer
    extra = 0


@admin.register(Resolution)
class ResolutionAdmin(RecordAdmin):
    related = ("item__meeting__committee", "plan")
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
class AnswerAdmin(RecordAdmin):
    related = ("resolution",)
    list_display = ("on", "resolution", "whole", "note")
    list_filter = ("whole",)
    search_fields = ("words", "resolution__words")
    autocomplete_fields = ("resolution",)
    date_hierarchy = "on"
    ordering = ("-on", "pk")
