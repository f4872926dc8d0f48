"""Once means once: what ten send at the same moment is done one time, on either database."""

from datetime import date
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from actions.evidence.files import add_file
from actions.lists.saved_views import save_view, set_first
from actions.models import (
    Action,
    Comment,
    EvidenceFile,
    FrozenPosition,
    Mention,
    OwnerChange,
    ProgressUpdate,
    SavedView,
)
from actions.periods.reader import read_period
from actions.talking.comments import say
from actions.updating.corrections import correct_first_due
from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.models import Email, User
from csc_tracker.people import roles
from csc_tracker.people.sight import seeing_everything
from inspections.background import ask_again
from inspections.loading.review.accepting import accept
from inspections.loading.review.intake import read_again
from inspections.loading.review.undoing import undo
from inspections.models import Acceptance, BackgroundJob, Loading, PaperFile, Reminder
from inspections.reporting import tasks
from inspections.scrutiny.papers.releasing import confirm_release, propose_release
from priorities.models import Release
from tests.making import (
    TODAY,
    let_read_exempt,
    make_exemption,
    make_holding,
    make_officer,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
)
from tests.making_loading import accept_all, make_loading, read_action, read_report
from tests.making_scrutiny import make_committee, make_meeting
from tests.racing import at_once, shared_database  # noqa: F401 (a fixture)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("shared_database", "without_briefing", "in_the_queue"),
]
TEN = 10
NUMBER = "7e57ab1e-0000-4000-8000-000000000001"
AGREEMENT = {
    "agreed_name": "A. Director", "agreed_post": "Director", "agreed_on": "2020-01-13", "submission": NUMBER,
}  # fmt: skip
WHY = {"authority": "Minute 2 of 23 January 2020", "reason": "The case is over."}


@pytest.fixture
def in_the_queue(settings):
    """Tasks wait in the database for a worker, as they do where the service runs."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def plan(shared_database):  # noqa: F811
    return make_plan()


@pytest.fixture
def action(plan):
    return make_reported_action(make_priority(plan))


@pytest.fixture
def meeting(plan, action):
    return make_meeting(date(2020, 1, 23), make_committee(plan), considered=plan)


def signed_in(role):
    client = Client()
    client.force_login(make_user(role, is_staff=role == roles.ADMIN))
    return client


def queued(name):
    return DBTaskResult.objects.filter(task_path__endswith=f".{name}").count()


def done(outcomes):
    """How many of the outcomes are not a refusal; anything else that went wrong fails the test."""
    odd = [each for each in outcomes if isinstance(each, Exception) and not isinstance(each, ValidationError)]
    assert odd == []
    return sum(not isinstance(each, ValidationError) for each in outcomes)


def test_a_position_is_frozen_once(plan, meeting):
    client, address = signed_in(roles.PROGRAMME), reverse("freeze", args=[meeting.slug])
    answers = at_once(TEN, lambda n: client.post(address, AGREEMENT).headers["Location"])
    job = BackgroundJob.objects.get()
    assert answers == [reverse("background_job", args=[job.pk])] * TEN
    assert queued("run_job") == 1
    at_once(TEN, lambda n: tasks.run_job.func(job.pk))
    assert [each.version for each in FrozenPosition.objects.all()] == [1]
    # The same form again, by Back or by a press that was slow, leads to what it made.
    assert client.post(address, AGREEMENT).headers["Location"] == answers[0]
    assert BackgroundJob.objects.count() == 1
    # Other answers are another position.
    client.post(address, AGREEMENT | {"agreed_name": "Another Director"})
    assert BackgroundJob.objects.count() == 2


def test_a_job_that_failed_is_asked_for_again_once(plan, meeting):
    client = signed_in(roles.PROGRAMME)
    address = client.post(reverse("freeze", args=[meeting.slug]), AGREEMENT).headers["Location"]
    BackgroundJob.objects.update(state="failed", failure="It broke.")
    before = queued("run_job")
    assert at_once(TEN, lambda n: client.post(address, {"again": ""}).status_code) == [302] * TEN
    assert (BackgroundJob.objects.get().state, queued("run_job")) == ("waiting", before + 1)


def test_a_first_date_is_corrected_once(action):
    officer, period = make_officer(), read_period("30 April 2020", TODAY)
    outcomes = at_once(TEN, lambda n: correct_first_due(action, period, by=officer, reason="Misread."))
    assert [isinstance(each, ProgressUpdate) for each in outcomes] == [True] * TEN, outcomes
    assert len({each.pk for each in outcomes}) == 1
    assert action.updates.count() == 2


@pytest.mark.parametrize("publication", ["open", "exempt"])
def test_a_paper_is_received_once(plan, publication):
    client = signed_in(roles.ADMIN)

    def send(n, **more):
        file = BytesIO(b"RESOLVED: That the report be noted.")
        file.name = "paper.md"
        values = {"publication": publication, "plan": plan.pk, "file": file} | more
        return client.post("/admin/inspections/loading/add/", values).status_code

    assert at_once(TEN, send) == [302] * TEN
    assert Loading._base_manager.count() == PaperFile.objects.count() == queued("read_paper") == 1
    # With another answer it is not the same.
    assert send(0, dated="2020-01-14") == 302
    assert Loading._base_manager.count() == 2


def test_a_paper_is_read_again_once(plan):
    loading = make_loading(plan, [read_report()])
    assert done(at_once(TEN, lambda n: read_again(loading))) == TEN
    assert (Loading.objects.get().state, queued("read_paper")) == ("waiting", 1)
    assert not ask_again(loading)


def test_what_was_read_is_saved_to_the_plan_once_and_undone_once(plan):
    admin = make_user(roles.ADMIN)
    make_priority(plan, number=1)
    loading = make_loading(plan, [read_report(), read_action("Do a thing for every child in care")])
    accept_all(loading)
    assert done(at_once(TEN, lambda n: accept(loading, by=admin, on=TODAY))) == 1
    acceptance = Acceptance.objects.get()
    assert AuditEntry.objects.filter(act=Act.ACCEPTED).count() == 1
    assert done(at_once(TEN, lambda n: undo(acceptance, by=admin, on=TODAY, because="Wrong."))) == 1
    assert AuditEntry.objects.filter(act=Act.UNDONE).count() == 1


def test_what_is_exempt_is_released_once(plan):
    people = [make_user(roles.ADMIN) for _ in range(2)]
    for person in people:
        let_read_exempt(person, plan)
    exemption = make_exemption(plan)
    assert done(at_once(TEN, lambda n: propose_release(exemption, by=people[0], on=TODAY, **WHY))) == 1
    with seeing_everything():
        release = Release.objects.get()
    assert done(at_once(TEN, lambda n: confirm_release(release, by=people[1], on=TODAY))) == 1
    with seeing_everything():
        assert AuditEntry.objects.filter(act=Act.RELEASE_CONFIRMED).count() == 1


@pytest.fixture
def ann(plan):
    """An officer with an address, who owes an update."""
    ann, post = make_officer(username="ann", email="ann@example.gov.uk"), make_post()
    make_holding(ann, post)
    make_reported_action(make_priority(plan, lead=post), owner=post, effective_date=date(2019, 11, 1))
    return ann


def test_several_actions_are_changed_once(plan):
    client, post = signed_in(roles.OFFICER), make_post()
    make_holding(User.objects.get(), post)
    for _ in range(3):
        make_reported_action(make_priority(plan, lead=post))
    for what, answers, made in (
        ("due", {"due": "30 June 2020", "due_reason": "The supplier is late.", "due_agreed_by": "Director"}, moved),
        ("owner", {"post": post.pk, "new_post": "", "reason": "The teams merged."}, OwnerChange.objects.count),
    ):
        boxes = [f"P{number}.01:{len(each.updates.all())}" for number, each in enumerate(Action.objects.all(), 1)]
        sent = {"action": boxes, "what": what, "submission": uuid4(), "who": User.objects.get().pk} | answers
        preview = client.post("/my-actions/several/", sent | {"preview": "1"}).content.decode()
        previewed = preview.partition('name="previewed" value="')[2].partition('"')[0]
        saves = sent | {"previewed": previewed, "save": "1"}
        answers_of_ten = at_once(TEN, lambda n, saves=saves: client.post("/my-actions/several/", saves).status_code)
        assert set(answers_of_ten) <= {200, 302}, answers_of_ten
        assert (302 in answers_of_ten, made()) == (True, 3), what


def moved():
    return ProgressUpdate.objects.filter(due_reason="The supplier is late.").count()


def test_a_view_of_one_name_is_saved_once_and_one_is_begun_with(plan):
    ann = make_officer()
    saved = at_once(TEN, lambda n: save_view(ann, "Late here", "actions", "status=late", on=TODAY))
    assert {view.pk for view in saved} == {SavedView.objects.get().pk}
    views = [save_view(ann, f"View {number}", "actions", "", on=TODAY) for number in range(TEN)]
    assert at_once(TEN, lambda n: set_first(views[n], True)) == [None] * TEN
    assert SavedView.objects.filter(is_first=True).count() == 1


def test_a_file_and_a_comment_are_saved_once_and_the_holder_is_written_to_once(action):
    ann, post = make_officer(), make_post("Head of Early Help")
    make_holding(make_officer(email="bob@example.gov.uk"), post)
    update = make_update(action, by=ann, words="We met.")
    values = {"title": "Notes", "shows": "", "by": ann, "on": TODAY}
    files = at_once(TEN, lambda n: add_file(update, b"Notes of the panel.", "notes.txt", **values))
    assert {file.pk for file in files} == {EvidenceFile.objects.get().pk}
    said = {"by": ann, "on": TODAY, "for_members": False, "posts": [post], "submission": UUID(NUMBER)}
    comments = at_once(TEN, lambda n: say(action, "Ask in May.", **said)[0])
    assert {comment.pk for comment in comments} == {Comment.objects.get().pk}
    assert (Mention.objects.count(), Email.objects.count(), queued("send_email")) == (1, 1, 1)


def test_a_person_is_reminded_once_by_the_command(ann):
    assert at_once(TEN, lambda n: call_command("send_reminders")) == [None] * TEN
    assert (Reminder.objects.get().to, Email.objects.count(), queued("send_email")) == (ann, 1, 1)


def test_a_person_is_reminded_once_by_the_page(ann):
    client, address = signed_in(roles.PROGRAMME), f"/chase/remind/?person={ann.pk}"
    seen = client.get(address).content.decode().partition('name="seen" value="')[2].partition('"')[0]
    answers = at_once(TEN, lambda n: client.post(address, {"seen": seen}).status_code)
    assert set(answers) <= {302, 422}, answers
    assert (Reminder.objects.get().to, Email.objects.count(), queued("send_email")) == (ann, 1, 1)
