"""An action's history in words."""

from datetime import date

import pytest

from actions.models import ActionPeriod
from actions.updating.history import Entry, entries
from csc_tracker.models import User
from priorities.models import Post
from tests.making import make_due, update_of

ANN = User(username="ann", first_name="Ann", last_name="Other")
HEAD = Post(title="Head of Early Help")
DONE, JUNE = date(2020, 1, 7), date(2020, 6, 30)


def entry(**kwargs):
    return Entry(update_of(None, **kwargs))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"stage": "under_way"}, "Under way"),
        ({"stage": "under_way", "rating": "on_track", "by": ANN}, "Under way, On track"),
        ({"rating": "at_risk", "by": ANN}, "At risk"),
        ({"no_change": True, "rating": "on_track", "by": ANN}, "no change, still true, On track"),
        ({"withdraws_id": 1, "stage": "planned"}, "withdraws an earlier update"),
        ({"words": "A word."}, ""),
    ],
)
def test_what_an_update_reports(said, words):
    assert entry(**said).says == words


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Reported in a paper."),
        ({"paper_day": DONE}, "Reported in a paper; the date in the paper is 7 January 2020."),
        ({"by": ANN}, "Ann Other."),
        ({"by": ANN, "post": HEAD}, "Ann Other, Head of Early Help."),
        ({"by": ANN, "confirms_id": 1}, "Confirmed by Ann Other."),
        (
            {"by": ANN, "post": HEAD, "confirms_id": 1, "paper_day": DONE},
            "Confirmed by Ann Other, Head of Early Help; reported done on 7 January 2020, before a position was frozen.",
        ),
    ],
)
def test_who_reported_it(said, words):
    assert entry(**said).reported_by == words


@pytest.mark.parametrize(
    ("basis", "words"), [("own", "Due 30 June 2020."), ("plan", "Due 30 June 2020, from the plan.")]
)
def test_when_it_is_due_by_it(basis, words):
    assert entry(**make_due(JUNE, basis=basis)).due == words


def test_a_date_moved_from_the_one_recorded_before():
    first = update_of(None, stage="planned", effective_date=DONE, **make_due(date(2020, 3, 31)))
    moved = update_of(None, by=ANN, **make_due(JUNE, change="moved"))
    assert [each.due_before for each in entries([first, moved])] == [None, date(2020, 3, 31)]
    assert entries([first, moved])[1].moved == "from 31 March 2020 to 30 June 2020"
    assert Entry(moved).moved == "to 30 June 2020"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Last update: 14 January 2020, from a paper."),
        ({"by": ANN}, "Last update: 14 January 2020, Ann Other."),
    ],
)
def test_the_last_update(said, words):
    assert entry(**said).last_update == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (DONE, DONE, "7 January 2020"),
        (DONE, JUNE, "7 January 2020 to 30 June 2020"),
        (None, JUNE, "by 30 June 2020"),
        (DONE, None, "from 7 January 2020"),
        (None, None, ""),
    ],
)
def test_the_days_of_a_period(first, last, words):
    assert ActionPeriod(first_day=first, last_day=last).days_in_words == words
