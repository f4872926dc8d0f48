"""The status board, priorities, lists and one action: what they say, what their numbers open, what they cost."""

import csv
import io
import re
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from actions.lists.tables import SORTED_BY, sort
from actions.models import Action
from actions.positions.recording import rebuild_positions
from csc_tracker.people import roles
from csc_tracker.people.sight import seeing, seeing_everything
from priorities.models import made_from
from tests.making import (
    TODAY,
    let_read_exempt,
    make_action,
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
from tests.visiting import text
from tests.walking import numbers_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    client.force_login(make_user(roles.MEMBER))
    return client


@pytest.fixture
def plan():
    return make_plan()


def make_every_state(priority):
    """One action for each thing that can show, and one that no update reports."""
    officer = make_officer()
    later = date(2020, 6, 30)
    for stage in ("complete", "awaiting", "stopped"):
        action = make_reported_action(priority, due=later)
        make_update(action, stage=stage, by=officer, words="Done.", evidence_words="A policy.")
    for rating in ("on_track", "at_risk", "off_track"):
        action = make_reported_action(priority, due=later)
        make_update(action, rating=rating, by=officer, words="Said.")
    stale = make_reported_action(priority, due=later, effective_date=date(2019, 10, 1))
    make_update(stale, rating="on_track", by=officer, words="Old.", effective_date=date(2019, 10, 2))
    make_reported_action(priority, due=TODAY - timedelta(1), effective_date=date(2019, 10, 1))
    make_reported_action(priority, due=later)
    make_action(priority)


def get(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def listed(html):
    """The references that a page's table lists."""
    return re.findall(r'<th scope="row"[^>]*><a[^>]*>(P\d+\.\d+)</a>', html)


def test_every_status_on_the_board_counts_the_actions_that_have_it(member, plan):
    """Its links are followed in tests/test_practice_plan.py."""
    for priority in (make_priority(plan), make_priority(plan)):
        make_every_state(priority)
    actions, compared = Action.objects.as_at(TODAY), 0
    for number, address, words in numbers_of(get(member, reverse("board"))):
        query = parse_qs(urlsplit(address).query)
        if "status" in query and set(query) <= {"plan", "status", "priority"}:
            counted = actions.filter(position__status__in=query["status"])
            if "priority" in query:
                counted = counted.filter(priority__number__in=query["priority"])
            assert counted.count() == number, words
            compared += 1
    assert compared > 12


def test_zero_is_text_and_not_a_link(member, plan):
    make_reported_action(make_priority(plan))
    html = get(member, reverse("board"))
    assert "0 complete" in re.sub(r"<[^>]+>", "", html)
    assert not re.search(r"<a[^>]*>\s*0 ", html)


def test_before_anything_is_loaded_everybody_is_welcomed_and_told_the_next_step(member, client):
    response = member.get(reverse("board"))
    assert response.status_code == 200
    assert "An admin of the service loads the first report." in response.content.decode()
    assert member.get(reverse("actions")).status_code == 404
    assert "No plan has been loaded yet." in member.get(reverse("actions")).content.decode()
    client.force_login(make_user(roles.ADMIN, is_staff=True))
    page = client.get(reverse("board")).content.decode()
    [address] = re.findall(r'<a class="button" href="([^"]+)">Load a paper', page)
    assert client.get(address).status_code == 200


def test_the_sentence_tells_what_is_complete_open_and_late(member, plan):
    make_every_state(make_priority(plan))
    words = re.sub(r"<[^>]+>", "", get(member, reverse("board")))
    assert "1 of 8 actions is reported complete; no impact on children has been recorded for it." in words
    assert "6 are open: 1 late, 1 off track, 1 at risk, 2 on track and 1 not yet rated." in words
    assert "6 of the 6 have their own finishing date before the end of 2020." in words


def test_a_past_day_shows_the_position_then_and_a_future_day_says_if_nothing_more_is_reported(member, plan):
    action = make_reported_action(make_priority(plan), due=date(2020, 3, 31), effective_date=date(2019, 12, 1))
    make_update(action, stage="complete", effective_date=date(2020, 1, 10))
    assert "None of 1 action is reported complete." in get(member, reverse("board") + "?on=2019-12-31")
    assert "1 of 1 action is reported complete" in get(member, reverse("board"))
    assert "if nothing more is reported" in get(member, reverse("board") + "?on=2020-04-01")
    assert "No action of this plan had been reported by this date." in get(member, reverse("board") + "?on=2019-01-01")


@pytest.mark.parametrize(
    "on", ["foo", "2020-02-30", "14/01/2020", "٢٠٢٠-01-01", "2020-1-1", "0001-01-01", "9999-12-31"]
)
def test_a_day_that_cannot_be_read_is_refused_with_a_sentence(member, plan, on):
    response = member.get(reverse("board"), {"on": on})
    assert response.status_code == 400
    assert "is not a date we can read" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/?plan=nowhere", "There is no plan called “nowhere”."),
        ("/actions/P9.99/", "There is no action P9.99 in this plan."),
        ("/actions/nonsense/", "There is no action NONSENSE in this plan."),
        ("/priorities/77/", "There is no priority 77 in this plan."),
        ("/nowhere/", "There is no page at this address."),
    ],
)
def test_what_is_not_there_gets_a_plain_page_with_a_sentence(member, plan, address, sentence):
    make_priority(plan)
    response = member.get(address)
    assert response.status_code == 404
    assert sentence in response.content.decode()


def test_the_practice_plan_is_never_the_current_one(member):
    make_plan(practice=True, starts=date(2020, 1, 1))
    real = make_priority(make_plan(starts=date(2019, 1, 1), ends=date(2019, 6, 1))).plan
    make_plan(starts=date(2020, 1, 1), title="Still without a priority")
    assert real.title in get(member, reverse("board"))


@pytest.mark.parametrize("words", ["p1.1", "P1.01", " p 1.01 "])
def test_a_reference_is_found_in_any_case(member, plan, words):
    priority = make_priority(plan)
    for _ in range(3):
        make_reported_action(priority)
    assert listed(get(member, f"/actions/?q={words}")) == ["P1.01"]


def test_the_filters_find_what_they_name(member, plan):
    lead, owner = make_post("The lead"), make_post("The owner")
    first, second = make_priority(plan, lead=lead), make_priority(plan)
    make_reported_action(first, words="Train the staff", owner=owner, due=date(2020, 2, 1))
    make_reported_action(first, words="Write a policy", due=None)
    third = make_action(second, words="Recruit staff")
    make_update(
        third, effective_date=date(2019, 11, 1), stage="under_way", **make_due(date(2020, 12, 31), basis="heading")
    )
    references = {
        "q=staff": ["P1.01", "P2.01"],
        "priority=2": ["P2.01"],
        "stage=under_way": ["P2.01"],
        f"lead={lead.pk}": ["P1.01", "P1.02"],
        f"owner={owner.pk}": ["P1.01"],
        "no_owner=no": ["P1.02", "P2.01"],
        "due_to=2020-02-01": ["P1.01"],
        "due_from=2020-02-02": ["P2.01"],
        "due_basis=heading": ["P2.01"],
        "due_basis=none": ["P1.02"],
        "updated_since=2020-01-01": ["P1.01", "P1.02"],
        "not_updated_since=2020-01-01": ["P2.01"],
        "late=yes&on=2020-03-01": ["P1.01"],
        "status=late&status=not_rated&on=2020-03-01": ["P1.01", "P1.02", "P2.01"],
        "change=new&since=2019-12-01": ["P1.01", "P1.02"],
    }
    assert {query: listed(get(member, f"/actions/?{query}")) for query in references} == references


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("priority=99", "That “priority” is not in this plan. Choose one from the list."),
        ("status=purple", "That “status” is not in the list. Choose one from the list."),
        ("owner=99999", "That “owner” is not in this plan. Choose one from the list."),
        ("due_to=soon", "Due by: write the day as 2020-04-01, year first."),
        ("change=new", "Choose the meeting or day to compare with."),
        ("finding=x", "That “answers the finding” is not in this plan. Choose one from the list."),
    ],
)
def test_a_filter_value_that_does_not_exist_is_said_and_no_list_is_shown(member, plan, query, sentence):
    make_reported_action(make_priority(plan))
    html = get(member, f"/actions/?{query}")
    assert sentence in html
    assert "We cannot show the list" in html
    assert listed(html) == []


def test_an_empty_list_says_so(member, plan):
    make_reported_action(make_priority(plan))
    assert "No actions match." in get(member, "/actions/?q=zebra")


def test_the_numbers_of_a_priority_add_up_and_what_is_stopped_stands_apart(member, plan):
    make_every_state(make_priority(plan))
    words = " ".join(re.sub(r"<[^>]+>", "", get(member, "/priorities/1/")).split())
    assert (
        "1 complete, 1 done, awaiting sign-off, 2 on track, 1 at risk, 1 off track, 1 late, 1 not yet rated of 8 actions. "
        "Not in the total: 1 stopped. Next due: "
    ) in words


@pytest.mark.parametrize(
    "sort", ["reference", "-reference", "words", "priority", "status", "-status", "due", "-due", "owner", "last_said"]
)
def test_the_list_sorts_by_every_column(member, plan, sort):
    make_every_state(make_priority(plan))
    assert len(listed(get(member, f"/actions/?sort={sort}"))) == 10


@pytest.mark.parametrize("reads_exempt", [False, True])
@pytest.mark.parametrize("by", SORTED_BY)
def test_a_sorted_list_has_the_order_and_the_rows_of_a_sorted_queryset(client, plan, by, reads_exempt):
    """A list without filters sorts positions; one that is narrowed sorts actions."""
    owners = [make_post("A post"), None, make_post("B post")]
    for lead in owners:
        make_every_state(make_priority(plan, lead=lead))
        make_action(plan.priorities.last())
    for place, action in enumerate(Action.objects.of_plan(plan)):
        Action.objects.filter(pk=action.pk).update(owner=owners[place % 3])
    with seeing_everything(), made_from(make_exemption(plan)):
        make_reported_action(plan.priorities.first(), number=901)
    withdrawn = make_action(plan.priorities.first())
    Action.objects.filter(pk=withdrawn.pk).update(withdrawn_on=TODAY)
    rebuild_positions([withdrawn.pk])
    user = make_user(roles.MEMBER)
    client.force_login(let_read_exempt(user, plan) if reads_exempt else user)
    for name in (by, f"-{by}"):
        with seeing([plan.pk] if reads_exempt else []):
            rows = sort(Action.objects.of_plan(plan).as_at(TODAY), [name])
            expected = [action.reference for action in rows]
        assert len(expected) > 30
        assert ("P1.901" in expected) == reads_exempt
        assert listed(get(client, f"/actions/?sort={name}&rows=50")) == expected


def test_sorting_by_status_puts_the_worst_first(member, plan):
    make_every_state(make_priority(plan))
    html = get(member, "/actions/?sort=status")
    assert re.findall(r"<span>(Late|Off track|At risk|On track)", html)[:3] == ["Late", "Off track", "At risk"]


def test_pages_have_the_size_that_is_asked_for(member, plan):
    priority = make_priority(plan)
    for _ in range(30):
        make_reported_action(priority)
    assert len(listed(get(member, "/actions/"))) == 25
    assert len(listed(get(member, "/actions/?page=2"))) == 5
    assert len(listed(get(member, "/actions/?rows=50"))) == 30
    assert len(listed(get(member, "/actions/?rows=7"))) == 25


def test_the_export_holds_the_rows_and_columns_shown(member, plan):
    make_every_state(make_priority(plan, short_name="=1+1"))
    shown = listed(get(member, "/actions/?status=late&status=off_track&sort=-reference"))
    page = get(member, "/actions/?status=late&status=off_track")
    headers = [words.strip() for words in re.findall(r'<th\s+scope="col"[^>]*>\s*<a[^>]*>([^<]+)', page)]
    # On the screen they are within the cells of the action and of its status.
    headers.insert(headers.index("Status"), "Priority")
    headers.insert(headers.index("Due"), "What is in the way")
    headers.insert(headers.index("Due") + 1, "Where the date comes from")
    address = "/actions/?status=late&status=off_track&sort=-reference&export="
    rows = list(csv.reader(io.StringIO(member.get(address + "csv").content.decode("utf-8-sig"))))
    assert (rows[0], [row[0] for row in rows[1:-3]]) == (headers, shown)
    assert rows[-1][0].startswith("Audit seal ")
    assert rows[-2] == [
        "Demonstration made from published papers. Not a Lewisham Council service. In this demonstration, today is 14 January 2020."
    ]
    book = openpyxl.load_workbook(io.BytesIO(member.get(address + "xlsx").content))
    assert [cell.value for cell in book["Actions"][1]] == headers
    assert [cell.value for cell in book["Actions"]["A"]][1:] == shown


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", '=HYPERLINK("http://x")'])
def test_an_exported_formula_goes_out_as_text(member, plan, words):
    make_reported_action(make_priority(plan, short_name=words), words=words)
    row = list(csv.reader(io.StringIO(member.get("/actions/?export=csv").content.decode("utf-8-sig"))))[1]
    assert not [cell for cell in row if cell.strip()[:1] in ("=", "+", "-", "@")]
    book = openpyxl.load_workbook(io.BytesIO(member.get("/actions/?export=xlsx").content))
    assert {cell.data_type for row in book["Actions"].iter_rows() for cell in row} <= {"s", "n", "d"}


def test_my_actions_are_what_my_posts_own_or_lead(client, plan):
    officer, mine, other = make_officer(), make_post(), make_post()
    make_holding(officer, mine, first_day=date(2019, 1, 1))
    make_holding(officer, other, first_day=date(2018, 1, 1), last_day=TODAY - timedelta(1))
    led, owned, theirs = make_priority(plan, lead=mine), make_priority(plan), make_priority(plan, lead=other)
    make_reported_action(led, due=date(2020, 5, 1))
    make_reported_action(owned, owner=mine, due=date(2020, 2, 1))
    make_reported_action(theirs, owner=other)
    client.force_login(officer)
    assert listed(get(client, "/my-actions/")) == ["P2.01", "P1.01"]


def test_my_actions_say_where_i_hold_no_post(client, plan):
    make_priority(plan)
    client.force_login(make_officer())
    assert "You do not hold a post today" in get(client, "/my-actions/")


def test_an_action_tells_its_dates_moves_and_history(member, plan):
    officer = make_officer(last_name="Officer")
    action = make_reported_action(make_priority(plan), due=date(2020, 1, 10), effective_date=date(2019, 10, 1))
    make_update(action, by=officer, effective_date=date(2020, 1, 9), **make_due(date(2020, 1, 13), change="moved"))
    wrong = make_update(action, stage="complete", effective_date=TODAY)
    make_update(action, withdraws=wrong, words="For another action.", by=officer)
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", get(member, f"/actions/{action.reference.lower()}/")))
    assert "Late : due 13 January 2020, 1 day ago; first due 10 January 2020, 4 days ago, moved once." in words
    assert "from 10 January 2020 to 13 January 2020. The supplier is late. Agreed by Director." in words
    assert "not counted" in words
    assert "First date given 10 January 2020" in words


def facts_of(client, action):
    """The facts of an action's page by their names, and the sentence on what is not recorded with its links."""
    tree = LexborHTMLParser(get(client, f"/actions/{action.reference}/"))
    names, values = tree.css("dl.facts > dt"), tree.css("dl.facts > dd")
    facts = {text(name): text(value) for name, value in zip(names, values, strict=True)}
    lacking = next((each for each in tree.css("main > p") if text(each).startswith("Not recorded yet")), None)
    links = [each.attributes["href"] for each in lacking.css("a")] if lacking else []
    return facts, re.sub(r": record it for P\d+\.\d+", "", text(lacking)) if lacking else "", links


def test_facts_that_are_empty_are_left_out_and_named_in_one_sentence(client, plan):
    action = make_reported_action(make_priority(plan), due=None)
    for role, links in (
        (roles.MEMBER, []),
        (roles.OFFICER, ["/actions/P1.01/owner/", "/priorities/1/lead/", "/actions/P1.01/update/"]),
    ):
        client.force_login(make_user(role))
        facts, lacking, offered = facts_of(client, action)
        assert list(facts) == ["Priority", "Stage"]
        assert (lacking, offered) == ("Not recorded yet: owner, lead, due date.", links)
    html = get(client, "/actions/P1.01/")
    for words in (
        "None recorded",
        "No source paper",
        "No finishing date.<",
        "Never",
        "No owner named",
        "Not yet known",
    ):
        assert words not in html


def test_facts_that_are_recorded_are_there_and_nothing_is_lacking(member, plan):
    lead, owner = make_post("The lead"), make_post("The owner")
    action = make_reported_action(make_priority(plan, lead=lead), due=date(2020, 3, 31), owner=owner)
    facts, lacking, _ = facts_of(member, action)
    assert lacking == ""
    assert (facts["Lead"], facts["Owner"]) == ("The lead", "The owner")
    assert facts["Due"].startswith("31 March 2020")
    assert "Dates moved" not in facts


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("planned", "Not recorded yet: owner, lead, due date."),
        ("awaiting", "Not recorded yet: owner, lead."),
        ("complete", "Not recorded yet: lead, impact on children."),
        ("stopped", "Not recorded yet: lead."),
    ],
)
def test_what_a_finished_action_needs_no_more_is_not_asked_for(member, plan, stage, expected):
    action = make_reported_action(make_priority(plan), due=None)
    if stage != "planned":
        make_update(action, stage=stage, by=make_officer(), words="Said.", evidence_words="A policy.")
    assert facts_of(member, action)[1] == expected


def test_an_action_opens_with_what_it_is_its_status_and_what_is_in_the_way(member, plan):
    action = make_reported_action(make_priority(plan), words="Hire two leads.", column_heading="What we plan")
    make_update(action, rating="off_track", by=make_officer(), words="Nobody applied.")
    words = text(LexborHTMLParser(get(member, "/actions/P1.01/")).css_first("main"))
    order = [
        "Hire two leads.",
        "Off track: rated today",
        "Nobody applied.",
        "Not recorded yet",
        "Heading in the paper What we plan",
    ]
    places = [words.index(each) for each in order]
    assert places == sorted(places)


def test_a_start_that_passed_without_word_is_told(member, plan):
    from tests.making import make_period

    action = make_reported_action(make_priority(plan))
    make_period(action, role="start", words="Starts Dec 2019", first_day=date(2019, 12, 1), last_day=date(2019, 12, 31))
    assert "It should have started by 31 December 2019" in get(member, f"/actions/{action.reference}/")
    make_update(action, stage="under_way", by=make_officer())
    assert "It should have started" not in get(member, f"/actions/{action.reference}/")


def test_owner_and_lead_are_set_with_a_reason(client, plan):
    officer, post = make_officer(), make_post("Head of MASH")
    action = make_reported_action(make_priority(plan))
    client.force_login(officer)
    refused = client.post(f"/actions/{action.reference}/owner/", {"post": post.pk, "reason": ""})
    assert refused.status_code == 422
    action.refresh_from_db()
    assert action.owner is None
    saved = client.post(f"/actions/{action.reference}/owner/", {"post": post.pk, "reason": "Agreed."})
    assert saved["Location"] == f"/actions/{action.reference}/"
    client.post("/priorities/1/lead/", {"post": post.pk, "reason": "Agreed."})
    action = type(action).objects.select_related("priority").get(pk=action.pk)
    assert (action.owner, action.priority.lead) == (post, post)
    assert "No such" not in get(client, "/actions/")
    assert client.post("/priorities/1/lead/", {"post": 99999, "reason": "x"}).status_code == 422


@pytest.fixture
def admin(client):
    client.force_login(make_user(roles.ADMIN))
    return client


def test_an_update_is_withdrawn_with_a_reason(admin, plan):
    action = make_reported_action(make_priority(plan))
    wrong = make_update(action, stage="complete", by=make_officer(), evidence_words="None.")
    address = f"/actions/{action.reference}/updates/{wrong.code}/withdraw/"
    assert address in get(admin, f"/actions/{action.reference}/")
    assert admin.post(address, {"reason": " "}).status_code == 422
    assert action.updates.count() == 2
    assert admin.post(address, {"reason": "Entered for another action."}).status_code == 302
    assert "Not yet rated" in get(admin, f"/actions/{action.reference}/")
    assert admin.post(address, {"reason": "Twice."}).status_code == 422
    assert admin.get(f"/actions/{action.reference}/updates/0123456789ab/withdraw/").status_code == 404


def test_the_words_of_an_update_are_removed_and_the_page_says_so(admin, plan):
    action = make_reported_action(make_priority(plan))
    update = make_update(action, rating="at_risk", words="Ms Name is ill.", by=make_officer())
    address = f"/actions/{action.reference}/updates/{update.code}/blank/"
    assert admin.post(address, {"reason": "it names a person"}).status_code == 302
    html = get(admin, f"/actions/{action.reference}/")
    assert "Ms Name is ill." not in html
    assert "Words removed on 14 January 2020" in html
    assert "it names a person" in html
    assert "At risk" in html


def test_a_first_date_entered_wrongly_is_corrected(admin, plan):
    action = make_reported_action(make_priority(plan), due=date(2020, 3, 31))
    address = f"/actions/{action.reference}/first-date/"
    assert admin.post(address, {"due": "soon", "reason": "Misread."}).status_code == 422
    assert admin.post(address, {"due": "30 April 2020", "reason": ""}).status_code == 422
    assert action.updates.count() == 1
    assert admin.post(address, {"due": "30 April 2020", "reason": "Misread."}).status_code == 302
    html = get(admin, f"/actions/{action.reference}/")
    assert "First date corrected to 30 April 2020. Misread." in html


def test_owner_and_lead_are_set_from_the_list_and_lead_back_to_it(client, plan):
    post = make_post("Head of MASH")
    make_reported_action(make_priority(plan))
    client.force_login(make_officer())
    html = get(client, "/actions/?q=thing")
    for address in ("/actions/P1.01/owner/", "/priorities/1/lead/"):
        link = re.search(rf'href="({address}[^"]*)"', html)[1].replace("&amp;", "&")
        saved = client.post(link, {"post": post.pk, "reason": "Agreed."})
        assert saved["Location"] == "/actions/?q=thing"


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_a_way_back_that_leads_elsewhere_is_not_taken(client, plan, back):
    action = make_reported_action(make_priority(plan))
    client.force_login(make_officer())
    saved = client.post(f"/actions/P1.01/owner/?back={back}", {"post": make_post().pk, "reason": "Agreed."})
    assert saved["Location"] == f"/actions/{action.reference}/"


def test_a_post_that_is_not_in_the_list_is_written_and_made_once(client, plan):
    make_reported_action(make_priority(plan))
    client.force_login(make_officer())
    both = {"post": make_post().pk, "new_post": "Head of MASH", "reason": "Agreed."}
    assert client.post("/actions/P1.01/owner/", both).status_code == 422
    for address in ("/actions/P1.01/owner/", "/priorities/1/lead/"):
        saved = client.post(address, {"new_post": " Head  of MASH ", "reason": "Agreed."})
        assert saved.status_code == 302
    action = plan.priorities.get().actions.select_related("owner", "priority__lead").get()
    assert (action.owner.title, action.owner) == ("Head of MASH", action.priority.lead)


def test_the_board_tells_the_next_date_with_its_own_basis(member, plan):
    priority = make_priority(plan)
    for last_day, basis in ((date(2020, 12, 31), "heading"), (date(2020, 6, 30), "plan")):
        make_update(make_action(priority), stage="planned", **make_due(last_day, basis=basis))
    assert "Next due: 30 June 2020, from the plan." in get(member, reverse("board"))


def test_no_impact_yet_is_not_counted_as_an_impact(member, plan):
    priority, officer = make_priority(plan), make_officer()
    for impact in ("none_yet", "not_expected", "some"):
        action = make_reported_action(priority, stage="complete")
        make_update(action, impact=impact, by=officer)
    assert "an impact on children has been recorded for 1 of them" in get(member, reverse("board"))


# The queries of each page, whatever the data: the session with the person and their rights, and the plan, are two.
QUERIES = {
    "/": 8,
    "/?on=2019-12-31": 8,
    "/due-dates/": 3,
    "/measures/": 4,
    "/priorities/1/": 9,
    "/actions/": 5,
    "/actions/?sort=status&status=on_track&q=thing": 5,
    "/actions/P1.01/": 9,
    "/actions/P1.01/update/": 7,
    "/my-actions/": 10,
    "/my-updates/": 6,
    "/search/": 2,
}


@pytest.mark.parametrize("address", QUERIES)
def test_a_page_costs_the_same_queries_with_one_row_and_with_three(client, plan, address, django_assert_num_queries):
    officer, post = make_officer(), make_post()
    make_holding(officer, post)
    client.force_login(officer)

    def grow():
        priority = make_priority(plan, lead=post)
        action = make_reported_action(priority, owner=post)
        make_update(action, by=officer, rating="on_track", words="Said.")

    queries = QUERIES[address]
    grow()
    with django_assert_num_queries(queries):
        get(client, address)
    for _ in range(2):
        grow()
        make_reported_action(plan.priorities.first(), owner=post)
    with django_assert_num_queries(queries):
        get(client, address)
