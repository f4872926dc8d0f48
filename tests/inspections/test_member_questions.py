"""A member's own questions for a meeting: theirs alone until sent, answered once, and on their own papers alone."""

import io
import re
from datetime import date
from html import unescape

import openpyxl
import pytest
from django.contrib import admin
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from csc_tracker.mail.letters import Letter
from csc_tracker.mail.sending import compose, send_email
from csc_tracker.models import Email
from csc_tracker.people import roles
from csc_tracker.people.sight import seeing, seeing_everything
from inspections.models import BackgroundJob, Meeting, MemberQuestion
from inspections.reporting import tasks
from inspections.reporting.briefing import views as briefing_views
from inspections.reporting.freezing import freeze
from inspections.reporting.member_questions import asking
from inspections.reporting.member_questions.recipients import recipients, waiting_for
from inspections.scrutiny.papers.closing import close_report
from inspections.scrutiny.papers.erasing import erase, propose_erasure
from priorities.exempt_readers import end_right
from priorities.models import ExemptReader, Post, made_from
from tests.exempt.test_at_once import at_once
from tests.inspections.conftest import text_of
from tests.inspections.test_briefing_files import pages_of, plain, text_of_word
from tests.inspections.test_freezing import AGREED
from tests.making import (
    TODAY,
    let_read_exempt,
    make_exemption,
    make_holding,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_user,
    run_out,
)
from tests.making_scrutiny import (
    make_citation,
    make_committee,
    make_finding,
    make_inspection,
    make_meeting,
    make_no_answer,
    make_passage,
    make_question,
    make_report,
)

pytestmark = pytest.mark.django_db
OWN = "Who looks after the children’s hubs?"
SUGGESTED = "No officer has updated the one open action in this tracker. When will the officers say how each is going?"
ONLY_YOU = "Only you can see this until you send it."
BRIEFING = "/meetings/coming/briefing/"
# Every kind of person but the member themselves.
OTHERS = (roles.MEMBER, roles.OFFICER, roles.PROGRAMME, roles.ADMIN, "superuser")


@pytest.fixture
def lead():
    return make_post("Head of Early Help")


@pytest.fixture
def plan(lead):
    """A plan with a priority that somebody leads, an action that no officer updated, and one without a lead."""
    plan = make_plan(starts=date(2019, 9, 1))
    make_reported_action(make_priority(plan, short_name="Hubs", lead=lead), words="Open the hubs.")
    make_priority(plan, short_name="Homes")
    return plan


@pytest.fixture
def meeting(plan):
    return make_meeting(
        date(2020, 1, 23), make_committee(plan, name="Select Committee"), considered=plan, slug="coming"
    )


@pytest.fixture
def person(meeting):
    return make_user(roles.MEMBER, username="ann", first_name="Ann", last_name="Lee", email="ann@example.gov.uk")


@pytest.fixture
def holder(lead):
    officer = make_user(roles.OFFICER, username="sam", first_name="Sam", last_name="Reed", email="sam@example.gov.uk")
    make_holding(officer, lead)
    return officer


@pytest.fixture
def officer(holder):
    return signed_in(holder)


@pytest.fixture
def programme():
    return make_user(roles.PROGRAMME, username="pat", first_name="Pat", last_name="Moss", email="pat@example.gov.uk")


@pytest.fixture
def page(client, person):
    """The client of the member."""
    client.force_login(person)
    return client


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return text_of(answer)


def post_to(client, name, *args, **data):
    return client.post(reverse(name, args=args), data)


def kept(**values):
    """The one question with these values, whoever may see it."""
    with seeing_everything():
        return MemberQuestion.objects.get(**values)


def sent(question, plan, on=TODAY):
    """Send it, by its own words, about the first priority."""
    asking.send(question, words=question.words, priority=plan.priorities.get(number=1), on=on)
    return MemberQuestion.objects.get(pk=question.pk)


class TestKeeping:
    def test_a_suggested_question_is_marked_by_one_button_and_keeps_no_words(self, page, person, plan):
        before = read(page, BRIEFING)
        assert before.count("I will ask this") == 2
        answer = post_to(page, "question_mark", "coming", rule="not_updated", place="front-not_updated")
        assert (answer.status_code, answer["Location"]) == (302, f"{BRIEFING}#front-not_updated")
        question = kept()
        assert (question.member, question.rule, question.words, question.sent_on) == (person, "not_updated", "", None)
        after = read(page, BRIEFING)
        assert (after.count("I will ask this"), after.count("You will ask this")) == (0, 2)
        assert f"Your questions {SUGGESTED} {ONLY_YOU}" in after

    def test_it_is_worded_for_the_day_that_it_is_read_on(self, page, person, plan, meeting):
        make_question(person, meeting, plan, rule="not_updated")
        make_reported_action(plan.priorities.get(number=1))
        assert (
            "has updated any of the 2 open actions in this tracker" in read(page, BRIEFING).split("Your questions")[1]
        )

    def test_it_says_where_the_briefing_does_not_suggest_it_any_more(self, page, person, plan, meeting):
        question = make_question(person, meeting, plan, rule="moved_twice")
        words = read(page, BRIEFING)
        assert "The briefing does not suggest this question any more: moved twice or more." in words
        assert f"/{question.pk}/send/" not in page.get(BRIEFING).content.decode()
        post_to(page, "question_send", question.pk, words="")
        assert kept().sent_on is None

    def test_marking_twice_keeps_one_and_taking_it_off_keeps_none(self, page):
        for _ in range(2):
            post_to(page, "question_mark", "coming", rule="not_updated")
        question = kept()
        answer = post_to(page, "question_remove", question.pk, place="behind-not_updated")
        assert answer["Location"] == f"{BRIEFING}#behind-not_updated"
        assert not MemberQuestion._base_manager.exists()

    def test_a_place_that_is_none_of_ours_is_left_out(self, page):
        answer = post_to(page, "question_mark", "coming", rule="not_updated", place="//example.com")
        assert answer["Location"] == BRIEFING

    def test_who_signed_in_again_after_the_button_comes_to_the_briefing(self, page):
        address = reverse("question_mark", args=["coming"])
        run_out(page)
        assert page.post(address, {"rule": "not_updated"})["Location"].startswith("/sign-in/?next=")
        page.force_login(make_user(roles.MEMBER))
        assert page.get(address)["Location"] == BRIEFING
        assert not MemberQuestion.objects.exists()

    def test_there_is_no_other_rule(self, page):
        assert post_to(page, "question_mark", "coming", rule="mine").status_code == 400
        assert not MemberQuestion.objects.exists()

    def test_ones_own_words_are_kept_once_with_their_priority(self, page, plan):
        for _ in range(2):
            answer = post_to(page, "question_add", "coming", words=f"  {OWN}\u200e\x0c ", priority="2")
            assert answer["Location"] == f"{BRIEFING}#own-questions"
        question = kept()
        assert (question.words.split("\n")[0], question.priority.number, question.rule) == (f"{OWN}\u200e", 2, "")
        assert f"About priority 2, Homes. {ONLY_YOU}" in read(page, BRIEFING)

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [(" \n", "Write your question. A sentence is enough."), ("a" * 1001, "longer than 1,000 characters (1001)")],
    )
    def test_no_words_and_too_many_are_refused_and_stay_in_the_form(self, page, words, sentence):
        answer = post_to(page, "question_add", "coming", words=words)
        assert answer.status_code == 422
        assert sentence in unescape(answer.content.decode())
        assert not MemberQuestion.objects.exists()
        assert words.strip() in answer.content.decode()

    def test_ones_own_are_shown_once_more_before_they_go(self, page, person, plan, meeting):
        question = make_question(person, meeting, plan, words=OWN)
        address = reverse("question_remove", args=[question.pk])
        assert f"Take this question off? Your question {OWN} Nothing of it is kept." in read(page, address)
        assert MemberQuestion.objects.exists()
        assert page.post(address)["Location"] == f"{BRIEFING}#own-questions"
        assert not MemberQuestion._base_manager.exists()

    def test_a_meeting_that_is_over_takes_none_and_still_shows_them(self, page, person, plan):
        past = make_meeting(date(2020, 1, 13), considered=plan, slug="past")
        assert "Add a question" not in read(page, "/meetings/past/briefing/")
        question = make_question(person, past, plan, words=OWN)
        over = "This meeting was on 13 January 2020. It takes no new questions."
        shown = read(page, "/meetings/past/briefing/")
        assert OWN in shown
        assert over in shown
        assert "I will ask this" not in shown
        for name, data in (("question_mark", {"rule": "not_updated"}), ("question_add", {"words": "Why?"})):
            post_to(page, name, "past", **data)
        refused = post_to(page, "question_send", question.pk, words=OWN)
        assert (refused.status_code, over in text_of(refused)) == (422, True)
        assert kept().sent_on is None

    def test_the_day_of_the_meeting_still_takes_them(self, person, plan):
        today = make_meeting(TODAY, considered=plan)
        asking.mark("not_updated", by=person, meeting=today, plan=plan, on=TODAY)
        assert kept().meeting == today

    def test_a_page_of_another_day_has_none(self, page, person, plan, meeting):
        make_question(person, meeting, plan, words=OWN)
        other = page.get(f"{BRIEFING}?on=2020-01-20").content.decode()
        assert OWN not in other
        assert "I will ask this" not in other
        assert "Your own questions are on the page for today" in other

    def test_a_withdrawn_meeting_hides_them(self, page, person, plan, meeting):
        make_question(person, meeting, plan, words=OWN)
        Meeting.objects.update(withdrawn_on=TODAY)
        assert OWN not in read(page, "/questions/")

    def test_a_form_outlives_its_session(self, page, person):
        address = reverse("question_add", args=["coming"])
        page.get(address)
        run_out(page)
        page.post(address, {"words": OWN, "who": person.pk})
        page.force_login(person)
        assert OWN in page.get(address).content.decode()


class TestNobodyElse:
    @pytest.fixture
    def unsent(self, person, plan, meeting):
        make_question(person, meeting, plan, rule="not_updated")
        return make_question(person, meeting, plan, words=OWN, priority=plan.priorities.get(number=1))

    @pytest.mark.parametrize("role", OTHERS)
    def test_nobody_else_finds_an_unsent_one_anywhere(self, unsent, meeting, plan, lead, role):
        other = make_user(roles.ADMIN if role == "superuser" else role, is_staff=True, is_superuser=role == "superuser")
        make_holding(other, lead)
        let_read_exempt(other, plan)
        client = signed_in(other)
        for address in (
            BRIEFING,
            "/questions/",
            "/my-actions/",
            "/search/?q=children+hubs",
            "/meetings/coming/",
            "/admin/",
        ):
            answer = client.get(address)
            assert OWN not in unescape(answer.content.decode()), address
            assert "You will ask this" not in answer.content.decode(), address
        for name in ("question_remove", "question_send", "question_answer"):
            for method in (client.get, client.post):
                answer = method(reverse(name, args=[unsent.pk]), {"words": OWN})
                assert answer.status_code in (403, 404), name
        for kind in ("pdf", "docx"):
            assert OWN not in in_file(client, kind)
        assert MemberQuestion.objects.filter(sent_on=None, answered_on=None).count() == 2

    def test_django_admin_does_not_have_it(self):
        assert MemberQuestion not in admin.site._registry

    def test_a_sent_one_is_read_by_its_lead_and_programme_officers_alone(self, unsent, plan, holder, programme):
        question = sent(unsent, plan)
        for role in (roles.MEMBER, roles.OFFICER):
            client = signed_in(make_user(role))
            assert OWN not in client.get("/questions/").content.decode()
            assert client.get(reverse("question_answer", args=[question.pk])).status_code in (403, 404)
        for person in (holder, programme):
            assert OWN in read(signed_in(person), "/questions/")

    def test_who_left_the_post_reads_it_no_more(self, unsent, plan, holder, lead):
        sent(unsent, plan)
        lead.holdings.update(last_day=date(2020, 1, 13))
        assert OWN not in read(signed_in(holder), "/questions/")


def in_file(client, kind):
    """The words of a file of the briefing."""
    answer = client.get(f"{BRIEFING}{kind}/")
    assert answer.status_code == 200
    return text_of_word(answer.content) if kind == "docx" else plain(" ".join(pages_of(answer.content)))


class TestSending:
    def test_the_page_shows_the_words_and_to_whom_it_goes(self, page, person, plan, meeting, holder, programme):
        question = make_question(person, meeting, plan, words=OWN, priority=plan.priorities.get(number=1))
        shown = read(page, reverse("question_send", args=[question.pk]))
        assert f"Send this question? Your question {OWN}" in shown
        assert "No single priority: goes to the programme officers" in shown
        assert "1 Hubs: goes to Head of Early Help (Sam Reed)" in shown
        assert "2 Homes: goes to the programme officers" in shown
        assert kept().sent_on is None

    def test_it_goes_to_the_lead_with_an_email_that_says_nothing_of_it(
        self, page, person, plan, meeting, holder, programme, lead, django_capture_on_commit_callbacks
    ):
        question = make_question(person, meeting, plan, words=OWN)
        with django_capture_on_commit_callbacks(execute=True):
            answer = post_to(page, "question_send", question.pk, words=OWN, priority="1")
        assert answer["Location"] == f"{BRIEFING}#own-questions"
        question = kept()
        assert (question.sent_on, question.sent_to, question.priority.number) == (TODAY, lead, 1)
        assert f"{OWN} About priority 1, Hubs. Sent to Head of Early Help (Sam Reed) on 14 January 2020." in read(
            page, BRIEFING
        )
        [email] = Email.objects.all()
        assert (email.person, email.letter) == (holder, Letter.QUESTION_SENT)
        assert "/questions/" in compose(email).body
        for part in (compose(email).body, compose(email).alternatives[0][0]):
            for words in (OWN, plan.title, "Hubs", "Select Committee", "Ann", "January"):
                assert words not in part

    def test_a_suggested_one_takes_its_words_along_and_is_about_the_priority_that_it_names(
        self, page, person, plan, meeting, holder
    ):
        question = make_question(person, meeting, plan, rule="not_updated")
        post_to(page, "question_send", question.pk, words=SUGGESTED, priority="1")
        make_reported_action(plan.priorities.get(number=1))
        assert kept().words == SUGGESTED
        shown = read(page, BRIEFING)
        assert "any of the 2 open actions" in shown
        assert f"Your questions {SUGGESTED}" in shown

    def test_what_changed_since_it_was_shown_is_not_sent(self, page, person, plan, meeting, holder):
        question = make_question(person, meeting, plan, rule="not_updated")
        make_reported_action(plan.priorities.get(number=1))
        refused = post_to(page, "question_send", question.pk, words=SUGGESTED, priority="1")
        assert refused.status_code == 422
        assert "The question has changed since. Read it again, then send it." in text_of(refused)
        assert kept().sent_on is None

    def test_it_is_sent_once_and_then_stays(self, page, person, plan, meeting, holder):
        question = sent(make_question(person, meeting, plan, words=OWN), plan)
        for name in ("question_send", "question_remove"):
            assert "<button" not in page.get(reverse(name, args=[question.pk])).content.decode().split("<main")[1]
            assert post_to(page, name, question.pk, words=OWN, priority="2").status_code == 422
        with pytest.raises(ValidationError):
            asking.remove(question)
        assert (kept().words, kept().priority.number) == (OWN, 1)
        assert Email.objects.count() == 1
        assert reverse("question_remove", args=[question.pk]) not in page.get(BRIEFING).content.decode()

    @pytest.mark.parametrize("why", ["nobody", "left", "closed", "no role"])
    def test_where_nobody_does_the_work_of_the_lead_it_goes_to_programme_officers(
        self, person, plan, meeting, lead, programme, why
    ):
        admin = make_user(roles.ADMIN, email="admin@example.gov.uk")
        if why == "left":
            make_holding(make_user(roles.OFFICER), lead, last_day=date(2020, 1, 13))
        elif why == "closed":
            make_holding(make_user(roles.OFFICER, is_active=False), lead)
        elif why == "no role":
            make_holding(make_user(), lead)
        question = sent(make_question(person, meeting, plan, words=OWN), plan)
        assert question.sent_to is None
        assert [email.person for email in Email.objects.all()] == [programme]
        assert admin not in recipients(plan, TODAY, may_hold_exempt=False).officers

    def test_where_nobody_could_answer_it_stays_unsent(self, person, plan, meeting):
        question = make_question(person, meeting, plan, words=OWN)
        with pytest.raises(ValidationError) as refused:
            sent(question, plan)
        assert refused.value.messages == [asking.NOBODY_ANSWERS]
        assert kept().sent_on is None

    def test_who_it_was_sent_to_keeps_the_name_and_title_of_the_day(self, page, person, plan, meeting, holder, lead):
        sent(make_question(person, meeting, plan, words=OWN), plan)
        holding = lead.holdings.get()
        holding.last_day = TODAY
        holding.save()
        Post.objects.update(title="Head of Hubs", earlier_titles="2020-01-15 Head of Early Help")
        make_holding(make_user(roles.OFFICER, first_name="New"), lead, first_day=date(2020, 1, 15))
        assert "Sent to Head of Early Help (Sam Reed) on 14 January 2020." in read(page, BRIEFING)


class TestAnswering:
    @pytest.fixture
    def question(self, person, plan, meeting, holder):
        return sent(make_question(person, meeting, plan, words=OWN), plan)

    def test_my_actions_leads_to_the_questions_that_wait(self, question, officer, programme):
        assert "1 question from a member waits for your answer" in read(officer, "/my-actions/")
        assert "1 question from a member waits for an answer" in read(signed_in(programme), "/my-actions/")
        other = read(signed_in(make_user(roles.OFFICER)), "/my-actions/")
        assert "question" not in other
        listed = read(officer, "/questions/")
        assert f"{OWN} Asked by Ann Lee, 14 January 2020, for the meeting of the Select Committee, 23 January" in listed

    def test_the_answer_is_read_where_the_question_is(
        self, page, question, officer, person, holder, lead, django_capture_on_commit_callbacks
    ):
        Email.objects.all().delete()
        form = read(officer, reverse("question_answer", args=[question.pk]))
        assert "About priority 1, Hubs. Write nothing from exempt papers: the member may not be allowed to" in form
        with django_capture_on_commit_callbacks(execute=True):
            saved = post_to(officer, "question_answer", question.pk, words=" The hubs’ manager. ")
        assert saved["Location"] == "/questions/"
        answered = kept()
        assert (answered.answer, answered.answered_by, answered.answered_post) == ("The hubs’ manager.", holder, lead)
        said = "Answered by Sam Reed, Head of Early Help, 14 January 2020 The hubs’ manager."
        for address in (BRIEFING, "/questions/"):
            assert said in read(page, address)
        assert "waits for your answer" not in read(officer, "/my-actions/")
        assert said in read(officer, "/questions/")
        [email] = Email.objects.all()
        assert (email.person, email.letter) == (person, Letter.QUESTION_ANSWERED)
        assert "manager" not in compose(email).body

    def test_a_second_answer_is_refused_with_the_first_and_keeps_its_own_words(self, question, officer, programme):
        second = signed_in(programme)
        second.get(reverse("question_answer", args=[question.pk]))
        post_to(officer, "question_answer", question.pk, words="The manager.")
        refused = post_to(second, "question_answer", question.pk, words="I do not know.")
        assert refused.status_code == 422
        words = text_of(refused)
        assert (
            "It has been answered already, by Sam Reed, Head of Early Help, 14 January 2020: “The manager.” Your "
            "answer was not saved." in words
        )
        assert "I do not know." in words
        assert (kept().answer, kept().answered_by.username) == ("The manager.", "sam")
        assert Email.objects.filter(letter=Letter.QUESTION_ANSWERED).count() == 1
        assert (
            "<button"
            not in second.get(reverse("question_answer", args=[question.pk])).content.decode().split("<main")[1]
        )

    @pytest.mark.parametrize(("who", "number"), [("officer", 4), ("page", 3)])
    def test_the_page_costs_the_same_with_one_question_and_with_three(
        self, request, question, person, plan, meeting, who, number, django_assert_num_queries
    ):
        client = request.getfixturevalue(who)
        client.get("/questions/")
        for _ in range(2):
            with django_assert_num_queries(number):
                client.get("/questions/")
            for _ in range(2):
                sent(make_question(person, make_meeting(date(2020, 2, 1), considered=plan), plan), plan)

    def test_an_answer_has_words(self, question, officer):
        assert post_to(officer, "question_answer", question.pk, words=" ").status_code == 422
        assert kept().answered_on is None

    def test_it_can_be_answered_after_the_meeting(self, question, holder):
        asking.answer(question, "Late.", by=holder, on=date(2020, 2, 1))
        assert kept().answered_on == date(2020, 2, 1)

    def test_whoever_acts_for_the_lead_answers(self, question, lead):
        acting = make_user(roles.OFFICER)
        make_holding(acting, lead, acting=True)
        assert waiting_for(acting, TODAY) == 1

    def test_the_worker_sends_the_email(self, question, settings):
        email = Email.objects.get()
        send_email.func(email.pk)
        [message] = mail.outbox
        assert (message.to, message.subject) == (["sam@example.gov.uk"], "A committee member has sent you a question")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_a_form_that_is_sent_twice_at_the_same_moment_is_kept_once(person, plan, meeting):
    of_it = {"by": person, "meeting": meeting, "plan": plan, "on": TODAY}
    answers = at_once(
        lambda: asking.add(OWN, priority=None, **of_it).pk,
        lambda: asking.add(OWN, priority=None, **of_it).pk,
        lambda: asking.mark("not_updated", **of_it).rule,
        lambda: asking.mark("not_updated", **of_it).rule,
    )
    assert (answers[0], answers[2:]) == (answers[1], ["not_updated"] * 2)
    assert MemberQuestion.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_of_two_answers_at_the_same_moment_one_is_kept_and_the_other_is_shown_it(person, plan, meeting, holder):
    question = sent(make_question(person, meeting, plan, words=OWN), plan)
    other = make_user(roles.PROGRAMME)
    answers = at_once(
        lambda: asking.answer(question, "First.", by=holder, on=TODAY),
        lambda: asking.answer(question, "Second.", by=other, on=TODAY),
    )
    [refused] = [each for each in answers if isinstance(each, ValidationError)]
    assert kept().answer in refused.messages[0]
    assert Email.objects.filter(letter=Letter.QUESTION_ANSWERED).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_of_sending_and_taking_off_at_the_same_moment_one_happens(person, plan, meeting, holder):
    question = make_question(person, meeting, plan, words=OWN)
    answers = at_once(lambda: sent(question, plan), lambda: asking.remove(question))
    assert sum(isinstance(each, ValidationError) for each in answers) == 1
    assert MemberQuestion.objects.count() == Email.objects.count()


class TestExempt:
    @pytest.fixture
    def reader(self, person, plan):
        make_exemption(plan)
        return let_read_exempt(person, plan)

    def end(self, person):
        end_right(ExemptReader.objects.get(user=person), by=make_user(roles.ADMIN), on=TODAY)

    def test_what_a_reader_writes_goes_with_their_right(self, page, reader, plan):
        post_to(page, "question_add", "coming", words=OWN)
        post_to(page, "question_mark", "coming", rule="not_updated")
        question = kept(rule="")
        assert question.may_hold_exempt
        answer = page.get(BRIEFING).content.decode()
        assert OWN in answer
        assert "Exempt: not for publication" in answer
        self.end(reader)
        for address in (BRIEFING, "/questions/"):
            assert OWN not in page.get(address).content.decode()
            assert "You will ask this" not in page.get(address).content.decode()
        assert page.get(reverse("question_send", args=[question.pk])).status_code == 404
        for kind in ("pdf", "docx"):
            assert OWN not in in_file(page, kind)
        post_to(page, "question_mark", "coming", rule="not_updated")
        assert not MemberQuestion.objects.get(rule="not_updated").may_hold_exempt

    def test_it_is_sent_only_to_who_may_read_it(self, reader, plan, meeting, holder, programme):
        with seeing([plan.pk]):
            question = asking.add(OWN, priority=None, by=reader, meeting=meeting, plan=plan, on=TODAY)
            with pytest.raises(ValidationError):
                sent(question, plan)
            let_read_exempt(programme, plan)
            question = sent(question, plan)
        assert question.sent_to is None
        assert [email.person for email in Email.objects.all()] == [programme]
        assert OWN not in read(signed_in(holder), "/questions/")
        assert OWN in read(signed_in(programme), "/questions/")
        with seeing([plan.pk]):
            asking.answer(question, "Because.", by=programme, on=TODAY)
        assert Email.objects.filter(letter=Letter.QUESTION_ANSWERED).count() == 1
        client = signed_in(reader)
        assert "Because." in read(client, BRIEFING)
        self.end(programme)
        assert OWN not in read(signed_in(programme), "/questions/")

    def test_who_may_not_read_the_answer_is_not_written_to(self, reader, plan, meeting, programme):
        let_read_exempt(programme, plan)
        with seeing([plan.pk]):
            question = sent(asking.add(OWN, priority=None, by=reader, meeting=meeting, plan=plan, on=TODAY), plan)
            self.end(reader)
            reader.refresh_from_db()
            asking.answer(MemberQuestion.objects.get(), "Because.", by=programme, on=TODAY)
        assert not Email.objects.filter(letter=Letter.QUESTION_ANSWERED).exists()
        assert question.pk

    def test_a_question_on_an_exempt_meeting_or_priority_is_hidden_like_it(self, plan, person):
        with seeing_everything(), made_from(make_exemption(plan)):
            hidden = make_meeting(date(2020, 1, 23), considered=plan, slug="hidden")
            secret = make_priority(plan, number=901, short_name="Secret")
        shown = make_meeting(date(2020, 1, 23), considered=plan)
        with seeing_everything():
            make_question(person, hidden, plan, words="Of the meeting?")
            make_question(person, shown, plan, words="Of the priority?", priority=secret)
        client = signed_in(person)
        listed = client.get("/questions/").content.decode()
        assert "Of the meeting?" not in listed
        assert "Of the priority?" not in listed
        assert client.get("/meetings/hidden/questions/add/").status_code == 404
        let_read_exempt(person, plan)
        assert "Of the meeting?" in client.get("/questions/").content.decode()

    def test_a_suggested_question_that_quotes_a_paper_goes_when_the_paper_closes(
        self, person, plan, meeting, programme
    ):
        item_words = "Quorlwyx hubs leave children waiting."
        paper = make_report(dated=TODAY)
        finding = make_finding(make_inspection(), words=item_words)
        make_citation(make_passage(paper, words=item_words), finding=finding)
        make_no_answer(finding, plan)
        client, reader = signed_in(person), signed_in(programme)
        post_to(client, "question_mark", "coming", rule="no_action")
        question = kept()
        shown = client.get(reverse("question_send", args=[question.pk])).content.decode()
        words = unescape(re.search(r'name="words" value="([^"]*)"', shown)[1])
        assert item_words.removesuffix(".") in words
        post_to(client, "question_send", question.pk, words=words)
        assert words in read(reader, "/questions/")
        meeting.items.create(number="4", title="Findings")
        paper.item = meeting.items.get()
        paper.save()
        close_report(paper, by=make_user(roles.ADMIN), on=TODAY, paragraph="2", because="It names a child.")
        for each in (client, reader):
            for address in ("/questions/", BRIEFING):
                assert "Quorlwyx" not in each.get(address).content.decode()

    def test_an_erasure_takes_the_words_from_questions_and_answers(self, person, plan, meeting):
        words = "The case of Quorlwyx Ffaraday was closed in March."
        passage = make_passage(words=words)
        make_question(
            person, meeting, plan, words=f"Is it true? {words}", sent_on=TODAY, answer=f"Yes: {words}",
            answered_on=TODAY, answered_by=person,
        )  # fmt: skip
        other = make_question(person, meeting, plan, words="Something else?")
        one, two = (make_user(roles.ADMIN, is_staff=True) for _ in range(2))
        proposal = propose_erasure(passage, by=one, on=TODAY, reason="It names a child.")
        erasure = erase(proposal, by=two, on=TODAY)
        question = kept(sent_on=TODAY)
        assert (question.words, question.answer, question.erasure) == (erasure.in_words, erasure.in_words, erasure)
        other.refresh_from_db()
        assert (other.words, other.erasure) == ("Something else?", None)


class TestPaper:
    @pytest.fixture
    def asked(self, person, plan, meeting, holder):
        """A mark, one sent and answered, and another member's."""
        make_question(person, meeting, plan, rule="not_updated")
        question = sent(make_question(person, meeting, plan, words=OWN), plan)
        asking.answer(question, "The hubs’ manager.", by=holder, on=TODAY)
        make_question(make_user(roles.MEMBER), meeting, plan, words="Somebody else’s?")

    @pytest.mark.parametrize("kind", ["pdf", "large", "docx"])
    def test_the_files_of_a_member_have_their_own_alone(self, asked, page, programme, kind):
        made = in_file(page, kind)
        assert "Your questions" in made
        assert made.count(SUGGESTED) == 3  # on the first page twice, and in the details
        for words in (OWN, ONLY_YOU, "Answered by Sam Reed, Head of Early Help, 14 January 2020", "The hubs’ manager."):
            assert words in made
        assert "Somebody else’s?" not in made
        assert "Your questions" not in in_file(signed_in(programme), kind)

    def test_the_workbook_has_none(self, asked, page):
        book = openpyxl.load_workbook(io.BytesIO(page.get(f"{BRIEFING}xlsx/").content))
        cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
        assert [cell for cell in cells if OWN in cell or "Your questions" in cell] == []

    def test_what_is_frozen_has_none(self, asked, page, person, plan, meeting):
        position = freeze(plan, meeting, AGREED, by=person, on=TODAY)
        frozen = [record.content for record in position.records.all()]
        assert [content for content in frozen if OWN in content or ONLY_YOU in content] == []
        assert len([content for content in frozen if '"own_questions":[]' in content]) == 1
        for file in position.files.exclude(kind="xlsx"):
            made = bytes(file.content)
            words = text_of_word(made) if file.kind == "docx" else plain(" ".join(pages_of(made)))
            assert "Your questions" not in words
            assert OWN not in words
        shown = page.get(reverse("position", args=[position.code])).content.decode()
        assert OWN not in shown
        assert "I will ask this" not in shown

    def test_a_file_made_in_the_background_is_its_member_s_alone(self, asked, page, person, programme, monkeypatch):
        monkeypatch.setattr(briefing_views, "MOST_AT_ONCE", 0)
        monkeypatch.setattr("inspections.background.ask", lambda work: None)
        page.get(f"{BRIEFING}docx/")
        job = BackgroundJob.objects.get()
        tasks.run_job.func(job.pk)
        address = reverse("background_job", args=[job.pk])
        assert OWN in text_of_word(page.get(f"{address}?file=1").content)
        for other in (make_user(roles.MEMBER), programme, make_user(roles.ADMIN)):
            assert signed_in(other).get(f"{address}?file=1").status_code == 404
