"""Signing in: a pause after many wrong passwords, for that name from that address alone."""

import pytest
from django.urls import reverse

from csc_tracker.people import roles
from tests.making import make_user

pytestmark = pytest.mark.django_db


def sign_in(client, user, password):
    return client.post(reverse("sign_in"), {"username": user.username, "password": password})


def test_ten_wrong_passwords_make_that_name_wait_and_no_other(client):
    user, other = make_user(roles.MEMBER), make_user(roles.MEMBER)
    for _ in range(9):
        assert sign_in(client, user, "wrong").status_code == 200
    locked = sign_in(client, user, "wrong")
    assert locked.status_code == 429
    assert "Too many wrong passwords" in locked.content.decode()
    assert sign_in(client, user, "improvement-plan").status_code == 429
    assert sign_in(client, other, "improvement-plan").status_code == 302


def test_a_right_password_in_time_forgets_the_wrong_ones(client):
    user = make_user(roles.MEMBER)
    for _ in range(2):
        for _ in range(9):
            sign_in(client, user, "wrong")
        assert sign_in(client, user, "improvement-plan").status_code == 302
        client.logout()


def test_django_admins_own_sign_in_makes_one_wait_too(client):
    user = make_user(roles.ADMIN, is_staff=True)
    for _ in range(10):
        refused = client.post(reverse("admin:login"), {"username": user.username, "password": "wrong"})
    assert refused.status_code == 429
