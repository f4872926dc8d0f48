"""The officer's story with the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from csc_tracker.management.commands.demonstration import PASSWORD
from tests.browser.background import wait_for
from tests.browser.databases import SQLITE, told_on

pytestmark = pytest.mark.browser

WORDS = "Written without a mouse."
LONGEST_WALK = 120  # presses of Tab; no page of the story has more stops before what is looked for

# What has the focus: its place in the page's own order, and whether the stylesheet's yellow marks it.
FOCUS = """() => {
    const yellow = 'rgb(255, 221, 0)';
    const here = document.activeElement, style = getComputedStyle(here);
    return {
        place: [...document.querySelectorAll('*')].indexOf(here),
        name: here.tagName + ' ' + here.textContent.trim().slice(0, 40),
        marked: style.backgroundColor === yellow ||
            (style.outlineColor === yellow && style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 3),
        // A link that goes over two lines is seen by the line that is in view.
        seen: [...here.getClientRects()].some(
            line => line.width > 1 && line.height > 1 && line.left >= 0 && line.top >= 0 && line.bottom <= innerHeight + 1
        ),
    };
}"""


def tab_to(page, wanted):
    """Press Tab until `wanted` has the focus; every stop on the way is marked, in view and further down the page."""
    last = page.evaluate(FOCUS)["place"]
    for _ in range(LONGEST_WALK):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["marked"], f"nothing shows that {focus['name']} has the focus"
        assert focus["seen"], f"{focus['name']} has the focus out of view"
        # A date field has a stop each for day, month and year.
        assert focus["place"] >= last, f"the focus goes back to {focus['name']}"
        last = focus["place"]
    raise AssertionError(f"{wanted} was not reached")


def choose(page, group, label):
    """Tab to a group of radio buttons and go through it with the arrow keys."""
    choices = page.get_by_role("group", name=group).get_by_role("radio")
    checked = [choice for choice in choices.all() if choice.is_checked()]
    tab_to(page, checked[0] if checked else choices.first)
    page.keyboard.press("Space")
    for _ in range(choices.count()):
        if page.get_by_label(label, exact=True).is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{label} was not reached")


def test_an_officer_signs_in_and_updates_an_action_by_keyboard_alone(writing_site):
    page = writing_site.open()
    page.goto("/actions/P1.07/")
    tab_to(page, page.get_by_label("User name or email address"))
    page.keyboard.type("officer")
    tab_to(page, page.get_by_label("Password"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("P1.07")

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    page.reload()

    tab_to(page, page.get_by_role("link", name="Update this action"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Update P1.07")
    choose(page, "Where is it?", "Under way")
    choose(page, "Will it be done", "Yes, on track")
    tab_to(page, page.get_by_label("What has happened since?"))
    page.keyboard.type(WORDS)
    tab_to(page, page.get_by_role("button", name="Save", exact=True))
    page.keyboard.press("Space")
    expect(page.get_by_role("status")).to_contain_text("P1.07 has been updated.")
    expect(page.get_by_role("heading", name="History").locator("+ ol > li").first).to_contain_text(WORDS)


@told_on("writing_site", SQLITE)
def test_the_programme_officer_freezes_a_position_by_keyboard_alone(writing_site):
    page = writing_site.open("programme")
    page.goto("/meetings/")
    tab_to(page, page.get_by_role("link", name=re.compile("^23 January 2020")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Children and Young People Select Committee, 23 January 2020"
    )
    tab_to(page, page.get_by_role("link", name="Freeze the position for this meeting"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Freeze the position")
    tab_to(page, page.get_by_label("Who agreed to it?"))
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Say who agreed")
    tab_to(page, summary.get_by_role("link").first)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Who agreed to it?")).to_be_focused()
    page.keyboard.type("Ada Practice")
    tab_to(page, page.get_by_label("In which post?"))
    page.keyboard.type("Director of Children’s Services")
    tab_to(page, page.get_by_role("button", name="Freeze the position on 14 January 2020"))
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", level=1)).to_have_text("The frozen position")
    tab_to(page, page.get_by_role("link", name="Check progress"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with writing_site.working():
        wait_for(page.get_by_role("status"))
    expect(page.get_by_role("status")).to_contain_text("The position is frozen")
    tab_to(page, page.get_by_role("link", name="PDF file as issued"))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".pdf")


def test_a_member_reads_the_briefing_by_keyboard_alone(site):
    page = site.open("member")
    page.goto("/")
    tab_to(page, page.get_by_role("link", name="Briefing for it"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Briefing for the Children and Young People")
    tab_to(page, page.get_by_role("link", name=re.compile("^PDF")))
    with page.expect_download():
        page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="33 Not yet rated actions"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Actions")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Briefing for")
    page.reload()
    tab_to(page, page.get_by_role("link", name=re.compile("^and 57 more")))
    page.keyboard.press("Enter")
    expect(page.locator("#details-changed")).to_be_in_viewport()
