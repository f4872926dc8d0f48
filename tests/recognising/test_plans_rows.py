"""The rows of a plan's tables and the points of its lists: split, blank, repeated, pointed elsewhere, in minutes."""

from datetime import date

import pytest

from inspections.loading.reading.reader import read
from inspections.loading.recognising import measures, plans
from inspections.loading.recognising.proposals import Context

DAY = date(2023, 5, 1)
HEAD = "# Improvement plan\n\n## Priority 1: Help\n\n| Ref | Action | Lead | Deadline | RAG | Progress |\n|---|---|---|---|---|---|\n"


def actions(words, document_type=""):
    proposals = plans.recognise(read(words.encode()), Context(day=DAY, document_type=document_type))
    return [p for p in proposals if p.kind == "action"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("| 1.1 | Write a policy for | AD | May 2023 | G | Begun |\n| | all of the teams | | | | |", ["Write a policy for all of the teams"]),
        ("| 1.1 | Write a policy. | AD | May 2023 | G | Begun |\n| | Train all staff | AD | June 2023 | G | |", ["Write a policy.", "Train all staff"]),
        ("| 1.1 | Write a policy | AD | May 2023 | G | |\n| Ref | Action | Lead | Deadline | RAG | Progress |\n| 1.2 | Train all | AD | | G | |", ["Write a policy", "Train all"]),
        ("| 1.1 | [insert action] | | | | |\n| 1.2 | Train all | AD | | G | |", ["Train all"]),
        ("| 1.1 | TBC | AD | | | |\n| 1.2 | n/a | | | | |", []),
        ("| 1.1 | See the workforce strategy for details | AD | | | |", []),
        ("| Total | 4 | | | | |\n| 1.2 | Train all | AD | | G | |", ["Train all"]),
        ("| | | | | | |\n| 1.2 | Train all | AD | | G | |", ["Train all"]),
    ],
    ids=["split", "two", "headings again", "template", "placeholders", "pointer", "total", "empty"],
)  # fmt: skip
def test_a_row_is_an_action_where_it_says_one(rows, expected):
    assert [p.text for p in actions(f"{HEAD}{rows}\n")] == expected


def test_progress_that_runs_into_the_next_row_stays_with_its_action():
    rows = "| 1.1 | Write a policy | AD | May 2023 | G | Drafted and |\n| | | | | | sent to staff |\n"
    assert [p.fields["progress"] for p in actions(HEAD + rows)] == ["Drafted and sent to staff"]


def test_a_letter_means_what_the_papers_key_says_of_its_colour():
    rows = "| 1.1 | Write a policy | AD | May 2023 | G | |\n\nKey: Green – complete; Amber – in progress; Red – not started.\n"
    assert [p.fields["stage"] for p in actions(HEAD + rows)] == ["complete"]


LIST = "# Improvement plan\n\n## Priority 1: Help\n\n### Next steps\n\n- Write a policy\n"


@pytest.mark.parametrize(
    ("document_type", "expected"), [("plan", 1), ("report", 1), ("", 1), ("minutes", 0), ("letter", 0)]
)
def test_lists_of_minutes_and_letters_hold_no_actions(document_type, expected):
    assert len(actions(LIST, document_type)) == expected


def test_lists_beside_no_priority_and_no_pair_hold_no_actions():
    words = "# Improvement report\n\n## Next steps\n\n- A report will come to the Committee\n"
    assert actions(words) == []


def test_figures_aimed_at_are_no_measures():
    words = "| Action | Lead | How will we know? |\n|---|---|---|\n| See 20% of families at home | AD | 90% of visits in time |\n"
    assert measures.recognise(read(words.encode()), Context(day=DAY)) == []


def test_several_points_with_as_many_leads_and_dates_go_together():
    row = (
        "<table><tr><th>Action</th><th>Lead</th><th>Deadline</th></tr><tr><td><ul><li>Write it</li><li>Teach it</li></ul></td>"
        "<td><ul><li>AD</li><li>PSW</li></ul></td><td>May 2023<br>June 2023</td></tr></table>"
    )
    assert [(p.text, p.fields["lead"], p.fields["last_day"]) for p in actions(row)] == [
        ("Write it", "AD", "2023-05-31"),
        ("Teach it", "PSW", "2023-06-30"),
    ]


def test_without_a_day_of_the_paper_only_what_has_its_own_year_is_read():
    rows = "| 1.1 | Write a policy | AD | May 2023 | G | |\n| 1.2 | Train all | AD | June | G | |\n"
    proposals = plans.recognise(read((HEAD + rows).encode()), Context())
    assert [(p.fields["date_as_written"], p.fields["last_day"]) for p in proposals if p.kind == "action"] == [
        ("May 2023", "2023-05-31"),
        ("June", None),
    ]
