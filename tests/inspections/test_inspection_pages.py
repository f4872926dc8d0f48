"""The inspections: their timeline, one of them, and what they put on the pages of priorities and actions."""

from datetime import date

import pytest

from tests.making import make_plan, make_priority, make_reported_action
from tests.making_scrutiny import (
    link,
    make_citation,
    make_finding,
    make_framework,
    make_grade,
    make_inspection,
    make_judgement,
    make_line,
    make_passage,
    make_report,
)

pytestmark = pytest.mark.django_db


def make_graded(day=date(2019, 7, 31), **kwargs):
    """An inspection under a framework of two grades, with one judgement of the second."""
    framework = make_framework(name="Inspection framework", short_name="IF")
    grades = [make_grade(framework, words=words) for words in ("Good", "Inadequate")]
    inspection = make_inspection(day, framework=framework, **kwargs)
    make_judgement(
        inspection, make_line(framework, words="Leadership"), grade=grades[1], words="leadership was inadequate"
    )
    return inspection


def test_the_timeline_gives_each_look_its_own_scale_and_lines_the_latest_first(plan, page, member):
    earlier, latest = make_graded(date(2015, 11, 30)), make_inspection(title="Adviser’s visit", kind="adviser")
    make_finding(earlier, kind="strength")
    make_finding(earlier)
    assert member.get("/inspections/").context["past"] == [latest, earlier]
    text = page("/inspections/")
    assert text.startswith("Inspections 2 outside reviews of the service by 14 January 2020, latest first.")
    assert "Under Inspection framework (IF). The scale, best first: Good, Inadequate." in text
    assert "Leadership Inadequate (2 of 2, best first)" in text
    assert "The scale" in text
    assert "Do not compare grades from different frameworks." in text
    assert text.count("From here on the framework is different. Do not compare the grades above with those below.") == 1
    assert "1 strength and 1 to improve" in text
    assert "The papers do not say which framework it used." in text


def test_a_later_look_is_folded_away_and_its_page_says_that_it_is_later(plan, member, page):
    later = make_inspection(date(2021, 7, 1))
    context = member.get("/inspections/").context
    assert (context["past"], context["later"]) == ([], [later])
    assert "This inspection came after 14 January 2020, the date shown." in page(f"/inspections/{later.slug}/")


def test_a_look_shows_its_judgements_findings_and_where_they_came_from(plan, page):
    inspection = make_graded(
        published_words="August 2019", address="https://example.org/report", source_note="Its month is given."
    )
    make_citation(make_passage(make_report(dated=date(2020, 1, 14)), number="4.4"), inspection=inspection)
    make_citation(
        make_passage(make_report(dated=date(2020, 1, 14)), number="4.5"), judgement=inspection.judgements.get()
    )
    make_finding(inspection, words="Plans are thin.")
    text = page(f"/inspections/{inspection.slug}/")
    assert "Graded inspection, 31 July 2019. 1 finding, 1 judgement." in text
    assert "Report published August 2019" in text
    assert "Published at https://example.org/report" in text
    assert "report of 14 January 2020, 4.4" in text
    assert "Its month is given." in text
    assert "Leadership Inadequate (2 of 2, best first) In the paper’s words: “leadership was inadequate” Where this came from: report of 14 January 2020, 4.5" in text  # fmt: skip
    assert "Plans are thin." in text


def test_a_look_without_findings_says_so_and_counts_its_judgements(plan, page):
    graded, visit = make_graded(inspectors="Ofsted"), make_inspection(kind="focused")
    assert (
        "Graded inspection by Ofsted, 31 July 2019. The papers loaded have 1 judgement from it, but no findings."
        in page(f"/inspections/{graded.slug}/")
    )
    assert "31 July 2019. The papers loaded have no findings from it." in page(f"/inspections/{visit.slug}/")


def test_an_unknown_look_is_said_to_be_unknown(plan, page):
    assert "There is no inspection called “none-such”." in page("/inspections/none-such/", status=404)


def test_a_priority_shows_the_findings_it_answers_with_the_basis_and_its_receipt(plan, page):
    priority = plan.priorities.get()
    link(make_finding(words="Early help is thin."), priority, "quoted")
    make_finding(words="Not tied to it.")
    make_citation(make_passage(make_report(dated=date(2020, 1, 14)), number="1.6"), priority=priority)
    text = page("/priorities/1/")
    assert "Findings that this priority answers Early help is thin. Finding 1 of Inspection" in text
    assert "The plan quotes it. Both name it." in text
    assert "Where this came from: report of 14 January 2020, 1.6" in text
    assert "Not tied to it." not in text


def test_an_action_shows_the_findings_it_answers_and_not_those_of_a_later_look(plan, page):
    action = make_reported_action(plan.priorities.get())
    link(make_finding(words="Early help is thin."), action)
    link(make_finding(make_inspection(date(2021, 7, 1)), words="Found later."), action)
    text = page(f"/actions/{action.reference}/")
    assert "Findings that this action answers Early help is thin." in text
    assert "Matched by us, not confirmed by the council. Both name it." in text
    assert "Found later." not in text


def test_a_priority_that_nothing_is_known_of_has_no_panel(plan, page):
    make_priority(plan, number=2)
    assert "Findings that this priority answers" not in page("/priorities/2/")


def test_the_findings_of_an_unanswered_look_are_gaps_of_every_real_plan(plan, member):
    finding = make_finding()
    make_plan(slug="phase-one", starts=date(2018, 1, 1))
    assert list(member.get("/findings/?plan=phase-one").context["rows"]) == [finding]


def test_an_unpublished_letter_says_so(plan, page):
    inspection = make_inspection(unpublished=True)
    assert "Report published Its letter has not been published" in page(f"/inspections/{inspection.slug}/")
    assert "Its letter has not been published." in page("/inspections/")


def test_a_look_counts_every_finding_that_its_page_lists(plan, page):
    inspection = make_inspection()
    newer = make_finding(inspection)
    make_finding(inspection, superseded_by=newer)
    assert "0 strengths and 2 to improve" in page("/inspections/")
