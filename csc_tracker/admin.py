"""Django admin of the people and of the emails to them."""

from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from allauth.socialaccount.admin import SocialAccount, SocialApp, SocialToken
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django_tasks_db.admin import DBTaskResult

from csc_tracker.audit.in_admin import Audited
from csc_tracker.models import Email, User
from csc_tracker.pages.form_recovery import RESTORED, restore_form
from csc_tracker.pages.wording import count_of, in_a_row
from csc_tracker.people.accounts import (
    NewPersonForm,
    PersonForm,
    add_to_service,
    namesakes,
    others_in,
    remove_second_step,
    send_link,
)
from csc_tracker.people.leaving import LeavingForm, duties_of, has_left, leave
from csc_tracker.people.second_step import has_one
from csc_tracker.people.signing_in import end_sessions
from csc_tracker.protection.overwriting import OverwritesNobody
from csc_tracker.record_admin import NeverDeleted, ReadOnly
from csc_tracker.today import today

admin.site.site_header = admin.site.site_title = admin.site.index_title = "CSC Tracker"
# Groups are the roles, and the code keeps their permissions (roles.py): a change made here would not last.
admin.site.unregister(Group)
# Django-allauth’s own records: a second step is the person’s own, and addresses are those of accounts alone.
for of_allauth in (Authenticator, EmailAddress, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(of_allauth)
# What the worker did is not for admin: its errors may quote a paper that is exempt.
admin.site.unregister(DBTaskResult)


@admin.register(User)
class PeopleAdmin(OverwritesNobody, NeverDeleted, Audited, UserAdmin):
    """The accounts. What a person may do comes from their groups alone. An account that is over is made inactive.

    Nobody types a password for somebody else: whoever is added chooses their own by a link.
    """

    list_display = ("username", "full_name", "email", "roles", "is_active", "is_staff", "last_login")
    list_filter = ("groups", "is_active", "is_staff", ("email", admin.EmptyFieldListFilter))
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    filter_horizontal = ("groups",)
    fieldsets = (
        ("Person", {"fields": ("first_name", "last_name", "email", "username")}),
        ("What they may do", {"fields": ("is_active", "groups", "is_staff", "is_superuser")}),
        ("Recorded by the service", {"fields": ("how_they_sign_in", "latest_emails", "last_login", "date_joined")}),
    )
    form = PersonForm
    add_form_template = None  # Django’s says that more is to be filled in afterwards
    add_form = NewPersonForm
    add_fieldsets = (
        (None, {"fields": ("first_name", "last_name", "email", "role")}),
        ("Their post, if they hold one", {"fields": ("post", "first_day")}),
    )
    readonly_fields = ("how_they_sign_in", "latest_emails", "last_login", "date_joined")
    actions = ("send_links", "remove_second_steps", "sign_out_everywhere")

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        closed = change and "is_active" in form.changed_data and not obj.is_active
        if closed and (posts := in_a_row(str(duty.post) for duty in duties_of(obj, today()))):
            words = f"{obj} still holds {posts}. “They leave” on their page hands over what these own."
            self.message_user(request, words, messages.WARNING)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["can_leave"] = obj is not None and not has_left(obj, today())
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change:
            said = form.cleaned_data
            if add_to_service(form.instance, said["role"], said["post"], said["first_day"], by=request.user):
                words = f"{form.instance} was sent a link to choose a password. It works today."
            else:
                words = f"{form.instance} signs in at the council’s own page, so no link was sent."
            self.message_user(request, words)
            if said["post"] and (holders := others_in(said["post"], form.instance, said["first_day"])):
                words = f"{said['post']} is also held by {holders}. If that ends, say when on the post’s own page."
                self.message_user(request, words, messages.WARNING)
            if others := namesakes(form.instance):
                words = f"Somebody else has the same name: {in_a_row(others)}. Make sure that they are two people."
                self.message_user(request, words, messages.WARNING)

    def response_add(self, request, obj, post_url_continue=None):
        """Back to the list: nothing is left to fill in."""
        return self.response_post_save_add(request, obj)

    @admin.action(description="Send a link to choose a password", permissions=["change"])
    def send_links(self, request, people):
        for person in self._those_that_they_may_touch(request, people):
            if send_link(person, by=request.user):
                self.message_user(request, f"A link was sent to {person.email}.")
            else:
                words = f"{person} was sent nothing: the account is closed, has no email address, or has no password."
                self.message_user(request, words, messages.ERROR)

    @admin.action(description="Remove the second step (for who has lost it)", permissions=["change"])
    def remove_second_steps(self, request, people):
        for person in self._those_that_they_may_touch(request, people):
            remove_second_step(person, by=request.user)
            self.message_user(request, f"{person} has no second step now, and was signed out everywhere.")

    @admin.action(description="Sign out everywhere", permissions=["change"])
    def sign_out_everywhere(self, request, people):
        for person in self._those_that_they_may_touch(request, people):
            ended = end_sessions(person, "An admin signed them out.", by=request.user)
            self.message_user(request, f"{person} was signed out of {count_of(ended, 'session')}.")

    def _those_that_they_may_touch(self, request, people):
        for person in people:
            if self.has_change_permission(request, person):
                yield person
            else:
                self.message_user(request, f"Only a superuser can do this to {person}.", messages.ERROR)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def has_change_permission(self, request, obj=None):
        """Only a superuser touches another."""
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def _may_touch(self, request, user):
        return request.user.is_superuser or user is None or not user.is_superuser

    def get_readonly_fields(self, request, obj=None):
        """Only a superuser makes another."""
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, "is_superuser")

    def get_urls(self):
        """With the page on which somebody leaves; without Django’s on which an admin types somebody’s password."""
        leave = path("<int:pk>/leave/", self.admin_site.admin_view(self.leave), name="csc_tracker_user_leave")
        return [leave, *(url for url in super().get_urls() if url.name != "auth_user_password_change")]

    def leave(self, request, pk):
        """What somebody’s posts own; a press hands it over and closes the account."""
        person = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        if has_left(person, today()):  # by a second press, or somebody else
            self.message_user(request, f"{person} has left already. Their account is closed.")
            return redirect("admin:csc_tracker_user_changelist")
        duties = duties_of(person, today())
        form = LeavingForm(request.POST or None, person=person, duties=duties)
        if restore_form(request, form):
            self.message_user(request, RESTORED)
        if form.is_valid():
            leave(person, form.cleaned_data["last_day"], form.successors(), by=request.user)
            self.message_user(request, f"{person} has left. Their account is closed.")
            return redirect("admin:csc_tracker_user_changelist")
        context = {"title": f"{person} leaves", "person": person, "form": form, "duties": duties}
        return render(request, "admin/csc_tracker/user/leave.html", self.admin_site.each_context(request) | context)

    @admin.display(description="Name", ordering="last_name")
    def full_name(self, user):
        return user.get_full_name()

    @admin.display(description="Roles")
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all())

    @admin.display(description="How they sign in")
    def how_they_sign_in(self, user):
        password = "a password" if user.has_usable_password() else "no password yet"
        return f"{password}, {'a second step' if has_one(user) else 'no second step'}".capitalize()

    @admin.display(description="Latest emails")
    def latest_emails(self, user):
        if not user.email:
            return "None: there is no email address, so neither an invitation nor a new password can be sent."
        emails = user.emails.all()[:5]
        return "; ".join(f"{email.get_letter_display()}: {email.get_state_display()}" for email in emails) or "None"


@admin.register(Email)
class EmailAdmin(ReadOnly, admin.ModelAdmin):
    """The emails to people, and what the mail server said of each."""

    list_display = ("letter", "person", "to", "state", "made_at", "sent_at", "answer", "again")
    list_filter = ("state", "letter")
    exclude = ("digest",)
    search_fields = ("to", "person__username")
    list_select_related = ("person",)
    list_per_page = 50
