"""The panels of scrutiny on the pages of a priority and of an action: where each came from and what it answers.

Each function takes the page context and the page's subject, and returns what its template draws; None for nothing.
"""

from django.db.models import Q

from csc_tracker.database.prepared import KEYS, Prepared
from inspections.models import Answer, FindingAction, FindingPriority, Resolution
from inspections.scrutiny.findings.links_in_force import links_in_force
from inspections.scrutiny.papers.receipts import receipts_of_action, receipts_of_priority
from inspections.scrutiny.resolutions.progress import filter_known, join_records


def findings_of_priority(page_context, priority):
    """The findings that a priority answers, with the basis of each link; and its receipts."""
    links = links_in_force(FindingPriority, priority=priority.pk, on=page_context.on)
    return _context_or_none(
        {"page_context": page_context, "links": links, "citations": receipts_of_priority(page_context, priority.pk)}
    )


def origin_of_action(page_context, action):
    """Where an action came from, the findings that it answers, and the resolutions that it is tied to."""
    tied = filter_known(_RESOLUTIONS_OF_ACTION.joined(action.pk), page_context.on)
    tied.sort(key=lambda resolution: resolution.slug)
    return _context_or_none(
        {
            "page_context": page_context,
            "links": links_in_force(FindingAction, action=action.pk, on=page_context.on),
            "resolutions": [resolution for resolution in tied if resolution.action_id == action.pk],
            "answered": [resolution for resolution in tied if action.pk in resolution.answered_by],
            "citations": receipts_of_action(action.pk),
        }
    )


def _resolutions_of_action(action):
    answered = Answer.objects.filter(action=action).order_by().values("resolution")
    return join_records(Resolution.objects.filter(Q(action=action) | Q(pk__in=answered)))


_RESOLUTIONS_OF_ACTION = Prepared(_resolutions_of_action, KEYS[0])


def _context_or_none(context):
    """The context, or None if all its lists are empty."""
    return context if any(value for value in context.values() if isinstance(value, list)) else None
