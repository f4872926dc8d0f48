"""A page that is refused leaves one line in the log, without a word or an address that names anybody."""

import logging

import pytest
from django.test import Client

from csc_tracker.people import roles
from tests.making import make_priority, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(caplog):
    """Gives the lines of the log so far, of whatever logger."""
    caplog.set_level(logging.WARNING)
    return lambda: [f"{record.name}: {record.getMessage()}" for record in caplog.records]


def test_a_screen_that_a_role_does_not_reach_is_one_line(client, lines):
    member = make_user(roles.MEMBER, username="jo.bloggs")
    client.force_login(member)
    assert client.post("/actions/P1.01/update/?plan=secret", {"words": "Jo Bloggs"}).status_code == 403
    assert lines() == [
        f"csc_tracker.access: Refused: account {member.pk}, POST action_update. It needs actions.add_progressupdate."
    ]


def test_so_is_a_page_of_django_admin_for_staff_without_its_permission(client, lines):
    officer = make_user(roles.OFFICER, is_staff=True)
    client.force_login(officer)
    assert client.get("/admin/csc_tracker/user/?q=Jo+Bloggs").status_code == 403
    assert lines() == [
        f"csc_tracker.access: Refused: account {officer.pk}, GET admin:csc_tracker_user_changelist. Django admin says so."
    ]


def test_and_django_admin_for_who_is_no_staff(client, lines):
    officer = make_user(roles.OFFICER)
    client.force_login(officer)
    assert client.get("/admin/csc_tracker/user/").status_code == 302
    assert client.get("/admin/login/").status_code == 403
    refused = f"csc_tracker.access: Refused: account {officer.pk}, GET admin:"
    assert lines() == [
        f"{refused}csc_tracker_user_changelist. It needs the staff status.",
        f"{refused}login. Django admin says so.",
    ]


def test_a_form_without_its_code_is_one_line_without_the_address_and_the_origin(lines):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(f"/calendar/{'s' * 43}.ics", headers={"Origin": "https://jo-bloggs.example"})
    assert answer.status_code == 403
    assert lines() == [
        "csc_tracker.access: Refused: nobody signed in, POST calendar_feed. The form’s code is missing or wrong."
    ]


def test_what_is_shown_and_who_is_sent_to_sign_in_leave_no_line(client, lines):
    make_priority()
    assert client.get("/actions/").status_code == 302
    assert client.get("/admin/").status_code == 302
    client.force_login(make_user(roles.MEMBER))
    assert client.get("/actions/").status_code == 200
    assert lines() == []
