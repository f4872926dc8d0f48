"""Numbers in English, in every template."""

from django import template

from csc_tracker.pages import wording

register = template.Library()


@register.filter
def count_of(number, nouns):
    """A number with its noun: `3|count_of:"action"` is “3 actions”; `2|count_of:"inquiry,inquiries"` “2 inquiries”."""
    return wording.count_of(number, *nouns.split(","))
