"""Erasing a paper, a file, a passage or an update that was wrongly loaded: its words and bytes go everywhere.

UK GDPR, article 17 and article 5(1)(c): what should never have been here must be removable, also from what is otherwise
never changed. What remains is a tombstone (`Erasure`): who, when, why and the old checksum.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from actions.models import ProgressUpdate
from actions.updating.corrections import blank_words
from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.audit.recording import erase_details, record_act
from csc_tracker.models import User
from csc_tracker.pages.wording import in_words
from csc_tracker.people.sight import seeing_everything
from inspections.models import (
    BackgroundJob,
    Citation,
    Erasure,
    FrozenFile,
    FrozenRecord,
    Loading,
    PaperFile,
    Passage,
    Proposal,
    ProposalDecision,
    ProposedErasure,
    Report,
    WordsChange,
)
from inspections.models.papers import RECORDS

# Copies are found by the beginning of the words, since first pages show them shortened: characters that must agree.
_BEGINNING = 32
# Words as short as these are in other papers too, and are no copy.
_SHORTEST = 16
_REMOVED = "The file was removed, because something that it may hold was erased. Ask for it again."


@transaction.atomic
def propose_erasure(target: Report | Loading | Passage | ProgressUpdate, *, by: User, on: date, reason: str) -> Any:
    """Propose to erase something; nothing is erased before a second person confirms it. Returns the ProposedErasure.

    ValidationError ({question: sentence}) if it was proposed before, or no reason is given.
    """
    name = _field_of(target)
    if problems := problems_of_erasure(**{name: target}, reason=reason):
        raise ValidationError(problems)
    proposal = ProposedErasure.objects.create(**{name: target}, reason=reason.strip(), proposed_by=by, proposed_on=on)
    _record(Act.ERASURE_PROPOSED, proposal, by)
    return proposal


def problems_of_erasure(*, reason: str, **targets: Any) -> dict[str, str]:
    """What stands in the way of proposing an erasure, as {question: sentence}."""
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
    if not reason.strip():
        problems["reason"] = "Say why it must go, without repeating what must be erased."
    return problems


@transaction.atomic
def drop_proposal(proposal: ProposedErasure, *, on: date) -> None:
    """Give up a proposal; nothing is erased. ValidationError if it was confirmed meanwhile."""
    proposal = ProposedErasure.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if Erasure.objects.filter(proposal=proposal).exists():
        raise ValidationError("It has been erased meanwhile, which cannot be taken back.")
    proposal.dropped_on = on
    proposal.save(update_fields=["dropped_on"])


@transaction.atomic
@seeing_everything()
def erase(proposal: ProposedErasure, *, by: User, on: date) -> Erasure:
    """Erase as the second person, for ever, and return the tombstone.

    ValidationError with a sentence if the same person proposed it, or it was erased or dropped meanwhile.
    """
    proposal = ProposedErasure.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if proposal.proposed_by_id == by.pk:
        raise ValidationError("A second person confirms an erasure. Ask another admin.")
    if proposal.dropped_on or Erasure.objects.filter(proposal=proposal).exists():
        raise ValidationError("It has been erased or given up meanwhile. Load the page again.")
    target = proposal.target
    erasure = Erasure.objects.create(proposal=proposal, by=by, on=on, at=timezone.now(), sha256=_checksum(target))
    words = _Words()
    if isinstance(target, ProgressUpdate):
        _erase_update(target, erasure, words)
    elif isinstance(target, Passage):
        _erase_passages(target.report, Passage.objects.filter(pk=target.pk), erasure, words)
    elif isinstance(target, Report):
        _erase_passages(target, Passage.objects.filter(report=target), erasure, words)
        _erase_report(target, erasure, words)
    else:
        _erase_loading(target, None, erasure, words)
    _erase_copies(words, erasure)
    _record(Act.ERASED, proposal, by)
    return erasure


def _record(act, proposal, by):
    target = proposal.target
    exempt = target.exemption.plan_id if getattr(target, "is_exempt", False) else None
    record_act(act, by=by, about=proposal, words=proposal.reason, exempt_plan=exempt)


def _field_of(target):
    return {Report: "report", Loading: "loading", Passage: "passage", ProgressUpdate: "update"}[type(target)]


def _checksum(target):
    """The sha256 of a file as it came, else of the words."""
    if isinstance(target, Report):
        return target.sha256
    if isinstance(target, Loading):
        return target.file.sha256
    words = [target.words] if isinstance(target, Passage) else _words_of_update(target)
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def _words_of_update(update):
    return [getattr(update, name) for name in ProgressUpdate.BLANKABLE]


class _Words:
    """The words that are erased, so that their copies are known: frozen, in the audit ledger, in earlier words."""

    def __init__(self):
        self._beginnings = set()

    def add(self, *texts):
        for text in texts:
            plain = _plain(text or "")
            if len(plain) >= _SHORTEST:
                # Without the first character, which is a capital in one place and not in another.
                self._beginnings.add(plain[1 : _BEGINNING + 1])

    def are_in(self, text):
        """Whether a text holds a copy of any of them."""
        plain = _plain(text)
        return any(beginning in plain for beginning in self._beginnings)


def _plain(text):
    """A text as it is compared: without capitals, and with one space for any white space, JSON's escapes included."""
    return re.sub(r"(?:\s|\\n|\\t)+", " ", text.replace('\\"', '"')).casefold().strip()


# The paper and what came of it ---------------------------------------------------------------------------------------


def _erase_report(report, erasure, words):
    """What is left of a paper once its passages are erased: its title, its address and its notes."""
    words.add(report.title, report.source_note)
    report.title = f"Erased paper {report.pk}"
    report.slug = f"erased-{report.pk}"
    report.address = report.source_note = ""
    report.erasure = erasure
    report.save()


def _erase_passages(report, passages, erasure, words):
    """Passages of a paper, what only they say of the plan, and every file and draft that holds them."""
    orders = set(passages.values_list("order", flat=True))
    words.add(*passages.values_list("words", flat=True), *passages.values_list("column_heading", flat=True))
    for record in _records_of(passages):
        _erase_record(record, erasure, words)
    passages.update(words=erasure.in_words, column_heading="", erasure=erasure)
    whole = not Passage.objects.filter(report=report, erasure=None).exists()
    for loading in Loading.objects.filter(report=report):
        _erase_loading(loading, None if whole else orders, erasure, words)
    files = PaperFile.objects.filter(pk=report.stored_file_id, erasure=None)
    _erase_file(files.first(), erasure, words)
    if report.file:
        path = Path(settings.MEDIA_ROOT) / report.file
        transaction.on_commit(lambda: path.unlink(missing_ok=True))
        report.file = ""
        report.save(update_fields=["file"])


def _records_of(passages):
    """The records that came from these passages and from no other that is still there."""
    for citation in Citation.every.filter(passage__in=passages):
        record = citation.record
        name = next(name for name in RECORDS if getattr(citation, f"{name}_id") is not None)
        others = Citation.objects.filter(**{name: record}).exclude(passage__in=passages)
        if not others.filter(passage__erasure=None).exists():
            yield record


def _erase_record(record, erasure, words):
    """Put the erasure where the words of a record were. Its number, days and status stay, so that counts do."""
    if isinstance(record, ProgressUpdate):
        _erase_update(record, erasure, words)
        return
    values = {}
    for field in record._meta.concrete_fields:
        value = getattr(record, field.attname)
        if not _holds_words(field) or not value:
            continue
        words.add(value)
        values[field.name] = _in_place_of(field, record, erasure)
    type(record)._base_manager.filter(pk=record.pk).update(**values)


def _holds_words(field):
    return isinstance(field, models.CharField | models.TextField) and not field.choices and field.name != "number"


def _in_place_of(field, record, erasure):
    if isinstance(field, models.SlugField):
        return f"erased-{record.pk}"
    if field.blank:
        return ""
    words = erasure.in_words if field.max_length is None else f"Erased {record.pk}"
    return words[: field.max_length]


def _erase_update(update, erasure, words):
    words.add(*_words_of_update(update))
    if not update.blanked_on:
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
        kept = [p | _EMPTY_PASSAGE if p["order"] in orders else p for p in loading.passages]
    Loading.objects.filter(pk=loading.pk).update(passages=kept)
    for proposal in gone:
        words.add(proposal.text, *_texts_in(proposal.fields), *_texts_in(proposal.edited or {}))
    keys = [proposal.pk for proposal in gone]
    Proposal.objects.filter(pk__in=keys).update(text=erasure.in_words, fields={}, edited=None, reason="")
    ProposalDecision.objects.filter(proposal__in=keys, erasure=None).exclude(edited=None).update(
        edited=None, erasure=erasure
    )
    _erase_file(PaperFile.objects.filter(pk=loading.file_id, erasure=None).first(), erasure, words)


_EMPTY_PASSAGE = {"text": "", "column_heading": "", "headings": []}


def _texts_in(value: Any) -> Iterator[str]:
    """Every text within a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(each)


def _erase_file(file, erasure, words):
    if file is not None:
        words.add(file.name)
        PaperFile.objects.filter(pk=file.pk).update(content=b"", name="", erasure=erasure)


# Copies --------------------------------------------------------------------------------------------------------------


def _erase_copies(words: _Words, erasure: Erasure) -> None:
    """Frozen records with the words and the files issued with them, earlier words, entries of the audit ledger.

    A frozen record goes whole; the sha256 of what it was stays, so that the checksum of its position still holds.
    """
    positions = set()
    for record in FrozenRecord.objects.filter(erasure=None).only("content", "position_id").iterator(chunk_size=500):
        if words.are_in(record.content):
            positions.add(record.position_id)
            sha256 = hashlib.sha256(record.content.encode()).hexdigest()
            FrozenRecord.objects.filter(pk=record.pk).update(content="", content_sha256=sha256, erasure=erasure)
    FrozenFile.objects.filter(position__in=positions, erasure=None).update(content=b"", erasure=erasure)
    for change in WordsChange.objects.filter(erasure=None):
        if words.are_in(change.before) or words.are_in(change.after):
            WordsChange.objects.filter(pk=change.pk).update(before="", after="", erasure=erasure)
    erase_details(AuditEntry.objects.filter(pk__in=_entries_with(words)))
    made = BackgroundJob.objects.exclude(content=None)
    made.update(content=None, name="", state=BackgroundJob.State.FAILED, failure=_REMOVED)


def _entries_with(words):
    about = AuditEntry.objects.filter(details_erased_at=None).only("details")
    return [entry.pk for entry in about.iterator(chunk_size=500) if words.are_in(_unescaped(entry.details))]


def _unescaped(details):
    """The texts in an entry's details, without JSON's escapes."""
    return " ".join(_texts_in(json.loads(details)))
