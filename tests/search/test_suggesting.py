"""The rule for “did you mean”: the nearest word, from plain words."""

import pytest

from actions.search.suggesting import distance, nearest_of, similarity

WORDS = [
    "safeguarding", "recruitment", "accommodation", "hub", "hubs", "families", "fostering", "per", "children", "review",
    "social", "neglect", "audit", "training",
]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("saveguarding", "safeguarding"), ("recruitmnt", "recruitment"), ("acomodation", "accommodation"),
        ("hbus", "hubs"), ("hbu", "hub"), ("familys", "families"), ("forstering", "fostering"), ("chidlren", "children"),
        ("revew", "review"), ("socail", "social"), ("neglact", "neglect"), ("audti", "audit"), ("trianing", "training"),
        ("peer", None), ("zebra", None), ("train", None), ("audit", None), ("xyzzy", None),
    ],
)  # fmt: skip
def test_the_nearest_word(typed, nearest):
    assert nearest_of(typed, WORDS) == nearest


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [("hub", "hub", 0), ("hub", "hubs", 1), ("hbu", "hub", 1), ("hat", "hub", 2), ("", "hub", 3), ("abcd", "badc", 2)],
)
def test_steps_between_words(one, other, steps):
    assert distance(one, other) == distance(other, one) == steps


def test_likeness_is_that_of_pg_trgm():
    assert similarity("hub", "hub") == 1
    assert similarity("hub", "hat") == pytest.approx(1 / 7)
