"""Django admin of the people; and what the other apps' admin is made of."""

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import URLField
from django_tasks_db.admin import DBTaskResult

from csc_tracker.audit.in_admin import Audited
from csc_tracker.models import User
from csc_tracker.pages.wording import count_of
from csc_tracker.people.signing_in import end_sessions
from csc_tracker.protection.overwriting import OverwritesNobody, refused_form

admin.site.site_header = admin.site.site_title = admin.site.index_title = "CSC Tracker"
# Groups are the roles, and the code keeps their permissions (roles.py): a change made here would not last.
admin.site.unregister(Group)
# What the worker did is not for admin: its errors may quote a paper that is exempt.
admin.site.unregister(DBTaskResult)


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


@admin.register(User)
class PeopleAdmin(OverwritesNobody, NeverDeleted, Audited, UserAdmin):
    """The accounts. What a person may do comes from their groups alone. An account that is over is made inactive."""

    list_display = ("username", "full_name", "email", "roles", "is_active", "is_staff", "last_login")
    list_filter = ("groups", "is_active", "is_staff")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    filter_horizontal = ("groups",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("What they may do", {"fields": ("is_active", "groups", "is_staff", "is_superuser")}),
        ("Recorded by the service", {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    actions = ("sign_out_everywhere",)

    @admin.action(description="Sign out everywhere", permissions=["change"])
    def sign_out_everywhere(self, request, people):
        for person in people:
            if self.has_change_permission(request, person):
                ended = end_sessions(person, "An admin signed them out.", by=request.user)
                self.message_user(request, f"{person} was signed out of {count_of(ended, 'session')}.")
            else:
                self.message_user(request, f"Only a superuser can sign {person} out.", messages.ERROR)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def has_change_permission(self, request, obj=None):
        """Only a superuser touches another, their password included."""
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def _may_touch(self, request, user):
        return request.user.is_superuser or user is None or not user.is_superuser

    def get_readonly_fields(self, request, obj=None):
        """Only a superuser makes another."""
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, "is_superuser")

    def user_change_password(self, request, id, form_url=""):
        """A new password saves the whole account: with a lock, so that what a colleague saves at once stays."""
        with transaction.atomic():
            if request.method == "POST":
                list(User.objects.select_for_update(no_key=True).filter(pk=id if id.isdecimal() else None))
            return super().user_change_password(request, id, form_url)

    @admin.display(description="Name", ordering="last_name")
    def full_name(self, user):
        return user.get_full_name()

    @admin.display(description="Roles")
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all())
