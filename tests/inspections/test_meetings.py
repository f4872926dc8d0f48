"""Meetings: which comes next, since when change is counted, and the two pages."""

from datetime import date

import pytest

from actions.pages.page_context import PageContext
from actions.pages.panels import BOARD_NEXT, baseline, panels
from csc_tracker.people import roles
from inspections.models import MeetingPosition
from inspections.scrutiny.meetings.details import in_short, minutes_in_words, papers_of
from inspections.scrutiny.plan_queries import meetings
from tests.making import TODAY, make_frozen_position, make_plan, make_user
from tests.making_scrutiny import (
    make_citation,
    make_committee,
    make_item,
    make_meeting,
    make_passage,
    make_report,
    make_resolution,
    make_seat,
)

pytestmark = pytest.mark.django_db


def asked_for(plan, on=TODAY):
    return PageContext(plan, on, TODAY, plan_given=False, on_given=False)


@pytest.mark.parametrize(
    ("days", "first_day"),
    [
        pytest.param([], None, id="none known"),
        pytest.param([date(2020, 1, 13)], None, id="yesterday's is over"),
        pytest.param([date(2020, 1, 14)], date(2020, 1, 14), id="today's is next"),
        pytest.param([date(2020, 3, 1), date(2020, 1, 23)], date(2020, 1, 23), id="the earlier of two"),
    ],
)
def test_the_next_meeting_is_the_first_on_the_day_or_after_it(plan, days, first_day):
    committee = make_committee(plan)
    for day in days:
        make_meeting(day, committee)
    meeting = meetings(asked_for(plan)).to_come
    assert (meeting and meeting.first_day) == first_day


def test_a_committee_that_does_not_scrutinise_the_plan_is_not_next_unless_it_considers_it(plan):
    other = make_committee()
    make_meeting(date(2020, 1, 15), other)
    considers = make_meeting(date(2020, 1, 16), other, considered=plan)
    assert meetings(asked_for(plan)).to_come == considers


@pytest.mark.parametrize(
    ("on", "last_day"),
    [
        pytest.param(date(2019, 10, 16), None, id="on the meeting's own day"),
        pytest.param(date(2019, 10, 17), date(2019, 10, 16), id="the day after it"),
        pytest.param(date(2020, 1, 23), date(2019, 10, 16), id="on the next meeting's day"),
        pytest.param(date(2020, 1, 24), date(2020, 1, 23), id="the day after that"),
    ],
)
def test_the_committee_last_considered_the_plan_at_its_latest_meeting_before_the_day(plan, on, last_day):
    committee = make_committee(plan)
    for day in (date(2019, 10, 16), date(2020, 1, 23)):
        make_meeting(day, committee, considered=plan)
    make_meeting(date(2019, 12, 1), committee)  # it considered something else
    make_meeting(date(2019, 12, 2), make_committee(), considered=plan)  # it does not scrutinise this plan
    compared_with = baseline(asked_for(plan, on))
    assert (compared_with and compared_with.day) == last_day


def test_change_is_counted_from_the_day_the_committee_last_considered_the_plan(plan):
    make_meeting(date(2019, 10, 16), make_committee(plan, name="Select Committee"), considered=plan)
    compared_with = baseline(asked_for(plan))
    assert (compared_with.day, compared_with.derived) == (date(2019, 10, 16), True)
    assert compared_with.words == (
        "This is when the Select Committee last considered this plan. Calculated later. The committee did not see these figures."
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
    held, coming, later = (
        make_meeting(day, committee) for day in (date(2019, 1, 23), date(2020, 1, 23), date(2020, 12, 3))
    )
    make_meeting(date(2022, 9, 22), committee)  # nobody knew of it yet
    context = member.get("/meetings/").context
    assert (context["held"], context["next"], context["later"]) == ([held], [coming], [later])
    html = member.get("/meetings/").content.decode().partition("<main")[2]
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
    assert "Select Committee, 23 January 2020 An upcoming meeting, with 1 item recorded." in text
    assert (
        "Date 23 January 2020 worked out, not stated Its report has a different date: 14 January 2020. "
        "A press report gives it."
    ) in text
    assert "The report Officers’ report Dated 14 January 2020; considered at the meeting of 23 January 2020" in text
    assert text.endswith("Previous: 16 October 2019, Select Committee Next: 1 January 2021, Select Committee")


JANUARY_23 = date(2020, 1, 23)
DUE = "Wednesday 15 January 2020, five clear working days before the meeting"


@pytest.mark.parametrize(
    ("kwargs", "on", "expected"),
    [
        pytest.param({}, TODAY, (DUE, "The day is not known", False), id="not published"),
        pytest.param(
            {"papers_published_on": date(2020, 1, 15)}, JANUARY_23, (DUE, "15 January 2020, in time", False),
            id="on the last day",
        ),
        pytest.param(
            {"papers_published_on": date(2020, 1, 16)}, JANUARY_23,
            (DUE, "16 January 2020, late: 4 clear working days before the meeting, not 5", True), id="a day late",
        ),
        pytest.param(
            {"papers_published_on": date(2020, 1, 21)}, JANUARY_23,
            (DUE, "21 January 2020, late: 1 clear working day before the meeting, not 5", True), id="two days before",
        ),
        pytest.param(
            {"papers_published_on": JANUARY_23}, JANUARY_23,
            (DUE, "23 January 2020, late: on the day of the meeting", True), id="on the day",
        ),
        pytest.param(
            {"papers_published_on": date(2020, 1, 24)}, date(2020, 2, 1),
            (DUE, "24 January 2020, late: after the meeting", True), id="after it",
        ),
        pytest.param(
            {"papers_published_on": date(2020, 1, 16)}, TODAY, (DUE, "The day is not known", False),
            id="published after the day shown",
        ),
        pytest.param(
            {"worked_out": True, "source_note": "So."}, TODAY,
            (f"{DUE}, whose own date is worked out", "The day is not known", False), id="a date worked out",
        ),
        pytest.param(
            {"last_day": date(2020, 1, 31), "papers_published_on": TODAY}, TODAY,
            ("We cannot work this out, because the day of the meeting is not known.", "14 January 2020", False),
            id="known only by its month",
        ),
    ],
)  # fmt: skip
def test_papers_are_due_five_clear_working_days_before_and_late_after_that(kwargs, on, expected):
    meeting = make_meeting(JANUARY_23, make_committee(), **kwargs)
    papers = papers_of(meeting, on)
    assert (papers.due_words, papers.published, papers.late) == expected


def test_a_board_has_no_day_set_for_its_papers():
    meeting = make_meeting(JANUARY_23, make_committee(kind="board"), papers_published_on=date(2020, 1, 22))
    papers = papers_of(meeting, JANUARY_23)
    assert papers.due_words.startswith("There is no deadline")
    assert (papers.published, papers.late) == ("22 January 2020", False)


def test_a_year_whose_bank_holidays_are_not_known_is_said_and_not_guessed():
    papers = papers_of(make_meeting(date(2040, 1, 23), make_committee()), TODAY)
    assert (papers.due, papers.late) == (None, False)
    assert papers.due_words.startswith("We do not have the bank holidays for 2040")


@pytest.mark.parametrize(
    ("papers", "said", "expected"),
    [
        (0, 0, "No papers loaded. Nothing recorded yet."),
        (1, 0, "1 paper loaded. Nothing recorded yet."),
        (2, 1, "2 papers loaded. 1 thing decided, asked, promised or said."),
    ],
)
def test_a_meeting_in_a_list_counts_its_papers_and_what_was_said(plan, papers, said, expected):
    meeting = make_meeting(JANUARY_23)
    meeting.papers, meeting.said, meeting.considered_id = papers, said, None
    assert in_short(meeting, plan) == expected
    meeting.considered_id = plan.pk
    assert in_short(meeting, plan) == f"Considers this plan. {expected}"


@pytest.mark.parametrize(
    ("kwargs", "loaded", "on", "expected"),
    [
        ({}, False, date(2020, 1, 22), ""),
        ({}, False, JANUARY_23, "No record of its minutes"),
        ({}, True, date(2020, 2, 1), "They are among the papers below. We do not know whether they were agreed"),
        ({"minutes": "draft"}, True, date(2020, 2, 1), "Draft"),
        ({"minutes": "agreed"}, True, date(2020, 2, 1), "Agreed; the day is not known"),
        ({"minutes": "agreed", "minutes_agreed_on": date(2020, 3, 5)}, True, date(2020, 3, 5), "Agreed on 5 March 2020"),
        (
            {"minutes": "agreed", "minutes_agreed_on": date(2020, 3, 5)}, True, date(2020, 3, 4),
            "Not yet agreed by 4 March 2020",
        ),
    ],
)  # fmt: skip
def test_what_is_known_of_the_minutes_is_said_as_at_the_day(kwargs, loaded, on, expected):
    assert minutes_in_words(make_meeting(JANUARY_23, **kwargs), on, loaded) == expected


def test_a_meeting_says_when_its_papers_are_due_and_that_they_came_late(plan, page):
    held = make_meeting(
        date(2019, 10, 16), make_committee(plan), papers_published_on=date(2019, 10, 14), minutes="draft"
    )
    text = page(f"/meetings/{held.slug}/")
    assert "Papers due by Tuesday 8 October 2019, five clear working days before the meeting" in text
    assert (
        "Papers published on 14 October 2019, late: 1 clear working day before the meeting, not 5 Minutes Draft" in text
    )


def test_a_meeting_known_only_by_its_month_says_so(plan, page):
    make_meeting(date(2019, 7, 1), last_day=date(2019, 7, 31), date_words="July 2019", slug="july")
    make_meeting(date(2019, 7, 15))
    assert "Date July 2019 day not known Some day from 1 July 2019 to 31 July 2019." in page("/meetings/july/")
    listed = page("/meetings/")
    assert listed.index("July 2019, Committee not stated day not known") < listed.index("15 July 2019")


def test_the_readers_own_committee_is_marked_while_they_sit_on_it(plan, client):
    reader, committee, other = make_user(roles.MEMBER), make_committee(plan), make_committee(plan)
    make_seat(committee, reader)
    make_seat(other, reader, last_day=date(2020, 1, 13))
    make_seat(other, make_user())
    mine, not_mine = make_meeting(date(2019, 10, 16), committee), make_meeting(date(2019, 10, 17), other)
    client.force_login(reader)
    assert client.get("/meetings/").content.decode().count("your committee") == 1
    assert "your committee" in client.get(f"/meetings/{mine.slug}/").content.decode()
    assert "your committee" not in client.get(f"/meetings/{not_mine.slug}/").content.decode()


def test_an_improvement_boards_meeting_is_a_meeting_and_says_what_it_is(plan, page):
    meeting = make_meeting(date(2019, 12, 1), make_committee(plan, name="The Board", kind="board"))
    assert "1 December 2019, The Board Improvement Board" in page("/meetings/")
    assert "Committee The Board, Testham Improvement Board" in page(f"/meetings/{meeting.slug}/")


def test_a_meeting_shows_the_positions_that_it_saw_the_latest_version_first(plan, page):
    meeting = make_meeting(date(2020, 1, 23), make_committee(plan))
    frozen = [
        make_frozen_position(plan, on=date(2020, 1, day), meeting="a", version=number)
        for number, day in enumerate((10, 13, 20), 1)
    ]
    for position in (*frozen, make_frozen_position(make_plan())):
        MeetingPosition.objects.create(meeting=meeting, position=position)
    assert (
        "What it was shown The plan as frozen on 13 January 2020, version 2 The plan as frozen on 10 January 2020, "
        "version 1 replaced by a later version"
    ) in page(f"/meetings/{meeting.slug}/")
    assert "No position of this plan has been frozen for it" in page(f"/meetings/{meeting.slug}/?on=2020-01-01")


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
