"""Signing in at the council's own page, against a real OpenID Connect provider on this machine."""

import base64
import json
import re
import threading
import time
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, urlparse

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.mail.letters import Letter
from csc_tracker.mail.sending import SAYINGS, compose, write_to
from csc_tracker.models import Email, User
from csc_tracker.people import council, roles
from csc_tracker.people.links import may_have_a_password, send_links
from tests.council_page import ANN, council_page, is_said_of
from tests.making import make_priority, make_user
from tests.test_second_step import set_up_app

pytestmark = pytest.mark.django_db
START, BACK = "/sign-in/council/", "/sign-in/council/back/"


@pytest.fixture(scope="module")
def provider():
    with council_page() as address:
        yield address


@pytest.fixture(autouse=True)
def _council(settings, provider):
    make_priority()
    settings.COUNCIL_GROUPS = {"g-officers": roles.OFFICER, "g-admins": roles.ADMIN, "g-members": roles.MEMBER}
    app = {
        "provider_id": "council", "name": "Testham", "client_id": "the-tracker", "secret": "a-secret",
        "settings": {"server_url": provider, "fetch_userinfo": False},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def begin(client, where=""):
    """The address of the provider to which the service sends a browser."""
    answer = client.post(START, {"next": where})
    assert answer.status_code == 200, answer.content.decode()
    [there] = re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.content.decode())
    return unescape(there)


def agree(address, subject):
    """The address to which the provider sends the browser back, once this person signed in there."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].replace("http://testserver", "")


def sign_in(client, subject, where=""):
    return client.get(agree(begin(client, where), subject))


def is_in(answer):
    return answer.status_code == 302 and answer.wsgi_request.user.is_authenticated


def says(answer, words):
    return answer.status_code == 403 and words in " ".join(answer.content.decode().split())


@pytest.fixture
def forged(monkeypatch):
    """Put another token in place of the one that the provider gives: `forged(lambda token: …)`."""
    fetch = council.TokenChecks.get_access_token_data

    def change(whole):
        def changed(self, *args, **kwargs):
            data = fetch(self, *args, **kwargs)
            return data | {"id_token": whole(data["id_token"])}

        monkeypatch.setattr(council.TokenChecks, "get_access_token_data", changed)

    return change


def test_somebody_new_gets_an_account_with_the_roles_of_their_groups(client, provider):
    is_said_of(provider, "s-new", given_name="Ann", family_name="Lee", groups=["g-officers", "g-others"])
    answer = sign_in(client, "s-new", "/actions/")
    assert answer["Location"] == "/actions/"
    person = answer.wsgi_request.user
    assert (person.username, person.email, str(person), person.is_staff) == (ANN, ANN, "Ann Lee", False)
    assert [group.name for group in person.groups.all()] == [roles.OFFICER]
    assert not person.has_usable_password()
    assert client.get("/").status_code == 200
    entry = AuditEntry.objects.get(act=Act.SIGNED_IN)
    assert entry.words.endswith("by the council’s own sign-in page")
    assert SocialAccount.objects.get().extra_data == {}


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": 5}, ANN),
        ({"name": ["Ann", "Lee"], "given_name": {"a": 1}, "family_name": 7}, ANN),
        ({"name": "Ann\x00 Lee"}, "Ann Lee"),
        ({"name": f"Ann {'L' * 400}"}, f"Ann {'L' * 150}"),
        ({"email_verified": True}, "Ann Lee"),
        ({"email_verified": "true"}, "Ann Lee"),
        ({"groups": ["g-officers", 5, {"g-admins": 1}, ["g-admins"]]}, "Ann Lee"),
    ],
)
def test_odd_claims_are_no_fault_of_ours_and_give_no_more(client, provider, claims, name):
    is_said_of(provider, "s-claims", **claims)
    person = sign_in(client, "s-claims").wsgi_request.user
    assert (str(person), [group.name for group in person.groups.all()]) == (name, [roles.OFFICER])


@pytest.mark.parametrize(("length", "lets_in"), [(191, True), (192, True), (255, True), (256, False)])
def test_a_subject_as_long_as_may_be_is_known_again(provider, length, lets_in):
    subject = f"{length}-" + "s" * (length - 4)
    is_said_of(provider, subject)
    for _ in range(2):
        assert is_in(sign_in(Client(), subject)) is lets_in
    assert SocialAccount.objects.count() == lets_in


def test_a_name_and_an_address_follow_the_councils(provider):
    is_said_of(provider, "s-married", name="Ann Lee")
    person = sign_in(Client(), "s-married").wsgi_request.user
    changed = "ann.smith@example.gov.uk"
    is_said_of(provider, "s-married", name="Ann Smith", email=changed)
    assert sign_in(Client(), "s-married").wsgi_request.user == person
    person.refresh_from_db()
    assert (str(person), person.email, person.username) == ("Ann Smith", changed, changed)
    assert ("address changed", ANN) in Email.objects.values_list("letter", "to")
    make_user(roles.MEMBER, email=ANN)
    is_said_of(provider, "s-married", name="Ann Smith", email=ANN)
    assert is_in(sign_in(Client(), "s-married"))
    person.refresh_from_db()
    assert person.email == changed


@pytest.mark.parametrize("groups", [["g-officers"], ["g-admins"]])
def test_the_groups_give_no_more_than_their_roles_to_who_was_a_superuser(client, provider, groups):
    person = make_user(roles.OFFICER, email=ANN, is_staff=True, is_superuser=True)
    is_said_of(provider, "s-super", groups=groups)
    assert is_in(sign_in(client, "s-super"))
    person.refresh_from_db()
    assert (person.is_superuser, person.is_staff) == (False, groups == ["g-admins"])


def test_django_admin_goes_with_the_role_where_the_role_was_there_before(client, provider):
    person = make_user(roles.ADMIN, email=ANN)
    is_said_of(provider, "s-staff", groups=["g-admins"])
    sign_in(client, "s-staff")
    person.refresh_from_db()
    assert person.is_staff


def test_another_website_begins_no_sign_in(client):
    assert client.get(START).status_code == 405
    assert Client(enforce_csrf_checks=True).post(START).status_code == 403


@pytest.mark.parametrize("emergency", [False, True])
def test_who_signs_in_at_the_council_gets_no_password_here(client, provider, settings, emergency):
    person = make_user(roles.OFFICER, username="ann", email=ANN)
    is_said_of(provider, "s-both")
    sign_in(client, "s-both")
    settings.BREAK_GLASS = ["ann"] if emergency else []
    send_links.func(ANN)
    assert Email.objects.filter(letter="link").exists() is emergency
    page = Client()
    page.post(reverse("account_login"), {"login": "ann", "password": "improvement-plan"})
    assert page.get("/").wsgi_request.user.is_authenticated is emergency
    settings.BREAK_GLASS, settings.SOCIALACCOUNT_PROVIDERS = [], {}  # the council has no page any more
    assert may_have_a_password(person)


def test_who_was_added_by_an_admin_keeps_their_account(client, provider):
    person = make_user(roles.MEMBER, username="ann", email="Ann.Lee@example.gov.uk")
    is_said_of(provider, "s-known")
    assert sign_in(client, "s-known").wsgi_request.user == person
    assert SocialAccount.objects.get().user == person


def test_roles_follow_the_groups_at_every_sign_in_and_a_lost_one_ends_sessions(provider):
    before = Client()
    is_said_of(provider, "s-moves", groups=["g-admins"])
    assert is_in(sign_in(before, "s-moves"))
    person = User.objects.get(email=ANN)
    assert person.is_staff
    is_said_of(provider, "s-moves", groups=["g-members"])
    assert is_in(sign_in(Client(), "s-moves"))
    person.refresh_from_db()
    assert ([group.name for group in person.groups.all()], person.is_staff) == ([roles.MEMBER], False)
    assert before.get("/").status_code == 302
    changes = [change for entry in AuditEntry.objects.filter(act=Act.ROLES) for change in entry.changes]
    assert (roles.ADMIN, roles.MEMBER) in [(change.before, change.after) for change in changes] or len(changes) > 1


@pytest.mark.parametrize(
    "groups",
    [[], None, ["g-others"], "g-officer", [["g-officers"]], [{"id": "g-officers"}, 5, None], 5, {"g-officers": 1}],
)
def test_who_is_in_none_of_the_groups_is_not_let_in_and_makes_no_account(client, provider, groups):
    is_said_of(provider, "s-none", groups=groups)
    assert says(sign_in(client, "s-none"), "you are in none of the groups that this service is for")
    assert not User.objects.filter(email=ANN).exists()


def test_who_left_every_group_loses_the_roles_too(client, provider):
    is_said_of(provider, "s-left")
    sign_in(Client(), "s-left")
    is_said_of(provider, "s-left", groups=["g-others"])
    assert says(sign_in(client, "s-left"), "in none of the groups")
    assert not User.objects.get(email=ANN).groups.exists()


@pytest.mark.parametrize(
    "claims",
    [
        {"email": None},
        {"email": "nobody"},
        {"email": f"{ANN} {ANN}"},
        {"email": f"{ANN}, b@example.org"},
        {"email": [ANN]},
        {"email": 5},
        {"email": f"{'a' * 60}@{'b' * 60}.{'c' * 40}.example"},
        {"email": "a\x00@example.org"},
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": "no"},
        {"email_verified": 0},
        {"email_verified": []},
        {"email": None, "preferred_username": ANN},
    ],
)
def test_an_address_that_is_not_certain_lets_nobody_in(client, provider, claims):
    make_user(roles.ADMIN, email=ANN)
    is_said_of(provider, "s-odd", **claims)
    assert says(sign_in(client, "s-odd"), "it is not certain which account here is yours")
    assert not SocialAccount.objects.exists()


def test_another_person_at_the_council_does_not_take_an_account_over(client, provider):
    is_said_of(provider, "s-first")
    sign_in(Client(), "s-first")
    is_said_of(provider, "s-second")
    assert says(sign_in(client, "s-second"), "not certain which account")


def test_nobody_takes_over_the_emergency_account(client, provider, settings):
    settings.BREAK_GLASS = ["emergency"]
    make_user(roles.ADMIN, username="emergency", email=ANN)
    is_said_of(provider, "s-glass")
    assert says(sign_in(client, "s-glass"), "not certain which account")


@pytest.mark.parametrize("groups", [["g-members"], ["g-admins"], [], None])
def test_an_emergency_account_that_signed_in_there_before_keeps_its_roles_and_its_password(
    client, provider, settings, groups
):
    person = make_user(roles.ADMIN, username="emergency", email=ANN, is_staff=True)
    is_said_of(provider, "s-safe", groups=["g-admins"])
    assert is_in(sign_in(Client(), "s-safe"))
    settings.ONLY_BY_COUNCIL, settings.BREAK_GLASS = True, ["Emergency"]  # a user name is known in any case
    is_said_of(provider, "s-safe", groups=groups)
    assert says(sign_in(client, "s-safe"), "Your account here is kept for an emergency.")
    person.refresh_from_db()
    assert ([group.name for group in person.groups.all()], person.is_staff) == ([roles.ADMIN], True)
    client.post(reverse("account_login"), {"login": "emergency", "password": "improvement-plan"})
    assert client.get("/").wsgi_request.user == person


def test_an_emergency_account_is_known_by_its_name_whatever_its_address(settings):
    person = make_user(roles.ADMIN, username=ANN, email=ANN)
    settings.ONLY_BY_COUNCIL, settings.BREAK_GLASS = True, [ANN]
    person.email = "ann.smith@example.gov.uk"
    person.save()
    assert may_have_a_password(User.objects.get(pk=person.pk))


@pytest.mark.parametrize("groups", [[], None, ["g-others"]])
def test_who_was_never_let_in_by_the_council_loses_nothing_by_trying(client, provider, groups):
    person = make_user(roles.ADMIN, email=ANN, is_staff=True, is_superuser=True)
    is_said_of(provider, "s-tries", groups=groups)
    assert says(sign_in(client, "s-tries"), "in none of the groups")
    person.refresh_from_db()
    assert [group.name for group in person.groups.all()] == [roles.ADMIN]
    assert (person.is_staff, person.is_superuser) == (True, True)
    assert AuditEntry.objects.filter(act=Act.SIGN_IN_FAILED, about_key=str(person.pk)).count() == 1
    assert not SocialAccount.objects.exists()


def test_a_closed_account_stays_closed(client, provider):
    is_said_of(provider, "s-closed")
    sign_in(Client(), "s-closed")
    User.objects.update(is_active=False)
    answer = sign_in(client, "s-closed")
    assert answer["Location"] == reverse("account_inactive")
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_it_counts_as_a_second_step(client, provider, settings):
    settings.SECOND_STEP = "officers"
    is_said_of(provider, "s-step")
    sign_in(client, "s-step")
    assert client.get("/").status_code == 200


def test_a_second_step_of_before_is_not_asked_for_again(client, provider, settings):
    """They can neither see nor remove it here: who lost that phone would never come in again."""
    settings.SECOND_STEP = "officers"
    person = make_user(roles.OFFICER, username="ann", email=ANN)
    before = Client()
    before.force_login(person)
    set_up_app(before)
    is_said_of(provider, "s-app")
    assert is_in(sign_in(client, "s-app"))
    assert client.get("/").status_code == 200
    settings.BREAK_GLASS = ["ann"]  # by the password it is asked for
    by_password = Client()
    answer = by_password.post(reverse("account_login"), {"login": "ann", "password": "improvement-plan"})
    assert answer["Location"] == reverse("mfa_authenticate")


def test_an_email_sends_who_signs_in_there_to_no_password_of_ours(client, provider):
    person = make_user(roles.OFFICER, username="ann", email=ANN)
    before = compose(write_to(person, Letter.NEW_BROWSER, where="Firefox on Windows")).body
    assert "Choose a new password at once on the sign-in page" in before
    is_said_of(provider, "s-mail")
    sign_in(client, "s-mail")
    for letter in Letter:
        # An invitation or a link nobody gets who signs in there; a digest or a mention is written from its own row.
        if letter not in (Letter.INVITATION, Letter.LINK, *SAYINGS):
            body = compose(write_to(person, letter, where="Firefox on Windows")).body
            assert "Forgotten your password" not in body
            told = "Tell whoever looks after your council account at once, and an admin of the service." in body
            assert told is ("somebody else may be able to sign in as you" in body)


# --- What is not good is refused


def test_an_answer_is_used_once(client, provider):
    is_said_of(provider, "s-twice")
    back = agree(begin(client), "s-twice")
    assert is_in(client.get(back))
    client.post(reverse("account_logout"))
    assert says(client.get(back), "did not say who you are")


def test_an_answer_of_another_browser_is_no_answer_here(client, provider):
    is_said_of(provider, "s-other")
    stolen = agree(begin(Client()), "s-other")
    assert says(client.get(stolen), "did not say who you are")
    state = parse_qs(urlparse(begin(client)).query)["state"][0]
    code = parse_qs(urlparse(stolen).query)["code"][0]
    assert says(client.get(f"{BACK}?code={code}&state={state}"), "did not say who you are")
    assert not User.objects.filter(email=ANN).exists()


def test_a_token_that_was_made_for_another_sign_in_is_refused(client, provider, forged):
    is_said_of(provider, "s-replay")
    kept = []
    forged(lambda token: kept.append(token) or token)
    assert is_in(sign_in(Client(), "s-replay"))
    forged(lambda token: kept[0])
    assert says(sign_in(client, "s-replay"), "did not say who you are")


def _unsigned(token):
    head, body, _ = token.split(".")
    said = json.loads(base64.urlsafe_b64decode(head + "=="))
    head = base64.urlsafe_b64encode(json.dumps(said | {"alg": "none"}).encode()).decode().rstrip("=")
    return f"{head}.{body}."


def _changed(token):
    head, body, signature = token.split(".")
    said = json.loads(base64.urlsafe_b64decode(body + "=="))
    body = base64.urlsafe_b64encode(json.dumps(said | {"groups": ["g-admins"]}).encode()).decode().rstrip("=")
    return f"{head}.{body}.{signature}"


@pytest.mark.parametrize("whole", [_unsigned, _changed, lambda token: "no.token.atall", lambda token: ""])
def test_a_token_that_the_council_did_not_sign_is_refused(client, provider, forged, whole):
    is_said_of(provider, "s-forged")
    forged(whole)
    assert says(sign_in(client, "s-forged"), "did not say who you are")
    assert not User.objects.filter(email=ANN).exists()


def test_a_token_for_another_service_is_refused(client, provider, settings, monkeypatch):
    is_said_of(provider, "s-aud")
    decode = jwt.decode
    monkeypatch.setattr(jwt, "decode", lambda *args, **kwargs: decode(*args, **kwargs | {"audience": "another"}))
    assert says(sign_in(client, "s-aud"), "did not say who you are")


def test_a_token_of_another_issuer_than_the_one_set_is_refused(client, provider, settings, monkeypatch):
    is_said_of(provider, "s-iss")
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "https://login.example.gov.uk"
    description = f"{provider}/.well-known/openid-configuration"
    monkeypatch.setattr(OpenIDConnectProvider, "server_url", description)
    assert says(sign_in(client, "s-iss"), "did not say who you are")


@pytest.mark.parametrize(("minutes", "lets_in"), [(4.8, True), (-4.8, True), (-6, False), (66, False)])
def test_clocks_that_differ_by_less_than_five_minutes_do_no_harm(client, provider, monkeypatch, minutes, lets_in):
    """The provider's clock says this many minutes less than ours; its tokens last an hour."""
    is_said_of(provider, "s-clock")
    decode, now = jwt.decode, time.time()
    from jwt import api_jwt

    class Clock(api_jwt.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(now + minutes * 60, tz)

    monkeypatch.setattr(api_jwt, "datetime", Clock)
    assert decode is jwt.decode
    assert is_in(sign_in(client, "s-clock")) is lets_in


def test_who_says_no_at_the_councils_page_is_back_at_the_service(client, provider):
    address = begin(client)
    answer = requests.post(address, data={"action": "deny"}, allow_redirects=False, timeout=5)
    back = answer.headers["Location"].replace("http://testserver", "")
    state = parse_qs(urlparse(address).query)["state"][0]
    assert says(client.get(f"{back}&state={state}"), "did not say who you are")


def test_a_council_page_that_is_not_there_is_a_sentence(client, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"] = {"server_url": "http://127.0.0.1:9", "fetch_userinfo": False}
    assert says(client.post(START), "did not say who you are")


class SendsOn(BaseHTTPRequestHandler):
    """A server that sends every request on to its own `/inside`."""

    asked: ClassVar[list[str]] = []

    def do_GET(self):
        self.asked.append(self.path)
        self.send_response(302)
        self.send_header("Location", "/inside")
        self.end_headers()

    def log_message(self, *args):
        pass


def test_a_council_page_that_sends_on_is_not_followed(client, settings):
    with ThreadingHTTPServer(("127.0.0.1", 0), SendsOn) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
        app["settings"] = {"server_url": f"http://127.0.0.1:{server.server_port}", "fetch_userinfo": False}
        assert says(client.post(START), "did not say who you are")
        server.shutdown()
    assert SendsOn.asked == ["/.well-known/openid-configuration"]


def test_without_a_council_page_there_is_no_address_for_it(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert (client.post(START).status_code, client.get(BACK).status_code) == (404, 404)
    assert START not in client.get(reverse("account_login")).content.decode()


def test_the_sign_in_page_offers_it_first_and_keeps_where_one_was_going(client, settings):
    page = client.get(reverse("account_login") + "?next=/actions/").content.decode()
    button = page.partition(f'action="{START}"')[2].partition("</form>")[0]
    assert 'name="next" value="/actions/"' in button
    settings.ONLY_BY_COUNCIL = True
    assert "The form below is for an emergency account alone." in client.get(reverse("account_login")).content.decode()


def test_a_group_for_a_role_that_is_none_is_named(settings):
    settings.COUNCIL_GROUPS = {"g": "Offficer"}
    assert "CSC_OIDC_GROUPS names “Offficer”, which is no role." in [error.msg for error in run_checks()]


@pytest.mark.parametrize("only", [False, True])
def test_who_signs_in_there_has_neither_a_password_nor_a_second_step_here(client, provider, settings, only):
    settings.ONLY_BY_COUNCIL = only
    is_said_of(provider, "s-own")
    sign_in(client, "s-own")
    page = " ".join(client.get(reverse("account")).content.decode().split())
    assert f"You sign in with your {settings.COUNCIL} account" in page
    assert "Change your password" not in page
    assert "second step when you sign in" not in page
    for name in (
        "account_change_password",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "account_reauthenticate",
    ):
        answer = client.get(reverse(name))
        assert (answer.status_code, answer.get("Location")) == (302, reverse("account")), name


@pytest.mark.parametrize(
    ("only", "names", "warned"),
    [(False, ["nobody"], 0), (True, [], 1), (True, ["nobody"], 1), (True, ["closed"], 1), (True, ["Emergency"], 0)],
)
def test_an_emergency_account_that_nobody_could_use_is_warned_of(settings, only, names, warned):
    make_user(roles.ADMIN, username="emergency")
    make_user(roles.ADMIN, username="closed", is_active=False)
    settings.ONLY_BY_COUNCIL, settings.BREAK_GLASS = only, names
    found = run_checks(include_deployment_checks=True, databases=["default"])
    assert [each.id for each in found].count("csc_tracker.W006") == warned
