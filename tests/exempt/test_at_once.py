"""Two people who release, take back, close or freeze at the very same moment, each on a connection of their own."""

from datetime import date
from threading import Barrier, Event, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, connections, transaction

from actions.models import Action, FrozenPosition, RecalledPosition
from csc_tracker.people import roles
from csc_tracker.people.sight import seeing_everything
from inspections.models import Passage, Report
from inspections.reporting import freezing
from inspections.scrutiny.papers.closing import close_report
from inspections.scrutiny.papers.releasing import (
    TakenBack,
    confirm_release,
    propose_release,
    take_back_release,
)
from priorities.models import Exemption, Release, made_from
from tests.making import (
    TODAY,
    let_read_exempt,
    make_exemption,
    make_frozen_position,
    make_plan,
    make_priority,
    make_reported_action,
    make_user,
)
from tests.making_scrutiny import make_citation, make_item, make_meeting, make_passage, make_report

WHY = {"authority": "Minute 2 of 23 January 2020", "reason": "The case is over."}
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
at_the_same_moment = [pytest.mark.django_db(transaction=True), on_postgresql]


def at_once(*works):
    """What each of these gives or is refused with, in their order; each on a connection of its own, begun together."""
    ready, answers = Barrier(len(works)), {}

    def run(place):
        ready.wait()
        try:
            answers[place] = works[place]()
        except ValidationError as refused:
            answers[place] = refused
        except Exception as broke:
            answers[place] = broke
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[place] for place in range(len(works))]


@pytest.fixture
def people():
    return [make_user(roles.ADMIN) for _ in range(3)]


@pytest.fixture
def exemption(people):
    """An exemption with an action and a paper that are exempt by it, and its release, proposed by the first."""
    plan = make_plan()
    with seeing_everything(), made_from(exemption := make_exemption(plan)):
        make_reported_action(make_priority(plan))
        make_passage(make_report(make_item(make_meeting(TODAY, considered=plan)), title="Exempt paper"))
    for person in people:
        let_read_exempt(person, plan)
    exemption.release = propose_release(exemption, by=people[0], on=TODAY, **WHY)
    return exemption


def refusals(answers):
    assert all(answer is None or isinstance(answer, ValidationError | TakenBack | Exemption) for answer in answers), (
        answers
    )
    return [answer for answer in answers if isinstance(answer, ValidationError)]


def agrees(exemption):
    """Whether what is open agrees with what the releases say."""
    exemption.refresh_from_db()
    with seeing_everything():
        releases = list(Release.objects.filter(exemption=exemption, ended_on=None).exclude(confirmed_on=None))
    assert (exemption.released_on is not None) == bool(releases)
    assert Action.objects.exists() == bool(releases)
    return bool(releases)


class TestAtTheSameMoment:
    pytestmark = at_the_same_moment

    def test_of_two_who_confirm_one_confirms(self, exemption, people):
        found = at_once(*(lambda by=by: confirm_release(exemption.release, by=by, on=TODAY) for by in people[1:]))
        [refused] = refusals(found)
        assert "confirmed or taken back meanwhile" in str(refused)
        assert agrees(exemption)
        with seeing_everything():
            assert Release.objects.get().confirmed_by == people[1:][found.index(None)]

    @pytest.mark.parametrize("round_", range(4))
    def test_a_release_that_is_confirmed_while_it_is_taken_back_is_closed_in_the_end(self, exemption, people, round_):
        works = [
            lambda: confirm_release(exemption.release, by=people[1], on=TODAY),
            lambda: take_back_release(exemption, by=people[2], on=TODAY, because="Not yet."),
        ]
        found = at_once(*(works if round_ % 2 else works[::-1]))
        assert not agrees(exemption)
        assert len(refusals(found)) <= 1
        with seeing_everything():
            assert Release.objects.get().ended_by == people[2]

    def test_of_two_who_propose_one_proposes_and_of_two_who_take_back_one_does(self, exemption, people):
        found = at_once(
            *(lambda by=by: take_back_release(exemption, by=by, on=TODAY, because="No.") for by in people[1:])
        )
        assert len(refusals(found)) == 1
        found = at_once(*(lambda by=by: propose_release(exemption, by=by, on=TODAY, **WHY) for by in people[1:]))
        assert [type(answer) for answer in found].count(Release) == 1
        assert not agrees(exemption)

    @pytest.mark.parametrize("round_", range(4))
    def test_a_paper_that_is_closed_while_its_part_is_released_is_closed_as_a_whole(self, people, round_):
        report, part, action = minutes_with_an_exempt_part()
        release = propose_release(part, by=people[0], on=TODAY, **WHY)
        works = [
            lambda: confirm_release(release, by=people[1], on=TODAY),
            lambda: close_report(report, by=people[2], on=TODAY, paragraph="1", because="It names a child."),
        ]
        refusals(at_once(*(works if round_ % 2 else works[::-1])))
        assert not Report.objects.exists()
        assert not Passage.objects.exists()
        assert not Action.objects.filter(pk=action.pk).exists()

    def test_of_two_who_close_a_paper_one_does(self, people):
        report, *_ = minutes_with_an_exempt_part()
        found = at_once(
            *(
                lambda by=by: close_report(report, by=by, on=TODAY, paragraph="1", because="A child.")
                for by in people[:2]
            )
        )
        assert len(refusals(found)) == 1
        assert Exemption.objects.count() == 2

    def test_what_is_frozen_while_a_release_is_taken_back_is_not_issued(self, exemption, people, without_briefing):
        confirm_release(exemption.release, by=people[1], on=TODAY)
        made, taken_back = Event(), Event()
        meeting = make_meeting(date(2020, 1, 23), considered=exemption.plan)
        agreement = freezing.Agreement(name="Sam Reed", post="Director", on=TODAY)

        def progress(doing, done, total):
            if doing == "Saving it":
                made.set()
                taken_back.wait(20)

        def take_back():
            made.wait(20)
            try:
                return take_back_release(exemption, by=people[2], on=TODAY, because="A child can be known by it.")
            finally:
                taken_back.set()

        found = at_once(
            lambda: freezing.freeze(exemption.plan, meeting, agreement, by=people[0], on=TODAY, progress=progress),
            take_back,
        )
        assert "while this was made" in str(found[0])
        assert not FrozenPosition.editions.exists()


def minutes_with_an_exempt_part():
    """Open minutes with a part that is exempt, and an action that came from that part."""
    plan = make_plan()
    report = make_report(make_item(make_meeting(TODAY, considered=plan)), title="Minutes")
    make_passage(report, words="Open words.")
    with seeing_everything(), made_from(part := make_exemption(plan)):
        action = make_reported_action(make_priority(plan))
        make_citation(make_passage(report, words="Exempt words."), action=action)
    return report, part, action


@pytest.mark.django_db
class TestOneAfterTheOther:
    def test_a_part_of_an_exempt_paper_is_not_released_before_the_paper(self, people):
        report, part, action = minutes_with_an_exempt_part()
        for person in people:
            let_read_exempt(person, part.plan)
        whole = close_report(report, by=people[0], on=TODAY, paragraph="1", because="It names a child.")
        release = propose_release(part, by=people[0], on=TODAY, **WHY)
        with pytest.raises(ValidationError, match="a part of “Minutes”, which is exempt as a whole"):
            confirm_release(release, by=people[1], on=TODAY)
        confirm_release(propose_release(whole, by=people[0], on=TODAY, **WHY), by=people[1], on=TODAY)
        assert list(Passage.objects.values_list("words", flat=True)) == ["Open words."]
        assert not Action.objects.filter(pk=action.pk).exists()
        confirm_release(release, by=people[1], on=TODAY)
        assert Passage.objects.count() == 2
        assert Action.objects.filter(pk=action.pk).exists()

    def test_a_paper_that_is_closed_closes_its_released_part_too(self, people):
        report, part, action = minutes_with_an_exempt_part()
        for person in people:
            let_read_exempt(person, part.plan)
        confirm_release(propose_release(part, by=people[0], on=TODAY, **WHY), by=people[1], on=TODAY)
        assert Action.objects.filter(pk=action.pk).exists()
        close_report(report, by=people[2], on=TODAY, paragraph="1", because="It names a child.")
        assert not Passage.objects.exists()
        assert not Action.objects.filter(pk=action.pk).exists()

    @pytest.mark.parametrize(
        ("model", "change"),
        [
            (Release, {"authority": "Other"}),
            (Release, {"confirmed_on": date(2020, 1, 15)}),
            (Release, {"confirmed_on": None, "confirmed_by": None}),
            (Release, {"ended_because": "Other."}),
            (Exemption, {"reason": "Other."}),
            (Exemption, {"paragraph": "7"}),
            (RecalledPosition, {"because": "Other."}),
        ],
        ids=str,
    )
    def test_what_was_decided_stays_as_it_was_decided(self, exemption, people, model, change):
        make_frozen_position(exemption.plan, on=TODAY)
        confirm_release(exemption.release, by=people[1], on=TODAY)
        make_frozen_position(exemption.plan, on=TODAY, meeting="since")
        take_back_release(exemption, by=people[2], on=TODAY, because="A child can be known by it.")
        before = list(model._base_manager.values())
        assert before
        with pytest.raises(DatabaseError, match=r"never changes|stays recalled"), transaction.atomic():
            model._base_manager.update(**change)
        with pytest.raises(DatabaseError, match=r"never changes|stays recalled"), transaction.atomic():
            model._base_manager.all()._raw_delete("default")
        assert list(model._base_manager.values()) == before
