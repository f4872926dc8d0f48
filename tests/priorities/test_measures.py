"""A measure on a day: its latest value, how far from target, better or worse, and its chart."""

from datetime import date
from decimal import Decimal

import pytest

from priorities.measure_chart import draw_chart
from priorities.measures import describe, is_known
from priorities.models import Measure, MeasureValue

JULY, OCTOBER, JANUARY = date(2019, 7, 1), date(2019, 10, 16), date(2020, 1, 14)


def value(figure=None, day=None, kind="value", upto=None, **kwargs):
    """An unsaved value of a day; one without a figure has words alone."""
    return MeasureValue(
        order=kwargs.pop("order", 1), kind=kind, words=kwargs.pop("words", f"{figure}"), date_words="then",
        value=None if figure is None else Decimal(figure), value_to=None if upto is None else Decimal(upto),
        **{"first_day": day, "last_day": day} | kwargs,
    )  # fmt: skip


def measure(unit="%", better="up"):
    return Measure(number=1, name="A measure", unit=unit, better=better)


@pytest.mark.parametrize(
    ("unit", "better", "figures", "expected"),
    [
        pytest.param("%", "up", (82, 85), "3 percentage points below the target of 85%, so not yet met", id="below"),
        pytest.param("%", "up", (88, 85), "3 percentage points above the target of 85%, so met", id="above"),
        pytest.param("%", "", (82, 85), "3 percentage points below the target of 85%", id="no direction is known"),
        pytest.param("%", "up", (84, 85), "1 percentage point below the target of 85%, so not yet met", id="one point"),
        pytest.param("%", "up", ("84.5", 85), "0.5 percentage points below the target of 85%, so not yet met", id="half"),
        pytest.param("%", "up", (85, 85), "at the target of 85%", id="at it"),
        pytest.param("days", "down", (31, 30), "1 day above the target of 30 days, so not yet met", id="one day over"),
        pytest.param("days", "down", (12, 30), "18 days below the target of 30 days, so met", id="days under"),
        pytest.param(
            "children", "down", (1500, 300), "1,200 children above the target of 300 children, so not yet met",
            id="thousands",
        ),
        pytest.param(
            "%", "up", (80, None), "the papers do not give both in figures, so we cannot say how far it is from the target",
            id="a target in words alone",
        ),
    ],
)  # fmt: skip
def test_how_far_from_the_target_is_said_in_words(unit, better, figures, expected):
    latest, target = figures
    values = [value(latest, OCTOBER), value(target, JULY, "target")]
    assert describe(measure(unit, better), values, JANUARY).distance == expected


@pytest.mark.parametrize(
    ("ranged", "target", "expected"),
    [
        pytest.param((25, 30), 40, "10 percentage points below the target of 40%, so not yet met", id="all below"),
        pytest.param((25, 30), 20, "5 percentage points above the target of 20%, so met", id="all above"),
        pytest.param((25, 30), 28, "at the target of 28%", id="within"),
    ],
)
def test_a_range_is_as_far_from_the_target_as_its_nearer_end(ranged, target, expected):
    low, high = ranged
    values = [value(low, OCTOBER, upto=high), value(target, None, "target")]
    assert describe(measure(), values, JANUARY).distance == expected


def test_without_a_target_it_says_so():
    assert describe(measure(), [value(80, OCTOBER)], JANUARY).distance == "no target is stated"


def test_the_latest_is_the_value_of_the_latest_day_and_what_is_dated_later_counts_in_nothing():
    first, second = value(70, JULY, order=2), value(80, OCTOBER, order=1)
    both = describe(measure(), [first, second], JANUARY)
    assert (both.latest, both.moved) == (second, "better than the value before (70): up 10 percentage points")
    then = describe(measure(), [first, second], date(2019, 10, 15))
    assert (then.latest, then.moved, then.known, then.later, then.chart) == (first, "", [first], [second], None)
    on_the_day = describe(measure(), [first, second], OCTOBER)
    assert on_the_day.latest == second


def test_with_no_value_before_it_is_told_against_the_baseline():
    values = [value(50, JULY, "baseline", words="half"), value(40, OCTOBER)]
    described = describe(measure("days", "down"), values, JANUARY)
    assert (described.baseline, described.moved) == (values[0], "better than the baseline (half): down 10 days")


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ((69, 65), "4 higher than the national figure (65 rows)"),
        ((65, 65), "the same as the national figure (65 rows)"),
    ],
)
def test_a_comparator_is_told_with_whose_it_is(figures, expected):
    own, theirs = figures
    values = [value(own, OCTOBER), value(theirs, OCTOBER, "comparator", whose="national")]
    assert describe(measure("rows", ""), values, JANUARY).against == [expected]


def test_a_comparator_alone_is_no_value_of_the_councils_own():
    described = describe(measure(), [value(25, OCTOBER, "comparator", upto=30, whose="national")], JANUARY)
    assert (described.latest, len(described.comparators), described.against) == (None, 1, [])


@pytest.mark.parametrize(
    ("given", "on", "expected"),
    [
        pytest.param(value(1, OCTOBER), date(2019, 10, 15), False, id="the day before its day"),
        pytest.param(value(1, OCTOBER), OCTOBER, True, id="its own day"),
        pytest.param(value(1, None), JULY, True, id="no day is given"),
        pytest.param(value(1, first_day=JULY, last_day=OCTOBER), date(2019, 8, 1), False, id="within its period"),
        pytest.param(value(1, JANUARY, "target"), JULY, True, id="a target to be reached later"),
        pytest.param(
            value(1, kind="target", first_day=OCTOBER, last_day=JANUARY), JULY, False, id="a target not yet set"
        ),
    ],
)
def test_a_value_counts_from_its_last_day_and_a_target_from_its_first(given, on, expected):
    assert is_known(given, on) is expected


@pytest.mark.parametrize(
    ("words", "first", "last", "expected"),
    [
        ("14 January 2020", JANUARY, JANUARY, "14 January 2020"),
        ("by 14 January 2020", JANUARY, JANUARY, "by 14 January 2020"),
        ("16/10/2019", OCTOBER, OCTOBER, "16 October 2019 (in the paper: “16/10/2019”)"),
        ("autumn 2019", JULY, OCTOBER, "autumn 2019 (1 July 2019 to 16 October 2019)"),
        ("the last benchmarking", None, JANUARY, "“the last benchmarking”, reported by 14 January 2020"),
        ("not given", None, None, "not given"),
    ],
)
def test_a_day_is_told_with_the_papers_own_words(words, first, last, expected):
    assert MeasureValue(date_words=words, first_day=first, last_day=last).days_in_words == expected


def test_a_chart_is_drawn_only_for_figures_of_two_days():
    assert draw_chart([value(70, JULY)]) is None
    assert draw_chart([value(70, JULY), value(None, OCTOBER)]) is None
    assert draw_chart([value(70, JULY), value(80, JULY)]) is None
    assert draw_chart([value(70, None), value(80, JULY)]) is None
    assert len(draw_chart([value(70, JULY), value(80, OCTOBER)]).points) == 2


def test_a_chart_begins_at_zero_and_is_as_wide_as_its_days():
    drawn = draw_chart(
        [value(50, date(2020, 1, 1)), value(100, date(2020, 1, 5)), value(0, date(2020, 1, 9))], value(50)
    )
    assert drawn.points == [("8.0", "45.0"), ("120.0", "8.0"), ("232.0", "82.0")]
    assert drawn.line == "8.0,45.0 120.0,8.0 232.0,82.0"
    assert drawn.target == "45.0"


def test_a_chart_of_nothing_but_zero_is_a_line_at_the_foot():
    assert draw_chart([value(0, JULY), value(0, OCTOBER)]).points == [("8.0", "82.0"), ("232.0", "82.0")]


# Figures (before, latest, target), which way is better, and the sentence.
DIRECTIONS = [
    pytest.param((70, 77, 83), "up", "up 7 percentage points since 1 July 2019, which is better, but still 6 percentage points below the target", id="better, not met"),
    pytest.param((70, 90, 83), "up", "up 20 percentage points since 1 July 2019, which is better; the target is met: 7 percentage points above it", id="better, met"),
    pytest.param((80, 77, 83), "up", "down 3 percentage points since 1 July 2019, which is worse; 6 percentage points below the target", id="worse, not met"),
    pytest.param((90, 87, 83), "up", "down 3 percentage points since 1 July 2019, which is worse, but the target is met: 4 percentage points above it", id="worse, met"),
    pytest.param((40, 30, 20), "down", "down 10 percentage points since 1 July 2019, which is better, but still 10 percentage points above the target", id="lower is better, not met"),
    pytest.param((10, 15, 20), "down", "up 5 percentage points since 1 July 2019, which is worse, but the target is met: 5 percentage points below it", id="lower is better, met"),
    pytest.param((70, 83, 83), "up", "up 13 percentage points since 1 July 2019, which is better; at the target", id="at the target"),
    pytest.param((70, 70, 83), "up", "no change since 1 July 2019; 13 percentage points below the target", id="no change"),
    pytest.param((90, 90, 83), "up", "no change since 1 July 2019; the target is met: 7 percentage points above it", id="no change, met"),
    pytest.param((70, 77, 83), "", "up 7 percentage points since 1 July 2019; 6 percentage points below the target", id="nobody says which way is better"),
    pytest.param((70, 77, None), "up", "up 7 percentage points since 1 July 2019, which is better; no target is stated", id="no target"),
    pytest.param((None, 77, 83), "up", "no earlier value to compare with; 6 percentage points below the target", id="no earlier value"),
    pytest.param((None, 90, 83), "up", "no earlier value to compare with; the target is met: 7 percentage points above it", id="no earlier value, met"),
    pytest.param((None, 77, None), "up", "no earlier value and no target to compare with", id="one value alone"),
]  # fmt: skip


@pytest.mark.parametrize(("figures", "better", "expected"), DIRECTIONS)
def test_one_sentence_says_which_way_it_goes_and_how_far_the_target_is(figures, better, expected):
    before, latest, target = figures
    values = [value(latest, OCTOBER, order=2)]
    values += [] if before is None else [value(before, JULY)]
    values += [] if target is None else [value(target, None, "target", order=3)]
    assert describe(measure("%", better), values, JANUARY).direction == expected


@pytest.mark.parametrize(("figures", "better", "expected"), DIRECTIONS)
def test_the_sentence_says_the_same_as_the_longer_ones(figures, better, expected):
    """What the page of a priority says of movement and distance: never better here and worse there."""
    before, latest, target = figures
    values = [value(latest, OCTOBER, order=2)]
    values += [] if before is None else [value(before, JULY)]
    values += [] if target is None else [value(target, None, "target", order=3)]
    described = describe(measure("%", better), values, JANUARY)
    for word in ("better", "worse"):
        assert (f"which is {word}" in described.direction) == described.moved.startswith(f"{word} than")
    assert ("the target is met" in described.direction) == described.distance.endswith(", so met")


def test_a_direction_of_words_of_ranges_and_of_one_day_is_no_false_comparison():
    in_words = [value(None, JULY, words="most"), value(77, OCTOBER, order=2)]
    assert describe(measure(), in_words, JANUARY).direction == (
        "the papers do not give this value and the one before in figures; no target is stated"
    )
    ranges = [value(70, JULY, upto=80), value(75, OCTOBER, order=2)]
    assert describe(measure(), ranges, JANUARY).direction == "no clear change since 1 July 2019; no target is stated"
    same_day = [value(70, OCTOBER), value(75, OCTOBER, order=2)]
    assert describe(measure(), same_day, JANUARY).direction == (
        "up 5 percentage points since the value before, which is better; no target is stated"
    )
    target = value(None, None, "target", words="the best", order=3)
    assert describe(measure(), [value(70, JULY), target], JANUARY).direction == (
        "no earlier value to compare with; the target is “the best”, and the papers do not give both in figures"
    )
    assert describe(measure(), [value(70, JULY, "comparator")], JANUARY).direction == ""


def test_a_chart_has_a_line_for_the_latest_figure_of_each_of_others_and_its_first_and_last_day():
    others = [
        value(40, JULY, "comparator", whose="London"),
        value(50, OCTOBER, "comparator", whose="London", words="half", order=2),
        value(None, OCTOBER, "comparator", whose="national", words="more"),
        value(100, None, "comparator", upto=100 + 20, words="100 to 120"),
    ]
    drawn = draw_chart([value(0, JULY), value(110, OCTOBER)], None, others)
    assert [(each.pattern, each.words) for each in drawn.others] == [
        (1, "London: half"), (2, "for comparison: 100 to 120"),
    ]  # fmt: skip
    assert [each.y for each in drawn.others] == [f"{8 + 74 * (110 - 50) / 110:.1f}", "8.0"]
    assert (drawn.first, drawn.last) == (JULY, OCTOBER)
