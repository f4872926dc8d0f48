"""Django admin as an admin meets it: staff in the group Admin, no superuser."""

import re
from datetime import date

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import (
    Action,
    ActionPeriod,
    ActionPosition,
    Comment,
    EvidenceFile,
    Follow,
    FrozenPosition,
    Mention,
    OwnerChange,
    PriorityImpact,
    ProgressUpdate,
    RecalledPosition,
    SavedView,
    SearchChange,
    SearchEntry,
    SearchWord,
)
from csc_tracker.models import AuditEntry, Count, Digest, Draft, Email, Session, SheetColumns
from csc_tracker.people import roles
from csc_tracker.people.sight import seeing_everything
from inspections.loading.review.accepting import accept
from inspections.loading.review.deciding import decide
from inspections.models import (
    Acceptance,
    BackgroundJob,
    CalendarFeed,
    Closure,
    Erasure,
    Finding,
    FindingAction,
    FrozenFile,
    FrozenRecord,
    LinkChange,
    MeetingPosition,
    MemberQuestion,
    NoAnswer,
    PaperFile,
    Passage,
    Proposal,
    ProposalDecision,
    Reminder,
    ReminderAction,
    Verdict,
    WordsChange,
    WorkerSeen,
)
from inspections.scrutiny.papers.erasing import erase, propose_erasure
from priorities.exempt_readers import give_right
from priorities.models import Commentary, Exemption, ExemptReader, LeadChange, Priority, Release
from tests.admin_forms import posted
from tests.making import (
    TODAY,
    last_position,
    make_commentary,
    make_frozen_position,
    make_holding,
    make_period,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_user,
    make_value,
)
from tests.making_loading import make_loading, read_report
from tests.making_scrutiny import (
    MOMENT,
    link,
    make_answer,
    make_citation,
    make_closure,
    make_committee,
    make_feed,
    make_finding,
    make_framework,
    make_grade,
    make_inspection,
    make_item,
    make_judgement,
    make_line,
    make_link_change,
    make_meeting,
    make_passage,
    make_report,
    make_resolution,
    make_seat,
    make_term,
    make_verdict,
)

pytestmark = pytest.mark.django_db

READ_ONLY = {Email, 
    ProgressUpdate, OwnerChange, LeadChange, Commentary, PriorityImpact, FrozenPosition, Verdict, Closure, LinkChange,
    CalendarFeed, Acceptance, ProposalDecision, WordsChange, RecalledPosition, Passage, AuditEntry,
}  # fmt: skip
# What the database or the service keeps, and no admin needs to see as rows.
KEPT = {Comment, EvidenceFile, Follow, Mention, SavedView, SearchChange, SearchEntry, SearchWord, ActionPosition, FrozenRecord, FrozenFile, BackgroundJob, MeetingPosition, MemberQuestion, NoAnswer, PaperFile, Proposal, Reminder, ReminderAction, Session, SheetColumns, Count, Digest, Draft, Erasure, WorkerSeen}  # fmt: skip
OURS = {model for app in ("csc_tracker", "priorities", "actions", "inspections") for model in apps.get_app_config(app).get_models()}  # fmt: skip
REGISTERED = sorted(OURS & set(admin.site._registry), key=lambda model: model._meta.label)


@pytest.fixture
def admin_user(db):
    return make_user(roles.ADMIN, is_staff=True)


@pytest.fixture
def staff(client, admin_user):
    client.force_login(admin_user)
    return client


def make_a_row_of_every_model(by):
    """One of each registered model, tied together as a paper would tie them."""
    plan = make_plan()
    post = make_post()
    priority = make_priority(plan, lead=post)
    holder = make_user(roles.OFFICER)
    make_holding(holder, post)
    action = make_reported_action(priority, owner=post)
    period = make_period(action)
    OwnerChange.objects.create(action=action, to_post=post, reason="Named.", by=by, on=TODAY)
    LeadChange.objects.create(priority=priority, to_post=post, reason="Named.", by=by, on=TODAY)
    framework = make_framework()
    inspection = make_inspection(framework=framework)
    line = make_line(framework)
    make_judgement(inspection, line, grade=make_grade(framework))
    finding = make_finding(inspection, line=line)
    link(finding, action)
    link(finding, priority)
    item = make_item(make_meeting(date(2019, 10, 16), make_committee(plan), considered=plan))
    matter = make_resolution(item, plan=plan, action=action)
    answer = make_answer(matter, TODAY)
    make_verdict(answer, by=holder)
    make_closure(matter, item.meeting, by=holder)
    make_seat(item.meeting.committee, holder)
    make_link_change(finding, action=action, by=holder)
    loading = make_loading(plan, [read_report()])
    decide(loading.proposals.all(), "accepted", by=by)
    acceptance = accept(loading, by=by, on=TODAY)
    WordsChange.objects.create(action=action, acceptance=acceptance, before="Old.", after="New.", on=TODAY)
    make_feed(holder)
    Email.objects.create(letter="link", person=holder, to="holder@example.gov.uk")
    make_commentary(plan, priority, by=holder)
    make_value()
    make_frozen_position(plan, by=holder)
    recalled = make_frozen_position(plan, by=holder, meeting="recalled")
    RecalledPosition.objects.create(position=recalled, by=by, on=TODAY, because="Exempt again.")
    exemption = Exemption.objects.create(plan=plan, reason="Says so.", by=by, on=TODAY)
    Release.objects.create(exemption=exemption, authority="Minute 2", reason="Over.", proposed_by=by, proposed_on=TODAY)
    if not ExemptReader.objects.filter(user=by, plan=plan).exists():
        give_right(by, plan, by=holder, on=TODAY, reason="Clerk.")
    erasure = propose_erasure(make_report(), by=by, on=TODAY, reason="It names a child.")
    erase(erasure, by=make_user(roles.ADMIN), on=TODAY)
    PriorityImpact.objects.create(
        priority=priority, impact="some", words="Fewer moves.", by=holder, on=TODAY, recorded_at=MOMENT
    )
    paper = make_report(item, dated=TODAY)
    make_term()
    for record in ({"period": period}, {"finding": finding}, {"action": action}):
        make_citation(make_passage(paper), **record)


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def key_of(record):
    """What names a record in Django admin’s addresses."""
    return record.seal if isinstance(record, AuditEntry) else record.pk


def queries(client, path):
    client.get(path)  # what a first request of a process looks up once
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len([query for query in caught if not _ON_RECORD.search(query["sql"])])


# What puts a reading of exempt matter on record, once for each plan whose it is.
_ON_RECORD = re.compile("auditentry|SAVEPOINT|advisory|BEGIN|COMMIT")


def test_the_index_is_named_for_the_service(staff):
    html = staff.get("/admin/").content.decode()
    assert "<title>Admin | CSC Tracker</title>" in html
    assert "None" not in html.partition('id="content-main"')[2].partition("</main>")[0].partition("recent")[0]


def test_the_menu_changes_at_once_with_what_a_person_may_do(staff, admin_user):
    offered = re.compile('<th scope="row" id="(\\w+)-action">')
    assert offered.findall(staff.get("/admin/").content.decode()) == ["actions"]
    may = Permission.objects.filter(content_type__app_label="actions", content_type__model="action")
    Group.objects.get(name=roles.ADMIN).permissions.remove(*may)
    assert offered.findall(staff.get("/admin/").content.decode()) == []
    admin_user.is_superuser = True
    admin_user.save()
    assert offered.findall(staff.get("/admin/").content.decode()) == ["actions"]


def test_the_menu_marks_where_one_is(staff):
    marked = re.compile('<a href="([^"]+)" aria-current="page">')
    for path in ("/admin/actions/action/", "/admin/inspections/finding/", "/admin/actions/action/add/"):
        html = staff.get(path).content.decode()
        assert [where for where in marked.findall(html) if not path.startswith(where)] == []
        assert (len(marked.findall(html)), html.count("current-model"), html.count("current-app")) == (1, 1, 1)
    assert marked.findall(staff.get("/admin/").content.decode()) == []


def test_every_model_is_registered_but_what_the_service_keeps():
    assert OURS - set(REGISTERED) == KEPT


def test_an_admin_opens_every_list_searches_it_and_opens_every_form(staff, admin_user):
    make_a_row_of_every_model(admin_user)
    for model in REGISTERED:
        with seeing_everything():
            row = model._default_manager.order_by("-pk").first()
        answers = {
            path: staff.get(path).status_code
            for path in (
                address(model, "changelist"),
                address(model, "changelist") + "?q=plan+1",
                address(model, "change", key_of(row)),
                address(model, "add"),
            )
        }
        expected = [200, 200, 200, 403 if model in READ_ONLY else 200]
        assert list(answers.values()) == expected, answers


def test_every_list_costs_the_same_with_one_row_and_with_three(staff, admin_user):
    paths = [address(model, "changelist") for model in REGISTERED]
    with_one = costs(staff, admin_user, paths, rows=1)
    assert costs(staff, admin_user, paths, rows=2) == with_one
    assert max(with_one.values()) <= 14


def costs(client, by, paths, rows):
    """How many queries each of the paths takes, with so many more rows of every model."""
    for _ in range(rows):
        make_a_row_of_every_model(by)
    return {path: queries(client, path) for path in paths}


# The forms' lookups: each looked-up model once, with a form and a field that looks it up.
LOOKUPS = {
    source._meta.get_field(name).related_model: (source, name)
    for source, registered in admin.site._registry.items()
    if source in OURS
    for name in registered.autocomplete_fields
}


def test_every_lookup_costs_the_same_with_one_row_and_with_three(staff, admin_user):
    """Forms look records up by name; naming a record must not ask the database again."""
    paths = [
        f"/admin/autocomplete/?app_label={source._meta.app_label}&model_name={source._meta.model_name}&field_name={name}"
        for source, name in LOOKUPS.values()
    ]
    with_one = costs(staff, admin_user, paths, rows=1)
    assert costs(staff, admin_user, paths, rows=2) == with_one


@pytest.mark.parametrize("superuser", [False, True], ids=["an admin", "a superuser"])
def test_nothing_is_deleted_in_admin(client, superuser):
    admin_user = make_user(roles.ADMIN, is_staff=True, is_superuser=superuser)
    make_a_row_of_every_model(admin_user)
    client.force_login(admin_user)
    for model in REGISTERED:
        with seeing_everything():
            row = model._default_manager.order_by("-pk").first()
        page = client.get(address(model, "delete", row.pk), follow=False)
        assert page.status_code == 403, model
        assert not [
            inline
            for inline in admin.site._registry[model].get_inline_instances(page.wsgi_request)
            if inline.has_delete_permission(page.wsgi_request)
        ]


@pytest.mark.parametrize("role", [roles.MEMBER, roles.OFFICER, roles.PROGRAMME])
def test_nobody_else_reaches_admin(client, role):
    client.force_login(make_user(role))
    lists = [address(model, "changelist") for model in REGISTERED]
    assert {path: client.get(path).status_code for path in lists} == dict.fromkeys(lists, 302)


def test_a_progress_update_cannot_be_added_changed_or_deleted(staff, admin_user):
    make_a_row_of_every_model(admin_user)
    update = ProgressUpdate.objects.get()
    before = ProgressUpdate.objects.values().get()
    path = address(ProgressUpdate, "change", update.pk)
    assert staff.post(address(ProgressUpdate, "add"), {"words": "New."}).status_code == 403
    assert staff.post(path, {"words": "Changed."}).status_code == 403
    assert staff.post(address(ProgressUpdate, "delete", update.pk), {"post": "yes"}).status_code == 403
    staff.post(
        address(ProgressUpdate, "changelist"),
        {"action": "delete_selected", "_selected_action": update.pk, "post": "yes"},
    )
    assert ProgressUpdate.objects.values().get() == before


@pytest.mark.parametrize("model", [OwnerChange, LeadChange], ids=lambda model: model._meta.label)
def test_a_change_of_owner_or_lead_cannot_be_changed_or_deleted(staff, admin_user, model):
    make_a_row_of_every_model(admin_user)
    row = model.objects.get()
    assert staff.post(address(model, "change", key_of(row)), {"reason": "Other."}).status_code == 403
    assert staff.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model.objects.get().reason == "Named."


def test_what_updates_and_named_functions_decide_is_read_only_in_an_action(staff, admin_user):
    make_a_row_of_every_model(admin_user)
    action = ProgressUpdate.objects.get().action
    path = address(type(action), "change", action.pk)
    page = staff.get(path)
    assert set(page.context["adminform"].form.fields) == {"column_heading", "paper_reference"}
    assert "31 March 2020" in page.content.decode()
    words = action.words
    values = posted(page) | {"words": "New words.", "owner": make_post().pk, "stage": "complete", "due": "2022-01-01"}
    assert staff.post(path, values).status_code == 302
    action.refresh_from_db()
    before = (words, action.owner_changes.get().to_post_id, "planned")
    assert (action.words, action.owner_id, last_position(action).stage) == before
    assert ProgressUpdate.objects.count() == 1


def offered(client):
    """What the first page of admin offers: {task: {words of a link: address}}."""
    return {task.name: dict(task.links) for task in client.get("/admin/").context["tasks"]}


def test_admin_opens_on_its_tasks_and_each_of_them_leads_somewhere(staff, admin_user):
    make_a_row_of_every_model(admin_user)
    tasks = offered(staff)
    assert list(tasks) == [
        "Load a paper", "People", "Posts", "Correct a mistake", "Import a spreadsheet", "Close what was decided",
        "Exempt papers", "Who did what",
    ]  # fmt: skip
    for links in tasks.values():
        for words, address in links.items():
            answer = staff.get(address)
            assert answer.status_code == 200, address
            if number := re.match(r"(\d+) ", words):
                assert answer.context["cl"].result_count == int(number[1]), words


def test_a_mistake_is_found_by_the_reference_of_its_action(staff, admin_user):
    make_a_row_of_every_model(admin_user)
    [task] = [task for task in staff.get("/admin/").context["tasks"] if task.finds]
    action = Action.objects.first()
    assert list(staff.get(task.finds, {"q": action.reference.lower()}).context["cl"].queryset) == [action]


def test_what_waits_is_counted_and_leads_to_exactly_that(staff, admin_user):
    plan, post = make_plan(), make_post()
    make_holding(make_user(roles.OFFICER), post, last_day=date(2019, 12, 31))
    loading = make_loading(plan, [read_report()])
    make_loading(plan, [])  # with nothing to check
    tasks = offered(staff)
    assert "1 paper waits for you to check" in tasks["Load a paper"]
    shown = staff.get(tasks["Load a paper"]["1 paper waits for you to check"]).context["cl"]
    assert list(shown.queryset) == [loading]
    assert "1 post is held by nobody" in tasks["Posts"]
    assert list(staff.get(tasks["Posts"]["1 post is held by nobody"]).context["cl"].queryset) == [post]


def test_a_task_that_somebody_may_not_do_is_not_offered(client):
    person = make_user(is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="view_auditentry"))
    client.force_login(person)
    assert offered(client) == {"Who did what": {"The audit ledger": "/admin/csc_tracker/auditentry/"}}


def test_the_lead_of_a_priority_is_read_only(staff, admin_user):
    make_a_row_of_every_model(admin_user)
    priority = LeadChange.objects.get().priority
    page = staff.get(address(type(priority), "change", priority.pk))
    assert "lead" not in page.context["adminform"].form.fields


def test_the_number_of_a_priority_stays_so_that_a_reference_leads_to_its_action(staff, admin_user):
    make_a_row_of_every_model(admin_user)
    action = Action.objects.first()
    page_of_action = f"/actions/{action.reference}/?plan={action.priority.plan.slug}"
    path = address(Priority, "change", action.priority_id)
    values = posted(staff.get(path)) | {"number": 77, "plan": make_plan().pk, "short_name": "Renamed"}
    assert staff.post(path, values).status_code == 302
    action.priority.refresh_from_db()
    assert action.priority.short_name == "Renamed"
    assert staff.get(page_of_action).context["action"] == action


def test_a_period_that_ends_before_it_starts_is_refused_with_a_sentence(staff, admin_user):
    make_a_row_of_every_model(admin_user)
    period = ActionPeriod.objects.get()
    path = address(ActionPeriod, "change", period.pk)
    values = posted(staff.get(path)) | {"first_day": "2020-03-01", "last_day": "2020-02-01"}
    answer = staff.post(path, values)
    assert "The last day is before the first day. Correct one of the two." in answer.content.decode()
    period.refresh_from_db()
    assert period.first_day is None


def test_a_link_to_an_action_is_added_on_its_finding(staff, admin_user):
    make_a_row_of_every_model(admin_user)
    finding = Finding.objects.get()
    FindingAction.objects.all().delete()
    action = ProgressUpdate.objects.get().action
    path = address(Finding, "change", finding.pk)
    row = {"action": action.pk, "basis": "matched", "reason": "Both name it.", "confirmed_by": "", "confirmed_on": ""}
    values = posted(staff.get(path)) | {f"action_links-0-{name}": value for name, value in row.items()}
    values |= {"action_links-TOTAL_FORMS": 1, "action_links-0-id": "", "action_links-0-finding": finding.pk}
    assert staff.post(path, values).status_code == 302
    assert list(finding.actions.all()) == [action]


def test_an_admin_gives_roles_and_does_not_make_superusers(staff, admin_user):
    person, group = make_user(username="councillor"), admin_user.groups.get()
    path = address(type(person), "change", person.pk)
    page = staff.get(path)
    assert "is_superuser" not in page.context["adminform"].form.fields
    said = {"groups": [group.pk], "is_superuser": "on", "first_name": "Ann", "email": "a@example.org"}
    staff.post(path, posted(page) | said)
    person.refresh_from_db()
    assert (list(person.groups.all()), person.is_superuser, person.email) == ([group], False, "a@example.org")


def test_admin_runs_under_the_strict_policy(staff, admin_user):
    make_a_row_of_every_model(admin_user)
    answer = staff.get(address(Finding, "change", Finding.objects.get().pk))
    assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
    html = answer.content.decode()
    assert "<style" not in html
    assert " style=" not in html
    assert all("src=" in tag or 'type="application/json"' in tag or "data-" in tag for tag in html.split("<script")[1:])


@pytest.mark.parametrize("words", ["P1.01", "p1.1"])
def test_actions_and_updates_are_found_by_reference(staff, words):
    priority = make_priority(make_plan())
    action = make_reported_action(priority)
    make_reported_action(priority)
    for model in (type(action), ProgressUpdate):
        page = staff.get(address(model, "changelist"), {"q": words})
        assert page.context["cl"].result_count == 1


def test_only_a_superuser_touches_a_superuser(staff):
    user = make_user(is_superuser=True)
    for action in ("change", "delete"):
        response = staff.post(address(type(user), action, user.pk), {"post": "yes", "username": "taken-over"})
        assert response.status_code == 403
    user.refresh_from_db()
    assert user.is_superuser


def test_an_action_entered_in_admin_is_planned_and_due_by_its_own_words(staff):
    priority = make_priority(make_plan())
    path = address(ProgressUpdate._meta.get_field("action").related_model, "add")
    page = staff.get(path)
    row = {"role": "finish", "words": "by March 2020", "first_day": "", "last_day": "", "note": ""}
    values = posted(page) | {"priority": priority.pk, "number": 1, "words": "Do it.", "column": "planned"}
    values |= {f"periods-0-{name}": value for name, value in row.items()} | {"periods-TOTAL_FORMS": 1}
    assert staff.post(path, values).status_code == 302
    update = ProgressUpdate.objects.get()
    assert (update.stage, update.due_basis, update.due_last_day) == ("planned", "own", date(2020, 3, 31))
    assert ActionPeriod.objects.get().last_day == date(2020, 3, 31)


def test_two_starts_of_one_action_are_refused_with_a_sentence(staff):
    priority = make_priority(make_plan())
    path = address(ProgressUpdate._meta.get_field("action").related_model, "add")
    values = posted(staff.get(path))
    values |= {"priority": priority.pk, "number": 1, "words": "Do it.", "column": "planned", "periods-TOTAL_FORMS": 2}
    for number in range(2):
        values |= {f"periods-{number}-role": "start", f"periods-{number}-words": f"January {2020 + number}"}
    refused = staff.post(path, values)
    assert "The action has two start dates." in refused.content.decode()
    assert not priority.actions.exists()


def test_an_admin_revokes_a_calendar_feed_and_changes_nothing_else_of_it(staff, admin_user):
    make_a_row_of_every_model(admin_user)
    feed, other = CalendarFeed.objects.get(), make_feed(make_user())
    path = address(CalendarFeed, "changelist")
    staff.post(path, {"action": "revoke_feeds", "_selected_action": feed.pk})
    feed.refresh_from_db()
    other.refresh_from_db()
    revoked = feed.revoked_at
    assert revoked is not None
    assert other.revoked_at is None
    staff.post(path, {"action": "revoke_feeds", "_selected_action": feed.pk})
    staff.post(path, {"action": "delete_selected", "_selected_action": feed.pk, "post": "yes"})
    assert CalendarFeed.objects.get(pk=feed.pk).revoked_at == revoked
    assert staff.post(address(CalendarFeed, "change", feed.pk), {"revoked_at": ""}).status_code == 403
