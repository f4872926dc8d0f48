"""Inspections, judgements and findings from short papers."""

import pytest

from inspections.loading.reading.reader import read
from inspections.loading.recognising import inspection_mentions, paper_details

HEAD = "# Children's services update\n\n**Report to:** Cabinet\n\n**Date:** 4 June 2024\n\n**Class:** Part 1\n\n## 1. Background\n\n"


def found_in(text, head=HEAD):
    paper = read((head + text).encode())
    return inspection_mentions.recognise(paper, paper_details.context_of(paper, None))


def inspections(text, head=HEAD):
    return [
        (one.fields["kind"], one.fields["framework"], one.fields["first_day"], one.fields["last_day"])
        for one in found_in(text, head)
        if one.kind == "inspection"
    ]


def judgements(text, head=HEAD):
    return [(one.fields["line"], one.fields["grade"]) for one in found_in(text, head) if one.kind == "judgement"]


def findings(text, head=HEAD):
    return [(one.fields["kind"], one.text) for one in found_in(text, head) if one.kind == "finding"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ofsted carried out a full inspection in May 2023.", ("graded", "ilacs", "2023-05-01", "2023-05-31")),
        ("The council was inspected by Ofsted in March 2016.", ("graded", "sif", "2016-03-01", "2016-03-31")),
        ("A focused visit took place on 20 and 21 February 2024.", ("focused", "ilacs", "2024-02-20", "2024-02-21")),
        ("In January 2024 inspectors made a monitoring visit.", ("monitoring", "ilacs", "2024-01-01", "2024-01-31")),
        ("The JTAI of March 2023 looked at early help.", ("joint", "jtai", "2023-03-01", "2023-03-31")),
        ("An area SEND inspection was held from 5 to 9 June 2023.", ("joint", "area_send", "2023-06-05", "2023-06-09")),
        ("The DfE adviser visited in October 2023.", ("adviser", None, "2023-10-01", "2023-10-31")),
        ("An LGA peer review was held in April 2024.", ("other", None, "2024-04-01", "2024-04-30")),
        ("The ILACS inspection (11 to 22 September 2023) is over.", ("graded", "ilacs", "2023-09-11", "2023-09-22")),
    ],
)
def test_an_inspection_that_is_mentioned_with_its_date_is_found(text, expected):
    assert inspections(text) == [expected]


def test_an_inspection_mentioned_many_times_is_one():
    text = "Ofsted carried out a full inspection in May 2023. The 2023 inspection found much. After the inspection in May 2023, work began."
    assert inspections(text) == [("graded", "ilacs", "2023-05-01", "2023-05-31")]


def test_three_monitoring_visits_in_one_sentence_are_three():
    text = "There were monitoring visits in March 2022, in July 2022 and in November 2022."
    assert [first for _, _, first, _ in inspections(text)] == ["2022-03-01", "2022-07-01", "2022-11-01"]


@pytest.mark.parametrize(
    "text",
    [
        "A monitoring visit will take place in July 2024.",
        "A monitoring visit will take place in the autumn.",
        "The school was inspected by Ofsted in May 2023.",
        "A new inspection framework began in January 2018.",
        "The site was visited in May 2023.",
        "Ofsted rated the children's home as good in May 2023.",
        "We are preparing for the next inspection, expected in 2025.",
        "The last self-assessment was in January 2024.",
    ],
)
def test_what_is_no_inspection_of_the_service_gives_none(text):
    assert inspections(text) == []


INSPECTED = "Ofsted carried out a full inspection in May 2023. "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The overall effectiveness of services was judged to be inadequate.", [("Overall effectiveness", "Inadequate")]),
        ("Ofsted rated the council's services as good.", [("Overall effectiveness", "Good")]),
        ("\n\n- Overall effectiveness: Requires improvement to be good\n- The experiences and progress of care leavers: Good", [("Overall effectiveness", "Requires improvement to be good"), ("The experiences and progress of care leavers", "Good")]),
        ("\n\n| Area | Judgement |\n|---|---|\n| The experiences and progress of children in care | Good |\n| Overall effectiveness | Inadequate |", [("The experiences and progress of children in care", "Good"), ("Overall effectiveness", "Inadequate")]),
        ("\n\nThe areas that were graded “Good” were:\n\n- Care leavers.\n- Adoption performance.", [("Care leavers", "Good"), ("Adoption performance", "Good")]),
        ("It was judged 'Good' in the domains of help and protection and care leavers and 'Inadequate' for leadership.", [("Help and protection", "Good"), ("Care leavers", "Good"), ("Leadership", "Inadequate")]),
        ("The outcome was an overall judgment of 'Requires improvement'.", [("Overall effectiveness", "Requires improvement to be good")]),
        ("\n\nHelp and protection\n\nRequires\n\nimprovement to be good\n\nAdoption performance\n\nGood\n\nMatching of children Outstanding", [("Help and protection", "Requires improvement to be good"), ("Adoption performance", "Good"), ("Matching of children", "Outstanding")]),
        ("Children's services had been judged good, and the Safeguarding Children Board had been rated 'Outstanding'.", [("Overall effectiveness", "Good"), ("The Safeguarding Children Board", "Outstanding")]),
        ("Care leavers were judged adequate, while leadership was rated outstanding.", [("Care leavers", "Adequate"), ("Leadership", "Outstanding")]),
    ],
    ids=["a sentence", "rated as", "bullets", "a table", "a lead-in", "grades first", "overall", "a front page", "two bodies", "while"],
)  # fmt: skip
def test_a_judgement_is_read_in_each_form(text, expected):
    assert judgements(INSPECTED + text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ofsted found good practice in the hub.",
        "Our self-assessment is that services require improvement.",
        "We aim to be good by 2025.",
        "Inspectors found good evidence of progress.",
        "Inspectors judged that the quality of supervision requires improvement in some teams.",
        "Two of our schools were judged outstanding.",
        "Adequate staffing is in place for care leavers.",
        "There are good plans for care leavers, and leadership gave excellent support.",
        "Members said that leadership had outstanding work to do.",
    ],
)
def test_what_is_no_judgement_gives_none(text):
    assert judgements(INSPECTED + text) == []


POINTS = "\n\n- Plans are clear.\n- Visits are regular."


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("## 2. Ofsted findings\n\n### What is going well", "strength"),
        ("## 2. Ofsted findings\n\n### What needs to improve", "area_for_improvement"),
        ("Ofsted identified the following strengths:", "strength"),
        ("The inspectors identified these areas for improvement:", "area_for_improvement"),
        ("Ofsted made the following recommendations:", "recommendation"),
        ("The JTAI letter set out two areas for priority action:", "area_for_priority_action"),
        ("## 2. The inspection\n\n**Areas for development**", "area_for_improvement"),
        ("Inspectors made three recommendations. These were:", "recommendation"),
        ("Members were reminded of the key areas of concern, these were as follows:-", "area_for_improvement"),
        ("The inspectors highlighted two matters for attention which were:", "area_for_improvement"),
        ("The inspectors had also praised, among other things:", "strength"),
    ],
)
def test_points_under_a_heading_of_an_inspection_are_findings(heading, kind):
    assert findings(INSPECTED + "\n\n" + heading + POINTS) == [
        (kind, "Plans are clear."),
        (kind, "Visits are regular."),
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("They gave three areas for improvement: plans are not clear; visits are too late.", [("area_for_improvement", "plans are not clear"), ("area_for_improvement", "visits are too late")]),
        ("Strengths seen by the team included the lively forum and the scheme of health visitors.", [("strength", "the lively forum"), ("strength", "the scheme of health visitors")]),
        ("Areas for improvement may cover, for example: plans that are unclear; visits that are late.", []),
        ("The strengths of the plan were discussed at length.", []),
    ],
)  # fmt: skip
def test_a_list_within_a_sentence_gives_each_of_its_points(sentence, expected):
    assert findings(INSPECTED + sentence) == expected


@pytest.mark.parametrize(
    "heading",
    [
        "## 2. Recommendations\n\nMembers are recommended to:",
        "## 2. Self-assessment\n\n### Strengths",
        "## 2. Self-assessment before the Ofsted inspection\n\n### Strengths",
        "## 2. Next steps after the inspection",
        "## 2. Our priorities\n\n### Areas for improvement in 2024/25",
        "## 2. Staff survey\n\n### What is going well",
        "The improvement plan has two areas of focus:",
    ],
)
def test_other_lists_hold_no_findings(heading):
    assert findings(INSPECTED + "\n\n" + heading + POINTS) == []


def test_a_finding_keeps_its_quotations_and_says_whose_words_it_is_in():
    text = (
        INSPECTED
        + "\n\n## 5. Findings of Ofsted\n\n### 5.1 What is going well\n\n- Social workers are “tenacious” and “kind”."
    )
    one = next(one for one in found_in(text) if one.kind == "finding")
    assert {name: one.fields[name] for name in ("quotations", "whose_words", "paragraph")} == {
        "quotations": ["tenacious", "kind"],
        "whose_words": "as the council summarised it (report of 4 June 2024, section 5)",
        "paragraph": "5.1",
    }
