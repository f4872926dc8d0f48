"""Chasing updates: who owes what, the reminders, and that nobody is reminded twice on one day."""

import io
import re
from datetime import date, timedelta
from html import unescape

import openpyxl
import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actions.pages.page_context import PageContext
from csc_tracker.mail.sending import compose
from csc_tracker.models import Email
from csc_tracker.people import roles
from csc_tracker.people.sight import seeing, seeing_everything
from inspections.management.commands import send_reminders
from inspections.models import Reminder, ReminderAction
from inspections.reporting.chasing import reminding
from inspections.reporting.chasing.owing import owed
from inspections.reporting.chasing.reminding import remind, reminders_due
from priorities.models import made_from
from tests.exempt.test_at_once import at_once, at_the_same_moment
from tests.inspections.conftest import text_of
from tests.making import (
    TODAY,
    let_read_exempt,
    make_due,
    make_exemption,
    make_holding,
    make_officer,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
)
from tests.making_scrutiny import make_committee, make_meeting, make_reminder
from tests.test_emails import Server, server  # noqa: F401 - a fixture: a real mail server
from tests.walking import numbers_of, rows_behind

pytestmark = pytest.mark.django_db
LONG_AGO = date(2019, 6, 1)
INTERVAL = 42
LATEST = TODAY - timedelta(days=INTERVAL)  # an update on it is not too old
SENTENCE = "3 that wait of 4 open actions wait for an update from 2 people."


def holder_of(post, **kwargs):
    """An officer with an address who holds a post."""
    person = make_officer(**{"email": f"{kwargs['username']}@example.gov.uk"} | kwargs)
    make_holding(person, post)
    return person


@pytest.fixture
def early_help():
    return make_post("Head of Early Help")


@pytest.fixture
def ann(early_help):
    return holder_of(early_help, username="ann", first_name="Ann", last_name="Lee")


@pytest.fixture
def plan():
    plan = make_plan(slug="phase", starts=date(2019, 9, 1), update_interval_days=INTERVAL)
    make_priority(plan, short_name="Hubs")
    return plan


@pytest.fixture
def meeting(plan):
    committee = make_committee(plan, name="Select Committee")
    return make_meeting(date(2020, 2, 6), committee, considered=plan, slug="coming")


@pytest.fixture
def programme():
    return make_user(roles.PROGRAMME, username="pat", first_name="Pat", last_name="Moss")


@pytest.fixture
def page(client, programme):
    client.force_login(programme)
    return client


@pytest.fixture
def three(plan, ann, early_help, meeting):
    """Two that wait for Ann, one for Sam, who leads; and one that was updated."""
    sam = holder_of(make_post("Director"), username="sam", first_name="Sam", last_name="Reed")
    priority = make_priority(plan, short_name="Homes", lead=sam.holdings.get().post)
    first, second = (waiting(plan, owner=early_help) for _ in range(2))
    make_update(waiting(plan, owner=early_help), by=ann, rating="on_track", effective_date=LATEST)
    return {"ann": [first, second], "sam": [waiting(plan, priority)]}


def waiting(plan, priority=None, **kwargs):
    """An open action that no officer has ever updated."""
    values = {"due": date(2020, 6, 30), "effective_date": LONG_AGO}
    return make_reported_action(priority or plan.priorities.get(number=1), **values | kwargs)


def context(plan, on=TODAY):
    return PageContext(plan, on, on, plan_given=False, on_given=False)


def who_owes(plan, on=TODAY):
    """{title of the post or None: references}."""
    every = owed(context(plan, on))
    return {
        every.posts[key].title if key else None: [action.reference for action in actions]
        for key, actions in every.actions.items()
    }


def read(client, address="/chase/", status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return text_of(answer)


def send(client, *people, **more):
    """Preview the reminders to these people and send them, as the page does it; the page that follows."""
    address = "/chase/remind/?" + "&".join(f"person={each.pk}" for each in people)
    seen = re.findall(r'name="seen" value="(\w+)"', client.get(address).content.decode())
    return text_of(client.post(address, {"seen": seen} | more, follow=True))


class TestWhoOwes:
    @pytest.mark.parametrize(("on", "owes"), [(LATEST, False), (LATEST - timedelta(days=1), True)])
    def test_an_update_on_the_first_day_of_the_interval_is_not_too_old(self, plan, ann, early_help, on, owes):
        action = waiting(plan, owner=early_help)
        make_update(action, by=ann, rating="on_track", effective_date=on)
        assert who_owes(plan) == ({"Head of Early Help": [action.reference]} if owes else {})

    def test_what_a_paper_reports_is_no_officers_update(self, plan, early_help):
        action = waiting(plan, owner=early_help)
        make_update(action, words="Going on.", effective_date=TODAY)
        assert who_owes(plan) == {"Head of Early Help": [action.reference]}

    def test_the_owner_owes_it_else_the_lead_else_nobody(self, plan, early_help):
        led = make_priority(plan, lead=make_post("Director"))
        owned, of_lead, of_nobody = (
            waiting(plan, led, owner=early_help), waiting(plan, led), waiting(plan),
        )  # fmt: skip
        assert who_owes(plan) == {
            None: [of_nobody.reference], "Head of Early Help": [owned.reference], "Director": [of_lead.reference],
        }  # fmt: skip

    @pytest.mark.parametrize("stage", ["awaiting", "complete", "stopped"])
    def test_what_is_not_open_owes_nothing(self, plan, stage):
        make_update(waiting(plan), stage=stage, effective_date=date(2019, 7, 1))
        assert who_owes(plan) == {}

    @pytest.mark.parametrize(
        ("said", "owes"),
        [
            pytest.param(date(2019, 12, 31), True, id="on the due date"),
            pytest.param(date(2020, 1, 1), False, id="on the first day that it was late"),
        ],
    )
    def test_what_is_late_owes_words_from_after_its_due_date(self, plan, ann, said, owes):
        action = waiting(plan, due=date(2019, 12, 31))
        make_update(action, by=ann, rating="off_track", words="No room.", effective_date=said)
        assert bool(who_owes(plan)) is owes

    def test_no_change_after_the_due_date_says_nothing_of_what_is_in_the_way(self, plan, ann):
        action = waiting(plan, due=date(2019, 12, 31))
        make_update(action, by=ann, rating="on_track", effective_date=date(2020, 1, 10), no_change=True)
        assert who_owes(plan) == {None: [action.reference]}

    def test_words_for_an_earlier_due_date_do_not_count_for_the_one_that_has_passed_since(self, plan, ann):
        action = waiting(plan, due=date(2019, 11, 30))
        make_update(action, by=ann, words="No room.", effective_date=date(2019, 12, 2))
        make_update(action, by=ann, **make_due(date(2020, 1, 5), change="moved"), effective_date=date(2019, 12, 20))
        assert who_owes(plan) == {None: [action.reference]}
        make_update(action, by=ann, words="Still no room.", effective_date=date(2020, 1, 7))
        assert who_owes(plan) == {}

    def test_off_track_in_time_owes_nothing_with_words(self, plan, ann):
        action = waiting(plan)
        make_update(action, by=ann, rating="off_track", words="No room.", effective_date=date(2020, 1, 2))
        assert who_owes(plan) == {}

    def test_another_plan_is_another_list(self, plan):
        other = make_plan(practice=True)
        waiting(other, make_priority(other))
        assert who_owes(plan) == {}
        assert who_owes(other) == {None: ["P1.01"]}


class TestThePage:
    def test_the_sentence_counts_actions_and_people_and_each_number_opens_its_rows(self, page, three):
        html = page.get("/chase/").content.decode()
        assert SENTENCE in text_of(page.get("/chase/"))
        numbers = numbers_of(html)
        assert [number for number, _, _ in numbers] == [3, 4, 2, 2, 1, 2, 1]
        assert [rows_behind(page, link, html) for _, link, _ in numbers] == [number for number, _, _ in numbers]

    def test_the_sentence_says_of_how_many_there_is_nobody_to_remind(self, page, three, plan):
        waiting(plan, owner=make_post("Held by nobody"))
        waiting(plan)
        html = page.get("/chase/").content.decode()
        assert (
            "5 that wait of 6 open actions wait for an update: 3 actions from 2 people. "
            "For 2 actions there is nobody to remind."
        ) in text_of(page.get("/chase/"))
        numbers = numbers_of(html)
        assert [number for number, _, _ in numbers][:5] == [5, 6, 3, 2, 2]
        assert [rows_behind(page, link, html) for _, link, _ in numbers] == [number for number, _, _ in numbers]

    def test_one_action_and_one_person_are_said_as_one(self, page, plan, ann, early_help):
        waiting(plan, owner=early_help)
        assert "1 that wait of 1 open action waits for an update from 1 person." in read(page)

    def test_nothing_owed_and_nothing_open(self, page, plan, ann):
        assert "The plan has no open action." in read(page)
        make_update(waiting(plan), by=ann, rating="on_track")
        assert "None of 1 open action waits for an update." in read(page)

    def test_each_action_says_its_status_its_last_update_its_due_date_and_its_reminders(self, page, three, plan, ann):
        action = three["ann"][0]
        make_update(action, by=ann, rating="on_track", effective_date=date(2019, 11, 30))
        make_reminder(ann, plan, action, on=date(2020, 1, 7))
        make_reminder(ann, plan, action, on=date(2020, 1, 10))
        words = read(page)
        assert "P1.01 Do thing 1. On track, out of date 45 days ago, on 30 November 2019 30 June 2020 2 reminders, the last on 10 January 2020" in words  # fmt: skip
        assert "P1.02 Do thing 2. Not yet rated No officer has updated it 30 June 2020 No reminder yet" in words

    def test_a_reminder_of_a_later_day_shows_nowhere(self, page, three, plan, ann):
        for on in (date(2020, 1, 8), date(2020, 1, 12)):
            make_reminder(ann, plan, three["ann"][0], on=on)
        earlier, today = read(page, "/chase/?on=2020-01-10"), read(page)
        assert "1 reminder, on 8 January 2020" in earlier
        assert "12 January 2020" not in earlier
        assert "2 reminders, the last on 12 January 2020" in today

    def test_it_names_the_meeting_and_when_its_papers_are_due(self, page, three, plan, ann):
        assert "Select Committee, 6 February 2020 Papers due Wednesday 29 January 2020, five clear working" in read(
            page
        )
        later = make_meeting(date(2020, 3, 12), plan.committees.get(), considered=plan, slug="later")
        words = read(page, "/chase/?meeting=later")
        assert "12 March 2020 Papers due Wednesday 4 March 2020" in words
        assert f"/chase/remind/?meeting=later&amp;person={ann.pk}" in page.get("/chase/?meeting=later").content.decode()
        assert read(page, f"/chase/?meeting={later.slug}x", status=404)

    def test_who_cannot_be_reminded_is_named_with_why_and_a_way_to_correct_it(self, page, plan, ann):
        empty, closed, unheld, no_account = (make_post(title) for title in ("A", "B", "C", "D"))
        leaver = holder_of(closed, username="gone")
        leaver.is_active = False
        leaver.save()
        make_holding(ann, unheld, last_day=date(2020, 1, 13))
        no_account.holdings.create(name="Jo Fox")
        for post in (empty, closed, unheld, no_account, None):
            waiting(plan, owner=post)
        words = read(page)
        assert "5 that wait of 5 open actions wait for an update, and there is nobody to remind." in words
        for said in (
            "A: 1 action, A No holder of this post is recorded. See who can correct this",
            "B: 1 action, B The account of its holder is closed. See who can correct this",
            "C: 1 action, C Nobody holds this post. See who can correct this",
            "D: 1 action, D The holder has no account here: Jo Fox. See who can correct this",
            "These actions have no owner, and their priority has no lead. Set the owners of these actions",
        ):
            assert said in words
        page.force_login(make_user(roles.ADMIN, is_staff=True))
        html = page.get("/chase/").content.decode()
        assert f'href="/admin/priorities/post/{closed.pk}/change/">Correct it in Django admin' in html

    def test_who_has_no_address_and_who_may_not_update_get_no_tick(self, page, plan):
        for name, role, email in (("noa", roles.OFFICER, ""), ("mel", roles.MEMBER, "mel@example.gov.uk")):
            person = make_user(role, username=name, email=email)
            post = make_post(f"Post of {name}")
            make_holding(person, post)
            waiting(plan, owner=post)
        words = read(page)
        assert "noa Post of noa: 1 action of noa There is no email address for this account." in words
        assert "mel Post of mel: 1 action of mel This account may not update actions." in words
        assert 'type="checkbox"' not in page.get("/chase/").content.decode()

    @pytest.mark.parametrize("role", [roles.MEMBER, roles.OFFICER])
    def test_members_and_officers_do_not_reach_it(self, client, plan, ann, role):
        client.force_login(make_user(role))
        assert [client.get(each).status_code for each in ("/chase/", "/chase/remind/")] == [403, 403]
        assert client.post(f"/chase/remind/?person={ann.pk}").status_code == 403
        assert b'href="/chase/"' not in client.get("/").content

    def test_it_costs_the_same_with_one_and_with_three(self, page, plan, meeting):
        def queries():
            page.get("/chase/")
            with CaptureQueriesContext(connection) as caught:
                page.get("/chase/")
            return len(caught)

        def more(number):
            post = make_post()
            person = holder_of(post, username=f"more{number}")
            make_reminder(person, plan, waiting(plan, owner=post), on=date(2020, 1, 7))
            waiting(plan)

        more(1)
        with_one = queries()
        more(2)
        more(3)
        assert queries() == with_one <= 10

    def test_the_list_goes_out_as_a_spreadsheet(self, page, three, plan, ann):
        make_reminder(ann, plan, three["ann"][0], on=date(2020, 1, 7))
        book = openpyxl.load_workbook(io.BytesIO(page.get("/chase/?export=xlsx").content))
        head, *rows = book["Actions"].iter_rows(values_only=True)
        assert head[:4] == ("Reference", "Action", "Priority", "Status")
        assert [(row[0], row[7], row[8], row[10]) for row in rows] == [
            ("P1.01", "Head of Early Help", "Ann Lee", 1), ("P1.02", "Head of Early Help", "Ann Lee", 0),
            ("P2.01", "Director", "Sam Reed", 0),
        ]  # fmt: skip
        csv = page.get("/chase/?export=csv")
        assert csv["Content-Disposition"] == 'attachment; filename="chase-2020-01-14.csv"'
        assert csv.content.decode().count("Head of Early Help") == 2

    def test_on_another_day_nothing_is_sent(self, page, three):
        words = read(page, "/chase/?on=2020-01-13")
        assert "Reminders are about today." in words
        assert "Preview" not in words
        assert page.get("/chase/remind/?on=2020-01-13&plan=phase").headers["Location"] == "/chase/?plan=phase"


class TestReminders:
    def test_the_preview_is_what_is_sent(self, page, three, ann, programme, meeting):
        html = page.get(f"/chase/remind/?person={ann.pk}").content.decode()
        [text] = re.findall(r"<textarea[^>]*readonly>(.*?)</textarea>", html, re.DOTALL)
        assert Email.objects.count() == 0
        assert "1 reminder sent." in send(page, ann)
        email = Email.objects.get()
        assert compose(email).body.strip() == unescape(text).strip()
        assert text.splitlines()[:5] == [
            "Ann Lee", "", "2 actions wait for an update from you.", "",
            "Please update them by Wednesday 29 January 2020, when papers for a committee are due.",
        ]  # fmt: skip
        assert "Update your actions: http://127.0.0.1:8000/my-actions/" in text
        reminder = Reminder.objects.get()
        assert (reminder.to, reminder.by, reminder.meeting, reminder.on) == (ann, programme, meeting, TODAY)
        assert sorted(line.action.reference for line in reminder.lines.all()) == ["P1.01", "P1.02"]

    def test_a_real_mail_server_gets_it_as_text_and_html_without_a_word_of_the_actions(
        self,
        page,
        three,
        ann,
        server,  # noqa: F811
        django_capture_on_commit_callbacks,
    ):
        with django_capture_on_commit_callbacks(execute=True):
            send(page, ann)
        [given] = server.given
        assert (given["To"], given["Subject"]) == ("ann@example.gov.uk", "Your actions wait for an update")
        parts = [part.get_content() for part in given.walk() if part.get_content_maintype() == "text"]
        assert len(parts) == 2
        for part in parts:
            assert "2 actions wait for an update from you." in part
            assert "/my-actions/" in part
            assert "Do thing" not in part
            assert "P1.0" not in part
        assert Email.objects.get().state == Email.State.SENT

    def test_all_who_are_ticked_get_one(self, page, three, ann):
        sam = three["sam"][0].priority.lead.holdings.get().user
        assert "2 reminders sent." in send(page, ann, sam)
        assert set(Reminder.objects.values_list("to__username", flat=True)) == {"ann", "sam"}
        assert "Reminded today. 1 reminder, on 14 January 2020." in read(page)

    def test_a_second_button_the_same_day_says_who_has_reminded_them(self, page, three, ann):
        send(page, ann)
        page.force_login(make_user(roles.PROGRAMME))
        words = "Ann Lee was already reminded today by Pat Moss. No second email was sent."
        assert words in read(page, f"/chase/remind/?person={ann.pk}")
        assert words in send(page, ann)
        assert (Reminder.objects.count(), Email.objects.count()) == (1, 1)

    def test_a_form_that_was_open_meanwhile_sends_nothing_again(self, page, three, ann):
        address = f"/chase/remind/?person={ann.pk}"
        seen = re.findall(r'name="seen" value="(\w+)"', page.get(address).content.decode())
        for _ in range(2):
            words = text_of(page.post(address, {"seen": seen}, follow=True))
        assert "Ann Lee was already reminded today by Pat Moss." in words
        assert Email.objects.count() == 1

    def test_the_next_day_they_can_be_reminded_again(self, three, plan, ann, programme):
        for on in (TODAY, TODAY + timedelta(days=1)):
            due = next(each for each in reminders_due(context(plan, on)) if each.person == ann)
            remind(due, page_context=context(plan, on), meeting=None, by=programme)
        assert Reminder.objects.count() == 2

    def test_what_has_changed_since_the_preview_is_shown_before_it_is_sent(self, page, three, ann):
        address = f"/chase/remind/?person={ann.pk}"
        seen = re.findall(r'name="seen" value="(\w+)"', page.get(address).content.decode())
        make_update(three["ann"][0], by=ann, rating="on_track")
        answer = page.post(address, {"seen": seen})
        assert answer.status_code == 422
        assert "What they owe has changed since you saw this page." in answer.content.decode()
        assert "1 action waits for an update from you." in text_of(answer)
        assert Reminder.objects.count() == 0

    def test_nobody_ticked_is_said(self, page, three):
        answer = page.post("/chase/remind/", {"seen": "x"})
        assert (answer.status_code, Reminder.objects.count()) == (422, 0)
        assert "Tick who to remind. Nothing was sent." in answer.content.decode()

    def test_nobody_is_reminded_of_a_practice_plan(self, page, ann, early_help):
        plan = make_plan(practice=True, slug="practice-run")
        waiting(plan, make_priority(plan), owner=early_help)
        words = "This is a practice plan. Nobody is sent an email about it."
        assert words in read(page, "/chase/?plan=practice-run")
        address = f"/chase/remind/?plan=practice-run&person={ann.pk}"
        assert words in read(page, address)
        assert page.post(address, {"seen": "x"}).status_code == 422
        [due] = reminders_due(context(plan))
        with pytest.raises(ValidationError):
            remind(due, page_context=context(plan), meeting=None, by=None)
        with pytest.raises(CommandError, match="practice plan"):
            call_command("send_reminders", plan="practice-run")
        assert (Reminder.objects.count(), Email.objects.count()) == (0, 0)

    def test_the_database_itself_refuses_a_second_one(self, plan, ann):
        make_reminder(ann, plan)
        with pytest.raises(IntegrityError), transaction.atomic():
            make_reminder(ann, plan)

    def test_a_reminder_cannot_be_changed_or_deleted(self, plan, ann):
        make_reminder(ann, plan)
        for act in (lambda: Reminder.objects.update(on=LONG_AGO), lambda: Reminder.objects.all().delete()):
            with pytest.raises(IntegrityError), transaction.atomic():
                act()


class TestExempt:
    @pytest.fixture
    def closed(self, three, plan, early_help):
        """One more action of Ann's post, which is exempt."""
        with seeing_everything(), made_from(make_exemption(plan)):
            return waiting(plan, owner=early_help, words="Quorlwyx work.", number=901)

    def test_who_may_not_read_it_does_not_count_it(self, page, closed):
        words = read(page)
        assert SENTENCE in words
        assert "Quorlwyx" not in words
        assert b"Quorlwyx" not in page.get("/chase/?export=csv").content

    def test_who_may_read_it_counts_it_but_no_email_does(self, page, closed, plan, ann, programme):
        let_read_exempt(programme, plan)
        assert "4 that wait of 5 open actions wait for an update from 2 people." in read(page)
        assert "Quorlwyx" in read(page)
        assert b"Exempt: not for publication" in page.get("/chase/?export=csv").content
        send(page, ann)
        let_read_exempt(ann, plan)
        assert "2 actions wait for an update from you." in compose(Email.objects.get()).body
        with seeing([plan.pk]):
            assert not ReminderAction.objects.filter(action=closed).exists()

    def test_who_may_read_it_is_not_asked_for_more_than_ten_queries(self, page, closed, plan, programme):
        """What records in the audit trail that they read it is not among them."""
        let_read_exempt(programme, plan)
        read(page)
        with CaptureQueriesContext(connection) as caught:
            read(page)
        recording = re.compile("csc_tracker_auditentry|pg_advisory_xact_lock|SAVEPOINT")
        assert len([each for each in caught if not recording.search(each["sql"])]) == 9

    def test_nobody_is_written_to_about_what_is_exempt_alone(self, page, plan, programme, meeting):
        let_read_exempt(programme, plan)
        post = make_post("Clerk")
        person = holder_of(post, username="kim")
        with seeing_everything(), made_from(make_exemption(plan)):
            waiting(plan, owner=post)
        words = "What waits is exempt, and emails say nothing of exempt actions."
        assert words in read(page)
        assert "Nobody was chosen" in read(page, f"/chase/remind/?person={person.pk}")
        call_command("send_reminders", plan=plan.slug)
        assert Email.objects.count() == 0

    def test_an_exempt_meeting_is_not_named_and_gives_no_day(self, page, three, plan, meeting, ann, programme):
        type(meeting).objects.filter(pk=meeting.pk).update(exemption=make_exemption(plan))
        let_read_exempt(programme, plan)
        assert "Wednesday 29 January 2020" in read(page)
        send(page, ann)
        assert "29 January" not in compose(Email.objects.get()).body
        assert Reminder.objects.get().meeting_id is None


class TestTheCommand:
    def run(self, capsys, **options):
        call_command("send_reminders", **options)
        return capsys.readouterr().out.splitlines()

    def test_it_writes_to_all_who_owe_and_a_second_time_to_nobody(self, capsys, three, plan):
        assert self.run(capsys, plan="phase") == [
            f"phase: {plan}", "  Ann Lee (ann): 2 actions: sent", "  Sam Reed (sam): 1 action: sent",
        ]  # fmt: skip
        assert self.run(capsys, only="reminders")[1:] == [
            "  Ann Lee (ann): 2 actions: not sent. Ann Lee was already reminded today by the service. "
            "No second email was sent.",
            "  Sam Reed (sam): 1 action: not sent. Sam Reed was already reminded today by the service. "
            "No second email was sent.",
        ]
        assert (Reminder.objects.count(), Email.objects.count()) == (2, 2)
        assert Reminder.objects.filter(by=None, meeting__slug="coming").count() == 2

    def test_a_dry_run_sends_nothing(self, capsys, three, plan, ann):
        make_reminder(ann, plan, on=TODAY)
        before = Email.objects.count()
        assert self.run(capsys, dry_run=True, only="reminders")[1:] == [
            "  Ann Lee (ann): 2 actions: would not be sent. Ann Lee was already reminded today by the service. "
            "No second email was sent.",
            "  Sam Reed (sam): 1 action: would be sent",
        ]
        assert (Reminder.objects.count(), Email.objects.count(), mail.outbox) == (1, before, [])

    def test_one_that_fails_does_not_stop_the_rest(self, capsys, three, monkeypatch):
        def write_to(person, letter):
            if person.username == "ann":
                raise RuntimeError("broke")
            return Email.objects.create(letter=letter, person=person, to=person.email)

        monkeypatch.setattr(reminding, "write_to", write_to)
        with pytest.raises(CommandError, match=r"1 reminder failed\. The log says why\."):
            call_command("send_reminders")
        assert "Ann Lee (ann): 2 actions: FAILED: RuntimeError" in (out := capsys.readouterr().out)
        assert "Sam Reed (sam): 1 action: sent" in out
        assert [each.to.username for each in Reminder.objects.all()] == ["sam"]

    def test_it_takes_the_day_that_it_is_given(self, capsys, three):
        assert self.run(capsys, on=date(2020, 1, 13))[1].endswith("2 actions: sent")
        assert {each.on for each in Reminder.objects.all()} == {date(2020, 1, 13)}

    def test_plans_that_are_over_or_for_practice_are_left_out(self, ann, early_help):
        make_plan(starts=date(2018, 1, 1), ends=date(2020, 1, 13))
        make_plan(starts=date(2020, 1, 15))
        make_plan(practice=True)
        last, first = make_plan(starts=date(2019, 1, 1), ends=TODAY), make_plan(starts=TODAY)
        assert set(send_reminders._plans(None, TODAY)) == {last, first}

    def test_a_plan_that_is_not_there_is_said(self):
        with pytest.raises(CommandError, match="There is no plan called “nothing”"):
            call_command("send_reminders", plan="nothing")


class TestAtOnce:
    pytestmark = at_the_same_moment

    def test_ten_who_press_at_once_send_one(self, three, plan, ann, meeting):
        people = [make_user(roles.PROGRAMME) for _ in range(10)]
        address = f"/chase/remind/?person={ann.pk}"
        pages = []
        for person in people:
            client = Client()
            client.force_login(person)
            seen = re.findall(r'name="seen" value="(\w+)"', client.get(address).content.decode())
            pages.append(lambda client=client, seen=seen: client.post(address, {"seen": seen}).status_code)
        assert at_once(*pages) == [302] * 10
        reminder = Reminder.objects.get()
        assert Email.objects.count() == 1
        assert "Reminded today." in text_of(signed_in(people[0]).get("/chase/"))
        assert reminder.lines.count() == 2

    def test_nine_of_ten_are_refused_by_name(self, three, plan, ann, meeting, programme):
        [due] = [each for each in reminders_due(context(plan)) if each.person == ann]
        answers = at_once(*[lambda: remind(due, page_context=context(plan), meeting=meeting, by=programme)] * 10)
        refused = [each for each in answers if isinstance(each, reminding.AlreadyReminded)]
        assert (len(refused), Reminder.objects.count(), Email.objects.count()) == (9, 1, 1)
        assert {each.messages[0] for each in refused} == {
            "Ann Lee was already reminded today by Pat Moss. No second email was sent."
        }


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client
