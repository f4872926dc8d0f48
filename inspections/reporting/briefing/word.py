"""The briefing as Word, with the council's own table filled in behind it, for the officer who writes the report."""

import io
from collections.abc import Iterable

from docx.document import Document as DocxDocument
from docx.shared import Mm

from actions.models import Action
from actions.positions.status import Status
from inspections.reporting.briefing.content import (
    ActionDetail,
    Briefing,
    Count,
    Entry,
    Part,
    PriorityDetail,
    Said,
    printable,
)
from inspections.reporting.briefing.word_document import (
    GREY,
    Marked,
    MarksBar,
    add_mark,
    add_marks_bar,
    add_paragraph,
    add_paragraph_bold_first,
    add_table,
    new_document,
)

TABLE_HEADINGS = ("What are the issues", "What have we done so far", "What else we have planned")


def make_word_file(briefing: Briefing, details: Iterable[PriorityDetail]) -> bytes:
    """The Word file of a briefing and its details, one priority after the other."""
    briefing = printable(briefing)
    document = new_document(briefing)
    _add_first_page(document, briefing)
    _add_details(document, briefing)
    _add_report_table(document, map(printable, details))
    _add_glossary(document, briefing)
    if briefing.audit:
        add_paragraph(document, briefing.audit, "Note")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


# The first page


def _add_first_page(document: DocxDocument, briefing: Briefing) -> None:
    if briefing.exempt:
        add_paragraph_bold_first(document, briefing.exempt, "")
    document.add_heading(briefing.heading, 0)
    add_paragraph_bold_first(document, f"{briefing.meeting_words}. ", f"{briefing.position}. {briefing.position_note}")
    document.add_heading("Progress so far", 1)
    add_paragraph_bold_first(
        document, f"{briefing.sentence[0]} " if briefing.sentence else "", " ".join(briefing.sentence[1:])
    )
    add_marks_bar(document, _numbers(briefing.totals))
    _add_counts(document, [*briefing.totals, *briefing.in_totals_too])
    if briefing.not_in_totals:
        add_paragraph(document, f"Not in the totals: {_in_words(briefing.not_in_totals)}.")
    for part in briefing.front_parts:
        document.add_heading(part.heading, 1)
        if part.counts:
            _add_counts(document, part.counts)
        for row in part.first_rows:
            _add_first_row(document, row)
        if not part.rows:
            _add_says(document, part)
        if part.front_more:
            add_paragraph(document, part.front_more, "Note")
    document.add_heading(briefing.questions_heading, 1)
    for question in briefing.first_questions:
        add_paragraph(document, question.ask, "List Number")
    if not briefing.questions:
        add_paragraph(document, "There are no questions to suggest.")
    _add_own_questions(document, briefing)
    document.add_heading("Each priority", 1)
    for says in briefing.priorities_says:
        add_paragraph(document, says, "Note")
    rows = (
        (f"{line.number} {line.name}", MarksBar(_numbers(line.counts)), line.figures, line.next_date, line.impact)
        for line in briefing.priorities
    )
    headings = "Priority", "Actions by status", "Actions", "Next due", "Impact"
    add_table(document, headings, rows, (40, 38, 40, 28, 28))
    for said in briefing.commentary:
        _add_commentary(document, said)


def _add_own_questions(document: DocxDocument, briefing: Briefing) -> None:
    if briefing.own_questions:
        document.add_heading("Your questions", 1)
    for own in briefing.own_questions:
        add_paragraph(document, own.words, "List Bullet")
        add_paragraph(document, f"{own.about}. {own.state}" if own.about else own.state, "Note")
        if own.answer:
            add_paragraph_bold_first(document, f"Answered by {own.answered}: ", own.answer)


def _numbers(counts: Iterable[Count]) -> dict[str, int]:
    """How many actions in the totals have each status."""
    return {count.state: count.number for count in counts if count.state and count.state != Status.STOPPED}


def _add_counts(document: DocxDocument, counts: Iterable[Count]) -> None:
    """Add numbers in a row, each behind the mark of its status where it has one."""
    paragraph = document.add_paragraph()
    for place, count in enumerate(counts):
        paragraph.add_run("; " if place else "")
        add_mark(paragraph, count.state)
        paragraph.add_run(count.in_words)
    paragraph.add_run(".")


def _add_first_row(document: DocxDocument, row: Entry) -> None:
    paragraph = document.add_paragraph()
    add_mark(paragraph, row.state)
    paragraph.add_run(f"{row.name} ").bold = True
    paragraph.add_run(f"{row.short} – {_with_state(row, row.brief)}")
    if row.short_why:
        paragraph.paragraph_format.keep_with_next = True
        why = add_paragraph(document, row.short_why)
        why.paragraph_format.left_indent = Mm(8)
        why.add_run(f" {row.who}").font.color.rgb = GREY


def _add_commentary(document: DocxDocument, said: Said) -> None:
    add_paragraph_bold_first(document, f"Officers’ words {said.about}: ", said.words)
    add_paragraph(document, f"{said.who}, {said.on}", "Note")


def _add_says(document: DocxDocument, part: Part) -> None:
    for says in part.says:
        add_paragraph(document, says, "Note")


def _in_words(counts: Iterable[Count]) -> str:
    return "; ".join(count.in_words for count in counts)


def _with_state(row: Entry, words: str) -> str:
    """The words of a row behind its status: “Late, out of date. Due 10 January 2020.”"""
    state = f"{row.state_words}{', out of date' if row.hollow else ''}" if row.state_words else ""
    return f"{state}. {words[0].upper()}{words[1:]}" if state and words else state or words


# The details behind it


def _add_details(document: DocxDocument, briefing: Briefing) -> None:
    document.add_heading("Details behind the first pages", 1).paragraph_format.page_break_before = True
    for part in briefing.parts:
        document.add_heading(part.heading, 2)
        _add_says(document, part)
        if part.counts:
            _add_counts(document, part.counts)
        if part.rows:
            rows = ((row.name, row.words, Marked(row.state, _with_state(row, row.note))) for row in part.rows)
            add_table(document, part.columns, rows, (30, 72, 72))
        if part.more:
            add_paragraph(document, part.more, "Note")
    _add_over_time(document, briefing.over_time)
    document.add_heading("Questions worth asking", 2)
    add_paragraph(document, briefing.questions_says, "Note")
    for question in briefing.questions:
        document.add_heading(question.title, 3)
        add_paragraph_bold_first(document, question.ask, "")
        add_paragraph(document, f"{question.count.in_words}. {question.rule}")
        for row in question.rows or question.examples:
            paragraph = add_paragraph_bold_first(document, f"{row.name} ", row.words, style="List Bullet")
            paragraph.add_run(f" {_with_state(row, row.note)}")


def _add_over_time(document: DocxDocument, over_time: dict) -> None:
    """Add the plan at each position as a table: the page and the PDF draw it as a chart."""
    if not over_time:
        return
    document.add_heading("The plan over time", 2)
    days = [f"{point['day']}{', as reported' if point['position'] else ''}" for point in over_time["points"]]
    rows = [(Marked(state, words), *(str(number) for _, number in cells)) for state, words, cells in over_time["rows"]]
    whole = ("All in the totals", *(str(point["counted"]) for point in over_time["points"]))
    add_table(document, ["Status", *days], [*rows, whole], (44, *[130 // len(days)] * len(days)))


# The council's own table


def _add_report_table(document: DocxDocument, details: Iterable[PriorityDetail]) -> None:
    """Add the council's own table: issues, done and planned, for each priority."""
    document.add_heading("The report’s own table, filled in", 1).paragraph_format.page_break_before = True
    add_paragraph(
        document,
        "For the officer who writes the report: each priority in the report’s own three columns, with what this "
        "tracker has recorded. Edit it as you need.",
        "Note",
    )
    for detail in details:
        document.add_heading(f"{detail.number} {detail.name}", 2)
        add_paragraph(document, detail.words)
        impact = f"Impact on children and families: {detail.impact}. {detail.impact_words}".strip()
        lead = f" Lead: {detail.lead}." if detail.lead else ""
        add_paragraph_bold_first(document, f"{detail.figures}. ", f"Next due: {detail.next_date}.{lead} {impact}")
        for said in detail.commentary:
            _add_commentary(document, said)
        issues: list[tuple[str, list[str]]] = [(line, []) for line in detail.why.splitlines() if line.strip()]
        done = [(action.words, _notes_of_done(action)) for action in detail.actions if _is_done(action)]
        planned = [(action.words, _notes_of_planned(action)) for action in detail.actions if not _is_done(action)]
        add_table(document, TABLE_HEADINGS, [(issues, done, planned)], (44, 65, 65))
        if detail.unreported:
            add_paragraph(document, detail.unreported, "Note")
        if detail.measures:
            rows = ((value.measure, value.kind, value.words, value.date) for value in detail.measures)
            add_table(document, ("Measure", "Kind", "Value", "Day or period"), rows, (80, 26, 34, 34))


def _is_done(action: ActionDetail) -> bool:
    """Whether the council's table lists the action as done: it is finished, or the paper already listed it there."""
    return action.state in (Status.COMPLETE, Status.AWAITING) or action.column == Action.Column.DONE


def _notes_of_done(action: ActionDetail) -> list[str]:
    going_on = [] if action.state in (Status.COMPLETE, Status.AWAITING) else ["Still going on."]
    waiting = [f"{action.state_words}: {action.reason}"] if action.state == Status.AWAITING else []
    return [*going_on, *waiting, *action.reported]


def _notes_of_planned(action: ActionDetail) -> list[str]:
    due = f"Due {action.due}." if action.due[:1].isdigit() else f"{action.due}."
    why = [f"In the way: {action.in_the_way}"] if action.in_the_way else []
    return [f"{action.state_words}. {due}", *why, *action.reported]


def _add_glossary(document: DocxDocument, briefing: Briefing) -> None:
    if briefing.glossary:
        document.add_heading("Abbreviations, from the papers’ own glossary", 1)
        add_table(document, ("Term", "Meaning"), ((each.term, each.meaning) for each in briefing.glossary), (44, 130))
