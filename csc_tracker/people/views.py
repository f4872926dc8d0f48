"""Pages of signing in: django-allauth's own, where this service asks or answers otherwise."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.views import LoginView, PasswordResetFromKeyView
from allauth.mfa.adapter import get_adapter as get_step_adapter
from allauth.mfa.base.views import IndexView, authenticate
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.views.generic import FormView

from csc_tracker.audit.entries import Act
from csc_tracker.audit.recording import acting_as, record_act
from csc_tracker.models import User
from csc_tracker.people.demonstration import ACCOUNT_WORDS, PASSWORD
from csc_tracker.people.forms import ForgottenForm
from csc_tracker.people.links import KEYS, has_password_here
from csc_tracker.people.second_step import has_one, lacks_one
from csc_tracker.people.signing_in import end_sessions


class SignIn(LoginView):
    """By password, by passkey, or at the council’s own sign-in page."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "council_signs_in": bool(settings.SOCIALACCOUNT_PROVIDERS),
            "only_by_council": settings.ONLY_BY_COUNCIL,
            "demonstration_accounts": ACCOUNT_WORDS if settings.DEMONSTRATION else (),
            "demonstration_password": PASSWORD,
        }


def second_step(request: HttpRequest) -> HttpResponse:
    """The second step of a sign-in that has begun; back to its start, with why, where there is none any more."""
    answer = authenticate(request)
    if answer.status_code == 302 and answer["Location"] == reverse("account_login"):
        messages.warning(request, "You were not signed in: it took longer than 15 minutes, or was ended. Start again.")
    return answer


class Forgotten(FormView):
    """Asks for a link by email to choose a new password; the answer is the same whoever asks for whichever address."""

    template_name = "account/password_reset.html"
    form_class = ForgottenForm
    success_url = reverse_lazy("account_reset_password_done")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: ForgottenForm) -> HttpResponse:
        form.save()
        return super().form_valid(form)


class ChoosePassword(PasswordResetFromKeyView):
    """Where the link of an invitation or of a forgotten password leads: once, in whichever browser comes first."""

    reset_user: User | None

    def form_valid(self, form: Any) -> HttpResponse:
        assert self.reset_user is not None  # whoever has no good link sees no form
        with transaction.atomic():
            person = User.objects.select_for_update().get(pk=self.reset_user.pk)
            if not KEYS.check_token(person, self.key):  # used in another browser while this page was open
                return self.render_to_response(self.get_context_data(token_fail=True, form=None))
            invited = not person.has_usable_password()
            form.user = self.reset_user = person
            with acting_as(lambda: person):
                if invited:
                    record_act(Act.INVITATION_USED, by=person, about=person)
                answer = super().form_valid(form)
            end_sessions(person, "A new password.", but=self.request.session.session_key, by=person)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.reset_user
        return super().get_context_data(**kwargs) | {
            "heading": "This link no longer works" if kwargs.get("token_fail") else "Choose your password",
            "person": person,
            "names": " or ".join(dict.fromkeys(filter(None, [person.email, person.username]))) if person else "",
        }


class SecondStep(IndexView):
    """Their app, passkeys and recovery codes, and why there must be one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "second_step_there": has_one(self.request.user),
            "second_step_lacking": lacks_one(self.request),
        }


class RemovePasskey(RemoveWebAuthnView):
    """Django-allauth’s own, but the last second step of somebody who must have one stays."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        adapter = get_step_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return HttpResponseRedirect(reverse("mfa_index"))
        return super().form_valid(form)


def for_a_password_here(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about a password or second step of this service; who has neither here is sent to their account."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = request.user
        if person.is_authenticated and not has_password_here(person):
            return HttpResponseRedirect(reverse("account"))
        return view(request, *args, **kwargs)

    return wrapped
