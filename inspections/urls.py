"""The pages of scrutiny."""

from django.urls import path

from inspections.reporting import freezing_views as freezing
from inspections.reporting import position_views as positions
from inspections.reporting.briefing import views as briefing
from inspections.reporting.calendar import views as calendar
from inspections.reporting.chasing import views as chasing
from inspections.reporting.member_questions import views as questions
from inspections.scrutiny.findings import link_views as links
from inspections.scrutiny.findings import views as findings
from inspections.scrutiny.inspections import views as inspections
from inspections.scrutiny.meetings import views as meetings
from inspections.scrutiny.papers import views as papers
from inspections.scrutiny.resolutions import views as resolutions

urlpatterns = [
    path("findings/", findings.findings, name="findings"),
    path("findings/matrix/", findings.findings_matrix, name="findings_matrix"),
    path("findings/look/", links.look, name="finding_look"),
    path("findings/<slug:inspection>/<int:number>/", findings.finding, name="finding"),
    path("findings/<slug:inspection>/<int:number>/add/", links.add, name="finding_link_add"),
    path("findings/<slug:inspection>/<int:number>/<str:answer>/confirm/", links.confirm, name="finding_link_confirm"),
    path("findings/<slug:inspection>/<int:number>/<str:answer>/remove/", links.remove, name="finding_link_remove"),
    path("inspections/", inspections.inspections, name="inspections"),
    path("inspections/<slug:slug>/", inspections.inspection, name="inspection"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/<slug:slug>/", meetings.meeting, name="meeting"),
    path("meetings/<slug:slug>/briefing/", briefing.briefing, name="briefing"),
    path("meetings/<slug:slug>/briefing/<str:kind>/", briefing.briefing_file, name="briefing_file"),
    path("meetings/<slug:slug>/questions/mark/", questions.mark, name="question_mark"),
    path("meetings/<slug:slug>/questions/add/", questions.add, name="question_add"),
    path("questions/", questions.questions, name="questions"),
    path("questions/<uuid:key>/remove/", questions.remove, name="question_remove"),
    path("questions/<uuid:key>/send/", questions.send, name="question_send"),
    path("questions/<uuid:key>/answer/", questions.answer, name="question_answer"),
    path("chase/", chasing.chase, name="chase"),
    path("chase/remind/", chasing.remind, name="chase_remind"),
    path("meetings/<slug:slug>/freeze/", freezing.freeze, name="freeze"),
    path("jobs/<int:pk>/", freezing.background_job, name="background_job"),
    path("positions/<slug:code>/", positions.position, name="position"),
    path("positions/<slug:code>/actions/", positions.position_actions, name="position_actions"),
    path("positions/<slug:code>/priorities/<int:number>/", positions.position_priority, name="position_priority"),
    path("positions/<slug:code>/<slug:kind>/", positions.position_file, name="position_file"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<str:secret>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("resolutions/", resolutions.resolutions, name="resolutions"),
    path("resolutions/<slug:slug>/", resolutions.resolution, name="resolution"),
    path("resolutions/<slug:slug>/answer/", resolutions.answer, name="resolution_answer"),
    path("resolutions/<slug:slug>/answers/<int:number>/verdict/", resolutions.verdict, name="answer_verdict"),
    path("resolutions/<slug:slug>/close/", resolutions.closure, name="resolution_close"),
    path("reports/", papers.reports, name="reports"),
    path("reports/<slug:slug>/", papers.report, name="report"),
    path("reports/<slug:slug>/file/", papers.report_file, name="report_file"),
    path("help/glossary/", papers.glossary, name="help_glossary"),
]
