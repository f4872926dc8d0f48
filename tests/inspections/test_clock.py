"""The statutory clock of an inspection: its days, what is left of them, and whether the statement met it."""

from datetime import date

import pytest

from inspections.models import Inspection
from inspections.scrutiny.inspections.statutory_clock import clock
from tests.making import TODAY
from tests.making_scrutiny import make_inspection

pytestmark = pytest.mark.django_db

MONTH = {"received_words": "September 2019", "received_first_day": date(2019, 9, 2), "received_last_day": date(2019, 9, 30)}  # fmt: skip


def received(day):
    return {"received_first_day": day, "received_last_day": day}


def inspection(**kwargs):
    return Inspection(starts_clock=True, **kwargs)


def test_an_inspection_that_starts_no_clock_has_none():
    assert clock(Inspection(**received(date(2019, 9, 2))), TODAY) is None


def test_from_the_day_of_receipt_the_report_is_due_in_30_working_days_and_the_statement_in_70():
    """Counted on a calendar by hand: six and fourteen weeks without a bank holiday."""
    read = clock(inspection(**received(date(2019, 9, 2))), date(2019, 12, 1))
    assert [(due.within, due.earliest, due.latest) for due in read.due] == [
        (30, date(2019, 10, 14), date(2019, 10, 14)),
        (70, date(2019, 12, 9), date(2019, 12, 9)),
    ]
    assert [due.words for due in read.due] == ["by 14 October 2019, 48 days ago", "by 9 December 2019, in 8 days"]
    assert (read.received, read.unknown) == ("2 September 2019", "")


def test_where_only_the_month_is_known_the_earliest_and_the_latest_day_are_told():
    """From 2 September as above; from 30 September seventy working days lie over Christmas and the New Year."""
    read = clock(inspection(**MONTH), date(2019, 12, 20))
    statement = read.due[1]
    assert (statement.earliest, statement.latest) == (date(2019, 12, 9), date(2020, 1, 9))
    assert statement.words == (
        "by 9 December 2019 at the earliest (11 days ago), by 9 January 2020 at the latest (in 20 days)"
    )
    assert read.received == "“September 2019”, so between 2 September 2019 and 30 September 2019"


@pytest.mark.parametrize(
    ("known", "sent", "on", "expected"),
    [
        (received(date(2019, 9, 2)), date(2019, 12, 9), TODAY, "The statement was sent on 9 December 2019: in time."),
        (received(date(2019, 9, 2)), date(2019, 12, 10), TODAY, "The statement was sent on 10 December 2019: 1 day late."),
        (MONTH, date(2019, 12, 9), TODAY, "The statement was sent on 9 December 2019: in time."),
        (MONTH, date(2020, 1, 10), TODAY, "The statement was sent on 10 January 2020: at least 1 day late."),
        (
            MONTH, date(2020, 1, 9), TODAY,
            "The statement was sent on 9 January 2020. We cannot say whether that was in time, because we do not know "
            "which day the report arrived.",
        ),
        (MONTH, None, date(2020, 1, 9), "By 9 January 2020 there was no record of the day the statement was sent."),
        (
            MONTH, None, date(2020, 1, 11),
            "By 11 January 2020 there was no record of the day the statement was sent. That day has passed, 2 days ago.",
        ),
        (
            MONTH, date(2020, 1, 9), date(2020, 1, 8),
            "By 8 January 2020 there was no record of the day the statement was sent.",
        ),
    ],
    ids=[
        "on the day", "a day late", "before the earliest", "after the latest", "between the two", "not sent yet",
        "not sent and past", "sent on a later day than the one shown",
    ],
)  # fmt: skip
def test_whether_the_statement_met_it(known, sent, on, expected):
    assert clock(inspection(**known, statement_sent_on=sent), on).statement == expected


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        ({}, "The papers do not say when the council received the report, so we cannot work out the day."),
        (
            {"received_words": "in the autumn"},
            "The papers say only “in the autumn” about when the council received the report, so we cannot work out the day.",
        ),
        (received(date(2020, 1, 15)), "The council had not received the report by 14 January 2020."),
        (
            received(date(2011, 11, 1)),
            "We do not have the bank holidays for 2011, only for 2012 to 2028, so we cannot count the working days.",
        ),
    ],
    ids=["nothing is known", "words without a day", "received later", "bank holidays not known"],
)
def test_a_day_that_cannot_be_worked_out_is_said_not_to_be_and_never_guessed(known, sentence):
    read = clock(inspection(**known), TODAY)
    assert (read.unknown, read.due) == (sentence, ())


def test_the_pages_tell_the_clock_and_the_law(plan, page):
    made = make_inspection(starts_clock=True, statement_sent_on=date(2020, 1, 9), **MONTH)
    text = page(f"/inspections/{made.slug}/")
    assert (
        "The statutory clock The statement was sent on 9 January 2020. We cannot say whether that was in time" in text
    )
    assert "Publishing the written statement of what it will do Due by 9 December 2019 at the earliest (36 days ago), by 9 January 2020 at the latest (5 days ago) 70 working days after the council received the report" in text  # fmt: skip
    assert "Education and Inspections Act 2006, sections 135 to 137" in text
    assert "(SI 2007/462), regulations 1 to 3." in text
    assert "Statutory clock: The statement was sent on 9 January 2020." in page("/inspections/")


def test_a_look_without_a_clock_tells_none(plan, page):
    made = make_inspection()
    assert "statutory clock" not in page(f"/inspections/{made.slug}/") + page("/inspections/")
