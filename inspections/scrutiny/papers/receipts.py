"""Where a priority, its measures and an action came from: each passage of a paper once."""

from collections import defaultdict

from django.db.models import OuterRef, Subquery

from actions.models import ActionPeriod, ProgressUpdate
from csc_tracker.database.prepared import KEYS, Prepared
from inspections.models import Citation
from priorities.models import Measure, MeasureValue


def receipts_of_priority(page_context, priority):
    """The receipts of a priority itself."""
    return _receipts(page_context, priority)[None]


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
    return Citation.objects.filter(pk__in=keys).with_passages().annotate(measure_of_value=Subquery(value))


_RECEIPTS_OF_PRIORITY = Prepared(_receipts_of_priority, KEYS[0])


def receipts_of_action(action):
    """The receipts of an action, of its periods and of its updates."""
    return _each_passage_once(_RECEIPTS_OF_ACTION.instances(action))


def _receipts_of_action(action):
    periods = ActionPeriod.objects.filter(action=action).order_by().values("pk")
    updates = ProgressUpdate.objects.filter(action=action).order_by().values("pk")
    keys = _keys_of_receipts({"action": action}, {"period__in": periods}, {"update__in": updates})
    return Citation.objects.filter(pk__in=keys).with_passages()


def _keys_of_receipts(*records):
    """The keys of the receipts of records of several kinds. A union, since with “or” PostgreSQL reads every receipt."""
    every = Citation.objects.order_by().values("pk")
    first, *others = (every.filter(**record) for record in records)
    return first.union(*others)


_RECEIPTS_OF_ACTION = Prepared(_receipts_of_action, KEYS[0])


def _each_passage_once(citations):
    """One receipt for each passage: an action, its period and its update often come from the same words."""
    return list({citation.passage_id: citation for citation in reversed(citations)}.values())[::-1]
