"""Several officers at once, each on a connection of their own."""

import uuid
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test import Client

from actions.models import ProgressUpdate
from actions.periods.reader import read_period
from actions.updating import updates
from actions.updating.corrections import correct_first_due
from actions.updating.history import last_sequence, recorded_updates
from actions.updating.updates import Answers, SavedMeanwhile
from tests.making import (
    TODAY,
    make_holding,
    make_officer,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
)

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


def make_mine(number=3):
    """An officer's post, with so many actions on track."""
    post, plan = make_post(), make_plan()
    priority = make_priority(plan, lead=post)
    actions = [make_reported_action(priority) for _ in range(number)]
    for action in actions:
        make_update(action, rating="on_track", by=make_officer())
    return post, actions


def holder(post):
    """Signed in: somebody who holds the post."""
    officer, client = make_officer(), Client()
    make_holding(officer, post)
    client.force_login(officer)
    return client


def no_changes(actions):
    return [action.updates.filter(no_change=True).count() for action in actions]


def test_no_change_to_several_sent_ten_times_at_once_saves_one_update_each():
    post, actions = make_mine()
    client = holder(post)
    data = {"action": [f"{each.reference}:2" for each in actions], "save": "1", "submission": str(uuid.uuid4())}
    assert at_once(10, lambda n: client.post("/my-actions/no-change/", data).status_code) == [302] * 10
    assert no_changes(actions) == [1, 1, 1]


def test_of_officers_who_say_no_change_to_the_same_actions_at_once_one_saves_and_the_others_see_it():
    post, actions = make_mine()
    clients = [holder(post) for _ in range(4)]

    def send(place):
        values = [f"{each.reference}:2" for each in actions]
        data = {"action": values[:: -1 if place % 2 else 1], "save": "1", "submission": str(uuid.uuid4())}
        return clients[place].post("/my-actions/no-change/", data).status_code

    assert sorted(at_once(4, send)) == [200, 200, 200, 302]
    assert no_changes(actions) == [1, 1, 1]
