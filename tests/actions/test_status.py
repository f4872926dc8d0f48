"""The status of an action on a day: the rule, without the database."""

from datetime import date, timedelta

import pytest

from actions.positions.status import Facts, Status, status_with_reason

DUE = date(2020, 3, 31)
RATED = date(2020, 3, 1)


def facts(**kwargs):
    values = {"stage": "under_way", "stage_since": date(2020, 1, 14), "due_last_day": DUE, "due_basis": "own"}
    return Facts(**values | kwargs)


def status_on(on, interval=42, **kwargs):
    return status_with_reason(facts(**kwargs), on, interval)


def test_an_action_that_nobody_had_reported_is_not_yet_reported():
    assert status_with_reason(None, DUE, 42).state == Status.NOT_REPORTED


@pytest.mark.parametrize(
    ("day", "state"),
    [(DUE, Status.NOT_RATED), (DUE + timedelta(1), Status.LATE)],
    ids=["on the due day it is not late", "the day after it is"],
)
def test_late_begins_the_day_after_the_due_period_ends(day, state):
    assert status_on(day).state == state


def test_late_is_told_with_its_days_and_whatever_was_reported():
    shown = status_on(date(2020, 4, 12), rating="on_track", rated_on=date(2020, 4, 10))
    assert (shown.state, shown.days, shown.reason) == (Status.LATE, 12, "Late: due 31 March 2020, 12 days ago.")


@pytest.mark.parametrize("rating", ["", "on_track"], ids=["unrated", "rated"])
def test_an_action_past_its_first_date_says_so_whatever_its_status(rating):
    shown = status_on(date(2020, 3, 1), rating=rating, rated_on=RATED, first_due_last_day=date(2020, 2, 20), moves=2)
    assert shown.reason.endswith("; first due 20 February 2020, 10 days ago, moved twice.")


def test_redating_does_not_hide_lateness_against_the_first_date():
    shown = status_on(date(2020, 4, 12), first_due_last_day=date(2020, 2, 29))
    assert shown.reason == "Late: due 31 March 2020, 12 days ago; first due 29 February 2020, 43 days ago."


@pytest.mark.parametrize(("basis", "words"), [("heading", "(from the heading)"), ("plan", "(from the plan)")])
def test_an_inherited_due_says_so_wherever_it_shows(basis, words):
    assert words in status_on(DUE, due_basis=basis).reason
    assert words in status_on(DUE + timedelta(1), due_basis=basis).reason


@pytest.mark.parametrize(
    ("stage", "state"), [("complete", Status.COMPLETE), ("awaiting", Status.AWAITING), ("stopped", Status.STOPPED)]
)
def test_what_is_done_or_stopped_is_never_late(stage, state):
    assert status_on(date(2022, 1, 1), stage=stage).state == state


def test_awaiting_sign_off_tells_the_days_waited_and_that_it_was_reported_late():
    shown = status_on(date(2020, 4, 10), stage="awaiting", stage_since=date(2020, 4, 3))
    assert (shown.days, shown.reason) == (7, "Reported done on 3 April 2020, 3 days late; waiting 7 days.")


def test_complete_with_no_day_given_says_so():
    shown = status_on(date(2020, 4, 1), stage="complete", stage_since=date(2020, 1, 14), date_not_stated=True)
    assert shown.reason == "Reported complete by 14 January 2020, date not stated."


@pytest.mark.parametrize(
    ("rating", "word"), [("on_track", "On track"), ("at_risk", "At risk"), ("off_track", "Off track")]
)
def test_a_rating_shows_with_its_age(rating, word):
    shown = status_on(date(2020, 3, 10), rating=rating, rated_on=RATED)
    assert (shown.words, shown.reason, shown.out_of_date) == (word, f"{word}, rated 9 days ago.", False)


@pytest.mark.parametrize(
    ("age", "old"), [(42, False), (43, True)], ids=["as old as the interval is in date", "a day older is out of date"]
)
def test_a_rating_goes_out_of_date_after_the_update_interval(age, old):
    shown = status_on(RATED + timedelta(age), rating="on_track", rated_on=RATED, due_last_day=date(2021, 1, 1))
    assert (shown.state, shown.out_of_date) == (Status.ON_TRACK, old)


def test_dates_alone_never_make_anything_green():
    assert status_on(date(2020, 1, 15), due_last_day=date(2030, 1, 1)).state == Status.NOT_RATED
    assert status_on(date(2020, 1, 15), due_last_day=None).state == Status.NOT_RATED
