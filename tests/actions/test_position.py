"""Positions: the rule in Python, the SQL of the lists and the kept current row agree, on the database under test."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection

from actions import append_only, board
from actions.models import Action, ProgressUpdate, Standing
from actions.position import facts_of, facts_on, shown_for
from actions.rating import COUNTED, FACTS, Shows, what_shows
from tests.making import TODAY, make_action, make_due, make_officer, make_plan, make_priority, make_update, update_of

pytestmark = pytest.mark.django_db
START = date(2019, 6, 1)


def days(number):
    return START + timedelta(days=number)


def test_the_latest_day_spoken_for_wins_not_the_latest_recorded():
    action = make_action()
    later = make_update(action, stage="complete", speaks_for=days(10), sequence=1)
    make_update(action, stage="under_way", speaks_for=days(5), sequence=2)
    assert facts_on(action.updates.all(), days(20)).stage == "complete"
    assert facts_on(action.updates.all(), days(9)).stage == "under_way"
    assert facts_on(action.updates.all(), later.speaks_for).stage_since == days(10)


def test_of_two_updates_for_one_day_the_later_recorded_wins():
    action = make_action()
    make_update(action, stage="complete", speaks_for=days(5), sequence=2)
    make_update(action, stage="under_way", speaks_for=days(5), sequence=1)
    assert facts_on(action.updates.all(), days(5)).stage == "complete"


def test_what_an_update_leaves_empty_stays_as_before():
    action, officer = make_action(), make_officer()
    make_update(action, stage="planned", speaks_for=days(1), **make_due(days(50)))
    make_update(action, rating="on_track", by=officer, speaks_for=days(3))
    make_update(action, stage="under_way", speaks_for=days(8))
    facts = facts_on(action.updates.all(), days(9))
    assert (facts.stage, facts.rating, facts.rated_on, facts.due_last_day) == (
        "under_way",
        "on_track",
        days(3),
        days(50),
    )


def test_a_withdrawn_update_counts_nowhere():
    action, officer = make_action(), make_officer()
    make_update(action, stage="planned", speaks_for=days(1))
    wrong = make_update(action, stage="complete", speaks_for=days(2))
    make_update(action, withdraws=wrong, words="Entered for the wrong action.", by=officer, speaks_for=days(2))
    assert facts_on(action.updates.all(), days(9)).stage == "planned"
    assert Standing.objects.get(action=action).stage == "planned"


def test_the_first_own_date_becomes_the_first_date_given_and_a_correction_replaces_it():
    action, officer = make_action(), make_officer()
    make_update(action, stage="planned", speaks_for=days(1), **make_due(days(300), basis="heading"))
    assert facts_on(action.updates.all(), days(1)).first_due_last_day == days(300)
    make_update(action, speaks_for=days(2), by=officer, **make_due(days(100), change="set"))
    make_update(action, speaks_for=days(3), by=officer, **make_due(days(150), change="moved"))
    facts = facts_on(action.updates.all(), days(9))
    assert (facts.first_due_last_day, facts.due_last_day, facts.moves) == (days(100), days(150), 1)
    make_update(action, speaks_for=days(2), by=officer, **make_due(days(90), change="corrected"))
    facts = facts_on(action.updates.all(), days(9))
    assert (facts.first_due_last_day, facts.due_last_day, facts.moves) == (days(90), days(150), 1)


def any_update(chance, action, officer, sequence, earlier):
    """A random update that the constraints allow, in any order of days, sometimes withdrawing an earlier one."""
    said = {"sequence": sequence, "speaks_for": days(chance.randrange(60))}
    standing = [update for update in earlier if not update.withdraws_id]
    withdrawn = {update.withdraws_id for update in earlier}
    left = [update for update in standing if update.pk not in withdrawn]
    if left and chance.random() < 0.15:
        return update_of(action, withdraws=chance.choice(left), words="Wrong.", by=officer, **said)
    if chance.random() < 0.6:
        said["stage"] = chance.choice(["planned", "under_way", "awaiting", "complete", "stopped"])
        said["day_not_given"] = chance.random() < 0.2
        said["evidence_words"] = "A policy."
    if said.get("stage", "planned") in ("planned", "under_way") and chance.random() < 0.5:
        said["rating"] = chance.choice(["on_track", "at_risk", "off_track"])
    if chance.random() < 0.3:
        basis = chance.choice(["own", "own", "heading", "plan"])
        change = chance.choice(["given", "set", "moved", "corrected"]) if basis == "own" else "given"
        said |= make_due(days(chance.randrange(90)), basis=basis, change=change)
    if chance.random() < 0.2:
        said["difference"] = chance.choice(["none_yet", "some", "clear"])
    return update_of(action, words="Said.", by=officer, **said)


@pytest.fixture(scope="module")
def many(kept_for_the_file):
    """A plan of 200 actions with up to eight random updates each, 2,000 cases with the days that they are asked for."""
    chance, officer, plan = random.Random(20200114), make_officer(), make_plan()
    priorities = [make_priority(plan) for _ in range(3)]
    sequence = 0
    for number in range(200):
        action = make_action(priorities[number % 3])
        earlier = []
        for _ in range(chance.randrange(9)):
            sequence += 1
            update = any_update(chance, action, officer, sequence, earlier)
            update.save()
            earlier.append(update)
    return plan


ASKED = [*(days(number) for number in (0, 3, 11, 20, 29, 30, 41, 55, 60)), TODAY, date(2020, 12, 31)]


def test_the_lists_sql_agrees_with_the_rule_on_thousands_of_cases(many):
    actions = {a.pk: a for a in Action.objects.of_plan(many).prefetch_related("updates")}
    compared = 0
    for on in ASKED:
        for row in Action.objects.of_plan(many).with_position(on, 10):
            facts = facts_on(actions[row.pk].updates.all(), on)
            assert facts_of(row) == facts, (row, on)
            shown = what_shows(facts, on, 10)
            assert (row.shows, row.out_of_date) == (shown.state, shown.out_of_date), (row, on)
            assert shown_for(row, on, 10) == shown
            compared += 1
    assert compared == 2200


def test_the_position_up_to_a_sequence_takes_in_no_later_update(many):
    actions = {a.pk: a for a in Action.objects.of_plan(many).prefetch_related("updates")}
    half = ProgressUpdate.objects.count() // 2
    for row in Action.objects.of_plan(many).with_position(days(45), 10, up_to=half):
        assert facts_of(row) == facts_on(actions[row.pk].updates.all(), days(45), up_to=half)


def test_the_kept_current_row_equals_the_rule_however_the_updates_came_in(many):
    for action in Action.objects.of_plan(many).prefetch_related("updates").select_related("standing"):
        facts = facts_on(action.updates.all(), date(2030, 1, 1))
        standing = getattr(action, "standing", None)
        kept = {name: getattr(standing, name) for name in FACTS} if standing else None
        assert kept == ({name: getattr(facts, name) for name in FACTS} if facts else None)


def test_a_raw_insert_leaves_the_current_row_right():
    action = make_action()
    made = make_update(action, stage="planned")
    columns = [field.column for field in ProgressUpdate._meta.local_concrete_fields if field.column != "id"]
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join({"sequence": "999999", "stage": "'complete'"}.get(c, f'"{c}"') for c in columns)
    with connection.cursor() as cursor:
        table = ProgressUpdate._meta.db_table
        cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" WHERE id = %s', [made.pk])
    assert Standing.objects.get(action=action).stage == "complete"


def test_the_boards_figures_agree_with_the_rule_and_add_up(many):
    for on in ASKED:
        whole, by_priority = board.figures(many, on)
        shown = [
            (action, facts_on(action.updates.all(), on), what_shows(facts_on(action.updates.all(), on), on, 42))
            for action in Action.objects.of_plan(many).prefetch_related("updates")
        ]
        for state in Shows:
            assert whole.by_state[state] == sum(s.state == state for _, _, s in shown), (on, state)
        assert whole.counted == sum(s.state in COUNTED for _, _, s in shown)
        assert sum(f.counted for f in by_priority.values()) == whole.counted
        still_open = [f for _, f, s in shown if s.state in board.OPEN and f.due_last_day and f.due_last_day >= on]
        assert whole.next_due == min((f.due_last_day for f in still_open), default=None)
        assert whole.last_said == max((f.last_said for _, f, _ in shown if f), default=None)


COUNTED_BY_THE_RULE = {
    "with_difference": lambda f, state, on: state == Shows.COMPLETE and f.difference in ("some", "clear"),
    "own_date": lambda f, state, on: state in board.OPEN and f.due_basis == "own",
    "own_date_this_year": lambda f, state, on: (
        state in board.OPEN and f.due_basis == "own" and f.due_last_day < date(on.year, 12, 31)
    ),
}


@pytest.mark.parametrize("name", COUNTED_BY_THE_RULE)
def test_each_count_of_the_board_is_the_rules(many, name):
    actions = list(Action.objects.of_plan(many).prefetch_related("updates"))
    seen = 0
    for on in ASKED:
        whole, _ = board.figures(many, on)
        facts = [facts_on(action.updates.all(), on) for action in actions]
        rule = COUNTED_BY_THE_RULE[name]
        counted = sum(bool(f and rule(f, what_shows(f, on, 42).state, on)) for f in facts)
        assert whole.counts[name] == counted, on
        seen += counted
    assert seen > 0


def test_laying_the_triggers_again_writes_the_current_rows_again(many):
    before = list(Standing.objects.order_by("action").values())
    Standing.objects.all().delete()
    append_only.lay(connection)
    assert list(Standing.objects.order_by("action").values()) == before


@pytest.mark.parametrize("up_to", [0, 1, 90, 300, 10_000])
@pytest.mark.parametrize("on", ASKED[::3])
def test_a_position_limited_to_some_updates_is_that_of_a_plan_that_has_no_others(many, on, up_to):
    """What a frozen position took in stays what it was: the SQL and the rule, limited to its last update."""
    rows = Action.objects.of_plan(many).with_position(on, 42, up_to)
    then = {pk: list(updates) for pk, updates in _updates_until(many, up_to).items()}
    for action in rows:
        assert facts_of(action) == facts_on(then.get(action.pk, []), on)
    whole, _ = board.figures(many, on, up_to=up_to)
    for state in Shows:
        assert whole.by_state[state] == sum(row.shows == state for row in rows)


def _updates_until(plan, up_to):
    """The updates of each action as a database would hold them that had stopped after the sequence `up_to`."""
    found = {}
    for update in ProgressUpdate.objects.filter(action__priority__plan=plan, sequence__lte=up_to):
        found.setdefault(update.action_id, []).append(update)
    return found
