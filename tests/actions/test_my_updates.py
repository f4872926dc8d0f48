"""My updates, and what colleagues changed in my actions since I last looked."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from actions.lists.my_updates import A_PAGE
from actions.updating import corrections
from priorities.models import made_from
from tests.making import (
    let_read_exempt,
    make_exemption,
    make_holding,
    make_officer,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_officer(first_name="Ann", last_name="Other")


@pytest.fixture
def colleague():
    return make_officer(first_name="Bo", last_name="Lee")


@pytest.fixture
def page(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def post(officer):
    make_holding(officer, post := make_post())
    return post


@pytest.fixture
def action(post):
    return make_reported_action(make_priority(make_plan()), owner=post)


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def news(client, query=""):
    """What My actions says that colleagues changed; empty where it says nothing of it."""
    html = client.get(reverse("my_actions") + query).content.decode()
    found = re.search(r"<h2>What colleagues(.*?)</details>", html, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1])) if found else ""


def mark_as_seen(client):
    html = client.get(reverse("my_actions")).content.decode()
    last = re.search(r'name="last" value="([^"]+)"', html)[1]
    return client.post(reverse("my_actions_seen"), {"last": last}, follow=True)


def test_mine_are_listed_latest_first_over_all_plans_with_links_of_their_own_plan(page, officer, colleague, action):
    other = make_reported_action(make_priority(make_plan(slug="another", title="Another plan")))
    make_update(action, by=officer, words="First of mine.")
    make_update(action, by=colleague, words="Of a colleague.")
    second = make_update(other, by=officer, words="Second of mine.", recorded_at=timezone.now())
    shown = page.get(reverse("my_updates"))
    words = text(shown)
    assert words.index("Second of mine.") < words.index("First of mine.")
    assert "Of a colleague." not in words
    assert "2 updates in all plans" in words
    html = shown.content.decode()
    assert f'/actions/P1.01/?plan=another#update-{second.code}"' in html
    assert html.count("/undo/?plan=") == 1  # the other is older than ten minutes
    for address in (
        f"/actions/P1.01/updates/{second.code}/undo/?plan=another",
        f"/actions/P1.01/update/?plan=another&corrects={second.code}",
    ):
        assert address.replace("&", "&amp;") in html
        assert page.get(address).status_code == 200


def test_what_was_undone_or_corrected_says_so(page, officer, action):
    wrong = make_update(action, by=officer, words="Wrong.")
    right = make_update(action, by=officer, words="Right.", corrects=wrong)
    undone = make_update(action, by=officer, words="A slip.", recorded_at=timezone.now())
    corrections.undo(undone, by=officer)
    html = page.get(reverse("my_updates")).content.decode()
    assert re.search(rf'It corrects <a href="[^"]*#update-{wrong.code}"', html)
    assert re.search(rf'It is corrected by <a href="[^"]*#update-{right.code}"', html)
    assert html.count("not counted") == 1
    assert (f"corrects={undone.code}" in html, f"corrects={wrong.code}" in html) == (False, True)


def test_there_are_pages_of_them(page, officer, action):
    for number in range(A_PAGE + 1):
        make_update(action, by=officer, words=f"Number {number}.")
    assert "Number 0." not in text(page.get(reverse("my_updates")))
    assert "Number 0." in text(page.get(reverse("my_updates"), {"page": "2"}))
    assert "Page 2 of 2" in text(page.get(reverse("my_updates"), {"page": "99"}))


def test_who_changed_what_and_when_is_at_the_top_with_a_link_until_it_is_marked_as_seen(page, colleague, action):
    update = make_update(action, by=colleague, rating="at_risk", words="Two posts are empty.")
    shown = news(page)
    assert ("P1.01 At risk Two posts are empty." in shown, "Bo Lee." in shown) == (True, True)
    assert (
        f'/actions/P1.01/?plan={action.priority.plan.slug}#update-{update.code}"'
        in page.get("/my-actions/").content.decode()
    )
    assert "Marked as seen." in text(mark_as_seen(page))
    assert news(page) == ""
    make_update(action, by=colleague, words="One is filled.")
    shown = news(page)
    assert ("One is filled." in shown, "Two posts" in shown) == (True, False)


def test_what_comes_while_the_page_is_read_is_not_marked_as_seen(page, officer, colleague, action):
    first = make_update(action, by=colleague, words="Seen.")
    make_update(action, by=colleague, words="Came meanwhile.")
    page.post(reverse("my_actions_seen"), {"last": first.code})
    shown = news(page)
    assert ("Came meanwhile." in shown, "Seen." in shown) == (True, False)
    officer.refresh_from_db()
    assert officer.updates_seen == first.sequence


def test_the_mark_never_goes_back_and_takes_only_what_is_theirs(page, officer, colleague, action):
    first, second = (make_update(action, by=colleague, words=f"{number}.") for number in range(2))
    elsewhere = make_update(make_reported_action(make_priority(make_plan())), by=colleague, words="Of others.")
    for code in (second.code, first.code, elsewhere.code, "", "%", "nonsense"):
        assert page.post(reverse("my_actions_seen"), {"last": code}).status_code == 302
    officer.refresh_from_db()
    assert officer.updates_seen == second.sequence


def test_my_own_a_paper_s_and_other_people_s_actions_are_no_news(page, officer, colleague, action):
    make_update(action, by=officer, words="Mine.")
    make_update(action, words="Of a paper.")
    make_update(make_reported_action(make_priority(make_plan())), by=colleague, words="Elsewhere.")
    assert news(page) == ""


def test_of_another_plan_the_news_names_it(page, colleague, post, action):
    other = make_reported_action(make_priority(make_plan(title="Another plan")), owner=post)
    make_update(other, by=colleague, words="There.")
    assert "P1.01 (Another plan)" in news(page, f"?plan={action.priority.plan.slug}")


def test_of_many_ten_are_named_and_it_says_that_there_are_more(page, colleague, action):
    for number in range(11):
        make_update(action, by=colleague, words=f"Number {number}.")
    shown = news(page)
    assert ("Number 10." in shown, "Number 0." in shown, "There are more before these." in shown) == (True, False, True)


def test_what_is_exempt_is_news_only_to_who_may_read_it(page, officer, colleague, action):
    with made_from(make_exemption(action.priority.plan)):
        make_update(action, by=colleague, words="Quorlwyx.")
        make_update(action, by=officer, words="Quorlwyx of mine.")
    assert news(page) == ""
    assert "Quorlwyx" not in text(page.get(reverse("my_updates")))
    let_read_exempt(officer, action.priority.plan)
    assert "Quorlwyx." in news(page)
    assert "Quorlwyx of mine." in text(page.get(reverse("my_updates")))


def test_my_actions_and_my_updates_cost_the_same_whatever_is_new(
    page, officer, colleague, action, django_assert_num_queries
):
    for number in range(3):
        make_update(action, by=colleague, words="News.")
        mine = make_update(action, by=officer, words="Mine.", recorded_at=timezone.now() - timedelta(minutes=number))
        make_update(action, by=officer, words="Better.", corrects=mine)
        with django_assert_num_queries(10):
            page.get(reverse("my_actions"))
        with django_assert_num_queries(6):
            page.get(reverse("my_updates"))
