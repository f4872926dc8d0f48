"""What a line begins with: bullets and numbers as papers write them, and figures that are neither."""

import pytest

from inspections.loading.reading.marks import heading_number, is_only_mark, mark_of


def shown(line):
    mark = mark_of(line)
    return mark.bullet, mark.number, line[mark.length :]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("5.1 The board met", "5.1"),
        ("5.1. The board met", "5.1"),
        ("5.1\tThe board met", "5.1"),
        ("5.1.2 The board met", "5.1.2"),
        ("10.The board met", "10"),
        ("1.    the report be noted", "1"),
        ("1) note the report", "1"),
        ("(a) note the report", "a"),
        ("a) note the report", "a"),
        ("i. note the report", "i"),
        ("(iv) note the report", "iv"),
        ("12     The Chair", "12"),
        ("- 1.1. In July", "1.1"),
        ("8.5 Months of delay followed", "8.5"),
    ],
)
def test_a_number_before_words_is_the_papers_own(line, number):
    bullet, number_read, words = shown(line)
    assert (bullet, number_read) == (False, number)
    assert words[0].isalpha()


@pytest.mark.parametrize("sign", ["•", "·         ", "-", "–", "*", "o", "§", "\uf0b7", "➢", "▪", "- -", "•\t", "ü  "])
def test_a_sign_before_words_is_a_bullet(sign):
    assert shown(f"{sign} The board met") == (True, "", "The board met")


@pytest.mark.parametrize(
    "line",
    [
        "3.5 million pounds were spent",
        "2.5 FTE posts",
        "14.01.2020 was the day",
        "16 children were seen",
        "2019 was a good year",
        "70% of staff",
        "31 March 2025",
        "8.5 months later",
        "A. Smith said so",
        "e.g. this",
        "-every child",
        "of the plan",
        "I agree",
        "a plan",
        "§ 5",
        "1",
        "",
    ],
)
def test_other_beginnings_are_words(line):
    assert shown(line) == (False, "", line)


@pytest.mark.parametrize(
    ("heading", "number", "words"),
    [
        ("5. A summary", "5", "A summary"),
        ("14 Appendices", "14", "Appendices"),
        ("5.1 What is going well:", "5.1", "What is going well:"),
        ("(5) Domestic Abuse", "", "(5) Domestic Abuse"),
        ("14 January 2020", "", "14 January 2020"),
        ("A. The plan", "A", "The plan"),
    ],
)
def test_the_number_of_a_heading(heading, number, words):
    number_read, length = heading_number(heading)
    assert (number_read, heading[length:]) == (number, words)


@pytest.mark.parametrize(
    ("text", "is_mark"), [("•", True), ("5.1", True), ("(a)", True), ("3.", True), ("AD", False), ("", False)]
)
def test_only_a_mark(text, is_mark):
    assert is_only_mark(text) is is_mark
