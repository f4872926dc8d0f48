"""The pages of scrutiny."""

from django.urls import path

from .views import briefing, findings, freezing, looks, meetings, papers, positions, resolutions

urlpatterns = [
    path("findings/", findings.findings, name="findings"),
    path("inspections/", looks.inspections, name="inspections"),
    path("inspections/<slug:slug>/", looks.inspection, name="inspection"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/<slug:slug>/", meetings.meeting, name="meeting"),
    path("meetings/<slug:slug>/briefing/", briefing.briefing, name="briefing"),
    path("meetings/<slug:slug>/briefing/<str:kind>/", briefing.briefing_file, name="briefing_file"),
    path("meetings/<slug:slug>/freeze/", freezing.freeze, name="freeze"),
    path("making/<int:pk>/", freezing.making, name="making"),
    path("positions/<int:pk>/", positions.position, name="position"),
    path("positions/<int:pk>/priorities/<int:number>/", positions.position_priority, name="position_priority"),
    path("positions/<int:pk>/<slug:kind>/", positions.position_file, name="position_file"),
    path("resolutions/", resolutions.resolutions, name="resolutions"),
    path("resolutions/<slug:slug>/", resolutions.resolution, name="resolution"),
    path("reports/", papers.reports, name="reports"),
    path("reports/<slug:slug>/", papers.report, name="report"),
    path("reports/<slug:slug>/file/", papers.report_file, name="report_file"),
    path("help/glossary/", papers.glossary, name="help_glossary"),
]
