"""Drafts: what is typed into a form is kept for its person alone, offered again, and gone once it is saved."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from actions.models import ProgressUpdate
from csc_tracker.audit.entries import AuditEntry
from csc_tracker.models import Draft
from csc_tracker.pages import drafts
from csc_tracker.pages.wording import moment_in_words
from csc_tracker.people import roles
from priorities.exempt_readers import end_right
from priorities.models import made_from
from tests.making import (
    TODAY,
    let_read_exempt,
    make_exemption,
    make_holding,
    make_officer,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_user,
    run_out,
)
from tests.making_scrutiny import make_item, make_meeting, make_question, make_resolution

pytestmark = pytest.mark.django_db
WORDS = "Two of three posts are filled."
JSON = {"Accept": "application/json"}
ANOTHER = "You have another draft of this form."


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def page(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def action():
    return make_reported_action(make_priority(make_plan()))


def address(action):
    return reverse("action_update", args=[action.reference])


def hidden(answer):
    """The unseen fields of the form on a page, its draft's number among them."""
    html = re.split(r"novalidate[^>]*>", answer.content.decode(), maxsplit=1)[-1]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))


def opened(page, where):
    """The values of the form as it opens."""
    values = hidden(page.get(where))
    values.pop("csrfmiddlewaretoken", None)
    return values


def kept(page, where, headers=JSON, **typed):
    """Open the form and keep a draft of it as the script does, and return the values and the answer."""
    values = opened(page, where) | {"words": WORDS} | typed
    return values, page.post(where, values | {"keep_draft": "1"}, headers=headers)


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_what_is_typed_is_offered_on_any_device_and_carried_on(page, action, officer):
    _, answer = kept(page, address(action), stage="under_way", rating="at_risk")
    assert (answer.status_code, answer.json()) == (200, {"kept": True, "said": "Your draft is kept."})
    draft = Draft.objects.get()
    page.logout()
    page.force_login(officer)  # on another device
    offered = page.get(address(action))
    assert f"You began an update on {moment_in_words(draft.begun_at)} and did not save it." in text(offered)
    assert f"{WORDS}</textarea>" not in offered.content.decode()
    carry_on = re.search(r'href="([^"]+)">Carry on', offered.content.decode())[1]
    html = page.get(carry_on).content.decode()
    assert f"{WORDS}</textarea>" in html
    assert re.search(r'value="at_risk"[^>]*checked', html)
    assert "The form holds your draft." in html


def test_the_second_page_is_carried_on_where_it_was(page, action):
    where = address(action)
    values = opened(page, where) | {"stage": "under_way", "rating": "on_track", "words": WORDS, "new_date": "on"}
    second = page.post(where, values)
    assert "Still needed" in text(second)
    page.post(
        where,
        values | {"second": "1", "due": "30 June", "due_reason": "The supplier.", "keep_draft": "1"},
        headers=JSON,
    )
    html = page.get(where, {"draft": "carry-on"}).content.decode()
    assert "Check your update of P1.01" in html
    assert (">The supplier.</textarea>" in html.replace("\n", ""), 'value="30 June"' in html) == (True, True)


def test_without_a_script_the_button_keeps_it_and_the_words_stay_in_the_form(page, action):
    _, answer = kept(page, address(action), headers={})
    shown = page.get(answer["Location"])
    assert (answer.status_code, Draft.objects.count()) == (302, 1)
    assert "Your draft has been saved." in text(shown)
    assert f"{WORDS}</textarea>" in shown.content.decode()
    assert ProgressUpdate.objects.filter(source="officer").count() == 0


def test_saving_removes_it_and_so_does_throwing_it_away(page, action):
    where = address(action)
    values, _ = kept(page, where, stage="under_way", rating="on_track")
    page.post(where, values | {"second": "1", "save": "1"})
    assert (ProgressUpdate.objects.filter(words=WORDS).count(), Draft.objects.count()) == (1, 0)
    values, _ = kept(page, where)
    assert "Throw away" in text(page.get(where))
    done = page.post(where, {"draft": values["draft"], "throw_away_draft": "1"}, follow=True)
    assert ("Your draft has been thrown away." in text(done), Draft.objects.count()) == (True, 0)


def test_a_draft_that_is_kept_again_keeps_the_moment_it_was_begun(page, action):
    values, _ = kept(page, address(action))
    Draft.objects.update(begun_at=(begun := timezone.now() - timedelta(days=2)))
    page.post(address(action), values | {"words": "More.", "keep_draft": "1"}, headers=JSON)
    draft = Draft.objects.get()
    assert (draft.begun_at, draft.fields["words"]) == (begun, ["More."])


def test_what_is_typed_beside_a_draft_does_not_replace_it_and_is_not_lost_either(page, action):
    where = address(action)
    kept(page, where)
    values, answer = kept(page, where, words="Typed in another window.")
    assert (answer.json()["kept"], answer.json()["said"].startswith(ANOTHER)) == (False, True)
    assert Draft.objects.get().fields["words"] == [WORDS]
    answer = page.post(where, values | {"keep_draft": "1"}, follow=True)
    assert ANOTHER in text(answer)
    assert "Typed in another window.</textarea>" in answer.content.decode()
    page.post(where, values | {"stage": "under_way", "rating": "on_track", "second": "1", "save": "1"})
    assert ProgressUpdate.objects.filter(words="Typed in another window.").exists()
    assert Draft.objects.get().fields["words"] == [WORDS]  # the other window's is still there


def test_whatever_else_the_address_says_it_is_one_form_and_another_plan_is_another(page, action):
    other = make_reported_action(make_priority(make_plan(slug="another")))
    assert other.reference == action.reference
    slug = action.priority.plan.slug
    kept(page, f"{address(action)}?plan={slug}&walk=1.1")
    assert "You began an update" in text(page.get(f"{address(action)}?plan={slug}"))
    assert "You began an update" not in text(page.get(f"{address(action)}?plan=another"))


def test_nobody_else_sees_it_not_even_an_admin(page, action):
    kept(page, address(action))
    for role in (roles.OFFICER, roles.ADMIN):
        page.force_login(make_user(role))
        shown = page.get(address(action), {"draft": "carry-on"})
        assert ("You began" in text(shown), WORDS in text(shown)) == (False, False)


def test_it_goes_when_the_account_is_closed(page, action, officer):
    kept(page, address(action))
    officer.is_active = False
    officer.save()
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(("days", "left"), [(29, 1), (31, 0)])
def test_it_is_kept_for_thirty_days_after_it_was_last_touched(page, action, days, left):
    kept(page, address(action))
    Draft.objects.update(kept_at=timezone.now() - timedelta(days=days))
    assert ("You began an update" in text(page.get(address(action)))) == bool(left)
    call_command("clearsessions")
    assert Draft.objects.count() == left


def test_of_an_exempt_action_it_is_seen_only_while_its_person_may_read_that(page, officer):
    plan = make_plan()
    make_reported_action(make_priority(plan))
    with made_from(make_exemption(plan)):
        action = make_reported_action(make_priority(plan))
    admin = make_user(roles.ADMIN)
    assert page.post(address(action), {"who": officer.pk, "words": WORDS, "keep_draft": "1"}).status_code == 404
    assert Draft.objects.count() == 0
    let_read_exempt(officer, plan)
    kept(page, address(action))
    reads = AuditEntry.objects.filter(act="read").count()
    page.post(address(action), {"draft": str(Draft.objects.get().number), "keep_draft": "1"}, headers=JSON)
    assert AuditEntry.objects.filter(act="read").count() == reads  # no page was shown
    assert "You began an update" in text(page.get(address(action)))
    end_right(officer.exempt_rights.get(), by=admin, on=TODAY)
    for where in (address(action), f"{address(action)}?draft=carry-on", reverse("my_actions")):
        assert WORDS not in text(page.get(where))
    assert page.get(address(action)).status_code == 404


def test_what_is_typed_after_the_session_ran_out_is_kept_for_the_sign_in_and_its_number_too(page, action, officer):
    values, _ = kept(page, address(action))
    run_out(page)
    page.post(address(action), values | {"words": "And more.", "keep_draft": "1"}, headers=JSON)
    signed_in = {"login": officer.username, "password": "improvement-plan", "next": address(action)}
    shown = page.post(reverse("account_login"), signed_in, follow=True)
    assert "And more.</textarea>" in shown.content.decode()
    assert hidden(shown)["draft"] == values["draft"]


def test_a_number_that_is_none_is_a_new_one():
    assert drafts.number_of({"draft": "nonsense"}) != drafts.number_of({"draft": ""})
    assert drafts.number_of({"draft": str(number := uuid4())}) == number


def forms(officer, member, plan, action):
    """The address of each form that keeps a draft, who fills it in, and its field of free words."""
    meeting = make_meeting(TODAY + timedelta(days=9), considered=plan)
    head = make_post()
    make_holding(officer, head)
    question = make_question(member, meeting, plan, words="Why?", sent_on=TODAY, sent_to=head)
    matter = make_resolution(make_item(meeting), plan=plan)
    return [
        (reverse("action_update", args=[action.reference]), officer, "words"),
        (reverse("plan_commentary"), officer, "words"),
        (reverse("priority_commentary", args=[1]), officer, "words"),
        (reverse("priority_impact", args=[1]), officer, "words"),
        (reverse("question_add", args=[meeting.slug]), member, "words"),
        (reverse("question_answer", args=[question.pk]), officer, "words"),
        (reverse("resolution_answer", args=[matter.slug]), officer, "words"),
    ]


def test_every_longer_form_keeps_its_draft(client, officer, action):
    plan = action.priority.plan
    for where, person, field in forms(officer, make_user(roles.MEMBER), plan, action):
        client.force_login(person)
        where = f"{where}?plan={plan.slug}"
        _, answer = kept(client, where, **{field: WORDS})
        assert (where, answer.json()["kept"]) == (where, True)
        html = client.get(f"{where}&draft=carry-on").content.decode()
        assert (where, WORDS in html, "Throw away" in html) == (where, True, True)
    assert Draft.objects.count() == 7
