"""Every page of scrutiny costs as many queries with three of everything as with one, and the weightiest no more."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.updating.impact import state_impact
from csc_tracker.models import User
from csc_tracker.people import roles
from inspections.models import MeetingPosition
from priorities.leads import set_lead
from tests.making import (
    TODAY,
    make_commentary,
    make_frozen_position,
    make_measure,
    make_officer,
    make_period,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_user,
    make_value,
)
from tests.making_scrutiny import (
    link,
    make_answer,
    make_citation,
    make_committee,
    make_finding,
    make_framework,
    make_inspection,
    make_item,
    make_judged_finding,
    make_meeting,
    make_passage,
    make_question,
    make_report,
    make_resolution,
    make_term,
)

pytestmark = pytest.mark.django_db


def make_one_of_everything(plan):
    """An inspection with a judgement and findings, a meeting with a paper and a matter, and a receipt for each."""
    priority = plan.priorities.get()
    inspection = make_inspection(framework=make_framework())
    committee = make_committee(plan)
    item = make_item(make_meeting(date(2019, 10, 16), committee, considered=plan))
    make_meeting(date(2020, 2, 1), committee)
    paper = make_report(item, dated=date(2019, 10, 1))
    action = make_reported_action(priority)
    finding = make_judged_finding(inspection)
    judgement = inspection.judgements.get()
    make_finding(inspection, kind="strength")
    make_finding(inspection)  # a gap
    link(finding, action)
    if not priority.finding_links.filter(finding=finding).exists():
        link(finding, priority)
    matter = make_resolution(item, needs_answer=True, plan=plan, action=action)
    also = make_resolution(item, "request", same_matter=matter, plan=plan)
    answer = make_answer(matter, date(2020, 1, 10))
    make_passage(paper, kind="heading", level=1, number="5")
    value = make_value(make_measure(priority), 70, first_day=date(2019, 10, 1), last_day=date(2019, 10, 1))
    for record in (
        {"plan": plan}, {"priority": priority}, {"action": action}, {"period": make_period(action)},
        {"update": action.updates.get()}, {"inspection": inspection}, {"judgement": judgement}, {"finding": finding},
        {"committee": committee}, {"meeting": item.meeting}, {"item": item}, {"resolution": matter},
        {"resolution": also}, {"answer": answer}, {"term": make_term()}, {"measure": value.measure}, {"value": value},
    ):  # fmt: skip
        make_citation(make_passage(paper, kind="bullet"), **record)
    return {
        "inspection": inspection,
        "item": item,
        "paper": paper,
        "matter": matter,
        "action": action,
        "finding": finding,
    }


def grow(one):
    """Two more of whatever one page of a record lists."""
    for _ in range(2):
        finding = make_judged_finding(one["inspection"])
        link(finding, one["action"])
        make_citation(make_passage(one["paper"]), finding=finding)
        value = make_value(make_measure(one["action"].priority), 70)
        make_citation(make_passage(one["paper"]), value=value)
        make_report(one["item"])
        item = make_item(one["item"].meeting)
        make_report(item)
        make_resolution(item, needs_answer=True, plan=one["matter"].plan, action=one["action"])
        make_resolution(item, "request", same_matter=one["matter"])
    for on in (date(2020, 1, 11), date(2020, 1, 12)):
        make_citation(make_passage(one["paper"]), answer=make_answer(one["matter"], on))


# The most queries of a page; a briefing and one inspection, which is asked for seldom, have a few more.
MOST, MOST_OF_A_BRIEFING, MOST_OF_AN_INSPECTION = 10, 15, 15


def queries(member, address):
    member.get(address)  # what a first request of a process looks up once
    with CaptureQueriesContext(connection) as caught:
        assert member.get(address).status_code == 200
    return len(caught)


LISTS = (
    "/findings/", "/findings/?on=2020-01-13", "/inspections/", "/meetings/", "/resolutions/", "/reports/",
    "/help/glossary/", "/",
)  # fmt: skip
ONE = (
    "/inspections/{inspection.slug}/", "/meetings/{item.meeting.slug}/", "/resolutions/{matter.slug}/",
    "/reports/{paper.slug}/", "/actions/{action.reference}/", "/priorities/1/",
)  # fmt: skip


@pytest.mark.parametrize("address", LISTS)
def test_a_list_costs_the_same_with_one_and_with_three(plan, member, address):
    make_one_of_everything(plan)
    with_one = queries(member, address)
    make_one_of_everything(plan)
    make_one_of_everything(plan)
    assert queries(member, address) == with_one <= MOST


@pytest.mark.parametrize("address", ONE)
def test_a_page_of_one_record_costs_the_same_with_one_and_with_three_of_what_it_lists(plan, member, address):
    one = make_one_of_everything(plan)
    with_one = queries(member, address.format(**one))
    grow(one)
    most = MOST_OF_AN_INSPECTION if address.startswith("/inspections/") else MOST
    assert queries(member, address.format(**one)) == with_one <= most


def say_everything(plan, one):
    """What is stated of the plan's priority, what its last meeting was shown, and an abbreviation with its meaning."""
    priority, officer, meeting = plan.priorities.get(), make_officer(), one["item"].meeting
    make_commentary(plan, by=officer, words="The MASH is staffed.")
    make_commentary(plan, priority, by=officer)
    state_impact(priority, "some", "Fewer moves.", by=officer, post=make_post(), on=TODAY)
    set_lead(priority, make_post(), by=officer, on=TODAY, reason="Named by the Director.")
    position = make_frozen_position(plan, on=date(2019, 10, 14), meeting=meeting.slug, by=officer)
    MeetingPosition.objects.create(meeting=meeting, position=position)
    term = make_term(term="MASH Multi-Agency Safeguarding Hub")
    make_citation(make_passage(one["paper"]), term=term)
    make_reported_action(priority, words="Staff the MASH.")
    late = {"due": date(2019, 11, 1), "effective_date": date(2019, 10, 1)}
    make_reported_action(priority, owner=make_post(), **late)
    earlier = make_plan(starts=date(2018, 1, 1), ends=date(2018, 12, 31), council=plan.council)
    make_reported_action(make_priority(earlier), **late)


def ask_everything(plan, meeting):
    """A question of the member’s own for the meeting, and one that they sent and that was answered."""
    reader, lead = User.objects.get(groups__name=roles.MEMBER), make_post()
    make_question(reader, meeting, plan)
    make_question(
        reader, meeting, plan, priority=plan.priorities.get(), sent_on=TODAY, sent_to=lead, answer="Soon.",
        answered_on=TODAY, answered_by=make_officer(), answered_post=lead,
    )  # fmt: skip


# Of every kind of page; the session with its person, and the plan, are two of them.
WITH_EVERYTHING = {
    "/": 10,
    "/?on=2020-01-13": 9,
    "/due-dates/": 3,
    "/measures/": 4,
    "/priorities/1/": 10,
    "/actions/": 6,
    "/actions/?change=any": 7,
    "/actions/P1.01/": 10,
    "/findings/": 10,
    "/inspections/": 5,
    "/meetings/": 5,
    "/meetings/coming/": 8,
    "/meetings/coming/briefing/": 15,
    "/questions/": 3,
    "/chase/": 7,
    "/resolutions/": 3,
    "/reports/": 3,
    "/help/glossary/": 4,
}


def test_no_page_costs_more_than_it_may():
    most = {address: MOST_OF_A_BRIEFING if "briefing" in address else MOST for address in WITH_EVERYTHING}
    assert [address for address, number in WITH_EVERYTHING.items() if number > most[address]] == []


@pytest.mark.parametrize("address", WITH_EVERYTHING)
def test_a_page_costs_so_many_queries_with_everything_on_it_once_or_three_times(plan, member, address):
    if address == "/chase/":
        member.force_login(make_user(roles.PROGRAMME))
    committee = make_committee(plan, name="Select Committee")
    coming = make_item(make_meeting(date(2020, 1, 23), committee, considered=plan, slug="coming"))
    for _ in range(3):
        one = make_one_of_everything(plan)
        make_report(coming)
        make_citation(make_passage(one["paper"]), meeting=coming.meeting)
        make_resolution(coming, needs_answer=True, plan=plan, action=one["action"])
        one["item"].meeting.committee = committee
        one["item"].meeting.save()
        say_everything(plan, one)
        ask_everything(plan, coming.meeting)
        assert queries(member, address) == WITH_EVERYTHING[address]
    text = member.get("/priorities/1/").content.decode()
    for words in ("We are getting on.", "Fewer moves.", "Named by the Director.", "was shown", "Multi-Agency", "70%"):
        assert words in text
