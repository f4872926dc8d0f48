"""After each act that opens or closes something, whoever may not read what is exempt finds none of it.

Open records name exempt ones here, as they can once these were released: a lead, an owner, an action that answers.
"""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from actions.models import Action, FrozenPosition, ProgressUpdate
from actions.positions.recording import record_update
from actions.updating.owners import set_owner
from csc_tracker.audit.entries import Act, AuditEntry, FieldChange
from csc_tracker.audit.recording import record_act
from csc_tracker.people import roles
from csc_tracker.people.sight import seeing, seeing_everything
from inspections.loading.review.accepting import accept
from inspections.loading.review.undoing import undo
from inspections.models import Answer, Closure, Committee, Finding, JudgementLine, Meeting, Resolution
from inspections.reporting import freezing
from inspections.scrutiny.papers.closing import close_report
from inspections.scrutiny.papers.releasing import confirm_release, propose_release, take_back_release
from inspections.scrutiny.resolutions.answering import close_matter, closure_of, record_answer
from inspections.scrutiny.resolutions.progress import State, with_state
from priorities.commentary import comment
from priorities.leads import set_lead
from priorities.models import Exemption, Post, made_from
from priorities.posts import acting_post
from tests.exempt.everything import MARKED, make_exempt, visit
from tests.making import (
    TODAY,
    let_read_exempt,
    make_commentary,
    make_exemption,
    make_holding,
    make_post,
    make_reported_action,
    make_update,
    make_user,
)
from tests.making_loading import accept_all, make_loading, read, read_action, read_report
from tests.making_scrutiny import (
    MOMENT,
    make_answer,
    make_citation,
    make_committee,
    make_finding,
    make_inspection,
    make_judgement,
    make_line,
    make_meeting,
    make_passage,
    make_report,
)

pytestmark = pytest.mark.django_db
WHY = {"authority": "Minute 2 of 23 January 2020", "reason": "The case is over."}
AGREED = freezing.Agreement(name="Sam Reed", post="Director", on=TODAY)
PAGES = ["/", "/actions/", "/findings/", "/resolutions/", "/meetings/", "/inspections/", "/reports/", "/positions/"]
KINDS = (
    "actions/action", "actions/progressupdate", "priorities/priority", "priorities/commentary", "priorities/post",
    "inspections/finding", "inspections/judgement", "inspections/resolution", "inspections/answer",
    "inspections/citation", "inspections/meeting", "inspections/committee", "inspections/proposal",
    "actions/frozenposition", "actions/recalledposition",
    "csc_tracker/auditentry",
)  # fmt: skip


@pytest.fixture
def exemption(plan, open_records, people):
    """An exemption, with a record of every kind that is exempt by it."""
    exemption, exemption.made = make_exempt(plan, open_records, people[roles.OFFICER])
    return exemption


@pytest.fixture
def readers(plan):
    """Two admins who may both read the plan's exempt papers."""
    return [let_read_exempt(make_user(roles.ADMIN, is_staff=True), plan) for _ in range(2)]


def shows_nothing(client, open_records, people):
    """Nothing marked is found by a member in the pages and files, nor by an admin without the right in admin."""
    briefing = f"/meetings/{open_records['item'].meeting.slug}/briefing/"
    files = [f"{briefing}{kind}/" for kind in ("pdf", "docx", "xlsx")] + ["/actions/?export=csv", "/findings/matrix/"]
    lists = [f"/admin/{kind}/" for kind in KINDS]
    for role, starts in ((roles.MEMBER, [*files, *PAGES]), ("superuser", [*lists, "/actions/"])):
        client.force_login(people[role])
        found = visit(client, starts, most=90)
        assert [address for address, text in found.items() if MARKED in text and MARKED not in address] == []
        assert not [address for address, text in found.items() if text.startswith("500")]


def make_names(of, exempt, officer, exemption=None):
    """Open records that name the other ones, which are open now, in every way that a record can; returns their line."""
    post, action = Post.objects.get(title=f"{MARKED} director"), exempt["action"]
    with made_from(exemption):
        line = make_line(of["framework"], words=f"{MARKED} line")
    set_lead(of["priority"], post, by=officer, on=TODAY, reason="New.")
    set_owner(of["action"], post, by=officer, on=TODAY, reason="New.")
    Resolution.objects.filter(pk=of["resolution"].pk).update(action=action)
    make_answer(of["resolution"], TODAY, action=action, post=post, number=7)
    Finding.objects.filter(pk=of["finding"].pk).update(line=line)
    make_finding(of["inspection"], superseded_by=exempt["finding"])
    make_judgement(of["inspection"], line=line)
    make_update(of["action"], words="We go on.", post=post)
    make_commentary(of["plan"], by=officer, post=post, words="All is well.")
    return line


def test_of_a_position_that_is_frozen_each_opens_their_own_edition(
    client, plan, open_records, exemption, readers, people
):
    meeting = Meeting.objects.get(pk=open_records["item"].meeting.pk)
    freezing.freeze(plan, meeting, AGREED, by=people[roles.PROGRAMME], on=TODAY)
    open_edition, exempt_edition = FrozenPosition.editions.order_by("pk")
    addresses = [f"/positions/{exempt_edition.code}/{part}" for part in ("", "pdf/", "actions/?status=not_rated")]
    client.force_login(readers[0])
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]
    assert "Exempt: not for publication" in client.get(addresses[0]).content.decode()
    assert client.get(f"/positions/{open_edition.code}/").status_code == 200
    for role in (roles.MEMBER, "superuser"):
        client.force_login(people[role])
        assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
        assert client.get(f"/positions/{open_edition.code}/").status_code == 200
    shows_nothing(client, open_records, people)


def test_a_position_for_an_exempt_meeting_is_for_those_alone_who_may_read_it(
    client, plan, open_records, exemption, readers, people
):
    with seeing([plan.pk]):
        meeting = Meeting.objects.get(pk=exemption.made["item"].meeting.pk)
        freezing.freeze(plan, meeting, AGREED, by=readers[0], on=TODAY)
    assert not FrozenPosition.objects.exists()
    shows_nothing(client, open_records, people)
    client.force_login(readers[0])
    assert MARKED in client.get(f"/positions/{FrozenPosition.editions.get().code}/").content.decode()


def test_a_release_taken_back_takes_the_names_of_what_it_closes_along(
    client, plan, open_records, exemption, readers, people
):
    confirm_release(propose_release(exemption, by=readers[0], on=TODAY, **WHY), by=readers[1], on=TODAY)
    make_names(open_records, exemption.made, people[roles.OFFICER], exemption)
    named = [FieldChange("Lead", "", f"{MARKED} director")]
    record_act(Act.CHANGED, by=readers[0], about=open_records["priority"], changes=named)
    take_back_release(exemption, by=readers[0], on=TODAY, because="A child can be known by it.")
    shows_nothing(client, open_records, people)
    open_records["action"].refresh_from_db()
    assert open_records["action"].owner is None
    with seeing_everything():
        changes = [entry.changes for entry in AuditEntry.objects.filter(act=Act.CHANGED)]
    assert [("Owner", f"{MARKED} director", "")] in changes  # so that it can be named again


def test_a_paper_that_is_closed_takes_the_names_of_what_it_closes_along(client, plan, open_records, people):
    report = make_report(title=f"{MARKED} paper", dated=TODAY)
    post, committee = make_post(f"{MARKED} director"), make_committee(plan, name=f"{MARKED} Committee")
    inspection = make_inspection(title=f"{MARKED} inspection", framework=open_records["framework"])
    action = make_reported_action(open_records["priority"], owner=post, words=f"{MARKED} work.")
    from_it = {
        "post": post, "committee": committee, "inspection": inspection, "action": action,
        "finding": make_finding(inspection, words=f"{MARKED} needs work."),
    }  # fmt: skip
    for name, record in from_it.items():
        make_citation(make_passage(report, words=f"{MARKED}: the {name}."), **{name: record})
    make_loading(plan, [read_report(title=f"{MARKED} paper")], report=report)
    make_names(open_records, from_it, people[roles.OFFICER])
    JudgementLine.objects.filter(words__contains=MARKED).update(words="A line")  # the inspectorate’s own
    close_report(report, by=people[roles.ADMIN], on=TODAY, paragraph="1", because="It names a child.")
    assert not Post.objects.filter(pk=post.pk).exists()
    shows_nothing(client, open_records, people)


@pytest.mark.parametrize("first", [0, 1])
def test_what_two_papers_give_is_closed_with_the_second_whichever_that_is(client, plan, open_records, people, first):
    """The one made the committee and its meeting, the other only names them; a position was frozen for the meeting."""
    day = str(date(2020, 1, 23))
    said = {"committee": f"{MARKED} Panel", "first_day": day, "last_day": day, "date_as_written": day}
    papers = [
        load(plan, [read_report(title=title), read("meeting", "Met", **said)], people) for title in ("One", "Two")
    ]
    meeting = Meeting.objects.get(committee__name=f"{MARKED} Panel")
    freezing.freeze(plan, meeting, AGREED, by=people[roles.PROGRAMME], on=TODAY)
    for code in FrozenPosition.objects.values_list("checksum", flat=True):
        client.force_login(people[roles.OFFICER])
        client.get(f"/positions/{code[:12]}/pdf/")
    client.get(f"/meetings/{meeting.slug}/briefing/docx/")
    for paper in papers if first == 0 else reversed(papers):
        close_report(paper.report, by=people[roles.ADMIN], on=TODAY, paragraph="1", because="It names a child.")
    shows_nothing(client, open_records, people)
    client.force_login(people["superuser"])
    for kind in ("csc_tracker/auditentry", "actions/recalledposition"):
        assert MARKED.lower() not in client.get(f"/admin/{kind}/").content.decode().lower()


def test_what_an_open_paper_opened_is_closed_again_with_it(client, plan, open_records, people):
    """A committee that was known from an exempt paper alone, and is named in an open one until that is closed."""
    said = {
        "committee": f"{MARKED} Panel",
        "first_day": "2020-01-23",
        "last_day": "2020-01-23",
        "date_as_written": "then",
    }
    with seeing([plan.pk]):
        load(plan, [read_report(title="One"), read("meeting", "Met", **said)], people, is_open=False)
    paper = load(plan, [read_report(title="Two"), read("meeting", "Met", **said)], people)
    assert Committee.objects.filter(name=f"{MARKED} Panel").exists()
    close_report(paper.report, by=people[roles.ADMIN], on=TODAY, paragraph="1", because="It names a child.")
    shows_nothing(client, open_records, people)


def test_what_an_acceptance_left_that_was_undone_is_closed_once_its_paper_is(client, plan, open_records, people):
    """The post and the committee that it named first, which undoing it leaves: others may have named them since."""
    said = {
        "committee": f"{MARKED} Panel",
        "first_day": "2020-01-23",
        "last_day": "2020-01-23",
        "date_as_written": "then",
    }
    found = [
        read_report(title="One"),
        read("meeting", "Met", **said),
        read_action("See her.", lead=f"{MARKED} director"),
    ]
    paper = load(plan, found, people, content=b"One")
    undo(paper.acceptances.get(), by=people[roles.ADMIN], on=TODAY, because="It is exempt.")
    assert Post.objects.filter(title=f"{MARKED} director").exists()
    make_loading(plan, found, content=b"One", is_open=False)
    assert not Post.objects.filter(title=f"{MARKED} director").exists()
    assert not Committee.objects.filter(name=f"{MARKED} Panel").exists()
    shows_nothing(client, open_records, people)


def load(plan, proposals, people, **said):
    """A paper with these proposals, saved to the plan."""
    loading = make_loading(plan, proposals, **said)
    accept_all(loading)
    accept(loading, by=people[roles.ADMIN], on=TODAY)
    loading.refresh_from_db()
    return loading


def test_an_answer_that_names_an_exempt_action_is_refused_for_an_open_matter(open_records, exemption, readers):
    with seeing([exemption.plan_id]), pytest.raises(ValidationError, match="exempt, and what names it here is open"):
        record_answer(
            open_records["resolution"], by=readers[0], on=TODAY, today=TODAY, words="It is done.", whole=True,
            action=Action.objects.get(pk=exemption.made["action"].pk),
        )  # fmt: skip


def test_nothing_open_is_saved_that_names_something_exempt_whoever_saves_it(plan, open_records, exemption, people):
    post = Post._base_manager.get(title=f"{MARKED} director")
    update = ProgressUpdate(
        action=Action.objects.get(pk=open_records["action"].pk), effective_date=TODAY, words="We go on.",
        recorded_at=MOMENT, source="officer", by=people[roles.OFFICER], post=post,
    )  # fmt: skip
    with seeing([plan.pk]):
        for make in (
            lambda: comment(plan, "All is well.", by=people[roles.OFFICER], post=post, on=TODAY),
            lambda: record_update(update),
        ):
            with pytest.raises(ValidationError, match="exempt, and what names it here is open"):
                make()


def test_whoever_holds_an_exempt_post_speaks_of_what_is_open_without_it(plan, open_records, exemption, people):
    post = Post._base_manager.get(title=f"{MARKED} director")
    person = let_read_exempt(people[roles.OFFICER], plan)
    make_holding(person, post)
    with seeing([plan.pk]):
        assert acting_post(person, plan.council, TODAY) is None
        assert acting_post(person, plan.council, TODAY, about=exemption.made["action"]) == post


def test_a_part_is_not_released_while_what_it_belongs_to_is_exempt(plan, open_records, exemption, readers):
    with seeing_everything(), made_from(part := make_exemption(plan, reason="A part.")):
        Finding.objects.filter(pk=make_finding(exemption.made["inspection"]).pk).update(exemption=part)
    release = propose_release(part, by=readers[0], on=TODAY, **WHY)
    with pytest.raises(ValidationError, match=r"is shown with the inspection .* which is exempt. Release that first"):
        confirm_release(release, by=readers[1], on=TODAY)


@pytest.mark.parametrize(("who", "why"), [(0, "may not do so any more"), (1, "needs the right to do so")])
def test_who_may_no_longer_release_is_not_one_of_the_two(exemption, readers, who, why):
    release = propose_release(exemption, by=readers[0], on=TODAY, **WHY)
    readers[who].is_active = False
    readers[who].save()
    with pytest.raises(ValidationError, match=why):
        confirm_release(release, by=readers[1], on=TODAY)
    assert Exemption.objects.get(pk=exemption.pk).released_on is None


def test_answers_are_numbered_and_matters_closed_without_regard_to_what_is_exempt(
    plan, open_records, exemption, people
):
    matter = open_records["resolution"]
    answer = record_answer(matter, by=people[roles.OFFICER], on=TODAY, today=TODAY, words="It is done.", whole=True)
    with seeing_everything():
        numbers = sorted(Answer.objects.filter(resolution=matter).values_list("number", flat=True))
    assert answer.number < 901
    assert len(numbers) == len(set(numbers)) == 3
    exempt_meeting = Meeting._base_manager.get(pk=exemption.made["item"].meeting.pk)
    with seeing([plan.pk]), pytest.raises(ValidationError, match="exempt, and what names it here is open"):
        close_matter(matter, exempt_meeting, by=people[roles.ADMIN], on=date(2020, 3, 1))
    assert not Closure._base_manager.exists()


def test_a_meeting_that_turned_out_to_be_exempt_closes_a_matter_only_for_who_may_know_of_it(
    plan, open_records, exemption, people
):
    """Whoever may not know of the meeting finds the matter open, in its state too, and may close it at an open one."""
    matter, admin = open_records["resolution"], people[roles.ADMIN]
    first, second = (make_meeting(date(2020, month, 1), matter.item.meeting.committee) for month in (2, 3))
    close_matter(matter, first, by=admin, on=first.last_day)
    Meeting._base_manager.filter(pk=first.pk).update(exemption=exemption)
    later = date(2020, 6, 1)

    def state():
        return with_state(Resolution.objects.filter(pk=matter.pk), later)[0].state

    with seeing([]):
        assert (closure_of(matter), state()) == (None, State.PART)
        close_matter(matter, second, by=admin, on=second.last_day)
        assert (closure_of(matter).meeting, state()) == (second, State.CLOSED)
    with seeing([plan.pk]):
        assert (closure_of(matter).meeting, state()) == (first, State.CLOSED)
        with pytest.raises(ValidationError, match="It has already been closed"):
            close_matter(matter, second, by=admin, on=second.last_day)
