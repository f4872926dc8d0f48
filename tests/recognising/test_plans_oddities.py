"""What is odd about a plan's actions is said."""

from datetime import date

import pytest

from inspections.loading.reading.reader import read
from inspections.loading.recognising import plans
from inspections.loading.recognising.proposals import Context

DAY = date(2023, 5, 1)
HEAD = (
    "# Improvement plan\n\n## Priority 1: Help\n\n| Issue | What we have done | What we will do next |\n|---|---|---|\n"
)


def oddities(words):
    proposals = plans.recognise(read(words.encode()), Context(day=DAY))
    return [(p.fields["what"]) for p in proposals if p.kind == "oddity"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("| Help | Policy written (Jan 2023) | Train all staff |", []),
        ("| Help | Policy written (Jan - Jun 2023) | Train all staff |", ["future_date_among_done"]),
        ("| Help | Policy written (September 2023) | Train all staff |", ["future_date_among_done"]),
        ("| Help | Policy written | Contract reviewed and renewed |", ["past_tense_among_planned"]),
        ("| Help | Policy written | Training to be reviewed and renewed |", []),
        (
            "| Help | Reflective supervision workshops held | Hold more reflective supervision workshops |",
            ["same_work_twice"],
        ),
    ],
    ids=["none", "runs past", "after", "past tense", "to be", "same work"],
)
def test_the_oddities_of_done_and_planned_work(row, expected):
    assert oddities(HEAD + row + "\n") == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("TBC", ["unreadable_date"]), ("June 2023", []), ("", [])],
    ids=["TBC", "June", "empty"],
)
def test_a_deadline_that_cannot_be_read_is_said(cell, expected):
    table = f"| Ref | Action | Lead | Deadline |\n|---|---|---|---|\n| 1.1 | Write a policy | AD | {cell} |\n"
    assert oddities(f"# Improvement plan\n\n## Priority 1: Help\n\n{table}") == expected


def test_a_plan_table_without_its_heading_is_said_where_others_have_theirs():
    table = "| Issue | What we have done | What we will do next |\n|---|---|---|\n| {} | Wrote it | Train all |\n\n"
    words = "# Plan\n\n## Priority 1: A\n\n{}## Priority 2: B\n\n{}Some words.\n\n{}"
    paper = words.format(*(table.format(name) for name in ("One", "Two", "Three")))
    assert oddities(paper) == ["table_without_heading"]
