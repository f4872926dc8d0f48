"""The impact on children and families: a priority's own statement, and an action's after completion."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from actions.models import LONGEST_WORDS, PriorityImpact
from actions.updating.impact import state_impact
from csc_tracker.people import roles
from tests.making import (
    TODAY,
    last_position,
    make_holding,
    make_officer,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db


def state(priority, impact="some", words="Fewer moves.", **kwargs):
    by = kwargs.pop("by", None) or make_officer()
    return state_impact(priority, impact, words, **{"by": by, "post": None, "on": TODAY} | kwargs)


@pytest.mark.parametrize(
    ("impact", "words", "questions"),
    [
        ("", "Fewer moves.", {"impact"}),
        ("great", "Fewer moves.", {"impact"}),
        ("some", " ", {"words"}),
        ("some", "x" * (LONGEST_WORDS + 1), {"words"}),
        ("", "", {"impact", "words"}),
    ],
)
def test_a_statement_needs_an_impact_and_words(impact, words, questions):
    with pytest.raises(ValidationError) as refused:
        state(make_priority(), impact, words)
    assert set(refused.value.message_dict) == questions
    assert not PriorityImpact.objects.exists()


def test_the_same_statement_sent_twice_is_saved_once():
    priority, officer = make_priority(), make_officer()
    assert state(priority, by=officer) == state(priority, by=officer)
    state(priority, "clear", by=officer)
    assert PriorityImpact.objects.count() == 2


@pytest.fixture
def officer(client):
    person = make_user(roles.OFFICER, last_name="Officer")
    client.force_login(person)
    client.person = person
    return client


def html_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_officer_states_the_impact_of_a_priority_on_its_page(officer):
    lead = make_post("Head of MASH")
    make_priority(make_plan(), lead=lead)
    make_holding(officer.person, lead)
    assert "Not yet known" in html_of(officer, "/priorities/1/")
    refused = officer.post("/priorities/1/impact/", {"words": "Fewer moves."})
    assert refused.status_code == 422
    assert "Fewer moves." in refused.content.decode()
    saved = officer.post("/priorities/1/impact/", {"impact": "some", "words": "Fewer moves."})
    assert saved["Location"] == "/priorities/1/"
    html = html_of(officer, "/priorities/1/")
    assert "<strong>Some impact.</strong> Fewer moves." in html
    assert "Officer, Head of MASH, 14 January 2020" in html
    assert "Not yet known" not in html


def test_the_latest_by_the_day_shown_stands_and_the_earlier_is_folded_away(officer):
    priority = make_priority(make_plan())
    state(priority, "none_yet", "Too soon.", on=date(2020, 1, 2))
    state(priority, "some", "Fewer moves.", on=date(2020, 1, 12))
    html = html_of(officer, "/priorities/1/")
    assert html.index("Fewer moves.") < html.index("Earlier statements (1)") < html.index("Too soon.")
    then = html_of(officer, "/priorities/1/?on=2020-01-11")
    assert "Too soon." in then
    assert "Fewer moves." not in then


def test_a_member_is_offered_no_statement(client):
    make_priority(make_plan())
    client.force_login(make_user(roles.MEMBER))
    assert "/impact/" not in html_of(client, "/priorities/1/")


# An action's, at or after completion ----------------------------------------------------------------------------------


def completed(asks_sign_off, by_paper):
    """An action that was reported complete three months ago."""
    action = make_reported_action(
        make_priority(make_plan(asks_sign_off=asks_sign_off)), effective_date=date(2019, 9, 1)
    )
    source = {} if by_paper else {"by": make_officer(), "evidence_words": "A policy."}
    make_update(action, stage="complete", effective_date=date(2019, 10, 1), **source)
    return action


@pytest.mark.parametrize("by_paper", [True, False], ids=["a paper reported it", "an officer reported it"])
@pytest.mark.parametrize("asks_sign_off", [True, False], ids=["with sign-off", "without sign-off"])
def test_an_officer_says_the_impact_of_an_action_long_complete(officer, asks_sign_off, by_paper):
    action = completed(asks_sign_off, by_paper)
    address = f"/actions/{action.reference}/update/"
    hidden = f'<span class="vh">: record it for {action.reference}</span>'
    assert f'<a href="{address}">impact on children{hidden}</a>' in html_of(officer, f"/actions/{action.reference}/")
    page = officer.get(address)
    first = {
        name: page.context["form"][name].value() or ""
        for name in page.context["form"].fields
        if name not in ("new_date", "earlier_day")
    }
    assert first["stage"] == "complete"
    second = officer.post(address, first)
    assert set(second.context["form"].fields) == {"evidence_words", "evidence_url", "impact", "impact_words"}
    saved = officer.post(
        address, first | {"second": "1", "impact": "some", "impact_words": "Fewer children wait.", "save": "1"}
    )
    assert saved.status_code == 302
    update = action.updates.get(by=officer.person)
    assert (update.stage, update.impact, update.impact_words, update.effective_date) == (
        "", "some", "Fewer children wait.", TODAY,
    )  # fmt: skip
    position = last_position(action)
    assert (position.stage, position.stage_since) == ("complete", date(2019, 10, 1))
    assert re.search(r"<dd>\s*Some impact", html_of(officer, f"/actions/{action.reference}/"))


def test_the_impact_of_an_open_action_is_not_asked_for(officer):
    action = make_reported_action(make_priority(make_plan()))
    page = html_of(officer, f"/actions/{action.reference}/")
    assert "Record its impact" not in page
    assert "impact on children" not in page
