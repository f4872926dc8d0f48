"""The figures of the five real papers, of sentences, and of tables of indicators."""

from datetime import date
from pathlib import Path

import pytest

from inspections.loading.reading.reader import read
from inspections.loading.recognising import measures
from inspections.loading.recognising.proposals import Context

PAPERS = Path(__file__).parents[2] / "fixtures" / "papers"
DAY = date(2023, 1, 12)


def figures(content, day=DAY):
    proposals = measures.recognise(read(content), Context(day=day))
    return [(p.fields["name"], p.fields["value"], p.fields["unit"], p.fields["whose"]) for p in proposals]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "2020-01-14-post-ofsted-report.txt",
            [
                ("Time directly with families", "25", "%", "nationally"),
                ("Families receiving CSC services, domestic abuse is a feature", "80", "%", None),
                ("Looked after children rate", "69", "per 10,000 of the child population", None),
                ("Looked after children rate", "65", "per 10,000 of the child population", "national"),
                ("Children in care", "470", "children", None),
                ("Live in fostering households", "70", "%", None),
                ("With in-house Lewisham foster carers", "29", "%", None),
                ("Placed in Independent Fostering arrangements (IFA)", "41", "%", None),
                ("EHM/LCS forms and pathways re-designed and streamlined", "70", "%", None),
            ],
        ),
        (
            "2019-10-16-childrens-social-care-budget.txt",
            [
                ("Case-holding social workers are permanent members of staff", "80", "%", None),
                ("Children ooked after population was aged between 10-18", "71", "%", None),
            ],
        ),
        (
            "2023-01-12-childrens-social-care-report.txt",
            [
                ("Vacant case-holding social work posts", "26", "posts", None),
                ("Workforce in Children Social Care was permanent", "70", "%", None),
                ("Children in care were of secondary school age", "75", "%", None),
            ],
        ),
        ("2019-07-childrens-social-care-update.txt", []),
        ("2022-09-22-childrens-services-update.txt", []),
    ],
    ids=["report", "budget", "update 2023", "update 2019", "update 2022"],
)
def test_the_real_papers_give_the_figures_of_the_fixtures_that_are_written_in_figures(name, expected):
    assert figures((PAPERS / name).read_bytes()) == expected


@pytest.mark.parametrize(
    "words",
    [
        "There was a 40% increase in the number of children on plans.",
        "91% of councils were overspent on children’s social care.",
        "The service supports 16 to 17 year olds at risk.",
        "The annual cost of each placement was £0.5 million.",
        "Our target is that 90% of assessments are in time.",
        "Recruit 30 social workers.",
        "Paragraph 5.4 and 12 others were discussed.",
    ],
)
def test_growth_money_ages_targets_and_other_places_are_no_measures(words):
    assert figures(f"# Report\n\n{words}\n".encode()) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("At the end of March 2022, 64% of assessments were in time.", ("2022-03-25", "2022-03-31")),
        ("64% of assessments were in time.", ("2023-01-12", "2023-01-12")),
    ],
    ids=["a day in the sentence", "the paper's day"],
)
def test_a_figure_is_of_the_day_in_its_sentence_else_of_the_papers(words, expected):
    (measure,) = measures.recognise(read(f"# Report\n\n{words}\n".encode()), Context(day=DAY))
    assert (measure.fields["first_day"], measure.fields["last_day"]) == expected


def test_a_table_of_indicators_gives_each_periods_value_with_its_target():
    content = b"""# Performance

| Indicator | Target | 2021/22 | Q2 2022/23 | National |
|---|---|---|---|---|
| Assessments completed in 45 days (%) | 85 | 71 | 78.5 | 84 |
| Average days to adoption | 400 | 512 days | n/a | |
"""
    proposals = measures.recognise(read(content), Context(day=DAY))
    assert [
        (
            p.text,
            p.fields["value"],
            p.fields["unit"],
            p.fields["target"],
            p.fields["date_as_written"],
            p.fields["last_day"],
        )
        for p in proposals
    ] == [
        ("Assessments completed in 45 days (%)", "71", "%", "85", "2021/22", "2022-03-31"),
        ("Assessments completed in 45 days (%)", "78.5", "%", "85", "Q2 2022/23", "2022-09-30"),
        ("Average days to adoption", "512", "days", "400", "2021/22", "2022-03-31"),
    ]
