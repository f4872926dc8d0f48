"""The plan that `make bench` measures can be made; what it costs is measured in benchmarks/, never here."""

import pytest
from django.db import connection

from actions.models import Action, FrozenPosition, ProgressUpdate
from benchmarks import plans
from inspections.models import Report
from priorities.models import Exemption


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL vacuums in no transaction")
def test_a_small_plan_is_made_with_all_round_it(without_briefing):
    plans.fill(60)
    assert Action.objects.count() == 60
    assert ProgressUpdate.objects.count() > 60
    assert FrozenPosition.editions.count() >= 3
    assert Exemption.objects.count() == 1
    assert Report.objects.count() >= 13
