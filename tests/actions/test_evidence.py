"""Files that show what an update says: what is kept, who adds, reads and removes them, and the virus scanner."""

import io
import socket
import struct
import threading
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from actions.evidence import files
from actions.evidence.kinds import kind_of, name_for
from actions.models import EvidenceFile
from actions.updating import corrections
from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.database.writing import writing_alone
from csc_tracker.operations.files import changed_files
from csc_tracker.people import roles
from csc_tracker.people.sight import seeing_everything
from csc_tracker.protection import clamd
from inspections.scrutiny.papers.closing import close_with
from inspections.scrutiny.papers.erasing import erase, propose_erasure
from priorities.models import made_from
from tests.making import (
    TODAY,
    let_read_exempt,
    make_comment,
    make_exemption,
    make_frozen_position,
    make_officer,
    make_plan,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


def office(*names):
    """A zip with files of these names, as Office files are."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return packed.getvalue()


TYPES = "[Content_Types].xml"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "a.txt", "pdf"),
        (office(TYPES, "word/document.xml"), "a.zip", "docx"),
        (office(TYPES, "xl/workbook.xml"), "a", "xlsx"),
        (office(TYPES, "ppt/presentation.xml"), "a.pptx", "pptx"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 9, "a.pdf", "png"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 9, "a.gif", "jpg"),
        (b"When,How many\n2020,4\n", "a.CSV", "csv"),
        (b"The panel met on 3 March.", "a.exe", "txt"),
        ("Café at half past".encode("cp1252"), "a.txt", "txt"),
    ],
)
def test_a_file_is_what_its_content_says(content, name, kind):
    assert kind_of(content, name) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \r\n\t",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"  <svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<?xml version='1.0'?><svg/>",
        b"GIF89a" + b"\0" * 20,
        b"MZ\x90\0\3\0\0\0",
        b"\x7fELF\2\1\1\0",
        b"#!/bin/sh\nrm -rf /\n",
        b"{\\rtf1 words}",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 50,
        b"PK\x03\x04 and then nothing",
        office("notes.txt"),
        office(TYPES, "odd/part.xml"),
        office(TYPES, "word/document.xml", "word/vbaProject.bin"),
    ],
    ids=range(15),
)
def test_nothing_else_is_kept(content):
    with pytest.raises(ValidationError):
        kind_of(content, "a.pdf")


@pytest.mark.parametrize(
    ("name", "kind", "given"),
    [
        ("report.exe", "pdf", "report.pdf"),
        ("C:\\papers\\audit.docx", "docx", "audit.docx"),
        ("../../etc/passwd", "txt", "passwd.txt"),
        ('a"b<c>.png', "png", "abc.png"),
        ("", "jpg", "evidence.jpg"),
        ("x" * 400, "pdf", "x" * 190 + ".pdf"),
    ],
)
def test_a_file_goes_out_by_a_name_whose_ending_fits(name, kind, given):
    assert name_for(name, kind) == given


# Adding


@pytest.fixture
def officer():
    return make_officer(first_name="Ann", last_name="Other")


@pytest.fixture
def plan():
    return make_plan()


@pytest.fixture
def action(plan):
    return make_reported_action(make_priority(plan))


@pytest.fixture
def update(action, officer):
    return make_update(action, by=officer, rating="on_track", words="We met.", recorded_at=timezone.now())


@pytest.fixture
def page(client, officer):
    client.force_login(officer)
    return client


def address(name, update, *more):
    return reverse(name, args=[update.action.reference, update.code, *more])


def add(client, update, content=PDF, name="audit.pdf", title="Audit of files", shows="All were read.", **more):
    file = {"file": SimpleUploadedFile(name, content)} if content is not None else {}
    return client.post(address("evidence_add", update), {"title": title, "shows": shows} | file | more)


def kept(update, content=PDF, **kwargs):
    values = {"title": "Audit of files", "shows": "All were read.", "by": update.by, "on": TODAY}
    return files.add_file(update, content, "audit.pdf", **values | kwargs)


def test_an_officer_adds_a_file_and_it_is_beside_the_update_and_in_my_updates(page, update):
    answer = add(page, update, name="C:\\mine\\audit.exe")
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"{reverse('action', args=['P1.01'])}#update-{update.code}",
    )
    file = EvidenceFile.objects.get()
    assert (bytes(file.content), file.kind, file.name, file.size) == (PDF, "pdf", "audit.pdf", len(PDF))
    for shown in (reverse("action", args=["P1.01"]), reverse("my_updates")):
        html = page.get(shown).content.decode()
        assert (address("evidence_file", update, file.code) in html, "Audit of files" in html) == (True, True)
        assert "All were read." in html
    [entry] = AuditEntry.objects.filter(act=Act.EVIDENCE_ADDED)
    assert (entry.words, entry.about_key) == (f"sha256 {file.sha256}", str(file.pk))


def test_another_is_added_from_the_same_page_and_the_same_file_twice_is_kept_once(page, update):
    assert add(page, update, another="1")["Location"] == address("evidence_add", update)
    assert add(page, update).status_code == 302
    assert add(page, update, content=b"Notes of the panel.", name="notes.txt", title="Notes").status_code == 302
    assert list(EvidenceFile.objects.values_list("title", flat=True)) == ["Audit of files", "Notes"]
    assert "Audit of files" in page.get(address("evidence_add", update)).content.decode()


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"content": None}, "Choose the file."),
        ({"content": b""}, "There is nothing in the file."),
        ({"content": b"<html>"}, "This type of file cannot be added."),
        ({"title": " "}, "Give it a title."),
        ({"title": "x" * 151}, "longer than 150 characters"),
        ({"shows": "y" * 1_001}, "longer than 1,000 characters"),
    ],
    ids=["no file", "empty", "html", "no title", "long title", "long words"],
)
def test_a_refusal_keeps_the_words_and_says_that_the_file_is_chosen_again(page, update, sent, says):
    answer = add(page, update, **sent)
    html = answer.content.decode()
    assert (answer.status_code, says in html) == (422, True)
    assert (sent.get("shows", "All were read.") in html, "browsers do not keep it" in html) == (True, True)
    assert not EvidenceFile.objects.exists()
    assert not AuditEntry.objects.filter(act=Act.EVIDENCE_ADDED).exists()


def test_a_file_that_is_too_large_is_refused_and_a_large_one_is_let_through(page, update, settings):
    settings.EVIDENCE_MB = 3
    large = b"%PDF-" + b"0" * 2_900_000  # more than any other form may send
    assert add(page, update, content=large).status_code == 302
    answer = add(page, update, content=large + b"0" * 200_000)
    assert (answer.status_code, "larger than 3 MB" in answer.content.decode()) == (422, True)
    assert EvidenceFile.objects.count() == 1


def test_an_update_has_ten_at_most(page, update):
    for number in range(files.MOST):
        kept(update, b"Notes %d" % number)
    answer = add(page, update)
    assert (answer.status_code, "as many as one can have" in answer.content.decode()) == (422, True)
    assert EvidenceFile.objects.count() == files.MOST


def test_only_who_recorded_the_update_adds_to_it_while_it_counts(client, page, update):
    client.force_login(make_officer())
    assert add(client, update).status_code == 404
    client.force_login(update.by)
    corrections.withdraw(update, by=update.by, because="By mistake.")
    assert add(page, update).status_code == 404
    assert not EvidenceFile.objects.exists()


# Giving it out


def test_a_file_goes_out_as_a_download_that_no_browser_opens(client, update):
    file = kept(update)
    client.force_login(make_user(roles.MEMBER))
    answer = client.get(address("evidence_file", update, file.code))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="audit.pdf"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert answer["Cache-Control"] == "no-store"
    assert AuditEntry.objects.filter(act=Act.FILE).count() == 1


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_bytes_that_are_not_what_was_sent_are_never_given_out(client, update):
    """Somebody who owns the database takes the triggers away and changes the file."""
    from csc_tracker.database import ledgers

    file = kept(update)
    ledgers.drop_triggers(connection)
    EvidenceFile.objects.filter(pk=file.pk).update(content=b"%PDF-1.7 another")
    client.force_login(update.by)
    answer = client.get(address("evidence_file", update, file.code))
    assert (answer.status_code, "not as it was when it was added" in answer.content.decode()) == (404, True)
    assert changed_files() == [f"The evidence file {file.pk}, “audit.pdf”, is not as it came."]


def test_the_database_lets_nobody_change_a_file(update):
    file = kept(update)
    with pytest.raises(DatabaseError), transaction.atomic():
        EvidenceFile.objects.filter(pk=file.pk).update(content=b"another")
    with pytest.raises(DatabaseError), transaction.atomic():
        file.delete()


def test_who_may_not_read_what_is_exempt_gets_no_file_of_it(client, plan, officer):
    reader = let_read_exempt(make_officer(), plan)
    with seeing_everything(), made_from(make_exemption(plan)):
        closed = make_reported_action(make_priority(plan))
        update = make_update(closed, by=reader, words="Closed words.")
        file = kept(update)
        where = address("evidence_file", update, file.code) + f"?plan={plan.slug}"
    assert file.exemption_id is not None
    client.force_login(reader)
    assert client.get(where).status_code == 200
    client.force_login(officer)
    assert client.get(where).status_code == 404
    assert not EvidenceFile.objects.exists()


def test_what_is_closed_later_takes_its_file_its_comment_and_who_downloaded_it(client, plan, action, update):
    file, said = kept(update), make_comment(action, words="Closed words.")
    client.force_login(update.by)
    where = address("evidence_file", update, file.code)
    assert client.get(where).status_code == 200
    exemption = make_exemption(plan)
    with writing_alone(), seeing_everything():
        type(action)._base_manager.filter(pk=action.pk).update(exemption=exemption)
        close_with([action], exemption, None, TODAY)
    for record in (file, said):
        record.refresh_from_db()
        assert record.exemption == exemption
    assert client.get(where).status_code == 404
    with seeing_everything():
        acts = AuditEntry.objects.filter(act__in=[Act.FILE, Act.EVIDENCE_ADDED])
        assert list(acts.values_list("exempt_plan", flat=True)) == [plan.pk] * 2


def test_who_sees_the_plan_as_reported_gets_what_was_there_then(client, plan, action, update):
    plan.members_see = plan.MembersSee.REPORTED
    plan.save()
    before = kept(update)
    make_frozen_position(plan, last_sequence=update.sequence, frozen_at=timezone.now())
    after = kept(update, b"Added once it was reported.")
    later = make_update(action, by=update.by, words="Later.", sequence=update.sequence + 5)
    of_later = kept(later)
    client.force_login(make_user(roles.MEMBER))
    statuses = [
        client.get(address("evidence_file", of, file.code)).status_code
        for of, file in ((update, before), (update, after), (later, of_later))
    ]
    assert statuses == [200, 404, 404]
    client.force_login(update.by)
    assert client.get(address("evidence_file", update, after.code)).status_code == 200


# Removing


def test_who_added_it_removes_it_within_ten_minutes_and_it_says_so(page, update):
    file = kept(update)
    where = address("evidence_remove", update, file.code)
    assert "Remove it" in page.get(where).content.decode()
    refused = page.post(where, {"reason": " "})
    assert refused.status_code == 422
    assert page.post(where, {"reason": "It names a person."}).status_code == 302
    assert page.post(where, {"reason": "It names a person."}).status_code == 302  # sent twice
    file.refresh_from_db()
    assert (bytes(file.content), file.title, file.shows, file.name) == (b"", "", "", "")
    html = page.get(reverse("action", args=["P1.01"])).content.decode()
    assert ("A file was removed on" in html, "It names a person." in html, "Audit of files" in html) == (
        True,
        True,
        False,
    )
    assert page.get(address("evidence_file", update, file.code)).status_code == 404
    assert AuditEntry.objects.filter(act=Act.EVIDENCE_REMOVED).count() == 1
    assert add(page, update).status_code == 302  # the same file can come again
    assert page.get(address("evidence_file", update, file.code)).status_code == 200


def test_later_or_for_somebody_else_only_who_removes_words_can(client, update):
    file = kept(update)
    where = address("evidence_remove", update, file.code)
    client.force_login(make_user(roles.PROGRAMME))
    assert client.post(where, {"reason": "Mine."}).status_code == 422
    old = EvidenceFile(by=update.by, recorded_at=timezone.now() - timedelta(minutes=11))
    assert not files.may_remove(old, update.by)
    file.refresh_from_db()
    assert (bytes(file.content), file.removed_on) == (PDF, None)
    client.force_login(make_user(roles.ADMIN))
    assert client.post(where, {"reason": "It names a child."}).status_code == 302
    file.refresh_from_db()
    assert bytes(file.content) == b""


def test_files_go_with_the_words_of_their_update(update):
    file = kept(update)
    corrections.blank_words(update, by="An admin", on=TODAY, because="It named a child.")
    file.refresh_from_db()
    assert (bytes(file.content), file.title, file.removed_because) == (b"", "", "It named a child.")
    assert files.why_not_added(update, [update], update.by) != ""


def test_an_erasure_takes_files_of_the_update_and_what_quotes_it_elsewhere(action, update, officer):
    quoted = make_update(action, by=officer, words="Another.", recorded_at=timezone.now())
    of_it, elsewhere = (
        kept(update),
        kept(quoted, b"Of another update.", shows="Jane Roe was placed out of area in May."),
    )
    said = make_comment(action, words="See: Jane Roe was placed out of area in May.")
    left = kept(quoted, b"Nothing of it.", shows="The rota.")
    update = make_update(action, by=officer, words="Jane Roe was placed out of area in May.")
    own = kept(update, b"Jane Roe.")
    first, second = (make_user(roles.ADMIN, is_staff=True) for _ in range(2))
    erase(propose_erasure(update, by=first, on=TODAY, reason="It names a child."), by=second, on=TODAY)
    contents = []
    for file in (of_it, elsewhere, left, own):
        file.refresh_from_db()
        contents.append(bytes(file.content))
    assert contents == [PDF, b"", b"Nothing of it.", b""]
    said.refresh_from_db()
    assert (said.words, said.removed_by) == ("", str(second))


# The virus scanner


class Scanner:
    """A stand-in for clamd on loopback: it speaks its protocol and gives one answer, or hangs up."""

    def __init__(self, answer):
        self.answer, self.received = answer, b""
        self.server = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    @property
    def address(self):
        return f"127.0.0.1:{self.server.getsockname()[1]}"

    def _serve(self):
        asked, _ = self.server.accept()
        with asked, asked.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while size := struct.unpack("!L", stream.read(4))[0]:
                self.received += stream.read(size)
            asked.sendall(self.answer)
        self.server.close()


@pytest.fixture
def scanner(settings):
    made = []

    def start(answer):
        made.append(Scanner(answer))
        settings.CLAMD = made[-1].address
        return made[-1]

    yield start
    for each in made:
        each.thread.join(5)
        each.server.close()


def test_a_file_that_the_scanner_finds_clean_is_kept(page, update, scanner):
    clean = scanner(b"stream: OK\0")
    content = b"%PDF-" + b"a" * 150_000  # of several pieces
    assert add(page, update, content=content).status_code == 302
    clean.thread.join(5)
    assert clean.received == content


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (b"stream: Eicar-Test-Signature FOUND\0", clamd.FOUND),
        (b"INSTREAM size limit exceeded. ERROR\0", clamd.NOT_SCANNED),
        (b"something else\0", clamd.NOT_SCANNED),
        (b"", clamd.NOT_SCANNED),
    ],
    ids=["found", "too large for it", "no answer that is known", "hung up"],
)
def test_what_the_scanner_does_not_find_clean_is_not_kept(page, update, scanner, answer, says):
    scanner(answer)
    refused = add(page, update)
    assert (refused.status_code, says in refused.content.decode()) == (422, True)
    assert "All were read." in refused.content.decode()
    assert not EvidenceFile.objects.exists()


def test_where_the_scanner_cannot_be_reached_nothing_is_kept(page, update, settings):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        settings.CLAMD = f"127.0.0.1:{closed.getsockname()[1]}"
    assert clamd.NOT_SCANNED in add(page, update).content.decode()
    settings.CLAMD = "/nowhere/clamd.ctl"
    assert clamd.NOT_SCANNED in add(page, update).content.decode()
    assert not EvidenceFile.objects.exists()
