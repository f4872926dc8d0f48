"""An officer adds evidence, comments, follows and saves a view; and emails are stopped from the address in them."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations

pytestmark = pytest.mark.browser
WIDTHS = (1280, 320)


def meets_the_rules(page):
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], f"at {width} pixels"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"it overflows at {width} pixels"


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_a_file_is_added_to_an_update_downloaded_and_removed(writing_site, script):
    page = writing_site.open("officer", java_script_enabled=script)
    reference = "P5.01" if script else "P9.01"  # which are open
    page.goto(f"/actions/{reference}/update/")
    page.get_by_label("Yes, on track", exact=True).check()
    save(page)
    expect(page.get_by_role("status")).to_contain_text(f"{reference} has been updated.")
    page.get_by_role("link", name="Add a file to the update of").first.click()
    page.get_by_role("button", name="Add this file", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the file.")
    if script:
        meets_the_rules(page)
    page.get_by_label("Title").fill("Notes of the panel")
    page.get_by_label("What does it show?").fill("All cases were looked at.")
    page.get_by_label("The file").set_input_files({"name": "notes.exe", "mimeType": "", "buffer": b"Read on 3 March."})
    page.get_by_role("button", name="Add this file", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("“Notes of the panel” has been added")
    if script:
        meets_the_rules(page)
    with page.expect_download() as got:
        page.get_by_role("link", name="Notes of the panel", exact=True).click()
    assert (got.value.suggested_filename, got.value.path().read_bytes()) == ("notes.txt", b"Read on 3 March.")
    page.goto("/my-updates/")
    expect(page.locator("main")).to_contain_text("All cases were looked at.")
    page.goto(f"/actions/{reference}/")
    page.get_by_role("link", name="Remove “Notes of the panel”").click()
    if script:
        meets_the_rules(page)
    page.get_by_label("Why?").fill("It names a person.")
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("status")).to_contain_text("The file has been removed.")
    expect(page.locator("main")).to_contain_text("A file was removed on")


def test_a_comment_is_written_read_withdrawn_and_removed(writing_site):
    page = writing_site.open("officer")
    page.goto("/actions/P3.05/")
    for words in ("Ask before May.", "Said too soon."):
        page.get_by_role("link", name="Comment on this action").click()
        page.get_by_label("Your comment").fill(words)
        save(page)
        expect(page.get_by_role("status")).to_contain_text("Your comment has been saved.")
    meets_the_rules(page)
    page.get_by_role("link", name="Withdraw your comment").first.click()
    expect(page.locator("blockquote")).to_have_text("Said too soon.")
    meets_the_rules(page)
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.locator("main")).to_contain_text("Withdrawn by who wrote it.")
    member = writing_site.open("member")
    member.goto("/actions/P3.05/")
    expect(member.locator("main")).not_to_contain_text("Ask before May.")
    admin = writing_site.open("admin")
    admin.goto("/actions/P3.05/")
    admin.get_by_role("link", name=re.compile(r"Remove its words ?: the comment")).last.click()
    meets_the_rules(admin)
    admin.get_by_label("Why?").fill("It names a person.")
    save(admin)
    expect(admin.locator("main")).to_contain_text("It names a person.")
    expect(admin.locator("main")).not_to_contain_text("Ask before May.")


def test_what_a_colleague_changes_in_a_followed_priority_is_at_the_top(writing_site):
    page = writing_site.open("officer")
    page.goto("/priorities/10/")
    page.get_by_role("link", name="Follow this priority").click()
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("status")).to_contain_text("You follow priority 10.")
    other = writing_site.open("programme")
    other.goto("/actions/P10.06/update/")
    other.get_by_label("Yes, on track", exact=True).check()
    other.get_by_label("What has happened since?").fill("The contract is signed.")
    save(other)
    expect(other.get_by_role("status")).to_contain_text("P10.06 has been updated.")
    page.goto("/my-actions/")
    expect(page.locator("details", has_text="What colleagues changed")).to_contain_text("The contract is signed.")
    meets_the_rules(page)


def test_a_list_is_saved_shared_and_begun_with(writing_site):
    page = writing_site.open("programme")
    page.goto("/actions/?status=late&sort=-due")
    page.get_by_role("link", name="Save this view").click()
    page.get_by_label("Name").fill("Late, the last first")
    page.get_by_label("Share it with").select_option("Every officer")
    page.get_by_label("Begin with it after signing in").check()
    save(page)
    expect(page.get_by_label("Link to copy: Late, the last first")).to_have_value(re.compile(r"status=late&sort=-due$"))
    meets_the_rules(page)
    officer = writing_site.open("officer")
    officer.goto("/saved-views/")
    officer.get_by_role("link", name="Late, the last first").click()
    expect(officer).to_have_url(re.compile(r"/actions/\?status=late&sort=-due$"))
    fresh = writing_site.open()
    fresh.goto("/sign-in/")
    writing_site.sign_in(fresh, "programme")
    expect(fresh).to_have_url(re.compile(r"/actions/\?status=late&sort=-due$"))
    page.get_by_role("button", name="Delete Late, the last first").click()
    expect(page.locator("main")).to_contain_text("You have not saved any.")


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_emails_are_stopped_by_one_button_without_signing_in(writing_site, script):
    told = writing_site.output_of(
        "shell", "-c",
        "from csc_tracker.mail.digests import stop_address; from csc_tracker.mail.letters import NewsKind; "
        "from csc_tracker.models import User; "
        "print(stop_address(User.objects.get(username='officer').pk, NewsKind.REMINDER))",
    )  # fmt: skip
    page = writing_site.open(java_script_enabled=script)
    page.goto(re.search(r"/emails/stop/\S+", told)[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop these emails?")
    if script:
        meets_the_rules(page)
    page.get_by_role("button", name="Stop these emails").click()
    expect(page.locator("main")).to_contain_text("No more emails of this kind will be sent: Reminders of updates")
    if script:
        meets_the_rules(page)
