"""Emails: what they say, as text and HTML, and how they reach a real mail server, or do not."""

import io
import smtplib
import socket
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from csc_tracker.mail.letters import Letter
from csc_tracker.mail.sending import SAYINGS, WAITS, compose, send_email, write_to
from csc_tracker.models import Email
from csc_tracker.people import roles
from tests.making import make_user

pytestmark = pytest.mark.django_db
ADDRESS = "ann.lee@example.gov.uk"


class Server:
    """What the mail server answers to each recipient, and what it was given."""

    def __init__(self):
        self.answers, self.given, self.raw, self.to_sender, self.to_message = [], [], [], "", ""

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.to_sender:
            return self.to_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answers and (answer := self.answers.pop(0)):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.to_message:
            return self.to_message
        self.raw.append(envelope.content.decode())
        self.given.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def server(settings):
    """A real SMTP server on this machine, that the service sends to."""
    handler = Server()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = free.getsockname()
    controller = Controller(
        handler, hostname=settings.EMAIL_HOST, port=settings.EMAIL_PORT, auth_require_tls=False,
        authenticator=lambda *args: AuthResult(success=False, handled=False),
    )  # fmt: skip
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS = False
    yield handler
    controller.stop()


@pytest.fixture
def person():
    return make_user(roles.OFFICER, username="ann", first_name="Ann", last_name="O’Lee <b>", email=ADDRESS)


@pytest.mark.parametrize("letter", [each for each in Letter if each not in SAYINGS])
def test_every_email_says_the_same_as_text_and_as_html_and_leaves_nothing_out(person, letter):
    email = write_to(person, letter, where="Firefox on Windows")
    message = compose(email)
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert "O’Lee <b>" in message.body
    assert "O’Lee &lt;b&gt;" in html
    for part in (message.subject, message.body, html):
        assert "{" not in part
        assert "None" not in part
    assert ("/password/new/" in message.body) is (letter in (Letter.INVITATION, Letter.LINK))
    assert max(map(len, message.subject.splitlines())) < 70
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "http://" not in html.replace("http://127.0.0.1:8000", "")


def test_a_real_mail_server_gets_it_once(server, person):
    email = write_to(person, Letter.NEW_CODES)
    send_email.func(email.pk)
    send_email.func(email.pk)
    [given] = server.given
    assert given["To"] == ADDRESS
    assert given["Subject"] == "Your account has new recovery codes"
    assert [part.get_content_type() for part in given.walk()][1:] == ["text/plain", "text/html"]
    email.refresh_from_db()
    assert (email.state, email.tries, email.message_id) == ("sent", 1, given["Message-ID"])


def test_what_the_server_puts_off_is_tried_again_later(server, person, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    server.answers = ["451 4.7.1 Try again later"]
    email = write_to(person, Letter.LINK)
    send_email.func(email.pk)
    email.refresh_from_db()
    assert (email.state, email.answer) == ("waiting", "451 4.7.1 Try again later")
    wait = DBTaskResult.objects.latest("enqueued_at").run_after - timezone.now()
    assert timedelta(seconds=50) < wait <= WAITS[0]
    send_email.func(email.pk)
    email.refresh_from_db()
    assert (email.state, email.tries, email.answer) == ("sent", 2, "")


def test_what_the_server_refuses_is_kept_with_its_words_and_not_tried_again(server, person):
    server.answers = ["550 5.1.1 No such mailbox"]
    email = write_to(person, Letter.LINK)
    send_email.func(email.pk)
    send_email.func(email.pk)
    email.refresh_from_db()
    assert (email.state, email.tries, email.answer) == ("refused", 1, "550 5.1.1 No such mailbox")


def test_a_message_that_the_server_refuses_is_not_tried_again(server, person):
    server.to_message = "554 5.7.1 Not wanted here"
    email = write_to(person, Letter.LINK)
    send_email.func(email.pk)
    email.refresh_from_db()
    assert (email.state, email.answer) == ("refused", "554 5.7.1 Not wanted here")


def test_an_account_or_sender_that_the_server_refuses_is_tried_again_once_it_is_mended(server, person, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    email = write_to(person, Letter.LINK)
    for kind in ("sender", "recipient"):
        if kind == "sender":
            server.to_sender = "530 5.7.0 Authentication required"
        else:
            server.to_sender, server.answers = "", ["530 5.7.0 Authentication required"]
        send_email.func(email.pk)
        email.refresh_from_db()
        assert (email.state, email.answer) == ("waiting", "530 5.7.0 Authentication required"), kind
    send_email.func(email.pk)
    email.refresh_from_db()
    assert (email.state, email.tries) == ("sent", 3)


def test_a_wrong_password_of_ours_loses_no_email(server, person, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "tracker", "wrong"
    email = write_to(person, Letter.LINK)
    send_email.func(email.pk)
    email.refresh_from_db()
    assert (email.state, email.answer[:4]) == ("waiting", "535 ")
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    send_email.func(email.pk)
    email.refresh_from_db()
    assert email.state == "sent"


def test_a_server_that_is_not_there_is_tried_for_half_a_day(person, settings, monkeypatch):
    def fail(*args, **kwargs):
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", fail)
    email = write_to(person, Letter.LINK)
    for _ in range(len(WAITS) + 3):
        send_email.func(email.pk)
    email.refresh_from_db()
    assert (email.state, email.tries) == ("failed", len(WAITS) + 1)
    assert "gone" in email.answer


def test_who_left_before_it_was_sent_is_not_written_to(server, person):
    email = write_to(person, Letter.LINK)
    person.is_active = False
    person.save()
    send_email.func(email.pk)
    email.refresh_from_db()
    assert (email.state, server.given) == ("failed", [])


def test_who_has_no_address_is_not_written_to():
    assert write_to(make_user(roles.MEMBER), Letter.LINK) is None


def test_an_admin_sees_what_became_of_each_and_changes_none(client, person):
    email = write_to(person, Letter.LINK)
    Email.objects.update(state="refused", answer="550 No such mailbox")
    client.force_login(make_user(roles.ADMIN, is_staff=True))
    page = client.get("/admin/csc_tracker/email/").content.decode()
    assert "550 No such mailbox" in page
    assert "Refused by the mail server" in client.get(f"/admin/csc_tracker/user/{person.pk}/change/").content.decode()
    assert client.post(f"/admin/csc_tracker/email/{email.pk}/change/", {"to": "x@example.org"}).status_code == 403
    assert not Permission.objects.filter(codename="change_email").exists()


RETURNED = """\
From: MAILER-DAEMON@mail.example.gov.uk
To: plan@example.gov.uk
Subject: Undelivered Mail Returned to Sender
Message-ID: <the-report@mail.example.gov.uk>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I could not deliver it.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.gov.uk

Final-Recipient: rfc822; ann.lee@example.gov.uk
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 Mailbox full

--b
Content-Type: {kind}

Message-ID: {key}
Subject: Choose a new password

--b--
"""


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_an_email_that_came_back_is_noted_with_why(server, person, monkeypatch, kind):
    email = write_to(person, Letter.LINK)
    send_email.func(email.pk)
    email.refresh_from_db()
    monkeypatch.setattr(
        "sys.stdin", io.TextIOWrapper(io.BytesIO(RETURNED.format(kind=kind, key=email.message_id).encode()))
    )
    call_command("record_bounce")
    email.refresh_from_db()
    assert (email.state, email.answer) == ("returned", "552 5.2.2 Mailbox full")


def test_an_email_that_is_only_late_did_not_come_back(server, person, monkeypatch, capsys):
    email = write_to(person, Letter.LINK)
    send_email.func(email.pk)
    email.refresh_from_db()
    report = RETURNED.format(kind="message/rfc822", key=email.message_id).replace("Action: failed", "Action: delayed")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(report.encode())))
    call_command("record_bounce")
    assert "It did not come back (“delayed”): nothing was noted." in capsys.readouterr().out
    email.refresh_from_db()
    assert email.state == "sent"


@pytest.mark.parametrize(
    "message", ["", "Subject: hello\n\nNothing of ours.", RETURNED.format(kind="message/rfc822", key="<x@y>")]
)
def test_what_is_no_email_of_ours_is_a_sentence(monkeypatch, message):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(message.encode())))
    with pytest.raises(CommandError, match="names no email of this service"):
        call_command("record_bounce")
