"""The site map."""

from django.contrib import admin
from django.urls import include, path

from csc_tracker.operations import readiness
from csc_tracker.pages import failures, views
from csc_tracker.protection import csp_reports

urlpatterns = [
    path("", include("actions.urls")),
    path("", include("inspections.urls")),
    path("", include("csc_tracker.people.urls")),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", readiness.readyz, name="readyz"),
    path(csp_reports.ADDRESS, csp_reports.csp_report, name="csp_report"),
    path("admin/", admin.site.urls),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = failures.broken
