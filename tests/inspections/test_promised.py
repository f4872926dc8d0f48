"""What one’s posts promised or owe to a committee, above one’s own actions."""

import pytest

from tests.making import make_holding, make_officer, make_plan, make_post, make_priority
from tests.making_scrutiny import make_resolution

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    officer = make_officer()
    make_holding(officer, make_post("Head of Early Help"))
    client.force_login(officer)
    return client


def test_what_my_posts_promised_and_did_not_answer_is_above_my_actions(page):
    plan = make_plan()
    make_priority(plan)
    mine = {"plan": plan, "kind": "promise", "needs_answer": True, "owed_by": "head of early help"}
    make_resolution(words="A report on waiting times.", **mine)
    make_resolution(words="Another post’s report.", **mine | {"owed_by": "Director"})
    make_resolution(words="It was noted.", **mine | {"needs_answer": False})
    html = page.get("/my-actions/").content.decode()
    assert "Promised or owed to a committee by you (1)" in html
    assert "A report on waiting times." in html
    assert ("Another post’s report." in html, "It was noted." in html) == (False, False)
    said = page.get("/my-actions/").content.decode()
    assert "Promised by officers" in said
    assert "Summary(" not in said


def test_what_is_promised_in_a_practice_plan_is_in_its_own_view_alone(page):
    make_priority(make_plan())
    practice = make_plan(slug="practice", practice=True)
    make_resolution(
        plan=practice, kind="promise", needs_answer=True, owed_by="Head of Early Help", words="To practise."
    )
    assert "To practise." not in page.get("/my-actions/").content.decode()
    assert "To practise." in page.get("/my-actions/?plan=practice").content.decode()
