"""The same report in another format gives the same proposals."""

import pytest
from django.conf import settings

from inspections.loading.reading.reader import read
from inspections.loading.recognising.paper import recognise
from tests.reading.making_papers import html_of, pdf_of, word_of


@pytest.fixture(scope="module")
def report():
    name = "2020-01-14-post-ofsted-report.txt"
    return read((settings.BASE_DIR / "fixtures/papers" / name).read_bytes())


def proposals_of(paper):
    return [(one.kind, one.text, one.passage, one.fields) for one in recognise(paper)]


@pytest.mark.parametrize("make", [word_of, pdf_of, html_of], ids=["Word", "PDF", "HTML"])
def test_the_report_in_another_format_gives_the_same_proposals(report, make):
    assert proposals_of(read(make(report.passages))) == proposals_of(report)
