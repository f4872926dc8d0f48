"""Numbers and sentences in English, in every template."""

from django import template

from csc_tracker.pages import wording

register = template.Library()


@register.filter
def count_of(number, nouns):
    """A number with its noun: `3|count_of:"action"` is “3 actions”; `2|count_of:"inquiry,inquiries"` “2 inquiries”."""
    return wording.count_of(number, *nouns.split(","))


@register.filter
def sentence(words):
    """Words as a sentence, with a capital at the start and a full stop at the end."""
    return wording.sentence(words)


@register.filter
def named_on(person, day):
    """A person by the name that they had on a day."""
    return person.named_on(day)


@register.simple_tag
def error_mark(form):
    """“Error: ” at the start of a page's title where something stopped its form; else nothing."""
    return "Error: " if getattr(form, "errors", None) else ""
