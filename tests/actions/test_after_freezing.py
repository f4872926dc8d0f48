"""What officers can say once a position was frozen: for its day and later days; a sign-off is moved to its day."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from actions.models import ProgressUpdate
from actions.updating.updates import Answers, record
from tests.making import TODAY, make_frozen_position, make_officer, make_plan, make_priority, make_reported_action

pytestmark = pytest.mark.django_db
FROZEN = date(2020, 1, 8)


@pytest.fixture
def action():
    action = make_reported_action(make_priority(make_plan(asks_sign_off=True)), effective_date=date(2019, 12, 1))
    return action


def say(action, by, **answers):
    seen = ProgressUpdate.objects.filter(action=action).order_by("-sequence").first().sequence
    return record(action, Answers(**{"effective_date": TODAY} | answers), by=by, today=TODAY, seen=seen)


def test_an_update_is_not_for_a_day_before_the_last_frozen_position(action):
    make_frozen_position(action.priority.plan, on=FROZEN, reported_to="Select Committee")
    with pytest.raises(ValidationError) as refused:
        say(action, make_officer(), effective_date=date(2020, 1, 7), words="Begun.")
    assert refused.value.message_dict["effective_date"] == [
        "The position on 8 January 2020 was reported to the Select Committee and cannot change. "
        "Give 8 January 2020 or a later day."
    ]
    assert ProgressUpdate.objects.count() == 1


def test_the_day_of_the_frozen_position_itself_is_allowed(action):
    make_frozen_position(action.priority.plan, on=FROZEN)
    assert say(action, make_officer(), effective_date=FROZEN, words="Begun.").effective_date == FROZEN


def test_another_plans_frozen_position_stands_against_nothing(action):
    make_frozen_position(make_plan(), on=FROZEN)
    say(action, make_officer(), effective_date=date(2020, 1, 7), words="Begun.")


def test_a_sign_off_after_freezing_is_complete_from_the_frozen_day_with_the_day_reported_done_beside_it(action):
    say(action, make_officer(), effective_date=date(2020, 1, 3), stage="awaiting", evidence_words="A policy.")
    make_frozen_position(action.priority.plan, on=FROZEN)
    confirmed = say(action, make_officer(), stage="complete", words="Checked.")
    assert (confirmed.effective_date, confirmed.paper_day) == (FROZEN, date(2020, 1, 3))


def test_a_sign_off_with_nothing_frozen_since_is_complete_from_the_day_reported_done(action):
    make_frozen_position(action.priority.plan, on=date(2020, 1, 2))
    say(action, make_officer(), effective_date=date(2020, 1, 3), stage="awaiting", evidence_words="A policy.")
    confirmed = say(action, make_officer(), stage="complete", words="Checked.")
    assert (confirmed.effective_date, confirmed.paper_day) == (date(2020, 1, 3), None)
