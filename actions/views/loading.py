"""Finding what a page is about; a 404 with a sentence where it is not there."""

import re

from django.db.models import Prefetch
from django.http import Http404

from priorities.models import Priority

from ..models import Action, ProgressUpdate
from ..position import facts_on

_REFERENCE = re.compile(r"p(\d{1,4})\.(\d{1,5})", re.IGNORECASE | re.ASCII)


def action_asked(asked, reference, lock=False):
    """The action of the plan with this reference in any case, with its updates.

    `lock` keeps others from saving an update of it until the transaction ends.
    """
    match = _REFERENCE.fullmatch(reference)
    actions = Action.objects.of_plan(asked.plan).select_related("priority__lead")
    if lock:
        actions = actions.select_for_update(of=("self",))
    said = ProgressUpdate.objects.select_related("by", "post").order_by("sequence")
    place = match and {"priority__number": int(match[1]), "number": int(match[2])}
    action = match and actions.filter(**place).prefetch_related(Prefetch("updates", said)).order_by("pk").first()
    if not action:
        raise Http404(f"There is no action {reference.upper()[:20]} in this plan. The list of actions has them all.")
    action.priority.plan = asked.plan
    return action


def priority_asked(asked, number):
    """The plan's priority with this number."""
    priority = Priority.objects.select_related("lead", "plan").filter(plan=asked.plan, number=number).first()
    if priority is None:
        raise no_priority(number)
    return priority


def no_priority(number):
    """The 404 that says that the plan has no priority with this number."""
    return Http404(f"There is no priority {number} in this plan. The status board has them all.")


def facts_asked(action, asked):
    """The action's facts on the day asked, from its loaded updates."""
    return facts_on(action.updates.all(), asked.on, asked.up_to)
