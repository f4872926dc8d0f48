"""The headers of every answer."""

import pytest
from django.test import Client
from django.urls import reverse

from csc_tracker.people import roles
from csc_tracker.people.roles import SCREENS
from csc_tracker.protection.headers import ALWAYS
from tests.making import make_user

pytestmark = pytest.mark.django_db

OF_EVERY_ANSWER = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ALWAYS["Permissions-Policy"],
}
ADDRESSES = [reverse(name) for name in ("account_login", "accessibility", "healthz", "board", "actions", "reports")]


@pytest.mark.parametrize(
    "address", [*ADDRESSES, "/admin/", "/admin/login/", "/nowhere/", "/static/csc.css", "/static/no.css"]
)
@pytest.mark.parametrize("role", [None, roles.ADMIN])
def test_every_answer_has_the_headers(client, address, role):
    if role:
        client.force_login(make_user(role, is_staff=True))
    answer = client.get(address)
    answer.close()
    assert {name: answer.get(name) for name in OF_EVERY_ANSWER} == OF_EVERY_ANSWER
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize("address", ["/static/csc.css", "/actions", "/nowhere/", "/actions/?q=%00"])
def test_every_answer_says_what_a_page_may_load(client, address):
    client.force_login(make_user(roles.ADMIN))
    answer = client.get(address)
    answer.close()
    assert "default-src 'none'" in answer["Content-Security-Policy"], answer.status_code


def test_nothing_behind_sign_in_is_kept_by_a_browser(client):
    client.force_login(make_user(roles.ADMIN, is_staff=True))
    addresses = [reverse(name) for name in SCREENS if name not in {"account_logout", "csp_report"} and is_plain(name)]
    assert len(addresses) > 15
    for address in [
        *addresses,
        "/admin/",
        "/admin/actions/action/",
        "/admin/jsi18n/",
        "/admin/password_change/",
        "/nowhere/",
    ]:
        assert "no-store" in client.get(address)["Cache-Control"], address


def is_plain(name):
    try:
        return bool(reverse(name))
    except Exception:  # it takes arguments
        return False


def test_static_files_are_kept(client):
    for path in ("/static/csc.css", "/static/icon.svg", "/static/admin/css/base.css"):
        answer = client.get(path)
        answer.close()
        assert answer["Cache-Control"] == "max-age=60, public", path


def test_a_fault_of_ours_is_not_kept_either(monkeypatch):
    client = Client(raise_request_exception=False)
    monkeypatch.setattr("csc_tracker.pages.context.today", lambda: 1 / 0)
    answer = client.get("/accessibility/")
    assert (answer.status_code, answer["Cache-Control"]) == (500, "no-store")


def test_the_policy_names_where_reports_go(client):
    assert f"report-uri {reverse('csp_report')}" in client.get("/sign-in/")["Content-Security-Policy"]
