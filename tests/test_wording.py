"""Numbers, days and lists in English."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.template import engines

from csc_tracker.models import User
from csc_tracker.pages.wording import count_of, in_a_row, in_words, plural, sentence, signed
from priorities.models import Post


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


def test_a_day_has_no_leading_zero():
    assert in_words(date(2020, 4, 3)) == "3 April 2020"


def test_what_somebody_stated_is_signed_with_their_post_where_they_have_one():
    ann = User(first_name="Ann", last_name="Other", earlier_names="2020-05-01 Ann Before\n")
    director, then, later = Post(title="Director"), date(2020, 4, 30), date(2020, 5, 1)
    assert signed(ann, director, then) == "Ann Before, Director, 30 April 2020"
    assert signed(ann, None, later) == "Ann Other, 1 May 2020"


def rendered(source, **context):
    return engines["django"].from_string(source).render(context)


def test_a_template_makes_a_sentence_too():
    assert rendered("{{ words|sentence }}", words="at the target of 85%") == "At the target of 85%."


@pytest.mark.parametrize(("errors", "title"), [({}, "Sign in"), ({"name": ["Give a name."]}, "Error: Sign in")])
def test_a_title_begins_with_error_where_something_stopped_the_form(errors, title):
    assert rendered("{% error_mark form %}Sign in", form=SimpleNamespace(errors=errors)) == title
    assert rendered("{% error_mark no_form %}Sign in") == "Sign in"
