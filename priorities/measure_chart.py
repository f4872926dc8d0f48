"""The chart of a measure: a line through its values over time, as plain numbers for a template to draw."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from priorities.models import MeasureValue

# The chart's size in the units of its drawing, and the room around the line for its points.
CHART_WIDTH, CHART_HEIGHT, MARGIN = 240, 90, 8


@dataclass(frozen=True, slots=True)
class Chart:
    """A line through the values of a measure, in the units of its drawing: points of (x, y), and the target's y."""

    points: list
    line: str
    target: str = ""
    width: int = CHART_WIDTH
    height: int = CHART_HEIGHT


def draw_chart(values: Iterable[MeasureValue], target: MeasureValue | None = None) -> Chart | None:
    """A line through those of `values` that have a figure and a day; None for fewer than two days.

    The scale begins at zero, so that a small change looks small.
    """
    drawn = sorted((value for value in values if value.value is not None and value.day), key=attrgetter("in_time"))
    days = [value.day for value in drawn]
    if len(set(days)) < 2:
        return None
    goal = target.value if target and target.value is not None else None
    figures = [each for value in drawn for each in (value.value, value.value_to) if each is not None]
    figures += [Decimal(0)] if goal is None else [Decimal(0), goal]
    lowest, highest = min(figures), max(figures) or Decimal(1)
    span = highest - lowest
    first, room = days[0], (days[-1] - days[0]).days

    def across(day):
        return f"{MARGIN + (CHART_WIDTH - 2 * MARGIN) * (day - first).days / room:.1f}"

    def down(figure):
        return f"{MARGIN + float((CHART_HEIGHT - 2 * MARGIN) * (highest - figure) / span):.1f}"

    points = [(across(value.day), down(value.middle)) for value in drawn]
    line = " ".join(f"{x},{y}" for x, y in points)
    return Chart(points, line, down(goal) if goal is not None else "")
