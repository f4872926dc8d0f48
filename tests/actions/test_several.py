"""A new owner or due date for several of one's own actions at once: previewed, all or none, once."""

from datetime import date

import pytest

from actions.models import OwnerChange, ProgressUpdate
from tests.actions.test_my_actions import (  # noqa: F401
    LIST,
    fields_of,
    make_mine,
    officer,
    page,
    plan,
    priority,
    ticked,
    tree,
    two_plans,
)
from tests.making import make_officer, make_post, make_update, run_out

pytestmark = pytest.mark.django_db

SEVERAL = "/my-actions/several/"
MOVED = {"due": "30 September 2020", "due_reason": "The supplier is late.", "due_agreed_by": "Director"}


@pytest.fixture
def three(priority):  # noqa: F811
    return [make_mine(priority, rating="on_track"), make_mine(priority), make_mine(priority)]


def opened(client, what, *actions):
    """The fields of the page for these actions."""
    sent = ticked(client.get(LIST), *actions) | {"what": what}
    return fields_on(client.post(SEVERAL, sent))


def fields_on(response):
    sent = fields_of(response, SEVERAL)
    boxes = [box.attributes["value"] for box in tree(response).css('input[name="action"]')]
    return {name: value for name, value in sent.items() if name != "post"} | {"action": boxes}


def moved():
    return ProgressUpdate.objects.filter(due_reason=MOVED["due_reason"])


def test_a_new_due_date_is_previewed_and_saved_for_all(page, three):  # noqa: F811
    sent = opened(page, "due", *three[:2]) | MOVED
    preview = page.post(SEVERAL, sent | {"preview": "1"})
    html = preview.content.decode()
    assert html.count("Due: 30 June 2020 to 30 September 2020") == 2
    assert not moved().exists()
    saves = fields_on(preview) | MOVED | {"save": "1"}
    assert page.post(SEVERAL, saves)["Location"] == LIST
    assert [update.action for update in moved().order_by("action")] == three[:2]
    assert {update.due_agreed_by for update in moved()} == {"Director"}
    page.post(SEVERAL, saves)  # pressed twice
    assert moved().count() == 2


def test_what_was_not_previewed_is_not_saved(page, three):  # noqa: F811
    sent = opened(page, "due", *three[:2]) | MOVED
    preview = page.post(SEVERAL, sent | {"preview": "1"})
    other = fields_on(preview) | MOVED | {"due": "31 October 2020", "save": "1"}
    assert "to 31 October 2020" in page.post(SEVERAL, other).content.decode()
    assert not moved().exists()


def test_one_that_cannot_change_stops_all_and_nothing_is_lost(page, three):  # noqa: F811
    sent = opened(page, "due", *three[:2]) | MOVED | {"due": "30 June 2020", "preview": "1"}
    html = page.post(SEVERAL, sent).content.decode()
    assert "It is already due on 30 June 2020." in html
    assert MOVED["due_reason"] in html
    assert 'name="save"' not in html
    assert not moved().exists()


def test_a_colleague_who_saved_meanwhile_is_shown_first(page, three):  # noqa: F811
    preview = page.post(SEVERAL, opened(page, "due", *three[:2]) | MOVED | {"preview": "1"})
    make_update(
        three[1], by=make_officer(), rating="on_track", words="Saved by another.", effective_date=date(2020, 1, 14)
    )
    answer = page.post(SEVERAL, fields_on(preview) | MOVED | {"save": "1"}).content.decode()
    assert "Saved by another." in answer
    assert not moved().exists()


def test_a_new_owner_is_previewed_and_saved_once(page, three):  # noqa: F811
    post = make_post("Head of Fostering")
    answers = {"post": post.pk, "new_post": "", "reason": "The teams merged."}
    preview = page.post(SEVERAL, opened(page, "owner", *three[:2]) | answers | {"preview": "1"})
    assert preview.content.decode().count("Owner: nobody to Head of Fostering") == 2
    assert not OwnerChange.objects.exists()
    for _ in range(2):
        assert page.post(SEVERAL, fields_on(preview) | answers | {"save": "1"}).status_code in (200, 302)
    assert OwnerChange.objects.count() == 2
    assert [action.owner for action in map(refreshed, three)] == [post, post, None]


def refreshed(action):
    action.refresh_from_db()
    return action


def test_what_was_typed_is_back_after_a_session_that_ran_out(page, officer, three):  # noqa: F811
    page.get("/accessibility/")
    sent = opened(page, "due", *three[:2]) | MOVED | {"preview": "1"}
    run_out(page)
    page.post(SEVERAL, sent)
    said = {"login": officer.username, "password": "improvement-plan", "next": SEVERAL}
    back = page.post("/sign-in/", said, follow=True)
    assert MOVED["due_reason"] in back.content.decode()
    assert len(fields_on(back)["action"]) == 2
    assert not moved().exists()


def test_several_plans_change_together(page, two_plans):  # noqa: F811
    current, _, other = two_plans
    boxes = [box.attributes["value"] for box in tree(page.get(LIST)).css('input[name="action"]')]
    asked = page.post(SEVERAL, fields_of(page.get(LIST)) | {"action": boxes[:2], "what": "due"})
    preview = page.post(SEVERAL, fields_on(asked) | MOVED | {"preview": "1"})
    page.post(SEVERAL, fields_on(preview) | MOVED | {"save": "1"})
    assert {update.action for update in moved()} == {current, other}
