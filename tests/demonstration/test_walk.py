"""Every page of the demonstration opens, and a committee member is offered no change on any."""

import re

import pytest

from tests.browser.pages import MEETING, PAGES, PRACTICE
from tests.visiting import name_of, text

pytestmark = pytest.mark.django_db

READ_ONLY = [
    page
    for page in PAGES
    if page.role == "member"
    and not page.steps
    and page.status == 200
    and not page.address.startswith("/password/")
    # What a member says of an answer is theirs alone to say.
    and not page.address.endswith("/verdict/")
    # A calendar's address is the reader's own.
    and not page.address.startswith("/calendar/")
]
CHANGES = re.compile(r"^(Update|Admin$|(Set|Change) the (lead|owner))")
BUTTONS = "button, input[type=submit]"


@pytest.mark.parametrize("it", PAGES, ids=[page.name for page in PAGES])
def test_the_page_opens_and_offers_a_member_no_change(visit, it):
    here = visit(it.role, it.address, it.status)
    assert here.heading
    if it in READ_ONLY:
        elsewhere = [each for each in here.links(CHANGES) if not each.attributes["href"].startswith("#")]
        assert [name_of(each) for each in elsewhere] == []
        assert [name_of(each) for each in here.named(BUTTONS, CHANGES)] == []
        # A question of the member's own changes nothing for anybody else.
        forms = [form.attributes.get("action") or it.address for form in here.tree.css("main form[method=post]")]
        assert [address for address in forms if "/questions/" not in address] == []


def test_an_officer_is_offered_what_a_member_is_not(visit):
    """What the walk above looks for would be found."""
    assert len(READ_ONLY) >= 40
    assert visit("officer", "/actions/P3.06/").links(CHANGES) != []
    assert visit("officer", "/priorities/3/commentary/").tree.css("main form[method=post]") != []


@pytest.mark.parametrize("address", ["/actions/P3.06/update/", "/actions/P3.06/owner/", "/priorities/3/lead/"])
def test_a_member_gets_the_plain_page_for_what_their_role_does_not_reach(visit, address):
    here = visit("member", address, 403)
    assert here.heading == "You cannot open this page"
    assert here.named(BUTTONS, "Save") == []
    here.follow("Go to the status board")
    assert here.heading == "Progress so far"


@pytest.mark.parametrize(
    "address",
    [
        f"/{PRACTICE}",
        f"/meetings/practice-2020-02-06/briefing/{PRACTICE}",
        f"{MEETING}briefing/",
        "/positions/2019-10-14/",
        f"/actions/{PRACTICE}&change=any",
    ],
)
def test_no_page_of_a_meeting_asks_for_a_script(visit, address):
    here = visit("member", address)
    html = here.answer.content.decode()
    assert here.heading
    assert "<script" not in html
    assert not re.search(r"<[^>]+\son[a-z]+=", html)


FOUND = [
    ("model-action", "advanced practitioner", "P3."),
    ("model-finding", "life story", "Life story work is underdeveloped"),
    ("model-report", "post ofsted", "Post Ofsted Report"),
]


@pytest.mark.parametrize(("model", "words", "expected"), FOUND, ids=["an action", "a finding", "a report"])
def test_an_admin_finds_what_was_loaded(visit, model, words, expected):
    here = visit("admin")
    [index] = [each for each in here.tree.css(".nav nav a") if name_of(each) == "Admin"]
    here.goto(index.attributes["href"])
    here.goto(here.tree.css_first(f"#content-main tr.{model} th a").attributes["href"])
    searching = here.tree.css_first("#searchbar").attributes["name"]
    here.goto(f"{here.address}?{searching}={words}")
    here.goto(here.tree.css_first("#result_list tbody tr a").attributes["href"])
    assert expected.lower() in text(here.tree.css_first("#content")).lower()
