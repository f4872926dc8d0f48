"""The panel of the status board that says what to look at first: findings without an action, matters unanswered."""

from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.wording import count_of, plural
from inspections.scrutiny.findings.gaps import Gap, named_gaps, not_looked_at_in_words
from inspections.scrutiny.linked import Linked
from inspections.scrutiny.plan_queries import known_resolutions
from inspections.scrutiny.resolutions.progress import filter_waiting

_FEW = 4  # findings that the status board names


def look_first(page_context, subject):
    """The findings to improve without an action, and the matters that wait for an answer."""
    findings = named_gaps(page_context.plan, page_context.on, page_context.up_to)
    unanswered = filter_waiting(known_resolutions(page_context.plan, page_context.on))
    gaps = [finding for finding in findings if finding.gap == Gap.NONE]
    waiting = sum(finding.gap == Gap.NOT_LOOKED_AT for finding in findings)
    if not gaps and not unanswered and not waiting:
        return None
    return {
        "page_context": page_context,
        "gaps": gaps,
        "gaps_in_words": (
            f"{len(gaps)} of {count_of(len(findings), 'finding')} to improve {plural(len(gaps), 'has', 'have')} no "
            "answer in the plan"
        ),
        "not_looked_at": not_looked_at_in_words(waiting, len(findings)) if waiting else "",
        "findings_address": page_context.address(cached_reverse("findings")),
        "gaps_address": page_context.address(cached_reverse("findings"), gap=Gap.NONE.value),
        "first_gaps": _first_links(page_context, gaps),
        "findings": len(findings),
        "waiting": unanswered,
    }


def _first_links(page_context, gaps):
    """The first few findings with links to them, and “and others” if there are more."""
    first = [Linked(f"“{finding.short}”", page_context.address(finding.page())) for finding in gaps[:_FEW]]
    return [*first, Linked("and others")] if len(gaps) > _FEW else first
