"""Confirming, removing and adding what answers a finding: what is kept, what is refused, and the pages that do it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from csc_tracker.people import roles
from inspections.models import FindingAction, FindingPriority, LinkChange
from inspections.scrutiny.findings.links import add_link, confirm_link, remove_link
from tests.making import TODAY, make_holding, make_officer, make_plan, make_post, make_reported_action, make_user
from tests.making_scrutiny import link, make_finding, make_inspection, make_link_change

pytestmark = pytest.mark.django_db

WHY = "Both are about the same children."


@pytest.fixture
def post(plan):
    return make_post("Director", council=plan.council)


@pytest.fixture
def officer(post):
    """An officer who holds the post of Director."""
    officer = make_officer(first_name="Olu", last_name="Officer")
    make_holding(officer, post)
    return officer


@pytest.fixture
def tied(plan):
    """An action that answers a finding, matched and not confirmed."""
    return link(make_finding(words="Plans are thin."), make_reported_action(plan.priorities.get()))


def refused(attempt):
    """The problems of what must be refused; no change is then kept and every link stands as it stood."""

    def stand():
        return [list(model.objects.values()) for model in (FindingAction, FindingPriority, LinkChange)]

    before = stand()
    with pytest.raises(ValidationError) as refusal:
        attempt()
    assert stand() == before
    return refusal.value.message_dict


def test_what_is_confirmed_says_by_which_post_and_when_and_how_it_stood_is_kept(tied, officer, post):
    confirm_link(tied, by=officer, post=post, on=TODAY, reason=f" {WHY} ")
    tied.refresh_from_db()
    assert (tied.basis_in_words(), tied.reason) == ("Confirmed by Director, 14 January 2020", "Both name it.")
    change = LinkChange.objects.get()
    assert (change.what, change.finding, change.action, change.priority) == ("confirmed", tied.finding, tied.action, None)  # fmt: skip
    assert (change.basis_before, change.reason_before) == ("Matched by us, not confirmed by the council", "Both name it.")  # fmt: skip
    assert (change.reason, change.by, change.post, change.on) == (WHY, officer, post, TODAY)


def test_what_is_removed_is_gone_and_its_basis_and_reason_are_kept(plan, officer, post):
    priority = plan.priorities.get()
    tied = link(make_finding(), priority, "quoted")
    remove_link(tied, by=officer, post=post, on=TODAY, reason=WHY)
    assert not FindingPriority.objects.not_removed().exists()
    change = LinkChange.objects.get()
    assert (change.what, change.priority, change.basis_before, change.reason_before) == (
        "removed", priority, "The plan quotes it", "Both name it."
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["action", "priority"])
def test_what_is_added_is_confirmed_by_the_post(plan, officer, post, kind):
    answer = plan.priorities.get() if kind == "priority" else make_reported_action(plan.priorities.get())
    finding = make_finding()
    tied = add_link(finding, answer, by=officer, post=post, on=TODAY, reason=WHY)
    assert (tied.basis_in_words(), tied.reason) == ("Confirmed by Director, 14 January 2020", WHY)
    change = LinkChange.objects.get()
    assert (change.what, getattr(change, kind), change.basis_before, change.reason_before) == ("added", answer, "", "")
    assert refused(lambda: add_link(finding, answer, by=officer, post=post, on=TODAY, reason=WHY)) == {
        kind: ["It is already recorded as answering this finding."]
    }


def test_nothing_is_changed_without_a_reason_or_from_a_post_that_one_does_not_hold_that_day(tied, officer, post):
    change = {"by": officer, "post": post, "on": TODAY, "reason": WHY}
    elsewhere, former = make_post("Director", council="Elsewhere"), make_post("Former post")
    make_holding(officer, elsewhere)
    make_holding(officer, former, last_day=date(2020, 1, 13))
    assert refused(lambda: confirm_link(tied, **change | {"reason": " "})) == {
        "reason": ["Say why. A few words are enough."]
    }
    for wrong in (elsewhere, former, make_post("Held by nobody"), None):
        for what in (confirm_link, remove_link):
            assert list(refused(lambda: what(tied, **change | {"post": wrong}))) == ["post"]  # noqa: B023
    new = make_finding()
    assert list(refused(lambda: add_link(new, tied.action, **change | {"post": elsewhere}))) == ["post"]
    assert list(refused(lambda: add_link(new, tied.action, **change | {"reason": "x" * 301}))) == ["reason"]


def test_an_admin_may_speak_for_any_post_of_the_council_and_for_no_other(tied, post):
    admin = make_user(roles.ADMIN)
    elsewhere = make_post(council="Elsewhere")
    assert list(refused(lambda: confirm_link(tied, by=admin, post=elsewhere, on=TODAY, reason=WHY))) == ["post"]
    confirm_link(tied, by=admin, post=post, on=TODAY, reason=WHY)
    assert LinkChange.objects.count() == 1


def test_what_is_confirmed_already_or_removed_meanwhile_is_refused(tied, officer, post):
    change = {"by": officer, "post": post, "on": TODAY, "reason": WHY}
    confirm_link(tied, **change)
    assert refused(lambda: confirm_link(tied, **change)) == {
        "__all__": ["It has already been confirmed: Confirmed by Director, 14 January 2020."]
    }
    FindingAction.objects.all().delete()
    for what in (confirm_link, remove_link):
        assert refused(lambda: what(tied, **change)) == {  # noqa: B023
            "__all__": ["A colleague removed this link while you had the form open."]
        }


# The pages.


def address(tied, what, answer=""):
    answer = f"{answer or tied.action.reference}/" if what != "add" else ""
    return f"/findings/{tied.finding.inspection.slug}/{tied.finding.number}/{answer}{what}/"


def test_an_officer_confirms_a_link_and_comes_back_to_the_finding(client, plan, tied, officer):
    client.force_login(officer)
    form = address(tied, "confirm") + f"?plan={plan.slug}"
    html = client.get(form).content.decode()
    for words in ("Plans are thin.", "Do thing 1.", "Matched by us, not confirmed by the council. Both name it."):
        assert words in html
    assert html.count("selected") == 1  # the only post that they hold
    answer = client.post(form, {"reason": WHY, "post": officer.holdings.get().post_id})
    assert answer["Location"] == f"/findings/?plan={plan.slug}#{tied.finding.anchor}"
    html = client.get(answer["Location"]).content.decode()
    assert "Confirmed: action P1.01 answers the finding." in html
    assert "Confirmed by Director, 14 January 2020. Both name it." in html


def test_a_form_says_what_is_missing_and_saves_nothing(client, tied, officer):
    client.force_login(officer)
    answer = client.post(address(tied, "remove"), {"reason": "", "post": ""})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Say why. A few words are enough." in html
    assert "Choose the post." in html
    assert FindingAction.objects.not_removed().exists()


def test_what_was_removed_is_folded_under_the_finding_with_who_when_and_why(client, tied, officer):
    client.force_login(officer)
    client.post(address(tied, "remove"), {"reason": WHY, "post": officer.holdings.get().post_id})
    html = client.get("/findings/").content.decode()
    fold = html.partition("<details><summary>1 change of what answers it")[2].partition("</details>")[0]
    assert "14 January 2020: <strong>removed</strong>" in fold
    assert f"{WHY} By Olu Officer, Director." in fold
    assert "Before that: Matched by us, not confirmed by the council. Both name it." in fold
    assert ">Confirm<" not in html


def test_an_officer_adds_an_action_by_its_reference_or_a_priority(client, plan, tied, officer):
    client.force_login(officer)
    other = make_reported_action(plan.priorities.get())
    post = officer.holdings.get().post_id
    form = address(tied, "add")
    for said, sentence in (
        ({}, "Say which action or priority answers it."),
        ({"action": "P8.01"}, "There is no action “P8.01” in this plan."),
        ({"action": "p1.2", "priority": plan.priorities.get().pk}, "Choose an action or a priority, not both."),
        ({"action": tied.action.reference}, "It is already recorded as answering this finding."),
    ):
        answer = client.post(form, {"reason": WHY, "post": post, **said})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert client.post(form, {"reason": WHY, "post": post, "action": "p1.2"}).status_code == 302
    assert client.post(form, {"reason": WHY, "post": post, "priority": plan.priorities.get().pk}).status_code == 302
    assert list(tied.finding.actions.all()) == [tied.action, other]
    assert list(tied.finding.priorities.all()) == [plan.priorities.get()]


@pytest.mark.parametrize("what", ["confirm", "remove", "add"])
def test_who_holds_no_post_of_the_council_is_told_so_and_saves_nothing(client, plan, tied, post, what):
    client.force_login(make_officer())
    form = address(tied, what)
    html = client.get(form).content.decode()
    assert "You need a post at Testham to do this, and you do not hold one on 14 January 2020" in html
    assert '<form method="post" novalidate>' not in html
    answer = client.post(form, {"reason": WHY, "post": post.pk, "priority": plan.priorities.get().pk})
    assert answer.status_code == 422
    assert not LinkChange.objects.exists()


@pytest.mark.parametrize("answer", ["P9.09", "7", "0", "x", "99999999999999999999"])
def test_what_does_not_answer_the_finding_is_said_not_to(client, tied, officer, answer):
    client.force_login(officer)
    refused = client.get(address(tied, "confirm", answer))
    assert refused.status_code == 404
    assert "That does not answer this finding, or no longer does." in refused.content.decode()


def test_a_finding_of_another_plan_or_none_is_not_there(client, tied, officer):
    client.force_login(officer)
    assert client.get(f"/findings/{tied.finding.inspection.slug}/77/add/").status_code == 404
    make_plan(slug="practice", practice=True)
    assert client.get(address(tied, "add") + "?plan=practice").status_code == 404


def test_a_member_sees_no_button_and_what_was_changed(member, plan, tied):
    make_link_change(tied.finding, action=tied.action)
    make_link_change(make_finding(make_inspection()), action=make_reported_action(plan.priorities.get()), on=date(2020, 1, 15))  # fmt: skip
    html = member.get("/findings/").content.decode()
    assert html.count("1 change of what answers it") == 1
    for words in (">Confirm<", ">Remove<", ">Add what answers it<"):
        assert words not in html


def test_the_change_of_another_plans_link_is_not_told_under_this_plan(member, tied):
    elsewhere = make_reported_action()
    make_link_change(tied.finding, action=elsewhere)
    assert "change of what answers it" not in member.get("/findings/").content.decode()
