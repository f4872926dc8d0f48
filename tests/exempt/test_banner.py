"""A page or file that shows something exempt says so at its top, in the law’s words; any other does not.

That every page does, test_nothing_shows.py walks.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Action
from csc_tracker.people import roles
from csc_tracker.people.sight import seeing_everything
from inspections.scrutiny.papers.releasing import confirm_release, propose_release
from priorities.models.exemptions import not_for_publication
from tests.exempt.everything import make_exempt, words_of
from tests.making import TODAY, let_read_exempt, make_user

pytestmark = pytest.mark.django_db
WORDS = (
    "Exempt: not for publication by virtue of paragraph 3 of Part 1 of Schedule 12A to the Local Government Act 1972."
)


@pytest.fixture
def exemption(plan, open_records, people):
    """An exemption, with a record of every kind that is exempt by it, and parts of open records."""
    return make_exempt(plan, open_records, people[roles.OFFICER])[0]


@pytest.mark.parametrize(
    "address",
    [
        "/actions/?export=csv",
        "/actions/?export=xlsx",
        "/findings/matrix/",
        "{briefing}pdf/",
        "{briefing}docx/",
        "{briefing}xlsx/",
    ],
)
def test_every_file_says_so_at_its_top_and_for_nobody_else(client, plan, open_records, exemption, people, address):
    address = address.format(briefing=f"/meetings/{open_records['item'].meeting.slug}/briefing/")
    person = people[roles.PROGRAMME]
    client.force_login(person)
    assert "12A" not in " ".join(words_of(opened(client, address)).split())
    let_read_exempt(person, plan)
    words = " ".join(words_of(opened(client, address)).split())
    assert WORDS in words
    assert words.index(WORDS) < words.index("Ordinary")


def opened(client, address):
    answer = client.get(address, follow=True)
    if answer["Content-Type"].startswith("text/html"):  # made in the background: the file is at its own address now
        answer = client.post(answer.request["PATH_INFO"])
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_message_about_something_exempt_says_so_on_whatever_page_it_is_shown(client, plan, exemption, people):
    client.force_login(let_read_exempt(people[roles.PROGRAMME], plan))
    with seeing_everything():
        action = Action.objects.exclude(exemption=None).get()
    address = f"/actions/{action.reference}/owner/"
    asked = client.get(address).context["form"]
    client.post(address, {**{name: asked[name].value() or "" for name in asked.fields}, "post": "", "reason": "Left."})
    page = client.get("/help/ratings/").content.decode()
    assert f"The owner of {action.reference} is now nobody." in page
    assert WORDS in page
    assert WORDS not in client.get("/help/ratings/").content.decode()


def test_what_was_released_says_nothing_any_more(client, plan, exemption, people):
    client.force_login(let_read_exempt(people[roles.OFFICER], plan))
    assert WORDS in client.get("/actions/").content.decode()
    by = [let_read_exempt(make_user(roles.ADMIN), plan) for _ in range(2)]
    release = propose_release(exemption, by=by[0], on=TODAY, authority="Minute 2", reason="The case is over.")
    confirm_release(release, by=by[1], on=TODAY)
    assert "Schedule 12A" not in client.get("/actions/").content.decode()


def test_who_may_read_none_costs_no_query_more(client, exemption, people):
    client.force_login(people[roles.OFFICER])
    client.get("/")
    with CaptureQueriesContext(connection) as caught:
        client.get("/")
    assert not [each["sql"] for each in caught if 'priorities_exemption"."paragraph' in each["sql"]]


@pytest.mark.parametrize(
    ("paragraphs", "words"),
    [
        ([], ""),
        (["3", "3"], WORDS),
        (["1 and 2"], WORDS.replace("paragraph 3", "paragraphs 1 and 2")),
        (["1", "3"], WORDS.replace("paragraph 3", "paragraphs 1 and 3")),
        (["3", "not known"], WORDS),
        (["not known"], WORDS.replace("paragraph 3 of ", "").replace("1972.", "1972. The paragraph is not known.")),
    ],
)
def test_the_words_name_the_paragraphs(paragraphs, words):
    assert not_for_publication(paragraphs) == words
