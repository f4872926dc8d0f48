"""The page of one finding: its golden thread, whole or broken, and the same in tables."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser

from csc_tracker.models import User
from csc_tracker.people import roles
from csc_tracker.people.sight import seeing_everything
from priorities.models import made_from
from tests.inspections.conftest import text_of
from tests.making import (
    TODAY,
    let_read_exempt,
    make_exemption,
    make_officer,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
)
from tests.making_scrutiny import (
    link,
    make_answer,
    make_finding,
    make_inspection,
    make_item,
    make_meeting,
    make_no_answer,
    make_resolution,
)
from tests.visiting import text
from tests.walking import numbers_of, rows_behind

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding():
    return make_finding(make_inspection(slug="visit", title="Visit"), number=3)


def address_of(finding, query=""):
    return f"/findings/{finding.inspection.slug}/{finding.number}/{query}"


def thread(client, finding, query=""):
    """The boxes of the thread: (heading, whether it is broken, its lines)."""
    answer = client.get(address_of(finding, query))
    assert answer.status_code == 200
    tree = LexborHTMLParser(answer.content.decode())
    return [
        (
            text(box.css_first("h3")),
            box.attributes.get("class") == "broken",
            [text(each) for each in box.css("p.note, p > a, .state")],
        )
        for box in tree.css(".thread > li")
    ]


def test_a_finding_that_nobody_has_looked_at_breaks_off_after_the_finding(member, finding, page):
    assert thread(member, finding) == [
        ("The finding", False, ["Visit", "31 July 2019", "Area for improvement"]),
        ("Priority", True, ["Not looked at yet: nobody has said what answers it"]),
        ("Actions", True, ["No action is linked"]),
        ("Latest update and evidence", True, ["No update, since no action is linked"]),
        ("What the committee decided", True, ["No decision, since no action is linked"]),
    ]
    words = page(address_of(finding))
    assert "Not looked at yet: nobody has said what answers it." in words
    assert "nothing in the plan answers it" not in words


def test_a_finding_that_nothing_answers_says_who_looked(member, plan, finding, page):
    make_no_answer(finding, plan, post="Head of Early Help", added_on=TODAY)
    assert thread(member, finding)[1] == (
        "Priority", True, ["Looked at: nothing in the plan answers it", "Head of Early Help, 14 January 2020"],
    )  # fmt: skip
    assert "Not looked at yet" not in page(address_of(finding))


def test_a_strength_needs_no_answer(member):
    strength = make_finding(kind="strength")
    assert thread(member, strength) == []
    answer = member.get(address_of(strength))
    assert "A strength: nothing needs to answer it." in text_of(answer)
    assert "broken edge" not in text_of(answer)


def test_a_priority_as_a_whole_answers_it_with_no_action_yet(member, plan, finding, page):
    link(finding, plan.priorities.get(), basis="quoted")
    assert thread(member, finding)[1:3] == [
        ("Priority", False, ["1 Priority 1", "The plan quotes it"]), ("Actions", True, ["No action is linked"]),
    ]  # fmt: skip
    assert "Priority 1 answers it as a whole; none of the actions is linked yet." in page(address_of(finding))


@pytest.fixture
def whole(plan, finding):
    """A finding with everything: a late action with an update, one that is complete with evidence, a request."""
    priority, officer = plan.priorities.get(), make_officer(first_name="Ann", last_name="Other")
    late = make_reported_action(priority, due=date(2020, 1, 10), effective_date=date(2019, 10, 1), words="Hire staff.")
    make_update(late, by=officer, words="Nobody applied.", rating="off_track", effective_date=date(2019, 12, 1))
    wrong = make_update(late, by=officer, words="By mistake.", rating="on_track", effective_date=date(2020, 1, 12))
    make_update(late, by=officer, withdraws=wrong, words="For another action.", effective_date=TODAY)
    done = make_reported_action(priority, due=date(2020, 3, 31), effective_date=date(2019, 10, 1), words="Train them.")
    make_update(
        done, by=officer, stage="complete", evidence_words="A register.", effective_date=date(2020, 1, 9),
        words="All were trained.",
    )  # fmt: skip
    link(finding, late, basis="confirmed", confirmed_by="Head of MASH", confirmed_on=date(2019, 12, 2))
    link(finding, done)
    item = make_item(make_meeting(date(2019, 10, 16), considered=plan))
    asked = make_resolution(
        item, "request", plan=plan, action=late, needs_answer=True, words="Say how many were hired."
    )
    make_answer(asked, date(2020, 1, 10), action=done)
    return finding


def test_a_thread_with_everything_runs_to_what_the_committee_decided(member, whole):
    [finding, priority, actions, updates, decided] = thread(member, whole)
    assert priority == ("Priority", False, ["1 Priority 1", "Linked through its actions"])
    assert actions[:2] == ("Actions", False)
    assert [words for words in actions[2] if words[0].isdigit()][:1] == ["2 actions"]
    assert {"1 late, that answer this finding", "1 complete, that answer this finding"} <= set(actions[2])
    assert {"Confirmed: 1", "Matched by us, not confirmed by the council: 1"} <= set(actions[2])
    assert updates == (
        "Latest update and evidence", False, ["P1.02, 9 January 2020", "Evidence is recorded for 1 of 2 actions"],
    )  # fmt: skip
    assert decided[:2] == ("What the committee decided", False)
    assert decided[2][0] == "“Say how many were hired.”"
    assert [box[1] for box in (finding, priority, actions, updates, decided)] == [False] * 5


def test_the_table_says_the_same_of_each_action(member, whole):
    tree = LexborHTMLParser(member.get(address_of(whole)).content.decode())
    rows = [[text(cell) for cell in row.css("th, td")] for row in tree.css("tr.row")]
    [late, done] = rows
    assert late[0] == "P1.01 Hire staff. 1 Priority 1"
    assert late[1].startswith("Confirmed by Head of MASH, 2 December 2019")
    assert late[2] == "Late"
    # The one that was withdrawn since does not count.
    assert late[3] == "1 December 2019: Off track Nobody applied. Ann Other."
    assert late[4] == "None recorded"
    assert late[5].startswith("Say how many were hired.")
    assert done[1].startswith("Matched by us, not confirmed by the council")
    assert done[2:5] == [
        "Complete", "9 January 2020: Complete All were trained. Ann Other.", "9 January 2020: A register.",
    ]  # fmt: skip


def test_each_number_of_the_thread_opens_the_rows_that_it_counts(member, whole):
    html = member.get(address_of(whole)).content.decode()
    numbers = [each for each in numbers_of(html) if each[1].startswith("/actions/?")]
    assert sorted(number for number, *_ in numbers) == [1, 1, 2]
    assert [rows_behind(member, link, html) for _, link, _ in numbers] == [number for number, *_ in numbers]


def test_on_an_earlier_day_the_thread_is_as_it_was(member, whole, page):
    assert thread(member, whole, "?on=2019-12-31")[2][2][0] == "2 actions"
    words = page(address_of(whole, "?on=2019-12-31"))
    assert "2 actions answer it: 1 off track and 1 not yet rated." in words
    assert "A register." not in words
    assert "This inspection came after 1 July 2019, the date shown." in page(address_of(whole, "?on=2019-07-01"))


def test_actions_of_another_plan_are_not_in_the_thread(member, plan, finding):
    other = make_reported_action(make_priority(make_plan(starts=date(2018, 1, 1))), words="Elsewhere.")
    link(finding, other)
    assert thread(member, finding)[2] == ("Actions", True, ["No action is linked"])


def test_what_is_exempt_is_in_the_thread_for_nobody_without_the_right(member, plan, finding):
    action = make_reported_action(plan.priorities.get(), effective_date=TODAY - timedelta(5))
    link(finding, action)
    exemption = make_exemption(plan)
    with seeing_everything(), made_from(exemption):
        hidden = make_reported_action(plan.priorities.get(), number=901, words="Quorlwyx work.")
        link(finding, hidden)
        make_update(action, words="Quorlwyx was said.", by=make_officer())
        make_resolution(make_item(), plan=plan, action=action, words="Quorlwyx be noted.")
    html = member.get(address_of(finding)).content.decode()
    assert "Quorlwyx" not in html
    assert thread(member, finding)[2][2][0] == "1 action"
    let_read_exempt(User.objects.get(pk=member.session["_auth_user_id"]), plan)
    html = member.get(address_of(finding)).content.decode()
    assert html.count("Quorlwyx") >= 3
    assert "Exempt: not for publication" in html
    assert thread(member, finding)[2][2][0] == "2 actions"


@pytest.mark.parametrize("address", ["/findings/visit/4/", "/findings/nowhere/3/", "/findings/visit/99999999999/"])
def test_a_finding_that_is_not_there_is_a_404_with_a_sentence(member, finding, address):
    answer = member.get(address)
    assert answer.status_code == 404
    assert "The list of findings has them all." in answer.content.decode()


def test_a_finding_that_was_replaced_and_its_successor_name_each_other(member, finding, page):
    newer = make_finding(make_inspection(date(2019, 12, 1), title="Later visit"), number=1)
    finding.superseded_by = newer
    finding.save()
    assert "Replaced by finding 1 of Later visit" in page(address_of(finding))
    assert "Replaces finding 3 of Visit" in page(address_of(newer))


def test_the_lists_lead_to_it_and_it_leads_back(member, finding, plan):
    link(finding, make_reported_action(plan.priorities.get()))
    for address in ("/findings/", "/inspections/visit/", "/priorities/1/", "/actions/P1.01/"):
        linked = '<a href="/findings/visit/3/">' in member.get(address).content.decode()
        assert linked or address == "/priorities/1/", address
    assert f'<a href="/findings/#{finding.anchor}">Findings</a>' in member.get(address_of(finding)).content.decode()


def test_only_who_may_change_links_is_offered_it(client, plan, whole):
    for role, offered in ((roles.MEMBER, False), (roles.OFFICER, True)):
        client.force_login(make_user(role))
        html = client.get(address_of(whole)).content.decode()
        assert ("/findings/visit/3/add/" in html) == offered
        assert ("/findings/visit/3/P1.02/confirm/" in html) == offered


def test_it_costs_the_same_queries_with_one_of_everything_and_with_three(member, plan, whole):
    def queries():
        member.get(address_of(whole))
        with CaptureQueriesContext(connection) as caught:
            text_of(member.get(address_of(whole)))
        return len(caught)

    with_one = queries()
    for _ in range(2):
        priority = make_priority(plan, lead=make_post())
        action = make_reported_action(priority)
        make_update(action, by=make_officer(), words="Said.")
        link(whole, action)
        link(whole, priority)
        make_resolution(make_item(), plan=plan, action=action)
        make_finding(superseded_by=whole)
    assert queries() == with_one <= 10
