"""Recording an answer, a member's word on it and a closing: what is refused, what is kept, and the pages that do it."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from csc_tracker.people import roles
from inspections.models import Answer, Closure, Resolution, Verdict
from inspections.scrutiny.resolutions.answering import close_matter, record_answer, record_verdict
from inspections.scrutiny.resolutions.progress import with_state
from tests.admin_forms import posted
from tests.making import (
    TODAY,
    let_read_exempt,
    make_exemption,
    make_holding,
    make_officer,
    make_post,
    make_reported_action,
    make_user,
)
from tests.making_scrutiny import (
    make_answer,
    make_closure,
    make_committee,
    make_item,
    make_meeting,
    make_report,
    make_resolution,
    make_verdict,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(plan):
    """A decision of 16 October 2019 that needs an answer."""
    item = make_item(make_meeting(date(2019, 10, 16), make_committee(plan, name="Select Committee")))
    return make_resolution(item, plan=plan, needs_answer=True, words="the cost be told")


def an_answer(matter, **kwargs):
    values = {"by": make_officer(), "on": TODAY, "today": TODAY, "words": "It costs £800,000.", "whole": False}
    return record_answer(matter, **values | kwargs)


def refused(model, attempt):
    """The problems of an attempt that must be refused; nothing of the model is then there that was not before."""
    before = model.objects.count()
    with pytest.raises(ValidationError) as refusal:
        attempt()
    assert model.objects.count() == before
    return refusal.value.message_dict


def test_an_answer_keeps_who_recorded_it_from_which_post_in_what_and_what_is_missing(plan, matter):
    officer, post, paper = make_officer(), make_post(), make_report(dated=date(2020, 1, 10))
    make_holding(officer, post)
    answer = an_answer(matter, by=officer, on=date(2020, 1, 10), paper=paper, note=" Two years more. ")
    assert (answer.number, answer.by, answer.post, answer.paper, answer.note) == (1, officer, post, paper, "Two years more.")  # fmt: skip
    assert an_answer(matter, words="And more.").number == 2


def test_an_answer_to_what_is_the_same_matter_is_recorded_of_the_matter(matter):
    other = make_resolution(matter.item, "request", same_matter=matter)
    assert an_answer(other).resolution == matter


@pytest.mark.parametrize(
    ("said", "problems"),
    [
        ({"words": "  "}, {"words": ["Say what answers it. A sentence is enough."]}),
        ({"on": date(2020, 1, 15)}, {"on": ["15 January 2020 is in the future. Give today or an earlier day."]}),
        ({"on": date(2019, 10, 15)}, {"on": ["It was said on 16 October 2019. An answer cannot be earlier."]}),
        (
            {"whole": True, "note": "More."},
            {"note": ["You say that it answers the whole, so nothing can be missing. Leave this empty."]},
        ),
        ({"note": "x" * 301}, {"note": ["This is longer than 300 characters (301). Shorten it."]}),
    ],
    ids=["no words", "a day to come", "before it was said", "the whole, and something missing", "a note too long"],
)
def test_an_answer_that_cannot_be_is_refused_with_a_sentence(matter, said, problems):
    assert refused(Answer, lambda: an_answer(matter, **said)) == problems


def test_an_answer_is_a_paper_or_an_action_and_not_older_than_its_paper(plan, matter):
    paper, action = make_report(dated=date(2020, 1, 14)), make_reported_action(plan.priorities.get())
    assert refused(Answer, lambda: an_answer(matter, paper=paper, action=action)) == {
        "action": ["Choose a paper or an action, not both."]
    }
    assert refused(Answer, lambda: an_answer(matter, paper=paper, on=date(2020, 1, 13))) == {
        "on": ["The paper is dated 14 January 2020, after this day."]
    }
    assert an_answer(matter, action=action).action == action


def test_the_same_answer_is_recorded_once(matter):
    an_answer(matter)
    assert refused(Answer, lambda: an_answer(matter)) == {
        "words": ["This answer has already been recorded, in the same words."]
    }


def test_what_a_meeting_known_by_its_month_said_can_be_answered_within_the_month(plan):
    meeting = make_meeting(date(2019, 7, 1), last_day=date(2019, 7, 31), date_words="July 2019")
    matter = make_resolution(make_item(meeting), plan=plan)
    assert an_answer(matter, on=date(2019, 7, 1)).on == date(2019, 7, 1)
    assert list(refused(Answer, lambda: an_answer(matter, on=date(2019, 6, 30)))) == ["on"]


def test_nothing_more_is_recorded_of_what_the_committee_closed(matter):
    answer = an_answer(matter)
    make_closure(matter, matter.item.meeting)
    closed = {"__all__": ["The committee has closed this matter, so you cannot add to it."]}
    assert refused(Answer, lambda: an_answer(matter, words="More.")) == closed
    assert refused(Verdict, lambda: record_verdict(answer, by=make_user(), on=TODAY, answers_it=True)) == closed


def test_a_member_says_that_it_does_not_answer_and_must_say_why(matter):
    answer, member = an_answer(matter), make_user(roles.MEMBER)
    assert refused(Verdict, lambda: record_verdict(answer, by=member, on=TODAY, answers_it=False, because=" ")) == {
        "because": ["Say why it does not answer it."]
    }
    verdict = record_verdict(answer, by=member, on=TODAY, answers_it=False, because="One year of three.")
    assert (verdict.by, verdict.on, verdict.because) == (member, TODAY, "One year of three.")


def test_nobody_judges_their_own_answer_or_one_that_is_still_to_come(matter):
    officer = make_officer()
    answer = an_answer(matter, by=officer)
    assert refused(Verdict, lambda: record_verdict(answer, by=officer, on=TODAY, answers_it=True)) == {
        "__all__": ["You recorded an answer to this yourself, so somebody else must say whether it is answered."]
    }
    early = date(2020, 1, 13)
    assert "which is in the future" in str(
        refused(Verdict, lambda: record_verdict(answer, by=make_user(), on=early, answers_it=True))
    )


def test_who_answered_judges_no_other_answer_to_the_matter_either(plan, matter):
    """The latest verdict on any of its answers decides."""
    officer = make_officer()
    an_answer(make_resolution(matter.item, "request", same_matter=matter), by=officer)
    exempt = an_answer(matter, words="Not open.")
    Answer.objects.filter(by=officer).update(exemption=make_exemption(plan))
    assert "You recorded an answer to this yourself" in str(
        refused(Verdict, lambda: record_verdict(exempt, by=officer, on=TODAY, answers_it=True))
    )


def test_the_database_refuses_a_verdict_on_ones_own_answer(matter):
    officer = make_officer()
    answer = an_answer(matter, by=officer)
    with pytest.raises(IntegrityError, match="Whoever recorded an answer does not judge it"), transaction.atomic():
        make_verdict(answer, by=officer)
    assert make_verdict(answer).pk


@pytest.mark.parametrize("page", ["the answer's page", "the resolution's page"])
def test_an_admin_who_becomes_a_member_does_not_judge_what_they_entered_in_admin(client, matter, page):
    admin = make_user(roles.ADMIN, is_staff=True)
    client.force_login(admin)
    values = {"number": 1, "on": "2020-01-14", "words": "It costs £800,000."}
    if page == "the answer's page":
        path, values = "/admin/inspections/answer/add/", values | {"resolution": matter.pk}
    else:
        path = f"/admin/inspections/resolution/{matter.pk}/change/"
        row = {f"answers-0-{name}": value for name, value in values.items()}
        values = posted(client.get(path)) | row | {"answers-TOTAL_FORMS": 1}
    assert client.post(path, values).status_code == 302
    answer = Answer.objects.get()
    assert answer.by == admin
    admin.groups.add(Group.objects.get(name=roles.MEMBER))
    form = f"/resolutions/{matter.slug}/answers/1/verdict/"
    said = text(client, f"/resolutions/{matter.slug}/")
    assert "You recorded an answer to this yourself, so somebody else must say" in said
    assert form not in said
    assert client.get(form)["Location"] == f"/resolutions/{matter.slug}/"
    assert "You recorded an answer to this yourself" in text(client, form, 422, answers_it="yes")
    assert not Verdict.objects.exists()


def test_a_member_who_recorded_nothing_is_asked_and_an_officer_is_told_nothing(client, matter):
    officer = make_officer()
    an_answer(matter, by=officer)
    for person, offered in ((officer, False), (make_user(roles.MEMBER), True)):
        client.force_login(person)
        page = text(client, f"/resolutions/{matter.slug}/")
        assert (f"/resolutions/{matter.slug}/answers/1/verdict/" in page) is offered
        assert "You recorded an answer to this yourself" not in page


def test_an_answer_that_a_paper_gave_stays_without_a_name_when_admin_corrects_it(client, matter):
    make_answer(matter, TODAY)
    client.force_login(make_user(roles.ADMIN, is_staff=True))
    for path, name in (
        (f"/admin/inspections/answer/{Answer.objects.get().pk}/change/", "note"),
        (f"/admin/inspections/resolution/{matter.pk}/change/", "answers-0-note"),
    ):
        assert client.post(path, posted(client.get(path)) | {name: path[-20:]}).status_code == 302
        answer = Answer.objects.get()
        assert (answer.by, answer.note) == (None, path[-20:])


def test_the_same_word_twice_is_refused_and_a_change_of_mind_is_not(matter):
    answer, member = an_answer(matter), make_user(roles.MEMBER)
    record_verdict(answer, by=member, on=TODAY, answers_it=True)
    assert "You have already said this about it" in str(
        refused(Verdict, lambda: record_verdict(answer, by=member, on=TODAY, answers_it=True))
    )
    record_verdict(answer, by=member, on=TODAY, answers_it=False, because="On reflection, no.")
    record_verdict(answer, by=member, on=TODAY, answers_it=True)
    assert Verdict.objects.count() == 3


def test_a_matter_is_closed_once_at_a_meeting_that_was_held_and_not_before_it_came_up(plan, matter):
    admin = make_user(roles.ADMIN)
    for day, sentence in ((date(2020, 1, 15), "was not over by 14 January 2020"), (date(2019, 10, 15), "was before")):
        meeting = make_meeting(day, matter.item.meeting.committee)
        assert sentence in str(refused(Closure, lambda: close_matter(matter, meeting, by=admin, on=TODAY)))  # noqa: B023
    elsewhere = make_meeting(TODAY, make_committee(plan, name="Improvement Board", kind="board"))
    assert refused(Closure, lambda: close_matter(matter, elsewhere, by=admin, on=TODAY)) == {
        "meeting": ["Only a meeting of the Select Committee can close what was said there."]
    }
    held = make_meeting(TODAY, matter.item.meeting.committee)
    other = make_resolution(matter.item, "request", same_matter=matter)
    closure = close_matter(other, held, by=admin, on=TODAY, words=" Closed. ")
    assert (closure.resolution, closure.meeting, closure.words) == (matter, held, "Closed.")
    assert refused(Closure, lambda: close_matter(matter, held, by=admin, on=TODAY)) == {
        "__all__": ["It has already been closed: Select Committee, 14 January 2020."]
    }


# The pages.


def text(client, address, status=200, **sent):
    answer = client.post(address, sent) if sent else client.get(address)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def test_an_officer_records_an_answer_and_comes_back_to_the_matter_in_the_same_plan(client, plan, matter):
    client.force_login(make_officer())
    action = make_reported_action(plan.priorities.get())
    form = f"/resolutions/{matter.slug}/answer/?plan={plan.slug}"
    assert 'value="2020-01-14"' in text(client, form)
    said = {"words": "Said.", "whole": "no", "note": "Two years.", "on": "2020-01-14", "action": action.reference.lower()}  # fmt: skip
    saved = client.post(form, said)
    assert saved["Location"] == f"/resolutions/{matter.slug}/?plan={plan.slug}"
    page = text(client, saved["Location"])
    assert "The answer is recorded." in page
    assert "Still missing: Two years." in page
    assert f">{action.reference}</a>: Do thing 1." in page
    assert [each.state for each in with_state(Resolution.objects.all(), TODAY)] == ["part"]


def test_an_answer_form_keeps_what_was_typed_and_says_beside_each_question_what_is_wrong(client, matter):
    client.force_login(make_officer())
    form = f"/resolutions/{matter.slug}/answer/"
    page = text(client, form, 422, words="Typed.", on="2020-01-15", whole="no", action="P9.99")
    assert "There is no action “P9.99” in this plan." in page
    page = text(client, form, 422, words="Typed.", on="2020-01-15", whole="no")
    assert 'href="#id_on">15 January 2020 is in the future.' in page
    assert "Typed.</textarea>" in page
    assert not Answer.objects.exists()


def test_what_an_exempt_paper_answers_is_exempt_too(client, plan, matter):
    exempt = make_report(matter.item, title="Exempt costs", exemption=make_exemption(plan), dated=TODAY)
    made = make_answer(matter, TODAY, paper=exempt, words="The secret cost.")
    assert made.is_exempt
    reader = let_read_exempt(make_user(roles.OFFICER), plan)
    for person, sees in ((make_user(roles.OFFICER), False), (make_user(roles.ADMIN), False), (reader, True)):
        client.force_login(person)
        assert ("Exempt costs" in text(client, f"/resolutions/{matter.slug}/answer/")) is sees
        page = text(client, f"/resolutions/{matter.slug}/")
        assert [words in page for words in ("Exempt costs", "The secret cost.", "Part answered")] == [sees] * 3


def test_only_meetings_that_were_held_are_offered_for_closing(client, plan, matter):
    make_meeting(date(2020, 1, 15), make_committee(plan, name="Too Early"))
    client.force_login(make_user(roles.ADMIN))
    form = text(client, f"/resolutions/{matter.slug}/close/")
    assert "16 October 2019</option>" in form
    assert "Too Early" not in form


def test_an_action_says_what_it_is_recorded_to_answer(client, plan, matter):
    action = make_reported_action(plan.priorities.get())
    make_answer(matter, TODAY, action=action)
    make_answer(make_resolution(matter.item, plan=plan, words="Later."), date(2020, 1, 15), action=action)
    client.force_login(make_user(roles.MEMBER))
    page = text(client, f"/actions/{action.reference}/")
    assert "“the cost be told”</a> (decided, 16 October 2019; Part answered)." in page
    assert "Later." not in page


def test_an_answer_by_another_action_counts_on_the_page_of_an_action_too(client, plan, matter):
    action, other = (make_reported_action(plan.priorities.get()) for _ in range(2))
    make_answer(matter, TODAY, action=action)
    make_answer(matter, TODAY, action=other, whole=True)
    client.force_login(make_user(roles.MEMBER))
    assert "(decided, 16 October 2019; Answered)." in text(client, f"/actions/{action.reference}/")


def test_a_members_no_takes_it_back_and_the_page_says_who_when_and_why(client, matter):
    make_answer(matter, date(2020, 1, 10), whole=True, words="It costs £800,000.")
    client.force_login(make_user(roles.MEMBER, first_name="Ada", last_name="Member"))
    assert "<strong>Answered</strong>" in text(client, f"/resolutions/{matter.slug}/")
    form = f"/resolutions/{matter.slug}/answers/1/verdict/"
    assert "Say why it does not answer it." in text(client, form, 422, answers_it="no")
    assert client.post(form, {"answers_it": "no", "because": "One year of three."}).status_code == 302
    page = text(client, f"/resolutions/{matter.slug}/")
    assert "<strong>Part answered</strong>" in page
    assert "Ada Member said on 14 January 2020 that this is not answered: “One year of three.”" in page
    assert "14 January 2020, Ada Member: <strong>this does not answer it</strong>, because: One year of three." in page


def test_a_newer_answer_that_nobody_has_judged_is_said(client, matter):
    make_verdict(make_answer(matter, date(2020, 1, 10)), False, on=date(2020, 1, 11), because="One year of three.")
    make_answer(matter, date(2020, 1, 12), whole=True)
    client.force_login(make_user(roles.MEMBER))
    page = text(client, f"/resolutions/{matter.slug}/")
    assert "<strong>Part answered</strong>" in page
    assert "A newer answer has come since, and nobody has said yet whether it is enough." in page
    assert "No committee member has said yet whether this answers it." in page


def test_an_admin_closes_it_naming_the_meeting_and_the_page_says_so(client, plan, matter):
    meeting = make_meeting(date(2020, 1, 10), matter.item.meeting.committee)
    client.force_login(make_user(roles.ADMIN))
    form = f"/resolutions/{matter.slug}/close/"
    assert "Choose the meeting." in text(client, form, 422, words="Closed.")
    assert client.post(form, {"meeting": meeting.pk, "words": "RESOLVED: closed."}).status_code == 302
    page = text(client, f"/resolutions/{matter.slug}/")
    assert "<strong>Closed by the committee</strong>" in page
    assert "The Select Committee closed it at its meeting of 10 January 2020." in page
    assert "RESOLVED: closed." in page
    assert "Record an answer" not in page
    assert "<strong>Open</strong>" in text(client, f"/resolutions/{matter.slug}/?on=2020-01-13")


BUTTONS = {
    "Record an answer": {roles.OFFICER, roles.PROGRAMME, roles.ADMIN},
    "Say whether this answers it": {roles.MEMBER},
    "Record that the committee closed it": {roles.ADMIN},
}


@pytest.mark.parametrize("role", list(roles.GROUPS))
def test_each_sees_only_the_buttons_of_what_they_may_do(client, matter, role):
    make_answer(matter, date(2020, 1, 10))
    client.force_login(make_user(role))
    page = text(client, f"/resolutions/{matter.slug}/")
    assert {words for words in BUTTONS if words in page} == {words for words, who in BUTTONS.items() if role in who}


def test_an_answer_that_is_not_there_is_said_not_to_be(client, matter):
    client.force_login(make_user(roles.MEMBER))
    assert "There is no answer 7 to this." in text(client, f"/resolutions/{matter.slug}/answers/7/verdict/", 404)


def test_whoever_has_judged_an_answer_records_none_to_the_same_matter(matter):
    person = make_officer()
    record_verdict(an_answer(matter), by=person, on=TODAY, answers_it=False, because="It costs more.")
    said = refused(Answer, lambda: an_answer(matter, by=person, words="It costs more than that."))
    assert said["__all__"] == ["You have said whether this is answered, so somebody else must record the next answer."]
