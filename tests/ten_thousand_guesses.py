"""Ten thousand guesses at one name, and across a thousand names: minutes long, so run by its path alone.

    .venv/bin/python -m pytest -p no:xdist tests/ten_thousand_guesses.py

A hundredth of the guesses is the right password; after the limit it must get nobody in.
"""

import pytest
from django.test import Client
from django.urls import reverse

from csc_tracker.people import roles
from tests.making import make_priority, make_user
from tests.test_sign_in import ELSEWHERE, PASSWORD, is_in, sign_in

pytestmark = pytest.mark.django_db
GUESSES = 10_000


@pytest.fixture(autouse=True)
def _plan():
    make_priority()


def guess(name, number, address):
    """One try, every hundredth by the right password; whether it got in."""
    right = number % 100 == 99
    return is_in(sign_in(Client(), name, PASSWORD if right else f"wrong-{number}", address))


def at_home(person):
    """A browser in which this person was signed in before."""
    mine = Client()
    assert is_in(sign_in(mine, person.username, address=ELSEWHERE))
    mine.get("/")
    mine.post(reverse("account_logout"))
    return mine


@pytest.mark.parametrize("places", [1, 100])
def test_at_one_name(places):
    victim, other = make_user(roles.MEMBER), make_user(roles.MEMBER)
    mine = at_home(victim)
    in_by = [number for number in range(GUESSES) if guess(victim.username, number, f"198.51.100.{number % places}")]
    # The hundredth try, from a hundred places, is the first that is right, and the last that a day allows.
    assert in_by in ([], [99])
    assert is_in(sign_in(mine, victim.username, address="198.51.100.0"))  # even from where the guesses come
    assert is_in(sign_in(Client(), other.username, address=ELSEWHERE))


def test_across_a_thousand_names():
    people = [make_user(roles.MEMBER, username=f"person-{number}") for number in range(1_000)]
    mine = at_home(people[7])
    in_by = [
        number
        for number in range(GUESSES)
        if guess(people[number % 1_000].username, number + number // 1_000, "198.51.100.1")
    ]
    assert in_by in ([], [99])  # the hundredth from one place is the last of an hour
    assert is_in(sign_in(mine, people[7].username, address="198.51.100.1"))
    assert is_in(sign_in(Client(), people[8].username, address=ELSEWHERE))
