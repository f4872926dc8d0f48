"""What django-allauth asks of this service: its limits, its words, its emails, and who needs a second step."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from csc_tracker.mail.letters import Letter
from csc_tracker.mail.sending import write_to
from csc_tracker.models import User
from csc_tracker.people.landing import first_page
from csc_tracker.people.limits import address_of, password_try
from csc_tracker.people.links import may_have_a_password
from csc_tracker.people.requests import SignedInRequest
from csc_tracker.people.second_step import TAKEN, came_by_council, has_one, must_keep_one
from csc_tracker.people.sessions import signed_in_of_late

# What pages say once something is done, by the name of django-allauth's own template; the rest it says is left out.
_DONE = {
    "account/messages/password_changed.txt": "Your password has been changed.",
    "mfa/messages/totp_activated.txt": "Your app is set up. From now on you give its code when you sign in.",
    "mfa/messages/totp_deactivated.txt": "Codes from your app are no longer asked for.",
    "mfa/messages/webauthn_added.txt": "Your passkey was added.",
    "mfa/messages/webauthn_removed.txt": "Your passkey was removed.",
}
WRONG = "The name or the password is wrong. Check both and try again."


def too_many(wait: str, *, signed_in: bool = False) -> str:
    """What is said after too many wrong passwords; `wait` is how long to wait, in words."""
    if signed_in or settings.ONLY_BY_COUNCIL:
        return f"There were too many tries. Wait {wait} and try again."
    return (
        f"There were too many tries. Wait {wait}, or choose “Forgotten your password?” to get a link by email. What "
        "you wrote elsewhere is not lost."
    )


class AccountAdapter(DefaultAccountAdapter):
    """Passwords: who may try them how often, and who may sign in by one."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "incorrect_password": "That is not your password. Try again.",
        "enter_current_password": "That is not your password. Try again.",
        "incorrect_code": "The code is wrong, was used before, or is too old. Wait for the next one and try again.",
        "invalid_password_reset": "This link was used before, is too old, or is incomplete.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account alone: an admin invites, or the council's own sign-in page vouches."""
        return False

    def get_login_redirect_url(self, request: SignedInRequest) -> str:  # type: ignore[override]
        """The page to begin with, for whoever was on the way to none."""
        return first_page(request.user)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the guess before the password is compared."""
        self._try = password_try(request, credentials.get("email") or credentials.get("username") or "")
        if self._try.wait:
            raise ValidationError(too_many(self._try.wait, signed_in=request.user.is_authenticated))

    def _rollback_login_failed_rl_usage(self) -> None:
        self._try.forget()

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Where the council's own page is somebody's way, a passkey from before does not let them in either."""
        if user.is_active and not may_have_a_password(user) and not came_by_council(request, user):
            clear_login(request)
            messages.error(request, "Sign in with your council account: it is the only way to yours here.")
            return redirect("account_login")
        return super().pre_login(request, user, **kwargs)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within minutes of signing in; whoever has a second step must have taken it."""
        session = self.request.session
        late = signed_in_of_late(session, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
        return not late or (not session.get(TAKEN) and has_one(self.request.user))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """How to show that it is still you: by the second step where there is one, else by the password."""
        types = set(Authenticator.objects.filter(user=user.pk).values_list("type", flat=True))
        by_code = "Use a code of your app" if Authenticator.Type.TOTP in types else "Use a recovery code"
        ways = [
            ("account_reauthenticate", "Use your password", not types),
            ("mfa_reauthenticate", by_code, Authenticator.Type.TOTP in types),
            ("mfa_reauthenticate_webauthn", "Use a passkey", Authenticator.Type.WEBAUTHN in types),
            ("mfa_reauthenticate", by_code, types and Authenticator.Type.TOTP not in types),
        ]
        return [{"id": name, "description": words, "url": reverse(name)} for name, words, there in ways if there]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None):
        if words := message or _DONE.get(message_template):
            messages.add_message(request, level if message else messages.SUCCESS, words, extra_tags)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Of new recovery codes; of all else an account's own changes tell (see `signing_in.py`)."""
        if template_prefix == "mfa/email/recovery_codes_generated":
            write_to(user, Letter.NEW_CODES)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Django-allauth writes no email itself: each that it would send is one of ours (see `forms.py`)."""
        raise NotImplementedError(template_prefix)


class StepAdapter(DefaultMFAAdapter):
    """The second step: its secrets are encrypted in the database, and who must have one keeps one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": "Your role needs a second step. Set up another one before you remove this.",
    }

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        """Whether a code or passkey of this service is asked for: not of who comes by the council's own page."""
        if context.request is not None and came_by_council(context.request, user):
            return False
        return super().is_mfa_enabled(user, types)

    def get_totp_label(self, user: User) -> str:
        return user.username

    def get_totp_issuer(self) -> str:
        return f"{settings.COUNCIL} improvement plan"

    def build_totp_svg(self, url: str) -> str:
        """The square as part of a page, without the first line of a file."""
        return super().build_totp_svg(url).partition("?>")[2]

    def _get_site_name(self) -> str:
        return f"{settings.COUNCIL} improvement plan"

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return not must_keep_one(authenticator)

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        return "Passkey"


def _cipher() -> MultiFernet:
    """Encrypts with a key drawn from `SECRET_KEY`, and still reads what an earlier one of its fallbacks encrypted."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"csc_tracker second step" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
