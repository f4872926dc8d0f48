"""Django admin of erasing what was wrongly loaded, with two people."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError

from csc_tracker.record_admin import AsksTheService, RecordAdmin
from csc_tracker.today import today
from inspections.models import ERASABLE, ProposedErasure
from inspections.scrutiny.papers.erasing import drop_proposal, erase, problems_of_erasure, propose_erasure


class ErasureForm(forms.ModelForm):
    """What is to be erased, and why."""

    def clean(self):
        answers = super().clean()
        if not self.errors:
            for question, sentence in problems_of_erasure(**answers, by=self.asker).items():
                self.add_error(None if question == "__all__" else question, sentence)
        return answers


@admin.register(ProposedErasure)
class ProposedErasureAdmin(AsksTheService, RecordAdmin):
    """Erasures: proposed by one person here, confirmed by a second from the list. What is erased does not come back."""

    form = ErasureForm
    next_step = "Nothing is erased yet. A second admin confirms it, from this list."
    list_display = ("__str__", "reason", "proposed_by", "proposed_on", "dropped_on", "outcome")
    list_filter = (("erasure", admin.EmptyFieldListFilter), ("dropped_on", admin.EmptyFieldListFilter))
    search_fields = ("reason",)
    related = (*ERASABLE, "loading__file", "passage__report", "update__action__priority", "proposed_by", "erasure__by")
    autocomplete_fields = ERASABLE
    actions = ("confirm", "drop")

    def get_fields(self, request, obj=None):
        asked = (*ERASABLE, "reason")
        return asked if obj is None else (*asked, "proposed_by", "proposed_on", "dropped_on", "outcome")

    def get_readonly_fields(self, request, obj=None):
        return () if obj is None else self.get_fields(request, obj)

    def has_add_permission(self, request):
        return request.user.has_perm("inspections.erase")

    def make_record(self, answers, user):
        reason = answers.pop("reason")
        [target] = (each for each in answers.values() if each is not None)
        return propose_erasure(target, by=user, on=today(), reason=reason)

    @admin.display(description="Outcome")
    def outcome(self, proposal):
        erasure = getattr(proposal, "erasure", None)
        if erasure:
            return f"Erased by {erasure.by}. Checksum of what it was: {erasure.sha256}"
        return "Given up" if proposal.dropped_on else "Waits for a second person"

    @admin.action(description="Erase what was selected, for ever", permissions=["add"])
    def confirm(self, request, proposals):
        for proposal in proposals:
            try:
                erasure = erase(proposal, by=request.user, on=today())
            except ValidationError as error:
                self.message_user(request, error.messages[0], messages.ERROR)
            else:
                self.message_user(
                    request,
                    f"It is erased here. Checksum of what it was: {erasure.sha256}. Backups still hold it until they "
                    "run out: tell whoever keeps them.",
                    messages.WARNING,
                )

    @admin.action(description="Give up the selected proposals", permissions=["add"])
    def drop(self, request, proposals):
        for proposal in proposals:
            try:
                drop_proposal(proposal, by=request.user, on=today())
            except ValidationError as error:
                self.message_user(request, error.messages[0], messages.ERROR)
            else:
                self.message_user(request, "It is given up. Nothing was erased.")
