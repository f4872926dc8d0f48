"""The action or priority that a page is about; a 404 with a sentence where it is not there."""

import re
from functools import cache

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery
from django.http import Http404

from actions.models import Action, ActionPeriod, EvidenceFile, ProgressUpdate
from actions.positions.facts import facts_on
from actions.talking.following import is_followed
from csc_tracker.database.prepared import KEYS, NUMBERS, Prepared, keep_related
from priorities.models import Hidden, Priority

_REFERENCE = re.compile(r"p(\d{1,4})\.(\d{1,5})", re.IGNORECASE | re.ASCII)


def get_action(page_context, reference, lock=False):
    """The action of the page's plan with this reference, in capitals or not; Http404 where there is none.

    It comes with its updates and their evidence files (without their bytes), its periods, the numbers of the actions
    before and after it in its priority, as `number_before` and `number_after` (None: there is none), and whether the
    reader follows it, as `is_followed`. Two queries. `lock` keeps others from saving an update of it until the
    transaction ends.
    """
    match = _REFERENCE.fullmatch(reference)
    asked = (page_context.plan.pk, int(match[1]), int(match[2]), page_context.reader.pk) if match else ()
    rows = list(_action(lock).joined(*asked)) if asked else []
    if not rows:
        raise Http404(f"There is no action {reference.upper()[:20]} in this plan. The list of actions has them all.")
    action, (action.number_before, action.number_after, action.is_followed, *_) = rows[0]
    action.priority.plan = page_context.plan
    hidden, periods = Hidden(), [ActionPeriod(*period) for _, (_, _, _, *period) in rows if period[0]]
    keep_related(action, "periods", [period for period in periods if not hidden(period.exemption_id)])
    keep_related(action, "updates", _updates_with_files(action))
    return action


@cache
def _action(lock):
    """The query of an action by its place in the plan, with a row for each of its periods."""

    def build(plan, priority, number, reader):
        beside = Action.objects.filter(priority=OuterRef("priority")).order_by("number").values("number")
        actions = Action.objects.filter(priority__plan=plan, priority__number=priority, number=number)
        actions = actions.select_related("priority__lead", "owner").annotate(
            number_before=Subquery(beside.filter(number__lt=OuterRef("number")).reverse()[:1]),
            number_after=Subquery(beside.filter(number__gt=OuterRef("number"))[:1]),
            is_followed=is_followed(reader, "action"),
            period=FilteredRelation("periods", condition=Q(periods__withdrawn_on=None)),
            **{f"period_{field.name}": F(f"period__{field.attname}") for field in ActionPeriod._meta.concrete_fields},
        )
        actions = actions.order_by(F("period__first_day").asc(nulls_first=True), "period__pk")
        return actions.select_for_update(of=("self",)) if lock else actions

    return Prepared(build, KEYS[0], *NUMBERS, KEYS[1])


def _updates_with_files(action):
    """The updates of an action, each with its evidence files, all but the bytes of these. One query."""
    files, hidden = {}, Hidden()
    for update, values in _UPDATES.joined(action.pk):
        there = files.setdefault(update, [])
        if values[0] is not None and not hidden(values[_EXEMPTION]):
            there.append(EvidenceFile.from_db(update._state.db, _OF_A_FILE, values))
    for update, there in files.items():
        update.action = action
        for file in there:
            file.update = update
        keep_related(update, "evidence", there)
    return list(files)


_OF_A_FILE = [field.attname for field in EvidenceFile._meta.concrete_fields if field.name != "content"]
_EXEMPTION = _OF_A_FILE.index("exemption_id")


def _updates(action):
    """The query of an action's updates by its key, with a row for each of their files."""
    updates = ProgressUpdate.objects.filter(action=action).select_related("by", "post")
    updates = updates.annotate(**{f"file_{name}": F(f"evidence__{name}") for name in _OF_A_FILE})
    return updates.order_by("sequence", "evidence__pk")


_UPDATES = Prepared(_updates, KEYS[0])


def get_priority(page_context, number):
    """The priority of the page's plan with this number; Http404 where there is none."""
    priority = Priority.objects.select_related("lead", "plan").filter(plan=page_context.plan, number=number).first()
    if priority is None:
        raise priority_not_found(number)
    return priority


def priority_not_found(number):
    """The exception that says that the plan has no priority with this number."""
    return Http404(f"There is no priority {number} in this plan. The status board has them all.")


def facts_on_page(action, page_context):
    """The action's facts on the day of the page, from its loaded updates; None before its first report."""
    return facts_on(action.updates.all(), page_context.on, page_context.up_to)
