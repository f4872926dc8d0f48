"""What members, officers and an admin do with links and forms alone, from page to page."""

import re

import pytest

from tests.browser.pages import PRACTICE
from tests.visiting import text

pytestmark = pytest.mark.django_db

BRIEFING = f"/meetings/practice-2020-02-06/briefing/{PRACTICE}"
LIVE = "Position on 14 January 2020 (live)"
AS_REPORTED = "This is the plan as it was reported to the Practice Improvement Board, 5 December 2019: position on 3"
# Every page that tells of the plan says which position it shows.
PAGES_OF_THE_PLAN = (
    "/", "/priorities/1/", "/actions/", "/actions/P1.01/", "/findings/", "/inspections/", "/inspections/practice-2019/",
    "/meetings/", "/meetings/practice-2020-02-06/", "/meetings/practice-2020-02-06/briefing/", "/resolutions/",
    "/resolutions/practice-survey/",
)  # fmt: skip
WORDS = "The duty rota is agreed and the two posts are filled."


def rows(here):
    """How many rows the open list says that it holds."""
    return int(re.search(r"\b(\d+) actions?\b", here.main)[1])


def history(here, reference):
    """The texts of an action's history, newest first."""
    here.goto(f"/actions/{reference}/")
    [title] = [each for each in here.tree.css("h2") if text(each) == "History"]
    while title.tag != "ol":
        title = title.next
    return [text(each) for each in title.css("ol > li") if each.parent.mem_id == title.mem_id]


def test_a_member_reads_the_briefing_and_follows_numbers_to_their_rows(visit):
    here = visit("member", f"/{PRACTICE}")
    here.follow("Briefing for it")
    assert here.heading == "Briefing for the Practice Scrutiny Committee"
    assert LIVE in here.main
    for name in ("9 Complete actions", "4 Late actions", "4 newly late", "2 with a date moved"):
        here.goto(BRIEFING)
        here.follow(re.compile(f"^{name}"))
        assert here.heading == "Actions"
        assert rows(here) == int(name.split()[0]), name
    here.goto(BRIEFING)
    [more] = here.links(re.compile("^and 23 more"))
    assert more.attributes["href"] == "#details-changed"
    assert len(here.tree.css("#details-changed tbody tr")) == 26  # a row an action


def test_a_member_compares_with_another_day(visit):
    here = visit("member", f"/{PRACTICE}")
    assert "Changed since 17 October 2019, Practice Scrutiny Committee" in map(text, here.tree.css("h2, h3"))
    assert "Compare with another meeting or day" in map(text, here.tree.css("summary"))
    here.fill("Or a day", "2019-12-20")
    here.press("Compare")
    assert any(text(each).startswith("Changed since 20 December 2019") for each in here.tree.css("h2, h3"))
    here.follow(re.compile(r"^See all \d+ actions that changed"))
    assert "20 December 2019" in here.main
    assert rows(here) > 0


def test_an_officer_writes_commentary_and_too_many_words_are_refused_with_nothing_lost(visit):
    here = visit("officer", f"/priorities/4/{PRACTICE}")
    here.follow(re.compile("Write .*commentary"))
    words = " ".join(["Two foster families have said yes and a third has not."] * 14)
    here.fill("Commentary", words)
    here.press("Save", status=422)
    assert "150" in here.message("alert")
    assert here.value("Commentary") == words
    here.fill("Commentary", "Two foster families have said yes.")
    here.press("Save")
    assert "The commentary has been saved." in here.message("status")
    assert "Two foster families have said yes." in here.main
    here.goto(BRIEFING)
    [said] = [text(each) for each in here.tree.css(".inset") if "Two foster families have said yes." in text(each)]
    assert "Officers’ words" in said


def test_an_officer_states_the_impact_that_a_priority_had(visit):
    here = visit("officer", f"/priorities/1/{PRACTICE}")
    here.follow("State the impact of priority 1")
    here.check("Some impact")
    here.fill("How do you know?", "Referrals after a first visit fell by a fifth.")
    here.press("Save")
    assert "The impact has been saved." in here.message("status")
    assert "Referrals after a first visit fell by a fifth." in " ".join(map(text, here.tree.css("dl.facts")))


def test_an_officer_confirms_and_removes_what_answers_a_finding(visit):
    here = visit("officer", f"/findings/{PRACTICE}")
    here.follow("Confirm that P1.04 answers finding 1 of")
    here.press("Confirm", status=422)
    assert "There is a problem" in here.message("alert")
    here.fill("Why?", "The posts are what the inspectors asked for.")
    here.press("Confirm")
    assert "Confirmed: action P1.04 answers the finding." in here.message("status")
    assert "Confirmed by Head of Early Help, 14 January 2020" in finding(here)
    here.follow("Remove P1.04 from what answers finding 1 of")
    here.fill("Why?", "They do another thing after all.")
    here.press("Remove")
    assert "Removed: action P1.04 is no longer shown as an answer to the finding." in here.message("status")
    assert here.links("Remove P1.04 from what answers finding 1 of") == []
    assert "They do another thing after all." in finding(here)


def finding(here):
    [one] = [text(each) for each in here.tree.css("main li[id]") if "Help often comes late." in text(each)]
    return one


def test_where_an_admin_says_so_members_see_the_plan_as_last_reported_and_every_page_tells_them(visit):
    admin = visit("admin", "/admin/priorities/plan/?q=practice")
    admin.goto(admin.tree.css_first("#result_list tbody tr a").attributes["href"])
    admin.select("What members see", "As last reported to them")
    admin.press("Save", exact=True)
    assert len(admin.tree.css(".messagelist .success")) == 1
    member, officer = visit("member"), visit("officer")
    for address in PAGES_OF_THE_PLAN:
        member.goto(f"{address}{PRACTICE}")
        assert AS_REPORTED in member.main, address
        assert "Live:" not in member.main, address
        officer.goto(f"{address}{PRACTICE}")
        assert LIVE in officer.main, address
    for address in ("/reports/", "/help/glossary/", "/help/ratings/"):  # the same for everybody
        officer.goto(f"{address}{PRACTICE}")
        assert "Live:" not in officer.main, address
    member.goto(f"/{PRACTICE}")
    member.follow("See everything the committee was shown")
    assert member.heading == "As reported to the Practice Improvement Board, 5 December 2019"


def test_no_change_still_true_takes_one_button(visit):
    here = visit("officer", "/actions/P8.08/update/")
    here.press("No change, still true")
    assert "P8.08 has been updated." in here.message("status")
    entries = history(here, "P8.08")
    assert len(entries) == 2
    assert "no change, still true" in entries[0]


def test_my_actions_are_updated_one_after_the_other(visit):
    here = visit("officer", f"/my-actions/{PRACTICE}")
    here.follow("Update them one by one")
    first = here.heading
    assert "1 of your" in " ".join(map(text, here.tree.css("main .cap")))
    answer(here)
    here.press("Save and go to my next action (1 of")
    assert "has been updated." in here.message("status")
    assert here.heading.startswith("Update P")
    assert here.heading != first


def test_an_update_is_made_with_forms_alone(visit):
    here = visit("officer", "/actions/P10.07/")
    here.follow("Update this action")
    answer(here)
    here.press("Save", exact=True)
    assert "P10.07 has been updated." in here.message("status")
    assert WORDS in history(here, "P10.07")[0]


def answer(here):
    here.check("Under way", exact=True)
    here.check("Yes, on track", exact=True)
    here.fill("What has happened since?", WORDS)
