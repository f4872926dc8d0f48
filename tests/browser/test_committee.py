"""Before and after a meeting: members, officers and an admin, each with what is theirs."""

import re
from urllib.error import HTTPError
from urllib.request import urlopen

import icalendar
import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.pages import PRACTICE

pytestmark = pytest.mark.browser

SURVEY = f"/resolutions/practice-survey/{PRACTICE}"


def test_a_member_says_that_an_answer_does_not_answer_it_and_an_admin_closes_the_matter(writing_site):
    member, admin = writing_site.open("member"), writing_site.open("admin")
    member.goto(f"/{PRACTICE}")
    member.get_by_role("link", name=re.compile("Officers will send the staff survey’s results")).click()
    member.get_by_role("link", name="Say whether this answers it").click()
    member.get_by_label("No, it does not").check()
    member.get_by_role("button", name="Save what I say").click()
    expect(member.get_by_role("alert")).to_contain_text("There is a problem")
    expect(member.get_by_label("No, it does not")).to_be_checked()
    member.get_by_label("If it does not: why?").fill("Three of the five teams are missing.")
    member.get_by_role("button", name="Save what I say").click()
    expect(member.get_by_role("status")).to_contain_text("What you said about the answer has been recorded.")
    expect(member.locator("main .lead")).to_contain_text("said on 14 January 2020 that this is not answered")
    expect(member.locator("main")).to_contain_text("because: Three of the five teams are missing.")
    expect(member.get_by_role("link", name="Record that the committee closed it")).to_have_count(0)
    assert violations(member) == []

    admin.goto(SURVEY)
    admin.get_by_role("link", name="Record that the committee closed it").click()
    admin.get_by_role("button", name="Record that it is closed").click()
    expect(admin.get_by_role("alert")).to_contain_text("Choose the meeting.")
    admin.get_by_label("At which meeting did the committee close it?").select_option(
        label="Practice Scrutiny Committee, 17 October 2019"
    )
    admin.get_by_role("button", name="Record that it is closed").click()
    expect(admin.locator("main .lead")).to_contain_text(
        "The Practice Scrutiny Committee closed it at its meeting of 17 October 2019."
    )
    member.goto(f"/{PRACTICE}")
    expect(member.get_by_role("link", name=re.compile("staff survey’s results"))).to_have_count(0)


def test_a_member_makes_a_calendar_address_that_is_read_without_signing_in_and_revokes_it(writing_site):
    page = writing_site.open("member")
    page.goto("/meetings/")
    page.get_by_role("link", name="Show meetings and due dates in your own calendar").click()
    page.get_by_role("button", name="Make my private address").click()
    address = page.locator("code.address").inner_text()
    assert violations(page) == []
    with urlopen(address) as answer:
        events = icalendar.Calendar.from_ical(answer.read()).walk("VEVENT")
    assert any(str(event["SUMMARY"]).startswith("Children and Young People Select Committee") for event in events)
    page.goto("/calendar/")
    expect(page.locator("code.address")).to_have_count(0)
    page.get_by_role("button", name="Revoke my address").click()
    expect(page.locator("main")).to_contain_text("None. The last was revoked on")
    with pytest.raises(HTTPError) as gone:
        urlopen(address)
    gone.value.close()
    assert gone.value.code in {404, 410}
