"""The search's page: what it finds of each kind, what it offers instead, and what it costs."""

import re
from html import unescape

import pytest

from actions.search import kinds, suggesting
from csc_tracker.people import roles
from csc_tracker.people.sight import seeing_everything
from priorities.models import made_from
from tests.exempt.everything import make_everything
from tests.making import (
    TODAY,
    let_read_exempt,
    make_action,
    make_due,
    make_exemption,
    make_frozen_position,
    make_holding,
    make_measure,
    make_officer,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
    make_value,
)
from tests.making_scrutiny import (
    make_answer,
    make_finding,
    make_inspection,
    make_item,
    make_meeting,
    make_passage,
    make_report,
    make_resolution,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    """A plan whose one priority no search of these tests finds: without one it would not be the current plan."""
    plan = make_plan(slug="the-plan")
    make_priority(plan, number=99, short_name="Xxx", words="Xxx")
    return plan


@pytest.fixture
def member(client):
    member = make_user(roles.MEMBER)
    client.force_login(member)
    return member


def searched(client, words, **more):
    """The main part of the page, as HTML."""
    answer = client.get("/search/", {"q": words, **more})
    assert answer.status_code == 200
    return re.sub(
        r"<form.*?</form>", "", answer.content.decode().split("<main")[1].split("</main>")[0], flags=re.DOTALL
    )


def headings(page):
    return re.findall(r"<h2[^>]*>(.*?)</h2>", page)


def sentences(page):
    """The text of the page outside of its results, without tags."""
    page = re.sub(r'<ul class="found">.*?</ul>', "", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub("<[^>]*>", " ", page)).split())


def links(page):
    """The address of each result, in order."""
    return [unescape(each) for each in re.findall(r'<li>\s*<a href="([^"]*)">', page.partition("<h2")[2])]


# What is found.


def test_every_kind_is_found_and_leads_to_the_very_thing(client, plan, member):
    made = make_everything(plan, "Quibble", make_officer())
    page = searched(client, "quibbles")
    action = made["action"].reference
    assert headings(page) == [
        "Actions (1)", "Posts (1)", "Priorities (1)", "Updates (2)", "Measures (1)", "Findings (2)",
        "Decided, asked and promised (1)", "Answers (1)", "Papers (5)",
    ]  # fmt: skip
    paths = [re.sub(r"#update-\w+", "#update-…", re.sub(r"#answer-\d+|owner=\d+", "…", each)) for each in links(page)]
    assert paths == [
        f"/actions/{action}/", "/actions/?…", "/priorities/1/", f"/actions/{action}/#update-…",
        f"/actions/{action}/#update-…", "/priorities/1/#measure-1",
        *(each.page() for each in made["inspection"].findings.order_by("number")),
        f"/resolutions/{made['resolution'].slug}/", f"/resolutions/{made['resolution'].slug}/…",
        *(f"/reports/{made['report'].slug}/#passage-{order}" for order in range(1, 6)),
    ]  # fmt: skip
    assert "<mark>Quibble</mark> work." in page
    for address in links(page):
        path, _, anchor = address.partition("#")
        shown = client.get(path).content.decode()
        assert not anchor or f'id="{anchor}"' in shown, address


@pytest.mark.parametrize("words", ["P1.72,", "(P1.72)", "p 1.72", "P01.72", "1.72"])
def test_a_reference_that_was_pasted_leads_to_its_action_first(client, plan, member, words):
    make_action(make_priority(plan, number=1), number=72, words="Train the staff")
    page = searched(client, words)
    assert links(page)[0] == "/actions/P1.72/"
    assert headings(page)[0] == "Actions (1)"


def test_what_holds_a_reference_is_found_by_it_too(client, plan, member):
    action = make_reported_action(make_priority(plan, number=1), words="Train the staff")
    make_update(action, words="This waits for (P1.07).")
    make_action(action.priority, number=7, words="Hire a trainer")
    page = searched(client, "P1.07")
    assert headings(page) == ["Actions (1)", "Updates (1)"]
    assert "<mark>P1.07</mark>" in page


def test_reasons_are_found_with_the_updates(client, plan, member):
    action = make_reported_action(make_priority(plan))
    moved = make_due(TODAY, change="moved", due_reason="The contractor went bankrupt.")
    make_update(action, **moved, words="Late.")
    page = searched(client, "bankrupt contractors")
    assert "The <mark>contractor</mark> went <mark>bankrupt</mark>." in page


def test_a_post_is_found_by_who_holds_it(client, plan, member):
    post = make_post("Head of Fostering")
    make_holding(make_user(username="brien", first_name="Áine", last_name="O’Brien"), post)
    make_reported_action(make_priority(plan, lead=post), owner=post)
    for words in ("obrien", "O'Brien", "aine", "brien"):
        page = searched(client, words)
        assert headings(page) == ["Posts (1)"]
        assert "Leads 1 priority and owns 1 action" in page


def test_five_of_a_kind_are_shown_and_a_link_leads_to_all(client, plan, member):
    priority = make_priority(plan)
    for number in range(1, 8):
        make_reported_action(priority, number=number, words="Train the staff")
    report = make_report(make_item(make_meeting(TODAY)), dated=TODAY)
    for _ in range(55):
        make_passage(report, words="The staff is trained.")
    page = searched(client, "training staff")
    assert headings(page) == ["Actions (7)", "Papers (55)"]
    assert len(links(page)) == 10
    assert 'href="/actions/?q=training+staff">All 7 actions</a>' in page
    assert 'href="/search/?q=training+staff&amp;kind=passage">All 55 paragraphs</a>' in page
    assert client.get("/actions/?q=training+staff").content.decode().count("Train the staff") >= 7
    first, second = (searched(client, "training staff", kind="passage", page=page) for page in (1, 2))
    assert (len(links(first)), len(links(second))) == (50, 5)
    assert headings(first) == headings(second) == ["Papers (55)"]
    assert 'rel="next"' in first
    assert 'rel="prev"' in second
    assert "Nothing found" in searched(client, "training staff", kind="passage", page=99)


def test_a_long_text_is_cut_around_the_word(client, plan, member):
    make_reported_action(make_priority(plan), words=f"{'Before it. ' * 60}The zebra crossing. {'After it. ' * 60}")
    page = searched(client, "zebras")
    assert re.search(r"<p>…[^<]{40,}The <mark>zebra</mark> crossing\. [^<]{60,}…</p>", page)


def test_words_are_shown_as_they_are_written(client, plan, member):
    make_reported_action(make_priority(plan), words="<b>Train</b> & “test”")
    assert "&lt;b&gt;<mark>Train</mark>&lt;/b&gt; &amp; “test”" in searched(client, "train")
    assert "&lt;script&gt;" in searched(client, "<script>")


# Nothing found.


def test_without_words_the_page_asks_for_some(client, plan, member):
    assert sentences(searched(client, "")).endswith("(live)")
    assert "There is no word in “***”. Type a word, a part of one, or a reference such as P3.06." in sentences(
        searched(client, "***")
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("saveguarding", "safeguarding"), ("Hbus", "hubs"), ("safegarding  hbus", "safeguarding hubs"),
        ("hubs, saveguarding!", "hubs, safeguarding!"),
    ],
)  # fmt: skip
def test_a_mistyped_word_is_answered_with_the_nearest(client, plan, member, typed, meant):
    make_reported_action(make_priority(plan), words="Open two hubs for safeguarding")
    page = searched(client, typed)
    assert f"Nothing found for “{' '.join(typed.split())}”. Did you mean {meant} ? (1 result)" in sentences(page)
    address = unescape(re.search(r'Did you mean <a href="([^"]*)"', page)[1])
    assert headings(client.get(address).content.decode()) == ["Actions (1)"]


def test_what_finds_nothing_either_is_not_offered(client, plan, member):
    make_reported_action(make_priority(plan), words="Open two hubs")
    make_reported_action(plan.priorities.first(), words="Safeguarding first")
    page = sentences(searched(client, "saveguarding hubs"))
    assert "Did you mean" not in page
    assert page.endswith("Search for one of them: hubs")
    assert "Did you mean" not in searched(client, "xyzzy")


def test_words_that_are_nowhere_together_are_offered_one_by_one(client, plan, member):
    make_reported_action(make_priority(plan), words="Open two hubs")
    make_reported_action(plan.priorities.first(), words="Safeguarding first")
    page = sentences(searched(client, "safeguarding hubs"))
    assert page.endswith("Try fewer words, or another word for the same. Search for one of them: safeguarding hubs")


# Only what the reader may see.


def test_exempt_matter_is_there_for_who_may_read_it_and_nobody_else(client, plan, member):
    officer = make_officer()
    with seeing_everything(), made_from(make_exemption(plan)):
        make_everything(plan, "Quibble", officer, is_open=False)
    for words in ("quibble", "quibbel", "quib"):
        assert sentences(searched(client, words)).endswith("Try fewer words, or another word for the same.")
    let_read_exempt(member, plan)
    page = searched(client, "quibble")
    assert len(headings(page)) == 9
    assert "not for publication" in page
    assert "Did you mean Quibble".lower() in sentences(searched(client, "quibbel")).lower()


def test_another_plan_is_not_searched(client, plan, member):
    make_reported_action(make_priority(make_plan(slug="other", practice=True)), words="Open two hubs")
    assert "Nothing found for “hubs”." in searched(client, "hubs")
    assert "Did you mean" not in searched(client, "hbus")
    assert headings(searched(client, "hubs", plan="other")) == ["Actions (1)"]


def test_what_is_dated_after_the_day_is_not_found(client, plan, member):
    action = make_reported_action(make_priority(plan))
    make_update(action, words="Opened the zebra crossing", effective_date=TODAY)
    matter = make_resolution(make_item(make_meeting(TODAY)), words="Count the zebras", plan=plan)
    make_answer(matter, TODAY, words="Seven zebras")
    make_passage(make_report(matter.item, dated=TODAY), words="Zebras are striped")
    make_finding(make_inspection(first_day=TODAY, last_day=TODAY), words="Few zebras")
    make_value(
        make_measure(action.priority, name="Crossings"), 3, words="three zebras", first_day=TODAY, last_day=TODAY
    )
    assert len(headings(searched(client, "zebra"))) == 6
    assert headings(searched(client, "zebra", on="2019-12-31")) == []


def test_who_sees_the_plan_as_reported_finds_no_later_update(client, plan, member):
    plan.members_see = "reported"
    plan.save()
    action = make_reported_action(make_priority(plan))
    before = make_update(action, words="Before it, zebras")
    make_frozen_position(plan, last_sequence=before.sequence)
    make_update(action, words="After it, hubs")
    assert headings(searched(client, "zebras")) == ["Updates (1)"]
    assert headings(searched(client, "hubs")) == []
    client.force_login(make_officer())
    assert headings(searched(client, "hubs")) == ["Updates (1)"]


def test_a_withdrawn_update_is_not_found(client, plan, member):
    action = make_reported_action(make_priority(plan))
    mistake = make_update(action, words="Opened the zebra crossing")
    make_update(action, withdraws=mistake, words="A mistake.")
    assert headings(searched(client, "zebra")) == []


# What it costs.


@pytest.mark.parametrize(
    ("words", "queries"), [("", 2), ("nothing", 6), ("zebra", 5), ("P1.01", 5), ("zebar", 8), ("zebra crossing", 6)]
)
def test_a_search_costs_a_fixed_number_of_queries(client, plan, member, words, queries, django_assert_num_queries):
    """Two of every page, one for what changed, one for the kinds, one for what is found; instead of results two more."""
    kinds._first.cache_clear()
    officer = make_officer()
    searched(client, "zebar")  # what is read once in a process
    for number, word in enumerate(("zebra", "zebras"), 1):
        make_everything(plan, word, officer, first=number)
        searched(client, "zebra")  # brings the index up to date
        with django_assert_num_queries(queries):
            searched(client, words)
    assert suggesting._MEDIUM == 8


# The box in the header.


def test_the_box_is_in_the_header_of_who_may_search(client, plan):
    assert 'id="find"' not in client.get("/sign-in/", follow=True).content.decode()
    client.force_login(make_user())
    assert 'id="find"' not in client.get("/account/").content.decode()
    client.force_login(make_user(roles.MEMBER))
    page = client.get("/").content.decode()
    assert '<form class="find" method="get" action="/search/"' in page
    assert 'name="plan"' not in page.split("<main")[0]
    assert '<input type="hidden" name="plan" value="the-plan">' in client.get("/?plan=the-plan").content.decode()
