"""The officer's story: an update in well under half a minute, and nothing typed is ever lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.databases import POSTGRESQL, SQLITE, told_on

pytestmark = pytest.mark.browser

SENTENCE = "35 of 68 actions are reported complete"
WORDS = "The duty rota is agreed and the two posts are filled."
THEIRS = "The rota was agreed at the team meeting."
WHAT_HAPPENED = "What has happened since?"


def heading(page):
    return page.get_by_role("heading", level=1)


def answer(page, *, stage="Under way", rating="Yes, on track", words="", button="Save"):
    """Fill in the update that is open, and save it, or go on to the second page where that asks more."""
    page.get_by_label(stage, exact=True).check()
    page.get_by_label(rating, exact=True).check()
    page.get_by_label(WHAT_HAPPENED).fill(words)
    page.get_by_role("button", name=button, exact=True).click()


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()


def open_update(page, reference):
    page.goto(f"/actions/{reference}/update/")


def history(page, reference):
    """The texts of an action's history, newest first."""
    page.goto(f"/actions/{reference}/")
    return page.get_by_role("heading", name="History").locator("+ ol > li").all_inner_texts()


@told_on("own_site", SQLITE)
def test_an_officer_signs_in_updates_an_action_and_sees_it_on_the_status_board(own_site):
    page = own_site.open()
    page.goto("/")
    own_site.sign_in(page, "officer")
    expect(heading(page)).to_have_text(re.compile("My actions"))
    page.goto("/")
    expect(heading(page)).to_have_text("Progress so far")
    expect(page.locator("main")).to_contain_text(SENTENCE)
    page.get_by_role("link", name="33 Not yet rated actions").click()
    page.get_by_label("Words or reference").fill("p3.6")
    page.get_by_role("button", name="Show").first.click()
    page.get_by_role("link", name="P3.06", exact=True).click()
    page.get_by_role("link", name="Update this action").click()
    answer(page, words=WORDS)
    expect(page.get_by_role("status")).to_contain_text("P3.06 has been updated. Undo")
    assert violations(page) == []
    assert WORDS in history(page, "P3.06")[0]
    page.goto("/")
    expect(page.get_by_role("link", name="1 On track action")).to_be_visible()
    expect(page.get_by_role("link", name="32 Not yet rated actions")).to_be_visible()


def test_at_risk_without_words_is_refused_beside_the_field_and_nothing_is_saved(writing_site):
    page = writing_site.open("officer")
    before = history(page, "P11.04")
    open_update(page, "P11.04")
    answer(page, rating="At risk")
    needed = page.get_by_label("What is in the way, and what is being done?")
    expect(needed).to_have_value("")
    save(page)
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("There is a problem")
    beside = page.locator(".field.bad .error p")
    expect(beside).to_have_count(1)
    summary.get_by_role("link").click()
    expect(needed).to_be_focused()
    described = needed.get_attribute("aria-describedby").split()
    assert page.locator(".field.bad div.error").get_attribute("id") in described
    assert history(page, "P11.04") == before


def test_a_colleague_who_saved_in_between_is_shown_and_the_words_are_kept(writing_site):
    mine, theirs = writing_site.open("officer"), writing_site.open("programme")
    open_update(mine, "P11.05")
    open_update(theirs, "P11.05")
    answer(theirs, words=THEIRS)
    answer(mine, rating="No, off track", words=WORDS)
    expect(mine.get_by_role("alert")).to_contain_text("This action was updated while you were writing")
    expect(mine.get_by_role("alert")).to_contain_text(THEIRS)
    expect(mine.get_by_label(WHAT_HAPPENED)).to_have_value(WORDS)
    assert violations(mine) == []
    assert [WORDS in entry for entry in history(theirs, "P11.05")] == [False, False]
    save(mine)
    newest, before, _ = history(mine, "P11.05")
    assert WORDS in newest
    assert THEIRS in before


def test_a_colleague_who_saved_while_the_check_was_read_is_shown_and_the_words_are_kept(writing_site):
    mine, theirs = writing_site.open("officer"), writing_site.open("programme")
    open_update(mine, "P1.08")
    answer(mine, stage="Complete", words=WORDS)
    mine.get_by_label("What shows that it is done?").fill("The rota.")
    open_update(theirs, "P1.08")
    answer(theirs, words=THEIRS)
    save(mine)
    expect(mine.get_by_role("alert")).to_contain_text(THEIRS)
    expect(mine.locator("blockquote.said").last).to_have_text(WORDS)
    assert violations(mine) == []
    assert [WORDS in entry for entry in history(theirs, "P1.08")] == [False, False]
    save(mine)
    expect(mine.get_by_role("status")).to_contain_text("P1.08 has been updated.")
    assert WORDS in history(mine, "P1.08")[0]


@pytest.mark.parametrize(("reference", "lost_before"), [("P2.05", "the check"), ("P2.06", "the save")])
def test_words_written_while_the_session_ran_out_are_back_after_signing_in(writing_site, reference, lost_before):
    page = writing_site.open("officer")
    open_update(page, reference)
    if lost_before == "the check":
        page.context.clear_cookies(name="sessionid")
        answer(page, words=WORDS)
    else:
        answer(page, stage="Complete", words=WORDS)
        page.get_by_label("What shows that it is done?").fill("The rota.")
        page.context.clear_cookies(name="sessionid")
        save(page)
    expect(heading(page)).to_have_text("Sign in")
    expect(page.locator("main")).to_contain_text("We kept what you wrote")
    assert violations(page) == []
    writing_site.sign_in(page, "officer")
    if lost_before == "the check":
        expect(heading(page)).to_have_text(f"Update {reference}")
        expect(page.get_by_label(WHAT_HAPPENED)).to_have_value(WORDS)
        expect(page.get_by_label("Under way", exact=True)).to_be_checked()
        expect(page.get_by_label("Yes, on track", exact=True)).to_be_checked()
        assert violations(page) == []
    else:
        expect(heading(page)).to_have_text(f"Check your update of {reference}")
        expect(page.locator("blockquote.said").last).to_have_text(WORDS)
        assert violations(page) == []
    save(page)
    assert WORDS in history(page, reference)[0]


@told_on("writing_site", POSTGRESQL, SQLITE)
def test_the_same_form_sent_twice_is_saved_once(writing_site):
    page = writing_site.open("officer")
    open_update(page, "P3.05")
    page.get_by_label("Under way", exact=True).check()
    page.get_by_label("Yes, on track", exact=True).check()
    page.get_by_label(WHAT_HAPPENED).fill(WORDS)
    page.get_by_role("button", name="Save", exact=True).dblclick()
    expect(page.get_by_role("status")).to_contain_text("P3.05")
    assert [WORDS in entry for entry in history(page, "P3.05")] == [True, False]


def test_an_update_can_be_made_without_javascript(writing_site):
    page = writing_site.open("officer", java_script_enabled=False)
    page.goto("/actions/P10.07/")
    page.get_by_role("link", name="Update this action").click()
    answer(page, words=WORDS)
    expect(page.get_by_role("status")).to_contain_text("P10.07 has been updated.")
    assert WORDS in history(page, "P10.07")[0]


def open_mine(page):
    page.goto("/my-actions/?plan=practice")
    expect(heading(page)).to_contain_text("My actions (6 need you)")


def select(page, *references):
    for reference in references:
        page.get_by_label(f"Select {reference}", exact=True).check()
    page.get_by_role("button", name="No change to those selected").first.click()


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_several_are_said_to_be_unchanged_on_one_page_with_a_word_for_the_late_one(writing_site, script):
    page = writing_site.open("officer", java_script_enabled=script)
    open_mine(page)
    select(page, "P1.03", "P1.05")
    expect(heading(page)).to_have_text("No change to 2 actions")
    assert page.locator("textarea").count() == 1
    page.get_by_role("button", name="Save 2 updates").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what is being done about P1.03.")
    page.get_by_label("What is being done about P1.03?").fill(WORDS)
    page.get_by_role("button", name="Save 2 updates").click()
    expect(page.get_by_role("status")).to_contain_text("“No change” has been saved for P1.03 and P1.05.")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="P1.03", exact=True))
    expect(row).to_contain_text(WORDS)
    assert violations(page) == [] if script else True


def test_no_change_to_what_is_on_track_is_one_button_also_pressed_twice(writing_site):
    page = writing_site.open("officer")
    before = len(history_in_practice(page, "P1.05"))
    open_mine(page)
    page.get_by_role("button", name="No change to P1.05").dblclick()
    expect(page.get_by_role("status")).to_contain_text("P1.05")
    after = history_in_practice(page, "P1.05")
    assert len(after) == before + 1
    assert "no change" in after[0]


def history_in_practice(page, reference):
    page.goto(f"/actions/{reference}/?plan=practice")
    return page.get_by_role("heading", name="History").locator("+ ol > li").all_inner_texts()


def test_updating_one_by_one_begins_with_the_late_one_and_goes_down_the_list(writing_site):
    page = writing_site.open("officer")
    open_mine(page)
    page.get_by_role("link", name="Update them one by one").click()
    expect(heading(page)).to_have_text("Update P1.03")
    page.get_by_role("button", name="No change, still true").click()
    page.get_by_label("What is being done about it?").fill(WORDS)
    page.get_by_role("button", name="No change: save and go to my next action").click()
    expect(heading(page)).to_have_text("Update P1.02")
    answer(page, words=WORDS, button="Save and go to my next action (2 of 9)")
    expect(heading(page)).to_have_text("Update P1.10")
