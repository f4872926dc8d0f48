"""The status board on paper: what a clerk hands out."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_the_status_board_prints_with_its_date_and_key_and_without_what_only_screens_need(site):
    page = site.open("member")
    page.goto("/")
    page.emulate_media(media="print")
    for hidden in (page.locator("nav"), page.locator("footer"), page.locator(".no-print"), page.get_by_role("button")):
        assert [each for each in hidden.all() if each.is_visible()] == []
    expect(page.get_by_text("14 January 2020").first).to_be_visible()
    expect(page.get_by_text("Demonstration made from published papers.")).to_be_visible()
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
