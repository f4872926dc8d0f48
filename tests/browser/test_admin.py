"""An admin's story: what was loaded is found in Django admin."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

FOUND = [
    ("model-action", "advanced practitioner", "P3."),
    ("model-finding", "life story", "Life story work is underdeveloped"),
    ("model-report", "post ofsted", "Post Ofsted Report"),
]


@pytest.mark.parametrize(("model", "words", "told"), FOUND, ids=["an action", "a finding", "a report"])
def test_an_admin_finds(site, model, words, told):
    page = site.open("admin")
    page.goto("/")
    page.get_by_role("navigation", name="Service").get_by_role("link", name="Admin").click()
    page.locator(f"#content-main tr.{model} th a").click()
    page.locator("#searchbar").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    page.locator("#result_list tbody tr").get_by_role("link").first.click()
    expect(page.locator("#content")).to_contain_text(told, ignore_case=True)
