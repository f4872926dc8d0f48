"""The panels of scrutiny on the pages of the plan: the next meeting, what to look at first, findings and receipts.

Each function takes the page context and the page's subject, and returns what its template draws; None for nothing.
"""

from collections import defaultdict
from functools import cache

from django.db.models import OuterRef, Q, Subquery

from actions.models import ActionPeriod, ProgressUpdate
from actions.positions.status import count_days
from csc_tracker.database.prepared import DAYS, KEYS, Prepared
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.wording import in_words, plural
from inspections.models import Answer, Citation, FindingAction, FindingPriority, Resolution
from inspections.scrutiny.findings.gaps import Gap
from inspections.scrutiny.linked import Linked
from inspections.scrutiny.plan_queries import findings_to_improve, known_resolutions, meetings
from inspections.scrutiny.resolutions.progress import filter_known, filter_waiting, join_records
from priorities.models import Measure, MeasureValue

_FEW = 4  # findings that the status board names


def next_meeting(page_context, subject):
    """The next meeting that concerns the plan, and in how many days it is."""
    meeting = meetings(page_context).to_come
    if meeting is None:
        return None
    days = (meeting.first_day - page_context.calendar_day).days
    one_day = meeting.first_day == meeting.last_day
    day = f"{meeting.first_day:%A} {in_words(meeting.first_day)}" if one_day else meeting.date_words
    wait = f"in {count_days(days)}" if days > 0 else "today" if one_day else ""
    day_and_note = f"{day} (date worked out, not stated)" if meeting.worked_out else day
    return {
        "page_context": page_context,
        "meeting": meeting,
        "day": day,
        "wait": wait,
        "when": f"{day_and_note}, {wait}" if wait else day_and_note,
    }


def look_first(page_context, subject):
    """The findings to improve without an action, and the matters that wait for an answer."""
    findings = findings_to_improve(page_context)
    unanswered = filter_waiting(known_resolutions(page_context.plan, page_context.on))
    gaps = [finding for finding in findings if finding.gap == Gap.NONE]
    if not gaps and not unanswered:
        return None
    have = plural(len(gaps), "has", "have")
    return {
        "page_context": page_context,
        "gaps": gaps,
        "gaps_in_words": f"{len(gaps)} of {len(findings)} findings to improve {have} no action",
        "gaps_address": page_context.address(cached_reverse("findings"), gap=Gap.NONE.value),
        "first_gaps": _first_links(gaps, page_context.address(cached_reverse("findings"))),
        "findings": len(findings),
        "waiting": unanswered,
    }


def _first_links(gaps, address):
    """The first few findings with links to them, and “and others” if there are more."""
    first = [Linked(f"“{finding.short}”", f"{address}#{finding.anchor}") for finding in gaps[:_FEW]]
    return [*first, Linked("and others")] if len(gaps) > _FEW else first


def findings_of_priority(page_context, priority):
    """The findings that a priority answers, with the basis of each link; and its receipts."""
    links = _links_that_count(FindingPriority, priority=priority.pk, on=page_context.on)
    return _if_any(
        {"page_context": page_context, "links": links, "citations": _receipts(page_context, priority.pk)[None]}
    )


def receipts_of_measures(page_context, measures):
    """The receipts of each measure of a priority and of its values, by the measure's primary key."""
    receipts = _receipts(page_context, measures[0].priority_id) if measures else {}
    return {
        measure: {"page_context": page_context, "citations": citations}
        for measure, citations in receipts.items()
        if measure
    }


def _receipts(page_context, priority):
    """The receipts of a priority's measures and their values, by measure; under None its own. One query a page."""
    key = "receipts", priority
    if key not in page_context.read:
        receipts = defaultdict(list)
        for citation in _RECEIPTS_OF_PRIORITY.instances(priority):
            receipts[citation.measure_id or citation.measure_of_value].append(citation)
        each = {measure: _each_passage_once(citations) for measure, citations in receipts.items()}
        page_context.read[key] = {None: [], **each}
    return page_context.read[key]


def _receipts_of_priority(priority):
    measures = Measure.objects.filter(priority=priority).order_by().values("pk")
    values = MeasureValue.objects.filter(measure__in=measures).order_by().values("pk")
    keys = _keys_of_receipts(
        {"priority": priority},
        # Without “isnull”, PostgreSQL plans as if every receipt were of a measure.
        {"measure__in": measures, "measure__isnull": False},
        {"value__in": values, "value__isnull": False},
    )
    # Not by a join: with one join more, PostgreSQL plans them in parts and reads every receipt.
    value = MeasureValue.objects.filter(pk=OuterRef("value")).order_by().values("measure")
    return Citation.objects.filter(pk__in=keys).in_place().annotate(measure_of_value=Subquery(value))


_RECEIPTS_OF_PRIORITY = Prepared(_receipts_of_priority, KEYS[0])


def origin_of_action(page_context, action):
    """Where an action came from, the findings that it answers, and the resolutions that it is tied to."""
    tied = filter_known(_RESOLUTIONS_OF_ACTION.joined(action.pk), page_context.on)
    tied.sort(key=lambda resolution: resolution.slug)
    receipts = _RECEIPTS_OF_ACTION.instances(action.pk)
    return _if_any(
        {
            "page_context": page_context,
            "links": _links_that_count(FindingAction, action=action.pk, on=page_context.on),
            "resolutions": [resolution for resolution in tied if resolution.action_id == action.pk],
            "answered": [resolution for resolution in tied if action.pk in resolution.answered_by],
            "citations": _each_passage_once(receipts),
        }
    )


def _resolutions_of_action(action):
    answered = Answer.objects.filter(action=action).order_by().values("resolution")
    return join_records(Resolution.objects.filter(Q(action=action) | Q(pk__in=answered)))


def _receipts_of_action(action):
    periods = ActionPeriod.objects.filter(action=action).order_by().values("pk")
    updates = ProgressUpdate.objects.filter(action=action).order_by().values("pk")
    keys = _keys_of_receipts({"action": action}, {"period__in": periods}, {"update__in": updates})
    return Citation.objects.filter(pk__in=keys).in_place()


def _keys_of_receipts(*records):
    """The keys of the receipts of records of several kinds. A union, since with “or” PostgreSQL reads every receipt."""
    every = Citation.objects.order_by().values("pk")
    first, *others = (every.filter(**record) for record in records)
    return first.union(*others)


_RESOLUTIONS_OF_ACTION = Prepared(_resolutions_of_action, KEYS[0])
_RECEIPTS_OF_ACTION = Prepared(_receipts_of_action, KEYS[0])


def _links_that_count(model, on, **of):
    """The links of a priority or an action that are in force on the day `on`, if their finding counts on that day."""
    ((name, key),) = of.items()
    return [link for link in _links(model, name).instances(key, on) if link.finding.counts_on(on)]


@cache
def _links(model, name):
    def build(key, on):
        links = model.objects.current(on).filter(**{name: key, "finding__withdrawn_on": None})
        links = links.select_related("finding__inspection", "finding__line", "finding__superseded_by__inspection")
        return links.order_by("finding__inspection", "finding__number")

    return Prepared(build, KEYS[0], DAYS[0])


def _if_any(context):
    """The context, or None if all its lists are empty."""
    return context if any(value for value in context.values() if isinstance(value, list)) else None


def _each_passage_once(citations):
    """One receipt for each passage: an action, its period and its update often come from the same words."""
    return list({citation.passage_id: citation for citation in reversed(citations)}.values())[::-1]
