"""The browser, the served demonstration and the people who sign in to it."""

import os
from contextlib import ExitStack, contextmanager
from functools import cache
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect, sync_playwright

from csc_tracker.management.commands.demonstration import ACCOUNTS, PASSWORD
from tests.browser import chromium
from tests.browser.databases import POSTGRESQL
from tests.browser.packages import NODE
from tests.browser.serving import Demonstration, PostgreSQL, SQLite
from tests.browser.watching import Watch
from tests.council_page import council_page
from tests.postgres import postgres

# The picture of the README is taken when it is asked for.
collect_ignore = [] if os.environ.get("CSC_SCREENSHOT") else ["test_screenshot.py"]
PEOPLE = [username for username, *_ in ACCOUNTS]
ON_SQLITE = ["officer", "programme", "admin"]  # who the stories on SQLite need
PATIENCE = 30_000  # milliseconds for anything to show, on a machine with other work too
WIDE = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser():
    """A real Chromium. Without one the suite is skipped, loudly; where CI is true it fails."""
    try:
        program = chromium.find()
    except chromium.NoChromium as nothing:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(str(nothing), pytrace=False)
        pytest.skip(f"THE BROWSER SUITE DID NOT RUN. {nothing}")
    # The driver's own node needs a library that a bare machine lacks; the wheel's does not.
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE))
    expect.set_options(timeout=PATIENCE)  # it has a time of its own, five seconds unless set
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=[*chromium.FLAGS], env=chromium.environment(program)
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def _postgres():
    """Gives the PostgreSQL of this worker; started when first asked, where none is given."""
    with ExitStack() as stack:
        yield cache(lambda: PostgreSQL(stack.enter_context(postgres())))


@pytest.fixture(scope="session")
def demonstrations(browser, _postgres, tmp_path_factory):
    """Gives the prepared demonstration on “postgresql” or “sqlite”, with everybody's sessions; made when first asked."""
    made, base = {}, tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make(vendor):
        folder = tmp_path_factory.mktemp(vendor)
        databases, people = (_postgres(), PEOPLE) if vendor == "postgresql" else (SQLite(folder), ON_SQLITE)
        return Demonstration(
            databases, shared, folder, lambda address: {each: _session(browser, address, each) for each in people}
        )

    def get(vendor):
        if vendor not in made:
            made[vendor] = make(vendor)
        return made[vendor]

    yield get
    for demonstration in made.values():
        demonstration.forget()


def _session(browser, address, username):
    """Sign in once and give the cookies."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/sign-in/")
    sign_in(page, username)
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    state = context.storage_state()
    context.close()
    return state


def sign_in(page, username):
    """Fill in the sign-in page that is open."""
    page.get_by_label("User name or email address").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@contextmanager
def _site(demonstration, browser, address, *other_hosts):
    """The served demonstration: `open(username, **context)` gives a page of somebody's own, watched until the end.

    Its pages may go to these other hosts and no more. While `working()` is entered a worker runs beside the server; `output_of(command…)` is what manage.py says.
    """
    with ExitStack() as stack:
        watches = []

        def new_page(username=None, **kwargs):
            state = demonstration.sessions[username] if username else None
            context = browser.new_context(
                base_url=address, storage_state=state, **{"viewport": WIDE, "locale": "en-GB"} | kwargs
            )
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE)
            watches.append(Watch(context, address, *other_hosts))
            return context.new_page()

        yield SimpleNamespace(
            address=address, open=new_page, sign_in=sign_in,
            working=lambda: demonstration.working(address),
            output_of=lambda *command: demonstration.output_of(address, *command),
        )  # fmt: skip
    assert [problem for watch in watches for problem in watch.problems] == []


@pytest.fixture(scope="session")
def _reading_server(demonstrations):
    with demonstrations("postgresql").served() as address:
        yield address


@pytest.fixture
def site(demonstrations, browser, _reading_server):
    """The untouched demonstration, for stories that only read."""
    with _site(demonstrations("postgresql"), browser, _reading_server) as site:
        yield site


@pytest.fixture(scope="session")
def _writing_servers(demonstrations):
    """Gives the address of the server that stories write to, on a kind of database; started when first asked."""
    with ExitStack() as stack:
        yield cache(lambda vendor: stack.enter_context(demonstrations(vendor).served()))


@pytest.fixture
def writing_site(demonstrations, browser, request, _writing_servers):
    """A demonstration for stories that write; each story has an action of its own."""
    vendor = _vendor(request)
    with _site(demonstrations(vendor), browser, _writing_servers(vendor)) as site:
        yield site


@pytest.fixture
def own_site(demonstrations, browser, request):
    """A demonstration of the test's own, for the story that counts what the whole plan holds."""
    demonstration = demonstrations(_vendor(request))
    with demonstration.served() as address, _site(demonstration, browser, address) as site:
        yield site


@pytest.fixture
def council_site(demonstrations, browser, request):
    """A demonstration with a council's own sign-in page, whose address is `provider`."""
    demonstration = demonstrations(_vendor(request))
    with council_page() as provider:
        settings = {
            "CSC_OIDC_SERVER": provider, "CSC_OIDC_CLIENT": "the-tracker", "CSC_OIDC_SECRET": "a-secret",
            "CSC_OIDC_GROUPS": "g-officers=Officer,g-admins=Admin,g-members=Committee member", "CSC_OIDC_ONLY": "1",
            "CSC_BREAK_GLASS": "admin", "CSC_SECOND_STEP": "everybody",
        }  # fmt: skip
        with demonstration.served(**settings) as address, _site(demonstration, browser, address, provider) as site:
            site.provider = provider
            yield site


def _vendor(request):
    """The kind of database that a story runs on: see databases.py."""
    return getattr(request, "param", POSTGRESQL)


@pytest.fixture(scope="session")
def documents():
    """The HTML of the pages that were opened, by their names: the accessibility walk leaves it for the HTML checker."""
    return {}
