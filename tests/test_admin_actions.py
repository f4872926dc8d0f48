"""What can be done to many records at once in Django admin asks for a permission, each time."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from inspections.models import CalendarFeed
from inspections.reporting.calendar.feeds import make_feed
from tests.making import make_user

pytestmark = pytest.mark.django_db

ACTIONS = [
    (registered, action, name)
    for registered in admin.site._registry.values()
    for action, name, _ in registered._get_base_actions()
]


@pytest.fixture
def viewer(client):
    """Somebody of the staff who may look at every record and change none."""
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(user)
    return client


def test_there_are_actions_to_ask():
    ours = {"revoke_feeds", "confirm", "drop", "end_rights", "sign_out_everywhere", "send_links", "remove_second_steps"}
    assert {name for _, _, name in ACTIONS} == {"delete_selected", *ours}


@pytest.mark.parametrize(
    ("registered", "action", "name"), ACTIONS, ids=[f"{each.model.__name__} {name}" for each, _, name in ACTIONS]
)
def test_every_action_asks_for_a_permission(rf, registered, action, name):
    asked = getattr(action, "allowed_permissions", ())
    assert asked, f"{name} of {registered} is open to whoever sees the list."
    request = rf.get("/")
    request.user = make_user(is_staff=True)
    request.user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    assert not [each for each in asked if getattr(registered, f"has_{each}_permission")(request)]
    assert name not in registered.get_actions(request)


def test_who_may_only_look_revokes_no_address(viewer):
    make_feed(make_user(), instead_of=None)
    feed = CalendarFeed.objects.get()
    path = reverse("admin:inspections_calendarfeed_changelist")
    assert viewer.get(path).status_code == 200
    viewer.post(path, {"action": "revoke_feeds", "_selected_action": feed.pk})
    feed.refresh_from_db()
    assert feed.revoked_at is None
