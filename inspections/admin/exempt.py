"""Django admin of what is exempt: closing an open paper, releasing with two people, and positions that were recalled.

Only those who may read a plan’s exempt papers see here what is exempt, as everywhere else.
"""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError

from actions.models import RecalledPosition
from csc_tracker.pages.wording import count_of, in_a_row
from csc_tracker.record_admin import AsksTheService, ReadOnly, RecordAdmin
from csc_tracker.today import today
from inspections.models import Report
from inspections.scrutiny.papers.closing import close_report, problems_of_closing
from inspections.scrutiny.papers.copies import open_copies_in_words
from inspections.scrutiny.papers.extent import extents_in_words
from inspections.scrutiny.papers.releasing import (
    confirm_release,
    problems_of_release,
    propose_release,
    take_back_release,
)
from priorities.models import Audience, Exemption, Release, is_for_reader, readable_exemption
from priorities.models.exemptions import may_be_seen


def extent_of(exemption):
    """What is exempt by it in words, worked out once for all that a list or a choice has."""
    if not hasattr(exemption, "extent"):
        exemption.extent = extents_in_words([exemption])[exemption.pk]
    return exemption.extent


def set_extents(exemptions):
    extents = extents_in_words(exemptions)
    for exemption in exemptions:
        exemption.extent = extents[exemption.pk]


class ListsExtents:
    """For an admin whose lists show what is exempt."""

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        changelist.result_list = list(changelist.result_list)
        set_extents([getattr(row, "exemption", row) for row in changelist.result_list])
        return changelist


class ClosingForm(forms.ModelForm):
    """Which open paper is exempt, by which paragraph, and why."""

    report = forms.ModelChoiceField(Report.objects, label="Paper that is exempt")

    class Meta:
        labels = {"reason": "Why it is exempt"}
        help_texts = {"reason": "In the paper’s own words, or who said so."}

    def clean(self):
        answers = super().clean()
        if not self.errors:
            problems = problems_of_closing(answers["report"], answers["reason"])
            for question, sentence in problems.items():
                self.add_error("reason" if question == "because" else question, sentence)
        return answers


@admin.register(Exemption)
class ExemptionAdmin(ListsExtents, AsksTheService, RecordAdmin):
    """What is exempt, and what was released. To add one is to close an open paper."""

    related = ("plan", "by")
    form = ClosingForm
    list_display = ("reason", "extent", "paragraph", "plan", "by", "on", "released_on")
    list_filter = ("plan", ("released_on", admin.EmptyFieldListFilter))
    search_fields = ("reason", "paragraph")

    def get_queryset(self, request):
        return super().get_queryset(request).filter(readable_exemption())

    def get_fields(self, request, obj=None):
        if obj is None:
            return ("report", "paragraph", "reason")
        return ("plan", "extent", "paragraph", "reason", "by", "on", "released_on")

    def get_readonly_fields(self, request, obj=None):
        return () if obj is None else self.get_fields(request, obj)

    def make_record(self, answers, user):
        return close_report(
            answers["report"], by=user, on=today(), paragraph=answers["paragraph"], because=answers["reason"]
        )

    def response_add(self, request, obj, post_url_continue=None):
        if copies := open_copies_in_words(obj):
            self.message_user(request, copies, messages.WARNING)
        return super().response_add(request, obj, post_url_continue)

    @admin.display(description="What is exempt")
    def extent(self, exemption):
        return extent_of(exemption)


class ExemptionChoice(forms.ModelChoiceField):
    """Exemptions by what opens with each: the reasons of two papers are often the same words."""

    def label_from_instance(self, exemption):
        return f"{extent_of(exemption)}. {exemption}"


class ReleaseForm(forms.ModelForm):
    """What may be open from now on, on whose authority and why; or, of a release, why it is taken back."""

    def clean(self):
        answers = super().clean()
        if self.errors:
            return answers
        if "exemption" in self.fields:
            for question, sentence in problems_of_release(**answers).items():
                self.add_error(question, sentence)
        elif not answers["ended_because"].strip():
            self.add_error("ended_because", "Say why it must be closed again.")
        return answers


@admin.register(Release)
class ReleaseAdmin(ListsExtents, AsksTheService, RecordAdmin):
    """Releases: proposed by one person here, confirmed by a second from the list, taken back on the release’s page."""

    related = ("exemption", "proposed_by", "confirmed_by", "ended_by")
    form = ReleaseForm
    next_step = "Nothing is open yet. A second person who has the right confirms it, from this list."
    list_display = (
        "extent",
        "exemption",
        "authority",
        "proposed_by",
        "proposed_on",
        "confirmed_by",
        "confirmed_on",
        "ended_on",
    )
    list_filter = ("exemption__plan", ("confirmed_on", admin.EmptyFieldListFilter))
    search_fields = ("authority", "reason", "exemption__reason")
    actions = ("confirm",)

    def get_fields(self, request, obj=None):
        proposed = ("exemption", "authority", "reason")
        if obj is None:
            return proposed
        return ("extent", *proposed, *self._decided, "ended_because")

    _decided = ("by_paper", "proposed_by", "proposed_on", "confirmed_by", "confirmed_on", "ended_by", "ended_on")

    def get_readonly_fields(self, request, obj=None):
        return () if obj is None else ("extent", "exemption", "authority", "reason", *self._decided)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj:
            kwargs |= {"labels": {"ended_because": "Why it is taken back"}}
            kwargs |= {"help_texts": {"ended_because": "Saving this closes it again at once."}}
        return super().get_form(request, obj, change=change, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "exemption":
            queryset = Exemption.objects.filter(readable_exemption(), released_on=None)
            return ExemptionChoice(queryset, label="What is exempt", help_text="All of it opens, for everyone.")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="What opens")
    def extent(self, release):
        return extent_of(release.exemption)

    def has_add_permission(self, request):
        return request.user.has_perm("priorities.release_exempt")

    def has_change_permission(self, request, obj=None):
        return self.has_add_permission(request) and (obj is None or obj.ended_on is None)

    def make_record(self, answers, user):
        return propose_release(**answers, by=user, on=today())

    def save_model(self, request, obj, form, change):
        if not change:
            return super().save_model(request, obj, form, change)
        because = form.cleaned_data["ended_because"]
        taken_back = take_back_release(obj.exemption, by=request.user, on=today(), because=because)
        sentence = "It is closed again."
        if obj.confirmed_on:
            sentence += f" Whoever can read the plan could see it while it was open. {taken_back.seen_in_words}"
        if recalled := taken_back.recalled:
            issued = in_a_row(str(position) for position in recalled)
            sentence += f" {count_of(len(recalled), 'issued position')} can no longer be opened: {issued}."
        sentence += f" {open_copies_in_words(obj.exemption)}"
        self.message_user(request, sentence.strip(), messages.WARNING)

    @admin.action(description="Confirm the selected releases", permissions=["add"])
    def confirm(self, request, releases):
        for release in releases:
            try:
                confirm_release(release, by=request.user, on=today())
            except ValidationError as error:
                self.message_user(request, error.messages[0], messages.ERROR)
            else:
                self.message_user(request, f"Open to everyone from now on: {self.extent(release)}.")


@admin.register(RecalledPosition)
class RecalledPositionAdmin(ReadOnly, RecordAdmin):
    """What was issued with matter that is exempt again: it can no longer be opened."""

    related = ("position__plan", "by")
    fields = list_display = ("position", "on", "by", "why")
    list_filter = ("position__plan",)
    search_fields = ("position__reported_to",)

    def get_queryset(self, request):
        """Without those of a meeting that is exempt itself: their names say which committee met, and when."""
        return super().get_queryset(request).filter(may_be_seen("position__shown_to__meeting__exemption"))

    @admin.display(description="Why it was recalled")
    def why(self, recalled):
        """In the words of who closed it, for those who may read what was closed."""
        may_read = is_for_reader(Audience.WITH_RIGHT, recalled.position.plan_id)
        return recalled.because if may_read else "Something in it is exempt."
