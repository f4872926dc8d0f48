"""One action: where it came from, its dates and moves, its history."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.models import ActionPeriod, Impact, OwnerChange, Stage
from actions.models import reference as name_of
from actions.pages import panels
from actions.pages.lookup import action_asked, facts_asked
from actions.pages.page_context import read_page_context
from actions.positions.facts import facts_on
from actions.positions.status import in_words, what_shows
from actions.updating import updates
from csc_tracker.database.prepared import KEYS, Prepared


@require_safe
def action(request, reference):
    """One action as on the day asked; what was recorded for later dates is folded away."""
    page_context = read_page_context(request)
    action = action_asked(page_context, reference)
    facts = facts_asked(action, page_context)
    recorded = [
        update
        for update in updates.history(action)
        if page_context.up_to is None or update.sequence <= page_context.up_to
    ]
    withdrawn = {update.withdraws_id: update for update in recorded if update.withdraws_id}
    for update in recorded:
        update.withdrawn_through = withdrawn.get(update.pk)
        if update.due_change == "moved":
            before = facts_on([u for u in recorded if u.sequence < update.sequence], update.effective_date)
            update.due_before = before.due_last_day if before else None
    newest_first = sorted(recorded, key=lambda update: (update.effective_date, update.sequence), reverse=True)
    beside = {"before": action.number_before, "after": action.number_after}
    context = {
        "page_context": page_context,
        "action": action,
        "facts": facts,
        "stage": Stage(facts.stage) if facts else None,
        "impact": Impact(facts.impact).label if facts and facts.impact else "",
        "shown": what_shows(facts, page_context.on, page_context.plan.update_interval_days),
        "periods": action.periods.all(),
        "should_have_started": _should_have_started(action, facts, page_context.on),
        "moves": [
            u
            for u in newest_first
            if u.due_change == "moved" and u.effective_date <= page_context.on and not u.withdrawn_through
        ],
        "history": [update for update in newest_first if update.effective_date <= page_context.on],
        "later": [update for update in newest_first if update.effective_date > page_context.on],
        "running": updates.run_of_no_change([u for u in recorded if u.effective_date <= page_context.on]),
        "owner_changes": _OWNERS.instances(action.pk),
        "panels": panels.panels(panels.ACTION, page_context, action),
        **{name: number and name_of(action.priority.number, number) for name, number in beside.items()},
    }
    return render(request, "actions/action_detail.html", context)


_OWNERS = Prepared(
    lambda action: OwnerChange.objects.filter(action=action).select_related("to_post", "by").order_by("-pk")[:5],
    KEYS[0],
)


def _should_have_started(action, facts, on):
    """“It should have started by 31 January 2020” where its start has passed without word; else nothing."""
    start = next((period for period in action.periods.all() if period.role == ActionPeriod.Role.START), None)
    if not start or not facts or facts.stage != "planned" or not start.last_day or start.last_day >= on:
        return ""
    return f"It should have started by {in_words(start.last_day)} ({start.words}); no update says that it has."
