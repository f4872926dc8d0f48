"""The status board on paper: what a clerk hands out."""

import re
from collections import Counter

import pymupdf
import pytest
from playwright.sync_api import expect

from tests.browser.pages import PRACTICE, in_full

pytestmark = pytest.mark.browser


def test_the_status_board_prints_with_its_date_and_key_and_without_what_only_screens_need(site):
    page = site.open("member")
    page.goto("/")
    page.emulate_media(media="print")
    for hidden in (page.locator("nav"), page.locator("footer"), page.locator(".no-print"), page.get_by_role("button")):
        assert [each for each in hidden.all() if each.is_visible()] == []
    expect(page.get_by_text("14 January 2020").first).to_be_visible()
    expect(
        page.get_by_role("region", name="About this demonstration").get_by_text("Demonstration made from")
    ).to_be_visible()
    key = page.locator(".totals > li")
    for word in ("Off track or late", "At risk", "On track", "Not yet rated", "Complete"):
        entry = key.filter(has_text=word)
        expect(entry).to_be_visible()
        expect(entry.locator(".mark")).to_be_visible()
    expect(page.locator(".priorities > li")).to_have_count(12)


def test_the_printed_status_board_is_a_pdf_of_a_few_a4_pages(site):
    page = site.open("member")
    page.goto("/")
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF-")
    sizes = [tuple(round(float(side)) for side in box.split()) for box in re.findall(rb"/MediaBox \[0 0 (.*?)\]", pdf)]
    assert set(sizes) == {(595, 842)}
    assert 1 <= len(sizes) <= 4


PRACTICE_BRIEFING = f"/meetings/practice-2020-02-06/briefing/{PRACTICE}"
CHANGED = f"/actions/{PRACTICE}&change=any&rows=100"
PAPERS = {
    "the briefing": (PRACTICE_BRIEFING, "Position on 14 January 2020", True),
    "a frozen position": (f"/positions/2019-10-14/{PRACTICE}", "Position on 14 October 2019", True),
    "the changed list": (CHANGED, "14 January 2020", False),
}


@pytest.mark.parametrize(("address", "dated", "keyed"), PAPERS.values(), ids=PAPERS)
def test_what_goes_to_a_committee_prints_on_numbered_a4_pages_with_its_date_and_key(site, address, dated, keyed):
    page = site.open("member")
    page.goto(in_full(page, address))
    page.emulate_media(media="print")
    hidden = (page.locator(name) for name in ("nav", "footer", ".crumbs", ".no-print", ".button", "form"))
    assert [each for some in hidden for each in some.all() if each.is_visible()] == []
    if keyed:
        key = page.locator(".key").first
        for word in ("Complete", "On track", "At risk", "Off track", "Late", "Not yet rated"):
            expect(key).to_contain_text(word)
        expect(key).to_be_visible()
    size = (842, 595) if address == CHANGED else (595, 842)  # a wide table is printed across the sheet
    with pymupdf.open(stream=page.pdf(prefer_css_page_size=True), filetype="pdf") as pdf:
        assert {(round(each.rect.width), round(each.rect.height)) for each in pdf} == {size}
        texts = [each.get_text() for each in pdf]
    assert dated in " ".join(texts[0].split())
    assert "Practice plan of an invented council. Nothing here is real." in " ".join(texts[0].split())
    assert [f"Page {number} of {len(texts)}" in text for number, text in enumerate(texts, 1)] == [True] * len(texts)


def words(text):
    return Counter(re.findall(r"\w+", text))


@pytest.mark.parametrize("address", [PRACTICE_BRIEFING, CHANGED], ids=["the briefing", "the changed list"])
def test_no_row_breaks_between_two_printed_pages(site, address):
    page = site.open("member")
    page.goto(address)
    page.locator(".vh").evaluate_all("hidden => hidden.forEach(each => each.remove())")
    rows = page.locator("main table tbody tr").all_inner_texts()
    assert len(rows) > 20
    with pymupdf.open(stream=page.pdf(prefer_css_page_size=True), filetype="pdf") as pdf:
        pages = [words(each.get_text()) for each in pdf]
    for row in rows:
        assert any(words(row) <= on_page for on_page in pages), f"it stands on no page as a whole: {row}"
