"""The questions worth asking: one a rule, in the stated order, as a councillor can read them out."""

from datetime import date, timedelta

import pytest

from actions.board import figures as board
from actions.pages.page_context import PageContext
from csc_tracker.pages.shortening import clipped
from inspections.models import Finding
from inspections.reporting.briefing.actions import plan_actions
from inspections.reporting.briefing.questions import questions
from inspections.scrutiny.findings.gaps import with_gaps
from tests.making import TODAY, make_due, make_officer, make_priority, make_reported_action, make_update
from tests.making_scrutiny import link, make_finding, make_inspection, make_no_answer

pytestmark = pytest.mark.django_db


def ask(plan, on=TODAY):
    page_context = PageContext(plan, on, TODAY, plan_given=False, on_given=False)
    findings = Finding.objects.of_plan(plan, on).exclude(kind="strength").select_related("inspection")
    rows = board.figures(plan, on)[1]
    actions = plan_actions(page_context, rows, since=None, until=on)
    return questions(page_context, rows, with_gaps(findings.order_by("number"), plan, on), actions)


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def well(plan, officer):
    """A priority that no rule finds anything in: one action complete with evidence, one on track."""
    priority = plan.priorities.get()
    done = make_reported_action(priority, words="Write the guide.")
    make_update(done, by=officer, stage="complete", evidence_words="The guide is in use.")
    going = make_reported_action(priority, words="Train everybody.")
    make_update(going, by=officer, rating="on_track", words="Two teams are trained.")
    return going


def test_a_plan_in_order_asks_nothing(plan, well):
    link(make_finding(words="Guides are old."), well)
    assert ask(plan) == []


def make_all_six(plan, officer, well):
    """Something for every rule."""
    inspection = make_inspection()
    link(make_finding(inspection, words="Guides are old."), well)
    make_no_answer(make_finding(inspection, words="Life story work is thin."), plan)
    bare = make_priority(plan, short_name="Domestic abuse")
    waiting = make_reported_action(bare, due=None, words="Commission a service.")
    make_update(waiting, by=officer, words="We have begun.")
    moved = make_reported_action(well.priority, words="Open the hub.", due=date(2020, 2, 1))
    for month in (3, 4):
        make_update(moved, by=officer, **make_due(date(2020, month, 28), change="moved"))
    risky = make_reported_action(well.priority, words="Hire ten social workers.")
    for _ in range(3):
        make_update(risky, by=officer, rating="at_risk", words="Nobody applies.")
    make_reported_action(well.priority, words="Buy the system.", due=date(2020, 5, 1))
    done = make_reported_action(well.priority, words="Hold the away day.")
    make_update(done, stage="complete", effective_date=TODAY)


def test_all_six_are_asked_in_the_stated_order(plan, officer, well):
    make_all_six(plan, officer, well)
    assert [(question.ask, question.count.number, question.count.words) for question in ask(plan)] == [
        ("Which action answers “Life story work is thin”?", 1, "of 2 findings to improve has no answer in the plan"),
        (
            "Nothing is complete in “Domestic abuse”, and no open action there has its own finishing date. "
            "What will be done first, and by when?",
            1,
            "of 2 priorities has nothing complete and no action with its own date",
        ),
        (
            "The date of P1.03 “Open the hub” has been moved twice. Why, and will the new date hold?",
            1,
            "open action has had the date moved twice or more",
        ),
        (
            "P1.04 “Hire ten social workers” has been rated At risk three times running. "
            "What would put it back on track?",
            1,
            "open action has been at risk three times running",
        ),
        (
            "P1.05 “Buy the system” has had no officer’s update for more than 42 days. What has happened since?",
            1,
            "of 5 open actions has had no officer’s update for more than 42 days",
        ),
        (
            "P1.06 “Hold the away day” is complete. What is there to show for it, and what impact has it had on children?",
            1,
            "complete action has no evidence and no impact recorded",
        ),
    ]


def test_before_any_officer_updated_anything_the_question_says_so(plan):
    for _ in range(2):
        make_reported_action(plan.priorities.get())
    [not_updated] = [question for question in ask(plan) if question.code == "not_updated"]
    assert not_updated.ask.startswith("No officer has updated any of the 2 open actions in this tracker.")
    assert not_updated.count.words == "open actions have never been updated by an officer"
    plan.priorities.get().actions.first().updates.first()
    assert [question for question in ask(plan, TODAY - timedelta(days=1)) if question.code == "not_updated"] == []


def test_an_officers_update_of_an_action_that_is_done_says_that_officers_do_update(plan, officer):
    make_reported_action(plan.priorities.get())
    make_update(make_reported_action(plan.priorities.get()), by=officer, stage="complete", evidence_words="A policy.")
    [not_updated] = [question for question in ask(plan) if question.code == "not_updated"]
    assert not_updated.count.words.startswith("of 1 open actions has had no officer’s update for more than")


def test_a_question_gives_two_examples_and_the_count_of_all(plan):
    for number in range(5):
        make_no_answer(make_finding(make_inspection(), words=f"Finding {number} is bad."), plan)
    [question] = ask(plan)
    assert (question.count.number, len(question.examples)) == (5, 2)
    assert question.ask.count("Which action answers") == 2


def test_long_words_are_cut_at_a_space_and_lose_the_stop_at_their_end():
    assert clipped("One two three.", 20) == "One two three"
    assert clipped("One two three four five", 12) == "One two…"
    assert clipped("One two, three", 10) == "One two…"
