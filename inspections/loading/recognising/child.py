"""Reading a file and recognising what it holds, both in one child process with limits (reading/child.py)."""

from datetime import date

from inspections.loading.reading.child import in_child, paper_from, with_name
from inspections.loading.reading.passages import Paper
from inspections.loading.recognising.proposals import Proposal, ProposalKind

_BOTH = "inspections.loading.recognising.both:both"


def read_and_recognise(content: bytes, name: str = "", given: date | None = None) -> tuple[Paper, list[Proposal]]:
    """The paper and its proposals. `name` and `given` are as in `read_safely` and `recognise`.

    Raises CannotRead with a sentence where the file gives nothing, or takes more than a paper may.
    """
    result = in_child(_BOTH, content, given.isoformat() if given else "")
    return with_name(paper_from(result), name), [_proposal(one) for one in result["proposals"]]


def _proposal(data):
    return Proposal(**data | {"kind": ProposalKind(data["kind"]), "also": tuple(data["also"])})
