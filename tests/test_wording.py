"""Numbers and lists in English."""

import pytest
from django.template import engines

from csc_tracker.pages.wording import count_of, in_a_row, plural, sentence


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0 actions"), (1, "1 action"), (2, "2 actions"), (1200, "1,200 actions")]
)
def test_a_number_has_its_noun(number, expected):
    assert count_of(number, "action") == expected


def test_a_noun_may_have_its_own_plural():
    assert [plural(number, "priority", "priorities") for number in (1, 2)] == ["priority", "priorities"]


@pytest.mark.parametrize(("words", "expected"), [("", ""), ("a", "a"), ("ab", "a and b"), ("abc", "a, b and c")])
def test_words_in_a_row_end_with_and(words, expected):
    assert in_a_row(words) == expected


@pytest.mark.parametrize(("words", "expected"), [("done", "Done."), ("Is it done?", "Is it done?"), (" ", "")])
def test_a_sentence_has_a_capital_and_one_full_stop(words, expected):
    assert sentence(words) == expected


def test_a_template_counts_too():
    template = engines["django"].from_string("{{ n|count_of:'priority,priorities' }}")
    assert [template.render({"n": n}) for n in (1, 2)] == ["1 priority", "2 priorities"]
