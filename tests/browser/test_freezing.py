"""The programme officer's story: the plan's position is frozen for the coming meeting, by a worker beside the server."""

import re
from io import BytesIO

import docx
import openpyxl
import pymupdf
import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.background import wait_for
from tests.browser.databases import SQLITE, told_on
from tests.browser.pages import PRACTICE
from tests.browser.test_officer import answer, heading

pytestmark = pytest.mark.browser

MEETING = "Practice Scrutiny Committee"
ACTIONS = 38  # of the practice plan
AS_REPORTED = re.compile("As reported to the Practice Scrutiny Committee, 6 February 2020")


def open_freezing(page):
    """From the status board by its links to the page that freezes."""
    page.goto(f"/{PRACTICE}")
    page.get_by_role("link", name=MEETING, exact=True).click()
    page.get_by_role("link", name="Freeze the position for this meeting").click()
    expect(heading(page)).to_contain_text("Freeze the position for the Practice Scrutiny Committee")


def agree(page):
    page.get_by_label("Who agreed to it?").fill("Ada Practice")
    page.get_by_label("In which post?").fill("Director of Children’s Services")
    with page.expect_navigation():
        page.get_by_role("button", name="Freeze the position on 14 January 2020").click()


def wait_until_made(page):
    """Wait until the page leads on to what was made."""
    wait_for(page.get_by_role("heading", level=1, name=AS_REPORTED))


def downloaded(page, kind):
    """A file as issued, by its link: its name and its bytes."""
    with page.expect_download() as download:
        page.get_by_role("link", name=f"{kind} file as issued").click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def plain(words):
    return " ".join(words.split())


def test_the_programme_officer_freezes_the_position_for_the_coming_meeting(writing_site):
    page = writing_site.open("programme")
    open_freezing(page)
    assert violations(page) == []

    checks = page.get_by_role("heading", name="Check before you freeze").locator("+ ul").get_by_role("link")
    numbered = [(int(link.inner_text().split()[0]), link.get_attribute("href")) for link in checks.all()]
    assert len(numbered) >= 4
    for number, address in numbered:
        page.goto(f"{address}&rows=100")
        assert page.locator("#content tbody tr, table.stack tbody tr").count() == number
    page.goto("/meetings/practice-2020-02-06/")  # not of the current plan
    open_freezing(page)

    with page.expect_navigation():
        page.get_by_role("button", name="Freeze the position on 14 January 2020").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Say who agreed: the Director’s name or the named deputy’s.")
    expect(alert).to_contain_text("Say in which post they agreed.")
    assert page.title().startswith("Error: ")
    assert violations(page) == []

    agree(page)
    expect(heading(page)).to_have_text("The frozen position")
    expect(page.locator("main")).to_contain_text("Waiting.")
    assert violations(page) == []
    # Nobody works yet: it waits, and asking again leads to what waits already.
    waiting = page.url
    open_freezing(page)
    agree(page)
    assert page.url == waiting

    with writing_site.working():
        wait_until_made(page)
    expect(page.get_by_role("status")).to_contain_text(
        "The position is frozen: version 1, with its PDF and Word files."
    )
    expect(page.locator("main")).to_contain_text("Agreed by Ada Practice, Director of Children’s Services")
    sentence = plain(page.locator("main .lead").first.inner_text())
    assert violations(page) == []

    name, content = downloaded(page, "PDF")
    assert name == "briefing-practice-2020-02-06-position-2020-01-14.pdf"
    with pymupdf.open(stream=content, filetype="pdf") as pdf:
        text = plain(" ".join(each.get_text() for each in pdf))
        assert "Page 1 of" in plain(pdf[0].get_text())
    assert sentence in text
    name, content = downloaded(page, "Word")
    assert name.endswith(".docx")
    word = docx.Document(BytesIO(content))
    assert sentence in plain(" ".join(paragraph.text for paragraph in word.paragraphs))
    headers = [[plain(cell.text) for cell in table.rows[0].cells] for table in word.tables]
    assert ["What are the issues", "What have we done so far", "What else we have planned"] in headers
    name, content = downloaded(page, "Excel")
    assert name.endswith(".xlsx")
    book = openpyxl.load_workbook(BytesIO(content), read_only=True)
    assert len(list(book["Actions"].rows)) == ACTIONS + 1

    frozen = page.url
    page.goto(f"/actions/P2.03/update/{PRACTICE}")
    answer(page, rating="No, off track", words="The auditor has left and nobody is in the post.")
    page.goto(frozen)
    expect(page.locator("main")).to_contain_text("1 update recorded since")
    assert plain(page.locator("main .lead").first.inner_text()) == sentence

    open_freezing(page)
    expect(page.locator("main")).to_contain_text("Already frozen for this meeting: version 1")
    agree(page)
    with writing_site.working():
        wait_until_made(page)
    expect(page.locator("main")).to_contain_text("version 2. This is a frozen copy")
    with page.expect_navigation():
        page.get_by_role("link", name="version 1, position on 14 January 2020").click()
    assert page.url.partition("?")[0] == frozen.partition("?")[0]
    assert plain(page.locator("main .lead").first.inner_text()) == sentence
    assert "Every frozen position is as it was." in writing_site.output_of("verify_positions")


@pytest.mark.parametrize("script", [True, False])
@told_on("writing_site", SQLITE)
def test_a_page_that_waits_moves_on_by_itself_with_javascript_and_without(writing_site, script):
    page = writing_site.open("programme", java_script_enabled=script)
    open_freezing(page)
    agree(page)
    main = page.locator("main")
    expect(main).to_contain_text("Waiting.")
    page.get_by_role("button", name="Cancel it").focus()
    page.keyboard.press("Enter")
    expect(main).to_contain_text("cancelled it. Nothing was saved.")
    with page.expect_navigation():
        page.get_by_role("button", name="Try again").click()
    expect(page.locator("[aria-live=polite]")).to_contain_text("Waiting.")
    seen = page.url
    with writing_site.working():
        wait_until_made(page)
    expect(page.get_by_role("status")).to_contain_text("The position is frozen: version")
    page.goto(seen)  # leads to it from now on
    expect(heading(page)).to_have_text(AS_REPORTED)
