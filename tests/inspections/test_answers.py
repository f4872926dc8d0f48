"""What was decided, asked and promised: when it was known, how far it was answered, and the pages and lines that say so."""

import random
from datetime import date

import pytest

from actions.pages.page_context import PageContext
from actions.pages.panels import ACTION, BOARD_FIRST, panels
from inspections.models import Resolution
from inspections.scrutiny.resolutions.progress import State, answer_due, filter_known, filter_waiting, with_state
from tests.making import TODAY, make_action, make_plan, make_reported_action, make_user
from tests.making_scrutiny import (
    link,
    make_answer,
    make_citation,
    make_closure,
    make_committee,
    make_finding,
    make_inspection,
    make_item,
    make_meeting,
    make_no_answer,
    make_passage,
    make_report,
    make_resolution,
    make_verdict,
)

pytestmark = pytest.mark.django_db


def summary_of(resolution, on=TODAY):
    [matter] = with_state(Resolution.objects.filter(pk=resolution.pk), on)
    return matter.summary


@pytest.mark.parametrize(
    ("needs", "answers", "state"),
    [
        pytest.param(False, [], State.NOTED, id="nothing due"),
        pytest.param(True, [], State.OPEN, id="due and unanswered"),
        pytest.param(True, [(date(2020, 1, 14), False)], State.PART, id="answered in part that day"),
        pytest.param(True, [(date(2020, 1, 15), False)], State.OPEN, id="answered the day after"),
        pytest.param(
            True, [(date(2019, 12, 1), False), (date(2020, 1, 1), True)], State.ANSWERED, id="part, then whole"
        ),
        pytest.param(True, [(date(2019, 12, 1), False), (date(2020, 1, 15), True)], State.PART, id="whole only later"),
    ],
)
def test_the_state_is_what_was_answered_by_the_day(needs, answers, state):
    resolution = make_resolution(needs_answer=needs)
    for on, whole in answers:
        make_answer(resolution, on, whole=whole)
    assert summary_of(resolution).state == state


@pytest.mark.parametrize(
    ("on", "due", "overdue"),
    [
        (date(2020, 1, 14), "Due by 31 March 2020, in 77 days", False),
        (date(2020, 3, 31), "Due by 31 March 2020, today", False),
        (date(2020, 4, 1), "Overdue: was due by 31 March 2020, 1 day ago", True),
    ],
)
def test_an_open_promise_says_when_it_is_due_and_when_that_has_passed(on, due, overdue):
    promise = make_resolution(
        kind="promise", needs_answer=True, due_words="In March", due_first_day=date(2020, 3, 1), due_last_day=date(2020, 3, 31)
    )  # fmt: skip
    assert (summary_of(promise, on).due, summary_of(promise, on).overdue) == (due, overdue)


WHOLE, PART = True, False
YES, NO = True, False


@pytest.mark.parametrize(
    ("answers", "words", "state"),
    [
        pytest.param([PART], [(0, YES, 1)], State.ANSWERED, id="a member says that a part answers it"),
        pytest.param([WHOLE], [(0, NO, 1)], State.PART, id="a member says that the whole does not"),
        pytest.param([WHOLE], [(0, NO, 1), (0, YES, 2)], State.ANSWERED, id="no, then yes"),
        pytest.param([WHOLE], [(0, YES, 1), (0, NO, 2)], State.PART, id="yes, then no"),
        pytest.param([PART, WHOLE], [(0, YES, 1), (1, NO, 2)], State.PART, id="the latest word of any answer decides"),
        pytest.param([PART, WHOLE], [(0, NO, 2), (1, YES, 1)], State.PART, id="the later day, not the newer answer"),
        pytest.param([WHOLE], [(0, NO, 20)], State.ANSWERED, id="a word of a later day says nothing yet"),
        pytest.param([WHOLE], [(0, NO, 1), (0, YES, 1)], State.ANSWERED, id="of one day, the later recorded"),
    ],
)
def test_the_latest_word_of_a_member_decides(answers, words, state):
    resolution = make_resolution(needs_answer=True)
    made = [make_answer(resolution, date(2020, 1, 1), whole=whole) for whole in answers]
    for place, answers_it, day in words:
        make_verdict(made[place], answers_it, on=date(2020, 1, day), because="" if answers_it else "One year of three.")
    assert summary_of(resolution).state == state


def test_what_the_committee_closed_is_closed_from_the_day_that_it_was_recorded():
    resolution = make_resolution(needs_answer=True, due_words="soon", due_last_day=date(2019, 11, 1))
    make_verdict(make_answer(resolution, date(2020, 1, 1)), True, on=date(2020, 1, 2))
    make_closure(resolution, make_meeting(date(2020, 1, 10)), on=date(2020, 1, 12))
    assert summary_of(resolution, date(2020, 1, 11)).state == State.ANSWERED
    assert (summary_of(resolution, date(2020, 1, 12)).state, summary_of(resolution).overdue) == (State.CLOSED, False)


@pytest.mark.parametrize("on_the_other", [False, True], ids=["recorded of the matter", "recorded of the other"])
def test_the_same_matter_has_one_state_whichever_of_the_two_it_was_recorded_of(on_the_other):
    matter = make_resolution()
    other = make_resolution(matter.item, "request", needs_answer=True, same_matter=matter)
    of = other if on_the_other else matter

    def states():
        return {summary_of(each).state for each in (matter, other)}

    assert states() == {State.OPEN}
    answer = make_answer(of, date(2020, 1, 1))
    assert states() == {State.PART}
    make_verdict(answer, True)
    assert states() == {State.ANSWERED}
    make_closure(of, matter.item.meeting)
    assert states() == {State.CLOSED}


def state_by_hand(resolution, on):
    """The rule once more, over the records one by one, as the docstring of `state_on` puts it."""
    matter = resolution.same_matter or resolution
    group = [matter, *matter.also.all()]
    answers = [answer for each in group for answer in each.answers.all() if answer.on <= on]
    words = [word for answer in answers for word in answer.verdicts.all() if word.on <= on]
    if any(closure.on <= on for each in group for closure in each.closures.all()):
        return State.CLOSED
    if words:
        latest = max(words, key=lambda word: (word.on, word.recorded_at, word.pk))
        return State.ANSWERED if latest.answers_it else State.PART
    if answers:
        return State.ANSWERED if any(answer.whole for answer in answers) else State.PART
    return State.OPEN if any(each.needs_answer for each in group) else State.NOTED


def test_what_is_read_in_one_query_and_the_records_one_by_one_agree_on_many_matters():
    """Three hundred matters made by chance, each looked at on five days."""
    chance = random.Random(20_200_114)
    item, meeting, member = make_item(), make_meeting(date(2019, 12, 1)), make_user()
    days = [date(2020, 1, day) for day in range(1, 6)]
    for _ in range(150):
        matter = make_resolution(item, needs_answer=chance.random() < 0.5)
        other = make_resolution(item, same_matter=matter, needs_answer=chance.random() < 0.5)
        for _ in range(chance.randrange(4)):
            answer = make_answer(chance.choice([matter, other]), chance.choice(days), whole=chance.random() < 0.5)
            for _ in range(chance.randrange(3)):
                yes = chance.random() < 0.5
                make_verdict(answer, yes, on=chance.choice(days), because="" if yes else "No.", by=member)
        if chance.random() < 0.2:
            make_closure(chance.choice([matter, other]), meeting, on=chance.choice(days), by=member)
    seen = set()
    said = ("closures", "answers__verdicts", "also__closures", "also__answers__verdicts")
    by_hand = Resolution.objects.prefetch_related(*said, *(f"same_matter__{each}" for each in said)).in_bulk()
    for on in days:
        for resolution in with_state(Resolution.objects.all(), on):
            assert resolution.state == state_by_hand(by_hand[resolution.pk], on)
            seen.add(resolution.state)
    assert seen == set(State)


def test_the_filter_for_overdue_and_the_words_agree(plan):
    """Whose day it is, its own or that of the matter that it is counted with, in what is counted as in words."""
    late, later = date(2020, 1, 13), date(2020, 1, 14)
    for day in (late, later, None):
        matter = make_resolution(needs_answer=True, plan=plan, due_last_day=day, due_words="soon" if day else "")
        for own in (late, later, None):
            make_resolution(matter.item, same_matter=matter, plan=plan, due_last_day=own)
        make_resolution(matter.item, same_matter=matter, plan=plan, due_words="at a future meeting")
    rows = with_state(Resolution.objects.all(), TODAY)
    assert [row.overdue for row in rows] == [row.summary.due.startswith("Overdue") for row in rows]
    assert sum(row.overdue for row in rows) == 5


def test_what_is_answered_is_never_overdue():
    resolution = make_resolution(needs_answer=True, due_words="soon", due_last_day=date(2019, 11, 1))
    make_answer(resolution, date(2020, 1, 1), whole=True)
    assert (summary_of(resolution).due, summary_of(resolution).overdue) == ("", False)


def test_the_same_matter_is_answered_with_the_one_it_is_counted_with(plan):
    decision = make_resolution(needs_answer=True, plan=plan)
    request = make_resolution(decision.item, "request", same_matter=decision, plan=plan)
    assert summary_of(request).state == State.OPEN
    make_answer(decision, TODAY)
    assert summary_of(request).state == State.PART


def test_a_papers_promise_is_known_from_the_papers_date_and_a_decision_from_the_meeting(plan):
    item = make_item(make_meeting(date(2020, 1, 23), make_committee(plan)))
    promise, decision = make_resolution(item, "promise"), make_resolution(item)
    make_citation(make_passage(make_report(item, dated=date(2020, 1, 14))), resolution=promise)
    make_citation(make_passage(make_report(item, kind="minutes")), resolution=decision)

    def known_by(on):
        return filter_known(Resolution.objects.all(), on)

    assert known_by(date(2020, 1, 13)) == []
    assert known_by(date(2020, 1, 14)) == known_by(date(2020, 1, 22)) == [promise]
    assert known_by(date(2020, 1, 23)) == [promise, decision]
    assert summary_of(promise).day == "14 January 2020"
    assert summary_of(decision).day == "23 January 2020"


def test_a_receipt_that_was_withdrawn_gives_no_day():
    promise = make_resolution(make_item(make_meeting(date(2020, 6, 1))), "promise")
    make_citation(make_passage(make_report(dated=date(2020, 1, 14))), resolution=promise, withdrawn_on=TODAY)
    assert filter_known(Resolution.objects.all(), TODAY) == []
    assert summary_of(promise).day == "1 June 2020"


def test_what_is_counted_with_a_matter_in_another_plan_counts_and_costs_one_query_more(plan, django_assert_num_queries):
    matter = make_resolution(plan=plan)
    elsewhere = make_resolution(matter.item, "request", needs_answer=True, same_matter=matter, plan=make_plan())
    gone = make_resolution(matter.item, needs_answer=True, same_matter=matter, withdrawn_on=TODAY)
    third = make_resolution(needs_answer=True, same_matter=matter, plan=make_plan())
    make_answer(third, date(2020, 1, 10))
    for of in (matter, elsewhere, third):
        with django_assert_num_queries(2):
            [current] = with_state(Resolution.objects.filter(pk=of.pk), TODAY)
        assert (current.state, current.summary.state) == (State.PART, State.PART)
        assert current.others == ([elsewhere, third] if of == matter else [])
    assert gone not in filter_known(Resolution.objects.all(), TODAY)
    with django_assert_num_queries(2):
        assert filter_waiting(filter_known(Resolution.objects.of_plan(plan), TODAY)) == [matter]


def test_many_matters_with_all_that_is_recorded_of_them_are_read_in_one_query(plan, django_assert_num_queries):
    for _ in range(3):
        matter = make_resolution(plan=plan, needs_answer=True)
        make_resolution(matter.item, "request", plan=plan, same_matter=matter)
        for on in (date(2020, 1, 2), date(2020, 1, 3)):
            answer = make_answer(matter, on)
            make_verdict(answer, True)
            make_verdict(answer, False, because="One year of three.")
            make_citation(make_passage(), resolution=matter)
        make_closure(matter, matter.item.meeting)
    with django_assert_num_queries(1):
        known = filter_known(Resolution.objects.of_plan(plan), TODAY)
    assert [(each.state, each.summary.day) for each in known] == [
        *[(State.CLOSED, "16 October 2019")] * 3,
        *[(State.CLOSED, "14 January 2020")] * 3,
    ]


def test_one_for_each_matter_waits_the_overdue_first_then_by_day_and_slug(plan):
    late = {"needs_answer": True, "due_words": "soon", "due_last_day": date(2020, 1, 13)}
    item = make_item(make_meeting(date(2019, 12, 1)))
    second = make_resolution(item, slug="b", **late)
    first = make_resolution(item, slug="a", **late)
    make_resolution(item, same_matter=first, **late)
    last = make_resolution(item, needs_answer=True)
    before_it = make_resolution(make_item(make_meeting(date(2019, 9, 1))), needs_answer=True)
    make_resolution(item)
    assert filter_waiting(filter_known(Resolution.objects.all(), TODAY)) == [first, second, before_it, last]


def test_what_two_papers_say_is_known_from_the_earlier_one():
    promise = make_resolution(make_item(make_meeting(date(2020, 6, 1))), "promise")
    for day in (date(2020, 2, 1), date(2020, 1, 14), date(2020, 3, 1)):
        make_citation(make_passage(make_report(dated=day)), resolution=promise)
    assert summary_of(promise).day == "14 January 2020"


def test_a_meeting_known_only_by_its_month_gives_no_day(plan):
    meeting = make_meeting(date(2019, 7, 1), last_day=date(2019, 7, 31), date_words="July 2019")
    assert summary_of(make_resolution(make_item(meeting))).day == "July 2019"


def test_one_matter_counts_once_and_the_other_says_which(plan, page, member):
    decision = make_resolution(needs_answer=True, plan=plan, words="More information be provided.")
    make_resolution(decision.item, "request", same_matter=decision, plan=plan, words="Members asked for detail.")
    make_resolution(decision.item, plan=plan)
    text = page("/resolutions/")
    assert text.startswith(
        "Decided, asked and promised 1 is not fully answered, none overdue. "
        "2 matters by 14 January 2020: 2 decided. How far they are answered: 1 open, 1 with nothing due."
    )
    assert "Asked by members The same matter: Members asked for detail. (16 October 2019)" in text
    request = Resolution.objects.get(kind="request")
    assert "Counted with The same matter as More information be provided." in page(f"/resolutions/{request.slug}/")


def test_every_number_links_to_exactly_its_rows(plan, member):
    make_resolution(needs_answer=True, plan=plan)
    make_resolution(plan=plan)
    make_resolution(kind="promise", needs_answer=True, plan=plan, due_last_day=date(2020, 1, 13), due_words="soon")
    make_answer(make_resolution(needs_answer=True, plan=plan), date(2020, 1, 2))
    make_answer(make_resolution(needs_answer=True, plan=plan), date(2020, 1, 2), whole=True)
    make_closure(make_resolution(needs_answer=True, plan=plan), make_meeting(date(2019, 12, 1)))
    counts = member.get("/resolutions/").context["counts"]
    assert [state["number"] for state in counts["states"]] == [2, 1, 1, 1, 1]
    for counted in (counts["all"], *counts["kinds"], *counts["states"], counts["waiting"], counts["overdue"]):
        assert len(member.get(counted["address"]).context["rows"]) == counted["number"] > 0


@pytest.mark.parametrize("query", ["kind=wish", "state=maybe"])
def test_a_filter_value_that_does_not_exist_is_said_and_hides_nothing(plan, member, page, query):
    make_resolution(plan=plan)
    assert "so it does not filter the list" in page(f"/resolutions/?{query}")
    assert len(member.get(f"/resolutions/?{query}").context["rows"]) == 1


def test_what_is_later_than_the_day_is_folded_away(plan, member):
    later = make_resolution(make_item(make_meeting(date(2022, 9, 22))))
    context = member.get("/resolutions/").context
    assert (context["rows"], context["later"]) == ([], [later])
    assert context["later"][0].summary.day == "22 September 2022"


def test_a_resolution_says_its_answers_so_far_and_what_is_missing(plan, page):
    decision = make_resolution(needs_answer=True, plan=plan, words="More information be provided.")
    answer = make_answer(decision, date(2020, 1, 14), words="£800,000 more.", note="One year of three.")
    make_answer(decision, date(2020, 1, 15), words="Later words.")
    make_citation(make_passage(make_report(dated=date(2020, 1, 14)), number="7.1"), answer=answer)
    text = page(f"/resolutions/{decision.slug}/")
    assert "Decided, 16 October 2019 Part answered. No date is stated for the answer." in text
    assert (
        "Answers so far 14 January 2020, a part answer £800,000 more. One year of three. "
        "Where this came from: report of 14 January 2020, 7.1 – see it in the paper"
    ) in text
    assert "Later words." not in text


def test_an_unknown_resolution_is_said_to_be_unknown(plan, page):
    assert "Nothing decided, asked or promised is called “none-such”." in page("/resolutions/none-such/", status=404)


def test_another_plans_resolution_is_not_shown_under_this_plan(plan, page):
    other = make_resolution(plan=make_plan(practice=True))
    page(f"/resolutions/{other.slug}/", status=404)


def asked_for(plan, on=TODAY):
    return PageContext(plan, on, TODAY, plan_given=False, on_given=False)


def test_the_board_names_findings_without_action_and_what_is_not_answered(plan, page):
    make_no_answer(make_finding(words="Life story work is underdeveloped and needs to be improved."), plan)
    link(make_finding(words="Answered.", kind="improve"), make_reported_action(plan.priorities.get()))
    make_resolution(needs_answer=True, plan=plan, words="more information be provided at a future meeting")
    make_resolution(plan=plan, words="the report be noted")
    text = page("/")
    assert (
        "1 of 2 findings to improve has no answer in the plan: “Life story work is underdeveloped and needs to be improved.”"
        in text
    )
    assert (
        "“more information be provided at a future meeting”: decided, 16 October 2019, open. No date is stated" in text
    )
    assert "the report be noted" not in text


def test_the_overdue_come_first_on_the_board_and_it_says_so(plan, page):
    make_resolution(make_item(make_meeting(date(2019, 9, 1))), needs_answer=True, plan=plan, words="the cost be told")
    make_resolution(
        kind="promise", needs_answer=True, plan=plan, words="Officers will send it.", due_words="before Christmas",
        due_last_day=date(2019, 12, 24),
    )  # fmt: skip
    text = page("/")
    assert (
        "Overdue: “Officers will send it.”: promised by officers, 16 October 2019, open. Was due by 24 December 2019, "
        "21 days ago"
    ) in text
    assert text.count("Overdue") == 1
    assert text.index("Officers will send it.") < text.index("the cost be told")


def test_one_matter_is_one_line_of_the_board(plan):
    decision = make_resolution(needs_answer=True, plan=plan)
    make_resolution(decision.item, "request", needs_answer=True, plan=plan, same_matter=decision)
    [drawn] = panels(BOARD_FIRST, asked_for(plan))
    assert drawn["panel"]["waiting"] == [decision]


@pytest.mark.parametrize(
    ("own", "of_matter", "words"),
    [
        ({}, {}, "No"),
        ({"needs_answer": True}, {}, "Yes, but no date is stated"),
        ({"needs_answer": True, "due_words": "by spring"}, {}, "Yes: “by spring”"),
        ({}, {"needs_answer": True, "due_words": "by spring"}, "Yes: “by spring”"),
        (
            {"needs_answer": True, "due_words": "by spring", "due_last_day": date(2020, 3, 31)}, {},
            "Yes: “by spring”, by 31 March 2020",
        ),
        ({}, {"needs_answer": True, "due_last_day": date(2020, 3, 31)}, "Yes, by 31 March 2020"),
    ],
)  # fmt: skip
def test_whether_and_when_an_answer_is_due_is_said_for_itself_else_for_its_matter(own, of_matter, words):
    matter = make_resolution(**of_matter)
    resolution = make_resolution(matter.item, same_matter=matter, **own)
    [read] = with_state(Resolution.objects.filter(pk=resolution.pk).select_related("same_matter"), TODAY)
    assert answer_due(read) == words


def test_the_board_names_four_findings_without_an_action_and_says_that_there_are_others(plan, page):
    inspection = make_inspection()
    for number in range(1, 6):
        make_no_answer(make_finding(inspection, number=number, words=f"Point {number}."), plan)
    names = "; ".join(f"“Point {number}.”" for number in range(1, 5))
    assert f"5 of 5 findings to improve have no answer in the plan: {names}; and others" in page("/")


def test_only_findings_without_any_action_are_named_on_the_board(plan):
    inspection = make_inspection()
    gap = make_finding(inspection)
    make_no_answer(gap, plan)
    link(make_finding(inspection), make_reported_action(plan.priorities.get(), stage="complete"))
    [drawn] = panels(BOARD_FIRST, asked_for(plan))
    assert (drawn["panel"]["gaps"], drawn["panel"]["findings"]) == ([gap], 2)


def test_with_every_finding_and_request_answered_there_is_nothing_of_them_to_look_at(plan):
    make_finding(kind="strength")
    make_resolution(plan=plan)
    assert panels(BOARD_FIRST, asked_for(plan)) == []


def test_an_action_says_what_paper_speaks_of_the_same_event(plan, page):
    action = make_action(plan.priorities.get())
    make_resolution(kind="intention", plan=plan, action=action, words="A listening week will be held.")
    make_resolution(
        make_item(make_meeting(date(2021, 1, 1))), kind="intention", plan=plan, action=action, words="Much later."
    )
    text = page(f"/actions/{action.reference}/")
    assert (
        "The same event as “A listening week will be held.” (planned, according to the paper, 16 October 2019)." in text
    )
    assert "Much later." not in text
    assert panels(ACTION, asked_for(plan), action)[0]["panel"]["links"] == []
