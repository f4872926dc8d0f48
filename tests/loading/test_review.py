"""The pages of loading a paper in Django admin, for staff in the group Admin."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Action
from csc_tracker.pages.file_names import plain_name
from csc_tracker.people import roles
from inspections.loading.reading.passages import Format, Paper, Passage
from inspections.loading.review.accepting import accept
from inspections.models import Acceptance, Loading, PaperFile, Proposal, Report
from tests.making import TODAY, last_position, make_plan, make_priority, make_reported_action, make_user
from tests.making_loading import accept_all, make_loading, read, read_action, read_report

pytestmark = pytest.mark.django_db
ADD = "/admin/inspections/loading/add/"


@pytest.fixture
def plan(db):
    plan = make_plan()
    make_priority(plan, short_name="Workforce", words="A workforce with skills.")
    return plan


def table():
    """The passages of a paper with one table of two rows: the first has two actions."""
    cells = [("Done", 1, 1, True), ("Trained.", 2, 1, False), ("Hired.", 2, 1, False), ("Moved.", 3, 1, False)]
    return tuple(
        Passage(order, "cell", words, table=1, row=row, column=column, header=header, column_heading="" if header else "Done")
        for order, (words, row, column, header) in enumerate(cells, 1)
    )  # fmt: skip


@pytest.fixture
def loading(plan):
    from inspections.loading.review.comparing import compare
    from inspections.loading.review.existing_records import read_existing_records
    from inspections.loading.review.intake import receive, save_reading

    loading = receive(b"A table", "C:\\papers\\table.txt", by=None, on=TODAY, is_open=True, plan=plan)
    proposals = [read_report()] + [read_action(p.text, passage=p.order, stage="complete") for p in table()[1:]]
    save_reading(
        loading, Paper(table(), Format.TEXT), compare(proposals, read_existing_records(plan), chosen=True), TODAY
    )
    return loading


def review(loading):
    return f"/admin/inspections/loading/{loading.pk}/change/"


def decisions(loading):
    return list(loading.proposals.order_by("order").values_list("text", "decision"))


# Taking in ------------------------------------------------------------------------------------------------------------


def test_a_file_is_kept_with_its_sum_size_and_type_and_read_in_the_background(staff, plan):
    file = BytesIO(b"# Report\n\n**Date:** 14 January 2020\n\nRESOLVED: That the report be noted.\n")
    file.name = "paper.pdf"
    answer = staff.post(
        ADD, {"publication": "open", "file": file, "plan": plan.pk, "address": "example.org/paper", "item_number": "5"}
    )
    loading = Loading.objects.get()
    assert answer["Location"] == review(loading)
    assert (loading.state, loading.address, loading.item_number) == ("read", "https://example.org/paper", "5")
    assert (loading.file.size, loading.file.name, loading.format) == (73, "paper.pdf", "markdown")
    assert loading.proposals.filter(kind="decision", text="That the report be noted.").exists()
    assert (Report.objects.count(), Action.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "Choose a file, or paste the paper’s text."),
        ({"pasted": "Words.", "file": True}, "Choose one of the two"),
        ({"pasted": "  \n "}, "Choose a file, or paste the paper’s text."),
        ({"pasted": "Words.", "dated": "yesterday"}, "Enter a valid date."),
        ({"pasted": "Words.", "publication": "exempt"}, "Choose the plan. Only people named for it"),
        ({"pasted": "Words.", "publication": ""}, "This field is required."),
    ],
    ids=["nothing", "both", "blank", "no day", "exempt without a plan", "not said"],
)
def test_what_is_wrong_with_a_paper_is_said_and_nothing_is_saved(staff, values, message):
    if values.get("file"):
        values = values | {"file": BytesIO(b"Words.")}
    assert message in staff.post(ADD, {"publication": "open"} | values).content.decode()
    assert (Loading.objects.count(), PaperFile.objects.count()) == (0, 0)


def test_a_paper_that_is_here_is_named_and_not_saved_twice(staff, loading, admin_user):
    accept_all(loading)
    accept(loading, by=admin_user, on=date(2020, 2, 1))
    html = staff.post(ADD, {"publication": "open", "file": BytesIO(b"A table")}).content.decode()
    assert "This file has already been loaded, as “Improvement plan update”. Nothing was changed." in html
    assert Loading.objects.count() == 1


def test_a_file_that_cannot_be_read_says_so_and_can_be_tried_again(staff):
    file = BytesIO(b"%PDF-1.7 nothing more")
    file.name = "broken.pdf"
    page = staff.post(ADD, {"publication": "open", "file": file}, follow=True).content.decode()
    assert "We could not read it." in page
    assert Loading.objects.get().failure in page.replace("&#x27;", "'")
    assert staff.post(f"/admin/inspections/loading/{Loading.objects.get().pk}/again/").status_code == 302


@pytest.mark.parametrize(
    ("name", "saved_as"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\papers\\x.pdf", "x.pdf"),
        ("a\x00b<c>.pdf", "abc.pdf"),
        ("..", "paper"),
        ("", "paper"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
    ids=["up", "windows", "signs", "dots", "empty", "long"],
)
def test_a_files_name_is_never_a_path(name, saved_as):
    assert plain_name(name) == saved_as


# The review -----------------------------------------------------------------------------------------------------------


def test_each_proposal_stands_in_the_papers_own_table(staff, loading):
    html = staff.get(review(loading)).content.decode()
    assert 'id="row-1-2"' in html
    assert "Accept all 2 of this row" in html
    assert html.index("Trained.") < html.index("Hired.") < html.index('id="row-1-3"') < html.index("Moved.")


def test_what_was_read_has_a_name_that_people_use(staff, plan):
    visit = read("inspection", "Visit of July 2018", kind="focused", inspectors="Ofsted")
    html = staff.get(review(make_loading(plan, [read_report(), visit]))).content.decode()
    named = dict(re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", html))
    assert (named["Kind"], named["Who inspected"]) == ("Focused visit", "Ofsted")


def test_a_button_decides_one_and_the_page_opens_there(staff, loading, admin_user):
    one = loading.proposals.get(text="Hired.")
    answer = staff.post(review(loading), {"decide": f"{one.pk}:rejected"})
    assert answer["Location"] == f"{review(loading)}#proposal-{one.pk}"
    assert [(d.what, d.by) for d in one.decisions.all()] == [("rejected", admin_user)]
    staff.post(review(loading), {"decide": f"{one.pk}:"})
    assert [d.what for d in one.decisions.order_by("pk")] == ["rejected", "reopened"]


@pytest.mark.parametrize(
    ("button", "accepted"),
    [
        ({"row": "1:2"}, ["Trained.", "Hired."]),
        ({"kind": "action"}, ["Trained.", "Hired.", "Moved."]),
        ({"all": "1"}, ["Improvement plan update", "Trained.", "Hired.", "Moved."]),
    ],
    ids=["a row", "a kind", "all"],
)
def test_a_button_accepts_what_is_open_of_a_row_a_kind_or_all(staff, loading, button, accepted):
    staff.post(review(loading), button)
    assert [text for text, decision in decisions(loading) if decision == "accepted"] == accepted


def test_what_is_the_same_as_before_is_accepted_with_one_button_and_can_be_hidden(staff, plan):
    make_reported_action(plan.priorities.get(), words="Recruit a worker for the north.")
    proposals = [read_report(), read_action("Recruit a worker for the north."), read_action("Open a hub in the south.")]
    loading = make_loading(plan, proposals)
    staff.post(review(loading), {"same": "1"})
    assert [text for text, decision in decisions(loading) if decision] == ["Recruit a worker for the north."]
    html = staff.get(f"{review(loading)}?only=differences").content.decode()
    assert ("Open a hub in the south." in html, "Recruit a worker for the north." in html) == (True, False)


@pytest.mark.parametrize(
    "button", [{}, {"decide": "x"}, {"decide": "999999:accepted"}, {"row": "one"}, {"decide": "1:gold"}]
)
def test_a_button_that_is_not_understood_changes_nothing(staff, loading, button):
    before = decisions(loading)
    assert (
        "Sorry, that did not work. Nothing was changed."
        in staff.post(review(loading), button, follow=True).content.decode()
    )
    assert decisions(loading) == before


def test_accept_all_leaves_what_lacks_something(staff, plan):
    loading = make_loading(plan, [read_report(), read_action("Do it.", priority=None)])
    page = staff.post(review(loading), {"all": "1"}, follow=True).content.decode()
    assert "1 proposal needs something first" in page
    assert "The paper does not put it under a priority. Edit it and choose one." in page
    assert dict(decisions(loading))["Do it."] == ""


def test_an_edit_reads_a_dates_words_and_is_accepted_so(staff, loading, admin_user):
    one = loading.proposals.get(text="Moved.")
    values = {
        "text": "Moved north.",
        "priority": "1",
        "stage": "planned",
        "lead": "Head of Care",
        "finish_words": "by March",
    }
    assert staff.post(f"/admin/inspections/loading/proposals/{one.pk}/", values).status_code == 302
    one.refresh_from_db()
    assert (one.decision, one.now_text) == ("accepted", "Moved north.")
    assert one.now["periods"] == [
        {"role": "finish", "date_as_written": "by March", "first_day": "2020-03-01", "last_day": "2020-03-31"}
    ]
    accept(loading, by=admin_user, on=date(2020, 2, 1))
    action = Action.objects.get(words="Moved north.")
    assert (str(action.owner), last_position(action).due_last_day) == ("Head of Care", date(2020, 3, 31))


def test_a_wrong_edit_gets_a_message_and_keeps_what_was_typed(staff, loading):
    one = loading.proposals.get(text="Moved.")
    values = {"text": "Typed.", "priority": "", "stage": "planned"}
    page = staff.post(f"/admin/inspections/loading/proposals/{one.pk}/", values).content.decode()
    assert "Nothing was saved." in page
    assert "Typed." in page
    one.refresh_from_db()
    assert (one.decision, one.edited) == ("", None)


def test_a_proposal_is_compared_with_a_record_and_merged(staff, loading, plan):
    action = make_reported_action(plan.priorities.get(), words="Moved house.")
    one = loading.proposals.get(text="Moved.")
    address = f"/admin/inspections/loading/proposals/{one.pk}/"
    page = staff.get(f"{address}?same={action.pk}").content.decode()
    assert "Moved house." in page
    assert "(differs)" in page
    staff.post(address, {"merge": "1", "same": action.pk})
    one.refresh_from_db()
    assert (one.decision, one.same) == ("merged", action)


def test_what_stands_against_an_acceptance_is_listed_and_nothing_is_saved(staff, plan):
    loading = make_loading(plan, [read_report(), read_action("One.", priority=8), read_action("Two.", priority=9)])
    accept_all(loading)
    page = staff.post(f"/admin/inspections/loading/{loading.pk}/accept/").content.decode()
    assert "“One.”: the plan has no priority 8" in page
    assert "“Two.”: the plan has no priority 9" in page
    assert (Acceptance.objects.count(), Report.objects.count(), Action.objects.count()) == (0, 0, 0)


def test_an_acceptance_is_made_and_undone_with_a_reason(staff, loading):
    staff.post(review(loading), {"all": "1"})
    staff.post(f"/admin/inspections/loading/{loading.pk}/accept/")
    acceptance = Acceptance.objects.get()
    assert Action.objects.count() == 3
    address = f"/admin/inspections/loading/acceptances/{acceptance.pk}/undo/"
    assert "This field is required" in staff.post(address, {"because": ""}).content.decode()
    assert Action.objects.count() == 3
    staff.post(address, {"because": "The wrong paper."})
    assert Action.objects.count() == 0
    assert "Undone by" in staff.get(review(loading)).content.decode()


def test_the_file_comes_back_as_it_came_and_never_opens_in_the_page(staff, loading):
    answer = staff.get(f"/admin/inspections/loading/{loading.pk}/file/")
    assert b"".join(answer.streaming_content) == b"A table"
    assert answer["Content-Disposition"] == 'attachment; filename="table.txt"'
    assert answer["Content-Type"] == "application/octet-stream"


def test_a_page_of_the_review_costs_the_same_with_three_proposals_and_with_thirty(staff, plan):
    def cost(number):
        findings = [read("finding", f"Point {n}.", kind="strength") for n in range(number)]
        loading = make_loading(plan, [read_report(), *findings])
        staff.get(review(loading))
        with CaptureQueriesContext(connection) as caught:
            staff.get(review(loading))
        return len(caught)

    assert cost(30) == cost(3)


@pytest.mark.parametrize("role", [roles.MEMBER, roles.OFFICER, roles.PROGRAMME])
def test_nobody_but_an_admin_loads_papers(client, loading, role):
    client.force_login(make_user(role, is_staff=True))
    one = loading.proposals.first()
    for address in (
        ADD,
        review(loading),
        f"/admin/inspections/loading/proposals/{one.pk}/",
        f"/admin/inspections/loading/{loading.pk}/file/",
    ):
        assert client.get(address).status_code == 403, address
    assert client.post(review(loading), {"all": "1"}).status_code == 403
    assert set(Proposal.objects.values_list("decision", flat=True)) == {""}


def test_the_review_fetches_the_whole_paper_once(staff, plan):
    loading = make_loading(plan, [read_report(), *(read("finding", f"Point {n}.", kind="strength") for n in range(9))])
    with CaptureQueriesContext(connection) as caught:
        staff.get(review(loading))
        staff.post(review(loading), {"all": "1"})
    whole = [query["sql"] for query in caught if '"inspections_loading"."passages"' in query["sql"]]
    assert len(whole) <= 2  # one a request
    assert not any('"inspections_paperfile"."content"' in query["sql"] for query in caught)


def test_one_day_of_a_meeting_stands_for_both(staff, plan):
    loading = make_loading(plan, [read_report(), read("meeting", "The meeting", committee="Children’s Committee")])
    one = loading.proposals.get(kind="meeting")
    values = {"text": "The meeting", "committee": "Children’s Committee", "first_day": "2020-01-23"}
    staff.post(f"/admin/inspections/loading/proposals/{one.pk}/", values)
    one.refresh_from_db()
    assert (one.now["first_day"], one.now["last_day"]) == ("2020-01-23", "2020-01-23")
