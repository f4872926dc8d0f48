"""What is odd in a paper is said; what only looks so is not."""

import pytest

from inspections.loading.reading.reader import read
from inspections.loading.recognising import oddities, paper_details

HEAD = "# An update\n\n**Report to:** Cabinet\n\n**Date:** 4 June 2024\n\n**Class:** Part 1\n\n## 1. Background\n\n"
LONG = "The service has worked with its partners to make sure that families are helped early and well."


def odd_in(text):
    paper = read((HEAD + text).encode())
    context = paper_details.context_of(paper, None)
    return [(one.fields["what"], one.fields.get("quoted")) for one in oddities.recognise(paper, context)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.1 One thing.\n\n1.2 Two things.\n\n1.1 Three things.", ("number_twice", "1.1")),
        ("The strategy (Date) is being revised.", ("placeholder", "(Date)")),
        ("The contract is with [insert name] until 2025.", ("placeholder", "[insert name]")),
        ("The cost is £XX a year.", ("placeholder", "£XX")),
        ("The number of children is XX.", ("placeholder", "XX")),
        ("The opening date is TBC and will be shared.", ("placeholder", "TBC")),
        ("It ends on 31 February 2024.", ("unreadable_date", "31 February 2024")),
        ("It began on Monday 4 June 2024.", ("unreadable_date", "Monday 4 June 2024")),
        ("Members asked that detail be given on what the cost would be to make the ...", ("breaks_off", "what the cost would be to make the")),
        (f"1.1 {LONG}\n\n1.2 {LONG[:-1]}, too.\n\n1.3 {LONG[:-1]}, as well.\n\n1.5 {LONG[:-1]}, at last.", ("number_missing", "1.4")),
    ],
    ids=["a number twice", "(Date)", "[insert name]", "£XX", "XX", "TBC", "no such day", "wrong weekday", "breaks off", "a number missing"],
)  # fmt: skip
def test_an_oddity_is_said(text, expected):
    assert expected in odd_in(text)
    assert len(odd_in(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "1. One.\n2. Two.\n\nThen:\n\n1. Three.\n2. Four.",
        "It began on Tuesday 4 June 2024.",
        "The rate is 29 February 2024's figure.",
        "Part XX of the Act applies to pages 1 to 3.",
        "The form has a box for the (date) of the visit.",
        "The plan, which is “a living document …”, goes on.",
        "Signed ................ Chair",
    ],
)
def test_what_only_looks_odd_is_not_said(text):
    assert odd_in(text) == []
