"""Digests: to whom, when, what they say, that each is sent once, and how they are stopped."""

import re
from datetime import date, timedelta
from html import unescape
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.lists.my_actions import actions_of
from csc_tracker.mail import digests, sending
from csc_tracker.mail.digests import remove_old, stop_address
from csc_tracker.mail.letters import DigestKind, NewsKind
from csc_tracker.mail.sending import LOST, MOST_AGAIN, compose, send_email, send_emails
from csc_tracker.models import Digest, Email, User
from csc_tracker.people import roles
from csc_tracker.people.sight import seeing_everything
from inspections.models import Reminder
from inspections.reporting import freezing
from inspections.reporting.digests.due import DUE
from inspections.reporting.digests.sending import send_digests
from priorities.models import made_from
from tests.exempt.test_at_once import at_once, at_the_same_moment
from tests.inspections.conftest import text_of
from tests.inspections.test_chase import holder_of, waiting
from tests.making import (
    TODAY,
    let_read_exempt,
    make_exemption,
    make_officer,
    make_plan,
    make_post,
    make_priority,
    make_update,
    make_user,
)
from tests.making_scrutiny import make_committee, make_meeting, make_reminder, make_seat
from tests.test_emails import Server, server  # noqa: F401 - a fixture: a real mail server

pytestmark = pytest.mark.django_db
LONG_AGO = date(2019, 6, 1)
MONDAY = date(2020, 1, 13)  # of the week of TODAY, a Tuesday
PAPERS = date(2020, 1, 29)  # of a meeting on 6 February


@pytest.fixture
def post():
    return make_post("Head of Early Help")


@pytest.fixture
def ann(post):
    return holder_of(post, username="ann", first_name="Ann", last_name="Lee")


@pytest.fixture
def plan():
    plan = make_plan(slug="phase", starts=date(2019, 4, 1), update_interval_days=42)
    make_priority(plan, short_name="Hubs")
    return plan


@pytest.fixture
def late(plan, ann, post):
    """An action of Ann's that is late."""
    return waiting(plan, owner=post, due=date(2019, 12, 31), words="Quorlwyx work.")


@pytest.fixture
def committee(plan):
    return make_committee(plan, name="Select Committee")


@pytest.fixture
def meeting(plan, committee):
    return make_meeting(date(2020, 2, 6), committee, considered=plan, slug="coming")


@pytest.fixture
def programme():
    return make_user(roles.PROGRAMME, username="pat", first_name="Pat", last_name="Moss", email="pat@example.gov.uk")


@pytest.fixture
def member(committee):
    person = make_user(roles.MEMBER, username="mo", first_name="Mo", last_name="Hall", email="mo@example.gov.uk")
    make_seat(committee, person)
    return person


def run(on=TODAY):
    """Write what is due; who was written to, by the kind of digest."""
    return {kind.value: outcome and [due.person.username for due in outcome.new] for kind, outcome in send_digests(on)}


def deliver():
    """Send every email that waits, as the worker does."""
    send_emails.func(list(Email.objects.filter(state="waiting").values_list("pk", flat=True)))


def choose(person, **choice):
    User.objects.filter(pk=person.pk).update(**choice)


def body_of(person, kind):
    return compose(Email.objects.get(person=person, digest__kind=kind)).body


def freeze(plan, meeting, on=TODAY):
    agreed = freezing.Agreement("A. Director", "Director", on)
    return freezing.freeze(plan, meeting, agreed, by=make_officer(), on=on)


class TestOfficers:
    def test_it_lists_what_needs_them_as_their_own_page_does(self, plan, ann, post, late):
        soon = waiting(plan, owner=post, due=TODAY + timedelta(days=28))
        waiting(plan, owner=post, due=TODAY + timedelta(days=29))
        old = waiting(plan, owner=post)
        make_update(old, by=ann, rating="on_track", effective_date=date(2019, 11, 1))
        off = waiting(plan, owner=post)
        make_update(off, by=ann, rating="off_track", words="No room.", effective_date=TODAY)
        assert run()["officer"] == ["ann"]
        body = body_of(ann, "officer")
        assert body.splitlines()[:2] == ["Ann Lee", ""]
        assert "4 actions need you, as the plan is on 14 January 2020." in body
        assert actions_of(ann, plan, TODAY).need == 4
        address = "http://127.0.0.1:8000/actions/{}/?plan=phase"
        assert re.findall(r"^- .*\n  .*", body, re.MULTILINE) == [
            f"- {words}\n  {address.format(action.reference)}"
            for words, action in [
                (f"{late.reference}: Late, due 31 December 2019", late),
                (f"{off.reference}: Off track, due 30 June 2020", off),
                (f"{soon.reference}: Not yet rated, due 11 February 2020", soon),
                (f"{old.reference}: On track, out of date, due 30 June 2020", old),
            ]
        ]
        assert re.findall(r"^[A-Z].*\(\d+\)$", body, re.MULTILINE) == [
            "Late, off track or at risk (2)", "Due in the next 28 days (1)", "Rating out of date (1)",
        ]  # fmt: skip

    def test_it_has_no_word_of_the_plan(self, ann, late):
        run()
        message = compose(Email.objects.get())
        for part in (message.subject, message.body, message.alternatives[0].content):
            assert "Quorlwyx" not in part
            assert "Hubs" not in part
        assert message.subject == "1 action needs you"

    def test_nothing_is_sent_where_nothing_is_due(self, plan, ann, post):
        make_update(waiting(plan, owner=post), by=ann, rating="on_track", effective_date=TODAY)
        assert run()["officer"] == []
        assert (Email.objects.count(), Digest.objects.count()) == (0, 0)

    @pytest.mark.parametrize(
        ("choice", "written"),
        [("daily", [1, 1, 1, 1]), ("weekly", [1, 0, 0, 1]), ("none", [0, 0, 0, 0])],
    )
    def test_it_comes_as_often_as_they_choose(self, ann, late, choice, written):
        choose(ann, officer_digest=choice)
        days = [MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=6), MONDAY + timedelta(days=7)]
        assert [len(run(day)["officer"]) for day in days] == written

    def test_weekly_is_what_nobody_chose(self, ann):
        assert ann.officer_digest == "weekly"

    def test_who_changes_to_weekly_gets_no_second_one_in_the_week(self, ann, late):
        choose(ann, officer_digest="daily")
        assert run(MONDAY)["officer"] == ["ann"]
        choose(ann, officer_digest="weekly")
        assert run(TODAY)["officer"] == []
        assert run(MONDAY + timedelta(days=7))["officer"] == ["ann"]

    def test_a_run_that_was_missed_on_monday_is_made_up_for(self, ann, late):
        assert run(MONDAY + timedelta(days=3))["officer"] == ["ann"]

    @pytest.mark.parametrize("why", ["closed", "no address", "no role", "post given up"])
    def test_who_cannot_be_written_to_is_not(self, ann, late, why):
        if why == "closed":
            choose(ann, is_active=False)
        elif why == "no address":
            choose(ann, email="")
        elif why == "no role":
            ann.groups.clear()
        else:
            ann.holdings.update(last_day=MONDAY)
        assert run()["officer"] == []

    def test_a_practice_plan_and_one_that_is_over_are_left_out(self, ann, post):
        for values in ({"practice": True}, {"ends": MONDAY}):
            plan = make_plan(**values)
            waiting(plan, make_priority(plan), owner=post, due=date(2019, 12, 31))
        assert run()["officer"] == []

    def test_of_two_plans_in_force_each_is_named(self, plan, ann, post, late):
        other = make_plan(slug="next", title="The next plan")
        waiting(other, make_priority(other), owner=post, due=date(2019, 12, 31))
        run()
        body = body_of(ann, "officer")
        assert "2 actions need you" in body
        assert f"{other}: Late, off track or at risk (1)" in body
        assert "/actions/P1.01/?plan=next" in body

    def test_a_long_list_is_cut_and_says_so(self, plan, ann, post):
        for _ in range(45):
            waiting(plan, owner=post, due=date(2019, 12, 31))
        run()
        body = body_of(ann, "officer")
        assert "45 actions need you" in body
        assert len(re.findall(r"^- P1", body, re.MULTILINE)) == 40
        assert "- and 5 more" in body


class TestProgrammeOfficers:
    @pytest.mark.parametrize(
        ("on", "written"),
        [
            pytest.param(date(2020, 1, 21), [], id="six working days before"),
            pytest.param(date(2020, 1, 22), ["pat"], id="five working days before"),
            pytest.param(PAPERS, ["pat"], id="on the day"),
            pytest.param(PAPERS + timedelta(days=1), [], id="too late"),
        ],
    )
    def test_it_comes_before_papers_are_due(self, late, meeting, programme, on, written):
        assert run(on)["chase"] == written

    def test_it_says_who_owes_what(self, plan, late, meeting, programme):
        sam = holder_of(make_post("Director"), username="sam", first_name="Sam", last_name="Reed")
        for _ in range(2):
            waiting(plan, make_priority(plan, lead=sam.holdings.get().post))
        waiting(plan)
        run(PAPERS)
        body = body_of(programme, "chase")
        assert "4 actions wait for an update. Papers for a committee are due on Wednesday 29 January 2020." in body
        assert "For 1 action there is nobody to remind." in body
        assert re.findall(r"^- (.*)", body, re.MULTILINE) == ["Ann Lee: 1 action", "Sam Reed: 2 actions"]
        assert "http://127.0.0.1:8000/chase/?plan=phase&meeting=coming" in body
        assert "Quorlwyx" not in body

    def test_it_comes_once_a_meeting(self, late, meeting, programme):
        assert [run(PAPERS - timedelta(days=day))["chase"] for day in (2, 1, 0)] == [["pat"], [], []]

    def test_nothing_is_sent_where_nobody_owes_anything(self, plan, meeting, programme):
        assert run(PAPERS)["chase"] == []

    def test_officers_members_and_who_stopped_it_get_none(self, late, meeting, programme, ann, member):
        choose(programme, chase_digest=False)
        assert run(PAPERS)["chase"] == []

    def test_a_meeting_without_a_day_and_a_board_have_no_deadline(self, plan, late, programme):
        make_meeting(date(2020, 2, 1), make_committee(plan), considered=plan, last_day=date(2020, 2, 29))
        make_meeting(date(2020, 2, 6), make_committee(plan, kind="board"), considered=plan)
        assert run(PAPERS)["chase"] == []


class TestMembers:
    def test_the_first_position_says_that_there_was_none_before(self, plan, late, meeting, member):
        position = freeze(plan, meeting)
        assert run()["position"] == ["mo"]
        body = body_of(member, "position")
        assert "The position on 14 January 2020 was frozen for a meeting of a committee that you sit on." in body
        assert "There is no record of this committee considering the plan before." in body
        assert f"http://127.0.0.1:8000/positions/{position.code}/" in body
        assert "Quorlwyx" not in body

    @pytest.mark.parametrize(
        ("number", "words"),
        [(0, "No action is newly late"), (1, "1 action is newly late"), (3, "3 actions are newly late")],
    )
    def test_it_says_how_many_became_late_since_they_last_met(self, client, plan, committee, member, number, words):
        before = make_meeting(date(2019, 12, 5), committee, considered=plan)
        for _ in range(number):
            waiting(plan, due=date(2019, 12, 31))
        waiting(plan, due=date(2019, 11, 1))
        freeze(plan, before, on=date(2019, 12, 2))
        position = freeze(plan, make_meeting(date(2020, 1, 23), committee, considered=plan))
        run()
        message = compose(Email.objects.get(person=member))
        assert message.subject == f"{words} since you last met"
        client.force_login(member)
        shown = text_of(client.get(f"/positions/{position.code}/"))
        assert f"{number} newly late" in shown or number == 0

    def test_it_comes_once_a_position_and_of_the_latest_version(self, plan, late, meeting, member):
        freeze(plan, meeting)
        latest = freeze(plan, meeting)
        assert [run()["position"], run()["position"], run(TODAY + timedelta(days=1))["position"]] == [["mo"], [], []]
        assert latest.code in body_of(member, "position")
        freeze(plan, meeting)
        assert run()["position"] == ["mo"]

    @pytest.mark.parametrize(("days", "written"), [(14, ["mo"]), (15, [])])
    def test_an_old_position_is_no_news(self, plan, late, meeting, member, days, written):
        freeze(plan, meeting)
        assert run(TODAY + timedelta(days=days))["position"] == written

    def test_who_does_not_sit_there_on_the_day_and_who_stopped_it_get_none(self, plan, late, meeting, member):
        make_seat(make_committee(plan), make_user(roles.MEMBER, email="x@example.gov.uk"))
        left = make_user(roles.MEMBER, email="y@example.gov.uk")
        make_seat(meeting.committee, left, last_day=MONDAY)
        choose(member, position_digest=False)
        freeze(plan, meeting)
        assert run()["position"] == []

    def test_a_position_of_a_practice_plan_is_nobodys(self, member):
        plan = make_plan(practice=True)
        waiting(plan, make_priority(plan))
        committee = make_committee(plan)
        make_seat(committee, member)
        freeze(plan, make_meeting(date(2020, 1, 23), committee, considered=plan))
        assert run()["position"] == []


class TestExempt:
    def test_what_is_exempt_is_in_none_whoever_reads_it(self, plan, ann, post, late, meeting, programme, member):
        for person in (ann, programme, member):
            let_read_exempt(person, plan)
        with seeing_everything(), made_from(make_exemption(plan)):
            waiting(plan, owner=post, due=date(2019, 12, 31), number=901)
        freeze(plan, meeting, on=date(2020, 1, 23))
        assert run(date(2020, 1, 23)) == {"officer": ["ann"], "chase": ["pat"], "position": ["mo"]}
        for email in Email.objects.all():
            message = compose(email)
            for part in (message.subject, message.body, message.alternatives[0].content):
                assert ".901" not in part
        assert "1 action needs you" in body_of(ann, "officer")
        assert "1 action waits for an update" in body_of(programme, "chase")
        with seeing_everything():
            shown = Digest.objects.get(kind="position").facts["code"]
        assert shown in {each.code for each in freezing.FrozenPosition.objects.all()}  # the edition without it

    def test_what_is_exempt_alone_sends_nothing(self, plan, ann, post, meeting, programme):
        with seeing_everything(), made_from(make_exemption(plan)):
            waiting(plan, owner=post, due=date(2019, 12, 31))
        assert run(PAPERS) == {"officer": [], "chase": [], "position": []}

    def test_what_was_closed_after_it_was_written_is_not_sent(self, plan, ann, post, late, meeting, programme):
        other = waiting(plan, owner=post, due=date(2019, 12, 30))
        run(PAPERS)
        close(other, plan)
        assert "1 action needs you" in body_of(ann, "officer")
        assert "1 action waits for an update" in body_of(programme, "chase")
        close(late, plan)
        deliver()
        assert set(Email.objects.values_list("state", flat=True)) == {"dropped"}

    def test_an_exempt_meeting_gives_no_deadline(self, plan, late, meeting, programme):
        close(meeting, plan)
        assert run(PAPERS)["chase"] == []

    def test_a_meeting_that_was_closed_since_is_not_written_of(self, plan, late, meeting, programme):
        run(PAPERS)
        close(meeting, plan)
        deliver()
        assert Email.objects.get(person=programme).state == "dropped"


def close(record, plan):
    """Make a record exempt, as an admin's closing does in the end."""
    with seeing_everything():
        type(record).objects.filter(pk=record.pk).update(exemption=make_exemption(plan))


class TestOnce:
    def test_a_second_run_writes_to_nobody(self, late, ann):
        assert [run()["officer"], run()["officer"]] == [["ann"], []]
        assert Email.objects.count() == 1

    def test_the_database_itself_refuses_a_second_one(self, ann):
        values = {"person": ann, "kind": "officer", "once": "week 2020-01-13", "on": TODAY, "made_at": timezone.now()}
        Digest.objects.create(run=uuid4(), **values)
        with pytest.raises(IntegrityError), transaction.atomic():
            Digest.objects.create(run=uuid4(), **values)

    def test_one_that_failed_is_sent_again_with_what_there_is_now_and_at_most_three_times(self, plan, ann, post, late):
        run()
        for number in range(1, MOST_AGAIN + 1):
            Email.objects.update(state="refused", answer="550 No such mailbox")
            waiting(plan, owner=post, due=date(2019, 12, 31))
            [outcome] = [outcome for kind, outcome in send_digests(TODAY) if kind == DigestKind.OFFICER]
            assert [due.person for due in outcome.again] == [ann]
            email = Email.objects.get()
            assert (email.state, email.again, email.tries) == ("waiting", number, 0)
            assert email.earlier_answers == "refused: 550 No such mailbox\n" * number
            assert f"{number + 1} actions need you" in compose(email).body
        Email.objects.update(state="failed")
        [outcome] = [outcome for kind, outcome in send_digests(TODAY) if kind == DigestKind.OFFICER]
        assert [due.person for due in outcome.given_up] == [ann]
        assert Email.objects.get().state == "failed"

    def test_one_that_came_back_is_sent_again_to_the_address_of_now(self, ann, late, server):  # noqa: F811
        run()
        deliver()
        Email.objects.update(state="returned", answer="552 Mailbox full")
        choose(ann, email="ann.new@example.gov.uk")
        run()
        deliver()
        assert [given["To"] for given in server.given] == ["ann@example.gov.uk", "ann.new@example.gov.uk"]
        email = Email.objects.get()
        assert (email.state, email.earlier_answers) == ("sent", "returned: 552 Mailbox full\n")

    def test_one_that_waits_is_left_to_the_worker_but_not_for_ever(self, ann, late, settings):
        settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
        run()
        run()
        assert Email.objects.get().tried_at is None
        Email.objects.update(made_at=timezone.now() - LOST - timedelta(minutes=1))
        run()
        assert Email.objects.get().tried_at is not None
        assert Email.objects.get().again == 0

    def test_two_workers_with_the_same_email_send_it_once(self, ann, late, server, monkeypatch):  # noqa: F811
        run()
        key, first = Email.objects.get().pk, sending.compose

        def compose_late(email, **more):
            if not server.given:
                monkeypatch.setattr(sending, "compose", first)
                send_email.func(key)
            return first(email, **more)

        monkeypatch.setattr(sending, "compose", compose_late)
        send_email.func(key)
        assert len(server.given) == 1

    def test_who_stopped_it_after_it_was_written_is_not_sent_it(self, ann, late, server):  # noqa: F811
        run()
        choose(ann, officer_digest="none")
        deliver()
        assert (Email.objects.get().state, server.given) == ("dropped", [])


class TestAtOnce:
    pytestmark = at_the_same_moment

    def test_ten_runs_at_once_write_one(self, late, ann):
        at_once(*[lambda: run()["officer"] for _ in range(10)])
        assert (Digest.objects.count(), Email.objects.count()) == (1, 1)


class TestOneFailure:
    def test_a_kind_that_fails_does_not_stop_the_others(self, late, ann, meeting, programme, monkeypatch, capsys):
        monkeypatch.setitem(DUE, DigestKind.OFFICER, lambda on: 1 / 0)
        with pytest.raises(CommandError, match=r"1 kind of digest failed\. The log says why\."):
            call_command("send_reminders", on=PAPERS, only="digests")
        out = capsys.readouterr().out
        assert "Digest: Your own actions that need you\n  FAILED" in out
        assert "  Pat Moss (pat), phase" in out

    def test_an_email_that_fails_does_not_stop_the_rest(self, plan, late, post, server, monkeypatch):  # noqa: F811
        sam = holder_of(post, username="sam")
        run()
        first = sending.compose

        def broken(email, **more):
            if email.person == sam:
                raise RuntimeError("broke")
            return first(email, **more)

        monkeypatch.setattr(sending, "compose", broken)
        deliver()
        assert [given["To"] for given in server.given] == ["ann@example.gov.uk"]
        assert dict(Email.objects.values_list("person__username", "state")) == {"ann": "sent", "sam": "failed"}

    def test_a_recipient_that_the_server_refuses_does_not_stop_the_rest(self, late, post, server):  # noqa: F811
        for name in ("sam", "kim"):
            holder_of(post, username=name)
        run()
        server.answers = ["", "550 5.1.1 No such mailbox", "451 Try again later"]
        deliver()
        states = dict(Email.objects.values_list("person__username", "state"))
        assert states == {"ann": "sent", "sam": "refused", "kim": "waiting"}
        deliver()
        assert [given["To"].split("@")[0] for given in server.given] == ["ann", "kim"]


class TestTheCommand:
    def run(self, capsys, **options):
        call_command("send_reminders", **options)
        return capsys.readouterr().out.splitlines()

    def test_it_says_who_got_what_and_a_dry_run_writes_nothing(self, capsys, late, ann):
        line = "  Ann Lee (ann), week 2020-01-13: "
        dry = self.run(capsys, only="digests", dry_run=True)
        assert dry == [
            "Digest: Your own actions that need you", f"{line}would be sent",
            "Digest: Who owes updates before papers are due", "Digest: Each position frozen for your committee",
        ]  # fmt: skip
        assert (Digest.objects.count(), Email.objects.count()) == (0, 0)
        assert self.run(capsys, only="digests")[1] == f"{line}sent"
        assert self.run(capsys, only="digests")[1] == f"{line}not sent. It was sent before."
        Email.objects.update(state="failed")
        assert self.run(capsys, only="digests", dry_run=True)[1] == (
            f"{line}would be sent again. It did not arrive before."
        )
        assert Email.objects.get().state == "failed"

    def test_without_more_it_sends_reminders_and_digests_and_of_one_plan_reminders_alone(self, capsys, plan, late):
        assert sum(line.startswith("  Ann Lee") for line in self.run(capsys)) == 2
        assert not [line for line in self.run(capsys, plan="phase") if line.startswith("Digest")]
        with pytest.raises(CommandError, match="every plan in force"):
            call_command("send_reminders", plan="phase", only="digests")


class TestRealServer:
    def test_each_arrives_as_text_and_html_with_a_way_to_stop_it(
        self, plan, ann, late, meeting, programme, member, server  # noqa: F811
    ):  # fmt: skip
        day = date(2020, 1, 23)
        freeze(plan, meeting, on=day)
        run(day)
        deliver()
        assert {given["To"] for given in server.given} == {ann.email, programme.email, member.email}
        for given, raw in zip(server.given, server.raw, strict=True):
            text, html = [part.get_content() for part in given.walk() if part.get_content_maintype() == "text"]
            # As it went over the wire: mail programs decode nothing in this header.
            stop = re.search(r"^List-Unsubscribe:\s+<(http://127.0.0.1:8000/emails/stop/\S+/)>\r$", raw, re.MULTILINE)[
                1
            ]
            assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
            assert f"Stop these emails: {stop}" in text
            assert f'href="{stop}"' in html
            first = next(line for line in text.splitlines()[1:] if line)
            assert first in unescape(html)
        assert set(Email.objects.values_list("state", flat=True)) == {"sent"}


_SWITCHES = ("chase_digest", "position_digest", "mention_emails", "reminder_emails")


def path_of(person, kind):
    kinds = {each.value: each for each in (*DigestKind, *NewsKind)}
    return urlsplit(stop_address(person.pk, kinds[kind])).path


class TestStopping:
    @pytest.mark.parametrize(
        ("kind", "field", "stopped"),
        [
            ("officer", "officer_digest", "none"),
            ("chase", "chase_digest", False),
            ("position", "position_digest", False),
            ("mention", "mention_emails", False),
            ("reminder", "reminder_emails", False),
        ],
    )
    def test_one_button_stops_one_kind_without_signing_in(self, ann, kind, field, stopped):
        browser, before = Client(enforce_csrf_checks=True), getattr(ann, field)
        page = browser.get(path_of(ann, kind))
        assert (page.status_code, text_of(page).count("Stop these emails?")) == (200, 1)
        assert page["Cache-Control"] == "no-store"
        ann.refresh_from_db()
        assert getattr(ann, field) == before
        assert "These emails are stopped" in text_of(browser.post(path_of(ann, kind)))
        ann.refresh_from_db()
        fields = {"officer_digest": "weekly", **dict.fromkeys(_SWITCHES, True)} | {field: stopped}
        assert {name: getattr(ann, name) for name in fields} == fields

    def test_a_mail_program_stops_it_with_one_click(self, ann):
        program = Client(enforce_csrf_checks=True)
        answer = program.post(path_of(ann, "officer"), {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.cookies) == (200, {})
        ann.refresh_from_db()
        assert ann.officer_digest == "none"

    def test_it_works_years_later(self, ann, monkeypatch):
        path, now = path_of(ann, "officer"), timezone.now()
        monkeypatch.setattr("time.time", lambda: (now + timedelta(days=2000)).timestamp())
        assert Client().get(path).status_code == 200

    def test_it_says_nothing_of_accounts(self, ann):
        gone = urlsplit(stop_address(10**6, DigestKind.OFFICER)).path
        closed = make_user(roles.OFFICER, is_active=False)
        for method in ("get", "post"):
            answers = [
                getattr(Client(), method)(path) for path in (path_of(ann, "officer"), gone, path_of(closed, "officer"))
            ]
            assert len({text_of(answer) for answer in answers}) == 1
            assert [answer.status_code for answer in answers] == [200] * 3
            assert "Ann" not in text_of(answers[0])

    def test_an_address_that_was_changed_stops_nothing(self, ann):
        other = make_officer()
        token = path_of(ann, "officer").split("/")[-2]
        wrong = [
            token.replace(str(ann.pk), str(other.pk), 1),
            token.replace("officer", "chase"),
            token[:-1],
            "x",
            "1-officer:",
        ]
        for each in wrong:
            for method in ("get", "post"):
                assert getattr(Client(), method)(f"/emails/stop/{each}/").status_code == 404
        assert not User.objects.exclude(officer_digest="weekly", chase_digest=True).exists()

    @pytest.mark.parametrize(
        ("role", "fields"),
        [
            (roles.OFFICER, ["officer_digest", "mention_emails", "reminder_emails"]),
            (roles.PROGRAMME, ["officer_digest", "chase_digest", "mention_emails", "reminder_emails"]),
            (roles.MEMBER, ["position_digest"]),
        ],
    )  # fmt: skip
    def test_each_chooses_on_their_own_account_what_their_roles_send(self, client, committee, role, fields):
        person = make_user(role, email="a@example.gov.uk")
        if role == roles.MEMBER:
            make_seat(committee, person)
        client.force_login(person)
        html = client.get("/account/").content.decode()
        assert list(dict.fromkeys(re.findall(r'name="(\w+_(?:digest|emails))"', html))) == fields
        choice = {"officer_digest": "daily", **dict.fromkeys(_SWITCHES, "never")}
        answer = client.post("/account/emails/", choice, follow=True)
        assert "Your choice of emails was saved." in text_of(answer)
        person.refresh_from_db()
        chosen = {"officer_digest": "daily", **dict.fromkeys(_SWITCHES, False)}
        usual = {"officer_digest": "weekly", **dict.fromkeys(_SWITCHES, True)}
        assert {name: getattr(person, name) for name in usual} == usual | {name: chosen[name] for name in fields}

    def test_a_choice_that_cannot_be_read_changes_nothing(self, client, ann):
        client.force_login(ann)
        assert client.post("/account/emails/", {"officer_digest": "hourly"}).status_code == 400
        assert client.post("/account/emails/").status_code == 400
        ann.refresh_from_db()
        assert ann.officer_digest == "weekly"

    def test_who_is_sent_none_by_their_roles_has_nothing_to_choose(self, client):
        client.force_login(make_user(roles.MEMBER))
        assert "Emails about the plan" not in text_of(client.get("/account/"))
        assert client.post("/account/emails/", {"officer_digest": "daily"}).status_code == 400


def queries_of(number, plan):
    """The queries of writing a first digest to so many officers: what is read, and what is written."""
    for _ in range(number - User.objects.filter(username__startswith="of-").count()):
        post = make_post()
        holder_of(post, username=f"of-{post.pk}")
        waiting(plan, owner=post, due=date(2019, 12, 31))
    with CaptureQueriesContext(connection) as caught:
        assert len(run()["officer"]) == number
    Email.objects.all().delete()
    Digest.objects.all().delete()
    statements = [query["sql"] for query in caught]
    reading = [each for each in statements if not each.startswith(("INSERT", "SAVEPOINT", "RELEASE"))]
    return len(reading), sum(each.startswith("INSERT") for each in statements)


def test_ten_officers_and_a_hundred_cost_the_same_queries(plan, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    run()  # what is made once in a process
    ten, hundred = queries_of(10, plan), queries_of(100, plan)
    assert ten[0] == hundred[0]
    assert ten[1] == 2
    # Rows are inserted many at once; SQLite takes fewer in one statement.
    assert hundred[1] == 2 if connection.vendor == "postgresql" else hundred[1] <= 4


def test_sending_a_hundred_reads_once(plan, settings, ann, post, late):
    """But for the two updates that each email has: one claims it, one says what became of it."""
    for number in range(9):
        holder_of(post, username=f"more{number}")
    run()
    keys = list(Email.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as caught:
        send_emails.func(keys)
    updates = sum(query["sql"].startswith("UPDATE") for query in caught)
    assert (len(keys), updates, len(caught) - updates) == (10, 20, 3)


def test_old_digests_go_with_their_emails(ann, late, programme):
    run()
    Digest.objects.update(made_at=timezone.now() - digests.KEPT)
    other = make_reminder(ann, late.priority.plan).email
    run(TODAY + timedelta(days=7))
    remove_old()
    assert (Digest.objects.count(), set(Email.objects.values_list("letter", flat=True))) == (
        1,
        {"officer digest", "reminder"},
    )
    assert Email.objects.filter(pk=other.pk).exists()
    Digest.objects.update(made_at=timezone.now() - digests.KEPT)
    call_command("clearsessions")
    assert Digest.objects.count() == 0


class TestRemindersThatDidNotArrive:
    @pytest.fixture
    def page(self, client, programme):
        client.force_login(programme)
        return client

    @pytest.fixture
    def failed(self, plan, ann, late):
        reminder = make_reminder(ann, plan, late)
        Email.objects.update(state="refused", answer="550 No such mailbox")
        return reminder

    def test_it_does_not_count_as_sent(self, page, failed, ann):
        words = text_of(page.get("/chase/"))
        assert "No reminder yet. 1 reminder did not arrive, on 14 January 2020." in words
        assert "Reminded today." not in words
        assert f'name="person" value="{ann.pk}" checked' in page.get("/chase/").content.decode()

    def test_the_same_reminder_is_sent_again(self, page, failed, ann, server):  # noqa: F811
        address = f"/chase/remind/?person={ann.pk}"
        seen = re.findall(r'name="seen" value="(\w+)"', page.get(address).content.decode())
        assert "1 reminder sent." in text_of(page.post(address, {"seen": seen}, follow=True))
        email = Email.objects.get()
        assert (email.state, email.again, Reminder.objects.count()) == ("waiting", 1, 1)
        send_email.func(email.pk)
        assert [given["To"] for given in server.given] == ["ann@example.gov.uk"]
        assert "Reminded today. 1 reminder, on 14 January 2020." in text_of(page.get("/chase/"))

    def test_the_command_sends_it_again_at_most_three_times(self, capsys, failed):
        for _ in range(MOST_AGAIN):
            call_command("send_reminders", plan="phase", dry_run=True)
            assert "would be sent again. It did not arrive before." in capsys.readouterr().out
            call_command("send_reminders", plan="phase")
            assert "Ann Lee (ann): 1 action: sent" in capsys.readouterr().out
            Email.objects.update(state="failed")
        call_command("send_reminders", plan="phase")
        assert "No reminder reached Ann Lee today, however often it was sent." in capsys.readouterr().out
        assert (Email.objects.count(), Email.objects.get().again) == (1, MOST_AGAIN)

    def test_one_of_an_earlier_day_that_failed_is_counted_apart(self, page, plan, ann, late):
        for day, state in ((7, "sent"), (8, "returned"), (9, "failed")):
            make_reminder(ann, plan, late, on=date(2020, 1, day))
            Email.objects.filter(pk=Email.objects.latest("pk").pk).update(state=state)
        assert "1 reminder, on 7 January 2020. 2 reminders did not arrive, the last on 9 January 2020." in text_of(
            page.get("/chase/")
        )
