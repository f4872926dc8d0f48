"""The same plan as a page of HTML, a Word file and a PDF gives the same priorities and actions."""

import json
from datetime import date

import pytest

from inspections.loading.reading.reader import read
from inspections.loading.recognising import plans
from inspections.loading.recognising.proposals import Context
from tests.reading.making_papers import html_of, pdf_of, word_of
from tests.recognising.recall import PAPERS

# Their lettered points would be typed without their brackets.
TYPED_OTHERWISE = (
    "carrowby_paragraphs.expected.json",
    "lastingham_letters.expected.json",
    "tolworth_progress_report.expected.json",
)
HOLDING = [
    path for path in sorted(PAPERS.glob("*.expected.json"))
    if path.name not in TYPED_OTHERWISE and any(one["kind"] == "action" for one in json.loads(path.read_text())["expected"])
]  # fmt: skip
IN_PDF = ("pellwick", "ravensby")  # a table and a list; a PDF takes longest to make and to read
FIELDS = ("ref", "priority", "stage", "lead", "first_day", "last_day", "due_from", "due_last_day", "periods")


def plan_of(paper, day):
    """What the plan of a paper says, without the places of its passages."""
    return [
        (p.text, *(p.fields.get(name) for name in FIELDS))
        if p.kind == "action"
        else (p.fields["number"], p.fields["short_name"], p.fields["lead"])
        for p in plans.recognise(paper, Context(day=day))
        if p.kind in ("action", "priority")
    ]


@pytest.mark.parametrize("expectation", HOLDING, ids=lambda path: path.name.removesuffix(".expected.json"))
def test_a_plan_reads_the_same_whatever_its_format(expectation):
    said = json.loads(expectation.read_text())
    day = date.fromisoformat(said["date"])
    paper = read((PAPERS / said["paper"]).read_bytes())
    expected = plan_of(paper, day)
    assert plan_of(read(word_of(paper.passages)), day) == expected
    if said["paper"].split("_")[0] in IN_PDF:
        assert plan_of(read(html_of(paper.passages)), day) == expected
        assert plan_of(read(pdf_of(paper.passages)), day) == expected
