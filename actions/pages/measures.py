"""Every measure of a plan on one page, by priority."""

from itertools import groupby

from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.pages.page_context import read_page_context
from csc_tracker.pages.wording import count_of, in_words, plural
from priorities.measures import describe, measures_of_plan


@require_safe
def measures(request):
    """Each measure with its latest value, its target and which way it goes; its chart and every value are folded."""
    page_context = read_page_context(request)
    every = [describe(measure, values, page_context.on) for measure, values in measures_of_plan(page_context.plan)]
    shown = [summary for summary in every if summary.known]
    context = {
        "page_context": page_context,
        "sentence": _sentence(page_context, every, len(shown)),
        "priorities": _by_priority(shown),
        "later": [summary for summary in every if summary.later],
    }
    return render(request, "actions/measures.html", context)


def _by_priority(shown):
    """The measures under their priority, each with whether any has a chart, a target and a comparator: a column that
    would be empty is left out.
    """
    grouped = groupby(shown, key=lambda summary: summary.measure.priority)
    return [_section(priority, list(of_it)) for priority, of_it in grouped]


def _section(priority, measures):
    return {
        "priority": priority,
        "measures": measures,
        "charts": any(summary.chart for summary in measures),
        "targets": any(summary.target for summary in measures),
        "comparators": any(summary.comparators for summary in measures),
    }


def _sentence(page_context, every, number):
    """How many measures there are, and how many of them had no value by the day."""
    if not every:
        return "The papers loaded have no measure for this plan."
    if not number:
        return f"No measure had been reported by {in_words(page_context.on)}."
    waiting = len(every) - number
    priorities = len({summary.measure.priority_id for summary in every if summary.known})
    words = f"{count_of(number, 'measure')} of {count_of(priorities, 'priority', 'priorities')}."
    if waiting:
        words += f" {waiting} more {plural(waiting, 'has', 'have')} no value by {in_words(page_context.on)}."
    return words
