"""The picture of the README, taken from the untouched fixtures when it is asked for: CSC_SCREENSHOT=1."""

import os

import pytest

from tests.browser.packages import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not os.environ.get("CSC_SCREENSHOT"), reason="CSC_SCREENSHOT asks for the README's picture."),
]


def test_the_picture_of_the_status_board_is_taken(site):
    page = site.open("member")
    page.goto("/")
    folder = ROOT / "docs"
    folder.mkdir(exist_ok=True)
    page.screenshot(path=folder / "status-board.png")
    assert (folder / "status-board.png").stat().st_size > 20_000
