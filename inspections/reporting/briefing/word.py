"""The briefing as Word, with the council's own table filled in behind it, for the officer who writes the report.

Real styles and headings, so that it can be edited, read aloud and found one's way in. Tables are built cell by cell in
XML: python-docx walks a whole table for each cell that it looks up, which takes minutes at ten thousand rows.
"""

import io
from collections.abc import Iterable
from copy import deepcopy

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from actions.models import Action
from actions.positions.status import Shows
from inspections.reporting.briefing.content import Briefing, PriorityDetail, printable

TABLE_HEADINGS = ("What are the issues", "What have we done so far", "What else we have planned")
_BLUE, _MID = RGBColor(0x00, 0x30, 0x78), RGBColor(0x50, 0x5A, 0x5F)


def make_word_file(briefing: Briefing, details: Iterable[PriorityDetail]) -> bytes:
    """The Word file of a briefing and its details, one priority after the other."""
    briefing = printable(briefing)
    document = Document()
    _set_up(document, briefing)
    _first(document, briefing)
    _behind(document, briefing)
    _report(document, map(printable, details))
    _glossary(document, briefing)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


# The document


def _set_up(document, briefing):
    """A4, language, title, styles, and the head and foot of every page."""
    properties = document.core_properties
    properties.title, properties.author = f"{briefing.title}. {briefing.position}"[:255], briefing.council[:255]
    properties.subject, properties.language = briefing.plan[:255], "en-GB"
    properties.comments = briefing.demonstration[:255]
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    _styles(document.styles)
    head = section.header.paragraphs[0]
    head.style = document.styles["Header"]
    head.text = f"{briefing.council}: {briefing.plan}. {briefing.position}"
    foot = section.footer.paragraphs[0]
    foot.text = f"{briefing.demonstration} " if briefing.demonstration else ""
    foot.add_run("Page ")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")


def _styles(styles):
    normal = styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10.5)
    normal.paragraph_format.space_after = Pt(4)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.element.get_or_add_rPr().append(language)
    for default in styles.element.iter(qn("w:lang")):
        default.set(qn("w:val"), "en-GB")
    for name, size, before in (("Title", 20, 0), ("Heading 1", 16, 14), ("Heading 2", 13, 10), ("Heading 3", 11, 8)):
        style = styles[name]
        style.font.name, style.font.size, style.font.bold = "Arial", Pt(size), True
        style.font.color.rgb = _BLUE
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(4)
        style.paragraph_format.keep_with_next = True
    note = styles.add_style("Note", WD_STYLE_TYPE.PARAGRAPH)
    note.base_style, note.font.color.rgb, note.font.size = normal, _MID, Pt(9.5)
    note.quick_style = True


def _field(paragraph, name):
    """A field that Word works out, such as the page's number."""
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)


def _say(document, words, style=None):
    return document.add_paragraph(words, style=style)


def _bold_first(document, first, rest, style=None):
    """A paragraph whose first words are bold."""
    paragraph = document.add_paragraph(style=style)
    paragraph.add_run(first).bold = True
    paragraph.add_run(rest)
    return paragraph


def _counted(counts):
    return "; ".join(count.in_words for count in counts)


# The first page


def _first(document, briefing):
    document.add_heading(briefing.heading, 0)
    _bold_first(document, f"{briefing.meeting_words}. ", f"{briefing.position}. {briefing.position_note}")
    document.add_heading("1 Progress so far", 1)
    _bold_first(document, f"{briefing.sentence[0]} " if briefing.sentence else "", " ".join(briefing.sentence[1:]))
    _say(document, f"{_counted([*briefing.totals, *briefing.in_totals_too])}.")
    if briefing.not_in_totals:
        _say(document, f"Not in the totals: {_counted(briefing.not_in_totals)}.")
    for said in briefing.commentary:
        _commentary(document, said)
    for part in briefing.parts:
        document.add_heading(f"{part.number} {part.heading}", 1)
        _part_says(document, part)
        for row in part.rows[: part.front]:
            paragraph = _bold_first(document, f"{row.name} ", row.short, style="List Bullet")
            paragraph.add_run(f" – {_state_first(row, row.brief)}")
        if part.front_more:
            _say(document, part.front_more, "Note")
    document.add_heading("7 Questions worth asking", 1)
    for question in briefing.questions:
        paragraph = _say(document, question.ask, "List Number")
        paragraph.add_run(f" {question.count.in_words}.").font.color.rgb = _MID
    if not briefing.questions:
        _say(document, "There are no questions to suggest.")
    document.add_heading("8 Each priority in one line", 1)
    for says in briefing.priorities_says:
        _say(document, says, "Note")
    rows = ((f"{line.number} {line.name}", line.figures, line.next_date, line.impact) for line in briefing.priorities)
    _table(document, ("Priority", "Actions", "Next due", "Impact"), rows, (55, 50, 45, 24))


def _commentary(document, said):
    _bold_first(document, f"Officers’ words {said.about}: ", said.words)
    _say(document, f"{said.who}, {said.on}", "Note")


def _part_says(document, part):
    for says in part.says:
        _say(document, says, "Note")
    if part.counts:
        _say(document, f"{_counted(part.counts)}.")


def _state_first(row, words):
    state = f"{row.state_words}{', out of date' if row.hollow else ''}" if row.state_words else ""
    return f"{state}. {words[0].upper()}{words[1:]}" if state and words else state or words


# Behind it


def _behind(document, briefing):
    document.add_heading("Details behind the first page", 1).paragraph_format.page_break_before = True
    for part in briefing.parts:
        document.add_heading(f"{part.number} {part.heading}", 2)
        _part_says(document, part)
        if part.rows:
            rows = ((row.name, row.words, _state_first(row, row.note)) for row in part.rows)
            _table(document, part.columns, rows, (30, 72, 72))
        if part.more:
            _say(document, part.more, "Note")
    _over_time(document, briefing.over_time)
    document.add_heading("7 Questions worth asking", 2)
    _say(document, briefing.questions_says, "Note")
    for question in briefing.questions:
        document.add_heading(question.title, 3)
        _bold_first(document, question.ask, "")
        _say(document, f"{question.count.in_words}. {question.rule}")
        for row in question.rows or question.examples:
            paragraph = _bold_first(document, f"{row.name} ", row.words, style="List Bullet")
            paragraph.add_run(f" {_state_first(row, row.note)}")


def _over_time(document, over_time):
    """The plan at each position as a table: what the chart of the page and the PDF draws."""
    if not over_time:
        return
    document.add_heading("The plan over time", 2)
    days = [f"{point['day']}{', as reported' if point['position'] else ''}" for point in over_time["points"]]
    rows = [(words, *(str(number) for _, number in cells)) for _, words, cells in over_time["rows"]]
    whole = ("All in the totals", *(str(point["counted"]) for point in over_time["points"]))
    _table(document, ["Status", *days], [*rows, whole], (44, *[130 // len(days)] * len(days)))


# The council's own table


def _report(document, details):
    document.add_heading("The report’s own table, filled in", 1).paragraph_format.page_break_before = True
    _say(
        document,
        "For the officer who writes the report: each priority in the report’s own three columns, with what this "
        "tracker has recorded. Edit it as you need.",
        "Note",
    )
    for detail in details:
        document.add_heading(f"{detail.number} {detail.name}", 2)
        _say(document, detail.words)
        impact = f"Impact on children and families: {detail.impact}. {detail.impact_words}".strip()
        lead = f" Lead: {detail.lead}." if detail.lead else ""
        _bold_first(document, f"{detail.figures}. ", f"Next due: {detail.next_date}.{lead} {impact}")
        for said in detail.commentary:
            _commentary(document, said)
        issues = [(line, []) for line in detail.why.splitlines() if line.strip()]
        done = [(action.words, _notes_of_done(action)) for action in detail.actions if _is_done(action)]
        planned = [(action.words, _notes_of_planned(action)) for action in detail.actions if not _is_done(action)]
        _table(document, TABLE_HEADINGS, [(issues, done, planned)], (44, 65, 65))
        if detail.unreported:
            _say(document, detail.unreported, "Note")
        if detail.measures:
            rows = ((value.measure, value.kind, value.words, value.date) for value in detail.measures)
            _table(document, ("Measure", "Kind", "Value", "Day or period"), rows, (80, 26, 34, 34))


def _is_done(action):
    """Whether the council's table has it under what was done: finished, or still going on and told there before."""
    return action.state in (Shows.COMPLETE, Shows.AWAITING) or action.column == Action.Column.DONE


def _notes_of_done(action):
    going_on = [] if action.state in (Shows.COMPLETE, Shows.AWAITING) else ["Still going on."]
    waiting = [f"{action.state_words}: {action.reason}"] if action.state == Shows.AWAITING else []
    return [*going_on, *waiting, *action.reported]


def _notes_of_planned(action):
    shows = f"{action.state_words}. " if action.state != Shows.NOT_RATED else "Not yet rated. "
    due = f"Due {action.due}." if action.due[:1].isdigit() else f"{action.due}."
    return [f"{shows}{due}".strip(), *action.reported]


def _glossary(document, briefing):
    if briefing.glossary:
        document.add_heading("Abbreviations, from the papers’ own glossary", 1)
        _table(document, ("Term", "Meaning"), ((each.term, each.meaning) for each in briefing.glossary), (44, 130))


# Tables, built as XML


def _table(document, headings, rows, widths):
    """A ruled table whose first row is repeated on every page. A cell is text, or a list of (words, notes)."""
    table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    table.autofit = False
    for cell, heading, width in zip(table.rows[0].cells, headings, widths, strict=True):
        cell.width = Mm(width)
        cell.paragraphs[0].add_run(heading).bold = True
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    head = table._tbl.tr_lst[0]
    blank = deepcopy(head)
    repeated = OxmlElement("w:tblHeader")
    head.get_or_add_trPr().append(repeated)
    for cells in blank.tc_lst:
        for run in cells.iter(qn("w:r")):
            run.getparent().remove(run)
    bullets = document.styles["List Bullet"].style_id
    notes = document.styles["Note"].style_id
    for row in rows:
        made = deepcopy(blank)
        for cell, content in zip(made.tc_lst, row, strict=True):
            _fill(cell, content, bullets, notes)
        table._tbl.append(made)
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _fill(cell, content, bullets, notes):
    """The words of a cell: its first paragraph is there already."""
    first = cell.p_lst[0]
    if isinstance(content, str):
        lines = content.splitlines() or [""]
        paragraphs = [(lines[0], ""), *((line, "") for line in lines[1:])]
    else:
        paragraphs = []
        for words, more in content:
            paragraphs.append((words, bullets if len(content) > 1 or more else ""))
            paragraphs += [(note, notes) for note in more]
    for place, (words, style) in enumerate(paragraphs or [("", "")]):
        paragraph = first
        if place:
            paragraph = OxmlElement("w:p")
            cell.append(paragraph)
        if style:
            paragraph.style = style
        run, text = OxmlElement("w:r"), OxmlElement("w:t")
        text.text = " ".join(words.splitlines())
        text.set(qn("xml:space"), "preserve")
        run.append(text)
        paragraph.append(run)
