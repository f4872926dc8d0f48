"""The officer's form: two short pages, nothing typed is lost, nothing saves twice or over a colleague."""

import re
from datetime import date

import pytest
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from actions.models import ProgressUpdate
from csc_tracker.models import Session
from tests.making import (
    TODAY,
    make_holding,
    make_officer,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
    run_out,
)

pytestmark = pytest.mark.django_db


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


def hidden(response):
    """The unseen fields of the form on a page."""
    html = response.content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]*)"', html)[1] for name in ("who", "seen", "submission")}


def said(response, **kwargs):
    values = {"stage": "under_way", "rating": "on_track", "words": "It began."}
    return hidden(response) | values | kwargs


def test_the_first_page_says_what_it_needs_and_what_was_last_said(page, officer, action):
    make_update(action, by=officer, rating="on_track", words="The rota is agreed.")
    make_update(action, by=officer, impact="some")
    html = page.get(address(action)).content.decode()
    assert "What was last said" in html
    assert "The rota is agreed." in html
    assert "At risk and off track need words on what is in the way and what is being done about it." in html
    assert "Give the date, why it moves and who agreed below, or on the next page." in html
    assert "eave it empty" not in html
    make_update(action, by=officer, rating="off_track", words="No supplier.")
    assert page.get(address(action)).content.decode().count("No supplier.") == 1  # beside the status


def test_an_ordinary_update_is_saved_from_the_page_that_it_is_written_on(page, action):
    first = page.get(address(action))
    saved = page.post(address(action), said(first, rating="at_risk", save="1"))
    assert (saved.status_code, saved["Location"]) == (302, reverse("action", args=[action.reference]))
    shown = page.get(saved["Location"]).content.decode()
    assert "It began." in shown
    assert "Undo" in shown
    again = page.post(address(action), said(first, rating="at_risk", save="1"))
    assert "had already been saved" in page.get(again["Location"]).content.decode()
    corrected = page.post(address(action), said(first, rating="at_risk", words="It began late.", save="1"))
    assert corrected.status_code == 302
    assert list(ProgressUpdate.objects.order_by("sequence").values_list("words", flat=True))[1:] == [
        "It began.",
        "It began late.",
    ]


def test_words_of_the_second_page_are_asked_again_rather_than_dropped(page, action):
    went_back = said(page.get(address(action)), words="", words_needed="A vacancy.", save="1")
    check = page.post(address(action), went_back)
    assert "A vacancy.</textarea>" in check.content.decode().replace("\n", "")
    assert ProgressUpdate.objects.filter(action=action).count() == 1


@pytest.mark.parametrize(("before", "after"), [("under_way", "complete"), ("complete", "under_way")])
def test_what_is_done_or_no_longer_done_is_shown_on_a_second_page_first(page, officer, action, before, after):
    make_update(action, by=officer, stage=before, evidence_words="A policy.")
    first = page.get(address(action))
    check = page.post(address(action), said(first, stage=after, save="1"))
    assert "Check your update" in check.content.decode()
    assert ProgressUpdate.objects.filter(action=action).count() == 2


def test_the_second_page_shows_what_will_change_and_the_save_shows_in_the_history(page, action):
    first = page.get(address(action))
    check = page.post(address(action), said(first, new_date="on", save="1"))
    assert "Planned to Under way" in check.content.decode()
    assert "Not yet rated to On track" in check.content.decode()
    assert ProgressUpdate.objects.filter(action=action).count() == 1
    saved = page.post(
        address(action),
        said(
            first,
            new_date="on",
            second="1",
            save="1",
            due="30 June 2021",
            due_reason="The supplier.",
            due_agreed_by="Director",
        ),
    )
    assert (saved.status_code, saved["Location"]) == (302, reverse("action", args=[action.reference]))
    assert "It began." in page.get(saved["Location"]).content.decode()


def test_at_risk_without_words_is_asked_for_them_and_saves_nothing(page, action):
    first = page.get(address(action))
    check = page.post(address(action), said(first, rating="at_risk", words=""))
    assert "What is in the way, and what is being done?" in check.content.decode()
    refused = page.post(address(action), said(first, rating="at_risk", words="", second="1", save="1", words_needed=""))
    assert refused.status_code == 422
    assert "Say what is in the way, and what is being done about it." in refused.content.decode()
    assert ProgressUpdate.objects.filter(action=action).count() == 1
    one_text = said(first, rating="at_risk", words="", second="1", save="1", words_needed="A vacancy.")
    assert page.post(address(action), one_text).status_code == 302
    assert ProgressUpdate.objects.latest("sequence").words == "A vacancy."


def test_the_second_page_asks_only_what_the_answers_make_needful(page, action):
    first = page.get(address(action))
    plain = page.post(address(action), said(first)).content.decode()
    assert not re.search(r'name="(due|day|evidence_words|words_needed)"', plain)
    dated = page.post(address(action), said(first, new_date="on", earlier_day="on")).content.decode()
    assert set(re.findall(r'<(?:input|textarea)[^>]* name="(due\w*|day|evidence_words)"', dated)) == {
        "due", "due_reason", "due_agreed_by", "day",
    }  # fmt: skip
    done = page.post(address(action), said(first, stage="complete", rating="")).content.decode()
    assert "What shows that it is done?" in done


def test_no_change_takes_one_button_and_goes_to_my_next(page, officer):
    post, plan = make_post(), make_plan()
    make_holding(officer, post)
    priority = make_priority(plan)
    actions = [make_reported_action(priority, due=date(2020, 3, day), owner=post) for day in (1, 2, 3)]
    first = page.get(address(actions[0]))
    assert "1 of your 3 actions" in first.content.decode()
    saved = page.post(address(actions[0]), hidden(first) | {"no_change": "1", "save_next": "1"})
    assert saved["Location"] == f"{address(actions[1])}?walk=1.1-1.2-1.3#id_rating_0"
    update = ProgressUpdate.objects.latest("sequence")
    assert (update.no_change, update.action) == (True, actions[0])


def test_a_walk_through_mine_meets_each_once_and_ends(page, officer):
    post, plan = make_post(), make_plan()
    make_holding(officer, post)
    priority = make_priority(plan, lead=post)
    actions = [make_reported_action(priority, due=date(2020, 3, day)) for day in (9, 5, 1)]
    make_update(actions[0], rating="at_risk", words="A vacancy.", by=officer)
    met, here = [], re.search(r'href="([^"]*)">Update them one by one', page.get("/my-actions/").content.decode())[1]
    ratings = iter(["on_track", "off_track", "at_risk"])  # the first falls to the end of the list, the others rise
    while "/update/" in here:
        met.append(re.split("[?#]", here)[0])
        first = page.get(here)
        assert f"{len(met)} of your 3 actions" in first.content.decode()
        form = re.search(r'<form method="post" action="([^"]*/update/[^"]*)"', first.content.decode())[1]
        here = page.post(form, said(first, rating=next(ratings), second="1", save_next="1"))["Location"]
    assert met == [address(actions[place]) for place in (0, 2, 1)]
    assert here == "/my-actions/"
    assert "That was the last of your 3 actions." in page.get(here).content.decode()


def test_a_walk_leaves_out_what_a_colleague_completed_meanwhile_and_what_is_no_place(page, officer):
    post, plan = make_post(), make_plan()
    make_holding(officer, post)
    priority = make_priority(plan, lead=post)
    actions = [make_reported_action(priority, due=date(2020, 3, day)) for day in (1, 2, 3)]
    make_update(actions[1], stage="complete")
    here = f"{address(actions[0])}?walk=1.1-1.2-9.9-x-1.1-1.3"
    saved = page.post(here, said(page.get(here), second="1", save_next="1"))
    assert saved["Location"] == f"{address(actions[2])}?walk=1.1-1.2-9.9-1.3#id_rating_0"


def test_a_form_sent_twice_saves_once(page, action):
    data = said(page.get(address(action)), second="1", save="1")
    assert [page.post(address(action), data).status_code for _ in range(2)] == [302, 302]
    assert ProgressUpdate.objects.filter(action=action).count() == 2


def test_a_colleagues_save_in_between_is_shown_and_my_words_stay(page, action):
    first = page.get(address(action))
    make_update(action, words="Theirs, in between.", by=make_officer(), stage="under_way")
    mine = page.post(address(action), said(first, words="Mine, typed long.", second="1", save="1"))
    html = mine.content.decode()
    assert "Theirs, in between." in html
    assert "Mine, typed long." in html
    assert ProgressUpdate.objects.filter(action=action).count() == 2
    saved = page.post(address(action), said(mine, words="Mine, typed long.", second="1", save="1"))
    assert saved.status_code == 302
    assert ProgressUpdate.objects.latest("sequence").words == "Mine, typed long."


def test_a_session_that_ran_out_keeps_the_words_for_the_same_person(page, action, officer):
    data = said(page.get(address(action)), words="Typed before the session ran out.")
    run_out(page)
    away = page.post(address(action), data)
    assert away["Location"].startswith(reverse("account_login"))
    page.post(
        reverse("account_login"), {"login": officer.username, "password": "improvement-plan", "next": address(action)}
    )
    assert "Typed before the session ran out." in page.get(address(action)).content.decode()


def test_a_session_that_ran_out_gives_the_words_to_nobody_else(page, action):
    data = said(page.get(address(action)), words="Typed before the session ran out.")
    run_out(page)
    page.post(address(action), data)
    other = make_officer()
    page.post(reverse("account_login"), {"login": other.username, "password": "improvement-plan"})
    assert "Typed before" not in page.get(address(action)).content.decode()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"words": "x" * 100_000}, "This is longer than 4,000 characters (100000). Shorten it, or link to the paper as evidence."),
        ({"stage": "nonsense"}, "Choose one of the answers in the list."),
        ({"rating": ""}, "Say whether it will be done in time."),
        ({"stage": ""}, "Say where the action is."),
        ({"earlier_day": "on", "second": "1", "day": "2020-01-13"}, "That is too early. Give 14 January 2020 or a later day."),
        ({"earlier_day": "on", "second": "1", "day": "2020-02-01"}, "1 February 2020 is in the future. An update must be about today or an earlier day."),
        ({"earlier_day": "on", "second": "1", "day": "soon"}, "Write the day as 2020-01-10, year first."),
        ({"new_date": "on", "second": "1", "due": "when we can"}, "“when we can” could not be read as a date. Write it as 30 June 2020, or June 2020."),
        ({"new_date": "on", "second": "1", "due": "June 2020"}, "Say why the date is moving."),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)  # fmt: skip
def test_bad_input_gets_a_clear_sentence_and_changes_nothing(page, action, given, sentence):
    response = page.post(address(action), said(page.get(address(action)), **given))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert ProgressUpdate.objects.filter(action=action).count() == 1


def test_a_tampered_form_opens_again_and_saves_nothing(page, action):
    response = page.post(address(action), {"seen": "x", "submission": "y", "stage": "under_way", "words": "Kept."})
    assert response.status_code == 422
    assert "Kept." in response.content.decode()
    assert ProgressUpdate.objects.filter(action=action).count() == 1


def test_change_my_answers_goes_back_with_them(page, action):
    first = page.get(address(action))
    back = page.post(address(action), said(first, words="Kept.", second="1", back="1"))
    assert "Where is it?" in back.content.decode()
    assert "Kept." in back.content.decode()


def test_an_update_speaks_for_today_and_moves_the_board(page, action):
    data = said(page.get(address(action)), second="1", save="1")
    page.post(address(action), data)
    assert ProgressUpdate.objects.latest("sequence").effective_date == TODAY
    board = page.get(reverse("board")).content.decode()
    assert re.search(r'<span class="figure">1</span>\s+<span class="word">On track', board)


def test_moving_the_date_of_a_late_action_asks_for_all_that_it_needs_at_once(page):
    action = make_reported_action(make_priority(make_plan()), due=date(2020, 1, 10), effective_date=date(2019, 10, 1))
    first = page.get(address(action))
    check = page.post(address(action), said(first, words="", new_date="on")).content.decode()
    questions = set(re.findall(r'<(?:input|textarea)[^>]* name="(due\w*|words_needed)"', check))
    assert questions == {"due", "due_reason", "due_agreed_by", "words_needed"}
    assert "A new date, which you give below" in check
    given = {
        "due": "30 June 2020",
        "due_reason": "A vacancy.",
        "due_agreed_by": "Director",
        "words_needed": "It goes on.",
    }
    saved = page.post(address(action), said(first, words="", new_date="on", second="1", save="1", **given))
    assert saved.status_code == 302
    assert ProgressUpdate.objects.latest("sequence").due_last_day == date(2020, 6, 30)


def test_an_earlier_day_that_makes_more_needful_asks_for_it_and_loses_nothing(page):
    action = make_reported_action(make_priority(make_plan()), effective_date=date(2020, 1, 1))
    make_update(action, stage="complete", effective_date=date(2020, 1, 10))
    first = page.get(address(action))
    given = said(first, stage="complete", rating="", words="", earlier_day="on", second="1", save="1", day="2020-01-05")
    refused = page.post(address(action), given)
    assert refused.status_code == 422
    questions = set(re.findall(r'<textarea[^>]* name="(\w+)"', refused.content.decode()))
    assert "evidence_words" in questions
    assert 'value="2020-01-05"' in refused.content.decode()


def test_change_my_answers_keeps_what_the_second_page_was_told(page, action):
    first = page.get(address(action))
    answers = said(first, stage="complete", rating="", second="1", evidence_words="The policy of May.")
    back = page.post(address(action), answers | {"back": "1"}).content.decode()
    fold = LexborHTMLParser(back).css_first("details:has(#id_evidence_words)")
    assert ("open" in fold.attributes, "The policy of May." in fold.text()) == (True, True)
    again = page.post(address(action), said(first, stage="complete", rating="", evidence_words="The policy of May."))
    assert re.search(r"<textarea[^>]*evidence_words[^>]*>\s*The policy of May.", again.content.decode())


def said_again(action):
    """What each update of the action said of its words, due date, evidence, impact and day, the first report left out."""
    names = "words", "due_last_day", "due_reason", "due_agreed_by", "evidence_words", "impact", "effective_date"
    return list(ProgressUpdate.objects.filter(action=action).order_by("sequence").values(*names))[1:]


MOVED = {"new_date": "on", "due": "30 June 2020", "due_reason": "A vacancy.", "due_agreed_by": "Director"}
DONE = {"stage": "complete", "rating": "", "evidence_words": "A policy.", "impact": "some", "impact_words": "Asked."}


@pytest.mark.parametrize(
    ("given", "corrected"),
    [
        ({}, {"words": "Other words."}),
        ({}, {"words": ""}),
        ({}, {"rating": "off_track"}),
        ({}, {"stage": "planned"}),
        ({}, {"earlier_day": "on", "day": "2020-01-14"}),
        ({"earlier_day": "on", "day": "2020-01-10"}, {"earlier_day": "", "day": ""}),
        (MOVED, {"due": "30 April 2020"}),
        (MOVED, {"due": "April 2020"}),
        (MOVED, {"due_reason": "Two vacancies."}),
        (MOVED, {"due_agreed_by": "Head of Early Help"}),
        (DONE, {"evidence_words": "A policy and a team."}),
        (DONE, {"evidence_url": "https://www.example.org/policy"}),
        (DONE, {"impact": "clear"}),
        (DONE, {"impact_words": "We asked 40 families."}),
    ],
    ids=lambda each: "-".join(each),
)  # fmt: skip
def test_a_form_sent_again_with_another_answer_is_a_new_update_and_is_saved_once(page, given, corrected):
    action = make_reported_action(make_priority(make_plan()), effective_date=date(2020, 1, 1))
    data = said(page.get(address(action)), second="1", save="1", **given)
    messages = [page.get(page.post(address(action), each)["Location"]).content.decode() for each in [data] * 2]
    assert ["had already been saved" in each for each in messages] == [False, True]
    assert len(said_again(action)) == 1
    again = data | corrected
    if corrected == {"earlier_day": "on", "day": "2020-01-14"}:  # the same day, said otherwise: the same update
        assert "had already been saved" in page.get(page.post(address(action), again)["Location"]).content.decode()
        assert len(said_again(action)) == 1
        return
    messages = [page.get(page.post(address(action), each)["Location"]).content.decode() for each in [again] * 2]
    assert ["had already been saved" in each for each in messages] == [False, True]
    assert len(said_again(action)) == 2
    back = page.get(page.post(address(action), data)["Location"]).content.decode()
    assert "had already been saved" not in back  # back to the first answers: a third update
    assert len(said_again(action)) == 3


def test_a_date_corrected_after_going_back_is_the_date_that_counts(page, action):
    data = said(page.get(address(action)), second="1", save="1", **MOVED)
    page.post(address(action), data)
    page.post(address(action), data | {"due": "30 April 2020"})
    assert [each["due_last_day"] for each in said_again(action)] == [date(2020, 6, 30), date(2020, 4, 30)]
    assert "30 April 2020" in page.get(reverse("action", args=[action.reference])).content.decode()


def test_a_correction_after_going_back_shows_what_a_colleague_saved_meanwhile_and_keeps_the_words(page, action):
    data = said(page.get(address(action)), second="1", save="1")
    page.post(address(action), data)
    make_update(action, words="Theirs, in between.", by=make_officer())
    refused = page.post(address(action), data | {"words": "Mine, corrected."})
    assert "Theirs, in between." in refused.content.decode()
    assert "Mine, corrected." in refused.content.decode()
    assert len(said_again(action)) == 2
    page.post(address(action), data | hidden(refused) | {"words": "Mine, corrected."})
    assert [each["words"] for each in said_again(action)] == ["It began.", "Theirs, in between.", "Mine, corrected."]


def test_words_that_a_question_asked_for_stay_when_the_date_beside_it_is_corrected(page):
    action = make_reported_action(make_priority(make_plan()), due=date(2020, 1, 10), effective_date=date(2019, 10, 1))
    data = said(page.get(address(action)), words="", words_needed="It goes on.", second="1", save="1", **MOVED)
    page.post(address(action), data)
    page.post(address(action), data | {"due": "30 April 2020"})
    assert [each["words"] for each in said_again(action)] == ["It goes on.", "It goes on."]


def test_going_back_to_the_first_page_after_a_save_leads_on_with_what_is_typed_there(page, action):
    first = page.get(address(action))
    page.post(address(action), said(first, second="1", save="1"))
    saved = page.post(address(action), said(first, words="Other words."))
    assert saved.status_code == 302
    assert [each["words"] for each in said_again(action)] == ["It began.", "Other words."]


def test_a_sign_off_sent_twice_is_saved_once_and_another_impact_of_it_is_a_new_update(page, officer):
    plan = make_plan(asks_sign_off=True)
    action = make_reported_action(make_priority(plan))
    make_update(action, stage="awaiting", evidence_words="A policy.", by=make_officer())
    data = said(page.get(address(action)), second="1", save="1", **DONE)
    for _ in range(2):
        assert page.post(address(action), data).status_code == 302
    assert [each["impact"] for each in said_again(action)] == ["", "some", ""]
    page.post(address(action), data | {"impact": "clear"})
    assert [each["impact"] for each in said_again(action)] == ["", "some", "", "clear"]


def test_a_session_that_ran_out_on_the_second_page_keeps_that_page_through_a_reload(page, action, officer):
    answers = said(
        page.get(address(action)), stage="complete", rating="", second="1", save="1", evidence_words="A policy."
    )
    run_out(page)
    page.post(address(action), answers)
    page.post(reverse("account_login"), {"login": officer.username, "password": "improvement-plan"})
    for _ in range(2):
        html = page.get(address(action)).content.decode()
        assert "Check your update" in html
        assert "A policy." in html
    saved = page.post(address(action), answers)
    assert saved.status_code == 302
    assert "A policy." not in page.get(address(action)).content.decode()


def test_a_saved_form_is_for_the_same_plans_action_alone(page, action, officer):
    other = make_reported_action(make_priority(make_plan(slug="other")))
    run_out(page)
    page.post(address(action), {"who": officer.pk, "seen": 1, "words": "Typed before."})
    page.force_login(officer)
    assert "Typed before." not in page.get(f"{address(other)}?plan=other").content.decode()


def test_no_other_form_is_kept_when_a_session_ran_out(page, officer):
    run_out(page)
    page.post(reverse("account_change_password"), {"who": officer.pk, "oldpassword": "secret-one"})
    assert Session.objects.filter(user=None).count() == 0


def test_a_form_without_its_protection_code_shows_the_words_and_no_password(officer, action):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    refused = client.post(address(action), {"words": "Short.", "password": "a-long-password-" * 4})
    assert refused.status_code == 403
    assert "Short." in refused.content.decode()
    assert "a-long-password" not in refused.content.decode()


def test_an_impact_is_asked_for_after_completion(page, action):
    make_update(action, stage="complete")
    first = page.get(address(action))
    check = page.post(address(action), said(first, stage="complete", rating="", words="")).content.decode()
    assert "What impact has it had on children and families?" in check


def test_a_complete_action_saved_as_it_is_gets_a_sentence(page, action):
    make_update(action, stage="complete")
    first = page.get(address(action))
    refused = page.post(address(action), said(first, stage="complete", rating="", words="", second="1", save="1"))
    assert refused.status_code == 422
    assert "You have not changed anything." in refused.content.decode()


def test_no_change_pressed_after_typing_goes_on_with_the_words_instead_of_dropping_them(page, action):
    first = page.get(address(action))
    check = page.post(address(action), said(first, words="Typed.", no_change="1")).content.decode()
    assert "Check your update" in check
    assert "Typed." in check
    assert ProgressUpdate.objects.filter(action=action).count() == 1


def make_late():
    return make_reported_action(make_priority(make_plan()), due=date(2020, 1, 10), effective_date=date(2019, 10, 1))


ASKS = "What is being done about it?"


def test_no_change_to_a_late_action_asks_what_is_being_done_and_saves_nothing_before(page):
    action = make_late()
    data = hidden(page.get(address(action))) | {"no_change": "1"}
    asked = page.post(address(action), data)
    assert (asked.status_code, ASKS in asked.content.decode()) == (200, True)
    refused = page.post(address(action), data | {"asked": "1", "words_needed": " "})
    assert refused.status_code == 422
    assert "Say what is being done about it. A sentence is enough." in refused.content.decode()
    assert said_again(action) == []
    for _ in range(2):
        page.post(address(action), data | {"asked": "1", "words_needed": "An agency worker starts on Monday."})
    (update,) = ProgressUpdate.objects.filter(action=action, no_change=True)
    assert update.words == "An agency worker starts on Monday."
    page.post(address(action), data | {"asked": "1", "words_needed": "Another answer after going back."})
    assert ProgressUpdate.objects.filter(action=action, no_change=True).count() == 2


def test_words_typed_on_the_first_page_are_the_word_that_no_change_asks_for(page):
    action = make_late()
    make_update(action, words="Two courses were cancelled.", by=make_officer())
    first = page.get(address(action))
    assert "asks you what is being done about it" in first.content.decode()
    assert "Two courses were cancelled." in first.content.decode()  # what was last said is beside the question
    saved = page.post(address(action), hidden(first) | {"no_change": "1", "stage": "planned", "words": "Typed."})
    assert saved.status_code == 302
    assert [each["words"] for each in said_again(action)] == ["Two courses were cancelled.", "Typed."]


def test_too_many_words_with_no_change_are_refused_and_stay(page, action):
    data = hidden(page.get(address(action))) | {"no_change": "1", "words": "x" * 5_000}
    refused = page.post(address(action), data)
    assert refused.status_code == 422
    assert "x" * 5_000 in refused.content.decode()
    assert said_again(action) == []


@pytest.mark.parametrize("theirs", [{}, {"stage": "complete", "evidence_words": "A policy."}])
def test_no_change_after_a_colleagues_save_shows_it_keeps_the_word_and_saves_nothing(page, theirs):
    action = make_late()
    data = hidden(page.get(address(action))) | {"no_change": "1", "asked": "1", "words_needed": "Mine."}
    make_update(action, by=make_officer(), words="Theirs.", **theirs)
    refused = page.post(address(action), data).content.decode()
    assert "Theirs." in refused
    assert "Mine." in refused
    assert len(said_again(action)) == 1


def test_the_word_that_no_change_asks_for_is_back_after_a_session_that_ran_out(page, officer):
    action = make_late()
    data = hidden(page.get(address(action))) | {"no_change": "1", "asked": "1", "words_needed": "Typed before."}
    run_out(page)
    page.post(address(action), data)
    page.post(reverse("account_login"), {"login": officer.username, "password": "improvement-plan"})
    back = page.get(address(action)).content.decode()
    assert ASKS in back
    assert "Typed before." in back


# What the first page asks of the second’s questions

EARLY = {"due": "30 June 2021", "due_reason": "The supplier is late.", "due_agreed_by": "Director"}


def latest(action):
    return ProgressUpdate.objects.filter(action=action).order_by("sequence").last()


@pytest.mark.parametrize("ticked", [{}, {"new_date": "on"}], ids=["given alone", "ticked too"])
def test_a_new_date_is_given_and_saved_on_the_first_page(page, action, ticked):
    first = page.get(address(action))
    for _ in range(2):  # sent twice
        assert page.post(address(action), said(first, save="1") | EARLY | ticked).status_code == 302
    update = latest(action)
    assert (update.due_last_day, update.due_reason, update.due_change) == (
        date(2021, 6, 30),
        EARLY["due_reason"],
        "moved",
    )
    assert ProgressUpdate.objects.filter(action=action).count() == 2


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"due_reason": ""}, "Say why the date is moving."),
        ({"due": "soonish"}, "“soonish” could not be read as a date."),
    ],
)
def test_what_is_missing_or_wrong_in_it_is_asked_on_the_second_page(page, action, answers, says):
    first = page.get(address(action))
    check = page.post(address(action), said(first, save="1") | EARLY | answers)
    html = check.content.decode()
    assert ("Check your update" in html, (answers.get("due") or EARLY["due"]) in html) == (True, True)
    if "due" in answers:
        assert (check.status_code, says in html) == (422, True)
    saved = page.post(address(action), said(first, save="1", second="1", new_date="on") | EARLY | answers)
    assert says in saved.content.decode()
    assert latest(action).due_change == "given"


def test_what_shows_that_it_is_done_is_given_on_the_first_page_and_checked_on_the_second(page, action):
    answers = said(page.get(address(action)), stage="complete", rating="", save="1", evidence_words="A policy.")
    check = page.post(address(action), answers).content.decode()
    assert ("Check your update" in check, "A policy." in check) == (True, True)
    assert page.post(address(action), answers | {"second": "1"}).status_code == 302
    assert (latest(action).stage, latest(action).evidence_words) == ("complete", "A policy.")


def test_what_shows_that_it_is_done_is_never_dropped_from_what_is_not(page, action):
    answer = page.post(address(action), said(page.get(address(action)), save="1", evidence_words="A policy."))
    html = answer.content.decode()
    assert (answer.status_code, "Say that it is done, or empty that." in html, "A policy." in html) == (422, True, True)
    assert latest(action).rating == ""


def test_no_change_drops_no_date_that_was_given(page, action):
    answers = said(page.get(address(action)), rating="", no_change="1", stage="planned") | EARLY
    answer = page.post(address(action), answers)
    assert (answer.status_code, EARLY["due_reason"] in answer.content.decode()) == (422, True)
    assert ProgressUpdate.objects.filter(action=action).count() == 1
