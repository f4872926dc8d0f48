"""The pages of scrutiny."""

from django.urls import path

from .views import calendar, findings, looks, meetings, papers, resolutions

urlpatterns = [
    path("findings/", findings.findings, name="findings"),
    path("inspections/", looks.inspections, name="inspections"),
    path("inspections/<slug:slug>/", looks.inspection, name="inspection"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/<slug:slug>/", meetings.meeting, name="meeting"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<str:secret>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("resolutions/", resolutions.resolutions, name="resolutions"),
    path("resolutions/<slug:slug>/", resolutions.resolution, name="resolution"),
    path("reports/", papers.reports, name="reports"),
    path("reports/<slug:slug>/", papers.report, name="report"),
    path("reports/<slug:slug>/file/", papers.report_file, name="report_file"),
    path("help/glossary/", papers.glossary, name="help_glossary"),
]
