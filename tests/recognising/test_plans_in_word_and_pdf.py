"""Plans that councils keep as Word and PDF files, made anew: cards, merged outcomes, columns without lines, two counts."""

import io
from datetime import date

import docx
import font_lato
import pytest
import typst

from inspections.loading.reading.reader import read
from inspections.loading.recognising import plans
from inspections.loading.recognising.proposals import Context


def plan_of(content, day):
    """The priorities of a file by number, and of each action its reference, words, priority, stage and lead."""
    proposals = plans.recognise(read(content), Context(day=day))
    return (
        {p.fields["number"]: p.text for p in proposals if p.kind == "priority"},
        [
            (p.fields["ref"], p.text, p.fields["priority"], p.fields["stage"], p.fields["lead"])
            for p in proposals
            if p.kind == "action"
        ],
    )


def word(build):
    """A Word file of what a function adds to it."""
    document, held = docx.Document(), io.BytesIO()
    build(document)
    document.save(held)
    return held.getvalue()


def pdf(source):
    """A PDF of a page's source."""
    return typst.compile(f'#set text(font: "Lato")\n{source}'.encode(), font_paths=[font_lato.font_directory])


def cards(document):
    """Actions as tables of four columns, name and value twice a row."""
    document.add_heading("Langrigg Council: post-Ofsted action plan", 1)
    for heading, rows in {
        "Priority 1: Timely help": (
            "1.1",
            "Create one route for requests",
            "Head of Front Door",
            "30 June 2024",
            "On track",
        ),
        "Priority 2: Confident staff": ("2.1", "Coach new managers", "L&D Manager", "September 2024", "Not started"),
    }.items():
        ref, action, lead, due, status = rows
        document.add_heading(heading, 2)
        table = document.add_table(0, 4)
        first = table.add_row().cells
        first[0].text, first[1].merge(first[3]).text = f"Action {ref}", action
        for words in (("Lead", lead, "Due", due), ("Status", status, "Updated", "-")):
            for cell, text in zip(table.add_row().cells, words, strict=True):
                cell.text = text


def merged_outcomes(document):
    """A statement of action: an outcome merged down, milestones beside the actions, bullets in one of them."""
    document.add_heading("Fordwell written statement of action", 1)
    document.add_heading("Area of weakness 1: Joint commissioning", 2)
    table = document.add_table(1, 7)
    for cell, words in zip(
        table.rows[0].cells,
        ("Outcome", "Ref", "Actions to be taken", "Lead", "End", "Milestones", "Progress RAG"),
        strict=True,
    ):
        cell.text = words
    for words in (
        ("Plans are bought together", "1.1", "Assess needs together", "Consultant", "Sep 22", "Draft June 22", "Green"),
        ("", "1.2", "Improve the review process:", "SEND Manager", "Mar 23", "", "Not yet due"),
    ):
        for cell, text in zip(table.add_row().cells, words, strict=True):
            cell.text = text
    table.cell(2, 2).add_paragraph("Publish guidance", style="List Bullet")
    table.cell(2, 2).add_paragraph("Clear the backlog", style="List Bullet")
    table.cell(1, 0).merge(table.cell(2, 0))


WITHOUT_LINES = """#set page(paper: "a4", flipped: true, margin: 1.5cm)
#set text(size: 9pt)
= Marram Council: improvement plan tracker, 1 July 2024
#table(stroke: none, columns: (1.1cm, 4cm, 6.5cm, 3.6cm, 2.4cm, 1.8cm), column-gutter: 1pt, row-gutter: 4pt,
  [*Ref*], [*Recommendation*], [*Action*], [*Lead officer*], [*Due date*], [*Status*],
  [1.1], [Quality of plans for children], [Rewrite the guidance and share it with every team], [Practice Lead],
  [31/05/2024], [Complete],
  [2.1], [Permanence for children], [Start a monthly permanence meeting], [Head of Permanence], [30/06/2024], [On track],
  [2.2], [Permanence for children], [Buy in help for the backlog], [Commissioning Officer], [31/08/2024], [Delayed])
"""
TWO_COUNTS = """#set page(paper: "a4", flipped: true, margin: 1.2cm)
= Ulverley Council: SEND priority action plan, 28 March 2025
#table(columns: (4cm, 1.5cm, 1fr, 3cm, 2cm, 2cm), [*Priority*], [*Ref*], [*Action*], [*Lead*], [*Finish*], [*RAG*],
  table.cell(rowspan: 2)[PA1: Waits], [PA1.1], [Put keyworkers in], [Programme Lead], [Apr 2025], [Green],
  [PA1.2], [Cut the wait], [Clinical Director], [Dec 2025], [Amber],
  [AFI1: Annual reviews], [AFI1.1], [Train 120 SENCOs], [SEND Manager], [Feb 2025], [Blue])
"""
PLAIN_LINES = """= Sallowby Council
== Ofsted improvement plan on a page, April 2024
=== Priority 1: Safer at home
What we have done
- Opened a domestic abuse hub in January 2024
What we will do
- Start weekend duty cover by June 2024
=== Priority 2: Better homes
What we will do
- Open a second home
"""
FILES = {
    "cards of four columns": (
        lambda: word(cards),
        {1: "Timely help", 2: "Confident staff"},
        [
            ("1.1", "Create one route for requests", 1, "under_way", "Head of Front Door"),
            ("2.1", "Coach new managers", 2, "planned", "L&D Manager"),
        ],
    ),
    "merged outcomes and milestones": (
        lambda: word(merged_outcomes),
        {1: "Joint commissioning"},
        [
            ("1.1", "Assess needs together", 1, "under_way", "Consultant"),
            ("1.2", "Improve the review process: Publish guidance Clear the backlog", 1, "planned", "SEND Manager"),
        ],
    ),
    "columns without lines": (
        lambda: pdf(WITHOUT_LINES),
        {1: "Quality of plans for children", 2: "Permanence for children"},
        [
            ("1.1", "Rewrite the guidance and share it with every team", 1, "complete", "Practice Lead"),
            ("2.1", "Start a monthly permanence meeting", 2, "under_way", "Head of Permanence"),
            ("2.2", "Buy in help for the backlog", 2, "under_way", "Commissioning Officer"),
        ],
    ),
    "two kinds of priority that both count from 1": (
        lambda: pdf(TWO_COUNTS),
        {1: "Waits", 2: "Annual reviews"},
        [
            ("PA1.1", "Put keyworkers in", 1, "under_way", "Programme Lead"),
            ("PA1.2", "Cut the wait", 1, "under_way", "Clinical Director"),
            ("AFI1.1", "Train 120 SENCOs", 2, "complete", "SEND Manager"),
        ],
    ),
    "plain lines over points": (
        lambda: pdf(PLAIN_LINES),
        {1: "Safer at home", 2: "Better homes"},
        [
            (None, "Opened a domestic abuse hub in January 2024", 1, "complete", None),
            (None, "Start weekend duty cover by June 2024", 1, "planned", None),
            (None, "Open a second home", 2, "planned", None),
        ],
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_plan_in_word_or_pdf_gives_its_priorities_and_actions(name):
    made, priorities, actions = FILES[name]
    assert plan_of(made(), date(2024, 6, 30)) == (priorities, actions)
