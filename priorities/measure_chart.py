"""The charts of a measure: a line through its values over time, as plain numbers for a template to draw."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import attrgetter

from priorities.models import MeasureValue

# The chart's size in the units of its drawing, and the room around the line for its points.
CHART_WIDTH, CHART_HEIGHT, MARGIN = 240, 90, 8


# The small line of a table has no room for more.
SMALL_WIDTH, SMALL_HEIGHT, SMALL_MARGIN = 120, 36, 5
MOST_COMPARATORS = 3  # lines that can be told apart


@dataclass(frozen=True, slots=True)
class Level:
    """A line across the chart at a figure of others: its y, its pattern (1, 2 or 3), and whose it is, in words."""

    y: str
    pattern: int
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A line through the values of a measure, in the units of its drawing: points of (x, y), and the target's y.

    `others` are the lines of the comparators. `first`, `last`: the first and the last day of the line. `lowest`,
    `highest`: the figures at the foot and the top of the scale; it begins at zero, or at a figure below that.
    """

    points: list
    line: str
    target: str = ""
    width: int = CHART_WIDTH
    height: int = CHART_HEIGHT
    others: list = field(default_factory=list)
    first: date | None = None
    last: date | None = None
    lowest: Decimal = Decimal(0)
    highest: Decimal = Decimal(1)
    small_line: str = ""
    small_target: str = ""
    small_end: tuple = ()
    small_width: int = SMALL_WIDTH
    small_height: int = SMALL_HEIGHT


def draw_chart(
    values: Iterable[MeasureValue], target: MeasureValue | None = None, comparators: Iterable[MeasureValue] = ()
) -> Chart | None:
    """A line through those of `values` that have a figure and a day; None for fewer than two days.

    The scale begins at zero, so that a small change looks small. Of several figures of the same others, the latest is
    drawn.
    """
    drawn = sorted((value for value in values if value.value is not None and value.day), key=attrgetter("in_time"))
    days = [value.day for value in drawn]
    if len(set(days)) < 2:
        return None
    goal = target.value if target and target.value is not None else None
    latest_of = {other.whose: other for other in comparators if other.value is not None}
    others = list(latest_of.values())[-MOST_COMPARATORS:]
    figures = [each for value in drawn for each in (value.value, value.value_to) if each is not None]
    figures += [Decimal(0), *(other.middle for other in others)]
    figures += [] if goal is None else [goal]
    lowest, highest = min(figures), max(figures) or Decimal(1)

    def place(value, width, height, margin):
        room = (days[-1] - days[0]).days
        across = margin + (width - 2 * margin) * (value.day - days[0]).days / room
        return f"{across:.1f}", down(value.middle, height, margin)

    def down(figure, height=CHART_HEIGHT, margin=MARGIN):
        return f"{margin + float((height - 2 * margin) * (highest - figure) / (highest - lowest)):.1f}"

    points = [place(value, CHART_WIDTH, CHART_HEIGHT, MARGIN) for value in drawn]
    small = [place(value, SMALL_WIDTH, SMALL_HEIGHT, SMALL_MARGIN) for value in drawn]
    return Chart(
        points,
        _line(points),
        down(goal) if goal is not None else "",
        others=[Level(down(other.middle), pattern, _whose(other)) for pattern, other in enumerate(others, start=1)],
        first=days[0],
        last=days[-1],
        lowest=lowest,
        highest=highest,
        small_line=_line(small),
        small_target=down(goal, SMALL_HEIGHT, SMALL_MARGIN) if goal is not None else "",
        small_end=small[-1],
    )


def _line(points):
    return " ".join(f"{x},{y}" for x, y in points)


def _whose(other):
    """“national: 79%”; the figure alone where the papers do not say whose it is."""
    return f"{other.whose}: {other.words}" if other.whose else f"for comparison: {other.words}"
