"""Waiting in the browser for what a worker makes in the background."""

LONGEST_WAIT = 300  # looks at how far it is


def look_until(page, arrived):
    """Press “Check progress”, as a person would, until `arrived()` is true of the page.

    Each press waits for the page that it asked for: the page before it would still be looked at otherwise,
    and a press that follows would look for its link on a page that has come meanwhile and has none.
    """
    for _ in range(LONGEST_WAIT):
        if arrived():
            return
        again = page.get_by_role("link", name="Check progress")
        if not again.count():
            break
        with page.expect_navigation():
            again.click()
    raise AssertionError(f"It was not made: {page.locator('body').inner_text()}")
