"""Who may do what: the roles, their permissions, and the one table of which role reaches which screen.

Roles are Django groups, made and kept right after every migrate. The middleware looks each view's name up in SCREENS
and leaves what is not there to admins, so that a new screen is closed until somebody says whose it is. Code elsewhere
asks only `user.has_perm`.
"""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models.signals import post_migrate
from django.shortcuts import redirect
from django.urls import reverse

from csc_tracker.pages.form_recovery import discard_form, save_form
from csc_tracker.people.second_step import lacks_one
from csc_tracker.protection.refusals import log_refusal

MEMBER, OFFICER, PROGRAMME, ADMIN = "Committee member", "Officer", "Programme officer", "Admin"

# The permission that a screen asks for.
ANYONE = None  # no sign-in
SIGNED_IN = ""  # any account, whatever its groups
READ = "priorities.view_plan"
CHANGE_LEAD = "priorities.change_lead"
COMMENT = "priorities.add_commentary"
UPDATE = "actions.add_progressupdate"
CHANGE_OWNER = "actions.change_owner"
STATE_IMPACT = "actions.add_priorityimpact"
STOP = "actions.stop_action"
WITHDRAW_UPDATE = "actions.withdraw_update"
BLANK_UPDATE = "actions.blank_update"
CORRECT_FIRST_DUE = "actions.correct_first_due"
FREEZE = "actions.freeze_position"
ANSWER = "inspections.add_answer"
JUDGE_ANSWER = "inspections.add_verdict"  # a member's alone: officers do not mark their own answers
CLOSE = "inspections.add_closure"
ASK = "inspections.ask_question"  # a member's alone, too: nobody else reads what they mean to ask
ANSWER_QUESTION = "inspections.answer_question"
ANSWER_ANY_QUESTION = "inspections.answer_any_question"
CHANGE_LINKS = "inspections.change_links"
CHASE = "inspections.send_reminder"
IMPORT = "csc_tracker.import_actions"
TALK = "actions.add_comment"
ADMINISTER = "csc_tracker.administer"

_OF_MEMBERS_ALONE = {JUDGE_ANSWER, ASK}
_OFFICER = {READ, UPDATE, TALK, CHANGE_OWNER, CHANGE_LEAD, COMMENT, STATE_IMPACT, ANSWER, ANSWER_QUESTION, CHANGE_LINKS}
_PROGRAMME = _OFFICER | {ANSWER_ANY_QUESTION, STOP, WITHDRAW_UPDATE, FREEZE, CHASE, IMPORT}
# A group's permissions. An admin may also do everything in Django admin (see `keep_groups`).
GROUPS = {
    MEMBER: {READ} | _OF_MEMBERS_ALONE,
    OFFICER: _OFFICER,
    PROGRAMME: _PROGRAMME,
    ADMIN: _PROGRAMME | {BLANK_UPDATE, CORRECT_FIRST_DUE, CLOSE, ADMINISTER},
}

# What each permission lets somebody do, as /help/roles/ says it, in its order.
IN_WORDS = {
    READ: "Read the plan, its actions, findings, meetings and papers",
    JUDGE_ANSWER: "Say whether an answer answers what was asked",
    ASK: "Keep their own questions for a meeting, and send them to who leads a priority",
    UPDATE: "Update actions, their own and others’",
    TALK: "Comment on actions, and read what officers say of them to each other",
    CHANGE_OWNER: "Say which post owns an action",
    CHANGE_LEAD: "Say which post leads a priority",
    COMMENT: "Write commentary on the plan and its priorities",
    STATE_IMPACT: "Say what a priority has changed for children",
    ANSWER: "Record answers to what was decided, asked or promised",
    ANSWER_QUESTION: "Answer the questions that members sent to a post that they hold",
    ANSWER_ANY_QUESTION: "Answer any question that a member sent",
    CHANGE_LINKS: "Say which actions answer a finding",
    STOP: "Stop an action, with the reason",
    WITHDRAW_UPDATE: "Withdraw an update that was a mistake",
    FREEZE: "Freeze a position for a meeting",
    IMPORT: "Load a spreadsheet of actions",
    CHASE: "See who owes an update, and send them reminders",
    BLANK_UPDATE: "Remove the words of an update that hold personal data",
    CORRECT_FIRST_DUE: "Correct a first due date",
    CLOSE: "Record that something decided or asked is closed",
    ADMINISTER: "Load papers, and look after people and records in Django admin",
}

SCREENS = {
    "account_login": ANYONE,
    "account_logout": ANYONE,
    "account_inactive": ANYONE,
    "account_reset_password": ANYONE,
    "account_reset_password_done": ANYONE,
    "account_reset_password_from_key": ANYONE,  # the secret in its address is the key
    "openid_connect_login": ANYONE,
    "openid_connect_callback": ANYONE,
    "mfa_authenticate": ANYONE,
    "mfa_login_webauthn": ANYONE,
    "accessibility": ANYONE,
    "healthz": ANYONE,
    "readyz": ANYONE,
    "csp_report": ANYONE,  # browsers send it without a word of who
    "stop_digest": ANYONE,  # the signature in its address is the key
    "account": SIGNED_IN,
    "email_choices": SIGNED_IN,
    "sign_out_everywhere": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "board": READ,
    "due_dates": READ,
    "measures": READ,
    "priority": READ,
    "priority_lead": CHANGE_LEAD,
    "plan_commentary": COMMENT,
    "priority_commentary": COMMENT,
    "priority_impact": STATE_IMPACT,
    "actions": READ,
    "action_import": IMPORT,
    "action_import_sheet": IMPORT,
    "action_import_template": IMPORT,
    "action": READ,
    "action_update": UPDATE,
    "action_owner": CHANGE_OWNER,
    "action_first_due": CORRECT_FIRST_DUE,
    "evidence_add": UPDATE,  # each to their own updates, which the view asks
    "evidence_file": READ,
    "evidence_remove": UPDATE,  # each their own for ten minutes, and admins any
    "comment_add": TALK,
    "comment_withdraw": TALK,  # each their own, which the view asks
    "comment_remove": BLANK_UPDATE,
    "action_follow": UPDATE,
    "priority_follow": UPDATE,
    "update_undo": UPDATE,  # each their own, which the view asks
    "update_withdraw": WITHDRAW_UPDATE,
    "update_blank": BLANK_UPDATE,
    "search": READ,
    "saved_views": READ,  # each their own, and those shared with a role of theirs
    "saved_view_add": READ,
    "my_actions": UPDATE,
    "my_no_change": UPDATE,
    "my_actions_seen": UPDATE,
    "my_several": UPDATE,
    "my_updates": UPDATE,
    "chase": CHASE,
    "chase_remind": CHASE,
    "findings": READ,
    "finding": READ,
    "inspections": READ,
    "inspection": READ,
    "meetings": READ,
    "meeting": READ,
    "briefing": READ,
    "briefing_file": READ,
    "questions": READ,  # each person’s own: what they sent, and what was sent to them
    "question_mark": ASK,
    "question_add": ASK,
    "question_remove": ASK,
    "question_send": ASK,
    "question_answer": ANSWER_QUESTION,
    "freeze": FREEZE,
    "background_job": READ,
    "position": READ,
    "position_priority": READ,
    "position_actions": READ,
    "position_file": READ,
    "calendar": READ,
    "calendar_feed": ANYONE,  # the secret in its address is the key
    "resolutions": READ,
    "resolution": READ,
    "resolution_answer": ANSWER,
    "answer_verdict": JUDGE_ANSWER,
    "resolution_close": CLOSE,
    "finding_look": CHANGE_LINKS,
    "finding_link_add": CHANGE_LINKS,
    "finding_link_confirm": CHANGE_LINKS,
    "finding_link_remove": CHANGE_LINKS,
    "findings_matrix": READ,
    "reports": READ,
    "report": READ,
    "report_file": READ,
    "help_ratings": READ,
    "help_roles": SIGNED_IN,
    "help_glossary": READ,
}
# Django admin signs people in and asks for its own permissions.
ADMIN_NAMESPACE = "admin"
_OF_SIGNING_IN = {"login", "logout"}


def is_kept(request):
    """Whether a form of this request's screen may be kept or shown: it holds no password and no code."""
    match = request.resolver_match
    if match is None:
        return False
    if ADMIN_NAMESPACE in match.app_names:
        return match.url_name not in _OF_SIGNING_IN
    return SCREENS.get(match.view_name, ADMINISTER) not in (ANYONE, SIGNED_IN)


class RolesMiddleware:
    """Ask for the permission that SCREENS names before any view runs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        if ADMIN_NAMESPACE in match.app_names:
            if match.url_name in _OF_SIGNING_IN:
                return None
            if not request.user.is_authenticated:
                save_form(request)
                return None
            if request.method == "POST":  # sent again: the page shows what is refused of it
                discard_form(request)
            if not request.user.is_staff:
                log_refusal(request, "It needs the staff status.")
            return _second_step_first(request)
        permission = SCREENS.get(match.view_name, ADMINISTER)
        if permission is ANYONE:
            return None
        if not request.user.is_authenticated:
            if is_kept(request):
                save_form(request)
            asked_for = request.get_full_path()
            # Whoever opens the site itself begins where `landing.first_page` says.
            return redirect("account_login") if asked_for == reverse("board") else redirect_to_login(asked_for)
        if permission == SIGNED_IN:
            return None
        if not request.user.has_perm(permission):
            raise PermissionDenied(permission)
        return _second_step_first(request)


def _second_step_first(request):
    """To where one is set up, for whoever must have a second step and took none; None for everybody else."""
    if not lacks_one(request):
        return None
    save_form(request)
    return redirect("mfa_index")


def keep_groups(using, **kwargs):
    """Make the groups and set their permissions, after every migrate; repeating it changes nothing."""
    from django.contrib.auth.models import Group, Permission

    every = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    if not {name for names in GROUPS.values() for name in names} <= set(every):
        return  # the permissions of a later app are not there yet
    for name, permissions in GROUPS.items():
        group, _ = Group.objects.using(using).get_or_create(name=name)
        wanted = [every[permission] for permission in permissions]
        if name == ADMIN:
            wanted = [permission for label, permission in every.items() if label not in _OF_MEMBERS_ALONE]
        group.permissions.set(wanted)


def connect():
    """Keep the groups right after every migrate, once the permissions of every app are made."""
    post_migrate.connect(keep_groups, dispatch_uid="csc_tracker.people.roles.keep_groups")
