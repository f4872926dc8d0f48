"""The drawing of the plan over time: a true scale, and words that never lie over each other."""

from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest

from actions.board.over_time import COLUMN, NARROWEST, STEP, Point, drawing

START = date(2019, 10, 14)


def points(*days):
    return [
        Point((START + timedelta(day)).isoformat(), "", "14 Oct 2019", "", None, {"complete": 10}, 10) for day in days
    ]


@pytest.mark.parametrize("days", [(0, 100, 300), (0, 10, 300), (0, 30, 31, 400), (0, 90, 180)])
def test_columns_are_as_far_apart_as_their_days(days):
    drawn = drawing(points(*days))
    middles = [column["middle"] for column in drawn["columns"]]
    scale = (middles[-1] - middles[0]) / days[-1]
    for middle, day in zip(middles, days, strict=True):
        # A column is moved only where the one before would lie over it.
        assert middle - middles[0] == pytest.approx(day * scale, abs=NARROWEST if 1 in _gaps(days) else 1)
    for before, after in pairwise(drawn["columns"]):
        assert before["x"] + drawn["column"] < after["x"]


def _gaps(days):
    return [after - before for before, after in pairwise(days)]


def test_evenly_spaced_columns_have_their_full_width_and_one_line_of_days():
    drawn = drawing(points(0, 90, 180))
    assert (drawn["column"], drawn["lines"]) == (COLUMN, 1)


@pytest.mark.parametrize("days", [(0, 1, 2, 500), (0, 0, 0, 200), (0, 5, 300, 305), tuple(range(12))])
def test_no_day_and_no_total_is_written_over_another(days):
    drawn = drawing(points(*days))
    for one, other in combinations(drawn["columns"], 2):
        apart = abs(one["middle"] - other["middle"])
        assert one["label"] != other["label"] or apart >= STEP - 4
        assert one["top"] != other["top"] or apart >= 34
    assert all(column["x"] >= 0 and column["x"] + drawn["column"] <= drawn["width"] for column in drawn["columns"])
    assert all(float(column["top"]) > 0 and column["label"] < drawn["height"] for column in drawn["columns"])
