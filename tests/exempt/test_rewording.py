"""Words that a paper gave a record go back where the paper turns out to be exempt, and show to nobody without the right."""

import pytest

from actions.models import Action
from csc_tracker.people import roles
from csc_tracker.people.sight import seeing
from inspections.loading.review.accepting import accept
from inspections.loading.review.undoing import undo
from inspections.models import Acceptance, Loading, WordsChange
from inspections.scrutiny.papers.closing import close_report
from inspections.scrutiny.papers.releasing import confirm_release, propose_release, take_back_release
from priorities.models import Priority
from tests.exempt.everything import MARKED, visit
from tests.making import TODAY, let_read_exempt, make_priority, make_user
from tests.making_loading import REPORT_DAY, accept_all, make_loading, read, read_action, read_report

pytestmark = pytest.mark.django_db
BEGINNING = "Train every manager in the service to supervise social workers"
FIRST, CLOSED, THIRD = f"{BEGINNING} well.", f"{BEGINNING} of {MARKED} well.", f"{BEGINNING} very well."


@pytest.fixture
def admins(plan):
    return [let_read_exempt(make_user(roles.ADMIN, is_staff=True), plan) for _ in "abc"]


def load(plan, title, words, by, **said):
    """A paper whose one action has these words, saved to the plan."""
    loading = make_loading(plan, [read_report(title=title), read_action(words)], [words], **said)
    accept_all(loading)
    accept(Loading._base_manager.get(pk=loading.pk), by=by, on=REPORT_DAY)
    return Loading._base_manager.get(pk=loading.pk)


def seen(client, person, starts, most):
    client.force_login(person)
    return [address for address, text in visit(client, starts, most).items() if MARKED in text]


def shows_to_nobody(client, people, *admin_pages):
    assert seen(client, people[roles.MEMBER], ["/", "/actions/", "/actions/P1.01/", "/reports/"], 60) == []
    lists = ["/admin/actions/action/", "/admin/inspections/wordschange/", "/admin/inspections/loading/"]
    assert seen(client, people["superuser"], [*lists, *admin_pages], 40) == []


def close(loading, by):
    return close_report(loading.report, by=by, on=TODAY, paragraph="1", because="It names a child.")


def test_an_action_has_its_words_back_when_the_paper_is_closed(client, plan, people, admins):
    make_priority(plan, number=1)
    load(plan, "First", FIRST, admins[0])
    second = load(plan, "Second", CLOSED, admins[0])
    assert Action.objects.get().words == CLOSED
    close(second, admins[0])
    assert Action.objects.get().words == FIRST
    shows_to_nobody(client, people)
    with seeing([plan.pk]):
        assert [change.after for change in WordsChange.objects.all()] == [FIRST, CLOSED]


def test_a_priority_has_its_words_back(client, plan, people, admins):
    priority = make_priority(plan, number=1, short_name="Practice", words="Improve practice in the service for all.")
    words = f"Improve practice in the service for all of {MARKED}."
    said = read("priority", words, number=1, short_name="Practice", words=words)
    loading = make_loading(plan, [read_report(), said], [words])
    accept_all(loading)
    accept(loading, by=admins[0], on=REPORT_DAY)
    priority.refresh_from_db()
    assert priority.words == words
    close(Loading.objects.get(), admins[0])
    assert Priority.objects.get().words == "Improve practice in the service for all."
    shows_to_nobody(client, people)


def test_words_of_a_later_open_paper_stay_and_show_none_that_are_closed(client, plan, people, admins):
    make_priority(plan, number=1)
    load(plan, "First", FIRST, admins[0])
    second = load(plan, "Second", CLOSED, admins[0])
    third = load(plan, "Third", THIRD, admins[0])
    waiting = make_loading(plan, [read_report(title="Fourth"), read_action(CLOSED.replace(MARKED, "all"))], ["Four."])
    close(second, admins[0])
    assert Action.objects.get().words == THIRD
    pages = [f"/admin/inspections/loading/{each.pk}/change/" for each in (third, waiting)]
    pages += [f"/admin/inspections/loading/proposals/{each.pk}/" for each in third.proposals.all()]
    shows_to_nobody(client, people, *pages)
    undo(Acceptance.objects.get(loading=third), by=admins[0], on=TODAY, because="Too early.")
    assert Action.objects.get().words == FIRST


def test_words_that_were_changed_by_hand_go_back_too(plan, admins):
    make_priority(plan, number=1)
    load(plan, "First", FIRST, admins[0])
    second = load(plan, "Second", CLOSED, admins[0])
    Action.objects.update(words=f"{CLOSED} Now.")
    close(second, admins[0])
    assert Action.objects.get().words == FIRST


def test_a_paper_that_was_released_may_reword_until_the_release_is_taken_back(client, plan, people, admins):
    make_priority(plan, number=1)
    load(plan, "First", FIRST, admins[0])
    with seeing([plan.pk]):
        second = make_loading(plan, [read_report(title="Second"), read_action(CLOSED)], [CLOSED], is_open=False)
        assert second.proposals.get(kind="action").lacks
    release = propose_release(second.exemption, by=admins[0], on=TODAY, authority="Minute 4", reason="It is public.")
    confirm_release(release, by=admins[1], on=TODAY)
    assert second.proposals.get(kind="action").lacks == ""
    accept_all(second)
    accept(Loading.objects.get(pk=second.pk), by=admins[0], on=REPORT_DAY)
    assert Action.objects.get().words == CLOSED
    for _ in range(2):
        take_back_release(second.exemption, by=admins[2], on=TODAY, because="It names a child.")
        assert Action.objects.get().words == FIRST
        shows_to_nobody(client, people)
        release = propose_release(
            second.exemption, by=admins[0], on=TODAY, authority="Minute 5", reason="It is public."
        )
        confirm_release(release, by=admins[1], on=TODAY)


def test_an_action_that_a_paper_leaves_out_is_proposed_in_its_open_words(client, plan, people, admins):
    make_priority(plan, number=1)
    other = "Recruit a specialist domestic abuse consultant social worker."
    loading = make_loading(plan, [read_report(title="First"), read_action(FIRST), read_action(other)], [FIRST, other])
    accept_all(loading)
    accept(loading, by=admins[0], on=REPORT_DAY)
    second = load(plan, "Second", CLOSED, admins[0])
    third = make_loading(plan, [read_report(title="Third"), read_action(other)], [other])
    assert third.proposals.get(change="withdrawn").text == CLOSED
    close(second, admins[0])
    assert third.proposals.get(change="withdrawn").text == FIRST
    shows_to_nobody(client, people, f"/admin/inspections/loading/{third.pk}/change/")
