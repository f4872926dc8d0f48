"""An action plan as Word writes it: bands over merged cells, a recommendation over several rows, repeated headings."""

import io
from datetime import date

import pytest
from docx import Document

from inspections.loading.reading.reader import read
from inspections.loading.recognising import plans
from inspections.loading.recognising.proposals import Context

HEADINGS = ("Ref", "Recommendation", "Action", "Lead officer", "Target date", "Status", "Progress update")
ROWS = (
    ("Priority 1: Help at the right time",),
    ("1.1", "Early help is not well known", "Publish a directory of early help", "Early Help Manager", "Mar 2024", "Complete", "Online since 4 March 2024"),
    ("1.2", None, "Hold six roadshows for schools", "Early Help Manager", "Dec 2024", "On track", "Two held"),
    HEADINGS,
    ("Priority 2: Care that lasts",),
    ("2.1", "Too many moves", "Start placement stability meetings", "Head of Care", "TBC", "Not started", ""),
    ("2.2", None, ["Recruit ten foster households", "Train all carers in trauma"], "Head of Care", "June 2025", "At risk", "Four in assessment"),
)  # fmt: skip


@pytest.fixture(scope="module")
def proposals():
    document = Document()
    document.add_heading("Westmarch Council: improvement plan", 1)
    document.add_paragraph("Report to the Children's Committee, 10 September 2024")
    table = document.add_table(rows=0, cols=len(HEADINGS))
    for words in (HEADINGS, *ROWS):
        cells = table.add_row().cells
        if len(words) == 1:
            cells[0].merge(cells[-1]).text = words[0]
            continue
        for cell, text in zip(cells, words, strict=True):
            if isinstance(text, list):
                cell.text = ""
                for point in text:
                    cell.add_paragraph(point, style="List Bullet")
            elif text is not None:
                cell.text = text
        if words[1] is None:
            above = table.rows[-2].cells[1]
            above.merge(cells[1])
    file = io.BytesIO()
    document.save(file)
    return plans.recognise(read(file.getvalue()), Context(day=date(2024, 9, 10)))


def test_its_bands_are_priorities(proposals):
    assert [(p.fields["number"], p.fields["short_name"]) for p in proposals if p.kind == "priority"] == [
        (1, "Help at the right time"),
        (2, "Care that lasts"),
    ]


def test_its_rows_are_actions_with_their_fields(proposals):
    names = ("ref", "priority", "stage", "lead", "last_day")
    assert [(p.text, *(p.fields[name] for name in names)) for p in proposals if p.kind == "action"] == [
        ("Publish a directory of early help", "1.1", 1, "complete", "Early Help Manager", "2024-03-31"),
        ("Hold six roadshows for schools", "1.2", 1, "under_way", "Early Help Manager", "2024-12-31"),
        ("Start placement stability meetings", "2.1", 2, "planned", "Head of Care", None),
        ("Recruit ten foster households", "2.2", 2, "under_way", "Head of Care", "2025-06-30"),
        ("Train all carers in trauma", "2.2", 2, "under_way", "Head of Care", "2025-06-30"),
    ]


def test_its_unreadable_date_is_said(proposals):
    assert [p.fields["what"] for p in proposals if p.kind == "oddity"] == ["unreadable_date"]
