"""The admin's story: a report goes into an empty plan, the next one becomes differences, and both can be undone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.background import wait_for
from tests.browser.conftest import WIDE
from tests.browser.databases import SQLITE, told_on
from tests.browser.serving import ROOT

pytestmark = pytest.mark.browser

REPORT = (ROOT / "fixtures/papers/2020-01-14-post-ofsted-report.txt").read_text(encoding="utf-8")
# The same plan a quarter on: one action done, one date moved, one new.
NEXT = (
    REPORT.replace("**Date:** 14 January 2020", "**Date:** 20 April 2020")
    .replace("Contract for Return Home", "Practice framework for the Safe Space team developed. (Mar'20)</li> <li>• Contract for Return Home")
    .replace("<li>• Develop a practice framework for the Safe Space team.</li> ", "<li>• Open a hub for young people in the north by June 2020.</li> ")
    .replace("Workforce Development Strategy to be completed by March 2020.", "Workforce Development Strategy to be completed by July 2020.")
)  # fmt: skip


def load(page, plan, text, day=""):
    """Give the pasted text for a plan, and wait until it is read."""
    page.goto("/admin/inspections/loading/add/")
    page.get_by_label("Or paste its text").fill(text)
    page.get_by_label("Yes: it was published").check()
    page.get_by_label("Plan").select_option(label=plan)
    with page.expect_navigation():
        page.get_by_role("button", name="Read it").click()
    wait_for(page.get_by_role("heading", name="What was read, for you to check"))


def counted(page, kind):
    """The numbers of one kind on the review: to be checked, accepted, rejected, saved."""
    row = page.get_by_role("table", name="What was read, by kind").get_by_role("row", name=re.compile(f"^{kind}"))
    return [int(cell.inner_text()) for cell in row.get_by_role("cell").all()[:4]]


def save_to_plan(page):
    page.get_by_role("link", name=re.compile("^Save the .* accepted to the plan$")).click()
    page.get_by_role("button", name="Save to the plan").click()
    expect(page.locator(".messagelist")).to_contain_text("were saved to the plan")


def totals(page, address):
    page.goto(address)
    return " ".join(page.locator(".totals").inner_text().split())


@told_on("own_site", SQLITE)
def test_the_report_is_loaded_reviewed_accepted_followed_up_and_undone(own_site):
    page = own_site.open("admin")
    page.goto("/admin/priorities/plan/add/")
    page.get_by_label("Name in addresses").fill("empty")
    page.get_by_label("Title").fill("The empty plan")
    page.get_by_label("Council").fill("Northmere")
    page.get_by_label("Last day").fill("31/03/2021")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator(".messagelist")).to_contain_text("was added successfully")

    page.goto("/admin/inspections/loading/add/")
    assert violations(page) == []
    with own_site.working():
        load(page, "The empty plan", f"{REPORT}\n\n")  # the file itself is loaded already
        review = page.url
        for address in (review, page.get_by_role("link", name="Edit Action", exact=False).first.get_attribute("href")):
            page.goto(address)
            for width in (1280, 320):
                page.set_viewport_size({"width": width, "height": 900})
                assert violations(page) == []
                assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.set_viewport_size(WIDE)
        page.goto(review)
        assert counted(page, "Action") == [68, 0, 0, 0]

        page.locator("#row-1-2 .proposal").first.focus()
        page.keyboard.press("a")
        expect(page.locator("#row-1-2 .proposal").first).to_contain_text("Accepted.")
        page.get_by_role("button", name=re.compile("^Accept all .* table 1, row 2$")).click()
        expect(page.locator("#row-1-2 .proposal.open")).to_have_count(0)
        accepted = counted(page, "Action")[1]
        assert accepted == 9

        page.goto("/")  # half done, and kept
        page.goto(review)
        assert counted(page, "Action") == [59, 9, 0, 0]
        page.get_by_role("button", name="Accept all 59 of kind Action").click()
        page.get_by_role("link", name=re.compile("^Save the .* accepted to the plan$")).click()
        page.get_by_role("button", name="Save to the plan").click()
        expect(page.get_by_role("alert")).to_contain_text(
            re.compile("Table 1, row 2, “.*”: the plan has no priority 1")
        )
        assert violations(page) == []
        page.goto(review)
        page.get_by_role("button", name=re.compile("^Accept all .* proposals$")).click()
        save_to_plan(page)
        board = "/?plan=empty&on=2020-05-01"
        first = totals(page, board)
        assert "35 Complete" in first
        page.goto("/actions/P3.06/?plan=empty")
        page.get_by_role("link", name=re.compile("see it in the paper")).first.click()
        expect(page.locator(":target")).to_contain_text("Workforce Development Strategy to be completed by March 2020.")

        load(page, "The empty plan", NEXT)
        actions = page.locator(".proposal").filter(has=page.get_by_text("Action", exact=True))
        changes = [words for words in actions.locator(".what .change").all_inner_texts() if words not in SAME]
        assert sorted(changes) == ["Date moved", "New", "Now reported done", "Words changed"], changes
        page.get_by_role("button", name=re.compile("^Accept all .* proposals$")).click()
        save_to_plan(page)
        second = totals(page, board)
        assert "36 Complete" in second
        page.goto("/actions/P3.06/?plan=empty&on=2020-05-01")
        expect(page.locator("main")).to_contain_text("31 July 2020")

        page.goto("/admin/inspections/loading/")
        page.locator("#result_list tbody tr").first.get_by_role("link").first.click()
        page.get_by_role("link", name="Undo it").click()
        page.get_by_label("Why are you undoing it?").fill("The wrong version of the paper.")
        page.get_by_role("button", name="Undo it").click()
        expect(page.locator(".messagelist")).to_contain_text("It has been undone")
        assert totals(page, board) == first


SAME = ("The same as before",)


def test_a_paper_is_reviewed_without_javascript(own_site):
    page = own_site.open("admin", java_script_enabled=False)
    with own_site.working():
        load(page, "---------", "Minutes\n\nRESOLVED: That the report be noted.\n")
        page.get_by_role("button", name=re.compile("^Accept all .* proposals$")).click()
        expect(page.locator(".messagelist")).to_contain_text("accepted")
        page.get_by_role("button", name=re.compile("^Check again")).first.click()
        page.get_by_role("button", name=re.compile("^Reject")).first.click()
        expect(page.locator(".proposal.rejected")).to_have_count(1)
