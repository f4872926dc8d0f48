"""What every page asks before it begins: who reads, what they may do, and which plan."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone

from csc_tracker.models import Session
from csc_tracker.people import roles
from priorities.models import Plan
from tests.making import make_plan, make_priority, make_user

pytestmark = pytest.mark.django_db
PAGE = "/help/ratings/"  # a page of the plan that shows nothing of it


@pytest.fixture
def officer(client):
    make_priority()
    person = make_user(roles.OFFICER)
    client.force_login(person)
    return person


def status(client, name):
    return client.get(reverse(name)).status_code


def test_a_page_that_shows_nothing_of_the_plan_costs_two_queries(client, officer, django_assert_num_queries):
    client.get(PAGE)
    with django_assert_num_queries(2):  # the session with the person and their rights, the plan
        assert client.get(PAGE).status_code == 200


def test_what_a_person_may_do_changes_at_once_with_their_groups(client, officer):
    assert status(client, "my_actions") == 200
    officer.groups.clear()
    assert status(client, "my_actions") == status(client, "board") == 302  # signed out
    client.force_login(officer)
    assert status(client, "my_actions") == status(client, "board") == 403
    officer.groups.add(Group.objects.get(name=roles.MEMBER))
    assert (status(client, "my_actions"), status(client, "board")) == (403, 200)


def test_what_a_person_may_do_changes_at_once_with_what_their_group_may(client, officer):
    update = Permission.objects.get(codename="add_progressupdate")
    Group.objects.get(name=roles.OFFICER).permissions.remove(update)
    assert (status(client, "my_actions"), status(client, "board")) == (403, 200)


def test_a_right_given_by_name_counts_beside_the_groups(client, officer):
    officer.groups.set([Group.objects.get(name=roles.MEMBER)])
    officer.user_permissions.add(Permission.objects.get(codename="add_progressupdate"))
    client.force_login(officer)
    assert (status(client, "my_actions"), status(client, "board")) == (200, 200)


def test_each_role_may_do_what_the_table_says_and_a_superuser_everything():
    for role, permissions in roles.GROUPS.items():
        assert make_user(role).has_perms(permissions)
    assert make_user(roles.MEMBER).get_all_permissions() == roles.GROUPS[roles.MEMBER]
    assert make_user().get_all_permissions() == set()
    assert make_user(is_superuser=True).has_perm(roles.ADMINISTER)


def test_an_account_that_is_no_longer_active_is_signed_out_and_may_do_nothing(client, officer):
    officer.is_active = False
    officer.save()
    assert status(client, "board") == 302
    assert not officer.has_perm(roles.READ)


@pytest.mark.parametrize("seconds", [0, -1, -3600])
def test_a_session_that_has_run_out_is_none(client, officer, seconds):
    Session.objects.update(expire_date=timezone.now() + timedelta(seconds=seconds))
    assert status(client, "board") == 302


def test_a_session_that_nobody_began_is_none(client, officer):
    client.cookies["sessionid"] = "x" * 32
    assert status(client, "board") == 302


@pytest.mark.parametrize(
    ("on", "slug"),
    [
        ("2018-12-31", "undated"),
        ("2019-01-01", "first"),
        ("2019-12-31", "first"),
        ("2020-01-01", "second"),
        ("2020-02-01", "second"),
        ("2020-03-31", "second"),
        ("2020-04-01", "open"),
        ("2030-01-01", "open"),
    ],
)
def test_the_current_plan_is_the_one_of_the_day_else_the_latest_begun(on, slug):
    for name, starts, ends in (
        ("undated", None, "2018-06-30"),
        ("first", "2019-01-01", "2019-12-31"),
        ("second", "2020-01-01", "2020-03-31"),
        ("open", "2020-04-01", None),
    ):
        make_priority(make_plan(slug=name, starts=starts, ends=ends))
    make_priority(make_plan(slug="practice", starts="2019-01-01", ends=None, practice=True))
    make_plan(slug="empty", starts="2019-01-01", ends=None)
    assert Plan.objects.current(date.fromisoformat(on)).slug == slug


def test_where_the_plan_of_the_day_is_over_the_latest_begun_is_current():
    for name, starts, ends in (("first", "2019-01-01", "2019-06-30"), ("second", "2019-07-01", "2019-09-30")):
        make_priority(make_plan(slug=name, starts=starts, ends=ends))
    assert Plan.objects.current(date(2020, 1, 1)).slug == "second"
    assert Plan.objects.current(date(2018, 1, 1)) is None


def test_a_plan_whose_every_priority_was_withdrawn_is_not_current():
    priority = make_priority(make_plan(starts="2019-01-01"))
    assert Plan.objects.current(date(2020, 1, 1)) == priority.plan
    priority.withdrawn_on = date(2020, 1, 1)
    priority.save()
    assert Plan.objects.current(date(2020, 1, 1)) is None
