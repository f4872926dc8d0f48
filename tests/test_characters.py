"""What may come in is no wider than what may go out: in forms and admin, and in every file."""

import io
import zipfile
from datetime import date

import pytest

from actions.models import ProgressUpdate
from csc_tracker.pages.characters import clean, shows_nothing
from csc_tracker.people import roles
from csc_tracker.spreadsheets.cells import as_text, neutral
from inspections.reporting.briefing.content import Briefing
from inspections.reporting.briefing_files import MAKERS
from tests.actions.test_update_page import said
from tests.making import make_officer, make_plan, make_priority, make_reported_action, make_user
from tests.making_scrutiny import make_committee, make_meeting

ODD = "".join(chr(code) for code in (*range(32), *range(0x7F, 0xA0), 0x2028, 0xFFFE, 0xFFFF, 0xFDD0, 0x1FFFF, 0xD800))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("re\ufffeoffending", "re-offending"),
        ("one\x0btwo", "one\ntwo"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("bell\x07 and half \ud800", "bell and half "),
        ("\u202eturned\u202c", "turned"),
        ("Plain – words, “quoted”, café, 字, 👩‍👧", "Plain – words, “quoted”, café, 字, 👩‍👧"),
    ],
)
def test_what_stood_for_something_becomes_that_and_the_rest_goes(typed, kept):
    assert clean(typed) == kept
    assert as_text(typed) == kept
    assert neutral(typed) == kept


@pytest.mark.parametrize("nothing", ["\u200b\u200d", " \u00a0\u2003", "\u2060\ufeff", "\u0301"])
def test_signs_that_nobody_sees_say_nothing(nothing):
    assert shows_nothing(nothing)
    assert not shows_nothing(f"{nothing}a")


@pytest.mark.parametrize("kind", MAKERS)
def test_every_file_takes_what_is_left_of_any_text(kind):
    words = f"Before {ODD} after"
    made = MAKERS[kind](Briefing(title=words, heading=words, plan=words, sentence=[words], position=words), [])
    if kind in ("docx", "xlsx"):
        assert zipfile.ZipFile(io.BytesIO(made)).testzip() is None


@pytest.mark.django_db
def test_an_update_with_a_pasted_hyphen_is_saved_and_its_files_can_be_made(client):
    plan = make_plan(starts=date(2019, 4, 1))
    action = make_reported_action(make_priority(plan))
    make_meeting(date(2020, 1, 23), make_committee(plan), considered=plan, slug="coming")
    client.force_login(make_officer())
    form = said(client.get("/actions/P1.01/update/"), words="re\ufffeoffending\x0bfell", second="1", save="1")
    assert client.post("/actions/P1.01/update/", form).status_code == 302
    assert ProgressUpdate.objects.filter(action=action, words="re-offending\nfell").exists()
    for kind in MAKERS:
        assert client.get(f"/meetings/coming/briefing/{kind}/").status_code == 200


@pytest.mark.django_db
def test_words_of_invisible_signs_are_no_reason(client):
    make_reported_action(make_priority(make_plan(starts=date(2019, 4, 1))))
    client.force_login(make_officer())
    form = said(client.get("/actions/P1.01/update/"), rating="off_track", words="\u200b\u200b", second="1", save="1")
    assert client.post("/actions/P1.01/update/", form).status_code == 422
    assert not ProgressUpdate.objects.filter(rating="off_track").exists()


@pytest.mark.django_db
def test_a_password_is_taken_as_it_is(client):
    make_priority()
    person = make_user(roles.MEMBER, username="ben")
    person.set_password("a plan\x0bfor every child")
    person.save()
    answer = client.post("/sign-in/", {"login": "ben", "password": "a plan\x0bfor every child"})
    assert answer.status_code == 302
