"""The picture of the README, taken from the untouched fixtures when it is asked for: CSC_SCREENSHOT=1."""

import pytest

from tests.browser.packages import ROOT

pytestmark = pytest.mark.browser


def test_the_picture_of_the_status_board_is_taken(site):
    page = site.open("member")
    page.goto("/")
    folder = ROOT / "docs"
    folder.mkdir(exist_ok=True)
    page.screenshot(path=folder / "status-board.png")
    assert (folder / "status-board.png").stat().st_size > 20_000
