"""PDFs of programs other than the one that the other tests make theirs with: each reads to the same passages.

The files of `pdfs/` hold one of two invented papers; its README says which program made each. What a paper holds stands
in `report.txt` and `plan.txt`, a passage on a line.
"""

import html
import shutil
import subprocess
from pathlib import Path

import pytest

from inspections.loading.reading.passages import PassageKind
from inspections.loading.reading.reader import read

FOLDER = Path(__file__).parent / "pdfs"
PDFS = sorted(path.name for path in FOLDER.glob("*.pdf"))
SHORT = {PassageKind.HEADING: "h", PassageKind.PARAGRAPH: "p", PassageKind.BULLET: "b"}
# What a page's header and foot say; where a paper has one page, nothing tells them from its words.
RUNNING = {"p Northmere Council", "p Official"}


def lines_of(content):
    """Each passage on a line: what it is, its level, number and words; a cell's place, and * before an item of it."""
    lines = []
    for p in read(content).passages:
        words = f"{p.number}|{p.text}" if p.number else p.text
        if p.kind == PassageKind.CELL:
            lines.append(f"{p.table}:{p.row},{p.column}{'#' if p.header else '*' if p.item else ''} {words}")
        else:
            lines.append(f"{SHORT[p.kind]}{p.level or ''} {words}")
    return lines


def expected(paper):
    """The passages of a paper, as `lines_of` tells them."""
    return (FOLDER / f"{paper}.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", PDFS)
def test_a_pdf_of_another_program_reads_to_its_passages(name):
    passages = [line for line in lines_of((FOLDER / name).read_bytes()) if line not in RUNNING]
    assert passages == expected(name.partition(".")[0])


BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WORDS = "The service reviewed what it knows of families and of the help that they get early on. "
PAGE = (
    "<h1>Northmere plan</h1><p>1.1 {words}</p><p>1.2 {words}</p><ul><li>One</li><li>{words}</li></ul><table><tr><th>Action"
    "</th><th>Progress</th></tr><tr><td><ul><li>{long}</li><li>Train staff</li></ul></td><td><p>Begun.</p></td></tr></table>"
)


@pytest.mark.skipif(BROWSER is None, reason="NOT TESTED: no Chromium is installed to print a page to PDF with")
@pytest.mark.parametrize("border", ["1px solid", "0"], ids=["with lines", "without lines"])
def test_a_page_that_a_browser_prints_reads_to_its_passages(border, tmp_path):
    style = f"<style>td, th {{ border: {border}; padding: 4px 12px; vertical-align: top; text-align: left }}</style>"
    page, printed = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(f"<meta charset=utf-8>{style}{PAGE.format(words=html.escape(WORDS * 3), long=WORDS)}")
    command = [BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={printed}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    long = (WORDS * 3).strip()
    assert lines_of(printed.read_bytes()) == [
        *[
            "h1 Northmere plan",
            f"p 1.1|{long}",
            f"p 1.2|{long}",
            "b1 One",
            f"b1 {long}",
            "1:1,1# Action",
            "1:1,2# Progress",
        ],
        *[f"1:2,1* {WORDS.strip()}", "1:2,1* Train staff", "1:2,2 Begun."],
    ]
