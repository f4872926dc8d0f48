"""The front matter of papers in different layouts."""

from datetime import date

import pytest

from inspections.loading.reading.reader import read
from inspections.loading.recognising import paper_details


def of(text, given=None):
    paper = read(text.encode())
    context = paper_details.context_of(paper, given)
    return context, paper_details.recognise(paper, context)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("**Class:** Part 1", "Part 1"),
        ("**Class:** Part 2", "Part 2"),
        ("**Status:** Open", None),
        ("**Report status:** Open", "Part 1"),
        ("**Classification:** Exempt", "Part 2"),
        ("**Exempt information:** No", "Part 1"),
        ("NOT FOR PUBLICATION by virtue of paragraph 3 of Schedule 12A", "Part 2"),
        ("**Confidential or exempt:** Confidential", None),
    ],
)
def test_the_class_of_a_report_is_read_from_its_own_words(line, expected):
    _, proposals = of(f"# Outcome of the inspection\n\n{line}\n\n**Report to:** Cabinet\n\n## 1. Purpose\n\nTo inform.")
    assert proposals[0].fields["class"] == expected


@pytest.mark.parametrize(
    ("text", "committee", "day"),
    [
        ("# Minutes of the meeting of the Children's Scrutiny Committee held on 4 June 2024\n\nPresent: A. Fell", "Children's Scrutiny Committee", "2024-06-04"),
        ("# Agenda and minutes\n\n## Children's Panel - Tuesday 4th June 2024 6.30 pm\n\n### Minutes:\n\nNone.", "Children's Panel", "2024-06-04"),
        ("# Agenda for Children's Panel on Tuesday, 4th June, 2024, 6.30 pm\n\n1. Apologies", "Children's Panel", "2024-06-04"),
        ("# Cabinet, 4 June 2024\n\n## Budget\n\nText.", "Cabinet", "2024-06-04"),
        ("# Issue - meetings\n\n## Fostering\n\nMeeting: 04/06/2024 - Cabinet (Item 4)\n\nDecision:\n\nThat it be noted.", "Cabinet", "2024-06-04"),
        ("# Report\n\n| Report to: | Cabinet |\n|---|---|\n| Date of meeting: | 4 June 2024 |\n\n## 1. Purpose\n\nTo inform.", "Cabinet", "2024-06-04"),
        ("NORTHMERE COUNCIL\n\nCHILDREN'S PANEL\n\nMINUTES of a meeting held on Tuesday, 4 June 2024\n\nPRESENT: A. Fell", "CHILDREN'S PANEL", "2024-06-04"),
    ],
    ids=["minutes of", "name and day", "agenda for", "committee and day", "issue page", "a table", "capitals"],
)  # fmt: skip
def test_a_meeting_is_read_from_each_layout(text, committee, day):
    _, proposals = of(text)
    meetings = [(one.fields["committee"], one.fields["first_day"]) for one in proposals if one.kind == "meeting"]
    assert meetings == [(committee, day)]


@pytest.mark.parametrize(
    ("text", "document_type"),
    [
        ("Dear Ms Fell\n\nThis letter tells of the visit.\n\nYours sincerely\n\nA. Gow", "letter"),
        ("# Decision details\n\nDecision Maker: Cabinet\n\nDate of decision: 04/06/2024", "decision"),
        ("# Agenda item\n\n## Fostering\n\n### Minutes:\n\nRESOLVED: That it be noted.", "minutes"),
        ("# Inspection of Northmere local authority children's services\n\nInspection dates: 4 to 8 March 2024", "inspection_report"),
        ("# Improvement plan\n\n| Action | Lead |\n|---|---|\n| Hire staff | A. Fell |", "plan"),
        ("# A poem\n\nRoses are red.", ""),
    ],
    ids=["letter", "decision", "minutes", "inspection report", "plan", "none"],
)  # fmt: skip
def test_the_type_of_a_paper_is_read_from_its_form(text, document_type):
    assert of(text)[0].document_type == document_type


def test_the_day_that_the_admin_gives_wins_over_the_papers_own():
    context, proposals = of("# Report\n\n**Date:** 4 June 2024\n\n**Class:** Part 1", date(2024, 7, 1))
    assert (context.day, context.day_given, proposals[0].fields["first_day"]) == (date(2024, 7, 1), True, "2024-06-04")
