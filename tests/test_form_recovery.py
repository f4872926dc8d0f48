"""A form is kept only for a browser in which its person was signed in: a stranger's leaves nothing here."""

import re
import time
import uuid

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import Group
from django.core import signing
from django.test import Client, RequestFactory
from django.urls import reverse

from csc_tracker.models import Session, User
from csc_tracker.pages.form_recovery import RESTORED, restore_form
from csc_tracker.people import roles
from csc_tracker.people.browsers import _SALT, browser_of, cookie_name
from csc_tracker.people.second_step import TAKEN
from tests.admin_forms import posted
from tests.making import (
    make_officer,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
    run_out,
)

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


# --- Every form that holds what somebody typed

# Pages whose form has the field `who` itself.
_IN_THE_FORM = {
    "actions/comment_add.html", "actions/evidence_add.html", "actions/saved_view_add.html",
    "actions/import.html", "actions/import_columns.html", "actions/import_preview.html", "actions/my_no_change.html", "actions/no_change.html", "actions/statement.html", "actions/update.html",
    "actions/update_details.html",
}  # fmt: skip
# What draws a field that somebody fills in; a form without has buttons alone.
_FIELDS = re.compile(r"\{\{ form(\.as_\w+)? \}\}|_fields?\.html|<textarea|as_field_group|admin/change_form\.html")


def test_every_template_with_a_form_to_fill_in_says_whose_it_is():
    templates = settings.BASE_DIR / "templates"
    texts = {path.relative_to(templates).as_posix(): path.read_text("utf-8") for path in templates.rglob("*.html")}
    filled_in = {
        name
        for name, text in texts.items()
        if _FIELDS.search(text) and ("{% csrf_token %}" in text or name == "admin/change_form.html")
    }
    of_signing_in = {name for name in filled_in if name.startswith(("account/", "mfa/"))}  # which hold secrets
    assert {"actions/post_form.html", "actions/correction.html", "inspections/record.html"} <= filled_in - of_signing_in
    without = {name for name in filled_in - of_signing_in if 'name="who"' not in texts[name]}
    assert without <= _IN_THE_FORM


def send_after_the_end(client, person, address, **values):
    """Send a form once the session has run out, sign in again, and return the page with the form."""
    run_out(client)
    client.post(address, {"who": person.pk} | values)
    said = {"login": person.username, "password": "improvement-plan", "next": address}
    return client.post(reverse("account_login"), said, follow=True)


def test_two_forms_that_were_sent_after_the_end_are_both_back(client, officer):
    plan = make_plan()
    make_priority(plan)
    addresses = {
        reverse("plan_commentary"): "Of the plan.",
        reverse("priority_commentary", args=[1]): "Of one priority.",
    }
    client.force_login(officer)
    run_out(client)
    for each, words in addresses.items():
        client.post(each, {"who": officer.pk, "words": words})
    said = {"login": officer.username, "password": "improvement-plan"}
    client.post(reverse("account_login"), said)
    for each, words in addresses.items():
        assert (each, words in client.get(each).content.decode()) == (each, True)


@pytest.fixture
def admin():
    return make_user(roles.ADMIN, is_staff=True)


@pytest.mark.parametrize(
    "screen", ["action_owner", "priority_lead", "action_first_due", "update_withdraw", "update_blank"]
)
def test_the_words_of_every_correction_are_back(client, admin, screen):
    action = make_reported_action(make_priority(make_plan()))
    update = make_update(action, by=admin, words="Said before.")
    arguments = {"priority_lead": [action.priority.number], "update_withdraw": [action.reference, update.code]}
    arguments["update_blank"] = arguments["update_withdraw"]
    address = reverse(screen, args=arguments.get(screen, [action.reference]))
    client.force_login(admin)
    page = send_after_the_end(client, admin, address, reason="Because of the flood.").content.decode()
    assert (RESTORED in page, "Because of the flood." in page) == (True, True)


def test_django_admin_shows_what_was_typed_and_saves_it_only_when_it_is_sent_again(client, admin):
    post = make_post("Head of Service")
    address = reverse("admin:priorities_post_change", args=[post.pk])
    client.force_login(admin)
    values = posted(client.get(address)) | {"source_note": "From the paper of May."}
    page = send_after_the_end(client, admin, address, **values)
    assert (page.status_code, RESTORED in page.content.decode()) == (200, True)
    assert "From the paper of May." in page.content.decode()
    post.refresh_from_db()
    assert post.source_note == ""
    assert client.post(address, posted(page)).status_code == 302
    post.refresh_from_db()
    assert post.source_note == "From the paper of May."
    assert RESTORED not in client.get(address).content.decode()


def test_django_admin_shows_too_what_somebody_else_changed_meanwhile(client, admin):
    post = make_post("Head of Service")
    address = reverse("admin:priorities_post_change", args=[post.pk])
    client.force_login(admin)
    values = posted(client.get(address)) | {"title": "Head of Services"}
    post.title = "Head of Help"
    post.save()
    page = send_after_the_end(client, admin, address, **values).content.decode()
    assert ("Changed since you opened this page" in page, "Head of Services" in page) == (True, True)
    post.refresh_from_db()
    assert post.title == "Head of Help"


def test_who_may_no_longer_change_a_record_sees_it_as_it_is(client, admin):
    person = make_user(roles.MEMBER, first_name="Ann")
    address = reverse("admin:csc_tracker_user_change", args=[person.pk])
    client.force_login(admin)
    values = posted(client.get(address)) | {"first_name": "Anne"}
    User.objects.filter(pk=person.pk).update(is_superuser=True)  # whom an admin may not change
    page = send_after_the_end(client, admin, address, **values)
    assert (page.status_code, RESTORED in page.content.decode()) == (200, False)


def test_a_new_person_and_a_paper_that_was_pasted_are_back_in_their_forms(client, admin):
    client.force_login(admin)
    for name, field in (("csc_tracker_user", "first_name"), ("inspections_loading", "pasted")):
        page = send_after_the_end(client, admin, reverse(f"admin:{name}_add"), **{field: "Typed before."})
        assert "Typed before." in page.content.decode(), name
        client.post(reverse("account_logout"))
        client.force_login(admin)
    assert not User.objects.filter(first_name="Typed before.").exists()


def test_every_tick_of_a_list_is_back(rf, officer):
    class Ticks(forms.Form):
        which = forms.MultipleChoiceField(choices=[("1", "One"), ("2", "Two")], widget=forms.CheckboxSelectMultiple)

    request = rf.get("/")
    request.user = officer
    fields = {"who": [str(officer.pk)], "which": ["1", "2"]}
    request.session = {"saved_forms": {"/": {"fields": fields, "ended": True}}}
    form = Ticks()
    assert restore_form(request, form)
    assert form.initial["which"] == ["1", "2"]


def test_what_is_sent_by_who_must_first_set_up_a_second_step_is_kept_too(client, settings):
    """A committee member is made an officer while they write."""
    settings.SECOND_STEP = "officers"
    person = make_user(roles.MEMBER)
    client.force_login(person)
    client.get("/accessibility/")
    person.groups.add(Group.objects.get(name=roles.OFFICER))
    address = reverse("plan_commentary")
    make_priority(make_plan())
    assert client.post(address, {"who": person.pk, "words": "Typed before."})["Location"] == reverse("mfa_index")
    session = client.session
    session[TAKEN] = True
    session.save()
    assert "Typed before." in client.get(address).content.decode()


def test_a_form_of_signing_in_is_never_kept_whoever_it_says_it_is_of(client, officer):
    client.force_login(officer)
    run_out(client)
    for name in ("account_change_password", "mfa_activate_totp", "mfa_reauthenticate", "account_reauthenticate"):
        client.post(reverse(name), {"who": officer.pk, "oldpassword": "secret-one", "code": "123456"})
    assert forms_kept() == 0


# --- A form that was open while another tab signed in

WORDS = "The two posts are filled from Monday."


@pytest.fixture
def strict(officer):
    """A browser of the officer's that checks the code of a form, as a real one is."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    client.get("/accessibility/")
    return client


def test_another_tab_that_signed_in_loses_no_form(strict, officer, address):
    values = {"who": officer.pk, "seen": 1, "submission": uuid.uuid4(), "stage": "under_way", "words": WORDS}
    refused = strict.post(address, values)
    html = refused.content.decode()
    assert (refused.status_code, f'href="{address}"' in html) == (403, True)
    back = strict.get(address).content.decode()
    assert (f"{WORDS}</textarea>" in back, RESTORED in back) == (True, True)


def test_where_somebody_else_signed_in_the_words_are_shown_and_not_kept(strict, officer, address):
    another = make_user(roles.OFFICER)
    strict.force_login(another)
    refused = strict.post(address, {"who": officer.pk, "any_name_at_all": WORDS})
    assert (WORDS in refused.content.decode(), "Go back to the form" in refused.content.decode()) == (True, False)
    assert WORDS not in strict.get(address).content.decode()


@pytest.mark.parametrize("screen", ["account_login", "account_change_password", "mfa_reauthenticate", "admin:login"])
def test_no_secret_of_a_refused_form_is_shown_or_kept(strict, officer, screen):
    refused = strict.post(reverse(screen), {"who": officer.pk, "password": "a secret word", "words": "a secret word"})
    assert refused.status_code == 403
    assert "a secret word" not in refused.content.decode()
    assert "saved_forms" not in strict.session
