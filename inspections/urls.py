"""The pages of scrutiny."""

from django.urls import path

from .views import findings, links, looks, meetings, papers, resolutions

urlpatterns = [
    path("findings/", findings.findings, name="findings"),
    path("findings/matrix/", findings.findings_matrix, name="findings_matrix"),
    path("findings/<slug:inspection>/<int:number>/add/", links.add, name="finding_link_add"),
    path("findings/<slug:inspection>/<int:number>/<str:answer>/confirm/", links.confirm, name="finding_link_confirm"),
    path("findings/<slug:inspection>/<int:number>/<str:answer>/remove/", links.remove, name="finding_link_remove"),
    path("inspections/", looks.inspections, name="inspections"),
    path("inspections/<slug:slug>/", looks.inspection, name="inspection"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/<slug:slug>/", meetings.meeting, name="meeting"),
    path("resolutions/", resolutions.resolutions, name="resolutions"),
    path("resolutions/<slug:slug>/", resolutions.resolution, name="resolution"),
    path("resolutions/<slug:slug>/answer/", resolutions.answer, name="resolution_answer"),
    path("resolutions/<slug:slug>/answers/<int:number>/verdict/", resolutions.verdict, name="answer_verdict"),
    path("resolutions/<slug:slug>/close/", resolutions.closing, name="resolution_close"),
    path("reports/", papers.reports, name="reports"),
    path("reports/<slug:slug>/", papers.report, name="report"),
    path("reports/<slug:slug>/file/", papers.report_file, name="report_file"),
    path("help/glossary/", papers.glossary, name="help_glossary"),
]
