"""The service's main pages, saves and background work, in a process of its own, over the database of DATABASE_URL.

tests/protection/test_database_roles.py runs it as the role that owns nothing, over the demonstration.
"""

import os
import re
import sys
from io import BytesIO, StringIO
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "csc_tracker.settings"
django.setup()

import tablib  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from actions.lists.spreadsheets import ActionResource  # noqa: E402
from actions.models import Action, FrozenPosition, ProgressUpdate  # noqa: E402
from csc_tracker.management.commands.demonstration import PASSWORD  # noqa: E402
from csc_tracker.models import Session, User  # noqa: E402
from csc_tracker.today import today  # noqa: E402
from inspections.loading.review.undoing import undo  # noqa: E402
from inspections.models import Acceptance, Loading  # noqa: E402
from tests.making import make_plan  # noqa: E402
from tests.visiting import Visitor  # noqa: E402

settings.ALLOWED_HOSTS = ["testserver"]
MEETING = "practice-2020-02-06"
PAPERS = Path(__file__).resolve().parents[1] / "recognising" / "papers"


def main():
    officer, programme, admin = map(signed_in, ("officer", "programme", "admin"))
    for name in ("", "actions/", "my-actions/", "findings/", "search/", "meetings/", "resolutions/", "reports/"):
        officer.goto(f"/{name}?plan=practice")
    officer.goto(f"/meetings/{MEETING}/briefing/?plan=practice")
    update(officer)
    blank(admin)
    give_role(admin)
    freeze(programme)
    load(admin)
    load_at_once()
    officer.goto("/?plan=practice")
    officer.press("Sign out")
    for command in ("clearsessions", "prune_db_task_results", "verify_positions"):
        call_command(command, stdout=StringIO())
    for command in ("rebuild_positions", "rebuild_search"):
        call_command(command, check=True, stdout=StringIO())
    import_spreadsheet()
    print("All of it worked.")


def signed_in(name):
    """A visitor who signed in at the page, after one wrong password."""
    here = Visitor(Client(), "/sign-in/")
    for password in ("wrong", PASSWORD):
        here.fill("User name or email address", name)
        here.fill("Password", password)
        here.press("Sign in", exact=True)
    assert Session.objects.filter(user__username=name).exists()
    return here


def update(officer):
    """One update by one press, and the positions that it changes."""
    before = ProgressUpdate.objects.count()
    officer.goto("/actions/P8.08/update/")
    officer.press("No change, still true")
    assert ProgressUpdate.objects.count() == before + 1


def blank(admin):
    """The words of an update are taken away, which writes a row of a ledger."""
    chosen = ProgressUpdate.objects.exclude(words="").filter(action__priority__plan__slug="practice").first()
    admin.goto(f"/actions/{chosen.action.reference}/updates/{chosen.code}/blank/?plan=practice")
    admin.fill("Why?", "It names a child.")
    [button] = [each for each in admin.tree.css("main form button") if each.text().strip()]
    admin.press(button.text().strip())
    chosen.refresh_from_db()
    assert chosen.words == ""


def give_role(admin):
    """A new person with a role, in Django admin."""
    admin.goto("/admin/csc_tracker/user/add/")
    address = "new.comer@example.gov.uk"
    for label, said in (("First name", "New"), ("Last name", "Comer"), ("Email address", address)):
        admin.fill(label, said)
    admin.select("Role", "Officer")
    admin.press("Save", exact=True)
    newcomer = User.objects.get(username=address)
    assert list(newcomer.groups.values_list("name", flat=True)) == ["Officer"]
    assert not newcomer.has_usable_password()
    admin.goto(f"/admin/csc_tracker/user/{newcomer.pk}/change/")
    admin.said["groups"] = []
    admin.press("Save", exact=True)
    assert not newcomer.groups.exists()


def freeze(programme):
    """A position is frozen by the worker."""
    before = FrozenPosition.objects.count()
    programme.goto(f"/meetings/{MEETING}/freeze/?plan=practice")
    answers = {"agreed_name": ["A. Director"], "agreed_post": ["Director"], "agreed_on": ["2020-01-13"]}
    programme.said |= answers
    programme.press(re.compile("^Freeze the position"))
    work()
    assert FrozenPosition.objects.count() == before + 1


def load(admin):
    """A paper is received, read by the worker, and read again, which replaces what was proposed."""
    file = BytesIO(b"# Report\n\n**Date:** 14 January 2020\n\nRESOLVED: That the report be noted.\n")
    file.name = "paper.md"
    answer = admin.client.post("/admin/inspections/loading/add/", {"publication": "open", "file": file}, follow=True)
    assert answer.status_code == 200
    work()
    loading = Loading.objects.get()
    assert loading.state == "read", loading.failure
    first = list(loading.proposals.values_list("pk", flat=True))
    admin.client.post(f"/admin/inspections/loading/{loading.pk}/again/")
    work()
    assert loading.proposals.count() == len(first)
    assert not loading.proposals.filter(pk__in=first).exists()
    admin.goto(f"/admin/inspections/loading/{loading.pk}/change/")


def load_at_once():
    """A whole paper becomes a plan, and all of it is taken back."""
    plan = make_plan(slug="first-set-up")
    paper = PAPERS / "amberford_our_plan.md"
    call_command(
        "load_report",
        str(paper),
        "--accept-all",
        "--open-because",
        "It was published.",
        "--plan",
        plan.slug,
        stdout=StringIO(),
    )
    assert Action.objects.filter(priority__plan=plan).exists()
    undo(Acceptance.objects.latest("pk"), by=User.objects.get(username="admin"), on=today(), because="Only tried.")
    assert not Action.objects.filter(priority__plan=plan).exists()


def import_spreadsheet():
    """Actions that were planned go out as a spreadsheet and come in again as new ones."""
    admin = User.objects.get(username="admin")
    sheet = tablib.Dataset().load(ActionResource().export().export("csv"), format="csv")
    rows = tablib.Dataset(headers=sheet.headers)
    for row in sheet.dict:
        if (row["plan"], row["stage"], row["rating"]) == ("practice", "planned", ""):
            rows.append(row.values())
    Action.every.filter(priority__plan__slug="practice").update(withdrawn_on=today())
    assert ActionResource(by=admin).import_data(rows, raise_errors=True).totals["new"] == len(rows) > 0


def work():
    """What the worker does with all that waits."""
    call_command("db_worker", batch=True, verbosity=0, startup_delay=False, reload=False)


if __name__ == "__main__":
    sys.exit(main())
