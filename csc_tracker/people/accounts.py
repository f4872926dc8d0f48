"""Accounts: adding a person in one form, and what an admin does for somebody who cannot sign in."""

from datetime import date
from typing import Any, cast

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from csc_tracker.audit.entries import Act
from csc_tracker.audit.recording import record_act
from csc_tracker.database.writing import writing
from csc_tracker.mail.letters import Letter
from csc_tracker.mail.sending import write_to
from csc_tracker.models import User
from csc_tracker.pages.wording import in_a_row
from csc_tracker.people.links import LONGEST_USER_NAME, invite, may_have_a_password
from csc_tracker.people.roles import ADMIN, GROUPS
from csc_tracker.people.signing_in import end_sessions
from csc_tracker.today import today
from priorities.models import Post, PostHolding


class NewPersonForm(forms.ModelForm):
    """All that there is to say of a new person; they choose their own password by the link that they are sent."""

    role = forms.ModelChoiceField(
        Group.objects.filter(name__in=GROUPS).order_by("name"),
        help_text="What they may do. More can be given afterwards.",
    )
    post = forms.ModelChoiceField(
        Post.objects.none(), required=False, help_text="A post owns actions and leads priorities: they become theirs."
    )
    first_day = forms.DateField(
        required=False, widget=AdminDateWidget, help_text="The first day in the post; today if left empty."
    )

    class Meta:
        model = User
        fields = ("first_name", "last_name", "email")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name", "email"):
            self.fields[name].required = True
        self.fields["email"].help_text = "Their own, at the council. They sign in with it, and get a link there now."

        cast(forms.ModelChoiceField, self.fields["post"]).queryset = Post.objects.all()  # those that this admin may see

    def clean_email(self) -> str:
        """Their user name too, until they want another."""
        email, most = self.cleaned_data["email"], LONGEST_USER_NAME
        if len(email) > most:
            raise ValidationError(f"It has {len(email)} characters, and {most} at most can be used. Use a shorter one.")
        return email

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("first_day") and not values.get("post"):
            self.add_error("post", "Say which post they hold from that day, or leave the day empty.")
        self.instance.username = values.get("email", "")
        return values


LAST_ADMIN = "Nobody else is an admin whose account is open. Make somebody else an admin first."


def is_last_admin(person: User) -> bool:
    """Whether the service would have no admin without this one."""
    admins = User.objects.filter(Q(groups__name=ADMIN) | Q(is_superuser=True), is_active=True, is_staff=True)
    return admins.filter(pk=person.pk).exists() and not admins.exclude(pk=person.pk).exists()


class PersonForm(UserChangeForm):
    """What an admin changes of an account."""

    class Meta(UserChangeForm.Meta):
        model = User
        labels = {"is_active": "Account is open", "is_staff": "May use Django admin", "groups": "Roles"}
        help_texts = {
            "username": "They sign in with it, or with their email address.",
            "is_active": "Take the tick away to close the account: it is never deleted.",
            "is_staff": "Admins need it.",
            "is_superuser": "May do everything, whatever the roles. For who runs the service alone.",
            "groups": "What they may do; see “Who may do what”.",
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        stays = values.get("is_active") and values.get("is_staff")
        superuser = values.get("is_superuser", self.instance.is_superuser)
        admin = superuser or any(group.name == ADMIN for group in values.get("groups") or ())
        if not (stays and admin) and is_last_admin(self.instance):
            raise ValidationError(LAST_ADMIN)
        return values


@writing()
def add_to_service(
    person: User, role: Group, post: Post | None, first_day: date | None, *, by: User | None = None
) -> bool:
    """Give a new person a role and their post from a day on (included; today for None), and invite them.

    Whether an invitation is on its way: not where the council's own page is the only way to sign in.
    """
    person.groups.add(role)
    if role.name == ADMIN:
        person.is_staff = True
        person.save()
    if post:
        PostHolding.objects.create(post=post, user=person, first_day=first_day or today())
    return invite(person, by=by)


def others_in(post: Post, person: User, first_day: date | None) -> str:
    """Who else holds a post when somebody begins in it (today for None), in words; empty where nobody does."""
    others = PostHolding.objects.filter(post=post).on(first_day or today()).exclude(user=person).select_related("user")
    return in_a_row(f"{each.user or each.name}{', acting' if each.acting else ''}" for each in others)


def namesakes(person: User) -> list[str]:
    """The user names of others who have the same name."""
    same = User.objects.filter(first_name__iexact=person.first_name, last_name__iexact=person.last_name)
    return list(same.exclude(pk=person.pk).values_list("username", flat=True))


def send_link(person: User, *, by: User | None = None) -> bool:
    """Send somebody a link to choose a password, their first or a new one; whether it could be sent."""
    if not person.has_usable_password():
        return invite(person, by=by)
    if not may_have_a_password(person) or write_to(person, Letter.LINK) is None:
        return False
    record_act(Act.LINK_ASKED, by=by, about=person, words=f"To {person.email}.")
    return True


@transaction.atomic
def remove_second_step(person: User, *, by: User | None = None) -> None:
    """Remove the app, the passkeys and the recovery codes of somebody who has lost them; they are signed out."""
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person, "The second step was removed.", by=by)
