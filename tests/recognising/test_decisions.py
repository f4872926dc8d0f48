"""Decisions in the ways that minutes put them, from short papers of minutes."""

import pytest

from inspections.loading.reading.reader import read
from inspections.loading.recognising import minutes, paper_details

HEAD = """# Northmere Council

## Children's Scrutiny Committee

Minutes of the meeting of the Children's Scrutiny Committee held on Tuesday 4 June 2024

### 1. Apologies for absence

There were none.

### 5. Improvement plan

"""


def found_in(text, head=HEAD):
    paper = read((head + text).encode())
    return minutes.recognise(paper, paper_details.context_of(paper, None))


def decided(text, head=HEAD):
    return [
        (one.kind.value, one.text.rstrip(".;")) for one in found_in(text, head) if one.kind in ("decision", "referral")
    ]


FORMS = {
    "agreed, a colon and a dash": (
        "It was agreed that: -\n\n- the charter be brought to the next meeting.\n- the programme be noted.",
        ["the charter be brought to the next meeting", "the programme be noted"],
    ),
    "a second verb of the committee": (
        "The Committee noted the outcome of the survey and agreed to keep the grant until April 2026.",
        ["to keep the grant until April 2026"],
    ),
    "resolved and a colon": ("RESOLVED: That the plan be noted.", ["That the plan be noted"]),
    "resolved and a dash": ("Resolved – That the plan be noted.", ["That the plan be noted"]),
    "bold, then a list": (
        "**RESOLVED** that:\n\n1. the plan be noted; and\n2. the fund be approved.",
        ["the plan be noted", "the fund be approved"],
    ),
    "letters": (
        "It was RESOLVED that\n\n(a) the plan be noted;\n\n(b) the fund be approved.",
        ["the plan be noted", "the fund be approved"],
    ),
    "in one line": (
        "RESOLVED: (i) that the plan be noted; and (ii) that the fund be approved.",
        ["that the plan be noted", "that the fund be approved"],
    ),
    "the word alone": ("RESOLVED\n\nThat the plan be noted.", ["That the plan be noted"]),
    "unanimously": ("RESOLVED (unanimously): That the plan be noted.", ["That the plan be noted"]),
    "spaced letters": (
        "RESOLVED T H A T\n\n1. The plan be noted.\n2. The fund be approved.",
        ["The plan be noted", "The fund be approved"],
    ),
    "ordered": ("ORDERED: That the plan be noted.", ["That the plan be noted"]),
    "agreed, a label": ("AGREED: That the plan be noted.", ["That the plan be noted"]),
    "agreed, in small letters": ("Agreed: that the plan be noted.", ["that the plan be noted"]),
    "agreed in the flow": (
        "The Committee agreed that the plan be brought back in July.",
        ["that the plan be brought back in July"],
    ),
    "agreed to": ("Members agreed to set up a task group.", ["to set up a task group"]),
    "it was agreed": ("It was agreed that the plan should be published.", ["that the plan should be published"]),
    "after a vote": (
        "On being put to the vote, it was RESOLVED that the plan be approved.",
        ["that the plan be approved"],
    ),
    "noted, in capitals": ("The Committee NOTED the report.", ["the report"]),
    "noted at the end": (
        "Members asked about cost.\n\nThe Committee noted the report.",
        ["The Committee noted the report"],
    ),
    "bullets": (
        "RESOLVED:\n\n- That the plan be noted.\n- That the fund be approved.",
        ["That the plan be noted", "That the fund be approved"],
    ),
    "points below a point": (
        "RESOLVED:\n\n1. That Cabinet be asked to:\n   - fund the plan;\n   - report yearly.\n2. That the plan be noted.",
        ["That Cabinet be asked to: fund the plan; report yearly", "That the plan be noted"],
    ),
    "the block and the minutes": (
        "**Decision:**\n\nThat the plan be noted.\n\n**Minutes:**\n\nThe Director spoke.\n\nRESOLVED – the plan be noted.",
        ["That the plan be noted"],
    ),
    "outcome": ("Outcome: That the plan be noted.", ["That the plan be noted"]),
    "the decision's own sentence only": (
        "RESOLVED: That the plan be noted. The meeting then turned to caseloads.",
        ["That the plan be noted"],
    ),
    "carried": (
        "It was moved by Cllr A Fell, seconded by Cllr B Gow, that the plan be published. The motion was put to the vote and CARRIED.",
        ["that the plan be published"],
    ),
}
NONE = {
    "the minutes": "RESOLVED: That the minutes of the meeting held on 2 May 2024 be signed as a correct record.",
    "the public excluded": "RESOLVED: That the press and public be excluded from the meeting under section 100A(4).",
    "standing orders": "RESOLVED that standing orders be suspended to let the meeting go on after 10 pm.",
    "the chair": "RESOLVED: That Councillor Fell be elected Chair for the year.",
    "a lost motion": "It was moved by Cllr Fell, seconded by Cllr Gow, that the plan be rejected. The motion was LOST.",
    "a withdrawn motion": "MOTION: That the plan be rejected.\n\nThe motion was withdrawn.",
    "a lost amendment": "An amendment moved by Cllr Fell, seconded by Cllr Gow, that the date be June, was put and declared LOST.",
    "an opinion": "The Committee agreed that it was important to listen to children.",
    "problems resolved": "The Director said that the problems with the system had been resolved.",
    "another meeting": "At its meeting in March, the Committee agreed that a task group be set up.",
    "agreeing with": "Members agreed with the Director.",
    "recommended to members": "Members are recommended to note the report.",
    "the improvement board": "The Board agreed that the plan be refreshed.",
    "noted in passing": "The Committee noted the improvements that had been made.\n\nMembers thanked the team.",
    "a quotation of law": "The council must prepare a statement of action.",
}


@pytest.mark.parametrize("form", FORMS)
def test_a_decision_is_read_in_each_form(form):
    text, expected = FORMS[form]
    assert [words for _, words in decided(text)] == expected


@pytest.mark.parametrize("what", NONE)
def test_what_is_no_decision_of_substance_gives_none(what):
    assert decided(NONE[what]) == []


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("RESOLVED: That the report be referred to Mayor and Cabinet.", "Mayor and Cabinet"),
        ("RESOLVED to refer the matter to the Audit Committee.", "Audit Committee"),
        ("RECOMMENDED to Cabinet that the fee be raised.", "Cabinet"),
        ("RESOLVED: That the Committee's comments be referred to the Executive.", "Executive"),
    ],
)
def test_a_resolution_that_refers_a_matter_is_a_referral_and_says_that_it_was_decided(text, to):
    assert [(one.kind.value, one.fields["to"], one.fields["decision"]) for one in found_in(text)] == [
        ("referral", to, True)
    ]


def test_a_resolution_with_another_limb_is_a_decision_and_a_referral():
    assert [kind for kind, _ in decided("RESOLVED: That the report be noted and that it be referred to Cabinet.")] == [
        "decision",
        "referral",
    ]


def test_children_referred_to_a_service_are_no_referral():
    assert decided("RESOLVED: That the number of children referred to the hub be noted.") == [
        ("decision", "That the number of children referred to the hub be noted")
    ]


def test_a_decision_says_its_meeting_its_item_its_vote_and_whether_something_is_to_come_back():
    one = found_in("RESOLVED (unanimously): That a further report be submitted to the Committee in September 2024.")[0]
    names = ("committee", "date", "item", "item_title", "unanimous", "needs_answer", "first_day", "last_day")
    assert {name: one.fields[name] for name in names} == {
        "committee": "Children's Scrutiny Committee",
        "date": "2024-06-04",
        "item": "5",
        "item_title": "Improvement plan",
        "unanimous": True,
        "needs_answer": True,
        "first_day": "2024-09-01",
        "last_day": "2024-09-30",
    }


def test_an_officers_report_holds_no_decisions():
    head = "# Report to Cabinet\n\n**Date:** 4 June 2024\n\n**Contributors:** A. Fell\n\n## 1. Summary\n\n"
    assert (
        decided(
            "Cabinet RESOLVED in May that the fund be approved.\n\n## 2. Recommendations\n\nThat the plan be noted.",
            head,
        )
        == []
    )
