"""Every page of the demonstration opens, and a committee member is offered no change on any."""

import io
import re

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from actions.models import FrozenPosition
from csc_tracker.management.commands.demonstration import Command
from inspections.reporting import briefing_files
from tests.browser.pages import PAGES

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


@pytest.fixture(scope="module")
def demonstration(kept_for_the_file):
    """The demonstration as `make run` prepares it, but for the words in the files of its frozen positions."""
    with pytest.MonkeyPatch.context() as patched:
        for kind in briefing_files.DRAWN_BY:
            patched.setitem(briefing_files.DRAWN_BY, kind, lambda briefing, details: b"A file.")
        command = Command(stdout=io.StringIO())
        command.load_papers()
        command.make_accounts()
        command.report_practice_plan()


@pytest.fixture
def opened(demonstration, django_user_model):
    """A page's answer and its parsed HTML, as a function of its address, who opens it and the status it must have."""
    clients, positions = {}, list(FrozenPosition.objects.order_by("pk").values_list("pk", flat=True))

    def signed_in(username):
        if username not in clients:
            clients[username] = Client()
            if username:
                clients[username].force_login(django_user_model.objects.get(username=username))
        return clients[username]

    def get(address, username="member", status=200):
        # The numbers of frozen positions go on from whatever was frozen in this database before.
        address = re.sub(r"^/positions/(\d)/", lambda found: f"/positions/{positions[int(found[1]) - 1]}/", address)
        answer = signed_in(username).get(address)
        assert answer.status_code == status, f"{address} answers {answer.status_code}"
        return LexborHTMLParser(answer.content.decode())

    return get


def named(tree, selector):
    """The names of a page's links or buttons, as a person hears them."""
    return [
        " ".join((each.attributes.get("aria-label") or each.text() or each.attributes.get("value") or "").split())
        for each in tree.css(selector)
    ]


@pytest.mark.parametrize("it", PAGES, ids=[page.name for page in PAGES])
def test_the_page_opens_and_offers_a_member_no_change(opened, it):
    tree = opened(it.address, it.role, it.status)
    assert len(tree.css("h1")) == 1
    if it in READ_ONLY:
        assert [name for name in named(tree, "a") if CHANGES.search(name)] == []
        assert [name for name in named(tree, "button, input[type=submit]") if CHANGES.search(name)] == []
        assert tree.css("main form[method=post]") == []


def test_an_officer_is_offered_what_a_member_is_not(opened):
    """What the walk above looks for would be found."""
    tree = opened("/actions/P3.06/", "officer")
    assert [name for name in named(tree, "a") if CHANGES.search(name)] != []
    assert opened("/priorities/3/commentary/", "officer").css("main form[method=post]") != []


@pytest.mark.parametrize("address", ["/actions/P3.06/update/", "/actions/P3.06/owner/", "/priorities/3/lead/"])
def test_a_member_gets_the_plain_page_for_what_their_role_does_not_reach(opened, address):
    tree = opened(address, status=403)
    assert [each.text(strip=True) for each in tree.css("h1")] == ["You cannot open this page"]
    assert "Continue" not in named(tree, "button")
    [way] = [each for each in tree.css("main a") if each.text(strip=True) == "Go to the status board"]
    assert opened(way.attributes["href"]).css_first("h1").text(strip=True) == "Where the plan stands"


FOUND = [
    ("model-action", "advanced practitioner", "P3."),
    ("model-finding", "life story", "Life story work is underdeveloped"),
    ("model-report", "post ofsted", "Post Ofsted Report"),
]


@pytest.mark.parametrize(("model", "words", "told"), FOUND, ids=["an action", "a finding", "a report"])
def test_an_admin_finds_what_was_loaded(opened, model, words, told):
    service = opened("/", "admin").css_first('nav[aria-label="Service"]')
    [index] = [each.attributes["href"] for each in service.css("a") if each.text(strip=True) == "Admin"]
    rows = opened(index, "admin").css_first(f"#content-main tr.{model} th a").attributes["href"]
    searching = opened(rows, "admin").css_first("#searchbar").attributes["name"]
    first = opened(f"{rows}?{searching}={words}", "admin").css_first("#result_list tbody tr a").attributes["href"]
    assert told.lower() in opened(first, "admin").css_first("#content").text().lower()
