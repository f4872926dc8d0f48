"""The forms of signing in: django-allauth's own, with this service's words."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as steps
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as apps
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.contrib.auth import password_validation
from django.http import HttpRequest

from csc_tracker.models import User
from csc_tracker.people.limits import code_try, link_try
from csc_tracker.people.links import KEYS, may_have_a_password, send_links

_NAME, _PASSWORD = "User name or email address", "Password"
LONGEST_NAME = 254  # of an email address, the longer of the two


class Labelled:
    """A form whose fields have these labels and hints, and no text inside their boxes."""

    labels: dict[str, str] = {}
    hints: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)


class SignInForm(Labelled, account.LoginForm):
    labels = {"login": _NAME, "password": _PASSWORD}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_NAME, max_length=LONGEST_NAME, widget=forms.TextInput({"autocomplete": "username"})
        )
        self.order_fields(["login", "password"])


class ReauthenticateForm(Labelled, account.ReauthenticateForm):
    labels = {"password": "Your password"}


def _rules() -> str:
    return password_validation.password_validators_help_text_html()


class _NewPassword(Labelled):
    labels = {"oldpassword": "Your password now", "password1": "New password", "password2": "New password again"}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _rules()  # type: ignore[attr-defined]


class ChangePasswordForm(_NewPassword, account.ChangePasswordForm):
    def clean_oldpassword(self) -> str:
        """Compared as everywhere, so that a wrong one counts as everywhere."""
        if not get_adapter().reauthenticate(self.user, self.cleaned_data["oldpassword"]):
            raise get_adapter().validation_error("enter_current_password")
        return self.cleaned_data["oldpassword"]


class ChoosePasswordForm(_NewPassword, account.ResetPasswordKeyForm):
    pass


class LinkForm(account.UserTokenForm):
    """Whether the key of a link is good, for somebody who may have a password."""

    token_generator = KEYS

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.reset_user is None or not may_have_a_password(self.reset_user):
            raise forms.ValidationError("This account has no password.")
        return values


class ForgottenForm(forms.Form):
    """Asks for a link by email. What is answered never says whether somebody has this address."""

    email = forms.EmailField(
        label="Email address", max_length=LONGEST_NAME, widget=forms.EmailInput({"autocomplete": "email"})
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        asked = link_try(self.request, email)
        if asked.limit:
            raise forms.ValidationError(_TOO_MANY_LINKS[asked.limit])
        return email

    def save(self) -> None:
        send_links.enqueue(self.cleaned_data["email"])


# Neither sentence depends on whether somebody has the address.
_TOO_MANY_LINKS = {
    "links_from_place": (
        "Too many links were asked for from where you are. Wait an hour, or ask an admin to send you one."
    ),
    "links_to_one_address": "Links were asked for three times for this address. Look at its emails, or wait an hour.",
}
_FROM_APP = "The six digits that your app shows now."


class _CodeForm(Labelled):
    """A form that takes a code of somebody's app, where they have one, or one of their recovery codes."""

    labels = {"code": "Code"}
    user: User

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        types = set(Authenticator.objects.filter(user=self.user).values_list("type", flat=True))
        self.has_app, self.has_passkey = (Authenticator.Type.TOTP in types, Authenticator.Type.WEBAUTHN in types)
        field = self.fields["code"]  # type: ignore[attr-defined]
        if self.has_app:
            field.help_text = f"{_FROM_APP[:-1]}, or one of your recovery codes."
        else:
            field.label, field.help_text = "Recovery code", "One of those that you kept. Each works once."

    def clean_code(self) -> str:
        """Count the code before it is compared."""
        guess = code_try(context.request, self.user)
        if guess.wait:
            raise forms.ValidationError(f"There were too many wrong codes. Wait {guess.wait} and try again.")
        code = super().clean_code()  # type: ignore[misc]
        guess.forget()
        return code


class CodeForm(_CodeForm, steps.AuthenticateForm):
    pass


class CodeAgainForm(_CodeForm, steps.ReauthenticateForm):
    pass


class AddAppForm(Labelled, apps.ActivateTOTPForm):
    labels, hints = {"code": "Code"}, {"code": _FROM_APP}


class _Credential(forms.JSONField):
    """What a browser says of a passkey; refused where it is nested deeper than any is."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        try:
            return super().bound_data(data, initial)
        except RecursionError:
            return initial


class _PasskeyForm:
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["credential"] = _Credential(widget=forms.HiddenInput)  # type: ignore[attr-defined]


class PasskeySignInForm(_PasskeyForm, passkeys.LoginWebAuthnForm):
    pass


class PasskeyStepForm(_PasskeyForm, passkeys.AuthenticateWebAuthnForm):
    pass


class PasskeyAgainForm(_PasskeyForm, passkeys.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(_PasskeyForm, Labelled, passkeys.AddWebAuthnForm):
    labels = {"name": "A name for it", "passwordless": "Sign in by this passkey alone, without a password"}
    hints = {
        "name": "So that you know it again, such as “My work laptop”.",
        "passwordless": "Your device then asks for your face, your finger or its PIN.",
    }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = 50
        self.fields["name"].widget.attrs["maxlength"] = "50"
