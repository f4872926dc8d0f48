"""The plan over time: the statuses at each frozen position, as they were kept, and the statuses now."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from actions.board.figures import BAR_ORDER, Figures
from actions.models import FrozenPosition
from actions.pages.page_context import PageContext
from actions.positions.frozen import frozen_positions
from csc_tracker.pages.wording import in_words

# Fewer positions make no chart: two columns are a comparison, which “changed since” tells better.
FEWEST = 3
# The drawing, in its own units: a column's width, the least from one to the next, so that their days can be read, the
# least width of it all, and the height that the largest total fills.
COLUMN, STEP, WIDTH, HEIGHT, TOP, BOTTOM = 44, 88, 440, 150, 22, 44


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


def _places(days: list[date]) -> list[int]:
    """Where each column begins: by its day, on one scale, but no two so near that their days could not be read."""
    margin, whole = (STEP - COLUMN) // 2, (days[-1] - days[0]).days or 1
    scale = (max(WIDTH, len(days) * STEP) - STEP) / whole
    places: list[int] = []
    for day in days:
        place = margin + round((day - days[0]).days * scale)
        places.append(max(place, places[-1] + STEP) if places else place)
    return places


def drawing(points: list[Point]) -> dict:
    """The stacked columns of the points for the template: their segments from the bottom, labels and marks."""
    largest = max((point.counted for point in points), default=0) or 1
    columns, places = [], _places([date.fromisoformat(point.date) for point in points])
    for x, point in zip(places, points, strict=True):
        y = TOP + HEIGHT
        segments = []
        for state in BAR_ORDER:
            height = HEIGHT * point.states.get(state.value, 0) / largest
            if height:
                y -= height
                segments.append({"state": state.value, "y": f"{y:.1f}", "height": f"{height:.1f}"})
        columns.append(
            {"x": x, "middle": x + COLUMN // 2, "top": f"{y - 6:.1f}", "segments": segments, "point": vars(point)}
        )
    return {
        "columns": columns,
        "width": places[-1] + STEP // 2 + COLUMN // 2,
        "height": TOP + HEIGHT + BOTTOM,
        "column": COLUMN,
        "floor": TOP + HEIGHT,
        "labels": TOP + HEIGHT + 18,
        "marks": TOP + HEIGHT + 36,
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
