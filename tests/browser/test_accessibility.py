"""Every page by the machine's rules for accessibility, wide and narrow, and quiet in the browser's console."""

from urllib.parse import urlsplit

import pytest
from django.test import RequestFactory
from django.urls import resolve

from csc_tracker.pages.failures import broken
from csc_tracker.people.roles import SCREENS
from tests.browser.axe import violations
from tests.browser.pages import NO_PAGE, PAGES

pytestmark = pytest.mark.browser

WIDTHS = (1280, 320)
BETWEEN = (1141, 1024, 768)  # where a page must fit too
IDS = [it.name for it in PAGES]


@pytest.mark.parametrize("it", PAGES, ids=IDS)
def test_the_page_meets_the_rules_and_fits_at_both_widths(site, documents, it):
    page = site.open(it.role)
    documents[it.name] = it.open(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], f"at {width} pixels"
    for width in (*WIDTHS, *BETWEEN):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"it overflows at {width} pixels"


def test_the_page_for_a_fault_of_ours_meets_the_rules(site):
    page = site.open()
    page.goto("/accessibility/")
    page.set_content(broken(RequestFactory().get("/")).content.decode())
    assert violations(page) == []


def test_the_walk_covers_every_screen():
    walked = {resolve(urlsplit(it.address).path).url_name for it in PAGES if it.status in {200, 403} and it.role}
    walked |= {"account_login"}
    assert walked & set(NO_PAGE) == set()
    assert walked | set(NO_PAGE) == set(SCREENS)
