"""Saved views: a name for a list, whom it is shared with, and the page that somebody begins with."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from actions.lists import saved_views
from actions.models import SavedView
from csc_tracker.people import roles
from csc_tracker.people.landing import first_page
from tests.making import (
    TODAY,
    make_holding,
    make_officer,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_user,
)

pytestmark = pytest.mark.django_db
ADD, LIST = "/saved-views/add/", "/saved-views/"


@pytest.fixture
def plan():
    return make_plan()


@pytest.fixture
def ann(plan):
    person, post = make_officer(first_name="Ann", last_name="Other"), make_post()
    make_holding(person, post)
    make_reported_action(make_priority(plan, lead=post))
    return person


@pytest.fixture
def page(client, ann):
    client.force_login(ann)
    return client


def save(client, name="Late here", query="status=late&sort=-due", **more):
    values = {"name": name, "page": "actions", "query": query, "shared_with": ""} | more
    return client.post(ADD, values, follow=True)


def views():
    return list(SavedView.objects.order_by("pk").values_list("name", "page", "query", "shared_with", "is_first"))


@pytest.mark.parametrize(
    "where", ["/actions/?status=late&status=at_risk&q=a+%26+b&page=2&rows=", "/my-actions/?q=P1.01"]
)
def test_a_list_offers_to_save_how_it_is_narrowed_and_sorted(page, where):
    html = page.get(where).content.decode()
    [address] = re.findall(r'href="(/saved-views/add/[^"]+)"', html)
    form = page.get(address.replace("&amp;", "&")).content.decode()
    kept = re.search(r'name="query" value="([^"]*)"', form)[1].replace("&amp;", "&")
    which = re.search(r'name="page" value="([^"]*)"', form)[1]
    assert save(page, query=kept, page=which).status_code == 200
    [(_, listed, query, *_)] = views()
    expected = {"/actions/": {"status": ["late", "at_risk"], "q": ["a & b"]}, "/my-actions/": {"q": ["P1.01"]}}
    assert parse_qs(query) == expected[urlsplit(where).path]
    assert reverse(listed) == urlsplit(where).path
    opened = page.get(f"{reverse(listed)}?{query}")
    assert opened.status_code == 200
    assert f'href="{reverse(listed)}?{query.replace("&", "&amp;")}"' in page.get(LIST).content.decode()


def test_a_view_has_a_link_to_copy(page):
    html = save(page).content.decode()
    assert 'value="http://127.0.0.1:8000/actions/?status=late&amp;sort=-due" readonly' in html


def test_names_are_trimmed_and_the_same_view_twice_is_one(page):
    for name in ("  Late \t here ", "Late here"):
        assert save(page, name=name).status_code == 200
    assert views() == [("Late here", "actions", "status=late&sort=-due", "", False)]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"name": "  "}, "Give it a name."),
        ({"name": "x" * 61}, "longer than 60 characters (61)"),
        ({"query": "q=" + "x" * 1_100}, "narrowed by more than can be kept"),
        ({"shared_with": "Nobody at all"}, "Choose one of the answers in the list."),
        ({"page": "admin:index"}, "There is a problem"),
    ],
    ids=["no name", "long name", "long query", "no role", "no page"],
)
def test_a_refusal_saves_nothing_and_keeps_the_name(page, values, says):
    answer = save(page, **values)
    html = answer.content.decode()
    assert (answer.status_code, says in html) == (422, True)
    assert values.get("name", "Late here").strip() in html
    assert views() == []


def test_a_name_is_of_one_list_and_there_are_thirty_at_most(page, ann):
    save(page)
    assert "You have another view called “Late here”." in save(page, query="status=at_risk").content.decode()
    for number in range(saved_views.MOST - 1):
        saved_views.save_view(ann, f"View {number}", "actions", "", on=TODAY)
    answer = save(page, name="One more")
    assert (answer.status_code, "as many as one can keep" in answer.content.decode()) == (422, True)
    assert SavedView.objects.count() == saved_views.MOST
    assert save(page, shared_with=roles.MEMBER).status_code == 200  # what is there can still change


def test_a_view_that_is_shared_is_seen_by_its_role_where_they_may_open_it(client, page, ann):
    save(page, shared_with=roles.PROGRAMME)
    save(page, name="Mine", page="my_actions", query="", shared_with=roles.MEMBER)
    programme, member = make_user(roles.PROGRAMME), make_user(roles.MEMBER)
    seen = {}
    for person in (programme, member, make_officer()):
        client.force_login(person)
        html = client.get(LIST).content.decode()
        seen[person] = ("Late here" in html, "Mine" in html, "by Ann Other" in html)
    assert list(seen.values()) == [(True, False, True), (False, False, False), (False, False, False)]
    ann.is_active = False
    ann.save()
    client.force_login(programme)
    assert "Late here" not in client.get(LIST).content.decode()


def do(client, what, **more):
    return client.post(LIST, {"do": f"{what}:{SavedView.objects.get().pk}"} | more, follow=True).content.decode()


def test_the_buttons_share_begin_with_and_delete_ones_own_alone(client, page, ann):
    save(page)
    key = SavedView.objects.get().pk
    assert "is shared with every committee member." in do(page, "share", **{f"role-{key}": roles.MEMBER})
    assert "You begin with “Late here”" in do(page, "first")
    assert views() == [("Late here", "actions", "status=late&sort=-due", roles.MEMBER, True)]
    client.force_login(make_user(roles.MEMBER))
    for what in ("delete", "first", "share"):
        assert "is somebody else’s" in do(client, what)
    assert len(views()) == 1
    client.force_login(ann)
    assert "has been deleted" in do(page, "delete")
    assert views() == []


@pytest.mark.parametrize("sent", ["", "delete", "delete:", "delete:x", "delete:99999999999999999999", "nothing:{}"])
def test_a_button_that_is_none_changes_nothing(page, sent):
    save(page)
    assert page.post(LIST, {"do": sent.format(SavedView.objects.get().pk)}).status_code == 302
    assert len(views()) == 1


def test_a_person_begins_with_the_view_that_they_chose(client, page, ann):
    assert first_page(ann) == "/my-actions/"
    save(page, is_first="on")
    save(page, name="Another", query="", is_first="on")
    assert [is_first for *_, is_first in views()] == [False, True]
    save(page, is_first="on")
    client.logout()
    said = {"login": ann.username, "password": "improvement-plan"}
    assert client.post(reverse("account_login"), said)["Location"] == "/actions/?status=late&sort=-due"
    SavedView.objects.filter(is_first=True).update(page="my_actions")
    ann.groups.set([Group.objects.get(name=roles.MEMBER)])
    ann = type(ann).objects.get(pk=ann.pk)
    assert first_page(ann) == "/"  # which they may open now
