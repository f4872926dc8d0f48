"""Two people who release, take back, close or freeze at the very same moment, each on a connection of their own."""

from contextlib import contextmanager, suppress
from datetime import date
from threading import Barrier, Event, Thread
from time import sleep

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client

from actions.models import Action, FrozenPosition, ProgressUpdate, RecalledPosition
from actions.positions import recording
from actions.positions.recording import differing_actions
from actions.updating import from_papers, updates
from actions.updating.corrections import blank_words, withdraw
from actions.updating.impact import state_impact
from actions.updating.updates import Answers
from csc_tracker.database.writing import writing, writing_alone
from csc_tracker.people import roles
from csc_tracker.people.sight import seeing, seeing_everything
from inspections.loading.review.accepting import accept
from inspections.loading.review.undoing import undo
from inspections.models import Acceptance, AgendaItem, Erasure, Loading, Passage, Report
from inspections.reporting import freezing
from inspections.scrutiny.papers import closing
from inspections.scrutiny.papers.closing import close_report, exemptible, is_open
from inspections.scrutiny.papers.erasing import erase, propose_erasure
from inspections.scrutiny.papers.releasing import (
    TakenBack,
    confirm_release,
    propose_release,
    take_back_release,
)
from inspections.scrutiny.resolutions.answering import record_answer
from priorities.commentary import comment
from priorities.models import Exemption, MeasureValue, Post, Priority, Release, SeenForeignKey, made_from
from tests.admin_forms import posted
from tests.making import (
    TODAY,
    let_read_exempt,
    make_action,
    make_exemption,
    make_frozen_position,
    make_measure,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
)
from tests.making_loading import accept_all, make_loading, read_action, read_report
from tests.making_scrutiny import make_citation, make_item, make_meeting, make_passage, make_report, make_resolution

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


@contextmanager
def held_up(module, name, until, monkeypatch):
    """Within it, whoever calls the function of the module lets the others know, and waits a moment for them first."""
    function, called = getattr(module, name), Event()

    def call(*args, **kwargs):
        called.set()
        until.wait(0.5)
        return function(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(module, name, call)
        yield called


def open_within_exempt():
    """What is open and belongs to something exempt, or names it."""
    closed = {"exemption__isnull": False, "exemption__released_on": None}
    found = []
    with seeing_everything():
        for model in exemptible():
            fields = [field.name for field in model.names_in() if not isinstance(field, SeenForeignKey)]
            for name in (*model.belongs_to, *fields):
                within = {f"{name}__{condition}": value for condition, value in closed.items()}
                found += [(each, name) for each in model._base_manager.filter(is_open(), **within)]
    return found


def close(report, people):
    return lambda: close_report(report, by=people[0], on=TODAY, paragraph="1", because="It names a child.")


def after(event, work):
    """The work, begun once this has happened."""

    def begin():
        event.wait(20)
        return work()

    return begin


class Parents:
    """An open paper that gave a priority, a measure, a meeting and an update of an action of another."""

    def __init__(self):
        self.plan = plan = make_plan()
        make_exemption(plan)
        self.meeting = make_meeting(TODAY, considered=plan)
        self.report = make_report(make_item(make_meeting(TODAY, considered=plan)), title="Paper")
        self.priority, self.measure = make_priority(plan), make_measure(make_priority(plan))
        self.action = make_reported_action(make_priority(plan))
        self.update = make_update(self.action, words="From the paper.")
        self.resolution = make_resolution(make_item(make_meeting(TODAY, considered=plan)), plan=plan)
        for record in ("priority", "measure", "meeting", "update"):
            make_citation(make_passage(self.report), **{record: getattr(self, record)})

    def add(self, what, officer):
        """Add a record to what the paper gave, as whoever read that while it was open."""
        said = {"by": officer, "on": TODAY}
        if what == "commentary":
            comment(self.plan, "It goes well.", priority=self.priority, post=None, **said)
        elif what == "impact":
            state_impact(self.priority, "some", "Families say so.", post=None, **said)
        elif what == "answer":
            record_answer(self.resolution, **said, today=TODAY, words="See there.", whole=True, paper=self.report)
        elif what == "withdrawal":
            withdraw(self.update, by=officer, because="The wrong paper.")
        else:
            made = {
                "action": lambda: Action(priority=self.priority, number=7, words="Do it.", column="added"),
                "value": lambda: MeasureValue(measure=self.measure, order=1, words="4", value=4, date_words="2020"),
                "item": lambda: AgendaItem(meeting=self.meeting, number="9", title="More"),
            }
            made[what]().save()


ADDED = ["commentary", "impact", "answer", "withdrawal", "action", "value", "item"]


class TestWhileItIsClosed:
    """What officers and admins save while a paper is closed, accepted, undone or erased."""

    pytestmark = at_the_same_moment

    @pytest.mark.parametrize("what", ADDED)
    def test_what_is_added_to_what_is_being_closed_is_closed_too(self, people, what, monkeypatch):
        parents, added = Parents(), Event()
        with held_up(closing, "close_copies", added, monkeypatch) as almost_closed:
            work = after(almost_closed, lambda: parents.add(what, people[1]))
            found = at_once(close(parents.report, people), work)
        assert isinstance(found[0], Exemption)
        assert found[1] is None or isinstance(found[1], ValidationError), found
        assert open_within_exempt() == []

    @pytest.mark.parametrize("what", ADDED)
    def test_who_closes_waits_for_what_is_being_added(self, people, what):
        parents, added = Parents(), Event()

        def add():
            with writing():
                parents.add(what, people[1])
                added.set()
                sleep(0.3)

        found = at_once(after(added, close(parents.report, people)), add)
        assert isinstance(found[0], Exemption)
        assert found[1] is None
        assert open_within_exempt() == []

    @pytest.mark.parametrize(
        ("address", "data"),
        [
            ("/admin/priorities/priority/{priority}/change/", {"words": "Other words"}),
            ("/admin/priorities/measurevalue/add/", {"words": "4", "value": "4", "order": 1, "kind": "value"}),
            ("/priorities/{number}/impact/", {"impact": "some", "words": "Families say so."}),
            ("/priorities/{number}/commentary/", {"words": "It goes well."}),
            ("/priorities/{number}/lead/", {"post": "", "reason": "Left."}),
        ],
    )
    def test_a_form_for_what_was_closed_meanwhile_is_no_fault(self, people, address, data, monkeypatch):
        parents = Parents()
        stranger = make_user(roles.ADMIN, is_staff=True)
        address = address.format(priority=parents.priority.pk, number=parents.priority.number)
        client = Client(raise_request_exception=False)
        client.force_login(stranger)
        page = client.get(f"{address}?plan={parents.plan.slug}")
        data = (posted(page) if "adminform" in page.context else {}) | data | {"measure": parents.measure.pk}

        def send():
            return client.post(f"{address}?plan={parents.plan.slug}", data).status_code

        with held_up(closing, "close_copies", Event(), monkeypatch) as almost_closed:
            found = at_once(close(parents.report, people), after(almost_closed, send))
        assert found[1] in (200, 302, 404)
        assert open_within_exempt() == []
        assert not Priority.objects.filter(words="Other words").exists()

    @pytest.mark.parametrize("other", ["blank_words", "close_report"])
    def test_an_update_that_is_saved_while_positions_are_made_anew_is_in_them(self, people, other, monkeypatch):
        parents, officer = Parents(), make_user(roles.OFFICER)
        seen = parents.action.updates.order_by("-sequence").first().sequence
        answers = Answers(effective_date=TODAY, words="The supplier is gone.", rating="off_track")

        def save():
            with seeing([parents.plan.pk]):
                return updates.record(parents.action, answers, by=officer, today=TODAY, seen=seen)

        works = {
            "blank_words": lambda: blank_words(parents.update, by="An admin", on=TODAY, because="A child."),
            "close_report": close(parents.report, people),
        }
        with held_up(recording, "_rows_of", Event(), monkeypatch) as reading:
            found = at_once(works[other], after(reading, save))
        assert isinstance(found[1], ProgressUpdate), found
        assert differing_actions() == []

    @pytest.mark.parametrize("round_", range(3))
    @pytest.mark.parametrize("other", ["close", "erase"])
    def test_what_is_undone_while_it_is_closed_or_erased_stops_nobody(self, people, other, round_):
        plan, acceptance, _ = accepted_paper(people)
        report = Loading.objects.get(pk=acceptance.loading_id).report
        for person in people:
            let_read_exempt(person, plan)
        if other == "erase":
            proposal = propose_erasure(report, by=people[0], on=TODAY, reason="Wrong")
        works = [
            close(report, people) if other == "close" else lambda: erase(proposal, by=people[1], on=TODAY),
            lambda: undo(acceptance, by=people[2], on=TODAY, because="Wrong"),
        ]
        found = at_once(*(works if round_ % 2 else works[::-1]))
        assert all(each is None or isinstance(each, Exemption | Erasure | ValidationError) for each in found), found
        assert open_within_exempt() == []

    def test_an_update_waits_for_a_paper_that_is_being_saved_to_the_plan(self, people, monkeypatch):
        plan = make_plan()
        priority = make_priority(plan, number=1)
        actions = [make_reported_action(priority, words=f"Do thing number {n} for children") for n in (1, 2)]
        loading = paper_on(plan, actions)
        begun, has_the_action = Event(), Event()
        record_from_paper, acting_post = from_papers.record_update, updates.acting_post

        def record_one(update):
            recorded = record_from_paper(update)
            begun.set()
            has_the_action.wait(1)
            return recorded

        def act(*args, **kwargs):
            has_the_action.set()
            sleep(0.1)
            return acting_post(*args, **kwargs)

        monkeypatch.setattr(from_papers, "record_update", record_one)
        monkeypatch.setattr(updates, "acting_post", act)
        answers, officer = Answers(effective_date=TODAY, words="Officers say so."), make_user(roles.OFFICER)
        seen = actions[1].updates.order_by("-sequence").first().sequence
        found = at_once(
            lambda: accept(loading, by=people[0], on=TODAY),
            after(begun, lambda: updates.record(actions[1], answers, by=officer, today=TODAY, seen=seen)),
        )
        assert isinstance(found[0], Acceptance), found
        assert isinstance(found[1], updates.SavedMeanwhile), found


def paper_on(plan, actions):
    """A paper that reports on each of these actions, read and with everything in it accepted."""
    said = [
        read_action(action.words, passage=place, progress=f"Progress {place} is good.")
        for place, action in enumerate(actions, 1)
    ]
    texts = [f"Passage {place} of plan {plan.pk}." for place in range(1, len(actions) + 1)]
    loading = make_loading(plan, [read_report(title=f"Report on plan {plan.pk}"), *said], texts)
    accept_all(loading)
    return loading


def accepted_paper(people):
    plan = make_plan()
    actions = [make_reported_action(make_priority(plan, number=1), words="Do thing number 1 for children")]
    acceptance = accept(paper_on(plan, actions), by=people[0], on=TODAY)
    return plan, acceptance, actions


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
    @pytest.mark.parametrize("what", ADDED)
    def test_what_is_added_to_what_was_read_before_it_was_closed_is_closed(self, people, what):
        parents = Parents()
        close(parents.report, people)()
        with suppress(ValidationError):
            parents.add(what, people[1])
        assert open_within_exempt() == []

    def test_what_was_read_before_it_was_closed_is_not_opened_by_saving_it(self, people):
        parents = Parents()
        exemption = close(parents.report, people)()
        parents.priority.save()
        parents.priority.save(update_fields=["words"])
        with seeing_everything():
            assert Priority.objects.get(pk=parents.priority.pk).exemption == exemption

    def test_what_is_moved_to_something_closed_is_closed(self, people):
        parents = Parents()
        exemption = close(parents.report, people)()
        parents.action.priority = parents.priority
        parents.action.save(update_fields=["priority"])
        with seeing_everything():
            assert Action.objects.get(pk=parents.action.pk).exemption == exemption

    def test_what_was_released_names_nothing_exempt(self, people):
        plan = make_plan()
        with seeing_everything():
            post = make_post()
            Post.objects.filter(pk=post.pk).update(exemption=make_exemption(plan))
        action = make_action(make_priority(plan), exemption=make_exemption(plan, released_on=TODAY))
        action.owner = post
        with pytest.raises(ValidationError, match="This is exempt"):
            action.save()

    def test_what_was_closed_cannot_be_undone_by_who_does_not_see_it(self, people):
        _, acceptance, _ = accepted_paper(people)
        close(Loading.objects.get(pk=acceptance.loading_id).report, people)()
        with pytest.raises(ValidationError, match="not here any more"):
            undo(acceptance, by=people[2], on=TODAY, because="Wrong")

    def test_who_shares_the_lock_does_not_take_it_alone(self):
        with writing(), pytest.raises(RuntimeError), writing_alone():
            pass

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
