"""The list of who owes an update as rows of a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from csc_tracker.spreadsheets.cells import neutral
from csc_tracker.spreadsheets.workbook import StatusCell
from inspections.reporting.chasing.lists import Chase, Group, Line


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `name` is what its width in Excel goes by."""

    header: str
    name: str


COLUMNS = [
    Column("Reference", "reference"), Column("Action", "words"), Column("Priority", "priority"),
    Column("Status", "status"), Column("Due", "due"), Column("Last update by an officer", "last_said"),
    Column("Days since", "days"), Column("Post", "post"), Column("Holders", "holders"),
    Column("Why nobody can be reminded", "why"), Column("Reminders", "reminders"), Column("Last reminder", "reminded"),
]  # fmt: skip


class ChaseSheet:
    """What `actions.lists.exports.export` asks of a table."""

    columns = COLUMNS

    def __init__(self, chase: Chase):
        self._chase = chase

    def as_values(self) -> Iterator[list[Any]]:
        """The headings, then a row for each action, by post as on the page."""
        yield [column.header for column in self.columns]
        for group in self._chase.groups:
            for line in group.lines:
                yield _row(group, line)


def _row(group: Group, line: Line) -> list[Any]:
    action = line.action
    position: Any = action.position
    return [
        action.reference, neutral(action.words), neutral(str(action.priority)),
        StatusCell(line.shown.state.value, f"{line.shown.words}: {line.shown.detail}"),
        position.due_last_day or line.due, line.officer_said, line.days, neutral(group.title),
        neutral(group.holders), group.refusal, line.reminders.number, line.reminders.last,
    ]  # fmt: skip
