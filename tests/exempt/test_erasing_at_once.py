"""What somebody decides of a paper at the very moment that it is erased does not bring its words back."""

import pytest

from csc_tracker.people import roles
from inspections.loading.review.deciding import correct
from inspections.loading.review.exempting import say_open
from inspections.models import Erasure, Loading
from inspections.scrutiny.papers.erasing import erase, propose_erasure
from tests.exempt.test_at_once import at_once, at_the_same_moment
from tests.exempt.test_erasing import tables_with
from tests.making import TODAY, make_plan, make_priority, make_user
from tests.making_loading import make_loading, read_action, read_report

pytestmark = at_the_same_moment
WORDS = "Train Quorlwyx in the service to supervise social workers well."


@pytest.mark.parametrize("again", range(4))
@pytest.mark.parametrize("what", ["correct", "say open"])
def test_a_decision_and_an_erasure(what, again):
    people = [make_user(roles.ADMIN, is_staff=True) for _ in "ab"]
    plan = make_plan()
    make_priority(plan)
    report = read_report(exempt_signs=[{"passage": 1, "words": WORDS}])
    loading = make_loading(plan, [report, read_action(WORDS)], [WORDS])
    erasure = propose_erasure(loading, by=people[0], on=TODAY, reason="Wrong.")
    proposal = loading.proposals.get(kind="action")
    works = {
        "correct": lambda: correct(proposal, proposal.text, proposal.fields, by=people[0]),
        "say open": lambda: say_open(loading, by=people[0], because="It is open."),
    }
    answers = at_once(lambda: erase(erasure, by=people[1], on=TODAY), works[what])
    assert isinstance(answers[0], Erasure), answers
    assert tables_with("Quorlwyx") == []
    assert Loading.objects.get().signs == []
