"""The briefing: what it says, that its numbers open their rows, and that its data draws the same years later."""

import io
import json
from datetime import date

import pymupdf
import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from docx import Document
from openpyxl import load_workbook

from actions.pages.page_context import PageContext
from inspections.reporting import freezing
from inspections.reporting.briefing.builder import build_briefing
from inspections.reporting.briefing.content import Briefing, PriorityDetail, without_addresses
from inspections.reporting.briefing.details import priority_details
from inspections.reporting.briefing.parts import FRONT
from inspections.reporting.briefing_files import make_live_file
from inspections.reporting.freezing import Agreement, freeze
from tests.making import (
    TODAY,
    make_commentary,
    make_due,
    make_measure,
    make_officer,
    make_plan,
    make_priority,
    make_reported_action,
    make_update,
    make_value,
)
from tests.making_scrutiny import (
    link,
    make_answer,
    make_committee,
    make_finding,
    make_inspection,
    make_item,
    make_meeting,
    make_no_answer,
    make_resolution,
)

pytestmark = pytest.mark.django_db
BEFORE, MEETING = date(2019, 10, 16), date(2020, 1, 23)


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def committee(plan):
    return make_committee(plan, name="Select Committee")


@pytest.fixture
def meeting(plan, committee):
    make_meeting(BEFORE, committee, considered=plan)
    return make_meeting(MEETING, committee, considered=plan, slug="coming")


def asked_for(plan, on=TODAY, **kwargs):
    return PageContext(plan, on, TODAY, plan_given=False, on_given=on != TODAY, **kwargs)


def make_one_of_everything(plan, meeting, officer):
    """Something for every part of the briefing."""
    priority = plan.priorities.first()
    late = make_reported_action(priority, due=date(2020, 1, 10), effective_date=date(2019, 9, 1))
    make_update(late, by=officer, rating="at_risk", words="The supplier is slow.", effective_date=date(2019, 12, 1))
    moved = make_reported_action(priority, due=date(2020, 2, 1), effective_date=date(2019, 9, 1))
    make_update(moved, by=officer, effective_date=date(2019, 12, 2), **make_due(date(2020, 3, 1), change="moved"))
    done = make_reported_action(priority, effective_date=date(2019, 9, 1))
    make_update(done, stage="complete", effective_date=date(2019, 11, 1))
    inspection = make_inspection()
    make_no_answer(make_finding(inspection, words="Nobody answers this."), plan)
    link(make_finding(inspection), done)
    link(make_finding(inspection), late)
    item = make_item(meeting)
    past = make_item(make_meeting(date(2019, 12, 1), meeting.committee))
    make_resolution(
        past, "promise", plan=plan, needs_answer=True, due_words="by Christmas",
        due_first_day=date(2019, 12, 1), due_last_day=date(2019, 12, 24),
    )  # fmt: skip
    make_answer(make_resolution(past, plan=plan, needs_answer=True), date(2020, 1, 2))
    make_commentary(plan, by=officer, words="Slow, but steady.")
    make_commentary(plan, priority, by=officer, words="Two posts are empty.")
    make_value(make_measure(priority), value=80, last_day=date(2019, 12, 31))
    return item


def part_of(briefing, code):
    return next(part for part in briefing.parts if part.code == code)


def test_it_says_whose_it_is_and_at_which_day(plan, meeting):
    briefing = build_briefing(asked_for(plan), meeting)
    assert (briefing.heading, briefing.meeting_words) == (
        "Briefing for the Select Committee",
        "Meeting of 23 January 2020",
    )
    assert (briefing.position, briefing.position_note) == ("Position on 14 January 2020", "This is the live position.")
    later = build_briefing(asked_for(plan, date(2020, 4, 1)), meeting)
    assert later.position_note == (
        "This date is in the future. This is how the plan will look if nothing more is reported."
    )
    assert briefing.demonstration.startswith("Demonstration made from published papers.")


def test_each_part_says_what_it_counts(plan, meeting, officer):
    make_one_of_everything(plan, meeting, officer)
    briefing = build_briefing(asked_for(plan), meeting)
    parts = {part.code: part for part in briefing.parts}
    counted = {code: [(count.number, count.words) for count in part.counts] for code, part in parts.items()}
    assert counted == {
        "changed": [(1, "newly late"), (1, "with a date moved"), (1, "completed"),
                    (1, "rated for the first time")],
        "late": [(1, "late")],
        "due": [(1, "due by 23 April 2020")],
        "findings": [(1, "that nothing answers"), (1, "with only finished work")],
        "promised": [(1, "open"), (1, "part answered")],
    }  # fmt: skip
    assert [said.words for said in briefing.commentary] == ["Slow, but steady."]
    assert [said.words for said in briefing.priorities[0].commentary] == ["Two posts are empty."]
    [late] = parts["late"].rows
    assert (late.name, late.state, late.why) == ("P1.01", "late", "The supplier is slow.")
    assert late.who == f"{officer}, 1 December 2019"
    changed = {row.name: (row.brief, row.note) for row in parts["changed"].rows}
    assert {name: brief for name, (brief, _) in changed.items()} == {
        "P1.01": "Newly late, rated for the first time", "P1.02": "Date moved", "P1.03": "Completed",
    }  # fmt: skip
    assert "The supplier is late. Agreed by Director." in changed["P1.02"][1]
    assert parts["promised"].rows[0].note.startswith("Open. Overdue: was due by 24 December 2019")
    assert parts["changed"].says == [
        "Since 16 October 2019. This is when the Select Committee last considered this plan. "
        "Calculated later. The committee did not see these figures.",
        "3 actions changed.",
    ]


def test_what_is_due_looks_on_to_the_committees_next_meeting_where_one_is_known(plan, committee, meeting):
    due = make_reported_action(plan.priorities.get(), due=date(2020, 2, 20))
    make_reported_action(plan.priorities.get(), due=date(2020, 2, 21))
    make_meeting(date(2020, 2, 1), make_committee(plan))  # another committee's
    make_meeting(date(2020, 2, 21), committee)
    part = part_of(build_briefing(asked_for(plan), meeting), "due")
    assert part.says == ["The committee’s next meeting after this one: 21 February 2020."]
    assert [row.name for row in part.rows] == [due.reference]


def test_after_a_meeting_whose_committee_is_not_known_any_committees_meeting_is_the_next(plan, committee):
    unknown = make_meeting(MEETING, committee_words="not stated", considered=plan)
    make_meeting(date(2020, 2, 10), make_committee())  # it does not scrutinise this plan
    make_meeting(date(2020, 2, 21), committee)
    part = part_of(build_briefing(asked_for(plan), unknown), "due")
    assert part.says[0] == "The committee’s next meeting after this one: 21 February 2020."


def test_a_meeting_years_away_says_nothing_of_what_is_due(plan, committee, meeting):
    make_meeting(date(2023, 1, 12), committee)
    part = part_of(build_briefing(asked_for(plan), meeting), "due")
    assert part.says[0] == "No later meeting is recorded, so this looks 3 months ahead, to 23 April 2020."


def test_change_is_counted_from_the_meeting_before_this_one_and_not_from_anothers(plan, committee, meeting):
    make_meeting(date(2019, 12, 1), make_committee(plan), considered=plan)
    for on in (TODAY, date(2020, 6, 1)):
        briefing = build_briefing(asked_for(plan, on), meeting)
        assert part_of(briefing, "changed").says[0].startswith("Since 16 October 2019.")
    first = make_meeting(date(2019, 1, 1), make_committee(plan), considered=plan)
    says = part_of(build_briefing(asked_for(plan), first), "changed").says
    assert says == ["There is no record of this committee considering the plan before."]


def test_the_first_page_names_a_few_of_many_and_says_how_many_more(plan, meeting):
    for _ in range(50):
        make_reported_action(plan.priorities.get(), due=date(2020, 1, 10))
    part = part_of(build_briefing(asked_for(plan), meeting), "late")
    assert (part.total, len(part.rows), part.front) == (50, 40, FRONT["late"])
    assert part.front_more == "and 47 more: see the details"
    assert part.more == "These are the first 40 of 50. The Excel file has them all."


def test_the_councils_own_table_has_each_action_in_the_column_that_the_report_would(plan, meeting, officer):
    priority = plan.priorities.get()
    make_reported_action(priority, words="Finished.", column="planned", stage="complete")
    make_reported_action(priority, words="Going on.", column="done", stage="under_way", due=None)
    planned = make_reported_action(priority, words="To come.", due=date(2020, 3, 31))
    make_update(planned, by=officer, rating="on_track", words="The draft is out.")
    document = Document(io.BytesIO(make_live_file(asked_for(plan), meeting, "docx")[1]))
    [table] = [table for table in document.tables if table.rows[0].cells[1].text == "What have we done so far"]
    done, planned = ([part.text for part in cell.paragraphs] for cell in table.rows[1].cells[1:])
    assert done == ["Finished.", "Going on.", "Still going on."]
    assert planned == ["To come.", "On track. Due 31 March 2020.", "14 January 2020: The draft is out."]


def test_details_come_a_priority_at_a_time(plan, meeting):
    make_priority(plan)
    make_reported_action(plan.priorities.first())
    coming = priority_details(asked_for(plan), meeting)
    assert next(coming).number == 1
    make_reported_action(plan.priorities.last(), words="Made while the first was read.")
    assert [action.words for action in next(coming).actions] == ["Made while the first was read."]


def test_the_data_comes_back_from_json_as_it_went(plan, meeting, officer):
    make_one_of_everything(plan, meeting, officer)
    briefing = build_briefing(asked_for(plan), meeting)
    assert Briefing.from_data(json.loads(json.dumps(briefing.as_data()))) == briefing
    for detail in priority_details(asked_for(plan), meeting):
        assert PriorityDetail.from_data(json.loads(json.dumps(detail.as_data()))) == detail


def test_data_of_an_older_or_a_newer_shape_is_read_all_the_same():
    briefing = Briefing.from_data({"shape": 0, "title": "Old", "parts": [{"code": "late", "gone": "x"}], "unknown": 1})
    [part] = briefing.parts
    assert (briefing.title, part.code, part.rows, briefing.questions) == ("Old", "late", [], [])


def test_without_addresses_no_link_leads_out_of_the_page(plan, meeting, officer):
    make_one_of_everything(plan, meeting, officer)
    plan.priorities.create(number=2, short_name="Bare", words="Bare.")
    make_reported_action(plan.priorities.get(number=2), due=None)
    briefing = without_addresses(build_briefing(asked_for(plan), meeting))
    html = render_to_string("inspections/briefing/_parts.html", {"briefing": briefing})
    addresses = [part.partition('"')[0] for part in html.split('href="')[1:]]
    assert addresses
    assert [address for address in addresses if not address.startswith("#")] == []
    for address in addresses:
        assert f'id="{address[1:]}"' in html


def test_a_frozen_position_keeps_the_briefing_and_draws_it_after_everything_changed(plan, meeting, officer, member):
    item = make_one_of_everything(plan, meeting, officer)
    before = without_addresses(build_briefing(asked_for(plan), meeting)).as_data()
    position = freeze(plan, meeting, Agreement("A. Director", "Director", TODAY), by=officer, on=TODAY)
    make_update(plan.priorities.get().actions.first(), by=officer, stage="stopped", words="Enough.")
    make_resolution(item, "request", plan=plan, needs_answer=True)
    [record] = freezing.read_records(position, "briefing")
    note = {"position_note": "As reported to the committee. This copy never changes."}
    assert record.content == before | note
    assert sorted(file.name for file in position.files.all()) == [
        f"briefing-coming-position-2020-01-14.{kind}" for kind in ("docx", "pdf", "xlsx")
    ]
    page = member.get(f"/positions/{position.code}/").content.decode()
    assert "The supplier is slow" in page
    assert "1 late" in " ".join(page.split())


def test_the_page_leads_to_its_files_and_keeps_the_day(member, meeting, page):
    assert "1 April 2020 is in the future." in page("/meetings/coming/briefing/?on=2020-04-01")
    html = member.get("/meetings/coming/briefing/?on=2020-04-01").content.decode()
    for kind in ("pdf", "large", "docx", "xlsx"):
        assert f'href="/meetings/coming/briefing/{kind}/?on=2020-04-01"' in html


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/meetings/coming/briefing/odt/", "Choose pdf, large (large print), docx (Word) or xlsx (Excel)."),
        ("/meetings/nothing/briefing/", "There is no meeting called “nothing”."),
        ("/meetings/nothing/briefing/pdf/", "There is no meeting called “nothing”."),
    ],
)
def test_what_is_not_there_is_said(page, meeting, address, says):
    assert says in page(address, status=404)


def test_a_meeting_of_a_practice_plan_has_no_briefing_on_the_real_one(page, meeting):
    practice = make_plan(practice=True)
    make_meeting(MEETING, make_committee(practice), considered=practice, slug="practised")
    assert "There is no meeting called “practised”." in page("/meetings/practised/briefing/", status=404)


def queries(member, address):
    member.get(address)  # what a first request of a process looks up once
    with CaptureQueriesContext(connection) as caught:
        assert member.get(address).status_code == 200
    return len(caught)


PAGE_QUERIES = 14


def test_the_page_costs_as_many_queries_with_three_of_everything_as_with_one(plan, meeting, officer, member):
    make_one_of_everything(plan, meeting, officer)
    assert queries(member, "/meetings/coming/briefing/") == PAGE_QUERIES
    make_one_of_everything(plan, meeting, officer)
    make_one_of_everything(plan, meeting, officer)
    assert queries(member, "/meetings/coming/briefing/") == PAGE_QUERIES


def test_the_chart_over_time_stands_in_every_face_once_there_are_three_positions(plan, meeting, officer, member):
    """Two frozen positions and today's: page, PDF, Word and Excel tell the same figures."""
    priority = plan.priorities.first() or make_priority(plan)
    action = make_reported_action(priority, effective_date=date(2019, 11, 1))
    for day in (date(2019, 11, 4), date(2019, 12, 4)):
        agreement = Agreement("A. Director", "Director", day)
        freeze(plan, make_meeting(day, meeting.committee), agreement, by=officer, on=day)
    make_update(action, by=officer, stage="complete", evidence_words="A policy.")
    page_context = PageContext(plan, TODAY, TODAY, plan_given=False, on_given=False)
    briefing = build_briefing(page_context, meeting)
    figures = {words: [number for _, number in cells] for _, words, cells in briefing.over_time["rows"]}
    assert figures["Complete"][-1] == figures["Complete"][0] + 1
    assert "The plan over time" in member.get(f"/meetings/{meeting.slug}/briefing/").content.decode()
    for kind, read in (("docx", _word_rows), ("xlsx", _excel_rows)):
        rows = read(make_live_file(page_context, meeting, kind)[1])
        complete = [row[1:] for row in rows if row[0].endswith("Complete") and len(row) > 3]
        assert complete == [[*map(str, figures["Complete"])]], kind
    with pymupdf.open(stream=make_live_file(page_context, meeting, "pdf")[1]) as pages:
        assert any("The plan over time" in page.get_text() for page in pages)


def _word_rows(content):
    document = Document(io.BytesIO(content))
    return [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]


def _excel_rows(content):
    sheet = load_workbook(io.BytesIO(content))["Over time"]
    return [[str(value) for value in row] for row in sheet.iter_rows(values_only=True)]
