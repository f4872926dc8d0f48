"""Reading a file and recognising what it holds, both in one child process with limits (reading/child.py)."""

from dataclasses import asdict
from datetime import date

from inspections.loading.reading.child import in_child, paper_from, told_of, with_name
from inspections.loading.reading.passages import Paper
from inspections.loading.recognising.proposals import Proposal, ProposalKind

_BOTH = "inspections.loading.recognising.child:both"


def read_and_recognise(content: bytes, name: str = "", given: date | None = None) -> tuple[Paper, list[Proposal]]:
    """The paper and its proposals. `name` and `given` are as in `read_safely` and `recognise`.

    Raises CannotRead with a sentence where the file gives nothing, or takes more than a paper may.
    """
    told = in_child(_BOTH, content, given.isoformat() if given else "")
    return with_name(paper_from(told), name), [_proposal(one) for one in told["proposals"]]


def both(content: bytes, given: str) -> dict:
    """In the child: the paper and its proposals as plain data; `given` is an ISO day or empty."""
    from inspections.loading.reading.reader import read
    from inspections.loading.recognising.paper import recognise

    paper = read(content)
    found = recognise(paper, date.fromisoformat(given) if given else None)
    return {**told_of(paper), "proposals": [asdict(one) for one in found]}


def _proposal(told):
    return Proposal(**told | {"kind": ProposalKind(told["kind"]), "also": tuple(told["also"])})
