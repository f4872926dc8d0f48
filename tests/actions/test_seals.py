"""Seals of updates: whoever changes one in the database, seal and all, is found out by what was frozen."""

import json
from io import StringIO

import pytest
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from actions.models import ProgressUpdate
from actions.positions.seals import faults_of_updates, seal_earlier_updates
from actions.updating.corrections import blank_words
from csc_tracker.database import ledgers
from csc_tracker.people.sight import seeing_everything
from inspections.reporting.freezing import freeze
from tests.inspections.test_freezing import AGREED
from tests.making import TODAY, make_action, make_due, make_officer, make_plan, make_priority, make_update
from tests.making_scrutiny import make_committee, make_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def updates():
    """Three updates of an action, and a database whose owner has taken the triggers away."""
    action, officer = make_action(make_priority(make_plan())), make_officer()
    made = [
        make_update(action, stage="planned", **make_due(TODAY)),
        make_update(action, rating="off_track", words="Nobody is there.", by=officer, source="officer"),
        make_update(action, stage="under_way", words="Somebody is."),
    ]
    ledgers.drop_triggers(connection)
    return made


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def faults():
    return list(faults_of_updates())


def test_updates_that_nobody_changed_have_no_fault(updates):
    assert all(len(update.seal) == 64 for update in updates)
    assert faults() == []


@pytest.mark.parametrize(
    "change", ["rating = 'on_track'", "effective_date = '2019-12-01'", "by_id = NULL, source = 'paper', rating = ''"]
)
def test_a_changed_update_is_noticed(updates, change):
    run(f"UPDATE actions_progressupdate SET {change} WHERE id = %s", updates[1].pk)
    assert faults() == [f"Update {updates[1].sequence} was changed, or the one before it was left out."]


def test_changed_words_are_noticed_and_blanked_ones_are_not(updates):
    blank_words(updates[1], by="A. Admin", on=TODAY, because="It names a child.")
    assert faults() == []
    run("UPDATE actions_progressupdate SET words = 'All is well.' WHERE id = %s", updates[2].pk)
    assert faults() == [f"The words of update {updates[2].sequence} were changed."]


def test_words_that_are_put_into_an_update_as_if_its_own_had_been_removed_are_noticed(updates):
    blanked = "blanked_on = '2020-01-14', blanked_by = 'A. Admin', blanked_because = 'It names a child.'"
    run(f"UPDATE actions_progressupdate SET {blanked}, words = 'All is well.' WHERE id = %s", updates[1].pk)
    sequence = updates[1].sequence
    assert faults() == [
        f"Words were put into update {sequence} after its own had been removed.",
        f"The words of update {sequence} were removed, and the audit ledger does not say by whom.",
    ]


def test_seals_that_were_taken_away_are_noticed(updates):
    run("UPDATE actions_progressupdate SET seal = '', signature = ''")
    assert len(faults()) == 3
    assert faults()[0].startswith(f"Update {updates[0].sequence} has no seal")


def test_an_update_that_loaddata_brings_is_sealed_and_comes_again_unchanged(tmp_path):
    make_update(make_action(make_priority(make_plan(slug="the-plan")), number=1), stage="planned")
    [row] = json.loads(serializers.serialize("json", ProgressUpdate.objects.all(), use_natural_foreign_keys=True))
    row["fields"] |= {"sequence": 900, "seal": "", "signature": "", "words_sha256": "", "words": "It began."}
    file = tmp_path / "update.json"
    file.write_text(json.dumps([row | {"pk": 900}]), encoding="utf-8")
    for _ in range(2):
        call_command("loaddata", str(file), verbosity=0)
    assert len(ProgressUpdate.objects.get(sequence=900).seal) == 64
    assert faults() == []


def test_an_update_that_is_gone_is_noticed(updates):
    run("DELETE FROM actions_actionposition")
    run("DELETE FROM actions_progressupdate WHERE id = %s", updates[1].pk)
    assert faults() == [f"Update {updates[2].sequence} was changed, or the one before it was left out."]


def test_a_seal_made_anew_without_the_key_is_noticed(updates):
    updates[2].rating, updates[2].words = "", "All is well."
    updates[2].add_seal(updates[1].seal)
    run(
        "UPDATE actions_progressupdate SET words = %s, words_sha256 = %s, seal = %s WHERE id = %s",
        updates[2].words,
        updates[2].words_sha256,
        updates[2].seal,
        updates[2].pk,
    )
    assert faults() == [f"Update {updates[2].sequence} is not signed by this key."]


def test_updates_made_anew_with_their_seals_do_not_agree_with_what_was_frozen(updates, without_briefing):
    plan = updates[0].action.priority.plan
    meeting = make_meeting(TODAY, make_committee(plan), considered=plan)
    freeze(plan, meeting, AGREED, by=make_officer(), on=TODAY)
    call_command("verify_audit", stdout=StringIO())
    run("UPDATE actions_progressupdate SET rating = 'on_track', words = '' WHERE id = %s", updates[1].pk)
    with seeing_everything():
        before = updates[0].seal
        for update in ProgressUpdate.objects.filter(sequence__gte=updates[1].sequence).order_by("sequence"):
            update.add_seal(before)
            run(
                "UPDATE actions_progressupdate SET seal = %s, signature = %s, words_sha256 = %s WHERE id = %s",
                update.seal,
                update.signature,
                update.words_sha256,
                update.pk,
            )
            before = update.seal
    assert faults() == []
    said = StringIO()
    with pytest.raises(CommandError, match="are not as they were written"):
        call_command("verify_audit", stdout=said)
    assert "took in updates that were changed since" in said.getvalue()


def test_updates_from_before_there_were_seals_are_sealed_once(updates):
    run("UPDATE actions_progressupdate SET seal = '', signature = '', words_sha256 = ''")
    assert seal_earlier_updates() == 3
    assert faults() == []
    assert seal_earlier_updates() == 0


def test_a_seal_is_set_once():
    update = make_update(make_action(make_priority(make_plan())), stage="planned")
    with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
        ProgressUpdate.objects.filter(pk=update.pk).update(seal="0" * 64)


def test_updates_are_not_sealed_where_a_later_one_is(updates):
    run("UPDATE actions_progressupdate SET seal = '' WHERE id = %s", updates[0].pk)
    with pytest.raises(ValueError, match="recorded and sealed since"):
        seal_earlier_updates()
