"""When actions are due: the quarters of the calendar, what is counted in each, the timeline and its numbers."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.board import due_dates as due
from actions.board.due_dates import MOST_QUARTERS
from actions.board.figures import figures
from actions.board.quarters import Quarter
from actions.pages.page_context import PageContext
from csc_tracker.people import roles
from csc_tracker.people.sight import seeing, seeing_everything
from priorities.models import made_from
from tests.making import (
    TODAY,
    make_action,
    make_due,
    make_exemption,
    make_frozen_position,
    make_officer,
    make_plan,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
)
from tests.walking import numbers_of, rows_behind

EARLY = date(2019, 10, 1)


@pytest.mark.parametrize(
    ("day", "words", "first", "last"),
    [
        (date(2019, 12, 31), "October to December 2019", date(2019, 10, 1), date(2019, 12, 31)),
        (date(2020, 1, 1), "January to March 2020", date(2020, 1, 1), date(2020, 3, 31)),
        (date(2020, 3, 31), "January to March 2020", date(2020, 1, 1), date(2020, 3, 31)),
        (date(2020, 4, 1), "April to June 2020", date(2020, 4, 1), date(2020, 6, 30)),
        (date(2020, 6, 30), "April to June 2020", date(2020, 4, 1), date(2020, 6, 30)),
        (date(2020, 7, 1), "July to September 2020", date(2020, 7, 1), date(2020, 9, 30)),
        (date.max, "October to December 9999", date(9999, 10, 1), date.max),
    ],
)
def test_a_day_is_in_a_quarter_of_the_calendar(day, words, first, last):
    quarter = Quarter.of(day)
    assert (quarter.words, quarter.first_day, quarter.last_day) == (words, first, last)
    assert 0 <= quarter.part_gone(day) < 1


def test_quarters_follow_each_other_over_the_year():
    assert Quarter(2019, 4).next == Quarter(2020, 1)
    assert Quarter(2019, 4) < Quarter(2020, 1) < Quarter(2020, 2)
    assert (Quarter.of(TODAY).part_gone(date(2020, 1, 1)), Quarter.of(TODAY).part_gone(date(2020, 2, 1))) == (
        0,
        31 / 91,
    )


@pytest.fixture
def plan(db):
    return make_plan()


@pytest.fixture
def member(client, db):
    client.force_login(make_user(roles.MEMBER))
    return client


def context_of(plan, on=TODAY, today=TODAY, **kwargs):
    return PageContext(plan, on, today, plan_given=False, on_given=on != today, **kwargs)


def make_dated(priority):
    """Actions at the edges of quarters, of every status that a due date can have, and some that have none."""
    officer = make_officer()
    make_reported_action(priority, due=date(2019, 12, 31), effective_date=EARLY)  # late
    make_reported_action(priority, due=date(2020, 1, 13), effective_date=EARLY)  # late since yesterday's end
    make_reported_action(priority, due=TODAY)
    make_reported_action(priority, due=date(2020, 3, 31))
    at_risk = make_reported_action(priority, due=date(2020, 4, 1))
    make_update(at_risk, rating="at_risk", by=officer, words="Said.")
    make_reported_action(priority, due=date(2020, 4, 1))
    done = make_reported_action(priority, due=date(2020, 10, 1))
    make_update(done, stage="complete", by=officer, words="Done.", evidence_words="A policy.")
    stopped = make_reported_action(priority, due=date(2020, 10, 1))
    make_update(stopped, stage="stopped", by=officer, words="Stopped.")
    make_reported_action(priority, due=None)
    make_reported_action(priority, due=None, stage="complete")
    make_action(priority)


def read(plan, on=TODAY):
    dates = due.due_dates(context_of(plan, on))
    by_quarter = {
        quarter.words: {status.value: number for status, number in counts.items()}
        for quarter, counts in sorted(dates.by_quarter.items())
    }
    return dates, by_quarter


def test_each_quarter_counts_what_is_due_in_it_by_its_status_on_the_day(plan):
    make_dated(make_priority(plan))
    dates, by_quarter = read(plan)
    assert by_quarter == {
        "October to December 2019": {"late": 1},
        "January to March 2020": {"late": 1, "not_rated": 2},
        "April to June 2020": {"at_risk": 1, "not_rated": 1},
        "October to December 2020": {"complete": 1},
    }
    assert {status.value: number for status, number in dates.undated.items()} == {"not_rated": 1, "complete": 1}
    assert (dates.late, dates.to_come) == (2, 2)


def test_the_day_after_its_due_date_an_action_is_late_in_the_quarter_it_was_due_in(plan):
    make_reported_action(make_priority(plan), due=date(2020, 3, 31))
    assert read(plan, date(2020, 3, 31))[1] == {"January to March 2020": {"not_rated": 1}}
    assert read(plan, date(2020, 4, 1))[1] == {"January to March 2020": {"late": 1}}


def test_what_is_counted_adds_up_to_the_total_of_the_status_board(plan):
    make_dated(make_priority(plan))
    make_dated(make_priority(plan))
    for on in (date(2019, 11, 1), TODAY, date(2020, 4, 1), date(2021, 1, 1)):
        dates, _ = read(plan, on)
        whole, _ = figures(plan, on)
        every = sum(dates.by_quarter.values(), dates.undated.copy())
        assert {status: every[status] for status in every if every[status]} == {
            status: whole.by_state[status] for status in whole.by_state if every[status]
        }
        assert every.total() == whole.counted


def test_a_date_that_was_moved_counts_where_it_is_now(plan):
    action = make_reported_action(make_priority(plan), due=date(2020, 3, 31), effective_date=EARLY)
    make_update(action, by=make_officer(), **make_due(date(2020, 4, 1), change="moved"))
    assert read(plan)[1] == {"April to June 2020": {"not_rated": 1}}
    assert read(plan, TODAY - timedelta(1))[1] == {"January to March 2020": {"not_rated": 1}}


def test_as_last_reported_only_what_was_recorded_by_then_counts(plan):
    action = make_reported_action(make_priority(plan), due=date(2020, 3, 31), effective_date=EARLY)
    last = action.updates.get().sequence
    make_update(action, by=make_officer(), effective_date=EARLY, **make_due(date(2020, 4, 1), change="moved"))
    position = make_frozen_position(plan, on=TODAY, last_sequence=last)
    dates = due.due_dates(context_of(plan, up_to=position.last_sequence))
    assert [quarter.words for quarter in dates.by_quarter] == ["January to March 2020"]


def test_what_is_exempt_counts_for_nobody_without_the_right(plan):
    priority = make_priority(plan)
    make_reported_action(priority, due=date(2020, 3, 31))
    with seeing_everything(), made_from(make_exemption(plan)):
        make_reported_action(priority, due=date(2020, 4, 1), number=901)
    assert read(plan)[1] == {"January to March 2020": {"not_rated": 1}}
    with seeing([plan.pk]):
        assert read(plan)[1] == {
            "January to March 2020": {"not_rated": 1},
            "April to June 2020": {"not_rated": 1},
        }


def test_the_timeline_has_every_quarter_from_the_first_to_the_last_and_marks_the_day(plan):
    make_dated(make_priority(plan))
    page_context = context_of(plan)
    rows = due.timeline(page_context, due.due_dates(page_context))
    assert [(row["words"], row["day"], row["total"]["number"]) for row in rows] == [
        ("October to December 2019", "", 1),
        ("January to March 2020", "Today: 14 January 2020", 3),
        ("April to June 2020", "", 2),
        ("July to September 2020", "", 0),
        ("October to December 2020", "", 1),
    ]
    assert [row["mark"] for row in rows if row["mark"]] == [f"{60 * 13 / 91:.1f}"]


@pytest.mark.parametrize("on", [date(2019, 12, 31), date(2020, 9, 30)])
def test_another_day_is_marked_as_the_day_shown_before_or_after_what_is_due(plan, on):
    make_reported_action(make_priority(plan), due=date(2020, 4, 1), effective_date=EARLY)
    page_context = context_of(plan, on)
    rows = due.timeline(page_context, due.due_dates(page_context))
    [marked] = [row for row in rows if row["day"]]
    assert marked["day"] == f"The day shown: {on.day} {on:%B %Y}"
    assert marked["words"] == Quarter.of(on).words
    assert len(rows) == (3 if on.year == 2019 else 2)


def test_the_longest_bar_is_that_of_the_most_and_fits(plan):
    priority = make_priority(plan)
    for day, number in ((date(2020, 2, 1), 30), (date(2020, 5, 1), 15)):
        for _ in range(number):
            make_reported_action(priority, due=day)
    page_context = context_of(plan)
    widths = [
        sum(float(segment["width"]) for segment in row["segments"])
        for row in due.timeline(page_context, due.due_dates(page_context))
    ]
    assert widths[0] == pytest.approx(2 * widths[1], abs=0.2)
    assert 400 < widths[0] < due.BAR_WIDTH


def test_a_long_stretch_without_a_due_date_is_one_line(plan):
    priority = make_priority(plan)
    make_reported_action(priority, due=date(2020, 2, 1))
    make_reported_action(priority, due=date(2035, 2, 1))
    page_context = context_of(plan)
    rows = due.timeline(page_context, due.due_dates(page_context))
    assert [row.get("words") or row["gap"] for row in rows] == [
        "January to March 2020", "Nothing is due from 1 April 2020 to 31 December 2034", "January to March 2035",
    ]  # fmt: skip
    assert len(rows) < MOST_QUARTERS


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], "No action had been reported by this date."),
        ([None], "No action has a due date."),
        ([date(2020, 4, 1)], "No action is late. No open action is due by 31 March 2020."),
        ([TODAY], "No action is late. 1 action is due by 31 March 2020."),
        ([TODAY, date(2020, 3, 31)], "No action is late. 2 actions are due by 31 March 2020."),
        ([date(2020, 1, 13)], "1 action is late. No other open action is due by 31 March 2020."),
        ([date(2020, 1, 13), TODAY], "1 action is late. 1 more is due by 31 March 2020."),
    ],
)
def test_the_first_sentences_say_what_is_late_and_what_is_next(plan, days, expected):
    priority = make_priority(plan)
    for day in days:
        make_reported_action(priority, due=day, effective_date=EARLY)
    page_context = context_of(plan)
    assert " ".join(due.summary(page_context, due.due_dates(page_context))) == expected


@pytest.mark.parametrize("on", ["2020-01-14", "2020-04-01", "2019-11-01"])
def test_each_number_opens_exactly_the_rows_that_it_counts(member, plan, on):
    make_dated(make_priority(plan))
    html = member.get(f"/due-dates/?on={on}").content.decode()
    numbers = numbers_of(html)
    assert len(numbers) > 4
    assert [(words, rows_behind(member, link, html)) for _, link, words in numbers] == [
        (words, number) for number, _, words in numbers
    ]


def test_actions_without_a_due_date_are_named_with_a_link(member, plan):
    make_dated(make_priority(plan))
    html = member.get("/due-dates/").content.decode()
    words = [words for _, link, words in numbers_of(html) if "due_basis=none" in link and "," not in words]
    assert words == ["1 open action has no due date", "1 finished action has no due date any more"]


def test_the_board_leads_to_it(member, plan):
    make_reported_action(make_priority(plan))
    assert '<a href="/due-dates/?on=2020-02-01">' in member.get("/?on=2020-02-01").content.decode()


def test_it_costs_the_same_queries_with_one_action_and_with_three(member, plan):
    priority = make_priority(plan)
    counted = []
    for _ in range(2):
        make_dated(priority)
        member.get("/due-dates/")
        with CaptureQueriesContext(connection) as caught:
            assert member.get("/due-dates/").status_code == 200
        counted.append(len(caught))
    assert counted[0] == counted[1] <= 4
