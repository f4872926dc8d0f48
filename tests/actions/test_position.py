"""Positions: the rule in plain Python, and the stored rows on the database under test, which equal it."""

import random
from datetime import date, timedelta

import pytest
from django.core import checks
from django.core.management import CommandError, call_command

from actions.board import figures as board
from actions.models import Action, ActionPosition, ProgressUpdate, action_status
from actions.positions.as_at import STILL
from actions.positions.checks import positions_are_there
from actions.positions.facts import facts_on, spans
from actions.positions.recording import differing_actions, positions_from, rebuild_positions
from actions.positions.status import COUNTED, Status, status_of, status_with_reason
from actions.updating.corrections import blank_words
from tests.making import (
    TODAY,
    make_action,
    make_due,
    make_exemption,
    make_officer,
    make_plan,
    make_priority,
    make_update,
    update_of,
)

pytestmark = pytest.mark.django_db
START = date(2019, 6, 1)


def days(number):
    return START + timedelta(days=number)


def at(action, on, up_to=None):
    """The stored position of an action on a day."""
    return Action.objects.as_at(on, up_to).get(pk=action.pk).position


def test_the_latest_effective_date_wins_not_the_latest_recorded():
    action = make_action()
    later = make_update(action, stage="complete", effective_date=days(10), sequence=1)
    make_update(action, stage="under_way", effective_date=days(5), sequence=2)
    assert facts_on(action.updates.all(), days(20)).stage == "complete"
    assert facts_on(action.updates.all(), days(9)).stage == "under_way"
    assert facts_on(action.updates.all(), later.effective_date).stage_since == days(10)


def test_of_two_updates_for_one_day_the_later_recorded_wins():
    action = make_action()
    make_update(action, stage="complete", effective_date=days(5), sequence=2)
    make_update(action, stage="under_way", effective_date=days(5), sequence=1)
    assert facts_on(action.updates.all(), days(5)).stage == "complete"


def test_what_an_update_leaves_empty_stays_as_before():
    action, officer = make_action(), make_officer()
    make_update(action, stage="planned", effective_date=days(1), **make_due(days(50)))
    make_update(action, rating="on_track", by=officer, effective_date=days(3))
    make_update(action, stage="under_way", effective_date=days(8))
    facts = facts_on(action.updates.all(), days(9))
    assert (facts.stage, facts.rating, facts.rated_on, facts.due_last_day) == (
        "under_way",
        "on_track",
        days(3),
        days(50),
    )


def test_a_withdrawn_update_counts_nowhere():
    action, officer = make_action(), make_officer()
    make_update(action, stage="planned", effective_date=days(1))
    wrong = make_update(action, stage="complete", effective_date=days(2))
    make_update(action, withdraws=wrong, words="Entered for the wrong action.", by=officer, effective_date=days(2))
    assert facts_on(action.updates.all(), days(9)).stage == "planned"
    assert at(action, days(9)).stage == "planned"


def test_the_first_own_date_becomes_the_first_date_given_and_a_correction_replaces_it():
    action, officer = make_action(), make_officer()
    make_update(action, stage="planned", effective_date=days(1), **make_due(days(300), basis="heading"))
    assert facts_on(action.updates.all(), days(1)).first_due_last_day == days(300)
    make_update(action, effective_date=days(2), by=officer, **make_due(days(100), change="set"))
    make_update(action, effective_date=days(3), by=officer, **make_due(days(150), change="moved"))
    facts = facts_on(action.updates.all(), days(9))
    assert (facts.first_due_last_day, facts.due_last_day, facts.moves) == (days(100), days(150), 1)
    make_update(action, effective_date=days(2), by=officer, **make_due(days(90), change="corrected"))
    facts = facts_on(action.updates.all(), days(9))
    assert (facts.first_due_last_day, facts.due_last_day, facts.moves) == (days(90), days(150), 1)


def any_update(chance, action, officer, earlier):
    """A random update that the constraints allow, in any order of days, sometimes withdrawing an earlier one."""
    said = {"effective_date": days(chance.randrange(60))}
    standing = [update for update in earlier if not update.withdraws_id]
    withdrawn = {update.withdraws_id for update in earlier}
    left = [update for update in standing if update.pk not in withdrawn]
    if left and chance.random() < 0.15:
        return update_of(action, withdraws=chance.choice(left), words="Wrong.", by=officer, **said)
    if chance.random() < 0.6:
        said["stage"] = chance.choice(["planned", "under_way", "awaiting", "complete", "stopped"])
        said["date_not_stated"] = chance.random() < 0.2
        said["evidence_words"] = "A policy."
    if said.get("stage", "planned") in ("planned", "under_way") and chance.random() < 0.5:
        said["rating"] = chance.choice(["on_track", "at_risk", "off_track"])
    if chance.random() < 0.3:
        basis = chance.choice(["own", "own", "heading", "plan"])
        change = chance.choice(["given", "set", "moved", "corrected"]) if basis == "own" else "given"
        said |= make_due(days(chance.randrange(90)), basis=basis, change=change)
    if chance.random() < 0.2:
        said["impact"] = chance.choice(["none_yet", "some", "clear"])
    if "rating" not in said and chance.random() < 0.2:
        said["by"] = None  # a paper
    said.setdefault(
        "words", chance.choice(["Said.", "Said.", ""]) if "stage" in said and "rating" not in said else "Said."
    )
    return update_of(action, **{"by": officer} | said)


@pytest.fixture(scope="module")
def many(kept_for_the_file):
    """A plan of 200 actions with up to eight random updates each, recorded one by one."""
    chance, officer, plan = random.Random(20200114), make_officer(), make_plan()
    priorities = [make_priority(plan) for _ in range(3)]
    actions = [make_action(priorities[number % 3]) for number in range(200)]
    earlier = {action.pk: [] for action in actions}
    for _ in range(800):
        action = chance.choice(actions)
        update = any_update(chance, action, officer, earlier[action.pk])
        earlier[action.pk].append(make_update(action, update=update))
        if not update.withdraws_id and chance.random() < 0.05:
            blank_words(update, by="An admin", on=TODAY, because="It named a child.")
    return plan


ASKED = [*(days(number) for number in (0, 3, 11, 20, 29, 30, 41, 55, 60)), TODAY, date(2020, 12, 31)]


def histories(plan):
    """Each action with its updates in the order of recording: [(action, [update, …])]."""
    actions = Action.objects.of_plan(plan).prefetch_related("updates")
    return [(action, sorted(action.updates.all(), key=lambda update: update.sequence)) for action in actions]


def test_the_stored_rows_equal_the_fold_on_every_day_and_at_every_sequence(many):
    """Every day on which anything could change, as known after each update: some 60,000 comparisons."""
    stored = {}
    for position in ActionPosition.objects.filter(action__priority__plan=many):
        stored.setdefault(position.action_id, []).append(position)
    compared = 0
    for action, updates in histories(many):
        rows = stored.get(action.pk, [])
        for number, update in enumerate(updates, 1):
            known = [row for row in rows if row.known_from <= update.sequence and not _is_over(row, update)]
            for on in (days(number) for number in range(-1, 92)):
                facts = facts_on(updates[:number], on)
                (row,) = [row for row in known if row.from_day <= on < row.to_day]
                assert row.facts() == facts, (action, on, update)
                assert row.status == status_of(facts, on)
                compared += 1
    assert compared > 50_000


def _is_over(row, update):
    return row.known_to is not None and row.known_to <= update.sequence


def test_what_a_page_reads_equals_the_fold(many):
    for on in ASKED:
        rows = {row.pk: row for row in Action.objects.of_plan(many).as_at(on)}
        for action, updates in histories(many):
            facts = facts_on(updates, on)
            row = rows[action.pk]
            assert row.position.facts() == facts, (row, on)
            assert action_status(row, on, 10) == status_with_reason(facts, on, 10)


@pytest.mark.parametrize("up_to", [0, 1, 90, 300, 10_000])
@pytest.mark.parametrize("on", ASKED[::3])
def test_a_position_limited_to_some_updates_is_that_of_a_plan_that_has_no_others(many, on, up_to):
    """What a frozen position took in stays what it was."""
    rows = {row.pk: row for row in Action.objects.of_plan(many).as_at(on, up_to)}
    for action, updates in histories(many):
        facts = facts_on([update for update in updates if update.sequence <= up_to], on)
        assert rows[action.pk].position.facts() == facts
    whole, _ = board.figures(many, on, up_to=up_to)
    shown = [action_status(row, on, 42).state for row in rows.values()]
    assert whole.by_state == {state: shown.count(state) for state in Status}


def test_the_example_of_a_late_entry(db):
    """Due on 30 June, under way, at risk; then a move of the date is recorded that takes effect between the two."""
    action, officer = make_action(), make_officer()
    april, may_10, may_15, may_20 = date(2020, 4, 1), date(2020, 5, 10), date(2020, 5, 15), date(2020, 5, 20)
    june, july = date(2020, 6, 30), date(2020, 7, 31)
    make_update(action, stage="planned", effective_date=april, **make_due(june))
    make_update(action, stage="under_way", effective_date=may_10)
    third = make_update(action, rating="at_risk", words="Ill.", by=officer, effective_date=may_20)
    fourth = make_update(action, by=officer, effective_date=may_15, **make_due(july, change="moved"))
    first_late, then_late = date(2020, 7, 1), date(2020, 8, 1)

    def rows(**known):
        positions = ActionPosition.objects.filter(action=action, **known).order_by("from_day", "known_from")
        return [(row.from_day, row.to_day, row.status, row.due_last_day, row.known_to) for row in positions]

    assert rows(known_to=None)[1:] == [
        (april, may_10, "not_rated", june, None),
        (may_10, may_15, "not_rated", june, None),
        (may_15, may_20, "not_rated", july, None),
        (may_20, then_late, "at_risk", july, None),
        (then_late, STILL, "late", july, None),
    ]
    assert rows(known_to=fourth.sequence) == [
        (may_10, may_20, "not_rated", june, fourth.sequence),
        (may_20, first_late, "at_risk", june, fourth.sequence),
        (first_late, STILL, "late", june, fourth.sequence),
    ]
    assert at(action, may_15, third.sequence).due_last_day == june


def test_an_action_becomes_late_on_the_day_after_its_due_date():
    action = make_action()
    make_update(action, stage="planned", effective_date=days(0), **make_due(days(10)))
    assert [(span.from_day, span.to_day, span.status) for span in spans(action.updates.all())] == [
        (date.min, days(0), "not_reported"),
        (days(0), days(11), "not_rated"),
        (days(11), STILL, "late"),
    ]


REASONS = {
    "none given": ([{"rating": "on_track", "words": "Going well."}], None),
    "at risk": ([{"rating": "at_risk", "words": "A vacancy."}], "A vacancy."),
    "the later words": (
        [{"rating": "off_track", "words": "A vacancy."}, {"words": "Still none found."}],
        "Still none found.",
    ),
    "late, without a rating": (
        [{"words": "The room is not ready.", "effective_date": days(40)}],
        "The room is not ready.",
    ),
    "late, though rated on track": (
        [{"rating": "on_track", "words": "A week behind.", "effective_date": days(40)}],
        "A week behind.",
    ),
    "no change keeps it": (
        [{"rating": "at_risk", "words": "A vacancy."}, {"rating": "at_risk", "no_change": True}],
        "A vacancy.",
    ),
    "on track again": (
        [{"rating": "at_risk", "words": "A vacancy."}, {"rating": "on_track", "words": "Filled."}],
        None,
    ),
    "a paper's words": (
        [{"rating": "at_risk", "words": "A vacancy."}, {"words": "Reported.", "by": None}],
        "A vacancy.",
    ),
}


@pytest.mark.parametrize("case", REASONS)
def test_the_last_words_on_what_is_in_the_way(case):
    said, expected = REASONS[case]
    action, officer = make_action(), make_officer()
    make_update(action, stage="planned", effective_date=days(0), **make_due(days(30)))
    for number, each in enumerate(said, 1):
        make_update(action, **{"by": officer, "effective_date": days(number)} | each)
    reason = at(action, days(90)).reason
    assert (reason.words if reason else None) == expected


def test_words_that_were_removed_stay_the_reason_where_the_rating_needed_them():
    action, officer = make_action(), make_officer()
    make_update(action, stage="planned", effective_date=days(0))
    make_update(action, rating="at_risk", words="A vacancy.", by=officer, effective_date=days(1))
    named = make_update(action, words="Ms Name is ill.", by=officer, effective_date=days(2))
    blank_words(named, by="An admin", on=TODAY, because="It names somebody.")
    assert at(action, days(9)).reason.words == "A vacancy."
    blank_words(ProgressUpdate.objects.get(words="A vacancy."), by="An admin", on=TODAY, because="So does this.")
    assert at(action, days(9)).reason.blanked_on == TODAY
    assert differing_actions() == []


def test_a_new_update_is_recorded_by_one_function_alone():
    with pytest.raises(TypeError, match="record_update"):
        update_of(make_action(), stage="planned").save()


def test_rebuilding_makes_what_recording_made(many):
    recorded = _rows()
    assert rebuild_positions() == 0
    call_command("rebuild_positions", check=True)
    ActionPosition.objects.filter(action__in=Action.objects.of_plan(many)[:40]).delete()
    ActionPosition.objects.filter(status="late").update(status="on_track")
    with pytest.raises(CommandError, match=r"do not match the updates. First: P1\.01 of "):
        call_command("rebuild_positions", check=True)
    call_command("rebuild_positions")
    assert _rows() == recorded
    assert differing_actions() == []


def _rows():
    names = [field.attname for field in ActionPosition._meta.concrete_fields if field.name != "id"]
    return sorted(ActionPosition.objects.values_list(*names), key=str)


def test_the_system_check_names_the_command_where_positions_are_missing(many):
    assert positions_are_there(None, ["default"]) == []
    ActionPosition.objects.filter(action__priority__plan=many).delete()
    (warning,) = positions_are_there(None, ["default"])
    assert (warning.level, warning.hint) == (checks.WARNING, "Run manage.py rebuild_positions.")
    assert "actions have no stored position" in warning.msg


def test_the_system_check_asks_for_no_position_of_an_action_that_was_withdrawn(many):
    action = make_action()
    Action.every.filter(pk=action.pk).update(withdrawn_on=TODAY)
    rebuild_positions([action.pk])
    assert not ActionPosition.objects.filter(action=action).exists()
    assert positions_are_there(None, ["default"]) == []


def test_the_system_check_sees_exempt_actions_too():
    plan = make_plan()
    action = make_action(make_priority(plan), exemption=make_exemption(plan))
    ActionPosition.objects.filter(action=action.pk).delete()
    assert len(positions_are_there(None, ["default"])) == 1


def test_positions_come_out_the_same_whatever_the_order_of_the_rows():
    action = make_action()
    updates = [
        make_update(action, stage="planned", effective_date=days(1)),
        make_update(action, stage="complete", effective_date=days(9)),
        make_update(action, stage="under_way", effective_date=days(5)),
    ]
    assert positions_from(updates) == positions_from(updates[::-1])


def test_the_boards_figures_agree_with_the_rule_and_add_up(many):
    for on in ASKED:
        whole, rows = board.figures(many, on)
        facts = [(facts_on(updates, on), action) for action, updates in histories(many)]
        shown = [(each, status_of(each, on)) for each, _ in facts]
        for state in Status:
            assert whole.by_state[state] == sum(status == state for _, status in shown), (on, state)
        assert whole.counted == sum(status in COUNTED for _, status in shown)
        assert sum(row.figures.counted for row in rows) == whole.counted
        still_open = [f for f, status in shown if status in board.OPEN and f.due_last_day and f.due_last_day >= on]
        assert whole.next_due == min((f.due_last_day for f in still_open), default=None)
        assert whole.last_said == max((f.last_said for f, _ in shown if f), default=None)


COUNTED_BY_THE_RULE = {
    "with_impact": lambda f, state, on: state == Status.COMPLETE and f.impact in ("some", "clear"),
    "own_date": lambda f, state, on: state in board.OPEN and f.due_basis == "own",
    "own_date_this_year": lambda f, state, on: (
        state in board.OPEN and f.due_basis == "own" and f.due_last_day < date(on.year, 12, 31)
    ),
    "out_of_date": lambda f, state, on: status_with_reason(f, on, 42).out_of_date,
}


@pytest.mark.parametrize("name", COUNTED_BY_THE_RULE)
def test_each_count_of_the_board_is_the_rules(many, name):
    seen = 0
    for on in ASKED:
        whole, _ = board.figures(many, on)
        facts = [facts_on(updates, on) for _, updates in histories(many)]
        counted = sum(bool(f and COUNTED_BY_THE_RULE[name](f, status_of(f, on), on)) for f in facts)
        assert whole.counts[name] == counted, on
        seen += counted
    assert seen > 0
