"""Django admin of the papers, their passages, the glossary and the receipts."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from csc_tracker.pages.shortening import shortened
from csc_tracker.record_admin import ReadOnly, RecordAdmin
from inspections.models import Citation, GlossaryTerm, Passage, Report
from inspections.models.papers import RECORDS


class NewReportForm(forms.ModelForm):
    """A paper that is entered by hand. Only an open one is: an exempt paper is loaded."""

    published = forms.BooleanField(
        label="It was published: everyone may read it",
        help_text="An exempt paper is not entered here. Load it, under “Papers to load”, and say that it is exempt.",
    )


@admin.register(Report)
class ReportAdmin(RecordAdmin):
    related = ("item__meeting__committee",)
    list_display = ("title", "kind", "dated", "meeting")
    list_filter = ("kind", "item__meeting__committee")
    search_fields = ("title", "slug", "sha256")
    autocomplete_fields = ("item",)
    readonly_fields = ("passages", "stored_file")
    date_hierarchy = "dated"
    ordering = ("-item__meeting__first_day", "slug")

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = NewReportForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        """The checksum of a paper that is here is what its file is known by."""
        return (*super().get_readonly_fields(request, obj), "sha256") if obj else super().get_readonly_fields(request)

    @admin.display(description="Meeting", ordering="item__meeting__first_day")
    def meeting(self, report):
        return report.item.meeting if report.item else None

    @admin.display(description="Passages")
    def passages(self, report):
        """A paper has hundreds: they have a list of their own."""
        if report.pk is None:
            return None
        address = f"{reverse('admin:inspections_passage_changelist')}?report__id__exact={report.pk}"
        return format_html('<a href="{}">See the {} paragraphs of this paper</a>', address, report.passages.count())


@admin.register(Passage)
class PassageAdmin(ReadOnly, RecordAdmin):
    """The words of the papers as they were read: nobody edits them."""

    related = ("report",)
    list_display = ("order", "number", "kind", "short_words", "report")
    list_display_links = ("order", "short_words")
    list_filter = ("report", "kind")
    search_fields = ("words", "=number", "report__title")
    autocomplete_fields = ("report",)
    ordering = ("report", "order")

    @admin.display(description="Words", ordering="words")
    def short_words(self, passage):
        return shortened(passage.words, 110)


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(RecordAdmin):
    list_display = ("term", "order")
    search_fields = ("term", "meaning")


@admin.register(Citation)
class CitationAdmin(RecordAdmin):
    """The receipts: each ties one passage to exactly one record."""

    related = ("passage__report",)
    list_display = ("key", "paper", "place")
    list_filter = ("passage__report",)
    search_fields = ("key", "passage__words")
    autocomplete_fields = ("passage", *RECORDS)
    ordering = ("passage__report", "passage__order", "pk")

    @admin.display(description="Paper", ordering="passage__report")
    def paper(self, citation):
        return citation.passage.report

    @admin.display(description="Place", ordering="passage__order")
    def place(self, citation):
        return citation.place
