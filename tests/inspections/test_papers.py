"""The papers as loaded: each passage in its place, what came of it, its file, and who may see it."""

from datetime import date
from hashlib import sha256

import pytest

from csc_tracker.operations.files import changed_files
from csc_tracker.people import roles
from inspections.models import Passage
from inspections.scrutiny.papers.layout import blocks
from tests.making import (
    let_read_exempt,
    make_action,
    make_exemption,
    make_period,
    make_plan,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
)
from tests.making_scrutiny import (
    make_answer,
    make_citation,
    make_finding,
    make_item,
    make_judgement,
    make_meeting,
    make_passage,
    make_report,
    make_resolution,
    make_term,
)

pytestmark = pytest.mark.django_db


def passage(kind="paragraph", **kwargs):
    return Passage(kind=kind, **{"order": 1, "words": "Words."} | kwargs)


@pytest.mark.parametrize(
    ("levels", "drawn"),
    [
        pytest.param([1, 2, 3], [2, 3, 4], id="below the page's own heading"),
        pytest.param([3, 4], [2, 3], id="the paper's highest comes first"),
        pytest.param([1, 4, 2], [2, 3, 3], id="none skipped on the way down"),
        pytest.param([1, 2, 3, 4, 5], [2, 3, 4, 4, 4], id="none below the fourth"),
        pytest.param([2, 1], [2, 2], id="a first heading that is not the highest"),
    ],
)
def test_headings_stand_at_sane_levels(levels, drawn):
    assert [block["level"] for block in blocks([passage("heading", level=level) for level in levels])] == drawn


def test_bullets_stand_together_and_paragraphs_alone():
    drawn = blocks([passage(), passage("bullet"), passage("bullet"), passage(), passage("bullet")])
    assert [block["kind"] for block in drawn] == ["paragraph", "bullets", "paragraph", "bullets"]
    assert [len(block["passages"]) for block in drawn if block["kind"] == "bullets"] == [2, 1]


def cell(row, column, words="Words.", heading="", table=1):
    return passage("cell", table=table, row=row, column=column, words=words, column_heading=heading)


def test_a_table_keeps_its_cells_by_row_and_column():
    drawn = blocks(
        [cell(1, 1, "a", "Done"), cell(1, 1, "b", "Done"), cell(1, 3, "c", "Planned"), cell(2, 3, "d", "Planned")]
    )
    [table] = drawn
    assert [[(heading, [c.words for c in cells]) for heading, cells in row] for row in table["rows"]] == [
        [("Done", ["a", "b"]), ("Planned", ["c"])],
        [("Done", []), ("Planned", ["d"])],
    ]
    assert [heading for heading, _ in table["headings"]] == ["Done", "Planned"]


def test_a_first_row_of_headings_is_the_tables_head():
    [table] = blocks([cell(1, 1, "Term"), cell(1, 2, "Definition"), cell(2, 1, "MASH", "Term"), cell(2, 2, "A hub", "Definition")])  # fmt: skip
    assert [(heading, cells[0].words) for heading, cells in table["headings"]] == [
        ("Term", "Term"),
        ("Definition", "Definition"),
    ]
    assert len(table["rows"]) == 1


def test_a_table_without_headings_keeps_every_row():
    [table] = blocks([cell(1, 1), cell(2, 1)])
    assert len(table["rows"]) == 2


def test_two_tables_in_a_row_stay_two():
    assert len(blocks([cell(1, 1), cell(1, 1, table=2)])) == 2


@pytest.mark.parametrize(
    ("passage", "place"),
    [
        (passage(number="5.2"), "5.2"),
        (passage(number="7"), "point 7"),
        (passage("heading", number="5"), "section 5"),
        (cell(3, 1), "table 1, row 3"),
        (passage(order=12), "passage 12"),
    ],
)
def test_a_receipt_says_where_in_its_paper_a_passage_stands(passage, place):
    assert passage.place == place


def test_a_paper_is_shown_passage_by_passage_with_anchors_and_what_came_of_each(plan, member):
    paper = make_report(title="The report", dated=date(2020, 1, 14))
    make_passage(paper, kind="heading", level=1, number="5", words="Findings")
    stands = make_passage(paper, number="5.2", words="Plans are thin. See https://example.org/page")
    make_citation(stands, finding=make_finding(number=12))
    html = " ".join(member.get(f"/reports/{paper.slug}/").content.decode().split())
    assert '<h2 id="passage-1" class="passage"> 5 Findings </h2>' in html
    assert '<p id="passage-2" class="passage">' in html
    assert '<a href="https://example.org/page" rel="nofollow">' in html
    assert ">Finding 12</a>" in html


def test_every_kind_of_record_is_named_once_under_its_passage(plan, page, member):
    priority = plan.priorities.get()
    action = make_action(priority)
    resolution = make_resolution(plan=plan, words="The report be noted.")
    place = make_passage(make_report(dated=date(2020, 1, 14)))
    judgement = make_judgement()
    for record in (
        {"plan": plan},
        {"priority": priority},
        {"action": action},
        {"period": make_period(action)},
        {"update": make_update(action)},
        {"judgement": judgement},
        {"inspection": judgement.inspection},
        {"meeting": resolution.item.meeting},
        {"item": resolution.item},
        {"resolution": resolution},
        {"answer": make_answer(resolution, date(2020, 1, 14))},
        {"term": make_term(term="MASH")},
    ):
        make_citation(place, **record)
    [[drawn]] = [[block["passage"] for block in member.get(f"/reports/{place.report.slug}/").context["blocks"]]]
    assert [record.words for record in drawn.records] == [
        f"Plan: {plan.title}",
        "Priority 1: Priority 1",
        "Action P1.01",
        f"Judgement: {judgement.line}",
        f"Inspection: {judgement.inspection.title}",
        f"Meeting: {resolution.item.meeting}",
        f"Agenda item: {resolution.item.title}",
        "Decided: The report be noted.",
        "Answer to: The report be noted.",
        "Glossary: MASH",
    ]
    for record in drawn.records:
        assert member.get(record.address).status_code == 200


def test_a_record_of_another_plan_is_linked_on_its_own_plan(plan, member):
    other = make_plan(slug="phase-one", starts=date(2018, 1, 1))
    place = make_passage()
    make_citation(place, action=make_action(make_priority(other)))
    [drawn] = [block["passage"] for block in member.get(f"/reports/{place.report.slug}/").context["blocks"]]
    assert drawn.records[0].address == "/actions/P1.01/?plan=phase-one"


def test_a_paper_without_its_file_says_so_and_its_file_is_not_found(plan, page, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    paper = make_report(title="The report", file="report.txt")
    assert "We do not have the original file. This page shows the paper’s text." in page(f"/reports/{paper.slug}/")
    assert "We do not have the original file of “The report”." in page(f"/reports/{paper.slug}/file/", status=404)


def test_a_papers_file_is_downloaded_as_text(plan, member, page, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "report.txt").write_bytes("Children’s".encode())
    paper = make_report(file="report.txt", sha256=sha256("Children’s".encode()).hexdigest())
    assert "Download the paper’s text (report.txt)" in page(f"/reports/{paper.slug}/")
    answer = member.get(f"/reports/{paper.slug}/file/")
    assert b"".join(answer.streaming_content).decode() == "Children’s"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="report.txt"'


def test_a_papers_file_that_was_changed_on_disk_is_not_given_out(plan, page, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    paper = make_report(title="The report", file="report.txt", sha256=sha256(b"As it came.").hexdigest())
    (tmp_path / "report.txt").write_bytes(b"As it came.")
    assert changed_files() == []
    (tmp_path / "report.txt").write_bytes(b"Changed.")
    assert "is no longer what came in" in page(f"/reports/{paper.slug}/file/", status=404)
    assert changed_files() == ["report.txt is not as it came."]


@pytest.mark.parametrize("file", ["../secret_key", "/etc/passwd", "folder", ""])
def test_nothing_outside_the_media_folder_is_a_papers_file(plan, page, settings, tmp_path, file):
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "folder").mkdir(parents=True)
    (tmp_path / "secret_key").write_text("secret")
    paper = make_report(file=file)
    page(f"/reports/{paper.slug}/file/", status=404)


def test_an_exempt_paper_is_unknown_to_all_but_who_has_the_right_by_name(plan, client, member):
    exempt = make_report(exemption=make_exemption(plan), title="The exempt one")
    finding = make_finding()
    make_citation(make_passage(exempt, words="Secret words."), finding=finding)
    superuser = make_user(roles.ADMIN, is_staff=True, is_superuser=True)
    for person in (*map(make_user, (roles.MEMBER, roles.OFFICER, roles.PROGRAMME, roles.ADMIN)), superuser):
        client.force_login(person)
        assert client.get(f"/reports/{exempt.slug}/").status_code == 404
        assert client.get(f"/reports/{exempt.slug}/file/").status_code == 404
        assert client.get("/reports/").context["known"] == []
        assert exempt.slug not in client.get("/findings/").content.decode()
    client.force_login(let_read_exempt(make_user(roles.MEMBER), plan))
    answer = client.get(f"/reports/{exempt.slug}/")
    assert "Exempt: not for publication by virtue of paragraph 3 of Part 1 of Schedule 12A" in answer.content.decode()
    assert client.get("/reports/").context["known"] == [exempt]
    assert exempt.slug in client.get("/findings/").content.decode()


def test_an_exempt_paper_is_not_listed_on_its_meeting_either(plan, member):
    item = make_item(make_meeting(date(2019, 10, 16)))
    make_report(item, exemption=make_exemption(plan))
    [entry] = member.get(f"/meetings/{item.meeting.slug}/").context["items"]
    assert (entry["papers"], entry["later_papers"]) == ([], [])
    assert [meeting.papers for meeting in member.get("/meetings/").context["held"]] == [0]


def test_later_papers_are_folded_away(plan, member, page):
    known = make_report(make_item(make_meeting(date(2020, 1, 23))), dated=date(2020, 1, 14))
    later = make_report(make_item(make_meeting(date(2023, 1, 12))), kind="minutes")
    context = member.get("/reports/").context
    assert (context["known"], context["later"]) == ([known], [later])
    assert "This paper is later than 14 January 2020, the date shown." in page(f"/reports/{later.slug}/")


def test_a_practice_plans_papers_are_its_own(plan, member):
    make_plan(slug="practice", practice=True)
    real = make_report()
    assert member.get("/reports/?plan=practice").context["known"] == []
    assert member.get(f"/reports/{real.slug}/?plan=practice").status_code == 404


def test_an_unknown_paper_is_said_to_be_unknown(plan, page):
    assert "There is no paper called “none-such”." in page("/reports/none-such/", status=404)


def test_the_glossary_gives_the_papers_words_and_where_they_stand_once(plan, page):
    term = make_term(term="MASH", meaning="A hub. https://example.org")
    paper = make_report(dated=date(2020, 1, 14))
    for column in (1, 2):
        make_citation(make_passage(paper, kind="cell", table=7, row=2, column=column), term=term)
    assert page("/help/glossary/").endswith(
        "MASH A hub. https://example.org Where this came from: report of 14 January 2020, table 7, row 2 – "
        "see it in the paper: report of 14 January 2020, table 7, row 2."
    )


def test_the_glossary_of_a_practice_plan_is_its_own(plan, page):
    make_plan(slug="practice", practice=True)
    make_citation(term=make_term(term="MASH"))
    assert "MASH" in page("/help/glossary/")
    assert (
        page("/help/glossary/?plan=practice") == "Glossary None of the papers for this plan’s meetings has a glossary."
    )


def test_an_action_shows_the_papers_words_once_where_it_its_date_and_its_update_come_from_them(plan, page):
    action = make_reported_action(plan.priorities.get())
    place = make_passage(
        make_report(dated=date(2020, 1, 14)), kind="cell", table=3, row=1, column=2, words="Do it by March."
    )
    make_citation(place, action=action)
    make_citation(place, period=make_period(action))
    make_citation(place, update=action.updates.get())
    assert page(f"/actions/{action.reference}/").count("Do it by March.") == 1
