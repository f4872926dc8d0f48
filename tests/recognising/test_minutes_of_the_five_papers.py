"""The five papers of the fixtures read to exactly the fixtures' findings, judgements, inspections and resolutions."""

import json
from functools import cache
from pathlib import Path

import pytest

from inspections.loading.reading.reader import read
from inspections.loading.recognising.paper import recognise
from inspections.loading.recognising.sentences import plain

FIXTURES = Path(__file__).parents[2] / "fixtures"
PAPERS = {
    "july-2019": "2019-07-childrens-social-care-update.txt",
    "cyp-2019-10-16": "2019-10-16-childrens-social-care-budget.txt",
    "cyp-2020-01-23": "2020-01-14-post-ofsted-report.txt",
    "pasc-2022-09-22": "2022-09-22-childrens-services-update.txt",
    "cyp-2023-01-12": "2023-01-12-childrens-social-care-report.txt",
}
RESOLUTIONS = ("decision", "request", "promise", "referral", "intention")
FINDING_KINDS = {"strength": "strength", "improve": "area_for_improvement"}
FRAMEWORKS = {"sif": "sif", "ilacs-2018": "ilacs", "jtai": "jtai"}


@cache
def found_in(file):
    return recognise(read((FIXTURES / "papers" / file).read_bytes()))


def records(model, file):
    return [
        row["fields"] for row in json.loads((FIXTURES / file).read_text()) if row["model"] == f"inspections.{model}"
    ]


def of_kind(file, *kinds):
    return [one for one in found_in(file) if one.kind in kinds]


@pytest.mark.parametrize("meeting", PAPERS)
def test_the_resolutions_of_a_paper_are_exactly_those_of_the_fixtures(meeting):
    expected = [
        (one["kind"], plain(one["words"]), one.get("needs_answer", False) and one["kind"] == "decision")
        for one in records("resolution", "40_committees.json")
        if one["item"][0] == meeting
    ]
    resolutions = [
        (one.kind, plain(one.text), one.fields["needs_answer"] and one.kind == "decision")
        for one in of_kind(PAPERS[meeting], *RESOLUTIONS)
    ]
    assert sorted(resolutions) == sorted(expected)


def test_a_promise_is_due_when_its_words_say():
    promise = of_kind(PAPERS["cyp-2020-01-23"], "promise")[0]
    assert {name: promise.fields[name] for name in ("date_as_written", "first_day", "last_day")} == {
        "date_as_written": "In March",
        "first_day": "2020-03-01",
        "last_day": "2020-03-31",
    }


def test_the_request_that_is_the_matter_of_a_decision_names_it():
    resolutions = of_kind(PAPERS["cyp-2019-10-16"], *RESOLUTIONS)
    decision = next(one for one in resolutions if one.kind == "decision" and one.fields["number"] == "2")
    request = next(one for one in resolutions if one.kind == "request")
    assert (request.fields["same_matter"], request.fields["number"]) == (decision.passage, "12")


def test_the_findings_are_exactly_those_of_the_fixtures():
    expected = [
        (FINDING_KINDS[one["kind"]], plain(one["words"]), one["line"][1], one["paragraph"], one["whose_words"])
        for one in records("finding", "30_inspections.json")
    ]
    mentions = [
        (one.fields["kind"], plain(one.text), one.fields["heading"], one.fields["paragraph"], one.fields["whose_words"])
        for one in of_kind(PAPERS["cyp-2020-01-23"], "finding")
    ]
    assert mentions == [tuple(plain(part) for part in one) for one in expected]


@pytest.mark.parametrize("meeting", [meeting for meeting in PAPERS if meeting != "cyp-2020-01-23"])
def test_minutes_hold_no_findings_and_no_judgements(meeting):
    assert of_kind(PAPERS[meeting], "finding", "judgement") == []


def test_the_inspections_are_exactly_those_of_the_fixtures():
    expected = sorted(
        (
            one["first_day"],
            one["last_day"],
            one["kind"],
            FRAMEWORKS.get((one.get("framework") or [""])[0]),
            one["date_words"],
            one.get("inspectors"),
            one.get("published_words"),
            one.get("address"),
        )
        for one in records("inspection", "30_inspections.json")
    )
    names = (
        "first_day",
        "last_day",
        "kind",
        "framework",
        "date_as_written",
        "inspectors",
        "published_words",
        "address",
    )
    proposals = sorted(
        tuple(one.fields[name] for name in names) for file in PAPERS.values() for one in of_kind(file, "inspection")
    )
    assert proposals == expected


def test_the_judgements_are_exactly_those_of_the_fixtures():
    years = {"sif-2015": "2015", "ilacs-2019": "2019"}
    expected = sorted(
        (years[one["inspection"][0]], plain(one["line"][1]), one["grade"][1])
        for one in records("judgement", "30_inspections.json")
    )
    proposals = sorted(
        (one.fields["inspection"][-4:], plain(one.fields["line"]), one.fields["grade"])
        for one in of_kind(PAPERS["cyp-2020-01-23"], "judgement")
    )
    assert proposals == expected


def test_the_report_says_who_it_is_for_its_day_its_class_and_who_wrote_it():
    report = of_kind(PAPERS["cyp-2020-01-23"], "report")
    assert [
        {
            name: one.fields[name]
            for name in ("title", "committee", "council", "date_as_written", "first_day", "class", "kind")
        }
        for one in report
    ] == [
        {
            "title": "Children's Social Care Post Ofsted Report",
            "committee": "Children and Young People Select Committee",
            "council": None,
            "date_as_written": "14 January 2020",
            "first_day": "2020-01-14",
            "class": "Part 1",
            "kind": "report",
        }
    ]
    assert len(report[0].fields["contributors"]) == 2


def test_an_issue_page_gives_its_meeting():
    assert [one.fields for one in of_kind(PAPERS["cyp-2019-10-16"], "meeting")] == [
        {
            "committee": "Children and Young People Select Committee",
            "date_as_written": "16/10/2019",
            "first_day": "2019-10-16",
            "last_day": "2019-10-16",
            "item": "4",
            "title": "Children's Social Care budget including staffing, fostering, sufficiency strategy",
        }
    ]


@pytest.mark.parametrize("meeting", ["july-2019", "pasc-2022-09-22", "cyp-2023-01-12"])
def test_a_page_that_states_neither_committee_nor_day_is_given_none_and_is_no_meeting(meeting):
    assert [
        (one.kind, one.fields["committee"], one.fields["first_day"])
        for one in of_kind(PAPERS[meeting], "report", "meeting")
    ] == [("report", None, None)]


def test_a_part_two_session_and_its_release_are_told():
    parts = of_kind(PAPERS["cyp-2023-01-12"], "report")[0].fields["exempt_parts"]
    passages = {p.order: p for p in read((FIXTURES / "papers" / PAPERS["cyp-2023-01-12"]).read_bytes()).passages}
    assert [(passages[part["from"]].number, passages[part["to"]].number, part["released"]) for part in parts] == [
        ("5.17", "5.24", True)
    ]


def test_the_oddities_of_the_papers_are_said():
    own = ("number_twice", "placeholder", "breaks_off", "unreadable_date", "number_missing", "contradictory_date")
    proposals = [
        (one.fields["what"], one.fields["quoted"])
        for file in PAPERS.values()
        for one in of_kind(file, "oddity")
        if one.fields.get("what") in own
    ]
    assert sorted(proposals) == [
        ("breaks_off", "improvements necessary for the service to receive a"),
        ("contradictory_date", "August"),
        ("number_twice", "1.3"),
        ("placeholder", "(Date)"),
    ]
