"""An officer's week by keyboard: forty actions, of which ten changed, in few key presses and page loads."""

import pytest
from playwright.sync_api import expect

from tests.browser.databases import POSTGRESQL, told_on

pytestmark = pytest.mark.browser

ACTIONS, CHANGED = 40, 10
MOST_PRESSES, MOST_LOADS = 60, 15
# Forty actions that are open and were rated some time ago, three of them late, for the post that the officer holds.
GIVE_FORTY = """
from datetime import date
from actions.models import Action, ActionPosition, ProgressUpdate
from actions.positions.recording import record_update
from csc_tracker.models import User
from django.utils import timezone
from priorities.models import Plan, PostHolding
post = PostHolding.objects.get(user__username="officer").post
priority = Plan.objects.get(practice=False).priorities.first()
officer = User.objects.get(username="programme")
first = max(priority.actions.values_list("number", flat=True)) + 1
for number in range(first, first + 40):
    action = Action.objects.create(priority=priority, number=number, words=f"Action {number} of the week.", owner=post)
    late = number - first in (5, 18, 30)
    due = date(2020, 1, 10) if late else date(2020, 6, 30)
    record_update(ProgressUpdate(
        action=action, effective_date=date(2019, 12, 2), stage="under_way", rating="on_track", source="officer",
        words="It began.", by=officer, recorded_at=timezone.now(), due_words=str(due), due_first_day=due,
        due_last_day=due, due_basis="own", due_change="set",
    ))
print(priority.number, first)
"""


class Keyboard:
    """Presses keys and types words on a page, and counts the presses and the pages that were loaded."""

    def __init__(self, page):
        self.page, self.presses, self.loads = page, 0, 0
        page.on("request", self._count)

    def _count(self, request):
        self.loads += request.is_navigation_request() and request.redirected_from is None

    def press(self, key, times=1):
        for _ in range(times):
            self.page.keyboard.press(key)
            self.presses += 1

    def press_to_the_next_page(self, key):
        with self.page.expect_navigation():
            self.press(key)

    def type(self, words):
        self.page.keyboard.type(words)

    def tab_to(self, locator):
        """Press Tab until the keyboard is there: each counts."""
        for _ in range(MOST_PRESSES):
            self.press("Tab")
            if locator.evaluate("each => each === document.activeElement"):
                return
        raise AssertionError(f"The keyboard does not reach {locator}.")


@told_on("own_site", POSTGRESQL)
def test_a_week_of_forty_actions_by_keyboard(own_site):
    said = own_site.output_of("shell", "-v0", "-c", GIVE_FORTY)
    priority, first = map(int, said.split()[-2:])
    references = [f"P{priority}.{number:02}" for number in range(first, first + ACTIONS)]
    changed, rest = references[1:ACTIONS:4], [each for each in references if each not in references[1:ACTIONS:4]]
    assert (len(changed), len(rest)) == (CHANGED, ACTIONS - CHANGED)
    page = own_site.open("officer")
    keyboard = Keyboard(page)
    page.goto("/my-actions/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("My actions")

    # The ten that changed: named in the search, updated one by one.
    keyboard.press("Tab")
    keyboard.press("Enter")  # past the navigation
    keyboard.tab_to(page.get_by_label("Words, or references"))
    keyboard.type(" ".join(changed))
    keyboard.press_to_the_next_page("Enter")
    expect(page.locator("main")).to_contain_text("Showing 10 of 40 actions.")
    keyboard.tab_to(page.get_by_role("link", name="Update them one by one"))
    keyboard.press_to_the_next_page("Enter")
    for number in range(CHANGED):
        expect(page.locator(".cap").first).to_contain_text(f"{number + 1} of your 10 actions")
        at_risk = page.locator("h1").inner_text().split()[-1] == changed[3]
        keyboard.press("ArrowDown" if at_risk else "Space")
        keyboard.press("Tab")
        keyboard.type(f"What has happened in week {number + 1}.")
        keyboard.press_to_the_next_page("Control+Enter")

    # The thirty that did not: one page, with a word each for the late ones.
    expect(page.get_by_role("status").first).to_contain_text("That was the last of your 10 actions.")
    keyboard.press("Tab")
    keyboard.press("Enter")
    keyboard.tab_to(page.get_by_role("link", name="No change to the other 30 actions"))
    keyboard.press_to_the_next_page("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("No change to 30 actions")
    for box in page.locator("textarea").all():
        keyboard.tab_to(box)
        keyboard.type("A new supplier begins on Monday.")
    keyboard.press_to_the_next_page("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("“No change” has been saved for 30 actions.")

    print(f"{keyboard.presses} presses, {keyboard.loads} pages")
    assert keyboard.presses <= MOST_PRESSES
    assert keyboard.loads <= MOST_LOADS
    for reference in (changed[0], changed[3], rest[0]):
        page.goto(f"/actions/{reference}/")
        newest = page.get_by_role("heading", name="History").locator("+ ol > li").first
        expect(newest).to_contain_text("no change" if reference in rest else "What has happened in week")


@told_on("own_site", POSTGRESQL)
def test_a_typical_update_takes_two_page_loads(own_site):
    page = own_site.open("officer")
    keyboard = Keyboard(page)
    page.goto("/actions/P3.06/update/")
    page.get_by_label("At risk", exact=True).check()
    page.get_by_label("What has happened since?").fill("A vacancy; we advertise on Monday.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("P3.06 has been updated. Undo")
    assert keyboard.loads == 2
