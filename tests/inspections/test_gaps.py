"""What answers a finding on a day, what a plan lacks, and the page of the findings."""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inspections.models import Finding
from inspections.scrutiny.findings import gaps
from inspections.scrutiny.findings.gaps import Gap, with_answers, with_gaps
from tests.making import (
    TODAY,
    make_action,
    make_due,
    make_measure,
    make_officer,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
)
from tests.making_scrutiny import (
    link,
    make_answer,
    make_citation,
    make_finding,
    make_inspection,
    make_item,
    make_line,
    make_meeting,
    make_no_answer,
    make_passage,
    make_report,
    make_resolution,
)

pytestmark = pytest.mark.django_db


def gaps_of_plan(plan, on):
    return gaps.gaps_of_plan(plan, on, with_answers(Finding.objects.of_plan(plan, on).order_by("number"), plan, on))


def gap_of(finding, plan, on=TODAY):
    (row,) = with_gaps(Finding.objects.filter(pk=finding.pk), plan, on)
    return row.gap


@pytest.mark.parametrize(
    ("stages", "gap"),
    [
        pytest.param([], Gap.NOT_LOOKED_AT, id="no action"),
        pytest.param([None], Gap.NOT_LOOKED_AT, id="an action that nobody has reported"),
        pytest.param(["complete"], Gap.FINISHED, id="complete"),
        pytest.param(["awaiting"], Gap.FINISHED, id="awaiting sign-off"),
        pytest.param(["stopped"], Gap.FINISHED, id="stopped"),
        pytest.param(["planned"], Gap.OPEN, id="planned"),
        pytest.param(["complete", "under_way"], Gap.OPEN, id="one of two still open"),
    ],
)
@pytest.mark.parametrize("later", [False, True], ids=["the last update", "an earlier day"])
def test_a_gap_is_what_no_open_action_answers(plan, stages, gap, later):
    finding = make_finding()
    priority = plan.priorities.get()
    for stage in stages:
        action = make_action(priority)
        if stage:
            make_update(action, stage=stage)
        link(finding, action)
    if later:  # an update of a later day, for which it is not asked
        make_update(make_action(priority), stage="planned", effective_date=date(2020, 2, 1))
    assert gap_of(finding, plan) == gap


def test_work_reported_later_answers_nothing_yet(plan):
    finding = make_finding()
    link(finding, make_reported_action(plan.priorities.get(), effective_date=date(2020, 1, 10)))
    assert gap_of(finding, plan, date(2020, 1, 9)) == Gap.NOT_LOOKED_AT
    assert gap_of(finding, plan, date(2020, 1, 10)) == Gap.OPEN


def test_the_work_of_another_plan_answers_nothing(plan):
    finding = make_finding()
    link(finding, make_reported_action(make_priority(make_plan())))
    assert gap_of(finding, plan) == Gap.NOT_LOOKED_AT


def test_a_strength_has_no_gap(plan):
    assert gap_of(make_finding(kind="strength"), plan) == ""


def test_gaps_come_first_strengths_last_and_the_first_sentence_counts_them(plan, page):
    inspection, priority = make_inspection(), plan.priorities.get()
    make_finding(inspection, kind="strength", words="Children are visited.")
    link(make_finding(inspection, words="Plans are thin."), make_reported_action(priority))
    link(make_finding(inspection, words="Permanence is slow."), make_reported_action(priority, stage="complete"))
    make_no_answer(make_finding(inspection, words="Life story work is underdeveloped."), plan)
    text = page("/findings/")
    assert text.startswith(
        "Findings 4 findings of 1 inspection: 1 strength, 3 areas for improvement. "
        "Nothing answers 1 finding; 1 has only finished work."
    )
    order = ["Nothing answers it (1)", "Life story", "Only finished work (1)", "Permanence is", "Work still open (1)", "Plans are", "Strengths (1)", "Children are"]  # fmt: skip
    below = text[text.rindex("Nothing answers it (1)") :]  # the jump links name each section before
    places = [below.index(words) for words in order]
    assert places == sorted(places)


SLOW = "The children’s hubs are slow."


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("kind=strength", {"Good."}),
        ("kind=improve", {SLOW, "Thin."}),
        ("gap=none", {SLOW}),
        ("gap=open", {"Thin."}),
        ("priority=1", {"Thin."}),
        ("q=thi", {"Thin."}),
        ("q=children's+hub", {SLOW}),
        ("q=nowhere", set()),
        ("gap=none&kind=strength", set()),
    ],
)
def test_each_filter_shows_exactly_what_it_says(plan, member, query, shown):
    inspection = make_inspection()
    make_finding(inspection, kind="strength", words="Good.")
    make_no_answer(make_finding(inspection, words=SLOW), plan)
    link(make_finding(inspection, words="Thin."), make_reported_action(plan.priorities.get()))
    assert {row.words for row in member.get(f"/findings/?{query}").context["rows"]} == shown


def test_the_judgement_filter_shows_the_findings_under_that_line(plan, member):
    inspection, line = make_inspection(), make_line()
    make_finding(inspection, words="Under it.", line=line)
    make_finding(inspection, words="Under none.")
    rows = member.get(f"/findings/?line={line.pk}").context["rows"]
    assert [row.words for row in rows] == ["Under it."]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("gap=lots", "There is no answer called “lots”, so it does not filter the list."),
        ("kind=bad", "There is no kind of finding called “bad”, so it does not filter the list."),
        ("line=999999999999999999999", "There is no judgement called “999999999999999999999”"),
        ("line=x", "There is no judgement called “x”"),
        ("priority=77", "There is no priority called “77”"),
    ],
)
def test_a_filter_value_that_does_not_exist_is_said_and_hides_nothing(plan, member, page, query, sentence):
    make_finding()
    assert sentence in page(f"/findings/?{query}")
    assert len(member.get(f"/findings/?{query}").context["rows"]) == 1


def test_a_priority_of_another_plan_is_not_offered(plan, page):
    make_priority(make_plan(slug="other"), number=9)
    assert "There is no priority called “9”" in page("/findings/?priority=9")


def test_findings_of_a_later_inspection_do_not_count(plan, page):
    make_finding(make_inspection(date(2021, 7, 1)))
    assert "No inspection had made a finding by 14 January 2020." in page("/findings/")
    assert "1 finding of 1 inspection" in page("/findings/?on=2021-07-01")


def test_a_superseded_finding_counts_no_more(plan, member):
    inspection = make_inspection()
    newer = make_finding(inspection, words="Ofsted's own words.")
    make_finding(inspection, words="The summary.", superseded_by=newer)
    assert [row.words for row in member.get("/findings/").context["rows"]] == ["Ofsted's own words."]


def test_every_number_links_to_exactly_its_rows(plan, member):
    inspection, priority = make_inspection(), plan.priorities.get()
    for kind in ("strength", "strength"):
        make_finding(inspection, kind=kind)
    make_no_answer(make_finding(inspection), plan)
    link(make_finding(inspection), make_reported_action(priority, stage="complete"))
    counts = member.get("/findings/").context["counts"]
    for counted in (*counts["kinds"], counts["none"], counts["finished"]):
        assert len(member.get(counted["address"]).context["rows"]) == counted["number"] > 0


def test_links_of_a_page_keep_its_plan_and_its_day(plan, member):
    action = make_reported_action(plan.priorities.get())
    link(make_finding(), action)
    html = member.get(f"/findings/?plan={plan.slug}&on=2020-02-01").content.decode()
    assert f'href="/actions/{action.reference}/?plan={plan.slug}&amp;on=2020-02-01"' in html


def test_a_finding_says_the_basis_of_each_link_the_status_and_where_it_came_from(plan, page):
    paper = make_report(dated=date(2020, 1, 14))
    make_passage(paper, number="5.1", words="What is going well:")
    make_passage(paper, number="5.2", words="Issues:")
    bullet = make_passage(paper, kind="bullet", words="Plans are thin.")
    finding = make_finding(words="Plans are thin.", whose_words="as the council summarised it")
    make_citation(bullet, finding=finding)
    action = make_reported_action(plan.priorities.get(), due=date(2020, 1, 13))
    link(finding, action, "confirmed", confirmed_by="Director", confirmed_on=date(2020, 1, 10))
    text = page("/findings/")
    assert "Finding 1, as the council summarised it" in text
    assert f"{action.reference} Do thing 1. Late Confirmed by Director, 10 January 2020. Both name it." in text
    assert "Where this came from: report of 14 January 2020, under 5.2 – see it in the paper" in text


def test_a_practice_plan_shows_its_own_inspections_and_no_other_plan_shows_them(plan, member):
    practice = make_plan(slug="practice", practice=True)
    invented = make_finding(words="Invented.")
    link(invented, make_priority(practice))
    make_finding(words="Real.")
    assert [row.words for row in member.get("/findings/").context["rows"]] == ["Real."]
    assert [row.words for row in member.get("/findings/?plan=practice").context["rows"]] == ["Invented."]
    assert member.get(f"/inspections/{invented.inspection.slug}/").status_code == 404
    assert member.get(f"/inspections/{invented.inspection.slug}/?plan=practice").status_code == 200


def test_a_finding_superseded_by_a_later_look_counts_until_that_look(plan, member):
    older = make_finding(words="Slow.")
    newer = make_finding(make_inspection(date(2020, 2, 1), title="Later inspection"), words="Still slow.")
    Finding.objects.filter(pk=older.pk).update(superseded_by=newer)

    def listed(query=""):
        return [row.words for row in member.get(f"/findings/{query}").context["rows"]]

    assert (listed(), listed("?on=2020-02-01")) == (["Slow."], ["Still slow."])


def test_superseding_shows_both_ways_and_only_from_its_day(plan, page):
    older, later = make_finding(words="Slow."), make_inspection(date(2020, 2, 1), title="Later inspection")
    newer = make_finding(later, words="Still slow.")
    Finding.objects.filter(pk=older.pk).update(superseded_by=newer)
    address = f"/inspections/{older.inspection.slug}/"
    assert "Replaced by finding 1 of Later inspection, 1 February 2020: it no longer counts." in page(f"{address}?on=2020-02-01")  # fmt: skip
    assert "Replaced by" not in page(address)
    assert f"Replaces finding 1 of {older.inspection.title}, 31 July 2019." in page(f"/inspections/{later.slug}/?on=2020-02-01")  # fmt: skip


@pytest.mark.parametrize(
    ("stages", "impact", "without"),
    [
        pytest.param(["complete"], "", True, id="complete, and nothing said"),
        pytest.param(["complete"], "none_yet", True, id="no impact yet"),
        pytest.param(["complete"], "not_expected", True, id="none expected"),
        pytest.param(["complete"], "some", False, id="some impact"),
        pytest.param(["complete", "awaiting"], "clear", False, id="one of two had a clear impact"),
        pytest.param(["stopped"], "", True, id="stopped"),
        pytest.param(["complete", "planned"], "", False, id="work is still open"),
        pytest.param([], "", False, id="no action"),
    ],
)
def test_finished_work_without_a_difference_is_a_gap_of_its_own(plan, stages, impact, without):
    finding, officer = make_finding(), make_officer()
    for place, stage in enumerate(stages):
        action = make_reported_action(plan.priorities.get(), stage=stage)
        if place == 0 and impact:
            make_update(action, impact=impact, impact_words="Asked.", by=officer)
        link(finding, action)
    assert gaps_of_plan(plan, TODAY).finished_without_impact == ([finding] if without else [])


def test_the_findings_gaps_leave_out_strengths(plan):
    inspection = make_inspection()
    none, finished = make_finding(inspection), make_finding(inspection)
    make_finding(inspection, kind="strength")
    make_no_answer(none, plan)
    link(finished, make_reported_action(plan.priorities.get(), stage="complete"))
    link(make_finding(inspection), make_reported_action(plan.priorities.get()))
    gaps = gaps_of_plan(plan, TODAY)
    assert (gaps.findings_without_action, gaps.finished_only) == ([none], [finished])


def test_an_action_answers_a_finding_from_the_day_of_the_look_until_it_is_superseded(plan, member):
    priority, later = plan.priorities.get(), make_inspection(date(2020, 2, 1))
    idle, answering, early = (make_reported_action(priority) for _ in range(3))
    make_action(priority)  # not reported: it is none of the plan's actions yet
    make_reported_action(priority, stage="stopped")
    link(make_finding(), answering)
    newer = make_finding(later)
    make_no_answer(newer, plan)
    link(make_finding(superseded_by=newer), early)
    link(make_finding(later), idle)

    def without(on):
        address = f"/actions/?answers=none&status=not_rated&on={on}"
        return re.findall(r">(P\d+\.\d+)</a>", member.get(address).content.decode())

    assert (gaps_of_plan(plan, TODAY).actions_without_finding, without(TODAY)) == (1, [idle.reference])
    later = date(2020, 2, 1)
    assert (gaps_of_plan(plan, later).actions_without_finding, without(later)) == (1, [early.reference])
    listed = re.findall(r">(P\d+\.\d+)</a>", member.get("/actions/?answers=any").content.decode())
    assert set(listed) == {answering.reference, early.reference}


def test_a_priority_lacks_what_none_of_its_actions_has(plan):
    bare, full = plan.priorities.get(), make_priority(plan, lead=make_post())
    make_reported_action(bare, due=None)
    make_update(make_action(bare), stage="planned", **make_due(date(2020, 12, 31), basis="heading"))
    make_measure(full)
    make_reported_action(full)
    make_update(
        make_reported_action(full, stage="complete"), words="Said.", evidence_words="A policy.", by=make_officer()
    )
    gaps = gaps_of_plan(plan, TODAY)
    for lacking in ("nothing_complete", "without_own_dates", "without_lead", "without_measure", "without_evidence"):
        assert getattr(gaps, f"priorities_{lacking}") == [bare], lacking
    assert gaps.priorities == [bare, full]


def test_with_nothing_open_no_date_is_missing(plan):
    make_reported_action(plan.priorities.get(), stage="complete")
    assert gaps_of_plan(plan, TODAY).priorities_without_own_dates == []


@pytest.mark.parametrize("said", ["evidence_words", "evidence_url", "impact_words"])
def test_evidence_is_of_a_complete_action_said_by_the_day_and_not_withdrawn(plan, said):
    priority, officer = plan.priorities.get(), make_officer()
    open_one, done = make_reported_action(priority), make_reported_action(priority, stage="complete")
    words = {said: "https://example.org/policy", "words": "Said."}

    def without():
        return gaps_of_plan(plan, TODAY).priorities_without_evidence

    make_update(open_one, by=officer, **words)
    make_update(done, by=officer, **words | {"effective_date": date(2020, 1, 15)})
    assert without() == [priority]
    shows_it = make_update(done, by=officer, **words)
    assert without() == []
    make_update(done, by=officer, withdraws=shows_it)
    assert without() == [priority]


def test_the_gaps_of_a_plan_cost_the_same_with_one_of_each_and_with_three(plan):
    def cost():
        with CaptureQueriesContext(connection) as caught:
            gaps_of_plan(plan, TODAY)
        return len(caught)

    def grow():
        link(make_finding(), make_reported_action(make_priority(plan)))
        make_finding()
        make_reported_action(plan.priorities.first(), stage="complete")

    grow()
    with_one = cost()
    grow()
    grow()
    assert cost() == with_one == 5


def test_the_page_tells_the_gaps_first(plan, page):
    inspection, priority = make_inspection(), plan.priorities.get()
    make_no_answer(make_finding(inspection), plan)
    for stage in ("complete", "complete"):
        link(make_finding(inspection), make_reported_action(priority, stage=stage))
    make_reported_action(priority)
    for _ in range(4):
        make_priority(plan, lead=make_post())
    text = page("/findings/")
    for words in (
        "1 finding to improve that nothing answers",
        "2 findings with only finished work; no impact on children and families is recorded for 2 of them",
        "1 action that answers no finding",
        "4 of 5 priorities have nothing complete 2 Priority 2 3 Priority 3",
        "1 of 5 priorities has no named lead: 1 Priority 1",
        "No priority has a measure.",
    ):
        assert words in text


def test_a_narrowed_list_does_not_tell_the_gaps_of_the_whole_plan(plan, page):
    make_finding()
    assert "Gaps in the plan" in page("/findings/")
    assert "Gaps in the plan" not in page("/findings/?kind=improve")


def test_the_decisions_that_touch_a_finding_are_those_of_the_actions_that_answer_it(plan, page):
    priority = plan.priorities.get()
    event, answering = make_reported_action(priority), make_reported_action(priority)
    finding = make_finding(words="Plans are thin.")
    link(finding, event)
    link(finding, answering)
    item = make_item(make_meeting(date(2019, 10, 16)))
    make_resolution(item, "intention", plan=plan, action=event, words="A week will be held.")
    matter = make_resolution(item, plan=plan, needs_answer=True, words="plans be mended")
    make_answer(matter, date(2020, 1, 10), action=answering)
    late = make_resolution(item, plan=plan, needs_answer=True, words="not answered yet")
    make_answer(late, date(2020, 1, 15), action=answering)
    make_resolution(make_item(make_meeting(date(2020, 2, 1))), plan=plan, action=event, words="Said later.")
    text = page("/findings/")
    assert f"A week will be held. (16 October 2019; the same event as {event.reference}; Noted, nothing due)" in text
    assert f"plans be mended (16 October 2019; answered by {answering.reference}; Part answered)" in text
    assert "not answered yet" not in text
    assert "Said later." not in text


def sheets(answer):
    """The rows of each sheet of a downloaded file."""
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return {sheet.title: [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_the_matrix_has_a_column_for_each_priority_and_in_each_cell_what_answers_and_on_what_basis(plan, member):
    first, second = plan.priorities.get(), make_priority(plan, short_name="=Housing")
    inspection = make_inspection(title="ILACS")
    finding = make_finding(inspection, words="=1+1 is slow.", line=make_line(words="Leadership"))
    make_finding(inspection, kind="strength", words="Good.")
    link(finding, first, "quoted")
    for action in (made := [make_reported_action(first) for _ in range(3)])[:2]:
        link(finding, action)
    link(finding, made[2], "confirmed", confirmed_by="Director", confirmed_on=date(2020, 1, 10))
    link(finding, make_action(second))  # not reported by then
    answer = member.get("/findings/matrix/")
    assert answer["Content-Disposition"] == 'attachment; filename="findings-2020-01-14.xlsx"'
    sheet = sheets(answer)
    heads, row, strength = sheet["Findings by priority"]
    assert heads == ["Inspection", "Finding", "Kind", "Judgement", "Words", "What answers it", "1 Priority 1", "2 =Housing"]  # fmt: skip
    assert row[:6] == ["ILACS", "1", "Area for improvement", "Leadership", "'=1+1 is slow.", "Work still open"]
    assert row[6].split("\n") == [
        "The priority: The plan quotes it",
        "P1.03: Confirmed by Director, 10 January 2020",
        "P1.01, P1.02: Matched by us, not confirmed by the council",
    ]
    assert (row[7], strength[5:]) == ("", ["A strength", "", ""])
    *about, [seal] = sheet["About"]
    assert seal.startswith("Audit seal ")
    assert about == [
        ["About this file"],
        [f"Testham: {plan}. Position on 14 January 2020."],
        [
            "Demonstration made from published papers. Not a Lewisham Council service. In this demonstration, today is 14 January 2020."
        ],
    ]
