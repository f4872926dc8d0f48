"""Links in three states: only what somebody has looked at is a gap; many findings are looked at on one page."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from csc_tracker.people import roles
from inspections.models import FindingAction, FindingPriority, NoAnswer
from inspections.scrutiny.findings.gaps import Gap
from inspections.scrutiny.findings.links import add_link, record_no_answer
from inspections.scrutiny.findings.proposals import propose
from inspections.scrutiny.plan_queries import findings_to_improve
from priorities.models import Plan
from tests.making import TODAY, make_holding, make_plan, make_post, make_priority, make_reported_action, make_user
from tests.making_scrutiny import link, make_committee, make_finding, make_inspection, make_meeting

pytestmark = pytest.mark.django_db
LOOK = "/findings/look/"
REPORT = Path(__file__).parents[2] / "fixtures" / "papers" / "2020-01-14-post-ofsted-report.txt"


@pytest.fixture
def priority(plan):
    return plan.priorities.get()


@pytest.fixture
def post(plan):
    return make_post("Head of Service", council=plan.council)


@pytest.fixture
def officer(client, post):
    person = make_user(roles.OFFICER)
    make_holding(person, post, first_day=date(2019, 1, 1))
    client.force_login(person)
    client.person = person
    return client


def text(client, path, status=200, **data):
    answer = client.post(path, data, follow=True) if data else client.get(path)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def gap_of(finding, plan, asked):
    [gap] = [each.gap for each in findings_to_improve(asked) if each == finding]
    return gap


@pytest.fixture
def asked(plan):
    from actions.pages.page_context import PageContext

    return PageContext(plan, TODAY, TODAY, plan_given=False, on_given=False)


def test_a_finding_is_a_gap_only_once_somebody_looked(plan, priority, post, officer, asked):
    finding = make_finding(make_inspection())
    make_reported_action(priority)
    assert gap_of(finding, plan, asked) == Gap.NOT_LOOKED_AT
    for path in ("/", "/findings/"):
        assert "Nobody has looked yet at what answers the finding to improve." in text(officer, path)
        assert "answers no finding" not in text(officer, path)
    record_no_answer(finding, plan, by=officer.person, post=post, on=TODAY, reason="Read with the plan.")
    assert gap_of(finding, plan, asked) == Gap.NONE
    assert "1 action that answers no finding" in text(officer, "/findings/")
    assert "Nothing in the plan answers it. Head of Service, 14 January 2020. Read with the plan." in text(
        officer, "/findings/"
    )
    assert "Nobody has looked" not in text(officer, "/")


def test_a_priority_that_answers_it_is_no_gap(plan, priority, asked):
    finding = make_finding(make_inspection())
    link(finding, priority)
    assert gap_of(finding, plan, asked) == Gap.PRIORITY


def test_a_link_ends_that_nothing_answers_it(plan, priority, post, officer, asked):
    finding, action = make_finding(make_inspection()), make_reported_action(priority)
    record_no_answer(finding, plan, by=officer.person, post=post, on=TODAY, reason="Looked.")
    add_link(finding, action, by=officer.person, post=post, on=TODAY, reason="It is about that.")
    assert gap_of(finding, plan, asked) == Gap.OPEN
    assert NoAnswer.objects.get().removed_on == TODAY


def test_nothing_of_one_plan_says_nothing_of_another(plan, post, officer, asked):
    finding = make_finding(make_inspection())
    record_no_answer(finding, make_plan(council=plan.council), by=officer.person, post=post, on=TODAY, reason="Looked.")
    assert gap_of(finding, plan, asked) == Gap.NOT_LOOKED_AT


def test_no_question_is_asked_of_what_nobody_has_looked_at(plan, priority, officer):
    make_finding(make_inspection(), words="Life story work is thin.")
    make_reported_action(priority)
    committee = make_committee(plan)
    make_meeting(date(2020, 1, 23), committee, considered=plan, slug="coming")
    page = text(officer, "/meetings/coming/briefing/")
    assert "Which action answers" not in page
    assert "Nobody has looked yet at what answers the finding to improve." in page


# --- Proposals


def test_what_quotes_the_finding_comes_first_and_then_what_shares_its_rarer_words(plan, priority):
    priority.why = "Ofsted said: “Return home interviews for missing children are too often late.” We agree."
    priority.save()
    close = make_reported_action(priority, words="Offer interviews within 72 hours of a return home.")
    make_reported_action(priority, words="Buy a case system.")
    other = make_reported_action(make_priority(plan), words="Write to parents of missing children who return home.")
    finding = make_finding(make_inspection(), words="Return home interviews for missing children are too often late.")
    proposed = propose([finding], plan)[finding.pk]
    assert [each.answer for each in proposed] == [priority, close, other]
    assert proposed[0].why == "The plan quotes the finding."
    assert proposed[1].why == "They share: interviews, home and return."


def test_nothing_is_proposed_for_words_that_everything_shares(plan, priority):
    make_reported_action(priority, words="Improve services for children and young people.")
    finding = make_finding(make_inspection(), words="The quality of services for children needs to improve.")
    assert propose([finding], plan)[finding.pk] == []


# --- The page


def test_many_findings_are_looked_at_with_one_press(plan, priority, post, officer):
    inspection = make_inspection()
    action = make_reported_action(priority, words="Offer return interviews to missing children.")
    quoted = make_finding(inspection, words="Return interviews for missing children are late.")
    nothing, later = make_finding(inspection, words="Health checks."), make_finding(inspection, words="Housing.")
    page = text(officer, LOOK)
    assert "Nobody has looked yet at what answers 3 of the findings to improve." in page
    assert f"{action.reference}: {action.words} (They share: interviews, missing and return.)" in page
    answer = {
        "post": post.pk, "asked": [quoted.pk, nothing.pk, later.pk], f"finding_{quoted.pk}": [action.reference],
        f"finding_{nothing.pk}": ["nothing"],
    }  # fmt: skip
    assert "Saved what answers the findings." in text(officer, LOOK, **answer)
    made = FindingAction.objects.get()
    assert (made.finding, made.action, made.basis, made.confirmed_by) == (
        quoted,
        action,
        "confirmed",
        "Head of Service",
    )
    assert NoAnswer.objects.get().finding == nothing
    assert "Nobody has looked yet at what answers 1 of the findings to improve." in text(officer, LOOK)


def test_another_action_is_named_by_its_reference(plan, priority, post, officer):
    finding, action = make_finding(make_inspection(), words="Housing."), make_reported_action(priority)
    text(officer, LOOK, post=post.pk, asked=[finding.pk], **{f"other_{finding.pk}": "p1.1"})
    assert FindingAction.objects.get().action == action


@pytest.mark.parametrize(
    ("chosen", "other", "says"),
    [
        (["nothing"], "P1.01", "Choose what answers it, or “Nothing in the plan answers it”, not both."),
        ([], "P9.99", "P9.99"),
        (["7"], "", "That is not among what is proposed."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_saved(plan, priority, post, officer, chosen, other, says):
    make_reported_action(priority)
    finding = make_finding(make_inspection(), words="Housing.")
    answer = {f"finding_{finding.pk}": chosen, f"other_{finding.pk}": other}
    assert says in text(officer, LOOK, status=422, post=post.pk, asked=[finding.pk], **answer)
    assert not FindingAction.objects.exists()
    assert not NoAnswer.objects.exists()


def test_who_holds_no_post_is_told_so(client, plan):
    client.force_login(make_user(roles.OFFICER))
    make_finding(make_inspection())
    assert "you do not hold one" in text(client, LOOK)
    assert "Look at them now" in text(client, "/findings/")


def test_a_member_sees_which_and_cannot_look(client, plan):
    client.force_login(make_user(roles.MEMBER))
    make_finding(make_inspection())
    assert 'href="/findings/?gap=not_looked_at">See which</a>' in text(client, "/findings/")
    assert client.get(LOOK).status_code == 403


def test_a_plan_fresh_from_the_january_report_raises_no_alarm_about_links(client, settings):
    plan = Plan.objects.create(slug="fresh", title="Fresh", council="Lewisham", ends=date(2021, 3, 31))
    call_command("load_report", str(REPORT), "--plan", "fresh", "--accept-all", "--open-because", "It is published.")
    client.force_login(make_user(roles.MEMBER))
    assert plan.priorities.count() == 12
    for path in ("/", "/findings/"):
        page = text(client, path)
        assert "Nobody has looked yet at what answers" in page
        for alarm in ("answer no finding", "answers no finding", "that nothing answers", "Nothing answers"):
            assert alarm not in page, (path, alarm)
    assert FindingPriority.objects.filter(basis="quoted").exists()


def test_the_page_costs_the_same_for_one_finding_as_for_ten(plan, priority, post, officer):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            text(officer, LOOK)
        return len(queries)

    make_reported_action(priority, words="Offer return interviews to missing children.")
    make_finding(make_inspection(), words="Return interviews are late.")
    cost()
    once = cost()
    for _ in range(9):
        make_finding(make_inspection(), words="Return interviews for missing children are late.")
    assert cost() == once
