"""The briefing as PDF, Word and Excel: the same figures as the page, whole, readable aloud, safe to open."""

import io
import re
import shutil
import subprocess
from collections import Counter
from datetime import date

import docx
import openpyxl
import outloud
import pdfua
import pymupdf
import pytest
from docx.oxml.ns import qn

from actions.positions.changes import COUNTED_AS
from actions.positions.status import Status
from inspections.models import BackgroundJob
from inspections.reporting.briefing import content, views
from inspections.reporting.briefing.parts import FRONT
from inspections.reporting.briefing.pdf import CHARACTERS, make_pdf
from inspections.reporting.briefing.word import TABLE_HEADINGS
from inspections.reporting.briefing.workbook import SHEETS
from inspections.reporting.briefing_files import ENDINGS, MAKERS
from tests.making import TODAY, make_due, make_officer, make_priority, make_reported_action, make_update
from tests.making_scrutiny import link, make_committee, make_finding, make_inspection, make_meeting


def plain(text):
    """Words with single spaces: a line's end is no difference."""
    return " ".join(text.split())


def sheets_of(made):
    book = openpyxl.load_workbook(io.BytesIO(made))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def text_of_word(made):
    """Every paragraph and cell of a Word file, in order."""
    body = docx.Document(io.BytesIO(made)).element.body
    return plain(" ".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))))


def pages_of(made):
    return [plain(page.get_text()) for page in pymupdf.open(stream=made)]


@pytest.fixture
def full_plan(plan):
    """A plan with something in every part of its briefing, and its meeting."""
    officer = make_officer(first_name="Ann", last_name="Lee")
    committee = make_committee(plan, name="Select Committee")
    make_meeting(date(2019, 10, 16), committee, considered=plan)
    make_meeting(date(2020, 1, 23), committee, considered=plan, slug="coming")
    first, second = plan.priorities.get(), make_priority(plan, short_name="Homes", why="Too far.\nToo few.")
    late = make_reported_action(first, due=date(2020, 1, 3), effective_date=date(2019, 9, 1), words="Train everybody.")
    make_update(late, by=officer, rating="at_risk", words="Nobody comes.", effective_date=date(2019, 12, 1))
    make_update(late, by=officer, effective_date=date(2019, 12, 2), **make_due(date(2020, 1, 10), change="moved"))
    done = make_reported_action(first, words="Write the guide.", column="done", effective_date=date(2019, 9, 1))
    make_update(done, stage="complete", effective_date=date(2019, 12, 20))
    make_reported_action(second, words="Open a home.", due=None)
    link(make_finding(make_inspection()), late)
    make_finding(make_inspection(), words="Life story work is thin.")
    return plan


@pytest.fixture(scope="module")
def files_of_module():
    """The files of the full plan, made once for the tests of this module that read them."""
    return {}


@pytest.fixture
def files(full_plan, member, files_of_module):
    if not files_of_module:
        got = {kind: member.get(f"/meetings/coming/briefing/{kind}/") for kind in MAKERS}
        assert {answer.status_code for answer in got.values()} == {200}
        files_of_module |= {kind: answer.content for kind, answer in got.items()}
    return files_of_module


@pytest.mark.django_db
def test_page_pdf_word_and_excel_tell_the_same_figures(full_plan, files, member):
    page = member.get("/meetings/coming/briefing/")
    briefing = page.context["briefing"]
    counts = [
        *briefing.totals,
        *(count for part in briefing.parts for count in part.counts),
        *(question.count for question in briefing.questions),
    ]
    counts = [(count.number, count.words) for count in counts if count.number]
    assert len(counts) >= 12
    html = page.content.decode().partition('id="main">')[2]
    html = plain(re.sub(r"\s+,", ",", re.sub(r"<[^>]+>", " ", html)))
    faces = {"page": html, "Word": text_of_word(files["docx"]), "PDF": plain(" ".join(pages_of(files["pdf"])))}
    for number, words in counts:
        for face, text in faces.items():
            assert re.search(rf"\b{number} {re.escape(words)}", text), (face, number, words)
    about = {row[0]: row[1] for row in sheets_of(files["xlsx"])["About"]}
    assert sorted(about[words] for _, words in counts[:3]) == sorted(number for number, _ in counts[:3])
    told_there = [(value, name) for name, value in about.items() if isinstance(value, int) and value]
    assert sorted((number, name.split(": ", 1)[-1]) for number, name in told_there) == sorted(counts)
    for face, text in faces.items():
        for sentence in (*briefing.sentence, *(question.ask for question in briefing.questions)):
            assert sentence in text, face


def test_what_the_totals_leave_out_is_named_apart():
    stopped, old = content.Count(2, "stopped", "stopped"), content.Count(4, "ratings out of date")
    briefing = content.Briefing(title="Any", sentence=["Any."], totals=[content.Count(9, "complete", "complete")])
    briefing.totals_notes = [stopped, old]
    for text in (text_of_word(MAKERS["docx"](briefing, [])), " ".join(pages_of(make_pdf(briefing, []))[0].split())):
        assert "Not in the totals: 2 stopped" in text
        assert text.index("4 ratings out of date") < text.index("Not in the totals")


@pytest.mark.django_db
def test_every_action_is_in_every_file(full_plan, files):
    names = ["P1.01", "P1.02", "P2.01"]
    assert [row[0] for row in sheets_of(files["xlsx"])["Actions"][1:]] == names
    pages = pages_of(files["pdf"])
    behind = " ".join(pages[1:])
    assert [name for name in names if name not in behind] == []
    for words in ("Train everybody.", "Write the guide.", "Open a home."):
        assert words in text_of_word(files["docx"])


@pytest.mark.django_db
def test_excel_has_a_sheet_for_each_kind_of_thing(files):
    sheets = sheets_of(files["xlsx"])
    assert list(sheets) == ["Actions", "Changed since", "Findings", "Decided and promised", "Priorities", "About"]
    for name, rows in sheets.items():
        if name in SHEETS:
            assert rows[0] == [heading for heading, _ in SHEETS[name]]
    changed = [(row[0], row[3]) for row in sheets["Changed since"][1:]]
    assert changed == [
        ("P1.01", "Rated for the first time"), ("P1.01", "Newly late"), ("P1.01", "Date moved"), ("P1.02", "Completed"),
        ("P2.01", "New"),
    ]  # fmt: skip
    about = {row[0]: row[1] for row in sheets["About"]}
    assert about["Demonstration"].startswith("Demonstration made from published papers.")
    assert about["Position"] == "Position on 14 January 2020. This is the live position."


@pytest.mark.django_db
def test_words_headings_and_tables_read_back(files):
    document = docx.Document(io.BytesIO(files["docx"]))
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith(("Title", "Heading"))]
    assert headings[0] == ("Title", "Briefing for the Select Committee")
    assert [text for style, text in headings if style == "Heading 1"][:8] == [
        "Progress so far", "Late or at risk, and why", "Changed since last considered",
        "Still waiting for an answer", "Three questions worth asking", "Each priority",
        "Details behind the first pages", "The report’s own table, filled in",
    ]  # fmt: skip
    own = [table for table in document.tables if table.rows[0].cells[0].text == TABLE_HEADINGS[0]]
    why = "Nobody comes. (Ann Lee, 1 December 2019)"
    assert [[cell.text for cell in row.cells] for row in own[0].rows] == [
        list(TABLE_HEADINGS),
        [
            "",
            "Write the guide.",
            f"Train everybody.\nLate. Due 10 January 2020.\nIn the way: {why}\n1 December 2019: Nobody comes.",
        ],
    ]
    assert [p.text for p in own[1].rows[1].cells[0].paragraphs] == ["Too far.", "Too few."]
    assert own[1].rows[1].cells[2].text.splitlines() == ["Open a home.", "Not yet rated. No finishing date."]
    for table in document.tables:
        head, *rows = table._tbl.tr_lst
        assert head.find(f".//{qn('w:tblHeader')}") is not None
        assert [row for row in rows if row.find(f".//{qn('w:cantSplit')}") is None] == []


@pytest.mark.django_db
def test_word_says_its_language_title_day_and_page(files):
    document = docx.Document(io.BytesIO(files["docx"]))
    properties = document.core_properties
    title = "Briefing for the Select Committee, 23 January 2020. Position on 14 January 2020"
    assert (properties.title, properties.language) == (title, "en-GB")
    languages = {each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    [section] = document.sections
    assert section.header.paragraphs[0].text.endswith("Position on 14 January 2020")
    foot = section.footer.paragraphs[0]
    assert foot.text.startswith("Demonstration made from published papers.")
    assert [each.text for each in foot._p.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


@pytest.mark.django_db
def test_the_pdf_passes_what_the_checkers_can_see(files, tmp_path):
    path = tmp_path / "briefing.pdf"
    path.write_bytes(files["pdf"])
    heard = outloud.check(str(path))
    assert [finding for finding in heard.findings if finding.severity != "info"] == []
    assert [finding.rule_id for finding in pdfua.validate(str(path)).findings] == []


@pytest.mark.django_db
def test_each_page_of_the_pdf_has_the_day_the_key_and_its_number(files):
    document = pymupdf.open(stream=files["pdf"])
    assert document.metadata["title"].endswith("Position on 14 January 2020")
    assert document.xref_get_key(document.pdf_catalog(), "Lang") == ("string", "en-GB")
    pages = pages_of(files["pdf"])
    assert {(round(page.rect.width), round(page.rect.height)) for page in document} == {(595, 842)}
    for number, text in enumerate(pages, 1):
        assert "Position on 14 January 2020" in text
        assert f"Page {number} of {len(pages)}" in text
        assert "Demonstration made from published papers." in text
        for state in ("Complete", "Done, awaiting sign-off", "On track", "At risk", "Off track", "Late", "Stopped"):
            assert state in text.partition("Key:")[2]


def first_pages(made):
    """The headings before the details, and the page on which the details begin."""
    marks = pymupdf.open(stream=made).get_toc()
    details = next(place for place, (level, _, _) in enumerate(marks) if level == 1 and place)
    assert marks[details][1] == "Details behind the first pages"
    return [title for _, title, _ in marks[1:details]], marks[details][2]


def sizes_of_letters(made):
    """How many letters of the pages are in each size, in points, without the head and the foot of each page."""
    sizes = Counter()
    for page in pymupdf.open(stream=made):
        for block in page.get_text("dict", clip=pymupdf.Rect(0, 44, 595, 780))["blocks"]:
            for span in (span for line in block.get("lines", ()) for span in line["spans"]):
                sizes[round(span["size"])] += len(span["text"].strip())
    return sizes


@pytest.mark.django_db
def test_the_first_pages_are_two_in_letters_of_twelve_points_and_all_are_larger_in_large_print(files):
    headings, details = first_pages(files["pdf"])
    assert headings == [
        "Progress so far", "Late or at risk, and why", "Changed since last considered",
        "Still waiting for an answer", "Three questions worth asking", "Each priority",
    ]  # fmt: skip
    assert details <= 3
    assert min(sizes_of_letters(files["pdf"])) == 12
    assert min(sizes_of_letters(files["large"])) == 16


def test_a_long_address_stays_on_the_paper():
    address = f"https://example.gov.uk/{'a-long-path/' * 20}end"
    row = content.Entry("P1.01", f"See {address}.", note=f"{'x' * 200} {address}")
    part = content.Part("due", "Due", columns=["Action", "What it says", "Note"], rows=[row], total=1)
    for size in (12, 16):
        made = make_pdf(content.Briefing(title="Any", sentence=["Any."], parts=[part]), [], size)
        for page in pymupdf.open(stream=made):
            assert max((word[2] for word in page.get_text("words")), default=0) <= page.rect.width - 30
    assert address in "".join(pages_of(made)).replace(" ", "").replace("\u200b", "")


def fullest():
    """As much as a first page can be asked to hold: every part full, every question, long words everywhere."""
    long = "Commissioning of specialised accommodation with neighbouring authorities to be concluded "
    row = content.Entry(
        "Promised by officers, 14 January 2020", long * 4, long[:64], long * 2, "Overdue: was due by 24 December 2019",
        "late", "Late",
    )  # fmt: skip
    counts = [content.Count(9_999, state.label, state.value) for state in Status][:8]
    changes = [content.Count(9_999, words) for words in COUNTED_AS.values()]
    parts = [
        content.Part(
            code,
            long[:30],
            [long * 2 if code == "changed" else long],
            changes if code == "changed" else counts[:2],
            ["Action", "Words", "Note"],
            [row] * 40,
            400,
            front,
            "and 396 more: see the details",
        )
        for code, front in FRONT.items()
    ]
    question = content.Question(
        "moved_twice", "Moved twice", long * 2, long, content.Count(9_999, long[:70]), [row, row]
    )
    lines = [
        content.PriorityLine(number, (long * 2)[:100], long[:46], counts, ", ".join(f"999 {count.words}" for count in counts[:5]),
                           "31 December 2020, from the heading", impact="recorded for 999 of 999 complete")
        for number in range(1, 21)
    ]  # fmt: skip
    said = content.Said(" ".join(["words"] * 150), "A. N. Officer, Director of Children’s Services", "14 January 2020")
    return content.Briefing(
        title=f"Briefing for the {long}", heading=f"Briefing for the {long}", plan=long, council="Testham",
        meeting_words="Meeting of 23 January 2020 (worked out, not stated)", position="Position on 14 January 2020",
        position_note=long, demonstration=long, sentence=[long] * 3, totals=counts, totals_notes=counts[:2],
        commentary=[said], parts=parts, questions=[question] * 6, priorities=lines, priorities_front=12,
        priorities_more="and 8 more: see the details", key=counts,
    )  # fmt: skip


def test_the_fullest_first_pages_are_few():
    assert first_pages(make_pdf(fullest(), []))[1] <= 5


HOSTILE = '=1+1 #panic("x") *b* $m$ @ref <b> \\ // "q" ` ~ _u_ = h'


def hostile():
    """Data whose words would do something where they were taken for markup, a formula or XML."""
    words = f"{HOSTILE}\x07\x0b"
    row = content.Entry("P1.01", words, words, words, words, "late", "Late", why=words)
    action = content.ActionDetail("P1.01", words, state="late", state_words="Late", reason=words, reported=[words])
    detail = content.PriorityDetail(1, words, words, words, actions=[action], paper=80)
    part = content.Part("late", "Late", [words], [content.Count(1, "late")], ["a", "b", "c"], [row], 1, 1)
    briefing = content.Briefing(
        title=words, heading=words, plan=words, council=words, sentence=[words], parts=[part] * 5, position="Position",
        matters=[content.Matter(words=words)],
    )  # fmt: skip
    return briefing, [detail]


@pytest.mark.parametrize("kind", MAKERS)
def test_the_papers_words_are_never_taken_for_markup_or_formulas(kind):
    briefing, details = hostile()
    made = MAKERS[kind](briefing, details)
    if kind == "xlsx":
        rows = sheets_of(made)
        assert rows["Actions"][1][2].rstrip() == f"'{HOSTILE}"
        cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(made)) for row in sheet for cell in row]
        assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    else:
        text = text_of_word(made) if kind == "docx" else " ".join(pages_of(made))
        assert HOSTILE in text


def test_the_pdf_has_every_character_that_it_lets_through_and_says_which_it_lacks():
    every = "".join(sorted(CHARACTERS - {"\n"}))
    lines = [every[at : at + 60] for at in range(0, len(every), 60)]
    action = content.ActionDetail("P1.01", "Zażółć Γεια Привет 字 😀 ﬁn →", state="late", state_words="Late")
    detail = content.PriorityDetail(1, "Any", why="", words="\n".join(lines), actions=[action], paper=80)
    briefing = content.Briefing(title="Any", sentence=["Any."])
    text = " ".join(pages_of(make_pdf(briefing, [detail])))
    assert "Zażółć Γεια Привет ? ? fin →" in text
    assert "The typeface of this file lacks some signs (Chinese and pictures)." in text
    assert "Each of them is a question mark in “Zażółć Γεια Привет ? ? fin →”." in text


@pytest.mark.parametrize("kind", MAKERS)
def test_data_that_lacks_what_was_added_since_is_still_drawn(kind):
    details = [content.PriorityDetail.from_data({"number": 1, "name": "Old"})]
    assert MAKERS[kind](content.Briefing.from_data({"title": "Old", "sentence": []}), details)


@pytest.mark.parametrize("kind", MAKERS)
def test_two_thousand_actions_are_drawn_and_the_pdf_says_what_it_leaves_out(kind):
    actions = [
        content.ActionDetail(
            f"P1.{number}", f"Do thing {number}.", "planned", "planned", "late", "Late", "12 days ago."
        )
        for number in range(1, 2_001)
    ]
    detail = content.PriorityDetail(
        1, "Large", actions=actions, paper=80, paper_more="These are the first 80 of 2000 actions."
    )
    briefing = content.Briefing(title="Large", heading="Large", position="Position", sentence=["Large."])
    made = MAKERS[kind](briefing, iter([detail]))
    if kind == "xlsx":
        assert len(sheets_of(made)["Actions"]) == 2_001
    elif kind == "docx":
        assert text_of_word(made).count("Do thing") == 2_000
    else:
        text = " ".join(pages_of(made))
        assert text.count("Do thing") == 80
        assert "These are the first 80 of 2000 actions." in text


@pytest.mark.django_db
@pytest.mark.parametrize("kind", MAKERS)
def test_a_large_plans_file_is_made_in_the_background(full_plan, member, monkeypatch, kind):
    monkeypatch.setattr(views, "MOST_AT_ONCE", 2)
    answer = member.get(f"/meetings/coming/briefing/{kind}/", follow=True)
    job = BackgroundJob.objects.get()
    assert answer.redirect_chain == [(f"/jobs/{job.pk}/", 302)]
    assert (job.state, job.name) == ("done", f"briefing-coming-position-2020-01-14{ENDINGS[kind]}")
    assert bytes(job.content)[:2] == (b"%P" if kind in ("pdf", "large") else b"PK")
    assert job.on == TODAY


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
def test_libreoffice_opens_the_word_file_with_all_that_it_says(files, tmp_path):
    (tmp_path / "briefing.docx").write_bytes(files["docx"])
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", tmp_path, tmp_path / "briefing.docx"], check=True, capture_output=True)
    opened = " ".join(pages_of((tmp_path / "briefing.pdf").read_bytes()))
    assert all(words in opened for words in ("Progress so far", *TABLE_HEADINGS, "Train everybody.", "Open a home."))
