"""Recording an update: what stands against it, what it saves, and that a refusal saves nothing."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from actions.models import Action, ProgressUpdate
from actions.periods.reader import read_period
from actions.positions.facts import facts_on
from actions.updating import corrections, updates
from actions.updating.history import last_sequence, recorded_updates, run_of_no_change
from actions.updating.owners import set_owner
from actions.updating.updates import Answers, SavedMeanwhile
from csc_tracker.people import roles
from priorities.leads import set_lead
from tests.making import (
    TODAY,
    make_action,
    make_due,
    make_holding,
    make_officer,
    make_period,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db


def answers(**kwargs):
    values = {"effective_date": TODAY, "stage": "under_way", "rating": "on_track", "words": "It began on Monday."}
    return Answers(**values | kwargs)


def record(action, said, by=None, today=TODAY, seen=None, **kwargs):
    known = last_sequence(recorded_updates(Action.objects.get(pk=action.pk)))
    return updates.record(
        action, said, by=by or make_officer(), today=today, seen=known if seen is None else seen, **kwargs
    )


def refusal(action, said, **kwargs):
    """The sentences against these answers, by question; and nothing was saved."""
    before = ProgressUpdate.objects.count()
    with pytest.raises(ValidationError) as caught:
        record(action, said, **kwargs)
    assert ProgressUpdate.objects.count() == before
    return {name: sentences[0] for name, sentences in caught.value.message_dict.items()}


def facts(action, on=TODAY):
    return facts_on(Action.objects.get(pk=action.pk).updates.all(), on)


def test_an_update_changes_what_it_says_and_leaves_the_rest():
    action = make_reported_action()
    update = record(action, answers())
    assert (update.stage, update.rating, update.due_basis) == ("under_way", "on_track", "")
    assert (facts(action).stage, facts(action).rating, facts(action).due_last_day) == (
        "under_way",
        "on_track",
        date(2020, 3, 31),
    )


def test_an_update_for_a_day_to_come_is_refused():
    said = answers(effective_date=TODAY + timedelta(1))
    assert refusal(make_reported_action(), said) == {
        "effective_date": "15 January 2020 is in the future. An update must be about today or an earlier day."
    }


@pytest.mark.parametrize("rating", ["at_risk", "off_track"])
def test_at_risk_and_off_track_need_words_on_what_is_in_the_way(rating):
    sentence = "Say what is in the way, and what is being done about it."
    assert refusal(make_reported_action(), answers(rating=rating, words=" ")) == {"words": sentence}
    assert record(make_reported_action(), answers(rating=rating, words="A vacancy; it is advertised.")).rating == rating


def test_the_first_rating_needs_no_reason_but_a_change_of_it_does():
    action = make_reported_action()
    record(action, answers(stage="planned", words=""))
    make_update(action, rating="at_risk", words="A vacancy.", by=make_officer())
    assert refusal(action, answers(stage="planned", words="")) == {
        "words": "Say why it changes from At risk to On track. A sentence is enough."
    }


def test_complete_needs_something_to_show():
    action = make_reported_action()
    assert refusal(action, answers(stage="complete", rating="")) == {
        "evidence_words": "Say what shows that it is done, or what impact it has had."
    }
    for shown in ("evidence_words", "impact_words", "evidence_url"):
        said = answers(stage="complete", rating="", **{shown: "https://example.org/policy"})
        assert record(make_reported_action(), said).stage == "complete"


def test_a_moved_date_needs_its_reason_and_who_agreed():
    action = make_reported_action()
    said = answers(due=read_period("30 June 2020", TODAY))
    assert refusal(action, said) == {
        "due_reason": "Say why the date is moving.",
        "due_agreed_by": "Say who agreed to the new date.",
    }
    moved = answers(due=read_period("30 June 2020", TODAY), due_reason="A vacancy.", due_agreed_by="Director")
    assert record(action, moved).due_change == "moved"
    assert (facts(action).due_last_day, facts(action).first_due_last_day) == (date(2020, 6, 30), date(2020, 3, 31))


@pytest.mark.parametrize("basis", ["heading", "plan"])
def test_the_first_own_date_is_set_not_moved_and_needs_no_reason(basis):
    action = make_action()
    make_update(action, stage="planned", **make_due(date(2020, 12, 31), basis=basis))
    update = record(action, answers(due=read_period("June 2020", TODAY)))
    assert (update.due_change, update.due_last_day) == ("set", date(2020, 6, 30))
    assert (facts(action).first_due_last_day, facts(action).moves) == (date(2020, 6, 30), 0)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("10 January 2020", "10 January 2020 has already passed. Give the date by which it will be done."),
        ("31 March 2020", "It is already due on 31 March 2020. Give another date, or go back and leave it."),
        (
            "from June 2020",
            "“from June 2020” has no last day. Write the day by which it will be done, such as 30 June 2020.",
        ),
    ],
)
def test_a_due_date_that_cannot_be_is_refused(words, sentence):
    said = answers(due=read_period(words, TODAY), due_reason="A vacancy.", due_agreed_by="Director")
    assert refusal(make_reported_action(), said) == {"due": sentence}


def test_a_due_date_before_the_start_is_refused():
    action = make_reported_action()
    make_period(action, role="start", first_day=date(2020, 5, 1), last_day=date(2020, 5, 31))
    said = answers(due=read_period("30 April 2020", TODAY), due_reason="A vacancy.", due_agreed_by="Director")
    assert refusal(action, said) == {"due": "30 April 2020 is before its start on 1 May 2020. Give a later date."}


def test_the_same_form_sent_twice_saves_one_update_and_with_other_words_another():
    action, number, officer = make_reported_action(), uuid.uuid4(), make_officer()
    first = record(action, answers(), by=officer, submission=number)
    again = record(action, answers(), by=officer, seen=0, submission=number)
    assert (first, action.updates.count()) == (again, 2)
    for _ in range(2):
        other = record(action, answers(words="Again."), by=officer, seen=first.sequence - 1, submission=number)
        assert (other.words, action.updates.count()) == ("Again.", 3)
    with pytest.raises(SavedMeanwhile) as refused:
        record(action, answers(words="More."), by=officer, seen=0, submission=number)
    assert refused.value.updates == [action.updates.order_by("sequence").first()]


def test_a_reason_for_a_new_date_that_is_corrected_is_kept_and_is_no_second_move():
    action, number, officer = make_reported_action(), uuid.uuid4(), make_officer()
    seen = last_sequence(recorded_updates(action))

    def move(reason, seen=seen):
        moved = {"due": read_period("30 June 2020", TODAY), "due_reason": reason, "due_agreed_by": "Director"}
        return record(action, answers(**moved), by=officer, seen=seen, submission=number)

    assert move("A vacancy.").due_change == "moved"
    assert (move("Two vacancies.").due_reason, facts(action).moves) == ("Two vacancies.", 1)
    assert facts(action).due_last_day == date(2020, 6, 30)


def test_a_colleagues_save_in_between_stops_the_save_and_is_shown():
    action = make_reported_action()
    known = last_sequence(recorded_updates(action))
    theirs = record(action, answers(words="Theirs."))
    with pytest.raises(SavedMeanwhile) as caught:
        record(action, answers(words="Mine."), seen=known)
    assert (caught.value.updates, action.updates.count()) == ([theirs], 2)


def sign_off_action():
    plan = make_plan(asks_sign_off=True)
    return make_reported_action(make_priority(plan), effective_date=TODAY - timedelta(20))


def test_where_the_plan_asks_for_sign_off_done_waits_for_a_second_person():
    action, first, second = sign_off_action(), make_officer(), make_officer()
    done_on = TODAY - timedelta(7)
    closed = {"stage": "You cannot report “Complete” for this action on that day."}
    assert refusal(action, answers(stage="complete", rating="", evidence_words="A policy."), by=first) == closed
    reported = record(
        action, answers(effective_date=done_on, stage="awaiting", rating="", evidence_words="A policy."), by=first
    )
    assert facts(action).stage == "awaiting"
    assert refusal(action, answers(stage="complete", rating=""), by=first) == closed
    confirmed = record(action, answers(stage="complete", rating=""), by=second)
    assert (confirmed.confirms, confirmed.by, facts(action).stage) == (reported, second, "complete")


def test_what_is_confirmed_is_complete_from_the_day_it_was_reported_done():
    action, first, second = sign_off_action(), make_officer(), make_officer()
    make_update(action, stage="awaiting", by=first, words="Done.", effective_date=TODAY)
    later = TODAY + timedelta(9)
    confirmed = record(action, answers(effective_date=later, stage="complete", rating=""), by=second, today=later)
    assert (confirmed.effective_date, facts(action).stage, facts(action).stage_since) == (TODAY, "complete", TODAY)


def test_only_a_programme_officer_stops_an_action():
    action = make_reported_action()
    closed = {"stage": "You cannot report “Stopped” for this action on that day."}
    assert refusal(action, answers(stage="stopped", rating="")) == closed
    programme = make_user(roles.PROGRAMME)
    assert record(action, answers(stage="stopped", rating=""), by=programme).stage == "stopped"


def test_no_change_repeats_the_rating_and_is_counted_running():
    action = make_reported_action()
    record(action, answers())
    for _ in range(3):
        record(action, Answers(effective_date=TODAY, stage="under_way", rating="on_track", no_change=True))
    assert run_of_no_change(recorded_updates(Action.objects.get(pk=action.pk))) == 3
    record(action, answers(words="Half done."))
    assert run_of_no_change(recorded_updates(Action.objects.get(pk=action.pk))) == 0


@pytest.mark.parametrize(
    ("due", "rating", "asks"),
    [
        (date(2020, 1, 13), "on_track", True),
        (date(2020, 1, 13), "", True),
        (date(2020, 1, 14), "on_track", False),
        (date(2020, 3, 31), "", False),
        (date(2020, 3, 31), "at_risk", True),
        (date(2020, 3, 31), "off_track", True),
    ],
)
def test_no_change_says_what_is_being_done_where_the_action_is_late_off_track_or_at_risk(due, rating, asks):
    action = make_reported_action(due=due, effective_date=date(2020, 1, 1))
    if rating:
        make_update(action, rating=rating, words="A vacancy.", by=make_officer())
    said = Answers(effective_date=TODAY, stage="planned", rating=rating, no_change=True)
    if asks:
        assert refusal(action, said) == {"words": "Say what is being done about it. A sentence is enough."}
        said = replace(said, words="An agency worker starts on Monday.")
    saved = record(action, said)
    assert (saved.no_change, saved.words) == (True, "An agency worker starts on Monday." if asks else "")


def test_an_update_carries_the_post_that_the_officer_speaks_from():
    officer, post = make_officer(), make_post("Head of MASH")
    make_holding(officer, post)
    assert record(make_reported_action(owner=post), answers(), by=officer).post == post


def test_nobody_speaks_for_one_council_from_a_post_of_another():
    officer = make_officer()
    make_holding(officer, make_post("Head of MASH", council="Elsewhere"))
    assert record(make_reported_action(), answers(), by=officer).post is None


def test_withdrawing_an_update_needs_a_reason_and_works_once():
    action, officer = make_reported_action(), make_officer()
    wrong = record(action, answers(stage="complete", rating="", evidence_words="A policy."))
    with pytest.raises(ValidationError):
        corrections.withdraw(wrong, by=officer, because=" ")
    corrections.withdraw(wrong, by=officer, because="It was for another action.")
    assert facts(action).stage == "planned"
    with pytest.raises(ValidationError):
        corrections.withdraw(wrong, by=officer, because="Twice.")


def test_a_wrong_first_date_is_corrected_and_the_old_one_kept():
    action, officer = make_reported_action(), make_officer()
    corrections.correct_first_due(action, read_period("30 April 2020", TODAY), by=officer, reason="Misread.")
    assert (facts(action).first_due_last_day, facts(action).due_last_day) == (date(2020, 4, 30), date(2020, 4, 30))
    assert [u.due_last_day for u in recorded_updates(Action.objects.get(pk=action.pk))] == [
        date(2020, 3, 31),
        date(2020, 4, 30),
    ]


def test_a_first_date_corrected_twice_by_one_form_is_one_correction_and_another_answer_is_another():
    action, officer = make_reported_action(), make_officer()

    def correct(due="30 April 2020", reason="Misread.", by=officer):
        corrections.correct_first_due(action, read_period(due, TODAY), by=by, reason=reason)
        return action.updates.count() - 1

    assert [correct(), correct(), correct(reason="A slip."), correct("May 2020"), correct("May 2020")] == [
        1,
        1,
        2,
        3,
        3,
    ]
    assert correct(by=make_officer()) == 4
    assert correct() == 5


def test_withdrawing_and_removing_words_by_one_form_sent_twice_is_done_once():
    action, officer = make_reported_action(), make_officer()
    wrong = make_update(action, stage="complete")
    first, again = (corrections.withdraw(wrong, by=officer, because="Of another action.") for _ in range(2))
    assert first == again
    worded = make_update(action, words="A name.", by=officer)
    for _ in range(2):
        corrections.blank_words(worded, by="An admin", on=TODAY, because="It names a child.")
    with pytest.raises(ValidationError):
        corrections.blank_words(worded, by="An admin", on=TODAY, because="Another reason.")


@pytest.mark.parametrize(("role", "save"), [("owner", set_owner), ("lead", set_lead)])
def test_an_owner_or_a_lead_set_twice_by_one_form_is_set_once_and_another_reason_is_refused(role, save):
    officer, post = make_officer(), make_post()
    record = make_action() if role == "owner" else make_priority()
    changes = record.owner_changes if role == "owner" else record.lead_changes
    for _ in range(2):
        save(record, post, by=officer, on=TODAY, reason="Agreed.")
    assert changes.count() == 1
    with pytest.raises(ValidationError):
        save(record, post, by=officer, on=TODAY, reason="Agreed at the board.")
    save(record, None, by=officer, on=TODAY, reason="Agreed.")
    save(record, post, by=officer, on=TODAY, reason="Agreed.")
    assert changes.count() == 3


def test_an_owner_is_set_with_who_did_so_and_why():
    action, officer, post = make_action(), make_officer(), make_post()
    set_owner(action, post, by=officer, on=TODAY, reason="Agreed at the board.")
    action.refresh_from_db()
    (change,) = action.owner_changes.all()
    assert (action.owner, change.from_post, change.to_post, change.by, change.reason) == (
        post,
        None,
        post,
        officer,
        "Agreed at the board.",
    )
    with pytest.raises(ValidationError):
        set_owner(action, post, by=officer, on=TODAY, reason="Again.")


def test_an_update_that_says_nothing_new_is_refused_with_a_sentence():
    action = make_reported_action()
    record(action, answers(stage="complete", rating="", evidence_words="A policy."))
    assert refusal(action, answers(stage="complete", rating="", words="")) == {
        "words": "You have not changed anything. Say what has happened, or leave the action as it is."
    }


def test_an_action_that_nothing_reports_yet_takes_its_first_update():
    assert refusal(make_action(), answers(stage="complete", rating="")) == {
        "evidence_words": "Say what shows that it is done, or what impact it has had."
    }
    assert record(make_action(), answers(stage="planned", words="")).stage == "planned"


def test_an_impact_is_recorded_after_completion():
    action = make_reported_action()
    record(action, answers(stage="complete", rating="", evidence_words="A policy."))
    update = record(action, answers(stage="complete", rating="", words="", impact="some", impact_words="Calm."))
    assert (update.stage, facts(action).impact, facts(action).stage) == ("", "some", "complete")


def test_an_update_is_not_about_a_day_before_the_first_report():
    said = answers(effective_date=TODAY - timedelta(1))
    assert refusal(make_reported_action(), said) == {
        "effective_date": "That is too early. Give 14 January 2020 or a later day."
    }


def test_the_first_date_given_is_the_first_recorded_even_where_a_later_one_speaks_for_an_earlier_day():
    action, officer = make_action(), make_officer()
    make_update(
        action, stage="planned", effective_date=TODAY - timedelta(9), **make_due(date(2020, 12, 31), basis="heading")
    )
    make_update(action, by=officer, effective_date=TODAY - timedelta(2), **make_due(date(2020, 6, 30), change="set"))
    make_update(action, by=officer, effective_date=TODAY - timedelta(5), **make_due(date(2020, 4, 30), change="moved"))
    assert facts(action).first_due_last_day == date(2020, 6, 30)


def test_a_correction_is_of_the_date_that_is_the_first_given():
    action, officer = make_action(), make_officer()
    make_update(
        action, stage="planned", effective_date=TODAY - timedelta(9), **make_due(date(2020, 12, 31), basis="heading")
    )
    make_update(action, by=officer, effective_date=TODAY - timedelta(2), **make_due(date(2020, 6, 30), change="set"))
    corrections.correct_first_due(action, read_period("31 May 2020", TODAY), by=officer, reason="Misread.")
    assert (facts(action).first_due_last_day, facts(action).due_last_day) == (date(2020, 5, 31), date(2020, 5, 31))


def test_an_impact_stated_at_the_check_is_about_the_day_of_the_check():
    action, first, second = sign_off_action(), make_officer(), make_officer()
    done_on = TODAY - timedelta(7)
    record(action, answers(effective_date=done_on, stage="awaiting", rating="", evidence_words="A policy."), by=first)
    said = answers(stage="complete", rating="", impact="clear", impact_words="Calm.")
    confirmed = record(action, said, by=second)
    assert (confirmed.effective_date, facts(action, done_on).impact) == (done_on, "")
    assert (facts(action).stage_since, facts(action).impact) == (done_on, "clear")


def test_what_a_second_person_confirmed_is_withdrawn_only_after_the_confirmation():
    action, first, second = sign_off_action(), make_officer(), make_officer()
    done = record(action, answers(stage="awaiting", rating="", evidence_words="A policy."), by=first)
    confirmed = record(action, answers(stage="complete", rating=""), by=second)
    with pytest.raises(ValidationError, match="Withdraw the confirmation first"):
        corrections.withdraw(done, by=second, because="Wrong.")
    corrections.withdraw(confirmed, by=second, because="Wrong.")
    corrections.withdraw(done, by=second, because="Wrong.")
    assert facts(action).stage == "planned"


def test_what_is_reported_done_needs_something_to_show_and_that_is_reason_enough():
    action = sign_off_action()
    sentence = "Say what shows that it is done, or what impact it has had."
    assert refusal(action, answers(stage="awaiting", rating="", words="Done.")) == {"evidence_words": sentence}
    said = answers(stage="awaiting", rating="", words="", evidence_words="Minutes of May.")
    assert record(action, said).stage == "awaiting"
