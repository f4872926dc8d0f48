"""A programme officer loads a spreadsheet as people make them: matched, looked at, corrected, saved, and once more."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.pages import PRACTICE, upload
from tests.importing.sheets import workbook

pytestmark = pytest.mark.browser

ROWS = [
    ["Testham: what we do next"],
    ["Theme", "Action", "Lead officer", "By when", "RAG", "Remarks for us"],
    [1, "Invite every foster carer to the forum.", "Head of Forums", "end of June 2020", "Amber", "No room yet."],
    [1, "Print the forum’s leaflet.", "", date(2020, 5, 31), "Green", ""],
    ["Total", 2],
]


def load(page):
    page.goto(f"/actions/{PRACTICE}")
    page.get_by_role("link", name="Load a spreadsheet of actions").click()
    upload(page, "forum.xlsx", workbook(ROWS))


def test_a_programme_officer_loads_a_sheet_and_the_same_sheet_again_changes_nothing(writing_site):
    page = writing_site.open("programme")
    load(page)
    expect(page.get_by_label("Column A: Theme")).to_have_value("priority")
    expect(page.get_by_label("Column C: Lead officer")).to_have_value("owner")
    expect(page.get_by_label("Column F: Remarks for us")).to_have_value("")
    expect(page.locator("main")).to_contain_text("The headings are in row 2. What is above them is left out.")
    page.get_by_role("button", name="Show what would change").click()
    expect(page.locator("main")).to_contain_text("1 row with errors")
    expect(page.locator("main")).to_contain_text("Say what is in the way, and what is being done about it.")
    expect(page.locator("main")).to_contain_text("Columns left out: Remarks for us.")
    page.get_by_role("button", name="Change the columns").click()
    page.get_by_label("Column F: Remarks for us").select_option(label="Progress, or what is in the way")
    page.get_by_role("button", name="Show what would change").click()
    expect(page.locator("main .lead")).to_contain_text(
        "2 new actions, 0 changed, 0 the same, 0 with errors, 1 row left out"
    )
    page.get_by_role("button", name="Save all of it").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what to do with “Head of Forums”, which is not a post here.")
    page.get_by_label("Make this post").check()
    page.get_by_role("button", name="Save all of it").click()
    expect(page.get_by_role("status")).to_contain_text("2 actions saved from “forum.xlsx”.")
    page.get_by_label("Words or reference").fill("forum")
    page.get_by_role("button", name="Show").first.click()
    expect(page.locator("main")).to_contain_text("Invite every foster carer to the forum.")
    expect(page.locator("main")).to_contain_text("No room yet.")
    load(page)
    expect(page.get_by_label("Column F: Remarks for us")).to_have_value("progress")
    page.get_by_role("button", name="Show what would change").click()
    expect(page.locator("main .lead")).to_contain_text("Nothing changes: the plan already says all of it.")
    assert violations(page) == []
