"""The five real papers read to the plan of the fixtures: its priorities, its actions, and none invented."""

import json
from datetime import date
from pathlib import Path

import pytest

from inspections.loading.reading.reader import read
from inspections.loading.recognising import plans
from inspections.loading.recognising.proposals import Context

ROOT = Path(__file__).parents[2]
PAPERS = ROOT / "fixtures" / "papers"
DAY = date(2020, 1, 14)


def fixture(name, model):
    """The fields of a fixture's rows of one model."""
    return [row["fields"] for row in json.loads((ROOT / "fixtures" / name).read_text()) if row["model"] == model]


def proposals(name, day=DAY):
    return plans.recognise(read((PAPERS / name).read_bytes()), Context(day=day))


@pytest.fixture(scope="module")
def report_proposals():
    return proposals("2020-01-14-post-ofsted-report.txt")


def periods_of(fields):
    return sorted(
        (p["role"], p["date_as_written"], p["first_day"] or "", p["last_day"] or "") for p in fields["periods"]
    )


def expected_actions():
    """Each action of the fixtures as the fields of a proposal."""
    actions = {}
    for row in fixture("20_actions.json", "actions.action"):
        actions[row["priority"][1], row["number"]] = {
            "text": row["words"],
            "priority": row["priority"][1],
            "periods": [],
        }
    for row in fixture("20_actions.json", "actions.actionperiod"):
        actions[tuple(row["action"][1:])]["periods"].append(
            (row["role"], row["words"], row.get("first_day") or "", row.get("last_day") or "")
        )
    for row in fixture("20_actions.json", "actions.progressupdate"):
        action = actions[tuple(row["action"][1:])]
        action["stage"] = row["stage"]
        action["date_not_stated"] = row.get("date_not_stated", False)
        action["due"] = (row.get("due_basis"), row.get("due_words"), row.get("due_first_day"), row.get("due_last_day"))
        action["periods"].sort()
    return list(actions.values())


def test_the_report_reads_to_the_actions_of_the_fixtures_with_priority_stage_periods_and_due_date(report_proposals):
    read_here = [
        {
            "text": p.text,
            "priority": p.fields["priority"],
            "periods": periods_of(p.fields),
            "stage": p.fields["stage"],
            "date_not_stated": p.fields["date_not_stated"],
            "due": tuple(p.fields[f"due_{name}"] for name in ("from", "as_written", "first_day", "last_day")),
        }
        for p in report_proposals
        if p.kind == "action"
    ]
    assert sorted(read_here, key=lambda action: action["priority"]) == expected_actions()


def test_the_report_reads_to_the_priorities_of_the_fixtures(report_proposals):
    expected = [
        {
            "number": row["number"],
            "short_name": row["short_name"],
            "words": row["words"],
            "why": row["why"],
            "lead": (row.get("lead") or [None, None])[1],
        }
        for row in fixture("10_plan.json", "priorities.priority")
    ]
    wanted = ("number", "short_name", "words", "why", "lead")
    assert [{name: p.fields[name] for name in wanted} for p in report_proposals if p.kind == "priority"] == expected


@pytest.mark.parametrize(
    "name",
    [
        "2019-07-childrens-social-care-update.txt",
        "2019-10-16-childrens-social-care-budget.txt",
        "2022-09-22-childrens-services-update.txt",
        "2023-01-12-childrens-social-care-report.txt",
    ],
)
def test_the_minutes_hold_no_plan(name):
    of_paper = proposals(name, date(2022, 9, 22))
    assert [p.text for p in of_paper if p.kind in ("action", "priority")] == []
