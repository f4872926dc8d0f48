"""What answers a finding on a day, and the page of the findings."""

from datetime import date

import pytest

from inspections.gaps import Gap
from inspections.models import Finding
from tests.making import TODAY, make_action, make_plan, make_priority, make_reported_action, make_update
from tests.making_scrutiny import (
    link,
    make_citation,
    make_finding,
    make_inspection,
    make_line,
    make_passage,
    make_report,
)

pytestmark = pytest.mark.django_db


def gap_of(finding, plan, on=TODAY):
    return Finding.objects.with_gap(plan, on).get(pk=finding.pk).gap


@pytest.mark.parametrize(
    ("stages", "gap"),
    [
        pytest.param([], Gap.NONE, id="no action"),
        pytest.param([None], Gap.NONE, id="an action that nobody has reported"),
        pytest.param(["complete"], Gap.FINISHED, id="complete"),
        pytest.param(["awaiting"], Gap.FINISHED, id="awaiting sign-off"),
        pytest.param(["stopped"], Gap.FINISHED, id="stopped"),
        pytest.param(["planned"], Gap.OPEN, id="planned"),
        pytest.param(["complete", "under_way"], Gap.OPEN, id="one of two still open"),
    ],
)
@pytest.mark.parametrize("derived", [False, True], ids=["current rows", "an earlier day"])
def test_a_gap_is_what_no_open_action_answers(plan, stages, gap, derived):
    finding = make_finding()
    priority = plan.priorities.get()
    for stage in stages:
        action = make_action(priority)
        if stage:
            make_update(action, stage=stage)
        link(finding, action)
    if derived:  # an update of a later day: what showed before is worked out from the updates
        make_update(make_action(priority), stage="planned", speaks_for=date(2020, 2, 1))
    assert gap_of(finding, plan) == gap


def test_work_reported_later_answers_nothing_yet(plan):
    finding = make_finding()
    link(finding, make_reported_action(plan.priorities.get(), speaks_for=date(2020, 1, 10)))
    assert gap_of(finding, plan, date(2020, 1, 9)) == Gap.NONE
    assert gap_of(finding, plan, date(2020, 1, 10)) == Gap.OPEN


def test_the_work_of_another_plan_answers_nothing(plan):
    finding = make_finding()
    link(finding, make_reported_action(make_priority(make_plan())))
    assert gap_of(finding, plan) == Gap.NONE


def test_a_strength_has_no_gap(plan):
    assert gap_of(make_finding(kind="strength"), plan) == ""


def test_gaps_come_first_strengths_last_and_the_first_sentence_counts_them(plan, page):
    inspection, priority = make_inspection(), plan.priorities.get()
    make_finding(inspection, kind="strength", words="Children are visited.")
    link(make_finding(inspection, words="Plans are thin."), make_reported_action(priority))
    link(make_finding(inspection, words="Permanence is slow."), make_reported_action(priority, stage="complete"))
    make_finding(inspection, words="Life story work is underdeveloped.")
    text = page("/findings/")
    assert text.startswith(
        "Findings 4 findings of 1 inspection: 1 strength, 3 areas for improvement. "
        "For 1 finding no action was found; 1 has only finished work."
    )
    order = ["No action found (1)", "Life story", "Only finished work (1)", "Permanence is", "Work still open (1)", "Plans are", "Strengths (1)", "Children are"]  # fmt: skip
    below = text[text.rindex("No action found (1)") :]  # the jump links name each section before
    places = [below.index(words) for words in order]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("kind=strength", {"Good."}),
        ("kind=improve", {"Slow.", "Thin."}),
        ("gap=none", {"Slow."}),
        ("gap=open", {"Thin."}),
        ("priority=1", {"Thin."}),
        ("q=thi", {"Thin."}),
        ("gap=none&kind=strength", set()),
    ],
)
def test_each_filter_shows_exactly_what_it_says(plan, member, query, shown):
    inspection = make_inspection()
    make_finding(inspection, kind="strength", words="Good.")
    make_finding(inspection, words="Slow.")
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
        ("gap=lots", "There is no answer called “lots” here, so it does not narrow the list."),
        ("kind=bad", "There is no kind of finding called “bad” here, so it does not narrow the list."),
        ("line=999999999999999999999", "There is no judgement called “999999999999999999999” here"),
        ("line=x", "There is no judgement called “x” here"),
        ("priority=77", "There is no priority called “77” here"),
    ],
)
def test_a_filter_value_that_does_not_exist_is_said_and_hides_nothing(plan, member, page, query, sentence):
    make_finding()
    assert sentence in page(f"/findings/?{query}")
    assert len(member.get(f"/findings/?{query}").context["rows"]) == 1


def test_a_priority_of_another_plan_is_not_offered(plan, page):
    make_priority(make_plan(slug="other"), number=9)
    assert "There is no priority called “9” here" in page("/findings/?priority=9")


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
    for kind in ("strength", "strength", "improve"):
        make_finding(inspection, kind=kind)
    link(make_finding(inspection), make_reported_action(priority, stage="complete"))
    counts = member.get("/findings/").context["counts"]
    for counted in (*counts["kinds"], counts["none"], counts["finished"]):
        assert len(member.get(counted["address"]).context["rows"]) == counted["number"] > 0


def test_links_of_a_page_keep_its_plan_and_its_day(plan, member):
    action = make_reported_action(plan.priorities.get())
    link(make_finding(), action)
    html = member.get(f"/findings/?plan={plan.slug}&on=2020-02-01").content.decode()
    assert f'href="/actions/{action.reference}/?plan={plan.slug}&amp;on=2020-02-01"' in html


def test_a_finding_says_the_basis_of_each_link_what_shows_and_where_it_came_from(plan, page):
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
    assert "Where this came from: report of 14 January 2020, under 5.2 – see it in place" in text


def test_a_practice_plan_shows_its_own_inspections_and_no_other_plan_shows_them(plan, member):
    practice = make_plan(slug="practice", practice=True)
    invented = make_finding(words="Invented.")
    link(invented, make_priority(practice))
    make_finding(words="Real.")
    assert [row.words for row in member.get("/findings/").context["rows"]] == ["Real."]
    assert [row.words for row in member.get("/findings/?plan=practice").context["rows"]] == ["Invented."]
    assert member.get(f"/inspections/{invented.inspection.slug}/").status_code == 404
    assert member.get(f"/inspections/{invented.inspection.slug}/?plan=practice").status_code == 200
