"""The priorities of a plan: headings that name them, lists of them, and the names that mean one of them."""

from datetime import date

import pytest

from inspections.loading.reading.reader import read
from inspections.loading.recognising import leads, plans
from inspections.loading.recognising.priorities import group_of, listed, meant_by
from inspections.loading.recognising.proposals import Context


@pytest.mark.parametrize(
    ("words", "number", "name"),
    [
        ("Priority 3 – Early help", 3, "Early help"),
        ("PRIORITY 3: EARLY HELP", 3, "EARLY HELP"),
        ("Theme C: Practice", 3, "Practice"),
        ("Objective Two - Care", 2, "Care"),
        ("Workstream 1", 1, None),
        ("Area for improvement 4: Plans", 4, "Plans"),
        ("Recommendation 12 – Homes", 12, "Homes"),
        ("4.2 Priority 5: Workforce", 5, "Workforce"),
    ],
)
def test_a_heading_names_a_priority_by_its_number(words, number, name):
    group = group_of(words)
    assert (group.number, group.names.get(number)) == (number, name)


@pytest.mark.parametrize(
    "words",
    [
        "Priority areas for improvement",
        "Priority 2 actions were considered",
        "Outcome a child can expect",
        "Early help",
        "Recommendations",
    ],
)
def test_other_headings_name_none(words):
    assert group_of(words) is None


def test_one_heading_can_name_several():
    group = group_of("PRIORITIES 4 & 5: (4) Early Help. (5) Domestic Abuse")
    assert (group.numbers, group.names) == ((4, 5), {4: "Early Help", 5: "Domestic Abuse"})


def test_a_list_given_twice_is_one_list():
    words = b"# Plan\n\nThe improvement plan's priorities are:\n\n1. Early help\n2. Care\n\nOnce more, the priorities of the improvement plan:\n\n1. Early help\n2. Care\n"
    priorities = listed(read(words))
    assert {number: (p.words, p.passage, p.also) for number, p in priorities.items()} == {
        1: ("Early help", 3, [6]),
        2: ("Care", 4, [7]),
    }


@pytest.mark.parametrize(
    "words",
    [
        "The priorities of the Council's corporate plan are:",
        "Inspectors found areas for improvement:",
        "The following were present:",
    ],
)
def test_lists_of_other_things_are_no_priorities(words):
    assert listed(read(f"# Ofsted\n\n{words}\n\n1. Homes\n2. Parks\n".encode())) == {}


def test_a_name_means_the_priority_whose_words_it_shares():
    known = {1: ["Help at the front door"], 2: ["Corporate parenting for children in care"], 3: ["Workforce"]}
    assert [meant_by(name, known)[0] for name in ("Corporate Parenting", "Staff workforce", "Buildings")] == [
        2,
        3,
        None,
    ]


def test_a_heading_that_renames_a_priority_is_matched_by_its_number_and_says_so():
    words = (
        "# Improvement plan\n\nThe plan's improvement priorities are:\n\n1. Help for families early on\n2. Good care\n\n"
        "## Priority 2: Looked after well\n\n| Action | Lead |\n|---|---|\n| Write a policy | AD |\n"
    )
    proposals = plans.recognise(read(words.encode()), Context(day=date(2023, 5, 1)))
    (second,) = [p for p in proposals if p.kind == "priority" and p.fields["number"] == 2]
    assert (second.text, second.fields["short_name"], "matched to it by its number" in second.reason) == (
        "Good care",
        "Looked after well",
        True,
    )


@pytest.mark.parametrize(
    ("words", "lead"),
    [
        ("Write a policy. Lead: Head of Early Help.", "Head of Early Help"),
        ("Train staff, led by the Principal Social Worker and", "Principal Social Worker"),
        ("Staff are well led by managers.", None),
        ("Write a policy.", None),
    ],
)
def test_a_lead_is_told_in_words(words, lead):
    assert leads.in_words(words) == lead


@pytest.mark.parametrize("words", ["TBC", "", "–", "n/a", "To be appointed"])
def test_an_empty_lead_is_none(words):
    assert leads.of_cell(words) is None


@pytest.mark.parametrize(
    ("words", "post"),
    [
        ("An interim Head of Early Help has been appointed (started May'23) to lead.", "interim Head of Early Help"),
        ("A new social worker has been appointed.", None),
    ],
)
def test_a_post_appointed_to_lead_is_told(words, post):
    assert leads.appointed_to_lead(words) == post
