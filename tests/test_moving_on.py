"""People come and go: names and titles of the day, posts that nobody holds, leavers, and who may do what."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.models import Session, User
from csc_tracker.people import roles
from csc_tracker.people.leaving import leave
from csc_tracker.people.roles import GROUPS, IN_WORDS
from priorities.models import PostHolding
from tests.admin_forms import posted
from tests.making import (
    TODAY,
    make_commentary,
    make_holding,
    make_plan,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db
BEFORE = TODAY - timedelta(days=1)


def words(answer):
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def ann():
    return make_user(roles.OFFICER, username="ann", first_name="Ann", last_name="Lee")


@pytest.fixture
def reader(client):
    client.force_login(make_user(roles.OFFICER, username="reader", first_name="Sam", last_name="Reed"))
    return client


def rename(person, post):
    person.last_name = "Smith"
    person.save()
    post.title = "Head of Families First"
    post.save()


def test_what_was_said_keeps_the_name_and_the_title_of_its_day(reader, ann):
    post, plan = make_post("Head of Early Help"), make_plan()
    priority = make_priority(plan)
    action = make_reported_action(priority, effective_date=BEFORE - timedelta(days=3))
    make_update(action, rating="at_risk", words="The van is late.", by=ann, post=post, effective_date=BEFORE)
    make_commentary(plan, priority, by=ann, post=post, on=BEFORE)
    rename(ann, post)
    make_update(action, rating="on_track", words="It came.", by=ann, post=post, effective_date=TODAY)
    page = words(reader.get(reverse("action", args=[action.reference])))
    assert "Ann Lee, Head of Early Help" in page
    assert "Ann Smith, Head of Families First" in page
    assert "Ann Lee, Head of Early Help, 13 January 2020" in words(reader.get(reverse("priority", args=[1])))


def test_two_changes_of_a_name_are_told_apart(ann):
    User.objects.update(earlier_names="2019-05-01 Ann Hall\n")
    rename(ann, make_post())
    days = (date(2019, 4, 30), date(2019, 5, 1), BEFORE, TODAY)
    assert [ann.named_on(day) for day in days] == ["Ann Hall", "Ann Lee", "Ann Lee", "Ann Smith"]


def test_a_post_says_who_holds_it_who_stands_in_and_that_nobody_does(ann):
    post = make_post("Head of Early Help")
    assert (post.holders_on(TODAY), post.empty_words(TODAY)) == ("", "")
    make_holding(ann, post, first_day=date(2019, 1, 1), last_day=date(2019, 6, 30))
    make_holding(make_user(first_name="Bo", last_name="Ray"), post, first_day=date(2019, 8, 1), acting=True)
    post.refresh_from_db()
    days = (date(2018, 12, 31), date(2019, 6, 30), date(2019, 7, 1), date(2019, 8, 1))
    assert [post.holders_on(day) for day in days] == ["", "Ann Lee", "", "Bo Ray, acting"]
    nobody = "nobody holds this post"
    assert [post.empty_words(day) for day in days] == [nobody, "", nobody, ""]


def test_a_closed_account_and_an_empty_post_show_where_the_post_does(reader, ann):
    held, empty = make_post("Head of Early Help"), make_post("Programme Manager")
    make_holding(ann, held)
    make_holding(None, empty, name="C. Old", last_day=BEFORE)
    priority = make_priority(lead=empty)
    action = make_reported_action(priority, owner=held)
    ann.is_active = False
    ann.save()
    closed, nobody = "Its holder’s account is closed.", "Nobody holds this post."
    assert nobody in words(reader.get("/"))
    in_list = words(reader.get(reverse("actions")))
    assert closed in in_list
    page = words(reader.get(reverse("action", args=[action.reference])))
    assert closed in page
    assert nobody in page
    assert nobody in words(reader.get(reverse("priority", args=[1])))
    reader.force_login(make_user(roles.ADMIN, is_staff=True))
    assert "Ann Lee; its holder’s account is closed" in words(reader.get("/admin/priorities/post/"))
    only = words(reader.get("/admin/priorities/post/?held=nobody"))
    assert "2 posts" in only


def test_a_post_of_which_no_holder_was_ever_recorded_raises_no_alarm(reader):
    make_reported_action(make_priority(lead=make_post()), owner=make_post())
    page = words(reader.get("/")) + words(reader.get(reverse("actions")))
    assert "holds this post" not in page
    assert "account is closed" not in page


# --- A leaver


@pytest.fixture
def staff(client):
    client.force_login(make_user(roles.ADMIN, is_staff=True))
    return client


def form_of(staff, person):
    """What the form on the page of a leaver has of its own."""
    page = staff.get(reverse("admin:csc_tracker_user_leave", args=[person.pk]))
    return {"shown": page.context["form"].shown}


def go(staff, person, **answers):
    path = reverse("admin:csc_tracker_user_leave", args=[person.pk])
    return staff.post(path, {"last_day": TODAY.isoformat()} | form_of(staff, person) | answers)


def test_a_leaver_with_forty_actions_hands_them_over_in_one_step(staff, ann):
    first, second = make_post("Head of Early Help"), make_post("Programme Manager")
    plan = make_plan()
    for number in (1, 2):
        priority = make_priority(plan, number=number, lead=first)
        for _ in range(20):
            make_reported_action(priority, owner=(first, second)[number - 1])
    make_holding(ann, first, first_day=date(2019, 1, 1))
    make_holding(ann, second)
    successor = make_user(roles.OFFICER, first_name="Bo", last_name="Ray")
    session = staff.__class__()
    session.force_login(ann)
    path = reverse("admin:csc_tracker_user_leave", args=[ann.pk])
    page = words(staff.get(path))
    assert page.count("Owns 20 actions still to be done") == 2
    assert "Leads 2 priorities" in page
    answers = {f"next_{first.pk}": successor.pk, f"acting_{first.pk}": "on"}
    assert go(staff, ann, **answers).status_code == 302
    ann.refresh_from_db()
    assert not ann.is_active
    assert not Session.objects.filter(user=ann).exists()
    first.refresh_from_db()
    second.refresh_from_db()
    tomorrow = TODAY + timedelta(days=1)
    assert (first.holders_on(TODAY), first.holders_on(tomorrow)) == ("Ann Lee", "Bo Ray, acting")
    assert second.empty_words(tomorrow) == "nobody holds this post"
    assert AuditEntry.objects.filter(act=Act.CHANGED, about_kind="priorities.postholding").count() == 2


def test_a_second_press_says_that_they_have_left_and_does_nothing(staff, ann):
    first = make_post()
    make_holding(ann, first)
    one, other = make_user(roles.OFFICER), make_user(roles.OFFICER)
    shown = form_of(staff, ann)
    go(staff, ann, **shown, **{f"next_{first.pk}": one.pk})
    path = reverse("admin:csc_tracker_user_leave", args=[ann.pk])
    again = staff.post(path, {"last_day": TODAY.isoformat(), f"next_{first.pk}": other.pk} | shown, follow=True)
    assert "Ann Lee has left already. Their account is closed." in words(again)
    assert list(PostHolding.objects.values_list("user", flat=True)) == [ann.pk, one.pk]
    leave(ann, TODAY, {first: (other, False)})  # both at once
    assert list(PostHolding.objects.values_list("user", flat=True)) == [ann.pk, one.pk]


def test_an_account_that_was_closed_by_its_tick_can_still_be_handed_over(staff, ann):
    post = make_post("Head of Early Help")
    make_holding(ann, post)
    path = reverse("admin:csc_tracker_user_change", args=[ann.pk])
    values = posted(staff.get(path))
    values.pop("is_active")
    page = words(staff.post(path, values, follow=True))
    assert "Ann Lee still holds Head of Early Help. “They leave” on their page hands over what these own." in page
    assert "They leave" in words(staff.get(path))
    successor = make_user(roles.OFFICER)
    assert go(staff, ann, **{f"next_{post.pk}": successor.pk}).status_code == 302
    assert list(PostHolding.objects.values_list("user", "last_day")) == [(ann.pk, TODAY), (successor.pk, None)]
    assert "They leave" not in words(staff.get(path))


def test_a_post_that_somebody_gave_them_meanwhile_is_shown_before_it_is_handed_over(staff, ann):
    first, later = make_post("Head of Early Help"), make_post("Programme Manager")
    make_holding(ann, first)
    successor = make_user(roles.OFFICER, first_name="Bo", last_name="Ray")
    shown = form_of(staff, ann)
    make_holding(ann, later)
    answers = {f"next_{first.pk}": successor.pk}
    page = go(staff, ann, **shown, **answers)
    assert "The posts that they hold have changed since you opened this page." in words(page)
    assert "Who is Programme Manager then?" in words(page)
    assert f'<option value="{successor.pk}" selected>' in page.content.decode()
    ann.refresh_from_db()
    assert (ann.is_active, PostHolding.objects.exclude(last_day=None).count()) == (True, 0)
    assert go(staff, ann, **answers, **{f"next_{later.pk}": successor.pk}).status_code == 302
    assert PostHolding.objects.filter(user=successor).count() == 2


@pytest.mark.parametrize("last_day", ["", "tomorrow", (TODAY + timedelta(days=1)).isoformat()])
def test_a_day_that_is_none_or_still_to_come_changes_nothing(staff, ann, last_day):
    make_holding(ann, make_post())
    assert go(staff, ann, last_day=last_day).status_code == 200
    ann.refresh_from_db()
    assert ann.is_active
    assert PostHolding.objects.get().last_day is None


TOMORROW, SPRING = TODAY + timedelta(days=1), date(2020, 3, 1)


@pytest.mark.parametrize("successor", [True, False])
def test_who_leaves_before_they_take_a_post_up_never_held_it(staff, ann, successor):
    post = make_post("Head of Early Help")
    make_holding(ann, post, first_day=SPRING)
    answers = {}
    if successor:
        answers = {f"next_{post.pk}": make_user(roles.OFFICER, first_name="Bo", last_name="Ray").pk}
    assert go(staff, ann, **answers).status_code == 302
    post.refresh_from_db()
    days = (TODAY, TOMORROW, SPRING - timedelta(days=1), SPRING)
    assert [post.holders_on(day) for day in days] == ["", "", "", "Bo Ray" if successor else ""]
    assert not PostHolding.objects.filter(user=ann).exists()
    assert PostHolding._base_manager.get(user=ann).withdrawn_on == TODAY


def test_a_last_day_before_they_held_the_post_is_refused_and_changes_nothing(staff, ann):
    post = make_post("Head of Early Help")
    make_holding(ann, post, first_day=date(2020, 1, 10))
    answer = go(staff, ann, last_day="2020-01-09")
    assert "They became Head of Early Help on 10 January 2020. Give that day or a later one." in words(answer)
    ann.refresh_from_db()
    assert ann.is_active
    assert (str(PostHolding.objects.get().first_day), PostHolding.objects.get().last_day) == ("2020-01-10", None)
    assert go(staff, ann, last_day="2020-01-10").status_code == 302
    assert str(PostHolding.objects.get().last_day) == "2020-01-10"


def test_a_successor_who_holds_the_post_already_gets_no_second_holding(staff, ann):
    post, successor = make_post("Head of Early Help"), make_user(first_name="Bo", last_name="Ray")
    make_holding(ann, post)
    make_holding(successor, post, first_day=date(2019, 1, 1))
    assert go(staff, ann, **{f"next_{post.pk}": successor.pk}).status_code == 302
    assert PostHolding.objects.filter(user=successor).count() == 1
    post.refresh_from_db()
    assert post.holders_on(TOMORROW) == "Bo Ray"


def test_a_successor_who_holds_the_post_from_later_holds_it_until_then_too(staff, ann):
    post, successor = make_post("Head of Early Help"), make_user(first_name="Bo", last_name="Ray")
    make_holding(ann, post)
    make_holding(successor, post, first_day=SPRING)
    assert go(staff, ann, **{f"next_{post.pk}": successor.pk, f"acting_{post.pk}": "on"}).status_code == 302
    post.refresh_from_db()
    days = (TODAY, TOMORROW, SPRING)
    assert [post.holders_on(day) for day in days] == ["Ann Lee", "Bo Ray, acting", "Bo Ray"]


def test_acting_without_anybody_is_refused_with_a_sentence(staff, ann):
    post = make_post("Head of Early Help")
    make_holding(ann, post)
    answer = go(staff, ann, **{f"acting_{post.pk}": "on"})
    assert "Say who is acting Head of Early Help, or take this tick away." in words(answer)
    ann.refresh_from_db()
    assert ann.is_active


# --- The last admin


def change(staff, person, **said):
    path = reverse("admin:csc_tracker_user_change", args=[person.pk])
    values = posted(staff.get(path)) | said
    return staff.post(path, {name: value for name, value in values.items() if value is not None})


@pytest.mark.parametrize("how", ["leaves", "is_active", "is_staff", "groups"])
def test_the_last_admin_stays_and_is_told_why(staff, how):
    admin = User.objects.get()
    answer = go(staff, admin) if how == "leaves" else change(staff, admin, **{how: None})
    assert "Nobody else is an admin whose account is open. Make somebody else an admin first." in words(answer)
    admin.refresh_from_db()
    assert (admin.is_active, admin.is_staff, admin.groups.count()) == (True, True, 1)
    make_user(roles.ADMIN, is_staff=True)
    answer = go(staff, admin) if how == "leaves" else change(staff, admin, **{how: None})
    assert answer.status_code == 302


def test_the_page_of_a_person_is_in_words_of_ours(staff, ann):
    page = words(staff.get(reverse("admin:csc_tracker_user_change", args=[ann.pk])))
    for word in ("Designates", "Unselect", "Staff status", "Required. 150"):
        assert word not in page


def test_who_may_not_change_accounts_sees_no_leaver(client, ann):
    for person in (make_user(roles.OFFICER, is_staff=True), make_user(roles.ADMIN, is_staff=True)):
        client.force_login(person)
        superuser = make_user(is_superuser=True)
        status = client.get(reverse("admin:csc_tracker_user_leave", args=[superuser.pk])).status_code
        assert status == 403


# --- Who may do what


def test_every_permission_of_a_role_is_in_words():
    assert set(IN_WORDS) == set().union(*GROUPS.values())


def test_the_page_of_roles_says_what_the_table_says(client):
    make_priority()
    client.force_login(make_user(roles.MEMBER))
    page = client.get(reverse("help_roles"))
    rows = dict(page.context["rows"])
    assert dict(rows["Freeze a position for a meeting"]) == {
        roles.MEMBER: "No", roles.OFFICER: "No", roles.PROGRAMME: "Yes", roles.ADMIN: "Yes",
    }  # fmt: skip
    assert "Yours is Committee member." in words(page)
