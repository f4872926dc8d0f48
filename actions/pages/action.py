"""One action: where it came from, its dates and moves, its history."""

from dataclasses import replace

from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.evidence.files import files_of
from actions.models import ActionPeriod, DueBasis, Impact, OwnerChange, Stage, reference
from actions.pages import panels
from actions.pages.lookup import facts_on_page, get_action
from actions.pages.page_context import read_page_context
from actions.positions.in_the_way import in_the_way_of
from actions.positions.status import status_with_reason
from actions.talking.comments import comments_on
from actions.updating.history import entries, recorded_updates, run_of_no_change
from csc_tracker.database.prepared import KEYS, Prepared
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.wording import in_words


@require_safe
def action(request, reference):
    """One action as on the day asked; what was recorded for later dates is folded away."""
    page_context = read_page_context(request)
    action = get_action(page_context, reference)
    facts = facts_on_page(action, page_context)
    recorded = [
        update
        for update in recorded_updates(action)
        if page_context.up_to is None or update.sequence <= page_context.up_to
    ]
    known = entries(recorded, lambda update: files_of(update, page_context))
    newest_first = sorted(known, key=lambda entry: entry.in_time, reverse=True)
    history = [entry for entry in newest_first if entry.update.effective_date <= page_context.on]
    shown = status_with_reason(facts, page_context.on, page_context.plan.update_interval_days)
    context = {
        "page_context": page_context,
        "action": action,
        "facts": facts,
        "stage": _stage(facts),
        "due": _due(facts),
        "not_recorded": _not_recorded(page_context, action, facts),
        "impact": Impact(facts.impact).label if facts and facts.impact else "",
        "shown": shown,
        "in_the_way": in_the_way_of(facts, shown.state, recorded),
        "periods": action.periods.all(),
        "should_have_started": _should_have_started(action, facts, page_context.on),
        "moves": [entry for entry in history if entry.update.due_change == "moved" and not entry.withdrawn_through],
        "history": history,
        "later": [entry for entry in newest_first if entry.update.effective_date > page_context.on],
        "running": run_of_no_change([entry.update for entry in history]),
        "owner_changes": _OWNERS.instances(action.pk),
        "comments": comments_on(action, page_context),
        "panels": panels.panels(panels.ACTION, page_context, action),
        "before": _reference_beside(action, action.number_before),
        "after": _reference_beside(action, action.number_after),
    }
    return render(request, "actions/action_detail.html", context)


def _reference_beside(action, number):
    """The reference of the action with this number in the same priority; None where there is none."""
    return number and reference(action.priority.number, number)


_OWNERS = Prepared(
    lambda action: OwnerChange.objects.filter(action=action).select_related("to_post", "by").order_by("-pk")[:5],
    KEYS[0],
)


def _stage(facts):
    """The stage with the day since when: “Under way since 14 January 2020”."""
    return f"{Stage(facts.stage).label} since {in_words(facts.stage_since)}" if facts else "Not yet reported"


def _due(facts):
    """When the action is due and where the date comes from; empty where it has no due date."""
    if facts is None or facts.due_last_day is None:
        return ""
    day = in_words(facts.due_last_day)
    if facts.due_basis == DueBasis.OWN:
        return f"{day} (“{facts.due_words}”)"
    whose = f"the heading “{facts.due_words}”" if facts.due_basis == DueBasis.HEADING else "the plan’s end"
    return f"{day}, from {whose}; the action does not have its own finishing date"


_FINISHED = (Stage.COMPLETE, Stage.STOPPED)


def _not_recorded(page_context, action, facts):
    """What an officer could record and nobody has: pairs of words and the address of its form, empty for who may not.

    A finished action needs no due date, and only a complete one an impact.
    """
    stage, may = facts.stage if facts else "", page_context.reader.has_perm
    wanted = [
        ("owner", action.owner is None and stage not in _FINISHED, "actions.change_owner", "action_owner"),
        ("lead", action.priority.lead is None, "priorities.change_lead", "priority_lead"),
        ("due date", _lacks_due_date(facts), "actions.add_progressupdate", "action_update"),
        ("impact on children", _lacks_impact(facts), "actions.add_progressupdate", "action_update"),
    ]
    return [
        (words, _form(page_context, name, action) if may(permission) else "")
        for words, lacks, permission, name in wanted
        if lacks
    ]


def _lacks_due_date(facts):
    return facts is None or (facts.due_last_day is None and facts.stage not in (*_FINISHED, Stage.AWAITING))


def _lacks_impact(facts):
    return facts is not None and facts.stage == Stage.COMPLETE and not facts.impact


def _form(page_context, name, action):
    """The address of a form on the action, or on the lead of its priority; an update is made as of today."""
    if name == "action_update":
        page_context = replace(page_context, on_given=False)
    key = action.priority.number if name == "priority_lead" else action.reference
    return page_context.address(cached_reverse(name, key))


def _should_have_started(action, facts, on):
    """“It should have started by 31 January 2020” where its start has passed without word; else nothing."""
    start = next((period for period in action.periods.all() if period.role == ActionPeriod.Role.START), None)
    if not start or not facts or facts.stage != "planned" or not start.last_day or start.last_day >= on:
        return ""
    return f"It should have started by {in_words(start.last_day)} ({start.words}); no update says that it has."
