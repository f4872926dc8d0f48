"""The machinery of these tests: a transactional test leaves empty tables and standing triggers behind."""

import pytest
from django.contrib.auth.models import Group

from actions.models import ProgressUpdate
from csc_tracker.database import ledgers
from csc_tracker.people import roles
from tests.making import make_reported_action


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["once", "again"])
def test_the_tables_are_emptied_although_updates_are_append_only(time):
    assert not ProgressUpdate.objects.exists()
    assert ledgers.check_triggers(None, ["default"]) == []
    assert set(Group.objects.values_list("name", flat=True)) == set(roles.GROUPS)
    make_reported_action()  # what the next test must not find
