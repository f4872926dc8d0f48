"""Makers of papers on their way in: a loading that was read, with the proposals that a test needs."""

from datetime import date
from itertools import count

from inspections import models
from inspections.loading.reading.passages import Format, Paper, Passage
from inspections.loading.recognising.proposals import Proposal, ProposalKind
from inspections.loading.review.comparing import compare
from inspections.loading.review.existing_records import read_existing_records
from inspections.loading.review.intake import receive, save_reading

_numbers = count(1)
REPORT_DAY = date(2020, 1, 14)


def read(what, text, passage=1, /, **fields):
    """A proposal as the reader gives it."""
    return Proposal(ProposalKind(what), text, passage, fields, 0.9, "The test says so.")


def period(role, words, first, last):
    """A date of an action, as a proposal has it."""
    return {"role": role, "date_as_written": words, "first_day": first, "last_day": last}


def read_action(text, priority=1, stage="planned", periods=(), passage=1, **fields):
    """An action as the reader gives it."""
    first = next((p for p in periods if p["role"] in ("finish", "completed")), {})
    own = {name: first.get(name) for name in ("date_as_written", "first_day", "last_day")}
    due = "own" if any(p["role"] == "finish" for p in periods) else None
    return read(
        "action", text, passage,
        **{"priority": priority, "stage": stage, "periods": list(periods), "lead": None, "due_from": due} | own | fields,
    )  # fmt: skip


def read_report(day=REPORT_DAY, title="Improvement plan update", **fields):
    """The paper itself as the reader gives it."""
    values = {"title": title, "kind": "report", "committee": "Children’s Committee", "class": "Part 1"}
    values |= {"date_as_written": str(day), "first_day": str(day), "last_day": str(day)}
    return read("report", title, **values | fields)


def make_loading(plan, proposals, texts=("A passage.",), content=None, **said) -> models.Loading:
    """A paper that was read, with its proposals compared with what is here of the plan."""
    content = content or f"Paper {next(_numbers)}".encode()
    said = {"is_open": True} | said
    loading = receive(content, "paper.txt", by=None, on=REPORT_DAY, plan=plan, **said)
    passages = tuple(Passage(order, "paragraph", text) for order, text in enumerate(texts, 1))
    compared = compare(proposals, read_existing_records(plan), chosen=plan is not None)
    save_reading(loading, Paper(passages, Format.TEXT), compared, REPORT_DAY)
    return loading


def accept_all(loading):
    """Mark every proposal as accepted."""
    loading.proposals.update(decision=models.Proposal.Decision.ACCEPTED)
