"""Receiving a paper: its file is kept, it is read in the background, and what was read waits for an admin."""

import hashlib
import logging
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from csc_tracker.audit.entries import Act
from csc_tracker.audit.recording import record_act
from csc_tracker.database.writing import writing_alone
from csc_tracker.pages.file_names import plain_name
from csc_tracker.people.sight import NOTHING, seeing, seeing_everything
from inspections.background import Run, Superseded, ask_again, begun
from inspections.loading.reading.passages import CannotRead, Passage
from inspections.loading.recognising.child import read_and_recognise
from inspections.loading.recognising.exempt import may_be_named_exempt
from inspections.loading.recognising.proposals import ProposalKind
from inspections.loading.review.comparing import compare
from inspections.loading.review.exempting import (
    PLAN_NEEDED,
    NeedsPlan,
    exemption_on_receipt,
    exemptions_of,
    reason_of_the_name,
    reason_of_the_whole,
)
from inspections.loading.review.existing_records import loaded_before, read_existing_records
from inspections.models import Erasure, Loading, PaperFile, Proposal, ProposalDecision
from inspections.scrutiny.papers.closed_words import ClosedWords
from inspections.scrutiny.papers.closing import close_what_is_left
from inspections.scrutiny.papers.copies import (
    HOLDS_A_CLOSED_PAPER,
    close_copies,
    exemption_of_file,
    holds_a_closed_paper,
)

logger = logging.getLogger(__name__)

# Bytes. Committee papers with maps and pictures reach 20 MB; what is larger is a scan, or no paper.
LARGEST = 40_000_000


def sha256_of(content: bytes) -> str:
    """The sum by which two files are known to be the same."""
    return hashlib.sha256(content).hexdigest()


class AlreadyReceived(ValidationError):
    """The same file was loaded with the same answers, and waits to be read or checked: `loading`."""

    def __init__(self, loading: Loading):
        super().__init__(f"This file is already here, as “{loading}”. Nothing was changed.", code="loaded")
        self.loading = loading


def receive(
    content: bytes, name: str, *, by, on: date, plan=None, is_open: bool = False, paragraph: str = "", **details
) -> Loading:
    """Keep a file and make the row of its loading. The caller then asks the worker to read it.

    The paper is exempt, by this paragraph of Schedule 12A, unless the admin says that it `is_open`. `details` are what
    they give with the paper besides: address, item_number, dated, meeting. ValidationError with a sentence if the file
    is empty, too large or loaded already, or if an exempt paper has no plan. AlreadyReceived if it was given with the
    same answers before and nobody has saved anything of it to the plan yet.
    """
    if not content.strip():
        raise ValidationError("The file is empty. Choose the paper's file again, or paste its text.")
    if len(content) > LARGEST:
        raise ValidationError(
            f"The file is larger than {LARGEST // 1_000_000} MB. Load a version without pictures, or paste its text."
        )
    sha256 = sha256_of(content)
    with writing_alone():
        if erased := Erasure.objects.filter(sha256=sha256).first():
            raise ValidationError(f"This file cannot be loaded again: it was wrongly loaded before. {erased.in_words}")
        if before := loaded_before(sha256, is_open=is_open):
            raise ValidationError(
                f"This file has already been loaded, as “{before}”. Nothing was changed.", code="loaded"
            )
        if not is_open and plan is None:
            raise ValidationError(PLAN_NEEDED)
        # A file that is here as exempt stays so, whatever is said of it when it comes again.
        exemption = exemption_of_file(sha256)
        if exemption and plan is None:
            plan = exemption.plan
        elif exemption and exemption.plan != plan:  # its readers are others
            exemption = exemption_on_receipt(plan, paragraph or exemption.paragraph, by=by, on=on)
        elif exemption is None and not is_open:
            exemption = exemption_on_receipt(plan, paragraph, by=by, on=on)
        elif exemption is None and plan and (named := reason_of_the_name(plain_name(name))):
            exemption = exemption_on_receipt(plan, paragraph, by=by, on=on, reason=named)
        same = {"file__sha256": sha256, "plan": plan, "exemption__isnull": exemption is None, **details}
        if before := _received_before(same, by, _signs_of(name)):
            raise AlreadyReceived(before)
        file, _ = PaperFile.objects.get_or_create(
            sha256=sha256,
            defaults={
                "name": plain_name(name),
                "size": len(content),
                "content": content,
                "received_at": timezone.now(),
            },
        )
        loading = Loading.objects.create(
            file=file, plan=plan, by=by, asked_at=timezone.now(), exemption=exemption, signs=_signs_of(name), **details
        )
        record_act(Act.LOADED, by=by, about=loading, words=f"sha256 {sha256}")
        if exemption:
            close_copies(on)
            close_what_is_left(exemption, by=by, on=on)
        return loading


def _received_before(same, by, signs):
    """A paper with these values that waits to be read or checked, if this person may know of it; else None.

    `signs` are those of the file's name as it comes now: what the name says is judged each time that it says more.
    """
    waits = {"report": None, "state__in": [Loading.State.WAITING, Loading.State.READING, Loading.State.READ]} | same
    seen = Loading.objects.filter(**waits).values("pk")
    received = Loading._base_manager.filter(Q(by=by) | Q(pk__in=seen), **waits).order_by("pk")
    return next((before for before in received if all(sign in before.signs for sign in signs)), None)


def _signs_of(name):
    """What the name of a file may say of it, as it comes this time; the file keeps the name that it first came with."""
    return [{"passage": None, "words": plain_name(name), "named": True}] if may_be_named_exempt(name) else []


@seeing_everything()
def read_loading(loading: Loading, on: date):
    """Read a loading's file, compare its proposals with the records, and keep both for an admin to check.

    An open paper is compared with open records alone, so that its review shows nothing of others. If anything goes
    wrong, the row says so in a sentence, and nothing else is kept.
    """
    with begun(loading, "Reading its words and tables") as run:
        if run is None:  # somebody else reads it, or has read it, or it was cancelled
            return
        try:
            paper, proposals = read_and_recognise(bytes(loading.file.content), loading.file.name, loading.dated)
            run.note(doing="Comparing it with the plan")
            with seeing([loading.plan_id] if loading.exemption_id else NOTHING):
                compared = compare(proposals, read_existing_records(loading.plan), chosen=loading.plan is not None)
            save_reading(loading, paper, compared, on, run)
        except Superseded:
            logger.warning("Reading paper %s was cancelled or begun again", loading.pk)
        except (CannotRead, NeedsPlan) as refused:
            run.fail(str(refused))
        except SystemExit:  # the worker was told to stop and not to wait
            run.fail("It was stopped before it finished and nothing was saved. Read it again.")
            raise
        except Exception:
            logger.exception("Reading paper %s failed", loading.pk)
            run.fail("Sorry, something went wrong and nothing was saved. Try again. If it fails again, paste its text.")
            raise


@writing_alone()
@seeing_everything()
def read_again(loading: Loading) -> None:
    """Have a paper that is not being read already read again. ValidationError if somebody decided on a proposal."""
    if ProposalDecision.objects.filter(proposal__loading=loading).exists():
        raise ValidationError("Somebody has already made a decision about it, so it cannot be read again.")
    ask_again(loading, states=(Loading.State.READ,))


@writing_alone()
@seeing_everything()
def save_reading(loading: Loading, paper, compared, on: date, run: Run | None = None):
    """Keep the passages, and each proposal to be checked; what an earlier reading proposed is replaced.

    Superseded, and nothing is kept, where the loading is not this run's any more.

    What the paper or a part of it says of itself closes it, whatever the admin said. NeedsPlan if there is no plan
    whose people could read it.
    """
    if Loading.objects.filter(pk=loading.pk, file__erasure=None).first() is None:
        if run:
            run.fail("It was erased while it was read.")
        return
    loading.exemption_id, loading.plan_id = Loading.objects.values_list("exemption", "plan").get(pk=loading.pk)
    loading.proposals.all().delete()
    own = next((each.proposal.fields for each in compared if each.proposal.kind == ProposalKind.REPORT), {})
    parts = [(part["from"], part["to"], part["reason"]) for part in own.get("exempt_parts") or []]
    texts = [passage.text for passage in paper.passages]
    whole = reason_of_the_whole(loading, own.get("exempt_words") or "", texts)
    exemptions = exemptions_of(loading, len(texts), whole, parts, on)
    closed = ClosedWords(dict(enumerate(texts, 1)), exemptions)
    holds = [] if exemptions or not holds_a_closed_paper(texts) else [{"passage": None, "words": HOLDS_A_CLOSED_PAPER}]
    if run:
        run.finish()
    Loading.objects.filter(pk=loading.pk).update(
        state=Loading.State.READ,
        doing="",
        failure="",
        pages=paper.pages,
        format=paper.format,
        notes=list(paper.notes),
        signs=[sign for sign in loading.signs if sign.get("named")] + (own.get("exempt_signs") or []) + holds,
        open_because="",
        open_by=None,
        passages=[_as_kept_for_all(passage, exemptions.get(passage.order), closed) for passage in paper.passages],
    )
    Proposal.objects.bulk_create(
        Proposal(
            loading=loading,
            order=order,
            kind=each.proposal.kind,
            change=each.change,
            text=each.proposal.text,
            passage=each.proposal.passage,
            also=list(each.proposal.also),
            fields=_fields_of(each.proposal, exemptions, closed),
            confidence=each.proposal.confidence,
            reason=each.proposal.reason,
            exemption_id=_exemption_of(each.proposal, exemptions, closed),
            **{f"{name}_id": key for name, key in each.same.items()},
        )
        for order, each in enumerate(compared, 1)
    )
    if exemptions:
        close_copies(on)
    loading.refresh_from_db()
    if loading.exemption:
        close_what_is_left(loading.exemption, by=None, on=on)


def _exemption_of(proposal, exemptions, closed):
    """A proposal is exempt if any passage that it is read from is, or that it quotes."""
    orders = [proposal.passage, *proposal.also]
    own = next((exemptions[order] for order in orders if order in exemptions), None)
    return own if own is not None else closed.exemption_of_quoted(proposal.text)


def _fields_of(proposal, exemptions, closed):
    """Its fields as they are kept: without what the whole paper says of itself, and, if it is open, no exempt words."""
    fields = {name: value for name, value in proposal.fields.items() if name not in _OF_THE_LOADING}
    return fields if _exemption_of(proposal, exemptions, closed) is not None else closed.taken_from(fields)


_OF_THE_LOADING = ("exempt_words", "exempt_parts", "exempt_signs")


def _as_kept_for_all(passage, exemption, closed):
    """A passage as it is kept; one that is open stands under no exempt heading."""
    kept = as_kept(passage)
    if exemption is None:
        kept |= {name: closed.taken_from(kept[name], name) for name in ("headings", "column_heading")}
    return kept | {"exemption": exemption}


_KEPT = ("order", "kind", "text", "number", "level", "page", "table", "row", "column", "column_heading", "header",
         "row_span", "column_span", "item", "headings")  # fmt: skip


def as_kept(passage: Passage) -> dict:
    """A passage as the row of its loading keeps it."""
    values = {name: getattr(passage, name) for name in _KEPT}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def paper_day(loading: Loading) -> date | None:
    """The paper's day: the one given by the admin, else its own as read (or as corrected), else its meeting's."""
    if loading.dated:
        return loading.dated
    for kind in ("report", "meeting"):
        for proposal in loading.proposals.filter(kind=kind):
            if proposal.now.get("last_day"):
                return date.fromisoformat(proposal.now["last_day"])
    return loading.meeting.last_day if loading.meeting else None
