"""Releasing what is exempt, with two people; taking a release back; closing an open paper; giving the right to read."""

import re
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from actions.lists.spreadsheets import ActionResource
from actions.models import Action, FrozenPosition, RecalledPosition
from actions.updating.owners import set_owner
from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.audit.recording import record_act
from csc_tracker.people import roles
from csc_tracker.people.sight import seeing_everything
from inspections.models import BackgroundJob, Finding, Report
from inspections.reporting.job_answers import mark_exempt
from inspections.scrutiny.papers.closing import close_report
from inspections.scrutiny.papers.releasing import (
    confirm_release,
    faults_of_releases,
    propose_release,
    take_back_release,
)
from priorities.exempt_readers import end_right, faults_of_rights
from priorities.leads import set_lead
from priorities.models import Exemption, ExemptReader, Post, Release, made_from
from tests.exempt.everything import MARKED, make_everything, words_of
from tests.making import (
    TODAY,
    let_read_exempt,
    make_commentary,
    make_exemption,
    make_frozen_position,
    make_period,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
    make_value,
)
from tests.making_scrutiny import (
    MOMENT,
    link,
    make_answer,
    make_citation,
    make_finding,
    make_inspection,
    make_item,
    make_meeting,
    make_passage,
    make_report,
)

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


def test_both_people_see_which_paper_opens_and_how_much_of_it(client, plan, readers):
    """The reasons of two papers are the same words, where nobody said that they are open."""
    exemptions = [make_exemption(plan, reason="Nobody said that it is open.") for _ in range(3)]
    for exemption, title in zip(exemptions, ("Adoption", "Fostering"), strict=False):
        with made_from(exemption):
            make_passage(make_report(title=title))
    minutes = make_report(title="Minutes")
    for order in range(1, 6):
        with made_from(exemptions[2] if order in (3, 4) else None):
            make_passage(minutes, order=order)
    extents = ["“Adoption”", "“Fostering”", "“Minutes”, paragraphs 3 to 4 of 5"]
    client.force_login(readers[0])
    page = unescape(client.get(add("release")).content.decode())
    assert [
        re.search(rf'value="{each.pk}">([^.]*)', page)[1][: len(extents[at])] for at, each in enumerate(exemptions)
    ] == extents
    for exemption in exemptions[1:]:
        client.post(add("release"), {"exemption": exemption.pk, **WHY})
    client.force_login(readers[1])
    for name, shown in (("release", extents[1:]), ("exemption", extents)):
        page = unescape(client.get(listed(name)).content.decode())
        assert [each for each in extents if each in page] == shown
    last = Release._base_manager.get(exemption=exemptions[2]).pk
    answer = client.post(listed("release"), {"action": "confirm", "_selected_action": last}, follow=True)
    assert f"Open to everyone from now on: {extents[2]}." in answer.content.decode()


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
    names = " and ".join(sorted(map(str, (people[roles.MEMBER], readers[0]))))  # person9 is after person10
    who = f"Signed in while it was open, and may have seen it: {names}."
    assert who in words
    assert AuditEntry.objects.filter(act=Act.RELEASE_TAKEN_BACK).count() == 0
    with seeing_everything():
        assert who in AuditEntry.objects.get(act=Act.RELEASE_TAKEN_BACK).words
    assert not seen(client, people[roles.MEMBER])
    assert list(RecalledPosition.objects.values_list("position", flat=True)) == [issued.pk]
    assert client.get(f"/positions/{issued.code}/").status_code == 404
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


def test_what_belongs_to_a_closed_record_is_closed_whoever_entered_it(client, plan, open_records, people):
    officer = people[roles.OFFICER]
    made = make_everything(plan, "Plainly", officer, framework=open_records["framework"], first=5)
    make_citation(make_passage(made["report"]), priority=made["priority"])
    make_update(made["action"], words=f"{MARKED} done.", by=officer)
    make_period(made["action"], role="milestone", words=f"{MARKED} by June")
    make_value(made["measure"], value=43, words=f"{MARKED} 43%")
    make_answer(made["resolution"], TODAY, words=f"{MARKED} answer.", by=officer)
    make_commentary(plan, made["priority"], by=officer, words=f"{MARKED} of the priority.")
    link(open_records["finding"], made["action"], reason=f"{MARKED} link.")
    close_report(made["report"], by=people[roles.ADMIN], on=TODAY, paragraph="1", because=f"{MARKED} is a child.")
    client.force_login(people["superuser"])
    names = ("actions_progressupdate", "actions_actionperiod", "priorities_measurevalue", "inspections_answer",
             "priorities_commentary", "inspections_findingaction", "actions_recalledposition")  # fmt: skip
    pages = ["/findings/", "/actions/", "/resolutions/", *(reverse(f"admin:{name}_changelist") for name in names)]
    for page in pages:
        answer = client.get(page)
        assert (answer.status_code, MARKED in answer.content.decode()) == (200, False), page


def test_what_another_open_paper_has_too_stays_open_with_what_holds_it(plan, people):
    meeting = make_meeting(TODAY, considered=plan)
    item, priority = make_item(meeting), make_priority(plan)
    first, second = make_report(item), make_report(item)
    action = make_reported_action(priority)
    make_citation(make_passage(second), action=action)
    for record in ({"meeting": meeting}, {"item": item}, {"priority": priority}):
        make_citation(make_passage(first), **record)
    close_report(first, by=people[roles.ADMIN], on=TODAY, paragraph="1", because="It names a child.")
    assert list(Report.objects.all()) == [second]
    for record in (meeting, item, priority, action):
        record.refresh_from_db()
        assert record.exemption is None


def test_what_was_made_or_downloaded_of_a_closed_paper_is_closed_too(client, plan, people):
    report = make_report(make_item(make_meeting(TODAY, considered=plan)), slug="it-names-a-child")
    make_frozen_position(plan)
    officer = people[roles.OFFICER]
    record_act(Act.FILE, by=officer, name=f"{MARKED}.pdf", words=f"/reports/{report.slug}/file/")
    job = BackgroundJob.objects.create(
        what="pdf", plan=plan, meeting="any", on=TODAY, asked_by=officer, asked_at=MOMENT, state="done", content=b"It."
    )
    close_report(report, by=people[roles.ADMIN], on=TODAY, paragraph="1", because=f"{MARKED} is a child.")
    client.force_login(officer)
    answer = client.get(reverse("background_job", args=[job.pk]), {"file": 1, "plan": plan.slug})
    assert "is exempt. Ask for it again." in answer.content.decode()
    client.force_login(people["superuser"])
    assert MARKED not in client.get(reverse("admin:csc_tracker_auditentry_changelist")).content.decode()
    recalled = reverse("admin:actions_recalledposition_changelist")
    assert "Something in it is exempt." in client.get(recalled).content.decode()
    client.force_login(let_read_exempt(people["superuser"], plan))
    assert f"{MARKED} is a child." in client.get(recalled).content.decode()


def test_nothing_open_names_what_is_exempt(client, plan, exemption, readers):
    post, priority = Post._base_manager.get(title=f"{MARKED} director"), make_priority(plan, number=7)
    client.force_login(readers[0])
    values = {"plan": plan.pk, "number": 8, "short_name": "Safe", "words": "Safe.", "why": "", "lead": post.pk}
    page = client.post(reverse("admin:priorities_priority_add"), values).content.decode()
    assert "Release it first, or choose another." in page
    with pytest.raises(ValidationError, match="Release it first"):
        set_lead(priority, post, by=readers[0], on=TODAY, reason="Why not.")
    with pytest.raises(ValidationError, match="Release it first"):
        set_owner(make_reported_action(priority), post, by=readers[0], on=TODAY, reason="Why not.")


def test_what_is_exempt_takes_no_number_and_no_name_from_what_is_open(client, plan, exemption, people):
    client.force_login(people[roles.ADMIN])
    values = {"plan": plan.pk, "number": 1, "short_name": "Safe", "words": "Safe.", "why": "", "lead": ""}
    assert client.post(reverse("admin:priorities_priority_add"), values).status_code == 302
    again = client.post(reverse("admin:priorities_priority_add"), values).content.decode()
    assert "priority_number_once_a_plan" in again or "already exists" in again
    rows = {"holdings-TOTAL_FORMS": 0, "holdings-INITIAL_FORMS": 0}
    values = {"council": "Testham", "title": f"{MARKED} director", "source_note": ""}
    assert client.post(reverse("admin:priorities_post_add"), values | rows).status_code == 302


def test_entries_that_name_what_is_exempt_show_to_nobody_without_the_right(client, plan, exemption, readers, people):
    post, action = Post._base_manager.get(title=f"{MARKED} director"), Action._base_manager.get()
    client.force_login(readers[0])
    values = {"post": post.pk, "name": "N. Name", "first_day": "", "last_day": ""}
    assert client.post(reverse("admin:priorities_postholding_add"), values).status_code == 302
    [holding] = post.holdings.model._base_manager.all()
    page, other = reverse("admin:priorities_postholding_change", args=[holding.pk]), make_post("Another post")
    shown = re.search('name="_as_shown" value="([^"]*)"', client.get(page).content.decode())
    again = values | {"post": other.pk, "_as_shown": unescape(shown[1])}
    assert client.post(page, again).status_code == 302
    refused = client.post(f"/actions/{action.reference}/update/", {"plan": plan.slug})
    assert (refused.status_code, MARKED in refused.content.decode()) == (422, True)
    with seeing_everything():
        assert AuditEntry.objects.filter(act=Act.READ, details__contains="/update/").exists()
    client.force_login(people["superuser"])
    ledger = client.get(reverse("admin:csc_tracker_auditentry_changelist")).content.decode()
    assert (MARKED in ledger, action.reference in ledger) == (False, False)


def test_entries_of_the_time_when_it_was_open_close_with_it(client, exemption, readers, people):
    confirm_release(propose_release(exemption, by=readers[0], on=TODAY, **WHY), by=readers[1], on=TODAY)
    action = Action.objects.get()
    record_act(Act.CHANGED, by=readers[0], about=action, name=MARKED)
    record_act(Act.FILE, by=readers[0], name=f"{MARKED}.pdf", words=f"/reports/{Report.objects.get().slug}/file/")
    take_back_release(exemption, by=readers[0], on=TODAY, because="A child can be known by it.")
    client.force_login(people["superuser"])
    assert MARKED not in client.get(reverse("admin:csc_tracker_auditentry_changelist")).content.decode()


def faults():
    with seeing_everything():
        return [*faults_of_releases(), *faults_of_rights()]


def test_what_is_opened_or_recalled_past_the_service_is_noticed(plan, readers):
    exemption = make_exemption(plan)
    proposed = propose_release(exemption, **WHY, by=readers[0], on=TODAY)
    confirm_release(proposed, by=readers[1], on=TODAY)
    make_frozen_position(plan)
    take_back_release(exemption, by=readers[0], on=TODAY, because="It was wrong.")
    assert RecalledPosition.objects.count() == 1
    assert faults() == []
    Exemption.objects.update(released_on=TODAY)
    assert faults() == [f"Exemption {exemption.pk} is released, and nobody released it."]
    Exemption.objects.update(released_on=None)
    other = make_frozen_position(plan)
    RecalledPosition.objects.create(position=other, by=readers[0], on=TODAY, because="No reason.")
    assert faults() == [f"The recall of frozen position {other.pk} is not in the audit ledger."]


def test_a_second_release_past_the_service_is_noticed_although_the_first_is_in_the_ledger(plan, readers):
    exemption = make_exemption(plan)
    confirm_release(propose_release(exemption, **WHY, by=readers[0], on=TODAY), by=readers[1], on=TODAY)
    take_back_release(exemption, by=readers[0], on=TODAY, because="It was wrong.")
    people_and_days = {
        "proposed_by": readers[0],
        "confirmed_by": readers[1],
        "proposed_on": TODAY,
        "confirmed_on": TODAY,
    }
    Release.objects.create(exemption=exemption, **WHY, **people_and_days)
    Exemption.objects.update(released_on=TODAY)
    assert faults() == [f"A release of exemption {exemption.pk} is not in the audit ledger."]


def test_a_right_that_was_given_past_the_service_is_noticed(plan, readers, people):
    assert faults() == []
    person = people[roles.MEMBER]
    forged = ExemptReader.objects.create(user=person, plan=plan, reason="No.", given_by=readers[0], given_on=TODAY)
    assert faults() == [f"A right of account {person.pk} to read exempt papers is not in the audit ledger."]
    forged.delete()
    right = ExemptReader.objects.get(user=readers[0])
    end_right(right, by=readers[1], on=TODAY)
    ExemptReader.objects.filter(pk=right.pk).update(ended_on=None, ended_by=None)
    assert faults() == [f"A right of account {readers[0].pk} to read exempt papers is not in the audit ledger."]


def test_a_spreadsheet_takes_nothing_exempt_with_it(client, plan, open_records, people):
    person = let_read_exempt(people[roles.ADMIN], plan)
    client.force_login(person)
    with seeing_everything(), made_from(make_exemption(plan)):
        make_update(open_records["action"], stage="complete", impact="clear", evidence_words="A letter.")

    chosen = {f"actionresource_{name}": "on" for name in ActionResource.fields}
    answer = client.post("/admin/actions/action/export/", {"format": "1", "resource": "0"} | chosen)
    [row] = [line for line in answer.content.decode().splitlines() if line.startswith(plan.slug)]
    assert "complete" not in row


def test_a_job_that_takes_in_exempt_matter_looks_like_none(client, plan, people):
    reader = let_read_exempt(make_user(roles.PROGRAMME), plan)
    job = BackgroundJob.objects.create(
        plan=plan, what="pdf", meeting=make_meeting(TODAY), on=TODAY, asked_by=reader, asked_at=MOMENT
    )
    mark_exempt(job)
    client.force_login(people[roles.PROGRAMME])
    hidden, absent = (client.get(f"/jobs/{key}/", {"plan": plan.slug}) for key in (job.pk, job.pk + 1))
    assert hidden.status_code == absent.status_code == 404
    said = [re.search(r"<main.*</main>", each.content.decode(), re.DOTALL)[0] for each in (hidden, absent)]
    assert said[0] == said[1]


def test_addresses_in_the_ledger_and_of_updates_have_no_gap(client, plan, open_records, people):
    person = people[roles.ADMIN]
    with seeing_everything():
        record_act(Act.CHANGED, by=person, name=MARKED, exempt_plan=plan.pk)
    entry = record_act(Act.CHANGED, by=person, name="Open")
    client.force_login(person)
    listed = client.get("/admin/csc_tracker/auditentry/").content.decode()
    assert f"/admin/csc_tracker/auditentry/{entry.seal}/change/" in listed
    assert not re.search(r"/auditentry/\d+/", listed)
    assert "Open" in client.get(f"/admin/csc_tracker/auditentry/{entry.seal}/change/").content.decode()
    make_update(open_records["action"], words="We go on.", by=person)
    page = client.get(f"/actions/{open_records['action'].reference}/").content.decode()
    assert "/updates/" in page
    assert not re.search(r"/updates/\d+/", page)


def test_what_is_shown_with_several_plans_is_recalled_with_each(plan, readers, people):
    second, practice = make_plan(title="Second plan"), make_plan(title="Practice", practice=True)
    exemption = make_exemption(plan)
    release = propose_release(exemption, **WHY, by=readers[0], on=TODAY)
    confirm_release(release, by=readers[1], on=TODAY)
    issued = [make_frozen_position(each) for each in (plan, second, practice)]
    taken_back = take_back_release(exemption, by=readers[0], on=TODAY, because="It was wrong.")
    assert sorted(each.pk for each in taken_back.recalled) == sorted(each.pk for each in issued[:2])


def test_a_file_of_one_plan_holds_nothing_exempt_of_another(client, plan, people):
    person, second = let_read_exempt(people[roles.PROGRAMME], plan), make_plan(title="Second plan")
    make_reported_action(make_priority(second))
    meeting = make_meeting(TODAY, considered=second)
    with seeing_everything(), made_from(make_exemption(plan)):
        make_finding(make_inspection(title=f"{MARKED} inspection"), words=f"{MARKED} finding.")
    client.force_login(person)
    for path in (f"/meetings/{meeting.slug}/briefing/docx/", "/findings/matrix/"):
        answer = client.get(path, {"plan": second.slug})
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert MARKED not in words_of(content)
