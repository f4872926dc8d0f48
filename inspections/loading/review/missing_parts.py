"""What a proposal still lacks before it can become a record: an admin adds it by editing the proposal."""

from inspections.loading.recognising.proposals import ProposalKind


def lacking(kind: str, now: dict, *, is_here: bool = False, has_plan: bool = True, rewrites_open: bool = False) -> str:
    """A sentence that says what is missing and what to do; empty where nothing is.

    `now` are the proposal's fields, as corrected. `is_here` says that it is the same as an existing record, and
    `has_plan` that the paper is loaded for a plan; `rewrites_open` that it is exempt and would change the words of a
    record that everyone sees.
    """
    if rewrites_open:
        return (
            "It is exempt, and it would change words that everyone sees. Release the paper first, or mark this as the "
            "same as the record."
        )
    if is_here or kind in (ProposalKind.REPORT, ProposalKind.MEETING, ProposalKind.ODDITY):
        return ""
    if kind in (ProposalKind.PRIORITY, ProposalKind.ACTION, ProposalKind.MEASURE) and not has_plan:
        return "The paper was not loaded for a plan. Load it again and choose one."
    if kind == ProposalKind.ACTION and not now.get("priority"):
        return "The paper does not put it under a priority. Edit it and choose one."
    if kind == ProposalKind.MEASURE and not now.get("priority"):
        return "A measure belongs to a priority. Edit it and choose one."
    if kind == ProposalKind.PRIORITY and not now.get("number"):
        return "It has no number. Edit it and give one."
    if kind == ProposalKind.INSPECTION and not (now.get("first_day") or now.get("last_day")):
        return "The paper does not say when it was. Edit it and give its days."
    return ""
