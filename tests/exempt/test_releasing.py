"""Releasing what is exempt, with two people; taking a release back; closing an open paper; giving the right to read."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from actions.models import Action, FrozenPosition, RecalledPosition
from csc_tracker.people import roles
from csc_tracker.people.sight import seeing_everything
from inspections.models import Finding, Report
from inspections.scrutiny.papers.releasing import (
    close_report,
    confirm_release,
    propose_release,
    take_back_release,
)
from priorities.models import Exemption, ExemptReader, Release, made_from
from tests.exempt.everything import MARKED, make_everything
from tests.making import TODAY, let_read_exempt, make_exemption, make_frozen_position, make_user

pytestmark = pytest.mark.django_db
WHY = {"authority": "Minute 2 of 23 January 2020", "reason": "The case is over."}


@pytest.fixture
def exemption(plan, people):
    """An exemption, with a record of every kind that is exempt by it."""
    with seeing_everything(), made_from(exemption := make_exemption(plan)):
        make_everything(plan, MARKED, people[roles.OFFICER], is_open=False)
    return exemption


@pytest.fixture
def readers(plan):
    """Two admins who may both read the plan's exempt papers."""
    return [let_read_exempt(make_user(roles.ADMIN, is_staff=True), plan) for _ in range(2)]


def add(name):
    return reverse(f"admin:priorities_{name}_add")


def listed(name):
    return reverse(f"admin:priorities_{name}_changelist")


def seen(client, person):
    """Whether this person sees the exempt action on the list of actions."""
    client.force_login(person)
    return MARKED in client.get("/actions/").content.decode()


def test_nothing_opens_on_one_persons_word(client, exemption, readers, people):
    first, second = readers
    client.force_login(first)
    assert client.post(add("release"), {"exemption": exemption.pk, **WHY}).status_code == 302
    [release] = Release._base_manager.all()
    assert (release.proposed_by, release.proposed_on, release.authority) == (first, TODAY, WHY["authority"])
    assert not seen(client, people[roles.MEMBER])
    confirm = {"action": "confirm", "_selected_action": release.pk}
    client.force_login(first)
    page = client.post(listed("release"), confirm, follow=True).content.decode()
    assert "A second person confirms a release." in page
    assert not seen(client, people[roles.MEMBER])
    client.force_login(second)
    client.post(listed("release"), confirm)
    assert seen(client, people[roles.MEMBER])
    exemption.refresh_from_db()
    assert exemption.released_on == TODAY


def test_an_admin_without_the_right_neither_proposes_nor_confirms(client, exemption, readers, people):
    release = propose_release(exemption, by=readers[0], on=TODAY, **WHY)
    for role in (roles.ADMIN, "superuser"):
        client.force_login(people[role])
        assert (
            "Select a valid choice" in client.post(add("release"), {"exemption": exemption.pk, **WHY}).content.decode()
        )
        client.post(listed("release"), {"action": "confirm", "_selected_action": release.pk})
        assert client.get(reverse("admin:priorities_release_change", args=[release.pk])).status_code == 302
        assert client.get(reverse("admin:priorities_exemption_change", args=[exemption.pk])).status_code == 302
    exemption.refresh_from_db()
    assert exemption.released_on is None


@pytest.mark.parametrize("missing", ["authority", "reason"])
def test_a_release_needs_authority_and_reason(exemption, readers, missing):
    with pytest.raises(ValidationError) as refused:
        propose_release(exemption, by=readers[0], on=TODAY, **WHY | {missing: " "})
    assert list(refused.value.message_dict) == [missing]
    assert not Release._base_manager.exists()


def test_a_second_proposal_and_a_second_confirmation_are_refused(exemption, readers):
    release = propose_release(exemption, by=readers[0], on=TODAY, **WHY)
    with pytest.raises(ValidationError, match="proposed already"):
        propose_release(exemption, by=readers[1], on=TODAY, **WHY)
    confirm_release(release, by=readers[1], on=TODAY)
    with pytest.raises(ValidationError, match="confirmed or taken back meanwhile"):
        confirm_release(release, by=readers[1], on=TODAY)


def test_who_was_not_quick_enough_is_told_and_keeps_their_words(client, exemption, readers, monkeypatch):
    """As when two propose, or take back, at the same moment: the form finds nothing wrong, and the function does."""
    release = propose_release(exemption, by=readers[0], on=TODAY, **WHY)
    monkeypatch.setattr("inspections.admin.exempt.problems_of_release", lambda *args, **kwargs: {})
    client.force_login(readers[1])
    answer = client.post(add("release"), {"exemption": exemption.pk, **WHY})
    assert answer.status_code == 200
    assert "Its release has been proposed already." in answer.content.decode()
    assert WHY["reason"] in answer.content.decode()
    assert Release._base_manager.count() == 1
    page = reverse("admin:priorities_release_change", args=[release.pk])
    monkeypatch.setattr(
        "inspections.admin.exempt.take_back_release",
        lambda exemption, **kwargs: take_back_release(
            Exemption.objects.create(plan=exemption.plan, on=TODAY), **kwargs
        ),
    )
    answer = client.post(page, {"ended_because": "A child can be known by it."})
    assert answer.status_code == 200
    assert "It is not released, and nobody has proposed it." in answer.content.decode()
    assert "A child can be known by it." in answer.content.decode()


def test_a_release_taken_back_closes_all_again_and_recalls_what_was_issued(client, plan, exemption, readers, people):
    earlier = make_frozen_position(plan, on=TODAY.replace(day=1))
    confirm_release(propose_release(exemption, by=readers[0], on=TODAY, **WHY), by=readers[1], on=TODAY)
    issued = make_frozen_position(plan, on=TODAY)
    assert seen(client, people[roles.MEMBER])
    client.force_login(readers[0])
    [release] = Release._base_manager.all()
    page = reverse("admin:priorities_release_change", args=[release.pk])
    assert "Say why it must be closed again." in client.post(page, {"ended_because": " "}).content.decode()
    words = client.post(page, {"ended_because": "A child can be known by it."}, follow=True).content.decode()
    assert "1 issued position can no longer be opened" in words
    assert not seen(client, people[roles.MEMBER])
    assert list(RecalledPosition.objects.values_list("position", flat=True)) == [issued.pk]
    assert client.get(f"/positions/{issued.pk}/").status_code == 404
    assert list(FrozenPosition.objects.all()) == [earlier]
    release.refresh_from_db()
    assert (release.ended_by, release.ended_because) == (readers[0], "A child can be known by it.")


def test_it_can_be_released_again_after_it_was_taken_back(exemption, readers):
    propose_release(exemption, by=readers[0], on=TODAY, **WHY)
    take_back_release(exemption, by=readers[1], on=TODAY, because="Not yet.")
    with pytest.raises(ValidationError, match="It is not released"):
        take_back_release(exemption, by=readers[1], on=TODAY, because="Not yet.")
    confirm_release(propose_release(exemption, by=readers[0], on=TODAY, **WHY), by=readers[1], on=TODAY)
    assert Action.objects.count() == 1


def test_an_open_paper_that_is_exempt_is_closed_with_what_came_from_it_alone(client, plan, people):
    made = make_everything(plan, MARKED, people[roles.OFFICER])
    assert seen(client, people[roles.MEMBER])
    client.force_login(people[roles.ADMIN])
    answer = client.post(
        add("exemption"), {"report": made["report"].pk, "paragraph": "1", "reason": "It names a child."}, follow=True
    )
    assert answer.status_code == 200
    assert not seen(client, people[roles.MEMBER])
    assert not Report.objects.exists()
    # What has no receipt from this paper stays: nobody said that it came from there.
    assert list(Finding.objects.values_list("words", flat=True)) == [f"{MARKED} was found."]
    [exemption] = Exemption.objects.all()
    assert (exemption.plan, exemption.paragraph, exemption.by) == (plan, "1", people[roles.ADMIN])


def test_a_paper_of_no_plan_cannot_be_closed_for_nobody_could_read_it(people):
    from tests.making_scrutiny import make_report

    with pytest.raises(ValidationError, match="It belongs to no plan"):
        close_report(make_report(), by=people[roles.ADMIN], on=TODAY, paragraph="", because="It names a child.")


def test_the_right_to_read_is_given_by_name_by_somebody_else_and_ended(client, plan, exemption, people):
    admin, officer = people[roles.ADMIN], people[roles.OFFICER]
    client.force_login(admin)
    values = {"user": officer.pk, "plan": plan.pk, "reason": "Clerk to the committee"}
    assert "Nobody gives themselves" in client.post(add("exemptreader"), values | {"user": admin.pk}).content.decode()
    assert client.post(add("exemptreader"), values).status_code == 302
    assert "has this right already" in client.post(add("exemptreader"), values).content.decode()
    assert seen(client, officer)
    client.force_login(admin)
    client.post(listed("exemptreader"), {"action": "end_rights", "_selected_action": ExemptReader.objects.get().pk})
    assert not seen(client, officer)
    right = ExemptReader.objects.get()
    assert (right.given_by, right.ended_by, right.given_on, right.ended_on) == (admin, admin, TODAY, TODAY)
