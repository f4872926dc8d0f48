"""The search within the list of actions: the same words and the same index as the search of everything."""

import pytest
from django.db import connection

from actions.models import Action
from actions.search.index import catch_up
from actions.search.lists import by_words
from tests.making import TODAY, make_action, make_plan, make_post, make_priority

pytestmark = pytest.mark.django_db


def found(words):
    """The words of the actions that a search finds."""
    return set(by_words(Action.objects.all(), words).values_list("words", flat=True))


@pytest.mark.parametrize(
    "words",
    [
        "p3.6", " P3.06 ", "3.6", "P3.06,", "(P3.06)", "p 3.06", "P03.06", "P3․06", "“P3.06”", "action P3.06",
        "Action: P3.06.", "ref P3.06", "P3-06", "P3\u2011\u206006", "#P3.06", "[P3.06]", "P.3.06", "\u200bP3.06;",
    ],
)  # fmt: skip
def test_an_action_is_found_by_its_reference_in_any_clothing(words):
    priority = make_priority(number=3)
    make_action(priority, number=6, words="Train the staff")
    make_action(priority, number=7, words="See p3.6")
    assert found(words) == {"Train the staff"}


@pytest.mark.parametrize("words", ["2019/20", "3,06", "10:30", "£3.06m", "P3.06 P3.07"])
def test_what_only_looks_like_a_reference_is_words(words):
    make_action(make_priority(number=3), number=6, words="Train the staff")
    assert found(words) == set()


TEXTS = [
    "Open two hubs for lone parents.",
    "The hub’s café: children’s meals",
    "Reduce re\u2011offending by 50%",
    "TRAIN the trainers",
    "改善計画, Ћирилица",
]
SEARCHES = {
    "hubs": TEXTS[:2], "hub": TEXTS[:2], "HUB": TEXTS[:2], "lone parents": TEXTS[:1], "parent lone": TEXTS[:1],
    "parents’": TEXTS[:1], "children's": TEXTS[1:2], "children’s": TEXTS[1:2], "childrens": TEXTS[1:2],
    "child": TEXTS[1:2], "cafe": TEXTS[1:2], "CAFÉ": TEXTS[1:2], "cafe\u0301": TEXTS[1:2], "re-offending": TEXTS[2:3],
    "re offending": TEXTS[2:3], "reoffending": TEXTS[2:3], "re–offending": TEXTS[2:3], "offend": TEXTS[2:3],
    "50%": TEXTS[2:3], "5%": [], "train": TEXTS[3:4], "training": TEXTS[3:4], "tra": TEXTS[3:4], "rain": [],
    "the hub": TEXTS[:2], "hub zebra": [], "h\u200bub": TEXTS[:2], "hub\u00ad": TEXTS[:2], "計画": TEXTS[4:],
    "ЋИРИЛИЦА": TEXTS[4:], "NEAR(hub)": [], "hub*": TEXTS[:2], '"hub"': TEXTS[:2], "hub OR zebra": [], "'": [], "\\": [],
    "hub\0": TEXTS[:2], "\0": [], "%": [], "---": [], "()": [], "😀": [], ":*": [], "hub & !train": [], "x" * 3_000: [],
    "-hub": TEXTS[:2], "words:hub": [], "^hub": TEXTS[:2], "{hub}": TEXTS[:2], "': '": [], "\ud800": [],
}  # fmt: skip


@pytest.mark.parametrize("words", SEARCHES)
def test_what_words_find(words):
    for text in TEXTS:
        make_action(words=text)
    assert found(words) == set(SEARCHES[words])


def test_words_may_be_in_the_names_of_the_priority_its_lead_and_the_owner():
    recruitment = make_priority(short_name="Recruitment", lead=make_post("Head of Service"))
    make_action(recruitment, words="Train the staff", owner=make_post("Principal Social Worker"))
    make_action(recruitment, words="Write a policy")
    make_action(words="Train the trainers")
    assert found("RECRUIT") == found("head of service") == {"Train the staff", "Write a policy"}
    assert found("recruit train") == found("principal social workers") == {"Train the staff"}


def test_the_name_of_a_priority_that_was_withdrawn_counts_while_its_action_remains():
    make_action(make_priority(short_name="Recruitment", withdrawn_on=TODAY), words="Train the staff")
    assert found("recruit") == {"Train the staff"}


def test_an_action_that_was_withdrawn_is_not_found():
    make_action(words="Train the staff", withdrawn_on=TODAY)
    assert found("train") == set()


# By index.


def make_plan_of(number):
    """A plan with this many actions, of which one speaks of a zebra."""
    priority = make_priority(make_plan(), short_name="Recruitment")
    words = ("Write a policy for it", "Train the staff", "Visit every family", "Listen to children")
    Action.objects.bulk_create(
        Action(priority=priority, number=each, words=f"{words[each % 4]} in team {each}", column="planned")
        for each in range(1, number + 1)
    )
    Action.objects.filter(number=number // 2).update(words="Cross by the zebra crossing")
    return priority.plan


@pytest.mark.parametrize("words", ["zebra", "zebr", "Zebra crossings"])
def test_a_rare_word_is_found_by_the_index(words):
    plan = make_plan_of(3_000)
    catch_up()
    searched = by_words(Action.objects.of_plan(plan).as_at(TODAY), words)
    assert [action.words for action in searched] == ["Cross by the zebra crossing"]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE actions_action, priorities_priority, actions_searchentry")
    steps = searched.explain()
    if connection.vendor == "postgresql":
        assert "Bitmap Index Scan on search_entry_words" in steps
        assert "Seq Scan on actions_searchentry" not in steps
    else:
        assert "SCAN actions_searchentry_text VIRTUAL TABLE INDEX" in steps
        assert "SCAN actions_action" not in steps.replace("SCAN actions_action_", "")


def test_a_search_costs_two_queries(django_assert_num_queries):
    for number in (1, 3):
        make_plan_of(number)
        catch_up()
        with django_assert_num_queries(2):
            list(by_words(Action.objects.all(), "policy team"))
