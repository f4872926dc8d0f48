"""Erasing what was wrongly loaded: its words and bytes are nowhere in the database any more, and a tombstone is left."""

import hashlib
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from actions.models import Action, ProgressUpdate
from actions.updating.corrections import blank_words
from csc_tracker.audit.checking import faults_in_ledger
from csc_tracker.audit.entries import Act, AuditEntry, FieldChange
from csc_tracker.audit.recording import record_act
from csc_tracker.database import ledgers
from csc_tracker.models import Draft, Session
from csc_tracker.people import roles
from csc_tracker.people.sessions import SessionStore
from csc_tracker.people.sight import seeing, seeing_everything
from inspections.loading.reading.passages import Format, Paper
from inspections.loading.reading.passages import Passage as PaperPassage
from inspections.loading.recognising.proposals import Proposal, ProposalKind
from inspections.loading.review import intake
from inspections.loading.review.acceptance import NotAccepted
from inspections.loading.review.accepting import accept
from inspections.loading.review.deciding import correct, decide
from inspections.loading.review.exempting import say_open
from inspections.loading.review.intake import receive, save_reading
from inspections.loading.review.undoing import undo
from inspections.models import (
    Citation,
    Erasure,
    FrozenRecord,
    Loading,
    PaperFile,
    Passage,
    ProposedErasure,
    Report,
    WordsChange,
)
from inspections.reporting.freezing import freeze, verify
from inspections.scrutiny.papers.erasing import drop_proposal, erase, faults_of_erasures, propose_erasure
from priorities.models import Exemption, Post, made_from
from tests.exempt.everything import make_everything
from tests.inspections.test_freezing import AGREED
from tests.making import (
    TODAY,
    let_read_exempt,
    make_exemption,
    make_plan,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
)
from tests.making_loading import REPORT_DAY, accept_all, make_loading, read_action, read_report
from tests.making_scrutiny import (
    MOMENT,
    make_answer,
    make_citation,
    make_committee,
    make_item,
    make_meeting,
    make_passage,
    make_report,
    make_resolution,
)

pytestmark = pytest.mark.django_db
CHILD = "Quorlwyx Ffaraday"
SENTENCE = f"The case of {CHILD} was closed in March."
WHY = "It names a child."


@pytest.fixture
def people():
    return [make_user(roles.ADMIN, username=name, is_staff=True) for name in ("ann", "bob")]


@pytest.fixture
def plan():
    plan = make_plan(slug="the-plan")
    make_priority(plan, number=1, words="Keep children safe.")
    return plan


@pytest.fixture
def meeting(plan):
    return make_meeting(TODAY, make_committee(plan), considered=plan)


def everywhere():
    """All that the database holds, as {table: text}."""
    held = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            held[table] = " ".join(map(_text, (value for row in cursor.fetchall() for value in row)))
    return held


def _text(value):
    return bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)


def tables_with(words):
    return [table for table, text in everywhere().items() if words in text]


@pytest.fixture
def report(plan, people, meeting):
    """A paper that was loaded, corrected, accepted, updated, frozen and put on record, all with the child's name."""
    proposals = [
        read_report(title=f"Report on {CHILD} and others"),
        read_action(SENTENCE, 1, number=1, passage=2),
        read_action("Train every manager.", 1, number=2, passage=3),
    ]
    texts = ("A heading", SENTENCE, "Train every manager.")
    loading = make_loading(plan, proposals, texts, content=SENTENCE.encode(), address="https://example.org/Quorlwyx")
    fixed = loading.proposals.get(passage=2)
    correct(fixed, f"{SENTENCE} It is over.", fixed.fields, by=people[0])
    accept_all(loading)
    acceptance = accept(loading, by=people[0], on=REPORT_DAY)
    action = Action.objects.get(words__contains=CHILD)
    WordsChange.objects.create(action=action, acceptance=acceptance, before=SENTENCE, after="Other.", on=TODAY)
    record_act(Act.CHANGED, about=action, changes=[FieldChange("Words", SENTENCE, "Other.")])
    freeze(plan, meeting, AGREED, by=people[0], on=TODAY)
    return Report.objects.get()


def test_the_words_of_an_erased_paper_are_nowhere(report, people, plan):
    first, second = people
    assert len(tables_with(CHILD)) >= 9
    sha256 = report.sha256
    erase(propose_erasure(report, by=first, on=TODAY, reason=WHY), by=second, on=TODAY)
    assert tables_with("Quorlwyx") == []
    assert [bytes(file.content) for file in PaperFile.objects.all()] == [b""]
    erasure = Erasure.objects.get()
    assert (erasure.proposal.proposed_by, erasure.by, erasure.on, erasure.sha256) == (first, second, TODAY, sha256)
    assert Passage.objects.get(order=2).words == "Erased on 14 January 2020. It names a child."
    assert Action.objects.count() == 2
    assert list(faults_in_ledger()) == []


def test_a_frozen_position_says_what_was_erased_of_it_and_its_checksum_still_holds(report, people, client):
    position = FrozenRecord.objects.first().position
    whole = position.files.count()
    erase(propose_erasure(report, by=people[0], on=TODAY, reason=WHY), by=people[1], on=TODAY)
    assert verify(position)
    assert position.files.filter(erasure__isnull=False).count() == whole
    client.force_login(make_user(roles.MEMBER))
    answer = client.get(f"/positions/{position.code}/?plan=the-plan")
    assert answer.status_code == 200
    assert "Erased on 14 January 2020. It names a child." in answer.content.decode()
    for address in (
        f"/positions/{position.code}/actions/",
        *(f"/positions/{position.code}/{k}/" for k in ("pdf", "xlsx")),
    ):
        assert client.get(address, {"plan": "the-plan"}).status_code in (200, 404), address


def test_the_paper_says_that_it_was_erased_and_cannot_be_loaded_again(report, people, client, plan):
    erase(propose_erasure(report, by=people[0], on=TODAY, reason=WHY), by=people[1], on=TODAY)
    client.force_login(make_user(roles.MEMBER))
    report.refresh_from_db()
    page = client.get(f"/reports/{report.slug}/", {"plan": "the-plan"}).content.decode()
    assert "Erased on 14 January 2020. It names a child." in page
    assert client.get(f"/reports/{report.slug}/file/", {"plan": "the-plan"}).status_code == 404
    with pytest.raises(ValidationError, match="Erased on 14 January 2020"):
        receive(SENTENCE.encode(), "again.txt", by=None, on=TODAY, plan=plan, is_open=True)


def test_one_passage_goes_and_the_rest_of_the_paper_stays(report, people):
    passage = Passage.objects.get(order=2)
    sha256 = hashlib.sha256(SENTENCE.encode()).hexdigest()
    erase(propose_erasure(passage, by=people[0], on=TODAY, reason=WHY), by=people[1], on=TODAY)
    assert tables_with(SENTENCE) == []
    assert Erasure.objects.get().sha256 == sha256
    assert Passage.objects.get(order=3).words == "Train every manager."
    assert Action.objects.filter(words="Train every manager.").exists()


def test_a_record_that_another_paper_gives_too_keeps_its_words(people):
    action = make_reported_action(make_priority(), words="Train every manager of a team.")
    report, other = make_report(), make_report()
    passage = make_passage(report, words="Train every manager of a team.")
    make_citation(passage, action=action)
    make_citation(make_passage(other, words="Train every manager of a team."), action=action)
    erase(propose_erasure(passage, by=people[0], on=TODAY, reason=WHY), by=people[1], on=TODAY)
    action.refresh_from_db()
    assert action.words == "Train every manager of a team."


def test_a_file_that_was_loaded_and_not_saved_to_the_plan_goes(plan, people):
    loading = make_loading(plan, [read_action(SENTENCE, 1)], (SENTENCE,), content=SENTENCE.encode())
    erase(propose_erasure(loading, by=people[0], on=TODAY, reason=WHY), by=people[1], on=TODAY)
    assert tables_with("Quorlwyx") == []
    assert str(Loading.objects.get()) == "An erased file"


def test_the_words_of_an_update_go_from_what_was_frozen_too(plan, meeting, people):
    action = make_reported_action(plan.priorities.get())
    update = make_update(action, stage="under_way", rating="off_track", words=SENTENCE, by=people[0], source="officer")
    freeze(plan, meeting, AGREED, by=people[0], on=TODAY)
    assert len(tables_with(CHILD)) >= 2
    erase(propose_erasure(update, by=people[0], on=TODAY, reason=WHY), by=people[1], on=TODAY)
    assert tables_with("Quorlwyx") == []
    assert ProgressUpdate.objects.get(pk=update.pk).rating == "off_track"


def test_it_takes_two_people_and_a_reason(people):
    first, second = people
    report = make_report()
    with pytest.raises(ValidationError, match="Say why it must go"):
        propose_erasure(report, by=first, on=TODAY, reason=" ")
    proposal = propose_erasure(report, by=first, on=TODAY, reason=WHY)
    with pytest.raises(ValidationError, match="has been proposed already"):
        propose_erasure(report, by=second, on=TODAY, reason=WHY)
    with pytest.raises(ValidationError, match="A second person confirms an erasure"):
        erase(proposal, by=first, on=TODAY)
    drop_proposal(proposal, by=second, on=TODAY)
    assert AuditEntry.objects.get(act=Act.ERASURE_DROPPED).by == second
    with pytest.raises(ValidationError, match="given up already"):
        drop_proposal(proposal, by=first, on=TODAY)
    with pytest.raises(ValidationError, match="erased or given up meanwhile"):
        erase(proposal, by=second, on=TODAY)
    again = propose_erasure(report, by=second, on=TODAY, reason=WHY)
    erase(again, by=first, on=TODAY)
    with pytest.raises(ValidationError, match="cannot be taken back"):
        drop_proposal(again, by=second, on=TODAY)
    with pytest.raises(ValidationError, match="It was erased on 14 January 2020"):
        propose_erasure(report, by=second, on=TODAY, reason=WHY)


def test_two_admins_erase_in_admin_and_it_is_on_record(client, people):
    first, second = people
    report = make_report(title="Wrongly loaded")
    client.force_login(first)
    answer = client.post(reverse("admin:inspections_proposederasure_add"), {"report": report.pk, "reason": WHY})
    assert answer.status_code == 302
    listed = reverse("admin:inspections_proposederasure_changelist")
    confirm = {"action": "confirm", "_selected_action": ProposedErasure.objects.get().pk}
    assert "A second person confirms" in client.post(listed, confirm, follow=True).content.decode()
    client.force_login(second)
    assert "Backups still hold it" in client.post(listed, confirm, follow=True).content.decode()
    with seeing_everything():
        acts = AuditEntry.objects.filter(act__in=[Act.ERASURE_PROPOSED, Act.ERASED]).order_by("number")
        assert [(entry.by, entry.words) for entry in acts] == [(first, WHY), (second, "")]
    two = {"report": report.pk, "passage": make_passage().pk, "reason": WHY}
    page = client.post(reverse("admin:inspections_proposederasure_add"), two).content.decode()
    assert "Choose one thing to erase" in page


@pytest.mark.parametrize("role", [roles.MEMBER, roles.OFFICER, roles.PROGRAMME])
def test_nobody_but_an_admin_erases(client, role):
    client.force_login(make_user(role, is_staff=True))
    assert client.get(reverse("admin:inspections_proposederasure_add")).status_code == 403


def erased(target, people):
    erase(propose_erasure(target, by=people[0], on=TODAY, reason=WHY), by=people[1], on=TODAY)


def loaded(plan, people, *proposals, texts=(SENTENCE,), title="Report on all of them"):
    """A paper that was loaded and accepted."""
    loading = make_loading(plan, [read_report(title=title), *proposals], texts, content=SENTENCE.encode())
    accept_all(loading)
    return accept(loading, by=people[0], on=REPORT_DAY)


@pytest.mark.parametrize("again", [False, True])
def test_a_paper_whose_acceptance_was_undone_goes_too(plan, people, again):
    acceptance = loaded(plan, people, read_action(SENTENCE, 1))
    undo(acceptance, by=people[0], on=TODAY, because="It was too early.")
    loading = Loading.objects.get()
    if again:
        accept_all(loading)
        accept(loading, by=people[0], on=REPORT_DAY)
    erased(Report.objects.get() if again else loading, people)
    assert tables_with("Quorlwyx") == []


def test_a_post_that_the_paper_named_has_a_receipt_and_says_nothing_of_its_title(plan, people):
    loaded(plan, people, read_action("Do it well.", 1, lead="Head of Service"), title=f"Report on {CHILD}")
    [receipt] = Post.objects.get().citations.all()
    assert (receipt.passage.report, receipt.made, Post.objects.get().source_note) == (Report.objects.get(), True, "")
    erased(Report.objects.get(), people)
    assert tables_with("Quorlwyx") == []


def test_the_words_by_which_a_paper_said_that_it_is_exempt_go(plan, people):
    for person in people:
        let_read_exempt(person, plan)
    words = f"Exempt: {SENTENCE}"
    with seeing([plan.pk]):
        loading = make_loading(plan, [read_report(exempt_words=words)], (words,), content=SENTENCE.encode())
        accept_all(loading)
        accept(loading, by=people[0], on=REPORT_DAY)
        erased(Report.objects.get(), people)
    assert tables_with("Quorlwyx") == []


def test_a_record_of_several_passages_loses_the_words_of_the_one_that_goes(plan, people):
    progress = f"{CHILD} is well now, they say."
    fields = {"priority": 1, "stage": "planned", "periods": [], "lead": None, "due_from": None, "progress": progress}
    row = Proposal(ProposalKind.ACTION, "Train every manager.", 1, fields, 0.9, "The test says so.", also=(2, 3))
    loaded(plan, people, row, texts=("Train every manager.", progress, "March 2020"))
    erased(Passage.objects.get(order=2), people)
    assert tables_with("Quorlwyx") == []
    assert Action.objects.get().words == "Train every manager."
    erased(Passage.objects.get(order=1), people)
    assert Action.objects.get().words == "Erased on 14 January 2020. It names a child."


def test_a_heading_that_is_the_title_goes_from_the_title(plan, people):
    title = f"Report on {CHILD} and all the others"
    loaded(plan, people, texts=(title, "Other words."), title=title)
    erased(Passage.objects.get(order=1), people)
    assert [table for table, text in everywhere().items() if "quorlwyx" in text.casefold()] == []


def test_an_answer_in_the_papers_own_words_goes(people):
    passage = make_passage(words=SENTENCE)
    answer = make_answer(make_resolution(), TODAY, words=SENTENCE, paper=passage.report)
    erased(passage, people)
    answer.refresh_from_db()
    assert answer.words == "Erased on 14 January 2020. It names a child."


def test_the_name_of_its_file_and_its_address_go_from_the_ledger(client, plan, people):
    loaded(plan, people, title=f"On {CHILD}")
    report, loading = Report.objects.get(), Loading.objects.get()
    record_act(Act.FILE, name="Quorlwyx.pdf", words=f"/reports/{report.slug}/file/?plan=the-plan")
    record_act(Act.FILE, name="Quorlwyx.pdf", words=f"/admin/inspections/loading/{loading.pk}/file/")
    record_act(Act.FILE, name="paper.txt", words="/reports/another/file/")
    erased(report, people)
    assert [table for table, text in everywhere().items() if "quorlwyx" in text.casefold()] == []
    assert AuditEntry.objects.get(act=Act.FILE, details_erased_at=None).name == "paper.txt"


@pytest.mark.parametrize(
    "words", ["Quorlwyx left", 'A "q" \\ Quorlwyx <b> & \u2019 \r\n\u00a0left the\tplace', f"{SENTENCE} " * 30]
)
def test_copies_are_found_however_they_are_written(plan, meeting, people, words):
    action = make_reported_action(plan.priorities.get())
    update = make_update(action, stage="under_way", words=words, by=people[0])
    freeze(plan, meeting, AGREED, by=people[0], on=TODAY)
    erased(update, people)
    assert tables_with("Quorlwyx") == []


def test_what_only_begins_alike_or_stands_elsewhere_too_stays(plan, meeting, people):
    alike = "The service will make sure, by working with partners, that"
    words = [f"{alike} every manager is trained.", f"{alike} nobody waits."]
    for each in words:
        record_act(Act.CHANGED, about=make_reported_action(plan.priorities.get(), words=each), words=each)
    position = freeze(plan, meeting, AGREED, by=people[0], on=TODAY)
    report, title = make_report(item=make_item(meeting)), "Keep children safe."
    held = make_meeting(TODAY, date_words=meeting.date_words)
    for order, each in enumerate((f"{alike} {CHILD} is safe.", plan.title, title, words[0]), 1):
        make_passage(report, order=order, words=each, column_heading="")
    make_citation(report.passages.first(), meeting=held)
    erased(report, people)
    held.refresh_from_db()
    assert held.date_words == meeting.date_words
    assert not FrozenRecord.objects.filter(erasure__isnull=False).exists()
    assert not position.files.filter(erasure__isnull=False).exists()
    assert not AuditEntry.objects.exclude(details_erased_at=None).exists()


def test_who_may_not_read_a_part_of_it_erases_nothing_of_it(client, plan, meeting, people):
    report = make_report(make_item(meeting))
    opened = make_passage(report)
    with seeing_everything(), made_from(make_exemption(plan)):
        make_passage(report, words=SENTENCE)
    client.force_login(people[0])
    for field, target in (("report", report), ("passage", opened)):
        values = {field: target.pk, "reason": WHY}
        page = client.post(reverse("admin:inspections_proposederasure_add"), values).content.decode()
        assert "You cannot erase this. Ask another admin." in page
    proposal = propose_erasure(report, by=let_read_exempt(people[0], plan), on=TODAY, reason=WHY)
    with pytest.raises(ValidationError, match="Ask another admin"):
        erase(proposal, by=people[1], on=TODAY)
    erase(proposal, by=let_read_exempt(people[1], plan), on=TODAY)
    assert tables_with("Quorlwyx") == []


def test_a_record_of_every_kind_that_a_paper_gives_can_be_erased(plan, people):
    everything = make_everything(plan, "Quorlwyx", people[0], first=7)
    kinds = ("plan", "priority", "post", "action", "period", "inspection", "judgement", "finding", "committee")
    report = everything["report"]
    for name in (*kinds, "meeting", "item", "resolution", "answer", "measure", "value"):
        for record in Citation._meta.get_field(name).related_model.objects.all():
            make_citation(make_passage(report, words=f"Quorlwyx passage of {name}."), **{name: record})
    meeting = make_meeting(TODAY)
    make_citation(make_passage(report, words="Quorlwyx passage of a meeting."), meeting=meeting)
    erased(report, people)
    assert [each.words for each in Action.objects.all()] == ["Erased on 14 January 2020. It names a child."]


def test_an_update_that_was_blanked_before_goes_from_what_was_frozen_too(plan, meeting, people):
    action = make_reported_action(plan.priorities.get())
    update = make_update(action, stage="under_way", rating="off_track", words=SENTENCE, by=people[0], source="officer")
    freeze(plan, meeting, AGREED, by=people[0], on=TODAY)
    blank_words(update, by="ann", on=TODAY, because="It names a child.")
    assert tables_with(CHILD) != []
    erase(propose_erasure(update, by=people[0], on=TODAY, reason=WHY), by=people[1], on=TODAY)
    assert tables_with("Quorlwyx") == []


def faults():
    return [*faults_in_ledger(), *faults_of_erasures()]


def as_the_owner(sql, *values):
    """What the owner of the database can do, whose triggers hold nobody up who owns them."""
    ledgers.drop_triggers(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_an_erasure_that_two_people_made_has_no_fault(report, people):
    erased(report, people)
    assert faults() == []


def test_details_that_no_erasure_removed_are_noticed(people):
    entry = record_act(Act.FILE, by=people[0], name="briefing.pdf")
    as_the_owner(
        "UPDATE csc_tracker_auditentry SET details = '', details_erased_at = '2020-01-14T10:00:00Z' WHERE id = %s",
        entry.pk,
    )
    [fault] = faults()
    assert fault == f"The details of entry {entry.number} of the audit ledger were removed, and no erasure did it."


def test_a_tombstone_that_nobody_made_is_noticed(people):
    proposal = propose_erasure(make_report(), by=people[0], on=TODAY, reason=WHY)
    erasure = Erasure.objects.create(proposal=proposal, by=people[1], on=TODAY, at=MOMENT, sha256="0" * 64)
    assert faults() == [f"Erasure {erasure.pk} is not in the audit ledger."]


def test_what_hides_behind_another_erasure_is_noticed(report, people):
    erased(report, people)
    other, erasure = make_passage(make_report(), words="Other."), Erasure.objects.get()
    as_the_owner("UPDATE inspections_passage SET erasure_id = %s, words = '' WHERE id = %s", erasure.pk, other.pk)
    assert faults() == [f"Erasure {erasure.pk} did not empty what says so now."]


@pytest.mark.parametrize("act", [Act.FILE, Act.ERASED])
def test_an_entry_that_hides_behind_an_erasure_is_noticed(report, people, act):
    record_act(Act.FILE, by=people[0], name="briefing.pdf")
    erased(report, people)
    erasure, entry = Erasure.objects.get(), AuditEntry.objects.filter(act=act).last()
    as_the_owner(
        "UPDATE csc_tracker_auditentry SET details = '', details_erased_at = %s WHERE id = %s", erasure.at, entry.pk
    )
    assert faults() == [f"Erasure {erasure.pk} did not empty what says so now."]


def test_the_reasons_of_a_paper_that_was_read_again_and_never_saved_go_too(plan, people):
    for person in people:
        let_read_exempt(person, plan)
    words = f"Exempt: {SENTENCE}"
    with seeing([plan.pk]):
        loading = make_loading(plan, [read_report(exempt_words=words)], (words,), content=SENTENCE.encode())
        first = loading.exemption
        save_reading(loading, Paper((PaperPassage(1, "paragraph", words),), Format.TEXT), [], REPORT_DAY)
        assert Exemption.objects.get() == first  # the same for the same words
        erased(loading, people)
    assert tables_with("Quorlwyx") == []


def test_forms_that_wait_for_a_sign_in_lose_what_is_erased(client, report, people):
    for words in (SENTENCE, "Another paper."):
        session = SessionStore()
        session["saved_forms"] = {"/actions/P1.01/update/": {"fields": {"words": [words]}, "ended": True}}
        session.save()
    erased(report, people)
    saved = [
        form for session in Session.objects.all() for form in session.get_decoded().get("saved_forms", {}).values()
    ]
    assert [each["fields"]["words"] for each in saved] == [["Another paper."]]


def test_drafts_lose_what_is_erased(report, people):
    for number, words in enumerate((SENTENCE, "Another paper.")):
        fields = {"number": uuid4(), "fields": {"words": [words]}, "begun_at": MOMENT, "kept_at": MOMENT}
        Draft.objects.create(person=people[0], form=f"/actions/P1.0{number}/update/", **fields)
    erased(report, people)
    assert [draft.fields["words"] for draft in Draft.objects.all()] == [["Another paper."]]


def test_who_may_not_erase_is_not_the_second_person(people):
    proposal = propose_erasure(make_report(), by=people[0], on=TODAY, reason=WHY)
    for second in (make_user(roles.OFFICER), make_user(roles.ADMIN, is_active=False)):
        with pytest.raises(ValidationError, match="Ask another admin"):
            erase(proposal, by=second, on=TODAY)
    assert not Erasure.objects.exists()


def test_who_may_no_longer_propose_an_erasure_is_not_one_of_the_two(people):
    proposal = propose_erasure(make_report(), by=people[0], on=TODAY, reason=WHY)
    people[0].is_active = False
    people[0].save()
    with pytest.raises(ValidationError, match="may not do so any more"):
        erase(proposal, by=people[1], on=TODAY)
    assert not Erasure.objects.exists()


def test_what_is_made_while_something_is_erased_is_not_kept(report, people, meeting, plan):
    def progress(doing, done, total):
        if doing == "Saving it":
            erased(report, people)

    with pytest.raises(ValidationError, match="erased while this was made"):
        freeze(plan, meeting, AGREED, by=people[0], on=TODAY, progress=progress)
    assert tables_with("Quorlwyx") == []


def test_two_erasures_of_one_paper_agree_with_the_ledger(report, people):
    passage = report.passages.order_by("order")[1]
    for target in (passage, report):
        erase(propose_erasure(target, by=people[0], on=TODAY, reason=WHY), by=people[1], on=TODAY)
        assert faults() == []


def test_what_is_erased_while_it_is_read_stays_erased(plan, people, monkeypatch):
    loading = receive(
        f"# A report\n\n{SENTENCE}".encode(), "report.txt", by=people[0], on=TODAY, plan=plan, is_open=True
    )
    let_read_exempt(people[0], plan)
    before = intake.compare

    def compare_slowly(*given, **more):
        erase(propose_erasure(loading, by=people[0], on=TODAY, reason=WHY), by=people[1], on=TODAY)
        return before(*given, **more)

    monkeypatch.setattr(intake, "compare", compare_slowly)
    intake.read_loading(loading, TODAY)
    assert tables_with(CHILD) == []
    with seeing_everything():
        assert Loading.objects.get().failure == "It was erased while it was read."


def test_a_paper_that_was_erased_is_not_saved_to_the_plan(plan, people):
    loading = make_loading(plan, [read_report(title=f"Report on {CHILD}")], (SENTENCE,), content=SENTENCE.encode())
    accept_all(loading)
    erase(propose_erasure(loading, by=people[0], on=TODAY, reason=WHY), by=people[1], on=TODAY)
    with pytest.raises(NotAccepted, match="erased meanwhile"):
        accept(loading, by=people[0], on=REPORT_DAY)


NAME = "Quorlwyx Ffaraday"
HEADED = f"""# Minutes of the Children’s Select Committee

Meeting held on 14 January 2020

## 4. Improvement plan

RESOLVED: That the report be noted.

## 5. The case of {NAME} of Elm Road

The panel heard what the officers did in the spring.

RESOLVED: That the officers report again in March 2020.

| Action of the {NAME} panel review | Lead |
|---|---|
| Do the first thing for every child in care | Director |
| Do another thing for every child in care | Director |
"""


def read_text(plan, people, text=HEADED, name="paper.md", other=None):
    """A paper that was loaded as open and read by its own words."""
    loading = receive(text.encode(), name, by=people[0], on=TODAY, plan=other or plan, is_open=True)
    intake.read_loading(loading, TODAY)
    loading.refresh_from_db()
    return loading


@pytest.mark.parametrize("place", [0, 1])
def test_the_same_file_that_was_loaded_twice_goes_each_time(plan, people, place, read_in_process):
    two = [read_text(plan, people), read_text(plan, people, other=make_plan())]
    proposal = propose_erasure(two[place], by=people[0], on=TODAY, reason="Wrong.")
    erase(proposal, by=people[1], on=TODAY)
    assert tables_with(NAME) == []


@pytest.mark.parametrize("words", [f"The case of {NAME} of Elm Road", f"Action of the {NAME} panel review"])
def test_a_heading_goes_from_all_that_stands_under_it(plan, people, words, read_in_process):
    other = f"The case of {NAME} of Elm Road" if words.startswith("Action") else f"Action of the {NAME} panel review"
    loading = read_text(plan, people, HEADED.replace(other, "Action"))
    decide(loading.proposals.exclude(kind="action"), "accepted", by=people[0])
    accept(Loading.objects.get(pk=loading.pk), by=people[0], on=TODAY)
    assert tables_with(NAME) != []
    erased(Passage.objects.get(words=words), people)
    assert tables_with(NAME) == []


def test_a_form_that_was_open_does_not_bring_erased_words_back(client, plan, people, read_in_process):
    loading = read_text(plan, people, HEADED.replace("report again", f"report on {NAME} again"))
    proposal = loading.proposals.filter(text__contains=NAME).first()
    text, fields = proposal.text, proposal.fields
    erased(loading, people)
    with pytest.raises(ValidationError, match="was erased meanwhile"):
        correct(proposal, text, fields, by=people[0])
    client.force_login(people[0])
    address = f"/admin/inspections/loading/proposals/{proposal.pk}/"
    assert client.get(address).status_code == 404
    client.post(address, {"text": text})
    assert tables_with(NAME) == []


def saved(plan, people, words, title):
    """A paper with one action, saved to the plan."""
    loading = make_loading(plan, [read_report(title=title), read_action(words)], [words])
    accept_all(loading)
    accept(Loading.objects.get(pk=loading.pk), by=people[0], on=REPORT_DAY)


def test_what_an_admin_typed_into_a_proposal_goes_with_its_update(plan, people):
    words = "Train every manager in the service to supervise social workers well."
    saved(plan, people, words, "First")
    second = make_loading(plan, [read_report(title="Second"), read_action(words, progress="Work has begun.")], [words])
    proposal = second.proposals.get(kind="action")
    correct(proposal, words, proposal.fields | {"progress": f"Work has begun and {NAME} was moved."}, by=people[0])
    accept_all(second)
    accept(Loading.objects.get(pk=second.pk), by=people[0], on=TODAY)
    erased(ProgressUpdate.objects.get(words__contains=NAME), people)
    assert tables_with(NAME) == []
    assert list(faults_of_erasures()) == []


def test_words_before_go_from_the_proposals_of_another_paper(plan, people):
    beginning = "Train every manager in the service to supervise social workers"
    texts = (f"{beginning} well.", f"{beginning} of {NAME} well.", f"{beginning} very well.")
    for number, text in enumerate(texts):
        saved(plan, people, text, f"Plan {number}")
    report = Report.objects.get(title="Plan 1")
    third = Loading.objects.order_by("pk").last().proposals.get(kind="action")
    third.fields["words_before"] = texts[1]  # as an earlier version kept them
    third.save()
    erased(report, people)
    assert tables_with(NAME) == []


def test_nobody_says_of_what_was_erased_meanwhile_that_it_is_open(plan, people, read_in_process):
    loading = read_text(plan, people, f"# Review\n\nAppendix B is exempt: {NAME}.\n\nAll is well in the service.")
    assert loading.unanswered_signs
    erased(loading, people)
    with pytest.raises(ValidationError, match="erased meanwhile"):
        say_open(loading, by=people[0], because="It is open.")
    assert tables_with(NAME) == []
