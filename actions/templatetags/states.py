"""The status of an action in templates: its mark and its word."""

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html

from ..board import BAR_ORDER
from ..rating import Shows

register = template.Library()


@register.filter
def in_state_words(states):
    """{code: number} as [(code, word, number)], in the order of a bar, what stands apart last."""
    order = (*BAR_ORDER, Shows.STOPPED, Shows.NOT_REPORTED)
    return [(state.value, state.label.lower(), states[state.value]) for state in order if states.get(state.value)]


@register.simple_tag
def mark(state, hollow=False):
    """The mark of a status, by its code; hollow where the rating is out of date. Its word stands beside it."""
    return _mark(str(state), bool(hollow))


@register.simple_tag
def state(code, words, hollow=False):
    """The mark of a status with its word."""
    old = ", out of date" if hollow else ""
    return format_html('<span class="state">{}<span>{}{}</span></span>', _mark(str(code), bool(hollow)), words, old)


@register.simple_tag
def shown_state(shown):
    """The mark and the word of what `rating.what_shows` gives."""
    return state(shown.state.value, shown.words, shown.out_of_date)


@cache
def _mark(code, hollow):
    return render_to_string("components/_mark.html", {"state": code, "hollow": hollow})
