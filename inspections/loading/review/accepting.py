"""Accepting: what an admin accepted of a paper becomes records in one transaction, all of it or none."""

import logging
from collections import Counter
from contextlib import contextmanager, nullcontext
from datetime import date

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from actions.models import Action, ProgressUpdate
from csc_tracker.audit.entries import Act
from csc_tracker.audit.recording import record_act
from csc_tracker.database.writing import writing_alone
from csc_tracker.people.sight import NOTHING, seeing
from inspections.loading.recognising.proposals import ProposalKind
from inspections.loading.review.acceptance import AcceptanceInProgress, NotAccepted, day_of, free_slug, refuse
from inspections.loading.review.comparing import RESOLUTIONS
from inspections.loading.review.exempting import ASKS_IF_OPEN, CLOSED_MEANWHILE
from inspections.loading.review.existing_records import loaded_before
from inspections.loading.review.intake import paper_day
from inspections.loading.review.record_inspections import (
    link_what_is_quoted,
    make_finding,
    make_inspection,
    make_judgement,
)
from inspections.loading.review.record_meetings import make_meeting, make_resolution
from inspections.loading.review.record_plan import make_action, make_measure, make_priority, note_progress
from inspections.models import Acceptance, Loading, PaperFile, Passage, Proposal, ProposedChange, Report
from inspections.scrutiny.papers.copies import close_copies
from priorities.models import made_from

logger = logging.getLogger(__name__)

# How many reasons against an acceptance are given in words; the others are counted.
MOST_REASONS = 10
# In an order in which each finds the records that it needs.
MAKES = {
    ProposalKind.MEETING: make_meeting,
    ProposalKind.INSPECTION: make_inspection,
    ProposalKind.JUDGEMENT: make_judgement,
    ProposalKind.FINDING: make_finding,
    ProposalKind.PRIORITY: make_priority,
    ProposalKind.ACTION: make_action,
    **dict.fromkeys(RESOLUTIONS, make_resolution),
    ProposalKind.MEASURE: make_measure,
}
# What an accepted proposal of these kinds gives is the paper's own record, or nothing but that it was seen.
NO_RECORD = (ProposalKind.REPORT, ProposalKind.ODDITY)


def accept(loading: Loading, *, by, on: date) -> Acceptance:
    """Make the records of every accepted proposal that was not saved to the plan yet, each with its receipts.

    `by` is the admin; None by command. NotAccepted if any of them is refused; nothing is then saved. An open paper that
    is here as exempt by now is closed instead, and refused as well.
    """
    with writing_alone():
        if loading not in close_copies(on):
            return _accept(loading, by, on)
    raise NotAccepted(CLOSED_MEANWHILE)


def _accept(loading, by, on):
    seen, loading = loading, Loading._base_manager.select_for_update(of=("self",)).get(pk=loading.pk)
    if not PaperFile.objects.filter(pk=loading.file_id, erasure=None).exists():
        raise NotAccepted("The file was erased meanwhile. Nothing was saved.")
    if loading.exemption_id != seen.exemption_id:
        raise NotAccepted(CLOSED_MEANWHILE)
    if loading.unanswered_signs:
        raise NotAccepted(ASKS_IF_OPEN)
    chosen = list(
        loading.proposals.select_for_update(of=("self",))
        .filter(decision__in=[Proposal.Decision.ACCEPTED, Proposal.Decision.MERGED], acceptance=None)
        .select_related(
            "loading",
            "exemption",
            "priority",
            "action__priority__plan",
            "inspection__framework",
            "finding",
            "resolution",
        )
        .defer("loading__passages")
    )
    if not chosen:
        last = loading.acceptances.filter(undone_on=None).first()
        before = f" What was accepted has already been saved to the plan: {last.how}." if last else ""
        raise NotAccepted(
            f"Nothing is waiting to be saved to the plan.{before} Accept what is right, then come back here."
        )
    acceptance = Acceptance.objects.create(loading=loading, on=on, by=by, recorded_at=timezone.now())
    Proposal.objects.filter(pk__in=[proposal.pk for proposal in chosen]).update(acceptance=acceptance)
    draft = _begin(loading, acceptance)
    refused = []
    for kind, make in MAKES.items():
        for proposal in chosen:
            if proposal.kind == kind:
                refused += _make_record(draft, proposal, make)
    if refused:
        raise _together(refused)
    acceptance.links.set(link_what_is_quoted(draft, chosen))
    last = ProgressUpdate.objects.filter(citations__proposal__acceptance=acceptance).aggregate(last=Max("sequence"))
    acceptance.last_sequence = last["last"] or 0
    acceptance.save(update_fields=["last_sequence"])
    record_act(Act.ACCEPTED, by=by, about=loading)
    return acceptance


def _together(refused):
    """One NotAccepted for several: the first ten in words, the others counted."""
    reasons = [" ".join(each.messages) for each in refused[:MOST_REASONS]]
    if len(refused) > MOST_REASONS:
        reasons.append(f"And {len(refused) - MOST_REASONS} more, most of them because of those.")
    together = NotAccepted(reasons)
    together.proposal = refused[0].proposal
    return together


def _make_record(draft, proposal, make) -> list[NotAccepted]:
    """Make one record, or give the existing one a receipt; returns the refusal, if there is one."""
    try:
        with transaction.atomic(), _making(proposal.exemption):
            _make_or_cite(draft, proposal, make)
    except NotAccepted as refused:
        return [refused]
    return []


@contextmanager
def _making(exemption):
    """What is made within it is exempt by this exemption; None: open, and put under nothing that is exempt."""
    with made_from(exemption), nullcontext() if exemption else seeing(NOTHING):
        yield


def _make_or_cite(draft, proposal, make):
    same = proposal.same
    if same is None and proposal.was_compared:
        refuse(draft, proposal, "the plan has changed since this was compared with it. Load the paper again.")
    if proposal.kind not in NO_RECORD and proposal.lacks:
        refuse(draft, proposal, proposal.lacks)
    try:
        if same is not None and (
            proposal.decision == Proposal.Decision.MERGED or proposal.change == ProposedChange.UNCHANGED
        ):
            draft.cite(proposal, same, made=False, passages=[proposal.passage, *proposal.also])
            if proposal.kind == ProposalKind.MEETING:
                draft.meetings.append(same)
            elif proposal.kind == ProposalKind.INSPECTION:
                draft.keep_inspection(proposal, same)
            elif proposal.kind == ProposalKind.ACTION and proposal.change == ProposedChange.UNCHANGED:
                note_progress(draft, proposal)
        else:
            make(draft, proposal)
    except NotAccepted:
        raise
    except ValidationError as refused:
        refuse(draft, proposal, " ".join(refused.messages))
    except (IntegrityError, DataError) as refused:
        logger.warning("Proposal %s could not be saved to the plan: %s", proposal.pk, refused)
        refuse(draft, proposal, "it conflicts with something already in the plan. Edit it, merge it, or reject it.")


def _begin(loading, acceptance):
    """An acceptance in progress, with the paper and its passages; the first acceptance of a paper makes these."""
    day = paper_day(loading)
    with _making(loading.exemption):
        report = loading.report or _make_report(loading, day)
    passages = {passage.order: passage for passage in report.passages.all()}
    return AcceptanceInProgress(
        loading,
        acceptance,
        loading.plan,
        day,
        report,
        passages,
        first_set=not Action.objects.of_plan(loading.plan).exists(),
        committee=_report_fields(loading).get("committee") or "",
    )


def _report_fields(loading):
    proposal = loading.proposals.filter(kind=ProposalKind.REPORT).exclude(decision=Proposal.Decision.REJECTED).first()
    return proposal.now | {"title": proposal.now.get("title") or proposal.now_text} if proposal else {}


def _make_report(loading, day):
    """The paper itself, with its passages as they were read."""
    said = _report_fields(loading)
    title = (said.get("title") or loading.file.name)[:200]
    if before := loaded_before(loading.file.sha256, is_open=loading.exemption_id is None):
        raise NotAccepted(f"This file has already been loaded, as “{before}”.")
    report = Report.objects.create(
        slug=free_slug(Report, f"{day or ''} {title}"),
        title=title,
        kind=Report.Kind.MINUTES if said.get("kind") in ("minutes", "decision") else Report.Kind.REPORT,
        dated=day_of(said.get("last_day")) if said.get("kind") not in ("minutes", "decision") else None,
        stored_file=loading.file,
        sha256=loading.file.sha256,
        address=loading.address,
        source_note="" if said.get("last_day") else "The paper does not state its own day.",
    )
    Passage.objects.bulk_create(
        Passage(
            report=report,
            order=passage["order"],
            kind=passage["kind"],
            level=passage["level"] if passage["kind"] == "heading" else 0,
            number=passage["number"][:30],
            words=passage["text"],
            page=passage["page"],
            table=passage["table"],
            row=passage["row"],
            column=passage["column"],
            column_heading=passage["column_heading"][:200],
            exemption_id=passage["exemption"],
        )
        for passage in loading.passages
    )
    loading.report = report
    loading.save(update_fields=["report"])
    return report


def count_decisions(loading: Loading) -> dict:
    """How many proposals of each kind are accepted, rejected and still open: {“accepted”: Counter, …}.

    Proposals that have been saved to the plan are not counted.
    """
    counts = {"accepted": Counter(), "rejected": Counter(), "open": Counter()}
    for kind, decision in loading.proposals.filter(acceptance=None).values_list("kind", "decision"):
        which = {"accepted": "accepted", "merged": "accepted", "rejected": "rejected"}.get(decision, "open")
        counts[which][kind] += 1
    return counts
