"""Freezing a plan's position for a meeting: everything that a committee is shown is kept, with a checksum, for ever.

snapshot.py says what is kept, and briefing_files.py makes the files. Both include the updates up to one sequence and
hold no lock, so that officers can go on while a plan of 10,000 actions is frozen. Only the last step writes, in one
transaction.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date
from typing import IO, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from actions.models import Action, FrozenPosition, ProgressUpdate
from actions.pages.page_context import PageContext
from actions.positions.frozen import last_frozen
from csc_tracker.models import User
from csc_tracker.pages.wording import in_words
from csc_tracker.people.sight import NOTHING, seeing, seeing_everything
from inspections.models import FrozenFile, FrozenRecord, Meeting, MeetingPosition
from inspections.reporting import briefing_files, snapshot
from inspections.reporting.snapshot import Record, canonical
from priorities.models import Audience, Exemption, Plan

# The version of the rules that decide the figures (actions/positions/ and actions/board/); a position keeps it.
RULES = "1"
_BATCH = 500  # rows that are written at once
# Days. An older agreement cannot be to the position that is frozen.
OLDEST_AGREEMENT = 31
MEETING_IS_OVER = (
    "This meeting is over. You cannot freeze a position for it. Freeze the position for the next meeting instead."
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Who agreed that the position goes to the committee (the Director or a named deputy), in which post and when."""

    name: str
    post: str
    on: date


def problems(plan: Plan, meeting: Meeting, agreement: Agreement, on: date) -> dict:
    """What prevents freezing the plan's position on the day `on` for a meeting: {question of the form: sentence}."""
    if meeting.last_day < on:
        return {"on": MEETING_IS_OVER}
    found = {}
    if not agreement.name.strip():
        found["agreed_name"] = "Say who agreed: the Director’s name or the named deputy’s."
    if not agreement.post.strip():
        found["agreed_post"] = "Say in which post they agreed."
    if agreement.on > on:
        found["agreed_on"] = f"{in_words(agreement.on)} is in the future. Give the day that they agreed."
    elif (on - agreement.on).days > OLDEST_AGREEMENT:
        found["agreed_on"] = (
            f"That is more than {OLDEST_AGREEMENT} days ago. The committee will be shown the position on "
            f"{in_words(on)}. Give the day that they agreed to it."
        )
    last = last_frozen(plan)
    if last and on < last.on:
        found["on"] = f"The plan was last frozen on {in_words(last.on)}. It cannot be frozen for an earlier day."
    return found


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

    Freezing again makes a new version and keeps the earlier ones. Where the plan holds exempt matter there are two
    editions, with it and without it; the one without it is returned. The position includes the updates up to the
    sequence `up_to` (None: all so far). `progress(doing, done, total)` is called with what is being done and how far.
    Raises ValidationError ({question: sentence}) for anything that `problems` finds; nothing is then kept.
    """
    if found := problems(plan, meeting, agreement, on):
        raise ValidationError(found)
    progress = progress or (lambda doing, done, total: None)
    with ExitStack() as stack:
        editions, exempt = [], _exempt_now(plan)
        for audience, plans in _audiences(plan):
            spool = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8"))
            with seeing(plans):
                editions.append(_make_edition(plan, meeting, on, audience, up_to, spool, progress))
        progress("Saving it", editions[0].number, editions[0].number)
        return _save_positions(plan, meeting, agreement, by, on, editions, exempt)


def _exempt_now(plan):
    """The keys of what is exempt for the plan and not released."""
    return set(Exemption.objects.filter(plan=plan, released_on=None).order_by().values_list("pk", flat=True))


def _audiences(plan):
    """Whom editions are made for, with the plans (keys) whose exempt matter each takes in: two where the plan has some.

    What is returned first is for those who may not read exempt matter.
    """
    if not Exemption.objects.filter(plan=plan, released_on=None).exists():
        return [(Audience.EVERYBODY, NOTHING)]
    return [(Audience.WITHOUT_RIGHT, NOTHING), (Audience.WITH_RIGHT, frozenset([plan.pk]))]


class _Edition(NamedTuple):
    """One edition before it is saved: its page context, its records in the spool and their number, and its files."""

    audience: str
    page_context: PageContext
    spool: IO[str]
    number: int
    files: list


def _make_edition(plan, meeting, on, audience, up_to, spool, progress):
    updates = ProgressUpdate.objects.filter(action__priority__plan=plan)
    updates = updates if up_to is None else updates.filter(sequence__lte=up_to)
    last = updates.aggregate(last=Max("sequence"))["last"] or 0
    page_context = PageContext(plan=plan, on=on, today=on, plan_given=plan.practice, on_given=False, up_to=last)
    number = _write_spool(page_context, meeting, spool, progress)
    files = list(_make_files(_spool_reader(spool), number, progress))
    return _Edition(audience, page_context, spool, number, files)


def _write_spool(page_context, meeting, spool, progress):
    """Write every record to the spool, each as a line of canonical JSON, and return how many there are."""
    total = Action.objects.filter(priority__plan=page_context.plan).count()
    number = 0
    for number, record in enumerate(snapshot.records(page_context, meeting), 1):
        spool.write(canonical(record._asdict()) + "\n")
        if number % 100 == 0:
            progress("Reading the plan", number, max(total, number))
    return number


def _make_files(records, number, progress):
    """Yield the files of a position, made from its records and not yet saved."""
    for kind in briefing_files.MAKERS:
        progress(f"Making the {FrozenFile.Kind(kind).label} file", number, number)
        name, content = briefing_files.make_file(kind, *snapshot.briefing_of(records))
        yield FrozenFile(kind=kind, name=name, content=content, sha256=_sha256(content))


def _spool_reader(spool):
    """A function that reads the spool's records from the start: those of the kinds named, or all."""

    def records(*kinds):
        spool.seek(0)
        for line in spool:
            record = Record(**json.loads(line))
            if not kinds or record.kind in kinds:
                yield record

    return records


@transaction.atomic
def _save_positions(plan, meeting, agreement, by, on, editions, exempt):
    """Save every edition with its records and files, in one transaction; returns the first.

    `exempt` is what `_exempt_now` gave before they were made.
    """
    Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)  # two people who freeze at once wait for each other
    if _exempt_now(plan) != exempt:
        raise ValidationError("A paper was released or closed while this was made. Nothing was saved. Freeze it again.")
    if found := problems(plan, meeting, agreement, on):
        raise ValidationError(found)
    with seeing_everything():
        earlier = FrozenPosition.objects.filter(plan=plan, meeting=meeting.slug)
        version = (earlier.aggregate(last=Max("version"))["last"] or 0) + 1
        first, *_ = [_save_edition(each, meeting, agreement, by, version) for each in editions]
        return first


def _save_edition(edition, meeting, agreement, by, version):
    page_context = edition.page_context
    position = FrozenPosition(
        plan=page_context.plan,
        audience=edition.audience,
        meeting=meeting.slug,
        reported_to=meeting.who,
        meeting_words=meeting.date_words,
        version=version,
        on=page_context.on,
        last_sequence=page_context.up_to,
        frozen_at=timezone.now(),
        by=by,
        agreed_name=agreement.name.strip(),
        agreed_post=agreement.post.strip(),
        agreed_on=agreement.on,
        rules=RULES,
        records_count=edition.number,
        figures=snapshot.figures_of(_spool_reader(edition.spool)),
    )
    records = _spool_reader(edition.spool)
    contents = ((record.kind, record.key, record.status, canonical(record.content)) for record in records())
    position.checksum = checksum(position, contents, edition.files)
    position.save(force_insert=True)
    save_records(position, records())
    for file in edition.files:
        file.position = position
        file.save(force_insert=True)
    MeetingPosition.objects.create(meeting=meeting, position=position)
    return position


def save_records(position, records):
    """Save a position's records (`snapshot.Record`) in their order."""
    batch = []
    for order, (kind, key, content, status) in enumerate(records):
        batch.append(
            FrozenRecord(position=position, order=order, kind=kind, key=key, status=status, content=canonical(content))
        )
        if len(batch) == _BATCH:
            FrozenRecord.objects.bulk_create(batch)
            batch = []
    FrozenRecord.objects.bulk_create(batch)


def _sha256(content):
    return hashlib.sha256(content).hexdigest()


# The fields of a position that its checksum covers, besides its records and files.
_SEALED = (
    "meeting", "reported_to", "meeting_words", "version", "last_sequence", "by_id", "agreed_name", "agreed_post",
    "rules", "records_count", "figures",
)  # fmt: skip


def checksum(position: FrozenPosition, records: Iterable[tuple], files: Iterable[FrozenFile]) -> str:
    """The sha256 over a position: its own row, its records in their order and its files by kind.

    `records` are (kind, key, status, content as canonical JSON); `files` are FrozenFile rows.
    """
    digest = hashlib.sha256()
    sealed = {name: getattr(position, name) for name in _SEALED}
    sealed |= {"plan": position.plan_id, "on": position.on.isoformat(), "agreed_on": position.agreed_on.isoformat()}
    if position.audience:
        sealed["audience"] = str(position.audience)
    sealed["frozen_at"] = position.frozen_at.astimezone(UTC).isoformat()
    digest.update(canonical(sealed).encode())
    for record in records:
        digest.update(canonical(["record", *record]).encode())
    for file in sorted(files, key=lambda file: file.kind):
        digest.update(canonical(["file", file.kind, file.name, _sha256(bytes(file.content))]).encode())
    return digest.hexdigest()


def verify(position: FrozenPosition) -> bool:
    """Whether a position, its records and its files are still as they were when its checksum was made."""
    records = position.records.order_by("order").values_list("kind", "key", "status", "content")
    files = list(position.files.all())
    whole = records.count() == position.records_count and all(
        file.sha256 == _sha256(bytes(file.content)) for file in files
    )
    return whole and checksum(position, records.iterator(chunk_size=_BATCH), files) == position.checksum


def read_records(position, *kinds, key=None):
    """Yield the records of a position in their order: all, or those of these kinds; with `key`, only those with it."""
    rows = position.records.order_by("order")
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if key is not None:
        rows = rows.filter(key=key)
    for kind, key, content, status in rows.values_list(*Record._fields).iterator(chunk_size=_BATCH):
        yield Record(kind, key, json.loads(content), status)
