"""A form is kept only for a browser in which its person was signed in: a stranger's leaves nothing here."""

import time

import pytest
from django.core import signing
from django.test import RequestFactory
from django.urls import reverse

from csc_tracker.models import Session
from csc_tracker.people import roles
from csc_tracker.people.browsers import _SALT, browser_of, cookie_name
from tests.making import make_officer, make_plan, make_priority, make_reported_action, make_user, run_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def address():
    return reverse("action_update", args=[make_reported_action(make_priority(make_plan())).reference])


def cookie_of(*people):
    return signing.dumps(["a-key", people], salt=_SALT)


def people_in(cookie):
    request = RequestFactory().get("/")
    request.COOKIES[cookie_name()] = cookie.value
    return browser_of(request).people


def forms_kept():
    return Session.objects.filter(user=None).count()


@pytest.mark.parametrize(
    "known",
    [None, "", "1", "{pk}", "{pk}:1vLxyz:a-signature-of-nothing", "{another}"],
    ids=["no cookie", "empty", "a number", "their own number", "signed by nobody", "another person's"],
)
def test_a_browser_in_which_they_were_not_signed_in_leaves_no_form(client, address, officer, known):
    if known is not None:
        client.cookies[cookie_name()] = known.format(pk=officer.pk, another=cookie_of(officer.pk + 1))
    sent = client.post(address, {"who": officer.pk, "words": "Typed before. " * 1000})
    assert sent["Location"].startswith(reverse("account_login"))
    assert "sessionid" not in sent.cookies
    assert Session.objects.count() == 0


def test_a_form_that_does_not_say_whose_it_is_is_not_kept(client, address):
    client.post(address, {"words": "Typed before."})
    assert Session.objects.count() == 0


@pytest.mark.parametrize(("days", "number"), [(179, 1), (181, 0)])
def test_a_browser_is_known_for_half_a_year(client, monkeypatch, address, officer, days, number):
    client.force_login(officer)
    run_out(client)
    later = time.time() + days * 24 * 60 * 60
    with monkeypatch.context() as patched:
        patched.setattr("django.core.signing.time.time", lambda: later)
        client.post(address, {"who": officer.pk, "words": "Typed before."})
    assert forms_kept() == number


def test_the_cookie_is_left_once_for_each_person_and_remembers_those_before(client, officer):
    client.force_login(officer)
    cookie = client.get("/accessibility/").cookies[cookie_name()]
    assert people_in(cookie) == (officer.pk,)
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")
    assert cookie_name() not in client.get("/accessibility/").cookies
    another = make_user(roles.OFFICER)
    client.force_login(another)
    assert people_in(client.get("/accessibility/").cookies[cookie_name()]) == (another.pk, officer.pk)


def test_in_production_no_other_host_sets_it(client, officer, settings):
    settings.SESSION_COOKIE_SECURE = True
    client.force_login(officer)
    cookie = client.get("/accessibility/").cookies["__Host-signed_in_before"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_nobody_is_looked_for_where_the_page_asks_for_nobody(client, officer, django_assert_num_queries):
    client.force_login(officer)
    with django_assert_num_queries(1):
        assert client.get("/healthz").status_code == 200
