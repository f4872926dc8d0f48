"""The January report, loaded into an empty plan: what the fixtures hold, from the file alone."""

from datetime import date

import pytest

from actions.board.figures import figures
from actions.models import Action
from actions.positions.status import Status
from csc_tracker.people import roles
from inspections.loading.review.accepting import accept
from inspections.loading.review.deciding import decide, ready
from inspections.loading.review.intake import read_loading, receive
from inspections.loading.review.undoing import undo
from inspections.models import Finding, FindingPriority, Inspection, Judgement, Passage, Proposal
from tests.making import TODAY, make_plan, make_user

pytestmark = pytest.mark.django_db
DAY = date(2020, 1, 14)


@pytest.fixture
def loading(settings):
    paper = settings.BASE_DIR / "fixtures/papers/2020-01-14-post-ofsted-report.txt"
    loading = receive(
        paper.read_bytes(), paper.name, by=None, on=TODAY, is_open=True, plan=make_plan(ends=date(2021, 3, 31))
    )
    read_loading(loading, TODAY)
    decide(loading.proposals.filter(pk__in=ready(loading.proposals.all())), Proposal.Decision.ACCEPTED, by=None)
    loading.refresh_from_db()
    return loading


def statuses(plan, on):
    whole = figures(plan, on)[0].by_state
    return {state: count for state, count in whole.items() if count}


def test_the_report_becomes_the_plan_that_its_fixtures_hold(loading):
    admin_user = make_user(roles.ADMIN)
    acceptance = accept(loading, by=admin_user, on=DAY)
    plan = loading.plan
    assert statuses(plan, DAY) == {Status.COMPLETE: 35, Status.NOT_RATED: 33}
    late = {day: statuses(plan, day).get(Status.LATE, 0) for day in LATE}
    assert late == LATE
    assert Action.objects.filter(column="done").count() == 38
    assert (Finding.objects.count(), Inspection.objects.count(), Judgement.objects.count()) == (42, 3, 6)
    assert Passage.objects.count() == 310
    linked = FindingPriority.objects.values_list("finding__words", "priority__number", "basis")
    assert sorted((number, words[:30], basis) for words, number, basis in linked) == QUOTED
    assert FindingPriority.objects.not_removed().count() == len(QUOTED)
    undo(acceptance, by=admin_user, on=DAY, because="To try it again.")
    assert statuses(plan, DAY) == {}
    assert not FindingPriority.objects.not_removed().exists()


# Those that the issues have word for word; three more of the fixtures' links are to words that are nearly the same.
QUOTED = [
    (4, "Early help services need to be", "quoted"),
    (8, "Care leavers’ service improvem", "quoted"),
    (11, "Casework audits are too positi", "quoted"),
    (11, "Not all performance reports ar", "quoted"),
]
# Counted by hand: docs/papers.md.
LATE = {date(2020, 2, 1): 1, date(2020, 4, 1): 4, date(2021, 1, 1): 27, date(2021, 4, 1): 31}
