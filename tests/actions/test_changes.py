"""What changed between two positions: the rule, its SQL on thousands of cases, and the words of a row."""

from datetime import date, timedelta

import pytest

from actions.board.figures import figures
from actions.models import Action, ProgressUpdate
from actions.pages.page_context import PageContext
from actions.positions.baseline import Baseline
from actions.positions.change_words import changes_in_words
from actions.positions.changes import (
    CLOSED_STAGES,
    Change,
    action_keys,
    changes_of,
    filter_by_change,
    positions_by_change,
)
from actions.positions.facts import facts_on
from actions.positions.status import OPEN_STAGES, is_late
from tests.actions.test_position import START, any_update, days, many  # noqa: F401 (many is a fixture)
from tests.making import make_due, make_officer, make_plan, make_post, make_priority, make_reported_action, make_update

pytestmark = pytest.mark.django_db
SINCE, ON = date(2019, 10, 16), date(2020, 1, 14)


def baseline(day=SINCE, up_to=None):
    return Baseline(day.isoformat(), day, "then", "Since then.", up_to)


def count_changes(plan, since=None, on=ON):
    """The counts of a plan's changes."""
    return figures(plan, on, baseline=since or baseline())[0].changes


def rows(actions, since, on, change="any"):
    """The changes of these actions in words: a list of `ChangeInWords`."""
    shown = {action: changes_of(action) for action in filter_by_change(actions, change, since)}
    return [row for lines in changes_in_words(shown, since, on, 42).values() for row in lines]


def positions(plan, on=ON):
    return Action.objects.of_plan(plan).as_at(on)


@pytest.fixture
def officer():
    return make_officer(last_name="Officer")


@pytest.fixture
def action():
    return make_reported_action(make_priority(make_plan()), effective_date=date(2019, 9, 1), due=date(2020, 3, 31))


CASES = {
    "completed": ([{"stage": "complete", "evidence_words": "A policy."}], {Change.COMPLETED}),
    "completed without a day": ([{"stage": "complete", "date_not_stated": True}], {Change.COMPLETED_DATE_NOT_STATED}),
    "done, to be signed off": ([{"stage": "awaiting", "words": "Done."}], {Change.AWAITING}),
    "started": ([{"stage": "under_way"}], {Change.STARTED}),
    "rated for the first time": ([{"rating": "on_track"}], {Change.FIRST_RATED}),
    "stopped": ([{"stage": "stopped"}], {Change.STOPPED}),
    "date moved": ([make_due(date(2020, 6, 30), change="moved")], {Change.DATE_MOVED}),
    "date moved and newly late": ([make_due(date(2020, 1, 10), change="moved")], {Change.DATE_MOVED, Change.LATE}),
    "completed and reopened": ([{"stage": "complete"}, {"stage": "planned"}], set()),
    "words alone": ([{"words": "We go on."}], set()),
}


@pytest.mark.parametrize("case", CASES)
def test_what_an_update_changes(action, officer, case):
    updates, expected = CASES[case]
    for update in updates:
        by = None if update.get("date_not_stated") or update.get("stage") == "complete" else officer
        make_update(action, by=by, effective_date=date(2019, 12, 2), **{"words": "Said."} | update)
    plan = action.priority.plan
    counted = count_changes(plan, baseline())
    assert {change for change in Change if counted[change]} == expected
    assert counted["any"] == bool(expected)
    assert {row.change for row in rows(positions(plan), baseline(), ON)} == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("on_track", "at_risk", {Change.WORSE}),
        ("at_risk", "off_track", {Change.WORSE}),
        ("off_track", "on_track", {Change.BETTER}),
        ("at_risk", "on_track", {Change.BETTER}),
        ("at_risk", "at_risk", set()),
    ],
)
def test_a_rating_gets_better_or_worse(action, officer, before, after, expected):
    make_update(action, by=officer, rating=before, words="Said.", effective_date=date(2019, 10, 1))
    make_update(action, by=officer, rating=after, words="Said.", effective_date=date(2019, 12, 1))
    counted = count_changes(action.priority.plan)
    assert {change for change in Change if counted[change]} == expected


def test_reopened_what_was_complete_and_date_set_where_it_was_inherited(officer):
    priority = make_priority(make_plan())
    done = make_reported_action(priority, stage="complete", effective_date=date(2019, 9, 1), due=None)
    dated = make_reported_action(priority, due=None, effective_date=date(2019, 9, 1))
    make_update(dated, effective_date=date(2019, 9, 1), **make_due(date(2020, 12, 31), basis="heading"))
    make_update(done, by=officer, stage="under_way", words="Not so.", effective_date=date(2019, 12, 1))
    make_update(dated, by=officer, effective_date=date(2019, 12, 1), **make_due(date(2020, 5, 1), change="set"))
    plan = priority.plan
    for change, action in ((Change.REOPENED, done), (Change.DATE_SET, dated)):
        assert list(filter_by_change(positions(plan), change, baseline())) == [action]
    (row,) = rows(positions(plan), baseline(), ON, change=Change.DATE_SET)
    assert (row.was, row.now) == ("31 December 2020, from the heading", "1 May 2020")


def test_what_was_late_already_is_not_newly_late(officer):
    priority = make_priority(make_plan())
    make_reported_action(priority, due=date(2019, 10, 15), effective_date=date(2019, 9, 1))
    newly = make_reported_action(priority, due=SINCE, effective_date=date(2019, 9, 1))
    assert list(filter_by_change(positions(priority.plan), Change.LATE, baseline())) == [newly]


def test_a_frozen_baseline_counts_what_was_recorded_after_it_for_its_own_day(action, officer):
    """An update of the day of freezing, recorded after it, is news; the derived position knows it already."""
    frozen = baseline(up_to=ProgressUpdate.objects.get().sequence)
    make_update(action, by=officer, rating="at_risk", words="A strike.", effective_date=SINCE)
    plan = action.priority.plan
    assert count_changes(plan, baseline())["any"] == 0
    assert count_changes(plan, frozen)[Change.FIRST_RATED] == 1


def test_a_withdrawal_after_freezing_is_a_change_back(action, officer):
    started = make_update(action, by=officer, stage="under_way", words="Begun.", effective_date=date(2019, 10, 1))
    frozen = baseline(up_to=started.sequence)
    make_update(action, by=officer, withdraws=started, words="Wrong action.", effective_date=date(2019, 10, 1))
    plan = action.priority.plan
    assert count_changes(plan, frozen)["any"] == 0  # under way to planned is neither started nor reopened
    assert list(filter_by_change(positions(plan), "any", frozen)) == []


def test_a_row_says_from_to_why_and_who(action):
    post = make_post("Head of Early Help")
    officer = make_officer(first_name="Ada", last_name="Officer")
    make_update(
        action, by=officer, post=post, effective_date=date(2019, 12, 2), **make_due(date(2020, 6, 30), change="moved")
    )
    (row,) = rows(positions(action.priority.plan), baseline(), ON)
    assert (row.action, row.was, row.now) == (action, "31 March 2020", "30 June 2020")
    assert row.why == "The supplier is late. Agreed by Director."
    assert row.who == "Ada Officer, Head of Early Help"


@pytest.mark.parametrize("up_to", [None, 150, 400], ids=["calculated", "frozen early", "frozen late"])
@pytest.mark.parametrize(("since", "on"), [(11, 30), (29, 41), (41, 400), (0, 55)])
def test_lists_counts_and_rows_name_the_same_changes(many, since, on, up_to):  # noqa: F811
    then, now = baseline(days(since), up_to), START + timedelta(days=on)
    page_context = PageContext(many, now, now, plan_given=True, on_given=True)
    each = {change: len(pairs) for change, pairs in positions_by_change(page_context, then).items()}
    every = positions(many, now).compared_with(then.day, then.up_to)
    shown = {action.pk: changes_of(action) for action in every}
    assert sum(map(len, shown.values())) > 0
    counted = count_changes(many, then, now)
    for change in Change:
        pks = {pk for pk, changes in shown.items() if change in changes}
        assert set(filter_by_change(positions(many, now), change, then).values_list("pk", flat=True)) == pks
        assert counted[change] == each.get(change, 0) == len(pks)
        assert sorted(action_keys(page_context, then, change)) == sorted(pks)
    pks = {pk for pk, changes in shown.items() if changes}
    assert set(filter_by_change(positions(many, now), "any", then).values_list("pk", flat=True)) == pks
    assert counted["any"] == len(action_keys(page_context, then, "any")) == len(pks)
    assert len(rows(positions(many, now), then, now)) == sum(map(len, shown.values()))


def test_what_an_action_is_on_two_days_says_what_changed(many):  # noqa: F811
    """Said once more in other words, from the facts alone."""
    then, now = days(29), days(55)
    for action in positions(many, now).compared_with(then):
        before, after = (facts_on(action.updates.all(), day) for day in (then, now))
        changes = set(changes_of(action))
        was, stage = before.stage if before else None, after.stage if after else None
        assert bool(changes & {Change.COMPLETED, Change.COMPLETED_DATE_NOT_STATED}) == (stage == "complete" != was)
        assert (Change.AWAITING in changes) == (stage == "awaiting" != was)
        assert (Change.STOPPED in changes) == (stage == "stopped" != was)
        assert (Change.NEW in changes) == (was is None and stage in OPEN_STAGES)
        assert (Change.REOPENED in changes) == (was in CLOSED_STAGES and stage in OPEN_STAGES)
        late = [bool(f) and is_late(f.stage, f.due_last_day, day) for f, day in ((before, then), (after, now))]
        assert (Change.LATE in changes) == (late == [False, True])
        own = [bool(f) and f.due_basis == "own" for f in (before, after)]
        assert (Change.DATE_SET in changes) == (before is not None and own == [False, True])
        assert (Change.DATE_MOVED in changes) == (all(own) and before.due_last_day != after.due_last_day)
        ratings = (before.rating, after.rating) if {was, stage} <= set(OPEN_STAGES) else ("", "")
        assert (Change.FIRST_RATED in changes) == (ratings[0] == "" != ratings[1])
        places = [("on_track", "at_risk", "off_track").index(rating) for rating in ratings if rating]
        assert (Change.WORSE in changes) == (len(places) == 2 and places[1] > places[0])
        assert (Change.BETTER in changes) == (len(places) == 2 and places[1] < places[0])
