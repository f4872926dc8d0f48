"""Spreadsheets in and out of admin: a round trip loses nothing, and a wrong row gets a message and saves nothing."""

from datetime import date
from io import BytesIO

import pytest
import tablib
from django.urls import reverse

from actions.lists.spreadsheets import ActionResource
from actions.models import Action, ActionPeriod, ProgressUpdate
from csc_tracker.audit.entries import Act
from csc_tracker.audit.recording import record_act
from csc_tracker.people import roles
from inspections.models import Finding, Resolution
from inspections.scrutiny.findings.spreadsheet import FindingResource
from inspections.scrutiny.resolutions.spreadsheet import ResolutionResource
from tests.making import (
    last_position,
    make_due,
    make_period,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
)
from tests.making_scrutiny import make_finding, make_framework, make_inspection, make_item, make_line, make_resolution

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(admin_user):
    """A plan with an action in every state."""
    plan = make_plan(slug="the-plan")
    priority = make_priority(plan)
    first = make_reported_action(
        priority, words="=SUM(A1) is no formula", owner=make_post("Head of Care"), paper_reference="1.1"
    )
    make_period(first, "start", words="from January", first_day=date(2020, 1, 1), last_day=date(2020, 1, 31))
    make_period(first, "milestone", words="mid-year", note="Of the sessions.")
    make_update(
        first, effective_date=date(2020, 1, 20), source="officer", by=admin_user, rating="at_risk", words="Slow."
    )
    make_reported_action(priority, due=None, words="-1 starts no formula\nand has two lines")
    done = make_reported_action(priority, due=None, stage="complete", column="done", effective_date=date(2019, 12, 31))
    make_update(
        done,
        effective_date=date(2020, 1, 20),
        source="officer",
        by=admin_user,
        impact="some",
        impact_words="Less.",
    )
    moved = make_reported_action(priority)
    make_update(
        moved, effective_date=date(2020, 1, 14), source="officer", by=admin_user,
        **make_due(date(2020, 6, 30), due_change="moved", due_reason="Late.", due_agreed_by="The director"),
    )  # fmt: skip
    return plan


def sheet(resource, kind="csv"):
    """The rows of a resource as a file has them, read back."""
    data = resource.export().export(kind)
    return tablib.Dataset().load(BytesIO(data) if kind == "xlsx" else data, format=kind)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_actions_go_out_and_in_and_nothing_is_lost(plan, admin_user, settings, kind):
    settings.PINNED_TODAY = date(2020, 2, 1)
    out = sheet(ActionResource(), kind)
    assert len(out) == 4
    assert ActionResource(by=admin_user).import_data(out, raise_errors=True).totals["skip"] == 4
    for model in (ActionPeriod, ProgressUpdate):
        assert model.objects.exists()
    Action.every.update(withdrawn_on=date(2020, 1, 1))
    result = ActionResource(by=admin_user).import_data(out, raise_errors=True)
    assert result.totals["new"] == 4
    assert sheet(ActionResource(), kind).dict == out.dict


def test_no_cell_goes_out_as_a_formula(plan):
    cells = [cell for row in sheet(ActionResource()) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
    assert "'=SUM(A1) is no formula" in cells


def test_findings_go_out_and_in_and_nothing_is_lost(admin_user):
    framework = make_framework()
    inspection = make_inspection(framework=framework)
    make_finding(inspection, line=make_line(framework), whose_words="as the council has it", paragraph="5.2")
    make_finding(inspection, kind="strength", words="@home works")
    out = sheet(FindingResource())
    assert FindingResource().import_data(out, raise_errors=True).totals["skip"] == 2
    Finding.every.update(withdrawn_on=date(2020, 1, 1))
    assert FindingResource().import_data(out, raise_errors=True).totals["new"] == 2
    assert sheet(FindingResource()).dict == out.dict


def test_decisions_go_out_and_in_and_nothing_is_lost(plan):
    item = make_item()
    first = make_resolution(
        item,
        plan=plan,
        needs_answer=True,
        due_words="In March",
        due_last_day=date(2020, 3, 31),
        due_first_day=date(2020, 3, 1),
    )
    make_resolution(item, kind="request", same_matter=first, owed_by="The director")
    out = sheet(ResolutionResource())
    assert ResolutionResource().import_data(out, raise_errors=True).totals["skip"] == 2
    for resolution in Resolution.objects.all():
        resolution.slug, resolution.withdrawn_on = f"withdrawn-{resolution.slug}", date(2020, 1, 1)
        resolution.save()
    assert ResolutionResource().import_data(out, raise_errors=True).totals["new"] == 2
    assert sheet(ResolutionResource()).dict == out.dict


WRONG = [
    ({"stage": "finished"}, "“finished” is none of: Planned"),
    ({"priority": "9"}, "has no priority 9. Enter it first."),
    ({"plan": "other"}, "There is no plan “other”."),
    ({"due_last_day": "31/2/2020"}, "“31/2/2020” is not a day. Write it as 2020-01-14."),
    ({"dates": "by March"}, "“by March” cannot be read."),
    ({"stage_since": "2030-01-01"}, "This day is in the future."),
]


@pytest.mark.parametrize(("change", "message"), WRONG, ids=[next(iter(change)) for change, _ in WRONG])
def test_a_wrong_row_gets_a_message_and_nothing_of_the_file_is_saved(plan, staff, change, message):
    rows = [
        {"plan": "the-plan", "priority": "1", "number": "91", "words": "Right.", "column": "planned"},
        {"plan": "the-plan", "priority": "1", "number": "92", "words": "Wrong.", "column": "planned"} | change,
    ]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    data = tablib.Dataset(*[[row.get(name, "") for name in columns] for row in rows], headers=columns)
    before = Action.objects.count()
    file = BytesIO(data.export("csv").encode())
    file.name = "actions.csv"
    answer = staff.post(reverse("admin:actions_action_import"), {"import_file": file, "format": "1", "published": "on"})
    assert message in answer.content.decode()
    assert Action.objects.count() == before


def test_a_spreadsheet_is_imported_only_as_something_that_everyone_may_read(plan, staff):
    file = BytesIO(b"plan,priority,number,words,column,stage\nthe-plan,1,91,She lives with an aunt.,planned,planned\n")
    file.name = "actions.csv"
    page = staff.post(reverse("admin:actions_action_import"), {"import_file": file, "format": "1"})
    assert "It was published, or will be: everyone may read it" in page.content.decode()
    assert page.context["form"].errors.keys() == {"published"}
    assert "confirm_form" not in page.context


def test_what_updates_decide_is_not_changed_by_a_spreadsheet(plan, admin_user):
    out = sheet(ActionResource())
    row = dict(out.dict[0], stage="under_way")
    data = tablib.Dataset(list(row.values()), headers=list(row))
    result = ActionResource(by=admin_user).import_data(data)
    assert "The tracker has “planned”" in str(result.invalid_rows[0].error)
    assert ProgressUpdate.objects.filter(stage="under_way").count() == 0


def test_an_admin_previews_a_file_and_then_imports_it(plan, staff):
    file = BytesIO(b"plan,priority,number,words,column,stage\nthe-plan,1,91,Do this too.,planned,planned\n")
    file.name = "actions.csv"
    preview = staff.post(
        reverse("admin:actions_action_import"), {"import_file": file, "format": "1", "published": "on"}
    )
    assert "Do this too." in preview.content.decode()
    assert not Action.objects.filter(number=91).exists()
    confirm = dict(preview.context["confirm_form"].initial)
    answer = staff.post(reverse("admin:actions_action_process_import"), confirm, follow=True)
    assert answer.status_code == 200
    assert last_position(Action.objects.get(number=91)).stage == "planned"


def test_a_file_is_not_imported_over_what_somebody_changed_since_its_preview(plan, staff, admin_user):
    file = BytesIO(b"plan,priority,number,words,column,stage\nthe-plan,1,91,Do this too.,planned,planned\n")
    file.name = "actions.csv"
    preview = staff.post(
        reverse("admin:actions_action_import"), {"import_file": file, "format": "1", "published": "on"}
    )
    record_act(Act.CHANGED, by=admin_user, about=Action.objects.first())
    confirm = dict(preview.context["confirm_form"].initial)
    answer = staff.post(reverse("admin:actions_action_process_import"), confirm, follow=True)
    assert "Somebody has changed actions since the preview. Nothing was imported." in answer.content.decode()
    assert not Action.objects.filter(number=91).exists()


@pytest.mark.parametrize("model", ["actions_action", "inspections_finding", "inspections_resolution"])
@pytest.mark.parametrize("role", [roles.MEMBER, roles.OFFICER, roles.PROGRAMME])
def test_nobody_but_an_admin_takes_spreadsheets_in_or_out(client, model, role):
    client.force_login(make_user(role, is_staff=True))
    for page in ("import", "export", "process_import"):
        address = reverse(f"admin:{model}_{page}")
        assert client.get(address).status_code in (403, 405), address
        assert client.post(address, {"format": "1"}).status_code == 403, address


def ask(staff, model, content, name="sheet.csv"):
    """Upload a file to the import of a kind of record, and return the page."""
    file = BytesIO(content)
    file.name = name
    return staff.post(reverse(f"admin:{model}_import"), {"import_file": file, "format": "1", "published": "on"})


def confirm(staff, model, page):
    sent = dict(page.context["confirm_form"].initial)
    return staff.post(reverse(f"admin:{model}_process_import"), sent, follow=True)


def test_a_column_that_a_sheet_does_not_have_keeps_what_is_here(staff, plan):
    matter = make_resolution(
        make_item(), plan=plan, needs_answer=True, owed_by="The director", due_words="In March", source_note="Minute 5."
    )
    page = ask(staff, "inspections_resolution", f"slug,words\n{matter.slug},Other words.\n".encode())
    confirm(staff, "inspections_resolution", page)
    before = (matter.kind, matter.plan, matter.needs_answer, matter.owed_by, matter.due_words, matter.source_note)
    matter.refresh_from_db()
    assert matter.words == "Other words."
    assert before == (
        matter.kind, matter.plan, matter.needs_answer, matter.owed_by, matter.due_words, matter.source_note
    )  # fmt: skip


def test_a_finding_keeps_its_line_without_the_column(staff):
    framework = make_framework()
    finding = make_finding(make_inspection(framework=framework), line=make_line(framework), paragraph="5.2")
    content = f"Inspection ; NUMBER;words\r\n{finding.inspection.slug};{finding.number};Other words.\r\n;;\r\n"
    confirm(staff, "inspections_finding", ask(staff, "inspections_finding", content.encode("cp1252")))
    line, finding = finding.line, Finding.objects.get(pk=finding.pk)
    assert (finding.words, finding.line, finding.paragraph) == ("Other words.", line, "5.2")


def test_days_as_excel_writes_them_are_read(staff, plan):
    matter = make_resolution(make_item(), due_words="In March")
    content = f"slug;due_first_day;due_last_day\n{matter.slug};01/03/2020;43921\n"
    confirm(staff, "inspections_resolution", ask(staff, "inspections_resolution", content.encode("utf-16")))
    matter.refresh_from_db()
    assert (matter.due_first_day, matter.due_last_day) == (date(2020, 3, 1), date(2020, 3, 31))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"Priority,Action,Owner,Due date,Status\n1,Do it,Head,1/1/2021,Green\n", "Not a column of this table: “Action”, “Due date” and “Status”."),
        (b"plan,priority,number,wrods\nthe-plan,1,1,x\n", "Not a column of this table: “wrods”. Its columns are plan, priority,"),
        (b"plan,priority,number,words,Words\nthe-plan,1,1,x,y\n", "The column “words” is there twice."),
        (b"priority,words\n1,x\n", "Without the column “plan” and “number” we cannot tell which record a row is of."),
        (b"%PDF-1.7", "This is a PDF, not a spreadsheet."),
        (b"\xd0\xcf\x11\xe0", "This is an old Excel file (.xls), or one with a password."),
        (b"PK\x03\x04", "The file is damaged and cannot be opened."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_imported_gets_a_sentence_and_no_traceback(plan, staff, content, sentence):
    before = list(Action.objects.values())
    page = ask(staff, "actions_action", content).content.decode()
    assert sentence in page
    assert "Traceback" not in page
    assert ".py" not in page
    assert list(Action.objects.values()) == before
