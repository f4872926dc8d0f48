"""Meetings: which comes next, since when change is counted, and the two pages."""

from datetime import date

import pytest

from actions.asked import Asked
from actions.panels import BOARD_NEXT, baseline, panels
from inspections.models import Meeting
from inspections.next_meeting import next_meeting
from tests.making import TODAY, make_plan
from tests.making_scrutiny import (
    make_citation,
    make_committee,
    make_item,
    make_meeting,
    make_passage,
    make_report,
    make_resolution,
)

pytestmark = pytest.mark.django_db


def asked_for(plan, on=TODAY):
    return Asked(plan, on, TODAY, plan_given=False, on_given=False)


@pytest.mark.parametrize(
    ("days", "found"),
    [
        pytest.param([], None, id="none known"),
        pytest.param([date(2020, 1, 13)], None, id="yesterday's is over"),
        pytest.param([date(2020, 1, 14)], date(2020, 1, 14), id="today's is next"),
        pytest.param([date(2020, 3, 1), date(2020, 1, 23)], date(2020, 1, 23), id="the earlier of two"),
    ],
)
def test_the_next_meeting_is_the_first_on_the_day_or_after_it(plan, days, found):
    committee = make_committee(plan)
    for day in days:
        make_meeting(day, committee)
    meeting = next_meeting(Meeting.objects.all(), plan, TODAY)
    assert (meeting and meeting.first_day) == found


def test_a_committee_that_does_not_scrutinise_the_plan_is_not_next_unless_it_considers_it(plan):
    other = make_committee()
    make_meeting(date(2020, 1, 15), other)
    considers = make_meeting(date(2020, 1, 16), other, considered=plan)
    assert next_meeting(Meeting.objects.all(), plan, TODAY) == considers


@pytest.mark.parametrize(
    ("on", "found"),
    [
        pytest.param(date(2019, 10, 16), None, id="on the meeting's own day"),
        pytest.param(date(2019, 10, 17), date(2019, 10, 16), id="the day after it"),
        pytest.param(date(2020, 1, 23), date(2019, 10, 16), id="on the next meeting's day"),
        pytest.param(date(2020, 1, 24), date(2020, 1, 23), id="the day after that"),
    ],
)
def test_the_committee_last_considered_the_plan_at_its_latest_meeting_before_the_day(plan, on, found):
    committee = make_committee(plan)
    for day in (date(2019, 10, 16), date(2020, 1, 23)):
        make_meeting(day, committee, considered=plan)
    make_meeting(date(2019, 12, 1), committee)  # it considered something else
    make_meeting(date(2019, 12, 2), make_committee(), considered=plan)  # it does not scrutinise this plan
    told = baseline(asked_for(plan, on))
    assert (told and told.day) == found


def test_change_is_counted_from_the_day_the_committee_last_considered_the_plan(plan):
    make_meeting(date(2019, 10, 16), make_committee(plan, name="Select Committee"), considered=plan)
    told = baseline(asked_for(plan))
    assert (told.day, told.derived) == (date(2019, 10, 16), True)
    assert told.words == (
        "When the Select Committee last considered this plan. Worked out afterwards; the committee was not shown this."
    )
    assert baseline(asked_for(make_plan())) is None


@pytest.mark.parametrize(
    ("on", "day", "wait"),
    [
        (date(2020, 1, 14), "Thursday 23 January 2020", "in 9 days"),
        (date(2020, 1, 22), "Thursday 23 January 2020", "in 1 day"),
        (date(2020, 1, 23), "Thursday 23 January 2020", "today"),
    ],
)
def test_the_board_says_the_next_meeting_and_how_far_off_it_is(plan, on, day, wait):
    make_meeting(date(2020, 1, 23), make_committee(plan))
    [drawn] = panels(BOARD_NEXT, asked_for(plan, on))
    assert (drawn["panel"]["day"], drawn["panel"]["wait"]) == (day, wait)


def test_without_a_meeting_to_come_the_board_says_nothing_of_one(plan):
    assert panels(BOARD_NEXT, asked_for(plan)) == []


def test_the_board_links_to_the_next_meeting(plan, page):
    make_meeting(date(2020, 1, 23), make_committee(plan, name="Select Committee"))
    assert "Next: Select Committee, Thursday 23 January 2020, in 9 days." in page("/")


def test_meetings_after_the_coming_one_are_folded_away(plan, member):
    committee = make_committee(plan)
    held, coming, later = (make_meeting(date(year, 1, 23), committee) for year in (2019, 2020, 2021))
    context = member.get("/meetings/").context
    assert (context["held"], context["next"], context["later"]) == ([held], [coming], [later])
    html = member.get("/meetings/").content.decode()
    assert html.index("<details") < html.index(later.slug)
    assert html.index(coming.slug) < html.index("<details")


def test_the_list_says_what_it_holds_in_its_first_sentence(plan, page):
    make_meeting(date(2019, 10, 16))
    make_meeting(date(2020, 1, 23), make_committee(plan))
    assert page("/meetings/").startswith("Meetings 1 meeting held by 14 January 2020. The next is on 23 January 2020.")


def test_a_meeting_says_how_its_date_is_known_and_where_its_paper_is_dated(plan, page):
    committee = make_committee(plan, name="Select Committee")
    meeting = make_meeting(date(2020, 1, 23), committee, worked_out=True, source_note="A press report gives it.")
    item = make_item(meeting, number="", title="Post Ofsted report")
    make_report(item, title="The report", dated=date(2020, 1, 14))
    make_meeting(date(2019, 10, 16), committee)
    make_meeting(date(2021, 1, 1), committee)
    text = page(f"/meetings/{meeting.slug}/")
    assert "Select Committee, 23 January 2020 A meeting to come, with 1 item known." in text
    assert "Date 23 January 2020 worked out, not stated A press report gives it." in text
    assert "The report Officers’ report Dated 14 January 2020; taken by the meeting of 23 January 2020" in text
    assert text.endswith("Previous: 16 October 2019, Select Committee Next: 1 January 2021, Select Committee")


def test_papers_and_decisions_later_than_the_day_are_folded_away_on_their_meeting(plan, member):
    item = make_item(make_meeting(date(2020, 1, 23), make_committee(plan)))
    report, minutes = make_report(item, dated=date(2020, 1, 14)), make_report(item, kind="minutes")
    promise, decision = make_resolution(item, "promise"), make_resolution(item, "decision")
    make_citation(make_passage(report), resolution=promise)
    make_citation(make_passage(minutes), resolution=decision)
    [entry] = member.get(f"/meetings/{item.meeting.slug}/").context["items"]
    assert (entry["papers"], entry["said"]) == ([report], [promise])
    assert (entry["later_papers"], entry["later_said"]) == ([minutes], [decision])
    [entry] = member.get(f"/meetings/{item.meeting.slug}/?on=2020-01-23").context["items"]
    assert (entry["later_papers"], entry["later_said"]) == ([], [])


def test_a_meeting_of_a_committee_not_stated_says_what_is_known(plan, page):
    meeting = make_meeting(date(2019, 7, 31), committee_words="not stated, probably Accounts", date_words="July 2019")
    assert page(f"/meetings/{meeting.slug}/").startswith("Meetings July 2019 Committee not stated, probably Accounts")


def test_a_practice_plans_meetings_are_its_own(plan, member):
    practice = make_plan(slug="practice", practice=True)
    invented = make_meeting(date(2019, 12, 1), make_committee(practice))
    considered = make_meeting(date(2019, 12, 2), considered=practice)
    real = make_meeting(date(2019, 12, 3))
    assert member.get("/meetings/").context["held"] == [real]
    assert member.get("/meetings/?plan=practice").context["held"] == [considered, invented]


def test_an_unknown_meeting_is_said_to_be_unknown(plan, page):
    assert "There is no meeting called “none-such”." in page("/meetings/none-such/", status=404)
