"""The dates in an action's words and columns, and the part that each plays (docs/rules.md, “Dates”)."""

from datetime import date

import pytest

from inspections.loading.recognising import action_dates

DAY = date(2020, 1, 14)


def roles(words, stage, done=False, day=DAY):
    return [(d.role, d.words, str(d.first_day), str(d.last_day)) for d in action_dates.roles(words, stage, done, day)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Write a strategy by March 2020.", [("finish", "by March 2020", "None", "2020-03-31")]),
        ("Subscription to be renewed in 2020.", [("finish", "in 2020", "2020-01-01", "2020-12-31")]),
        ("Programmes for managers (Starts Jan 2020)", [("start", "Starts Jan 2020", "2020-01-01", "2020-01-31")]),
        (
            "Starts in February 2020, complete by June 2020",
            [
                ("start", "Starts in February 2020", "2020-02-01", "2020-02-29"),
                ("finish", "by June 2020", "None", "2020-06-30"),
            ],
        ),
        ("A guide. It will be ready in June 2020.", [("finish", "in June 2020", "2020-06-01", "2020-06-30")]),
        (
            "We are looking at models. Sessions are planned for the last week of January.",
            [("milestone", "the last week of January", "2020-01-25", "2020-01-31")],
        ),
        ("Act on the July 2019 inspection.", [("milestone", "July 2019", "2019-07-01", "2019-07-31")]),
        (
            "Follow up the audit that was published in May 2019 by June 2020.",
            [
                ("milestone", "in May 2019", "2019-05-01", "2019-05-31"),
                ("finish", "by June 2020", "None", "2020-06-30"),
            ],
        ),
        (
            "Draft by March 2020 and final by June 2020",
            [("milestone", "by March 2020", "None", "2020-03-31"), ("finish", "by June 2020", "None", "2020-06-30")],
        ),
        ("Help 16/17 year olds and 20 schools.", []),
    ],
)
def test_the_dates_of_planned_work(words, expected):
    assert roles(words, "planned") == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Team established (May’19 & Dec’19)", [("completed", "May’19 & Dec’19", "2019-05-01", "2019-12-31")]),
        ("Workshops delivered. (Nov’19 – Jan’20)", [("completed", "Nov’19 – Jan’20", "2019-11-01", "2020-01-31")]),
        (
            "A director has been appointed (started Nov'19).",
            [("completed", "started Nov'19", "2019-11-01", "2019-11-30")],
        ),
        ("Bid won to open a service in 2020.", [("milestone", "in 2020", "2020-01-01", "2020-12-31")]),
        (
            "Team set up (Mar’19) and expanded in Dec’19.",
            [
                ("milestone", "Mar’19", "2019-03-01", "2019-03-31"),
                ("completed", "in Dec’19", "2019-12-01", "2019-12-31"),
            ],
        ),
        ("Policy launched in October", [("completed", "in October", "2019-10-01", "2019-10-31")]),
        (
            "New board set up following the visit in May 2019",
            [("milestone", "in May 2019", "2019-05-01", "2019-05-31")],
        ),
    ],
)
def test_the_dates_of_work_that_is_done(words, expected):
    assert roles(words, "complete", done=True) == expected


def test_without_a_papers_day_only_what_has_its_own_year_is_read():
    words = "Draft by March 2020 and launch in May"
    assert roles(words, "planned", day=None) == [("finish", "by March 2020", "None", "2020-03-31")]


@pytest.mark.parametrize(
    ("cells", "cell", "last"),
    [
        (["Mar 20", "Sept 20"], "Sept 20", date(2020, 9, 30)),
        (["Mar 20", "Mar 20"], "Mar 20", None),
    ],
    ids=["two months of a year near the paper", "one month: the day or the year?"],
)
def test_a_column_of_months_tells_what_its_two_digits_are(cells, cell, last):
    period = action_dates.read_cell(cell, DAY, action_dates.column_years(cells, DAY))
    assert (period and period.last_day) == last


def test_no_role_but_milestone_is_given_twice():
    given = [role for role, *_ in roles("By May 2020 this, by June 2020 that, by July 2020 the rest", "planned")]
    assert given == ["milestone", "milestone", "finish"]
