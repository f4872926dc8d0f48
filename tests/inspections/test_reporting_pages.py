"""Freezing in the browser, the frozen copy's pages, and who sees the plan live or as last reported."""

import sys
from datetime import date
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from actions.models import FrozenPosition, ProgressUpdate
from csc_tracker.people import roles
from inspections.models import BackgroundJob, Finding
from inspections.reporting import freezing, tasks
from inspections.scrutiny.findings.gaps import with_gaps
from inspections.scrutiny.findings.links import add_link, remove_link
from tests.inspections.conftest import text_of
from tests.inspections.test_freezing import AGREED, freeze_position
from tests.making import (
    TODAY,
    make_commentary,
    make_due,
    make_holding,
    make_officer,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
    run_out,
)
from tests.making_scrutiny import link, make_committee, make_finding, make_meeting, make_seat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_briefing")]
AGREEMENT = {"agreed_name": "A. Director", "agreed_post": "Director", "agreed_on": "2020-01-13"}


@pytest.fixture
def plan():
    return make_plan()


@pytest.fixture
def priority(plan):
    return make_priority(plan)


@pytest.fixture
def action(priority):
    return make_reported_action(priority, effective_date=date(2019, 11, 1))


@pytest.fixture
def meeting(plan, action):
    return make_meeting(date(2020, 1, 23), make_committee(plan, name="Select Committee"), considered=plan)


@pytest.fixture
def programme(client):
    client.force_login(make_user(roles.PROGRAMME))
    return client


@pytest.fixture
def officer():
    return make_officer()


def freeze_address(meeting):
    return reverse("freeze", args=[meeting.slug])


def test_the_preview_counts_what_is_not_ready(programme, plan, priority, meeting):
    officer = make_officer()
    make_reported_action(priority, due=None, effective_date=date(2020, 1, 10))
    make_update(make_reported_action(priority), by=officer, stage="awaiting", words="Done.", evidence_words="A policy.")
    context = programme.get(freeze_address(meeting)).context
    assert {check.words: check.number for check in context["checks"]} == {
        "action open without an update since 3 December 2019": 1,
        "actions not yet rated by an officer": 2,
        "action done and awaiting sign-off": 1,
        "action open without a finishing date": 1,
        "actions open without an owner": 2,
        "priority without a lead": 1,
        "priority without officers’ commentary": 1,
        "missing commentary: officers have not commented on the plan as a whole": 1,
    }


def test_an_old_rating_is_counted_in_the_preview(programme, action, meeting):
    make_update(action, by=make_officer(), rating="on_track", words="Fine.", effective_date=date(2019, 11, 2))
    words = [check.words for check in programme.get(freeze_address(meeting)).context["checks"]]
    assert "action with a rating that is out of date" in words


def test_freezing_makes_the_position_and_leads_to_it(programme, plan, meeting):
    answer = programme.post(freeze_address(meeting), AGREEMENT, follow=True)
    position = FrozenPosition.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("position", args=[position.code])
    assert (position.agreed_name, position.agreed_on, position.on) == ("A. Director", date(2020, 1, 13), TODAY)
    assert meeting.shown.get().position == position
    html = answer.content.decode()
    assert "Position on 14 January 2020" in html
    assert position.checksum in html


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"agreed_name": ""}, "Say who agreed: the Director’s name or the named deputy’s."),
        ({"agreed_post": " "}, "Say in which post they agreed."),
        ({"agreed_on": "2020-01-15"}, "15 January 2020 is in the future. Give the day that they agreed."),
        ({"agreed_on": "2019-12-13"}, "That is more than 31 days ago."),
        ({"agreed_on": "yesterday"}, "Write the day that they agreed as 2020-01-14, year first."),
    ],
)
def test_without_the_agreement_nothing_is_frozen_and_the_page_says_why(programme, meeting, answers, sentence):
    answer = programme.post(freeze_address(meeting), AGREEMENT | answers)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not FrozenPosition.objects.exists()
    assert not BackgroundJob.objects.exists()


def test_an_officer_without_the_right_does_not_freeze(client, meeting):
    client.force_login(make_officer())
    assert client.post(freeze_address(meeting), AGREEMENT).status_code == 403
    assert not FrozenPosition.objects.exists()


def test_while_it_is_being_made_a_second_press_leads_to_the_first(programme, plan, meeting, monkeypatch):
    monkeypatch.setattr("inspections.background.ask", lambda work: None)
    for _ in range(2):
        answer = programme.post(freeze_address(meeting), AGREEMENT)
    job = BackgroundJob.objects.get()
    assert answer["Location"] == reverse("background_job", args=[job.pk])
    html = programme.get(answer["Location"]).content.decode()
    assert "Waiting" in html
    BackgroundJob.objects.update(
        state="running", beat_at=timezone.now(), doing="Reading the plan", done=300, total=10_000
    )
    assert "Reading the plan: 300 of 10000" in programme.get(answer["Location"]).content.decode()


def test_an_update_that_is_saved_while_it_waits_is_not_taken_in(programme, action, meeting, officer, monkeypatch):
    monkeypatch.setattr("inspections.background.ask", lambda work: None)
    before = make_update(action, by=officer, rating="on_track", words="Fine.")
    programme.post(freeze_address(meeting), AGREEMENT)
    make_update(action, by=officer, rating="off_track", words="Bad.")
    tasks.run_job.call(BackgroundJob.objects.get().pk)
    assert FrozenPosition.objects.get().last_sequence == before.sequence


def test_a_worker_that_is_told_to_stop_at_once_says_what_became_of_it(programme, meeting, monkeypatch):
    monkeypatch.setattr("inspections.background.ask", lambda work: None)
    monkeypatch.setattr(tasks, "freeze", lambda *args, **kwargs: sys.exit(1))
    address = programme.post(freeze_address(meeting), AGREEMENT)["Location"]
    with pytest.raises(SystemExit):
        tasks.run_job.call(BackgroundJob.objects.get().pk)
    assert "It was stopped before it finished and nothing was saved." in programme.get(address).content.decode()


def test_what_goes_wrong_is_said_and_nothing_is_kept(programme, meeting, monkeypatch):
    def breaks(*args, **kwargs):
        raise OSError("no room")

    monkeypatch.setattr(tasks, "freeze", breaks)
    html = programme.post(freeze_address(meeting), AGREEMENT, follow=True).content.decode()
    assert "Sorry, something went wrong and nothing was saved." in html
    assert not FrozenPosition.objects.exists()


def test_the_frozen_copy_shows_the_old_figures_after_updates(client, plan, action, meeting, officer):
    position = freeze_position(plan, meeting, officer)
    make_update(action, by=officer, rating="off_track", words="Bad.", **make_due(date(2020, 9, 1), change="moved"))
    client.force_login(make_user(roles.MEMBER))
    html = client.get(reverse("position", args=[position.code])).content.decode()
    assert "1 is open. No officer has rated it yet." in html
    assert "1 update recorded since" in html
    page = client.get(reverse("position_priority", args=[position.code, 1])).content.decode()
    assert "Not yet rated" in page
    assert "Off track" not in page
    assert (html.count('<p class="key">'), page.count('<p class="key">')) == (2, 1)
    assert client.get(reverse("position_priority", args=[position.code, 9])).status_code == 404


def test_the_frozen_numbers_of_a_priority_add_up_and_what_is_stopped_stands_apart(
    client, plan, action, meeting, officer
):
    stopped = make_reported_action(action.priority)
    make_update(stopped, by=officer, stage="stopped", words="No longer needed.")
    position = freeze_position(plan, meeting, officer)
    client.force_login(make_user(roles.MEMBER))
    for address in (reverse("position", args=[position.code]), reverse("position_priority", args=[position.code, 1])):
        words = text_of(client.get(address))
        assert "1 not yet rated in priority 1 of 1 action. Not in the total: 1 stopped in priority 1." in words


def test_each_version_names_the_others(client, plan, meeting, officer):
    first, second = freeze_position(plan, meeting, officer), freeze_position(plan, meeting, officer)
    client.force_login(make_user(roles.MEMBER))
    html = client.get(reverse("position", args=[first.code])).content.decode()
    assert reverse("position", args=[second.code]) in html
    assert "The latest is what the meeting saw." in " ".join(html.split())


def test_a_file_goes_out_as_it_was_issued(client, plan, meeting, officer):
    position = freeze_position(plan, meeting, officer)
    client.force_login(make_user(roles.MEMBER))
    file = position.files.get(kind="pdf")
    answer = client.get(reverse("position_file", args=[position.code, "pdf"]))
    assert (answer.content, answer["Content-Type"]) == (bytes(file.content), "application/pdf")
    assert client.get(reverse("position_file", args=[position.code, "odt"])).status_code == 404


class TestAsLastReported:
    """A plan may show members what was last reported to them; who updates it sees it live."""

    @pytest.fixture
    def plan(self):
        return make_plan(members_see="reported")

    @pytest.fixture
    def position(self, plan, action, meeting, officer):
        position = freeze_position(plan, meeting, officer)
        make_update(action, by=officer, stage="complete", evidence_words="A policy.")
        return position

    @pytest.fixture
    def member(self, client):
        client.force_login(make_user(roles.MEMBER))
        return client

    @pytest.mark.parametrize("path", ["/", "/priorities/1/", "/actions/", "/actions/P1.01/"])
    def test_a_member_sees_the_position_that_was_reported_and_every_page_says_so(self, member, position, path):
        html = " ".join(member.get(path).content.decode().split())
        assert "This is the plan <strong>as it was reported</strong> to the Select Committee, 23 January 2020" in html
        assert "Reported complete" not in html

    @pytest.mark.parametrize("path", ["/", "/priorities/1/", "/actions/", "/actions/P1.01/"])
    def test_an_officer_sees_it_live_and_every_page_says_so(self, client, position, officer, path):
        client.force_login(officer)
        html = client.get(path).content.decode()
        assert "Position on <strong>14 January 2020</strong> (live)" in html
        assert "as it was reported" not in html

    def test_the_board_of_a_member_counts_the_reported_position(self, member, position):
        assert "None of 1 action is reported complete." in member.get("/").content.decode()
        assert member.get("/actions/?status=complete").context["total"] == 0

    def test_another_day_is_worked_out_from_what_was_reported_alone(self, member, position):
        html = member.get("/?on=2020-04-01").content.decode()
        assert "The red action is late" in html

    def test_before_anything_was_reported_a_member_sees_nothing_of_it(self, member, plan, action, officer):
        html = member.get("/").content.decode()
        assert "It has not been reported to a committee yet." in html
        assert "No action of this plan had been reported by this date." in html

    def test_who_sits_on_a_committee_sees_what_that_committee_was_shown(self, client, plan, action, position, officer):
        board = make_meeting(date(2020, 1, 30), make_committee(plan, name="Board", kind="board"), considered=plan)
        freeze_position(plan, board, officer)
        member = make_user(roles.MEMBER)
        client.force_login(member)
        assert "reported</strong> to the Board" in client.get("/").content.decode()
        make_seat(position.shown_to.meeting.committee, member)
        assert "reported</strong> to the Select Committee" in client.get("/").content.decode()


def test_live_pages_say_how_many_updates_came_since(client, plan, action, meeting, officer):
    freeze_position(plan, meeting, officer)
    make_update(action, by=officer, rating="on_track", words="Fine.")
    client.force_login(officer)
    html = client.get("/").content.decode()
    assert "Last reported to the Select Committee, 23 January 2020" in html
    assert "1 update since." in html


def test_change_is_counted_from_what_the_committee_was_shown(client, plan, action, officer):
    held = make_meeting(date(2019, 12, 5), make_committee(plan, name="Select Committee"), considered=plan)
    position = freeze_position(plan, held, officer, on=date(2019, 12, 3), agreement=_agreed(date(2019, 12, 3)))
    make_update(action, by=officer, stage="under_way", words="Begun.", effective_date=date(2019, 12, 3))
    client.force_login(officer)
    context = client.get("/").context
    assert [(item["number"], item["words"]) for item in context["compared"]["changes"]] == [(1, "started")]
    assert context["compared"]["baseline"].position == position.code
    assert client.get(context["compared"]["changes"][0]["address"]).context["total"] == 1


def test_a_persons_own_committee_decides_since_when_change_is_counted(client, plan, action):
    select = make_meeting(date(2019, 10, 16), make_committee(plan, name="Select Committee"), considered=plan)
    board = make_committee(plan, name="Improvement Board", kind="board")
    make_meeting(date(2019, 12, 5), board, considered=plan)
    member = make_user(roles.MEMBER)
    client.force_login(member)
    assert client.get("/").context["compared"]["baseline"].key == select.slug
    make_seat(board, member)
    baseline = client.get("/").context["compared"]["baseline"]
    assert (baseline.day, baseline.derived) == (date(2019, 12, 5), True)
    assert "Calculated later. The committee did not see these figures." in baseline.words
    for since, day in ((select.slug, date(2019, 10, 16)), ("2019-11-15", date(2019, 11, 15))):
        assert client.get(f"/?since={since}").context["compared"]["baseline"].day == day


@pytest.mark.parametrize(
    ("since", "sentence"),
    [
        ("2020-01-14", "14 January 2020 is not before 14 January 2020"),
        ("2020-13-01", "is not a date we can read"),
        ("no-such-meeting", "No meeting “no-such-meeting” considered this plan before 14 January 2020."),
        ("<script>", "is neither a day nor a meeting"),
        ("1", "No meeting “1” considered this plan before 14 January 2020."),
        ("20191016", "No meeting “20191016” considered this plan before 14 January 2020."),
    ],
)
def test_what_cannot_be_compared_with_is_refused_with_a_sentence(client, plan, action, officer, since, sentence):
    client.force_login(officer)
    answer = client.get("/", {"since": since})
    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_the_chart_needs_three_positions_and_shows_what_was_kept(client, plan, action, officer):
    committee = make_committee(plan)
    client.force_login(officer)
    for number, day in enumerate([date(2019, 11, 4), date(2019, 12, 4)], start=1):
        freeze_position(plan, make_meeting(day, committee), officer, on=day, agreement=_agreed(day))
        assert bool(client.get("/").context["over_time"]) == (number == 2)
    make_update(action, by=officer, stage="complete", evidence_words="A policy.")
    over_time = client.get("/").context["over_time"]
    assert [(point["day"], point["states"]) for point in over_time["points"]] == [
        ("4 November 2019", {"not_rated": 1}),
        ("4 December 2019", {"not_rated": 1}),
        ("14 January 2020", {"complete": 1}),
    ]
    assert [(code, [number for _, number in cells]) for code, _, cells in over_time["rows"]] == [
        ("complete", [0, 0, 1]),
        ("not_rated", [1, 1, 0]),
    ]


def _agreed(day):
    return type(AGREED)("A. Director", "Director", day)


def test_a_reader_of_a_reported_position_is_told_of_the_meeting_that_is_next_today(client, action, meeting, officer):
    """The position is of an earlier day; the calendar is today's."""
    plan = action.priority.plan
    plan.members_see = "reported"
    plan.save()
    held = make_meeting(date(2020, 1, 9), meeting.committee, considered=plan)
    freeze_position(plan, held, officer, on=date(2020, 1, 8), agreement=_agreed(date(2020, 1, 8)))
    client.force_login(make_user(roles.MEMBER))
    html = client.get("/").content.decode()
    assert "Thursday 23 January 2020, in 9 days" in html
    assert [each.slug for each in client.get("/meetings/").context["held"]] == [held.slug]


def test_what_answered_a_finding_is_kept_as_the_committee_was_shown_it(plan, action, meeting, officer):
    """A sign-off after freezing does not reach back into the copy, nor into what members are shown."""
    link(make_finding(words="Plans drift."), action)
    before = ProgressUpdate.objects.order_by("-sequence").first().sequence
    make_update(action, by=officer, stage="complete", evidence_words="A policy.", effective_date=date(2019, 12, 1))
    position = freeze_position(plan, meeting, officer, up_to=before)
    (finding,) = [record.content for record in freezing.read_records(position, "finding")]
    assert (finding["gap"], finding["actions"][0]["shows"]) == ("Work still open", "Not yet rated")
    assert [finding.gap for finding in with_gaps(Finding.objects.all(), plan, TODAY, before)] == ["open"]
    assert [finding.gap for finding in with_gaps(Finding.objects.all(), plan, TODAY)] == ["finished"]


def test_what_a_meeting_that_is_over_was_shown_cannot_be_made_afterwards(programme, plan, action):
    held = make_meeting(date(2020, 1, 9), make_committee(plan), considered=plan)
    page = programme.get(freeze_address(held))
    assert "This meeting is over." in page.content.decode()
    assert '<button class="button">Freeze' not in page.content.decode()
    assert programme.post(freeze_address(held), AGREEMENT).status_code == 422
    with pytest.raises(ValidationError, match="This meeting is over"):
        freeze_position(plan, held, make_officer())
    assert not FrozenPosition.objects.exists()


def test_a_meeting_that_does_not_consider_the_plan_is_shown_no_position_of_it(programme, action):
    elsewhere = make_meeting(date(2020, 1, 23), make_committee())
    assert programme.get(freeze_address(elsewhere)).status_code == 404


def test_somebody_who_asks_while_it_is_made_is_told_whose_agreement_is_used(client, plan, meeting, monkeypatch):
    monkeypatch.setattr("inspections.background.ask", lambda work: None)
    for agreed in ("One", "Two"):
        client.force_login(make_user(roles.PROGRAMME, last_name=f"Officer {agreed}"))
        html = client.post(freeze_address(meeting), AGREEMENT | {"agreed_name": agreed}, follow=True).content.decode()
    assert "Officer One had already started to freeze the position for this meeting, agreed by One." in html
    assert BackgroundJob.objects.count() == 1


def test_what_was_typed_is_back_in_the_form_after_the_session_ran_out(client, meeting):
    user = make_user(roles.PROGRAMME)
    client.force_login(user)
    run_out(client)
    client.post(freeze_address(meeting), AGREEMENT | {"who": user.pk})
    client.force_login(user)
    html = client.get(freeze_address(meeting)).content.decode()
    assert "Your session had ended." in html
    assert 'value="A. Director"' in html
    assert not BackgroundJob.objects.exists()


def test_what_was_reopened_after_its_due_date_says_so(client, priority, officer):
    action = make_reported_action(priority, stage="complete", due=date(2019, 12, 1), effective_date=date(2019, 11, 1))
    make_update(action, by=officer, stage="under_way", words="Not so.", effective_date=date(2020, 1, 2))
    client.force_login(officer)
    html = client.get("/actions/?change=late&since=2019-11-15").content.decode()
    assert "It was reopened after its due date." in html


def test_a_link_counts_from_the_day_it_was_added_to_the_day_it_was_removed(plan, action):
    """On a day before, the finding stands as it did then: what was added later is not seen, what was removed is."""
    officer, post = make_officer(), make_post(council=plan.council)
    make_holding(officer, post)
    bare, tied = make_finding(), make_finding()
    remove_link(link(tied, action), by=officer, post=post, on=TODAY, reason="Another matter.")
    add_link(bare, action, by=officer, post=post, on=TODAY, reason="Both are about plans.")

    def gaps(day):
        return {finding.pk: finding.gap for finding in with_gaps(Finding.objects.all(), plan, day)}

    assert gaps(date(2020, 1, 13)) == {bare.pk: "not_looked_at", tied.pk: "open"}
    assert gaps(TODAY) == {bare.pk: "open", tied.pk: "not_looked_at"}


def test_commentary_of_the_day_of_freezing_that_came_after_it_is_not_shown_as_reported(client, plan, action, officer):
    plan.members_see = "reported"
    plan.save()
    meeting = make_meeting(date(2020, 1, 23), make_committee(plan), considered=plan)
    make_commentary(plan, words="Before the copy.", recorded_at=timezone.now())
    freeze_position(plan, meeting, officer)
    make_commentary(plan, words="After the copy.", recorded_at=timezone.now())
    client.force_login(make_user(roles.MEMBER))
    for path in ("/", f"/meetings/{meeting.slug}/briefing/"):
        html = client.get(path).content.decode()
        assert "Before the copy." in html
        assert "After the copy." not in html
    client.force_login(officer)
    assert "After the copy." in client.get("/").content.decode()


def test_each_number_of_a_frozen_priority_opens_as_many_rows_as_it_was(
    client, plan, priority, action, meeting, officer
):
    make_update(make_reported_action(priority), by=officer, rating="at_risk", words="A strike.")
    position = freeze_position(plan, meeting, officer)
    make_update(action, by=officer, rating="at_risk", words="Since then.")
    client.force_login(officer)
    html = client.get(reverse("position", args=[position.code])).content.decode()
    for state in ("at_risk", "not_rated"):
        address = f"{reverse('position_actions', args=[position.code])}?status={state}&amp;priority=1"
        assert f'<a href="{address}">1 ' in html
        assert client.get(unescape(address)).context["page"].paginator.count == 1
    assert client.get(reverse("position_actions", args=[position.code]), {"status": "nothing"}).status_code == 404
