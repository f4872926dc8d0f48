"""Signing in by password: limits by name and place together, which nobody can use to lock out somebody else."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.models import Count, Session
from csc_tracker.people import roles
from csc_tracker.people.adapters import WRONG, too_many
from tests.making import make_priority, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "improvement-plan"
MINUTES = "15 minutes"
HOME, ELSEWHERE = "198.51.100.7", "203.0.113.9"


@pytest.fixture(autouse=True)
def _plan():
    make_priority()


def sign_in(client, name, password=PASSWORD, address=HOME):
    return client.post(reverse("account_login"), {"login": name, "password": password}, REMOTE_ADDR=address)


def is_in(answer):
    return answer.status_code == 302


def says(answer, words):
    return answer.status_code == 200 and words in answer.content.decode()


def test_ten_wrong_passwords_make_that_name_wait_at_that_address_alone():
    person, other = make_user(roles.MEMBER), make_user(roles.MEMBER)
    for _ in range(10):
        assert says(sign_in(Client(), person.username, "wrong"), WRONG)
    assert says(sign_in(Client(), person.username), too_many(MINUTES))
    assert is_in(sign_in(Client(), person.username, address=ELSEWHERE))
    assert is_in(sign_in(Client(), other.username))


def test_who_was_signed_in_in_this_browser_before_is_not_kept_out_by_others_guesses():
    person, mine = make_user(roles.MEMBER), Client()
    sign_in(mine, person.username)
    mine.get("/")
    mine.post(reverse("account_logout"))
    for number in range(130):  # from everywhere, and from the same address
        sign_in(Client(), person.username, "wrong", f"203.0.113.{number}")
        sign_in(Client(), person.username, "wrong")
    assert says(sign_in(Client(), person.username, address="203.0.113.200"), too_many("a day"))
    assert is_in(sign_in(mine, person.username))


def test_a_browser_has_tries_of_its_own_only_for_who_was_signed_in_there(django_assert_num_queries):
    mine, victim = Client(), make_user(roles.MEMBER)
    mine.force_login(make_user(roles.MEMBER))
    mine.get("/")
    mine.post(reverse("account_logout"))
    for _ in range(10):
        sign_in(mine, victim.username, "wrong")
    assert says(sign_in(mine, victim.username), too_many(MINUTES))
    assert is_in(sign_in(Client(), victim.username, address=ELSEWHERE))


def test_a_browsers_own_tries_end_too():
    person, mine = make_user(roles.MEMBER), Client()
    sign_in(mine, person.username)
    mine.get("/")
    mine.post(reverse("account_logout"))
    for _ in range(10):
        sign_in(mine, person.username, "wrong")
    assert says(sign_in(mine, person.username), too_many(MINUTES))


def test_one_address_guesses_a_hundred_times_across_names():
    people = [make_user(roles.MEMBER) for _ in range(3)]
    for number in range(100):
        sign_in(Client(), f"nobody-{number}", "wrong")
    assert says(sign_in(Client(), people[0].username), too_many("an hour"))
    assert is_in(sign_in(Client(), people[1].username, address=ELSEWHERE))


def test_a_right_password_is_no_guess():
    person = make_user(roles.MEMBER)
    for _ in range(3):
        for _ in range(3):
            sign_in(Client(), person.username, "wrong")
        assert is_in(sign_in(Client(), person.username))
    assert says(sign_in(Client(), person.username, "wrong"), WRONG)
    assert says(sign_in(Client(), person.username), too_many(MINUTES))


def test_a_proxy_before_the_service_says_whose_address_it_is(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    person = make_user(roles.MEMBER)

    def by_proxy(address, password=PASSWORD):
        values = {"login": person.username, "password": password}
        forwarded = f"10.9.8.7, {address}"
        return Client().post(reverse("account_login"), values, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)

    for _ in range(10):
        by_proxy(ELSEWHERE, "wrong")
    assert says(by_proxy(ELSEWHERE), too_many(MINUTES))
    assert is_in(by_proxy(HOME))


def test_without_a_proxy_nobody_writes_their_own_address():
    person = make_user(roles.MEMBER)
    for number in range(10):
        values = {"login": person.username, "password": "wrong"}
        Client().post(reverse("account_login"), values, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert says(sign_in(Client(), person.username, address="127.0.0.1"), too_many(MINUTES))


def test_too_few_addresses_of_proxies_share_one_count(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    person = make_user(roles.MEMBER)
    values = {"login": person.username, "password": PASSWORD}
    assert is_in(Client().post(reverse("account_login"), values, HTTP_X_FORWARDED_FOR=HOME))


def test_a_person_signs_in_by_user_name_or_email_in_any_case():
    make_user(roles.MEMBER, username="Ann.Lee", email="Ann.Lee@example.gov.uk")
    for name in ("Ann.Lee", "ann.lee", "ann.lee@EXAMPLE.gov.uk", " Ann.Lee@example.gov.uk "):
        assert is_in(sign_in(Client(), name)), name


@pytest.mark.parametrize("field", ["username", "email"])
def test_no_two_accounts_differ_by_capitals_alone(field):
    make_user(roles.MEMBER, **{field: "ann@example.gov.uk"})
    with pytest.raises(IntegrityError):
        make_user(roles.MEMBER, **{field: "Ann@example.gov.uk"})


@pytest.mark.parametrize("name", ["x" * 300, "x" * 5000, "a@" + "b" * 300 + ".uk"])
@pytest.mark.parametrize("page", ["account_login", "admin:login"])
def test_a_name_that_is_too_long_is_a_sentence(client, name, page):
    answer = client.post(reverse(page), {"login": name, "password": "x"}, follow=True)
    assert answer.status_code == 200
    assert "Ensure this value has at most 254 characters" in answer.content.decode() or page == "admin:login"


@pytest.mark.parametrize("name", ["nobody", "nobody@example.gov.uk", "no\x00body", "%", "_"])
def test_a_name_that_is_nobodys_gets_the_same_answer_as_a_wrong_password(client, name):
    make_user(roles.MEMBER)
    answer = sign_in(client, name)
    assert says(answer, WRONG) or "Null characters are not allowed" in answer.content.decode()


def test_a_closed_account_says_so_to_who_knows_its_password_alone(client):
    person = make_user(roles.MEMBER, is_active=False)
    assert says(sign_in(client, person.username, "wrong"), WRONG)
    closed = client.post(
        reverse("account_login"), {"login": person.username, "password": PASSWORD}, follow=True, REMOTE_ADDR=HOME
    )
    assert "This account is closed" in closed.content.decode()
    assert not Session.objects.filter(user=person).exists()


def test_django_admin_signs_in_on_the_same_page(client):
    person = make_user(roles.ADMIN, is_staff=True)
    sent = client.post("/admin/login/?next=/admin/", {"username": person.username, "password": "wrong"})
    assert sent["Location"] == reverse("account_login") + "?next=/admin/"
    assert not AuditEntry.objects.filter(act=Act.SIGN_IN_FAILED).exists()
    values = {"login": person.username, "password": PASSWORD, "next": "/admin/"}
    assert client.post(reverse("account_login"), values)["Location"] == "/admin/"
    other = make_user(roles.MEMBER)
    guessed = client.post("/admin/login/", {"username": other.username, "password": PASSWORD})
    assert (guessed["Location"], guessed.wsgi_request.user) == ("/admin/", person)


def test_wrong_old_passwords_are_counted_on_the_page_for_a_new_one_too(client):
    person = make_user(roles.MEMBER)
    sign_in(client, person.username)
    values = {"oldpassword": "wrong", "password1": "another-plan-altogether", "password2": "another-plan-altogether"}
    change = reverse("account_change_password")
    for _ in range(10):
        assert says(client.post(change, values), "That is not your password.")
    assert says(client.post(change, values | {"oldpassword": PASSWORD}), "Wait 15 minutes and try again.")
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_try_that_is_refused_counts_for_nothing():
    victim = make_user(roles.MEMBER)
    for number in range(100):
        sign_in(Client(), f"nobody-{number}", "wrong")
    before = sorted(Count.objects.values_list("cache_key", "value"))
    assert says(sign_in(Client(), victim.username, "wrong"), too_many("an hour"))
    assert sorted(Count.objects.values_list("cache_key", "value")) == before


def test_refused_tries_from_one_address_lock_nobody_out_elsewhere(settings):
    few = {"guesses_from_place": "5/h/key", "guesses_of_one_secret": "10/d/key"}
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | few
    people = [make_user(roles.MEMBER) for _ in range(2)]
    for number in range(5):
        sign_in(Client(), f"nobody-{number}", "wrong")
    for person in people:
        for _ in range(10):
            assert says(sign_in(Client(), person.username, "wrong"), too_many("an hour"))
        assert is_in(sign_in(Client(), person.username, address=ELSEWHERE))


def test_the_name_and_the_address_of_one_person_are_counted_together():
    person = make_user(roles.MEMBER, username="ann", email="ann.lee@example.gov.uk")
    for name in (person.username, person.email) * 5:
        assert says(sign_in(Client(), name, "wrong"), WRONG)
    assert says(sign_in(Client(), person.email), too_many(MINUTES))
    assert says(sign_in(Client(), person.username), too_many(MINUTES))


@pytest.mark.parametrize("there", [True, False])
def test_a_name_in_other_letters_of_the_same_capitals_is_counted_with_it(there):
    """And alike whether anybody has it, so that this does not tell."""
    if there:
        make_user(roles.MEMBER, username="kassim")
    for name in ["kassim", "KASSIM", "kaſsim", "kassım", "KaSsIm"] * 2:
        assert says(sign_in(Client(), name, "wrong"), WRONG)
    # What is no name of theirs to SQLite is counted apart from them there; on PostgreSQL it is theirs.
    counted_together = not there or connection.vendor == "postgresql"
    assert says(sign_in(Client(), "kaſſım", "wrong"), too_many(MINUTES)) is counted_together


@pytest.mark.parametrize("name", ["ann@example.gov.uk", "ann", "new@example.gov.uk", "nobody@example.gov.uk", "nobody"])
def test_a_password_is_hashed_once_whosever_the_name_is(monkeypatch, name):
    make_user(roles.MEMBER, username="ann", email="ann@example.gov.uk")
    new = make_user(roles.MEMBER, username="new@example.gov.uk", email="new@example.gov.uk")
    new.set_unusable_password()
    new.save()
    hashed, encode = [], MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args))
    sign_in(Client(), name, "wrong")
    assert len(hashed) == 1


def test_where_one_was_sent_from_is_kept_to_this_site(client):
    person = make_user(roles.MEMBER)
    for where, lands in (("/actions/", "/actions/"), ("https://example.com/", "/"), ("//example.com", "/")):
        values = {"login": person.username, "password": PASSWORD, "next": where}
        assert client.post(reverse("account_login"), values)["Location"] == lands
        client.post(reverse("account_logout"))


def test_what_is_counted_names_nobody(client):
    sign_in(client, "ann.lee@example.gov.uk", "wrong")
    keys = "\n".join(Count.objects.values_list("cache_key", flat=True))
    assert keys
    assert "ann" not in keys


@pytest.mark.parametrize(
    ("password", "refused"),
    [
        ("Lewisham-2026", True),
        ("ofsted inspection 1", True),
        ("Improvement-Plan-Officer", True),
        ("children first 12", False),
        ("a heron stands in the Ravensbourne", False),
        ("491827365019", False),
    ],
)
def test_a_password_is_not_made_of_what_everybody_here_would_try(password, refused):
    errors = []
    try:
        validate_password(password, make_user(roles.MEMBER))
    except ValidationError as problems:
        errors = [error.code for error in problems.error_list]
    assert ("our_words" in errors) is refused
