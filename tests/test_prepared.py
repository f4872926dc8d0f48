"""Queries whose SQL is built once give what Django's own give, for whatever values come."""

from datetime import date

import pytest
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q

from actions.models import Action, ActionPeriod, ActionPosition, ProgressUpdate
from csc_tracker.database.prepared import (
    DAYS,
    KEYS,
    Prepared,
    PreparedByKeys,
    PreparedTogether,
    keep_related,
    record_of,
)
from tests.making import make_period, make_plan, make_post, make_priority, make_reported_action

pytestmark = pytest.mark.django_db


@pytest.fixture
def priority():
    return make_priority(make_plan(), lead=make_post("Head of Early Help"))


def test_the_values_take_the_places_of_the_stand_ins(priority):
    for day in (1, 2, 3):
        make_reported_action(priority, effective_date=date(2019, 9, day))
    by_then = Prepared(
        lambda priority, on: ProgressUpdate.objects.filter(action__priority=priority, effective_date__lte=on)
        .order_by("effective_date").values_list("effective_date", "stage"),
        KEYS[0], DAYS[0],
    )  # fmt: skip
    for last in (1, 3, 2):
        expected = [(date(2019, 9, day), "planned") for day in range(1, last + 1)]
        assert [tuple(row) for row in by_then.rows(priority.pk, date(2019, 9, last))] == expected
    assert list(by_then.rows(0, date(2019, 9, 3))) == []


def test_records_come_with_what_they_are_related_to_and_with_annotations(priority, django_assert_num_queries):
    owner = make_post("Team Manager")
    owned, alone = make_reported_action(priority, owner=owner), make_reported_action(priority)

    def build(key):
        said = ProgressUpdate.objects.filter(action=OuterRef("pk"))
        actions = Action.objects.filter(priority=key).select_related("priority__lead", "owner")
        return actions.annotate(is_reported=Exists(said), updates_said=Count("updates")).order_by("number")

    query = Prepared(build, KEYS[0])
    with django_assert_num_queries(1):
        first, second = query.instances(priority.pk)
        assert (first, second) == (owned, alone)
        assert (first.owner, second.owner) == (owner, None)
        assert first.priority.lead.title == "Head of Early Help"
        assert first.priority is second.priority  # what several are related to is made once
        assert [(bool(each.is_reported), each.updates_said) for each in (first, second)] == [(True, 1), (True, 1)]
    assert query.first(0) is None


def test_a_record_that_joins_several_rows_is_made_once_and_told_with_each(priority):
    action = make_reported_action(priority)
    for words in ("Jan 2020", "Feb 2020"):
        make_period(action, role="milestone", words=words)

    def build(key):
        actions = Action.objects.filter(pk=key).select_related("priority")
        return actions.annotate(period=FilteredRelation("periods"), words_of=F("period__words")).order_by("period__pk")

    rows = list(Prepared(build, KEYS[0]).joined(action.pk))
    assert [values for _, values in rows] == [["Jan 2020"], ["Feb 2020"]]
    assert len({id(record) for record, _ in rows}) == 1
    assert rows[0][0].priority == priority


@pytest.mark.parametrize("number", [0, 1, 25, 26, 260])
def test_any_number_of_keys_is_asked_for(priority, number, django_assert_num_queries):
    actions = Action.objects.bulk_create(
        Action(priority=priority, number=place, words="A thing.", column="planned") for place in range(1, number + 1)
    )
    keys = [action.pk for action in actions]
    query = PreparedByKeys(
        lambda keys, least: Action.objects.filter(Q(pk__in=keys), number__gt=least).order_by("number"), 32_767
    )
    with django_assert_num_queries(-(-number // 250)):
        assert query.instances(keys, 0) == actions
    assert query.instances(keys, 1) == actions[1:]


def test_what_is_kept_as_related_is_not_asked_for_again(priority, django_assert_num_queries):
    action = make_reported_action(priority)
    period = ActionPeriod(action=action, words="Jan 2020")
    keep_related(action, "periods", [period])
    keep_related(action, "updates", [])
    with django_assert_num_queries(0):
        assert list(action.periods.all()) == [period]
        assert list(action.updates.all()) == []


def test_queries_of_several_models_are_one_and_give_what_each_gives_alone(priority, django_assert_num_queries):
    """Days, moments, truths, numbers and nothing come out of JSON as they come out of the database."""
    actions = [make_reported_action(priority, owner=owner) for owner in (None, make_post("Team “Manager”"))]
    builds = [
        lambda key: Action.objects.filter(priority=key).select_related("priority__lead", "owner").order_by("-number"),
        lambda key: ProgressUpdate.objects.filter(action__priority=key).select_related("by").order_by("pk"),
        lambda key: Action.objects.filter(priority=key, number=0),
        lambda key: ActionPosition.objects.filter(priority=key).annotate(all=Count("pk")).order_by("pk")[:3],
    ]
    alone = [Prepared(build, KEYS[0]).instances(priority.pk) for build in builds]
    with django_assert_num_queries(1):
        together = PreparedTogether(builds, KEYS[0]).instances(priority.pk)
    assert [[vars_of(record) for record in records] for records in together] == [
        [vars_of(record) for record in records] for records in alone
    ]
    assert [each.owner for each in together[0]] == [actions[1].owner, None]
    assert [each.all for each in together[3]] == [1, 1, 1]


def vars_of(record):
    return {name: (type(value), value) for name, value in vars(record).items() if name != "_state"}


def test_a_record_that_is_made_quickly_is_as_django_makes_it(priority, django_assert_num_queries):
    made = record_of(Action, id=7, number=3, words="Train.", priority=priority, owner=None)
    django = Action(id=7, number=3, words="Train.", priority=priority, owner=None)
    assert vars_of(made) == vars_of(django)
    with django_assert_num_queries(0):
        assert (made.reference, made.priority.lead.title, made.owner) == ("P1.03", "Head of Early Help", None)
