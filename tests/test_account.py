"""A person's own account: sessions that end, and what signs in on record."""

import time
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.models import Session
from csc_tracker.people import roles
from csc_tracker.people.browsers import browser_in_words
from tests.making import make_priority, make_user

pytestmark = pytest.mark.django_db
PASSWORD, NEW_PASSWORD = "improvement-plan", "another-plan-altogether"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1"


@pytest.fixture(autouse=True)
def _plan():
    make_priority()


def sign_in(client, person, password=PASSWORD, browser=WINDOWS):
    values = {"login": person.username, "password": password}
    return client.post(reverse("account_login"), values, headers={"user-agent": browser})


def on_record(person, *named):
    """What is on record of a person, the first first: each act with its words."""
    entries = AuditEntry.objects.filter(about_kind="csc_tracker.user", about_key=str(person.pk), act__in=named)
    return [(entry.act, entry.words) for entry in entries.order_by("number")]


def test_signing_in_and_out_and_a_wrong_password_are_on_record(client):
    person = make_user(roles.MEMBER)
    sign_in(client, person, "wrong")
    sign_in(client, person)
    client.post(reverse("account_logout"))
    named = (Act.SIGN_IN_FAILED, Act.SIGNED_IN, Act.SESSIONS_ENDED)
    words = ("", "With Firefox on Windows, by password", "Signed out.")
    assert on_record(person, *named) == list(zip(named, words, strict=True))


def test_what_was_typed_for_a_name_that_is_nobodys_is_not_on_record(client):
    client.post(reverse("account_login"), {"login": "my password by mistake", "password": "x"})
    assert not AuditEntry.objects.filter(act=Act.SIGN_IN_FAILED).exists()


@pytest.mark.parametrize(
    ("named", "words"),
    [
        (WINDOWS, "Firefox on Windows"),
        (IPHONE, "Safari on an iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("", "a browser that does not say what it is"),
    ],
)
def test_a_browser_is_named_in_words(named, words):
    assert browser_in_words(named) == words


def test_a_session_ends_an_hour_after_it_was_last_used(client):
    sign_in(client, make_user(roles.MEMBER))
    Session.objects.update(seen_at=timezone.now() - timedelta(minutes=59))
    assert client.get("/").status_code == 200
    assert timezone.now() - Session.objects.get().seen_at < timedelta(minutes=1)
    Session.objects.update(seen_at=timezone.now() - timedelta(minutes=61))
    assert client.get("/")["Location"].startswith(reverse("account_login"))


def test_a_session_ends_ten_hours_after_signing_in_used_or_not(client, settings):
    sign_in(client, make_user(roles.MEMBER))
    session = client.session
    session["signed_in_at"] = time.time() - settings.SESSION_COOKIE_AGE - 1
    session.save()
    assert client.get("/")["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("left", ["a role", "every role", "the role its people", "the account"])
def test_who_leaves_a_role_or_whose_account_is_closed_is_signed_out(client, left):
    person, role = make_user(roles.OFFICER), Group.objects.get(name=roles.OFFICER)
    sign_in(client, person)
    if left == "a role":
        person.groups.remove(role)
    elif left == "every role":
        person.groups.clear()
    elif left == "the role its people":
        role.user_set.remove(person)
    else:
        person.is_active = False
        person.save()
    assert not Session.objects.filter(user=person).exists()
    assert client.get("/")["Location"].startswith(reverse("account_login"))
    assert on_record(person, Act.SESSIONS_ENDED)[-1][1].endswith(" 1 ended.")


@pytest.mark.parametrize("right", ["is_staff", "is_superuser"])
def test_a_right_that_is_taken_away_signs_out_and_one_more_does_not(client, right):
    person = make_user(roles.MEMBER)
    sign_in(client, person)
    for now, signed_in in ((True, True), (False, False)):
        setattr(person, right, now)
        person.save()
        assert Session.objects.filter(user=person).exists() is signed_in
    assert on_record(person, Act.SESSIONS_ENDED) == [(Act.SESSIONS_ENDED, "A right was taken away. 1 ended.")]


def test_a_role_more_signs_nobody_out(client):
    person = make_user(roles.MEMBER)
    sign_in(client, person)
    person.groups.add(Group.objects.get(name=roles.OFFICER))
    assert client.get("/").status_code == 200


def test_a_person_sees_where_they_are_signed_in_and_signs_out_everywhere_else(client):
    person, other = make_user(roles.MEMBER), Client()
    sign_in(client, person, browser=IPHONE)
    sign_in(other, person)
    page = " ".join(client.get(reverse("account")).content.decode().split())
    assert "Safari on an iPhone (this is where you are now)" in page
    assert "Firefox on Windows, last used" in page
    assert '<td data-label="What">Signed in</td>' in page
    client.post(reverse("sign_out_everywhere"))
    assert other.get("/").status_code == 302
    assert client.get("/").status_code == 200
    assert on_record(person, Act.SESSIONS_ENDED) == [(Act.SESSIONS_ENDED, "Signed out everywhere else. 1 ended.")]


def test_a_session_that_has_run_out_is_neither_shown_nor_counted(client, settings):
    person = make_user(roles.MEMBER)
    idle, old, other = Client(), Client(), Client()
    for each in (idle, old, other, client):
        sign_in(each, person)
    Session.objects.filter(pk=idle.session.session_key).update(seen_at=timezone.now() - timedelta(minutes=61))
    session = old.session
    session["signed_in_at"] = time.time() - settings.SESSION_COOKIE_AGE - 1
    session.save()
    assert len(client.get(reverse("account")).context["sessions"]) == 2
    page = client.post(reverse("sign_out_everywhere"), follow=True)
    assert [str(message) for message in page.context["messages"]] == ["You were signed out of 1 other session."]
    assert list(Session.objects.filter(user=person)) == [Session.objects.get(pk=client.session.session_key)]


def test_wrong_passwords_by_others_push_no_sign_in_off_the_page(client):
    person = make_user(roles.MEMBER)
    sign_in(client, person)
    for number in range(25):
        said = {"login": person.username, "password": "wrong"}
        Client(REMOTE_ADDR=f"203.0.113.{number}").post(reverse("account_login"), said)
    whats = [entry["what"] for entry in client.get(reverse("account")).context["entries"]]
    assert whats[:11] == ["Gave a wrong password or code"] * 10 + ["Signed in"]


def test_what_changed_in_an_account_is_said_in_words_of_ours(client):
    person = make_user(roles.MEMBER, username="ann", email="ann@example.gov.uk")
    person.groups.set([Group.objects.get(name=roles.OFFICER)])
    person.username = "ann.lee"
    person.save()
    client.force_login(person)
    more = [entry["more"] for entry in client.get(reverse("account")).context["entries"]]
    assert "A new account. Account open: Yes. User name: ann. Email address: ann@example.gov.uk" in more
    assert "User name: ann.lee, before that ann" in more
    assert "Roles: Committee member, before that none" in more


def test_an_admin_signs_somebody_out_everywhere(client):
    person, superuser = make_user(roles.MEMBER), make_user(is_superuser=True)
    for one in (person, superuser):
        sign_in(Client(), one)
    client.force_login(make_user(roles.ADMIN, is_staff=True))
    said = {"action": "sign_out_everywhere", "_selected_action": [person.pk, superuser.pk]}
    page = client.post("/admin/csc_tracker/user/", said, follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        f"{person} was signed out of 1 session.",
        f"Only a superuser can do this to {superuser}.",
    ]
    assert [Session.objects.filter(user=one).exists() for one in (person, superuser)] == [False, True]


def test_a_new_password_ends_every_other_session_and_is_on_record(client):
    person, other = make_user(roles.MEMBER), Client()
    sign_in(client, person)
    sign_in(other, person)
    values = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post(reverse("account_change_password"), values).status_code == 302
    assert Session.objects.filter(user=person).count() == 1
    assert on_record(person, Act.PASSWORD_CHANGED, Act.SESSIONS_ENDED) == [
        (Act.PASSWORD_CHANGED, ""),
        (Act.SESSIONS_ENDED, "A new password. 1 ended."),
    ]
