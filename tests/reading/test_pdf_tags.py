"""What a PDF's own tags tell of it, and when the places of its words tell more."""

import io
import shutil
import subprocess

import docx
import pytest
import typst

from inspections.loading.reading import pdf_tags
from inspections.loading.reading.pdf_grids import grids_of
from inspections.loading.reading.pdf_pages import PageOfWords, Word
from inspections.loading.reading.reader import read
from tests.reading.making_papers import pdf_of, word_of
from tests.reading.test_five_formats import action_plan, place

BY_TAGS = "The PDF’s own tags gave its headings, lists and tables."
BY_PLACES = "The PDF has no tags to go by; the places of its words gave its headings, lists and tables."
WORDS = "The service reviewed what it knows of families and of the help that they get early on. "


def paper(source):
    return read(typst.compile(source.encode()))


def test_the_paper_says_that_its_tags_were_used():
    assert paper(f"= Report\n\n{WORDS}").notes == (BY_TAGS,)


def test_a_table_that_runs_over_pages_keeps_its_rows_and_its_headings_once():
    rows = "".join(f"[{row}], [{WORDS * 4} End {row}.], [Head of Service]," for row in range(1, 15))
    read_paper = paper(f"#table(columns: 3, stroke: none, table.header([Ref], [Action], [Lead]), {rows})")
    cells = [(p.row, p.column, p.text) for p in read_paper.passages]
    expected = [(1, 1, "Ref"), (1, 2, "Action"), (1, 3, "Lead")]
    for row in range(1, 15):
        expected += [(row + 1, 1, str(row)), (row + 1, 2, f"{WORDS * 4} End {row}."), (row + 1, 3, "Head of Service")]
    assert (read_paper.pages, cells) == (2, [(row, column, " ".join(text.split())) for row, column, text in expected])


def test_what_is_tagged_as_a_pages_header_is_kept_beside_the_passages():
    read_paper = paper(f"#set page(header: [Exempt: paragraph 1])\n= Report\n\n{WORDS * 5}")
    assert [p.text for p in read_paper.passages] == ["Report", (WORDS * 5).strip()]
    assert "Exempt: paragraph 1" in read_paper.margins


def test_where_tags_leave_out_much_of_a_page_its_words_are_read_by_their_places():
    read_paper = paper(f"= Report\n\n{WORDS}\n\n#pdf.artifact[{WORDS * 3}]")
    assert [p.text for p in read_paper.passages] == ["Report", WORDS.strip(), (WORDS * 3).strip()]
    assert read_paper.notes == (BY_PLACES,)


def test_a_page_that_tags_tell_less_of_is_named():
    read_paper = paper(f"= Report\n\n{WORDS * 9}\n#pagebreak()\n#pdf.artifact[{WORDS * 3}]")
    assert read_paper.passages[-1].text == (WORDS * 3).strip()
    assert read_paper.notes == (BY_TAGS.replace(".", "; on page 2, the places of its words did."),)


def test_tags_without_end_give_way_to_the_places_of_words(monkeypatch):
    source = "= Report\n" + "\n#pagebreak()\n".join(f"{WORDS}\n\n" * 3 for _ in range(3))
    by_tags = " ".join(p.text for p in paper(source).passages)
    monkeypatch.setattr(pdf_tags, "MOST_ASKED", 10)
    read_paper = paper(source)
    assert " ".join(p.text for p in read_paper.passages) == by_tags
    assert read_paper.notes == (BY_PLACES,)


def test_a_ruled_table_that_no_tag_calls_a_table_is_read_by_its_lines():
    read_paper = paper(
        "= Plan\n#grid(columns: 2, stroke: 1pt, inset: 5pt, [Action], [Lead], [Train all staff], [Head of Service])"
    )
    assert [(p.row, p.column, p.text) for p in read_paper.passages[1:]] == [
        (1, 1, "Action"),
        (1, 2, "Lead"),
        (2, 1, "Train all staff"),
        (2, 2, "Head of Service"),
    ]


def test_the_rest_of_a_row_that_has_only_its_lower_edge_is_read_by_its_columns():
    words = [Word(x, x + 60, 10, 20, 10, False, text) for x, text in ((15, "review"), (115, "Director"))]
    page = PageOfWords(2, 300, 400, words, across=[(30, 10, 210)], down=[(10, 5, 30), (110, 5, 30), (210, 5, 30)])
    [grid] = grids_of(page)
    assert [[word.text for word in words] for _, words in sorted(grid.words.items())] == [["review"], ["Director"]]


OFFICE = shutil.which("soffice")


@pytest.mark.skipif(OFFICE is None, reason="NOT TESTED: no LibreOffice is installed to make a tagged PDF with")
def test_a_plan_that_libreoffice_saves_with_tags_reads_to_its_passages(tmp_path):
    plan = action_plan(0)
    document = docx.Document(io.BytesIO(word_of(plan, landscape=True)))
    document.styles["Normal"].font.size = docx.shared.Pt(6)  # so that no word is wider than its column
    document.save(tmp_path / "plan.docx")
    to = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
    command = [OFFICE, f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", to]
    subprocess.run(
        [*command, "--outdir", tmp_path, tmp_path / "plan.docx"], check=True, capture_output=True, timeout=120
    )
    read_paper = read((tmp_path / "plan.pdf").read_bytes())
    assert read_paper.notes[0] == BY_TAGS
    assert [place(p, pdf_of) for p in read_paper.passages] == [place(p, pdf_of) for p in plan]
