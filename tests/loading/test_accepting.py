"""Accepting a paper: records with receipts, all or none; undoing it withdraws them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from actions.board.figures import figures
from actions.models import Action, ActionPeriod, ActionPosition, ProgressUpdate
from actions.positions.recording import differing_actions
from csc_tracker.people.sight import seeing
from inspections.loading.review.acceptance import NotAccepted
from inspections.loading.review.accepting import accept
from inspections.loading.review.deciding import correct, decide, merge
from inspections.loading.review.undoing import dependent_records, undo
from inspections.models import (
    AgendaItem,
    Citation,
    Finding,
    Inspection,
    Loading,
    Meeting,
    Passage,
    Proposal,
    Report,
    Resolution,
)
from priorities.models import Priority
from tests.making import make_plan, make_priority, make_reported_action, make_update
from tests.making_loading import accept_all, make_loading, period, read, read_action, read_report

pytestmark = pytest.mark.django_db
TODAY = date(2020, 2, 1)
COUNTED = (
    Priority,
    Action,
    ActionPeriod,
    ProgressUpdate,
    Inspection,
    Finding,
    Meeting,
    Resolution,
    Report,
    Passage,
    Citation,
)


def counts():
    return {model.__name__: model.objects.count() for model in COUNTED}


@pytest.fixture
def plan(db):
    return make_plan(ends=date(2021, 3, 31))


DONE = period("completed", "(Dec’19)", "2019-12-01", "2019-12-31")
DUE = period("finish", "by March 2020", None, "2020-03-31")


def whole():
    """A small paper with one of most kinds."""
    return [
        read_report(),
        read("inspection", "July 2019", title="Ofsted inspection", kind="graded", framework="ilacs",
             first_day="2019-07-01", last_day="2019-07-31", date_as_written="July 2019"),
        read("judgement", "Leaders: Good", line="The impact of leaders", grade="Good", inspection="Ofsted inspection"),
        read("finding", "Life story work is weak.", kind="area_for_improvement", heading="The impact of leaders"),
        read("priority", "Workforce, so that staff have skills.", number=1, short_name="Workforce"),
        read_action("Needs analysis completed. (Dec’19)", stage="complete", periods=[DONE], column="done"),
        read_action("Strategy by March 2020.", periods=[DUE], lead="Head of Workforce", passage=2),
        read_action("Campaigns.", due_from="heading", due_as_written="through 2020", due_last_day="2020-12-31"),
        read("promise", "In March the committee will receive a report.", date_as_written="In March",
             first_day="2020-03-01", last_day="2020-03-31", by="Officers"),
        read("oddity", "The number 1.3 stands twice.", what="number_twice"),
    ]  # fmt: skip


@pytest.fixture
def loading(plan):
    loading = make_loading(plan, whole(), texts=("First.", "Second."), content=b"the paper")
    accept_all(loading)
    return loading


def test_what_is_accepted_becomes_records_with_receipts(loading, admin_user):
    accept(loading, by=admin_user, on=TODAY)
    assert [(a.reference, a.words, a.column, str(a.owner or "")) for a in Action.objects.order_by("number")] == [
        ("P1.01", "Needs analysis completed. (Dec’19)", "done", ""),
        ("P1.02", "Strategy by March 2020.", "planned", "Head of Workforce"),
        ("P1.03", "Campaigns.", "planned", ""),
    ]
    updates = ProgressUpdate.objects.order_by("sequence").values_list(
        "stage", "effective_date", "due_last_day", "due_basis"
    )
    assert list(updates) == [
        ("complete", date(2019, 12, 31), None, ""),
        ("planned", date(2020, 1, 14), date(2020, 3, 31), "own"),
        ("planned", date(2020, 1, 14), date(2020, 12, 31), "heading"),
    ]
    assert set(ProgressUpdate.objects.values_list("source", "by")) == {("paper", admin_user.pk)}
    assert Finding.objects.get().line.words == "The impact of leaders"
    assert Resolution.objects.get().item.meeting.first_day == date(2020, 1, 14)
    assert Resolution.objects.get().item.meeting.worked_out
    for model in (Priority, Action, ProgressUpdate, Inspection, Finding, Meeting, Resolution):
        for record in model.objects.all():
            assert record.citations.exists(), record
    assert Report.objects.get().stored_file.content == b"the paper"


def test_a_proposal_that_cannot_be_stops_the_whole_acceptance_and_is_named(plan, admin_user):
    loading = make_loading(plan, [read_report(), read_action("Do it.", priority=7)], texts=("First.",))
    accept_all(loading)
    before = counts()
    with pytest.raises(NotAccepted, match=r"Passage 1, “Do it\.”: the plan has no priority 7"):
        accept(loading, by=admin_user, on=TODAY)
    assert counts() == before
    assert set(loading.proposals.values_list("acceptance", flat=True)) == {None}


def test_undoing_withdraws_everything_and_the_paper_can_be_accepted_again(loading, admin_user, plan):
    before = counts()
    acceptance = accept(loading, by=admin_user, on=TODAY)
    after, board = counts(), figures(plan, TODAY)[0]
    undo(acceptance, by=admin_user, on=TODAY, because="The wrong version.")
    withdrawn = ProgressUpdate.objects.exclude(withdrawn_by=None).count()
    assert withdrawn == 3
    assert {**counts(), "ProgressUpdate": 0, "Passage": 0} == before
    assert Action.every.count() == 3
    assert not ActionPosition.objects.exists()  # what was withdrawn stands nowhere, on no day
    assert differing_actions() == []
    accept(loading, by=admin_user, on=TODAY)
    again = counts()
    again["ProgressUpdate"] -= 2 * withdrawn
    again["Passage"] //= 2
    assert again == after
    assert figures(plan, TODAY)[0] == board
    assert [action.reference for action in Action.objects.order_by("number")] == ["P1.01", "P1.02", "P1.03"]


def test_what_something_was_built_on_is_not_undone(loading, admin_user, plan):
    acceptance = accept(loading, by=admin_user, on=TODAY)
    assert dependent_records(acceptance) == []
    make_update(
        Action.objects.get(number=2),
        effective_date=date(2020, 1, 20),
        source="officer",
        by=admin_user,
        rating="on_track",
    )
    before = counts()
    with pytest.raises(
        ValidationError, match=r"cannot be undone, because an update of P1\.02 was recorded for 20 January 2020"
    ):
        undo(acceptance, by=admin_user, on=TODAY, because="Wrong.")
    assert counts() == before


def test_an_undoing_needs_a_reason_and_comes_once(loading, admin_user):
    acceptance = accept(loading, by=admin_user, on=TODAY)
    with pytest.raises(ValidationError, match="Say why"):
        undo(acceptance, by=admin_user, on=TODAY, because=" ")
    undo(acceptance, by=admin_user, on=TODAY, because="Wrong.")
    with pytest.raises(ValidationError, match="already been undone"):
        undo(acceptance, by=admin_user, on=TODAY, because="Wrong.")


def test_the_same_file_is_refused_once_it_is_here(loading, admin_user, plan):
    accept(loading, by=admin_user, on=TODAY)
    with pytest.raises(ValidationError, match="has already been loaded"):
        make_loading(plan, whole(), content=b"the paper")


def test_what_is_rejected_or_open_makes_nothing(plan, admin_user):
    loading = make_loading(plan, whole(), texts=("First.", "Second."))
    decide(loading.proposals.filter(kind="priority"), Proposal.Decision.ACCEPTED, by=admin_user)
    decide(loading.proposals.filter(kind="finding"), Proposal.Decision.REJECTED, by=admin_user)
    accept(loading, by=admin_user, on=TODAY)
    assert (Priority.objects.count(), Action.objects.count(), Finding.objects.count()) == (1, 0, 0)
    decide(loading.proposals.filter(kind="action"), Proposal.Decision.ACCEPTED, by=admin_user)
    accept(loading, by=admin_user, on=TODAY)
    assert Action.objects.count() == 3
    assert Report.objects.count() == 1


def test_an_edit_is_what_is_taken_in_and_who_edited_is_kept(plan, admin_user):
    make_priority(plan)
    loading = make_loading(plan, [read_report(), read_action("Misread.", priority=None)])
    one = loading.proposals.get(kind="action")
    correct(one, "Read rightly.", one.fields | {"priority": 1}, by=admin_user)
    accept(loading, by=admin_user, on=TODAY)
    assert Action.objects.get().words == "Read rightly."
    assert [(d.what, d.by) for d in one.decisions.all()] == [("edited", admin_user)]
    assert (one.text, Citation.objects.get(action__isnull=False).proposal) == ("Misread.", one)


def test_a_merged_proposal_gives_the_record_a_receipt_and_no_more(plan, admin_user):
    action = make_reported_action(make_priority(plan))
    loading = make_loading(plan, [read_report(), read_action("Another thing altogether.")])
    one = loading.proposals.get(change="new", kind="action")
    merge(one, action, by=admin_user)
    acceptance = accept(loading, by=admin_user, on=TODAY)
    assert (Action.objects.count(), action.updates.count()) == (1, 1)
    assert [(cite.made, cite.passage.order) for cite in action.citations.all()] == [(False, 1)]
    undo(acceptance, by=admin_user, on=TODAY, because="Not the same.")
    assert not action.citations.exists()
    assert Action.objects.get() == action


def test_what_was_taken_in_is_not_decided_again(loading, admin_user):
    accept(loading, by=admin_user, on=TODAY)
    assert decide(loading.proposals.all(), Proposal.Decision.REJECTED, by=admin_user) == 0
    one = loading.proposals.get(kind="priority")
    with pytest.raises(ValidationError, match="already been saved to the plan"):
        correct(one, "Other words.", one.fields, by=admin_user)
    one.refresh_from_db()
    assert (one.decision, one.edited) == ("accepted", None)


def test_what_was_undone_counts_for_nothing_when_an_earlier_paper_is_undone(loading, admin_user, plan):
    first = accept(loading, by=admin_user, on=TODAY)
    done = period("completed", "(Jan’20)", "2020-01-01", "2020-01-31")
    proposals = [
        read_report(date(2020, 2, 1)),
        read_action("Strategy published. (Jan’20)", stage="complete", periods=[done]),
    ]
    later = make_loading(plan, proposals)
    accept_all(later)
    undo(accept(later, by=admin_user, on=TODAY), by=admin_user, on=TODAY, because="Wrong.")
    assert dependent_records(first) == []
    undo(first, by=admin_user, on=TODAY, because="Wrong too.")
    assert Action.objects.count() == 0


def test_what_an_exempt_part_says_becomes_an_exempt_record(plan, admin_user):
    part = {"from": 2, "to": 2, "released": True, "reason": "Part 2"}
    proposals = [
        read_report(exempt_parts=[part]), read("promise", "Officers will report in March 2020.", 1),
        read("promise", "Officers will report on the case in April 2020.", 2),
    ]  # fmt: skip
    loading = make_loading(plan, proposals, texts=("Open.", "Exempt."))
    assert [one.text for one in loading.proposals.filter(kind="promise")] == ["Officers will report in March 2020."]
    with seeing([plan.pk]):
        accept_all(loading)
        accept(loading, by=admin_user, on=TODAY)
        assert Resolution.objects.count() == 2
    assert [one.words for one in Resolution.objects.all()] == ["Officers will report in March 2020."]
    assert [one.words for one in Report.objects.get().passages.all()] == ["Open."]


@pytest.mark.parametrize("said", [{"is_open": True}, {}, {"is_open": False}], ids=["open", "nothing", "exempt"])
def test_of_the_admins_word_and_the_papers_the_stricter_wins(plan, admin_user, said):
    proposals = [read_report(exempt_words="Part 2"), read("promise", "Officers will report in March.")]
    loading = make_loading(plan, proposals, **{"is_open": False} | said)
    with seeing([plan.pk]):
        loading.proposals.filter(kind="report").update(decision="rejected")
        loading.proposals.exclude(kind="report").update(decision="accepted")
        accept(loading, by=admin_user, on=TODAY)
        assert (Resolution.objects.count(), Report.objects.count()) == (1, 1)
    assert not Loading.objects.exists()
    assert not Report.objects.exists()
    assert not Resolution.objects.exists()
    assert not Meeting.objects.exists()
    assert not AgendaItem.objects.exists()


def test_an_exempt_paper_rewords_nothing_that_everyone_sees(plan, admin_user):
    open_one = make_loading(plan, [read_report(), read("priority", "Housing", number=1)])
    accept_all(open_one)
    accept(open_one, by=admin_user, on=TODAY)
    with seeing([plan.pk]):
        later = make_loading(
            plan, [read_report(date(2020, 4, 20)), read("priority", "Housing and hubs", number=1)], is_open=False
        )
        accept_all(later)
        with pytest.raises(NotAccepted, match="would change words that everyone sees"):
            accept(later, by=admin_user, on=TODAY)
    assert Priority.objects.get().words == "Housing"


def test_what_a_later_paper_says_of_progress_is_kept_as_an_update(loading, admin_user, plan):
    accept(loading, by=admin_user, on=TODAY)
    again = read_action("Campaigns.", due_from="heading", rag="Red", progress="Recruitment has failed twice.")
    later = make_loading(plan, [read_report(date(2020, 3, 1)), again])
    accept_all(later)
    accept(later, by=admin_user, on=date(2020, 3, 2))
    update = Action.objects.get(number=3).updates.order_by("-sequence").first()
    assert (update.effective_date, update.source, update.stage, update.rating) == (date(2020, 3, 1), "paper", "", "")
    assert update.words == "Recruitment has failed twice.\nThe paper’s own rating: Red."
