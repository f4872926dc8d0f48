"""Django admin overwrites nobody: whoever saves what somebody else changed meanwhile is told, and may save again."""

import re
from html import unescape
from threading import Barrier, Thread

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection, connections, models
from django.test import Client

from csc_tracker.people import roles
from csc_tracker.people.sight import seeing_everything
from inspections.models import JudgementLine, Loading, Meeting
from priorities.models import Release
from tests.admin_forms import posted
from tests.making import TODAY, make_user
from tests.making_scrutiny import make_committee, make_framework, make_line, make_meeting, make_seat
from tests.test_admin import REGISTERED, address, make_a_row_of_every_model

pytestmark = pytest.mark.django_db
# Changed by a function of the service alone, which looks at the record with a lock: a paper’s review, a release.
ELSEWHERE = {Loading, Release}


@pytest.fixture
def first(db):
    return signed_in(first_name="Sam", last_name="Reed")


@pytest.fixture
def second(db):
    return signed_in(first_name="Ola", last_name="Hart")


def signed_in(**kwargs):
    client = Client()
    client.user = make_user(roles.ADMIN, is_staff=True, **kwargs)
    client.force_login(client.user)
    return client


def change(record):
    return address(type(record), "change", record.pk)


def said(answer):
    """The conflict's rows, as (what, what it says now, what one entered)."""
    html = answer.content.decode().partition("Changed since you opened this page")[2].partition("</table>")[0]
    cells = [unescape(cell) for cell in re.findall(r'<t[hd](?: scope="row")?>([^<]*)</t[hd]>', html)]
    return [tuple(cells[place : place + 3]) for place in range(0, len(cells), 3)]


def test_the_second_is_shown_both_keeps_their_words_and_overwrites_knowingly(first, second):
    meeting = make_meeting(TODAY, source_note="As it was.", committee=make_committee())
    mine = posted(second.get(change(meeting))) | {"source_note": "What Ola says."}
    hers = posted(first.get(change(meeting))) | {"source_note": "What Sam says.", "date_words": "about then"}
    assert first.post(change(meeting), hers).status_code == 302
    answer = second.post(change(meeting), mine)
    assert answer.status_code == 200
    meeting.refresh_from_db()
    assert (meeting.source_note, meeting.date_words) == ("What Sam says.", "about then")
    html = answer.content.decode()
    assert re.search(r"Sam Reed changed this at [\d:apm. ]+ on \d+ \w+ \d{4}, after you opened the page\.", html)
    assert said(answer) == [
        ("Date, as the paper puts it", "about then", mine["date_words"]),
        ("Note on the source", "What Sam says.", "What Ola says."),
    ]
    again = posted(answer)
    assert again["source_note"] == "What Ola says."
    assert second.post(change(meeting), again).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.source_note, meeting.date_words) == ("What Ola says.", mine["date_words"])


def test_a_change_after_the_page_came_back_is_a_conflict_again(first, second):
    meeting = make_meeting(TODAY, committee=make_committee())
    mine = posted(second.get(change(meeting))) | {"source_note": "Ola."}
    for note in ("Sam.", "Sam again."):
        first.post(change(meeting), posted(first.get(change(meeting))) | {"source_note": note})
        answer = second.post(change(meeting), mine)
        assert said(answer) == [("Note on the source", note, "Ola.")]
        mine = posted(answer)
    assert second.post(change(meeting), mine).status_code == 302


@pytest.mark.parametrize("own", ["Both say this.", "As it was."], ids=["the same", "nothing else of mine"])
def test_what_would_overwrite_nothing_is_saved(first, second, own):
    meeting = make_meeting(TODAY, source_note="As it was.", committee=make_committee())
    mine = posted(second.get(change(meeting))) | {"source_note": own}
    if own == "Both say this.":
        first.post(change(meeting), posted(first.get(change(meeting))) | {"source_note": own})
    assert second.post(change(meeting), mine).status_code == 302


def test_a_page_that_does_not_say_what_it_showed_overwrites_nothing(first):
    meeting = make_meeting(TODAY, source_note="As it was.", committee=make_committee())
    values = posted(first.get(change(meeting))) | {"source_note": "New."}
    for sent in ("", "{", "[]", '{"values": 1, "log": {}}', '{"values": {}, "log": "x"}'):
        answer = first.post(change(meeting), values | {"_as_shown": sent})
        assert said(answer) == [("Note on the source", "As it was.", "New.")]
        assert "We cannot tell whether somebody has changed this" in answer.content.decode()
    meeting.refresh_from_db()
    assert meeting.source_note == "As it was."
    assert first.post(change(meeting), posted(answer)).status_code == 302


def test_what_the_service_changed_is_told_without_a_name(first):
    meeting = make_meeting(TODAY, committee=make_committee())
    mine = posted(first.get(change(meeting))) | {"source_note": "Sam."}
    Meeting.objects.filter(pk=meeting.pk).update(source_note="Loaded.")
    assert "Who it was is not recorded." in first.post(change(meeting), mine).content.decode()


def test_ones_own_change_in_another_tab_is_called_ones_own(first):
    meeting = make_meeting(TODAY, committee=make_committee())
    mine = posted(first.get(change(meeting))) | {"source_note": "Here."}
    first.post(change(meeting), mine | {"source_note": "There."})
    assert "You changed this elsewhere at " in first.post(change(meeting), mine).content.decode()


@pytest.mark.parametrize("row_first", [True, False], ids=["the row's page first", "the record's page first"])
def test_a_row_on_the_page_of_its_record_is_not_overwritten_either(first, second, row_first):
    framework = make_framework()
    line, other = make_line(framework, words="First line"), make_line(framework, words="Second line")
    pages = [change(line), change(framework)]
    if not row_first:
        pages.reverse()
    names = {change(line): "words", change(framework): "judgementlines-0-words"}
    mine = posted(second.get(pages[1])) | {names[pages[1]]: "Ola’s line"}
    assert first.post(pages[0], posted(first.get(pages[0])) | {names[pages[0]]: "Sam’s line"}).status_code == 302
    answer = second.post(pages[1], mine)
    assert answer.status_code == 200
    assert [row[1:] for row in said(answer)] == [("Sam’s line", "Ola’s line")]
    assert "Sam Reed changed this at " in answer.content.decode()
    assert set(JudgementLine.objects.values_list("words", flat=True)) == {"Sam’s line", other.words}
    assert second.post(pages[1], posted(answer)).status_code == 302
    line.refresh_from_db()
    assert line.words == "Ola’s line"


def test_a_row_that_somebody_added_meanwhile_stays(first, second):
    committee = make_committee()
    seat = make_seat(committee, make_user())
    mine = posted(second.get(change(committee))) | {"name": "Renamed"}
    row = {"user": make_user().pk, "first_day": "2020-01-01", "last_day": "", "id": "", "committee": committee.pk}
    added = {f"seats-1-{name}": value for name, value in row.items()} | {"seats-TOTAL_FORMS": 2}
    assert first.post(change(committee), posted(first.get(change(committee))) | added).status_code == 302
    assert second.post(change(committee), mine).status_code == 302
    assert committee.seats.count() == 2
    assert committee.seats.first() == seat


def test_an_account_is_not_overwritten_and_a_sign_in_is_no_change(first, second):
    person = make_user(roles.OFFICER)
    mine = posted(second.get(change(person))) | {"email": "ola@example.org"}
    Client().force_login(person)
    person.refresh_from_db()
    assert person.last_login
    member = Group.objects.get(name=roles.MEMBER)
    hers = posted(first.get(change(person))) | {"groups": [member.pk]}
    assert first.post(change(person), hers).status_code == 302
    answer = second.post(change(person), mine)
    assert said(answer) == [("Roles", roles.MEMBER, roles.OFFICER)]
    assert list(person.groups.all()) == [member]
    assert posted(answer)["email"] == "ola@example.org"


def test_every_record_that_admin_changes_says_what_it_showed(client):
    """Also that a page saved as it is saves, whatever it shows: nothing of it is taken for somebody else's change."""
    person = make_user(roles.ADMIN, is_staff=True)
    make_a_row_of_every_model(person)
    client.force_login(person)
    tried = 0
    for model in REGISTERED:
        with seeing_everything():
            row = model._default_manager.order_by("-pk").first()
        page = client.get(change(row))
        if not admin.site._registry[model].has_change_permission(page.wsgi_request, row):
            assert 'name="_as_shown"' not in page.content.decode(), model
            continue
        if 'name="_as_shown"' not in page.content.decode():
            assert model in ELSEWHERE, model
            continue
        tried += 1
        values = posted(page)
        text = next((name for name in values if is_text(page, name)), None)
        other = type(row)._base_manager.filter(pk=row.pk)
        if text is not None:
            other.update(**{text: f"{values[text]}x"[-60:]})
            answer = client.post(change(row), values)
            assert [line[1:] for line in said(answer)] == [(f"{values[text]}x"[-60:], values[text] or "(empty)")], model
            other.update(**{text: values[text]})
        assert not said(client.post(change(row), values)), model
    assert tried > 15


def is_text(page, name):
    form = page.context["adminform"].form
    if name not in form.fields:
        return False
    field = type(form.instance)._meta.get_field(name)
    return isinstance(field, models.CharField | models.TextField) and not field.choices and not field.unique


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("pages", ["one record", "a row and its record"])
def test_of_two_at_the_very_same_moment_one_saves_and_the_other_is_told(pages):
    clients = [signed_in(), signed_in()]
    framework = make_framework()
    line = make_line(framework, words="As it was")
    places, names = [change(framework)] * 2, ["judgementlines-0-words"] * 2
    if pages == "a row and its record":
        places[1], names[1] = change(line), "words"
    for round_ in range(5):
        sent = [
            posted(client.get(place)) | {name: f"Number {number}, round {round_}"}
            for number, (client, place, name) in enumerate(zip(clients, places, names, strict=True))
        ]
        answers = at_once(lambda number, sent=sent: clients[number].post(places[number], sent[number]))
        assert sorted(answer.status_code for answer in answers.values()) == [200, 302]
        [winner] = [number for number, answer in answers.items() if answer.status_code == 302]
        line.refresh_from_db()
        assert line.words == f"Number {winner}, round {round_}"
        assert [row[1:] for row in said(answers[1 - winner])] == [
            (f"Number {winner}, round {round_}", f"Number {1 - winner}, round {round_}")
        ]


def at_once(send):
    """What `send(0)` and `send(1)` give, each on a connection of its own, begun together."""
    ready, answers = Barrier(2), {}

    def run(number):
        ready.wait()
        try:
            answers[number] = send(number)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
