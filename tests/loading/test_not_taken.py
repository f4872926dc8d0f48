"""What was not taken from a paper is listed, and one press makes it a proposal."""

import pytest

from inspections.loading.reading.passages import Passage
from inspections.loading.review.not_taken import not_taken
from inspections.models import Proposal, ProposalDecision
from tests.making import make_plan, make_priority
from tests.making_loading import make_loading, read, read_action, read_report

pytestmark = pytest.mark.django_db

SENTENCES = {
    "The panel was pleased and agreed with the officer on most points.": "decision",
    "Mrs Hale asked how that had come about in so short a time.": "request",
    "The team would look at it once the new system was there.": "promise",
    "Two of the homes were rated inadequate last year.": "judgement",
    "The new building opened on 3 May 2019 with a short ceremony.": "intention",
    "Families spoke warmly of the centre.": None,
}


@pytest.fixture
def plan(db):
    plan = make_plan()
    make_priority(plan)
    return plan


def paragraph(text):
    return [Passage(1, "paragraph", text)]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_with_a_cue_that_gave_no_proposal_is_listed_by_its_cue(sentence):
    kind = SENTENCES[sentence]
    found = [(each.words, each.kind, each.value) for each in not_taken(paragraph(sentence), [])]
    assert found == ([(sentence, kind, "1:0")] if kind else [])


def test_a_sentence_that_gave_a_proposal_is_not_listed():
    said = "The committee agreed the plan. Members asked for a note on what it will cost."
    proposal = Proposal(kind="decision", text="The committee agreed the plan.", passage=1)
    assert [each.words for each in not_taken(paragraph(said), [proposal])] == [
        "Members asked for a note on what it will cost."
    ]


def cells(*rows):
    heads, *body = rows
    made = [Passage(at, "cell", words, table=1, row=1, column=at, header=True) for at, words in enumerate(heads, 1)]
    for row, words in enumerate(body, 2):
        for column, text in enumerate(words, 1):
            head = heads[column - 1]
            made.append(Passage(len(made) + 1, "cell", text, table=1, row=row, column=column, column_heading=head))
    return made


def test_a_row_and_a_column_that_nothing_was_read_in_are_listed():
    table = cells(("Action", "Budget"), ("Train all of the staff", "£4,000"), ("Open a second family hub", "£9,000"))
    proposal = Proposal(kind="action", text="Train all of the staff", passage=3)
    found = [(each.place, each.words, each.kind) for each in not_taken(table, [proposal])]
    assert found == [
        ("table 1, row 3", "Open a second family hub | £9,000", "action"),
        ("table 1, column “Budget”", "£4,000", None),
    ]


def review(loading):
    return f"/admin/inspections/loading/{loading.pk}/change/"


def test_one_press_makes_a_sentence_a_proposal_and_a_second_press_no_other(staff, admin_user, plan):
    sentence = "Mrs Hale asked how that had come about in so short a time."
    loading = make_loading(plan, [read_report()], texts=("Improvement plan update", sentence))
    page = staff.get(review(loading)).content.decode()
    assert 'value="2:0"' in page
    for _ in range(2):
        answer = staff.post(review(loading), {"page": "1", "take": "2:0"})
    made = loading.proposals.get(kind="request")
    assert answer["Location"] == f"{review(loading)}?page=1#proposal-{made.pk}"
    assert (made.text, made.passage, made.decision, made.change) == (sentence, 2, "", "")
    assert [each.by for each in ProposalDecision.objects.filter(proposal=made)] == [admin_user]
    assert 'name="take"' not in staff.get(review(loading)).content.decode()


def test_what_is_no_sentence_of_the_paper_makes_nothing(staff, plan):
    loading = make_loading(plan, [read_report()], texts=("Improvement plan update",))
    for value in ("1:0", "9:0", "x", "", "1:row"):
        assert "that did not work" in staff.post(review(loading), {"take": value}, follow=True).content.decode()
    assert loading.proposals.count() == 1


def test_the_head_says_what_changes_and_only_what_is_unsure_can_be_shown(staff, plan):
    unsure = read("request", "Members asked for a note.", 2)
    unsure.confidence = 0.6
    loading = make_loading(plan, [read_report(), read_action("Train all staff"), unsure], texts=("Train", "Members"))
    loading.proposals.filter(kind="action").update(change="date_moved")
    loading.proposals.filter(kind="request").update(change="new")
    assert "Compared with our records: 1 date moved, 1 new." in staff.get(review(loading)).content.decode()
    shown = staff.get(f"{review(loading)}?only=unsure").content.decode()
    assert ("Members asked for a note." in shown, "Train all staff" in shown) == (True, False)
