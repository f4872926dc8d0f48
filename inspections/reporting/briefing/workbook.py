"""The plan's data as an Excel workbook: a sheet for each kind of thing, and a sheet about the file."""

from collections.abc import Iterable
from datetime import date

from csc_tracker.spreadsheets.workbook import Book, StatusCell, Value
from inspections.reporting.briefing.content import ActionDetail, Briefing, PriorityDetail, printable

# The columns of each sheet with their widths, in characters.
SHEETS = {
    "Actions": (
        ("Reference", 11), ("Priority", 30), ("Action", 70), ("Status", 18), ("Reason for the status", 40),
        ("What is in the way", 50), ("Due", 18), ("Where the date comes from", 22), ("First due, where moved", 18),
        ("Owner", 24), ("Last update", 18), ("Impact", 22),
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
    book = Book(f"{briefing.plan}. {briefing.position}", briefing.council)
    sheets = {name: book.add_sheet(name, columns) for name, columns in SHEETS.items() if name != "Measures"}
    measure_rows = []
    for detail in map(printable, details):
        priority = f"{detail.number} {detail.name}"
        for action in detail.actions:
            book.write(sheets["Actions"], _action_cells(priority, action))
            for row in action.changes:
                cells = row.name, priority, row.words, row.change, row.was, row.now, row.why, row.who
                book.write(sheets["Changed since"], cells)
        book.write(sheets["Priorities"], _priority_cells(detail))
        measure_rows += [
            (priority, each.measure, each.unit, each.better, each.kind, each.words, each.date)
            for each in detail.measures
        ]
    for each in briefing.findings:
        book.write(
            sheets["Findings"],
            (each.number, each.inspection, each.judgement, each.kind, each.words, each.whose, each.answered,
             each.answers),
        )  # fmt: skip
    for matter in briefing.matters:
        how_far = matter.state, matter.due, matter.owed_by, matter.answers
        book.write(sheets["Decided and promised"], (matter.kind, matter.words, matter.meeting, matter.day, *how_far))
    if measure_rows:
        sheet = book.add_sheet("Measures", SHEETS["Measures"])
        for values in measure_rows:
            book.write(sheet, values)
    _over_time(book, briefing.over_time)
    _about(book, briefing)
    return book.to_bytes()


def _action_cells(priority: str, action: ActionDetail) -> tuple[Value, ...]:
    state = f"{action.state_words}, out of date" if action.hollow else action.state_words
    due, basis = (_day(action.due_day), action.due_from) if action.due_day else (action.due, "")
    return (
        action.reference, priority, action.words, StatusCell(action.state, state), action.reason, action.in_the_way,
        due, basis, _day(action.first_due_day) or action.first_due, action.owner,
        _day(action.last_update_day) or action.last_update, action.impact, "\n".join(action.reported),
    )  # fmt: skip


def _day(written: str) -> date | None:
    """A day as the data has it, None where it has none: positions that were frozen earlier have the words alone."""
    return date.fromisoformat(written) if written else None


def _priority_cells(detail: PriorityDetail) -> tuple:
    said = "\n".join(f"{each.words} ({each.who}, {each.on})" for each in detail.commentary)
    impact = f"{detail.impact}. {detail.impact_words}" if detail.impact_words else detail.impact
    return (
        detail.number, detail.name, detail.words, detail.lead, detail.figures, detail.next_date, impact, said
    )  # fmt: skip


def _over_time(book: Book, over_time: dict) -> None:
    """A sheet of how many actions had each status at each position, where there are enough positions."""
    if not over_time:
        return
    days = [point["day"] for point in over_time["points"]]
    sheet = book.add_sheet("Over time", (("Status", 28), *((day, 18) for day in days)))
    for state, words, cells in over_time["rows"]:
        book.write(sheet, (StatusCell(state, words), *(number for _, number in cells)))
    book.write(sheet, ("All in the totals", *(point["counted"] for point in over_time["points"])))


def _about(book: Book, briefing: Briefing) -> None:
    """What the file is: the plan, the position's day, the demonstration's words, and the figures of the first page."""
    sheet = book.add_notes(ABOUT, (34, 100), first=bool(briefing.exempt))
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
        book.write(sheet, row)
