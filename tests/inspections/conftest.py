"""What the tests of scrutiny share: a plan of today, and a committee member who reads it."""

import re
from datetime import date
from html import unescape

import pytest

from csc_tracker.people import roles
from tests.making import make_plan, make_priority, make_user


@pytest.fixture
def plan(db):
    """The current plan, with one priority."""
    plan = make_plan(starts=date(2019, 9, 1))
    make_priority(plan)
    return plan


@pytest.fixture
def member(client, plan):
    """A client signed in as a committee member."""
    client.force_login(make_user(roles.MEMBER))
    return client


@pytest.fixture
def page(member):
    """The text of a page's main part, its tags out, as a function of its address; the page must answer 200."""

    def read(address, status=200):
        answer = member.get(address)
        assert answer.status_code == status
        return text_of(answer)

    return read


def text_of(answer):
    """The words of a page's main part."""
    main = answer.content.decode().partition('id="main">')[2].partition("</main>")[0]
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
    return re.sub(r" (?=[.,;:])", "", words)
