"""States in templates that know only their codes, as a frozen position keeps them."""

from django import template

from ..board import BAR_ORDER
from ..rating import Shows

register = template.Library()


@register.filter
def in_state_words(states):
    """{code: number} as [(code, word, number)], in the order of a bar, what stands apart last."""
    order = (*BAR_ORDER, Shows.STOPPED, Shows.NOT_REPORTED)
    return [(state.value, state.label.lower(), states[state.value]) for state in order if states.get(state.value)]
