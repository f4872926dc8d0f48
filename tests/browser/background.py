"""Waiting in the browser for what a worker makes in the background."""

from playwright.sync_api import expect

LONGEST_WAIT = 300_000  # ms


def wait_for(made):
    """Wait until this locator of the result is there; the page that says how far it is goes there by itself."""
    expect(made).to_be_visible(timeout=LONGEST_WAIT)
