"""The actions of a briefing: counted as the lists count them, and the first of each in its order."""

from datetime import date, timedelta

import pytest

from actions.board import figures as board
from actions.lists.worth_asking import Ask, worth_asking
from actions.models import Action
from actions.pages.page_context import PageContext
from actions.positions import changes
from actions.positions.baseline import baseline_on
from actions.positions.in_the_way import in_the_way_of_annotated
from inspections.reporting.briefing.actions import MOST_EXAMPLES, MOST_LISTED, plan_actions
from tests.making import TODAY, make_due, make_officer, make_reported_action, make_update

pytestmark = pytest.mark.django_db
BEFORE = date(2019, 10, 16)


@pytest.fixture
def officer():
    return make_officer()


def chosen(plan, since=None, until=TODAY):
    page_context = PageContext(plan, TODAY, TODAY, plan_given=False, on_given=False)
    _, rows = board.figures(plan, TODAY)
    return plan_actions(page_context, rows, since, until)


def make_some_of_each(plan, officer):
    """Late, moved, rated, complete and new actions of one priority."""
    priority = plan.priorities.get()
    for number in range(4):
        late = make_reported_action(priority, due=date(2020, 1, 10 - number), effective_date=date(2019, 9, 1))
        make_update(late, by=officer, rating="at_risk", words=f"Slow {number}.", effective_date=date(2019, 12, 1))
        moved = make_reported_action(priority, due=date(2020, 2, 1), effective_date=date(2019, 9, 1))
        for month in (3, 4):
            make_update(
                moved, by=officer, effective_date=date(2019, 12, 2), **make_due(date(2020, month, 1), change="moved")
            )
        done = make_reported_action(priority, effective_date=date(2019, 9, 1))
        make_update(done, stage="complete", effective_date=date(2019, 11, 1))
        make_reported_action(priority, due=None)


def test_changes_are_counted_as_for_the_list_of_actions(plan, officer):
    make_some_of_each(plan, officer)
    since = baseline_on(BEFORE)
    counted = board.figures(plan, TODAY, baseline=since)[0].changes
    listed = chosen(plan, since)
    assert listed.changes == {change: counted[change] for change in changes.Change if counted[change]}
    assert listed.changed.number == counted["any"]
    assert list(listed.changes) == [
        changes.Change.LATE, changes.Change.DATE_MOVED, changes.Change.COMPLETED, changes.Change.FIRST_RATED,
        changes.Change.NEW,
    ]  # fmt: skip


def test_each_rule_names_the_actions_that_the_list_shows_for_it(plan, officer):
    make_some_of_each(plan, officer)
    page_context = PageContext(plan, TODAY, TODAY, plan_given=False, on_given=False)
    by_rule = chosen(plan).worth_asking
    positions = page_context.positions(Action.objects.of_plan(plan))
    assert {rule: listed.number for rule, listed in by_rule.items()} == {
        rule: worth_asking(positions, rule, page_context).count() for rule in Ask
    }
    assert [action.reference for action in by_rule[Ask.MOVED_TWICE].actions] == ["P1.02", "P1.06"]
    assert {len(listed.actions) for listed in by_rule.values() if listed.number} == {MOST_EXAMPLES}


def test_the_late_come_first_by_their_date_then_what_is_off_track_then_what_is_at_risk(plan, officer):
    make_some_of_each(plan, officer)
    priority = plan.priorities.get()
    for rating in ("at_risk", "off_track", "on_track"):
        make_update(make_reported_action(priority), by=officer, rating=rating, words=f"It is {rating}.")
    listed = chosen(plan).red_or_amber
    assert [action.reference for action in listed.actions] == [
        "P1.13", "P1.09", "P1.05", "P1.01", "P1.18", "P1.17"
    ]  # fmt: skip
    assert [in_the_way_of_annotated(action.position).words for action in listed.actions[::4]] == [
        "Slow 3.", "It is off_track."
    ]  # fmt: skip


def test_what_is_due_ends_with_its_last_day_and_leaves_out_the_late(plan):
    priority = plan.priorities.get()
    for days in (-1, 0, 9, 10):
        make_reported_action(priority, due=TODAY + timedelta(days=days))
    due = chosen(plan, until=TODAY + timedelta(days=9)).due
    assert (due.number, [action.reference for action in due.actions]) == (2, ["P1.02", "P1.03"])


def test_of_many_changes_only_as_many_are_read_as_a_part_lists(plan, officer):
    priority = plan.priorities.get()
    for _ in range(MOST_LISTED - 1):
        make_reported_action(priority, due=date(2020, 1, 10), effective_date=date(2019, 9, 1))
    for _ in range(3):
        make_reported_action(priority, due=None)
    listed = chosen(plan, baseline_on(BEFORE))
    assert (listed.changed.number, len(listed.changed.actions)) == (MOST_LISTED + 2, MOST_LISTED)
    assert listed.changes == {changes.Change.LATE: MOST_LISTED - 1, changes.Change.NEW: 3}
    assert [action.changes for action in listed.changed.actions[-2:]] == [[changes.Change.LATE], [changes.Change.NEW]]


def test_an_action_with_several_changes_is_listed_once_with_all_of_them(plan, officer):
    late = make_reported_action(plan.priorities.get(), due=date(2020, 1, 10), effective_date=date(2019, 9, 1))
    make_update(late, by=officer, stage="under_way", rating="at_risk", words="Slow.", effective_date=date(2019, 12, 1))
    [action] = chosen(plan, baseline_on(BEFORE)).changed.actions
    assert action.changes == [changes.Change.LATE, changes.Change.STARTED, changes.Change.FIRST_RATED]


def test_without_a_baseline_nothing_has_changed(plan, officer):
    make_some_of_each(plan, officer)
    listed = chosen(plan)
    assert (listed.changed.number, listed.changed.actions, listed.changes) == (0, [], {})


def test_an_empty_plan_has_nothing_to_show(plan):
    listed = chosen(plan, baseline_on(BEFORE))
    assert (listed.red_or_amber.number, listed.due.number, listed.changed.number) == (0, 0, 0)
    assert listed.officer_said is False
