"""The five papers read to exactly the passages of the fixtures."""

import json
from collections import defaultdict

import pytest

from inspections.loading.reading.passages import Format, PassageKind
from inspections.loading.reading.reader import read

PAPERS = {
    "2019-07-childrens-social-care-update": Format.TEXT,
    "2019-10-16-childrens-social-care-budget": Format.TEXT,
    "2020-01-14-post-ofsted-report": Format.MARKDOWN,
    "2022-09-22-childrens-services-update": Format.TEXT,
    "2023-01-12-childrens-social-care-report": Format.TEXT,
}
PLACE = ("table", "row", "column")


@pytest.fixture(scope="module")
def stored():
    """The passages of each paper as the fixtures hold them."""
    from django.conf import settings

    records = json.loads((settings.BASE_DIR / "fixtures" / "50_papers.json").read_text(encoding="utf-8"))
    passages = defaultdict(list)
    for record in records:
        if record["model"] == "inspections.passage":
            passages[record["fields"]["report"][0]].append(record["fields"])
    return passages


@pytest.fixture(scope="module")
def papers():
    """Each paper as it is read."""
    from django.conf import settings

    folder = settings.BASE_DIR / "fixtures" / "papers"
    return {slug: read((folder / f"{slug}.txt").read_bytes()) for slug in PAPERS}


@pytest.mark.parametrize("slug", PAPERS)
def test_a_paper_reads_to_the_passages_of_the_fixtures(slug, stored, papers):
    read_now = [(p.kind, p.number, p.text, p.table, p.row, p.column, p.column_heading) for p in papers[slug].passages]
    assert read_now == [
        (f["kind"], f.get("number", ""), f["words"], *map(f.get, PLACE), f.get("column_heading", ""))
        for f in stored[slug]
    ]
    assert papers[slug].format == PAPERS[slug]
    assert [p.order for p in papers[slug].passages] == list(range(1, len(stored[slug]) + 1))


def paths(passages):
    """The words of the headings over each passage, from (kind, level, words) of each."""
    path = []
    for kind, level, words in passages:
        if kind == PassageKind.HEADING:
            path = [(above, text) for above, text in path if above < level]
        yield tuple(text for _, text in path)
        if kind == PassageKind.HEADING:
            path.append((level, words))


@pytest.mark.parametrize("slug", PAPERS)
def test_headings_nest_as_in_the_fixtures(slug, stored, papers):
    """But for the report's two headings at its head, which the fixtures put over all that follows."""
    title = {"Children and Young People Select Committee", "Children's Social Care Post Ofsted Report"}
    expected = list(paths((f["kind"], f.get("level", 0), f["words"]) for f in stored[slug]))
    without = [tuple(words for words in path if words not in title) for path in expected]
    assert [tuple(words for words in p.headings if words not in title) for p in papers[slug].passages] == without


def test_a_table_of_the_report_knows_its_headings_and_its_bullets(papers):
    cells = [p for p in papers["2020-01-14-post-ofsted-report"].passages if p.table == 1]
    assert [p.text for p in cells if p.header] == [
        "What are the issues",
        "What have we done so far",
        "What else we have planned through 2020",
    ]
    assert [(p.item, p.bold) for p in cells if (p.row, p.column) == (2, 1)] == [
        (False, "Workforce development."),
        (False, ""),
    ]
    assert {p.item for p in cells if p.row > 1 and p.column > 1} == {True}
