"""The roles and the table of screens. That every address keeps to them, `test_every_address.py` walks."""

import pytest
from django.urls import reverse

from csc_tracker.mail.digests import stop_address
from csc_tracker.mail.letters import DigestKind
from csc_tracker.people import roles
from csc_tracker.people.roles import GROUPS, SCREENS
from inspections.models import AgendaItem, BackgroundJob, Committee, Inspection, Meeting, Report, Resolution
from inspections.reporting.calendar.feeds import make_feed
from tests.making import (
    make_comment,
    make_evidence,
    make_frozen_file,
    make_frozen_position,
    make_frozen_record,
    make_plan,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
)
from tests.making_scrutiny import link, make_answer, make_finding, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def arguments():
    return make_arguments()


def make_arguments():
    """What each address with arguments is asked for, from one record of each kind."""
    plan = make_plan()
    action = make_reported_action(make_priority(plan))
    day = {"date_words": "23 January 2020", "first_day": "2020-01-23", "last_day": "2020-01-23"}
    early = {"date_words": "July 2019", "first_day": "2019-07-01", "last_day": "2019-07-31"}
    committee = Committee.objects.create(slug="select", name="Select Committee", council="Testham")
    meeting = Meeting.objects.create(slug="meeting", committee=committee, considered=plan, **day)
    item = AgendaItem.objects.create(meeting=meeting, number="4", title="The plan")
    noted = Resolution.objects.create(slug="noted", kind="decision", words="Noted.", item=item, plan=plan)
    make_answer(noted, "2020-01-14")
    inspection = Inspection.objects.create(slug="inspection", title="Inspection", kind="graded", **early)
    link(make_finding(inspection, number=1), action)
    Report.objects.create(slug="report", title="Report", kind="report", sha256="0" * 64, item=item)
    update = make_update(action, rating="on_track", words="Said.", by=make_user(roles.OFFICER), sequence=77)
    file, said = make_evidence(update), make_comment(action, update.by)
    position = make_frozen_position(plan, meeting="meeting", records_count=2)
    make_frozen_record(position, kind="plan", key=plan.slug, content='{"title": "Plan", "states": {}, "counted": 0}')
    make_frozen_record(position, 1, kind="priority", key="1", content='{"number": 1, "states": {}}')
    make_frozen_file(position)
    made = BackgroundJob.objects.create(
        what="pdf", plan=plan, meeting="meeting", on=position.on, asked_by=make_user(), asked_at=position.frozen_at
    )
    asked = make_question(make_user(roles.MEMBER), meeting, plan, sent_on=position.on)
    kept = make_question(asked.member, meeting, plan)
    secret = make_feed(make_user(roles.MEMBER), instead_of=None)
    return {
        "freeze": ["meeting"], "background_job": [made.pk], "position": [position.code], "position_priority": [position.code, 1], "position_actions": [position.code],
        "position_file": [position.code, "pdf"], "action_first_due": [action.reference], "update_withdraw": [action.reference, update.code],
        "update_undo": [action.reference, update.code], "evidence_add": [action.reference, update.code],
        "evidence_file": [action.reference, update.code, file.code],
        "evidence_remove": [action.reference, update.code, file.code], "comment_add": [action.reference],
        "comment_withdraw": [action.reference, said.submission], "comment_remove": [action.reference, said.submission],
        "action_follow": [action.reference], "priority_follow": [1],
        "update_blank": [action.reference, update.code], "priority": [1], "priority_lead": [1], "action": [action.reference], "action_update": [action.reference],
        "action_owner": [action.reference], "inspection": ["inspection"], "meeting": ["meeting"],
        "calendar_feed": [secret], "stop_digest": [stop_address(1, DigestKind.OFFICER).split("/")[-2]],
        "account_reset_password_from_key": ["1", "of-nothing"], "mfa_remove_webauthn": [1],
        "question_mark": ["meeting"], "question_add": ["meeting"], "question_remove": [kept.pk],
        "question_send": [kept.pk], "question_answer": [asked.pk],
        "briefing": ["meeting"], "briefing_file": ["meeting", "pdf"],
        "priority_commentary": [1], "priority_impact": [1],
        "resolution": ["noted"], "resolution_answer": ["noted"], "answer_verdict": ["noted", 1],
        "resolution_close": ["noted"], "finding_link_add": ["inspection", 1],
        "finding": ["inspection", 1], "action_import_sheet": ["12345678-1234-5678-1234-567812345678"],
        "finding_link_confirm": ["inspection", 1, action.reference],
        "finding_link_remove": ["inspection", 1, action.reference], "report": ["report"], "report_file": ["report"],
    }  # fmt: skip


def test_a_screen_that_the_table_does_not_name_is_closed(client, monkeypatch):
    monkeypatch.delitem(SCREENS, "accessibility")
    client.force_login(make_user(roles.OFFICER))
    assert client.get(reverse("accessibility")).status_code == 403


def test_making_the_groups_again_changes_nothing():
    before = {name: set(permissions) for name, permissions in groups()}
    roles.keep_groups("default")
    assert {name: set(permissions) for name, permissions in groups()} == before
    assert set(before) == set(GROUPS)


def groups():
    from django.contrib.auth.models import Group

    for group in Group.objects.all():
        yield group.name, group.permissions.values_list("codename", flat=True)


def test_every_page_says_that_it_is_the_demonstration(client, arguments):
    client.force_login(make_user(roles.ADMIN))
    for name in SCREENS:
        if name in (
            "account_login",
            "account_logout",
            "mfa_authenticate",
            "mfa_login_webauthn",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
            "mfa_deactivate_totp",
            "mfa_view_recovery_codes",
            "mfa_remove_webauthn",
            "sign_out_everywhere",
            "email_choices",
            "openid_connect_login",
            "csp_report",
            "healthz",
            "readyz",
            "report_file",
            "position_file",
            "evidence_file",
            "my_no_change",
            "my_several",
            "my_actions_seen",
            "action_import_sheet",
            "action_import_template",
            "question_mark",
            "findings_matrix",
            "calendar_feed",
            "briefing_file",
        ):
            continue
        html = client.get(reverse(name, args=arguments.get(name))).content.decode()
        assert "Demonstration made from published papers. Not a Lewisham Council service." in html, name
        assert "In this demonstration, today is 14 January 2020." in html, name
        assert html.count("<h1") == 1, name


def test_a_practice_plan_says_that_nothing_here_is_real(client):
    plan = make_plan(practice=True, slug="practice-run")
    make_reported_action(make_priority(plan))
    client.force_login(make_user(roles.MEMBER))
    html = client.get(reverse("board") + "?plan=practice-run").content.decode()
    assert "Practice plan of an invented council. Nothing here is real." in html
    assert "Demonstration made from" not in html


def test_a_strict_policy_goes_out_with_every_page(client, arguments):
    client.force_login(make_user(roles.ADMIN))
    for address in (reverse("board"), reverse("admin:index")):
        policy = client.get(address)["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
