"""Which actions somebody may want to ask about: the stated rules at their edges, and the list that shows them."""

from datetime import date, timedelta

import pytest

from actions.lists.worth_asking import Ask, worth_asking
from actions.models import Action
from actions.pages.page_context import PageContext
from csc_tracker.people import roles
from tests.making import (
    TODAY,
    make_due,
    make_officer,
    make_plan,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db
INTERVAL = 42


@pytest.fixture
def plan():
    plan = make_plan(starts=date(2019, 9, 1), update_interval_days=INTERVAL)
    make_priority(plan)
    return plan


@pytest.fixture
def action(plan):
    return make_reported_action(plan.priorities.get(), due=date(2020, 6, 30), effective_date=date(2019, 9, 1))


@pytest.fixture
def officer():
    return make_officer()


def asked_about(plan, rule, on=TODAY, up_to=None):
    page_context = PageContext(plan, on, TODAY, plan_given=False, on_given=False, up_to=up_to)
    return list(worth_asking(page_context.positions(Action.objects.of_plan(plan)), rule, page_context))


def day(number):
    """A day of autumn 2019, the later the higher the number."""
    return date(2019, 10, 1) + timedelta(days=number)


def rate(action, officer, *ratings):
    return [
        make_update(action, by=officer, rating=rating, words="Slow.", effective_date=day(number))
        for number, rating in enumerate(ratings)
    ]


def move(action, officer, *months):
    return [
        make_update(action, by=officer, effective_date=day(month), **make_due(date(2020, month, 28), change="moved"))
        for month in months
    ]


@pytest.mark.parametrize(
    ("months", "rules"),
    [
        pytest.param([], [], id="never moved"),
        pytest.param([7], [Ask.MOVED], id="moved once"),
        pytest.param([7, 8], [Ask.MOVED, Ask.MOVED_TWICE], id="moved twice"),
    ],
)
def test_a_date_is_asked_about_once_it_was_moved_twice(plan, action, officer, months, rules):
    move(action, officer, *months)
    assert [rule for rule in (Ask.MOVED, Ask.MOVED_TWICE) if asked_about(plan, rule) == [action]] == rules


def test_a_move_that_was_withdrawn_and_one_of_finished_work_are_not_asked_about(plan, action, officer):
    _, second = move(action, officer, 7, 8)
    make_update(action, by=officer, withdraws=second)
    assert asked_about(plan, Ask.MOVED_TWICE) == []
    done = make_reported_action(plan.priorities.get(), effective_date=date(2019, 9, 1))
    move(done, officer, 7, 8)
    make_update(done, stage="complete")
    assert asked_about(plan, Ask.MOVED_TWICE) == []


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        pytest.param(["at_risk", "at_risk"], False, id="twice"),
        pytest.param(["at_risk", "at_risk", "at_risk"], True, id="three times"),
        pytest.param(["at_risk", "at_risk", "on_track", "at_risk"], False, id="with another rating between"),
        pytest.param(["off_track", "at_risk", "at_risk", "at_risk"], True, id="after another rating"),
        pytest.param(["at_risk", "at_risk", "at_risk", "on_track"], False, id="and then on track"),
    ],
)
def test_at_risk_three_times_running_is_asked_about(plan, action, officer, ratings, expected):
    rate(action, officer, *ratings)
    assert (asked_about(plan, Ask.AT_RISK_RUNNING) == [action]) is expected


def test_a_withdrawn_rating_neither_counts_nor_stands_between(plan, action, officer):
    _, _, third = rate(action, officer, "at_risk", "at_risk", "at_risk")
    make_update(action, by=officer, withdraws=third)
    assert asked_about(plan, Ask.AT_RISK_RUNNING) == []
    other = make_reported_action(plan.priorities.get(), effective_date=date(2019, 9, 1))
    _, between, _, _ = rate(other, officer, "at_risk", "on_track", "at_risk", "at_risk")
    make_update(other, by=officer, withdraws=between)
    assert asked_about(plan, Ask.AT_RISK_RUNNING) == [other]


def test_at_risk_is_asked_about_as_at_the_day_and_as_a_frozen_position_took_it_in(plan, action, officer):
    third = rate(action, officer, "at_risk", "at_risk", "at_risk")[2]
    assert asked_about(plan, Ask.AT_RISK_RUNNING, on=day(1)) == []
    assert asked_about(plan, Ask.AT_RISK_RUNNING, on=day(2)) == [action]
    assert asked_about(plan, Ask.AT_RISK_RUNNING, up_to=third.sequence - 1) == []
    assert asked_about(plan, Ask.AT_RISK_RUNNING, up_to=third.sequence) == [action]


@pytest.mark.parametrize(
    ("days_ago", "expected"),
    [pytest.param(INTERVAL, False, id="on the last day"), pytest.param(INTERVAL + 1, True, id="a day older")],
)
def test_an_open_action_is_asked_about_once_its_last_update_is_older_than_the_interval(
    plan, action, officer, days_ago, expected
):
    make_update(action, by=officer, rating="on_track", words="Fine.", effective_date=TODAY - timedelta(days=days_ago))
    assert (asked_about(plan, Ask.NOT_UPDATED) == [action]) is expected


def test_a_papers_report_is_no_officers_update_and_finished_work_needs_none(plan, action, officer):
    make_update(action, stage="under_way", effective_date=TODAY)
    assert asked_about(plan, Ask.NOT_UPDATED) == [action]
    said = make_update(action, by=officer, words="Still true.", effective_date=TODAY)
    assert asked_about(plan, Ask.NOT_UPDATED) == []
    make_update(action, by=officer, withdraws=said)
    assert asked_about(plan, Ask.NOT_UPDATED) == [action]
    make_update(action, stage="complete", effective_date=TODAY)
    assert asked_about(plan, Ask.NOT_UPDATED) == []


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param({"evidence_words": "The new guide.", "words": "Done."}, id="evidence in words"),
        pytest.param({"evidence_url": "https://example.org/guide", "words": "Done."}, id="evidence by address"),
        pytest.param({"impact_words": "Calls are answered.", "words": "Done."}, id="an impact in words"),
        pytest.param({"impact": "none_yet"}, id="an impact, even none yet"),
    ],
)
def test_a_complete_action_is_asked_about_until_something_shows_for_it(plan, action, officer, shown):
    assert asked_about(plan, Ask.NOTHING_TO_SHOW) == []
    make_update(action, stage="complete", effective_date=day(1))
    assert asked_about(plan, Ask.NOTHING_TO_SHOW) == [action]
    update = make_update(action, by=officer, effective_date=day(2), **shown)
    assert asked_about(plan, Ask.NOTHING_TO_SHOW) == []
    assert asked_about(plan, Ask.NOTHING_TO_SHOW, on=day(1)) == [action]
    make_update(action, by=officer, withdraws=update, effective_date=day(2))
    assert asked_about(plan, Ask.NOTHING_TO_SHOW) == [action]


def test_evidence_whose_words_an_admin_removed_was_something_to_show(plan, action, officer):
    make_update(
        action, by=officer, stage="complete", words="",
        blanked_on=TODAY, blanked_by="Admin", blanked_because="It named a child.",
    )  # fmt: skip
    assert asked_about(plan, Ask.NOTHING_TO_SHOW) == []


def test_the_list_of_actions_can_be_narrowed_to_what_is_worth_asking(client, plan, action, officer):
    rate(action, officer, "at_risk", "at_risk", "at_risk")
    make_reported_action(plan.priorities.get(), effective_date=date(2019, 9, 1))
    client.force_login(make_user(roles.MEMBER))
    context = client.get("/actions/?ask=at_risk_running").context
    assert [row["reference"] for row in context["table"].rows_shown()] == [action.reference]
    assert not client.get("/actions/?ask=nothing").context["readable"]
