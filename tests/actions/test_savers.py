"""Several officers at once, each on a connection of their own."""

import uuid
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from actions.models import ProgressUpdate
from actions.periods.reader import read_period
from actions.updating import updates
from actions.updating.corrections import correct_first_due
from actions.updating.history import last_sequence, recorded_updates
from actions.updating.updates import Answers, SavedMeanwhile
from tests.making import TODAY, make_officer, make_priority, make_reported_action

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


def at_once(number, save):
    """Let `number` savers start together; what each got or was refused with."""
    ready, outcomes = Barrier(number), []

    def run(place):
        ready.wait()
        try:
            outcomes.append(save(place))
        except (SavedMeanwhile, ValidationError) as refused:
            outcomes.append(refused)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def answers(words):
    return Answers(effective_date=TODAY, stage="under_way", rating="on_track", words=words)


def test_of_several_who_save_one_action_at_once_the_first_saves_and_the_others_are_told():
    action, officer = make_reported_action(make_priority()), make_officer()
    seen = last_sequence(recorded_updates(action))
    outcomes = at_once(4, lambda n: updates.record(action, answers(f"From {n}."), by=officer, today=TODAY, seen=seen))
    assert sum(isinstance(one, ProgressUpdate) for one in outcomes) == 1
    assert sum(isinstance(one, SavedMeanwhile) for one in outcomes) == 3
    assert action.updates.count() == 2


def test_one_form_sent_several_times_at_once_saves_one_update():
    action, officer, number = make_reported_action(make_priority()), make_officer(), uuid.uuid4()
    seen = last_sequence(recorded_updates(action))
    outcomes = at_once(
        4,
        lambda n: updates.record(action, answers("Same."), by=officer, today=TODAY, seen=seen, submission=number),
    )
    assert len({one.pk for one in outcomes}) == 1
    assert action.updates.count() == 2


def test_a_correction_sent_several_times_at_once_saves_one_update_more():
    action, officer, number = make_reported_action(make_priority()), make_officer(), uuid.uuid4()
    seen = last_sequence(recorded_updates(action))

    def send(words):
        return updates.record(action, answers(words), by=officer, today=TODAY, seen=seen, submission=number)

    send("First.")
    outcomes = at_once(4, lambda n: send("Corrected."))
    assert len({one.pk for one in outcomes}) == 1
    assert sorted(action.updates.values_list("words", flat=True)) == ["", "Corrected.", "First."]


def test_a_first_date_corrected_several_times_at_once_is_corrected_once():
    action, officer = make_reported_action(make_priority()), make_officer()
    period = read_period("30 April 2020", TODAY)
    outcomes = at_once(4, lambda n: correct_first_due(action, period, by=officer, reason="Misread."))
    assert len({one.pk for one in outcomes}) == 1
    assert action.updates.count() == 2


def test_savers_of_different_actions_at_once_all_save_in_one_order():
    priority, officer = make_priority(), make_officer()
    actions = [make_reported_action(priority) for _ in range(4)]
    seen = [last_sequence(recorded_updates(action)) for action in actions]
    outcomes = at_once(4, lambda n: updates.record(actions[n], answers("Mine."), by=officer, today=TODAY, seen=seen[n]))
    assert sorted(one.sequence for one in outcomes) == [5, 6, 7, 8]
