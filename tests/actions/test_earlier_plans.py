"""What an earlier plan left open, on the board of the plan that follows it."""

from datetime import date

import pytest
from django.test import Client

from csc_tracker.people import roles
from priorities.models import Plan
from tests.making import (
    let_read_exempt,
    make_exemption,
    make_plan,
    make_priority,
    make_reported_action,
    make_user,
)

pytestmark = pytest.mark.django_db
COUNCIL = {"council": "Testham"}


@pytest.fixture
def earlier():
    """A plan of 2019 with two open actions, one of them late today (14 January 2020), and a complete one."""
    plan = make_plan(title="The first plan", starts=date(2019, 4, 1), ends=date(2019, 12, 31), **COUNCIL)
    priority = make_priority(plan)
    for due in (date(2019, 11, 1), date(2020, 3, 1)):
        make_reported_action(priority, due=due)
    make_reported_action(priority, stage="complete")
    return plan


@pytest.fixture
def current():
    """The plan that follows it, with an action of its own."""
    plan = make_plan(title="The next plan", starts=date(2020, 1, 1), ends=date(2020, 12, 31), **COUNCIL)
    make_reported_action(make_priority(plan))
    return plan


def board(person, address="/"):
    """The text of a board, or of another page, as this person gets it."""
    client = Client()
    client.force_login(person)
    return " ".join(client.get(address).content.decode().split())


def test_the_next_plans_board_says_what_the_earlier_plan_left_open_and_leads_to_exactly_that(earlier, current):
    member = make_user(roles.MEMBER)
    text = board(member)
    whole = f"/actions/?plan={earlier.slug}&amp;status=late&amp;status=off_track"
    assert "Still open in the earlier plan, The first plan:" in text
    assert f'<a href="{whole}' in text
    assert ">2 open actions</a>, " in text
    late = f"/actions/?plan={earlier.slug}&status=late"
    assert f'<a href="{late.replace("&", "&amp;")}">1 late</a>' in text
    assert "1 action" in board(member, late)
    assert "2 open actions" not in board(member, f"/?plan={earlier.slug}"), "an earlier plan has none before it"


def test_on_another_day_the_numbers_are_those_of_that_day(earlier, current):
    text = board(make_user(roles.MEMBER), "/?on=2020-04-01")
    assert ">2 open actions</a>, " in text
    assert f'/actions/?plan={earlier.slug}&amp;on=2020-04-01&amp;status=late">2 late</a>' in text


@pytest.mark.parametrize(
    "change",
    [
        {"practice": True},
        {"council": "Elsewhere"},
        {"starts": date(2020, 1, 2), "ends": None},
        {"members_see": "reported"},
    ],
    ids=["a practice plan", "another council's", "one that began later", "one that a member sees as reported"],
)
def test_no_other_plan_is_an_earlier_one(earlier, current, change):
    Plan.objects.filter(pk=earlier.pk).update(**change)
    assert "earlier plan" not in board(make_user(roles.MEMBER), f"/?plan={current.slug}")


def test_what_is_exempt_counts_only_for_who_may_read_it(earlier, current):
    make_reported_action(earlier.priorities.get(), exemption=make_exemption(earlier))
    assert ">2 open actions</a>" in board(make_user(roles.OFFICER))
    assert ">3 open actions</a>" in board(let_read_exempt(make_user(roles.OFFICER), earlier))


def test_what_a_withdrawn_priority_has_does_not_count(earlier, current):
    make_reported_action(make_priority(earlier, withdrawn_on=date(2020, 1, 1)))
    assert ">2 open actions</a>" in board(make_user(roles.OFFICER))
