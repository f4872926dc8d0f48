"""The plan's pages."""

from django.urls import path

from actions.board import views as board
from actions.evidence import views as evidence
from actions.importing import views as importing
from actions.lists import my_updates as mine
from actions.lists import saved_views_pages as saved
from actions.lists import views as lists
from actions.pages import action, help, measures
from actions.search import views as search
from actions.talking import views as talking
from actions.updating import correction_views as corrections
from actions.updating import no_change_views as no_change
from actions.updating import owner_views as owners
from actions.updating import several_views as several
from actions.updating import statement_views as statements
from actions.updating import views as update

urlpatterns = [
    path("", board.board, name="board"),
    path("due-dates/", board.due_dates, name="due_dates"),
    path("measures/", measures.measures, name="measures"),
    path("priorities/<int:number>/", board.priority, name="priority"),
    path("priorities/<int:number>/lead/", owners.priority_lead, name="priority_lead"),
    path("priorities/<int:number>/commentary/", statements.priority_commentary, name="priority_commentary"),
    path("priorities/<int:number>/impact/", statements.priority_impact, name="priority_impact"),
    path("commentary/", statements.plan_commentary, name="plan_commentary"),
    path("actions/", lists.actions, name="actions"),
    path("actions/from-a-spreadsheet/", importing.action_import, name="action_import"),
    path("actions/from-a-spreadsheet/template.xlsx", importing.action_import_template, name="action_import_template"),
    path("actions/from-a-spreadsheet/<uuid:key>/", importing.action_import_sheet, name="action_import_sheet"),
    path("actions/<str:reference>/", action.action, name="action"),
    path("actions/<str:reference>/update/", update.update, name="action_update"),
    path("actions/<str:reference>/owner/", owners.action_owner, name="action_owner"),
    path("actions/<str:reference>/first-date/", corrections.first_due, name="action_first_due"),
    path("actions/<str:reference>/updates/<slug:code>/undo/", corrections.undo, name="update_undo"),
    path("actions/<str:reference>/updates/<slug:code>/withdraw/", corrections.withdraw, name="update_withdraw"),
    path("actions/<str:reference>/updates/<slug:code>/blank/", corrections.blank, name="update_blank"),
    path("actions/<str:reference>/updates/<slug:code>/files/add/", evidence.evidence_add, name="evidence_add"),
    path(
        "actions/<str:reference>/updates/<slug:code>/files/<slug:file>/", evidence.evidence_file, name="evidence_file"
    ),
    path(
        "actions/<str:reference>/updates/<slug:code>/files/<slug:file>/remove/",
        evidence.evidence_remove,
        name="evidence_remove",
    ),
    path("actions/<str:reference>/comments/add/", talking.comment_add, name="comment_add"),
    path("actions/<str:reference>/comments/<uuid:code>/withdraw/", talking.comment_withdraw, name="comment_withdraw"),
    path("actions/<str:reference>/comments/<uuid:code>/remove/", talking.comment_remove, name="comment_remove"),
    path("actions/<str:reference>/follow/", talking.action_follow, name="action_follow"),
    path("priorities/<int:number>/follow/", talking.priority_follow, name="priority_follow"),
    path("saved-views/", saved.saved_views_list, name="saved_views"),
    path("saved-views/add/", saved.saved_view_add, name="saved_view_add"),
    path("search/", search.search, name="search"),
    path("my-actions/", lists.my_actions, name="my_actions"),
    path("my-actions/seen/", mine.seen, name="my_actions_seen"),
    path("my-updates/", mine.my_updates, name="my_updates"),
    path("my-actions/several/", several.my_several, name="my_several"),
    path("my-actions/no-change/", no_change.my_no_change, name="my_no_change"),
    path("help/ratings/", help.help_ratings, name="help_ratings"),
]
