"""Freezing a plan's position for a meeting: everything that a committee is shown is kept, with a checksum, for ever.

What is kept comes from snapshot.py, the files from briefing_files.py. Reading and drawing take in the updates up to
one sequence and hold no lock, so that a plan of 10,000 actions is frozen while officers go on; only the last step
writes, in one transaction.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from actions.models import Action, FrozenPosition, ProgressUpdate
from actions.pages.page_context import PageContext
from actions.positions.frozen import last_frozen
from csc_tracker.models import User
from csc_tracker.pages.wording import in_words
from inspections.models import FrozenFile, FrozenRecord, Meeting, MeetingPosition
from inspections.reporting import briefing_files, snapshot
from inspections.reporting.snapshot import Record, canonical
from priorities.models import Plan

# The version of the rules that decide the figures (actions/positions/ and actions/board/); a position keeps it.
RULES = "1"
_BATCH = 500  # rows that are written at once
# Days: an agreement that is older is not to the position that is frozen.
FRESH = 31
OVER = "This meeting is over. You cannot freeze a position for it. Freeze the position for the next meeting instead."


@dataclass(frozen=True, slots=True)
class Agreement:
    """Who agreed that the position goes to the committee (the Director or a named deputy), in which post and when."""

    name: str
    post: str
    on: date


def problems(plan: Plan, meeting: Meeting, agreement: Agreement, on: date) -> dict:
    """What stands against freezing the plan on the day `on` for a meeting with this agreement: {question: sentence}."""
    if meeting.last_day < on:
        return {"on": OVER}
    wrong = {}
    if not agreement.name.strip():
        wrong["agreed_name"] = "Say who agreed: the Director’s name or the named deputy’s."
    if not agreement.post.strip():
        wrong["agreed_post"] = "Say in which post they agreed."
    if agreement.on > on:
        wrong["agreed_on"] = f"{in_words(agreement.on)} is in the future. Give the day that they agreed."
    elif (on - agreement.on).days > FRESH:
        wrong["agreed_on"] = (
            f"That is more than {FRESH} days ago. The committee will be shown the position on {in_words(on)}. "
            "Give the day that they agreed to it."
        )
    last = last_frozen(plan)
    if last and on < last.on:
        wrong["on"] = f"The plan was last frozen on {in_words(last.on)}. It cannot be frozen for an earlier day."
    return wrong


def freeze(
    plan: Plan,
    meeting: Meeting,
    agreement: Agreement,
    *,
    by: User,
    on: date,
    up_to: int | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> FrozenPosition:
    """Freeze the position of the plan on the day `on` (today) for a meeting, and return the FrozenPosition.

    A second time makes a new version and keeps the earlier. `up_to` limits it to the updates up to that sequence (None:
    every one so far). `progress(doing, done, total)` is told how far it is. ValidationError ({question: sentence})
    where a rule stands against it, such as that the meeting is over; nothing is then kept.
    """
    if wrong := problems(plan, meeting, agreement, on):
        raise ValidationError(wrong)
    progress = progress or (lambda doing, done, total: None)
    if up_to is None:
        up_to = ProgressUpdate.objects.filter(action__priority__plan=plan).aggregate(last=Max("sequence"))["last"] or 0
    page_context = PageContext(plan, on, on, plan_given=plan.practice, on_given=False, up_to=up_to)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        number = _spool(page_context, meeting, spool, progress)
        files = list(_files(_reader(spool), number, progress))
        progress("Saving it", number, number)
        return _write(page_context, meeting, agreement, by, spool, number, files)


def _spool(page_context, meeting, spool, progress):
    """Write every record to the spool, a line of canonical JSON each; give their number."""
    total = Action.objects.filter(priority__plan=page_context.plan).count()
    number = 0
    for number, record in enumerate(snapshot.records(page_context, meeting), 1):
        spool.write(canonical(record._asdict()) + "\n")
        if number % 100 == 0:
            progress("Reading the plan", number, max(total, number))
    return number


def _files(records, number, progress):
    """Yield the files that are issued with a position, drawn from its records; not yet saved."""
    for kind in briefing_files.MAKERS:
        progress(f"Making the {FrozenFile.Kind(kind).label} file", number, number)
        name, content = briefing_files.make_file(kind, *snapshot.briefing_of(records))
        yield FrozenFile(kind=kind, name=name, content=content, sha256=_sha256(content))


def _reader(spool):
    """The records of the spool, as often as they are asked for; only those of the kinds that are named, if any."""

    def records(*kinds):
        spool.seek(0)
        for line in spool:
            record = Record(**json.loads(line))
            if not kinds or record.kind in kinds:
                yield record

    return records


@transaction.atomic
def _write(page_context, meeting, agreement, by, spool, number, files):
    plan, on = page_context.plan, page_context.on
    Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)  # two who freeze at once wait for one another
    if wrong := problems(plan, meeting, agreement, on):
        raise ValidationError(wrong)
    earlier = FrozenPosition.objects.filter(plan=plan, meeting=meeting.slug)
    position = FrozenPosition(
        plan=plan, meeting=meeting.slug, reported_to=meeting.who, meeting_words=meeting.date_words,
        version=(earlier.aggregate(last=Max("version"))["last"] or 0) + 1, on=on, last_sequence=page_context.up_to,
        frozen_at=timezone.now(), by=by, agreed_name=agreement.name.strip(), agreed_post=agreement.post.strip(),
        agreed_on=agreement.on, rules=RULES, records_count=number, figures=snapshot.figures_of(_reader(spool)),
    )  # fmt: skip
    records = _reader(spool)
    contents = ((record.kind, record.key, record.status, canonical(record.content)) for record in records())
    position.checksum = checksum(position, contents, files)
    position.save(force_insert=True)
    save_records(position, records())
    for file in files:
        file.position = position
        file.save(force_insert=True)
    MeetingPosition.objects.create(meeting=meeting, position=position)
    return position


def save_records(position, records):
    """Save records as those of a position, in their order."""
    batch = []
    for order, (kind, key, content, status) in enumerate(records):
        kept = {"kind": kind, "key": key, "status": status, "content": canonical(content)}
        batch.append(FrozenRecord(position=position, order=order, **kept))
        if len(batch) == _BATCH:
            FrozenRecord.objects.bulk_create(batch)
            batch = []
    FrozenRecord.objects.bulk_create(batch)


def _sha256(content):
    return hashlib.sha256(content).hexdigest()


# What the checksum is made over, besides the records and the files.
_SEALED = (
    "meeting", "reported_to", "meeting_words", "version", "last_sequence", "by_id", "agreed_name", "agreed_post",
    "rules", "records_count", "figures",
)  # fmt: skip


def checksum(position: FrozenPosition, records: Iterable[tuple], files: Iterable[FrozenFile]) -> str:
    """The sha256 over a position: its own row, its records in order and its files by kind.

    `records` gives (kind, key, status, content as canonical JSON); `files` FrozenFile rows.
    """
    digest = hashlib.sha256()
    sealed = {name: getattr(position, name) for name in _SEALED}
    sealed |= {"plan": position.plan_id, "on": position.on.isoformat(), "agreed_on": position.agreed_on.isoformat()}
    sealed["frozen_at"] = position.frozen_at.astimezone(UTC).isoformat()
    digest.update(canonical(sealed).encode())
    for record in records:
        digest.update(canonical(["record", *record]).encode())
    for file in sorted(files, key=lambda file: file.kind):
        digest.update(canonical(["file", file.kind, file.name, _sha256(bytes(file.content))]).encode())
    return digest.hexdigest()


def verify(position: FrozenPosition) -> bool:
    """Whether a position, its records and its files are still what its checksum was made over."""
    records = position.records.order_by("order").values_list("kind", "key", "status", "content")
    files = list(position.files.all())
    whole = records.count() == position.records_count and all(
        file.sha256 == _sha256(bytes(file.content)) for file in files
    )
    return whole and checksum(position, records.iterator(chunk_size=_BATCH), files) == position.checksum


def read(position, *kinds, key=None):
    """The kept records of these kinds (none named: of every kind) in their order: an iterator of Record.

    `key` gives only those with that key.
    """
    rows = position.records.order_by("order")
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if key is not None:
        rows = rows.filter(key=key)
    for kind, key, content, status in rows.values_list(*Record._fields).iterator(chunk_size=_BATCH):
        yield Record(kind, key, json.loads(content), status)
