"""Exempt parts of papers, and their release."""

import pytest

from inspections.loading.reading.reader import read
from inspections.loading.recognising import paper_details
from inspections.loading.recognising.paper import recognise

HEAD = "# Children's Panel\n\nMinutes of the meeting of the Children's Panel held on 4 June 2024\n\n### 1. Apologies\n\nNone.\n\n### 5. Budget\n\nRESOLVED: That the budget be noted.\n\n"


def parts_of(text):
    paper = read((HEAD + text).encode())
    words = {passage.order: passage.text for passage in paper.passages}
    report = paper_details.recognise(paper, paper_details.context_of(paper, None))[0]
    return [(words[part["from"]], words[part["to"]], part["released"]) for part in report.fields["exempt_parts"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("### 6. Exclusion of press and public\n\nRESOLVED: That the press and public be excluded for item 7.\n\n### 7. A home\n\nIt is for sale.", ("A home", "It is for sale.", False)),
        ("### 6. A home\n\nThe Panel entered a Part 2 session.\n\nIt is for sale.\n\nThe public were readmitted.\n\nAll was well.", ("It is for sale.", "It is for sale.", False)),
        ("### 6. A home\n\nThe Panel entered a Part 2 session.\n\nThese minutes have since been published.\n\nIt is for sale.", ("It is for sale.", "It is for sale.", True)),
    ],
    ids=["excluded", "readmitted", "released"],
)  # fmt: skip
def test_an_exempt_part_is_told_with_its_release(text, expected):
    assert parts_of(text) == [expected]


EXCLUDED = (
    "### 6. Exclusion of the public\n\nRESOLVED: That the public be excluded for items 7 and 8.\n\n### 7. A home\n\n"
)


@pytest.mark.parametrize(
    "within",
    [
        "**Reasons for decision:**", "**Supporting documents:**", "The press and public were not re-admitted.",
        "The Panel would return to open session after item 8.", "**Decision:**\n\nSell it.\n\n**Minutes:**\n\nRESOLVED: Sell it.",
        "The home is in paragraph 3 of the report.", "The report on homes has since been published.",
    ],
)  # fmt: skip
def test_an_exempt_session_does_not_end_before_the_paper_says_so(within):
    end = "### 8. A child\n\nShe lives with an aunt."
    [(first, last, _)] = parts_of(f"{EXCLUDED}{within}\n\nIt is for sale.\n\n{end}")
    assert (first, last) == ("A home", "She lives with an aunt.")


@pytest.mark.parametrize("decision", ["That the home be sold.", "That the report be noted."])
def test_on_a_page_of_one_item_only_a_decision_that_is_open_ends_an_exempt_session(decision):
    page = "# A home\n\n**Decision:**\n\nRESOLVED:\n\n- That the report be noted.\n\n**Minutes:**\n\nIt was heard.\n\n"
    page += f"The Panel entered a Part 2 session.\n\nIt is for sale.\n\nRESOLVED:\n\n- {decision}\n\n**Supporting documents:**\n\nA map"
    paper = read(page.encode())
    report = paper_details.recognise(paper, paper_details.context_of(paper, None))[0]
    [part] = report.fields["exempt_parts"]
    closed = [passage.text for passage in paper.passages if part["from"] <= passage.order <= part["to"]]
    assert (closed == ["It is for sale."]) == (decision == "That the report be noted.")
    assert (decision in closed) == (decision == "That the home be sold.")


def test_what_a_passage_says_of_an_exempt_session_beside_its_beginning_is_exempt():
    text = "### 6. A home\n\nThe Panel entered a Part 2 session. It heard that the home is for sale.\n\nIt costs much."
    [(first, *_)] = parts_of(text)
    assert first.startswith("The Panel entered")


@pytest.mark.parametrize(
    ("heading", "is_open"),
    [
        ("Exempt items", True),
        ("Part 2 of the agenda", True),
        ("Exempt item: Allegation against a foster carer", False),
        ("Confidential item - deregistration of a carer", False),
        ("Private session - a child’s death", False),
    ],
)
def test_a_heading_is_open_only_where_it_tells_nothing(heading, is_open):
    [(first, *_)] = parts_of(f"### {heading}\n\nIt is for sale.")
    assert (first == "It is for sale.") == is_open


@pytest.mark.parametrize(
    "text",
    [
        "### 6. Exclusion of press and public\n\nThere were no exempt items.",
        "### Closed items\n\nThree were closed in May.",
        "### Private session with children\n\nThey liked it.",
        "### Part 2: Outcomes for children\n\nThey are better.",
        "### 6. Exclusion of press and public\n\nIt was not necessary to exclude the public.",
        "### 6. Exclusion of press and public\n\nTo consider passing a resolution that the public be excluded.",
        "### 6. Exclusion of the public\n\nIt was agreed that there was no need that the press and public be excluded.",
        "### 6. A report\n\nThe Panel considered whether to exclude the public and resolved not to.\n\nIt was read.",
        "### 6. A report\n\nIt was moved that the press and public be excluded. The motion was lost.\n\nIt was read.",
        "### 6. A report\n\nPart 2 of the Act came into force.",
        "### 6. A report\n\nChildren were excluded from school.",
    ],
)
def test_an_item_on_exclusion_alone_makes_no_part_exempt(text):
    assert parts_of(text) == []


def test_what_is_read_in_an_exempt_part_says_so():
    text = "### 6. Exclusion of the public\n\nRESOLVED: That the public be excluded.\n\n### 7. A home\n\nRESOLVED: That the home be bought."
    proposals = recognise(read((HEAD + text).encode()))
    decisions = [(one.text, one.fields.get("exempt", False)) for one in proposals if one.kind == "decision"]
    assert decisions == [("That the budget be noted.", False), ("That the home be bought.", True)]


@pytest.mark.parametrize(
    "words",
    [
        "This report must not be published.",
        "Not to be published",
        "This report is withheld from the public under Regulation 20 of the 2012 Regulations.",
        "FOR MEMBERS’ EYES ONLY",
        "Members only – do not circulate",
        "Embargoed",
        "BLUE PAPER",
        "Contains personal data – not to be disclosed",
        "Non-public",
        "Pink paper",
        "Not for publication",
    ],
)
def test_a_paper_that_says_in_its_head_that_it_is_not_public_is_exempt(words):
    paper = read(f"# Review of placements\n\n{words}\n\n## 1. Purpose\n\n1.1 This report tells of it.".encode())
    report = paper_details.recognise(paper, paper_details.context_of(paper, None))[0]
    assert report.fields["exempt_words"] == words


@pytest.mark.parametrize(
    "words",
    [
        "This report will be published.",
        "Published on 14 January 2020",
        "Class: Part 1 – open to the public",
        "This report is not confidential.",
        "The Green Paper on special educational needs",
    ],
)
def test_a_paper_that_says_that_it_is_public_is_open(words):
    paper = read(f"# Review of placements\n\n{words}\n\n## 1. Purpose\n\n1.1 This report tells of it.".encode())
    report = paper_details.recognise(paper, paper_details.context_of(paper, None))[0]
    assert not report.fields.get("exempt_words")
