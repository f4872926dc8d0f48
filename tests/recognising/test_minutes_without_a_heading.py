"""Pages of minutes that have no heading for them, known by how they speak."""

from inspections.loading.reading.reader import read
from inspections.loading.recognising import minutes, paper_details

ISSUE = """Issue - meetings

Improvement plan: second update

Meeting: 08/03/2023 - Children's Overview Committee (Item 6)

6 Improvement plan: second update PDF 88 KB

Additional documents:

The committee received the second update.

A request was made for the report to show how many months each action had been late.

That the update be noted.
"""
ITEM = """Agenda item

Focused visit of March 2021

1.  That the letter of the visit be noted.

2.  The following comments were made:

·  The committee welcomed the letter.

3.  That officers report back to the July meeting on progress.
"""
PROSE = """Focused visit of March 2021

Inspectors came on 9 March 2021. That the visit went well is due to the staff.

The team was small. It is known that recording takes time.
"""


def found_in(text):
    paper = read(text.encode())
    context = paper_details.context_of(paper, None)
    found = minutes.recognise(paper, context)
    return context.document_type, [(one.kind.value, one.text.rstrip(".")) for one in found]


def test_what_follows_the_documents_of_an_item_is_its_minutes():
    kind, found = found_in(ISSUE)
    assert kind == "minutes"
    assert ("decision", "That the update be noted") in found
    request = "A request was made for the report to show how many months each action had been late"
    assert ("request", request) in found


def test_numbered_sentences_that_begin_with_that_are_decisions():
    kind, found = found_in(ITEM)
    assert kind == "minutes"
    assert [words for what, words in found if what == "decision"] == [
        "That the letter of the visit be noted",
        "That officers report back to the July meeting on progress",
    ]


def test_prose_of_a_paper_is_not_taken_for_minutes():
    assert found_in(PROSE) == ("", [])
