"""When the actions of a plan are due: counted by quarter and status, and drawn on a true scale of time."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Count

from actions.board.quarters import Quarter
from actions.models import ActionPosition
from actions.pages.page_context import PageContext
from actions.positions.as_at import SEQUENCES, in_force_by_index
from actions.positions.counted import counted
from actions.positions.status import COUNTED, OPEN, Status
from csc_tracker.database.prepared import DAYS, KEYS, Prepared
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.wording import count_of, in_words, plural
from csc_tracker.people.sight import note_with_right

# The width of the longest bar in the units of its drawing, the gap between segments and the narrowest that shows; the
# height of a quarter on the line of time.
BAR_WIDTH, GAP, NARROWEST, ROW_HEIGHT = 480, 2, 4, 60
# So many quarters are drawn one by one. In a longer plan, one line has each run of more than `LONGEST_RUN` empty ones.
MOST_QUARTERS, LONGEST_RUN = 40, 4
FINISHED = (Status.AWAITING, Status.COMPLETE)


@dataclass
class DueDates:
    """How many of a plan's actions are due in each quarter, by status; those in the totals of the status board alone.

    `undated` are those without a due date. `to_come`: the open ones due in the quarter of the day, on it or later.
    """

    by_quarter: dict[Quarter, Counter[Status]] = field(default_factory=lambda: defaultdict(Counter))
    undated: Counter[Status] = field(default_factory=Counter)
    to_come: int = 0

    @property
    def late(self) -> int:
        return sum(counts[Status.LATE] for counts in self.by_quarter.values())


def due_dates(page_context: PageContext) -> DueDates:
    """The actions of the page's plan by the quarter that they are due in, on the day of the page. One query."""
    note_with_right(page_context.plan.pk)
    on, known, dates = page_context.on, [], DueDates()
    if page_context.up_to is not None:
        known = [page_context.up_to]
    this_quarter = Quarter.of(on)
    for day, facts, number in _query(bool(known)).rows(page_context.plan.pk, on, *known):
        status = Status(counted(facts).status)
        if status not in COUNTED:
            continue
        if day is None:
            dates.undated[status] += number
            continue
        quarter = Quarter.of(day)
        dates.by_quarter[quarter][status] += number
        if status in OPEN and day >= on and quarter == this_quarter:
            dates.to_come += number
    return dates


@cache
def _query(as_known: bool) -> Prepared:
    """The query of (due date, what is counted as, number) of a plan's actions, as `figures` counts them."""

    def build(plan: int, on: date, up_to: int | None = None) -> Any:
        first, *others = [
            ActionPosition.objects.filter(condition, priority__plan=plan)
            .order_by()
            .values("due_last_day", "counted_as")
            .annotate(number=Count("*"))
            .values_list("due_last_day", "counted_as", "number")
            for condition in in_force_by_index(on, up_to)
        ]
        return first.union(*others, all=True) if others else first

    return Prepared(build, KEYS[0], DAYS[0], *SEQUENCES[:as_known])


# What the page shows


def timeline(page_context: PageContext, dates: DueDates) -> list[dict]:
    """The quarters from the first to the last that has a due date or the day of the page, in order, as the page draws
    them; empty where no action has a due date.
    """
    if not dates.by_quarter:
        return []
    today = Quarter.of(page_context.on)
    quarter, last = min([today, *dates.by_quarter]), max([today, *dates.by_quarter])
    largest = max(counts.total() for counts in dates.by_quarter.values())
    rows = []
    while quarter <= last:
        rows.append(_row(page_context, quarter, dates.by_quarter.get(quarter, Counter()), largest))
        if quarter == last:
            break
        quarter = quarter.next
    return rows if len(rows) <= MOST_QUARTERS else _with_runs_in_one(rows)


def _row(page_context, quarter, counts, largest):
    on = page_context.on
    is_now = quarter == Quarter.of(on)
    return {
        "quarter": quarter,
        "words": quarter.words,
        "day": _the_day(page_context) if is_now else "",
        "mark": f"{ROW_HEIGHT * quarter.part_gone(on):.1f}" if is_now else "",
        "segments": _segments(counts, largest),
        "parts": _parts(page_context, counts, quarter),
        "total": _total(page_context, counts.total(), COUNTED, **_days(quarter)),
    }


def _the_day(page_context):
    name = "Today" if page_context.on == page_context.today else "The day shown"
    return f"{name}: {in_words(page_context.on)}"


def _days(quarter):
    return {"due_from": quarter.first_day.isoformat(), "due_to": quarter.last_day.isoformat()}


def _segments(counts, largest):
    """The segments of a quarter's bar, what is late first, so that it can be compared from quarter to quarter.

    The bar of the quarter with most actions fills the width.
    """
    unit = (BAR_WIDTH - (NARROWEST + GAP) * len(COUNTED)) / largest
    segments, x = [], 1
    for status in COUNTED:
        if number := counts[status]:
            width = max(NARROWEST, unit * number)
            segments.append({"state": status.value, "x": f"{x:.1f}", "width": f"{width:.1f}"})
            x += width + GAP
    return segments


def _parts(page_context, counts, quarter):
    """The numbers of a quarter by status, the worst first, each with the address of the rows that it counts."""
    return [
        {"state": status.value, "number": counts[status], "words": status.label.lower()}
        | {"address": _address(page_context, [status], **_days(quarter))}
        for status in COUNTED
        if counts[status]
    ]


def _total(page_context, number, statuses, **filters):
    address = _address(page_context, statuses, **filters)
    return {"number": number, "words": plural(number, "action"), "address": address}


def _address(page_context, statuses, **filters):
    return page_context.address(cached_reverse("actions"), status=[each.value for each in statuses], **filters)


def _with_runs_in_one(rows):
    """The rows with each long run of quarters that have neither an action nor the day as one."""
    shorter: list[dict] = []
    run: list[dict] = []
    for row in [*rows, None]:
        if row and not row["parts"] and not row["day"]:
            run.append(row)
            continue
        if len(run) > LONGEST_RUN:
            first, last = run[0]["quarter"], run[-1]["quarter"]
            shorter.append({"gap": f"Nothing is due from {in_words(first.first_day)} to {in_words(last.last_day)}"})
        else:
            shorter += run
        run = []
        shorter += [row] if row else []
    return shorter


def table(page_context: PageContext, dates: DueDates, rows: list[dict]) -> dict:
    """The figures of the timeline as a table: the statuses that it has as columns, and a row for each quarter with an
    action, then one for those without a due date.
    """
    every = sum(dates.by_quarter.values(), Counter(dates.undated))
    columns = [status for status in COUNTED if every[status]]

    def row(words, counts, **filters):
        cells = [
            {"state": status.value, "label": status.label, "number": counts[status], "words": status.label.lower()}
            | {"address": _address(page_context, [status], **filters)}
            for status in columns
        ]
        return {"words": words, "cells": cells, "total": _total(page_context, counts.total(), COUNTED, **filters)}

    drawn = [each["quarter"] for each in rows if each.get("parts")]
    body = [row(quarter.words, dates.by_quarter[quarter], **_days(quarter)) for quarter in drawn]
    if dates.undated.total():
        body.append(row("No due date", dates.undated, due_basis="none"))
    return {"columns": [(status.value, status.label) for status in columns], "rows": body}


def undated_lines(page_context: PageContext, dates: DueDates) -> list[dict]:
    """The lines that say how many actions have no due date, open ones first: words and the address of the rows."""
    lines = []
    for statuses, noun, words in (
        (OPEN, "open action", ("has no due date", "have no due date")),
        (FINISHED, "finished action", ("has no due date any more", "have no due date any more")),
    ):
        if number := sum(dates.undated[status] for status in statuses):
            address = _address(page_context, statuses, due_basis="none")
            lines.append({"words": f"{count_of(number, noun)} {plural(number, *words)}", "address": address})
    return lines


def summary(page_context: PageContext, dates: DueDates) -> list[str]:
    """What is late and what is due next, in sentences, the main one first."""
    if not dates.by_quarter:
        return ["No action has a due date." if dates.undated.total() else "No action had been reported by this date."]
    late, end = dates.late, in_words(Quarter.of(page_context.on).last_day)
    first = f"{count_of(late, 'action')} {plural(late, 'is', 'are')} late." if late else "No action is late."
    number = dates.to_come
    if not number:
        return [first, f"No other open action is due by {end}." if late else f"No open action is due by {end}."]
    more = " more" if late else ""
    noun = "" if late else f" {plural(number, 'action')}"
    return [first, f"{number}{more}{noun} {plural(number, 'is', 'are')} due by {end}."]
