"""What a position is counted as: one number for each set of facts, which a column of two bytes holds."""

from itertools import product

import pytest

from actions.models import Action, ActionPosition
from actions.positions.counted import _VALUES, PER_STATUS, Counted, counted, counted_with, number_of
from actions.positions.status import Status
from tests.actions.test_position import many  # noqa: F401 (a fixture)


def test_each_set_of_facts_has_a_number_of_its_own_that_gives_them_back():
    every = [number_of(*facts) for facts in product(*_VALUES)]
    assert every == list(range(len(every)))
    assert len(every) < 2**15
    assert [tuple(counted(number)) for number in every] == list(product(*_VALUES))


def test_the_status_comes_first_the_worst_with_the_least_number():
    assert [counted(place * PER_STATUS).status for place in range(len(Status))] == Status.values


@pytest.mark.django_db
def test_what_is_stored_gives_the_facts_that_are_stored_beside_it(many):  # noqa: F811
    positions = ActionPosition.objects.filter(action__in=Action.objects.of_plan(many))
    stored = list(positions.values_list("counted_as", *Counted._fields))
    assert len(stored) > 1_000
    assert [counted(number) for number, *_ in stored] == [Counted(*facts) for _, *facts in stored]


@pytest.mark.django_db
def test_the_number_tells_the_status(many):  # noqa: F811
    positions = ActionPosition.objects.filter(action__in=Action.objects.of_plan(many))
    for states in ([Status.LATE], [Status.LATE, Status.OFF_TRACK], [Status.COMPLETE, Status.ON_TRACK, Status.STOPPED]):
        by_number, by_status = positions.filter(counted_with(*states)), positions.filter(status__in=states)
        assert by_status
        assert set(by_number) == set(by_status)
