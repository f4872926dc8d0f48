"""Erasing a paper, a file, a passage or an update that was wrongly loaded: its words and bytes go everywhere.

UK GDPR, article 17 and article 5(1)(c): what should never have been here must be removable, also from what is otherwise
never changed. What remains is a tombstone (`Erasure`): who, when, why and the old checksum.
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from actions.evidence.files import remove_files
from actions.models import Action, Comment, EvidenceFile, ProgressUpdate
from actions.talking.comments import empty_words
from actions.updating.corrections import blank_words
from csc_tracker.audit.entries import Act, AuditEntry, FieldChange
from csc_tracker.audit.recording import erase_details, record_act
from csc_tracker.database.writing import locked, writing_alone
from csc_tracker.models import User
from csc_tracker.pages.form_recovery import remove_forms
from csc_tracker.pages.wording import in_words
from csc_tracker.people.sight import seeing_everything
from csc_tracker.spreadsheets.previews import remove_previews
from inspections.models import (
    AgendaItem,
    Answer,
    BackgroundJob,
    Citation,
    Erasure,
    FrozenFile,
    FrozenRecord,
    Loading,
    MemberQuestion,
    PaperFile,
    Passage,
    Proposal,
    ProposalDecision,
    ProposedErasure,
    Report,
    WordsChange,
)
from inspections.models.papers import RECORDS
from inspections.scrutiny.papers.closed_words import ClosedWords
from inspections.scrutiny.papers.erased_words import ErasedWords, comparable, holds_words, texts_in
from priorities.models import Exemption, plans_readable_by

ASK_ANOTHER = "You cannot erase this. Ask another admin."


@writing_alone()
def propose_erasure(target: Report | Loading | Passage | ProgressUpdate, *, by: User, on: date, reason: str) -> Any:
    """Propose to erase something; nothing is erased before a second person confirms it. Returns the ProposedErasure.

    ValidationError ({question: sentence}) if it was proposed before, or no reason is given.
    """
    name = _field_of(target)
    if problems := problems_of_erasure(**{name: target}, reason=reason, by=by):
        raise ValidationError(problems)
    proposal = ProposedErasure.objects.create(**{name: target}, reason=reason.strip(), proposed_by=by, proposed_on=on)
    _record(Act.ERASURE_PROPOSED, proposal, by)
    return proposal


def problems_of_erasure(*, reason: str, by: User, **targets: Any) -> dict[str, str]:
    """What stands in the way of proposing an erasure for this person, as {question: sentence}."""
    problems = {}
    chosen = {name: target for name, target in targets.items() if target is not None}
    if len(chosen) != 1:
        problems["__all__"] = "Choose one thing to erase: a paper, a file, a passage or an update."
    elif earlier := ProposedErasure.objects.filter(**chosen, dropped_on=None).first():
        erased = Erasure.objects.filter(proposal=earlier).first()
        problems[next(iter(chosen))] = (
            f"It was erased on {in_words(erased.on)}."
            if erased
            else "Its erasure has been proposed already. A second person confirms it."
        )
    elif _holds_unseen(next(iter(chosen.values())), by):
        problems[next(iter(chosen))] = ASK_ANOTHER
    if not reason.strip():
        problems["reason"] = "Say why it must go, without repeating what must be erased."
    return problems


@writing_alone()
def drop_proposal(proposal: ProposedErasure, *, by: User, on: date) -> None:
    """Give up a proposal; nothing is erased. ValidationError if it was confirmed or given up meanwhile."""
    proposal = locked(ProposedErasure.objects, proposal.pk)
    if Erasure.objects.filter(proposal=proposal).exists():
        raise ValidationError("It has been erased meanwhile, which cannot be taken back.")
    if proposal.dropped_on:
        raise ValidationError("It has been given up already.")
    proposal.dropped_on = on
    proposal.save(update_fields=["dropped_on"])
    _record(Act.ERASURE_DROPPED, proposal, by)


@writing_alone()
@seeing_everything()
def erase(proposal: ProposedErasure, *, by: User, on: date) -> Erasure:
    """Erase as the second person, for ever, and return the tombstone.

    What is frozen or made of a plan at the same time is not kept. ValidationError with a sentence if the same person
    proposed it, or it was erased or dropped meanwhile.
    """
    proposal = locked(ProposedErasure.objects, proposal.pk)
    if proposal.proposed_by_id == by.pk:
        raise ValidationError("A second person confirms an erasure. Ask another admin.")
    if proposal.dropped_on or Erasure.objects.filter(proposal=proposal).exists():
        raise ValidationError("It has been erased or given up meanwhile. Load the page again.")
    target, first = proposal.target, proposal.proposed_by
    if not (by.is_active and by.has_perm("inspections.erase")) or _holds_unseen(target, by):
        raise ValidationError(ASK_ANOTHER)
    if not (first.is_active and first.has_perm("inspections.erase")) or _holds_unseen(target, first):
        raise ValidationError("Whoever proposed it may not do so any more. Give the proposal up and propose it anew.")
    erasure = Erasure.objects.create(proposal=proposal, by=by, on=on, at=timezone.now(), sha256=_checksum(target))
    words = ErasedWords()
    if isinstance(target, ProgressUpdate):
        _erase_update(target, erasure, words)
    elif isinstance(target, Passage):
        for report in _papers_of(target.report.sha256):
            same = Passage.objects.filter(report=report, order=target.order, words=target.words)
            _erase_passages(report, same, erasure, words)
    else:
        _erase_papers(target, erasure, words)
    if not isinstance(target, ProgressUpdate):
        _erase_reasons(_sha256_of_file(target), words, erasure)
    _erase_copies(words, erasure)
    _record(Act.ERASED, proposal, by, erasure)
    return erasure


@seeing_everything()
def _holds_unseen(target, by):
    """Whether a paper or a file, or what a passage stands in, holds exempt matter that this person may not read."""
    if isinstance(target, ProgressUpdate):
        held = {target.exemption_id}
    else:
        sha256 = _sha256_of_file(target)
        held = set(Passage.objects.filter(report__in=_papers_of(sha256)).order_by().values_list("exemption", flat=True))
        for loading in Loading.objects.filter(file__sha256=sha256):
            held |= {loading.exemption_id, *(passage.get("exemption") for passage in loading.passages)}
    hidden = Exemption.objects.filter(pk__in=held - {None}, released_on=None)
    return hidden.exclude(plan__in=plans_readable_by(by)).exists()


def _sha256_of_file(target):
    """The checksum of the file of a paper, of a passage’s paper or of what was loaded."""
    if isinstance(target, Loading):
        return target.file.sha256
    return target.report.sha256 if isinstance(target, Passage) else target.sha256


def _record(act, proposal, by, erasure=None):
    """Record it; the entry of an erasure quotes nothing, so that no later erasure empties it."""
    target = proposal.target
    exempt = target.exemption.plan_id if getattr(target, "is_exempt", False) else None
    said: dict = {"words": proposal.reason}
    if erasure:
        said = {"name": f"Erasure {erasure.pk}", "changes": rows_erased(erasure)}
    record_act(act, by=by, about=proposal, exempt_plan=exempt, **said)


def rows_erased(erasure: Erasure) -> list[FieldChange]:
    """How many rows of each kind say that this erasure emptied them, entries of the audit ledger among them."""
    fields = [field for model in apps.get_models() for field in model._meta.fields if field.related_model is Erasure]
    numbers = {field.model: field.model._base_manager.filter(erasure=erasure).count() for field in fields}
    emptied = AuditEntry.objects.exclude(details_erased_at=None).values_list("details_erased_at", flat=True)
    numbers[AuditEntry] = list(emptied).count(erasure.at)
    numbers[Exemption] = Exemption.objects.filter(reason_erased_at=erasure.at).count()
    return [
        FieldChange(str(model._meta.verbose_name_plural).capitalize(), "", str(number))
        for model, number in sorted(numbers.items(), key=lambda item: item[0]._meta.label)
        if number
    ]


def faults_of_erasures() -> Iterator[str]:
    """Each fault, as a sentence: what is empty as if it had been erased, and the audit ledger does not say so."""
    entries = {entry.about_key: entry for entry in AuditEntry.objects.filter(act=Act.ERASED)}
    moments = set()
    for erasure in Erasure.objects.select_related("proposal").order_by("pk"):
        moments.add(erasure.at)
        entry = entries.get(str(erasure.proposal_id))
        if entry is None:
            yield f"Erasure {erasure.pk} is not in the audit ledger."
        elif entry.details_erased_at is not None or entry.changes != rows_erased(erasure):
            yield f"Erasure {erasure.pk} did not empty what says so now."
    emptied = AuditEntry.objects.exclude(details_erased_at=None).order_by("number")
    for number, moment in emptied.values_list("number", "details_erased_at"):
        if moment not in moments:
            yield f"The details of entry {number} of the audit ledger were removed, and no erasure did it."
    for pk, moment in Exemption.objects.exclude(reason_erased_at=None).values_list("pk", "reason_erased_at"):
        if moment not in moments:
            yield f"The reason of exemption {pk} was removed, and no erasure did it."


def _field_of(target):
    return {Report: "report", Loading: "loading", Passage: "passage", ProgressUpdate: "update"}[type(target)]


def _checksum(target):
    """The sha256 of a file as it came, else of the words."""
    if isinstance(target, Report | Loading):
        return _sha256_of_file(target)
    words = [target.words] if isinstance(target, Passage) else _words_of_update(target)
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def _words_of_update(update):
    files = EvidenceFile._base_manager.filter(update=update).values_list("title", "shows", "name")
    return [*(getattr(update, name) for name in ProgressUpdate.BLANKABLE), *(text for file in files for text in file)]


# The paper and what came of it ---------------------------------------------------------------------------------------


def _papers_of(sha256):
    """Every paper that came of a file: the one that stands, and those whose acceptance was undone."""
    return list(Report.every.filter(sha256=sha256))


def _erase_papers(target, erasure, words):
    """A paper, or a file that was loaded, with every paper that came of the same file."""
    for report in _papers_of(_checksum(target)):
        _erase_passages(report, Passage.objects.filter(report=report), erasure, words)
        _erase_report(report, erasure, words)
    for loading in Loading.objects.filter(file__sha256=_checksum(target)):  # the same file may have come several times
        _erase_loading(loading, None, erasure, words)


def _erase_report(report, erasure, words):
    """What is left of a paper once its passages are erased: its title, its address and its notes."""
    words.add(report.source_note)
    _erase_title(report, words)
    values = {"address": "", "source_note": "", "erasure": report.erasure or erasure}
    Report._base_manager.filter(pk=report.pk).update(**values)


def _erase_reasons(sha256, words, erasure):
    """The words by which the paper of this file, or a part of it, said that it is exempt, each time it was read."""
    keys = set()
    for loading in Loading.objects.filter(file__sha256=sha256):
        keys |= {loading.exemption_id, *(passage.get("exemption") for passage in loading.passages)}
        keys |= set(Proposal.objects.filter(loading=loading).values_list("exemption", flat=True))
    for report in _papers_of(sha256):
        keys |= {report.exemption_id, *Passage.objects.filter(report=report).values_list("exemption", flat=True)}
    for exemption in Exemption.objects.filter(pk__in=keys - {None}, reason_erased_at=None).exclude(reason=""):
        if words.are_in(exemption.reason):
            Exemption.objects.filter(pk=exemption.pk).update(reason="", reason_erased_at=erasure.at)


def _erase_title(report, words):
    """The title of a paper, and its name in addresses."""
    words.add(report.title)
    words.add_address(f"reports/{report.slug}")
    report.title, report.slug = f"Erased paper {report.pk}", f"erased-{report.pk}"
    Report._base_manager.filter(pk=report.pk).update(title=report.title, slug=report.slug)


def _erase_passages(report, passages, erasure, words):
    """Passages of a paper, what only they say of the plan, and every file and draft that holds them."""
    keys = list(passages.filter(erasure=None).values_list("pk", flat=True))
    passages = Passage._base_manager.filter(pk__in=keys)
    orders = set(passages.values_list("order", flat=True))
    words.add(*passages.values_list("words", flat=True))
    said = comparable("\n".join(passages.values_list("words", flat=True)))
    loadings = Loading.objects.filter(Q(report=report) | Q(file=report.stored_file_id))
    for record, others in _records_of(passages, loadings, orders):
        goes = partial(_goes, words=words, said=said, others=others)
        _erase_record(record, erasure, words, goes)
    for answer in Answer.objects.filter(paper=report):
        if words.are_in(answer.words) or comparable(answer.words) in said:
            _erase_record(answer, erasure, words)
    _erase_headings(report, passages, erasure, words)
    passages.update(words=erasure.in_words, column_heading="", erasure=erasure)
    whole = not Passage.objects.filter(report=report, erasure=None).exists()
    for loading in loadings:
        _erase_loading(loading, None if whole else orders, erasure, words)
    if words.are_in(report.title):
        _erase_title(report, words)
    files = PaperFile.objects.filter(pk=report.stored_file_id, erasure=None)
    _erase_file(files.first(), erasure, words)
    if report.file:
        path = Path(settings.MEDIA_ROOT) / report.file
        transaction.on_commit(lambda: path.unlink(missing_ok=True))
        report.file = ""
        Report._base_manager.filter(pk=report.pk).update(file="")


def _erase_headings(report, passages, erasure, words):
    """What stands under a heading that goes, or took it for its title: other passages, items of agendas."""
    gone = set(passages.values_list("pk", flat=True))
    texts = dict(Passage.objects.filter(report=report, erasure=None).values_list("pk", "words"))
    only_there = ClosedWords(texts, dict.fromkeys(gone, erasure.pk))
    for passage in Passage.objects.filter(report=report, erasure=None).exclude(pk__in=gone).exclude(column_heading=""):
        if only_there.exemption_of(passage.column_heading):
            Passage._base_manager.filter(pk=passage.pk).update(column_heading="")
    for item in AgendaItem._base_manager.filter(citations__passage__report=report).distinct():
        if only_there.exemption_of(item.title):
            _erase_record(item, erasure, words)


def _records_of(passages, loadings, orders):
    """The records that came from these passages, each with the words of the passages that give it too and stay."""
    read = [each.pk for each in Proposal.objects.filter(loading__in=loadings) if orders & {each.passage, *each.also}]
    records = {}
    for citation in Citation.every.filter(Q(passage__in=passages) | Q(proposal__in=read)):
        name = next(name for name in RECORDS if getattr(citation, f"{name}_id") is not None)
        records[name, getattr(citation, f"{name}_id")] = citation.record
    for (name, key), record in records.items():
        others = Citation.objects.filter(**{name: key}, passage__erasure=None).exclude(passage__in=passages)
        yield record, [comparable(words) for words in others.values_list("passage__words", flat=True)]


def _goes(value, words, said, others):
    """Whether words of a record are those of passages that go (`said`), and of none of the others that give it."""
    plain = comparable(value)
    return not others or ((plain in said or words.are_in(value)) and not any(plain in other for other in others))


def _erase_record(record, erasure, words, goes=lambda value: True):
    """Put the erasure where the words of a record were that go. Its number, days and status stay, so that counts do."""
    if isinstance(record, ProgressUpdate):
        if any(goes(value) for value in _words_of_update(record) if value):
            _erase_update(record, erasure, words)
        return
    values = {}
    for field in record._meta.concrete_fields:
        value = getattr(record, field.attname)
        if not holds_words(field) or isinstance(field, models.SlugField) or not value or not goes(value):
            continue
        words.add(value)
        if isinstance(record, Action):
            words.add_of_action(record, value)
        values[field.name] = _in_place_of(field, record, erasure)
    if values and hasattr(record, "slug"):
        words.add_address(record.slug)
        values["slug"] = f"erased-{record.pk}"
    type(record)._base_manager.filter(pk=record.pk).update(**values)


def _in_place_of(field, record, erasure):
    if field.blank:
        return ""
    words = erasure.in_words if field.max_length is None else f"Erased {record.pk}"
    return words[: field.max_length]


def _erase_update(update, erasure, words):
    words.add(*_words_of_update(update))
    words.add_of_action(update.action, *_words_of_update(update))
    if update.blanked_on:
        words.add_all_of_action(update.action)
    else:
        blank_words(update, by=str(erasure.by), on=erasure.on, because=erasure.proposal.reason)


# Drafts and files ----------------------------------------------------------------------------------------------------


def _erase_loading(loading, orders, erasure, words):
    """What a paper's loading holds: its passages as read, what was proposed and decided; `orders` None: all of it."""
    proposals = Proposal.objects.filter(loading=loading)
    if orders is None:
        words.add(*(passage["text"] for passage in loading.passages))
        gone = list(proposals)
        kept = []
        Loading.objects.filter(pk=loading.pk).update(address="", notes=[], failure="", doing="")
    else:
        gone = [each for each in proposals if orders & {each.passage, *each.also}]
        texts = {passage["order"]: passage["text"] for passage in loading.passages}
        only_there = ClosedWords(texts, dict.fromkeys(orders, erasure.pk))
        kept = [_without_headings(passage, orders, only_there) for passage in loading.passages]
        for proposal in proposals.exclude(pk__in=[each.pk for each in gone]):
            _take_words(proposal, only_there.taken_from, erasure)
    Loading.objects.filter(pk=loading.pk).update(passages=kept, signs=[], open_because="")
    for proposal in gone:
        words.add(proposal.text, *texts_in(proposal.fields), *texts_in(proposal.edited or {}))
    keys = [proposal.pk for proposal in gone]
    Proposal.objects.filter(pk__in=keys).update(text=erasure.in_words, fields={}, edited=None, reason="")
    ProposalDecision.objects.filter(proposal__in=keys, erasure=None).exclude(edited=None).update(
        edited=None, erasure=erasure
    )
    _erase_file(PaperFile.objects.filter(pk=loading.file_id, erasure=None).first(), erasure, words)


_EMPTY_PASSAGE = {"text": "", "column_heading": "", "headings": []}


def _without_headings(passage, orders, only_there):
    """A passage as it was read: empty if it goes, else without headings that go."""
    if passage["order"] in orders:
        return passage | _EMPTY_PASSAGE
    return passage | {name: only_there.taken_from(passage[name], name) for name in ("headings", "column_heading")}


def _take_words(proposal, taken_from, erasure):
    """Take words from the fields of a proposal, as read and as corrected, and from what was decided of it."""
    fields, edited = taken_from(proposal.fields), taken_from(proposal.edited)
    text = proposal.text if taken_from(proposal.text) else erasure.in_words
    if (text, fields, edited) != (proposal.text, proposal.fields, proposal.edited):
        Proposal.objects.filter(pk=proposal.pk).update(text=text, fields=fields, edited=edited)
    for decision in ProposalDecision.objects.filter(proposal=proposal, erasure=None).exclude(edited=None):
        if taken_from(decision.edited) != decision.edited:
            ProposalDecision.objects.filter(pk=decision.pk).update(edited=None, erasure=erasure)


def _erase_file(file, erasure, words):
    if file is not None:
        words.add(file.name)
        for loading in Loading.objects.filter(file=file):
            words.add_about(loading, file.name)
            words.add_address(f"loading/{loading.pk}")
        PaperFile.objects.filter(pk=file.pk).update(content=b"", name="", erasure=erasure)


# Copies --------------------------------------------------------------------------------------------------------------


def _erase_copies(words: ErasedWords, erasure: Erasure) -> None:
    """Frozen records with the words and the files issued with them, earlier words, entries of the audit ledger.

    A frozen record goes whole; the sha256 of what it was stays, so that the checksum of its position still holds.
    """
    words.drop_what_stands()
    positions = set()
    frozen = FrozenRecord.objects.filter(erasure=None).select_related("position")
    frozen = frozen.only("content", "key", "position__plan")
    for record in frozen.iterator(chunk_size=500):
        if words.are_frozen_in(record):
            positions.add(record.position_id)
            sha256 = hashlib.sha256(record.content.encode()).hexdigest()
            FrozenRecord.objects.filter(pk=record.pk).update(content="", content_sha256=sha256, erasure=erasure)
    FrozenFile.objects.filter(position__in=positions, erasure=None).update(content=b"", erasure=erasure)
    _erase_proposed(words, erasure)
    for change in WordsChange.objects.filter(erasure=None):
        if words.are_in(change.before, change.after):
            WordsChange.objects.filter(pk=change.pk).update(before="", after="", erasure=erasure)
    _erase_questions(words, erasure)
    _erase_what_officers_added(words, erasure)
    erase_details(AuditEntry.objects.filter(pk__in=_entries_with(words)), erasure.at)
    BackgroundJob.objects.all().remove_files("was erased")
    remove_forms(words.are_in)
    transaction.on_commit(remove_previews)
    DBTaskResult.objects.exclude(traceback="").update(traceback="")  # it may quote what was read


def _erase_questions(words, erasure):
    """Questions of members and answers to them that hold a copy: a suggested one quotes the plan, others may."""
    for question in MemberQuestion._base_manager.exclude(words=""):
        gone = {name: erasure.in_words for name in ("words", "answer") if words.are_in(getattr(question, name))}
        if gone:
            MemberQuestion._base_manager.filter(pk=question.pk).update(**gone, erasure=question.erasure or erasure)


def _erase_what_officers_added(words, erasure):
    """Comments on actions, and evidence files by their names and what was said of them, that hold a copy."""
    how = {"by": str(erasure.by), "on": erasure.on, "because": erasure.in_words}
    said = Comment._base_manager.filter(removed_on=None).values_list("pk", "words")
    empty_words([key for key, text in said if words.are_in(text)], **how)
    there = EvidenceFile._base_manager.filter(removed_on=None).defer("content")
    remove_files([file for file in there if words.are_in(file.title, file.shows, file.name)], **how)


def _erase_proposed(words, erasure):
    """What proposals hold that their own paper does not say: typed by an admin, or a record’s words as they were."""
    own = {}
    for proposal in Proposal.objects.order_by("loading", "order").iterator(chunk_size=500):
        said = [proposal.text, *texts_in(proposal.fields), *texts_in(proposal.edited or {})]
        decisions = ProposalDecision.objects.filter(proposal=proposal).exclude(edited=None) if proposal.decision else ()
        said += [text for decision in decisions for text in texts_in(decision.edited)]
        if not words.are_in(*said):
            continue
        if proposal.loading_id not in own:
            passages = Loading.objects.values_list("passages", flat=True).get(pk=proposal.loading_id)
            own = {proposal.loading_id: comparable("\n".join(passage["text"] for passage in passages))}
        _take_words(proposal, partial(_without_copies, words=words, own=own[proposal.loading_id]), erasure)


def _without_copies(value, words, own):
    """A value of JSON without the texts that hold a copy of words and are not the paper’s own."""
    if isinstance(value, str):
        return "" if words.are_in(value) and comparable(value) not in own else value
    if isinstance(value, dict):
        return {name: _without_copies(each, words, own) for name, each in value.items()}
    return [_without_copies(each, words, own) for each in value] if isinstance(value, list) else value


def _entries_with(words):
    entries = AuditEntry.objects.filter(details_erased_at=None).exclude(act=Act.ERASED)
    entries = entries.only("details", "about_kind", "about_key")
    return [entry.pk for entry in entries.iterator(chunk_size=500) if words.are_in_entry(entry)]
