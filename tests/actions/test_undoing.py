"""An officer takes their own update back within ten minutes, or corrects it with another; nothing is deleted."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, ProgressUpdate
from actions.positions.facts import facts_on
from actions.positions.recording import differing_actions
from actions.positions.seals import faults_of_updates
from actions.updating import corrections
from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.people import roles
from priorities.models import made_from
from tests.actions.test_update_page import address, said
from tests.making import (
    TODAY,
    make_exemption,
    make_frozen_position,
    make_officer,
    make_plan,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_officer(first_name="Ann", last_name="Other")


@pytest.fixture
def page(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def action():
    return make_reported_action(make_priority(make_plan()))


def saved_now(action, by, **kwargs):
    """An update that somebody saved a moment ago."""
    return make_update(action, by=by, recorded_at=timezone.now(), **{"rating": "on_track"} | kwargs)


def facts(action):
    return facts_on(ProgressUpdate.objects.filter(action=action), TODAY)


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def undo_address(update):
    return reverse("update_undo", args=[update.action.reference, update.code])


def update_through_the_form(page, action, **kwargs):
    """Save an update by the two pages of the form, and return the page after it."""
    first = said(page.get(address(action)), **kwargs)
    return page.post(address(action), first | {"second": "1", "save": "1"}, follow=True)


def test_what_was_just_saved_is_undone_from_the_message_and_stays_in_the_history(page, action, officer):
    after = update_through_the_form(page, action)
    link = re.search(r'href="([^"]+/undo/)"', after.content.decode())[1]
    shown = text(page.get(link))
    assert "Undo your update of P1.01" in shown
    assert "Under way to Planned" in shown
    before = ProgressUpdate.objects.count()
    done = page.post(link, {"who": officer.pk}, follow=True)
    assert "Your update of P1.01 has been undone." in text(done)
    assert facts(action).stage == "planned"
    withdrawal = ProgressUpdate.objects.order_by("sequence").last()
    assert (ProgressUpdate.objects.count(), withdrawal.by, withdrawal.withdraws.stage) == (
        before + 1,
        officer,
        "under_way",
    )
    assert "It began." in text(page.get(reverse("action", args=[action.reference])))
    assert list(AuditEntry.objects.filter(act=Act.UPDATE_UNDONE).values_list("by", "about_key")) == [
        (officer.pk, str(withdrawal.withdraws_id))
    ]
    assert differing_actions() == []


def test_undoing_twice_is_done_once(page, action, officer):
    update = saved_now(action, officer)
    for _ in range(2):
        assert page.post(undo_address(update), {"who": officer.pk}).status_code == 302
    assert ProgressUpdate.objects.exclude(withdraws=None).count() == 1
    assert AuditEntry.objects.filter(act=Act.UPDATE_UNDONE).count() == 1


@pytest.mark.parametrize(("minutes", "undone"), [(9, True), (11, False)])
def test_ten_minutes_are_what_there_is(page, action, officer, minutes, undone):
    update = make_update(action, by=officer, rating="on_track", recorded_at=timezone.now() - timedelta(minutes=minutes))
    assert ("undo/" in page.get(reverse("action", args=[action.reference])).content.decode()) == undone
    answer = page.post(undo_address(update), {"who": officer.pk})
    assert answer.status_code == (302 if undone else 422)
    assert ProgressUpdate.objects.filter(withdraws=update).exists() == undone
    if not undone:
        assert "They are over." in text(answer)


def refused(update, by):
    with pytest.raises(ValidationError) as refusal:
        corrections.undo(update, by=by)
    assert not ProgressUpdate.objects.exclude(withdraws=None).filter(withdraws=update).exists()
    return refusal.value.messages[0]


def test_nobody_undoes_what_a_colleague_or_a_paper_said(action, officer):
    update = saved_now(action, make_officer())
    paper = action.updates.get(source="paper")
    assert {refused(each, officer) for each in (update, paper)} == {"Only who recorded an update can undo it."}
    assert refused(update, make_user(roles.ADMIN)) == "Only who recorded an update can undo it."


def test_what_a_colleague_said_after_it_stays_true(page, action, officer):
    update = saved_now(action, officer, stage="under_way")
    later = saved_now(action, make_officer(first_name="Bo", last_name="Lee"), rating="on_track")
    assert refused(update, officer).startswith("Bo Lee has updated this action since.")
    shown = page.get(undo_address(update))
    assert "This update cannot be undone" in text(shown)
    assert f"corrects={update.code}" in shown.content.decode()
    corrections.withdraw(later, by=officer, because="A slip.")
    assert corrections.undo(update, by=officer).withdraws == update


def test_of_ones_own_the_later_goes_first(action, officer):
    first, second = (saved_now(action, officer) for _ in range(2))
    assert refused(first, officer).startswith("You have updated this action since.")
    corrections.undo(second, by=officer)
    corrections.undo(first, by=officer)
    assert facts(action).rating == ""


def test_what_a_committee_was_shown_is_not_undone(page, action, officer):
    update = saved_now(action, officer)
    make_frozen_position(action.priority.plan, last_sequence=update.sequence - 1)
    assert corrections.why_not_undone(update, [update], officer, timezone.now()) == ""
    make_frozen_position(action.priority.plan, last_sequence=update.sequence, reported_to="Scrutiny Committee")
    assert refused(update, officer) == "The position on 14 January 2020 was frozen with it for the Scrutiny Committee."
    assert "Correct it instead" in text(page.get(undo_address(update)))


def test_a_sign_off_is_undone_with_the_impact_that_was_stated_with_it(client, officer):
    action = make_reported_action(make_priority(make_plan(asks_sign_off=True)))
    saved_now(action, make_officer(), stage="awaiting", rating="", evidence_words="A policy.")
    client.force_login(officer)
    update_through_the_form(
        client, action, stage="complete", rating="", words="", evidence_words="Seen.", impact="some",
        impact_words="Fewer moves.",
    )  # fmt: skip
    assert (facts(action).stage, facts(action).impact) == ("complete", "some")
    corrections.undo(ProgressUpdate.objects.get(stage="complete"), by=officer)
    assert (facts(action).stage, facts(action).impact) == ("awaiting", "")


def test_a_correction_is_a_new_update_and_each_links_to_the_other(page, action, officer):
    update = saved_now(action, officer, rating="at_risk", words="Two posts are emty.")
    form = page.get(address(action), {"corrects": update.code})
    html = form.content.decode()
    assert "Correct your update of P1.01" in html
    assert "Two posts are emty.</textarea>" in html
    assert 'name="no_change"' not in html
    where = f"{address(action)}?corrects={update.code}"
    fixed = said(form, stage="planned", rating="at_risk", words="Two posts are empty.")
    after = page.post(where, fixed, follow=True)  # nothing more is asked
    new = ProgressUpdate.objects.order_by("sequence").last()
    assert (new.corrects, new.words, ProgressUpdate.objects.get(pk=update.pk).words) == (
        update, "Two posts are empty.", "Two posts are emty.",
    )  # fmt: skip
    html = after.content.decode()
    assert (f'#update-{update.code}"' in html, f'#update-{new.code}"' in html) == (True, True)
    assert list(faults_of_updates()) == []


def test_a_correction_that_says_the_same_is_refused_and_nothing_is_saved(page, action, officer):
    update = saved_now(action, officer, rating="at_risk", words="Two posts are empty.")
    where, before = f"{address(action)}?corrects={update.code}", ProgressUpdate.objects.count()
    same = said(page.get(where), stage="planned", rating="at_risk", words=update.words)
    answer = page.post(where, same | {"second": "1", "save": "1"})
    assert "This says the same as the update that you are correcting." in text(answer)
    assert ProgressUpdate.objects.count() == before


def test_a_correction_is_about_the_day_of_what_it_corrects_unless_that_was_frozen(page, officer):
    action = make_reported_action(make_priority(make_plan()), effective_date=TODAY - timedelta(days=20))
    update = saved_now(action, officer, effective_date=TODAY - timedelta(days=9))
    html = page.get(address(action), {"corrects": update.code}).content.decode()
    assert 'name="day" value="2020-01-05"' in html
    make_frozen_position(action.priority.plan, on=TODAY - timedelta(days=3), last_sequence=update.sequence)
    html = page.get(address(action), {"corrects": update.code}).content.decode()
    assert 'name="day"' not in html


@pytest.mark.parametrize("whose", ["a colleague's", "a paper's", "withdrawn", "nobody's"])
def test_only_ones_own_update_can_be_corrected(page, action, officer, whose):
    update = {
        "a colleague's": lambda: saved_now(action, make_officer()),
        "a paper's": lambda: action.updates.get(source="paper"),
        "withdrawn": lambda: saved_now(action, officer),
        "nobody's": lambda: None,
    }[whose]()
    if whose == "withdrawn":
        corrections.undo(update, by=officer)
    code = update.code if update else "abcdef123456"
    assert page.get(address(action), {"corrects": code}).status_code == 404


def test_the_database_refuses_a_correction_of_another_action_s_update(action, officer):
    elsewhere = saved_now(make_reported_action(make_priority(make_plan())), officer)
    with pytest.raises(Exception, match="can withdraw or correct only an update of its own action"):
        saved_now(action, officer, corrects=elsewhere)


def test_what_corrects_something_exempt_is_exempt(action, officer):
    exemption = make_exemption(action.priority.plan)
    with made_from(exemption):
        update = saved_now(action, officer)
    assert saved_now(Action.objects.get(pk=action.pk), officer, corrects=update).exemption == exemption
