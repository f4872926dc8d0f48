"""Adding a person in one form, and the links by which people choose a password: once, in time, by whom they are for."""

import re
import threading
from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.mail.sending import compose, send_email
from csc_tracker.models import Email, Session, User
from csc_tracker.people import roles
from csc_tracker.people.links import LinkKeys, link_for, send_links
from priorities.models import PostHolding
from tests.admin_forms import posted
from tests.making import TODAY, make_holding, make_post, make_priority, make_user

pytestmark = pytest.mark.django_db
ADDRESS, NEW = "ann.lee@example.gov.uk", "a plan for every child"


@pytest.fixture(autouse=True)
def _plan():
    make_priority()


@pytest.fixture
def staff(client):
    client.force_login(make_user(roles.ADMIN, is_staff=True))
    return client


def add(staff, **said):
    path = "/admin/csc_tracker/user/add/"
    values = {"first_name": "Ann", "last_name": "Lee", "email": ADDRESS, "post": "", "first_day": ""}
    role = Group.objects.get(name=said.pop("role", roles.OFFICER)).pk
    return staff.post(path, posted(staff.get(path)) | values | {"role": role} | said, follow=True)


def invited():
    person = make_user(roles.OFFICER, username=ADDRESS, email=ADDRESS)
    person.set_unusable_password()
    person.save()
    return person


@pytest.fixture
def later(monkeypatch):
    """Let time go on for links: `later(hours=25)`."""
    return lambda **time: monkeypatch.setattr(LinkKeys, "_now", lambda keys: datetime.now() + timedelta(**time))


def path_of(link):
    return re.sub(r"^https?://[^/]+", "", link)


def choose(client, link, password=NEW):
    """Open a link and send its form; the answer to that."""
    page = client.get(path_of(link), follow=True)
    if page.context is None or "form" not in page.context or page.context.get("token_fail"):
        return page
    return client.post(page.request["PATH_INFO"], {"password1": password, "password2": password}, follow=True)


def is_refused(answer):
    return "This link no longer works" in answer.content.decode()


def on_record(person):
    entries = AuditEntry.objects.filter(about_key=str(person.pk), about_kind="csc_tracker.user")
    return list(entries.order_by("number").values_list("act", flat=True))


# --- Adding a person


def test_one_form_adds_a_person_with_a_role_and_a_post_and_invites_them(staff, django_capture_on_commit_callbacks):
    post = make_post("Head of Early Help")
    with django_capture_on_commit_callbacks(execute=True):
        page = add(staff, post=post.pk, first_day="2020-01-13")
    assert page.status_code == 200
    person = User.objects.get(username=ADDRESS)
    assert (str(person), person.email, person.is_staff) == ("Ann Lee", ADDRESS, False)
    assert not person.has_usable_password()
    assert [group.name for group in person.groups.all()] == [roles.OFFICER]
    holding = PostHolding.objects.get(user=person)
    assert (holding.post, str(holding.first_day), holding.last_day) == (post, "2020-01-13", None)
    [message] = mail.outbox
    assert message.to == [ADDRESS]
    assert Act.INVITED in on_record(person)
    assert "Ann Lee was sent a link to choose a password." in page.content.decode()


def test_who_signs_in_at_the_councils_page_alone_is_sent_no_link_and_the_admin_is_told(staff, settings):
    settings.ONLY_BY_COUNCIL = True
    page = " ".join(add(staff).content.decode().split())
    assert "Ann Lee signs in at the council’s own page, so no link was sent." in page
    assert not Email.objects.exists()


def test_of_two_people_of_one_name_the_admin_is_told(staff):
    make_user(roles.MEMBER, username="ann", first_name="ann", last_name="LEE")
    page = " ".join(add(staff).content.decode().split())
    assert "Somebody else has the same name: ann. Make sure that they are two people." in page


def test_of_a_post_that_somebody_else_holds_the_admin_is_told(staff):
    post = make_post("Head of Early Help")
    make_holding(make_user(roles.OFFICER, first_name="Bo", last_name="Ray"), post, acting=True)
    make_holding(make_user(roles.OFFICER), post, last_day=TODAY - timedelta(days=1))
    page = " ".join(add(staff, post=post.pk).content.decode().split())
    assert "Head of Early Help is also held by Bo Ray, acting. If that ends, say when on the post’s own page." in page


def test_a_new_admin_may_open_django_admin_at_once(staff):
    add(staff, role=roles.ADMIN)
    assert User.objects.get(username=ADDRESS).is_staff


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"email": ""}, "This field is required."),
        ({"email": "TAKEN@example.gov.uk"}, "Somebody else has this email address. Each person needs their own."),
        ({"email": "Added@example.gov.uk"}, "Somebody else has this email address. Each person needs their own."),
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"email": f"{'a' * 60}@{'b' * 60}.{'c' * 40}.example"}, "150 at most can be used. Use a shorter one."),
        ({"email": "name@example.gov.uk"}, "It is the user name of Bo Ray. Give them another user name first."),
        ({"first_day": "2020-01-13"}, "Say which post they hold from that day, or leave the day empty."),
        ({"role": roles.OFFICER, "last_name": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_added(staff, said, error):
    make_user(roles.MEMBER, email="taken@example.gov.uk")
    make_user(roles.MEMBER, username="added@example.gov.uk", email="added@example.gov.uk")
    make_user(username="name@example.gov.uk", first_name="Bo", last_name="Ray")
    before = User.objects.count()
    assert error in add(staff, **said).content.decode()
    assert (User.objects.count(), Email.objects.count()) == (before, 0)


def change(staff, person, **said):
    path = f"/admin/csc_tracker/user/{person.pk}/change/"
    return staff.post(path, posted(staff.get(path)) | said, follow=True)


def test_an_invitation_follows_an_address_that_is_corrected(staff, django_capture_on_commit_callbacks):
    add(staff)
    waiting = Email.objects.get()
    person = User.objects.get(email=ADDRESS)
    right = "ann.leigh@example.gov.uk"
    with django_capture_on_commit_callbacks(execute=True):
        change(staff, person, email=right)
    send_email.func(waiting.pk)
    assert [message.to for message in mail.outbox] == [[right]]
    assert "/password/new/" in mail.outbox[0].body
    waiting.refresh_from_db()
    assert (waiting.state, waiting.answer) == ("failed", "The address was changed before the email was sent.")
    assert on_record(person).count(Act.INVITED) == 2


def test_a_link_that_waits_does_not_go_to_an_address_that_is_no_longer_theirs():
    person = make_user(roles.MEMBER, email=ADDRESS)
    send_links.func(ADDRESS)
    person.email = "ann.smith@example.gov.uk"
    person.save()
    for email in Email.objects.all():
        send_email.func(email.pk)
    assert [(message.to, "/password/new/" in message.body) for message in mail.outbox] == [([ADDRESS], False)]


def test_a_user_name_that_is_the_address_follows_it_and_the_old_one_is_free(staff):
    person = invited()
    change(staff, person, email="ann.smith@example.gov.uk")
    person.refresh_from_db()
    assert person.username == "ann.smith@example.gov.uk"
    add(staff)
    assert User.objects.get(email=ADDRESS) != person


def test_a_user_name_of_its_own_stays_and_cannot_be_somebody_elses_address(staff):
    person = make_user(roles.MEMBER, username="ann", email=ADDRESS)
    make_user(roles.MEMBER, first_name="Bo", last_name="Ray", email="bo@example.gov.uk")
    change(staff, person, email="ann.smith@example.gov.uk")
    person.refresh_from_db()
    assert (person.username, person.email) == ("ann", "ann.smith@example.gov.uk")
    page = change(staff, person, username="Bo@example.gov.uk").content.decode()
    assert "It is the email address of Bo Ray. Choose another." in page


def test_nobody_types_a_password_for_somebody_else(staff):
    person = make_user(roles.MEMBER)
    for path in ("password", "change"):
        page = staff.get(f"/admin/csc_tracker/user/{person.pk}/{path}/", follow=True).content.decode()
        assert 'type="password"' not in page
    assert "A password, no second step" in page


# --- The link


def test_an_invitation_is_used_once_and_signs_in(client):
    person = invited()
    link = link_for(person)
    answer = choose(client, link)
    assert answer.wsgi_request.user == person
    assert User.objects.get(pk=person.pk).check_password(NEW)
    assert {Act.INVITATION_USED, Act.PASSWORD_CHANGED, Act.SIGNED_IN} <= set(on_record(person))
    entry = AuditEntry.objects.get(act=Act.PASSWORD_CHANGED)
    assert entry.by == person
    again = Client()
    assert is_refused(choose(again, link, "another plan altogether"))
    assert is_refused(choose(client, link, "another plan altogether"))
    assert User.objects.get(pk=person.pk).check_password(NEW)


def test_the_key_is_not_in_the_address_of_the_page_with_the_form(client):
    answer = client.get(path_of(link_for(invited())))
    assert answer.status_code == 302
    assert answer["Location"].endswith("-set-password/")
    assert client.get(answer["Location"])["Referrer-Policy"] == "same-origin"


@pytest.fixture
def at(monkeypatch):
    """Let it be a moment for links: `at("2026-03-02 09:00")`."""
    return lambda moment: monkeypatch.setattr(LinkKeys, "_now", lambda keys: datetime.fromisoformat(moment))


@pytest.mark.parametrize(
    ("made", "used", "works"),
    [
        ("2026-03-02 09:00", "2026-03-02 23:59:59", True),
        ("2026-03-02 09:00", "2026-03-03 00:00", False),
        ("2026-03-02 16:00", "2026-03-03 09:00", False),
        ("2026-03-02 22:30", "2026-03-03 02:30", True),
        ("2026-03-02 22:30", "2026-03-03 02:31", False),
        ("2026-10-25 00:00", "2026-10-25 23:59", True),  # a day of 25 hours
    ],
)
def test_an_invitation_works_on_its_own_day_and_for_four_hours_at_least(client, at, made, used, works):
    at(made)
    link = link_for(invited())
    at(used)
    assert is_refused(choose(client, link)) is not works


def test_the_letter_says_until_when_the_link_works(at):
    at("2026-03-02 16:00")
    send_links.func(invited().email)
    assert "The link works once, until 2 March 2026 at 23:59." in compose(Email.objects.get()).body


@pytest.mark.parametrize(("minutes", "works"), [(59, True), (61, False)])
def test_a_link_for_a_forgotten_password_lasts_an_hour(client, later, minutes, works):
    link = link_for(make_user(roles.MEMBER))
    later(minutes=minutes)
    assert is_refused(choose(client, link)) is not works


def test_a_page_that_was_open_when_the_time_ran_out_changes_nothing(client, later):
    person = invited()
    page = client.get(path_of(link_for(person)), follow=True)
    later(hours=25)
    answer = client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert is_refused(answer)
    assert not User.objects.get(pk=person.pk).has_usable_password()


def test_who_is_signed_in_as_somebody_else_is_signed_out_first(client):
    other, person = make_user(roles.ADMIN), invited()
    client.force_login(other)
    answer = choose(client, link_for(person))
    assert answer.wsgi_request.user == person
    assert not Session.objects.filter(user=other).exists()


def test_a_link_of_one_person_is_no_link_of_another(client):
    person, other = invited(), make_user(roles.MEMBER, email="other@example.gov.uk")
    ours, theirs = (path_of(link_for(each)) for each in (person, other))
    head = re.match(r"/password/new/[0-9a-z]+-", theirs)[0]
    mixed = head + ours.partition("/password/new/")[2].partition("-")[2]
    assert is_refused(client.get(mixed))


@pytest.mark.parametrize("path", ["1-", "1-x-y", "zzzzzzzzzzzzz-a-b", "1-" + "a" * 90, "0-0-0"])
def test_what_is_no_link_says_so(client, path):
    answer = client.get(f"/password/new/{path}/", follow=True)
    assert answer.status_code == 404 or is_refused(answer)


def test_a_closed_account_has_no_link(client):
    person = invited()
    link = link_for(person)
    User.objects.update(is_active=False)
    assert is_refused(choose(client, link))


def test_a_new_address_ends_the_links_to_the_old_one(client):
    person = make_user(roles.MEMBER, email=ADDRESS)
    link = link_for(person)
    person.email = "ann.smith@example.gov.uk"
    person.save()
    assert is_refused(choose(client, link))
    assert [(email.letter, email.to) for email in Email.objects.all()] == [("address changed", ADDRESS)]


def test_a_password_that_is_too_short_says_so_and_the_link_stays(client):
    link = link_for(invited())
    assert "too short" in choose(client, link, "short").content.decode()
    assert choose(client, link).wsgi_request.user.is_authenticated


def test_a_new_password_by_a_link_ends_every_other_session(client):
    person, elsewhere = make_user(roles.MEMBER), Client()
    elsewhere.force_login(person)
    choose(client, link_for(person))
    assert elsewhere.get("/").status_code == 302
    assert client.get("/").status_code == 200


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_in_two_browsers_at_once_one_chooses_and_the_other_is_told():
    person = invited()
    pages = [Client(), Client()]
    forms = [each.get(path_of(link_for(person)), follow=True).request["PATH_INFO"] for each in pages]
    start, answers = threading.Barrier(2), [None, None]

    def send(number):
        start.wait()
        words = f"a plan for child {number} of two"
        answers[number] = pages[number].post(forms[number], {"password1": words, "password2": words}, follow=True)
        connection.close()

    threads = [threading.Thread(target=send, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(is_refused, answers)) == [False, True]
    winner = answers.index(next(answer for answer in answers if not is_refused(answer)))
    person.refresh_from_db()
    assert person.check_password(f"a plan for child {winner} of two")


# --- Forgotten


def ask(client, email):
    return client.post(reverse("account_reset_password"), {"email": email}, follow=True).content.decode()


def test_a_forgotten_password_is_answered_alike_for_everybody(client, django_capture_on_commit_callbacks):
    person = make_user(roles.MEMBER, email=ADDRESS)
    make_user(roles.MEMBER, is_active=False, email="closed@example.gov.uk")
    with django_capture_on_commit_callbacks(execute=True):
        pages = {
            ask(client, email) for email in ("Ann.Lee@example.gov.uk", "nobody@example.gov.uk", "closed@example.gov.uk")
        }
    assert len(pages) == 1
    [message] = mail.outbox
    assert message.to == [ADDRESS]
    assert Act.LINK_ASKED in on_record(person)
    link = re.search(r"https?://\S+/password/new/\S+", message.body)[0]
    assert choose(client, link).wsgi_request.user == person


@pytest.mark.parametrize("email", [ADDRESS, "nobody@example.gov.uk"])
def test_an_address_gets_three_links_an_hour_and_who_asks_for_more_is_told(client, email):
    make_user(roles.MEMBER, email=ADDRESS)
    pages = [ask(client, email) for _ in range(5)]
    assert ["a link is on its way to it" in page for page in pages] == [True] * 3 + [False] * 2
    assert ["asked for three times for this address" in page for page in pages] == [False] * 3 + [True] * 2
    assert Email.objects.count() == (3 if email == ADDRESS else 0)


def test_an_address_in_other_letters_of_the_same_capitals_is_the_same_address(client):
    """PostgreSQL takes “ı” and “ſ” for “i” and “s” where it compares in any case, and Django for letters of addresses."""
    make_user(roles.MEMBER, email="kassim@example.gov.uk")
    spelled = ["kassim", "KASSIM", "kaſsim", "kasſim", "kassım", "kaſſım", "KaSsIm"]
    pages = [ask(client, f"{name}@example.gov.uk") for name in spelled]
    assert ["a link is on its way to it" in page for page in pages] == [True] * 3 + [False] * 4


def test_one_place_asks_for_thirty_links_an_hour_and_is_told_what_else_to_do(client):
    person = make_user(roles.MEMBER, email=ADDRESS)
    for number in range(30):
        ask(client, f"nobody-{number}@example.gov.uk")
    for email in (ADDRESS, "nobody@example.gov.uk"):
        assert "Wait an hour, or ask an admin to send you one." in ask(client, email)
    assert not Email.objects.exists()
    ask(Client(REMOTE_ADDR="203.0.113.9"), ADDRESS)
    assert Email.objects.get().person == person


def test_who_was_invited_and_lost_the_link_gets_another_invitation(client):
    invited()
    ask(client, ADDRESS)
    assert Email.objects.get().letter == "invitation"


def test_an_admin_sends_links_to_those_who_can_have_one(staff):
    there, nowhere, new = make_user(roles.MEMBER, email="there@example.gov.uk"), make_user(roles.MEMBER), invited()
    said = {"action": "send_links", "_selected_action": [there.pk, nowhere.pk, new.pk]}
    page = staff.post("/admin/csc_tracker/user/", said, follow=True)
    assert {str(message) for message in page.context["messages"]} == {
        "A link was sent to there@example.gov.uk.",
        f"A link was sent to {ADDRESS}.",
        f"{nowhere} was sent nothing: the account is closed, has no email address, or has no password.",
    }
    assert {email.letter for email in Email.objects.all()} == {"link", "invitation"}


def test_where_the_council_signs_in_a_password_is_for_the_emergency_account_alone(client, settings):
    settings.ONLY_BY_COUNCIL, settings.BREAK_GLASS = True, ["emergency"]
    person, emergency = make_user(roles.MEMBER, email=ADDRESS), make_user(roles.ADMIN, username="emergency")
    for one, lets_in in ((person, False), (emergency, True)):
        page = Client()
        page.post(reverse("account_login"), {"login": one.username, "password": "improvement-plan"})
        assert page.get("/").wsgi_request.user.is_authenticated is lets_in
    send_links.func(ADDRESS)
    assert not Email.objects.filter(person=person).exists()
    assert is_refused(choose(client, link_for(person)))


def test_nor_does_a_passkey_from_before_let_anybody_else_in(client, settings, monkeypatch):
    for person in (make_user(roles.MEMBER), make_user(roles.ADMIN, username="emergency")):
        passkey = Authenticator.objects.create(user=person, type="webauthn", data={"name": "Laptop"})
        monkeypatch.setattr(LoginWebAuthnForm, "clean_credential", lambda form, key=passkey: key)
        for only, lets_in in ((False, True), (True, person.username == "emergency")):
            settings.ONLY_BY_COUNCIL, settings.BREAK_GLASS = only, ["emergency"]
            page = Client()
            page.post(reverse("mfa_login_webauthn"), {"credential": '{"id": "x"}'})
            assert page.get("/").wsgi_request.user.is_authenticated is lets_in


def test_an_email_says_no_password_and_no_link_in_the_database(django_capture_on_commit_callbacks):
    person = invited()
    send_links.func(ADDRESS)
    email = Email.objects.get()
    key = link_for(person).partition("/password/new/")[2]
    assert key[:20] not in str(Email.objects.values().get())
    first, second = compose(email), compose(email)
    assert "/password/new/" in first.body
    assert first.subject == second.subject == "Your account for the Children’s Social Care improvement plan"
    send_email.func(email.pk)
    send_email.func(email.pk)
    assert len(mail.outbox) == 1
