"""The site map."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from csc_tracker.pages import account as own
from csc_tracker.pages import views
from csc_tracker.protection import csp_reports

urlpatterns = [
    path("", include("actions.urls")),
    path("", include("inspections.urls")),
    path("sign-in/", auth.LoginView.as_view(template_name="people/sign_in.html"), name="sign_in"),
    path("sign-out/", auth.LogoutView.as_view(), name="sign_out"),
    path("account/", own.account, name="account"),
    path("account/sign-out-everywhere/", own.sign_out_everywhere, name="sign_out_everywhere"),
    path("password/", own.PasswordChange.as_view(), name="password_change"),
    path(
        "password/changed/",
        auth.PasswordChangeDoneView.as_view(template_name="people/password_change_done.html"),
        name="password_change_done",
    ),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("healthz", views.healthz, name="healthz"),
    path(csp_reports.ADDRESS, csp_reports.csp_report, name="csp_report"),
    path("admin/", admin.site.urls),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.broken
