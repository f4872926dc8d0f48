"""Sessions: what one query brings of who asks, and what it must never bring."""

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from csc_tracker.models import Session, User
from csc_tracker.people import backends, roles
from csc_tracker.people.sessions import SessionStore
from tests.making import make_priority, make_user

pytestmark = pytest.mark.django_db
PASSWORD, NEW_PASSWORD = "improvement-plan", "another-plan-altogether"
PAGE = "/help/ratings/"  # a page of the plan that shows nothing of it


@pytest.fixture(autouse=True)
def _plan():
    make_priority()


@pytest.fixture(autouse=True)
def _nothing_survives():
    yield
    assert backends._SESSION.get() is None


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def sign_in(client, person, password=PASSWORD):
    response = client.post(reverse("account_login"), {"login": person.username, "password": password})
    assert response.status_code == 302


def asker(client):
    """Who the page takes a client for."""
    return client.get(PAGE).wsgi_request.user


def queries(client):
    client.get(PAGE)  # what a first request of a process looks up once
    with CaptureQueriesContext(connection) as caught:
        assert client.get(PAGE).status_code == 200
    return [query["sql"] for query in caught]


@pytest.mark.parametrize("role", roles.GROUPS)
def test_one_query_brings_the_session_the_person_and_what_they_may_do(role, django_assert_num_queries):
    person = make_user(role, first_name="Ann", last_name="Lee")
    person.user_permissions.add(Permission.objects.get(codename="view_plan"))
    client = signed_in(person)
    session, plan = queries(client)
    assert "csc_tracker_session" in session
    assert "priorities_plan" in plan
    reader = asker(client)
    with django_assert_num_queries(0):
        assert reader == person
        permissions = reader.get_all_permissions()
    assert permissions == User.objects.get(pk=person.pk).get_all_permissions()
    for field in User._meta.concrete_fields:
        assert getattr(reader, field.attname) == getattr(User.objects.get(pk=person.pk), field.attname)


def test_a_superuser_may_do_everything_without_a_group_and_is_asked_for_no_rights():
    client = signed_in(make_user(is_superuser=True))
    assert len(queries(client)) == 2
    assert asker(client).has_perm(roles.ADMINISTER)


def test_a_change_of_groups_and_of_what_they_may_counts_at_the_next_request():
    person = make_user(roles.MEMBER)
    client = signed_in(person)
    assert not asker(client).has_perm(roles.UPDATE)
    person.groups.add(Group.objects.get(name=roles.OFFICER))
    assert asker(client).has_perm(roles.UPDATE)
    Group.objects.get(name=roles.OFFICER).permissions.clear()
    assert not asker(client).has_perm(roles.UPDATE)
    person.user_permissions.add(Permission.objects.get(codename="add_progressupdate"))
    assert asker(client).has_perm(roles.UPDATE)
    Group.objects.get(name=roles.MEMBER).permissions.clear()
    assert client.get(PAGE).status_code == 403


def test_nobody_signed_in_by_the_session_is_nobody(client):
    assert asker(client).is_anonymous
    session = client.session
    session["words"] = "kept"
    session.save()
    assert Session.objects.get().user is None
    assert asker(client).is_anonymous
    assert client.session["words"] == "kept"


def test_an_account_that_is_no_longer_active_is_signed_out():
    person = make_user(roles.MEMBER)
    client = signed_in(person)
    User.objects.update(is_active=False)
    assert asker(client).is_anonymous
    assert client.get(PAGE).status_code == 302


def test_an_account_that_signed_in_is_on_record_and_cannot_be_deleted():
    person = make_user(roles.MEMBER)
    client = signed_in(person)
    with pytest.raises(ProtectedError):
        person.delete()
    assert asker(client) == person


def test_a_session_that_names_somebody_gone_is_nobodys_and_can_still_be_saved():
    person = make_user(roles.MEMBER)
    client = signed_in(person)
    session = client.session
    session["_auth_user_id"] = "999999"
    session.save()
    Session.objects.update(user=None)
    assert asker(client).is_anonymous
    session = client.session
    session.cycle_key()
    assert session.load()["_auth_user_id"]
    assert session.person is None


def test_a_new_password_ends_the_other_sessions_and_not_the_one_that_it_was_set_in():
    person = make_user(roles.MEMBER)
    here, elsewhere = signed_in(person), signed_in(person)
    response = here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert response.status_code == 302
    assert asker(elsewhere).is_anonymous
    assert asker(here) == person
    assert person.session_set.get().session_key == here.cookies["sessionid"].value
    joined = person.date_joined
    person.refresh_from_db()
    assert person.date_joined == joined


def test_a_session_of_an_old_secret_key_gets_a_new_key_and_keeps_its_person(settings):
    person = make_user(roles.MEMBER)
    client = signed_in(person)
    old = client.cookies["sessionid"].value
    hashes = client.session["_auth_user_hash"]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key that is quite as long as the old one was, or longer"
    assert asker(client) == person
    session = person.session_set.get()
    assert session.session_key == client.cookies["sessionid"].value != old
    assert session.get_decoded()["_auth_user_hash"] != hashes


def test_signing_in_rotates_the_key_and_signing_out_removes_the_row(client):
    person = make_user(roles.MEMBER)
    session = client.session
    session["words"] = "kept"
    session.save()
    before = session.session_key
    sign_in(client, person)
    session = Session.objects.get()
    assert session.user == person
    assert session.session_key == client.cookies["sessionid"].value != before
    assert session.get_decoded()["words"] == "kept"
    assert asker(client) == person
    client.post(reverse("account_logout"))
    assert not Session.objects.exists()
    assert asker(client).is_anonymous


def test_signing_in_as_another_leaves_nothing_of_the_first(client):
    first, second = make_user(roles.ADMIN), make_user(roles.MEMBER)
    sign_in(client, first)
    sign_in(client, second)  # who is signed in is sent on
    assert asker(client) == first
    client.post(reverse("account_logout"))
    sign_in(client, second)
    assert Session.objects.get().user == second
    assert asker(client) == second
    assert not asker(client).has_perm(roles.ADMINISTER)


@pytest.mark.parametrize("named", ["nobody", "another"])
def test_a_session_whose_row_names_nobody_or_another_is_of_whom_its_data_names(named):
    person = make_user(roles.MEMBER)
    client = signed_in(person)
    Session.objects.update(user={"nobody": None, "another": make_user(roles.ADMIN)}[named])
    assert asker(client) == person
    assert client.get(PAGE).status_code == 200
    assert not asker(client).has_perm(roles.ADMINISTER)
    session = client.session
    session["words"] = "saved again"
    session.save()
    assert Session.objects.get().user == person
    assert len(queries(client)) == 2


def test_a_row_that_names_somebody_signs_nobody_in_by_itself(client):
    session = client.session
    session["words"] = "kept"
    session.save()
    Session.objects.update(user=make_user(roles.ADMIN))
    assert asker(client).is_anonymous


def test_data_that_was_not_signed_here_signs_nobody_in():
    client = signed_in(make_user(roles.MEMBER))
    Session.objects.update(session_data="{}")
    assert asker(client).is_anonymous


def test_a_session_of_another_backend_is_nobodys():
    client = signed_in(make_user(roles.MEMBER))
    session = client.session
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session.save()
    assert asker(client).is_anonymous


def test_two_people_in_turn_never_see_each_other():
    admin, member = make_user(roles.ADMIN), make_user(roles.MEMBER)
    clients = [(signed_in(admin), admin, True), (signed_in(member), member, False), (Client(), None, False)]
    for client, person, may in clients * 2:
        reader = asker(client)
        assert reader == person if person else reader.is_anonymous
        assert reader.has_perm(roles.ADMINISTER) is may


def test_nothing_survives_a_look_that_fails(monkeypatch):
    client = signed_in(make_user(roles.MEMBER))

    def fail(*args):
        assert backends._SESSION.get() is not None
        raise RuntimeError

    monkeypatch.setattr(User, "get_session_auth_hash", fail)
    with pytest.raises(RuntimeError):
        client.get(PAGE)
    assert backends._SESSION.get() is None


def test_clearsessions_removes_what_has_run_out_and_nothing_else():
    old, new = make_user(roles.MEMBER), make_user(roles.MEMBER)
    signed_in(old), signed_in(new)
    old.session_set.update(expire_date=timezone.now() - timedelta(seconds=1))
    call_command("clearsessions")
    assert Session.objects.get().user == new


def test_a_session_that_has_run_out_brings_nobody():
    person = make_user(roles.MEMBER)
    client = signed_in(person)
    Session.objects.update(expire_date=timezone.now())
    store = SessionStore(client.cookies["sessionid"].value)
    assert (store.load(), store.person, store.session_key) == ({}, None, None)


def test_no_account_is_deleted_so_no_session_key_shows_on_the_way():
    admin, person = make_user(roles.ADMIN, is_staff=True), make_user(roles.MEMBER)
    signed_in(person)
    assert signed_in(admin).get(reverse("admin:csc_tracker_user_delete", args=[person.pk])).status_code == 403


def test_asked_asynchronously_it_is_the_same():
    person = make_user(roles.MEMBER)
    client = signed_in(person)
    request = client.get(PAGE).wsgi_request
    store = SessionStore(client.cookies["sessionid"].value)
    request.session = store

    async def ask():
        reader = await request.auser()
        store["words"] = "kept"
        await store.asave()
        await store.acycle_key()
        return reader, await store.aexists(store.session_key)

    reader, exists = async_to_sync(ask)()
    assert (reader, exists) == (person, True)
    assert reader is store.person
    session = person.session_set.get()
    assert (session.session_key, session.get_decoded()["words"]) == (store.session_key, "kept")
    async_to_sync(store.aflush)()
    assert not Session.objects.exists()


def test_what_has_run_out_is_cleared_asynchronously_too():
    signed_in(make_user(roles.MEMBER))
    async_to_sync(SessionStore.aclear_expired)()
    assert Session.objects.exists()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    async_to_sync(SessionStore.aclear_expired)()
    assert not Session.objects.exists()
