"""A person's calendar feed: its private address, and what a calendar program reads at it."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from csc_tracker.people import roles
from inspections.models import CalendarFeed
from inspections.reporting.calendar import feeds
from inspections.reporting.calendar.ical import as_icalendar
from priorities.models import Plan
from tests.making import (
    TODAY,
    let_read_exempt,
    make_exemption,
    make_holding,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_user,
)
from tests.making_scrutiny import (
    make_answer,
    make_committee,
    make_item,
    make_meeting,
    make_report,
    make_resolution,
)

pytestmark = pytest.mark.django_db
DEMONSTRATION = "Demonstration made from published papers. Not a Lewisham Council service. In this demonstration, today is 14 January 2020."


@pytest.fixture
def reader(plan):
    return make_user(roles.MEMBER)


def read(address):
    """The answer at a feed's address, as a program without cookies gets it."""
    return Client().get(address)


def events_of(user):
    """What a calendar program reads in the person's feed: {the entry's own name: event}."""
    feed = feeds.feed_of(user)
    answer = read(f"/calendar/{feeds.make_feed(user, instead_of=feed.pk if feed else None)}.ics")
    assert answer.status_code == 200
    events = Calendar.from_ical(answer.content).events
    assert len({event.uid for event in events}) == len(events)
    return {event.uid.partition("@")[0]: event for event in events}


def days(event):
    """The first and the last day of an event, both included; its end is the day after."""
    assert not isinstance(event.start, datetime)
    return event.start, event.end - timedelta(days=1)


# The address ----------------------------------------------------------------------------------------------------------


def test_the_address_is_shown_whole_once_and_only_its_sum_is_kept(client, reader):
    client.force_login(reader)
    page = client.get("/calendar/").content.decode()
    assert re.search(r"<dt>Your address</dt>\s*<dd>\s*You have none\s*</dd>", page)
    made = client.post("/calendar/", {"make": "1", "instead_of": ""})
    address = made.context["address"]
    assert address.startswith("http://testserver/calendar/")
    assert made.content.decode().count(address) == 1
    assert "no-store" in made["Cache-Control"]
    assert read(address).status_code == 200
    secret = address.rpartition("/")[2].removesuffix(".ics")
    assert len(secret) >= 43
    feed = CalendarFeed.objects.get()
    assert (feed.user, len(feed.secret_sha256), secret in str(CalendarFeed.objects.values())) == (reader, 64, False)
    again = client.get("/calendar/")
    assert secret not in again.content.decode()
    assert secret not in str(dict(client.session))


def test_a_new_address_ends_the_old_one(client, reader):
    client.force_login(reader)
    first = client.post("/calendar/", {"make": "1"}).context["address"]
    second = client.post("/calendar/", {"make": "1", "instead_of": feeds.feed_of(reader).pk}).context["address"]
    assert (read(first).status_code, read(second).status_code) == (404, 200)
    assert CalendarFeed.objects.count() == 2


def test_a_form_sent_twice_keeps_the_address_that_was_shown(client, reader):
    client.force_login(reader)
    address = client.post("/calendar/", {"make": "1", "instead_of": ""}).context["address"]
    again = client.post("/calendar/", {"make": "1", "instead_of": ""})
    assert again.status_code == 409
    assert "An address has been made since you opened this page." in again.content.decode()
    assert read(address).status_code == 200
    assert CalendarFeed.objects.count() == 1


def test_a_person_revokes_only_their_own(client, reader):
    other = make_user(roles.MEMBER)
    theirs = f"/calendar/{feeds.make_feed(other, instead_of=None)}.ics"
    mine = f"/calendar/{feeds.make_feed(reader, instead_of=None)}.ics"
    client.force_login(reader)
    assert client.post("/calendar/", {"revoke": "1"})["Location"] == "/calendar/"
    assert (read(mine).status_code, read(theirs).status_code) == (404, 200)
    assert "None. The last was revoked on" in client.get("/calendar/").content.decode()
    with pytest.raises(ValidationError):
        feeds.make_feed(other, instead_of=None)


@pytest.mark.parametrize("what", ["inactive", "no role", "another secret"])
def test_an_address_that_is_nobodys_any_more_answers_404(reader, what):
    secret = feeds.make_feed(reader, instead_of=None)
    if what == "inactive":
        reader.is_active = False
        reader.save()
        assert feeds.reader_of(secret) is None
    elif what == "no role":
        reader.groups.clear()
    else:
        secret = secret.swapcase()
    answer = read(f"/calendar/{secret}.ics")
    assert answer.status_code == 404
    assert "There is no calendar at this address." in answer.content.decode()


def test_the_feed_needs_no_sign_in_sets_no_cookie_and_is_kept_by_no_cache_between(reader):
    answer = read(f"/calendar/{feeds.make_feed(reader, instead_of=None)}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, max-age=900"
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert Client().post(f"/calendar/{'x' * 43}.ics").status_code == 405


# What is in it --------------------------------------------------------------------------------------------------------


def test_a_meeting_is_a_whole_day_with_its_page_and_says_whose_demonstration_it_is(plan, reader):
    meeting = make_meeting(
        date(2020, 1, 23), make_committee(plan, name="Select, Committee"), worked_out=True, source_note="So."
    )
    event = events_of(reader)[f"meeting-{meeting.slug}"]
    assert days(event) == (date(2020, 1, 23), date(2020, 1, 23))
    assert event.summary == "Select, Committee"
    assert event.description == f"The date is worked out, not stated.\nTestham: {plan}.\n{DEMONSTRATION}"
    assert event.url == f"http://testserver/meetings/{meeting.slug}/"
    assert event.transparency == "TRANSPARENT"
    assert event.DTSTAMP.tzinfo is not None


def test_a_meeting_known_only_by_its_month_spans_it_and_says_so(plan, reader):
    make_meeting(
        date(2020, 3, 1),
        make_committee(plan, name="Board"),
        slug="march",
        last_day=date(2020, 3, 31),
        date_words="March 2020",
    )
    events = events_of(reader)
    assert days(events["meeting-march"]) == (date(2020, 3, 1), date(2020, 3, 31))
    assert events["meeting-march"].summary == "Board: March 2020, day not known"
    assert "papers-march" not in events


def test_the_day_for_papers_is_there_for_a_coming_meeting_of_a_committee_that_scrutinises_the_plan(plan, reader):
    ours, other = make_committee(plan, name="Select Committee"), make_committee()
    make_meeting(date(2020, 1, 23), ours, slug="coming")
    make_meeting(date(2020, 1, 13), ours, slug="held")
    make_meeting(date(2020, 1, 23), other, slug="others")
    make_meeting(date(2020, 1, 23), make_committee(plan, kind="board"), slug="board")
    make_meeting(date(2040, 1, 23), ours, slug="far")
    events = events_of(reader)
    assert {name for name in events if name.startswith("papers")} == {"papers-coming"}
    assert days(events["papers-coming"]) == (date(2020, 1, 15), date(2020, 1, 15))
    assert events["papers-coming"].summary == "Papers due: Select Committee, 23 January 2020"


@pytest.mark.parametrize(("day", "there"), [(date(2019, 1, 14), True), (date(2019, 1, 13), False)])
def test_meetings_of_the_last_year_stay(plan, reader, day, there):
    make_meeting(day, slug="old")
    assert ("meeting-old" in events_of(reader)) is there


def test_an_answer_is_there_while_it_is_owed(plan, reader):
    item = make_item(make_meeting(date(2019, 10, 16), make_committee(plan)))
    due = {"needs_answer": True, "due_last_day": date(2020, 2, 20), "due_words": "by 20 February"}
    make_resolution(item, slug="owed", words="A report on visits.", **due)
    make_resolution(
        item,
        "promise",
        slug="rough",
        needs_answer=True,
        words="In March, a report.",
        due_words="In March",
        due_first_day=date(2020, 3, 1),
        due_last_day=date(2020, 3, 31),
    )
    make_resolution(item, slug="no-day", needs_answer=True)
    make_answer(make_resolution(item, slug="answered", **due), date(2020, 1, 10), whole=True)
    make_resolution(make_item(make_meeting(date(2020, 1, 23))), slug="not-yet-said", **due)
    events = events_of(reader)
    assert {name for name in events if name.startswith("answer")} == {"answer-owed", "answer-rough"}
    assert days(events["answer-owed"]) == (date(2020, 2, 20), date(2020, 2, 20))
    assert events["answer-owed"].summary == "Answer due: A report on visits."
    assert "Decided, 16 October 2019: open." in events["answer-owed"].description
    assert days(events["answer-rough"]) == (date(2020, 3, 1), date(2020, 3, 31))
    assert events["answer-rough"].summary == "Answer due by 31 March 2020, exact date not stated: In March, a report."
    assert "In the paper’s words: “In March”." in events["answer-rough"].description


def test_what_is_exempt_is_in_the_feed_of_who_may_read_it_alone(plan):
    item = make_item(make_meeting(date(2019, 10, 16), make_committee(plan)))
    due = date(2020, 2, 20)
    make_resolution(item, slug="said", needs_answer=True, due_last_day=due, exemption=make_exemption(plan))
    for person in (make_user(roles.MEMBER), make_user(roles.ADMIN)):
        assert "answer-said" not in events_of(person)
    assert "answer-said" in events_of(let_read_exempt(make_user(roles.MEMBER), plan))


def test_an_officer_has_their_own_open_actions_and_a_member_none(plan):
    post, priority = make_post(), make_priority(plan, short_name="Early help")
    mine = make_reported_action(priority, owner=post, due=date(2020, 3, 31), words="Train; all, staff")
    make_reported_action(priority, owner=make_post())
    make_reported_action(priority, owner=post, due=None)
    make_reported_action(priority, owner=post, stage="complete")
    officer, member = make_user(roles.OFFICER), make_user(roles.MEMBER)
    for person in (officer, member):
        make_holding(person, post)
    events = events_of(officer)
    [name] = [name for name in events if name.startswith("action")]
    assert name == f"action-{plan.slug}-{mine.reference.lower()}"
    assert days(events[name]) == (date(2020, 3, 31), date(2020, 3, 31))
    assert events[name].summary == f"{mine.reference} due: Early help"
    assert events[name].description.startswith("Train; all, staff\n")
    assert not [name for name in events_of(member) if name.startswith("action")]


def test_what_the_earlier_plan_left_open_stays_in_the_feed(plan):
    """Its own actions and answers by the address of that plan, and on the new plan's first day how much is open."""
    post, officer = make_post(), make_user(roles.OFFICER)
    make_holding(officer, post)
    mine = make_reported_action(plan.priorities.get(), owner=post, due=date(2020, 1, 10))
    item = make_item(make_meeting(date(2020, 1, 2), make_committee(plan)))
    make_resolution(item, slug="asked", plan=plan, needs_answer=True, due_last_day=date(2020, 2, 1))
    following = make_plan(starts=date(2020, 1, 12), ends=None, council=plan.council)
    make_priority(following)
    Plan.objects.filter(pk=plan.pk).update(starts=date(2019, 1, 1), ends=date(2020, 1, 11))
    events = events_of(officer)
    action, left, answer = (
        events[name]
        for name in (f"action-{plan.slug}-{mine.reference.lower()}", f"left-open-{plan.slug}", "answer-asked")
    )
    for event, path in ((action, f"/actions/{mine.reference}/"), (left, "/actions/"), (answer, "/resolutions/asked/")):
        assert event.get("url") == f"http://testserver{path}?plan={plan.slug}"
    assert left.summary == "Still open in the earlier plan: 1 open action, 1 late"
    assert days(left) == (date(2020, 1, 12), date(2020, 1, 12))


def test_a_feed_holds_no_more_actions_than_its_limit_the_next_due_first(plan, monkeypatch):
    monkeypatch.setattr(feeds, "MOST_ACTIONS", 2)
    post, officer = make_post(), make_user(roles.OFFICER)
    make_holding(officer, post)
    for month in (6, 4, 5):
        make_reported_action(plan.priorities.get(), owner=post, due=date(2020, month, 1))
    assert [event.start.month for event in events_of(officer).values()] == [4, 5]


def test_a_practice_plans_meetings_are_in_no_feed(plan, reader):
    practice = make_plan(practice=True, starts=date(2020, 1, 1))
    make_meeting(date(2020, 1, 23), make_committee(practice), slug="invented")
    assert events_of(reader) == {}


def test_without_a_plan_the_calendar_is_empty():
    user = make_user(roles.MEMBER)
    assert events_of(user) == {}


def test_names_stay_the_same_so_that_a_calendar_moves_what_was_moved(plan, reader):
    meeting = make_meeting(date(2020, 1, 23), make_committee(plan))
    before = set(events_of(reader))
    meeting.first_day = meeting.last_day = date(2020, 1, 30)
    meeting.save()
    after = events_of(reader)
    assert set(after) == before
    assert days(after[f"meeting-{meeting.slug}"])[0] == date(2020, 1, 30)


def test_lines_are_folded_and_marks_escaped_as_the_standard_asks():
    entry = feeds.Entry("one", "Words; with, marks\\ and ü" + " more" * 40, TODAY, TODAY, "board")
    written = as_icalendar(
        [entry], name="Plan", about=["About it."], address=lambda entry: "https://x/", stamp=datetime(2020, 1, 14, tzinfo=UTC)
    )  # fmt: skip
    assert max(map(len, written.split(b"\r\n"))) <= 75
    assert b"DTSTART;VALUE=DATE:20200114\r\nDTEND;VALUE=DATE:20200115\r\n" in written
    assert b"DTSTAMP:20200114T000000Z" in written
    [event] = Calendar.from_ical(written).events
    assert event.summary == entry.words
    assert (Calendar.from_ical(written)["VERSION"], Calendar.from_ical(written).calendar_name) == ("2.0", "Plan")


def test_a_feed_costs_the_same_queries_with_one_of_everything_and_with_three(plan):
    post, officer = make_post(), make_user(roles.OFFICER)
    make_holding(officer, post)
    address = f"/calendar/{feeds.make_feed(officer, instead_of=None)}.ics"

    def grow(day):
        item = make_item(make_meeting(day, make_committee(plan), considered=plan))
        make_resolution(make_item(make_meeting(date(2019, 10, 16))), needs_answer=True, due_last_day=day)
        make_report(item)
        make_reported_action(plan.priorities.get(), owner=post)

    grow(date(2020, 2, 1))
    with CaptureQueriesContext(connection) as one:
        assert read(address).status_code == 200
    grow(date(2020, 2, 2))
    grow(date(2020, 2, 3))
    with CaptureQueriesContext(connection) as three:
        assert read(address).status_code == 200
    assert len(three) == len(one) == 10
