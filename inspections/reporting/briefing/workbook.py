"""The plan's data as an Excel workbook: a sheet for each kind of thing, and a sheet about the file."""

import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from csc_tracker.spreadsheets.cells import neutral
from inspections.reporting.briefing.content import ActionDetail, Briefing, PriorityDetail, printable

# The columns of each sheet with their widths, in characters.
SHEETS = {
    "Actions": (
        ("Reference", 11), ("Priority", 30), ("Action", 70), ("Stage or rating", 18), ("Reason for the status", 40),
        ("Due", 28), ("First due, where moved", 20), ("Owner", 24), ("Last update", 18), ("Impact", 22),
        ("Updates since last considered", 60),
    ),
    "Changed since": (
        ("Reference", 11), ("Priority", 30), ("Action", 70), ("Change", 22), ("From", 24), ("To", 24), ("Why", 50),
        ("Who", 30),
    ),
    "Findings": (
        ("Finding", 9), ("Inspection", 30), ("Judgement", 30), ("Kind", 20), ("Words", 70), ("Whose words", 40),
        ("What answers it", 20), ("Actions", 40),
    ),
    "Decided and promised": (
        ("How", 24), ("Words", 70), ("Meeting", 40), ("Day", 20), ("State", 16), ("Due", 36), ("Owed by", 24),
        ("Answers so far", 60),
    ),
    "Priorities": (
        ("Number", 8), ("Priority", 36), ("Full words", 60), ("Lead", 28), ("Actions", 40), ("Next due", 28),
        ("Impact on children and families", 40), ("Officers’ commentary", 60),
    ),
    "Measures": (
        ("Priority", 30), ("Measure", 60), ("Unit", 14), ("Which way is better", 18), ("Kind", 18), ("Value", 24),
        ("Day or period", 24),
    ),
}  # fmt: skip
ABOUT = "About"


def make_workbook(briefing: Briefing, details: Iterable[PriorityDetail]) -> bytes:
    """The workbook of a briefing and its details, one priority after the other.

    The sheets are written row by row, so that a plan of any size needs little memory.
    """
    briefing = printable(briefing)
    book = Workbook(write_only=True)
    sheets = {name: _sheet(book, name) for name in SHEETS if name != "Measures"}
    measure_rows = []
    for detail in map(printable, details):
        priority = f"{detail.number} {detail.name}"
        for action in detail.actions:
            _write(sheets["Actions"], _action_cells(priority, action))
            for row in action.changes:
                _write(
                    sheets["Changed since"],
                    (row.name, priority, row.words, row.change, row.was, row.now, row.why, row.who),
                )
        _write(sheets["Priorities"], _priority_cells(detail))
        measure_rows += [
            (priority, each.measure, each.unit, each.better, each.kind, each.words, each.date)
            for each in detail.measures
        ]
    for each in briefing.findings:
        _write(
            sheets["Findings"],
            (each.number, each.inspection, each.judgement, each.kind, each.words, each.whose, each.answered,
             each.answers),
        )  # fmt: skip
    for matter in briefing.matters:
        how_far = matter.state, matter.due, matter.owed_by, matter.answers
        _write(sheets["Decided and promised"], (matter.kind, matter.words, matter.meeting, matter.day, *how_far))
    if measure_rows:
        sheet = _sheet(book, "Measures")
        for values in measure_rows:
            _write(sheet, values)
    _over_time(book, briefing.over_time)
    _about(book, briefing)
    book.properties.title, book.properties.creator = f"{briefing.plan}. {briefing.position}", briefing.council
    book.properties.language = "en-GB"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _action_cells(priority: str, action: ActionDetail) -> tuple:
    state = f"{action.state_words}, out of date" if action.hollow else action.state_words
    return (
        action.reference, priority, action.words, state, action.reason, action.due, action.first_due, action.owner,
        action.last_update, action.impact, "\n".join(action.reported),
    )  # fmt: skip


def _priority_cells(detail: PriorityDetail) -> tuple:
    said = "\n".join(f"{each.words} ({each.who}, {each.on})" for each in detail.commentary)
    impact = f"{detail.impact}. {detail.impact_words}" if detail.impact_words else detail.impact
    return (
        detail.number, detail.name, detail.words, detail.lead, detail.figures, detail.next_date, impact, said
    )  # fmt: skip


def _sheet(book: Workbook, name: str, columns: Any = None) -> Worksheet:
    """A sheet with its headings (SHEETS' own unless given), which stay in sight and can be filtered by."""
    columns = columns or SHEETS[name]
    sheet = book.create_sheet(name)
    for place, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    headings = [WriteOnlyCell(sheet, heading) for heading, _ in columns]
    for cell in headings:
        cell.font = Font(bold=True)
    sheet.append(headings)
    return sheet


# The most characters that Excel keeps in a cell.
_LONGEST_CELL = 32_767
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def _write(sheet: Worksheet, values: Iterable) -> None:
    """Add a row: numbers as numbers, text wrapped and so that no spreadsheet takes it for a formula."""
    cells = []
    for value in values:
        cell = WriteOnlyCell(sheet, value if isinstance(value, int) else neutral(value)[:_LONGEST_CELL])
        cell.alignment = _WRAPPED
        cells.append(cell)
    sheet.append(cells)


def _over_time(book: Workbook, over_time: dict) -> None:
    """A sheet of how many actions had each status at each position, where there are enough positions."""
    if not over_time:
        return
    days = [point["day"] for point in over_time["points"]]
    sheet = _sheet(book, "Over time", (("Status", 28), *((day, 18) for day in days)))
    for _, words, cells in over_time["rows"]:
        _write(sheet, (words, *(number for _, number in cells)))
    _write(sheet, ("All in the totals", *(point["counted"] for point in over_time["points"])))


def _about(book: Workbook, briefing: Briefing) -> None:
    """What the file is: the plan, the position's day, the demonstration's words, and the figures of the first page."""
    sheet = book.create_sheet(ABOUT, 0 if briefing.exempt else None)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 100
    rows: list[tuple[str, str | int]] = [("Exempt", briefing.exempt)] if briefing.exempt else []
    rows += [
        ("What this is", f"The data of {briefing.plan} behind the briefing: {briefing.title}."),
        ("Council", briefing.council),
        ("Plan", briefing.plan),
        ("Position", f"{briefing.position}. {briefing.position_note}"),
        ("Meeting", f"{briefing.committee}. {briefing.meeting_words}."),
        ("Progress so far", " ".join(briefing.sentence)),
        *((count.words, count.number) for count in [*briefing.totals, *briefing.totals_notes]),
    ]
    for part in briefing.parts:
        rows += [(part.heading, " ".join(part.says))] if part.says else []
        rows += [(f"{part.heading}: {count.words}", count.number) for count in part.counts]
    for question in briefing.questions:
        rows.append((f"Worth asking (number): {question.count.words}", question.count.number))
        rows.append(("", question.ask))
    if briefing.demonstration:
        rows.append(("Demonstration", briefing.demonstration))
    if briefing.audit:
        rows.append(("Audit", briefing.audit))
    for row in rows:
        _write(sheet, row)
