"""The database keeps each action's current row, on the database under test."""

import pytest
from django.core.management import call_command
from django.db import connection

from actions import append_only
from actions.models import Standing
from tests.making import make_action, make_update


@pytest.mark.django_db(transaction=True)
def test_the_trigger_stands_again_after_a_migrate():
    append_only.drop(connection)
    (warning,) = append_only.check_trigger(None, ["default"])
    assert append_only.KEEPER in warning.msg
    call_command("migrate", verbosity=0, skip_checks=False)
    assert append_only.check_trigger(None, ["default"]) == []
    action = make_action()
    make_update(action, stage="complete")
    assert Standing.objects.get(action=action).stage == "complete"
