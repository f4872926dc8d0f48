"""A committee member's story: everything can be read, nothing can be changed."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser

READ_ONLY = [
    page
    for page in PAGES
    if page.role == "member"
    and not page.steps
    and page.status == 200
    and not page.address.startswith("/password/")
    # What a member says of an answer is theirs alone to say.
    and not page.address.endswith("/verdict/")
    # A calendar's address is the reader's own.
    and not page.address.startswith("/calendar/")
]
CHANGES = re.compile(r"^(Update|Admin$|(Set|Change) the (lead|owner))")


@pytest.mark.parametrize("it", READ_ONLY, ids=[page.name for page in READ_ONLY])
def test_a_member_reads_the_page_and_is_offered_no_change(site, it):
    page = site.open("member")
    assert page.goto(it.address).status == 200
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("link", name=CHANGES)).to_have_count(0)
    expect(page.get_by_role("button", name=CHANGES)).to_have_count(0)
    expect(page.locator('main form[method="post"]')).to_have_count(0)


@pytest.mark.parametrize("address", ["/actions/P3.06/update/", "/actions/P3.06/owner/", "/priorities/3/lead/"])
def test_a_member_gets_the_plain_page_for_what_their_role_does_not_reach(site, address):
    page = site.open("member")
    assert page.goto(address).status == 403
    expect(page.get_by_role("heading", level=1)).to_have_text("You cannot open this page")
    expect(page.get_by_role("button", name="Continue")).to_have_count(0)
    page.get_by_role("link", name="Go to the status board").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Progress so far")
