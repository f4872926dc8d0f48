"""Every form that somebody types words into: they come back whatever came between, by what the form is."""

from urllib.parse import urljoin

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from csc_tracker.people import roles
from csc_tracker.people.roles import ANYONE, SCREENS, SIGNED_IN
from priorities.models import Plan
from tests.making import make_user, run_out
from tests.test_every_address import OWN, address
from tests.test_roles import make_arguments

pytestmark = pytest.mark.django_db

_TYPED = 'textarea, input[type="text"], input:not([type])'
# Screens with a form whose words are tried elsewhere, and where.
ELSEWHERE = {"my_no_change": "tests/actions/test_my_actions.py: nothing is asked without rows that were selected"}


@pytest.fixture(scope="module")
def forms(kept_for_the_file):
    """[(screen, person, where the form is sent, what it sends, {field: the words})] of every screen."""
    arguments = make_arguments()
    plan = Plan.objects.get()
    people = [make_user(role) for role in (roles.PROGRAMME, roles.ADMIN, roles.OFFICER, roles.MEMBER)]
    found = {}
    for name in OWN:
        if SCREENS[name] in (ANYONE, SIGNED_IN):
            continue
        here = address(name, arguments.get(name), plan)
        for person in people:
            client = Client()
            client.force_login(person)
            page = client.get(here)
            if page.status_code != 200 or "text/html" not in page["Content-Type"]:
                continue
            for form in LexborHTMLParser(page.content.decode()).css('main form[method="post"]'):
                to = urljoin(here, form.attributes.get("action") or "")
                if typed := form.css(_TYPED):
                    words = {each.attributes["name"]: f"Typed into {each.attributes['name']}." for each in typed}
                    found.setdefault((name, to), (name, person, to, _sent(form) | words, words))
    return list(found.values())


def _sent(form):
    """What the form sends without a button, before anybody typed."""
    sent = {}
    for each in form.css("input[type=hidden], input[checked]"):
        if "name" in each.attributes:
            sent[each.attributes["name"]] = each.attributes.get("value") or ""
    return sent


def test_every_screen_with_such_a_form_is_tried(forms):
    tried = {name for name, *_ in forms}
    assert {"action_update", "action_owner", "priority_lead", "plan_commentary", "resolution_answer"} <= tried
    assert not tried & set(ELSEWHERE)


def lost(page, words):
    """The fields whose words the page does not show."""
    html = page.content.decode()
    return {name for name, typed in words.items() if typed not in html}


def test_none_loses_words_where_the_database_is_away(forms):
    def away(execute, sql, params, many, context):
        raise OperationalError("the connection is closed")

    wrong = []
    for name, person, to, sent, words in forms:
        client = Client(raise_request_exception=False)
        client.force_login(person)
        with connection.execute_wrapper(away):
            answer = client.post(to, sent)
        again = LexborHTMLParser(answer.content.decode()).css_first("main form")
        if answer.status_code != 503 or lost(answer, words) or not again or _sent(again) != sent:
            wrong.append((name, answer.status_code, lost(answer, words)))
    assert wrong == []


def test_none_loses_words_where_the_session_ran_out(forms):
    problems = {}
    for name, person, to, sent, words in forms:
        client = Client()
        client.force_login(person)
        client.get("/accessibility/")
        run_out(client)
        client.post(to, sent)
        said = {"login": person.username, "password": "improvement-plan", "next": to}
        if missing := lost(client.post(reverse("account_login"), said, follow=True), words):
            problems[name] = missing
    assert problems == {}


def test_none_loses_words_where_another_tab_signed_in(forms):
    problems = {}
    for name, person, to, sent, words in forms:
        client = Client(enforce_csrf_checks=True)
        client.force_login(person)
        client.get("/accessibility/")
        refused = client.post(to, sent | {"csrfmiddlewaretoken": "of-the-other-tab"})
        assert refused.status_code == 403
        back = LexborHTMLParser(refused.content.decode()).css_first("main a.button")
        missing = lost(client.get(back.attributes["href"], follow=True), words) if back else set(words)
        if missing:
            problems[name] = missing
    assert problems == {}


def test_none_loses_words_where_an_answer_is_refused(forms):
    problems = {}
    for name, person, to, sent, words in forms:
        client = Client()
        client.force_login(person)
        too_long = {field: each * 1_000 for field, each in words.items()}
        page = client.post(to, sent | too_long)
        if page.status_code in (200, 422) and (missing := lost(page, words)):
            problems[name] = missing
    assert problems == {}
