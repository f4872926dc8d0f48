"""Working days at their boundaries: weekends, Easter, moved and added bank holidays, and the ends of what is known."""

from datetime import date, timedelta

import pytest
import requests

from inspections.scrutiny.inspections.working_days import (
    HolidaysNotKnown,
    add_working_days,
    clear_working_days_before,
    is_working_day,
    working_days_between,
    years_known,
)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        pytest.param(date(2020, 1, 14), True, id="a Tuesday"),
        pytest.param(date(2020, 1, 18), False, id="a Saturday"),
        pytest.param(date(2020, 1, 19), False, id="a Sunday"),
        pytest.param(date(2020, 4, 9), True, id="the Thursday before Easter 2020"),
        pytest.param(date(2020, 4, 10), False, id="Good Friday 2020"),
        pytest.param(date(2020, 4, 13), False, id="Easter Monday 2020"),
        pytest.param(date(2020, 4, 14), True, id="the Tuesday after Easter 2020"),
        pytest.param(date(2020, 5, 4), True, id="the first Monday of May 2020, whose holiday was moved"),
        pytest.param(date(2020, 5, 8), False, id="VE Day 2020, the moved holiday"),
        pytest.param(date(2019, 12, 24), True, id="Christmas Eve"),
        pytest.param(date(2019, 12, 25), False, id="Christmas Day"),
        pytest.param(date(2019, 12, 26), False, id="Boxing Day"),
        pytest.param(date(2019, 12, 27), True, id="the day after Boxing Day 2019"),
        pytest.param(date(2021, 12, 27), False, id="the day in place of Christmas Day on a Saturday"),
        pytest.param(date(2021, 12, 28), False, id="the day in place of Boxing Day on a Sunday"),
        pytest.param(date(2022, 5, 30), True, id="the last Monday of May 2022, whose holiday was moved"),
        pytest.param(date(2022, 6, 2), False, id="the spring holiday of 2022, moved"),
        pytest.param(date(2022, 6, 3), False, id="the Platinum Jubilee"),
        pytest.param(date(2022, 9, 19), False, id="the Queen's funeral"),
        pytest.param(date(2023, 5, 8), False, id="the Coronation"),
        pytest.param(date(2019, 3, 18), True, id="a holiday of Northern Ireland alone"),
        pytest.param(date(2020, 1, 2), True, id="a holiday of Scotland alone"),
    ],
)
def test_a_working_day_is_no_weekend_and_no_bank_holiday_of_england(day, works):
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        pytest.param(date(2020, 1, 14), 0, date(2020, 1, 14), id="none: the day itself"),
        pytest.param(date(2020, 1, 14), 1, date(2020, 1, 15), id="the day itself is not counted"),
        pytest.param(date(2020, 1, 17), 1, date(2020, 1, 20), id="over a weekend"),
        pytest.param(date(2020, 1, 18), 1, date(2020, 1, 20), id="from a Saturday"),
        pytest.param(date(2020, 4, 9), 1, date(2020, 4, 14), id="over Easter 2020"),
        pytest.param(date(2020, 5, 1), 5, date(2020, 5, 11), id="over VE Day 2020, the Monday worked"),
        pytest.param(date(2019, 12, 24), 1, date(2019, 12, 27), id="over Christmas"),
        pytest.param(date(2019, 12, 24), 4, date(2020, 1, 2), id="over Christmas and New Year"),
        pytest.param(date(2022, 6, 1), 1, date(2022, 6, 6), id="over the Jubilee"),
        pytest.param(date(2022, 9, 16), 1, date(2022, 9, 20), id="over the Queen's funeral"),
        # 30 and 70 working days on from Monday 2 September 2019, counted on a calendar by hand.
        pytest.param(date(2019, 9, 2), 30, date(2019, 10, 14), id="thirty: six weeks without a holiday"),
        pytest.param(date(2019, 9, 2), 70, date(2019, 12, 9), id="seventy: fourteen weeks without a holiday"),
        pytest.param(date(2019, 10, 1), 70, date(2020, 1, 10), id="seventy over three holidays"),
    ],
)
def test_working_days_are_added_without_the_day_that_they_are_counted_from(day, number, expected):
    assert add_working_days(day, number) == expected


@pytest.mark.parametrize(
    ("meeting", "expected"),
    [
        pytest.param(date(2020, 1, 23), date(2020, 1, 15), id="a Thursday: the Wednesday of the week before"),
        pytest.param(date(2020, 1, 27), date(2020, 1, 17), id="a Monday: the Friday ten days before"),
        pytest.param(date(2020, 1, 25), date(2020, 1, 17), id="a Saturday: as for the Monday after it"),
        pytest.param(date(2020, 4, 16), date(2020, 4, 6), id="after Easter"),
        pytest.param(date(2020, 5, 13), date(2020, 5, 4), id="over VE Day 2020"),
        pytest.param(date(2020, 1, 6), date(2019, 12, 24), id="after Christmas and New Year"),
        pytest.param(date(2022, 6, 8), date(2022, 5, 27), id="over the Jubilee"),
        pytest.param(date(2022, 9, 22), date(2022, 9, 13), id="over the Queen's funeral"),
    ],
)
def test_neither_the_meeting_nor_the_publication_is_a_clear_day(meeting, expected):
    assert clear_working_days_before(meeting, 5) == expected
    assert working_days_between(expected, meeting) == 5
    assert working_days_between(expected + timedelta(days=7), meeting) < 5


def test_papers_published_on_the_sunday_still_leave_the_working_days_after_it_clear():
    assert working_days_between(date(2020, 1, 19), date(2020, 1, 27)) == 5
    assert working_days_between(date(2020, 1, 20), date(2020, 1, 27)) == 4
    assert working_days_between(date(2020, 1, 27), date(2020, 1, 20)) == 0


def test_a_year_whose_bank_holidays_are_not_known_is_refused_and_never_guessed():
    first, last = years_known()
    assert (first, last) == (2012, 2028)
    assert is_working_day(date(2012, 1, 3))
    for ask in (
        lambda: is_working_day(date(2011, 12, 31)),
        lambda: is_working_day(date(2029, 1, 1)),
        lambda: add_working_days(date(2028, 12, 22), 10),
        lambda: clear_working_days_before(date(2012, 1, 5), 5),
        lambda: working_days_between(date(2028, 12, 22), date(2029, 1, 5)),
    ):
        with pytest.raises(HolidaysNotKnown, match=r"We do not have the bank holidays for 20(11|29)"):
            ask()


def test_nothing_is_asked_of_the_network(monkeypatch):
    from inspections.scrutiny.inspections import working_days

    def refuse(*args, **kwargs):
        raise AssertionError("The bank holidays come with the library; no network is asked.")

    monkeypatch.setattr(requests, "get", refuse)
    working_days._bank_holidays.cache_clear()
    assert is_working_day(date(2020, 1, 14))
