"""A member's own questions, on a phone: marked, added, sent, answered by who leads the priority, and read."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.pages import PRACTICE

pytestmark = pytest.mark.browser

BRIEFING = f"/meetings/practice-2020-02-06/briefing/{PRACTICE}"
PHONE = {"width": 390, "height": 844}
OWN = "Who looks after the hubs in the evening?"


def fits(page):
    """Whether nothing is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("width", "height"), [(1440, 950), (390, 3 * 844)], ids=["a laptop", "three of a phone"])
def test_the_briefing_is_one_screen_of_a_laptop_and_three_of_a_phone(site, width, height):
    page = site.open("member", viewport={"width": width, "height": height})
    page.goto(BRIEFING)
    for heading in (
        "Over time", "Late or at risk, and why", "Changed since last considered", "Still waiting for an answer",
        "Three questions worth asking",
    ):  # fmt: skip
        part = page.locator("section").filter(has=page.get_by_role("heading", name=heading, exact=True)).bounding_box()
        assert part["y"] + part["height"] <= height, heading
    assert fits(page)


def test_a_member_marks_adds_and_sends_questions_and_reads_the_answer_of_the_lead(own_site):
    member = own_site.open("member", viewport=PHONE)
    member.goto(BRIEFING)
    expect(member.get_by_role("heading", name="Your questions")).to_have_count(0)
    first = member.locator("ol.asks > li").first
    asked = first.inner_text().partition("I will ask this")[0].strip()
    first.get_by_role("button", name=re.compile("I will ask this")).click()
    expect(first).to_contain_text("You will ask this")
    expect(first).to_be_in_viewport()
    expect(member.locator("#own-questions ol.list > li")).to_have_count(1)
    expect(member.locator("#own-questions")).to_contain_text(asked)
    assert violations(member) == []
    assert fits(member)

    member.get_by_text("Add a question of your own").click()
    member.get_by_label("Your question", exact=True).fill(OWN)
    member.get_by_label("Which priority is it about?").select_option("1")
    member.get_by_role("button", name="Keep this question").click()
    expect(member.get_by_role("status")).to_contain_text("Only you can see this until you send it.")
    mine = member.locator("#own-questions ol.list > li").filter(has_text=OWN)
    expect(mine).to_contain_text("Only you can see this until you send it.")

    officer = own_site.open("officer", viewport=PHONE)
    officer.goto(f"/my-actions/{PRACTICE}")
    expect(officer.get_by_role("link", name=re.compile("question"))).to_have_count(0)

    mine.get_by_role("link", name=re.compile("Send it to the lead")).click()
    expect(member.locator("main")).to_contain_text(OWN)
    expect(member.get_by_label("1 Early help: goes to Head of Early Help (Officer)")).to_be_checked()
    assert violations(member) == []
    assert fits(member)
    member.get_by_role("button", name="Send the question").click()
    expect(mine).to_contain_text("Sent to Head of Early Help (Officer) on 14 January 2020.")
    expect(mine.get_by_role("link")).to_have_count(0)

    officer.goto(f"/my-actions/{PRACTICE}")
    officer.get_by_role("link", name="1 question from a member waits for your answer").click()
    expect(officer.locator("main")).to_contain_text(OWN)
    expect(officer.locator("main")).not_to_contain_text(asked)
    assert violations(officer) == []
    officer.get_by_role("link", name=re.compile("Answer it")).click()
    officer.get_by_role("button", name="Send the answer").click()
    expect(officer.get_by_role("alert")).to_contain_text("Write your answer.")
    assert violations(officer) == []
    assert fits(officer)
    officer.get_by_label("Your answer").fill("The hub manager, until eight.")
    officer.get_by_role("button", name="Send the answer").click()
    expect(officer.get_by_role("status")).to_contain_text("Your answer was sent to the member.")

    member.goto(BRIEFING)
    expect(mine).to_contain_text("Answered by Officer, Head of Early Help, 14 January 2020")
    expect(mine).to_contain_text("The hub manager, until eight.")
    member.emulate_media(media="print")
    expect(mine).to_be_visible()
    expect(member.get_by_role("button", name=re.compile("I will ask this")).first).to_be_hidden()
    member.emulate_media(media="screen")
    first.get_by_role("button", name=re.compile("Take it off")).click()
    expect(first.get_by_role("button", name=re.compile("I will ask this"))).to_be_visible()
    expect(member.locator("#own-questions ol.list > li")).to_have_count(1)
    for width in (320, 1280):
        member.set_viewport_size({"width": width, "height": 900})
        assert fits(member)


def test_a_question_is_marked_without_javascript(own_site):
    page = own_site.open("member", viewport=PHONE, java_script_enabled=False)
    page.goto(BRIEFING)
    page.locator("ol.asks > li").first.get_by_role("button", name=re.compile("I will ask this")).click()
    expect(page.locator("ol.asks > li").first).to_contain_text("You will ask this")
    expect(page.locator("#own-questions ol.list > li")).to_have_count(1)
