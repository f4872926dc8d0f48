"""The second step: codes of an app and recovery codes, who must have one, and what is on record of it."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.models import Email
from csc_tracker.people import roles
from csc_tracker.people.second_step import TAKEN
from tests.making import make_officer, make_plan, make_priority, make_reported_action, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "improvement-plan"
INDEX, CODE = "/account/second-step/", "/sign-in/code/"


@pytest.fixture(autouse=True)
def _plan():
    make_priority()


@pytest.fixture
def needed(settings):
    settings.SECOND_STEP = "officers"


def sign_in(client, person, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": person.username, "password": password})


def code_of(secret, steps=0):
    """The code that an app shows now; `steps` half-minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def set_up_app(client):
    """Set up an app, as its person does; its secret and the recovery codes that they are shown."""
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    page = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
    return secret, page.context["unused_codes"]


@pytest.fixture
def officer():
    return make_user(roles.OFFICER, email="officer@example.gov.uk")


@pytest.fixture
def with_app(officer):
    """The officer, the secret of their app, and their recovery codes."""
    client = Client()
    client.force_login(officer)
    secret, codes = set_up_app(client)
    return officer, secret, codes


def acts(person):
    entries = AuditEntry.objects.filter(about_kind="csc_tracker.user", about_key=str(person.pk))
    return list(entries.order_by("number").values_list("act", "by_name"))


def test_a_password_alone_does_not_let_in_who_has_an_app(client, with_app):
    person, secret, _ = with_app
    assert sign_in(client, person)["Location"] == CODE
    assert client.get("/").status_code == 302
    assert client.get("/admin/").status_code == 302
    assert client.post(CODE, {"code": code_of(secret, 1)}, follow=True).wsgi_request.user == person
    words = AuditEntry.objects.filter(act=Act.SIGNED_IN).order_by("number").last().words
    assert words.endswith("by password and a code of an app")


def test_a_code_counts_once_and_only_of_this_minute(client, with_app):
    person, secret, _ = with_app
    once = code_of(secret, 1)  # which still counts if the half-minute ends meanwhile
    for code, lets_in in ((once, True), (once, False), (code_of(secret, 5), False), (code_of(secret, -5), False)):
        client.post(reverse("account_logout"))
        sign_in(client, person)
        client.post(CODE, {"code": code})
        assert client.get("/").wsgi_request.user.is_authenticated is lets_in


def wrong_code(client, secret, **place):
    right = {code_of(secret, steps) for steps in (-2, -1, 0, 1, 2)}
    code = next(each for each in ("000000", "111111", "222222", "333333", "444444", "555555") if each not in right)
    return client.post(CODE, {"code": code}, **place).content.decode()


def test_ten_wrong_codes_make_that_person_wait_there_and_are_on_record(client, with_app):
    person, secret, _ = with_app
    sign_in(client, person)
    for number in range(10):
        assert "The code is wrong" in wrong_code(client, secret), number
    page = client.post(CODE, {"code": code_of(secret, 1)}).content.decode()
    assert "There were too many wrong codes. Wait 15 minutes and try again." in page
    assert (Act.SIGN_IN_FAILED, f"{person}") in [(act, by) for act, by in acts(person)]
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    sign_in(elsewhere, person)
    elsewhere.post(CODE, {"code": code_of(secret, 1)})
    assert elsewhere.get("/").wsgi_request.user == person


def test_a_hundred_wrong_codes_a_day_and_none_of_them_keeps_out_the_browser_of_their_person(client, with_app):
    person, secret, _ = with_app
    client.force_login(person)
    client.get("/")
    client.post(reverse("account_logout"))
    guessing = Client()
    sign_in(guessing, person)
    pages = [wrong_code(guessing, secret, REMOTE_ADDR=f"203.0.113.{number}") for number in range(101)]
    assert ["The code is wrong" in page for page in pages] == [True] * 100 + [False]
    assert "Wait a day and try again." in pages[-1]
    sign_in(client, person)
    client.post(CODE, {"code": code_of(secret, 1)})
    assert client.get("/").wsgi_request.user == person


def test_who_lost_their_phone_comes_back_with_a_recovery_code_once(client, with_app):
    person, _, codes = with_app
    assert len(codes) == 10
    assert all(len(code) == 10 for code in codes)
    for lets_in in (True, False):
        sign_in(client, person)
        client.post(CODE, {"code": codes[0]})
        assert client.get("/").wsgi_request.user.is_authenticated is lets_in
        client.post(reverse("account_logout"))
    assert "code used" in Email.objects.values_list("letter", flat=True)


def test_recovery_codes_are_shown_once(client, officer):
    client.force_login(officer)
    _, codes = set_up_app(client)
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert not any(code in page for code in codes)
    assert "You have 10 of 10 left." in page
    made = client.post(reverse("mfa_generate_recovery_codes"), follow=True).context["unused_codes"]
    assert len(set(made) | set(codes)) == 20
    assert (Act.CODES_MADE, str(officer)) in acts(officer)


def test_the_secrets_are_not_readable_in_the_database(with_app, settings):
    _, secret, codes = with_app
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert not any(code in kept for code in codes)


def test_a_new_secret_key_reads_what_an_earlier_one_wrote(client, with_app, settings):
    person, secret, _ = with_app
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key that is quite as long as the old one was, or longer"
    sign_in(client, person)
    assert client.post(CODE, {"code": code_of(secret, 1)}, follow=True).wsgi_request.user == person


def test_an_app_that_is_added_or_removed_is_on_record_and_written_of(client, officer):
    client.force_login(officer)
    set_up_app(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    said = [act for act, _ in acts(officer)]
    assert {Act.STEP_ADDED, Act.STEP_REMOVED} <= set(said)
    assert list(Email.objects.order_by("pk").values_list("letter", flat=True)) == ["step added", "step removed"]


def ten_minutes_later(client):
    session = client.session
    session["signed_in_at"] -= 601
    session.save()


def test_what_changes_how_one_signs_in_asks_again_ten_minutes_later_for_the_password_where_there_is_no_more(client):
    client.force_login(make_user(roles.MEMBER))
    ten_minutes_later(client)
    where = client.get(reverse("mfa_activate_totp"))["Location"]
    assert where.startswith(reverse("account_reauthenticate"))
    assert "That is not your password" in client.post(where, {"password": "wrong"}).content.decode()
    assert client.post(where, {"password": PASSWORD}, follow=True).status_code == 200
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_it_asks_for_the_second_step_where_there_is_one_and_not_for_the_password_alone(client, with_app):
    person, secret, _ = with_app
    client.force_login(person)
    ten_minutes_later(client)
    again = reverse("mfa_reauthenticate")
    where = client.get(reverse("mfa_generate_recovery_codes"))["Location"]
    assert where.startswith(again)
    by_password = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert by_password["Location"].startswith(again)
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 302
    assert "The code is wrong" in client.post(where, {"code": "000000"}).content.decode()
    assert client.post(where, {"code": code_of(secret, 1)}, follow=True).status_code == 200
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200


@pytest.fixture
def with_passkey(officer, monkeypatch):
    """The officer, who has a passkey alone, and recovery codes; its keys are not looked into."""
    Authenticator.objects.create(user=officer, type="webauthn", data={"name": "Laptop"})
    RecoveryCodes.activate(officer)
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda user: [])
    return officer


def test_who_has_a_passkey_alone_is_asked_for_it_first_and_for_a_recovery_code_beside(client, with_passkey):
    client.force_login(with_passkey)
    where = client.get(reverse("mfa_generate_recovery_codes"))["Location"]
    assert where.startswith(reverse("mfa_reauthenticate_webauthn"))
    page = client.get(where).content.decode()
    assert "Use a recovery code" in page
    assert "Use your password" not in page


def test_a_second_step_that_is_added_or_removed_ends_every_other_session(client, officer):
    client.force_login(officer)
    for change in (set_up_app, lambda client: client.post(reverse("mfa_deactivate_totp"))):
        other = Client()
        other.force_login(officer)
        change(client)
        assert client.get("/").status_code == 200
        assert other.get("/").status_code == 302


@pytest.mark.parametrize(
    "name", ["mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp", "mfa_add_webauthn"]
)
def test_a_session_without_the_second_step_touches_none_and_sees_no_codes(client, with_app, name):
    """However it came about: it signed in by the password alone at the moment at which the step was added."""
    person, _, _ = with_app
    client.force_login(person)
    before = list(Authenticator.objects.order_by("pk").values())
    for send in [client.get, *([client.post] if name != "mfa_view_recovery_codes" else [])]:
        assert send(reverse(name))["Location"].startswith(reverse("mfa_reauthenticate"))
    assert list(Authenticator.objects.order_by("pk").values()) == before


# --- A sign-in that waits for its second step


NEW = "another-plan-altogether"


def by_themselves(person):
    client = Client()
    client.force_login(person)
    values = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post(reverse("account_change_password"), values).status_code == 302


def by_a_command(person):
    person.set_password(NEW)
    person.save()


def everywhere(person):
    client = Client()
    client.force_login(person)
    client.post(reverse("sign_out_everywhere"))


@pytest.mark.parametrize("end", [by_themselves, by_a_command, everywhere])
def test_a_sign_in_that_waits_ends_with_the_password_and_with_the_sessions(client, with_app, end):
    person, secret, _ = with_app
    sign_in(client, person)
    end(person)
    answer = client.post(CODE, {"code": code_of(secret, 1)}, follow=True)
    assert not answer.wsgi_request.user.is_authenticated
    assert "it took longer than 15 minutes, or was ended. Start again." in answer.content.decode()


def test_a_sign_in_that_waits_is_no_session_that_is_shown_or_counted(client, with_app):
    person, _, _ = with_app
    sign_in(Client(), person)
    client.force_login(person)
    assert len(client.get(reverse("account")).context["sessions"]) == 2  # this one, and where the app was set up
    said = client.post(reverse("sign_out_everywhere"), follow=True).content.decode()
    assert "You were signed out of 1 other session." in said


def test_a_code_after_a_quarter_of_an_hour_says_why_it_did_not_sign_in(client, with_app):
    person, secret, _ = with_app
    sign_in(client, person)
    session = client.session
    session["account_login"] = session["account_login"] | {"initiated_at": time.time() - 901}
    session.save()
    answer = client.post(CODE, {"code": code_of(secret, 1)}, follow=True)
    assert not answer.wsgi_request.user.is_authenticated
    assert "it took longer than 15 minutes" in answer.content.decode()


def test_who_stopped_at_the_second_step_can_sign_in_as_somebody_else(client, with_app):
    sign_in(client, with_app[0])
    page = client.get(CODE).content.decode()
    assert f'action="{reverse("account_logout")}"' in page
    assert "Sign in as somebody else" in page
    client.post(reverse("account_logout"))
    other = make_user(roles.MEMBER)
    assert sign_in(client, other)["Location"] == "/"
    assert client.get("/").wsgi_request.user == other


def test_who_has_a_passkey_alone_is_not_asked_for_the_digits_of_an_app(client, with_passkey):
    sign_in(client, with_passkey)
    page = " ".join(client.get(CODE).content.decode().split())
    assert "Now use your passkey, or one of your recovery codes." in page
    assert "your app shows" not in page
    assert page.index("Use a passkey") < page.index("Recovery code</label>")


def test_who_has_an_app_alone_is_offered_no_passkey(client, with_app):
    sign_in(client, with_app[0])
    page = " ".join(client.get(CODE).content.decode().split())
    assert "Now show that you have your phone." in page
    assert "Use a passkey" not in page


# --- Who must have one


@pytest.mark.parametrize("role", [roles.OFFICER, roles.PROGRAMME, roles.ADMIN])
@pytest.mark.usefixtures("needed")
def test_who_changes_anything_must_set_one_up_before_they_see_anything(client, role):
    person = make_user(role, is_staff=role == roles.ADMIN)
    sign_in(client, person)
    for path in ("/", "/actions/", "/findings/", "/briefing/", "/admin/", "/admin/actions/action/"):
        answer = client.get(path)
        assert answer.status_code in (302, 404), path
        assert answer.status_code == 404 or answer["Location"] == INDEX, path
    assert "Your role needs a second step" in client.get(INDEX).content.decode()
    assert client.get(reverse("account")).status_code == 200
    set_up_app(client)
    assert client.get("/").status_code == 200


@pytest.mark.usefixtures("needed")
def test_nothing_is_saved_for_who_lacks_one(client):
    person = make_officer()
    action = make_reported_action(make_priority(make_plan(slug="other")))
    sign_in(client, person)
    answer = client.post(reverse("action_update", args=[action.reference]) + "?plan=other", {"words": "Said."})
    assert answer["Location"] == INDEX


@pytest.mark.usefixtures("needed")
def test_a_committee_member_needs_none(client):
    sign_in(client, make_user(roles.MEMBER))
    assert client.get("/").status_code == 200


def test_of_everybody_it_is_asked_of_committee_members_too(client, settings):
    settings.SECOND_STEP = "everybody"
    sign_in(client, make_user(roles.MEMBER))
    assert client.get("/")["Location"] == INDEX


@pytest.mark.usefixtures("needed")
def test_a_role_that_needs_one_asks_for_it_at_once(client):
    person = make_user(roles.MEMBER)
    sign_in(client, person)
    person.groups.add(Group.objects.get(name=roles.OFFICER))
    assert client.get("/")["Location"] == INDEX


@pytest.mark.usefixtures("needed")
def test_who_must_have_one_keeps_one(client, officer):
    sign_in(client, officer)
    set_up_app(client)
    page = client.post(reverse("mfa_deactivate_totp"))
    assert "Set up another one before you remove this" in page.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()


@pytest.mark.usefixtures("needed")
def test_an_admin_helps_who_has_lost_all_of_it(client, with_app):
    person, _, _ = with_app
    staff = Client()
    admin = make_user(roles.ADMIN, is_staff=True)
    sign_in(staff, admin)
    set_up_app(staff)
    staff.post("/admin/csc_tracker/user/", {"action": "remove_second_steps", "_selected_action": [person.pk]})
    assert not Authenticator.objects.filter(user=person).exists()
    assert (Act.STEP_REMOVED, str(admin)) in acts(person)
    assert sign_in(client, person)["Location"] == "/"
    assert client.get("/")["Location"] == INDEX


def test_a_sign_in_from_a_new_browser_is_written_of_but_not_the_first_of_all(client, officer):
    sign_in(client, officer)
    assert not Email.objects.exists()
    client.get("/")
    client.post(reverse("account_logout"))
    sign_in(client, officer)
    assert not Email.objects.exists()
    sign_in(Client(), officer)
    assert Email.objects.get().letter == "new browser"


@pytest.mark.parametrize(
    "name", ["mfa_login_webauthn", "mfa_authenticate", "mfa_reauthenticate_webauthn", "mfa_add_webauthn"]
)
@pytest.mark.parametrize("said", ["[" * 5_000, '{"a":' * 5_000, "nothing", "[]", '{"response": {"userHandle": 5}}'])
def test_what_no_device_says_of_a_passkey_is_no_fault_of_ours(client, with_passkey, name, said):
    if name == "mfa_authenticate":
        sign_in(client, with_passkey)
    elif name != "mfa_login_webauthn":
        client.force_login(with_passkey)
        session = client.session
        session[TAKEN] = True
        session.save()
    assert client.post(reverse(name), {"credential": said}).status_code in {200, 302}
    assert Authenticator.objects.filter(type="webauthn").count() == 1
