"""One paper in five formats reads to the same passages: kinds, numbers, words, headings, places in tables.

The PDFs are made by a typesetter from the words alone: what stands in which cell is told by their tags, by their lines, or
by where the words stand. What a format cannot hold is left out of the comparison: plain HTML, Word and PDF hold all of it.
"""

import dataclasses
import random

import pytest
from django.conf import settings

from inspections.loading.reading.passages import Format, Passage, PassageKind
from inspections.loading.reading.reader import read
from tests.reading.making_papers import html_of, pdf_of, word_of

FORMATS = {
    "html": (html_of, {}, Format.HTML),
    "word": (word_of, {}, Format.WORD),
    "pdf": (pdf_of, {}, Format.PDF),
    "landscape pdf": (pdf_of, {"landscape": True}, Format.PDF),
    "pdf without lines": (pdf_of, {"ruled": False}, Format.PDF),
    "tagged pdf": (pdf_of, {"tags": True}, Format.PDF),
    "tagged pdf without lines": (pdf_of, {"tags": True, "ruled": False}, Format.PDF),
}


def outline(passages):
    """What every format holds of a passage; its page, and what of it is in bold, are not of every format."""
    return [
        (
            (p.order, p.kind, p.number, p.text, p.headings),
            (p.table, p.row, p.column, p.column_heading, p.header, p.item, p.row_span, p.column_span),
        )
        for p in passages
    ]


@pytest.fixture(scope="module")
def report():
    """The January report, as its text is read."""
    name = "2020-01-14-post-ofsted-report.txt"
    return read((settings.BASE_DIR / "fixtures" / "papers" / name).read_bytes()).passages


@pytest.mark.parametrize("name", FORMATS)
def test_the_january_report_reads_the_same_in_every_format(name, report):
    make, options, format = FORMATS[name]
    paper = read(make(report, **options))
    assert outline(paper.passages) == outline(report)
    assert paper.format == format


def test_a_pdf_tells_pages_and_says_where_columns_were_told_by_words(report):
    ruled, bare = read(pdf_of(report)), read(pdf_of(report, ruled=False))
    pages = [passage.page for passage in ruled.passages]
    assert (ruled.pages, pages[0], pages[-1], pages) == (12, 1, 12, sorted(pages))
    by_places = "The PDF has no tags to go by; the places of its words gave its headings, lists and tables."
    assert ruled.notes == (by_places,)
    assert bare.notes == (
        by_places,
        "Pages 5, 6, 7, 8, 9, 10 and 11 have tables without lines; the columns were told by where the words stand.",
    )


# An action plan of another council: eight columns, bands, merged cells, empty cells, rows over pages -------------------

WORDS = [
    "review",
    "the",
    "threshold",
    "document",
    "with",
    "partners",
    "so",
    "that",
    "families",
    "get",
    "help",
    "early",
    "and",
    "staff",
    "know",
    "what",
    "good",
    "looks",
    "like",
    "across",
    "the",
    "service",
    "and",
    "its",
    "teams",
]
COLUMNS = ["Ref", "Recommendation", "Action", "Lead", "Start", "Deadline", "RAG", "Progress"]


def action_plan(seed):
    """The passages of an invented plan, another one for each seed."""
    chance = random.Random(seed)
    passages = []

    def add(kind, text, **places):
        passages.append(Passage(len(passages) + 1, kind, text, **places))

    def cell(row, column, text, **more):
        more.setdefault("column_heading", COLUMNS[column - 1])
        add(PassageKind.CELL, text, table=1, row=row, column=column, headings=("Northmere improvement plan",), **more)

    def sentence(most):
        return " ".join(chance.choice(WORDS) for _ in range(chance.randint(3, most))).capitalize() + "."

    add(PassageKind.HEADING, "Northmere improvement plan", level=1)
    add(
        PassageKind.PARAGRAPH, "This plan answers the letter of 4 March 2024.", headings=("Northmere improvement plan",)
    )
    for column, heading in enumerate(COLUMNS, 1):
        cell(1, column, heading, header=True, column_heading="")
    row = 2
    for band in range(1, 4):
        cell(row, 1, f"Priority {band}: {sentence(6)}", column_span=8)
        for line in range(1, 6):
            row += 1
            cell(row, 1, f"{band}.{line}")
            if line != 2:  # the second row of each band has its recommendation merged with the first's
                cell(row, 2, sentence(40), row_span=2 if line == 1 else 1)
            for _ in range(chance.randint(1, 4)):
                cell(row, 3, sentence(25), item=line % 2 == 0)
            cell(row, 4, chance.choice(["Head of Service", "AD Safeguarding", "Director of Children’s Services"]))
            cell(row, 5, "April 2024")
            cell(row, 6, chance.choice(["31 March 2025", "Ongoing", "TBC"]))
            cell(row, 7, chance.choice("RAG"))
            for _ in range(chance.choice([0, 1, 1, 2, 3])):
                cell(row, 8, sentence(50))
        row += 1
    add(PassageKind.PARAGRAPH, "The board will review the plan each month.", headings=("Northmere improvement plan",))
    return passages


def place(passage, make):
    """What the format holds of a cell. Where a PDF's page ends between two rows that a cell joins, the rest of that cell
    is drawn as an empty one, so it does not show how many rows the cell had."""
    return outline([passage if make is not pdf_of else dataclasses.replace(passage, row_span=1)])


WIDTHS = ["1cm", "4cm", "7cm", "2.5cm", "1.8cm", "2.2cm", "1cm", "1fr"]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    ("make", "options"),
    [
        (html_of, {}),
        (word_of, {"landscape": True}),
        (pdf_of, {"landscape": True}),
        (pdf_of, {"landscape": True, "widths": WIDTHS}),
        (pdf_of, {"landscape": True, "tags": True, "ruled": False}),
    ],
    ids=["html", "word", "pdf", "pdf of other widths", "tagged pdf without lines"],
)
def test_a_plan_with_bands_and_merged_cells_reads_the_same_in_every_format(make, options, seed):
    plan = action_plan(seed)
    paper = read(make(plan, **options))
    assert [place(p, make) for p in paper.passages] == [place(p, make) for p in plan]


def test_numbers_and_bullets_of_several_levels_read_the_same():
    passages = [
        Passage(1, PassageKind.HEADING, "Report", level=1),
        Passage(2, PassageKind.HEADING, "Background", "1", level=2),
        Passage(3, PassageKind.PARAGRAPH, "The council was inspected in May 2024 by six inspectors.", "1.1"),
        Passage(4, PassageKind.BULLET, "Overall effectiveness: good", level=1),
        Passage(5, PassageKind.BULLET, "Leaders: outstanding", level=2),
        Passage(6, PassageKind.BULLET, "Care leavers: good", level=1),
        Passage(7, PassageKind.PARAGRAPH, "Some 3.5 million pounds were spent.", "1.2"),
        Passage(8, PassageKind.PARAGRAPH, "note the report;", "a"),
        Passage(9, PassageKind.PARAGRAPH, "agree the plan.", "b"),
    ]
    paths = [(), ("Report",), *[("Report", "Background")] * 7]
    passages = [dataclasses.replace(p, headings=path) for p, path in zip(passages, paths, strict=True)]
    written = [dataclasses.replace(p, number=f"({p.number})" if p.number.isalpha() else p.number) for p in passages]
    for make in (html_of, word_of, pdf_of):
        read_passages = read(make(written)).passages
        if make is pdf_of:  # on a single page nothing tells the page's header from the paper
            assert read_passages[0].text == "Northmere Council"
            read_passages = [dataclasses.replace(p, order=p.order - 1) for p in read_passages[1:]]
        assert [(p.level, *outline([p])) for p in read_passages] == [(p.level, *outline([p])) for p in passages]
