"""Frozen positions: what a committee was shown is kept whole and never changes, on the database under test."""

import random
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.board import figures as board
from actions.board import sentences
from actions.models import Action, FrozenPosition, RecalledPosition, action_status
from csc_tracker.database import ledgers
from csc_tracker.protection.signing import Signed, key_of, public_keys
from inspections.models import FrozenFile, FrozenRecord
from inspections.reporting import briefing_files, freezing
from inspections.reporting.freezing import Agreement, freeze
from tests.actions.test_position import any_update, days
from tests.making import (
    TODAY,
    make_action,
    make_commentary,
    make_due,
    make_frozen_position,
    make_officer,
    make_plan,
    make_priority,
    make_reported_action,
    make_update,
)
from tests.making_scrutiny import link, make_committee, make_finding, make_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_briefing")]
AGREED = Agreement("A. Director", "Director of Children’s Services", TODAY)
MEETING_DAY = date(2020, 1, 23)


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def plan():
    plan = make_plan()
    priority = make_priority(plan)
    for due in (date(2020, 1, 10), date(2020, 3, 31)):
        make_reported_action(priority, due=due, effective_date=date(2019, 12, 1))
    return plan


@pytest.fixture
def meeting(plan):
    return make_meeting(MEETING_DAY, make_committee(plan, name="Select Committee"), considered=plan)


def freeze_position(plan, meeting, officer, **kwargs):
    return freeze(plan, meeting, kwargs.pop("agreement", AGREED), by=officer, on=kwargs.pop("on", TODAY), **kwargs)


def contents(position, *kinds):
    return [(record.kind, record.key, record.content) for record in freezing.read_records(position, *kinds)]


def test_everything_the_committee_is_shown_is_kept(plan, meeting, officer):
    make_commentary(plan, words="Slow, but steady.")
    link(make_finding(words="Plans drift."), plan.priorities.get().actions.first())
    position = freeze_position(plan, meeting, officer)
    kinds = [kind for kind, _, _ in contents(position)]
    assert (kinds.count("plan"), kinds.count("priority"), kinds.count("action"), kinds.count("finding")) == (1, 1, 2, 1)
    (plan_content,) = contents(position, "plan")
    assert plan_content[2]["commentary"]["words"] == "Slow, but steady."
    assert plan_content[2]["sentence"] == sentences.summary(board.figures(plan, TODAY)[0], TODAY)
    late, waiting = (content for _, _, content in contents(position, "action"))
    assert (late["state_words"], late["reason"]) == ("Late", "due 10 January 2020, 4 days ago.")
    assert waiting["state_words"] == "Not yet rated"
    assert list(position.records.filter(kind="action").values_list("status", flat=True)) == [
        "late",
        "not_rated",
    ]
    assert (position.version, position.on, position.reported_to) == (1, TODAY, "Select Committee")
    assert freezing.verify(position)


def test_what_comes_later_never_changes_it(plan, meeting, officer):
    position = freeze_position(plan, meeting, officer)
    before = contents(position)
    action = plan.priorities.get().actions.first()
    make_update(action, by=officer, rating="off_track", words="Bad.", **make_due(date(2020, 9, 1), change="moved"))
    make_update(action, by=officer, withdraws=action.updates.order_by("sequence").first(), words="Not so.")
    action.words = "Other words."
    action.save()
    plan.title = "Another title"
    plan.update_interval_days = 1
    plan.save()
    assert contents(position) == before
    assert freezing.verify(position)
    call_command("verify_positions")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE actions_frozenposition SET reported_to = 'Somebody else'",
        "UPDATE inspections_frozenrecord SET content = '{}'",
        "UPDATE inspections_frozenfile SET name = 'x'",
        "DELETE FROM inspections_frozenrecord",
        "DELETE FROM inspections_frozenfile",
        "DELETE FROM actions_frozenposition",
        "DELETE FROM inspections_meetingposition",
    ],
)
def test_raw_sql_cannot_change_it(plan, meeting, officer, statement):
    position = freeze_position(plan, meeting, officer)
    if "frozenfile" in statement and not position.files.exists():
        FrozenFile.objects.create(position=position, kind="pdf", name="x.pdf", sha256="0" * 64, content=b"x")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def _without_triggers():
    """As a dishonest owner of the database has it."""
    ledgers.drop_triggers(connection)


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def checksum_of(position):
    """The checksum that belongs to a position as it is in the database now."""
    position = FrozenPosition.editions.get(pk=position.pk)
    return freezing.checksum(position, freezing.digests(position.records.order_by("order")), position.files.all())


def said(capsys):
    """What verify_positions says of each position, and how it ends."""
    try:
        call_command("verify_positions")
        end = "passed"
    except CommandError as error:
        end = str(error)
    return [line.split("  ")[1] for line in capsys.readouterr().out.splitlines() if line[0].isdigit()], end


FAILED = "1 frozen position(s) cannot be shown to be as they were frozen."


@pytest.mark.usefixtures("_without_triggers")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE inspections_frozenrecord SET content = '{}' WHERE kind = 'action'",
        "UPDATE inspections_frozenfile SET name = 'x'",
        "UPDATE actions_frozenposition SET agreed_name = 'Somebody else'",
    ],
)
def test_a_position_changed_with_raw_sql_is_found_with_or_without_a_new_checksum(
    plan, meeting, officer, capsys, statement
):
    position = freeze_position(plan, meeting, officer)
    assert said(capsys) == (["as it was"], "passed")
    run(statement)
    assert said(capsys) == (["CHANGED"], FAILED)
    run("UPDATE actions_frozenposition SET checksum = %s", checksum_of(position))
    assert said(capsys) == (["not signed by this key"], FAILED)


@pytest.mark.usefixtures("_without_triggers")
def test_no_signature_that_can_be_had_without_the_key_helps(plan, meeting, officer, capsys, settings):
    first, second = freeze_position(plan, meeting, officer), freeze_position(plan, meeting, officer)
    run("UPDATE actions_frozenposition SET agreed_name = 'Somebody else' WHERE id = %s", first.pk)
    run("UPDATE actions_frozenposition SET checksum = %s WHERE id = %s", checksum_of(first), first.pk)
    own = settings.SIGNING_KEY
    settings.SIGNING_KEY = "A" * 43
    forged = freezing.sign_checksum(FrozenPosition(checksum=checksum_of(first)))
    settings.SIGNING_KEY = own
    for signature, words in (
        ("", "not signed"),
        (second.signature, "not signed by this key"),
        (forged, "signed with a key that is not here"),
        (forged.replace(key_of(forged), key_of(second.signature)), "not signed by this key"),
    ):
        run("UPDATE actions_frozenposition SET signature = %s WHERE id = %s", signature, first.pk)
        assert said(capsys) == ([words, "as it was"], FAILED)


def test_after_a_change_of_the_key_earlier_positions_are_known_by_their_public_key(
    plan, meeting, officer, capsys, settings
):
    freeze_position(plan, meeting, officer)
    [public] = public_keys().values()
    settings.SIGNING_KEY = "A" * 43
    assert said(capsys) == (["signed with a key that is not here"], FAILED)
    settings.SIGNING_PUBLIC_KEYS = [public]
    freeze_position(plan, meeting, officer)
    assert said(capsys) == (["as it was", "as it was"], "passed")


def test_recalled_positions_and_editions_with_exempt_matter_are_checked_too(plan, meeting, officer, capsys):
    position = freeze_position(plan, meeting, officer)
    RecalledPosition.objects.create(position=position, by=officer, on=TODAY, because="A child can be known by it.")
    make_frozen_position(plan, audience="exempt")
    assert said(capsys) == (["as it was", "CHANGED"], FAILED)


def test_positions_of_before_are_signed_once_as_they_are(plan, meeting, officer, capsys, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr(freezing, "sign_checksum", lambda position: "")
        earlier = freeze_position(plan, meeting, officer)
        changed = make_frozen_position(plan, signature="")
    assert said(capsys)[0] == ["not signed", "CHANGED"]
    with pytest.raises(CommandError, match=r"1 frozen position\(s\) were not signed"):
        call_command("sign_positions")
    capsys.readouterr()
    assert said(capsys)[0] == ["as it was", "CHANGED"]
    assert FrozenPosition.objects.get(pk=changed.pk).signature == ""
    assert freezing.signature_state(FrozenPosition.objects.get(pk=earlier.pk)) == Signed.VALID


@pytest.mark.usefixtures("_without_triggers")
def test_what_was_frozen_since_positions_are_signed_is_not_signed_afterwards(plan, meeting, officer, capsys):
    freeze_position(plan, meeting, officer)
    second = freeze_position(plan, meeting, officer)
    run("UPDATE actions_frozenposition SET signature = '' WHERE id = %s", second.pk)
    with pytest.raises(CommandError, match=r"1 frozen position\(s\) were not signed"):
        call_command("sign_positions")
    assert "frozen before it is signed already" in capsys.readouterr().out


@pytest.mark.usefixtures("_without_triggers")
def test_the_page_says_what_the_signature_says(plan, meeting, officer, client, settings):
    position = freeze_position(plan, meeting, officer)
    client.force_login(officer)
    address = reverse("position", args=[position.code])

    def page():
        return " ".join(client.get(address).content.decode().split())

    good = f"The checksum is signed with the key {key_of(position.signature)}."
    assert good in page()
    assert "<strong>Its checksum" not in page()
    run("UPDATE actions_frozenposition SET checksum = %s", position.code.ljust(64, "0"))
    assert "<strong>Its checksum is not signed by this service’s key." in page()
    assert good not in page()
    run("UPDATE actions_frozenposition SET signature = ''")
    assert "<strong>Its checksum is not signed." in page()
    settings.SIGNING_KEY = "A" * 43
    run("UPDATE actions_frozenposition SET signature = %s", position.signature)
    assert "<strong>Its checksum is signed with a key that this service does not have" in page()


def test_a_recalled_position_cannot_be_opened_by_its_address(plan, meeting, officer, client):
    position = freeze_position(plan, meeting, officer)
    client.force_login(officer)
    addresses = [
        reverse("position", args=[position.code]),
        reverse("position_priority", args=[position.code, 1]),
        reverse("position_actions", args=[position.code]) + "?status=late",
        *(reverse("position_file", args=[position.code, kind]) for kind in ("pdf", "docx", "xlsx")),
    ]
    assert [client.get(address).status_code for address in addresses] == [200] * 6
    RecalledPosition.objects.create(position=position, by=officer, on=TODAY, because="A child can be known by it.")
    assert [client.get(address).status_code for address in addresses] == [404] * 6


def test_freezing_again_makes_a_new_version_and_keeps_the_old(plan, meeting, officer):
    first = freeze_position(plan, meeting, officer)
    make_update(plan.priorities.get().actions.first(), by=officer, stage="under_way", words="Begun.")
    second = freeze_position(plan, meeting, officer)
    assert (first.version, second.version) == (1, 2)
    assert [shown.position for shown in meeting.shown.order_by("position__version")] == [first, second]
    assert contents(first, "action") != contents(second, "action")
    assert freezing.verify(first)


@pytest.mark.parametrize(
    ("agreement", "question"),
    [
        (Agreement(" ", "Director", TODAY), "agreed_name"),
        (Agreement("A. Director", "", TODAY), "agreed_post"),
        (Agreement("A. Director", "Director", date(2020, 1, 15)), "agreed_on"),
    ],
)
def test_nothing_is_frozen_without_the_agreement(plan, meeting, officer, agreement, question):
    with pytest.raises(ValidationError) as caught:
        freeze_position(plan, meeting, officer, agreement=agreement)
    assert list(caught.value.message_dict) == [question]
    assert not FrozenPosition.objects.exists()


def test_it_is_not_frozen_for_a_day_before_the_last(plan, meeting, officer):
    freeze_position(plan, meeting, officer)
    with pytest.raises(ValidationError, match="last frozen on 14 January 2020"):
        freeze_position(
            plan, meeting, officer, on=date(2020, 1, 13), agreement=Agreement("A", "Director", date(2020, 1, 1))
        )


def test_it_is_limited_to_the_updates_that_it_names(plan, meeting, officer):
    action = plan.priorities.get().actions.first()
    last = action.updates.get().sequence
    make_update(action, by=officer, stage="under_way", words="Begun.")
    position = freeze_position(plan, meeting, officer, up_to=last + 1)
    assert [content["stage"] for _, _, content in contents(position, "action")] == ["planned", "planned"]
    assert position.last_sequence == last + 1


def test_nothing_is_kept_where_making_it_breaks(plan, meeting, officer, monkeypatch):
    def breaks(briefing, details):
        raise OSError("no room")

    monkeypatch.setitem(briefing_files.MAKERS, "pdf", breaks)
    with pytest.raises(OSError, match="no room"):
        freeze_position(plan, meeting, officer)
    assert (FrozenPosition.objects.count(), FrozenRecord.objects.count()) == (0, 0)


def test_how_far_it_is_is_told(plan, meeting, officer):
    steps = []
    freeze_position(plan, meeting, officer, progress=lambda *how_far: steps.append(how_far))
    assert steps[-1][0] == "Saving it"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), before=st.integers(0, 12), after=st.integers(0, 12))
def test_the_position_limited_to_what_the_frozen_one_took_in_equals_it(officer, monkeypatch, seed, before, after):
    """For any updates before and after freezing, corrections and withdrawals of any day among them."""
    monkeypatch.setattr(briefing_files, "ISSUED", ())
    chance, plan = random.Random(seed), make_plan()
    actions = [make_action(make_priority(plan)) for _ in range(3)]
    earlier = {action.pk: [] for action in actions}

    def say(number):
        for _ in range(number):
            action = chance.choice(actions)
            update = any_update(chance, action, officer, earlier[action.pk])
            make_update(action, update=update)
            earlier[action.pk].append(update)

    say(before)
    day = days(chance.randrange(60))
    meeting = make_meeting(days(70), make_committee(plan), considered=plan)
    position = freeze_position(plan, meeting, officer, on=day, agreement=Agreement("A. Director", "Director", day))
    say(after)
    limited = Action.objects.of_plan(plan).as_at(day, position.last_sequence)
    shown = {each.reference: action_status(each, day, plan.update_interval_days) for each in limited}
    frozen_actions = {content["reference"]: content for _, _, content in contents(position, "action")}
    assert {key: (status.state, status.words, status.out_of_date) for key, status in shown.items()} == {
        key: (content["state"], content["state_words"], content["hollow"]) for key, content in frozen_actions.items()
    }
    assert freezing.verify(position)
