"""An admin's story: what was loaded is found in Django admin, which runs under our policy."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_an_admin_searches_by_keyboard(site):
    page = site.open("admin")
    page.goto("/")
    page.get_by_role("navigation", name="Service").get_by_role("link", name="Admin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you want to do?")
    page.get_by_text("Every table").click()
    page.locator("#content-main tr.model-finding th a").click()
    page.locator("#searchbar").fill("life story")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    page.locator("#result_list tbody tr").get_by_role("link").first.click()
    expect(page.locator("#content")).to_contain_text("Life story work is underdeveloped")
