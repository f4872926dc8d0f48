"""What is typed into a form is kept while it is typed, and comes back in another browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations

pytestmark = pytest.mark.browser

WORDS = "The first of the two posts is filled, and the second is advertised."
WHAT_HAPPENED = "What has happened since?"


def test_what_is_typed_is_kept_by_itself_and_carried_on_in_another_browser(writing_site):
    page = writing_site.open("officer")
    page.goto("/actions/P4.02/update/")
    with page.expect_response(lambda answer: answer.request.method == "POST") as kept:
        page.get_by_label(WHAT_HAPPENED).press_sequentially(WORDS)
    assert kept.value.json() == {"kept": True, "said": "Your draft is kept."}
    expect(page.locator("[data-draft-said]")).to_have_text("Your draft is kept.")
    page.close()  # without having sent anything

    elsewhere = writing_site.open("officer", viewport={"width": 320, "height": 640})
    elsewhere.goto("/actions/P4.02/update/")
    expect(elsewhere.locator("main")).to_contain_text("You began an update on")
    expect(elsewhere.get_by_label(WHAT_HAPPENED)).to_have_value("")
    assert violations(elsewhere) == []
    assert elsewhere.evaluate("document.documentElement.scrollWidth") <= 320
    elsewhere.get_by_role("link", name="Carry on").click()
    expect(elsewhere.get_by_label(WHAT_HAPPENED)).to_have_value(WORDS)
    assert violations(elsewhere) == []
    elsewhere.get_by_label("Under way", exact=True).check()
    elsewhere.get_by_label("Yes, on track", exact=True).check()
    elsewhere.get_by_role("button", name="Save", exact=True).click()
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text("Check your update of P4.02")  # it was complete
    elsewhere.get_by_role("button", name="Save", exact=True).click()
    expect(elsewhere.get_by_role("status")).to_contain_text("P4.02 has been updated.")
    elsewhere.goto("/actions/P4.02/update/")
    expect(elsewhere.locator("main")).not_to_contain_text("You began an update on")


def test_what_was_typed_last_is_kept_when_the_page_is_left(writing_site):
    page = writing_site.open("officer")
    page.goto("/actions/P4.03/update/")
    page.get_by_label(WHAT_HAPPENED).fill(WORDS)
    page.goto("/actions/P4.03/")
    page.wait_for_timeout(1_000)
    page.goto("/actions/P4.03/update/?draft=carry-on")
    expect(page.get_by_label(WHAT_HAPPENED)).to_have_value(WORDS)


def test_without_javascript_a_button_keeps_it_and_another_throws_it_away(writing_site):
    page = writing_site.open("officer", java_script_enabled=False)
    page.goto("/priorities/4/commentary/")
    page.get_by_label("Commentary").fill(WORDS)
    page.get_by_role("button", name="Save as draft").click()
    expect(page.get_by_role("status")).to_contain_text("Your draft has been saved.")
    expect(page.get_by_label("Commentary")).to_have_value(WORDS)
    page.goto("/priorities/4/commentary/")
    expect(page.get_by_label("Commentary")).to_have_value("")
    page.get_by_role("link", name="Carry on").click()
    expect(page.get_by_label("Commentary")).to_have_value(WORDS)
    page.get_by_role("button", name="Throw away").click()
    expect(page.get_by_role("status")).to_contain_text("Your draft has been thrown away.")
    expect(page.get_by_label("Commentary")).to_have_value("")


def test_signed_out_elsewhere_the_page_says_so_and_the_words_come_back(writing_site):
    page = writing_site.open("officer")
    page.goto("/actions/P4.04/update/")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label(WHAT_HAPPENED).fill(WORDS)
    expect(page.locator("[data-draft-said]")).to_contain_text("You are signed out")
    page.get_by_role("button", name="Save", exact=True).click()
    writing_site.sign_in(page, "officer")
    expect(page.get_by_label(WHAT_HAPPENED)).to_have_value(WORDS)
