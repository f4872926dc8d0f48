"""The plan over time: the statuses at each frozen position, as they were kept, and the statuses now."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from actions.board.figures import BAR_ORDER, Figures
from actions.models import FrozenPosition
from actions.pages.page_context import PageContext
from actions.positions.frozen import frozen_positions
from csc_tracker.pages.wording import in_words

# Fewer positions make no chart: two columns are a comparison, which “changed since” tells better.
FEWEST = 3
# The drawing, in its own units: a column's width, and the narrowest where days are near; the room that a day in words
# takes, the least width of it all, the height that the largest total fills, and what is left above and below.
COLUMN, NARROWEST, STEP, WIDTH, HEIGHT, TOP, BOTTOM = 44, 12, 88, 440, 150, 22, 44
# The room that a total above its column takes, and the height of a line of days or of totals.
NUMBER, LINE = 34, 16


@dataclass(frozen=True)
class Point:
    """The plan at one position: its day, to whom it was reported (empty: live), how many show each state.

    `date` is the day as 2020-01-14, `day` the same in words, `short` for where there is little room.
    """

    date: str
    day: str
    short: str
    reported_to: str
    position: str | None
    states: dict
    counted: int


def points(page_context: PageContext, whole: Figures, frozen: Iterable[FrozenPosition]) -> list[Point]:
    """The frozen positions up to the day asked, of several versions the latest, then the figures `whole` of that day.

    `frozen` come from `frozen.frozen_positions`. Empty where there are fewer than three points in all.
    """
    in_order = sorted(frozen, key=lambda position: (position.on, position.version, position.pk))
    of_meeting = {position.meeting: position for position in in_order}
    columns = [_frozen(position) for position in sorted(of_meeting.values(), key=lambda each: (each.on, each.pk))]
    if not (page_context.as_reported and columns and columns[-1].day == in_words(page_context.on)):
        states = {state.value: number for state, number in whole.by_state.items() if number}
        on = page_context.on
        columns.append(Point(on.isoformat(), in_words(on), _short(on), "", None, states, whole.counted))
    return columns if len(columns) >= FEWEST else []


def _frozen(position):
    figures = json.loads(position.figures)
    return Point(
        position.on.isoformat(),
        in_words(position.on),
        _short(position.on),
        position.reported_to,
        position.code,
        figures["states"],
        figures["counted"],
    )


def _short(day):
    """A day as a column has room for: 14 Jan 2020."""
    return f"{day.day} {day:%b %Y}"


def _middles(days: list[date]) -> list[int]:
    """The middle of each column: by its day, on one scale. Days that are nearer than a column is wide touch."""
    whole = (days[-1] - days[0]).days or 1
    scale = (max(WIDTH, len(days) * STEP) - STEP) / whole
    middles: list[int] = []
    for day in days:
        middle = STEP // 2 + round((day - days[0]).days * scale)
        middles.append(max(middle, middles[-1] + NARROWEST) if middles else middle)
    return middles


def _lines(middles: list[int], room: int) -> list[int]:
    """The line, from 0, in which each column's words have room beside those before them."""
    ends: list[int] = []
    lines = []
    for middle in middles:
        line = next((line for line, end in enumerate(ends) if end + room <= middle), len(ends))
        ends[line : line + 1] = [middle]
        lines.append(line)
    return lines


def drawing(points: list[Point]) -> dict:
    """The stacked columns of the points for the template: their segments from the bottom, labels and marks.

    The scale of time is true. Where days are near, columns are narrower, and their labels are in lines below each
    other: `line` of a column, from 0, `label` its y.
    """
    largest = max((point.counted for point in points), default=0) or 1
    middles = _middles([date.fromisoformat(point.date) for point in points])
    nearest = min((after - before for before, after in pairwise(middles)), default=STEP)
    width = max(NARROWEST - 2, min(COLUMN, nearest - 2))
    lines, numbers = _lines(middles, STEP - 4), _lines(middles, NUMBER)
    top = TOP + LINE * max(numbers, default=0)
    floor = top + HEIGHT
    columns = []
    for middle, point, line, number in zip(middles, points, lines, numbers, strict=True):
        y = floor
        segments = []
        for state in BAR_ORDER:
            height = HEIGHT * point.states.get(state.value, 0) / largest
            if height:
                y -= height
                segments.append({"state": state.value, "y": f"{y:.1f}", "height": f"{height:.1f}"})
        columns.append(
            {
                "x": middle - width // 2,
                "middle": middle,
                "top": f"{y - 6 - LINE * number:.1f}",
                "segments": segments,
                "point": vars(point),
                "line": line,
                "label": floor + 34 + LINE * line,
            }
        )
    return {
        "columns": columns,
        "width": middles[-1] + STEP // 2,
        "height": floor + BOTTOM + LINE * max(lines, default=0),
        "column": width,
        "floor": floor,
        "marks": floor + 16,
        "lines": 1 + max(lines, default=0),
    }


def table(points: list[Point]) -> list:
    """The rows behind the chart: [state's code, its word, [day, number] of each point], for states that any shows."""
    shown = [state for state in BAR_ORDER if any(point.states.get(state.value) for point in points)]
    return [
        [state.value, state.label, [[point.day, point.states.get(state.value, 0)] for point in points]]
        for state in shown
    ]


def over_time(page_context, whole):
    """The points, the drawing and the rows behind it as plain values; None where there are too few positions."""
    columns = points(page_context, whole, frozen_positions(page_context))
    if not columns:
        return None
    return {"points": [vars(point) for point in columns], "drawing": drawing(columns), "rows": table(columns)}
