"""What is sent is judged by its length before it is read."""

import io

import pytest
from django.test import RequestFactory
from django.urls import reverse

from csc_tracker.models import Session
from csc_tracker.people import roles
from csc_tracker.protection.bodies import NO_LENGTH, OF_A_CSP_REPORT, ORDINARY, WITH_A_PAPER, WRONG_LENGTH, too_large
from csc_tracker.protection.whole_bodies import whole_bodies
from inspections.loading.review.intake import LARGEST
from tests.making import make_user

pytestmark = pytest.mark.django_db
LOADING = "/admin/inspections/loading/add/"


class Untouched(io.BytesIO):
    """A body that nobody may read."""

    def read(self, *args):
        raise AssertionError("The body was read.")

    readline = read


def send(client, address, length, method="POST", **headers):
    """A request that gives this length, with a body that must not be read."""
    given = {"CONTENT_LENGTH": length} if length is not None else {}
    return client.generic(
        method,
        address,
        content_type="application/x-www-form-urlencoded",
        **{"wsgi.input": Untouched()},
        **given,
        **headers,
    )


def sentence(answer):
    return answer.context["sentence"]


@pytest.fixture
def admin(client):
    client.force_login(make_user(roles.ADMIN, is_staff=True))
    return client


@pytest.mark.parametrize("address", ["/sign-in/", "/actions/P1.01/update/", "/nowhere/", LOADING, "/admin/login/"])
def test_nobody_signed_in_sends_more_than_a_form(client, address):
    answer = send(client, address, str(ORDINARY + 1))
    assert (answer.status_code, sentence(answer)) == (413, too_large(ORDINARY))
    assert "sessionid" not in answer.cookies
    assert Session.objects.count() == 0


@pytest.mark.parametrize("length", [None, ""])
def test_a_body_without_a_length_is_not_read(client, length):
    answer = send(client, "/sign-in/", length)
    assert (answer.status_code, sentence(answer)) == (411, NO_LENGTH)


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_body_in_pieces_is_not_read(client, method):
    answer = send(client, "/sign-in/", None, method, HTTP_TRANSFER_ENCODING="chunked")
    assert (answer.status_code, sentence(answer)) == (411, NO_LENGTH)


@pytest.mark.parametrize("length", ["-1", "+5", "1e3", "5, 5", "٥", "0x10", " "])
def test_a_length_that_is_no_number_is_refused(client, length):
    answer = send(client, "/sign-in/", length)
    assert (answer.status_code, sentence(answer)) == (400, WRONG_LENGTH)


@pytest.mark.parametrize("length", ["300000000", "9" * 5000])
def test_a_page_is_not_asked_for_with_a_large_body(client, length):
    assert send(client, "/sign-in/", length, "GET").status_code == 413


@pytest.mark.parametrize("role", [roles.MEMBER, roles.OFFICER, roles.PROGRAMME])
def test_who_may_not_load_papers_sends_no_large_one(client, role):
    client.force_login(make_user(role))
    assert send(client, LOADING, str(ORDINARY + 1)).status_code == 413


def test_an_admin_sends_a_large_body_to_the_loading_page_alone(admin):
    for address in ("/admin/actions/action/import/", "/sign-in/", "/admin/inspections/loading/"):
        assert send(admin, address, str(ORDINARY + 1)).status_code == 413, address
    answer = send(admin, LOADING, str(WITH_A_PAPER + 1))
    assert (answer.status_code, sentence(answer)) == (413, too_large(WITH_A_PAPER))


def test_an_admin_loads_a_paper_larger_than_a_form(admin):
    paper = io.BytesIO(b"%PDF-1.7\n" + b"x" * (ORDINARY + 1))
    paper.name = "large.pdf"
    answer = admin.post(LOADING, {"file": paper, "pasted": "And words."})
    assert answer.status_code == 200
    assert "Choose one of the two" in answer.content.decode()


def test_what_is_let_through_is_the_papers_own_limit_with_its_form():
    assert WITH_A_PAPER == LARGEST + ORDINARY


def test_a_report_of_a_browser_is_small(client):
    answer = send(client, reverse("csp_report"), str(OF_A_CSP_REPORT + 1))
    assert (answer.status_code, sentence(answer)) == (413, too_large(OF_A_CSP_REPORT))


@pytest.mark.parametrize(
    ("most", "words"),
    [(2_500_000, "larger than 2.5 MB, so"), (42_500_000, "larger than 42.5 MB, so"), (10_000, "larger than 10 kB, so")],
)
def test_the_sentence_names_the_limit(most, words):
    assert words in too_large(most)


def test_the_refusal_has_the_headers_of_every_page(client):
    answer = send(client, "/sign-in/", str(ORDINARY + 1))
    assert answer["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_a_refusal_to_nobody_costs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert send(client, LOADING, str(WITH_A_PAPER + 1)).status_code == 413


# Half a body ----------------------------------------------------------------------------------------------------------


def read_by(reading, body, length):
    """What an application reads of a body that gave this length."""
    got = []
    environ = RequestFactory().post("/").environ | {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": length}
    whole_bodies(lambda environ, start: got.append(reading(environ["wsgi.input"])))(environ, None)
    return got[0]


@pytest.mark.parametrize(
    "reading", [lambda s: s.read(), lambda s: s.read(100), lambda s: s.readline(), lambda s: s.read(None)]
)
def test_a_whole_body_is_read_and_nothing_behind_it(reading):
    assert read_by(reading, b"words=All of it.and the next", "16") == b"words=All of it."


@pytest.mark.parametrize("reading", [lambda s: s.read(), lambda s: s.read(16), lambda s: s.readline() + s.readline()])
def test_half_a_body_is_an_error(reading):
    with pytest.raises(OSError, match="before all of the body had come"):
        read_by(reading, b"words=All o", "16")
