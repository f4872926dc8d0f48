"""How the ratings work, from the same words and marks that the pages use."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.pages.page_context import read_page_context
from actions.positions.status import Status

# In the order that the rule reads them.
MEANINGS = {
    Status.STOPPED: "It will not be done, and the plan says why. It is not in the totals.",
    Status.COMPLETE: (
        "Reported complete by a paper, or by an officer who has something to show for it. Complete is not the same as "
        "better: we ask separately about the impact on children and families."
    ),
    Status.AWAITING: (
        "An officer has reported it done. A second person has yet to confirm it. It cannot become late while it waits."
    ),
    Status.LATE: (
        "Its due date has passed and it is not done, whatever was reported. Late counts as red, like Off track, but "
        "has its own name."
    ),
    Status.OFF_TRACK: "An officer does not expect it to be done by its due date, and says what is being done about it.",
    Status.AT_RISK: "An officer sees something in the way of the due date, and says what is being done about it.",
    Status.ON_TRACK: "An officer expects it to be done by its due date. A date alone never makes anything green.",
    Status.NOT_RATED: "No officer has yet said whether it will be done in time.",
}


@require_safe
def help_ratings(request):
    """What each word and mark means, in the order that the rule reads them."""
    page_context = read_page_context(request)
    rows = [(state, state.label, MEANINGS[state]) for state in MEANINGS]
    return render(
        request,
        "help/ratings.html",
        {"page_context": page_context, "rows": rows, "interval": page_context.plan.update_interval_days},
    )
