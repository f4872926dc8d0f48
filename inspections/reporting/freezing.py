"""Freezing a plan's position for a meeting: all that a committee is shown is kept, with a signed checksum, for ever.

snapshot.py says what is kept, and briefing_files.py makes the files. Both include the updates up to one sequence and
hold no lock, so that officers can go on while a plan of 10,000 actions is frozen. Only the last step writes, in one
transaction.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date
from enum import StrEnum
from typing import IO, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from actions.models import Action, FrozenPosition, ProgressUpdate
from actions.pages.page_context import PageContext
from actions.positions.frozen import last_frozen
from actions.positions.seals import seal_of
from csc_tracker.audit.entries import Act
from csc_tracker.audit.recording import record_act
from csc_tracker.database.writing import writing_alone
from csc_tracker.models import User
from csc_tracker.pages.wording import in_words
from csc_tracker.people.sight import NOTHING, seeing, seeing_everything
from csc_tracker.protection.signing import Signed, key_of, sign
from csc_tracker.protection.signing import verify as verify_signature
from inspections.models import Erasure, FrozenFile, FrozenRecord, Meeting, MeetingPosition
from inspections.reporting import briefing_files, snapshot
from inspections.reporting.briefing_files import Progress
from inspections.reporting.snapshot import Record, canonical
from priorities.models import Audience, Exemption, Plan

# A function that gives the records of these kinds (or all) from the start.
Records = Callable[..., Iterator[Record]]
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
    refused = {}
    if not agreement.name.strip():
        refused["agreed_name"] = "Say who agreed: the Director’s name or the named deputy’s."
    if not agreement.post.strip():
        refused["agreed_post"] = "Say in which post they agreed."
    if agreement.on > on:
        refused["agreed_on"] = f"{in_words(agreement.on)} is in the future. Give the day that they agreed."
    elif (on - agreement.on).days > OLDEST_AGREEMENT:
        refused["agreed_on"] = (
            f"That is more than {OLDEST_AGREEMENT} days ago. The committee will be shown the position on "
            f"{in_words(on)}. Give the day that they agreed to it."
        )
    last = last_frozen(plan)
    if last and on < last.on:
        refused["on"] = f"The plan was last frozen on {in_words(last.on)}. It cannot be frozen for an earlier day."
    return refused


def freeze(
    plan: Plan,
    meeting: Meeting,
    agreement: Agreement,
    *,
    by: User,
    on: date,
    up_to: int | None = None,
    progress: Progress | None = None,
    keep: Callable[[FrozenPosition], object] | None = None,
) -> FrozenPosition:
    """Freeze the position of the plan on the day `on` (today) for a meeting, and return the FrozenPosition.

    Freezing again makes a new version and keeps the earlier ones. Where the plan holds exempt matter there are two
    editions, with it and without it; the one without it is returned. The position includes the updates up to the
    sequence `up_to` (None: all so far). `progress(doing, done, total)` is called with what is being done and how far.
    `keep(position)` is called last in the transaction that saves it; where it raises, nothing is saved.
    Raises ValidationError ({question: sentence}) for anything that `problems` finds; nothing is then kept.
    """
    if refused := problems(plan, meeting, agreement, on):
        raise ValidationError(refused)
    progress = progress or (lambda doing, done, total: None)
    with ExitStack() as stack:
        editions, state = [], exempt_state(plan)
        for audience, plans in _audiences(plan, meeting):
            spool = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8"))
            with seeing(plans):
                editions.append(_make_edition(plan, meeting, on, audience, up_to, spool, progress))
        progress("Saving it", editions[0].number, editions[0].number)
        return _save_positions(plan, meeting, agreement, by, on, editions, state, keep)


class ExemptState(NamedTuple):
    """What is exempt and could be shown with a plan (keys of exemptions), and the key of the last erasure, or 0."""

    exempt: frozenset[int]
    last_erasure: int


def exempt_state(plan: Plan) -> ExemptState:
    """As it is now: what is made from now on holds what must go only if this has changed when it is kept."""
    shown = Q(plan=plan) if plan.practice else Q(plan__practice=False)
    exempt = Exemption.objects.filter(shown, released_on=None).order_by().values_list("pk", flat=True)
    with seeing_everything():
        last_erasure = Erasure.objects.aggregate(last=Max("pk"))["last"]
    return ExemptState(frozenset(exempt), last_erasure or 0)


def check_unchanged(plan: Plan, state: ExemptState) -> None:
    """ValidationError if the `exempt_state` of the plan is another meanwhile. Call it within `writing_alone`."""
    if exempt_state(plan) != state:
        raise ValidationError(
            "Something was released, closed or erased while this was made. Nothing was saved. Try again."
        )


def _audiences(plan: Plan, meeting: Meeting) -> list[tuple[str, frozenset[int]]]:
    """Whom editions are made for, with the plans (keys) whose exempt matter each takes in: two where the plan has some.

    What is returned first is for those who may not read exempt matter. Of an exempt meeting they are told nothing.
    """
    with_right = (Audience.WITH_RIGHT, frozenset([plan.pk]))
    if meeting.is_exempt:
        return [with_right]
    if not Exemption.objects.filter(plan=plan, released_on=None).exists():
        return [(Audience.EVERYBODY, NOTHING)]
    return [(Audience.WITHOUT_RIGHT, NOTHING), with_right]


class _Edition(NamedTuple):
    """One edition before it is saved: its page context, its records in the spool and their number, and its files."""

    audience: str
    page_context: PageContext
    spool: IO[str]
    number: int
    files: list


def _make_edition(
    plan: Plan, meeting: Meeting, on: date, audience: str, up_to: int | None, spool: IO[str], progress: Progress
) -> _Edition:
    updates = ProgressUpdate.objects.filter(action__priority__plan=plan)
    updates = updates if up_to is None else updates.filter(sequence__lte=up_to)
    last = updates.aggregate(last=Max("sequence"))["last"] or 0
    page_context = PageContext(plan=plan, on=on, today=on, plan_given=plan.practice, on_given=False, up_to=last)
    number = _write_spool(page_context, meeting, spool, progress)
    files = list(_make_files(_spool_reader(spool), number, progress))
    return _Edition(audience, page_context, spool, number, files)


def _write_spool(page_context: PageContext, meeting: Meeting, spool: IO[str], progress: Progress) -> int:
    """Write every record to the spool, each as a line of canonical JSON, and return how many there are."""
    total = Action.objects.filter(priority__plan=page_context.plan).count()
    number = 0
    for number, record in enumerate(snapshot.records(page_context, meeting), 1):
        spool.write(canonical(record._asdict()) + "\n")
        if number % 100 == 0:
            progress("Reading the plan", number, max(total, number))
    return number


def _make_files(records: Records, number: int, progress: Progress) -> Iterator[FrozenFile]:
    """Yield the files of a position, made from its records and not yet saved."""
    for kind in briefing_files.ISSUED:
        progress(f"Making the {FrozenFile.Kind(kind).label} file", number, number)
        name, content = briefing_files.make_file(kind, *snapshot.briefing_of(records))
        yield FrozenFile(kind=kind, name=name, content=content, sha256=_sha256(content))


def _spool_reader(spool: IO[str]) -> Records:
    """A function that reads the spool's records from the start: those of the kinds named, or all."""

    def records(*kinds: str) -> Iterator[Record]:
        spool.seek(0)
        for line in spool:
            record = Record(**json.loads(line))
            if not kinds or record.kind in kinds:
                yield record

    return records


@writing_alone()
def _save_positions(
    plan: Plan, meeting: Meeting, agreement: Agreement, by: User, on: date, editions: list[_Edition],
    state: ExemptState, keep: Callable[[FrozenPosition], object] | None,
) -> FrozenPosition:  # fmt: skip
    """Save every edition with its records and files, in one transaction; returns the first.

    `state` is what `exempt_state` gave before they were made.
    """
    check_unchanged(plan, state)
    if refused := problems(plan, meeting, agreement, on):
        raise ValidationError(refused)
    with seeing_everything():
        earlier = FrozenPosition.objects.filter(plan=plan, meeting=meeting.slug)
        version = (earlier.aggregate(last=Max("version"))["last"] or 0) + 1
        saved = [_save_edition(each, meeting, agreement, by, version) for each in editions]
        for position in saved:
            exempt_plan = plan.pk if position.audience == Audience.WITH_RIGHT else None
            record_act(
                Act.FROZEN, by=by, about=position, words=f"Checksum {position.checksum}", exempt_plan=exempt_plan
            )
        if keep:
            keep(saved[0])
        return saved[0]


def _save_edition(edition: _Edition, meeting: Meeting, agreement: Agreement, by: User, version: int) -> FrozenPosition:
    page_context = edition.page_context
    position = FrozenPosition(
        plan=page_context.plan,
        audience=edition.audience,
        meeting=meeting.slug,
        reported_to=meeting.who,
        meeting_words=meeting.date_words,
        version=version,
        on=page_context.on,
        last_sequence=page_context.up_to or 0,
        last_seal=seal_of(page_context.up_to or 0),
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
    contents = (
        (record.kind, record.key, record.status, _sha256(canonical(record.content).encode())) for record in records()
    )
    position.checksum = checksum(position, contents, edition.files)
    position.signature = sign_checksum(position)
    position.save(force_insert=True)
    save_records(position, records())
    for file in edition.files:
        file.position = position
        file.save(force_insert=True)
    MeetingPosition.objects.create(meeting=meeting, position=position)
    return position


def save_records(position: FrozenPosition, records: Iterable[Record]) -> None:
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


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# The fields of a position that its checksum covers, besides its records and files.
_SEALED = (
    "meeting", "reported_to", "meeting_words", "version", "last_sequence", "last_seal", "by_id", "agreed_name",
    "agreed_post", "rules", "records_count", "figures",
)  # fmt: skip


def checksum(position: FrozenPosition, records: Iterable[tuple], files: Iterable[FrozenFile]) -> str:
    """The sha256 over a position: its own row, its records in their order and its files by kind.

    `records` are (kind, key, status, sha256 of the content as canonical JSON); `files` are FrozenFile rows.
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
        digest.update(canonical(["file", file.kind, file.name, file.sha256]).encode())
    return digest.hexdigest()


# What the signature of a position is for; see csc_tracker/protection/signing.py.
_PURPOSE = "frozen position"


def sign_checksum(position: FrozenPosition) -> str:
    """The signature of a position's checksum, with the key that the service has now."""
    return sign(position.checksum.encode("ascii"), _PURPOSE)


def signature_state(position: FrozenPosition) -> Signed:
    """What a position's signature says of its checksum. Whether the checksum is right is not looked at."""
    return verify_signature(position.checksum.encode("utf-8"), position.signature, _PURPOSE)


def signature_in_words(position: FrozenPosition) -> tuple[bool, str]:
    """Whether the checksum of a position is signed, and the sentence that a page says of it."""
    state, key = signature_state(position), key_of(position.signature)
    return state == Signed.VALID, {
        Signed.VALID: f"The checksum is signed with the key {key}.",
        Signed.OTHER_KEY: (
            f"Its checksum is signed with a key that this service does not have ({key}). So it cannot be checked here "
            "that this copy is as it was frozen."
        ),
        Signed.INVALID: "Its checksum is not signed by this service’s key. This copy may not be as it was frozen.",
        Signed.NOT_SIGNED: "Its checksum is not signed. So it cannot be checked that this copy is as it was frozen.",
    }[state]


class Integrity(StrEnum):
    """What can be said of a frozen position. Only the first is well; of several faults the first that applies."""

    AS_IT_WAS = "as it was"
    CHANGED = "CHANGED"
    OTHER_KEY = "signed with a key that is not here"
    NOT_BY_THIS_KEY = "not signed by this key"
    NOT_SIGNED = "not signed"


_BY_SIGNATURE = {
    Signed.VALID: Integrity.AS_IT_WAS,
    Signed.OTHER_KEY: Integrity.OTHER_KEY,
    Signed.INVALID: Integrity.NOT_BY_THIS_KEY,
    Signed.NOT_SIGNED: Integrity.NOT_SIGNED,
}


def integrity(position: FrozenPosition) -> Integrity:
    """Whether a position, its records and its files are what its checksum says, and its checksum what was signed."""
    return _BY_SIGNATURE[signature_state(position)] if fits_checksum(position) else Integrity.CHANGED


def verify(position: FrozenPosition) -> bool:
    """Whether a position, its records and its files are as they were frozen, by checksum and signature."""
    return integrity(position) == Integrity.AS_IT_WAS


def fits_checksum(position: FrozenPosition) -> bool:
    """Whether a position, its records and its files are what its checksum was made of.

    What was erased of it is known by the sha256 that it had.
    """
    records = position.records.order_by("order")
    files = list(position.files.all())
    whole = records.count() == position.records_count and all(
        file.erasure_id or file.sha256 == _sha256(bytes(file.content)) for file in files
    )
    return whole and checksum(position, digests(records), files) == position.checksum


def digests(records: QuerySet[FrozenRecord]) -> Iterator[tuple]:
    """What the checksum covers of saved records."""
    fields = ("kind", "key", "status", "content", "erasure_id", "content_sha256")
    for *named, content, erased, sha256 in records.values_list(*fields).iterator(chunk_size=_BATCH):
        yield *named, sha256 if erased else _sha256(content.encode())


def read_records(position: FrozenPosition, *kinds: str, key: str | None = None) -> Iterator[Record]:
    """The records of a position in their order: all, or those of these kinds; with `key`, only those with it."""
    rows = position.records.order_by("order")
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if key is not None:
        rows = rows.filter(key=key)
    return map(record_of, with_erasures(rows).iterator(chunk_size=_BATCH))


def with_erasures(rows: QuerySet[FrozenRecord]) -> QuerySet:
    """What `record_of` needs of each of these records."""
    return rows.select_related("erasure__proposal")


def record_of(row: FrozenRecord) -> Record:
    """A saved record as it was read; of one that was erased what says so, in place of its words."""
    if row.erasure is None:
        return Record(row.kind, row.key, json.loads(row.content), row.status)
    number = int(row.key) if row.key.isdecimal() else 0
    names = {"number": number, "reference": row.key, "short_name": f"Erased: {row.kind} {row.key}"}
    return Record(row.kind, row.key, {"words": row.erasure.in_words, **names}, row.status)


def erasures_of(position: FrozenPosition) -> list[str]:
    """What was erased of a position since it was frozen, each erasure as a sentence."""
    erased = position.records.exclude(erasure=None).order_by().values("erasure")
    return [erasure.in_words for erasure in Erasure.objects.filter(pk__in=erased).select_related("proposal")]
