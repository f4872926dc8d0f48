"""The pictures of the README: the practice plan of the untouched fixtures, when they are asked for: CSC_SCREENSHOT=1."""

import pymupdf
import pytest
from PIL import Image

from tests.browser.packages import ROOT
from tests.browser.pages import PRACTICE

pytestmark = pytest.mark.browser

FOLDER = ROOT / "docs"
PICTURES = {
    "status-board": (f"/{PRACTICE}", 1180),
    "briefing": (f"/meetings/practice-2020-02-06/briefing/{PRACTICE}", 1240),
}
LARGEST = 250_000  # bytes


@pytest.mark.parametrize(("name", "address", "height"), [(name, *which) for name, which in PICTURES.items()])
def test_a_picture_of_the_practice_plan_is_taken(site, name, address, height):
    page = site.open("member", viewport={"width": 1280, "height": height})
    page.goto(address)
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as picture:  # in 256 colours it is a third as large, and looks the same
        picture.quantize(256).save(path, optimize=True)
    assert path.stat().st_size < LARGEST
    assert pymupdf.Pixmap(path).width == 1280
