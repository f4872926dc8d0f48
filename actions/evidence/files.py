"""Adding files to an update, reading them and removing them."""

import hashlib
import logging
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from actions.evidence.kinds import kind_of, name_for
from actions.models import Action, EvidenceFile, ProgressUpdate
from actions.pages.page_context import PageContext
from actions.updating.history import UNDO_FOR, recorded_updates
from actions.updating.updates import can_correct
from csc_tracker.audit.entries import Act
from csc_tracker.audit.recording import record_act
from csc_tracker.database.writing import locked, writing
from csc_tracker.models import User
from csc_tracker.protection.clamd import check_for_viruses

logger = logging.getLogger(__name__)

MOST = 10  # of one update
NOT_REMOVED = "You can remove a file for ten minutes after you added it. After that, ask an admin."
CHANGED = "This file is not as it was when it was added, so it is not given out. Tell an admin."


def largest() -> int:
    """The most bytes of one file."""
    return settings.EVIDENCE_MB * 1_000_000


def too_large() -> str:
    """The sentence for a file that is larger."""
    return f"The file is larger than {settings.EVIDENCE_MB} MB. Save it without large pictures, or link to it."


def add_file(
    update: ProgressUpdate, content: bytes, name: str, *, title: str, shows: str, by: User, on: date
) -> EvidenceFile:
    """Keep a file with an update, and return it. The same file sent twice is kept once.

    ValidationError ({question: sentence}) where the update is not this person's to add to, it has as many as it may,
    the file is of no type that is kept, is too large, or the virus scanner refuses it or cannot be asked.
    """
    if len(content) > largest():
        raise ValidationError({"file": too_large()})
    try:
        kind = kind_of(content, name)
        check_for_viruses(content)
    except ValidationError as refused:
        raise ValidationError({"file": refused.messages}) from refused
    sha256 = hashlib.sha256(content).hexdigest()
    with writing():
        locked(Action.objects, update.action_id)
        update = ProgressUpdate.objects.get(pk=update.pk)
        files = EvidenceFile.objects.filter(update=update, removed_on=None)
        if same := files.defer("content").filter(sha256=sha256, by=by).first():
            return same
        if refusal := why_not_added(update, recorded_updates(update.action), by):
            raise ValidationError(refusal)
        if files.count() >= MOST:
            raise ValidationError(f"This update has {MOST} files, which is as many as one can have.")
        file = EvidenceFile(
            update=update, title=title, shows=shows, name=name_for(name, kind), kind=kind, size=len(content),
            sha256=sha256, content=content, by=by, on=on, recorded_at=timezone.now(),
        )  # fmt: skip
        file.save(force_insert=True)
        record_act(Act.EVIDENCE_ADDED, by=by, about=file, words=f"sha256 {sha256}")
        return file


def why_not_added(update: ProgressUpdate, updates: Iterable[ProgressUpdate], by: User) -> str:
    """Why this person adds no file to an update, one of these of its action; empty where they may."""
    if not can_correct(update, updates, by):
        return "Only who recorded an update adds files to it, and only while it is not withdrawn."
    if update.blanked_on:
        return "The words of this update were removed. Record a new update, and add the file to that."
    return ""


def may_remove(file: EvidenceFile, by: User) -> bool:
    """Whether this person can remove a file now: who added it for ten minutes, and whoever removes words at any time.

    Of those who may not, nobody can later: what it shows was relied on.
    """
    own = file.by_id == by.pk and timezone.now() - file.recorded_at <= UNDO_FOR
    return not file.removed_on and (own or by.has_perm("actions.blank_update"))


@writing()
def remove_file(file: EvidenceFile, *, by: User, on: date, because: str) -> None:
    """Remove a file, its name and what was said of it; that it was there, who removed it and why stay.

    ValidationError where this person may not or no reason is given. The same form sent twice removes it once.
    """
    locked(Action.objects, file.update.action_id)
    file = EvidenceFile.objects.defer("content").select_related("update__action__priority").get(pk=file.pk)
    if (file.removed_by, file.removed_on, file.removed_because) == (str(by)[:150], on, because):
        return
    if not may_remove(file, by):
        raise ValidationError(NOT_REMOVED)
    if not because.strip():
        raise ValidationError("Say why you are removing it.")
    remove_files([file], by=str(by), on=on, because=because)
    record_act(Act.EVIDENCE_REMOVED, by=by, about=file, words=because)


def remove_files(files: Iterable[EvidenceFile], *, by: str, on: date, because: str) -> None:
    """Empty these files in the transaction of whoever may: their bytes, names and words. `by` is a name."""
    keys = [file.pk for file in files if not file.removed_on]
    EvidenceFile._base_manager.filter(pk__in=keys).update(
        title="", shows="", name="", content=b"", removed_on=on, removed_by=by[:150], removed_because=because[:300]
    )


def files_of(update: ProgressUpdate, page_context: PageContext) -> list[EvidenceFile]:
    """The files of an update, those that were removed among them, as the page shows them.

    Who sees the plan as it was reported sees those that were there then.
    """
    until = page_context.until
    return [file for file in update.evidence.all() if until is None or file.recorded_at <= until]


def content_of(file: EvidenceFile) -> bytes:
    """The bytes of a file; ValidationError where they are not what was sent."""
    content = bytes(file.content)
    if hashlib.sha256(content).hexdigest() != file.sha256:
        logger.error("The evidence file %s is not what was sent: its sha256 differs.", file.pk)
        raise ValidationError(CHANGED)
    return content
