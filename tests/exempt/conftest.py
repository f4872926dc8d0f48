"""A plan with one record of every kind, and the same again that is exempt and holds the marked word."""

import pytest

from csc_tracker.people import roles
from tests.exempt.everything import make_everything
from tests.making import make_plan, make_user


@pytest.fixture
def plan(db):
    return make_plan(title="Testham plan")


@pytest.fixture
def open_records(plan, people):
    return make_everything(plan, "Ordinary", people[roles.OFFICER])


@pytest.fixture
def people(plan):
    return make_people()


def make_people():
    """One person of each role, the admin with Django admin, and a superuser."""
    named = {role: make_user(role) for role in (roles.MEMBER, roles.OFFICER, roles.PROGRAMME)}
    named[roles.ADMIN] = make_user(roles.ADMIN, is_staff=True)
    named["superuser"] = make_user(roles.ADMIN, is_staff=True, is_superuser=True)
    return named
