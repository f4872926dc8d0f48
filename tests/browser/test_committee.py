"""Before and after a meeting: members, officers and an admin, each with what is theirs."""

import re
from urllib.error import HTTPError
from urllib.request import urlopen

import icalendar
import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.pages import MEETING, PRACTICE
from tests.browser.test_officer import heading

pytestmark = pytest.mark.browser

BRIEFING = f"/meetings/practice-2020-02-06/briefing/{PRACTICE}"
SURVEY = f"/resolutions/practice-survey/{PRACTICE}"
LIVE = "Position on 14 January 2020 (live)"
AS_REPORTED = "You see the plan as it was reported to the Practice Improvement Board, 5 December 2019: position on 3"
# Every page that tells of the plan says which position it shows.
PAGES_OF_THE_PLAN = (
    "/", "/priorities/1/", "/actions/", "/actions/P1.01/", "/findings/", "/inspections/", "/inspections/practice-2019/",
    "/meetings/", "/meetings/practice-2020-02-06/", "/meetings/practice-2020-02-06/briefing/", "/resolutions/",
    "/resolutions/practice-survey/",
)  # fmt: skip

# What does not differ by the kind of database is told on one; SQLite's rules are in the unit suite.
on_one_database = pytest.mark.parametrize("writing_site", ["postgresql"], indirect=True)
on_a_database_of_its_own = pytest.mark.parametrize("own_site", ["postgresql"], indirect=True)


def rows(page):
    """How many rows the open list says that it holds."""
    return int(re.match(r"\d+", page.get_by_text(re.compile(r"^\d+ actions?\b")).first.inner_text())[0])


def test_a_member_reads_the_briefing_and_follows_numbers_to_their_rows(site):
    page = site.open("member")
    page.goto(f"/{PRACTICE}")
    page.get_by_role("link", name="Briefing for it").click()
    expect(heading(page)).to_have_text("Briefing for the Practice Scrutiny Committee")
    expect(page.get_by_text(LIVE)).to_be_visible()
    for name in ("9 Complete actions", "4 Late actions", "4 newly late", "2 open, with the date moved"):
        page.goto(BRIEFING)
        link = page.get_by_role("link", name=re.compile(f"^{name}"))
        number = int(name.split()[0])
        link.click()
        expect(heading(page)).to_have_text("Actions")
        assert rows(page) == number, name
    page.goto(BRIEFING)
    page.get_by_role("link", name=re.compile("^and 33 more")).click()
    expect(page.locator("#details-changed tbody tr")).to_have_count(35)


def test_a_member_compares_with_another_day(site):
    page = site.open("member")
    page.goto(f"/{PRACTICE}")
    expect(
        page.get_by_role("heading", name="Changed since 17 October 2019, Practice Scrutiny Committee")
    ).to_be_visible()
    page.get_by_text("Compare with another meeting or day").click()
    page.get_by_label("Or a day").fill("2019-12-20")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="Changed since 20 December 2019")).to_be_visible()
    page.get_by_role("link", name=re.compile(r"^See all \d+ actions that changed")).click()
    expect(page.locator("main")).to_contain_text("20 December 2019")
    assert rows(page) > 0


@on_one_database
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


@on_one_database
def test_an_officer_writes_commentary_and_too_many_words_are_refused_with_nothing_lost(writing_site):
    page = writing_site.open("officer")
    page.goto(f"/priorities/4/{PRACTICE}")
    page.get_by_role("link", name=re.compile("Write .*commentary")).click()
    words = " ".join(["Two foster families have said yes and a third has not."] * 14)
    page.get_by_label("Commentary").fill(words)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("150")
    expect(page.get_by_label("Commentary")).to_have_value(words)
    assert violations(page) == []
    page.get_by_label("Commentary").fill("Two foster families have said yes.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("The commentary has been saved.")
    expect(page.locator("main")).to_contain_text("Two foster families have said yes.")
    page.goto(BRIEFING)
    said = page.locator(".inset").filter(has_text="Two foster families have said yes.")
    expect(said).to_contain_text("Officers’ words")


@on_one_database
def test_an_officer_states_the_difference_that_a_priority_made(writing_site):
    page = writing_site.open("officer")
    page.goto(f"/priorities/1/{PRACTICE}")
    page.get_by_role("link", name="State the impact of priority 1").click()
    page.get_by_label("Some impact").check()
    page.get_by_label("How do you know?").fill("Referrals after a first visit fell by a fifth.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("The impact has been saved.")
    expect(page.locator("dl.facts")).to_contain_text("Referrals after a first visit fell by a fifth.")


@on_one_database
def test_an_officer_confirms_and_removes_what_answers_a_finding(writing_site):
    page = writing_site.open("officer")
    page.goto(f"/findings/{PRACTICE}")
    page.get_by_role("link", name="Confirm that P1.04 answers finding 1 of").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_label("Why?").fill("The posts are what the inspectors asked for.")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("status")).to_contain_text("Confirmed: action P1.04 answers the finding.")
    finding = page.locator("main li[id]").filter(has_text="Help often comes late.")
    expect(finding).to_contain_text("Confirmed by Head of Early Help, 14 January 2020")
    page.get_by_role("link", name="Remove P1.04 from what answers finding 1 of").click()
    page.get_by_label("Why?").fill("They do another thing after all.")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("status")).to_contain_text("Removed: action P1.04 is no longer shown")
    expect(page.get_by_role("link", name="Remove P1.04 from what answers finding 1 of")).to_have_count(0)
    expect(finding).to_contain_text("They do another thing after all.")


@on_one_database
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


@on_a_database_of_its_own
def test_where_an_admin_says_so_members_see_the_plan_as_last_reported_and_every_page_tells_them(own_site):
    admin, member, officer = own_site.open("admin"), own_site.open("member"), own_site.open("officer")
    admin.goto("/admin/priorities/plan/?q=practice")
    admin.locator("#result_list tbody tr a").first.click()
    admin.get_by_label("What members see").select_option(label="As last reported to them")
    admin.get_by_role("button", name="Save", exact=True).first.click()
    expect(admin.locator(".messagelist .success")).to_be_visible()
    for address in PAGES_OF_THE_PLAN:
        member.goto(f"{address}{PRACTICE}")
        expect(member.locator("main")).to_contain_text(AS_REPORTED)
        expect(member.locator("main")).not_to_contain_text("Live:")
        officer.goto(f"{address}{PRACTICE}")
        expect(officer.locator("main")).to_contain_text(LIVE)
    for address in ("/reports/", "/help/glossary/", "/help/ratings/"):  # the same for everybody
        officer.goto(f"{address}{PRACTICE}")
        expect(officer.locator("main")).not_to_contain_text("Live:")
    member.goto(f"/{PRACTICE}")
    member.get_by_role("link", name="See everything the committee was shown").click()
    expect(heading(member)).to_have_text("As reported to the Practice Improvement Board, 5 December 2019")


def test_no_page_of_a_meeting_asks_for_a_script_and_all_can_be_read_without(site):
    page = site.open("member", java_script_enabled=False)
    for address in (
        f"/{PRACTICE}",
        BRIEFING,
        f"{MEETING}briefing/",
        "/positions/2/",
        f"/actions/{PRACTICE}&change=any",
    ):
        page.goto(address)
        expect(heading(page)).to_have_count(1)
        assert "<script" not in page.content()
        assert not re.search(r"<[^>]+\son[a-z]+=", page.content())
