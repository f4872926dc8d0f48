"""The next paper on the same plan: what it changes, and nothing that officers wrote is overwritten."""

from datetime import date

import pytest

from actions.models import Action, ProgressUpdate
from inspections.loading.review.accepting import accept
from inspections.loading.review.review_page import describe
from inspections.loading.review.undoing import undo
from tests.making import last_position, make_action, make_due, make_plan, make_priority, make_update
from tests.making_loading import accept_all, make_loading, period, read, read_action, read_report

pytestmark = pytest.mark.django_db
FIRST, NEXT, TODAY = date(2020, 1, 14), date(2020, 4, 20), date(2020, 4, 21)
WORDS = (
    "Develop a practice framework for the exploitation team.",
    "Workforce Development Strategy to be completed by March 2020.",
    "Recruit a specialist domestic abuse consultant social worker.",
    "Housing pathway for homeless sixteen year olds.",
)


@pytest.fixture
def plan(db):
    plan = make_plan()
    priority = make_priority(plan)
    for words in WORDS:
        due = make_due(date(2020, 3, 31)) if "Strategy" in words else {}
        make_update(make_action(priority, words=words), effective_date=FIRST, source="paper", stage="planned", **due)
    return plan


DONE = period("completed", "(Mar’20)", "2020-03-01", "2020-03-31")
LATER = period("finish", "by June 2020", None, "2020-06-30")
FOLLOW_UP = [
    read_report(NEXT),
    read_action("Practice framework for the exploitation team developed. (Mar’20)", stage="complete", periods=[DONE]),
    read_action("Workforce Development Strategy to be completed by June 2020.", periods=[LATER]),
    read_action("Recruit a specialist domestic abuse consultant social worker and a deputy."),
    read_action("Open a new family hub in the north of the borough."),
]


def changes(loading):
    return [(one.change, one.text[:20]) for one in loading.proposals.filter(kind="action")]


def test_the_next_paper_becomes_differences(plan):
    loading = make_loading(plan, FOLLOW_UP)
    assert changes(loading) == [
        ("reported_done", "Practice framework f"),
        ("date_moved", "Workforce Developmen"),
        ("words_changed", "Recruit a specialist"),
        ("new", "Open a new family hu"),
        ("withdrawn", "Housing pathway for "),
    ]
    assert loading.proposals.get(change="date_moved").fields["due_before"] == "2020-03-31"
    reworded = describe(loading.proposals.get(change="words_changed"), {})
    assert reworded.before == [("Words until now", WORDS[2])]


def test_accepted_differences_are_updates_of_the_paper(plan, admin_user):
    loading = make_loading(plan, FOLLOW_UP)
    accept_all(loading)
    accept(loading, by=admin_user, on=TODAY)
    updates = ProgressUpdate.objects.filter(sequence__gt=4).order_by("action__number")
    assert list(
        updates.values_list("action__number", "source", "stage", "effective_date", "due_last_day", "due_change")
    ) == [
        (1, "paper", "complete", date(2020, 3, 31), None, ""),
        (2, "paper", "", NEXT, date(2020, 6, 30), "moved"),
        (4, "paper", "stopped", NEXT, None, ""),
        (5, "paper", "planned", NEXT, date(2021, 3, 31), "given"),
    ]
    assert updates.get(action__number=2).due_reason == "The report of 20 April 2020 gives this date."
    assert Action.objects.get(number=3).words.endswith("and a deputy.")
    assert Action.objects.get(number=5).column == "added"


def test_undoing_differences_brings_back_words_and_stages(plan, admin_user):
    loading = make_loading(plan, FOLLOW_UP)
    accept_all(loading)
    undo(accept(loading, by=admin_user, on=TODAY), by=admin_user, on=TODAY, because="Too early.")
    assert list(Action.objects.order_by("number").values_list("words", flat=True)) == list(WORDS)
    assert {last_position(action).stage for action in Action.objects.all()} == {"planned"}
    assert last_position(Action.objects.get(number=2)).due_last_day == date(2020, 3, 31)
    again = make_loading(plan, list(FOLLOW_UP), content=b"the next version")
    assert [change for change, _ in changes(again)] == [change for change, _ in changes(loading)]


def test_what_an_officer_wrote_later_stays(plan, admin_user):
    action = Action.objects.get(number=3)
    make_update(
        action,
        effective_date=date(2020, 4, 1),
        source="officer",
        by=admin_user,
        stage="under_way",
        rating="at_risk",
        words="No one applied.",
    )
    loading = make_loading(plan, FOLLOW_UP)
    accept_all(loading)
    accept(loading, by=admin_user, on=TODAY)
    action = Action.objects.get(number=3)
    assert (last_position(action).stage, last_position(action).rating) == ("under_way", "at_risk")


def test_a_paper_that_says_the_same_changes_nothing(plan):
    loading = make_loading(plan, [read_report(NEXT), *(read_action(words) for words in WORDS)])
    assert {change for change, _ in changes(loading)} == {"unchanged"}


def test_a_paper_on_another_plan_is_not_compared(plan):
    other = [read_action(f"Something quite unlike number {n}: bins and lamp posts.", priority=None) for n in range(5)]
    from inspections.loading.review.comparing import compare
    from inspections.loading.review.existing_records import read_existing_records

    assert {each.change for each in compare(other, read_existing_records(plan))} == {""}


def test_a_priority_that_is_here_is_not_proposed_anew(plan):
    priority = plan.priorities.get()
    loading = make_loading(plan, [read("priority", priority.words, number=1, short_name=priority.short_name)])
    assert loading.proposals.get().change == "unchanged"


@pytest.mark.parametrize(("others", "withdrawn"), [(2, ["Housing"]), (0, [])], ids=["a whole report", "on a few alone"])
def test_a_listed_priority_that_lost_all_its_actions_is_reported_for_a_whole_report_alone(plan, others, withdrawn):
    words = [f"Bring the {name} pathway into every team of the service." for name in ("adoption", "fostering")]
    for number, each in enumerate(words, 2):
        make_update(make_action(make_priority(plan, number=number), words=each), effective_date=FIRST, stage="planned")
    lost = make_action(make_priority(plan, number=4, short_name="Housing"), words="Housing for care leavers at last.")
    make_update(lost, effective_date=FIRST, stage="planned")
    others_actions = [read_action(each, priority=number) for number, each in enumerate(words[:others], 2)]
    proposals = [
        read_report(NEXT),
        read("priority", "Housing", number=4),
        *(read_action(each) for each in WORDS),
        *others_actions,
    ]
    loading = make_loading(plan, proposals)
    gone = loading.proposals.filter(change="withdrawn", action=lost)
    assert [one.action.priority.short_name for one in gone] == withdrawn
