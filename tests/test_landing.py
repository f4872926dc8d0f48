"""The page that somebody begins with after signing in."""

from datetime import date

import pytest
from django.test import Client

from csc_tracker.people import roles
from csc_tracker.people.landing import first_page
from tests.making import make_holding, make_plan, make_post, make_priority, make_reported_action, make_user
from tests.test_sign_in import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def current():
    plan = make_plan(slug="current", starts=date(2020, 1, 1))
    make_priority(plan)
    return plan


@pytest.fixture
def practice():
    plan = make_plan(slug="practice", practice=True)
    make_priority(plan)
    return plan


def owner(plan, role=roles.OFFICER, **kwargs):
    """Somebody in this role whose post owns an action of the plan."""
    person, post = make_user(role), make_post()
    make_holding(person, post)
    make_reported_action(plan.priorities.get(), owner=post, **kwargs)
    return person


@pytest.mark.parametrize("role", [roles.OFFICER, roles.PROGRAMME])
def test_who_owns_actions_begins_with_them_in_the_plan_that_has_them(current, practice, role):
    assert first_page(owner(current, role)) == "/my-actions/"
    assert first_page(owner(practice, role)) == "/my-actions/?plan=practice"


def test_an_officer_without_actions_begins_with_the_board_in_a_demonstration_of_the_practice_plan(
    current, practice, settings
):
    officer = make_user(roles.OFFICER)
    assert first_page(officer) == "/?plan=practice"
    settings.DEMONSTRATION = False
    assert first_page(officer) == "/"


@pytest.mark.parametrize("role", [roles.MEMBER, roles.ADMIN])
def test_everybody_else_begins_with_the_board(current, practice, role):
    assert first_page(owner(current, role)) == "/"


def test_before_any_plan_is_loaded_the_board_welcomes():
    assert first_page(make_user(roles.OFFICER)) == "/"


def test_signing_in_leads_there_and_to_the_page_that_was_asked_for(current):
    officer = owner(current)
    assert sign_in(Client(), officer.username)["Location"] == "/my-actions/"
    client = Client()
    asked_for = client.get("/findings/")["Location"]
    assert client.post(asked_for, {"login": officer.username, "password": PASSWORD})["Location"] == "/findings/"


def test_opening_the_site_itself_is_no_page_in_particular(current):
    """Its address is the board's, and the way in to everything."""
    assert Client().get("/")["Location"] == "/sign-in/"
    assert Client().get("/?on=2020-01-01")["Location"] == "/sign-in/?next=/%3Fon%3D2020-01-01"
