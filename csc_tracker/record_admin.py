"""What the admin of every app is made of: no record is deleted, every change is on record, nobody is overwritten."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import URLField

from csc_tracker.audit.in_admin import Audited
from csc_tracker.protection.overwriting import OverwritesNobody, refused_form


class NeverDeleted:
    """For an admin or an inline: nothing of the record is deleted in Django admin. What is wrong is corrected."""

    def has_delete_permission(self, request, obj=None):
        return False


class RecordInline(NeverDeleted, admin.TabularInline):
    """Rows of another model on the page of a record."""

    extra = 0


class RecordAdmin(OverwritesNobody, NeverDeleted, Audited, admin.ModelAdmin):
    """A model in admin. `related` names what its rows are named by, so that lists, forms and lookups join it."""

    related: tuple[str, ...] = ()
    list_per_page = 50
    save_on_top = True

    def get_queryset(self, request):
        records = super().get_queryset(request)
        return records.select_related(*self.related) if self.related else records

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """An address written without its scheme is taken for https."""
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class ReadOnly(NeverDeleted):
    """For an admin or an inline whose rows admin shows and never makes, changes or deletes."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class AsksTheService:
    """For an admin whose rows a named function makes: `make_record(answers, user)` returns what it made.

    Its form knows who asks as `asker`. What was made is neither changed nor deleted here.
    """

    compares_with_what_was_shown = False

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.asker = request.user
        refused = getattr(request, "refused", None)
        return refused_form(form, *refused.messages) if refused else form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """What the function refuses although the form was right: somebody else was quicker. The form says so."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as refused:
            request.refused = refused
            return super().changeform_view(request, object_id, form_url, extra_context)

    def has_change_permission(self, request, obj=None):
        return obj is None and super().has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        obj.pk = self.make_record(form.cleaned_data, request.user).pk

    # What happens next to what was made, as a sentence.
    next_step = ""

    def response_add(self, request, obj, post_url_continue=None):
        if self.next_step:
            self.message_user(request, self.next_step)
        return super().response_add(request, obj, post_url_continue)

    def log_addition(self, request, obj, message):
        """The function puts its act into the audit ledger itself."""

    log_change = log_addition
