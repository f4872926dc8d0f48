"""Red and amber always come with why: on the board, in the list and its files, on the priority's and the action's page."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.positions.in_the_way import NO_REASON
from actions.updating.corrections import blank_words
from csc_tracker.people import roles
from tests.making import (
    TODAY,
    let_read_exempt,
    make_exemption,
    make_holding,
    make_officer,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db
WHY = "The health trust has nobody free."
PAGES = ("/", "/actions/", "/priorities/1/", "/actions/P1.01/")


@pytest.fixture
def priority(settings):
    return make_priority(make_plan(starts=date(2019, 4, 1)))


@pytest.fixture
def member(client):
    client.force_login(make_user(roles.MEMBER))
    return client


def late_action(priority, **kwargs):
    return make_reported_action(priority, due=date(2020, 1, 10), effective_date=date(2019, 12, 1), **kwargs)


def say(action, words, rating="", on=date(2020, 1, 12), **kwargs):
    said = {"by": kwargs.pop("by", None) or make_officer(), "words": words, "rating": rating}
    return make_update(action, source="officer", effective_date=on, **said, **kwargs)


def shown(client, path):
    return " ".join(client.get(path).content.decode().split())


@pytest.mark.parametrize("path", PAGES)
def test_the_words_and_who_said_them_are_beside_a_late_action(member, priority, path):
    officer, post = make_officer(), make_post("Head of Early Help")
    make_holding(officer, post)
    say(late_action(priority), WHY, by=officer, post=post)
    assert f'{WHY} <span class="note">Head of Early Help, 12 January 2020</span>' in shown(member, path)


@pytest.mark.parametrize("path", PAGES)
def test_where_nobody_said_anything_the_page_says_that(member, priority, path):
    late_action(priority)
    assert NO_REASON in shown(member, path)


@pytest.mark.parametrize("path", PAGES)
def test_the_words_of_the_day_asked_are_shown_and_no_later_ones(member, priority, path):
    action = late_action(priority)
    say(action, "The first words.", on=date(2020, 1, 11))
    say(action, "The later words.", on=date(2020, 1, 13))
    page = shown(member, f"{path}?on=2020-01-12")
    why = page.partition('<div class="why">')[2].partition("</div>")[0]
    assert why.startswith("The first words.")


def test_at_risk_has_why_in_the_list_and_what_is_on_track_has_none(member, priority):
    action = make_reported_action(priority)
    say(action, WHY, rating="at_risk")
    assert f'<div class="why">{WHY}' in shown(member, "/actions/")
    say(action, "All is well again.", rating="on_track", on=TODAY)
    assert '<div class="why">' not in shown(member, "/actions/")


def test_a_file_of_the_list_has_it_in_a_column(member, priority):
    officer = make_officer(first_name="Ann", last_name="Lee")
    say(late_action(priority), WHY, by=officer)
    late_action(priority)
    make_reported_action(priority)
    rows = list(csv.reader(io.StringIO(member.get("/actions/?export=csv").content.decode("utf-8-sig"))))
    column = rows[0].index("What is in the way")
    assert [row[column] for row in rows[1:4]] == [f"{WHY} (Ann Lee, 12 January 2020)", NO_REASON, ""]


def test_words_that_were_removed_are_gone_and_the_page_says_so(member, priority):
    update = say(make_reported_action(priority), WHY, rating="off_track", by=make_officer())
    blank_words(update, by="An admin", on=TODAY, because="It named a child.")
    for path in PAGES:
        page = shown(member, path)
        assert WHY not in page
        assert "Words removed on 14 January 2020." in page


def test_exempt_words_are_read_by_who_has_the_right_alone(member, priority):
    action, reader = late_action(priority), make_user(roles.MEMBER)
    say(action, "Open words.", on=date(2020, 1, 11))
    say(action, "Closed words.", exemption=make_exemption(priority.plan))
    for path in PAGES:
        assert "Open words." in shown(member, path)
        assert "Closed words." not in shown(member, path)
    member.force_login(let_read_exempt(reader, priority.plan))
    assert '<div class="why">Closed words.' in shown(member, "/actions/")


def test_the_board_has_the_late_by_their_dates_and_then_what_is_off_track(member, priority):
    off_track = make_reported_action(priority)
    say(off_track, WHY, rating="off_track")
    for day in (7, 3, 9, 5, 1):
        make_reported_action(priority, due=date(2020, 1, day), effective_date=date(2019, 12, 1))
    page = shown(member, "/")
    section = page.partition("Late or off track, and why")[2].partition("</section>")[0]
    order = [section.index(f">P1.{number:02d}</a>") for number in (6, 3, 5, 2, 4)]
    assert order == sorted(order)
    assert ">P1.01</a>" not in section
    assert 'href="/actions/?status=late&amp;status=off_track">See all 6 actions that are late or off track' in section


@pytest.mark.parametrize("path", PAGES[:3])
def test_a_page_costs_the_same_with_one_reason_as_with_many(member, priority, path):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            shown(member, path)
        return len(queries)

    say(late_action(priority), WHY)
    cost()
    once = cost()
    for _ in range(8):
        say(late_action(priority), WHY, by=make_officer(), post=make_post())
    assert cost() == once <= 10
