"""What goes into the audit ledger: roles and rights, changes in admin, spreadsheets, files, papers and positions."""

from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.people import roles
from csc_tracker.people.sight import seeing, seeing_everything
from inspections.loading.review.intake import receive
from priorities.exempt_readers import end_right
from priorities.models import ExemptReader, Priority, made_from
from tests.admin_forms import posted
from tests.making import (
    TODAY,
    let_read_exempt,
    make_exemption,
    make_plan,
    make_priority,
    make_reported_action,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_user():
    return make_user(roles.ADMIN, username="admin", is_staff=True)


@pytest.fixture
def staff(client, admin_user):
    client.force_login(admin_user)
    return client


def last(act):
    return AuditEntry.objects.filter(act=act).first()


def test_roles_are_on_record_before_and_after(staff, admin_user):
    user = make_user(roles.OFFICER, username="ann")
    address = reverse("admin:csc_tracker_user_change", args=[user.pk])
    groups = Group.objects.filter(name__in=[roles.MEMBER, roles.PROGRAMME])
    values = posted(staff.get(address)) | {"groups": [str(group.pk) for group in groups]}
    values |= {"date_joined_0": "", "date_joined_1": ""}
    assert staff.post(address, values).status_code == 302
    user.refresh_from_db()
    assert {group.name for group in user.groups.all()} == {roles.MEMBER, roles.PROGRAMME}
    entry = last(Act.ROLES)
    assert (entry.by, entry.name) == (admin_user, "ann")
    changes = [change for each in AuditEntry.objects.filter(act=Act.ROLES, by=admin_user) for change in each.changes]
    assert {change.field for change in changes} == {"Groups"}
    assert changes[-1].before == "Officer"
    assert changes[0].after == "Committee member, Programme officer"
    assert ("Roles", "Officer", "Committee member, Programme officer") in last(Act.CHANGED).changes


def test_roles_given_from_the_side_of_the_group_are_on_record_too():
    user = make_user(roles.OFFICER)
    Group.objects.get(name=roles.ADMIN).user_set.add(user)
    assert last(Act.ROLES).changes == [("Groups", "Officer", "Admin, Officer")]
    Group.objects.get(name=roles.ADMIN).user_set.clear()
    assert last(Act.ROLES).changes == [("Groups", "Admin, Officer", "Officer")]


def test_a_right_of_an_account_is_on_record():
    user = make_user(username="ann")
    user.is_superuser, user.is_active = True, False
    user.save()
    assert last(Act.ROLES).changes == [("Active", "Yes", "No"), ("Superuser status", "No", "Yes")]


def test_signing_in_is_no_change_of_rights(client):
    client.force_login(make_user())
    client.post(reverse("account_logout"))
    assert AuditEntry.objects.filter(act=Act.ROLES).count() == 1  # the new account


def test_no_password_is_on_record(client):
    user = make_user(username="ann")
    client.force_login(user)
    secret = "a-new-long-secret"
    values = {"oldpassword": "improvement-plan", "password1": secret, "password2": secret}
    assert client.post(reverse("account_change_password"), values).status_code == 302
    user.refresh_from_db()
    assert user.check_password(secret)
    assert last(Act.PASSWORD_CHANGED).name == "ann"
    assert not AuditEntry.objects.filter(details__contains=secret).exists()


def test_a_right_to_read_exempt_papers_is_on_record(admin_user):
    plan, user = make_plan(title="Testham plan"), make_user(username="ann")
    let_read_exempt(user, plan)
    assert (last(Act.RIGHT_GIVEN).name, last(Act.RIGHT_GIVEN).words) == ("ann", "Testham plan: The test says so.")
    end_right(ExemptReader.objects.get(), by=admin_user, on=TODAY)
    assert (last(Act.RIGHT_ENDED).by, last(Act.RIGHT_ENDED).words) == (admin_user, "Testham plan")


def test_a_change_in_admin_is_on_record_field_by_field(staff, admin_user):
    priority = make_priority(words="The first words.")
    address = reverse("admin:priorities_priority_change", args=[priority.pk])
    values = posted(staff.get(address)) | {"words": "The second words."}
    assert staff.post(address, values).status_code == 302
    entry = last(Act.CHANGED)
    assert entry.by == admin_user
    assert entry.about_key == str(priority.pk)
    assert [change[1:] for change in entry.changes] == [("The first words.", "The second words.")]
    history = staff.get(reverse("admin:priorities_priority_history", args=[priority.pk]), follow=True)
    assert str(priority) in history.content.decode()
    page = staff.get(reverse("admin:csc_tracker_auditentry_change", args=[entry.seal])).content.decode()
    assert "The first words." in page
    assert "The second words." in page
    assert reverse("admin:csc_tracker_auditentry_history", args=[entry.pk]) not in page


def test_a_row_of_another_record_on_the_page_is_on_record(staff):
    post_address = reverse("admin:priorities_post_add")
    values = posted(staff.get(post_address)) | {"title": "Director", "council": "Testham"}
    values |= {"holdings-TOTAL_FORMS": "1", "holdings-0-name": "A. Person", "holdings-0-first_day": "2020-01-01"}
    assert staff.post(post_address, values).status_code == 302
    post, holding = AuditEntry.objects.filter(act=Act.ADDED).order_by("about_kind")
    assert ("Title", "", "Director") in post.changes
    assert (holding.about_kind, holding.changes[0]) == ("priorities.postholding", ("Name", "", "A. Person"))


def test_a_save_that_changes_nothing_is_no_act(staff):
    priority = make_priority()
    address = reverse("admin:priorities_priority_change", args=[priority.pk])
    assert staff.post(address, posted(staff.get(address))).status_code == 302
    assert last(Act.CHANGED) is None


def test_rows_of_a_spreadsheet_are_on_record(staff, admin_user):
    make_priority(make_plan(slug="the-plan"), number=1)
    file = BytesIO(b"plan,priority,number,words,column,stage\nthe-plan,1,91,Do this too.,planned,planned\n")
    file.name = "actions.csv"
    preview = staff.post(
        reverse("admin:actions_action_import"), {"import_file": file, "format": "1", "published": "on"}
    )
    assert last(Act.ADDED) is None
    staff.post(reverse("admin:actions_action_process_import"), dict(preview.context["confirm_form"].initial))
    entry = last(Act.ADDED)
    assert (entry.by, entry.words) == (admin_user, "From a spreadsheet")
    assert ("Words", "", "Do this too.") in entry.changes


def test_a_file_that_is_sent_is_on_record(client):
    user, priority = make_user(roles.MEMBER), make_priority()
    client.force_login(user)
    address = f"/actions/?export=xlsx&plan={priority.plan.slug}"
    assert client.get(address).status_code == 200
    entry = last(Act.FILE)
    assert (entry.by, entry.words) == (user, address)
    assert entry.name.endswith(".xlsx")
    count = AuditEntry.objects.count()
    client.head(address)
    client.get(f"/actions/?plan={priority.plan.slug}")
    assert AuditEntry.objects.count() == count


def test_a_paper_that_is_loaded_is_on_record(admin_user):
    plan = make_plan()
    receive(b"Open words.", "open.txt", by=admin_user, on=TODAY, plan=plan, is_open=True)
    assert (last(Act.LOADED).by, last(Act.LOADED).name) == (admin_user, "open.txt")
    receive(b"Exempt words.", "exempt.txt", by=admin_user, on=TODAY, plan=plan)
    assert last(Act.LOADED).name == "open.txt"  # the other is for those who may read it


def test_who_may_read_the_ledger(client, staff):
    listed = reverse("admin:csc_tracker_auditentry_changelist")
    assert staff.get(listed).status_code == 200
    assert staff.get(listed, {"act__exact": Act.ROLES, "q": "admin"}).status_code == 200
    assert staff.get(listed, {"who": "none"}).status_code == 200
    client.force_login(make_user(roles.PROGRAMME, is_staff=True))
    assert client.get(listed).status_code == 403
    assert client.get(reverse("admin:priorities_priority_history", args=[1])).status_code == 403
    assert Priority.objects.count() == 0


def test_reading_exempt_matter_is_on_record_for_those_who_may_read_it(client):
    plan = make_plan()
    reader = let_read_exempt(make_user(roles.OFFICER), plan)
    with seeing_everything(), made_from(make_exemption(plan)):
        make_reported_action(make_priority(plan))
    address = "/actions/"
    client.force_login(reader)
    client.head(address, {"plan": plan.slug})
    client.get(address, {"plan": plan.slug})
    client.get(address, {"plan": plan.slug, "export": "csv"})
    assert last(Act.READ) is None
    assert last(Act.FILE) is None
    with seeing([plan.pk]):
        [read] = AuditEntry.objects.filter(act=Act.READ)
        assert (read.by, read.words, read.exempt_plan) == (reader, f"/actions/?plan={plan.slug}", plan.pk)
        assert last(Act.FILE).exempt_plan == plan.pk
    client.force_login(make_user(roles.OFFICER))
    client.get(address, {"plan": plan.slug})
    with seeing([plan.pk]):
        assert AuditEntry.objects.filter(act=Act.READ).count() == 1
