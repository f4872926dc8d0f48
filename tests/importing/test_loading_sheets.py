"""Loading a spreadsheet into a plan: what its rows come to, saved all or nothing, and nothing the second time."""

import io
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from actions.lists.spreadsheets import ActionResource
from actions.models import Action, OwnerChange, ProgressUpdate
from csc_tracker.audit.entries import AuditEntry
from csc_tracker.models import SheetColumns
from csc_tracker.people import roles
from priorities.models import Post, made_from
from tests.importing.sheets import ORDINARY, text, workbook
from tests.making import (
    last_position,
    let_read_exempt,
    make_exemption,
    make_holding,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db
TODAY = date(2020, 1, 14)


@pytest.fixture
def plan():
    plan = make_plan(slug="the-plan", starts=date(2019, 4, 1))
    make_priority(plan, short_name="Front door")
    make_priority(plan, short_name="Placements")
    return plan


@pytest.fixture
def officer():
    return make_user(roles.PROGRAMME, "programme")


@pytest.fixture
def browser(client, officer):
    client.force_login(officer)
    return client


def upload(client, content, name="plan.xlsx", **more):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("action_import"), {"file": file, "published": "on"} | more)


def fields_of(page):
    """What the form of a page would send, as a browser fills it in."""
    form = page.context["form"]
    sent = {
        field.html_name: field.value() for field in form if field.value() is not None and field.value() is not False
    }
    return {name: str(value) for name, value in sent.items()} | {"shown": page.context["shown"]}


def preview_of(client, content, name="plan.xlsx", **answers):
    """Upload a sheet and go on with what its columns are taken for, but for `answers`: (address, page)."""
    answer = upload(client, content, name)
    assert answer.status_code == 302, answer.context["form"].errors
    address = answer.headers["Location"]
    sent = fields_of(client.get(address)) | answers
    return address, client.post(address, sent)


def save(client, address, page, **answers):
    return client.post(
        address, fields_of(page) | {"digest": page.context["digest"], "save": "1"} | answers, follow=True
    )


def load(client, content, name="plan.xlsx", **answers):
    """The same, and save it: the page that follows."""
    address, page = preview_of(client, content, name)
    return save(client, address, page, **answers)


def counts(page):
    preview = page.context["preview"]
    return [len(getattr(preview, name)) for name in ("new", "changed", "same", "wrong", "left_out")]


def problems(page):
    return {row.number: " ".join(row.problems) for row in page.context["preview"].wrong}


def changes(page):
    preview = page.context["preview"]
    return {
        row.number: [(change.what, change.old, change.new) for change in row.changes]
        for row in (*preview.new, *preview.changed)
    }


@pytest.mark.parametrize("make", [workbook, text], ids=["Excel", "CSV"])
def test_an_ordinary_sheet_makes_new_actions_and_the_second_time_changes_nothing(browser, plan, officer, make):
    make_post("Head of Duty")
    address, page = preview_of(browser, make(ORDINARY))
    assert page.status_code == 200
    assert counts(page) == [3, 0, 0, 0, 0]
    assert changes(page)[2] == [
        ("Priority", "", "1 Front door"), ("Owner", "", "Head of Duty"), ("Due", "", "30 June 2020"), ("Rating", "", "On track"),
    ]  # fmt: skip
    assert list(page.context["preview"].unknown_posts.items()) == [("Head of Learning", [3])]
    assert not Action.objects.exists()
    done = save(browser, address, page, **{"post-0": "make"})
    assert "3 actions saved from “plan.xlsx”." in done.content.decode()
    assert [(a.reference, a.words, str(a.owner)) for a in Action.objects.order_by("priority", "number")] == [
        ("P1.01", "Agree the duty rota.", "Head of Duty"),
        ("P1.02", "Train every social worker in the new model.", "Head of Learning"),
        ("P2.01", "Publish the sufficiency strategy.", "Head of Duty"),
    ]
    positions = [last_position(action) for action in Action.objects.order_by("priority", "number")]
    assert [(p.stage, p.rating, p.due_last_day) for p in positions] == [
        ("planned", "on_track", date(2020, 6, 30)), ("planned", "", date(2020, 9, 30)), ("under_way", "", date(2020, 12, 31)),
    ]  # fmt: skip
    assert {(u.by, u.effective_date) for u in ProgressUpdate.objects.all()} == {(officer, TODAY)}
    said = AuditEntry.objects.filter(act="sheet").order_by("number")
    assert [(entry.by, entry.name) for entry in said] == [
        (officer, "P1.01"), (officer, "Head of Learning"), (officer, "P1.02"), (officer, "P2.01"),
    ]  # fmt: skip
    _, again = preview_of(browser, make(ORDINARY))
    assert counts(again) == [0, 0, 3, 0, 0]
    assert "Nothing changes: the plan already says all of it." in again.content.decode()


@pytest.fixture
def rota(plan):
    """An action that is here: due on 31 March 2020, of the Head of Duty."""
    return make_reported_action(
        plan.priorities.get(number=1), words="Agree the duty rota.", owner=make_post("Head of Duty")
    )


HEADINGS = ["Ref", "Action", "Owner", "Due date", "RAG", "Comments"]


def test_what_changes_is_shown_from_old_to_new_and_saved_by_whom_and_when(browser, plan, rota, officer):
    learning = make_post("Head of Learning")
    row = ["P1.01", "Agree the duty rota", "head of learning", "end of June 2020", "Amber", "Two posts are vacant."]
    address, page = preview_of(browser, text([HEADINGS, row]))
    assert problems(page) == {2: "Say why the date is moving. Say who agreed to the new date."}
    refused = save(browser, address, page)
    assert refused.status_code == 422
    assert not OwnerChange.objects.exists()
    answers = {"due_reason": "Nobody applied.", "due_agreed_by": "The director"}
    looked = browser.post(address, fields_of(page) | answers)
    assert changes(looked)[2] == [
        ("Owner", "Head of Duty", "Head of Learning"), ("Rating", "Not yet rated", "At risk"),
        ("Due", "31 March 2020", "30 June 2020"), ("Update", "", "Two posts are vacant."),
    ]  # fmt: skip
    assert save(browser, address, looked, **answers).status_code == 200
    update = ProgressUpdate.objects.order_by("sequence").last()
    assert (update.by, update.effective_date, update.rating, update.words) == (officer, TODAY, "at_risk", row[5])
    assert (update.due_last_day, update.due_reason, update.due_agreed_by) == (date(2020, 6, 30), *answers.values())
    assert OwnerChange.objects.get().to_post == learning
    _, again = preview_of(browser, text([HEADINGS, row]))
    assert counts(again) == [0, 0, 1, 0, 0]


def test_a_column_that_is_not_there_is_left_alone_and_an_empty_owner_is_asked_about(browser, plan, rota):
    assert counts(preview_of(browser, text([["Ref", "Notes to self"], ["P1.01", "x"]]))[1]) == [0, 0, 1, 0, 0]
    sheet = text([["Ref", "Action", "Owner", "Due date", "RAG"], ["P1.01", "", "", "", ""]])
    assert counts(preview_of(browser, sheet)[1]) == [0, 0, 1, 0, 0]
    address, page = preview_of(browser, sheet, empty_owner="empty")
    assert changes(page) == {2: [("Owner", "Head of Duty", "No owner")]}
    save(browser, address, page)
    rota.refresh_from_db()
    assert rota.owner is None
    assert last_position(rota).due_last_day == date(2020, 3, 31)


WRONG = [
    (["P1.09", "", "", "", "", ""], "The plan has no action P1.09."),
    (["P1.01", "Something else entirely is done here.", "", "", "", ""], "P1.01 says something else here: “Agree the duty rota.”."),
    (["", "", "", "30/06/2020", "Green", ""], "It has no action."),
    (["", "A new thing.", "", "", "", ""], "It is a new action without a priority."),
    (["P1.01", "", "", "the day after", "", ""], "“the day after” could not be read as a date."),
    (["P1.01", "", "", "31/02/2020", "", ""], "“31/02/2020” could not be read as a date."),
    (["P1.01", "", "", "", "Purple", ""], "“Purple” is no rating here."),
    (["P1.01", "", "", "", "Red", ""], "Say what is in the way, and what is being done about it."),
    (["P1.01", "", "", "", "Complete", ""], "Say what shows that it is done, or what impact it has had."),
    (["P1.01", "", "", "1 January 2020", "", ""], "1 January 2020 has already passed."),
    (["P1.01", "", "x" * 151, "", "", ""], "Owner has more than 150 characters."),
    (["P1.01", "", "", "", "", "x" * 4_001], "Progress, or what is in the way has more than 4,000 characters."),
]  # fmt: skip


@pytest.mark.parametrize(("row", "sentence"), WRONG, ids=[sentence[:30] for _, sentence in WRONG])
def test_a_wrong_row_has_its_number_and_a_sentence_and_nothing_is_saved(browser, plan, rota, row, sentence):
    right = ["P1.01", "", "", "", "Green", ""] if row[0] != "P1.01" else ["", "", "", "", "", ""]
    content = text([["The plan"], HEADINGS, right, row])
    before = ProgressUpdate.objects.count()
    address, page = preview_of(browser, content)
    assert list(problems(page)) == [4]
    assert sentence in problems(page)[4]
    refused = save(browser, address, page)
    assert refused.status_code == 422
    assert "Nothing was saved: there are errors in 1 row." in refused.content.decode()
    assert ProgressUpdate.objects.count() == before
    left = save(browser, address, page, leave_wrong="on")
    assert left.status_code == 200
    assert ProgressUpdate.objects.count() == before + (right[0] == "P1.01")


def test_words_for_every_row_that_needs_some_are_asked_once(browser, plan, rota):
    other = make_reported_action(rota.priority, words="Write the policy.")
    content = text([["Action", "Status"], ["Agree the duty rota", "Red"], ["Write the policy.", "Complete"]])
    address, page = preview_of(browser, content)
    assert len(problems(page)) == 2
    save(browser, address, page, words="As the leads reported it.")
    assert last_position(rota).rating == "off_track"
    assert last_position(other).stage == "complete"
    last = ProgressUpdate.objects.order_by("sequence").last()
    assert last.evidence_words == "As the leads reported it."


def test_complete_waits_for_a_second_person_where_the_plan_asks_for_sign_off(browser, plan, rota):
    plan.asks_sign_off = True
    plan.save()
    content = text([["Action", "Status", "Evidence"], ["Agree the duty rota", "Complete", "The rota of May."]])
    load(browser, content)
    assert last_position(rota).stage == "awaiting"
    assert counts(preview_of(browser, content)[1]) == [0, 0, 1, 0, 0]


def test_words_of_people_for_the_status_of_a_row(browser, plan):
    said = ["Green", "Not started", "In Progress", "Blue – done", "Amber (slipping)", "Overdue", "", "N/A"]
    rows = [[1, f"Do thing {i} of the plan.", word, "Because."] for i, word in enumerate(said)]
    load(browser, text([["Priority", "Action", "Status", "Comments"], *rows]))
    positions = [last_position(action) for action in Action.objects.order_by("number")]
    assert [(p.stage, p.rating) for p in positions] == [
        ("planned", "on_track"), ("planned", ""), ("under_way", ""), ("complete", ""), ("planned", "at_risk"),
        ("planned", ""), ("planned", ""), ("planned", ""),
    ]  # fmt: skip


def test_days_as_people_write_them(browser, plan):
    said = [
        "30/06/2020",
        "2020-06-30",
        "30 June 2020",
        "end of June 2020",
        "June 2020",
        "30.06.2020",
        "44012",
        date(2020, 6, 30),
    ]
    rows = [[1, f"Do thing {i} of the plan.", day] for i, day in enumerate(said)]
    for content in (
        text([["Priority", "Action", "By when"], *rows]),
        workbook([["Priority", "Action", "By when"], *rows]),
    ):
        load(browser, content)
    positions = [last_position(action) for action in Action.objects.order_by("number")]
    assert [p.due_last_day for p in positions] == [date(2020, 6, 30)] * len(said)
    _, page = preview_of(browser, text([["Priority", "Action", "By when"], [1, "Do thing 1 of the plan.", "Ongoing"]]))
    assert counts(page) == [0, 0, 1, 0, 0]
    assert page.context["preview"].same[0].notes[-1] == "“Ongoing” gives no date, so none is read."


def test_a_sheet_with_a_title_sections_totals_and_notes(browser, plan):
    rows = [
        ["Testham improvement plan"], ["Action", "By when", "RAG"], ["Priority 1: Front door"], ["Agree the rota.", "June 2020", "G"],
        ["Total", 1, ""], [None, None, None], ["Priority 2 – Placements"], ["Publish the strategy.", "June 2020", "G"],
        ["Grand total: 2", 2], [None, "Source: the board", None],
    ]  # fmt: skip
    _, page = preview_of(browser, workbook(rows))
    assert counts(page) == [2, 0, 0, 0, 5]
    assert changes(page)[4][0] == ("Priority", "", "1 Front door")
    assert changes(page)[8][0] == ("Priority", "", "2 Placements")


def test_hidden_rows_can_be_left_out(browser, plan):
    def hide(sheet, book):
        sheet.row_dimensions[3].hidden = True

    make_post("Head of Duty")
    address, page = preview_of(browser, workbook(ORDINARY, hide))
    assert counts(page) == [3, 0, 0, 0, 0]
    assert counts(browser.post(address, fields_of(page) | {"leave_hidden": "on"})) == [2, 0, 0, 0, 1]


def test_an_owner_is_found_by_who_holds_the_post_and_one_left_out_changes_nothing(browser, plan, rota):
    post = make_post("Head of Learning")
    make_holding(None, post, name="Ann Lee")
    content = text([["Ref", "Owner"], ["P1.01", "Ann Lee"]])
    assert changes(preview_of(browser, content)[1]) == {2: [("Owner", "Head of Duty", "Head of Learning")]}
    address, page = preview_of(browser, text([["Ref", "Owner"], ["P1.01", "Somebody new"]]))
    refused = save(browser, address, page)
    assert "Say what to do with “Somebody new”, which is not a post here." in refused.content.decode()
    save(browser, address, page, **{"post-0": "leave"})
    rota.refresh_from_db()
    assert rota.owner.title == "Head of Duty"
    assert not Post.objects.filter(title="Somebody new").exists()


def test_two_rows_of_one_action_are_refused(browser, plan, rota):
    _, page = preview_of(browser, text([["Ref", "Action"], ["P1.01", ""], ["", "Agree the duty rota."]]))
    assert problems(page) == {3: "It is the same action as row 2. Leave one of the two out."}


def test_the_papers_own_reference_finds_its_action_again(browser, plan):
    content = text(
        [["No", "Priority", "Action"], ["A1", "Front door", "Agree the duty rota."], ["A2", "2", "Publish it."]]
    )
    load(browser, content)
    assert [a.paper_reference for a in Action.objects.order_by("pk")] == ["A1", "A2"]
    assert counts(preview_of(browser, content)[1]) == [0, 0, 2, 0, 0]
    _, page = preview_of(browser, text([["No", "Status"], ["A2", "Green"]]))
    assert changes(page) == {2: [("Rating", "Not yet rated", "On track")]}


def test_what_was_chosen_for_these_headings_is_proposed_again(browser, plan, officer, client):
    content = text([["Thing", "Whose", "Remarks"], ["Agree the duty rota with every team.", "Somebody", "x"]])
    address = upload(browser, content).headers["Location"]
    sent = fields_of(browser.get(address)) | {"column-0": "words", "column-1": "owner", "column-2": "progress"}
    page = browser.post(address, sent)
    assert page.status_code == 200
    again = browser.get(upload(browser, content).headers["Location"])
    assert [again.context["form"][f"column-{i}"].value() for i in range(3)] == ["words", "owner", "progress"]
    assert "As you chose the last time." in again.content.decode()
    assert SheetColumns.objects.get().person == officer
    client.force_login(make_user(roles.ADMIN))
    others = client.get(upload(client, content).headers["Location"])
    assert others.context["form"]["column-1"].value() == ""


def test_two_columns_cannot_hold_the_same(browser, plan):
    address = upload(browser, text([["Action", "Owner", "Lead"], ["Agree it.", "A", "B"]])).headers["Location"]
    page = browser.post(address, fields_of(browser.get(address)) | {"column-2": "owner"})
    assert page.status_code == 422
    assert "“Owner” and “Lead” cannot both be “Owner”." in page.content.decode()
    none = browser.post(address, fields_of(browser.get(address)) | {"column-0": ""})
    assert "Say which column holds the action, or its reference." in none.content.decode()


def test_nothing_is_saved_over_what_a_colleague_saved_since(browser, plan, rota, officer):
    address, page = preview_of(browser, text([["Ref", "RAG"], ["P1.01", "Green"]]))
    make_update(rota, by=make_user(roles.OFFICER), words="We have begun.")
    refused = save(browser, address, page)
    assert "Somebody has changed the plan since you looked. Nothing was saved." in refused.content.decode()
    assert last_position(rota).rating == ""
    assert save(browser, address, refused).status_code == 200
    assert last_position(rota).rating == "on_track"


def test_a_second_press_saves_nothing_and_says_so(browser, plan, rota):
    address, page = preview_of(browser, text([["Ref", "RAG"], ["P1.01", "Green"]]))
    save(browser, address, page)
    number = ProgressUpdate.objects.count()
    again = save(browser, address, page)
    assert "This spreadsheet is not here any more" in again.content.decode()
    assert ProgressUpdate.objects.count() == number


def test_a_refusal_of_the_last_row_undoes_the_first(browser, plan, monkeypatch):
    make_post("Head of Duty")
    address, page = preview_of(browser, workbook(ORDINARY))
    monkeypatch.setattr(Action, "full_clean", _refusing(Action.full_clean))
    refused = save(browser, address, page, **{"post-0": "make"})
    assert "Nothing was saved: a rule refuses one of the rows." in refused.content.decode()
    assert not Action.objects.exists()
    assert not Post.objects.filter(title="Head of Learning").exists()
    assert not AuditEntry.objects.filter(act="sheet").exists()


def _refusing(full_clean):
    from django.core.exceptions import ValidationError

    def refuse(action, **kwargs):
        if action.priority.number == 2:
            raise ValidationError("No.")
        return full_clean(action, **kwargs)

    return refuse


def test_a_sheet_is_of_who_uploaded_it_alone(browser, plan, client):
    address = upload(browser, workbook(ORDINARY)).headers["Location"]
    client.force_login(make_user(roles.ADMIN))
    assert client.get(address).status_code == 302
    assert client.post(address, {"save": "1"}).status_code == 302


def test_a_sheet_is_loaded_only_as_something_that_everyone_may_read(browser, plan):
    file = SimpleUploadedFile("plan.xlsx", workbook(ORDINARY))
    page = browser.post(reverse("action_import"), {"file": file})
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"published"}


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"\xd0\xcf\x11\xe0", b"PK\x03\x04nonsense", b"\x00\x01\x02" * 300]
)
def test_no_bad_file_gets_a_traceback(browser, plan, content):
    page = upload(browser, content)
    assert page.status_code == 422
    assert not re.search(r"Traceback|\.py|File \"", page.content.decode())


@pytest.mark.parametrize("reads", [False, True], ids=["who may not read it", "who may"])
def test_an_exempt_action_is_neither_found_nor_changed(client, plan, officer, reads):
    with made_from(make_exemption(plan)):
        hidden = make_reported_action(plan.priorities.get(number=1), number=901, words="Close the Quorlwyx home.")
    if reads:
        let_read_exempt(officer, plan)
    client.force_login(officer)
    content = text([["Ref", "RAG"], ["P1.901", "Green"]])
    _, page = preview_of(client, content)
    assert problems(page) == {
        2: "The plan has no action P1.901. Correct the reference, or empty the cell for a new one."
    }
    assert "Quorlwyx" not in page.content.decode()
    assert hidden.pk


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_list_of_actions_loaded_again_changes_nothing(browser, plan, rota, officer, kind):
    make_update(rota, by=officer, rating="at_risk", words="Slow.")
    make_reported_action(rota.priority, due=None, words="=1+1 is no formula")
    make_reported_action(rota.priority, stage="complete", due=None)
    make_reported_action(rota.priority, due=date(2020, 1, 1), words="This one is late.")
    file = browser.get(reverse("actions"), {"export": kind}).content
    _, page = preview_of(browser, file, f"actions.{kind}")
    assert counts(page)[:4] == [0, 0, 4, 0]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_file_of_admin_loaded_again_changes_nothing(browser, plan, rota, officer, kind):
    make_update(rota, by=officer, rating="at_risk", words="Slow.")
    make_reported_action(rota.priority, due=None, words="=1+1 is no formula")
    make_reported_action(rota.priority, stage="complete", due=None)
    data = ActionResource().export().export(kind)
    _, page = preview_of(browser, data if isinstance(data, bytes) else data.encode(), f"actions.{kind}")
    assert counts(page) == [0, 0, 3, 0, 0]


def test_the_template_is_read_as_it_is_meant(browser, plan):
    book = load_workbook(io.BytesIO(browser.get(reverse("action_import_template")).content))
    book["Actions"].append(["", 1, "Agree the duty rota.", "", "30 June 2020", "On track"])
    buffer = io.BytesIO()
    book.save(buffer)
    _, page = preview_of(browser, buffer.getvalue())
    assert counts(page) == [1, 0, 0, 0, 0]
    assert page.context["form"].left_out == []


@pytest.mark.parametrize("number", [1, 30])
def test_no_page_costs_more_than_ten_queries(browser, plan, number):
    for i in range(number):
        make_reported_action(plan.priorities.get(number=1), words=f"Do thing {i} of the plan.", owner=make_post())
    rows = [[f"Do thing {i} of the plan.", "Green", f"Post {i}"] for i in range(number)]
    address = upload(browser, text([["Action", "RAG", "Owner"], *rows])).headers["Location"]
    with CaptureQueriesContext(connection) as match:
        page = browser.get(address)
    with CaptureQueriesContext(connection) as look:
        page = browser.post(address, fields_of(page))
    assert page.status_code == 200
    assert (len(match), len(look)) == (3, 10)


@pytest.mark.parametrize("role", [roles.MEMBER, roles.OFFICER])
def test_members_and_officers_load_no_spreadsheet(client, plan, role):
    client.force_login(make_user(role))
    assert client.get(reverse("action_import")).status_code == 403
    assert upload(client, workbook(ORDINARY)).status_code == 403


# What is chosen on screen: the row with the headings, and what a word for a status means

POSTS = {"post-0": "make", "post-1": "make"}
TITLED = [
    ["Improvement plan", "Agreed by the board", "", "", ""],
    ["Priority", "What", "Who", "When", "How it goes"],
    *ORDINARY[1:],
]


def test_another_row_can_have_the_headings(browser, plan):
    address = upload(browser, workbook(TITLED)).headers["Location"]
    first = browser.get(address)
    offered = dict(first.context["form"].fields["heading_row"].choices)
    assert offered[1] == "Row 1: Improvement plan, Agreed by the board"
    assert offered[3] == "Row 3: 1, Agree the duty rota., Head of Duty, 30 June 2020 …"
    other = browser.post(address, fields_of(first) | {"heading_row": "1", "match": "1"})
    assert (other.context["table"].heading_row, len(other.context["table"].rows)) == (1, 4)
    assert "Column A: Improvement plan" in other.content.decode()
    back = browser.post(address, fields_of(other) | {"heading_row": "2"})  # without the button that shows it
    assert "Column A: Priority" in back.content.decode()
    preview = browser.post(address, fields_of(back) | {"column-4": ""})
    assert counts(preview) == [3, 0, 0, 0, 0]
    assert save(browser, address, preview, **POSTS).status_code == 200
    assert Action.objects.count() == 3


@pytest.mark.parametrize("row", ["0", "99", "x", "9" * 30])
def test_a_row_that_is_not_there_has_no_headings(browser, plan, row):
    address = upload(browser, workbook(TITLED)).headers["Location"]
    answer = browser.post(address, fields_of(browser.get(address)) | {"heading_row": row})
    assert answer.context["table"].heading_row == 2
    assert not Action.objects.exists()


NEARLY = [ORDINARY[0], *([*row[:-1], "Nearly there"] for row in ORDINARY[1:3]), [*ORDINARY[3][:-1], "Parked"]]


def test_words_for_a_status_that_are_none_here_are_asked_once_each(browser, plan):
    address, page = preview_of(browser, workbook(NEARLY))
    html = page.content.decode()
    assert counts(page)[3] == 3
    assert ("“Nearly there”, in 2 rows" in html, "“Parked”, in 1 row" in html) == (True, True)
    said = {"status-0": "on_track", "status-1": "leave", "digest": page.context["digest"]} | POSTS
    again = browser.post(address, fields_of(page) | said | {"look": "1"})
    assert counts(again) == [3, 0, 0, 0, 0]
    assert [change for change in changes(again)[2] if change[0] == "Rating"] == [("Rating", "", "On track")]
    assert not [change for change in changes(again)[4] if change[0] == "Rating"]
    assert not Action.objects.exists()
    assert save(browser, address, page, **said).status_code == 200
    ratings = list(ProgressUpdate.objects.exclude(rating="").values_list("rating", flat=True))
    assert (Action.objects.count(), ratings) == (3, ["on_track"] * 2)


@pytest.mark.parametrize("said", ["", "nonsense"])
def test_while_nobody_says_what_they_mean_nothing_is_saved(browser, plan, said):
    address, page = preview_of(browser, workbook(NEARLY))
    answer = save(browser, address, page, **{"status-0": said, "status-1": "leave"} | POSTS)
    assert answer.status_code == 422
    assert not Action.objects.exists()
