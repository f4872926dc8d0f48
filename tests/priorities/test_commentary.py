"""Officers' commentary: added with author, post and day, never lost, at most 150 words."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from csc_tracker.people import roles
from priorities.commentary import comment
from priorities.models import COMMENTARY_WORDS, Commentary
from priorities.posts import acting_post
from tests.making import (
    TODAY,
    make_commentary,
    make_holding,
    make_officer,
    make_plan,
    make_post,
    make_priority,
    make_user,
    run_out,
)

pytestmark = pytest.mark.django_db
LONGEST = " ".join(["word"] * COMMENTARY_WORDS)


@pytest.fixture
def plan():
    return make_priority(make_plan()).plan


def say(plan, words, **kwargs):
    by = kwargs.pop("by", None) or make_officer()
    return comment(plan, words, **{"by": by, "post": None, "on": TODAY} | kwargs)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "Write the commentary. A sentence is enough."),
        (" \n ", "Write the commentary. A sentence is enough."),
        (f"{LONGEST} more", "This has 151 words; the limit is 150. Remove 1."),
        (f"{LONGEST}\n{LONGEST}", "This has 300 words; the limit is 150. Remove 150."),
    ],
)
def test_no_words_or_too_many_are_refused_with_their_number(plan, words, sentence):
    with pytest.raises(ValidationError) as refused:
        say(plan, words)
    assert refused.value.message_dict == {"words": [sentence]}
    assert not Commentary.objects.exists()


def test_as_many_words_as_the_limit_are_taken(plan):
    assert say(plan, f" {LONGEST}\n").words == LONGEST


def test_a_commentary_keeps_who_wrote_it_from_which_post_and_when(plan):
    officer, post, priority = make_officer(), make_post(), plan.priorities.get()
    say(plan, "We are getting on.", priority=priority, by=officer, post=post)
    row = Commentary.objects.get()
    assert (row.plan, row.priority, row.by, row.post, row.on) == (plan, priority, officer, post, TODAY)


def test_the_same_words_sent_twice_are_saved_once_and_other_words_again(plan):
    officer = make_officer()
    first = say(plan, "One.", by=officer)
    assert say(plan, "One.", by=officer) == first
    say(plan, "One.", by=officer, priority=plan.priorities.get())
    say(plan, "One.")  # another officer's
    say(plan, "Two.", by=officer)
    say(plan, "One.", by=officer)
    assert Commentary.objects.count() == 5


@pytest.mark.parametrize(
    ("posts", "first", "expected"),
    [
        pytest.param(0, None, None, id="no post"),
        pytest.param(1, None, 0, id="the only post"),
        pytest.param(2, None, None, id="two posts and neither is the subject's"),
        pytest.param(2, 1, 1, id="two posts, of which one is the lead"),
    ],
)
def test_an_officer_speaks_from_the_leads_post_or_their_only_one(posts, first, expected):
    officer, held = make_officer(), [make_post() for _ in range(posts)]
    for post in held:
        make_holding(officer, post)
    make_holding(officer, make_post(council="Elsewhere"))
    make_holding(officer, make_post(), last_day=date(2020, 1, 13))
    lead = None if first is None else held[first]
    assert acting_post(officer, "Testham", TODAY, lead) == (None if expected is None else held[expected])


# The pages ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def officer(client, plan):
    client.force_login(make_user(roles.OFFICER, last_name="Officer"))
    return client


def html_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("write", "read"),
    [("/commentary/", "/"), ("/priorities/1/commentary/", "/priorities/1/")],
    ids=["plan", "priority"],
)
def test_what_an_officer_writes_stands_marked_on_its_page(officer, write, read):
    assert f'href="{write}"' in html_of(officer, read)
    saved = officer.post(write, {"words": "We are getting on."})
    assert (saved.status_code, saved["Location"]) == (302, read)
    html = html_of(officer, read)
    assert "Officers’ commentary</h2>" in html
    assert "We are getting on." in html
    assert "Officer, 14 January 2020" in html
    other = {"/": "/priorities/1/", "/priorities/1/": "/"}[read]
    assert "We are getting on." not in html_of(officer, other)


def test_a_refused_commentary_keeps_every_word(officer):
    words = f"{LONGEST} and more"
    answer = officer.post("/commentary/", {"words": words})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert words in html
    assert "This has 152 words; the limit is 150. Remove 2." in html
    assert not Commentary.objects.exists()


def test_the_latest_by_the_day_shown_stands_and_the_earlier_ones_are_folded_away(officer, plan):
    for day, words in ((1, "The first."), (9, "The second."), (13, "The third.")):
        make_commentary(plan, words=words, on=date(2020, 1, day))
    html = html_of(officer, "/?on=2020-01-10")
    assert "The third." not in html
    assert html.index("The second.") < html.index("Earlier commentary (1)") < html.index("The first.")
    assert "The first." not in html_of(officer, "/?on=2019-12-31")


def test_what_was_written_when_the_session_ran_out_is_back_in_the_form(officer, plan):
    user = make_officer()
    officer.force_login(user)
    run_out(officer)
    sent = officer.post("/priorities/1/commentary/", {"who": user.pk, "words": "Long thought of."})
    assert sent["Location"].startswith("/sign-in/")
    officer.force_login(user)
    html = html_of(officer, "/priorities/1/commentary/")
    assert "Long thought of." in html
    assert "Your session had ended." in html


def test_a_member_reads_the_commentary_and_is_offered_no_form(client, plan):
    make_commentary(plan)
    client.force_login(make_user(roles.MEMBER))
    html = html_of(client, "/")
    assert "We are getting on." in html
    assert "/commentary/" not in html
    assert "commentary" not in html_of(client, "/priorities/1/").lower()
