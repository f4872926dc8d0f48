"""The addresses of signing in, by the names that django-allauth knows them by; no other page of it can be reached."""

from allauth.account import views as account
from allauth.mfa.base import views as steps
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as apps
from allauth.mfa.webauthn import views as passkeys
from django.contrib.auth.views import LogoutView
from django.urls import path, re_path
from django.views.generic import TemplateView

from csc_tracker.pages import account as own
from csc_tracker.pages import email_choices
from csc_tracker.people import council, views

_here = views.for_a_password_here

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-in/code/", views.second_step, name="mfa_authenticate"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-in/again/", _here(account.reauthenticate), name="account_reauthenticate"),
    path("sign-in/again/code/", _here(steps.reauthenticate), name="mfa_reauthenticate"),
    path("sign-in/again/passkey/", _here(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("sign-in/council/", council.go_to_council, name="openid_connect_login"),
    path("sign-in/council/back/", council.come_back, {"provider_id": council.PROVIDER}, name="openid_connect_callback"),
    path("sign-out/", LogoutView.as_view(), name="account_logout"),
    path("password/", _here(account.password_change), name="account_change_password"),
    path("password/forgotten/", views.Forgotten.as_view(), name="account_reset_password"),
    path(
        "password/forgotten/sent/",
        TemplateView.as_view(template_name="account/password_reset_done.html"),
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/new/(?P<uidb36>[0-9a-z]{1,13})-(?P<key>[0-9A-Za-z-]{1,90})/$",
        views.ChoosePassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("account/", own.account, name="account"),
    path("account/sign-out-everywhere/", own.sign_out_everywhere, name="sign_out_everywhere"),
    path("account/emails/", email_choices.email_choices, name="email_choices"),
    path("emails/stop/<str:token>/", email_choices.stop_digest, name="stop_digest"),
    path("help/roles/", own.help_roles, name="help_roles"),
    path("account/second-step/", _here(views.SecondStep.as_view()), name="mfa_index"),
    path("account/second-step/app/", _here(apps.activate_totp), name="mfa_activate_totp"),
    path("account/second-step/app/remove/", _here(apps.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/second-step/codes/", _here(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("account/second-step/codes/new/", _here(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("account/second-step/passkey/", _here(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path(
        "account/second-step/passkeys/<int:pk>/remove/",
        _here(views.RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
]
