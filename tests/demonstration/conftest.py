"""The demonstration as `make run` prepares it, made once for this folder's tests in a transaction that is rolled back."""

import io
import re

import pytest
from django.db import transaction
from django.test import Client

from actions.models import Action, FrozenPosition
from csc_tracker.management.commands.demonstration import Command
from inspections.reporting import briefing_files
from priorities.models import Plan
from tests.visiting import Visitor


@pytest.fixture(scope="package")
def demonstration(django_db_setup, django_db_blocker):
    """All of it, but for the words in the files of its frozen positions; gives the codes of these by their days."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patched:
        for kind in briefing_files.MAKERS:
            patched.setitem(briefing_files.MAKERS, kind, lambda briefing, details: b"A file.")
        command = Command(stdout=io.StringIO())
        command.load_papers()
        command.make_accounts()
        command.report_practice_plan()
        yield {position.on.isoformat(): position.code for position in FrozenPosition.objects.all()}
        transaction.set_rollback(True)


@pytest.fixture
def visit(demonstration, db, django_user_model):
    """Somebody's visit, beginning at an address that must answer with a status."""

    def begin(username="member", address="/", status=200):
        client = Client()
        if username:
            client.force_login(django_user_model.objects.get(username=username))
        # A frozen position has another code each time that it is made; here its day stands for it.
        address = re.sub(r"(?<=^/positions/)\d{4}-\d\d-\d\d(?=/)", lambda day: demonstration[day[0]], address)
        if "/updates/latest/" in address:
            action = Action.objects.of_plan(Plan.objects.get(slug="practice")).get(priority__number=1, number=2)
            address = address.replace("latest", action.updates.latest("sequence").code)
        visitor = Visitor(client)
        visitor.goto(address, status)
        return visitor

    return begin
